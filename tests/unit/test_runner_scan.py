"""The runner and customers' codes: sent once, kept nowhere, worked to an end after a restart."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest

from kpay_desktop.domain.sale import Method, QrMode, SaleDraft, SaleState, Wallet
from kpay_desktop.flows.sale_view import ChargeDoubted
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.flows.wallet_sale.values import EndReason, Phase
from kpay_desktop.ports import NoAnswerReason, Payment, StoreErrorKind
from tests.helpers.flows import draft, scan_draft
from tests.helpers.till import BOTH, CODE, Till

# --- sent once, kept nowhere ------------------------------------------------------------------


def test_a_scanned_sale_is_written_before_its_code_leaves() -> None:
    till = Till()
    flow = till.scan()
    assert flow.startswith("scan_pay:")
    assert till.diary == ["begin", "told", "SendCode"]
    (sent,) = till.asked
    order_no = till.state(flow).identity.order_no
    assert sent.effect == t.SendCode(order_no, Wallet.WECHAT, 3_080, CODE)
    assert till.row(flow) is SaleState.OPEN
    assert till.store.sales[1].mode is QrMode.SCAN
    assert till.timers.names() == {"expiry"}


def test_the_code_is_kept_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    till = Till()
    flow = till.take_back()
    till.answer(t.ReverseNotNow())
    till.timers.advance(5.0)
    till.runner.charge(scan_draft(), "press-2", code=CODE)
    till.store.fault = StoreErrorKind.FULL
    till.runner.charge(scan_draft(amount_minor=1), "press-3", code=CODE)
    for kept in (
        till.store.journal,
        till.store.flows,
        till.store.sales,
        till.news,
        till.asked,
        till.diary,
        till.view(flow),
        caplog.text,
    ):
        assert CODE not in str(kept)
        assert CODE not in repr(kept)


def test_a_repeated_press_sends_nothing() -> None:
    till = Till()
    till.scan()
    till.runner.charge(scan_draft(), "press-1", code=CODE)
    assert till.waiting() == ["SendCode"]
    assert len(till.store.sales) == 1


def test_a_code_is_not_sent_where_its_sale_could_not_be_written(
    caplog: pytest.LogCaptureFixture,
) -> None:
    till = Till()
    till.store.fault = StoreErrorKind.FULL
    till.runner.charge(scan_draft(), "press-1", code=CODE)
    assert till.asked == []
    till.store.fault = None
    till.scan()
    assert till.waiting() == ["SendCode"]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (scan_draft(), ""),
        (draft(), CODE),
        (replace(draft(method=Method.WECHAT), mode=QrMode.OWN), ""),
    ],
)
def test_a_sale_without_what_it_needs_is_refused(
    wrong: SaleDraft, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    till = Till()
    till.runner.charge(wrong, "press-1", code=code)
    assert [(each.request, each.kind) for each in till.refused()] == [("press-1", None)]
    assert till.store.sales == {}
    assert "in a way in which none can be made" in caplog.text


def test_a_disk_that_refuses_the_answer_sends_no_code_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    till = Till()
    flow = till.scan()
    till.store.refusals = 1
    till.answer(t.Pending(0))
    assert till.phase(flow) is Phase.CREATED
    till.timers.advance(2.0)
    assert till.phase(flow) is Phase.PAYING
    till.timers.advance(5.0)
    assert till.waiting() == ["QueryOrder"]


# --- the customer pays ------------------------------------------------------------------------


def test_pages_know_how_long_the_customer_has_and_when_was_asked() -> None:
    till = Till()
    flow = till.scan()
    ends_at = till.clock.monotonic() + 45.0
    assert till.view(flow).expires_at == ends_at
    till.timers.advance(1.0)
    till.answer(t.Pending(0))
    view = till.view(flow)
    assert view.state.phase is Phase.PAYING
    assert view.expires_at == ends_at
    assert view.checked_at == till.clock.monotonic()
    till.timers.advance(4.0)
    assert till.waiting() == ["QueryOrder"]
    till.answer(t.Pending(till.ticket(flow)))
    assert till.view(flow).checked_at == till.clock.monotonic()
    till.timers.advance(4.0)
    assert till.waiting() == ["QueryOrder"]
    till.answer(till.paid())
    assert till.row(flow) is SaleState.APPROVED
    assert till.view(flow).expires_at is None
    assert till.store.unmarked(1) == BOTH


def test_the_wallets_limit_ends_the_waiting() -> None:
    till = Till()
    flow = till.scan()
    till.answer(t.OrderUnanswered(NoAnswerReason.TIMEOUT))
    assert till.view(flow).checked_at is None
    till.timers.advance(44.9)
    assert till.phase(flow) is Phase.PAYING
    till.timers.advance(0.2)
    assert till.phase(flow) is Phase.ASKING
    assert till.state(flow).end is EndReason.TOO_LATE
    assert till.row(flow) is SaleState.CHECKING
    assert till.timers.names() == set()


def test_a_scanned_sale_is_approved_and_nothing_is_printed_twice() -> None:
    till = Till()
    flow = till.scan()
    till.answer(till.paid())
    till.runner.post(flow, till.paid())
    assert till.row(flow) is SaleState.APPROVED
    assert till.store.unmarked(1) == BOTH
    assert [c.wallet_txn_no for c in till.store.accepted(till.state(flow).identity.attempt_id)] == [
        "T1"
    ]


# --- answers that come when the sale has moved on -----------------------------------------------


def test_the_answer_to_the_code_counts_while_the_sale_asks() -> None:
    till = Till()
    flow = till.scan()
    till.runner.post(flow, t.CancelPressed())
    assert till.waiting() == ["SendCode", "QueryOrder"]
    till.answer(till.paid())
    assert till.row(flow) is SaleState.APPROVED


def test_the_answer_to_the_code_approves_nothing_that_is_being_taken_back() -> None:
    till = Till()
    flow = till.scan()
    till.runner.post(flow, t.CancelPressed())
    sent = till.asked.pop(0)
    till.answer(t.NotFound(till.ticket(flow)))
    assert till.phase(flow) is Phase.REVERSING
    sent.reply(till.paid(), None)
    assert till.phase(flow) is Phase.REVERSING
    till.timers.advance(15.0)
    assert till.waiting() == ["ReverseOrder"]
    till.answer(t.ReverseDone())
    till.answer(t.Gone(till.ticket(flow)))
    assert till.row(flow) is SaleState.CLOSED
    assert till.store.credits == {}


@pytest.mark.parametrize("late", [t.Pending(0), t.Failed(0, "PAYERROR"), t.Gone(0), t.NotFound(0)])
def test_what_decides_nothing_any_more_is_ignored(late: t.Event) -> None:
    till = Till()
    flow = till.scan()
    till.runner.post(flow, t.CancelPressed())
    steps = len(till.store.journal)
    till.asked.pop(0).reply(late, None)
    assert till.phase(flow) is Phase.ASKING
    assert len(till.store.journal) == steps


@pytest.mark.parametrize(
    ("late", "row"),
    [(t.OrderDeclined("NOTENOUGH"), SaleState.DECLINED), (t.CodeUnsent(), SaleState.CLOSED)],
)
def test_a_definite_no_ends_a_sale_wherever_it_stands(late: t.Event, row: SaleState) -> None:
    till = Till()
    flow = till.scan()
    till.runner.post(flow, t.CancelPressed())
    sent = till.asked.pop(0)
    till.answer(t.NotFound(till.ticket(flow)))
    sent.reply(late, None)
    assert till.row(flow) is row
    assert till.timers.names() == {"watch"}


# --- taken back -------------------------------------------------------------------------------


def test_the_reversal_is_on_the_disk_before_it_leaves() -> None:
    till = Till()
    flow = till.scan()
    till.timers.advance(20.0)
    till.diary.clear()
    till.answer(t.Failed(0, "PAYERROR"))
    assert till.diary == ["commit", "told", "ReverseOrder"]
    assert till.row(flow) is SaleState.CHECKING
    assert '"armed_at":"2026' in till.store.journal[-1].state


def test_a_payment_is_taken_back_until_the_gateway_says_so_and_somebody_is_told() -> None:
    till = Till()
    flow = till.take_back()
    for _ in range(5):
        assert till.waiting()[0] == "ReverseOrder"
        while till.asked:
            asked = till.asked.pop(0)
            is_reversal = isinstance(asked.effect, t.ReverseOrder)
            asked.reply(t.ReverseNotNow() if is_reversal else till.paid(), None)
        till.timers.advance(60.0)
    assert till.state(flow).stuck
    assert till.phase(flow) is Phase.REVERSING
    till.answer(t.ReverseDone())
    till.asked.clear()
    till.runner.post(flow, t.CheckPressed())
    till.answer(t.Gone(till.ticket(flow)))
    assert till.row(flow) is SaleState.DECLINED
    assert not till.state(flow).stuck
    assert till.store.credits == {}
    assert till.store.sales[1].reason == "PAYERROR"


@pytest.mark.parametrize("waits", ["created", "paying", "asking"])
def test_a_start_sends_no_code_and_finds_out(waits: str) -> None:
    till = Till()
    flow = till.scan()
    if waits != "created":
        till.answer(t.Pending(0))
    if waits == "asking":
        till.runner.post(flow, t.CancelPressed())
    after = till.restarted()
    assert after.runner.recover() == 1
    assert after.waiting() == ["QueryOrder"]
    assert after.phase(flow) is Phase.ASKING
    after.timers.advance(20.0)
    after.answer(t.Pending(after.ticket(flow)))
    assert after.waiting() == ["ReverseOrder"]
    assert after.phase(flow) is Phase.REVERSING


def test_a_start_goes_on_taking_back_and_approves_nothing() -> None:
    till = Till()
    flow = till.take_back()
    after = till.restarted()
    assert after.runner.recover() == 1
    assert after.waiting() == ["ReverseOrder"]
    after.runner.post_paid(after.state(flow).identity.order_no, after.paid())
    assert after.phase(flow) is Phase.REVERSING
    after.answer(t.ReverseDone())
    again = after.restarted()
    again.runner.recover()
    assert again.waiting() == ["QueryOrder"]
    again.answer(t.Gone(again.state(flow).ticket))
    assert again.row(flow) is SaleState.DECLINED


def test_a_start_takes_up_sales_of_every_mode_and_no_others() -> None:
    till = Till()
    till.show()
    till.own("press-2")
    till.scan("press-3")
    till.store.flows["card_sale:9"] = ("{}", True)
    till.store.flows["settlement:1"] = ("{}", True)
    assert till.restarted().runner.recover() == 3


# --- the same total ---------------------------------------------------------------------------


def test_a_scanned_sale_in_doubt_warns_before_its_total_is_charged_again() -> None:
    till = Till()
    flow = till.scan()
    till.answer(t.OrderUnanswered(NoAnswerReason.TIMEOUT))
    till.runner.charge(draft(), "press-2")
    doubted = till.news[-1]
    assert isinstance(doubted, ChargeDoubted)
    assert [view.flow for view in doubted.others] == [flow]


def test_another_amount_of_a_scanned_sale_is_neither_approved_nor_reversed_at_once() -> None:
    till = Till()
    flow = till.scan()
    till.answer(t.Paid(3_080, (Payment("T1", 1),)))
    assert till.phase(flow) is Phase.DOUBT
    till.timers.advance(5.0)
    till.answer(t.Gone(till.ticket(flow)))
    assert till.phase(flow) is Phase.REVERSING
