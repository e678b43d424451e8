"""The desk of the card readers: chip, tap and stripe wait at once, and what becomes of a card."""

from __future__ import annotations

import logging
import time

import pytest

from hardware.card_reader.lane import DeskClocks
from hardware.card_reader.outcomes import ENDS, STRIPE_PROBLEMS, VERIFICATIONS, mute_news, news_of
from hardware.card_reader.reader import ReaderState
from hardware.card_reader.sim import SimReader
from kpay_desktop.domain.card import EntryMode, Scheme, Verification
from kpay_desktop.domain.track import StripeProblem
from kpay_desktop.emv.steps import Cvm, Decision, Outcome, Reason, Tags
from kpay_desktop.ports_cards import (
    CardDone,
    CardReady,
    CardRemoved,
    CardSeen,
    ChoiceNeeded,
    ReadFailed,
    ReadProblem,
)
from kpay_desktop.simulation.cards.catalogue import card as spec_of
from kpay_desktop.simulation.cards.stripe import tracks
from tests.helpers.reader_desk import FLOW, HANDLE, counter, demo_card, request


def test_a_whole_chip_sale() -> None:
    reader = SimReader()
    with counter(reader) as desk:
        desk.desk.read(request())
        reader.insert(demo_card("visa-debit"))
        facts = desk.heard(CardReady).facts
        assert desk.news[0] == CardSeen(FLOW, EntryMode.CHIP)
        assert (facts.scheme, facts.entry, facts.handle) == (Scheme.VISA, EntryMode.CHIP, HANDLE)
        assert (facts.first_six, facts.last_four) == ("476173", "1010")
        assert (facts.label, facts.aid) == ("VISA DEBIT", "A0000000031010")
        assert (facts.expiry, facts.holder) == ("1232", "HUI MIN TAN")
        assert len(facts.cryptogram) == 16
        data = desk.box.held[HANDLE]
        assert data.number == "4761739001091010"
        assert data.expiry == "3212"
        assert data.track_2.startswith("4761739001091010D3212")
        desk.approve()
        done = desk.heard(CardDone)
        assert done.approved
        assert done.facts.cryptogram != facts.cryptogram, (
            "the second certificate stands on the slip"
        )
        reader.take_away()
        assert desk.heard(CardRemoved).flow == FLOW


def test_a_card_that_is_shown_for_money_back_has_a_name_of_its_own() -> None:
    reader = SimReader()
    with counter(reader) as desk:
        desk.desk.read(request(flow="money_back:17"))
        reader.insert(demo_card("visa-debit"))
        assert desk.heard(CardReady).facts.handle == "back:17"
        assert set(desk.box.held) == {"back:17"}
        desk.desk.stop("money_back:17")
        reader.take_away()


def test_a_whole_tap_sale_lets_the_card_go_before_the_issuer_answers() -> None:
    reader = SimReader()
    with counter(reader) as desk:
        desk.desk.read(request())
        reader.hold(demo_card("mastercard"))
        facts = desk.heard(CardReady).facts
        assert (facts.entry, facts.scheme) == (EntryMode.TAP, Scheme.MASTERCARD)
        reader.take_away()
        desk.desk.answered(FLOW, "00")
        assert desk.heard(CardDone).approved


def test_a_swipe_is_ready_and_signed() -> None:
    with counter(SimReader()) as desk:
        desk.desk.read(request())
        desk.desk.swiped(tracks(spec_of("visa-stripe")).typed)
        facts = desk.heard(CardReady).facts
        assert (facts.entry, facts.verification) == (EntryMode.SWIPE, Verification.SIGNATURE)
        assert desk.box.held[HANDLE].track_2.startswith("4012000077777777=")
        desk.desk.answered(FLOW, "05")
        assert not desk.heard(CardDone).approved


def test_the_first_card_wins_and_the_others_count_no_more() -> None:
    slot, field = SimReader(), SimReader()
    with counter(slot, field) as desk:
        desk.desk.read(request())
        slot.insert(demo_card("visa-debit"))
        desk.heard(CardReady)
        field.hold(demo_card("mastercard"))
        desk.desk.swiped(tracks(spec_of("visa-stripe")).typed)
        desk.approve()
        assert desk.heard(CardDone).facts.entry is EntryMode.CHIP
        assert [type(each) for each in desk.news] == [CardSeen, CardReady, CardDone]


def test_a_card_that_was_read_must_come_out_before_it_is_read_again() -> None:
    reader = SimReader()
    with counter(reader) as desk:
        desk.desk.read(request())
        card = demo_card("visa-declines")
        reader.insert(card)
        failed = desk.heard(ReadFailed)
        assert failed.problem is ReadProblem.DECLINED_BY_CARD
        desk.desk.read(request())
        desk.desk.swiped("%E?")
        assert desk.heard(ReadFailed, 2).problem is ReadProblem.BAD_STRIPE
        assert card.commands == 0 or not card.is_contactless
        assert len([each for each in desk.news if isinstance(each, CardSeen)]) == 2
        desk.desk.read(request())
        reader.take_away()
        reader.insert(demo_card("visa-debit"))
        desk.heard(CardReady)


@pytest.mark.parametrize(("index", "aid"), [(0, "A0000000031010"), (1, "A000000003101002")])
def test_the_customer_chooses(index: int, aid: str) -> None:
    reader = SimReader()
    with counter(reader) as desk:
        desk.desk.read(request())
        reader.insert(demo_card("two-applications"))
        assert len(desk.heard(ChoiceNeeded).labels) == 2
        desk.desk.choose(FLOW, index)
        assert desk.heard(CardReady).facts.aid == aid


@pytest.mark.parametrize("index", [None, 7, -1])
def test_choosing_none_or_nothing_there_is_ends_the_reading(index: int | None) -> None:
    reader = SimReader()
    with counter(reader) as desk:
        desk.desk.read(request())
        reader.insert(demo_card("two-applications"))
        desk.heard(ChoiceNeeded)
        desk.desk.choose(FLOW, index)
        assert desk.heard(ReadFailed).problem is ReadProblem.NOT_CHOSEN


def test_a_card_pulled_out_while_the_customer_chooses() -> None:
    reader = SimReader()
    with counter(reader) as desk:
        desk.desk.read(request())
        reader.insert(demo_card("two-applications"))
        desk.heard(ChoiceNeeded)
        reader.take_away()
        assert desk.heard(ReadFailed).problem is ReadProblem.REMOVED


def test_nobody_chooses_for_too_long() -> None:
    reader = SimReader()
    with counter(reader, clocks=DeskClocks(choose_s=0.05, look_s=0.02)) as desk:
        desk.desk.read(request())
        reader.insert(demo_card("two-applications"))
        assert desk.heard(ReadFailed).problem is ReadProblem.NOT_CHOSEN


def test_nobody_answers_for_too_long() -> None:
    reader = SimReader()
    with counter(reader, clocks=DeskClocks(answer_s=0.05, look_s=0.02)) as desk:
        desk.desk.read(request())
        reader.insert(demo_card("visa-debit"))
        assert not desk.heard(CardDone).approved


def test_a_chip_pulled_out_while_the_issuer_is_asked() -> None:
    reader = SimReader()
    with counter(reader) as desk:
        desk.desk.read(request())
        reader.insert(demo_card("visa-debit"))
        desk.heard(CardReady)
        reader.take_away()
        assert desk.heard(ReadFailed).problem is ReadProblem.REMOVED
        desk.approve()
        done = desk.heard(CardDone)
        assert (done.approved, done.was_lost) == (False, True)


def test_an_answer_for_a_card_that_is_long_gone_is_told_as_removed() -> None:
    with counter(SimReader()) as desk:
        desk.desk.answered(FLOW, "00")
        gone = desk.heard(ReadFailed)
        assert (gone.flow, gone.problem) == (FLOW, ReadProblem.REMOVED)


def test_a_stopped_card_serves_the_next_sale_as_it_is() -> None:
    reader = SimReader()
    with counter(reader) as desk:
        desk.desk.read(request())
        reader.insert(demo_card("two-applications"))
        desk.heard(ChoiceNeeded)
        desk.desk.stop(FLOW)
        desk.desk.read(request(flow="card_sale:18"))
        assert desk.heard(ChoiceNeeded, 2).flow == "card_sale:18"


def test_stop_lets_the_card_go_while_the_issuer_is_asked() -> None:
    reader = SimReader()
    with counter(reader) as desk:
        desk.desk.read(request())
        reader.insert(demo_card("visa-debit"))
        desk.heard(CardReady)
        desk.desk.stop(FLOW)
        desk.desk.read(request(flow="card_sale:18"))
        desk.desk.swiped(tracks(spec_of("visa-stripe")).typed)
        assert desk.heard(CardReady, 2).flow == "card_sale:18"


def test_nobody_waiting_for_a_card_a_swipe_is_forgotten() -> None:
    with counter(SimReader()) as desk:
        desk.desk.swiped(tracks(spec_of("visa-stripe")).typed)
        desk.desk.read(request())
        desk.desk.swiped("%E?")
        desk.heard(ReadFailed)
        assert not desk.box.held


def test_a_chip_card_swiped_is_told_to_insert() -> None:
    with counter(SimReader()) as desk:
        desk.desk.read(request(fallback=True))
        desk.desk.swiped(tracks(spec_of("visa-debit")).typed)
        failed = desk.heard(ReadFailed)
        assert (failed.problem, failed.fallback) == (ReadProblem.INSERT_CHIP, False)


@pytest.mark.parametrize("key", ["mastercard-broken", "visa-silent", "visa-garbage"])
def test_after_a_technical_failure_the_stripe_counts_once(key: str) -> None:
    reader = SimReader()
    with counter(reader) as desk:
        desk.desk.read(request())
        reader.insert(demo_card(key))
        failed = desk.heard(ReadFailed)
        assert (failed.problem, failed.fallback) == (ReadProblem.SWIPE, True)
        reader.take_away()
        desk.desk.read(request(fallback=True))
        desk.desk.swiped(tracks(spec_of(key)).typed)
        assert desk.heard(CardReady).facts.entry is EntryMode.FALLBACK


def test_the_stripe_counts_for_a_short_time_only() -> None:
    reader = SimReader()
    with counter(reader, clocks=DeskClocks(fallback_s=0.0, look_s=0.02)) as desk:
        desk.desk.read(request())
        reader.insert(demo_card("mastercard-broken"))
        desk.heard(ReadFailed)
        desk.desk.read(request(fallback=True))
        desk.desk.swiped(tracks(spec_of("mastercard-broken")).typed)
        assert desk.heard(ReadFailed, 2).problem is ReadProblem.INSERT_CHIP


def test_a_blocked_application_opens_no_stripe() -> None:
    reader = SimReader()
    with counter(reader) as desk:
        desk.desk.read(request())
        reader.insert(demo_card("visa-application-blocked"))
        failed = desk.heard(ReadFailed)
        assert failed.problem in {ReadProblem.NO_APPLICATION, ReadProblem.CARD_BLOCKED}
        assert not failed.fallback


@pytest.mark.parametrize(
    ("key", "problem"),
    [
        ("mastercard-blocked", ReadProblem.CARD_BLOCKED),
        ("visa-declines", ReadProblem.DECLINED_BY_CARD),
    ],
)
def test_what_is_no_technical_failure_opens_no_stripe(key: str, problem: ReadProblem) -> None:
    reader = SimReader()
    with counter(reader) as desk:
        desk.desk.read(request())
        reader.insert(demo_card(key))
        failed = desk.heard(ReadFailed)
        assert (failed.problem, failed.fallback) == (problem, False)


def test_a_card_pulled_at_every_command_ends_in_the_right_news() -> None:
    whole = demo_card("visa-debit")
    reader = SimReader()
    with counter(reader) as desk:
        desk.desk.read(request())
        reader.insert(whole)
        desk.approve()
        desk.heard(CardDone)
        last = whole.commands
    assert last > 5
    for place in range(1, last + 1):
        card, reader = demo_card("visa-debit"), SimReader()
        card.pull_at(place)
        with counter(reader) as desk:
            desk.desk.read(request())
            reader.insert(card)
            desk.wait("ready or failed", lambda: len(desk.news) >= 2)
            told = desk.news[1]
            if isinstance(told, ReadFailed):
                assert (told.problem, told.fallback) == (ReadProblem.REMOVED, False)
                continue
            desk.approve()
            done = desk.heard(CardDone)
            # Scripts or not, the card's last word is the second cryptogram.
            assert not done.approved
            assert done.was_lost


def test_lamps_say_how_the_readers_are() -> None:
    reader = SimReader()
    with counter(reader) as desk:
        desk.lit("reader.ready")
        reader.break_down(ReaderState.NO_SERVICE)
        desk.desk.stop("")
        desk.lit("reader.no_service")
        reader.mend()
        reader.insert(demo_card("visa-debit"))
        desk.desk.stop("")
        desk.lit("reader.card_in")


def test_a_desk_without_readers_takes_stripes() -> None:
    with counter() as desk:
        desk.lit("reader.none")
        desk.desk.read(request())
        desk.desk.swiped(tracks(spec_of("visa-stripe")).typed)
        desk.heard(CardReady)


def test_closing_is_quick_whatever_is_in() -> None:
    reader = SimReader()
    began = time.monotonic()
    with counter(reader, clocks=DeskClocks(slice_s=60.0)) as desk:
        desk.desk.read(request())
        reader.insert(demo_card("visa-debit"))
        desk.heard(CardReady)
    assert time.monotonic() - began < 60.0


def test_nothing_of_a_card_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    reader = SimReader()
    with counter(reader) as desk:
        desk.desk.read(request())
        reader.insert(demo_card("visa-debit"))
        desk.approve()
        desk.heard(CardDone)
        shown = repr(desk.news) + repr(desk.box.held) + caplog.text
    assert "4761739001091010" not in shown
    assert "3212" not in caplog.text


# --- the tables -------------------------------------------------------------------------------


def _outcome(reason: Reason, *, fallback: bool = False) -> Outcome:
    return Outcome(
        Decision.ENDED, reason, Cvm.NOT_DONE, bytes(5), bytes(2), Tags(), fallback=fallback
    )


def test_every_end_stands_in_the_table() -> None:
    assert set(ENDS) == set(Reason)
    assert set(STRIPE_PROBLEMS) == set(StripeProblem)
    assert set(VERIFICATIONS) == set(Cvm)


@pytest.mark.parametrize("reason", Reason)
@pytest.mark.parametrize("entry", [EntryMode.CHIP, EntryMode.TAP])
def test_ends_before_the_issuer_was_asked(reason: Reason, entry: EntryMode) -> None:
    news = news_of(FLOW, entry, _outcome(reason), None)
    expected = ENDS[reason].chip if entry is EntryMode.CHIP else ENDS[reason].tap
    assert news == ReadFailed(FLOW, entry, expected)


def test_only_a_chip_that_failed_by_itself_lets_its_stripe_be_read() -> None:
    lost = _outcome(Reason.CARD_LOST, fallback=True)
    for outcome, entry, technical, may_swipe in (
        (_outcome(Reason.BAD_CARD, fallback=True), EntryMode.CHIP, False, True),
        (_outcome(Reason.BAD_CARD), EntryMode.CHIP, False, False),
        (lost, EntryMode.CHIP, False, False),
        (lost, EntryMode.CHIP, True, True),
        (_outcome(Reason.CARD_LOST), EntryMode.CHIP, True, False),
        (lost, EntryMode.TAP, True, False),
    ):
        news = news_of(FLOW, entry, outcome, None, was_technical=technical)
        assert isinstance(news, ReadFailed)
        assert news.fallback is may_swipe
        assert (news.problem is ReadProblem.SWIPE) is may_swipe
    assert mute_news(FLOW, EntryMode.CHIP).fallback
    assert mute_news(FLOW, EntryMode.TAP).problem is ReadProblem.INSERT_CHIP
