"""Voids and refunds that are done, as their rows stand in the store."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from kpay_desktop.domain.cash import Tender
from kpay_desktop.domain.language import Language
from kpay_desktop.domain.ledger import ReturnRecord
from kpay_desktop.domain.moves import ReturnIdentity
from kpay_desktop.domain.records import SaleRecord
from kpay_desktop.domain.returns import ReturnKind, ReturnState
from kpay_desktop.domain.sale import Method, SaleState
from kpay_desktop.flows.money_back.state import Phase
from kpay_desktop.receipts.slip_shop import SlipShop
from kpay_desktop.settings import demo_settings
from tests.helpers.back_front import BackFront, back_view
from tests.helpers.card_paper import CARD_SALE
from tests.helpers.paper import sale_record
from ui.views import Action

SHOP = SlipShop.of(demo_settings(), "0.1.0")
NUMBER = 9001


def by_wallet() -> SaleRecord:
    """Return a sale by PayNow."""
    return replace(sale_record(), method=Method.PAYNOW)


def in_cash() -> SaleRecord:
    """Return a sale for cash, of an amount that there are no coins for."""
    tender = Tender(3082, 3080, 5000)
    sale = replace(by_wallet(), method=Method.CASH, mode=None, wallet_txn_no="")
    return replace(sale, amount_minor=2802, tender=tender)


def back_of(
    sale: SaleRecord, kind: ReturnKind = ReturnKind.VOID, amount_minor: int | None = None
) -> ReturnRecord:
    """Return what went back for a sale an hour later; without an amount, all of it."""
    amount = sale.total_minor if amount_minor is None else amount_minor
    is_void, paid_at = kind is ReturnKind.VOID, sale.paid_at or sale.created_at
    is_card, is_cash = sale.method is Method.CARD, sale.method is Method.CASH
    gone = (
        replace(sale, state=SaleState.VOIDED) if is_void else replace(sale, refunded_minor=amount)
    )
    voucher = sale.identity.voucher if is_void else "000144"
    return ReturnRecord(
        identity=ReturnIdentity(NUMBER, voucher, sale.identity.batch_no, f"R{NUMBER}"),
        kind=kind,
        sale=gone,
        amount_minor=amount,
        state=ReturnState.DONE,
        operator_id="01",
        approver_id="90",
        begun_at=paid_at + timedelta(hours=1),
        given_minor=(amount + 2) // 5 * 5 if is_cash else None,
        stan=2001 if is_card else 0,
        rrn="632615009001" if is_card else "",
        approval_code="551100" if is_card else "",
        wallet_no="" if is_card or is_cash else "PN20261122999",
        facts=sale.card.facts if sale.card is not None else None,
        finished_at=paid_at + timedelta(hours=1),
    )


def refund_of(sale: SaleRecord, amount_minor: int) -> ReturnRecord:
    """Return a refund of a part."""
    return back_of(sale, ReturnKind.REFUND, amount_minor)


def given_back(back: ReturnRecord, language: Language = Language.EN) -> BackFront:
    """Return a front whose Void page shows that money, to a customer of that language."""
    view = back_view(Phase.DONE, back.sale, kind=back.kind, amount_minor=back.amount_minor)
    front = BackFront().open()
    front.controller.news(replace(view, back=back, state=replace(view.state, phase=Phase.SENDING)))
    front.press(Action.OPEN_BACK, view.flow)
    if language is not front.model.customer_language:
        front.press(Action.CUSTOMER_LANGUAGE, language.value)
    front.controller.news(replace(view, back=back))
    return front


BACKS = {
    "card, void": back_of(CARD_SALE),
    "card, refund": refund_of(CARD_SALE, 100),
    "wallet, void": back_of(by_wallet()),
    "wallet, refund": refund_of(by_wallet(), 500),
    "cash, void": back_of(in_cash()),
    "cash, refund": refund_of(in_cash(), 1_000),
}
