"""What every card reader keeps to: the simulated one, the card service's, and a bare NFC chip's."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Protocol

import pytest

from hardware.card_reader.nfc_reader import NfcReader
from hardware.card_reader.pcsc import PcscReader
from hardware.card_reader.reader import CardLostError, CardReader, ReaderState
from hardware.card_reader.sim import SimReader
from kpay_desktop.domain.card import EntryMode
from kpay_desktop.simulation.cards import SimCard
from tests.helpers.card_service import ScriptedPcsc
from tests.helpers.nfc_chip import NfcChip
from tests.helpers.reader_desk import demo_card

DIRECTORY = {
    EntryMode.CHIP: bytes.fromhex("00A404000E315041592E5359532E444446303100"),
    EntryMode.TAP: bytes.fromhex("00A404000E325041592E5359532E444446303100"),
}
WAIT_S = 60.0


class Rig(Protocol):
    """A reader, and the hands that bring cards to it."""

    reader: CardReader
    entry: EntryMode

    def put(self, card: SimCard) -> None: ...
    def take(self) -> None: ...
    def close(self) -> None: ...


class SimRig:
    """The twin."""

    def __init__(self, entry: EntryMode) -> None:
        self.entry = entry
        self.sim = SimReader()
        self.reader: CardReader = self.sim

    def put(self, card: SimCard) -> None:
        (self.sim.insert if self.entry is EntryMode.CHIP else self.sim.hold)(card)

    def take(self) -> None:
        self.sim.take_away()

    def close(self) -> None:
        self.reader.close()


class PcscRig:
    """The card service, scripted."""

    def __init__(self, entry: EntryMode) -> None:
        self.entry = entry
        self.service = ScriptedPcsc(("Acme Reader 00 00",))
        self.reader: CardReader = PcscReader(make=lambda: self.service)

    def put(self, card: SimCard) -> None:
        self.service.insert("Acme Reader 00 00", card, is_tap=self.entry is EntryMode.TAP)

    def take(self) -> None:
        self.service.remove("Acme Reader 00 00")

    def close(self) -> None:
        self.reader.close()


class NfcRig:
    """The library's own driver over a simulated chip on a serial line."""

    entry = EntryMode.TAP

    def __init__(self) -> None:
        self.chip = NfcChip()
        self.reader: CardReader = NfcReader(self.chip.path)

    def put(self, card: SimCard) -> None:
        self.chip.tap(card)

    def take(self) -> None:
        self.chip.lift()

    def close(self) -> None:
        self.reader.close()
        self.chip.close()


RIGS: dict[str, Callable[[], Rig]] = {
    "sim chip": lambda: SimRig(EntryMode.CHIP),
    "sim tap": lambda: SimRig(EntryMode.TAP),
    "pcsc chip": lambda: PcscRig(EntryMode.CHIP),
    "pcsc tap": lambda: PcscRig(EntryMode.TAP),
    "nfc tap": NfcRig,
}


@pytest.fixture(params=list(RIGS))
def rig(request: pytest.FixtureRequest) -> Iterator[Rig]:
    """Each kind of reader with a card's way to it."""
    made = RIGS[request.param]()
    yield made
    made.close()


def soon(seconds: float = WAIT_S) -> float:
    return time.monotonic() + seconds


def talk(rig: Rig, times: int) -> None:
    for _ in range(times):
        rig.reader.transmit(DIRECTORY[rig.entry])


def found(rig: Rig) -> EntryMode:
    entry = rig.reader.wait_for_card(soon())
    assert entry is not None
    return entry


def test_nothing_comes_of_an_empty_reader(rig: Rig) -> None:
    assert rig.reader.wait_for_card(soon(0.2)) is None
    assert rig.reader.note.state is ReaderState.READY
    assert not rig.reader.is_present()
    with pytest.raises(CardLostError):
        rig.reader.transmit(DIRECTORY[rig.entry])


@pytest.mark.parametrize("key", ["visa-debit", "mastercard"])
def test_a_card_is_found_and_answers_whole(rig: Rig, key: str) -> None:
    # The first talks T=0 and gives its answers in steps, the second T=1.
    rig.put(demo_card(key))
    assert found(rig) is rig.entry
    answer = rig.reader.transmit(DIRECTORY[rig.entry])
    assert answer[-2:] == b"\x90\x00"
    assert answer[0] == 0x6F
    assert rig.reader.is_present()
    assert rig.reader.note.state is ReaderState.CARD_IN


def test_a_card_that_leaves_is_lost(rig: Rig) -> None:
    rig.put(demo_card("visa-debit"))
    found(rig)
    rig.take()
    with pytest.raises(CardLostError):
        rig.reader.transmit(DIRECTORY[rig.entry])
    assert not rig.reader.is_present()
    rig.reader.release()
    rig.put(demo_card("visa-debit"))
    assert found(rig) is rig.entry


def test_a_card_that_leaves_in_the_middle_is_lost(rig: Rig) -> None:
    card = demo_card("visa-debit")
    card.pull_at(2)
    rig.put(card)
    found(rig)
    with pytest.raises(CardLostError):
        talk(rig, times=4)
    rig.reader.release()


def test_a_card_that_was_released_must_leave_first(rig: Rig) -> None:
    rig.put(demo_card("visa-debit"))
    found(rig)
    rig.reader.release()
    assert rig.reader.wait_for_card(soon(0.3)) is None
    rig.take()
    rig.reader.rest(soon(0.3))
    rig.put(demo_card("mastercard"))
    assert found(rig) is rig.entry
    rig.reader.release(keep=True)
    assert found(rig) is rig.entry


def test_a_wait_is_ended_from_outside(rig: Rig) -> None:
    rig.reader.wait_for_card(soon(0.1))
    rig.reader.wake()
    began = time.monotonic()
    assert rig.reader.wait_for_card(soon()) is None
    assert time.monotonic() - began < WAIT_S


def test_a_card_is_worked_with_again_after_closing(rig: Rig) -> None:
    rig.put(demo_card("visa-debit"))
    found(rig)
    rig.reader.close()
    rig.take()
    rig.reader.rest(soon(0.3))
    rig.put(demo_card("visa-debit"))
    assert found(rig) is rig.entry
