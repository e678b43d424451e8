"""The card host's door: links, certificates, keys, the profile file, and older books."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from kpay_desktop.simulation.bank import clock
from kpay_desktop.simulation.bank.books import Books, BooksError
from kpay_desktop.simulation.bank.cardhost import trust
from kpay_desktop.simulation.bank.cardhost.trust import Link
from kpay_desktop.simulation.bank.folder import Folder, FolderError
from kpay_desktop.simulation.bank.service import Bank, PortError, Wishes
from tests.helpers.inner_bank import InnerBank, inner_bank
from tests.helpers.old_books import make_version_1

TOTAL = 3080


@pytest.mark.parametrize("link", list(Link))
@pytest.mark.parametrize("with_mac", [True, False])
def test_every_link_works_and_is_remembered(tmp_path: Path, link: Link, with_mac: bool) -> None:
    with inner_bank(tmp_path / "b", card_link=link, card_mac=with_mac) as running:
        assert running.cards.ask("0200", running.cards.stripe_sale(TOTAL)).code == "00"
        assert running.cards.profile["tls"].get("enabled", True) is (link is not Link.PLAIN)
        assert ("mac" in running.cards.profile) is with_mac
    with inner_bank(tmp_path / "b") as again:
        assert again.cards.ask("0200", again.cards.stripe_sale(TOTAL, stan="000009")).code == "00"
        assert ("mac" in again.cards.profile) is with_mac


def test_who_must_show_a_certificate_is_turned_away_without_one(tmp_path: Path) -> None:
    with inner_bank(tmp_path / "b", card_link=Link.MUTUAL) as running:
        with (
            pytest.raises(OSError, match=r"."),
            running.cards.dial(with_certificate=False) as call,
        ):
            call.ask("0800", running.cards.network())
        assert running.cards.ask("0800", running.cards.network()).code == "00"


@pytest.mark.parametrize("shown", [True, False])
def test_a_certificate_is_welcome_where_none_is_needed(inner: InnerBank, shown: bool) -> None:
    with inner.cards.dial(with_certificate=shown) as call:
        assert call.ask("0800", inner.cards.network()).code == "00"


# --- what is made once, and what is damaged ---


def made(folder: Folder) -> dict[str, bytes]:
    """Return every file of keys and credentials."""
    places = (folder.keys, folder.credentials)
    return {f"{at.name}/{one.name}": one.read_bytes() for at in places for one in at.iterdir()}


def test_certificates_and_keys_are_made_once(tmp_path: Path) -> None:
    with Folder(tmp_path / "a") as folder:
        trust.contexts(folder, Link.TLS)
        key = trust.mac_key(folder)
        before = made(folder)
        trust.contexts(folder, Link.MUTUAL)
        assert trust.mac_key(folder) == key
        assert made(folder) == before
        assert trust.contexts(folder, Link.PLAIN) is None


def test_certificates_are_renewed_before_they_expire(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ends(folder: Folder) -> datetime:
        pem = (folder.keys / "card_server.pem").read_bytes()
        return x509.load_pem_x509_certificate(pem).not_valid_after_utc

    with Folder(tmp_path / "a") as folder:
        trust.contexts(folder, Link.TLS)
        first = ends(folder)
        later = datetime.now(UTC) + timedelta(days=3640)
        monkeypatch.setattr(clock, "now", lambda: later)
        trust.contexts(folder, Link.TLS)
        assert ends(folder) > first


@pytest.mark.parametrize(
    "name",
    [
        *("credentials/card_ca.pem", "credentials/card_client_key.pem"),
        *("keys/card_ca.pem", "keys/card_server.pem", "keys/card_until"),
    ],
)
def test_what_is_missing_of_the_certificates_is_made_again(tmp_path: Path, name: str) -> None:
    with inner_bank(tmp_path / "a"):
        pass
    (tmp_path / "a" / name).unlink()
    with inner_bank(tmp_path / "a") as again:
        assert (tmp_path / "a" / name).is_file()
        assert again.cards.ask("0800", again.cards.network()).code == "00"


@pytest.mark.parametrize(
    "name", ["credentials/card_mac_key", "credentials/card_ca.pem", "keys/card_server.pem"]
)
@pytest.mark.parametrize("content", [b"", b"-----BEGIN NONSENSE-----", b"00" * 8, b"\xff" * 40])
def test_a_damaged_card_key_is_said(tmp_path: Path, name: str, content: bytes) -> None:
    with Folder(tmp_path / "a") as folder:
        trust.contexts(folder, Link.TLS)
        trust.mac_key(folder)
        (folder.root / name).write_bytes(content)
    with pytest.raises(FolderError, match="damaged"):
        Bank(Wishes(tmp_path / "a"))
    # The folder is free again after the failed start.
    Folder(tmp_path / "a").close()


def test_a_taken_card_port_is_said(inner: InnerBank, tmp_path: Path) -> None:
    with pytest.raises(PortError, match=str(inner.bank.cards.port)):
        Bank(Wishes(tmp_path / "b", card_port=inner.bank.cards.port))
    Folder(tmp_path / "b").close()


# --- books of before ---


def test_books_of_version_1_learn_of_cards(tmp_path: Path) -> None:
    with inner_bank(tmp_path / "b") as first:
        first.gateway.order("OLD1", TOTAL)
        first.desk.press(first.shown("OLD1"), "1010", "pay")
        accounts = first.desk.state().accounts
    make_version_1(tmp_path / "b" / "bank.sqlite3")
    with inner_bank(tmp_path / "b") as again:
        assert again.desk.state().accounts == accounts
        assert again.gateway.query("OLD1").trxstatus == "0000"
        assert again.cards.ask("0200", again.cards.chip_sale(TOTAL)).code == "00"
        again.gateway.order("NEW1", TOTAL)
        assert again.desk.press(again.shown("NEW1"), "1010", "pay").result == "paid"
    with inner_bank(tmp_path / "b") as third:
        assert third.desk.card_state().sales[0].state == "approved"


def test_old_books_that_cannot_be_renewed_stay_as_they_are(tmp_path: Path) -> None:
    with inner_bank(tmp_path / "b"):
        pass
    books = tmp_path / "b" / "bank.sqlite3"
    make_version_1(books)
    with contextlib.closing(sqlite3.connect(books)) as db:
        db.execute("DROP TABLE refunds")
        db.execute("CREATE TABLE card_next (kind TEXT)")
        db.commit()
    shutil.copy(books, tmp_path / "kept")
    with pytest.raises(BooksError):
        Books(books, "888800015411", "Tea")
    with contextlib.closing(sqlite3.connect(books)) as db:
        assert db.execute("PRAGMA user_version").fetchone()[0] == 1
        assert db.execute("SELECT COUNT(*) FROM accounts").fetchone()[0] > 0
