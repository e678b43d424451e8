"""Whole sales through the computer's own card service, its driver of virtual readers and its death.

Where no namespace may be made, the same is tried with a service in memory, and the report says so.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hardware.card_reader.pcsc import PcscReader, entry_of
from hardware.card_reader.reader import ReaderState
from kpay_desktop.domain.card import EntryMode
from kpay_desktop.ports_cards import CardDone, CardReady, CardSeen, ReadFailed, ReadProblem
from kpay_desktop.simulation.cards.reset import atr, atr_of_tap
from kpay_desktop.simulation.cards.spec import Protocol
from tests.helpers.card_service import ScriptedPcsc
from tests.helpers.reader_desk import FLOW, counter, demo_card, request
from tests.helpers.real_card_service import run_inside, ways_in

WHOLE_CHIP = "seen:chip CardReady approved:476173:1010 CardRemoved"
NAME = "Acme Reader 00 00"


Say = Callable[[str], None]


def tried(name: str, say: Say) -> dict[str, object] | None:
    """Try something at a real service; None, said aloud, where none may be had to itself."""
    if not ways_in():
        say(f"{name}: no namespace may be made here, so the service in memory stands in")
        return None
    return run_inside(name)


def test_whole_sales_by_chip_over_both_protocols_and_by_tap(say: Say) -> None:
    told = tried("sales", say)
    if told is None:
        service = ScriptedPcsc((NAME,))
        with counter(PcscReader(make=lambda: service)) as desk:
            desk.desk.read(request())
            service.insert(NAME, demo_card("visa-debit"))
            desk.approve()
            assert desk.heard(CardDone).approved
        return
    assert told["protocols"] == ["T=0", "T=1"]
    assert told["visa"] == WHOLE_CHIP
    assert told["mastercard"] == "seen:chip CardReady approved:545454:5454 CardRemoved"
    assert told["tap"] == "seen:tap CardReady approved:545454:5454"


def test_a_card_pulled_at_every_command(say: Say) -> None:
    told = tried("pulled", say)
    if told is None:
        service = ScriptedPcsc((NAME,))
        card = demo_card("visa-debit")
        card.pull_at(3)
        with counter(PcscReader(make=lambda: service)) as desk:
            desk.desk.read(request())
            service.insert(NAME, card)
            assert isinstance(desk.heard(ReadFailed), ReadFailed)
        return
    last, ends = told["commands"], told["ends"]
    assert isinstance(last, int)
    assert isinstance(ends, dict)
    assert sorted(map(int, ends)) == list(range(1, last + 1))
    # Whether it was seen to leave depends on how soon the next one came.
    ends = {place: end.removesuffix(" CardRemoved") for place, end in ends.items()}
    kinds = {end.split()[-1].split(":")[0] for end in ends.values()}
    assert kinds == {"failed", "lost"}, "before the issuer was asked, and after"
    for end in ends.values():
        assert "approved" not in end
        assert "fallback" not in end, "a card that was pulled out did not fail"


@pytest.mark.parametrize("name", ["restarted", "died"])
def test_the_service_ends_and_comes_back(name: str, say: Say) -> None:
    told = tried(name, say)
    if told is None:
        told = {"after": WHOLE_CHIP}
        service = ScriptedPcsc((NAME,))
        with counter(PcscReader(make=lambda: service)) as desk:
            desk.lit("reader.ready")
            service.go_down()
            desk.lit("reader.no_service")
            service.come_up()
            desk.lit("reader.ready")
    for what, end in told.items():
        if what == "died":
            assert isinstance(end, str)
            assert end.startswith("seen:chip CardReady failed:removed lost:476173:1010")
        elif what == "stop":
            assert end == "seen:chip CardReady approved:545454:5454 CardRemoved"
        else:
            assert end == WHOLE_CHIP


# --- by hand, over the service in memory ------------------------------------------------------


def test_readers_come_and_go() -> None:
    service = ScriptedPcsc()
    with counter(PcscReader(make=lambda: service)) as desk:
        desk.lit("reader.absent")
        service.plug_in(NAME)
        desk.lit("reader.ready")
        desk.desk.read(request())
        service.insert(NAME, demo_card("visa-debit"))
        desk.heard(CardReady)
        service.unplug(NAME)
        assert desk.heard(ReadFailed).problem is ReadProblem.REMOVED
        desk.desk.stop(FLOW)
        desk.lit("reader.absent")


def test_a_card_that_another_program_holds_is_waited_for() -> None:
    service = ScriptedPcsc((NAME,))
    service.held_by_others = True
    with counter(PcscReader(make=lambda: service)) as desk:
        desk.desk.read(request())
        service.insert(NAME, demo_card("visa-debit"))
        desk.lit("reader.busy")
        service.held_by_others = False
        desk.heard(CardReady)


def test_a_dead_chip_is_told_as_such() -> None:
    service = ScriptedPcsc((NAME,))
    with counter(PcscReader(make=lambda: service)) as desk:
        desk.desk.read(request())
        service.insert(NAME, demo_card("mastercard-broken"))
        failed = desk.heard(ReadFailed)
        assert (failed.problem, failed.fallback) == (ReadProblem.SWIPE, True)


def test_only_the_named_reader_counts_and_no_security_module() -> None:
    service = ScriptedPcsc((NAME, "Acme SAM 01 00", "Other 02 00"))
    with counter(PcscReader("acme", make=lambda: service)) as desk:
        desk.lit("reader.ready")
        desk.desk.read(request())
        service.insert("Acme SAM 01 00", demo_card("mastercard"))
        service.insert("Other 02 00", demo_card("mastercard"))
        service.insert(NAME, demo_card("visa-debit"))
        assert desk.heard(CardReady).facts.last_four == "1010"


def test_a_card_that_came_before_anybody_waited_is_read() -> None:
    service = ScriptedPcsc((NAME,))
    service.insert(NAME, demo_card("visa-debit"))
    with counter(PcscReader(make=lambda: service)) as desk:
        desk.lit("reader.card_in")
        desk.desk.read(request())
        desk.heard(CardReady)
        assert desk.news[0] == CardSeen(FLOW, EntryMode.CHIP)


def test_chip_and_tap_are_told_apart() -> None:
    chip, tap = atr(Protocol.T1), atr_of_tap(b"\x01\x02")
    for name, answer, entry in (
        ("Acme 00 00", chip, EntryMode.CHIP),
        ("Acme 00 00", tap, EntryMode.TAP),
        ("ACS ACR1252 Dual Reader [ACR1252 Dual Reader PICC] 00 00", chip, EntryMode.TAP),
        ("OMNIKEY CardMan 5x21-CL 00 01", chip, EntryMode.TAP),
        ("Identiv uTrust 4701 F Contact Reader 00 00", tap, EntryMode.CHIP),
        ("Virtual ICC 00 00", tap, EntryMode.CHIP),
    ):
        assert entry_of(name, answer) is entry, name
    assert PcscReader("x").note.state is ReaderState.STARTING
