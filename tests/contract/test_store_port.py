"""What flows may expect of a store: the real one and the one in memory tell the same story."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kpay_desktop.domain.approval import Supervised
from kpay_desktop.domain.records import (
    Commit,
    CreditKind,
    CreditRecord,
    CreditState,
    PrintRequest,
    PrintState,
    SaleUpdate,
    SlipCopy,
)
from kpay_desktop.domain.sale import SaleIdentity, SaleState
from kpay_desktop.flows.authority import Authority
from kpay_desktop.flows.runner import Reply, Runner, RunnerParts
from kpay_desktop.flows.sale_view import ChargeBegun, Observed, SaleView
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.ports import Payment, Store, StoreError
from kpay_desktop.settings_works import QrClockSettings
from tests.helpers.approvals import ACCEPT, REFUND, decide
from tests.helpers.flows import NOON, InlineExecutor, ManualClock, ManualTimers, draft
from tests.helpers.memory_store import InMemoryStore
from tests.helpers.store import opened, write

Story = Callable[[Store], list[str]]


def tell(story: Story, folder: Path) -> tuple[list[str], list[str]]:
    """Return the story as the real store tells it, and as the one in memory does."""
    with opened(folder) as real:
        told = write(real, lambda: story(real.store))
        assert real.verify(60).is_sound
    return told, story(InMemoryStore())


def first(identity: SaleIdentity) -> Commit:
    return Commit(flow_of(identity), "{}", '{"n":0}', True, NOON)


def flow_of(identity: SaleIdentity) -> str:
    return f"show_qr:{identity.attempt_id}"


def credit(identity: SaleIdentity, number: str) -> CreditRecord:
    return CreditRecord(number, identity.attempt_id, 3_080, CreditKind.LATE, CreditState.INBOX)


def refused(store: Store, commit: Commit) -> str:
    with pytest.raises(StoreError) as caught:
        store.commit(commit)
    return f"refused: {caught.value.kind.value}"


def test_a_refused_step_leaves_no_trace(tmp_path: Path) -> None:
    def story(store: Store) -> list[str]:
        one = store.begin_sale(draft(), NOON, first)
        two = store.begin_sale(draft(), NOON, first)
        told: list[str] = []
        step = Commit(flow_of(one), "{}", '{"n":1}', True, NOON)
        store.commit(replace(step, new_credits=(credit(one, "T1"),)))
        other = Commit(flow_of(two), "{}", '{"n":1}', False, NOON)
        prints = (PrintRequest(two.sale_id, SlipCopy.MERCHANT),)
        # The number is there already: neither the state nor the slip nor the row is written.
        taken = replace(
            other,
            new_credits=(credit(two, "T2"), credit(two, "T1")),
            print_requests=prints,
            sale=SaleUpdate(two.sale_id, SaleState.APPROVED),
        )
        told.append(refused(store, taken))
        twice = replace(other, new_credits=(credit(two, "T3"), credit(two, "T3")))
        told.append(refused(store, twice))
        unknown = replace(other, credit_states=(("T9", CreditState.REFUNDED),))
        told.append(refused(store, unknown))
        told.append(refused(store, replace(other, sale=SaleUpdate(99, SaleState.CLOSED))))
        flow = store.flow(flow_of(two))
        sale = store.sale(two.sale_id)
        assert flow is not None
        assert sale is not None
        told += [flow.state, sale.state.value, str(store.print_jobs(9))]
        told += [str(store.attempt_of_credit(n) == one.attempt_id) for n in ("T1", "T2", "T3")]
        told += [f.state for f in store.open_flows()]
        return told

    real, in_memory = tell(story, tmp_path)
    assert real == in_memory
    assert real[:4] == ["refused: other"] * 4


def test_slips_are_queued_once_unless_marked(tmp_path: Path) -> None:
    def story(store: Store) -> list[str]:
        sale = store.begin_sale(draft(), NOON, first)
        both = tuple(PrintRequest(sale.sale_id, copy) for copy in SlipCopy)
        step = Commit(flow_of(sale), "{}", "{}", True, NOON, print_requests=both)
        store.commit(step)
        store.commit(step)
        again = store.request_print(PrintRequest(sale.sale_id, SlipCopy.CUSTOMER), NOON)
        marked = store.request_print(PrintRequest(sale.sale_id, SlipCopy.CUSTOMER, True), NOON)
        store.set_print_state(1, PrintState.SENDING, duplicate=True)
        store.set_print_state(2, PrintState.PRINTED, duplicate=False)
        store.set_print_state(1, PrintState.QUEUED, duplicate=False)
        with pytest.raises(StoreError):
            store.set_print_state(2, PrintState.SENDING, duplicate=False)
        with pytest.raises(StoreError):
            store.set_print_state(9, PrintState.SENDING, duplicate=False)
        jobs = [
            f"{j.job_id} {j.copy.value} {j.duplicate} {j.state.value}" for j in store.print_jobs(9)
        ]
        return [str(again), str(marked), *jobs, str(len(store.print_jobs(1)))]

    real, in_memory = tell(story, tmp_path)
    assert real == in_memory


class Counter:
    """A runner on a store, with the answers in the test's hand."""

    def __init__(self, store: Store) -> None:
        self.clock = ManualClock()
        self.executor = InlineExecutor()
        self.timers = ManualTimers(self.clock, self.executor)
        self.replies: list[Reply] = []
        self.news: list[Observed] = []
        self.store = store
        self.authority = Authority(self.clock)
        self.runner = Runner(
            RunnerParts(
                store=store,
                executor=self.executor,
                timers=self.timers,
                clock=self.clock,
                clocks=QrClockSettings(),
                authority=self.authority,
                perform=lambda _, reply: self.replies.append(reply),
                observe=self.news.append,
                print_wanted=lambda: None,
            )
        )

    def show(self, request: str, retry_of: int | None = None) -> SaleIdentity:
        self.runner.charge(replace(draft(), retry_of=retry_of), request, despite=tuple(range(99)))
        begun = next(n for n in self.news if isinstance(n, ChargeBegun) and n.request == request)
        self.replies.pop()(t.CodeReady("CODE"), None)
        return begun.view.sale.identity

    def decide(self, identity: SaleIdentity, kind: Supervised) -> None:
        flow = flow_of(identity)
        told = [n for n in self.news if isinstance(n, SaleView) and n.flow == flow]
        decide(self.runner, self.authority, told[-1].state, flow, kind)

    def end(self, identity: SaleIdentity) -> None:
        flow = flow_of(identity)
        self.runner.post(flow, t.CancelPressed())
        self.runner.post(flow, t.Pending(2))
        self.runner.post(flow, t.CloseDone())
        self.runner.post(flow, t.Gone(4))


def paid(*numbers: str) -> t.Paid:
    return t.Paid(3_080, tuple(Payment(number, 3_080) for number in numbers), NOON)


def test_sales_of_every_end_are_stored_alike(tmp_path: Path) -> None:
    def story(store: Store) -> list[str]:
        counter = Counter(store)
        runner = counter.runner
        sold, closed, late, back, taken, twice, open_ = (counter.show(f"p{n}") for n in range(7))
        runner.post(flow_of(sold), paid("S1"))
        for identity in (closed, late, back, taken):
            counter.end(identity)
        for identity, number in ((late, "L1"), (back, "B1"), (taken, "A1")):
            runner.post_paid(identity.order_no, paid(number))
        counter.decide(back, REFUND)
        refund_no = f"R{back.order_no}01"
        runner.post(flow_of(back), t.RefundDone(refund_no))
        counter.decide(taken, ACCEPT)
        runner.post(flow_of(twice), paid("D1", "D2"))
        told = []
        for identity in (sold, closed, late, back, taken, twice, open_):
            sale, flow = store.sale(identity.sale_id), store.flow(flow_of(identity))
            assert sale is not None
            assert flow is not None
            # Lanes number their orders in ways of their own.
            plain = replace(sale, identity=open_)
            state = json.loads(flow.state) | {"identity": "", "payments": ""}
            told.append(f"{plain} {state}")
            found = store.flow_of_order(identity.order_no)
            told.append(str(found == flow_of(identity)))
            told.append(str(store.has_other_approval(identity.sale_id, identity.attempt_id)))
        told += [f"{j.copy.value} {j.duplicate}" for j in store.print_jobs(99)]
        return [text.replace(str(open_), "IDENTITY") for text in told]

    real, in_memory = tell(story, tmp_path)
    assert real == in_memory


def test_another_till_on_the_same_store_takes_up_the_same_sales(tmp_path: Path) -> None:
    def story(store: Store) -> list[str]:
        counter = Counter(store)
        shown, closed = counter.show("p1"), counter.show("p2")
        counter.end(closed)
        after = Counter(store)
        told = [str(after.runner.recover())]
        after.runner.post(flow_of(shown), paid("S1"))
        for identity in (shown, closed):
            sale = store.sale(identity.sale_id)
            assert sale is not None
            told.append(sale.state.value)
        return told

    real, in_memory = tell(story, tmp_path)
    assert real == in_memory == ["2", "approved", "closed"]


def test_late_money_is_not_taken_beside_another_try_that_was_paid(tmp_path: Path) -> None:
    def story(store: Store) -> list[str]:
        counter = Counter(store)
        runner = counter.runner
        first = counter.show("p1")
        counter.end(first)
        second = counter.show("p2", retry_of=first.sale_id)
        counter.end(second)
        third = counter.show("p3", retry_of=second.sale_id)
        runner.post(flow_of(third), paid("T3"))
        stranger = counter.show("p4")
        counter.end(stranger)
        ends = []
        for identity, number in ((first, "L1"), (second, "L2"), (stranger, "L4")):
            runner.post_paid(identity.order_no, paid(number))
            counter.decide(identity, ACCEPT)
            sale = store.sale(identity.sale_id)
            assert sale is not None
            ends.append(sale.state.value)
        return ends

    real, in_memory = tell(story, tmp_path)
    assert real == in_memory == ["paid_late", "paid_late", "approved"]
