"""What a running till's store holds, read on its own thread."""

from __future__ import annotations

from kpay_desktop.bootstrap.world import World
from kpay_desktop.ports import StoreError

WAIT_S = 30.0
CREDITS = "SELECT wallet_txn_no FROM credits"
REPRINTS = "SELECT id FROM print_jobs WHERE is_reprint = 1"
OPEN_FLOWS = "SELECT name FROM flows WHERE is_open = 1"
BEGUN_TODAY = (
    "SELECT name FROM flows WHERE is_open = 1"
    " AND (name LIKE 'money_back:%' OR name LIKE 'settlement:%')"
)
#: The newest sale by a method, and what goes back of it.
NEWEST = (
    "SELECT id, voucher, amount_minor + tip_minor, refunded_minor + returning_minor"
    " + CASE state WHEN 'voided' THEN 1 ELSE 0 END FROM transactions"
    " WHERE method = '{}' AND state IN ('approved', 'voided') ORDER BY id DESC LIMIT 1"
)
TO_SETTLE = "SELECT id FROM transactions WHERE batch_open = 1 AND state = 'approved'"
_SALES = (
    "SELECT t.id, a.order_no, t.state, t.amount_minor + t.tip_minor, t.voucher"
    " FROM transactions t JOIN attempts a ON a.sale_id = t.id"
)
_CREDITS = (
    "SELECT c.wallet_txn_no, a.order_no, c.paid_minor, c.state FROM credits c"
    " JOIN attempts a ON a.id = c.attempt_id"
)
_CARDS = (
    "SELECT a.order_no, c.rrn FROM card_payments c JOIN attempts a ON a.id = c.attempt_id"
    " WHERE c.rrn <> ''"
)
_JOBS = "SELECT subject_id, copy, state, duplicate, is_reprint FROM print_jobs"


def rows(world: World, statement: str) -> list[tuple[object, ...]]:
    """Return what the statement finds."""
    opened = world._opened
    assert opened is not None
    session = opened.store._session
    return opened.writer.call(lambda: list(session.rows(statement)), WAIT_S)


def count(world: World, statement: str) -> int:
    """Return how many rows the statement finds; none in a store that cannot be read."""
    try:
        return len(rows(world, statement))
    except (StoreError, TimeoutError):
        return 0


def books(world: World) -> dict[str, object]:
    """Return everything that the other side compares."""
    opened = world._opened
    assert opened is not None
    return {
        "problems": opened.verify(WAIT_S).problems,
        "sales": rows(world, _SALES),
        "credits": rows(world, _CREDITS),
        "cards": rows(world, _CARDS),
        "jobs": rows(world, _JOBS),
    }
