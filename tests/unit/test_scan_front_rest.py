"""The scanning page while its camera rests, and codes and keys that come twice."""

from __future__ import annotations

import pytest

from kpay_desktop.domain.message import Message
from kpay_desktop.domain.sale import Method
from kpay_desktop.domain.scanner import Broken, Scan, ScanFault
from kpay_desktop.flows.sale_view import ChargeDoubted
from kpay_desktop.flows.wallet_sale.state import Phase
from kpay_desktop.ports_scan import CodeSource
from tests.helpers.front import NOON, Front, sale_view
from tests.helpers.scan_front import (
    ALIPAY,
    DIGITS,
    WECHAT,
    asked,
    begun,
    paying,
    scan_view,
    scanning,
    told,
)
from ui.keys import key_map
from ui.scan_model import REST_AFTER_S
from ui.views import Action, Page, Press
from ui.views_scan import ScanView


def resting() -> Front:
    """Return a front whose camera has closed because nobody came."""
    front = scanning()
    front.controller.tick(front.model.now + REST_AFTER_S, NOON)
    assert front.model.scan.rests
    return front


def test_only_the_camera_rests() -> None:
    front = resting()
    assert (front.backend.scan.open_for, front.backend.scan.listens) == (None, True)
    assert asked(front, "scan.close") == []

    front.controller.tick(front.model.now + REST_AFTER_S, NOON)
    assert len(asked(front, "scan.rest")) == 1

    front.press(Action.BACK)
    assert not front.backend.scan.listens


def test_a_scanner_and_typing_are_taken_while_the_camera_rests() -> None:
    front = resting()
    front.controller.scanned(Scan(DIGITS))
    front.press(Action.TYPE_CODE).press(Action.USE_CODE, DIGITS)
    assert front.backend.scan.listens
    assert asked(front, "scan.typed") == [("scan.typed", DIGITS)]

    assert told(front, WECHAT, CodeSource.SCANNER).backend.codes == [DIGITS]
    assert not front.backend.scan.listens


def test_a_camera_that_rests_opens_again_though_the_till_was_full() -> None:
    front = resting()
    front.backend.busy = True
    front.press(Action.OPEN_CAMERA)
    assert front.backend.scan.open_for is None

    front.backend.busy = False
    front.controller.tick(front.model.now + 1, NOON)
    assert front.backend.scan.open_for is Method.WECHAT


@pytest.mark.parametrize("opened", ["typing", "asked", "nothing"])
def test_enter_opens_the_camera_only_where_no_panel_has_a_use_for_it(opened: str) -> None:
    front = resting()
    if opened == "typing":
        front.press(Action.TYPE_CODE)
    elif opened == "asked":
        told(front, ALIPAY)

    enter = dict(key_map(front.body(ScanView), keypad=False).shortcuts).get("Return")

    wanted = {
        "typing": None,
        "asked": Press(Action.OTHER_WALLET, "yes"),
        "nothing": Press(Action.OPEN_CAMERA),
    }
    assert enter == wanted[opened]


# --- codes that were not sent -----------------------------------------------------------------


@pytest.mark.parametrize("way_out", [Action.BACK, Action.LOCK, Action.SHOW_INSTEAD])
def test_a_code_that_nobody_agreed_to_can_be_shown_again(way_out: Action) -> None:
    front = told(scanning(), ALIPAY).press(way_out)

    assert front.backend.scan.forgotten == [ALIPAY]


def test_a_code_that_crossed_with_the_wish_to_show_ours_can_be_shown_again() -> None:
    front = told(scanning().press(Action.SHOW_INSTEAD), WECHAT)
    front.controller.tick(front.model.now + 1, NOON)
    assert (front.backend.codes, front.backend.scan.forgotten) == ([""], [WECHAT])

    told(begun(front, sale_view(Phase.SHOWN)), ALIPAY)
    front.controller.tick(front.model.now + 1, NOON)
    assert front.backend.scan.forgotten == [WECHAT, ALIPAY]


@pytest.mark.parametrize("phase", [Phase.CREATED, Phase.APPROVED])
def test_a_code_that_was_sent_is_never_read_again(phase: Phase) -> None:
    front = told(told(scanning(), WECHAT), WECHAT)
    told(begun(front, scan_view(phase)), WECHAT)
    front.controller.tick(front.model.now + 1, NOON)

    assert front.backend.scan.forgotten == []


def test_a_code_that_was_agreed_to_is_not_read_again() -> None:
    front = told(scanning(), ALIPAY).press(Action.OTHER_WALLET, "yes")
    begun(front, scan_view(Phase.CREATED))

    assert front.backend.codes == [ALIPAY.code]
    assert front.backend.scan.forgotten == []


def test_a_code_whose_charge_was_doubted_can_be_shown_again_for_a_later_one() -> None:
    front = told(scanning(), WECHAT)
    other = sale_view(Phase.PAID_LATE, number=120)
    front.controller.news(ChargeDoubted(front.model.draft.request, (other,)))

    front.press(Action.OPEN_DOUBTED, other.flow)

    assert front.model.page is Page.RESULT
    assert front.backend.scan.forgotten == [WECHAT]


# --- a scanner that was quicker or slower than the camera -------------------------------------


def pages_behind_a_code() -> dict[str, Front]:
    """Return fronts on every page that may stand when the same code is scanned once more."""
    result = paying()
    result.controller.news(scan_view(Phase.APPROVED))
    return {
        "charging": told(scanning(), WECHAT),
        "sent": paying(Phase.CREATED),
        "confirming": paying(),
        "approved": result,
    }


@pytest.mark.parametrize("page", list(pages_behind_a_code()))
@pytest.mark.parametrize("found", [Scan(DIGITS), Broken(ScanFault.BROKEN_OFF, 5)])
def test_a_second_scan_is_swallowed_and_nothing_is_said(page: str, found: Scan | Broken) -> None:
    front = pages_behind_a_code()[page]
    before = front.model
    assert front.controller.awaits_code

    front.controller.scanned(found)

    assert front.model == before
    assert front.backend.codes == [DIGITS]
    assert front.backend.scan.scans == []


def test_other_pages_take_keys_as_they_come() -> None:
    front = scanning().press(Action.BACK)
    assert not front.controller.awaits_code

    front.controller.scanned(Scan(DIGITS))

    frame = front.screens().clerk.frame
    assert frame is not None
    assert frame.notice is not None
    assert frame.notice.label == Message("scanpay.elsewhere")
