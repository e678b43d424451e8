"""Every version that was ever released opens, keeps its rows, and sells on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from peewee import Field

from kpay_desktop.domain.card import CardRecord, Signing
from kpay_desktop.domain.records import SaleFilter
from kpay_desktop.domain.sale import Method, QrMode, SaleState
from kpay_desktop.ports import StoreError, StoreErrorKind
from models import migrations as released
from models.migrate import migrate, schema_version
from models.migrations import MIGRATIONS, Migration
from models.session import Session
from models.tables import TABLES
from tests.helpers.store import KEY_HEX, HandClock, begin, opened, raw, read, sell, write
from tests.helpers.store_cards import SIGNED, facts, sealed, sell_by_card
from tests.helpers.store_dump import GOLDEN, build, golden, schema

NOW = HandClock().now()
FIRST_WITH_CARDS = 6
VERSIONS = [migration.version for migration in MIGRATIONS]

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
    cards = version >= FIRST_WITH_CARDS
    with opened(tmp_path) as store:
        assert store.report.schema_version == VERSIONS[-1]
        assert store.report.journal_rows == (19 if cards else 8)
        assert store.verify(60).problems == ()
        sale = write(store, lambda: store.store.sale(1))
        assert sale is not None
        assert (sale.state, sale.card) == (SaleState.APPROVED, None)
        assert (sale.method, sale.mode) == (Method.PAYNOW, QrMode.SHOW)
        flows = [f.flow for f in write(store, store.store.open_flows)]
        assert flows == ["show_qr:2", "show_qr:3", *(["card_sale:6"] if cards else [])]
        assert [o.operator_id for o in store.sign_in.operators()] == ["01", "90"]
        assert begin(store).voucher == ("000007" if cards else "000004")
        sell(store)
        assert store.verify(60).problems == ()


@pytest.mark.parametrize("version", VERSIONS)
def test_every_earlier_version_takes_cards(tmp_path: Path, version: int) -> None:
    build(tmp_path, version)
    with opened(tmp_path) as store:
        wallets = read(store, lambda: store.reports.find_sales(SaleFilter(method=Method.PAYNOW)))
        assert [sale.identity.sale_id for sale in wallets.rows] == [3, 2, 1]
        identity = sell_by_card(store, "later")
        stan = 4 if version >= FIRST_WITH_CARDS else 1
        found = write(store, lambda: store.store.sale(identity.sale_id))
        assert found is not None
        assert found.card is not None
        assert found.card.stan == stan
        assert identity.batch_no == 1
        assert store.verify(60).problems == ()
    with raw(tmp_path) as engine:
        lanes = engine.execute("SELECT acquirer, number FROM batches ORDER BY id").fetchall()
        assert lanes == [("wallets", 1), ("cards", 1)]


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
        assert engine.execute("SELECT id, voucher, note FROM transactions").fetchall() == [
            (1, 1, ""),
            (2, 2, ""),
            (3, 3, ""),
            (4, 4, ""),
            (5, 5, ""),
            (6, 6, ""),
        ]
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
