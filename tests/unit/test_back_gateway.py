"""Money back at a wallet's gateway: what its answers mean, on a thread of its own."""

from __future__ import annotations

import queue
from collections.abc import Iterator

import pytest

from kpay_desktop.domain.returns import ReturnKind
from kpay_desktop.flows import gateway_back
from kpay_desktop.flows.gateway_answers import back_event, void_event
from kpay_desktop.flows.gateway_back import GatewayBack
from kpay_desktop.flows.money_back import values as t
from kpay_desktop.ports import (
    NoAnswer,
    NoAnswerReason,
    RefundAnswer,
    RefundStatus,
    ReverseAnswer,
    ReverseStatus,
)
from tests.helpers.scripted_gateway import ScriptedGateway

ORDER, NUMBER = "80010001000007", "80010001000009"
WAIT_S = 60.0
VOID = t.SendToGateway(ReturnKind.VOID, NUMBER, ORDER, "4200X", 3_080)
REFUND = t.SendToGateway(ReturnKind.REFUND, NUMBER, ORDER, "4200X", 1_000)
SILENT = NoAnswer(ORDER, NoAnswerReason.TIMEOUT)


class Hand:
    """The thread, its gateway, and what was told."""

    def __init__(self) -> None:
        self.gateway = ScriptedGateway()
        self.work = GatewayBack(self.gateway, WAIT_S)
        self.told: queue.Queue[t.Event] = queue.Queue()

    def ask(self, effect: t.SendToGateway) -> t.Event:
        """Ask, and wait for what comes of it."""
        self.work.give_back(effect, self.told.put)
        return self.told.get(timeout=WAIT_S)


@pytest.fixture
def hand() -> Iterator[Hand]:
    made = Hand()
    yield made
    made.gateway.gate.set()
    assert made.work.stop(WAIT_S)


@pytest.mark.parametrize(
    ("status", "event"),
    [
        (ReverseStatus.DONE, t.WalletDone()),
        (ReverseStatus.NOT_NOW, t.WalletPending()),
        (ReverseStatus.REFUSED, t.WalletRefused("3999")),
        (ReverseStatus.NOT_FOUND, t.WalletRefused("3999")),
        (ReverseStatus.UNSURE, t.WalletSilent()),
    ],
)
def test_what_an_answer_to_a_void_means(status: ReverseStatus, event: t.Event) -> None:
    assert void_event(ReverseAnswer(ORDER, status, "3999")) == event
    assert {one.value for one in ReverseStatus} == {
        *("done", "not_now", "refused", "not_found", "unsure")
    }


@pytest.mark.parametrize(
    ("status", "event"),
    [
        (RefundStatus.DONE, t.WalletDone()),
        (RefundStatus.PENDING, t.WalletPending()),
        (RefundStatus.REFUSED, t.WalletRefused("3999")),
        (RefundStatus.UNSURE, t.WalletSilent()),
    ],
)
def test_what_an_answer_to_a_refund_means(status: RefundStatus, event: t.Event) -> None:
    assert back_event(RefundAnswer(NUMBER, status, "3999")) == event


@pytest.mark.parametrize("reason", NoAnswerReason)
def test_no_answer_is_never_a_no(reason: NoAnswerReason) -> None:
    nothing = NoAnswer(ORDER, reason)
    assert void_event(nothing) == back_event(nothing) == t.WalletSilent()


def test_a_void_takes_the_order_back_and_a_refund_gives_a_part(hand: Hand) -> None:
    hand.gateway.reversals = [ReverseAnswer(ORDER, ReverseStatus.DONE, "0000")]
    hand.gateway.refunds = [RefundAnswer(NUMBER, RefundStatus.DONE, "0000")]
    assert hand.ask(VOID) == t.WalletDone()
    assert hand.ask(REFUND) == t.WalletDone()
    assert hand.gateway.asked == [f"reverse {ORDER} {NUMBER}", f"refund {NUMBER} 1000"]


def test_an_answer_about_something_else_is_none(hand: Hand) -> None:
    hand.gateway.reversals = [ReverseAnswer("OTHER", ReverseStatus.DONE, "0000")]
    hand.gateway.refunds = [RefundAnswer("OTHER", RefundStatus.DONE, "0000")]
    assert hand.ask(VOID) == t.WalletSilent()
    assert hand.ask(REFUND) == t.WalletSilent()


def test_a_fault_is_no_answer_and_the_next_one_is_served(
    hand: Hand, caplog: pytest.LogCaptureFixture
) -> None:
    hand.gateway.reversals = [RuntimeError("broken"), SILENT]
    assert hand.ask(VOID) == t.WalletSilent()
    assert hand.ask(VOID) == t.WalletSilent()
    assert "failed" in caplog.text


def test_one_that_cannot_be_told_keeps_nobody_from_being_served(
    hand: Hand, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(_: t.Event) -> None:
        raise RuntimeError("nobody there")

    hand.work.give_back(VOID, refuse)
    assert hand.ask(REFUND) == t.WalletSilent()
    assert "was not told" in caplog.text


def test_a_void_names_its_payment_the_same_on_every_repeat(hand: Hand) -> None:
    for _ in range(2):
        hand.ask(VOID)
    first, again = hand.gateway.reversed
    assert first == again
    assert (first.reverse_no, first.order_no, first.wallet_txn_no) == (NUMBER, ORDER, "4200X")


def test_the_same_message_does_not_wait_twice(hand: Hand) -> None:
    hand.gateway.gate.clear()
    for _ in range(3):
        hand.work.give_back(VOID, hand.told.put)
    assert hand.gateway.entered.acquire(timeout=WAIT_S)
    hand.gateway.gate.set()
    assert hand.told.get(timeout=WAIT_S) == t.WalletSilent()
    assert hand.ask(REFUND) == t.WalletSilent()
    assert len(hand.gateway.asked) == 2
    # Answered, it may be asked again.
    assert hand.ask(VOID) == t.WalletSilent()


def test_a_full_queue_answers_at_once(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway_back, "MOST_WAITING", 1)
    hand.gateway.gate.clear()
    hand.work.give_back(VOID, hand.told.put)
    assert hand.ask(REFUND) == t.WalletSilent()
    hand.gateway.gate.set()
    assert hand.told.get(timeout=WAIT_S) == t.WalletSilent()
    assert len(hand.gateway.asked) == 1


def test_nothing_is_begun_once_it_has_stopped() -> None:
    hand = Hand()
    assert hand.work.stop(WAIT_S)
    hand.work.give_back(VOID, hand.told.put)
    assert hand.gateway.asked == []
    assert hand.told.empty()


class _OneBehind(queue.Queue[object]):
    """A queue whose last one is taken just after it was looked at."""

    def empty(self) -> bool:
        return False


def test_it_ends_though_the_last_one_is_taken_while_it_is_told_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(queue, "Queue", _OneBehind)
    work = GatewayBack(ScriptedGateway(), WAIT_S)
    assert work.stop(WAIT_S)
