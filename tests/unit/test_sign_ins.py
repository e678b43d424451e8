"""Signing in, locking and unlocking between the windows and the store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kpay_desktop.bootstrap.sign_ins import SignIns
from kpay_desktop.domain.approval import Act, Supervised
from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.operator import Operator, Role
from kpay_desktop.flows.authority import Authority
from kpay_desktop.settings_shop import OperatorSettings
from models.database import OpenedStore
from tests.helpers.flows import InlineExecutor, ManualClock
from tests.helpers.store import opened, raw
from ui.backend import (
    Authorised,
    AuthoriseRefused,
    News,
    OperatorsNews,
    SignedIn,
    SignInRefused,
    Unlocked,
)

CASHIER = Operator("01", "Cashier 01", Role.CASHIER)
OTHER = Operator("02", "Cashier 02", Role.CASHIER)
SUPERVISOR = Operator("90", "Supervisor", Role.SUPERVISOR)
PINS = {"01": "135790", "02": "246802", "90": "909090"}
ACT = Act(Supervised.REFUND_LATE, "show_qr:17", "000123", 3_080, "01")
PROFILE = tuple(
    OperatorSettings(each.operator_id, each.name, each.role, PINS[each.operator_id])
    for each in (CASHIER, OTHER, SUPERVISOR)
)


class Counter:
    """The part under test, its store, and what the windows hear."""

    def __init__(self, folder: Path, store: OpenedStore) -> None:
        self.folder, self.store = folder, store
        self.told: list[News] = []
        self.clock = ManualClock()
        self.authority = Authority(self.clock)
        self.sign_ins = SignIns(store.sign_in, InlineExecutor(), self.authority, self.told.append)
        self.sign_ins.seed(PROFILE)
        self.told.clear()

    def last(self) -> News:
        return self.told[-1]

    def actions(self) -> list[tuple[str, str, str]]:
        """Who did what to whom, after the operators were added."""
        with raw(self.folder) as engine:
            rows = engine.execute(
                "SELECT operator_id, action, subject FROM audit ORDER BY seq"
            ).fetchall()
        return [(str(a), str(b), str(c)) for a, b, c in rows][len(PROFILE) :]


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    with opened(tmp_path) as store:
        yield Counter(tmp_path, store)


def test_the_profiles_operators_are_told(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        told: list[News] = []
        authority = Authority(ManualClock())
        SignIns(store.sign_in, InlineExecutor(), authority, told.append).seed(PROFILE)
        assert told == [OperatorsNews((CASHIER, OTHER, SUPERVISOR))]


def test_the_owner_unlocks(counter: Counter) -> None:
    counter.sign_ins.sign_in("01", PINS["01"])
    assert counter.last() == SignedIn(CASHIER)
    counter.sign_ins.lock("01", idle=True)
    counter.sign_ins.unlock("01", "000000", "01", for_owner=True)
    assert counter.last() == SignInRefused(message("signin.wrong_pin", left=4))
    counter.sign_ins.unlock("01", PINS["01"], "01", for_owner=True)
    assert counter.last() == Unlocked(CASHIER)
    assert counter.sign_ins.operator_id == "01"
    assert counter.actions() == [
        ("01", "signed_in", "01"),
        ("01", "screen_locked", "01"),
        ("01", "wrong_pin", "01"),
        ("01", "screen_unlocked", "01"),
    ]


def test_a_supervisor_unlocks_and_the_cashier_stays_signed_in(counter: Counter) -> None:
    counter.sign_ins.sign_in("01", PINS["01"])
    counter.sign_ins.lock("01", idle=False)
    counter.sign_ins.unlock("90", PINS["90"], "01", for_owner=True)
    assert counter.last() == Unlocked(CASHIER)
    assert counter.sign_ins.operator_id == "01"
    assert counter.actions()[-1] == ("90", "screen_unlocked", "01")


def test_another_signs_in_instead_and_the_owner_is_signed_out(counter: Counter) -> None:
    counter.sign_ins.sign_in("01", PINS["01"])
    counter.sign_ins.lock("01", idle=True)
    counter.sign_ins.unlock("02", PINS["02"], "01", for_owner=False)
    assert counter.last() == Unlocked(OTHER)
    assert counter.sign_ins.operator_id == "02"
    assert counter.actions()[-2:] == [("02", "signed_in", "02"), ("01", "signed_out", "01")]


def test_a_supervisor_who_takes_over_is_the_one_who_is_there(counter: Counter) -> None:
    counter.sign_ins.sign_in("01", PINS["01"])
    counter.sign_ins.unlock("90", PINS["90"], "01", for_owner=True)
    assert not counter.sign_ins.is_supervisor("90")
    counter.sign_ins.unlock("90", PINS["90"], "01", for_owner=False)
    assert counter.sign_ins.is_supervisor("90")


# --- authorising ----------------------------------------------------------------------------------


def authorise(counter: Counter, approver_id: str = "90", pin: str = "") -> str:
    """Type a PIN for the act; return the approval's number, empty without one."""
    counter.sign_ins.authorise("request", ACT, approver_id, pin or PINS[approver_id])
    told = counter.last()
    assert isinstance(told, Authorised | AuthoriseRefused)
    assert told.request == "request"
    return told.approval_no if isinstance(told, Authorised) else ""


def test_a_supervisor_authorises_and_the_cashier_stays_signed_in(counter: Counter) -> None:
    counter.sign_ins.sign_in("01", PINS["01"])
    number = authorise(counter)
    given = counter.authority.use(number, ACT)
    assert given is not None
    assert (given.act, given.approver_id) == (ACT, "90")
    assert counter.sign_ins.operator_id == "01"
    assert counter.actions()[-1] == ("90", "authorised", "000123")


def test_what_was_refused_is_told_and_gives_no_leave(
    counter: Counter, caplog: pytest.LogCaptureFixture
) -> None:
    # Nobody is signed in; somebody else is; a cashier's own PIN; a wrong one.
    assert authorise(counter) == ""
    assert counter.last() == AuthoriseRefused("request", Message("authorise.not_allowed"))
    counter.sign_ins.sign_in("02", PINS["02"])
    assert authorise(counter) == ""
    counter.sign_ins.sign_in("01", PINS["01"])
    assert authorise(counter, "01") == ""
    assert counter.last() == AuthoriseRefused("request", Message("authorise.not_allowed"))
    assert authorise(counter, "90", "000000") == ""
    assert counter.last() == AuthoriseRefused("request", message("signin.wrong_pin", left=4))
    for _ in range(4):
        authorise(counter, "90", "000000")
    assert counter.last() == AuthoriseRefused("request", message("signin.locked", seconds=30))
    assert counter.authority.use("", ACT) is None


@pytest.mark.parametrize("how", ["signs out", "is taken over", "signs in anew"])
def test_leave_ends_when_its_asker_goes(counter: Counter, how: str) -> None:
    counter.sign_ins.sign_in("01", PINS["01"])
    number = authorise(counter)
    if how == "signs out":
        counter.sign_ins.sign_out("01")
    elif how == "is taken over":
        counter.sign_ins.unlock("02", PINS["02"], "01", for_owner=False)
    else:
        counter.sign_ins.sign_in("01", PINS["01"])
    assert counter.authority.use(number, ACT) is None


def test_a_store_that_takes_nothing_gives_no_leave(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with opened(tmp_path) as store:
        counter = Counter(tmp_path, store)
        counter.sign_ins.sign_in("01", PINS["01"])
    assert authorise(counter) == ""
    assert counter.last() == AuthoriseRefused("request", Message("authorise.store"))
    assert "an approval is not recorded" in caplog.text


def test_a_wrong_pin_signs_nobody_out(counter: Counter) -> None:
    counter.sign_ins.sign_in("01", PINS["01"])
    counter.sign_ins.unlock("02", "000000", "01", for_owner=False)
    assert isinstance(counter.last(), SignInRefused)
    assert counter.sign_ins.operator_id == "01"
    assert "signed_out" not in {row[1] for row in counter.actions()}


def test_a_store_that_takes_nothing_keeps_the_screen_locked(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with opened(tmp_path) as store:
        counter = Counter(tmp_path, store)
        counter.sign_ins.sign_in("01", PINS["01"])
    counter.sign_ins.lock("01", idle=True)
    for for_owner in (True, False):
        counter.told.clear()
        counter.sign_ins.unlock("01", PINS["01"], "01", for_owner=for_owner)
        assert counter.told == [SignInRefused(Message("signin.store"))]
    assert counter.sign_ins.operator_id == "01"
    assert "the lock is not in the audit log" in caplog.text
