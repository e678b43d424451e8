"""The cards' place at work: real bank process, real ISO 8583 over TLS, the simulated reader."""

from __future__ import annotations

import logging
import os
import signal
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.card_reader.reader import ReaderState
from kpay_desktop.domain.card import EntryMode, Scheme
from kpay_desktop.domain.devices import DeviceKind, Health
from kpay_desktop.domain.sale import SaleState
from kpay_desktop.flows.card_sale.state import Phase
from kpay_desktop.ports_cards import WaysTold
from kpay_desktop.simulation.card_desk_client import CardDeskClient
from kpay_desktop.simulation.cards import card, tracks
from tests.helpers.bank import wait_until
from tests.helpers.card_world import CardWorld, card_world
from ui.backend import SupportSaved
from ui.demo.card_port import CardWay

HOST, READER = DeviceKind.HOST, DeviceKind.CARD_READER
ALL_WAYS = ((EntryMode.CHIP, Health.OK), (EntryMode.TAP, Health.OK), (EntryMode.SWIPE, Health.OK))


@pytest.fixture
def till(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Iterator[CardWorld]:
    # Lines that are cut and banks that are killed are noted in the log, as they should be.
    caplog.set_level(logging.DEBUG)
    with card_world(tmp_path / "data") as opened:
        yield opened


def desk(till: CardWorld) -> CardDeskClient:
    till.wait("the bank", lambda: till.world.bank is not None)
    bank = till.world.bank
    assert bank is not None
    return CardDeskClient(bank.desk_url, bank.desk_token)


def test_it_signs_on_and_both_hosts_lamps_are_one(till: CardWorld) -> None:
    at_bank = desk(till)
    till.lit(HOST, "host.online")
    at_bank.set_card_line("cut")
    till.world.ask_host()
    assert till.lit(HOST, "host.cards_offline").health is Health.BAD
    at_bank.set_card_line("up")
    till.world.ask_host()
    till.lit(HOST, "host.online")


def test_a_bank_that_dies_and_comes_back_is_talked_to_again(till: CardWorld) -> None:
    desk(till)
    till.lit(HOST, "host.online")
    dead = till.world.bank
    assert dead is not None
    os.kill(dead.pid, signal.SIGKILL)
    till.world.ask_host()
    till.wait("a dark lamp", lambda: till.lamps[HOST].health is Health.BAD)
    till.wait("another bank", lambda: till.world.bank not in {None, dead})
    till.lit(HOST, "host.online")


def test_the_readers_lamp_and_ways_follow_the_reader(till: CardWorld) -> None:
    till.lit(READER, "reader.ready")
    till.wait("ways", lambda: till.ways == WaysTold(ALL_WAYS))
    room = till.world.card_room
    assert room is not None
    assert room.reader is not None
    room.reader.break_down(ReaderState.FAILING)
    assert till.lit(READER, "reader.failing").health is Health.BAD
    room.reader.mend()
    till.lit(READER, "reader.ready")


def test_a_chip_is_read_confirmed_and_approved(till: CardWorld) -> None:
    at_bank = desk(till)
    till.lit(HOST, "host.online")
    till.charge(3080)
    till.wait("a sale", lambda: till.view is not None)
    cards = till.world.desk()
    assert cards is not None
    assert cards.has_cards
    cards.use_card("visa-debit", CardWay.INSERT)
    till.wait("the card", lambda: till.sale().state.phase is Phase.CONFIRMING)
    till.world.cards.confirm(till.sale().flow)
    till.wait("an approval", lambda: till.sale().sale.state is SaleState.APPROVED)
    row = till.sale().sale.card
    assert row is not None
    assert (row.facts.scheme, row.facts.last_four, row.host_code) == (Scheme.VISA, "1010", "00")
    (booked,) = at_bank.card_state().sales
    assert (booked.amount_minor, booked.state) == (3080, "approved")
    cards.take_card()


def test_the_support_file_knows_no_card(till: CardWorld, tmp_path: Path) -> None:
    written = logging.FileHandler(tmp_path / "data" / "logs" / "till.log", encoding="utf-8")
    logging.getLogger().addHandler(written)
    try:
        desk(till)
        till.lit(HOST, "host.online")
        cards = till.world.desk()
        assert cards is not None
        till.charge(3080)
        till.wait("a sale", lambda: till.view is not None)
        cards.use_card("visa-debit", CardWay.SWIPE)
        till.wait("a refusal", lambda: till.sale().state.problem is not None)
        cards.use_card("visa-debit", CardWay.TAP)
        till.wait("an end", lambda: till.sale().sale.state is SaleState.APPROVED)
        till.world.save_support()
        till.wait("the file", lambda: any(isinstance(n, SupportSaved) for n in till.news))
    finally:
        logging.getLogger().removeHandler(written)
        written.close()
    (path,) = (tmp_path / "data").glob("support-*.zip")
    with zipfile.ZipFile(path) as file:
        assert "logs/till.log" in file.namelist()
        everything = b"".join(file.read(name) for name in file.namelist())
    number = card("visa-debit").pan
    for form in (number, number[:-1], tracks(card("visa-debit")).typed):
        assert form.encode() not in everything
        assert form.encode("utf-16-le") not in everything
    assert bytes.fromhex(number) not in everything


def test_a_stripe_is_read_and_a_sale_cancelled(till: CardWorld) -> None:
    desk(till)
    cards = till.world.desk()
    assert cards is not None
    till.charge(1500)
    till.wait("a sale", lambda: till.view is not None)
    cards.use_card("visa-stripe", CardWay.SWIPE)
    till.wait("the card", lambda: till.sale().state.phase is Phase.CONFIRMING)
    till.world.cancel(till.sale().flow)
    till.wait("the end", lambda: till.sale().sale.state is SaleState.CLOSED)


def test_it_stops_within_its_deadline_with_a_card_in_and_a_silent_host(till: CardWorld) -> None:
    at_bank = desk(till)
    till.lit(HOST, "host.online")
    at_bank.set_next_card("lose_answer")
    till.charge(3080)
    cards = till.world.desk()
    assert cards is not None
    till.wait("a sale", lambda: till.view is not None)
    cards.use_card("visa-debit", CardWay.INSERT)
    till.wait("the card", lambda: till.sale().state.phase is Phase.CONFIRMING)
    till.world.cards.confirm(till.sale().flow)
    # The page says so before the question is on its way: only the bank knows that it has left.
    wait_until("the question at the bank", lambda: bool(at_bank.card_state().sales))
    assert till.sale().state.phase is Phase.AUTHORISING
    room = till.world.card_room
    assert room is not None
    # The host's answer is still waited for: stopping does not wait for it, and says so.
    assert not room.stop(0.5)
    at_bank.set_card_line("cut")
