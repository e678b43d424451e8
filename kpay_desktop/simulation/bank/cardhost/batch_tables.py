"""Tables of voids, refunds and settled batches. ``docs/bank.md`` explains them to an auditor."""

from __future__ import annotations

STATEMENTS: tuple[str, ...] = (
    """
    CREATE TABLE card_backs (
        seq           INTEGER PRIMARY KEY AUTOINCREMENT,
        terminal      TEXT NOT NULL REFERENCES card_terminals (terminal),
        batch_no      INTEGER NOT NULL,
        stan          TEXT NOT NULL,
        kind          TEXT NOT NULL CHECK (kind IN ('void', 'refund')),
        voucher       TEXT NOT NULL,
        sale          INTEGER REFERENCES card_sales (seq),
        account       TEXT REFERENCES accounts (code),
        last_four     TEXT NOT NULL,
        amount_minor  INTEGER NOT NULL CHECK (amount_minor > 0),
        scenario      TEXT NOT NULL,
        code          TEXT NOT NULL,
        rrn           TEXT NOT NULL UNIQUE,
        approval_code TEXT NOT NULL DEFAULT '',
        answer        BLOB NOT NULL,
        state         TEXT NOT NULL CHECK (
            state IN ('approved', 'declined', 'reversed', 'refused')
        ),
        made_at       TEXT NOT NULL,
        reversed_at   TEXT,
        CHECK (state <> 'approved' OR account IS NOT NULL),
        CHECK ((kind = 'void' AND state = 'approved') <= (sale IS NOT NULL)),
        UNIQUE (terminal, batch_no, stan)
    )
    """,
    """
    CREATE UNIQUE INDEX card_backs_one_void ON card_backs (sale)
        WHERE kind = 'void' AND state = 'approved'
    """,
    """
    CREATE TABLE card_batches (
        terminal      TEXT NOT NULL REFERENCES card_terminals (terminal),
        batch_no      INTEGER NOT NULL,
        stan          TEXT NOT NULL,
        sales         INTEGER NOT NULL,
        sales_minor   INTEGER NOT NULL,
        refunds       INTEGER NOT NULL,
        refunds_minor INTEGER NOT NULL,
        uploaded      INTEGER NOT NULL CHECK (uploaded IN (0, 1)),
        answer        BLOB NOT NULL,
        closed_at     TEXT NOT NULL,
        PRIMARY KEY (terminal, batch_no)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE card_uploads (
        terminal      TEXT NOT NULL REFERENCES card_terminals (terminal),
        batch_no      INTEGER NOT NULL,
        original_stan TEXT NOT NULL,
        kind          TEXT NOT NULL CHECK (kind IN ('sale', 'void', 'refund')),
        voucher       TEXT NOT NULL,
        amount_minor  INTEGER NOT NULL,
        code          TEXT NOT NULL,
        stan          TEXT NOT NULL,
        PRIMARY KEY (terminal, batch_no, original_stan)
    ) WITHOUT ROWID
    """,
    "DROP VIEW IF EXISTS card_approved",
    """
    CREATE VIEW card_approved AS
    SELECT card_sales.seq AS seq,
           card_sales.terminal AS terminal,
           card_sales.batch_no AS batch_no,
           card_sales.stan AS stan,
           card_sales.voucher AS voucher,
           card_sales.rrn AS rrn,
           card_sales.approval_code AS approval_code,
           card_sales.account AS account,
           card_sales.last_four AS last_four,
           card_sales.approved_minor AS amount_minor,
           card_sales.made_at AS made_at
      FROM card_sales
     WHERE card_sales.state = 'approved'
       AND NOT EXISTS (
           SELECT 1 FROM card_backs
            WHERE card_backs.sale = card_sales.seq
              AND card_backs.kind = 'void' AND card_backs.state = 'approved'
       )
    """,
)
