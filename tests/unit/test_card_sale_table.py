"""The card sale's table, pair by pair, beside expectations written by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kpay_desktop.domain.card import CardFacts, EntryMode, Scheme, Signing, Verification
from kpay_desktop.domain.records import PrintRequest, SlipCopy
from kpay_desktop.domain.sale import SaleIdentity
from kpay_desktop.flows import codec
from kpay_desktop.flows.card_sale import table
from kpay_desktop.flows.card_sale import values as t
from kpay_desktop.flows.card_sale.state import CardSaleState, EndReason, Phase
from kpay_desktop.flows.card_sale.steps import Context, Step
from kpay_desktop.flows.entries import FlowBugError
from kpay_desktop.ports_cards import ReadProblem, Silence
from kpay_desktop.settings_cards import CardClockSettings

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
IDENTITY = SaleIdentity(7, 9, "000107", "K7", 3)
CLOCKS = CardClockSettings()
CONTEXT = Context(AT, CLOCKS, next_stan=41)
CHIP = CardFacts("card:9", Scheme.VISA, EntryMode.CHIP, "476173", "0010", "1227")
TAP = replace(CHIP, entry=EntryMode.TAP)
SWIPE = replace(CHIP, entry=EntryMode.SWIPE)
SIGNED_CHIP = replace(CHIP, verification=Verification.SIGNATURE)
SLIPS = (PrintRequest(7, SlipCopy.MERCHANT), PrintRequest(7, SlipCopy.CUSTOMER))

NEW = CardSaleState(IDENTITY, 2_550, 50, AT)
SENT = replace(NEW, facts=CHIP, stan=40, sent_at=AT)
STATES = {
    Phase.READING: NEW,
    Phase.CHOOSING: replace(NEW, phase=Phase.CHOOSING, labels=("Visa", "Visa Debit")),
    Phase.CONFIRMING: replace(NEW, phase=Phase.CONFIRMING, facts=CHIP),
    Phase.AUTHORISING: replace(SENT, phase=Phase.AUTHORISING),
    Phase.COMPLETING: replace(SENT, phase=Phase.COMPLETING, was_approved=True),
    Phase.APPROVED: replace(SENT, phase=Phase.APPROVED, signing=Signing.WAITED_FOR),
    Phase.DECLINED: replace(SENT, phase=Phase.DECLINED, end=EndReason.HOST_SAID_NO),
    Phase.CLOSED: replace(NEW, phase=Phase.CLOSED, end=EndReason.CANCELLED),
    Phase.REVERSING: replace(SENT, phase=Phase.REVERSING, end=EndReason.NO_ANSWER),
    Phase.REVERSED: replace(SENT, phase=Phase.REVERSED, end=EndReason.NO_ANSWER),
}
EVENTS: dict[str, t.Event] = {
    "seen": t.CardSeen(EntryMode.CHIP),
    "choice": t.ChoiceNeeded(("Visa", "Visa Debit")),
    "ready": t.CardReady(CHIP),
    "failed": t.ReadFailed(ReadProblem.BAD_CARD, fallback=True),
    "done": t.CardDone(CHIP, approved=True),
    "card-time": t.CardTimeOver(),
    "read-time": t.ReadTimeOver(),
    "chosen": t.Chosen(1),
    "confirmed": t.Confirmed(),
    "cancel": t.CancelPressed(),
    "try-now": t.TryNowPressed(),
    "lift": t.LiftPressed("01", "90"),
    "signed": t.Signed(),
    "on-paper": t.SignOnPaper(),
    "yes": t.HostApproved("112233445566", "A1B2C3"),
    "no": t.HostDeclined("51"),
    "unclear": t.HostDoubtful("10"),
    "silent": t.HostSilent(Silence.TIMEOUT, sent=True),
    "late-yes": t.LateApproved("112233445566"),
    "reversed": t.ReversalDone(),
    "not-found": t.ReversalNotFound(batch_is_open=True, can_arrive=True),
    "refused": t.ReversalRefused("12"),
    "no-reversal": t.ReversalSilent(Silence.TIMEOUT),
    "retry": t.RetryDue(),
    "sign-time": t.SignTimeOver(),
    "restart": t.Restarted(),
    "stalled": t.Stalled(),
}
STAYS, BUG = "-", "bug"
R, CH, CO, AU, CM = "reading", "choosing", "confirming", "authorising", "completing"
AP, DE, CL, RG, RD = "approved", "declined", "closed", "reversing", "reversed"
ORDER = (R, CH, CO, AU, CM, AP, DE, CL, RG, RD)
# For each event, what becomes of each phase: the next one, nothing, or a fault of the program.
EXPECTED = {
    "seen": (R, STAYS, STAYS, STAYS, STAYS, STAYS, STAYS, STAYS, STAYS, STAYS),
    "choice": (CH, STAYS, STAYS, STAYS, STAYS, STAYS, STAYS, STAYS, STAYS, STAYS),
    "ready": (CO, CO, STAYS, STAYS, STAYS, STAYS, STAYS, STAYS, STAYS, STAYS),
    "failed": (R, R, R, STAYS, RG, STAYS, STAYS, STAYS, STAYS, STAYS),
    "done": (BUG, BUG, BUG, STAYS, AP, STAYS, STAYS, STAYS, STAYS, STAYS),
    "card-time": (STAYS, STAYS, STAYS, STAYS, RG, STAYS, STAYS, STAYS, STAYS, STAYS),
    "read-time": (CL, CL, CL, STAYS, STAYS, STAYS, STAYS, STAYS, STAYS, STAYS),
    "chosen": (STAYS, R, STAYS, STAYS, STAYS, STAYS, STAYS, STAYS, STAYS, STAYS),
    "confirmed": (STAYS, STAYS, AU, STAYS, STAYS, STAYS, STAYS, STAYS, STAYS, STAYS),
    "cancel": (CL, CL, CL, STAYS, STAYS, STAYS, STAYS, STAYS, STAYS, STAYS),
    "try-now": (STAYS, STAYS, STAYS, STAYS, STAYS, STAYS, STAYS, STAYS, RG, STAYS),
    "lift": (STAYS, STAYS, STAYS, STAYS, STAYS, STAYS, STAYS, STAYS, RG, STAYS),
    "signed": (STAYS, STAYS, STAYS, STAYS, STAYS, AP, STAYS, STAYS, STAYS, STAYS),
    "on-paper": (STAYS, STAYS, STAYS, STAYS, STAYS, AP, STAYS, STAYS, STAYS, STAYS),
    "yes": (BUG, BUG, BUG, CM, STAYS, STAYS, RG, STAYS, RG, STAYS),
    "no": (BUG, BUG, BUG, DE, STAYS, STAYS, STAYS, STAYS, STAYS, STAYS),
    "unclear": (BUG, BUG, BUG, RG, STAYS, STAYS, STAYS, STAYS, STAYS, STAYS),
    "silent": (BUG, BUG, BUG, RG, STAYS, STAYS, STAYS, STAYS, STAYS, STAYS),
    "late-yes": (BUG, BUG, BUG, AU, STAYS, STAYS, RG, STAYS, RG, STAYS),
    "reversed": (BUG, BUG, BUG, BUG, BUG, STAYS, STAYS, STAYS, RD, STAYS),
    "not-found": (BUG, BUG, BUG, BUG, BUG, STAYS, STAYS, STAYS, RG, STAYS),
    "refused": (BUG, BUG, BUG, BUG, BUG, STAYS, STAYS, STAYS, RG, STAYS),
    "no-reversal": (BUG, BUG, BUG, BUG, BUG, STAYS, STAYS, STAYS, RG, STAYS),
    "retry": (STAYS, STAYS, STAYS, STAYS, STAYS, STAYS, STAYS, STAYS, RG, STAYS),
    "sign-time": (STAYS, STAYS, STAYS, STAYS, STAYS, AP, STAYS, STAYS, STAYS, STAYS),
    "restart": (CL, CL, CL, RG, RG, AP, STAYS, STAYS, RG, STAYS),
    "stalled": (R, R, R, RG, RG, AP, STAYS, STAYS, RG, STAYS),
}
PAIRS = [
    (phase, name, wanted)
    for name, row in EXPECTED.items()
    for phase, wanted in zip(ORDER, row, strict=True)
]


def step(state: CardSaleState, event: t.Event, context: Context = CONTEXT) -> Step:
    """Take a step, and see that its state comes back out of the journal."""
    done = table.step(state, event, context)
    assert codec.decode(CardSaleState, codec.encode(done.state)) == done.state
    return done


def kinds(done: Step) -> list[str]:
    return [type(effect).__name__ for effect in done.effects]


def test_every_pair_is_expected() -> None:
    assert {type(event) for event in EVENTS.values()} == set(t.EVENT_TYPES)
    assert set(EXPECTED) == set(EVENTS)
    assert [Phase(name) for name in ORDER] == list(STATES)
    assert len(PAIRS) == 270


@pytest.mark.parametrize(("phase", "name", "wanted"), PAIRS)
def test_a_pair_ends_where_it_should(phase: str, name: str, wanted: str) -> None:
    state = STATES[Phase(phase)]
    if wanted == BUG:
        with pytest.raises(FlowBugError):
            table.step(state, EVENTS[name], CONTEXT)
        return
    done = step(state, EVENTS[name])
    if wanted == STAYS:
        assert done.state == state
        assert done.ignored
        assert not done.effects
        assert not done.print_requests
    else:
        assert done.state.phase is Phase(wanted)
        assert not done.ignored


# --- the money rules ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "event"),
    [
        (STATES[Phase.CONFIRMING], t.Confirmed()),
        (NEW, t.CardReady(TAP)),
    ],
)
def test_the_reversal_is_armed_by_the_step_that_sends(state: CardSaleState, event: t.Event) -> None:
    done = step(state, event)
    assert (done.state.stan, done.state.sent_at) == (41, AT)
    assert table.is_armed(done.state)
    assert kinds(done) == ["StopTimers", "Authorise"]
    assert not any(table.is_armed(s) for p, s in STATES.items() if p in {Phase.READING})


def test_what_is_sent_has_the_numbers_of_the_sale() -> None:
    done = step(STATES[Phase.CONFIRMING], t.Confirmed())
    assert done.effects[-1] == t.Authorise(41, "000107", 3, 2_550, 50, EntryMode.CHIP, "card:9", AT)
    reversing = step(done.state, t.HostSilent(Silence.TIMEOUT, sent=True))
    assert reversing.effects[-1] == t.Reverse(
        41, "000107", 3, 2_550, EntryMode.CHIP, "card:9", AT, was_approved=False
    )


def test_a_chip_has_the_last_word() -> None:
    told = step(STATES[Phase.AUTHORISING], EVENTS["yes"])
    assert kinds(told) == ["FinishAtCard", "StartTimer"]
    assert table.is_armed(told.state)
    done = step(told.state, t.CardDone(CHIP, approved=True))
    assert done.print_requests == SLIPS
    assert not table.is_armed(done.state)
    assert (done.state.rrn, done.state.approval_code) == ("112233445566", "A1B2C3")
    refused = step(told.state, t.CardDone(CHIP, approved=False))
    assert refused.state.end is EndReason.CARD_FAILED_AFTER_APPROVAL
    assert refused.effects[-1] == t.Reverse(
        40, "000107", 3, 2_550, EntryMode.CHIP, "card:9", AT, was_approved=True
    )


@pytest.mark.parametrize("facts", [TAP, SWIPE])
def test_a_tap_and_a_stripe_are_approved_at_once(facts: CardFacts) -> None:
    done = step(replace(STATES[Phase.AUTHORISING], facts=facts), EVENTS["yes"])
    assert done.state.phase is Phase.APPROVED
    assert done.print_requests == SLIPS


def test_only_the_hosts_no_and_silence_before_the_first_byte_disarm() -> None:
    sent = STATES[Phase.AUTHORISING]
    unsent = step(sent, t.HostSilent(Silence.OFFLINE, sent=False))
    assert unsent.state.phase is Phase.DECLINED
    assert unsent.state.end is EndReason.HOST_OUT_OF_REACH
    assert unsent.effects[-1] == t.FinishAtCard(answered=False)
    declined = step(sent, t.HostDeclined("51", "1"))
    assert (declined.state.code, declined.state.end) == ("51", EndReason.HOST_SAID_NO)
    for event in (EVENTS["unclear"], EVENTS["silent"], t.Restarted(), t.Stalled()):
        done = step(sent, event)
        assert table.is_armed(done.state)
        assert kinds(done)[-1] == "Reverse"


def test_a_reversal_is_repeated_and_its_number_stays() -> None:
    state, waits = STATES[Phase.REVERSING], []
    for _ in range(9):
        done = step(state, t.ReversalSilent(Silence.TIMEOUT))
        (timer,) = done.effects
        assert isinstance(timer, t.StartTimer)
        waits.append(timer.delay_s)
        state = done.state
    assert waits == [5.0, 10.0, 20.0, 40.0, 80.0, 160.0, 300.0, 300.0, 300.0]
    again = step(state, t.RetryDue())
    assert isinstance(again.effects[-1], t.Reverse)
    assert again.effects[-1].stan == 40


@pytest.mark.parametrize(
    ("can_arrive", "is_open", "was_approved", "phase", "needs_person"),
    [
        (True, True, False, Phase.REVERSING, False),
        (True, False, False, Phase.REVERSING, False),
        (False, True, False, Phase.REVERSED, False),
        (False, False, False, Phase.REVERSING, True),
        (False, True, True, Phase.REVERSING, True),
    ],
)
def test_not_found_counts_when_the_original_can_no_longer_arrive(
    can_arrive: bool, is_open: bool, was_approved: bool, phase: Phase, needs_person: bool
) -> None:
    state = replace(STATES[Phase.REVERSING], was_approved=was_approved)
    done = step(state, t.ReversalNotFound(is_open, can_arrive))
    assert (done.state.phase, done.state.needs_person) == (phase, needs_person)
    assert kinds(done) == (["StopTimers"] if phase is Phase.REVERSED else ["StartTimer"])


@pytest.mark.parametrize(
    ("facts", "effects"),
    [
        (CHIP, ["StopTimers"]),
        (TAP, ["StopTimers", "StopReading"]),
        (SWIPE, ["StopTimers", "StopReading"]),
    ],
)
def test_only_a_chip_stays_with_its_reader_until_it_is_out(
    facts: CardFacts, effects: list[str]
) -> None:
    reversing = replace(STATES[Phase.REVERSING], facts=facts)
    assert kinds(step(reversing, t.ReversalDone())) == effects


@pytest.mark.parametrize(
    "late", [t.LateApproved("112233445566"), t.HostApproved("112233445566", "A1B2C3")]
)
def test_a_late_approval_lands_on_its_own_sale(late: t.Event) -> None:
    noted = step(STATES[Phase.REVERSING], late).state
    assert (noted.phase, noted.was_approved, noted.answered_late) == (Phase.REVERSING, True, True)
    missing = replace(STATES[Phase.REVERSED], found_missing=True)
    for state in (missing, STATES[Phase.DECLINED]):
        done = step(state, late)
        assert done.state.phase is Phase.REVERSING
        assert kinds(done) == ["Reverse"]
    assert step(STATES[Phase.CLOSED], late).ignored


@pytest.mark.parametrize(
    "event", [t.HostDeclined("51"), t.HostSilent(Silence.OFFLINE, sent=False), t.HostDoubtful("10")]
)
def test_a_yes_that_overtook_another_answer_is_taken_back(event: t.Event) -> None:
    told = step(STATES[Phase.AUTHORISING], EVENTS["late-yes"]).state
    assert (told.phase, told.was_approved) == (Phase.AUTHORISING, True)
    done = step(told, event)
    assert done.state.phase is Phase.REVERSING
    assert isinstance(done.effects[-1], t.Reverse)
    assert done.effects[-1].was_approved


@pytest.mark.parametrize("phase", [Phase.AUTHORISING, Phase.COMPLETING])
def test_what_cannot_be_written_is_taken_back(phase: Phase) -> None:
    assert step(STATES[phase], t.Stalled()).state.end is EndReason.NOT_WRITTEN


# --- reading and signing --------------------------------------------------------------------


def test_a_failed_chip_may_be_followed_by_its_stripe_once() -> None:
    done = step(NEW, t.ReadFailed(ReadProblem.BAD_CARD, fallback=True))
    assert done.state.problem is ReadProblem.BAD_CARD
    assert done.effects[0] == t.ReadCard(2_550, 50, fallback=True)
    after = step(done.state, t.ReadFailed(ReadProblem.TRY_AGAIN))
    assert after.effects[0] == t.ReadCard(2_550, 50, fallback=False)


def test_a_card_that_refuses_ends_the_sale() -> None:
    done = step(NEW, t.ReadFailed(ReadProblem.DECLINED_BY_CARD))
    assert (done.state.phase, done.state.end) == (Phase.DECLINED, EndReason.CARD_SAID_NO)


@pytest.mark.parametrize(("index", "is_taken"), [(0, True), (1, True), (None, True), (2, False)])
def test_only_what_the_card_has_can_be_chosen(index: int | None, is_taken: bool) -> None:
    done = step(STATES[Phase.CHOOSING], t.Chosen(index))
    assert (kinds(done) == ["ChooseAtCard"]) == is_taken


def test_slips_wait_for_the_signature_and_money_does_not() -> None:
    completing = replace(STATES[Phase.COMPLETING], facts=SIGNED_CHIP)
    done = step(completing, t.CardDone(SIGNED_CHIP, approved=True))
    assert (done.state.phase, done.state.signing) == (Phase.APPROVED, Signing.WAITED_FOR)
    assert not done.print_requests
    assert not table.is_armed(done.state)
    assert table.is_open(done.state)
    for event, signing in (
        (t.Signed(), Signing.ON_SCREEN),
        (t.SignTimeOver(), Signing.ON_PAPER),
        (t.Restarted(), Signing.ON_PAPER),
    ):
        after = step(done.state, event)
        assert (after.state.signing, after.print_requests) == (signing, SLIPS)
        assert not table.is_open(after.state)
        assert step(after.state, event).ignored
    paper = step(
        completing, t.CardDone(SIGNED_CHIP, approved=True), replace(CONTEXT, sign_on_screen=False)
    )
    assert (paper.state.signing, paper.print_requests) == (Signing.ON_PAPER, SLIPS)


def test_a_sale_that_is_armed_or_waits_is_taken_up_again() -> None:
    final = {Phase.DECLINED, Phase.CLOSED, Phase.REVERSED}
    assert {p for p, s in STATES.items() if not table.is_open(s)} == final
    armed = {Phase.AUTHORISING, Phase.COMPLETING, Phase.REVERSING}
    assert {p for p, s in STATES.items() if table.is_armed(s)} == armed


def test_a_lifted_reversal_is_repeated_and_says_so_until_it_is_confirmed() -> None:
    lifted = step(STATES[Phase.REVERSING], t.LiftPressed("01", "90"))
    assert (lifted.state.is_lifted, lifted.effects) == (True, ())
    assert table.is_armed(lifted.state)
    assert step(lifted.state, t.LiftPressed("01", "90")).ignored
    again = step(lifted.state, t.RetryDue())
    assert [e.is_lifted for e in again.effects if isinstance(e, t.Reverse)] == [True]
    assert not step(lifted.state, t.ReversalDone()).state.is_lifted
