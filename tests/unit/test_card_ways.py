"""Which of tap, chip and stripe work, as the card page's lamps say it."""

from __future__ import annotations

import pytest

from hardware.card_reader.nfc_reader import NfcReader
from hardware.card_reader.pcsc import PcscReader, ways_by_name
from hardware.card_reader.reader import ReaderNote, ReaderState, ways_of
from hardware.card_reader.sim import SimReader
from kpay_desktop.domain.card import EntryMode
from kpay_desktop.domain.devices import Health
from kpay_desktop.ports_cards import WaysTold
from tests.helpers.reader_desk import counter

CHIP, TAP, SWIPE = EntryMode.CHIP, EntryMode.TAP, EntryMode.SWIPE
READY = ReaderNote("a", ReaderState.READY)
ABSENT = ReaderNote("b", ReaderState.ABSENT)
BROKEN = ReaderNote("c", ReaderState.FAILING)


@pytest.mark.parametrize(
    ("names", "ways"),
    [
        ([""], {CHIP}),
        (["ACS ACR39U ICC Reader 00 00"], {CHIP}),
        (["ACS ACR1252 1S CL Reader PICC 0"], {TAP}),
        (["HID Global OMNIKEY 5422 CL 00", "HID Global OMNIKEY 5422 Contact Reader 00"], None),
        (["Identiv uTrust 4701 F Contactless Reader 0"], {TAP}),
    ],
)
def test_readers_offer_what_their_names_say(names: list[str], ways: set[EntryMode] | None) -> None:
    assert ways_by_name(names) == (ways or {CHIP, TAP})


def test_a_way_is_as_well_as_the_best_reader_that_offers_it() -> None:
    both, chip = frozenset({CHIP, TAP}), frozenset({CHIP})
    told = ways_of([(ABSENT, both), (READY, chip), (BROKEN, both)], stripe=False)
    assert told == WaysTold(((CHIP, Health.OK), (TAP, Health.WARN)))


def test_without_readers_there_is_the_stripe_or_nothing() -> None:
    assert ways_of([], stripe=True) == WaysTold(((SWIPE, Health.OK),))
    assert ways_of([], stripe=False) == WaysTold(())


def test_drivers_offer_their_ways_before_they_are_reached() -> None:
    assert SimReader().ways == {CHIP, TAP}
    assert NfcReader("usb").ways == {TAP}
    assert PcscReader().ways == {CHIP}
    assert PcscReader("PICC").ways == {TAP}


def test_the_desk_tells_ways_at_once_and_when_they_change() -> None:
    reader = SimReader()
    with counter(reader, stripe=True) as at:
        well = WaysTold(((CHIP, Health.OK), (TAP, Health.OK), (SWIPE, Health.OK)))
        at.wait("ways", lambda: at.ways == [well])
        reader.break_down(ReaderState.FAILING)
        ill = WaysTold(((CHIP, Health.BAD), (TAP, Health.BAD), (SWIPE, Health.OK)))
        at.wait("broken ways", lambda: at.ways[-1] == ill)
        reader.mend()
        at.wait("ways again", lambda: at.ways[-1] == well)
        at.lit("reader.ready")
