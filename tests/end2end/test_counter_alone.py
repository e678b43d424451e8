"""A counter that is left alone, in the real window, and what is heard there."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.helpers.bank import wait_until
from tests.helpers.display import Display
from tests.helpers.real_till import (
    CASHIER_PIN,
    PAYNOW,
    SUPERVISOR_PIN,
    WAIT_S,
    Phone,
    RealTill,
    profile_text,
)
from tests.helpers.speakers import ScriptPlayer, loudness

LOCK_AFTER_S = 6
LOCKED = "Screen locked"
BY_ITSELF, BY_HAND, UNLOCKED = "locked by itself", "locked by hand", "screen unlocked"
SUPERVISOR = "F3"


@pytest.fixture
def opened(display: Display, data: Path, tmp_path: Path) -> Iterator[ExitStack]:
    """Tills that are gone when the test ends."""
    with ExitStack() as running:
        yield running


def count(till: RealTill, words: str) -> int:
    return till.log().count(words)


def comes(till: RealTill, words: str, times: int) -> None:
    """Wait until the till has written so many lines with these words."""
    wait_until(f"{times} times {words!r}", lambda: count(till, words) >= times, WAIT_S)


def unlock(till: RealTill, *pick: str, pin: str = CASHIER_PIN) -> None:
    """Type a PIN at the lock, the cashier's own or that of somebody who is picked by a key.

    Keys mean nothing while an earlier PIN is still being checked: then once more.
    """
    before = count(till, UNLOCKED)
    end = time.monotonic() + WAIT_S
    till.reaches(LOCKED)
    while count(till, UNLOCKED) == before:
        assert time.monotonic() < end, "the screen stays locked"
        till.keys("Delete", *pick, *pin)
        look_until = time.monotonic() + 3.0
        while count(till, UNLOCKED) == before and time.monotonic() < look_until:
            time.sleep(0.05)


def begin_sale(till: RealTill) -> None:
    """Key in SGD 5.00 and go on to the ways to pay.

    On a machine that stands still for seconds the lock may come first: then once more.
    """
    end = time.monotonic() + WAIT_S
    while not till.title.startswith("Method"):
        assert time.monotonic() < end, f"no sale begins; the window says {till.title!r}"
        if till.title.startswith(LOCKED):
            unlock(till)
        elif till.title.startswith("Please enter the amount"):
            till.keys("Delete", "5", "0", "0", "Return")
        time.sleep(0.1)


def test_the_till_locks_by_itself_but_never_while_a_customer_pays(
    display: Display, data: Path, tmp_path: Path, opened: ExitStack
) -> None:
    profile = tmp_path / "till.toml"
    profile.write_text(f"{profile_text()}\n[security]\nlock_after_s = {LOCK_AFTER_S}\n", "utf-8")
    till = opened.enter_context(RealTill(display, data, profile))
    till.reaches("Sign in")
    till.wait_for_bank()
    till.keys(*CASHIER_PIN)

    # Nobody touches it any more.
    till.reaches(LOCKED)
    comes(till, BY_ITSELF, 1)
    till.keys(*"000000")
    till.keys("5", "Return", "ctrl+2")
    time.sleep(1.0)
    assert till.title.startswith(LOCKED)
    assert count(till, UNLOCKED) == 0

    unlock(till)
    begin_sale(till)
    till.keys(PAYNOW)
    till.reaches("Does the customer agree")
    till.keys("Return")
    till.reaches("PayNow code is on the customer’s screen")
    locks = count(till, BY_ITSELF)
    time.sleep(LOCK_AFTER_S * 1.5)
    assert till.title.startswith("PayNow code is on the customer’s screen")
    till.keys("ctrl+l")
    phone = Phone(till)
    assert phone.presses(phone.opens(phone.reads())).result == "paid"
    till.slips_are_out(2)

    # The result stood there; then the lock takes its place.
    comes(till, BY_ITSELF, locks + 1)
    till.reaches(LOCKED)
    assert count(till, BY_HAND) == 0
    unlock(till, SUPERVISOR, pin=SUPERVISOR_PIN)
    assert "somebody else" not in till.log()
    assert till.stop() == 0
    assert till.complaints() == ""


def test_ctrl_l_locks_and_another_cashier_takes_over(
    display: Display, data: Path, tmp_path: Path, opened: ExitStack
) -> None:
    profile = tmp_path / "till.toml"
    profile.write_text(profile_text(), "utf-8")
    till = opened.enter_context(RealTill(display, data, profile))
    till.sign_in()
    till.keys("2", "8")
    till.keys("ctrl+l")
    till.reaches(LOCKED)
    comes(till, BY_HAND, 1)
    unlock(till, "F2", pin="246802")
    till.reaches("Please enter the amount")
    assert count(till, "unlocked for somebody else") == 1
    # The amount of the one who left is gone: Return charges nothing.
    till.keys("Return", "ctrl+l")
    till.reaches(LOCKED)
    assert till.stop() == 0
    assert till.complaints() == ""


def test_a_sale_is_heard_and_a_start_repeats_nothing(
    display: Display, data: Path, tmp_path: Path, opened: ExitStack
) -> None:
    player = ScriptPlayer(tmp_path / "bin", "pw-play")
    profile = tmp_path / "till.toml"
    loud = profile_text().replace('sound = "sim:"', 'sound = "auto"')
    profile.write_text(f"{loud}\n[sound]\nvolume_percent = 80\n", "utf-8")
    till = opened.enter_context(RealTill(display, data, profile, path=player.path.parent))

    def heard() -> list[str]:
        return [Path(args[-1]).stem for _, args, _ in player.calls]

    till.sign_in()
    assert heard() == []
    till.keys("5", "0", "0")
    till.charge(PAYNOW)
    till.reaches("PayNow code is on the customer’s screen")
    phone = Phone(till)
    assert phone.presses(phone.opens(phone.reads())).result == "paid"
    till.reaches("Approved · SGD 5.00")
    till.slips_are_out(2)
    wait_until("the sound", lambda: heard() == ["approved"], WAIT_S)
    till.keys("Return", "7", "0", "0")
    till.charge(PAYNOW)
    till.reaches("PayNow code is on the customer’s screen")
    till.keys("Escape")
    till.reaches("Not charged")
    wait_until("the other sound", lambda: heard() == ["approved", "failed"], WAIT_S)
    assert all(60 < loudness(data) <= 80 for _, _, data in player.calls)
    assert till.stop() == 0

    till.start()
    till.sign_in()
    assert till.stop() == 0
    assert heard() == ["approved", "failed"]
    wait_until("the players' end", player.is_gone, WAIT_S)
    assert till.complaints() == ""
