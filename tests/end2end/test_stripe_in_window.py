"""A stripe reader types into the real window while the keypad has the keyboard."""

from __future__ import annotations

import time

import pytest

from tests.helpers.real_till import PAYNOW, Phone, RealTill

TRACK_1 = "%B4012000077777777^NG/SIEW LING^32121011234567890?"
TRACK_2 = ";4012000077777777=32121011234567890?"
#: Longer than any rest of a burst is waited for.
CALM_S = 1.0
REST_S = 3.0


def swipe(till: RealTill, text: str, delay_ms: int = 2) -> None:
    """Type as a reader does, Enter behind it."""
    till.display.activate(till.window)
    till.display.must("xdotool", "type", "--delay", str(delay_ms), text + "\n")
    time.sleep(CALM_S)


@pytest.mark.parametrize("delay_ms", [2, 8])
def test_a_swipe_changes_no_amount_and_presses_no_button(till: RealTill, delay_ms: int) -> None:
    till.sign_in()
    till.keys("2", "8")

    for text in (TRACK_1 + TRACK_2, TRACK_2, f"{TRACK_1}\n{TRACK_2}", "%E?;E?", "%B40120000777"):
        swipe(till, text, delay_ms)
        assert till.title.startswith("Please enter the amount"), "Enter pressed Charge"

    # A busy till waits longer for the rest of what broke off last, and takes it away.
    time.sleep(REST_S)
    till.keys("5")
    till.charge(PAYNOW)
    till.reaches("PayNow code is on the customer’s screen")
    phone = Phone(till)
    assert phone.opens(phone.reads()).amount_minor in {285, 28_500}
    for written in (till.log(), till.complaints()):
        assert "4012000077777777" not in written
    assert till.stop() == 0
