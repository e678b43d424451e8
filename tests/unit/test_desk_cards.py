"""The hands at the demo desk, on a simulated reader with the till's own desk of readers behind."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from hardware.card_reader.sim import SimReader
from kpay_desktop.bootstrap import desk_cards
from kpay_desktop.bootstrap.desk_cards import FAULTS, FIRST, CardsAtDesk
from kpay_desktop.domain.card import EntryMode
from kpay_desktop.domain.track import StripeError, StripeProblem, read_stripe
from kpay_desktop.ports_cards import (
    CardDone,
    CardReady,
    CardRemoved,
    ReadFailed,
    ReadProblem,
)
from kpay_desktop.simulation.cards import catalogue
from tests.helpers.reader_desk import Counter, counter, request
from ui.demo.card_port import CardWay

WAIT_S = 60.0


class Till:
    """Hands, reader and the till's desk of readers."""

    def __init__(self, reader: SimReader, desk: Counter) -> None:
        self.reader, self.desk = reader, desk
        self.hands = CardsAtDesk(reader, desk.desk.swiped)

    def until_away(self) -> None:
        """Wait for the hand to take the card away."""
        deadline = time.monotonic() + WAIT_S
        while self.hands.state().held and time.monotonic() < deadline:
            time.sleep(0.01)
        assert self.hands.state().held == ""
        assert self.reader.card is None


@pytest.fixture
def till() -> Iterator[Till]:
    reader = SimReader()
    with counter(reader) as desk:
        made = Till(reader, desk)
        yield made
        made.hands.stop(WAIT_S)
    assert not [each for each in threading.enumerate() if each.name == "desk-hand"]


def test_the_catalogue_is_laid_out_the_most_useful_first() -> None:
    cards = CardsAtDesk(SimReader(), lambda _: None).state().cards

    assert {card.key for card in cards} == {spec.key for spec in catalogue()}
    assert tuple(card.key for card in cards if card.first) == FIRST
    assert all(card.first for card in cards[: len(FIRST)])
    assert (cards[0].title, cards[0].last_four, cards[0].scheme) == ("Visa Debit", "1010", "visa")
    ways = {card.key: card.ways for card in cards}
    assert ways["phone-visa"] == {CardWay.TAP}
    assert ways["mastercard-broken"] == {CardWay.INSERT, CardWay.SWIPE}
    assert ways["visa-stripe"] == {CardWay.SWIPE}


def test_an_inserted_card_stays_in_until_it_is_pulled_out(till: Till) -> None:
    till.desk.desk.read(request())
    state = till.hands.use("visa-debit", CardWay.INSERT)
    assert (state.held, state.way) == ("visa-debit", CardWay.INSERT)

    till.desk.approve()
    assert till.desk.heard(CardDone).approved
    assert till.hands.state().held == "visa-debit"

    assert till.hands.take().held == ""
    assert till.desk.heard(CardRemoved).flow == "card_sale:17"


def test_a_card_is_pulled_out_while_it_is_being_read(till: Till) -> None:
    till.desk.desk.read(request())
    till.hands.use("visa-debit", CardWay.INSERT)
    assert till.desk.heard(CardReady).facts.last_four == "1010"
    till.hands.take()

    assert till.desk.heard(ReadFailed).problem is ReadProblem.REMOVED


def test_a_tapped_card_is_held_until_it_was_read(till: Till) -> None:
    till.desk.desk.read(request())
    state = till.hands.use("visa-debit", CardWay.TAP)
    assert (state.held, state.way) == ("visa-debit", CardWay.TAP)

    facts = till.desk.heard(CardReady).facts
    assert (facts.entry, facts.last_four) == (EntryMode.TAP, "1010")
    till.until_away()


def test_a_tap_that_nobody_waits_for_is_taken_away_again(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_cards, "HOLDING_S", 0.05)
    monkeypatch.setattr(desk_cards, "LEAST_S", 0.0)
    till.hands.use("mastercard", CardWay.TAP)

    till.until_away()


def test_another_card_takes_the_place_of_the_first(till: Till) -> None:
    till.hands.use("visa-debit", CardWay.TAP)
    state = till.hands.use("mastercard", CardWay.INSERT)
    assert state.held == "mastercard"

    # The hand of the first lets go of nothing that is not its own.
    till.desk.desk.read(request())
    assert till.desk.heard(CardReady).facts.last_four == "5454"
    assert till.hands.state().held == "mastercard"


def test_a_card_put_in_for_the_one_that_is_read_counts_in_the_next_sale(till: Till) -> None:
    till.desk.desk.read(request())
    till.hands.use("visa-debit", CardWay.INSERT)
    assert till.desk.heard(CardReady).facts.last_four == "1010"
    till.hands.use("mastercard", CardWay.INSERT)
    assert till.desk.heard(ReadFailed).problem is ReadProblem.REMOVED

    till.desk.desk.stop("card_sale:17")
    till.desk.desk.read(request())
    assert till.desk.heard(CardReady, 2).facts.last_four == "5454"


def test_a_swipe_goes_the_way_of_the_keyboard_reader(till: Till) -> None:
    till.desk.desk.read(request())
    state = till.hands.use("visa-stripe", CardWay.SWIPE)
    assert state.held == ""

    facts = till.desk.heard(CardReady).facts
    assert (facts.entry, facts.last_four) == (EntryMode.SWIPE, "7777")


def test_what_is_typed_has_no_enter() -> None:
    typed: list[str] = []
    hands = CardsAtDesk(SimReader(), typed.append)
    hands.use("visa-debit", CardWay.SWIPE)

    assert typed[0].startswith("%B")
    assert read_stripe(typed[0]).number.endswith("1010")
    assert "\n" not in typed[0]


def test_a_card_does_not_do_what_it_cannot(till: Till) -> None:
    assert till.hands.use("phone-visa", CardWay.INSERT).held == ""
    assert till.hands.use("visa-stripe", CardWay.TAP).held == ""
    assert till.reader.card is None
    with pytest.raises(KeyError):
        till.hands.use("nobody", CardWay.TAP)


def test_a_chip_that_fails_lets_its_stripe_be_read(till: Till) -> None:
    till.desk.desk.read(request())
    till.hands.use("mastercard-broken", CardWay.INSERT)
    assert till.desk.heard(ReadFailed).fallback
    till.hands.take()
    till.desk.desk.read(request(fallback=True))
    till.hands.use("mastercard-broken", CardWay.SWIPE)

    assert till.desk.heard(CardReady).facts.entry is EntryMode.FALLBACK


def test_a_locked_phone_is_unlocked_and_tapped_again(till: Till) -> None:
    till.desk.desk.read(request(25_000))
    till.hands.use("phone-mastercard-locked", CardWay.TAP)
    assert till.desk.heard(ReadFailed).problem is ReadProblem.TRY_AGAIN
    till.until_away()

    state = till.hands.set_locked("phone-mastercard-locked", locked=False)
    assert state.unlocked == {"phone-mastercard-locked"}
    till.desk.desk.read(request(25_000))
    till.hands.use("phone-mastercard-locked", CardWay.TAP)

    assert till.desk.heard(CardReady).facts.last_four == "9130"
    assert till.hands.set_locked("phone-mastercard-locked", locked=True).unlocked == frozenset()


# --- faults ---------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [1, 3, 7])
def test_the_next_card_leaves_at_a_command(till: Till, command: int) -> None:
    assert till.hands.set_fault("pulled_out", command).fault == "pulled_out"
    till.desk.desk.read(request())
    till.hands.use("visa-debit", CardWay.INSERT)

    assert till.desk.heard(ReadFailed).problem is ReadProblem.REMOVED
    till.until_away()
    assert till.hands.state().fault == ""
    till.desk.desk.read(request())
    till.hands.use("visa-debit", CardWay.INSERT)
    assert till.desk.heard(CardReady).facts.last_four == "1010"


@pytest.mark.parametrize(
    ("fault", "problem"),
    [
        ("no_atr", ReadProblem.SWIPE),
        ("no_answers", ReadProblem.SWIPE),
        ("card_blocked", ReadProblem.CARD_BLOCKED),
        ("aac_first", ReadProblem.DECLINED_BY_CARD),
        ("record_cut_off", ReadProblem.BAD_CARD),
    ],
)
def test_the_next_chip_is_faulty(till: Till, fault: str, problem: ReadProblem) -> None:
    till.hands.set_fault(fault, 1)
    till.desk.desk.read(request())
    till.hands.use("visa-debit", CardWay.INSERT)

    assert till.desk.heard(ReadFailed).problem is problem


def test_a_fault_of_stripes_waits_for_a_swipe() -> None:
    typed: list[str] = []
    reader = SimReader()
    hands = CardsAtDesk(reader, typed.append)
    hands.set_fault("bad_swipe", 1)
    assert hands.use("visa-debit", CardWay.INSERT).fault == "bad_swipe"
    assert hands.use("visa-debit", CardWay.SWIPE).fault == ""
    hands.set_fault("half_swipe", 1)
    hands.use("visa-debit", CardWay.SWIPE)

    for text, problem in zip(
        typed, (StripeProblem.UNREADABLE, StripeProblem.NOT_A_CARD), strict=True
    ):
        with pytest.raises(StripeError) as refused:
            read_stripe(text)
        assert refused.value.problem is problem
    hands.stop(WAIT_S)


def test_faults_that_are_none_and_commands_that_are_none() -> None:
    hands = CardsAtDesk(SimReader(), lambda _: None)

    assert hands.set_fault("nonsense", 0).fault == ""
    assert hands.state().command == 1
    assert hands.set_fault("pulled_out", 1000).command == 99
    assert set(hands.state().faults) == set(FAULTS)


def test_cards_remember_until_new_ones_are_laid_out(till: Till) -> None:
    def counter_of_a_sale() -> int:
        ready = len([each for each in till.desk.news if isinstance(each, CardReady)])
        till.desk.desk.read(request())
        till.hands.use("visa-debit", CardWay.INSERT)
        till.desk.heard(CardReady, ready + 1)
        counted = int.from_bytes(till.desk.box.held["card:17"].tags[0x9F36], "big")
        till.desk.desk.stop("card_sale:17")
        till.hands.take()
        return counted

    first = counter_of_a_sale()
    assert counter_of_a_sale() == first + 1
    state = till.hands.anew()
    assert (state.held, state.fault, state.unlocked) == ("", "", frozenset())
    assert counter_of_a_sale() == first
