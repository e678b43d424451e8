"""Taps through the NFC library's own driver, over a simulated chip on a serial line."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hardware.card_reader.nfc_reader import NfcReader
from hardware.card_reader.pcsc import PcscReader
from hardware.card_reader.plug import open_card_readers
from hardware.card_reader.reader import ReaderState
from hardware.card_reader.sim import SimReader
from hardware.paths import DevicePathError
from kpay_desktop.domain.card import EntryMode, Scheme
from kpay_desktop.ports_cards import CardDone, CardReady, ReadFailed, ReadProblem
from kpay_desktop.simulation.cards import SimCard
from kpay_desktop.simulation.cards.catalogue import card as spec_of
from tests.helpers.nfc_chip import NfcChip
from tests.helpers.reader_desk import counter, demo_card, request


class ShortAnswer(SimCard):
    """A card whose answer to select lacks TB(1), as the standard allows."""

    def activate(self) -> bytes:
        super().activate()
        return bytes.fromhex("0278")


@pytest.fixture(params=[False, True], ids=["at once", "asks for time"])
def chip(request: pytest.FixtureRequest) -> Iterator[NfcChip]:
    """A chip whose cards answer at once, or ask for a longer waiting time."""
    made = NfcChip(asks_for_time=request.param)
    yield made
    made.close()


@pytest.mark.parametrize("key", ["mastercard", "phone-visa"])
def test_a_whole_tap(chip: NfcChip, key: str) -> None:
    with counter(NfcReader(chip.path)) as desk:
        desk.desk.read(request())
        desk.lit("reader.ready")
        chip.tap(demo_card(key))
        facts = desk.heard(CardReady).facts
        assert facts.entry is EntryMode.TAP
        assert facts.scheme is (Scheme.MASTERCARD if key == "mastercard" else Scheme.VISA)
        chip.lift()
        desk.approve()
        assert desk.heard(CardDone).approved


def test_disturbed_frames_are_sent_again(chip: NfcChip) -> None:
    with counter(NfcReader(chip.path)) as desk:
        desk.desk.read(request())
        desk.lit("reader.ready")
        chip.tap(demo_card("mastercard"))
        chip.disturb()
        desk.wait("an end", lambda: len(desk.news) >= 2)
        assert isinstance(desk.news[1], CardReady | ReadFailed)


def test_a_card_that_leaves_too_soon_is_asked_for_again(chip: NfcChip) -> None:
    card = demo_card("mastercard")
    card.pull_at(3)
    with counter(NfcReader(chip.path)) as desk:
        desk.desk.read(request())
        chip.tap(card)
        assert desk.heard(ReadFailed).problem is ReadProblem.TRY_AGAIN
        chip.lift()
        desk.desk.read(request())
        chip.tap(demo_card("mastercard"))
        desk.heard(CardReady)


def test_a_card_that_the_library_cannot_read_is_to_be_inserted(chip: NfcChip) -> None:
    with counter(NfcReader(chip.path)) as desk:
        desk.desk.read(request())
        chip.tap(ShortAnswer(spec_of("mastercard")))
        assert desk.heard(ReadFailed).problem is ReadProblem.INSERT_CHIP


def test_a_reader_that_is_not_there_is_said() -> None:
    with counter(NfcReader("tty:/dev/kpay-no-such-line:pn532")) as desk:
        desk.lit("reader.absent")


def test_the_profiles_words_for_readers() -> None:
    twin = SimReader()
    opened = open_card_readers(("pcsc:Acme", "nfc:usb", "sim:"), twin)
    assert [type(each) for each in opened] == [PcscReader, NfcReader, SimReader]
    assert opened[0].note.state is ReaderState.STARTING
    for path in ("", "nfc:", "tcp:1", "sim:"):
        with pytest.raises(DevicePathError):
            open_card_readers((path,), None)
