"""What was wiped from the vault is nowhere any more: in no row, and in no byte of any page."""

from __future__ import annotations

import random
import secrets
import time
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from kpay_desktop.domain.card import SealedCard
from kpay_desktop.ports import StoreError, StoreErrorKind
from models import dialect_sqlite as dialect
from models.database import STORE_FILE, OpenedStore
from models.dialect_sqlite import wal_path
from tests.helpers.store import DEADLINE_S, open_quietly, opened, raw, write
from tests.helpers.store_bytes import file_bytes, log_bytes
from tests.helpers.store_cards import (
    armed,
    begin_card,
    card_approved,
    card_draft,
    reversed_,
    sell_by_card,
    step,
    take_back,
)
from tests.helpers.store_day import AT, close_lane

NOT_WIPED = "SELECT COUNT(*) FROM vault WHERE handle = ?"


def seal(handle: str, chance: random.Random) -> SealedCard:
    return SealedCard(handle, chance.randbytes(90), chance.randbytes(16).hex())


def is_in(found: bytes, card: SealedCard) -> bool:
    """True if any half of the seal stands there, or its fingerprint."""
    text = card.sealed.hex().encode()
    return any(part in found for part in (text[:90], text[90:], card.fingerprint.encode()))


def wait_for_an_empty_log(folder: Path) -> None:
    log, deadline = wal_path(folder / STORE_FILE), time.monotonic() + DEADLINE_S
    while log.stat().st_size > 0:
        assert time.monotonic() < deadline, "the till never paused"
        time.sleep(0.02)


def test_a_wiped_card_leaves_no_byte_in_the_file(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        kept = sell_by_card(store, "kept-card")
        identity = begin_card(store)
        secret = seal("wiped-card", random.Random(1))
        write(store, lambda: store.store.commit(replace(armed(identity, 9), sealed=secret)))
        wait_for_an_empty_log(tmp_path)
        assert is_in(file_bytes(tmp_path), secret)

        gone = replace(reversed_(identity, 9), wiped="wiped-card")
        write(store, lambda: store.store.commit(gone))
        # Half a second without work, and the log has been emptied into the file.
        wait_for_an_empty_log(tmp_path)
        assert not is_in(file_bytes(tmp_path), secret)
        assert log_bytes(tmp_path) == b""
        assert write(store, lambda: store.store.sealed_card("kept-card")) is not None
        assert kept.sale_id != identity.sale_id
    with raw(tmp_path) as engine:
        assert engine.execute(NOT_WIPED, ("wiped-card",)).fetchone() == (0,)
    assert not is_in(file_bytes(tmp_path), secret)


def test_what_takes_the_place_of_a_seal_leaves_nothing_of_it(tmp_path: Path) -> None:
    chance = random.Random(2)
    first, second = seal("card", chance), seal("card", chance)
    with opened(tmp_path) as store:
        identity = begin_card(store)
        for sealed in (first, second):
            commit = replace(step(identity), sealed=sealed)
            write(store, partial(store.store.commit, commit))
    found = file_bytes(tmp_path)
    assert is_in(found, second)
    assert not is_in(found, first)


def churn(store: OpenedStore, chance: random.Random, steps: int) -> list[SealedCard]:
    """Seal and wipe in any order, at last all; return what was wiped."""
    identity = begin_card(store)
    live: list[SealedCard] = []
    wiped: list[SealedCard] = []
    plain = step(identity)

    def work() -> None:
        for number in range(steps):
            if live and chance.random() < 0.45:
                card = live.pop(chance.randrange(len(live)))
                wiped.append(card)
                store.store.commit(replace(plain, wiped=card.handle))
            else:
                card = seal(f"{chance.getrandbits(64):016x}{number}", chance)
                live.append(card)
                store.store.commit(replace(plain, sealed=card))
        # A settlement wipes them all, pages and all.
        for card in live:
            store.store.commit(replace(plain, wiped=card.handle))

    write(store, work)
    return wiped + live


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_pages_that_fall_free_are_overwritten_too(tmp_path: Path, seed: int) -> None:
    with opened(tmp_path) as store:
        wiped = churn(store, random.Random(seed), 250)
        assert store.verify(60).problems == ()
    found = file_bytes(tmp_path)
    assert b"CREATE TABLE vault" in found
    assert [card.handle for card in wiped if is_in(found, card)] == []


def test_a_settlement_leaves_no_byte_of_the_cards_of_its_batch(tmp_path: Path) -> None:
    chance = random.Random(4)
    cards = [seal(f"card-{number}", chance) for number in range(120)]

    def sell(store: OpenedStore) -> None:
        port = store.store
        for number, card in enumerate(cards):
            identity = port.begin_sale(card_draft(), AT, step)
            port.commit(replace(armed(identity, number + 1, card.handle), sealed=card))
            if number:
                port.commit(card_approved(identity, number + 1, card.handle))

    with opened(tmp_path) as store:
        write(store, partial(sell, store))
        wait_for_an_empty_log(tmp_path)
        assert all(is_in(file_bytes(tmp_path), card) for card in cards)
        write(store, partial(close_lane, store.store, "cards"))
        wait_for_an_empty_log(tmp_path)
        found = file_bytes(tmp_path)
        # The first one is still asked about: it goes on in the next batch, and its card with it.
        assert [card.handle for card in cards if is_in(found, card)] == ["card-0"]
        assert store.verify(60).problems == ()


def test_the_writer_is_refused_where_wiping_would_leave_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(tmp_path):
        pass
    pragmas = [pair for pair in dialect._writer_pragmas() if pair[0] != "secure_delete"]
    careless = (*pragmas, ("secure_delete", "OFF"))
    monkeypatch.setattr(dialect, "_writer_pragmas", lambda: careless)
    with pytest.raises(StoreError) as caught:
        open_quietly(tmp_path)
    assert caught.value.kind is StoreErrorKind.ENGINE
    assert "secure_delete" in caught.value.detail


def test_a_seal_says_nothing_when_it_is_shown() -> None:
    card = SealedCard("handle", secrets.token_bytes(20), "fingerprint-text")
    assert card.sealed.hex() not in repr(card)
    assert "fingerprint-text" not in repr(card)


def test_wiping_is_verified(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        sell_by_card(store, "sold")
        take_back(store, "back")
    with raw(tmp_path) as engine:
        engine.execute("INSERT INTO vault VALUES ('back', '00', '00')")
        engine.execute("DELETE FROM vault WHERE handle = 'sold'")
    with opened(tmp_path) as store:
        assert store.verify(60).problems == (
            "card in the vault back is not as the journal says",
            "card in the vault sold is missing",
        )
