"""Customers' codes, reversals and the shop's own code, carried out on real threads."""

from __future__ import annotations

import logging
import queue
from collections.abc import Iterator, Sequence

import pytest

from kpay_desktop.domain.sale import Wallet
from kpay_desktop.flows.gateway_answers import code_event, no_answer_event, reverse_event
from kpay_desktop.flows.gateway_work import (
    CODE_WAITS_S,
    MAX_WAITING,
    WORKERS,
    GatewayWork,
    OwnCode,
)
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.ports import (
    NoAnswer,
    NoAnswerReason,
    OrderRefused,
    Payment,
    PaymentStatus,
    QueryAnswer,
    ReverseAnswer,
    ReverseStatus,
)
from kpay_desktop.qr.build import CodeDraft, build
from kpay_desktop.qr.errors import CodeFault, refuse
from kpay_desktop.qr.singapore import PayNow, ProxyType, paynow_template
from kpay_desktop.qr.symbol import Symbol
from tests.helpers.scripted_gateway import ScriptedGateway

ORDER = "80010001000007"
CODE = "134567890123456789"
SEND = t.SendCode(ORDER, Wallet.WECHAT, 3_080, CODE)
REVERSE = t.ReverseOrder(f"V{ORDER}", ORDER, 3_080)
AMOUNT = "code.wrong_amount"
WAIT_S = 60.0
PAID = QueryAnswer(ORDER, PaymentStatus.PAID, "0000", 3_080, (Payment("T1", 3_080),))


class Bench:
    """The work with its gateway, a clock moved by hand, and the events that came back."""

    def __init__(self, own_code: OwnCode | None = None) -> None:
        self.gateway = ScriptedGateway()
        self.now_s = 0.0
        self.read: list[str] = []
        self.events: queue.Queue[tuple[t.Event, Symbol | None]] = queue.Queue()
        self.work = GatewayWork(
            self.gateway,
            self,
            description="Orchid Tea House",
            valid_for_s=180,
            timeout_s=WAIT_S,
            terminal_id="80010001",
            own_code=own_code,
            monotonic=lambda: self.now_s,
        )

    def read_grey(self, pixels: bytes, width: int, height: int) -> Sequence[str]:
        """``ports.CodeReader``."""
        assert len(pixels) == width * height
        return self.read

    def do(self, effect: t.Effect) -> None:
        self.work.perform(effect, lambda event, symbol: self.events.put((event, symbol)))

    def next(self) -> t.Event:
        return self.events.get(timeout=WAIT_S)[0]

    def occupy(self) -> None:
        """Let every thread for customers hang in a call."""
        self.gateway.gate.clear()
        for n in range(WORKERS):
            self.do(t.QueryOrder(f"BUSY{n}", 1))
        for _ in range(WORKERS):
            assert self.gateway.entered.acquire(timeout=WAIT_S)

    def free(self, others: int = 0) -> list[t.Event]:
        """Let the calls end; return their answers and those of ``others``, in no order."""
        self.gateway.gate.set()
        return [self.next() for _ in range(WORKERS + others)]


@pytest.fixture
def bench() -> Iterator[Bench]:
    bench = Bench()
    yield bench
    bench.gateway.gate.set()
    assert bench.work.stop(WAIT_S)


# --- what answers mean ------------------------------------------------------------------------


def test_what_the_answer_to_a_code_means() -> None:
    def answer(status: PaymentStatus) -> QueryAnswer:
        return QueryAnswer(ORDER, status, "PAYERROR")

    assert code_event(PAID, 0) == t.Paid(3_080, (Payment("T1", 3_080),), None)
    assert code_event(answer(PaymentStatus.PENDING), 0) == t.Pending(0)
    assert code_event(answer(PaymentStatus.FAILED), 0) == t.Failed(0, "PAYERROR")
    assert code_event(answer(PaymentStatus.UNSURE), 0) == t.Unsure(0, "PAYERROR")
    refused = OrderRefused(ORDER, "AUTHCODEEXPIRE", "the code has expired")
    assert code_event(refused, 0) == t.OrderDeclined("AUTHCODEEXPIRE")
    dark = NoAnswer(ORDER, NoAnswerReason.TIMEOUT)
    assert code_event(dark, 0) == t.OrderUnanswered(NoAnswerReason.TIMEOUT)


def test_what_a_reversals_answer_means() -> None:
    meant = {
        ReverseStatus.DONE: t.ReverseDone(),
        ReverseStatus.NOT_NOW: t.ReverseNotNow(),
        ReverseStatus.REFUSED: t.ReverseRefused("3999"),
        ReverseStatus.NOT_FOUND: t.ReverseNotFound(),
        ReverseStatus.UNSURE: t.ReverseUnanswered(),
    }
    assert set(meant) == set(ReverseStatus)
    for status, event in meant.items():
        assert reverse_event(ReverseAnswer(ORDER, status, "3999")) == event
    assert reverse_event(NoAnswer(ORDER, NoAnswerReason.TIMEOUT)) == t.ReverseUnanswered()
    assert no_answer_event(REVERSE, NoAnswerReason.OFFLINE) == t.ReverseUnanswered()


# --- a code is sent once ----------------------------------------------------------------------


def test_a_code_is_sent_with_its_lane_and_what_is_bought(bench: Bench) -> None:
    bench.gateway.scans.append(PAID)
    bench.do(SEND)
    assert isinstance(bench.next(), t.Paid)
    (request,) = bench.gateway.codes
    assert (request.code, request.terminal_id) == (CODE, "80010001")
    assert (request.description, request.amount_minor) == ("Orchid Tea House", 3_080)


def test_a_code_that_is_under_way_is_not_sent_beside_itself(bench: Bench) -> None:
    bench.gateway.gate.clear()
    bench.do(SEND)
    assert bench.gateway.entered.acquire(timeout=WAIT_S)
    bench.do(SEND)
    bench.gateway.gate.set()
    assert isinstance(bench.next(), t.OrderUnanswered)
    assert len(bench.gateway.codes) == 1
    assert bench.events.empty()


def test_an_answer_about_another_order_is_none(bench: Bench) -> None:
    other = QueryAnswer("80010001000008", PaymentStatus.PAID, "0000", 3_080)
    bench.gateway.scans.append(other)
    bench.do(SEND)
    assert bench.next() == t.OrderUnanswered(NoAnswerReason.MISMATCH)
    bench.gateway.reversals.append(ReverseAnswer("80010001000008", ReverseStatus.DONE, "0000"))
    bench.do(REVERSE)
    assert bench.next() == t.ReverseUnanswered()


def test_a_code_that_waited_too_long_is_not_sent(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    bench.occupy()
    bench.do(SEND)
    bench.now_s = CODE_WAITS_S
    assert t.CodeUnsent() in bench.free(1)
    assert bench.gateway.codes == []
    assert "waited too long" in caplog.text
    assert CODE not in caplog.text


@pytest.mark.parametrize("then", [t.QueryOrder(ORDER, 1), REVERSE])
def test_a_code_is_not_sent_once_its_sale_has_moved_on(
    bench: Bench, then: t.Effect, caplog: pytest.LogCaptureFixture
) -> None:
    bench.occupy()
    bench.do(SEND)
    bench.do(then)
    assert t.CodeUnsent() in bench.free(2)
    assert bench.gateway.codes == []


def test_a_code_for_which_there_is_no_room_is_not_sent(bench: Bench) -> None:
    bench.occupy()
    for n in range(MAX_WAITING):
        bench.do(t.QueryOrder(f"FULL{n}", 1))
    bench.do(SEND)
    assert bench.next() == t.CodeUnsent()
    bench.free(MAX_WAITING)
    assert bench.gateway.codes == []


def test_a_fault_while_a_code_is_sent_is_no_answer_and_names_no_code(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    bench.gateway.scans.append(ValueError(f"cannot send {CODE}"))
    bench.do(SEND)
    assert bench.next() == t.OrderUnanswered(NoAnswerReason.MALFORMED)
    assert "gateway work failed: ValueError" in caplog.text
    assert CODE not in caplog.text


def test_no_printed_form_of_what_is_sent_names_the_code(bench: Bench) -> None:
    bench.do(SEND)
    bench.next()
    assert CODE not in f"{SEND} {SEND!r} {bench.gateway.codes}"


# --- taken back -------------------------------------------------------------------------------


def test_a_reversal_goes_out_under_its_number(bench: Bench) -> None:
    bench.gateway.reversals += [
        ReverseAnswer(ORDER, ReverseStatus.NOT_NOW, "2008"),
        ReverseAnswer(ORDER, ReverseStatus.DONE, "0000"),
    ]
    bench.do(REVERSE)
    assert bench.next() == t.ReverseNotNow()
    bench.do(REVERSE)
    assert bench.next() == t.ReverseDone()
    assert bench.gateway.asked == [f"reverse {ORDER} V{ORDER}"] * 2


# --- the shop's own code ----------------------------------------------------------------------


def own_text(*, amount_minor: int, order_no: str) -> str:
    """A code that a shop without an acquirer could show."""
    payee = PayNow(ProxyType.UEN, "201912345K")
    return build(
        CodeDraft(
            "Orchid Tea House",
            (paynow_template(payee),),
            amount_minor=amount_minor,
            bill_number=order_no,
        )
    )


OWN = own_text(amount_minor=3_080, order_no=ORDER)
DRAW = t.DrawOwnCode(ORDER, 3_080)


def test_the_own_code_is_checked_and_read_back_and_no_gateway_asked() -> None:
    bench = Bench(own_text)
    bench.read = [OWN]
    bench.do(DRAW)
    event, symbol = bench.events.get(timeout=WAIT_S)
    assert event == t.CodeReady(OWN)
    assert symbol is not None
    assert bench.gateway.asked == []
    assert bench.work.stop(WAIT_S)


def test_the_own_code_is_drawn_while_the_line_is_dark() -> None:
    bench = Bench(own_text)
    bench.read = [OWN]
    bench.occupy()
    bench.do(DRAW)
    assert bench.next() == t.CodeReady(OWN)
    bench.free()
    assert bench.work.stop(WAIT_S)


def refusing(*, amount_minor: int, order_no: str) -> str:
    """No right code can be made."""
    raise refuse(CodeFault.WRONG_REFERENCE)


@pytest.mark.parametrize(
    ("own_code", "problem"),
    [
        # It does not read back, is for another amount, cannot be made, has no account.
        (own_text, "code.unreadable"),
        (lambda amount_minor, order_no: own_text(amount_minor=1, order_no=order_no), AMOUNT),
        (refusing, "code.wrong_reference"),
        (None, "code.missing"),
    ],
)
def test_an_own_code_that_is_not_right_is_not_shown(own_code: OwnCode | None, problem: str) -> None:
    bench = Bench(own_code)
    bench.do(DRAW)
    assert bench.events.get(timeout=WAIT_S) == (t.CodeRefused(problem), None)
    assert bench.work.stop(WAIT_S)
