"""The books as the journal tells them, row by row, and what the tables say otherwise."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kpay_desktop.domain.ledger import Acquirer
from kpay_desktop.domain.moves import DrawerKind
from kpay_desktop.domain.returns import ReturnState
from kpay_desktop.domain.sale import Method, QrMode, SaleState, format_voucher
from models import statements as sql
from models import statements_day as day
from models.card_rows import digest
from models.drawer_rows import MOVE_NAMES
from models.session import Row, Session

_CREDIT = ("txn", "attempt", "paid", "kind", "state", "refund")
_CASH = ("sale", "due", "handed")
_BACK = (
    "back",
    "sale",
    "flow",
    "kind",
    "acquirer",
    "batch",
    "voucher",
    "number",
    "amount",
    "given",
    "operator",
    "approver",
    "begun_at",
    *day.BACK_NAMES,
)
_SETTLEMENT = (
    "settlement",
    "run",
    "flow",
    "acquirer",
    "batch_id",
    "phase",
    "operator",
    "automatic",
    "begun_at",
    "finished_at",
    "carried",
)
_CLOSED = ("batch_id", "acquirer", "batch", "closed_at")
_UNSENT = {"state": "open", "stan": 0, "is_armed": 0} | dict.fromkeys(
    ("rrn", "approval_code", "host_code", "wallet_no"), ""
)
_NEW_BACK = dict.fromkeys(day.BACK_NAMES) | _UNSENT
_NEW_SALE = {
    "state": "open",
    "reason": "",
    "txn": "",
    "paid_at": None,
    "finished_at": None,
    "refunded": 0,
    "returning": 0,
}
_ON_ITS_WAY = frozenset({ReturnState.OPEN.value, ReturnState.PENDING.value})

_Rows = dict[Any, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class _Book:
    """A table that follows from the journal: how its rows are read, named and compared."""

    name: str
    statement: str
    before: str | int
    of_row: Callable[[Row], object]


class Books:
    """What sales, money, cards, returns, batches and flows have to be, by the journal's word."""

    def __init__(self) -> None:
        self._sales: _Rows = {}
        self._credits: _Rows = {}
        self._flows: dict[str, tuple[str, int]] = {}
        self._cards: _Rows = {}
        self._signatures: dict[int, str] = {}
        self._vault: dict[str, bool] = {}
        self._cash: _Rows = {}
        self._backs: _Rows = {}
        self._settlements: _Rows = {}
        self._closed: _Rows = {}
        self._moves: _Rows = {}
        self._shifts: dict[int, list[object]] = {}

    def take(self, row: Row) -> None:
        """Book one row of the journal."""
        body = json.loads(row[6])
        self._flows[row[1]] = (row[4], row[5])
        if "moved" in body:
            self._take_place(body["moved"]["row"], body["moved"])
        if "open" in body:
            self._take_opened(body["open"])
        if "cash" in body:
            self._cash[body["cash"]["sale"]] = body["cash"]
        if "sale" in body:
            update = body["sale"]
            known = self._sales.setdefault(update["sale"], {})
            known.update({name: value for name, value in update.items() if value is not None})
        for credit in body.get("credits", ()):
            self._credits[credit["txn"]] = credit
        for txn, state in body.get("credit_states", ()):
            self._credits.setdefault(txn, {})["state"] = state
        for txn, paid in body.get("credit_amounts", ()):
            self._credits.setdefault(txn, {})["paid"] = paid
        for txn, refund_no in body.get("credit_refunds", ()):
            self._credits.setdefault(txn, {})["refund"] = refund_no
        self._take_card(body)
        self._take_day(body)

    def _take_opened(self, opened: dict[str, Any]) -> None:
        if "wallet" in opened:
            # Until version 6 every method was a wallet, and was called one.
            opened["method"] = opened.pop("wallet")
        # Until version 7 all wallets stood in one lane of batches, and no journal named a lane.
        opened.setdefault("acquirer", _old_lane(opened))
        self._sales[opened["sale"]] = _NEW_SALE | opened

    def _take_place(self, row_id: int, place: dict[str, Any]) -> None:
        """Book that a sale or return stands in another batch now."""
        known = self._sales.get(row_id) or self._backs.setdefault(row_id, {})
        names = ("acquirer", "batch", "voucher", "kind")
        known.update({name: place[name] for name in names if name in place})

    def _take_card(self, body: dict[str, Any]) -> None:
        if "card" in body:
            self._cards[body["card"]["attempt"]] = body["card"]
        if "signature" in body:
            self._signatures[body["signature"]["sale"]] = body["signature"]["sha256"]
        if "sealed" in body:
            self._vault[body["sealed"]] = True
        self._vault.pop(body.get("wiped", ""), None)
        for handle in body.get("wiped_cards", ()):
            self._vault.pop(handle, None)

    def _take_day(self, body: dict[str, Any]) -> None:
        if "back_open" in body:
            begun = body["back_open"]
            self._backs[begun["back"]] = _NEW_BACK | begun
        if "back" in body:
            self._backs.setdefault(body["back"]["back"], {}).update(body["back"])
        if "settle_open" in body:
            begun = body["settle_open"]
            new = {"phase": "", "finished_at": None, "carried": ""}
            self._settlements[begun["settlement"]] = new | begun
        if "settle" in body:
            step = body["settle"]
            self._settlements.setdefault(step["settlement"], {}).update(step)
        if "closes" in body:
            self._take_closing(body["closes"])
        if "drawer" in body:
            self._take_move(body["drawer"])

    def _take_closing(self, closing: dict[str, Any]) -> None:
        self._closed[closing["batch_id"]] = {name: closing[name] for name in _CLOSED}
        for row_id in closing["carried"]:
            self._take_place(row_id, {"acquirer": closing["acquirer"], "batch": closing["next"]})
        settlement = self._settlements.setdefault(closing["settlement"], {})
        settlement["carried"] = " ".join(map(str, closing["carried"]))

    def _take_move(self, move: dict[str, Any]) -> None:
        self._moves[move["move"]] = move
        is_opening = move["kind"] == DrawerKind.OPENED
        new = [move["at"], 1, move["move"] if is_opening else None, None]
        shift = self._shifts.setdefault(move["shift"], new)
        if move["kind"] == DrawerKind.CLOSED:
            shift[1:] = [0, shift[2], move["move"]]

    def compare(self, session: Session, problems: list[str]) -> None:
        """Note what the tables say otherwise, and what they have more or less."""
        self._reckon_returns(problems)
        self._check_own_codes(problems)
        expected: tuple[dict[Any, Any], ...] = (
            self._sales,
            self._credits,
            self._cards,
            self._signatures,
            self._vault,
            self._flows,
            self._cash,
            self._backs,
            self._settlements,
            self._closed,
            self._moves,
            self._shifts,
        )
        for book, rows in zip(_BOOKS, expected, strict=True):
            problems.extend(
                f"{book.name} {row[0]} is not as the journal says"
                for row in session.each(book.statement, (book.before,))
                if rows.pop(row[0], None) != book.of_row(row)
            )
            problems.extend(f"{book.name} {key} is missing" for key in rows)

    def _reckon_returns(self, problems: list[str]) -> None:
        """Add up what has gone back for each sale, and note where that is more than it was for."""
        for back in self._backs.values():
            sale = self._sales.get(back.get("sale", 0), {})
            for name, is_meant in (
                ("refunded", back.get("state") == ReturnState.DONE),
                ("returning", back.get("state") in _ON_ITS_WAY),
            ):
                sale[name] = sale.get(name, 0) + (back["amount"] if is_meant else 0)
        for key, sale in self._sales.items():
            given = sale.get("refunded", 0) + sale.get("returning", 0)
            if given > sale.get("amount", 0) + sale.get("tip", 0):
                problems.append(f"sale {key} had more given back than it was for")

    def _check_own_codes(self, problems: list[str]) -> None:
        """Note sales that say of themselves what nobody could know.

        A sale by the shop's own code is never approved, since no bank tells of it, and no other is
        confirmed by hand.
        """
        for key, sale in self._sales.items():
            is_own = sale.get("mode") == QrMode.OWN
            if is_own and sale.get("state") == SaleState.APPROVED:
                problems.append(f"sale {key} is approved, and no bank can have said so")
            if not is_own and sale.get("state") == SaleState.BY_HAND:
                problems.append(f"sale {key} is confirmed by hand, and is no own code's")


def _old_lane(opened: dict[str, Any]) -> str:
    if opened["mode"] == QrMode.OWN:
        return Acquirer.OWN.value
    return (Acquirer.CARDS if opened["method"] == Method.CARD else Acquirer.WALLETS).value


def _sale_book(row: Row) -> dict[str, Any]:
    return {
        "sale": row[0],
        "attempt": row[1],
        "voucher": format_voucher(row[2]),
        "order": row[3],
        "batch": row[4],
        "created_at": row[5],
        "amount": row[6],
        "tip": row[7],
        "method": row[8],
        "mode": row[9],
        "cashier": row[10],
        "state": row[11],
        "reason": row[12],
        "txn": row[13],
        "paid_at": row[14],
        "finished_at": row[15],
        "refunded": row[34],
        "returning": row[35],
        "acquirer": row[38],
    }


def _named(*names: str) -> Callable[[Row], object]:
    return lambda row: dict(zip(names, row, strict=True))


def _back_book(row: Row) -> dict[str, Any]:
    book = dict(zip(_BACK, row, strict=True))
    return book | {"voucher": format_voucher(book["voucher"])}


_BOOKS = (
    _Book("sale", sql.BOOK_TRANSACTIONS, 0, _sale_book),
    _Book("credit", sql.BOOK_CREDITS, "", _named(*_CREDIT)),
    _Book("card of attempt", sql.BOOK_CARDS, 0, _named("attempt", *sql.CARD_NAMES)),
    _Book("signature of sale", sql.BOOK_SIGNATURES, 0, lambda row: digest(row[1])),
    _Book("card in the vault", sql.BOOK_VAULT, "", lambda _: True),
    _Book("flow", sql.BOOK_FLOWS, 0, lambda row: (row[1], row[2])),
    _Book("cash of sale", day.BOOK_CASH, 0, _named(*_CASH)),
    _Book("return", day.BOOK_RETURNS, 0, _back_book),
    _Book("settlement", day.BOOK_SETTLEMENTS, 0, _named(*_SETTLEMENT)),
    _Book("closed batch", day.BOOK_CLOSED, 0, _named(*_CLOSED)),
    _Book("line of the drawer", day.BOOK_MOVES, 0, _named(*MOVE_NAMES)),
    _Book("shift", day.BOOK_SHIFTS, 0, lambda row: list(row[1:])),
)
