"""The statements that every sale runs, as constant texts: building them anew doubles their cost.

Plain SQL that PostgreSQL takes too, but for the parameter mark, which a second dialect replaces.
Reports build theirs from :mod:`models.tables`.
"""

from __future__ import annotations

from typing import Final

# --- numbers --------------------------------------------------------------------------------

LAST_TRANSACTION: Final = "SELECT MAX(id) FROM transactions"
LAST_ATTEMPT: Final = "SELECT MAX(id) FROM attempts"
LAST_BATCH: Final = "SELECT MAX(id) FROM batches"
LAST_PRINT_JOB: Final = "SELECT MAX(id) FROM print_jobs"

OPEN_BATCH: Final = "SELECT id, number FROM batches WHERE acquirer = ? AND is_open = 1"
INSERT_BATCH: Final = (
    "INSERT INTO batches (id, acquirer, number, is_open, opened_at) VALUES (?, ?, ?, 1, ?)"
)
VOUCHER_IN_USE: Final = (
    "SELECT 1 FROM transactions WHERE voucher = ? AND batch_open = 1 UNION ALL"
    " SELECT 1 FROM returns WHERE voucher = ? AND batch_open = 1 AND kind = 'refund'"
)

TOUCH_NOTHING: Final = "DELETE FROM counters WHERE name = ''"
"""Changes no row and writes nothing, but is refused where nothing can be written."""

COUNTER: Final = "SELECT value FROM counters WHERE name = ?"
PUT_COUNTER: Final = (
    "INSERT INTO counters (name, value) VALUES (?, ?)"
    " ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)
PUT_SALE_COUNTERS: Final = (
    "INSERT INTO counters (name, value) VALUES ('voucher', ?), ('order', ?)"
    " ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)

# --- sales ----------------------------------------------------------------------------------

INSERT_TRANSACTION: Final = (
    "INSERT INTO transactions (id, attempt_id, batch_id, batch_open, voucher, created_at,"
    " amount_minor, tip_minor, method, mode, cashier_id, state, reason, wallet_txn_no)"
    " VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, 'open', '', '')"
)
INSERT_ATTEMPT: Final = (
    "INSERT INTO attempts (id, sale_id, order_no, flow, state, created_at)"
    " VALUES (?, ?, ?, ?, 'open', ?)"
)
UPDATE_TRANSACTION: Final = (
    "UPDATE transactions SET state = ?, reason = COALESCE(?, reason),"
    " wallet_txn_no = COALESCE(?, wallet_txn_no), paid_at = COALESCE(?, paid_at),"
    " finished_at = COALESCE(?, finished_at) WHERE id = ?"
)
AMOUNTS: Final = "SELECT amount_minor, tip_minor FROM transactions WHERE id = ?"
UPDATE_AMOUNTS: Final = "UPDATE transactions SET amount_minor = ?, tip_minor = ? WHERE id = ?"
UPDATE_ATTEMPT_OF_SALE: Final = (
    "UPDATE attempts SET state = ? WHERE id = (SELECT attempt_id FROM transactions WHERE id = ?)"
)
INSERT_CREDIT: Final = (
    "INSERT INTO credits (wallet_txn_no, attempt_id, paid_minor, kind, state, refund_no,"
    " created_at) VALUES (?, ?, ?, ?, ?, ?, ?)"
)
UPDATE_CREDIT_AMOUNT: Final = "UPDATE credits SET paid_minor = ? WHERE wallet_txn_no = ?"
UPDATE_CREDIT_REFUND: Final = "UPDATE credits SET refund_no = ? WHERE wallet_txn_no = ?"
UPDATE_CREDIT: Final = "UPDATE credits SET state = ? WHERE wallet_txn_no = ?"

SALE_COLUMNS: Final = (
    "t.id, t.attempt_id, t.voucher, a.order_no, b.number, t.created_at, t.amount_minor,"
    " t.tip_minor, t.method, t.mode, t.cashier_id, t.state, t.reason, t.wallet_txn_no,"
    " t.paid_at, t.finished_at"
)
#: A card's row but for its attempt and what was noted of the customer.
CARD_NAMES: Final = (
    "handle",
    "scheme",
    "entry",
    "first_six",
    "last_four",
    "label",
    "aid",
    "verification",
    "tvr",
    "tsi",
    "cryptogram",
    "stan",
    "rrn",
    "approval_code",
    "host_code",
    "signing",
    "is_armed",
)
CARD_COLUMNS: Final = f"{', '.join(f'c.{name}' for name in CARD_NAMES)}, c.contact"
_MONEY_COLUMNS: Final = "t.refunded_minor, t.returning_minor, p.due_minor, p.handed_minor"
SALE_TABLES: Final = (
    "transactions t JOIN attempts a ON a.id = t.attempt_id JOIN batches b ON b.id = t.batch_id"
    " LEFT JOIN card_payments c ON c.attempt_id = t.attempt_id"
    " LEFT JOIN cash_payments p ON p.sale_id = t.id"
)
SELECT_SALE: Final = f"SELECT {SALE_COLUMNS}, {CARD_COLUMNS}, {_MONEY_COLUMNS}"
SALE: Final = f"{SELECT_SALE} FROM {SALE_TABLES} WHERE t.id = ?"
NEWEST_OF_BATCH: Final = (
    f"{SELECT_SALE} FROM {SALE_TABLES} WHERE t.batch_id = ? ORDER BY t.id DESC LIMIT ?"
)
#: The sales of one purchase are known to each other by the first of them.
FIRST_TRY: Final = "SELECT first_sale_id FROM retries WHERE sale_id = ?"
INSERT_RETRY: Final = "INSERT INTO retries (sale_id, first_sale_id) VALUES (?, ?)"
SALES_OF_PURCHASE: Final = "SELECT sale_id FROM retries WHERE first_sale_id = ?"
OTHER_APPROVAL: Final = (
    "SELECT 1 FROM attempts WHERE sale_id = ? AND id <> ?"
    " AND state IN ('open', 'checking', 'approved', 'by_hand') LIMIT 1"
)
UNFINISHED: Final = "('open', 'checking', 'reversing', 'paid_late', 'refunding')"
_SELECT_ID: Final = "SELECT id"
_OF_TOTAL: Final = "amount_minor + tip_minor = ?"
#: What is being reversed is not charged, whatever comes, and a card that was approved is: nobody
#: doubts either. Few sales are unfinished, and few finish in a quarter of an hour: an index of
#: either is short.
UNFINISHED_OF_TOTAL: Final = (
    f"{_SELECT_ID} FROM transactions WHERE state IN {UNFINISHED} AND state <> 'reversing'"
    f" AND {_OF_TOTAL}"
    " ORDER BY created_at DESC, id DESC LIMIT ?"
)
FINISHED_OF_TOTAL: Final = (
    f"{_SELECT_ID} FROM transactions WHERE finished_at >= ? AND {_OF_TOTAL}"
    " AND method NOT IN ('card', 'cash')"
    " ORDER BY finished_at DESC LIMIT ?"
)
INSERT_CASH: Final = "INSERT INTO cash_payments (sale_id, due_minor, handed_minor) VALUES (?, ?, ?)"
WAITING_FLOWS: Final = (
    "SELECT f.name, f.state FROM credits c JOIN attempts a ON a.id = c.attempt_id"
    " JOIN flows f ON f.name = a.flow WHERE c.state IN ('inbox', 'refunding')"
    " ORDER BY c.attempt_id LIMIT ?"
)
ATTEMPT_OF_CREDIT: Final = "SELECT attempt_id FROM credits WHERE wallet_txn_no = ?"

# --- cards ----------------------------------------------------------------------------------

PLACE_OF_FLOW: Final = (
    "SELECT a.id, a.sale_id FROM flows f JOIN attempts a ON a.id = f.attempt_id WHERE f.name = ?"
)
#: What was noted of the customer is no step of a flow, and no step changes it.
_CARD_LIST: Final = ", ".join(CARD_NAMES)
_INSERT_CARD: Final = "INSERT INTO card_payments"
PUT_CARD: Final = (
    f"{_INSERT_CARD} (attempt_id, {_CARD_LIST}) VALUES (?, {', '.join('?' * len(CARD_NAMES))})"
    " ON CONFLICT (attempt_id) DO UPDATE SET "
    f"{', '.join(f'{name} = excluded.{name}' for name in CARD_NAMES)}"
)
FLOW_OF_STAN: Final = (
    "SELECT a.flow, a.sale_id FROM card_payments c JOIN attempts a ON a.id = c.attempt_id"
    " WHERE c.stan = ? ORDER BY c.attempt_id DESC LIMIT 1"
)
BATCH_IS_OPEN: Final = "SELECT batch_open FROM transactions WHERE id = ?"
NOTE_CONTACT: Final = "UPDATE card_payments SET contact = ? WHERE attempt_id = ?"
PUT_SEALED: Final = (
    "INSERT INTO vault (handle, sealed, fingerprint) VALUES (?, ?, ?) ON CONFLICT (handle)"
    " DO UPDATE SET sealed = excluded.sealed, fingerprint = excluded.fingerprint"
)
SEALED: Final = "SELECT sealed, fingerprint FROM vault WHERE handle = ?"
WIPE: Final = "DELETE FROM vault WHERE handle = ?"
PUT_SIGNATURE: Final = (
    "INSERT INTO signatures (sale_id, strokes) VALUES (?, ?)"
    " ON CONFLICT (sale_id) DO UPDATE SET strokes = excluded.strokes"
)
SIGNATURE: Final = "SELECT strokes FROM signatures WHERE sale_id = ?"

# --- pages of sales, downwards from the newest and back up ----------------------------------

#: Rows of a page; HISTORY_ROWS takes as many numbers, 0 where there are fewer.
HISTORY_PAGE_ROWS: Final = 50
#: One more tells whether anything follows. The limit is no parameter: the engine looks at its value
#: to plan, and would plan the statement anew at every use, which takes longer than to run it.
_LIMIT: Final = f"LIMIT {HISTORY_PAGE_ROWS + 1}"
_BEFORE: Final = (
    f"created_at >= ? AND (created_at, id) < (?, ?) ORDER BY created_at DESC, id DESC {_LIMIT}"
)
_SELECT_KEY: Final = "SELECT created_at, id"
_AFTER: Final = f"created_at < ? AND (created_at, id) > (?, ?) ORDER BY created_at, id {_LIMIT}"
_OF_KIND: Final = f"state NOT IN {UNFINISHED} AND method = ? AND state = ?"
_OF_CASHIER: Final = f"state NOT IN {UNFINISHED} AND cashier_id = ? AND method = ? AND state = ?"
#: Of the few that are unfinished, each is looked at. An empty text stands for whatever it may be.
_OF_UNFINISHED: Final = (
    f"state IN {UNFINISHED} AND ? IN ('', method) AND ? IN ('', state) AND ? IN ('', cashier_id)"
)
HISTORY_KEYS: Final = f"{_SELECT_KEY} FROM transactions WHERE {_BEFORE}"
HISTORY_KEYS_OF_KIND: Final = f"{_SELECT_KEY} FROM transactions WHERE {_OF_KIND} AND {_BEFORE}"
HISTORY_KEYS_OF_CASHIER: Final = (
    f"{_SELECT_KEY} FROM transactions WHERE {_OF_CASHIER} AND {_BEFORE}"
)
HISTORY_KEYS_UNFINISHED: Final = (
    f"{_SELECT_KEY} FROM transactions WHERE {_OF_UNFINISHED} AND {_BEFORE}"
)
HISTORY_NEWER_KEYS: Final = f"{_SELECT_KEY} FROM transactions WHERE {_AFTER}"
HISTORY_NEWER_KEYS_OF_KIND: Final = f"{_SELECT_KEY} FROM transactions WHERE {_OF_KIND} AND {_AFTER}"
HISTORY_NEWER_KEYS_OF_CASHIER: Final = (
    f"{_SELECT_KEY} FROM transactions WHERE {_OF_CASHIER} AND {_AFTER}"
)
HISTORY_NEWER_KEYS_UNFINISHED: Final = (
    f"{_SELECT_KEY} FROM transactions WHERE {_OF_UNFINISHED} AND {_AFTER}"
)
HISTORY_ROWS: Final = (
    f"{SELECT_SALE} FROM {SALE_TABLES} WHERE t.id IN ({', '.join('?' * HISTORY_PAGE_ROWS)})"
)
HISTORY_OF_VOUCHER: Final = (
    f"{SELECT_SALE} FROM {SALE_TABLES} WHERE t.voucher = ? AND t.id < ? ORDER BY t.id DESC {_LIMIT}"
)
HISTORY_NEWER_OF_VOUCHER: Final = (
    f"{SELECT_SALE} FROM {SALE_TABLES} WHERE t.voucher = ? AND t.id > ? ORDER BY t.id {_LIMIT}"
)

# --- journal and flows ----------------------------------------------------------------------

INSERT_JOURNAL: Final = (
    "INSERT INTO journal (seq, flow, at, event, state, is_open, body, hash)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
JOURNAL_FROM: Final = (
    "SELECT seq, flow, at, event, state, is_open, body, hash FROM journal"
    " WHERE seq > ? ORDER BY seq"
)
JOURNAL_HASH: Final = "SELECT hash FROM journal WHERE seq = ?"
INSERT_FLOW: Final = (
    "INSERT INTO flows (first_seq, name, attempt_id, state, is_open, last_seq)"
    " VALUES (?, ?, ?, ?, ?, ?)"
)
#: Most steps leave a flow as open as it was: then its place among the open ones stays untouched.
UPDATE_FLOW: Final = "UPDATE flows SET state = ?, last_seq = ? WHERE name = ? AND is_open = ?"
PUT_FLOW: Final = (
    "INSERT INTO flows (first_seq, name, state, is_open, last_seq) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (name) DO UPDATE SET state = excluded.state, is_open = excluded.is_open,"
    " last_seq = excluded.last_seq"
)
FLOW: Final = "SELECT name, state FROM flows WHERE name = ?"
FLOW_OF_ORDER: Final = "SELECT flow FROM attempts WHERE order_no = ?"
OPEN_FLOWS: Final = "SELECT name, state FROM flows WHERE is_open = 1 ORDER BY first_seq"

# --- print queue ----------------------------------------------------------------------------

INSERT_PRINT_JOB: Final = (
    "INSERT INTO print_jobs (id, kind, subject_id, copy, is_reprint, duplicate, state, created_at)"
    " VALUES (?, ?, ?, ?, ?, ?, 'queued', ?)"
    " ON CONFLICT (kind, subject_id, copy) WHERE is_reprint = 0 DO NOTHING"
)
UNMARKED_PRINT_JOB: Final = (
    "SELECT id FROM print_jobs WHERE kind = ? AND subject_id = ? AND copy = ? AND is_reprint = 0"
)
PRINT_JOBS: Final = (
    "SELECT id, kind, subject_id, copy, duplicate, state, created_at FROM print_jobs"
    " WHERE state <> 'printed' ORDER BY id LIMIT ?"
)
# What has been printed stays printed, and what was marked stays marked.
UPDATE_PRINT_JOB: Final = (
    "UPDATE print_jobs SET state = ?, duplicate = CASE WHEN ? = 1 THEN 1 ELSE duplicate END"
    " WHERE id = ? AND state <> 'printed'"
)
PRINT_JOB_STATE: Final = "SELECT state FROM print_jobs WHERE id = ?"

# --- operators, settings, audit, anchors ----------------------------------------------------

OPERATOR_COLUMNS: Final = "id, name, role, pin_hash, failed_attempts, locked_until"
_SELECT_OPERATOR: Final = f"SELECT {OPERATOR_COLUMNS}"
OPERATOR: Final = f"{_SELECT_OPERATOR} FROM operators WHERE id = ?"
OPERATORS: Final = f"{_SELECT_OPERATOR} FROM operators ORDER BY id"
SEED_OPERATOR: Final = (
    "INSERT INTO operators (id, name, role, pin_hash, failed_attempts) VALUES (?, ?, ?, ?, 0)"
    " ON CONFLICT (id) DO NOTHING"
)
UPDATE_OPERATOR_ATTEMPTS: Final = (
    "UPDATE operators SET failed_attempts = ?, locked_until = ? WHERE id = ?"
)
UPDATE_OPERATOR_HASH: Final = "UPDATE operators SET pin_hash = ? WHERE id = ?"

SETTING: Final = "SELECT value FROM settings WHERE name = ?"
PUT_SETTING: Final = (
    "INSERT INTO settings (name, value, changed_at, changed_by) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (name) DO UPDATE SET value = excluded.value,"
    " changed_at = excluded.changed_at, changed_by = excluded.changed_by"
)

INSERT_AUDIT: Final = (
    "INSERT INTO audit (seq, at, operator_id, action, subject, detail, hash)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)
AUDIT_FROM: Final = (
    "SELECT seq, at, operator_id, action, subject, detail, hash FROM audit"
    " WHERE seq > ? ORDER BY seq"
)
AUDIT_HASH: Final = "SELECT hash FROM audit WHERE seq = ?"

ANCHOR: Final = "SELECT seq, hash FROM anchors WHERE chain = ?"
PUT_ANCHOR: Final = (
    "INSERT INTO anchors (chain, seq, hash) VALUES (?, ?, ?)"
    " ON CONFLICT (chain) DO UPDATE SET seq = excluded.seq, hash = excluded.hash"
)

# --- the books against the journal ----------------------------------------------------------

BOOK_TRANSACTIONS: Final = (
    f"{SELECT_SALE}, b.acquirer FROM {SALE_TABLES} WHERE t.id > ? ORDER BY t.id"
)
BOOK_CREDITS: Final = (
    "SELECT wallet_txn_no, attempt_id, paid_minor, kind, state, refund_no FROM credits"
    " WHERE wallet_txn_no > ? ORDER BY wallet_txn_no"
)
_SELECT_CARD: Final = f"SELECT attempt_id, {_CARD_LIST}"
BOOK_CARDS: Final = f"{_SELECT_CARD} FROM card_payments WHERE attempt_id > ? ORDER BY attempt_id"
BOOK_SIGNATURES: Final = (
    "SELECT sale_id, strokes FROM signatures WHERE sale_id > ? ORDER BY sale_id"
)
BOOK_VAULT: Final = "SELECT handle FROM vault WHERE handle > ? ORDER BY handle"
BOOK_FLOWS: Final = "SELECT name, state, is_open FROM flows WHERE first_seq > ? ORDER BY first_seq"
