"""Which sales the Void page finds, whatever the shop offers by now."""

from __future__ import annotations

from dataclasses import replace

from kpay_desktop.domain.language import Language
from kpay_desktop.domain.message import message
from kpay_desktop.domain.sale import Method
from kpay_desktop.flows.back_view import CandidatesTold
from kpay_desktop.settings import demo_settings
from tests.helpers.back_front import BackFront, a_sale, candidate
from ui.present_void import offered_kinds
from ui.void_model import Paid, Stage
from ui.words import words_of


def test_a_sale_of_a_kind_that_is_no_longer_offered_is_found_all_the_same() -> None:
    demo = demo_settings()
    front = BackFront(replace(demo, cards=replace(demo.cards, enabled=False))).open().fill()
    assert Paid.CARD not in offered_kinds(front.model)
    by_card = candidate(replace(a_sale(), method=Method.CARD, mode=None))
    front.told(by_card)
    assert (front.model.void.paid, front.model.void.stage) == (Paid.CARD, Stage.PROVING)


def test_a_refunds_own_voucher_is_said_to_be_one_on_the_page() -> None:
    front = BackFront().open().fill("000031")
    asked = front.model.void.request
    front.controller.news(CandidatesTold(asked, (), refund_of="000012"))
    problem = front.model.void.problem
    assert problem == message("void.is_refund", refund="000031", sale="000012")
    assert words_of(Language.EN)(problem) == "000031 is a refund of 000012. Type 000012."
    assert front.model.void.stage is Stage.FORM
