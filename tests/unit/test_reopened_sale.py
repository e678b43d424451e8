"""A sale that is opened again: what the page says of its slips, and why it ended."""

from __future__ import annotations

from dataclasses import replace

from kpay_desktop.domain.message import Message
from kpay_desktop.domain.records import CreditKind, CreditState, PrintState, SlipCopy
from kpay_desktop.flows.sale_view import SaleView
from kpay_desktop.flows.wallet_sale.values import EndReason, Phase
from tests.helpers.front import Front, payment, sale_view
from tests.helpers.more_pages import front_at, printer
from ui.backend import SlipNews
from ui.views import Action, Page
from ui.views_sale import ResultView


def changed(view: SaleView, *, order_known: bool = False, refused_code: str = "") -> SaleView:
    state = replace(view.state, order_known=order_known, refused_code=refused_code)
    return replace(view, state=state)


def result(front: Front) -> ResultView:
    return front.body(ResultView)


def said(front: Front) -> set[str]:
    return {line.id for line in result(front).lines}


def test_a_sale_paid_twice_and_opened_again_does_not_claim_to_be_printing() -> None:
    front = front_at(Page.AMOUNT)
    approved = sale_view(Phase.APPROVED)
    front.charge(sale_view(Phase.SHOWN)).news(approved)
    assert "sale.slips_printing" in said(front)
    for copy in SlipCopy:
        front.controller.news(SlipNews(approved.sale.identity.sale_id, copy, PrintState.PRINTED))
    assert "sale.slips_printed" in said(front)

    front.press(Action.NEW_SALE)
    second = payment(CreditState.INBOX, kind=CreditKind.SECOND)
    front.news(sale_view(Phase.APPROVED, payments=(second,)))
    front.press(Action.OPEN_UNFINISHED, approved.flow)
    # More is heard of it while it stands, and the printer is out of paper for somebody else.
    front.controller.news(printer("paper_out"))
    front.news(sale_view(Phase.APPROVED, payments=(second,)))
    assert said(front) == {"sale.approved_line", "sale.paid_twice"}
    assert result(front).paper is None


def test_a_sale_that_is_approved_while_it_stands_open_again_prints() -> None:
    front = front_at(Page.AMOUNT)
    asking = sale_view(Phase.ASKING)
    front.charge(sale_view(Phase.SHOWN)).news(asking)
    front.press(Action.NEW_SALE)
    front.press(Action.OPEN_UNFINISHED, asking.flow)
    front.news(sale_view(Phase.APPROVED))
    assert "sale.slips_printing" in said(front)


def test_a_refusal_says_whose_it_was() -> None:
    at_the_bank = sale_view(Phase.DECLINED, end=EndReason.REFUSED)
    front = front_at(Page.AMOUNT).charge(sale_view(Phase.CREATED)).news(at_the_bank)
    assert "sale.end_refused" in said(front)
    front.press(Action.NEW_SALE)
    in_the_app = changed(at_the_bank, order_known=True)
    front.charge(sale_view(Phase.SHOWN)).news(in_the_app)
    assert "sale.end_payer_refused" in said(front)


def test_what_was_wrong_with_an_answer_is_said_in_words_and_is_no_code() -> None:
    ended = changed(sale_view(Phase.CLOSED, end=EndReason.NO_ANSWER), refused_code="signature")
    front = front_at(Page.AMOUNT).charge(sale_view(Phase.CREATED)).news(ended)
    assert "reason.signature" in said(front)
    assert Message("sale.fact_code") not in {name for name, _ in result(front).facts}


def test_the_code_of_a_refusal_is_told_as_it_is() -> None:
    ended = changed(sale_view(Phase.DECLINED, end=EndReason.REFUSED), refused_code="3999")
    front = front_at(Page.AMOUNT).charge(sale_view(Phase.CREATED)).news(ended)
    code = Message("sale.fact", (("value", "3999"),))
    assert result(front).facts[-1] == (Message("sale.fact_code"), code)
