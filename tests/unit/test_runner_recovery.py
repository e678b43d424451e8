"""The runner when it is busy, after a restart, and when another slip is wanted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kpay_desktop.domain.records import PrintState, SlipCopy
from kpay_desktop.domain.sale import SaleState
from kpay_desktop.flows import codec
from kpay_desktop.flows.in_hand import MAX_SALES_IN_HAND
from kpay_desktop.flows.unreadable import Unreadable
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.flows.wallet_sale.values import Phase, WalletSaleState
from kpay_desktop.ports import BusyError, StoreErrorKind
from tests.helpers.approvals import ACCEPT
from tests.helpers.flows import draft
from tests.helpers.till import Till
from tests.helpers.wallet_sale import IDENTITY, state_in

BOTH = [SlipCopy.MERCHANT, SlipCopy.CUSTOMER]


# --- busy -------------------------------------------------------------------------------------


def test_a_busy_till_says_so() -> None:
    till = Till()
    flow = till.show()
    till.executor.is_full = True
    with pytest.raises(BusyError):
        till.runner.charge(draft(), "press-2")
    with pytest.raises(BusyError):
        till.runner.post(flow, t.CancelPressed())
    with pytest.raises(BusyError):
        till.runner.post_paid("X", till.paid())
    with pytest.raises(BusyError):
        till.runner.decide(flow, ACCEPT, "any", "01")
    with pytest.raises(BusyError):
        till.runner.reprint(1, SlipCopy.CUSTOMER)


def test_an_answer_that_finds_the_till_busy_is_kept() -> None:
    """The sale waits for it and would wait for ever."""
    till = Till()
    flow = till.show()
    till.runner.post(flow, t.CancelPressed())
    till.executor.is_full = True
    till.answer(t.Pending(till.ticket(flow)))
    assert till.phase(flow) is Phase.ASKING
    till.executor.is_full = False
    till.timers.advance(0.5)
    assert till.phase(flow) is Phase.CLOSING


def test_too_many_unfinished_sales_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert MAX_SALES_IN_HAND == 500
    monkeypatch.setattr("kpay_desktop.flows.in_hand.MAX_SALES_IN_HAND", 3)
    till = Till()
    for n in range(3):
        till.charge(request=f"press-{n}")
    till.runner.charge(draft(), "one more", tuple(till.store.sales))
    assert [(r.request, r.kind) for r in till.refused()] == [("one more", None)]
    assert len(till.store.sales) == 3


def test_watched_sales_make_room_for_new_ones(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("kpay_desktop.flows.in_hand.MAX_SALES_IN_HAND", 3)
    till = Till()
    waits = till.late()
    closed = till.end(request="press-2")
    sold = till.sell(request="press-3", number="T3")
    till.charge(request="press-4")
    # The oldest that only was watched went; money that waits for a decision stays.
    assert {key.partition("/")[0] for key in till.timers.waiting} == {waits, sold}
    # It is found when the gateway calls, and watched again from the next start.
    till.runner.post_paid(till.view(closed).sale.identity.order_no, till.paid("T2"))
    assert till.phase(closed) is Phase.PAID_LATE
    assert till.restarted().runner.recover() == 4


def test_presses_are_remembered_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kpay_desktop.flows.charging.MAX_SALES_IN_HAND", 2)
    till = Till()
    for n in range(4):
        till.charge(request=f"press-{n}")
    assert len(till.runner._charging._charged) == 2


# --- recovery ---------------------------------------------------------------------------------

RECOVERED = {
    Phase.CREATED: (Phase.ASKING, ["QueryOrder"], set()),
    Phase.SHOWN: (Phase.ASKING, ["QueryOrder"], set()),
    Phase.ASKING: (Phase.ASKING, ["QueryOrder"], set()),
    Phase.CLOSING: (Phase.CLOSING, ["CloseOrder", "QueryOrder"], set()),
    Phase.ASKING_AGAIN: (Phase.ASKING_AGAIN, ["QueryOrder"], set()),
    Phase.DOUBT: (Phase.DOUBT, ["QueryOrder"], set()),
    Phase.APPROVED: (Phase.APPROVED, [], {"watch"}),
    Phase.CLOSED: (Phase.CLOSED, [], {"watch"}),
    Phase.DECLINED: (Phase.DECLINED, [], {"watch"}),
    Phase.PAID_LATE: (Phase.PAID_LATE, [], {"watch"}),
    Phase.REFUNDED: (Phase.REFUNDED, [], {"watch"}),
}


def stored(phase: Phase) -> tuple[Till, str]:
    """A store in which a till was killed while its sale was in ``phase``."""
    till = Till()
    flow = till.charge()
    identity = till.view(flow).sale.identity
    state = replace(state_in(phase), identity=identity)
    till.store.flows[flow] = (codec.encode(state), True)
    return till.restarted(), flow


@pytest.mark.parametrize("phase", RECOVERED)
def test_every_phase_is_taken_up_after_a_restart(phase: Phase) -> None:
    till, flow = stored(phase)
    assert till.runner.recover() == 1
    expected, asked, clocks = RECOVERED[phase]
    assert till.phase(flow) is expected
    assert till.waiting() == asked
    assert till.timers.names() == clocks
    assert till.view(flow).symbol is None
    assert till.prints_wanted == 0


@pytest.mark.parametrize("phase", [Phase.CREATED, Phase.SHOWN, Phase.CLOSING, Phase.DOUBT])
def test_a_sale_paid_while_the_till_was_off_is_approved(phase: Phase) -> None:
    till, flow = stored(phase)
    till.runner.recover()
    till.answer(till.paid())
    assert till.row(flow) is SaleState.APPROVED
    assert till.store.unmarked(1) == BOTH


def test_a_callback_may_come_before_the_sales_are_taken_up() -> None:
    till, flow = stored(Phase.SHOWN)
    till.runner.post_paid(till.store.attempts[1_001].order_no, till.paid())
    assert till.runner.recover() == 1
    assert till.phase(flow) is Phase.APPROVED
    assert till.timers.names() == {"watch"}
    assert till.prints_wanted == 1


def test_a_restart_with_a_full_disk_tries_again(caplog: pytest.LogCaptureFixture) -> None:
    till, _ = stored(Phase.SHOWN)
    till.store.fault = StoreErrorKind.FULL
    assert till.runner.recover() == 1
    assert till.asked == []
    till.store.fault = None
    till.timers.advance(2.0)
    assert till.waiting() == ["QueryOrder"]


@pytest.mark.parametrize("what", ["state", "sale"])
def test_what_is_damaged_is_named_and_left_alone(
    what: str, caplog: pytest.LogCaptureFixture
) -> None:
    till, flow = stored(Phase.SHOWN)
    if what == "state":
        till.store.flows[flow] = ('{"phase":"shown"}', True)
    else:
        till.store.sales.clear()
    assert till.runner.recover() == 0
    assert [each for each in till.news if isinstance(each, Unreadable)] == till.news
    assert till.asked == []
    assert f"{flow} cannot be read" in caplog.text


def test_flows_of_other_kinds_are_left_to_others() -> None:
    till, _ = stored(Phase.CLOSED)
    till.store.flows["settlement:1"] = ("{}", True)
    assert till.runner.recover() == 1


def test_an_event_for_a_sale_that_cannot_be_read_is_dropped(
    caplog: pytest.LogCaptureFixture,
) -> None:
    till, flow = stored(Phase.CLOSED)
    till.store.unreadable = True
    heard: list[int] = []
    till.runner.post(flow, t.CheckPressed())
    order_no = till.store.attempts[1_001].order_no
    till.runner.post_paid(order_no, till.paid(), lambda: heard.append(1))
    assert till.asked == []
    assert heard == []


def test_the_state_in_the_store_is_the_state_that_pages_see() -> None:
    till = Till()
    flow = till.end()
    held = till.store.flow(flow)
    assert held is not None
    assert codec.decode(WalletSaleState, held.state) == till.view(flow).state
    assert IDENTITY.order_no != till.view(flow).sale.identity.order_no


# --- reprint ----------------------------------------------------------------------------------


def test_another_slip_is_marked() -> None:
    till = Till()
    till.sell()
    till.runner.reprint(1, SlipCopy.CUSTOMER)
    assert till.prints_wanted == 2
    job = till.store.jobs[3]
    assert (job.copy, job.duplicate, job.state) == (SlipCopy.CUSTOMER, True, PrintState.QUEUED)
    assert till.store.unmarked(1) == BOTH


def test_no_slip_of_a_sale_that_is_not_approved(caplog: pytest.LogCaptureFixture) -> None:
    till = Till()
    till.end()
    till.runner.reprint(1, SlipCopy.CUSTOMER)
    till.runner.reprint(99, SlipCopy.CUSTOMER)
    assert till.store.jobs == {}
    assert till.prints_wanted == 0


def test_a_slip_that_cannot_be_queued_is_not_printed(caplog: pytest.LogCaptureFixture) -> None:
    till = Till()
    till.sell()
    till.store.fault = StoreErrorKind.FULL
    till.runner.reprint(1, SlipCopy.CUSTOMER)
    assert till.prints_wanted == 1
    assert len(till.store.jobs) == 2
