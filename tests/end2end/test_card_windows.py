"""Sales by card, as people make them: at the demo desk's reader, by a swipe, with a signature."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication

from kpay_desktop.simulation.cards import catalogue, tracks
from tests.helpers.desk_hands import Hands, card_desk, card_named, sign
from tests.helpers.real_till import RealTill, audit

CARD = "F2"
TOTAL_MINOR = 2_800
CALM_S = 1.0
READY = "Tap, insert or swipe"
Tell = Callable[[str], None]


def charge(till: RealTill) -> None:
    """Key SGD 28.00 and take it by card."""
    till.keys("2", "8", "0", "0")
    till.charge(CARD)
    till.reaches(READY)


def test_a_chip_sale_that_is_signed(
    till: RealTill, data: Path, qapp: QApplication, tell: Tell
) -> None:
    till.sign_in()
    hands = Hands(till, qapp)
    charge(till)
    hands.touch(f"Insert · {card_named('mastercard')}", "Check the card’s details")
    till.keys("Return")
    till.reaches("The customer signs")
    assert till.paper == b"", "slips wait for the signature"
    sign(till)
    till.reaches("Approved · SGD 28.00")
    till.slips_are_out(2)
    assert till.stop() == 0
    report = audit(data)
    assert [slip["copy"] for slip in report["slips"]] == ["merchant", "customer"]
    assert list(report["cards"].values()) == [TOTAL_MINOR]
    assert till.complaints() == ""
    tell("chip sale on the real windows: inserted, confirmed, signed by mouse, printed twice")


def test_a_tap_and_a_swipe_typed_by_the_reader(
    till: RealTill, data: Path, qapp: QApplication, tell: Tell
) -> None:
    till.sign_in()
    hands = Hands(till, qapp)
    charge(till)
    hands.touch(f"Tap · {card_named('visa-debit')}", "Approved · SGD 28.00")
    till.slips_are_out(2)
    till.keys("Return")
    till.reaches("Please enter the amount")

    charge(till)
    stripe = tracks(next(spec for spec in catalogue() if spec.key == "visa-stripe"))
    till.display.activate(till.window)
    typed = f"{stripe.track_1}{stripe.track_2}\n"
    till.display.must("xdotool", "type", "--delay", "2", typed)
    till.reaches("Check the card’s details")
    # An Enter that follows on a swipe's heels is the reader's.
    time.sleep(CALM_S)
    till.keys("Return")
    till.reaches("The customer signs|Approved")
    if till.title.startswith("The customer signs"):
        sign(till)
    till.reaches("Approved · SGD 28.00")
    till.slips_are_out(4)
    assert till.stop() == 0
    assert list(audit(data)["cards"].values()) == [TOTAL_MINOR, TOTAL_MINOR]
    assert stripe.track_2.strip(";?").partition("=")[0] not in till.log()
    tell("tap at the demo desk, and a swipe typed by a reader, on the real windows")


def test_a_lost_answer_is_taken_back(
    till: RealTill, data: Path, qapp: QApplication, tell: Tell
) -> None:
    till.sign_in()
    hands = Hands(till, qapp)
    desk = card_desk(till)
    desk.set_next_card("cut_after")
    desk.set_next_card("cut_before", kind="reversal", sticky=True)
    charge(till)
    hands.touch(f"Tap · {card_named('visa-debit')}", "Not charged. The reversal is on its way")
    assert till.paper == b""
    desk.clear_next_card("reversal")
    till.reaches("Undone. Nothing was charged.")
    assert till.stop() == 0
    report = audit(data)
    assert (report["slips"], report["cards"]) == ([], {})
    tell("a lost answer on the real windows: taken back, nothing charged, nothing printed")
