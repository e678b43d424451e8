"""Every version that was ever released opens, keeps its rows, and sells on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest
from peewee import Field

from kpay_desktop.domain.card import CardRecord, Signing
from kpay_desktop.domain.ledger import Acquirer, BatchFigures
from kpay_desktop.domain.records import PrintState, SaleFilter
from kpay_desktop.domain.sale import Method, QrMode, SaleState
from kpay_desktop.domain.totals import Totals
from kpay_desktop.ports import StoreError, StoreErrorKind
from models import migrations as released
from models.migrate import migrate, schema_version
from models.migrations import MIGRATIONS, Migration
from models.session import Session
from models.tables import TABLES
from tests.helpers.store import (
    KEY_HEX,
    HandClock,
    begin,
    opened,
    raw,
    read,
    sale_shown,
    sell,
    write,
)
from tests.helpers.store_cards import SIGNED, facts, sealed, sell_by_card
from tests.helpers.store_day import close_lane, refund, sale_in
from tests.helpers.store_dump import GOLDEN, build, golden, schema

NOW = HandClock().now()
FIRST_WITH_CARDS = 6
FIRST_WITH_A_DAY = 7
VERSIONS = [migration.version for migration in MIGRATIONS]


@dataclass(frozen=True, slots=True)
class Left:
    """What the frozen text of a version left behind."""

    journal_rows: int
    last_voucher: int
    more_flows: tuple[str, ...] = ()
    last_stan: int = 0
    card_batch: int = 1
    first_lane: str = "wallets"


_WITH_CARDS = Left(19, 6, ("card_sale:6",), 3)
_WITH_A_DAY = Left(
    journal_rows=43,
    last_voucher=13,
    more_flows=("card_sale:6", "card_sale:9", "money_back:12", "card_sale:10", "settlement:3"),
    last_stan=6,
    card_batch=2,
    first_lane="paynow",
)
LEFT_BY = dict.fromkeys(VERSIONS, Left(8, 3)) | {
    FIRST_WITH_CARDS: _WITH_CARDS,
    FIRST_WITH_A_DAY: _WITH_A_DAY,
}

ADD_COLUMN = Migration(
    VERSIONS[-1] + 1,
    "later_column",
    ("ALTER TABLE transactions ADD COLUMN note TEXT NOT NULL DEFAULT ''",),
)
ADD_TABLE = Migration(
    VERSIONS[-1] + 2,
    "later_table",
    ("CREATE TABLE notes (id INTEGER PRIMARY KEY)", "INSERT INTO notes (id) VALUES (1)"),
)
BROKEN = Migration(
    VERSIONS[-1] + 2,
    "later_table",
    ("CREATE TABLE notes (id INTEGER PRIMARY KEY)", "INSERT INTO nowhere (id) VALUES (1)"),
)


@contextmanager
def session_on(folder: Path) -> Iterator[Session]:
    session = Session(folder / "store.db", KEY_HEX, read_only=False)
    session.open()
    try:
        yield session
    finally:
        session.close()


def test_versions_are_numbered_without_gaps() -> None:
    assert list(range(1, len(MIGRATIONS) + 1)) == VERSIONS
    assert len({migration.name for migration in MIGRATIONS}) == len(MIGRATIONS)
    files = sorted(Path(released.__file__).parent.glob("m[0-9]*.py"))
    assert [path.stem for path in files] == [
        f"m{migration.version:04d}_{migration.name}" for migration in MIGRATIONS
    ]


def test_every_version_is_frozen() -> None:
    assert sorted(GOLDEN.glob("*.sql")) == [golden(version) for version in VERSIONS]


@pytest.mark.parametrize("version", VERSIONS)
def test_what_was_released_has_not_changed_since(tmp_path: Path, version: int) -> None:
    frozen = schema(build(tmp_path / "frozen", version))
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    (fresh / "store.db").touch()
    with session_on(fresh) as session:
        assert migrate(session, NOW, MIGRATIONS[:version]) == version
    assert schema(fresh) == frozen


@pytest.mark.parametrize("version", VERSIONS)
def test_every_earlier_version_opens_and_sells_on(tmp_path: Path, version: int) -> None:
    build(tmp_path, version)
    left = LEFT_BY[version]
    with opened(tmp_path) as store:
        assert store.report.schema_version == VERSIONS[-1]
        assert store.report.journal_rows == left.journal_rows
        assert store.verify(60).problems == ()
        sale = write(store, lambda: store.store.sale(1))
        assert sale is not None
        assert (sale.state, sale.card, sale.tender) == (SaleState.APPROVED, None, None)
        assert (sale.method, sale.mode) == (Method.PAYNOW, QrMode.SHOW)
        assert (sale.refunded_minor, sale.returning_minor) == (0, 0)
        flows = [f.flow for f in write(store, store.store.open_flows)]
        assert flows == ["show_qr:2", "show_qr:3", *left.more_flows]
        assert [o.operator_id for o in store.sign_in.operators()] == ["01", "90"]
        assert int(begin(store).voucher) == left.last_voucher + 1
        sell(store)
        assert store.verify(60).problems == ()


@pytest.mark.parametrize("version", VERSIONS)
def test_every_earlier_version_takes_cards(tmp_path: Path, version: int) -> None:
    build(tmp_path, version)
    left = LEFT_BY[version]
    with opened(tmp_path) as store:
        wallets = read(store, lambda: store.reports.find_sales(SaleFilter(method=Method.PAYNOW)))
        assert [sale.identity.sale_id for sale in wallets.rows][-3:] == [3, 2, 1]
        identity = sell_by_card(store, "later")
        found = write(store, lambda: store.store.sale(identity.sale_id))
        assert found is not None
        assert found.card is not None
        assert found.card.stan == left.last_stan + 1
        assert identity.batch_no == left.card_batch
        assert store.verify(60).problems == ()
    with raw(tmp_path) as engine:
        lanes = engine.execute("SELECT acquirer, number FROM batches ORDER BY id").fetchall()
        assert lanes[:2] == [(left.first_lane, 1), ("cards", 1)]


@pytest.mark.parametrize("version", VERSIONS)
def test_every_earlier_version_is_voided_refunded_and_settled(tmp_path: Path, version: int) -> None:
    build(tmp_path, version)
    left = LEFT_BY[version]
    with opened(tmp_path) as store:
        port = store.store
        # What waits for paper from before is there, and shows what it did.
        jobs = write(store, lambda: port.print_jobs(50))
        first = next(job for job in jobs if job.state is PrintState.SENDING)
        assert (sale_shown(first).identity.sale_id, first.job_id) == (1, 2)
        back = write(store, lambda: refund(port, 1, 80))
        # A refund of today stands in today's lane, and the sale where it has always stood.
        sale = write(store, lambda: sale_in(port, 1))
        assert (sale.refunded_minor, back.batch_no) == (80, 1)
        assert back.return_id > left.last_voucher
        was_settling = left.first_lane == Acquirer.PAYNOW
        if not was_settling:
            write(store, lambda: close_lane(port, left.first_lane))
            assert not write(store, lambda: port.batch_is_open(1))
            carried = write(store, lambda: [sale_in(port, number) for number in (2, 3)])
            assert [sale.identity.batch_no for sale in carried] == [2, 2]
        assert store.verify(60).problems == ()


def test_the_day_of_the_frozen_version_is_as_it_was(tmp_path: Path) -> None:
    build(tmp_path, FIRST_WITH_A_DAY)
    with opened(tmp_path) as store:
        reports = store.reports
        shift = read(store, lambda: reports.shift_of(1))
        assert shift is not None
        assert shift.sums == (
            ("opened", 1, 3_010),
            ("sale", 1, 1_200),
            ("paid_out", 1, -500),
            ("closed", 1, 3_010),
        )
        assert (shift.expected_minor, read(store, reports.shift) is None) == (3_710, False)
        settled = read(store, lambda: reports.settlements(None, 9))
        assert [(one.identity.acquirer, one.phase) for one in settled] == [
            ("paynow", "totals"),
            ("cash", "settled"),
            ("cards", "settled"),
        ]
        carried = read(store, lambda: reports.carried(1))
        assert [entry.row_id for entry in carried] == [6, 10, 12]
        figures = read(store, lambda: reports.batch_figures(3))
        assert figures == BatchFigures(Totals(1, 1_202, 1, 500), 2)
        voided = read(store, lambda: reports.find_sales(SaleFilter(state=SaleState.VOIDED)))
        assert [sale.identity.sale_id for sale in voided.rows] == [8]
        kept = [write(store, partial(store.store.sealed_card, f"card-{n}")) for n in range(1, 7)]
        assert [card is not None for card in kept] == [False, False, True, True, True, False]


def test_cards_of_the_frozen_version_are_as_they_were(tmp_path: Path) -> None:
    build(tmp_path, FIRST_WITH_CARDS)
    with opened(tmp_path) as store:
        page = read(store, lambda: store.reports.find_sales(SaleFilter(method=Method.CARD)))
        on_its_way, back, sold = page.rows
        assert on_its_way.card == replace(
            CardRecord(facts("card-3"), stan=3, is_armed=True), contact="+65 8123 4567"
        )
        assert (on_its_way.state, on_its_way.reason) == (SaleState.REVERSING, "no_answer")
        assert back.card is not None
        assert not back.card.is_armed
        assert sold.card is not None
        assert (sold.card.signing, sold.card.approval_code) == (Signing.ON_SCREEN, "A12345")
        kept = [write(store, partial(store.store.sealed_card, f"card-{n}")) for n in (1, 2, 3)]
        assert kept == [sealed("card-1"), None, sealed("card-3")]
        strokes = write(store, lambda: store.store.signature(sold.identity.sale_id))
        assert strokes == SIGNED


def test_a_later_step_is_applied_to_what_is_there(tmp_path: Path) -> None:
    build(tmp_path, VERSIONS[-1])
    with session_on(tmp_path) as session:
        assert migrate(session, NOW, (*MIGRATIONS, ADD_COLUMN, ADD_TABLE)) == ADD_TABLE.version
    with raw(tmp_path) as engine:
        found = engine.execute("SELECT id, voucher, note FROM transactions").fetchall()
        assert [row[:2] for row in found[5:]] == [
            (6, 6),
            (7, 7),
            (8, 8),
            (10, 9),
            (13, 12),
            (14, 13),
        ]
        assert {row[2] for row in found} == {""}
        assert engine.execute("SELECT version FROM schema_versions").fetchall() == [
            (version,) for version in [*VERSIONS, ADD_COLUMN.version, ADD_TABLE.version]
        ]


def test_a_step_that_fails_leaves_nothing_and_the_next_start_goes_on(tmp_path: Path) -> None:
    build(tmp_path, VERSIONS[-1])
    with session_on(tmp_path) as session:
        with pytest.raises(StoreError):
            migrate(session, NOW, (*MIGRATIONS, ADD_COLUMN, BROKEN))
        assert schema_version(session) == ADD_COLUMN.version
        assert not session.database.table_exists("notes")
    with session_on(tmp_path) as session:
        assert migrate(session, NOW, (*MIGRATIONS, ADD_COLUMN, ADD_TABLE)) == ADD_TABLE.version
        assert migrate(session, NOW, (*MIGRATIONS, ADD_COLUMN, ADD_TABLE)) == ADD_TABLE.version


def test_an_older_program_leaves_a_newer_schema_alone(tmp_path: Path) -> None:
    build(tmp_path, VERSIONS[-1])
    with session_on(tmp_path) as session:
        migrate(session, NOW, (*MIGRATIONS, ADD_COLUMN))
        with pytest.raises(StoreError) as caught:
            migrate(session, NOW)
        assert caught.value.kind is StoreErrorKind.NEWER


def test_models_are_what_the_migrations_build(tmp_path: Path) -> None:
    with opened(tmp_path):
        pass
    with raw(tmp_path) as engine:
        found = engine.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        assert {name for (name,) in found} == {str(table._meta.table_name) for table in TABLES}
        for table in TABLES:
            name = table._meta.table_name
            columns = engine.execute(f"PRAGMA table_info({name})").fetchall()
            built = [(c[1], c[2], bool(c[3]) or bool(c[5]), bool(c[5])) for c in columns]
            fields = table._meta.sorted_fields
            assert built == [_column(field) for field in fields], name


def _column(field: Field[object]) -> tuple[str, str, bool, bool]:
    kinds = {"INT": "INTEGER", "BIGINT": "BIGINT", "TEXT": "TEXT"}
    return (field.column_name, kinds[field.field_type], not field.null, bool(field.primary_key))


SQLITE_ONLY = re.compile(
    r"\bPRAGMA\b|\bAUTOINCREMENT\b|\bINSERT OR\b|\bREPLACE INTO\b|\bWITHOUT ROWID\b|\bSTRICT\b"
    r"|\bIFNULL\b|\bDATETIME\(|\bSTRFTIME\(|\bGLOB\b|\bROWID\b|\bVACUUM\b|\bATTACH\b|\bEXPLAIN\b"
    r"|\bsqlite_(master|schema|sequence)\b|\bBEGIN IMMEDIATE\b|\bINDEXED BY\b|\blast_insert_rowid",
    re.IGNORECASE,
)
STRING = re.compile(r'"""(?:.|\n)*?"""|"[^"\n]*"')


def test_what_postgresql_lacks_stands_in_one_file() -> None:
    assert SQLITE_ONLY.search("INSERT OR IGNORE INTO credits")
    models = Path(released.__file__).parents[1]
    found = [
        f"{path.relative_to(models)}: {match.group()}"
        for path in sorted(models.rglob("*.py"))
        if path.name != "dialect_sqlite.py"
        for text in STRING.findall(path.read_text("utf-8"))
        if re.search(r"\b(SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|PRAGMA|BEGIN)\b", text)
        for match in SQLITE_ONLY.finditer(text)
    ]
    assert found == []


def test_only_the_dialect_knows_the_engine() -> None:
    models = Path(released.__file__).parents[1]
    knows = {
        str(path.relative_to(models))
        for path in models.rglob("*.py")
        if re.search(r"^(from|import) .*(sqlcipher|playhouse)", path.read_text("utf-8"), re.M)
    }
    assert knows == {"dialect_sqlite.py"}
