"""The till's rows as an auditor reads them, from the disk and past everything of the program's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tests.simulator.disk import Disk

TAKEN: Final = frozenset({"approved", "by_hand"})
PAID: Final = TAKEN | {"voided"}

_SALES: Final = (
    "SELECT t.id, a.id, a.flow, a.order_no, t.voucher, t.batch_id, t.amount_minor + t.tip_minor,"
    " t.method, t.mode, t.state, COALESCE(c.stan, 0), COALESCE(c.rrn, ''),"
    " COALESCE(c.is_armed, 0), t.refunded_minor, t.returning_minor, COALESCE(p.due_minor, 0),"
    " COALESCE(json_extract(f.state, '$.needs_person'), 0)"
    " FROM transactions t JOIN attempts a ON a.sale_id = t.id"
    " LEFT JOIN card_payments c ON c.attempt_id = a.id"
    " LEFT JOIN cash_payments p ON p.sale_id = t.id"
    " LEFT JOIN flows f ON f.name = a.flow ORDER BY t.id"
)
_BACKS: Final = (
    "SELECT r.id, r.sale_id, r.flow, r.kind, r.batch_id, r.voucher, r.number, r.amount_minor,"
    " COALESCE(r.given_minor, 0), r.state, r.stan, r.is_armed,"
    " COALESCE(json_extract(f.state, '$.needs_person'), 0) FROM returns r"
    " LEFT JOIN flows f ON f.name = r.flow ORDER BY r.id"
)


@dataclass(frozen=True, slots=True)
class SaleRow:
    """A sale."""

    sale_id: int
    attempt_id: int
    flow: str
    order_no: str
    voucher: int
    batch_id: int
    total_minor: int
    method: str
    mode: str
    state: str
    stan: int
    rrn: str
    is_armed: int
    refunded_minor: int
    returning_minor: int
    due_minor: int
    needs_person: int

    @property
    def is_card(self) -> bool:
        return self.method == "card"

    @property
    def is_wallet(self) -> bool:
        return self.method not in {"card", "cash"}


@dataclass(frozen=True, slots=True)
class BackRow:
    """A void or a refund."""

    back_id: int
    sale_id: int
    flow: str
    kind: str
    batch_id: int
    voucher: int
    number: str
    amount_minor: int
    given_minor: int
    state: str
    stan: int
    is_armed: int
    needs_person: int


class Books:
    """All of a till's sales, money back and credits."""

    def __init__(self, disk: Disk) -> None:
        self.sales = [SaleRow(*row) for row in disk.rows(_SALES)]
        self.backs = [BackRow(*row) for row in disk.rows(_BACKS)]
        self.credits = {
            str(number): (int(attempt), int(paid), str(state))
            for number, attempt, paid, state in disk.rows(
                "SELECT wallet_txn_no, attempt_id, paid_minor, state FROM credits"
            )
        }
        self.by_sale = {row.sale_id: row for row in self.sales}
        self.drawer_minor = int(
            disk.rows("SELECT COALESCE(SUM(amount_minor), 0) FROM drawer_moves")[0][0]
        )

    @property
    def named(self) -> set[int]:
        """The sales of which something is not known, and which a person has to settle."""
        sales = {row.sale_id for row in self.sales if row.needs_person}
        return sales | {back.sale_id for back in self.backs if back.needs_person}

    @property
    def done(self) -> list[BackRow]:
        """Money that went back."""
        return [back for back in self.backs if back.state == "done"]
