"""The card host's rows: accounts, terminals, sales and reversals. Every function is inside a
transaction of its caller.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from kpay_desktop.simulation.bank import clock
from kpay_desktop.simulation.bank.books import CARD_SALES, Transaction, next_number, post
from kpay_desktop.simulation.bank.cardhost.issuers import KnownCard
from kpay_desktop.simulation.bank.cardhost.requests import ReversalRequest, SaleRequest
from kpay_desktop.simulation.bank.cardhost.scenarios import CardPlan, Scenario


class SaleState(StrEnum):
    """How a sale stands. ``REFUSED``: its reversal came first."""

    APPROVED = "approved"
    DECLINED = "declined"
    REVERSED = "reversed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class CardAccount:
    """A card's account as it stands."""

    code: str
    refusal: str
    balance_minor: int


@dataclass(frozen=True, slots=True)
class Sale:
    """A sale in the books. ``answer`` is the message that answered it, without frame and MAC."""

    seq: int
    voucher: str
    account: str | None
    last_four: str
    entry: str
    amount_minor: int
    tip_minor: int
    approved_minor: int
    cryptogram: bytes = field(repr=False)
    code: str
    rrn: str
    answer: bytes = field(repr=False)
    state: SaleState
    reversal_scenario: str
    reversal_delay_s: float | None
    reversals_left: int


def knows(tx: Transaction, cards: Iterable[KnownCard]) -> bool:
    """True if every card has an account that says the same of it."""
    rows = tx.execute("SELECT pan, account, title, refusal FROM card_accounts")
    known = {row["pan"]: (row["account"], row["title"], row["refusal"]) for row in rows}
    return all(known.get(one.pan) == (f"card:{one.key}", one.title, one.refusal) for one in cards)


def enter_cards(tx: Transaction, cards: Iterable[KnownCard]) -> None:
    """Open accounts for cards that have none yet; what is left on the others stays."""
    for card in cards:
        code = f"card:{card.key}"
        tx.execute(
            "INSERT OR IGNORE INTO accounts VALUES (?, 'card', ?, ?, ?)",
            (code, card.title, card.balance_minor, card.balance_minor),
        )
        tx.execute(
            "INSERT INTO card_accounts VALUES (?, ?, ?, ?) ON CONFLICT (pan) DO UPDATE"
            " SET title = excluded.title, refusal = excluded.refusal",
            (card.pan, code, card.title, card.refusal),
        )


def account_of(tx: Transaction, pan: str) -> CardAccount | None:
    """Return the account of a card number."""
    row = tx.execute(
        "SELECT code, refusal, balance_minor FROM card_accounts"
        " JOIN accounts ON accounts.code = card_accounts.account WHERE pan = ?",
        (pan,),
    ).fetchone()
    return None if row is None else CardAccount(row["code"], row["refusal"], row["balance_minor"])


def batch_of(tx: Transaction, terminal: str, at: datetime) -> int:
    """Return a terminal's open batch; a terminal that was never seen begins with batch 1."""
    tx.execute(
        "INSERT INTO card_terminals (terminal, seen_at) VALUES (?, ?)"
        " ON CONFLICT (terminal) DO UPDATE SET seen_at = excluded.seen_at",
        (terminal, clock.stamp(at)),
    )
    row = tx.execute("SELECT batch_no FROM card_terminals WHERE terminal = ?", (terminal,))
    return int(row.fetchone()[0])


def note_sign_on(tx: Transaction, terminal: str, at: datetime) -> None:
    """Write down that a terminal signed on."""
    batch_of(tx, terminal, at)
    tx.execute(
        "UPDATE card_terminals SET signed_on_at = ? WHERE terminal = ?", (clock.stamp(at), terminal)
    )


def new_rrn(tx: Transaction, at: datetime) -> str:
    """Return a new retrieval reference number: last digit of the year, day, eight digits."""
    local = at.astimezone(clock.GATEWAY_ZONE)
    return f"{local.year % 10}{local:%j}{next_number(tx, 'card transaction') % 10**8:08d}"


def new_approval_code(tx: Transaction) -> str:
    """Return a new approval code: six digits that do not count up. A million of them differ."""
    return f"{(next_number(tx, 'card approval') * 482_711 + 137_029) % 10**6:06d}"


# --- sales ---


def find_sale(tx: Transaction, terminal: str, batch_no: int, stan: str) -> Sale | None:
    """Return the sale with these numbers."""
    row = tx.execute(
        "SELECT * FROM card_sales WHERE terminal = ? AND batch_no = ? AND stan = ?",
        (terminal, batch_no, stan),
    ).fetchone()
    return None if row is None else _sale(row)


def _sale(row: sqlite3.Row) -> Sale:
    return Sale(
        seq=row["seq"],
        voucher=row["voucher"],
        account=row["account"],
        last_four=row["last_four"],
        entry=row["entry"],
        amount_minor=row["amount_minor"],
        tip_minor=row["tip_minor"],
        approved_minor=row["approved_minor"],
        cryptogram=row["cryptogram"],
        code=row["code"],
        rrn=row["rrn"],
        answer=row["answer"],
        state=SaleState(row["state"]),
        reversal_scenario=row["reversal_scenario"],
        reversal_delay_s=row["reversal_delay_s"],
        reversals_left=row["reversals_left"],
    )


def was_used(tx: Transaction, account: str, cryptogram: bytes) -> bool:
    """True if a card's cryptogram came in an earlier sale."""
    row = tx.execute(
        "SELECT 1 FROM card_sales WHERE account = ? AND cryptogram = ? LIMIT 1",
        (account, cryptogram),
    ).fetchone()
    return row is not None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a sale."""

    state: SaleState
    code: str
    rrn: str
    approved_minor: int = 0
    approval_code: str = ""


def add_sale(
    tx: Transaction,
    request: SaleRequest,
    batch_no: int,
    account: str | None,
    verdict: Verdict,
    answer: bytes,
    plan: CardPlan,
    at: datetime,
) -> None:
    """Write a sale down, and move the money that it moves."""
    later = plan.scenario.value if plan.scenario.value.startswith("reversal_") else ""
    tx.execute(
        "INSERT INTO card_sales (terminal, batch_no, stan, voucher, account, last_four, entry,"
        " amount_minor, tip_minor, approved_minor, cryptogram, scenario, code, rrn, approval_code,"
        " answer, state, reversal_scenario, reversal_delay_s, reversals_left, made_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            request.terminal,
            batch_no,
            request.stan,
            request.voucher,
            account,
            request.card.pan[-4:],
            request.entry,
            request.amount_minor,
            request.tip_minor,
            verdict.approved_minor,
            request.cryptogram,
            plan.scenario.value,
            verdict.code,
            verdict.rrn,
            verdict.approval_code,
            answer,
            verdict.state.value,
            later,
            plan.wait_s if later else None,
            plan.times if later else 0,
            clock.stamp(at),
        ),
    )
    if verdict.approved_minor and account is not None:
        _move(tx, account, CARD_SALES, verdict.approved_minor, "card sale", verdict.rrn, at)


def misbook(tx: Transaction, voucher: str, less_minor: int, at: datetime) -> int | None:
    """Give ``less_minor`` of an approved sale of an open batch back, behind its till's back.

    Returns the cents that it is booked with now; None where there is no such sale, or where nothing
    would be left of it.
    """
    row = tx.execute(
        "SELECT card_approved.seq, card_approved.account, card_approved.amount_minor,"
        " card_approved.rrn FROM card_approved"
        " JOIN card_terminals USING (terminal, batch_no)"
        " WHERE voucher = ? ORDER BY card_approved.seq DESC LIMIT 1",
        (voucher,),
    ).fetchone()
    if row is None or row["amount_minor"] <= less_minor:
        return None
    booked = int(row["amount_minor"]) - less_minor
    tx.execute("UPDATE card_sales SET approved_minor = ? WHERE seq = ?", (booked, row["seq"]))
    _move(tx, CARD_SALES, row["account"], less_minor, "return", row["rrn"], at)
    return booked


def reverse_sale(tx: Transaction, sale: Sale, at: datetime) -> None:
    """Take a sale back: the money goes to where it came from. A declined one needs nothing."""
    if sale.state is not SaleState.APPROVED:
        return
    # A voided one has its money back already.
    is_charged = tx.execute("SELECT 1 FROM card_approved WHERE seq = ?", (sale.seq,)).fetchone()
    tx.execute(
        "UPDATE card_sales SET state = 'reversed', reversed_at = ? WHERE seq = ?",
        (clock.stamp(at), sale.seq),
    )
    if sale.account is not None and is_charged is not None:
        _move(tx, CARD_SALES, sale.account, sale.approved_minor, "card reversal", sale.rrn, at)


def spoil_reversal(tx: Transaction, sale: Sale) -> tuple[Scenario, float | None] | None:
    """Return what is to happen to a reversal of this sale, and use up one of its times."""
    if sale.reversals_left <= 0:
        return None
    tx.execute(
        "UPDATE card_sales SET reversals_left = reversals_left - 1 WHERE seq = ?", (sale.seq,)
    )
    return Scenario(sale.reversal_scenario), sale.reversal_delay_s


def _move(
    tx: Transaction,
    source: str,
    target: str,
    amount_minor: int,
    purpose: str,
    rrn: str,
    at: datetime,
) -> None:
    post(
        tx,
        source=source,
        target=target,
        amount_minor=amount_minor,
        purpose=purpose,
        reference=rrn,
        at=at,
    )


# --- reversals ---


def note_reversal(
    tx: Transaction,
    request: ReversalRequest,
    batch_no: int,
    account: str | None,
    code: str,
    rrn: str,
    at: datetime,
) -> None:
    """Write down that a reversal came and how it was answered; it may come again and again."""
    tx.execute(
        "INSERT INTO card_reversals (terminal, batch_no, stan, voucher, account, amount_minor,"
        " rrn, code, first_at, last_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (terminal, batch_no, stan) DO UPDATE SET code = excluded.code,"
        " rrn = excluded.rrn, times = times + 1, last_at = excluded.last_at",
        (
            request.terminal,
            batch_no,
            request.stan,
            request.voucher,
            account,
            request.amount_minor,
            rrn,
            code,
            clock.stamp(at),
            clock.stamp(at),
        ),
    )


def came_first(tx: Transaction, request: SaleRequest, batch_no: int, account: str | None) -> bool:
    """True if a reversal of this very sale was here before it."""
    asked = (request.voucher, account, request.amount_minor)
    return reversal_was_here(tx, (request.terminal, batch_no, request.stan), asked)


def reversal_was_here(
    tx: Transaction, numbers: tuple[str, int, str], asked: tuple[str, str | None, int]
) -> bool:
    """True if a reversal with these numbers (terminal, batch, STAN) was here, of the same message.

    ``asked`` is its voucher, account and cents.
    """
    row = tx.execute(
        "SELECT voucher, account, amount_minor FROM card_reversals"
        " WHERE terminal = ? AND batch_no = ? AND stan = ?",
        numbers,
    ).fetchone()
    return row is not None and tuple(row) == asked
