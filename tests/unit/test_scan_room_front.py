"""Codes that cross with the page's end: nobody sends them, so they may be shown again."""

from __future__ import annotations

from tests.helpers.front import NOON, Front
from tests.helpers.scan_front import ALIPAY, DIGITS, WECHAT, paying, scanning, told
from ui.views import Action


def ticked(front: Front) -> Front:
    front.controller.tick(front.model.now + 0.25, NOON)
    return front


def test_a_code_that_comes_when_the_page_has_gone_may_be_shown_again() -> None:
    front = ticked(told(scanning().press(Action.BACK), WECHAT))
    assert front.backend.codes == []
    assert front.backend.scan.forgotten == [WECHAT]


def test_a_code_that_is_being_paid_with_is_never_forgotten() -> None:
    front = ticked(told(told(told(scanning(), WECHAT), WECHAT), ALIPAY))
    assert front.backend.codes == [DIGITS]
    assert front.backend.scan.forgotten == []
    assert ticked(told(paying(), WECHAT)).backend.scan.forgotten == []
