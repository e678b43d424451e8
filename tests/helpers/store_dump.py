"""A store as SQL text and back: what earlier versions left behind, frozen under tests/golden.

``python -m tests.helpers.store_dump`` writes the newest version's text, once, when it is released.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from kpay_desktop.domain.ledger import Acquirer
from kpay_desktop.domain.moves import DrawerEntry, DrawerKind
from kpay_desktop.domain.operator import Operator, Role
from kpay_desktop.domain.records import (
    CreditKind,
    CreditRecord,
    CreditState,
    PrintState,
    SaleUpdate,
)
from kpay_desktop.domain.sale import SaleState
from models.database import STORE_FILE, OpenedStore
from models.migrations import MIGRATIONS
from models.operators import OperatorSeed
from models.store import SqlStore
from tests.helpers.store import (
    HandClock,
    approved,
    begin,
    draft,
    make_folder,
    opened,
    raw,
    sell,
    shown,
    write,
)
from tests.helpers.store_cards import armed, begin_card, reversing, sell_by_card, take_back
from tests.helpers.store_day import (
    begin_settling,
    close_lane,
    close_shift,
    move,
    open_shift,
    pay,
    pay_by_card,
    refund,
    refund_to_card,
    sell_cash,
    void,
)

READ = "SELECT * FROM TABLE ORDER BY 1"
WRITE = "INSERT INTO TABLE VALUES (ROW);"
GOLDEN = Path(__file__).parents[1] / "golden" / "store"


def golden(version: int) -> Path:
    return GOLDEN / f"v{version:03d}.sql"


def dump(folder: Path) -> str:
    """Return the statements that make the store anew: tables, rows in their order, indexes."""
    tables, rows, indexes = [], [], []
    with raw(folder) as engine:
        parts = engine.execute(
            "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name"
        ).fetchall()
        for kind, name, sql in parts:
            if kind == "table":
                tables.append(f"{sql};")
                found = engine.execute(READ.replace("TABLE", name)).fetchall()
                rows += [WRITE.replace("TABLE", name).replace("ROW", _literals(r)) for r in found]
            else:
                indexes.append(f"{sql};")
    return "\n".join([*tables, *rows, *indexes]) + "\n"


def schema(folder: Path) -> list[str]:
    """Return the statements of the tables and indexes, without their layout."""
    with raw(folder) as engine:
        found = engine.execute(
            "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name"
        ).fetchall()
    return [" ".join(str(sql).split()) for (sql,) in found]


def build(folder: Path, version: int) -> Path:
    """Make the store of an earlier version out of its frozen text."""
    make_folder(folder)
    (folder / STORE_FILE).touch(0o600)
    with raw(folder) as engine:
        engine.executescript(golden(version).read_text("utf-8"))
    return folder


def fill(store: OpenedStore) -> None:
    """Write something into every table."""
    at = HandClock().now()
    store.sign_in.seed(
        [
            OperatorSeed(Operator("01", "Cashier 01", Role.CASHIER), "135790"),
            OperatorSeed(Operator("90", "主管", Role.SUPERVISOR), "909090"),
        ]
    )
    store.sign_in.sign_in("01", "135790")
    store.sign_in.sign_in("90", "000000")
    write(store, lambda: store.settings.put("language", "zh_CN", "01", at))
    sell(store)
    write(store, lambda: store.store.set_print_state(1, PrintState.PRINTED, duplicate=False))
    write(store, lambda: store.store.set_print_state(2, PrintState.SENDING, duplicate=False))
    code_on_screen = begin(store)
    write(store, lambda: store.store.commit(shown(code_on_screen)))
    late = begin(store, replace(draft(), retry_of=1))
    expired = replace(
        shown(late),
        is_open=False,
        sale=SaleUpdate(late.sale_id, SaleState.CLOSED, reason="expired", finished_at=at),
    )
    write(store, lambda: store.store.commit(expired))
    credit = CreditRecord("LATE-1", late.attempt_id, 3_080, CreditKind.LATE, CreditState.INBOX)
    paid_late = replace(
        approved(late),
        sale=SaleUpdate(late.sale_id, SaleState.PAID_LATE),
        new_credits=(credit,),
        print_requests=(),
        is_open=True,
    )
    write(store, lambda: store.store.commit(paid_late))
    _fill_cards(store)
    write(store, lambda: _fill_day(store.store))


def _fill_cards(store: OpenedStore) -> None:
    """Sell by card: signed for, taken back, and one whose reversal is on its way."""
    sell_by_card(store, "card-1")
    take_back(store, "card-2")
    on_its_way = begin_card(store)
    stan = write(store, lambda: store.store.reserve_stans(1))
    write(store, lambda: store.store.commit(armed(on_its_way, stan, "card-3")))
    write(store, lambda: store.store.commit(reversing(on_its_way, stan, "card-3")))
    write(store, lambda: store.store.note_contact(on_its_way.attempt_id, "+65 8123 4567"))


def _fill_day(port: SqlStore) -> None:
    """Void, refund, take cash and settle, with a row that goes on in the next batch."""
    open_shift(port)
    cash = sell_cash(port)
    move(port, DrawerEntry(DrawerKind.PAID_OUT, -500, "01", "90", "milk"))
    voided = pay(port, draft())
    void(port, voided.sale_id)
    sold = pay_by_card(port, "card-4")
    refund(port, cash.sale_id, 500)
    refund_to_card(port, sold.sale_id, 100, "card-5")
    pay_by_card(port, "card-6")
    close_lane(port, Acquirer.CARDS)
    close_lane(port, Acquirer.CASH)
    begin_settling(port, Acquirer.PAYNOW)
    close_shift(port)
    sell_cash(port)


def _literals(row: tuple[object, ...]) -> str:
    return ", ".join(_literal(value) for value in row)


def _literal(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, int):
        return str(value)
    text = str(value).replace("'", "''")
    return f"'{text}'"


if __name__ == "__main__":
    target = golden(MIGRATIONS[-1].version)
    if target.exists():
        sys.exit(f"{target.name} is released and does not change")
    with tempfile.TemporaryDirectory() as made:
        with opened(Path(made)) as full:
            fill(full)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(dump(Path(made)), "utf-8")
