"""Cards in any order of events: answers late, doubled and lost, full disks, restarts at any moment.

The host keeps its accounts. When everything has run out, it must hold what the till approved, to
the cent, and nothing else.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from kpay_desktop.domain.card import EntryMode
from kpay_desktop.flows.card_sale import table
from kpay_desktop.flows.card_sale import values as t
from kpay_desktop.flows.card_sale.state import Phase
from kpay_desktop.flows.card_work import HostEffect, HostReply
from kpay_desktop.ports_cards import CardSeen, ChoiceNeeded, HostApproved, ReadProblem, Silence
from tests.helpers.card_books import CardAccounts, CardAuditor, agree, states, unheard
from tests.helpers.card_counter import (
    SIGNATURE,
    WORDS,
    AskedHost,
    CardCounter,
    leaks,
)
from tests.helpers.memory_store import InMemoryStore

MOST_SALES = 4
PICK = st.integers(0, 10_000)
ENTRIES = st.sampled_from([EntryMode.CHIP, EntryMode.TAP, EntryMode.SWIPE, EntryMode.FALLBACK])
UNSENT = {Phase.READING, Phase.CHOOSING, Phase.CONFIRMING}
ANSWERS = st.sampled_from(["yes", "no", "unclear", "first no, then yes"])
FATES = st.sampled_from(["heard", "busy", "lost", "late", "twice", "on its way", "unsent"])
PROBLEMS = st.sampled_from(
    [ReadProblem.REMOVED, ReadProblem.BAD_CARD, ReadProblem.DECLINED_BY_CARD, ReadProblem.SWIPE]
)


class CardDay(RuleBasedStateMachine):
    """A till, its card host, its customers, and everything that can go wrong between them."""

    def __init__(self) -> None:
        super().__init__()
        self.store = InMemoryStore()
        self.till = CardCounter(self.store)
        self.till.runner.recover()
        self.accounts = CardAccounts()
        self.auditor = CardAuditor(self.store)
        self.presses = 0
        self.on_the_way: list[tuple[t.Authorise, float]] = []
        self.late: list[HostApproved] = []
        self.told_late: list[HostApproved] = []
        self.doubled: list[tuple[HostReply, t.Event]] = []
        self.till.host.watch = self.handed_over

    # --- the counter ----------------------------------------------------------------------

    @precondition(lambda self: len(self.store.sales) < MOST_SALES)
    @rule(again=st.booleans())
    def charge(self, again: bool) -> None:
        self.presses += 1
        for _ in range(1 + again):
            self.till.press(f"press-{self.presses}")

    @precondition(lambda self: len(self.store.sales) < MOST_SALES)
    @rule(entry=ENTRIES, signs=st.booleans(), answer=ANSWERS, fate=FATES, writes=st.integers(0, 2))
    def go_online(self, entry: EntryMode, signs: bool, answer: str, fate: str, writes: int) -> None:
        """The usual way, so that sequences reach far in a few steps."""
        self.charge(again=False)
        self.card(0, entry, signs)
        flows = self.flows()
        if flows:
            self.till.runner.confirm(flows[-1])
        if self.till.host.asked:
            self.store.refusals = writes
            self.answer(0, answer, fate)

    @precondition(lambda self: bool(self.flows()))
    @rule(which=PICK, entry=ENTRIES, signs=st.booleans())
    def card(self, which: int, entry: EntryMode, signs: bool) -> None:
        # The newest sale has the readers, mostly.
        flows = self.flows()
        if flows:
            flow = flows[-1 - which % len(flows)]
            self.till.runner.reader_news(CardSeen(flow, entry))
            self.till.present(flow, entry, signs=signs)

    @precondition(lambda self: bool(self.flows()))
    @rule(
        which=PICK,
        press=st.sampled_from(
            ["confirm", "confirm", "cancel", "now", "sign", "paper", "choose", "list", "contact"]
        ),
    )
    def press(self, which: int, press: str) -> None:
        flow, runner = self.flow(which), self.till.runner
        match press:
            case "confirm":
                runner.confirm(flow)
            case "cancel":
                runner.cancel(flow)
            case "now":
                runner.reverse_now(flow)
            case "sign":
                runner.sign(flow, SIGNATURE)
            case "paper":
                runner.sign_on_paper(flow)
            case "choose":
                runner.choose(flow, 0)
            case "list":
                runner.reader_news(ChoiceNeeded(flow, ("A", "B")))
            case _:
                runner.note_contact(flow, "81234567")

    @precondition(lambda self: bool(self.flows()))
    @rule(which=PICK, end=st.sampled_from(["yes", "yes", "no", "failed", "out"]), problem=PROBLEMS)
    def the_card_says(self, which: int, end: str, problem: ReadProblem) -> None:
        flow = self.flow(which)
        if end == "failed":
            self.till.fail(flow, problem, fallback=True)
        elif end == "out":
            self.till.take_out(flow)
        elif self.till.stored(flow).phase not in UNSENT:
            # A card has its last word only once it has been asked for it.
            self.till.finish(flow, approved=end == "yes")

    # --- the line -------------------------------------------------------------------------

    @precondition(lambda self: bool(self.till.host.asked))
    @rule(which=PICK, answer=ANSWERS, fate=FATES)
    def answer(self, which: int, answer: str, fate: str) -> None:
        asked = self.take(which)
        effect = asked.effect
        if fate == "unsent" and isinstance(effect, t.Authorise):
            asked.reply(t.HostSilent(Silence.OFFLINE, sent=False), None)
            return
        if fate == "on its way":
            if isinstance(effect, t.Authorise):
                self.on_the_way.append((effect, self.till.clock.monotonic()))
            asked.reply(unheard(effect), None)
            return
        event = self.host(effect, answer)
        if isinstance(effect, t.Authorise) and answer == "first no, then yes":
            self.comes_late(effect, self.accounts.change_its_mind(effect))
        if fate in {"lost", "late"}:
            if fate == "late":
                self.comes_late(effect, event)
            asked.reply(unheard(effect), None)
            return
        if fate == "twice":
            self.doubled.append((asked.reply, event))
        self.till.executor.is_full = fate == "busy"
        asked.reply(event, WORDS)
        self.till.executor.is_full = False

    @precondition(lambda self: bool(self.on_the_way))
    @rule(which=PICK, is_heard=st.booleans())
    def a_sale_arrives_after_all(self, which: int, is_heard: bool) -> None:
        """Within the time in which it can, and then no more."""
        effect, since = self.on_the_way.pop(which % len(self.on_the_way))
        if self.till.clock.monotonic() - since < self.till.clocks.arrival_s:
            event = self.host(effect, "yes")
            if is_heard:
                self.comes_late(effect, event)

    @precondition(lambda self: bool(self.late))
    @rule(which=PICK, busy=st.booleans())
    def a_late_answer_is_heard(self, which: int, busy: bool) -> None:
        late = self.late.pop(which % len(self.late))
        self.told_late.append(late)
        self.till.executor.is_full = busy
        self.till.runner.late_answer(late)
        self.till.executor.is_full = False

    @precondition(lambda self: bool(self.doubled))
    @rule(which=PICK)
    def an_answer_comes_twice(self, which: int) -> None:
        reply, event = self.doubled.pop(which % len(self.doubled))
        reply(event, WORDS)

    # --- the world ------------------------------------------------------------------------

    @rule(seconds=st.sampled_from([0.5, 2.0, 5.0, 30.0, 100.0, 200.0, 400.0]))
    def time_passes(self, seconds: float) -> None:
        self.till.timers.advance(seconds)

    @rule(seconds=st.sampled_from([-86_400.0, 3_600.0, 90_000.0]))
    def the_clock_is_set(self, seconds: float) -> None:
        self.till.clock.jump(seconds)

    @rule(writes=st.integers(1, 3))
    def the_disk_refuses(self, writes: int) -> None:
        self.store.refusals = writes

    @rule(taken_up=st.booleans())
    def restart(self, taken_up: bool) -> None:
        """At any moment; what was handed over may still be sent, and is heard by nobody."""
        for asked in self.till.host.asked:
            if isinstance(asked.effect, t.Authorise):
                self.on_the_way.append((asked.effect, self.till.clock.monotonic()))
        self.check_leaks()
        self.doubled.clear()
        # What was heard and could not be written goes with the program: it is told once more.
        self.late += self.told_late
        self.told_late.clear()
        self.till = self.till.restarted()
        self.till.host.watch = self.handed_over
        if taken_up:
            self.till.runner.recover()

    # --- what holds -----------------------------------------------------------------------

    @invariant()
    def books_hold(self) -> None:
        self.auditor.audit()
        assert len(self.store.sales) <= self.presses, "two sales of one press"

    def handed_over(self, effect: HostEffect) -> None:
        """Nothing is sent that is not on the disk, and no sale beside another's reversal."""
        attempt_id = int(effect.handle.partition(":")[2])
        state = self.till.stored(f"card_sale:{attempt_id}")
        card = self.store.cards[attempt_id]
        assert card.is_armed, "sent without its reversal"
        assert (state.stan, card.stan) == (effect.stan, effect.stan)
        assert effect.handle in self.store.vault, "sent without the number"
        if isinstance(effect, t.Authorise):
            assert state.phase is Phase.AUTHORISING
            others = [each for key, each in self.store.cards.items() if key != attempt_id]
            assert not any(each.is_armed for each in others), "a sale before a reversal"
        else:
            assert self.till.box.get(effect.handle) is not None, "a reversal without the number"

    def check_leaks(self) -> None:
        assert leaks(self.store, self.till.news, []) == []

    # --- the machinery ----------------------------------------------------------------------

    def take(self, which: int) -> AskedHost:
        """As the host's thread does: what is under way ends first, then reversals go first."""
        asked = self.till.host.asked
        reversals = [each for each in asked if isinstance(each.effect, t.Reverse)]
        chosen = (reversals or asked)[which % len(reversals or asked)]
        asked.remove(chosen)
        return chosen

    def host(self, effect: t.Authorise | t.Reverse, answer: str) -> t.Event:
        if isinstance(effect, t.Reverse):
            return self.accounts.reverse(effect)
        return self.accounts.sale(effect, answer)

    def comes_late(self, effect: t.Authorise | t.Reverse, event: t.Event) -> None:
        if isinstance(effect, t.Authorise) and isinstance(event, t.HostApproved):
            told = HostApproved(effect.stan, event.rrn, event.approval_code, "00")
            self.late.append(told)

    def flows(self) -> list[str]:
        return sorted(self.store.flows)

    def flow(self, which: int) -> str:
        flows = self.flows()
        return flows[which % len(flows)]

    def teardown(self) -> None:
        """From now on everything works: every sale ends, and the accounts agree."""
        self.store.refusals = 0
        self.till.runner.recover()
        while self.late:
            self.till.runner.late_answer(self.late.pop())
        for _ in range(200):
            while self.till.host.asked:
                asked = self.take(0)
                asked.reply(self.host(asked.effect, "yes"), WORDS)
            if all(not table.is_open(state) for state in states(self.store)):
                break
            self.till.timers.advance(20.0)
        self.till.timers.advance(5.0)
        self.auditor.audit()
        agree(self.store, self.accounts)
        self.check_leaks()
        assert all(self.till.box.get(f"card:{n}") is None for n in self.store.attempts)


def test_any_order_of_events_ends_as_the_accounts_say(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("CRITICAL")
    run_state_machine_as_test(
        CardDay,
        settings=settings(
            max_examples=100,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
