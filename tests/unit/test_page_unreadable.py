"""What the front says of a record that cannot be read."""

from __future__ import annotations

from dataclasses import replace

from kpay_desktop.domain.approval import Supervised
from kpay_desktop.flows.back_view import BackRefused
from kpay_desktop.flows.card_view import CardBlocked
from kpay_desktop.flows.unreadable import Unreadable
from kpay_desktop.ports import StoreErrorKind
from tests.helpers.back_front import BackFront
from ui.present_void import why_not
from ui.views import Action, Button, Page
from ui.views_void import ReturnForm, ReturnOutcome, ReturnSale, VoidView
from ui.void_model import VoidModel


def outcome(front: BackFront) -> ReturnOutcome:
    right = front.body(VoidView).right
    assert isinstance(right, ReturnOutcome)
    return right


def notice(front: BackFront) -> Button | None:
    frame = front.screens().clerk.frame
    assert frame is not None
    return frame.notice


def test_what_cannot_be_read_is_named_on_every_page_and_lifted_with_leave() -> None:
    broken = Unreadable("money_back:7", "000031", 2_350, holds_cards=True)
    front = BackFront().open()
    front.controller.news(broken)
    bar = notice(front)
    assert bar is not None
    assert (bar.label.id, bar.label.args) == ("frame.notice_unreadable", (("name", "000031"),))

    front.press(Action.OPEN_BACK, broken.flow)

    assert notice(front) is None
    shown = outcome(front)
    assert [line.id for line in shown.lines] == ["void.unreadable_body", "void.unreadable_cards"]
    assert shown.contact is not None
    left = front.body(VoidView).left
    assert isinstance(left, ReturnSale)
    assert [name.id for name, _ in left.facts] == ["void.fact_voucher", "void.fact_record"]

    front.press(Action.LIFT_BLOCK)
    assert front.model.authorise is not None
    act = front.model.authorise.act
    assert (act.kind, act.subject, act.voucher) == (Supervised.LIFT_BLOCK, broken.flow, "000031")
    front.keys(*"888888").allow("mine")
    assert ("back.lift_block", broken.flow, "mine") in front.backend.calls

    front.controller.news(replace(broken, not_authorised=True))
    assert "void.no_leave" in [line.id for line in outcome(front).lines]
    front.controller.news(replace(broken, holds_cards=False))
    assert [button.press.action for button in outcome(front).buttons] == [Action.NEW_SALE]


def test_of_what_nothing_is_known_the_form_stands_beside_it() -> None:
    front = BackFront().open()
    front.controller.news(
        Unreadable("card_sale:9", holds_cards=True, store_fault=StoreErrorKind.FULL)
    )
    front.press(Action.OPEN_BACK, "card_sale:9")
    assert isinstance(front.body(VoidView).left, ReturnForm)
    assert outcome(front).title.args == (("name", "card_sale:9"),)
    assert outcome(front).lines[-1].id == "trouble.full"


def test_a_sale_by_card_behind_what_cannot_be_read_is_offered_other_ways() -> None:
    front = BackFront()
    front.to_confirm().press(Action.CONFIRM)
    broken = Unreadable("money_back:7", "000031", 2_350, holds_cards=True)
    front.controller.news(CardBlocked(front.model.draft.request, broken))
    assert front.model.page is Page.METHOD
    assert front.model.draft.no_card
    assert front.model.unreadable == (broken,)
    refused = BackRefused("", blocked_by=broken)
    assert why_not(refused, VoidModel()).id == "void.blocked_unreadable"
