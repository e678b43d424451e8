"""A settlement's slip and its list of rows, made from what the store has of them.

Figures and rows are read from the closed batch, so that a slip printed again says the same; what
was carried over stands in the settlement's own state, as it stood when a supervisor let it go.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from kpay_desktop.domain.business_day import BusinessDays
from kpay_desktop.domain.card import Scheme
from kpay_desktop.domain.ledger import (
    Acquirer,
    BatchEntry,
    BatchSpan,
    GroupFigures,
    OpenBatch,
    SettlementRecord,
)
from kpay_desktop.domain.returns import ReturnKind, ReturnState
from kpay_desktop.domain.sale import Method, QrMode, SaleState
from kpay_desktop.flows.settle_state import AUTOMATIC, state_of
from kpay_desktop.flows.settlement.state import CarriedRow, Kind, SettlementState
from kpay_desktop.flows.settlement.steps import (
    CLOSED_THERE,
    NOT_COMPARED,
    NOT_FOUND,
    NOT_SENT,
)
from kpay_desktop.receipts.document import Document
from kpay_desktop.receipts.frame import Tally, frame_of
from kpay_desktop.receipts.settlement_slip import (
    CarriedOver,
    Compared,
    Differing,
    Group,
    SettlementSlip,
    settlement_slip,
)
from kpay_desktop.receipts.slip_shop import SlipShop
from kpay_desktop.receipts.till_words import Cash, PaidWith, TillWord, paid_name
from kpay_desktop.receipts.transaction_list import ListRow, TransactionList, transaction_list

APPROVED = "00"
_CODE_WORDS: Mapping[str, TillWord] = {
    NOT_COMPARED: TillWord.NOT_COMPARED,
    NOT_SENT: TillWord.ROW_NOT_SENT,
    NOT_FOUND: TillWord.NOT_FOUND,
    CLOSED_THERE: TillWord.CLOSED_THERE,
}


@dataclass(frozen=True, slots=True)
class BatchPaper:
    """What the slips of a settlement are made from, besides the shop.

    ``groups``, ``span`` and ``entries`` (voids are rows of their own among them) are of the batch
    that was closed; ``host`` is the card host as its acquirer calls it.
    """

    record: SettlementRecord
    groups: Sequence[GroupFigures] = ()
    span: BatchSpan | None = None
    entries: Sequence[BatchEntry] = ()
    host: str = ""


def settlement_document(
    paper: BatchPaper, shop: SlipShop, days: BusinessDays, *, is_duplicate: bool = False
) -> Document:
    """Return the slip of a settlement.

    Raises:
        StoreError: what is stored of it is damaged.
        ValueError: it closed no batch, or its rows do not add up to what was settled.
    """
    record, state, span = paper.record, state_of(paper.record), paper.span
    if state.agreement is None:
        raise ValueError("paper means success: no batch was closed")
    compared = Compared(state.agreement.value)
    groups = tuple(map(_group, paper.groups))
    # What no host settles stands apart; with nobody to compare with, it is all there is.
    apart = () if compared is Compared.OURS_ALONE else tuple(g for g in groups if g.is_apart)
    is_card = state.kind is Kind.CARD_HOST
    automatic = TillWord.AUTOMATIC.text(shop.languages)
    at = record.finished_at or record.begun_at
    return settlement_slip(
        SettlementSlip(
            frame=frame_of(shop, at, is_duplicate=is_duplicate),
            host=_host_name(state.acquirer, paper.host, shop),
            batch_no=state.batch_no,
            ours=state.ours,
            compared=compared,
            groups=tuple(one for one in groups if one not in apart),
            apart=apart,
            theirs=state.theirs,
            differing=_differing(state, shop),
            unnamed=state.unnamed,
            carried=tuple(_carried(state.carried_rows)),
            first_voucher="" if span is None else span.first_voucher,
            last_voucher="" if span is None else span.last_voucher,
            first_at=None if span is None else span.first_at,
            last_at=None if span is None else span.last_at,
            stan=state.stan if is_card else 0,
            response=APPROVED if is_card else "",
            operator=automatic if record.operator_id == AUTOMATIC else record.operator_id,
            day=settlement_day(days, span, record.begun_at),
        )
    )


def settlement_day(days: BusinessDays, span: BatchSpan | None, begun_at: datetime) -> date:
    """Return the shop's day that a settlement belongs to: that of its newest row.

    A batch that is settled late, after midnight or when the machine is on again, still is the day
    of its takings. Without a row it is the day on which settling began.
    """
    return days.day_of(begun_at if span is None else span.last_at)


def list_document(paper: BatchPaper, shop: SlipShop, *, is_duplicate: bool = False) -> Document:
    """Return the list of a settlement's rows; a long one goes over several slips.

    What was not known when the batch was closed went on in the next. A row that became so later,
    by money that came late, say, stands in no list of this one.
    """
    record = paper.record
    at = record.finished_at or record.begun_at
    rows = tuple(list_row(entry) for entry in paper.entries if _has_ended(entry))
    listed = TransactionList(
        frame=frame_of(shop, at, is_duplicate=is_duplicate),
        rows=rows,
        batch_no=record.identity.batch_no,
    )
    first, *others = transaction_list(listed)
    return replace(first, more=tuple(others))


def _has_ended(entry: BatchEntry) -> bool:
    if entry.back is not None:
        return entry.back.state is ReturnState.DONE
    return entry.sale.state in {SaleState.APPROVED, SaleState.BY_HAND, SaleState.VOIDED}


def open_list(
    batch: OpenBatch, entries: Iterable[BatchEntry], shop: SlipShop, at: datetime
) -> tuple[Document, ...]:
    """Return the list of what stands in an open batch at this moment; nothing is settled."""
    rows = tuple(map(list_row, entries))
    return transaction_list(
        TransactionList(frame=frame_of(shop, at), rows=rows, batch_no=batch.batch_no)
    )


def list_row(entry: BatchEntry) -> ListRow:
    """Return a row of a list.

    A sale that was voided stands as it was approved: its void is a row of its own.
    """
    sale, back = entry.sale, entry.back
    card = sale.card
    is_by_hand = sale.mode is QrMode.OWN
    paid = _paid_with(sale.method, None if card is None else card.facts.scheme)
    if back is None:
        state = sale.state
        if state is SaleState.VOIDED:
            state = SaleState.BY_HAND if is_by_hand else SaleState.APPROVED
        return ListRow(
            voucher=entry.voucher,
            at=sale.paid_at or sale.created_at,
            paid=paid,
            amount_minor=sale.amount_minor,
            tip_minor=sale.tip_minor,
            state=state,
            last_four="" if card is None else card.facts.last_four,
            reference=sale.wallet_txn_no,
            approval_code="" if card is None else card.approval_code,
            cashier=sale.cashier_id,
            is_by_hand=is_by_hand,
        )
    facts = back.facts or (None if card is None else card.facts)
    return ListRow(
        voucher=entry.voucher,
        at=back.finished_at or back.begun_at,
        paid=paid if facts is None else _paid_with(sale.method, facts.scheme),
        amount_minor=back.amount_minor,
        state=back.state,
        kind=back.kind,
        last_four="" if facts is None else facts.last_four,
        reference=back.wallet_no,
        approval_code=back.approval_code,
        cashier=back.operator_id,
        is_by_hand=is_by_hand,
    )


def _paid_with(method: Method, scheme: Scheme | None) -> PaidWith:
    if method is Method.CASH:
        return Cash.CASH
    return method.wallet or scheme or Scheme.OTHER


def _group(figures: GroupFigures) -> Group:
    return Group(
        _paid_with(figures.method, figures.scheme),
        figures.totals,
        Tally(figures.voids, figures.voids_minor),
        Tally(figures.tips, figures.tips_minor),
        figures.is_by_hand,
    )


def _host_name(acquirer: str, card_host: str, shop: SlipShop) -> str:
    languages = shop.languages
    match Acquirer(acquirer):
        case Acquirer.CARDS:
            return card_host
        case Acquirer.CASH:
            return TillWord.CASH.text(languages)
        case Acquirer.WECHAT | Acquirer.ALIPAY | Acquirer.PAYNOW as wallet:
            return paid_name(_paid_with(Method(wallet.value), None), languages)
        case _:
            return ""


def _differing(state: SettlementState, shop: SlipShop) -> tuple[Differing, ...]:
    def said(code: str) -> str:
        word = _CODE_WORDS.get(code)
        return code if word is None else word.text(shop.languages)

    return tuple(
        Differing(one.voucher, one.ours_minor, one.theirs_minor, said(one.code))
        for one in state.differences
    )


def _carried(rows: Sequence[CarriedRow]) -> Iterable[CarriedOver]:
    """Yield what is carried over, under each voucher once: a void has that of its sale."""
    for row in rows:
        if row.kind is ReturnKind.VOID and any(
            other.voucher == row.voucher and other.kind is None for other in rows
        ):
            continue
        minor = row.amount_minor if row.kind is None else -row.amount_minor
        yield CarriedOver(row.voucher, _paid_with(row.method, None), minor)
