"""The statements of the whole day: money back, batches, settlements and the drawer.

Like those of :mod:`models.statements`, which see.
"""

from __future__ import annotations

from typing import Final

from models.statements import CARD_NAMES, SALE_TABLES, SELECT_SALE, UNFINISHED

# --- numbers --------------------------------------------------------------------------------

LAST_RETURN: Final = "SELECT MAX(id) FROM returns"
LAST_SETTLEMENT: Final = "SELECT MAX(id) FROM settlements"
LAST_SHIFT: Final = "SELECT MAX(id) FROM shifts"
LAST_MOVE: Final = "SELECT MAX(id) FROM drawer_moves"

# --- money back -----------------------------------------------------------------------------

#: What a card's row has before the host's words: the facts, in the order of ``CARD_NAMES``.
FACT_NAMES: Final = CARD_NAMES[:11]
#: What a step of a return writes.
BACK_NAMES: Final = (
    "state",
    "stan",
    "rrn",
    "approval_code",
    "host_code",
    "wallet_no",
    "is_armed",
    "finished_at",
    *FACT_NAMES,
)
INSERT_RETURN: Final = (
    "INSERT INTO returns (id, sale_id, flow, kind, batch_id, batch_open, voucher, number,"
    " amount_minor, given_minor, operator_id, approver_id, begun_at, state, stan, rrn,"
    " approval_code, host_code, wallet_no, is_armed)"
    " VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, 'open', 0, '', '', '', '', 0)"
)
_UPDATE: Final = "UPDATE returns SET"
UPDATE_RETURN: Final = f"{_UPDATE} {', '.join(f'{name} = ?' for name in BACK_NAMES)} WHERE id = ?"
_SUM: Final = "COALESCE(SUM(amount_minor), 0)"
_SELECT_SUM: Final = f"SELECT {_SUM}"
_DONE: Final = f"({_SELECT_SUM} FROM returns WHERE sale_id = ? AND state = 'done')"
_ON_ITS_WAY: Final = (
    f"({_SELECT_SUM} FROM returns WHERE sale_id = ? AND state IN ('open', 'pending'))"
)
_UPDATE_SALE: Final = "UPDATE transactions SET"
UPDATE_RETURNED: Final = (
    f"{_UPDATE_SALE} refunded_minor = {_DONE}, returning_minor = {_ON_ITS_WAY} WHERE id = ?"
)
RETURNED: Final = (
    f"{_SELECT_SUM} FROM returns WHERE sale_id = ? AND state IN ('open', 'pending', 'done')"
)
RETURNED_BEFORE: Final = (
    f"{_SELECT_SUM} FROM returns WHERE sale_id = ? AND state = 'done'"
    " AND (finished_at, id) < (?, ?)"
)
SALE_OF_RETURN: Final = "SELECT sale_id FROM returns WHERE id = ?"
_RETURN_COLUMNS: Final = (
    "r.id, r.sale_id, r.voucher, b.number, r.number, r.kind, r.amount_minor, r.given_minor,"
    f" r.operator_id, r.approver_id, r.begun_at, {', '.join(f'r.{name}' for name in BACK_NAMES)}"
)
_SELECT_RETURN: Final = f"SELECT {_RETURN_COLUMNS}"
_RETURN_TABLES: Final = "returns r JOIN batches b ON b.id = r.batch_id"
RETURN: Final = f"{_SELECT_RETURN} FROM {_RETURN_TABLES} WHERE r.id = ?"
REFUND_OF_VOUCHER: Final = (
    f"{_SELECT_RETURN} FROM {_RETURN_TABLES}"
    " WHERE r.voucher = ? AND r.batch_open = 1 AND r.kind = 'refund'"
)
RETURNS_OF_SALE: Final = f"{_SELECT_RETURN} FROM {_RETURN_TABLES} WHERE r.sale_id = ? ORDER BY r.id"
RETURN_OF_STAN: Final = (
    "SELECT flow, id FROM returns WHERE stan = ? AND stan > 0 ORDER BY id DESC LIMIT 1"
)
SALES_OF_VOUCHER: Final = (
    f"{SELECT_SALE}, t.batch_open FROM {SALE_TABLES} WHERE t.voucher = ? ORDER BY t.id DESC LIMIT ?"
)
BATCH_OF_SALE: Final = (
    "SELECT batch_id, batch_open, voucher, method, mode, state FROM transactions WHERE id = ?"
)
BATCH_OF_RETURN: Final = (
    "SELECT batch_id, batch_open, voucher, kind, state, sale_id FROM returns WHERE id = ?"
)

# --- batches --------------------------------------------------------------------------------

BATCH: Final = "SELECT id, acquirer, number, opened_at, is_open FROM batches WHERE id = ?"
OPEN_BATCHES: Final = "SELECT id, acquirer, number, opened_at FROM batches WHERE is_open = 1"
CLOSE_BATCH: Final = "UPDATE batches SET is_open = 0, closed_at = ? WHERE id = ? AND is_open = 1"
LAST_CLOSED: Final = (
    "SELECT closed_at FROM batches WHERE acquirer = ? AND closed_at IS NOT NULL"
    " ORDER BY closed_at DESC LIMIT 1"
)
#: A sale counts that a bank or a supervisor confirmed; a refund, that the customer has.
COUNTED_SALE: Final = "state IN ('approved', 'by_hand')"
COUNTED_RETURN: Final = "kind = 'refund' AND state = 'done'"
_FIGURES: Final = f"SELECT COUNT(*), {_SUM}"
_TOTAL: Final = "COALESCE(SUM(amount_minor + tip_minor), 0)"
_SALE_FIGURES: Final = f"SELECT COUNT(*), {_TOTAL}"
SALES_OF_BATCH: Final = f"{_SALE_FIGURES} FROM transactions WHERE batch_id = ? AND {COUNTED_SALE}"
REFUNDS_OF_BATCH: Final = f"{_FIGURES} FROM returns WHERE batch_id = ? AND {COUNTED_RETURN}"
GROUPS_OF_SALES: Final = (
    "SELECT t.id, t.method, c.scheme, t.mode, t.state, t.amount_minor, t.tip_minor, p.due_minor"
    " FROM transactions t LEFT JOIN card_payments c ON c.attempt_id = t.attempt_id"
    " LEFT JOIN cash_payments p ON p.sale_id = t.id"
    " WHERE t.batch_id = ? AND t.state IN ('approved', 'by_hand', 'voided')"
)
GROUPS_OF_REFUNDS: Final = (
    "SELECT r.id, t.method, COALESCE(r.scheme, c.scheme), t.mode, r.amount_minor, r.given_minor"
    " FROM returns r JOIN transactions t ON t.id = r.sale_id"
    " LEFT JOIN card_payments c ON c.attempt_id = t.attempt_id"
    " WHERE r.batch_id = ? AND r.kind = 'refund' AND r.state = 'done'"
)
_SELECT_NAMED: Final = "SELECT t.id, t.voucher, t.method, t.amount_minor + t.tip_minor, a.flow"
UNRESOLVED_SALES: Final = (
    f"{_SELECT_NAMED} FROM transactions t JOIN attempts a ON a.id = t.attempt_id"
    f" WHERE +t.batch_id = ? AND t.state IN {UNFINISHED}"
)
UNRESOLVED_RETURNS: Final = (
    "SELECT r.id, r.voucher, t.method, r.amount_minor, r.flow, r.kind, r.sale_id"
    " FROM returns r JOIN transactions t ON t.id = r.sale_id"
    " WHERE r.batch_id = ? AND r.state IN ('open', 'pending')"
)
SALE_OF_PENDING: Final = (
    f"{_SELECT_NAMED} FROM transactions t JOIN attempts a ON a.id = t.attempt_id"
    " WHERE t.id = ? AND t.batch_id = ?"
)
_COUNTED_T: Final = "t.state IN ('approved', 'by_hand')"
NEXT_SALE: Final = (
    f"{SELECT_SALE} FROM {SALE_TABLES} WHERE t.batch_id = ? AND t.id > ? AND {_COUNTED_T}"
    " ORDER BY t.id LIMIT 1"
)
NEXT_REFUND: Final = (
    f"{_SELECT_RETURN} FROM {_RETURN_TABLES} WHERE r.batch_id = ? AND r.id > ?"
    " AND r.kind = 'refund' AND r.state = 'done' ORDER BY r.id LIMIT 1"
)
LAST_SALE: Final = (
    f"{SELECT_SALE} FROM {SALE_TABLES} WHERE t.batch_id = ? AND {_COUNTED_T}"
    " ORDER BY t.id DESC LIMIT 1"
)
LAST_REFUND: Final = (
    f"{_SELECT_RETURN} FROM {_RETURN_TABLES} WHERE r.batch_id = ?"
    " AND r.kind = 'refund' AND r.state = 'done' ORDER BY r.id DESC LIMIT 1"
)
#: What stands in a list: all but what was never charged and is known not to be.
_LISTED: Final = f"(t.state IN ('approved', 'by_hand', 'voided') OR t.state IN {UNFINISHED})"
LISTED_SALES: Final = (
    f"{SELECT_SALE} FROM {SALE_TABLES} WHERE t.batch_id = ? AND t.id > ? AND {_LISTED}"
    " ORDER BY t.id LIMIT ?"
)
LISTED_RETURNS: Final = (
    f"{_SELECT_RETURN} FROM {_RETURN_TABLES} WHERE r.batch_id = ? AND r.id > ?"
    " AND r.state IN ('done', 'open', 'pending') ORDER BY r.id LIMIT ?"
)

# --- settlements ----------------------------------------------------------------------------

INSERT_SETTLEMENT: Final = (
    "INSERT INTO settlements (id, run_id, flow, acquirer, batch_id, phase, operator_id,"
    " is_automatic, begun_at) VALUES (?, ?, ?, ?, ?, '', ?, ?, ?)"
)
UPDATE_SETTLEMENT: Final = "UPDATE settlements SET phase = ?, finished_at = ? WHERE id = ?"
PUT_CARRIED: Final = "UPDATE settlements SET carried = ? WHERE id = ?"
CARRIED: Final = "SELECT carried FROM settlements WHERE id = ?"
UNFINISHED_SETTLEMENT: Final = (
    "SELECT 1 FROM settlements WHERE batch_id = ? AND finished_at IS NULL"
)
_SELECT_SETTLEMENT: Final = (
    "SELECT s.id, s.run_id, s.acquirer, s.batch_id, b.number, s.phase, f.state, s.operator_id,"
    " s.is_automatic, s.begun_at, s.finished_at"
)
_SETTLEMENT_TABLES: Final = (
    "settlements s JOIN batches b ON b.id = s.batch_id JOIN flows f ON f.name = s.flow"
)
SETTLEMENT: Final = f"{_SELECT_SETTLEMENT} FROM {_SETTLEMENT_TABLES} WHERE s.id = ?"
SETTLEMENTS_BEFORE: Final = (
    f"{_SELECT_SETTLEMENT} FROM {_SETTLEMENT_TABLES} WHERE s.id < ? ORDER BY s.id DESC LIMIT ?"
)
MOVE_SALE: Final = "UPDATE transactions SET batch_id = ?, batch_open = 1, voucher = ? WHERE id = ?"
MOVE_RETURN: Final = "UPDATE returns SET batch_id = ?, batch_open = 1, voucher = ? WHERE id = ?"
VOID_TO_REFUND: Final = "UPDATE returns SET kind = 'refund' WHERE id = ?"
HANDLES_OF_SALES: Final = (
    "SELECT t.id, v.handle FROM transactions t JOIN card_payments c ON c.attempt_id = t.attempt_id"
    " JOIN vault v ON v.handle = c.handle WHERE t.batch_id = ?"
)
HANDLES_OF_RETURNS: Final = (
    "SELECT r.id, v.handle FROM returns r JOIN vault v ON v.handle = r.handle WHERE r.batch_id = ?"
)

# --- the drawer -----------------------------------------------------------------------------

OPEN_SHIFT: Final = "SELECT id FROM shifts WHERE is_open = 1"
INSERT_SHIFT: Final = (
    "INSERT INTO shifts (id, began_at, is_open, opened_move_id) VALUES (?, ?, 1, ?)"
)
CLOSE_SHIFT: Final = (
    "UPDATE shifts SET is_open = 0, closed_move_id = ? WHERE id = ? AND is_open = 1"
)
SHIFT: Final = "SELECT id, began_at, opened_move_id, closed_move_id FROM shifts WHERE id = ?"
INSERT_MOVE: Final = (
    "INSERT INTO drawer_moves (id, shift_id, at, kind, amount_minor, operator_id, approver_id,"
    " reason, sale_id, return_id, pieces, expected_minor)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_SELECT_MOVE: Final = (
    "SELECT id, shift_id, at, kind, amount_minor, operator_id, approver_id, reason, sale_id,"
    " return_id, pieces, expected_minor"
)
MOVE: Final = f"{_SELECT_MOVE} FROM drawer_moves WHERE id = ?"
MOVES_OF_SHIFT: Final = (
    f"{_SELECT_MOVE} FROM drawer_moves WHERE shift_id = ? AND id > ? ORDER BY id LIMIT ?"
)
SUMS_OF_SHIFT: Final = "SELECT kind, amount_minor FROM drawer_moves WHERE shift_id = ?"

# --- the books against the journal ----------------------------------------------------------

BOOK_CASH: Final = (
    "SELECT sale_id, due_minor, handed_minor FROM cash_payments WHERE sale_id > ? ORDER BY sale_id"
)
_SELECT_BACK: Final = (
    "SELECT r.id, r.sale_id, r.flow, r.kind, b.acquirer, b.number, r.voucher, r.number,"
    " r.amount_minor, r.given_minor, r.operator_id, r.approver_id, r.begun_at"
)
_BACK_LIST: Final = ", ".join(f"r.{name}" for name in BACK_NAMES)
BOOK_RETURNS: Final = (
    f"{_SELECT_BACK}, {_BACK_LIST} FROM {_RETURN_TABLES} WHERE r.id > ? ORDER BY r.id"
)
BOOK_SETTLEMENTS: Final = (
    "SELECT id, run_id, flow, acquirer, batch_id, phase, operator_id, is_automatic, begun_at,"
    " finished_at, carried FROM settlements WHERE id > ? ORDER BY id"
)
BOOK_CLOSED: Final = (
    "SELECT id, acquirer, number, closed_at FROM batches WHERE id > ? AND is_open = 0 ORDER BY id"
)
BOOK_MOVES: Final = f"{_SELECT_MOVE} FROM drawer_moves WHERE id > ? ORDER BY id"
BOOK_SHIFTS: Final = (
    "SELECT id, began_at, is_open, opened_move_id, closed_move_id FROM shifts WHERE id > ?"
    " ORDER BY id"
)
