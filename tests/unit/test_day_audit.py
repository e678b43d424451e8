"""The auditor of a day: books that agree are well, and each way to disagree is found."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from tests.helpers.day_audit import audit
from tests.helpers.day_audit_values import Day
from tests.helpers.day_books import BankBooks, Row, TillBooks
from tests.helpers.invariants import Invariant, Tally

Books = dict[str, Any]
Inv = Invariant


def sale(number: int, method: str, **named: object) -> Row:
    return {
        "id": number,
        "order_no": f"K{number}",
        "flow": f"{'card_sale' if method == 'card' else 'show_qr'}:{number}",
        "voucher": number,
        "batch_id": 1,
        "batch_open": 0,
        "total_minor": 1_000,
        "method": method,
        "mode": "",
        "state": "approved",
        **named,
    }


def books() -> Books:
    """A wallet's sale of which a part went back, and one by card: settled, printed, agreed."""
    journal = [
        {"flow": "card_sale:2", "state": {"phase": phase}, "body": {}}
        for phase in ("reading", "authorising", "approved")
    ]
    slips = [
        {"kind": kind, "voucher": voucher, "total_minor": minor, "copy": copy, "duplicate": False}
        for kind, voucher, minor in (("sale", 1, 1_000), ("sale", 2, 1_000), ("refund", 3, -300))
        for copy in ("merchant", "customer")
    ]
    refund = {
        "id": 3,
        "sale_id": 1,
        "order_no": "K1",
        "method": "paynow",
        "mode": "show",
        "kind": "refund",
        "batch_id": 1,
        "batch_open": 0,
        "voucher": 3,
        "number": "R1",
        "flow": "money_back:3",
        "amount_minor": 300,
        "given_minor": None,
        "state": "done",
        "stan": 0,
    }
    ours = {"sales": 2, "sales_minor": 2_000, "refunds": 1, "refunds_minor": 300}
    return {
        "orders": [{"reqsn": "K1"}],
        "payments": [
            {
                "reqsn": "K1",
                "trxid": "T1",
                "amount_minor": 1_000,
                "back_minor": 300,
                "state": "settled",
                "reversal": None,
            }
        ],
        "refunds": [{"reqsn": "R1", "kind": "refund", "state": "done"}],
        "card_sales": [{"seq": 1, "stan": "000007", "rrn": "9", "approved_minor": 1_000}],
        "card_approved": [{"rrn": "9", "voucher": "000002", "amount_minor": 1_000}],
        "moves": {"customer:1010": -700, "card:1": -1_000, "merchant": 1_700},
        "sales": [sale(1, "paynow", mode="show"), sale(2, "card")],
        "credits": [
            {"wallet_txn_no": "T1", "sale_id": 1, "order_no": "K1", "state": "accepted"}
            | {"paid_minor": 1_000, "refund_no": None}
        ],
        "cards": [{"sale_id": 2, "order_no": "K2", "stan": 7, "rrn": "9"}],
        "batches": [{"id": 1, "is_open": 0}],
        "flows": [{"name": "card_sale:2", "is_open": 0, "state": {}}],
        "journal": journal,
        "returns": [refund],
        "settlements": [
            {"id": 1, "batch_id": 1, "number": 1, "acquirer": "all", "phase": "settled"}
            | {"finished_at": "now", "flow": "settlement:1", "state": {"ours": ours}}
        ],
        "slips": slips,
    }


BANK = frozenset(BankBooks.__dataclass_fields__)


def looked_at(made: Books) -> Tally:
    bank = BankBooks(**{name: rows for name, rows in made.items() if name in BANK})
    till = {n: tuple(rows) for n, rows in made.items() if n not in BANK and n != "slips"}
    tally = Tally()
    audit(Day.of(bank, TillBooks(**till), made["slips"], is_settled=True), tally)
    return tally


def test_books_that_agree_are_well() -> None:
    tally = looked_at(books())
    assert tally.broken == []
    assert tally.untried() == [Inv.NO_FAULT, Inv.NO_CARD, Inv.STORE_WHOLE]


def put(table: str, at: int, **named: object) -> Callable[[Books], None]:
    return lambda made: made[table][at].update(named)


def drop(table: str, at: int = 0) -> Callable[[Books], None]:
    return lambda made: made[table].pop(at)


def again(table: str, at: int = 0) -> Callable[[Books], None]:
    return lambda made: made[table].append(deepcopy(made[table][at]))


def arm_another(made: Books) -> None:
    """A second sale by card is sent before the first has ended."""
    made["journal"].insert(
        2, {"flow": "card_sale:9", "state": {"phase": "authorising"}, "body": {}}
    )


@pytest.mark.parametrize(
    ("how", "broken"),
    [
        (drop("credits"), Inv.HAS_ROW),
        (drop("cards"), Inv.HAS_ROW),
        (put("returns", 0, state="refused"), Inv.HAS_ROW),
        (drop("payments"), Inv.HAS_BANK),
        (drop("card_approved"), Inv.HAS_BANK),
        (drop("refunds"), Inv.HAS_BANK),
        (put("sales", 0, state="by_hand"), Inv.HAS_BANK),
        (put("orders", 0, reqsn="K8"), Inv.DURABLE_FIRST),
        (put("card_sales", 0, stan="000008"), Inv.DURABLE_FIRST),
        (put("refunds", 0, reqsn="R8"), Inv.DURABLE_FIRST),
        (again("credits"), Inv.ONE_PER_PRESS),
        (arm_another, Inv.REVERSAL_FIRST),
        (put("sales", 1, state="reversing"), Inv.UNKNOWN_ENDS),
        (put("returns", 0, state="pending"), Inv.UNKNOWN_ENDS),
        (put("settlements", 0, finished_at=None), Inv.UNKNOWN_ENDS),
        (put("sales", 0, total_minor=999), Inv.TOTALS),
        (again("settlements"), Inv.ONE_BATCH),
        (put("sales", 0, batch_id=2), Inv.ONE_BATCH),
        (put("sales", 0, voucher=2), Inv.VOUCHERS),
        (again("slips"), Inv.ONE_SLIP),
        (put("payments", 0, back_minor=1_001), Inv.REFUNDS),
        (put("returns", 0, amount_minor=1_001), Inv.REFUNDS),
        (put("slips", 0, total_minor=999), Inv.AGREE),
        (drop("slips"), Inv.AGREE),
        (put("card_approved", 0, amount_minor=999), Inv.AGREE),
        (lambda made: made["moves"].update({"card:1": -999}), Inv.AGREE),
        (lambda made: made.update(faults=("it does not add up",)), Inv.AGREE),
    ],
)
def test_each_way_to_disagree_is_found(how: Callable[[Books], object], broken: Invariant) -> None:
    made = books()
    how(made)
    assert any(words.startswith(f"{broken}: ") for words in looked_at(made).broken)
