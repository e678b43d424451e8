"""Effects carried out on real threads, with a gateway that answers by the book of the test."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator, Sequence

import pytest

from kpay_desktop.domain.sale import Wallet
from kpay_desktop.flows.gateway_answers import close_event, query_event, refund_event
from kpay_desktop.flows.gateway_work import DRAWERS, MAX_WAITING, WATCHERS, WORKERS, GatewayWork
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.ports import (
    CloseAnswer,
    CloseStatus,
    NoAnswer,
    NoAnswerReason,
    OrderMade,
    OrderRefused,
    Payment,
    PaymentStatus,
    QueryAnswer,
    RefundAnswer,
    RefundStatus,
)
from kpay_desktop.qr.build import CodeDraft, build
from kpay_desktop.qr.singapore import PayNow, ProxyType, paynow_template
from kpay_desktop.qr.symbol import Symbol
from tests.helpers.flows import NOON
from tests.helpers.scripted_gateway import ScriptedGateway

ORDER = "80010001000007"
WAIT_S = 60.0
CREATE = t.CreateOrder(ORDER, Wallet.PAYNOW, 3_080)
LINK = "weixin://wxpay/bizpayurl?pr=AbC123"


def paynow(amount_minor: int = 3_080, order_no: str = ORDER) -> str:
    payee = PayNow(ProxyType.UEN, "201912345K")
    return build(
        CodeDraft(
            "Orchid Tea House",
            (paynow_template(payee),),
            amount_minor=amount_minor,
            bill_number=order_no,
        )
    )


class OneCodeReader:
    """Reads back what the test says stands in the picture."""

    def __init__(self) -> None:
        self.text = paynow()

    def read_grey(self, pixels: bytes, width: int, height: int) -> Sequence[str]:
        assert len(pixels) == width * height
        return [self.text]


class Bench:
    """The work with its gateway, and the events that came back."""

    def __init__(self) -> None:
        self.gateway = ScriptedGateway()
        self.reader = OneCodeReader()
        self.events: queue.Queue[tuple[t.Event, Symbol | None]] = queue.Queue()
        self.work = GatewayWork(
            self.gateway,
            self.reader,
            description="Orchid Tea House",
            valid_for_s=180,
            timeout_s=WAIT_S,
        )

    def do(self, effect: t.Effect) -> None:
        self.work.perform(effect, lambda event, symbol: self.events.put((event, symbol)))

    def next(self) -> t.Event:
        return self.events.get(timeout=WAIT_S)[0]

    def wait_entered(self, calls: int = 1) -> None:
        for _ in range(calls):
            assert self.gateway.entered.acquire(timeout=WAIT_S)

    def fill(self) -> None:
        """Occupy every thread with a call that does not end."""
        self.gateway.gate.clear()
        for n in range(WORKERS):
            self.do(t.QueryOrder(f"BUSY{n}", 1))
        self.do(t.QueryOrder("BUSY", 1, in_background=True))
        self.wait_entered(WORKERS + WATCHERS)


@pytest.fixture
def bench() -> Iterator[Bench]:
    bench = Bench()
    yield bench
    bench.gateway.gate.set()
    assert bench.work.stop(WAIT_S)


# --- what answers mean ------------------------------------------------------------------------


def test_what_an_enquirys_answer_means() -> None:
    def answer(status: PaymentStatus, *payments: Payment) -> QueryAnswer:
        return QueryAnswer(ORDER, status, "3045", 3_080, payments, NOON, "**1234")

    paid = Payment("T1", 3_080)
    assert query_event(answer(PaymentStatus.PAID, paid), 4) == t.Paid(3_080, (paid,), NOON)
    assert query_event(answer(PaymentStatus.PENDING), 4) == t.Pending(4)
    assert query_event(answer(PaymentStatus.NOT_FOUND), 4) == t.NotFound(4)
    assert query_event(answer(PaymentStatus.CLOSED), 4) == t.Gone(4)
    assert query_event(answer(PaymentStatus.FAILED), 4) == t.Failed(4, "3045")
    assert query_event(answer(PaymentStatus.UNSURE), 4) == t.Unsure(4, "3045")
    dark = NoAnswer(ORDER, NoAnswerReason.SIGNATURE)
    assert query_event(dark, 4) == t.QueryUnanswered(4, NoAnswerReason.SIGNATURE)


def test_what_a_closes_answer_means() -> None:
    meant = {
        CloseStatus.CLOSED: t.CloseDone(),
        CloseStatus.ALREADY_PAID: t.CloseRefused(),
        CloseStatus.NOT_FOUND: t.CloseNotFound(),
        CloseStatus.UNSURE: t.CloseUnanswered(),
    }
    assert set(meant) == set(CloseStatus)
    for status, event in meant.items():
        assert close_event(CloseAnswer(ORDER, status, "x")) == event
    assert close_event(NoAnswer(ORDER, NoAnswerReason.TIMEOUT)) == t.CloseUnanswered()


def test_what_a_refunds_answer_means() -> None:
    meant = {
        RefundStatus.DONE: t.RefundDone("R1"),
        RefundStatus.REFUSED: t.RefundRefused("R1", "3999"),
        RefundStatus.PENDING: t.RefundUnanswered("R1"),
        RefundStatus.UNSURE: t.RefundUnanswered("R1"),
    }
    assert set(meant) == set(RefundStatus)
    for status, event in meant.items():
        assert refund_event(RefundAnswer("R1", status, "3999"), "R1") == event
    assert refund_event(NoAnswer(ORDER, NoAnswerReason.TIMEOUT), "R1") == t.RefundUnanswered("R1")


# --- codes ------------------------------------------------------------------------------------


def test_a_code_is_checked_and_read_back_before_it_is_handed_on(bench: Bench) -> None:
    bench.gateway.orders.append(OrderMade(ORDER, "G1", paynow()))
    bench.do(CREATE)
    event, symbol = bench.events.get(timeout=WAIT_S)
    assert event == t.CodeReady(paynow())
    assert symbol is not None
    assert symbol.size >= 21
    assert bench.gateway.asked == [f"create {ORDER} 3080"]


def test_a_wechat_link_is_handed_on(bench: Bench) -> None:
    bench.reader.text = LINK
    bench.gateway.orders.append(OrderMade(ORDER, "G1", LINK))
    bench.do(t.CreateOrder(ORDER, Wallet.WECHAT, 3_080))
    assert bench.next() == t.CodeReady(LINK)


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        (paynow(amount_minor=3_180), "code.wrong_amount"),
        (paynow(order_no="80010001000008"), "code.wrong_reference"),
        (paynow()[:-1] + ("0" if paynow()[-1] != "0" else "1"), "code.checksum"),
        (LINK, "code.not_merchant_code"),
        ("", "code.empty"),
    ],
)
def test_a_wrong_code_is_refused(bench: Bench, code: str, problem: str) -> None:
    bench.gateway.orders.append(OrderMade(ORDER, "G1", code))
    bench.do(CREATE)
    assert bench.events.get(timeout=WAIT_S) == (t.CodeRefused(problem), None)


def test_a_code_that_does_not_read_back_is_refused(bench: Bench) -> None:
    bench.reader.text = "something else"
    bench.gateway.orders.append(OrderMade(ORDER, "G1", paynow()))
    bench.do(CREATE)
    assert bench.next() == t.CodeRefused("code.unreadable")


def test_an_order_that_is_refused_or_not_answered(bench: Bench) -> None:
    bench.gateway.orders.append(OrderRefused(ORDER, "3999", "no"))
    bench.do(CREATE)
    assert bench.next() == t.OrderDeclined("3999")
    bench.gateway.orders.append(NoAnswer(ORDER, NoAnswerReason.OFFLINE))
    bench.do(CREATE)
    assert bench.next() == t.OrderUnanswered(NoAnswerReason.OFFLINE)


# --- the other effects, and answers that are not ours -------------------------------------------


def test_enquiry_close_and_refund_come_back_as_events(bench: Bench) -> None:
    bench.gateway.queries.append(QueryAnswer(ORDER, PaymentStatus.PENDING, "2000"))
    bench.do(t.QueryOrder(ORDER, 3))
    assert bench.next() == t.Pending(3)
    bench.gateway.closes.append(CloseAnswer(ORDER, CloseStatus.ALREADY_PAID, "3020"))
    bench.do(t.CloseOrder(ORDER))
    assert bench.next() == t.CloseRefused()
    bench.gateway.refunds.append(RefundAnswer("R1", RefundStatus.DONE, "0000"))
    bench.do(t.RefundPayment("R1", ORDER, "T1", 3_080))
    assert bench.next() == t.RefundDone("R1")
    assert bench.gateway.asked == [f"query {ORDER}", f"close {ORDER}", "refund R1 3080"]


def test_an_answer_about_another_order_is_none(bench: Bench) -> None:
    other = "80010001000008"
    paid = QueryAnswer(other, PaymentStatus.PAID, "0000", 3_080, (Payment("T1", 3_080),))
    bench.gateway.queries.append(paid)
    bench.do(t.QueryOrder(ORDER, 3))
    assert bench.next() == t.QueryUnanswered(3, NoAnswerReason.MISMATCH)
    bench.gateway.closes.append(CloseAnswer(other, CloseStatus.CLOSED, "0000"))
    bench.do(t.CloseOrder(ORDER))
    assert bench.next() == t.CloseUnanswered()
    bench.gateway.orders.append(OrderMade(other, "G1", paynow()))
    bench.do(CREATE)
    assert bench.next() == t.OrderUnanswered(NoAnswerReason.MISMATCH)
    bench.gateway.refunds.append(RefundAnswer("R2", RefundStatus.DONE, "0000"))
    bench.do(t.RefundPayment("R1", ORDER, "T1", 3_080))
    assert bench.next() == t.RefundUnanswered("R1")


@pytest.mark.parametrize(
    ("effect", "event"),
    [
        (CREATE, t.OrderUnanswered(NoAnswerReason.MALFORMED)),
        (t.QueryOrder(ORDER, 3), t.QueryUnanswered(3, NoAnswerReason.MALFORMED)),
        (t.CloseOrder(ORDER), t.CloseUnanswered()),
        (t.RefundPayment("R1", ORDER, "T1", 3_080), t.RefundUnanswered("R1")),
    ],
)
def test_a_fault_is_no_answer_and_the_thread_lives(
    bench: Bench, effect: t.Effect, event: t.Event, caplog: pytest.LogCaptureFixture
) -> None:
    fault = RuntimeError("boom")
    for answers in (bench.gateway.orders, bench.gateway.queries, bench.gateway.closes):
        answers.append(fault)
    bench.gateway.refunds.append(fault)
    bench.do(effect)
    assert bench.next() == event
    assert "gateway work failed: RuntimeError" in caplog.text
    for n in range(WORKERS):
        bench.do(t.CloseOrder(f"{ORDER}{n}"))
        bench.next()


def test_clocks_are_not_the_gateways(bench: Bench) -> None:
    with pytest.raises(TypeError):
        bench.do(t.StopTimers())


# --- bounds -----------------------------------------------------------------------------------


def test_the_same_enquiry_twice_is_one(bench: Bench) -> None:
    bench.gateway.gate.clear()
    bench.do(t.QueryOrder(ORDER, 3))
    bench.wait_entered()
    bench.do(t.QueryOrder(ORDER, 3))
    # Another ticket is another question: the earlier answer must not settle it.
    bench.do(t.QueryOrder(ORDER, 4))
    bench.wait_entered()
    bench.gateway.gate.set()
    unanswered = NoAnswerReason.TIMEOUT
    answers = {bench.next(), bench.next()}
    assert answers == {t.QueryUnanswered(3, unanswered), t.QueryUnanswered(4, unanswered)}
    assert bench.events.empty()
    # Once answered, it may be asked again.
    bench.do(t.QueryOrder(ORDER, 3))
    assert isinstance(bench.next(), t.QueryUnanswered)


def test_looks_in_the_background_keep_nobody_waiting(bench: Bench) -> None:
    bench.gateway.gate.clear()
    for n in range(50):
        bench.do(t.QueryOrder(f"OLD{n}", 1, in_background=True))
    bench.wait_entered(WATCHERS)
    bench.do(CREATE)
    bench.wait_entered()
    assert bench.gateway.asked[-1] == f"create {ORDER} 3080"
    assert len(bench.gateway.asked) == WATCHERS + 1


def test_a_full_queue_says_so_at_once(bench: Bench) -> None:
    bench.fill()
    for n in range(MAX_WAITING):
        bench.do(t.QueryOrder(f"WAITS{n}", 1))
    assert bench.events.empty()
    bench.do(CREATE)
    assert bench.next() == t.OrderUnanswered(NoAnswerReason.OFFLINE)
    # What was turned away is not "under way": it may be asked again.
    bench.do(CREATE)
    assert bench.next() == t.OrderUnanswered(NoAnswerReason.OFFLINE)


def test_stopping_leaves_what_waits_and_does_not_wait_for_ever(bench: Bench) -> None:
    bench.fill()
    for n in range(MAX_WAITING):
        bench.do(t.QueryOrder(f"WAITS{n}", 1))
    assert not bench.work.stop(0.05)
    bench.do(CREATE)
    bench.gateway.gate.set()
    assert bench.work.stop(WAIT_S)
    assert len(bench.gateway.asked) == WORKERS + WATCHERS
    answered = [bench.events.get_nowait() for _ in range(bench.events.qsize())]
    assert len(answered) == WORKERS + WATCHERS


def test_stopping_at_rest_is_quick_and_harmless_twice() -> None:
    def names() -> list[str]:
        return [one.name for one in threading.enumerate() if one.name.startswith("gateway-")]

    bench = Bench()
    assert len(names()) == WORKERS + WATCHERS + DRAWERS
    assert bench.work.stop(WAIT_S)
    assert bench.work.stop(WAIT_S)
    assert names() == []
