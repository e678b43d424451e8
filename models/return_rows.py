"""Voids and refunds: their rows, and what of a sale has gone back. On any connection for reading.

Every method may raise StoreError.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kpay_desktop.domain.card import CardFacts, EntryMode, Scheme, Verification
from kpay_desktop.domain.ledger import ReturnCandidate, ReturnRecord
from kpay_desktop.domain.moves import ReturnDraft, ReturnIdentity, ReturnUpdate
from kpay_desktop.domain.records import SaleRecord
from kpay_desktop.domain.returns import Returnable, ReturnKind, ReturnState
from kpay_desktop.domain.sale import format_voucher
from kpay_desktop.ports import StoreError, StoreErrorKind
from models import statements as sql
from models import statements_day as day
from models.rows import optional_time_of, optional_time_text, sale_of, time_of, time_text
from models.session import Row, Session, Value

MOST_CANDIDATES = 20
"""Sales of one voucher number that are looked at: it comes round once in a million rows."""

_STATE = 11
_FACTS = _STATE + 8


def back_values(update: ReturnUpdate) -> tuple[Value, ...]:
    """Return the columns :data:`models.statements_day.BACK_NAMES` of a return's row."""
    return (
        update.state.value,
        update.stan,
        update.rrn,
        update.approval_code,
        update.host_code,
        update.wallet_no,
        int(update.is_armed),
        optional_time_text(update.finished_at),
        *_fact_values(update.facts),
    )


def _fact_values(facts: CardFacts | None) -> tuple[Value, ...]:
    if facts is None:
        return (None,) * len(day.FACT_NAMES)
    return (
        facts.handle,
        facts.scheme.value,
        facts.entry.value,
        facts.first_six,
        facts.last_four,
        facts.label,
        facts.aid,
        facts.verification.value,
        facts.tvr,
        facts.tsi,
        facts.cryptogram,
    )


def _facts_of(row: Row) -> CardFacts | None:
    if row[0] is None:
        return None
    return CardFacts(
        handle=row[0],
        scheme=Scheme(row[1]),
        entry=EntryMode(row[2]),
        first_six=row[3],
        last_four=row[4],
        label=row[5],
        aid=row[6],
        verification=Verification(row[7]),
        tvr=row[8],
        tsi=row[9],
        cryptogram=row[10],
    )


def return_of(row: Row, sale: SaleRecord) -> ReturnRecord:
    """Return the void or refund of a row of the statement ``RETURN``, beside its sale."""
    return ReturnRecord(
        identity=ReturnIdentity(
            return_id=row[0], voucher=format_voucher(row[2]), batch_no=row[3], number=row[4]
        ),
        sale=sale,
        kind=ReturnKind(row[5]),
        amount_minor=row[6],
        given_minor=row[7],
        operator_id=row[8],
        approver_id=row[9],
        begun_at=time_of(row[10]),
        state=ReturnState(row[_STATE]),
        stan=row[_STATE + 1],
        rrn=row[_STATE + 2],
        approval_code=row[_STATE + 3],
        host_code=row[_STATE + 4],
        wallet_no=row[_STATE + 5],
        is_armed=bool(row[_STATE + 6]),
        finished_at=optional_time_of(row[_STATE + 7]),
        facts=_facts_of(row[_FACTS:]),
    )


def begun_body(
    identity: ReturnIdentity, draft: ReturnDraft, flow: str, acquirer: str, begun_at: str
) -> dict[str, object]:
    """Return what the journal has of a void or refund that begins."""
    return {
        "back_open": {
            "back": identity.return_id,
            "sale": draft.sale_id,
            "flow": flow,
            "kind": draft.kind,
            "acquirer": acquirer,
            "batch": identity.batch_no,
            "voucher": identity.voucher,
            "number": identity.number,
            "amount": draft.amount_minor,
            "given": draft.given_minor,
            "operator": draft.operator_id,
            "approver": draft.approver_id,
            "begun_at": begun_at,
        }
    }


def update_body(update: ReturnUpdate) -> dict[str, object]:
    """Return what the journal has of a step of one."""
    values = zip(day.BACK_NAMES, back_values(update), strict=True)
    return {"back": update.return_id, **dict(values)}


class ReturnRows:
    """The table of returns, and what stands in sales because of it."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def record(self, return_id: int) -> ReturnRecord | None:
        """Return a void's or a refund's row."""
        row = self._session.row(day.RETURN, (return_id,))
        return None if row is None else self.with_sale(row)

    def with_sale(self, row: Row) -> ReturnRecord:
        """Return the row of a statement of returns beside its sale."""
        sale = self._session.row(sql.SALE, (row[1],))
        if sale is None:
            raise StoreError(StoreErrorKind.DAMAGED, "a return's sale is not there")
        record = return_of(row, sale_of(sale))
        if record.state is not ReturnState.DONE or record.finished_at is None:
            return record
        ended = (row[1], time_text(record.finished_at), row[0])
        before = self._session.row(day.RETURNED_BEFORE, ended)
        return record if before is None else replace(record, before_minor=int(before[0]))

    def refund(self, voucher: str) -> ReturnRecord | None:
        """Return the refund of an open batch that has that voucher number of its own."""
        if not (voucher.isascii() and voucher.isdigit() and len(voucher) == 6):
            return None
        row = self._session.row(day.REFUND_OF_VOUCHER, (int(voucher),))
        return None if row is None else self.with_sale(row)

    def candidate(self, sale_id: int) -> ReturnCandidate | None:
        """Return a sale with all that has gone back for it."""
        row = self._session.row(sql.SALE, (sale_id,))
        is_open = self._session.row(sql.BATCH_IS_OPEN, (sale_id,))
        if row is None or is_open is None:
            return None
        return self._candidate(sale_of(row), is_open=bool(is_open[0]))

    def candidates(self, voucher: str) -> Sequence[ReturnCandidate]:
        """Return the sales of a voucher number, those of open batches first, then the newest."""
        if not (voucher.isascii() and voucher.isdigit() and len(voucher) == 6):
            return []
        rows = self._session.rows(day.SALES_OF_VOUCHER, (int(voucher), MOST_CANDIDATES))
        rows.sort(key=lambda row: (-row[-1], -row[0]))
        return [self._candidate(sale_of(row), is_open=bool(row[-1])) for row in rows]

    def _candidate(self, sale: SaleRecord, *, is_open: bool) -> ReturnCandidate:
        rows = self._session.rows(day.RETURNS_OF_SALE, (sale.identity.sale_id,))
        returns = tuple(return_of(row, sale) for row in rows)
        returnable = Returnable(
            method=sale.method,
            state=sale.state,
            total_minor=sale.total_minor,
            paid_at=sale.paid_at or sale.finished_at or sale.created_at,
            batch_is_open=is_open,
            is_shut=False,
            past=tuple(one.past for one in returns),
        )
        return ReturnCandidate(sale, returnable, returns)

    def left_minor(self, sale: SaleRecord) -> int:
        """Return how many cents of a sale have not gone back and are not on their way."""
        row = self._session.row(day.RETURNED, (sale.identity.sale_id,))
        return sale.total_minor - (0 if row is None else int(row[0]))

    def flow_of_stan(self, stan: int) -> tuple[str, int] | None:
        """Return flow and number of the newest return whose message had that trace number."""
        row = self._session.row(day.RETURN_OF_STAN, (stan,))
        return None if row is None else (str(row[0]), int(row[1]))

    # --- inside the caller's transaction ----------------------------------------------------

    def insert(
        self, identity: ReturnIdentity, draft: ReturnDraft, flow: str, batch_id: int, begun_at: str
    ) -> None:
        """Write the row of a return that begins, and reserve its amount."""
        self._session.execute(
            day.INSERT_RETURN,
            (
                identity.return_id,
                draft.sale_id,
                flow,
                draft.kind.value,
                batch_id,
                int(identity.voucher),
                identity.number,
                draft.amount_minor,
                draft.given_minor,
                draft.operator_id,
                draft.approver_id,
                begun_at,
            ),
        )
        self._reckon(draft.sale_id)

    def write(self, update: ReturnUpdate) -> None:
        """Write a step's row, and what the sale's says of it.

        Raises:
            StoreError: (OTHER) there is no such return.
        """
        row = self._session.row(day.SALE_OF_RETURN, (update.return_id,))
        if row is None:
            raise StoreError(StoreErrorKind.OTHER, "a return that is to change is not there")
        self._session.execute(day.UPDATE_RETURN, (*back_values(update), update.return_id))
        self._reckon(int(row[0]))

    def _reckon(self, sale_id: int) -> None:
        self._session.execute(day.UPDATE_RETURNED, (sale_id, sale_id, sale_id))
