"""Slips made from the store's rows: cash, money back, the drawer's book and its shifts.

Each shows what is durable; the words and their order stand with the slips themselves.
"""

from __future__ import annotations

from kpay_desktop.domain.cash import DrawerCount
from kpay_desktop.domain.ledger import DrawerMove, ReturnRecord, ShiftRecord
from kpay_desktop.domain.moves import DrawerKind
from kpay_desktop.domain.records import SaleRecord, SlipCopy
from kpay_desktop.domain.returns import ReturnKind, ReturnState
from kpay_desktop.domain.sale import Method, QrMode
from kpay_desktop.receipts.back_slip import (
    BackSlip,
    CardBack,
    CashBack,
    Original,
    WalletBack,
)
from kpay_desktop.receipts.cash_slip import CashSlip
from kpay_desktop.receipts.drawer_slip import DrawerSlip
from kpay_desktop.receipts.frame import Tally, frame_of
from kpay_desktop.receipts.shift_report import ShiftReport
from kpay_desktop.receipts.slip_shop import SlipShop


def cash_slip_from_sale(
    sale: SaleRecord, shop: SlipShop, copy: SlipCopy, *, is_duplicate: bool = False
) -> CashSlip:
    """Return the slip of a sale for cash.

    Raises:
        ValueError: it was not paid in cash.
    """
    if sale.tender is None:
        raise ValueError("not a sale for cash")
    at = sale.paid_at or sale.created_at
    return CashSlip(
        frame=frame_of(shop, at, is_duplicate=is_duplicate),
        copy=copy,
        voucher=sale.identity.voucher,
        batch_no=sale.identity.batch_no,
        amount_minor=sale.amount_minor,
        tip_minor=sale.tip_minor,
        tender=sale.tender,
        cashier=sale.cashier_id,
    )


def back_slip_from_record(
    back: ReturnRecord, shop: SlipShop, copy: SlipCopy, *, is_duplicate: bool = False
) -> BackSlip:
    """Return the slip of a void or refund that is done.

    What goes back beyond the price was the tip, in however many parts: GST is of the price alone.

    Raises:
        ValueError: it is not done, or the record lacks what its way back needs.
    """
    if back.state is not ReturnState.DONE:
        raise ValueError("paper means success: nothing has gone back")
    sale = back.sale
    is_by_hand = sale.mode is QrMode.OWN
    tip = max(0, back.amount_minor - max(0, sale.amount_minor - back.before_minor))
    return BackSlip(
        frame=frame_of(shop, back.finished_at or back.begun_at, is_duplicate=is_duplicate),
        kind=back.kind,
        copy=copy,
        paid=_paid_back(back),
        voucher=back.identity.voucher,
        batch_no=back.identity.batch_no,
        original=Original(
            voucher=sale.identity.voucher,
            batch_no=sale.identity.batch_no,
            at=sale.paid_at or sale.created_at,
            total_minor=sale.total_minor,
            approval_code="" if sale.card is None else sale.card.approval_code,
            wallet_txn_no=sale.wallet_txn_no,
        ),
        amount_minor=back.amount_minor - tip,
        tip_minor=tip,
        cashier=back.operator_id,
        supervisor=back.approver_id,
        is_by_hand=is_by_hand,
        is_to_be_signed=sale.method is Method.CARD and back.kind is ReturnKind.REFUND,
    )


def _paid_back(back: ReturnRecord) -> CardBack | WalletBack | CashBack:
    sale = back.sale
    if sale.method is Method.CASH:
        if back.given_minor is None:
            raise ValueError("cash back without cash")
        return CashBack(back.given_minor)
    wallet = sale.method.wallet
    if wallet is not None:
        if sale.mode is None:
            raise ValueError("a sale by a wallet has a code")
        return WalletBack(wallet, sale.mode, back.identity.number, back.wallet_no)
    card = sale.card
    facts = back.facts or (None if card is None else card.facts)
    if facts is None:
        raise ValueError("money back to a card has a card")
    return CardBack(
        scheme=facts.scheme,
        entry=facts.entry,
        last_four=facts.last_four,
        stan=back.stan,
        rrn=back.rrn,
        approval_code=back.approval_code,
        label=facts.label,
    )


def drawer_slip_from_move(
    move: DrawerMove, shop: SlipShop, *, is_duplicate: bool = False
) -> DrawerSlip:
    """Return the slip of a line of the drawer's book.

    Raises:
        ValueError: it is of a kind that has no slip of its own.
    """
    entry = move.entry
    return DrawerSlip(
        frame=frame_of(shop, move.at, is_duplicate=is_duplicate),
        kind=entry.kind,
        entry_no=move.move_id,
        reason=entry.reason,
        cashier=entry.operator_id,
        amount_minor=abs(entry.amount_minor),
        supervisor=entry.approver_id,
    )


def shift_report_from_record(
    shift: ShiftRecord, shop: SlipShop, *, is_duplicate: bool = False
) -> ShiftReport:
    """Return the report of a shift that was closed.

    A shift that nobody had counted at its beginning began with an empty drawer.

    Raises:
        ValueError: it is still open.
    """
    closed = shift.closed
    if closed is None or closed.entry.count is None:
        raise ValueError("a shift is reported when it has been counted")
    opening = None if shift.opened is None else shift.opened.entry.count
    void, refund = _tally(shift, DrawerKind.VOID), _tally(shift, DrawerKind.REFUND)
    return ShiftReport(
        frame=frame_of(shop, closed.at, is_duplicate=is_duplicate),
        shift_no=shift.shift_id,
        cashier=closed.entry.operator_id,
        opened_at=shift.began_at,
        opening=opening or DrawerCount(),
        counted=closed.entry.count,
        sales=_tally(shift, DrawerKind.SALE),
        returns=Tally(void.count + refund.count, void.minor + refund.minor),
        paid_in=_tally(shift, DrawerKind.PAID_IN),
        paid_out=_tally(shift, DrawerKind.PAID_OUT),
        no_sales=_tally(shift, DrawerKind.NO_SALE).count,
    )


def _tally(shift: ShiftRecord, kind: DrawerKind) -> Tally:
    for name, count, minor in shift.sums:
        if name == kind.value:
            return Tally(count, abs(minor))
    return Tally()
