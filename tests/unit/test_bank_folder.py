"""The bank's files: the lock, the keys, the books and the outbox."""

from __future__ import annotations

import base64
import contextlib
import os
import sqlite3
import stat
import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kpay_desktop.simulation.bank import books as ledger
from kpay_desktop.simulation.bank import keys
from kpay_desktop.simulation.bank.books import Books, BooksError
from kpay_desktop.simulation.bank.folder import (
    Folder,
    FolderError,
    FolderInUseError,
    Ports,
    write_atomically,
)
from kpay_desktop.simulation.bank.merchant import Merchant
from kpay_desktop.simulation.bank.service import Bank, PortError, Wishes
from tests.helpers.inner_bank import inner_bank

AT = datetime(2026, 11, 22, 6, 32, 8, tzinfo=UTC)


def test_a_folder_belongs_to_one_bank_at_a_time(tmp_path: Path) -> None:
    first = Folder(tmp_path / "a")
    with pytest.raises(FolderInUseError, match=f"process {os.getpid()}"):
        Folder(tmp_path / "a")
    first.close()
    Folder(tmp_path / "a").close()


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", "ascii")
    with pytest.raises(FolderError):
        Folder(tmp_path / "file" / "a")


def test_everything_is_for_its_owner_only(tmp_path: Path) -> None:
    with inner_bank(tmp_path / "a") as running:
        running.gateway.order("A1", 100)
        if sys.platform == "win32":
            return
        for path in (tmp_path / "a").rglob("*"):
            assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path
        assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o700


def test_an_atomic_write_leaves_no_pieces(tmp_path: Path) -> None:
    write_atomically(tmp_path / "x", b"one")
    write_atomically(tmp_path / "x", b"two")
    assert [path.name for path in tmp_path.iterdir()] == ["x"]
    assert (tmp_path / "x").read_bytes() == b"two"
    with pytest.raises(FolderError):
        write_atomically(tmp_path / "nowhere" / "x", b"one")


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"gateway":"x","desk":1}', '{"gateway":1}', "9"])
def test_ports_that_cannot_be_read_are_forgotten(tmp_path: Path, text: str) -> None:
    with Folder(tmp_path / "a") as folder:
        folder.remember_ports(Ports(4001, 4002, 4003))
        assert folder.ports() == Ports(4001, 4002, 4003)
        (folder.root / "ports.json").write_text(text, "ascii")
        assert folder.ports() == Ports()


def test_ports_are_taken_again_or_else_new_ones(tmp_path: Path) -> None:
    with inner_bank(tmp_path / "a") as first:
        ports = first.bank.gateway.port, first.bank.desk.port
        card_port = first.bank.cards.port
        token = first.bank.desk_token
    with inner_bank(tmp_path / "a") as again:
        assert (again.bank.gateway.port, again.bank.desk.port) == ports
        assert again.bank.cards.port == card_port
        assert again.bank.desk_token == token
        with pytest.raises(PortError, match=str(ports[0])):
            Bank(Wishes(tmp_path / "b", port=ports[0]))
        # The refused start let everything go.
        with inner_bank(tmp_path / "b") as other:
            assert other.bank.gateway.port != ports[0]
    with inner_bank(tmp_path / "c", cents_table=False) as holder:
        with Folder(tmp_path / "a") as folder:
            folder.remember_ports(Ports(holder.bank.gateway.port, ports[1]))
        with inner_bank(tmp_path / "a") as moved:
            assert moved.bank.gateway.port not in {ports[0], holder.bank.gateway.port}
            assert moved.bank.desk.port == ports[1]


def test_keys_and_profile_are_made_once(tmp_path: Path) -> None:
    with Folder(tmp_path / "a") as folder:
        keys.load_or_make(folder)
        made = {path.name: path.read_bytes() for path in folder.credentials.iterdir()}
        keys.load_or_make(folder)
        assert {path.name: path.read_bytes() for path in folder.credentials.iterdir()} == made
        odd = Merchant(name='Tea "&" \\ 茶\n')
        keys.write_profile(folder, odd, "http://127.0.0.1:1", "http://127.0.0.1:2")
        profile = tomllib.loads((folder.credentials / "gateway.toml").read_text("utf-8"))
        assert profile["merchant_name"] == odd.name
        assert profile["cusid"] == odd.cusid


@pytest.mark.parametrize("content", [b"", b"-----BEGIN NONSENSE-----", b"x" * 100_000])
def test_a_damaged_key_is_named(tmp_path: Path, content: bytes) -> None:
    with Folder(tmp_path / "a") as folder:
        (folder.keys / "bank_private.pem").write_bytes(content)
        with pytest.raises(FolderError, match=r"bank_private\.pem"):
            keys.load_or_make(folder)
    with pytest.raises(FolderError):
        Bank(Wishes(tmp_path / "a"))
    # The folder is free again after the failed start.
    Folder(tmp_path / "a").close()


@pytest.mark.parametrize("at", [14, 100], ids=["kind", "modulus"])
def test_a_key_in_which_one_bit_is_another_is_named(tmp_path: Path, at: int) -> None:
    with Folder(tmp_path / "a") as folder:
        keys.load_or_make(folder)
        file = folder.keys / "bank_private.pem"
        first, *lines, last, _ = file.read_bytes().split(b"\n")
        figures = bytearray(base64.b64decode(b"".join(lines)))
        figures[at] ^= 1
        file.write_bytes(first + b"\n" + base64.encodebytes(figures) + last + b"\n")
        with pytest.raises(FolderError, match="damaged"):
            keys.load_or_make(folder)


# --- the books ---


def books(path: Path) -> Books:
    return Books(path / "bank.sqlite3", "1", "Tea")


def move(open_books: Books, amount_minor: int) -> None:
    with open_books.write() as tx:
        ledger.post(
            tx,
            source="customer:1010",
            target="merchant:1",
            amount_minor=amount_minor,
            purpose="payment",
            reference="x",
            at=AT,
        )


def test_a_posting_moves_money_and_sums_to_zero(tmp_path: Path) -> None:
    with contextlib.closing(books(tmp_path)) as opened:
        move(opened, 500)
        with opened.read() as tx:
            assert ledger.balance_minor(tx, "merchant:1") == 500
            assert ledger.balance_minor(tx, "customer:1010") == 100_000_000 - 500
            assert ledger.balance_minor(tx, "nobody") is None
            assert tx.execute("SELECT SUM(amount_minor) FROM ledger").fetchone()[0] == 0


def test_the_ledger_only_grows(tmp_path: Path) -> None:
    with contextlib.closing(books(tmp_path)) as opened:
        move(opened, 500)
        for change in ("UPDATE ledger SET amount_minor = 1", "DELETE FROM ledger"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"), opened.write() as tx:
                tx.execute(change)


def test_a_customer_is_never_overdrawn(tmp_path: Path) -> None:
    with contextlib.closing(books(tmp_path)) as opened:
        with pytest.raises(sqlite3.IntegrityError):
            move(opened, 100_000_001)
        with opened.read() as tx:
            assert tx.execute("SELECT COUNT(*) FROM ledger").fetchone()[0] == 0


def test_a_transaction_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with contextlib.closing(books(tmp_path)) as opened:
        with pytest.raises(sqlite3.OperationalError), opened.write() as tx:
            tx.execute("INSERT INTO meta VALUES ('a', '1'), ('b', nonsense)")
        with pytest.raises(KeyError), opened.write() as tx:
            _set_and_fail(tx)
        with opened.read() as tx:
            assert ledger.setting(tx, "a", "none") == "none"
        with opened.write() as tx:
            assert [ledger.next_number(tx, "order") for _ in range(3)] == [1, 2, 3]


def _set_and_fail(tx: ledger.Transaction) -> None:
    ledger.set_setting(tx, "a", "1")
    raise KeyError("a fault in the middle")


def test_books_that_do_not_add_up_are_refused(tmp_path: Path) -> None:
    books(tmp_path).close()
    with contextlib.closing(sqlite3.connect(tmp_path / "bank.sqlite3")) as thief:
        thief.execute("UPDATE accounts SET balance_minor = 1 WHERE kind = 'merchant'")
        thief.commit()
    with pytest.raises(BooksError, match="do not add up"):
        books(tmp_path)


def test_books_of_another_version_are_refused(tmp_path: Path) -> None:
    books(tmp_path).close()
    with contextlib.closing(sqlite3.connect(tmp_path / "bank.sqlite3")) as later:
        later.execute("PRAGMA user_version = 99")
    with pytest.raises(BooksError, match="version 99"):
        books(tmp_path)


def test_damaged_books_are_refused(tmp_path: Path) -> None:
    (tmp_path / "bank.sqlite3").write_bytes(b"no database at all" * 100)
    with pytest.raises(BooksError, match="damaged"):
        books(tmp_path)
    with pytest.raises(BooksError, match="cannot be opened"):
        Books(tmp_path / "nowhere" / "bank.sqlite3", "1", "Tea")
