"""Many sales at once, straight into the real tables: for pages of sales, not for the books."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kpay_desktop.domain.sale import Method, SaleState
from models.rows import time_text
from tests.helpers.store import raw

_BLOCK = 20_000
_BATCH = (
    "INSERT INTO batches (id, acquirer, number, is_open, opened_at) VALUES (?, 'wallets', ?, ?, ?)"
)
_SALE = (
    "INSERT INTO transactions (id, attempt_id, batch_id, batch_open, voucher, created_at,"
    " amount_minor, tip_minor, method, mode, cashier_id, state, reason, wallet_txn_no)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, '', '')"
)
_CARD = (
    "INSERT INTO card_payments (attempt_id, handle, scheme, entry, first_six, last_four, label,"
    " aid, verification, tvr, tsi, cryptogram, stan, rrn, approval_code, host_code, signing,"
    " is_armed) VALUES (?, ?, 'visa', 'tap', '476173', ?, '', '', 'none', '', '', '', ?, '', '',"
    " '', 'not_needed', 0)"
)
_ATTEMPT = (
    "INSERT INTO attempts (id, sale_id, order_no, flow, state, created_at)"
    " VALUES (?, ?, ?, ?, ?, ?)"
)


@dataclass(frozen=True, slots=True)
class SaleRow:
    """A sale; its batch is ``batch_id``, which is also the batch's number."""

    sale_id: int
    voucher: int
    batch_id: int
    created_at: datetime
    method: Method
    state: SaleState
    cashier_id: str
    amount_minor: int = 3_080


def put_sales(folder: Path, sales: Iterable[SaleRow], *, batches: int) -> None:
    """Write batches 1 to ``batches``, all closed, and ``sales``, in one transaction."""
    rows = iter(sales)
    with raw(folder) as engine:
        engine.execute("BEGIN IMMEDIATE")
        engine.executemany(_BATCH, [(n, n, 0, "") for n in range(1, batches + 1)])
        while block := list(itertools.islice(rows, _BLOCK)):
            texts = [time_text(row.created_at) for row in block]
            engine.executemany(_SALE, list(map(_sale, block, texts)))
            engine.executemany(_ATTEMPT, list(map(_attempt, block, texts)))
            cards = [row for row in block if row.method is Method.CARD]
            engine.executemany(_CARD, list(map(_card, cards)))
        engine.execute("COMMIT")


def _sale(row: SaleRow, at: str) -> tuple[object, ...]:
    return (
        row.sale_id,
        row.sale_id,
        row.batch_id,
        0,
        row.voucher,
        at,
        row.amount_minor,
        row.method.value,
        "" if row.method is Method.CARD else "show",
        row.cashier_id,
        row.state.value,
    )


def _attempt(row: SaleRow, at: str) -> tuple[object, ...]:
    number = row.sale_id
    return (number, number, f"80010001{number:014d}", f"show_qr:{number}", row.state.value, at)


def _card(row: SaleRow) -> tuple[object, ...]:
    number = row.sale_id
    return (number, f"card-{number}", f"{number % 10_000:04d}", number)
