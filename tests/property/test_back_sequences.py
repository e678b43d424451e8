"""Sales and money back in any order: answers late, lost and refused, full disks, restarts.

The hosts keep their books. At every moment no more has gone back than was paid, nothing of money
goes before an armed reversal, and in the end the books agree to the cent.
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
from kpay_desktop.domain.returns import ReturnKind, ReturnState
from kpay_desktop.domain.sale import Method, SaleState
from kpay_desktop.flows.back_view import BackView
from kpay_desktop.flows.card_calls import HostEffect
from kpay_desktop.flows.card_sale import values as c
from kpay_desktop.flows.card_view import CardSaleView
from kpay_desktop.flows.money_back import values as t
from kpay_desktop.flows.money_back.state import Phase
from kpay_desktop.ports_cards import HostApproved
from tests.helpers.back_counter import CODE, NOT_REVERSED, RRN, SILENT, TOTAL, UNSENT, BackCounter
from tests.helpers.back_day import ENDS, answer_of, reversed_of, told_of
from tests.helpers.card_counter import WORDS, leaks
from tests.helpers.memory_store import InMemoryStore
from tests.helpers.truthful_card_host import CardHost, HeldSale, Mood, WalletGateway

PICK = st.integers(0, 10_000)
MOODS = st.sampled_from([Mood.YES, Mood.YES, *Mood])
FATES = st.sampled_from(["heard", "heard", "heard", "lost", "unsent", "late"])
AMOUNTS = st.sampled_from([1, 1_000, 1_540, TOTAL, TOTAL + 1])
MOST_SALES = 6
GONE = {ReturnState.OPEN, ReturnState.PENDING, ReturnState.DONE}


class BackDay(RuleBasedStateMachine):
    """A till that sells and gives back, its hosts, and everything that can go wrong between."""

    def __init__(self) -> None:
        super().__init__()
        self.store = InMemoryStore()
        self.host, self.wallets = CardHost(), WalletGateway()
        self.late: list[HostApproved] = []
        self.sold: set[int] = set()
        self._use(BackCounter(self.store))
        self.till.runner.recover()
        # Everything after this is about what goes back.
        for method in (Method.CARD, Method.PAYNOW, Method.CARD):
            self.sell("heard", method)

    def _use(self, till: BackCounter) -> None:
        self.till = till
        till.watch = till.cards.host.watch = self._handed_over

    def _handed_over(self, effect: HostEffect) -> None:
        """Nothing that moves money goes beside somebody else's armed reversal."""
        if isinstance(effect, c.Authorise | t.SendToHost):
            lane = self.till.cards.runner.lane
            armed = lane.first_armed()
            if armed is not None:
                assert isinstance(armed.view, BackView | CardSaleView)
                assert armed.view.state.stan == effect.stan

    # --- the counter ----------------------------------------------------------------------

    @precondition(lambda self: len(self.sold) < MOST_SALES)
    @rule(fate=FATES, method=st.sampled_from([Method.CARD, Method.CARD, Method.PAYNOW]))
    def sell(self, fate: str, method: Method) -> None:
        if method is not Method.CARD:
            self.store.refusals = 0
            sale_id = self.till.sell(method)
            self.sold.add(sale_id)
            self.wallets.paid[self.till.sale(sale_id).identity.order_no] = TOTAL
            return
        cards, before = self.till.cards, set(self.store.sales)
        self.till.presses += 1
        cards.press(f"sale-{self.till.presses}")
        for sale_id in set(self.store.sales) - before:
            flow = f"card_sale:{self.store.sales[sale_id].identity.attempt_id}"
            cards.present(flow, EntryMode.TAP)
            if cards.waiting()[-1:] != ["Authorise"]:
                continue
            asked = cards.host.asked.pop()
            if fate in {"lost", "unsent"}:
                asked.reply(SILENT if fate == "lost" else UNSENT, None)
                continue
            asked.reply(c.HostApproved(RRN, CODE), WORDS)
            if self.store.sales[sale_id].state is SaleState.APPROVED:
                self.sold.add(sale_id)
                voucher = self.store.sales[sale_id].identity.voucher
                self.host.sales[voucher] = HeldSale(TOTAL)

    @precondition(lambda self: bool(self.sold))
    @rule(
        which=PICK,
        kind=st.sampled_from(ReturnKind),
        amount=AMOUNTS,
        fate=FATES,
        mood=MOODS,
        writes=st.sampled_from([0, 0, 1, 2]),
    )
    def whole(
        self, which: int, kind: ReturnKind, amount: int, fate: str, mood: Mood, writes: int
    ) -> None:
        """The usual way, so that sequences reach far in a few steps."""
        self.give_back(which, kind, amount, twice=False)
        self.store.refusals = writes
        if self.till.host:
            self.card_host(fate, mood)
        elif self.till.gateway:
            self.gateway(fate, mood)

    @precondition(lambda self: bool(self.sold))
    @rule(which=PICK, kind=st.sampled_from(ReturnKind), amount=AMOUNTS, twice=st.booleans())
    def give_back(self, which: int, kind: ReturnKind, amount: int, twice: bool) -> None:
        numbers = sorted(self.sold)
        sale_id = numbers[which % len(numbers)]
        amount = TOTAL if kind is ReturnKind.VOID else amount
        request = self.till.press(kind, sale_id, amount)
        if twice:
            self.till.press(kind, sale_id, amount, request)

    @precondition(lambda self: bool(self.store.backs))
    @rule(which=PICK, press=st.sampled_from(["cancel", "now", "confirm", "card", "lift"]))
    def press(self, which: int, press: str) -> None:
        flow = f"money_back:{sorted(self.store.backs)[which % len(self.store.backs)]}"
        match press:
            case "cancel":
                self.till.runner.cancel(flow)
            case "now":
                self.till.runner.try_now(flow)
            case "confirm":
                self.till.runner.confirm(flow)
            case "lift":
                self.till.lift(flow)
            case _:
                # A reader reads for what waits for a card, and for nothing else.
                if self.till.stored(flow).phase is Phase.READING:
                    self.till.present(flow)

    # --- the lines ------------------------------------------------------------------------

    @precondition(lambda self: bool(self.till.host))
    @rule(fate=FATES, mood=MOODS)
    def card_host(self, fate: str, mood: Mood) -> None:
        asked = self.till.host.pop(0)
        effect = asked.effect
        if isinstance(effect, t.ReverseAtHost):
            code = "" if fate == "unsent" else self.host.reverse(effect, mood)
            heard = NOT_REVERSED if fate != "heard" else reversed_of(code)
            asked.reply(heard, None)
            return
        if fate == "unsent":
            asked.reply(UNSENT, None)
            return
        code = self.host.give_back(effect, mood)
        if fate == "late" and code == "00":
            self.late.append(HostApproved(effect.stan, RRN, CODE, "00"))
        asked.reply(answer_of(code) if fate == "heard" else SILENT, None)

    @precondition(lambda self: bool(self.till.gateway))
    @rule(fate=FATES, mood=MOODS)
    def gateway(self, fate: str, mood: Mood) -> None:
        asked = self.till.gateway.pop(0)
        status = "" if fate == "unsent" else self.wallets.give_back(asked.effect, mood)
        asked.reply(told_of(status) if fate == "heard" else t.WalletSilent())

    @precondition(lambda self: bool(self.till.cards.host.asked))
    @rule(done=st.booleans())
    def sale_is_reversed(self, done: bool) -> None:
        self.till.cards.host.asked.pop(0).reply(c.ReversalDone() if done else NOT_REVERSED, None)

    @precondition(lambda self: bool(self.late))
    @rule()
    def late_answer(self) -> None:
        self.till.cards.runner.late_answer(self.late.pop(0))

    # --- the world ------------------------------------------------------------------------

    @rule(seconds=st.sampled_from([1.0, 6.0, 60.0, 400.0]))
    def time_passes(self, seconds: float) -> None:
        self.till.timers.advance(seconds)

    @rule(writes=st.integers(1, 3))
    def disk_is_full(self, writes: int) -> None:
        self.store.refusals = writes

    @rule()
    def restart(self) -> None:
        self.store.refusals = 0
        self._use(self.till.restarted())
        # Late answers came to the program that has ended.
        self.late.clear()
        self.till.cards.runner.recover()
        self.till.runner.recover()

    # --- what must hold -------------------------------------------------------------------

    @invariant()
    def no_more_goes_back_than_was_paid(self) -> None:
        gone: dict[int, int] = {}
        for number, stored in self.store.backs.items():
            record = stored.record
            # What is being taken back itself may stand beside what came after a first end of it.
            if self.till.stored(f"money_back:{number}").phase is Phase.REVERSING:
                continue
            sale_id = record.sale.identity.sale_id
            if record.state in GONE:
                gone[sale_id] = gone.get(sale_id, 0) + record.amount_minor
        assert all(minor <= TOTAL for minor in gone.values())

    @invariant()
    def nothing_of_a_card_stands_anywhere(self) -> None:
        assert leaks(self.store, self.till.cards.news, []) == []
        assert not any("5413339000001513" in repr(told) for told in self.till.news)

    def teardown(self) -> None:
        """From now on everything works: every return ends, and the books agree."""
        self.store.refusals = 0
        for _ in range(300):
            while self.till.cards.host.asked:
                self.sale_is_reversed(done=True)
            while self.till.host:
                self.card_host("heard", Mood.YES)
            while self.till.gateway:
                self.gateway("heard", Mood.YES)
            if not self.store.open_flows():
                break
            for number in self.store.backs:
                self.till.runner.cancel(f"money_back:{number}")
            self.till.timers.advance(20.0)
        records = [one.record for one in self.store.backs.values()]
        assert all(one.state in ENDS for one in records)
        for sale_id in self.sold:
            sale = self.store.sales[sale_id]
            done = [
                one
                for one in records
                if one.sale.identity.sale_id == sale_id and one.state is ReturnState.DONE
            ]
            given_minor = sum(one.amount_minor for one in done)
            voided = any(one.kind is ReturnKind.VOID for one in done)
            assert given_minor <= TOTAL
            assert (sale.state is SaleState.VOIDED) == voided
            if sale.method is Method.CARD:
                held = [self.host.backs.get(one.stan) for one in records
                        if one.sale.identity.sale_id == sale_id]  # fmt: skip
                given = [one for one in held if one is not None and one.stands]
                assert sum(one.amount_minor for one in given) == given_minor
            else:
                assert self.wallets.given_minor(sale.identity.order_no) == given_minor


def test_any_order_of_events_ends_as_the_books_say(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("CRITICAL")
    run_state_machine_as_test(
        BackDay,
        settings=settings(
            max_examples=120,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
