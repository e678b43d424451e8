"""The thread between card sales and the card host: what goes first, and what ends nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from kpay_desktop.domain.card import EntryMode
from kpay_desktop.domain.returns import ReturnKind
from kpay_desktop.flows import card_work
from kpay_desktop.flows.card_sale import values as t
from kpay_desktop.flows.card_work import IssuerWords
from kpay_desktop.flows.stan_book import NoStanError
from kpay_desktop.ports_batch import BackRequest
from kpay_desktop.ports_cards import (
    CardSaleRequest,
    HostDeclined,
    HostDoubtful,
    NoHostAnswer,
    ReversalAnswer,
    ReversalRequest,
    ReversalStatus,
    SaleAnswer,
    Silence,
)
from tests.helpers.card_line import (
    AT,
    PATIENCE_S,
    SOLD_AT,
    HostBrokeError,
    Line,
    approved,
    authorise,
    give_back,
    reverse,
    reverse_back,
)


@pytest.fixture
def line() -> Iterator[Line]:
    made = Line()
    yield made
    made.host.gate.set()
    assert made.work.stop(PATIENCE_S)


# --- the order ----------------------------------------------------------------------------------


def test_reversals_go_before_sales(line: Line) -> None:
    for effect in (authorise(1), authorise(2), reverse(3), reverse(4)):
        line.perform(effect)
    line.work.start()
    line.until_answered(4)
    assert line.money() == ["reverse 3", "reverse 4", "sale 1", "sale 2"]
    sale = line.host.requests[2]
    assert isinstance(sale, CardSaleRequest)
    assert (sale.voucher, sale.batch_no, sale.amount_minor, sale.tip_minor) == (
        *("000001", 1, 3_080),
        280,
    )
    assert (sale.entry, sale.handle, sale.local_at) == (EntryMode.CHIP, "card:1", AT)


def test_no_sale_goes_before_a_reversal_that_is_not_confirmed(line: Line) -> None:
    line.host.reversals = [NoHostAnswer(3, Silence.TIMEOUT, sent=True)]
    line.perform(authorise(1))
    line.perform(reverse(3))
    line.work.start()
    line.until_answered(2)
    assert line.money() == ["reverse 3"]
    assert line.answers == [
        (3, t.ReversalSilent(Silence.TIMEOUT)),
        (1, t.HostSilent(Silence.OFFLINE, sent=False)),
    ]


def test_a_sale_that_still_waits_is_never_sent_after_its_own_reversal(line: Line) -> None:
    line.perform(authorise(1))
    line.perform(reverse(1))
    assert line.answers == [(1, t.HostSilent(Silence.OFFLINE, sent=False))]
    line.work.start()
    line.until_answered(2)
    assert line.money() == ["reverse 1"]


def test_a_reversal_waits_for_its_sale_to_end(line: Line) -> None:
    line.host.gate.clear()
    line.perform(authorise(1))
    line.work.start()
    assert line.host.at_gate.wait(PATIENCE_S)
    line.perform(reverse(1))
    line.perform(reverse(1))
    line.host.gate.set()
    line.until_answered(2)
    assert line.money() == ["sale 1", "reverse 1"]


def test_the_same_reversal_does_not_wait_twice(line: Line) -> None:
    line.perform(reverse(1))
    line.perform(reverse(1))
    line.perform(reverse(1, was_approved=True))
    line.work.start()
    line.until_answered(2)
    assert line.money() == ["reverse 1", "reverse 1"]
    last = line.host.requests[-1]
    assert isinstance(last, ReversalRequest)
    assert last.was_approved


def test_a_full_queue_answers_at_once(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    assert card_work.MOST_WAITING == 256
    monkeypatch.setattr(card_work, "MOST_WAITING", 2)
    for stan in (1, 2, 3):
        line.perform(authorise(stan))
    for stan in (4, 5, 6):
        line.perform(reverse(stan))
    assert line.answers == [
        (3, t.HostSilent(Silence.OFFLINE, sent=False)),
        (6, t.ReversalSilent(Silence.OFFLINE)),
    ]


def test_voids_and_refunds_wait_like_sales_and_reversals_of_both_kinds_go_first(
    line: Line,
) -> None:
    refund = ReturnKind.REFUND
    for effect in (authorise(1), give_back(2), give_back(3, refund)):
        line.perform(effect)
    for reversal in (reverse_back(4), reverse(5), reverse_back(6, refund)):
        line.perform(reversal)
    line.work.start()
    line.until_answered(6)
    reversals = ["reverse void 4", "reverse 5", "reverse refund 6"]
    assert line.money() == [*reversals, "sale 1", "void 2", "refund 3"]
    asked = line.host.requests[4]
    assert asked == BackRequest(
        *(ReturnKind.VOID, 2, "000107", 1, 3_080, EntryMode.CHIP, "card:9", AT),
        rrn="112233445566",
        sold_at=SOLD_AT,
    )


def test_no_void_goes_before_a_reversal_that_is_not_confirmed(line: Line) -> None:
    line.host.reversals = [NoHostAnswer(3, Silence.TIMEOUT, sent=True)]
    line.perform(give_back(1))
    line.perform(reverse_back(3))
    line.work.start()
    line.until_answered(2)
    assert line.money() == ["reverse void 3"]
    assert line.answers[-1] == (1, t.HostSilent(Silence.OFFLINE, sent=False))


def test_a_lifted_reversal_keeps_nobody_from_being_sent(line: Line) -> None:
    line.host.reversals = [NoHostAnswer(n, Silence.TIMEOUT, sent=True) for n in (3, 4)]
    line.perform(authorise(1))
    line.perform(reverse(3, is_lifted=True))
    line.perform(reverse_back(4, is_lifted=True))
    line.work.start()
    line.until_answered(3)
    assert line.money() == ["reverse 3", "reverse void 4", "sale 1"]


def test_a_void_that_still_waits_is_never_sent_after_its_own_reversal(line: Line) -> None:
    line.perform(give_back(2))
    # Of the same card, and another message.
    line.perform(give_back(1, ReturnKind.REFUND))
    line.perform(reverse_back(1, ReturnKind.REFUND))
    assert line.answers == [(1, t.HostSilent(Silence.OFFLINE, sent=False))]
    line.work.start()
    line.until_answered(3)
    assert line.money() == ["reverse refund 1", "void 2"]


# --- answers ------------------------------------------------------------------------------------

DATA = b"\xa1"
ANSWERS: list[tuple[SaleAnswer | Exception, t.Event, IssuerWords | None]] = [
    (approved(1), t.HostApproved("000000000001", "A1B2C3"), IssuerWords("00", DATA, b"\x72")),
    (HostDeclined(1, "51", "9", DATA), t.HostDeclined("51", "9"), IssuerWords("51", DATA)),
    (HostDoubtful(1, "68"), t.HostDoubtful("68"), None),
    (NoHostAnswer(1, Silence.MAC, sent=True), t.HostSilent(Silence.MAC, sent=True), None),
    (NoHostAnswer(1, Silence.TLS, sent=False), t.HostSilent(Silence.TLS, sent=False), None),
    (HostBrokeError(), t.HostSilent(Silence.MALFORMED, sent=True), None),
]


@pytest.mark.parametrize(("answer", "event", "words"), ANSWERS)
def test_what_a_sales_answer_means(
    line: Line,
    answer: SaleAnswer | Exception,
    event: t.Event,
    words: IssuerWords | None,
    caplog: pytest.LogCaptureFixture,
) -> None:
    line.host.sales = [answer]
    line.perform(authorise(1))
    line.work.start()
    line.until_answered(1)
    assert line.answers == [(1, event)]
    assert line.words == [words]
    # Whatever it was, the next one is served.
    line.perform(authorise(2))
    line.until_answered(2)


NOT_FOUND = t.ReversalNotFound(batch_is_open=True, can_arrive=True)
TAKEN_BACK: list[tuple[ReversalAnswer | NoHostAnswer | Exception, t.Event]] = [
    (ReversalAnswer(1, ReversalStatus.DONE, "00"), t.ReversalDone()),
    (ReversalAnswer(1, ReversalStatus.NOT_FOUND, "25"), NOT_FOUND),
    (ReversalAnswer(1, ReversalStatus.REFUSED, "12"), t.ReversalRefused("12")),
    (NoHostAnswer(1, Silence.CUT, sent=True), t.ReversalSilent(Silence.CUT)),
    (HostBrokeError(), t.ReversalSilent(Silence.MALFORMED)),
]


@pytest.mark.parametrize(("answer", "event"), TAKEN_BACK)
def test_what_a_reversals_answer_means(
    line: Line,
    answer: ReversalAnswer | NoHostAnswer | Exception,
    event: t.Event,
    caplog: pytest.LogCaptureFixture,
) -> None:
    line.host.reversals = [answer]
    line.perform(reverse(1))
    line.work.start()
    line.until_answered(1)
    assert line.answers == [(1, event)]


def test_whoever_cannot_hear_an_answer_does_not_end_the_thread(
    line: Line, caplog: pytest.LogCaptureFixture
) -> None:
    def deaf(_: t.Event, __: IssuerWords | None) -> None:
        raise HostBrokeError("deaf")

    line.work.perform(authorise(1), deaf)
    line.perform(authorise(2))
    line.work.start()
    line.until_answered(1)


# --- signing on, echo, lamp ---------------------------------------------------------------------


def test_the_till_signs_on_before_its_first_sale(line: Line) -> None:
    line.perform(authorise(1))
    line.perform(authorise(2))
    line.work.start()
    line.until_answered(2)
    assert line.host.calls[:3] == ["sign on", "sale 1", "sale 2"]


@pytest.mark.parametrize("answer", [False, NoStanError()])
def test_nothing_is_sent_to_a_host_that_cannot_be_greeted(
    line: Line, answer: bool | Exception
) -> None:
    line.host.signs_on = [answer]
    line.perform(authorise(1))
    line.work.start()
    line.until_answered(1)
    assert line.answers == [(1, t.HostSilent(Silence.OFFLINE, sent=False))]
    assert line.money() == []
    assert line.trips[:1] == [None]
    line.perform(authorise(2))
    line.until_answered(2)
    assert line.host.calls[:2] == ["sign on", "sign on"]
    assert line.money() == ["sale 2"]


def test_a_sale_that_waited_for_a_greeting_in_vain_waits_for_no_other(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [False, True]

    def greet(_: float) -> bool:
        line.host.calls.append("sign on")
        if len(answers) == 2:
            # The cashier confirms while a silent host is being greeted.
            line.perform(authorise(1))
        return answers.pop(0)

    monkeypatch.setattr(line.host, "sign_on", greet)
    line.work.start()
    line.until_answered(1)
    assert line.answers == [(1, t.HostSilent(Silence.OFFLINE, sent=False))]
    assert line.money() == []
    # The next press is a try of its own.
    line.perform(authorise(2))
    line.until_answered(2)
    assert line.host.calls[:3] == ["sign on", "sign on", "sale 2"]


def test_a_reversal_waits_for_no_greeting(line: Line) -> None:
    line.perform(reverse(1))
    line.work.start()
    line.until_answered(1)
    assert line.host.calls[0] == "reverse 1"


@pytest.mark.parametrize("code", ["77", "A0"])
def test_a_code_that_asks_for_a_sign_on_gets_one(line: Line, code: str) -> None:
    line.host.sales = [HostDeclined(1, code)]
    line.perform(authorise(1))
    line.perform(authorise(2))
    line.work.start()
    line.until_answered(2)
    assert line.host.calls[:4] == ["sign on", "sale 1", "sign on", "sale 2"]


def test_the_lamp_has_an_echo_after_the_sign_on(line: Line) -> None:
    line.work.start()
    line.until(lambda: line.trips[:1] == [12.5])
    assert line.host.calls[:2] == ["sign on", "echo"]
    line.host.echoes = [None, 7.0]
    line.work.ask_now()
    line.until(lambda: line.trips[:2] == [12.5, None])
    line.work.ask_now()
    line.until(lambda: line.trips[:3] == [12.5, None, 7.0])


def test_a_silent_host_is_asked_at_once_for_its_lamp(line: Line) -> None:
    line.host.sales = [NoHostAnswer(1, Silence.TIMEOUT, sent=True)]
    line.host.echoes = [3.0, None, 4.0]
    line.work.start()
    line.until(lambda: line.trips[:1] == [3.0])
    line.perform(authorise(1))
    line.until(lambda: line.trips[:2] == [3.0, None])
    # It answers again: the lamp says so without waiting for its time.
    line.perform(authorise(2))
    line.until(lambda: line.trips[:3] == [3.0, None, 4.0])


@pytest.mark.parametrize("fault", ["sign on", "echo", "no number", "listen"])
def test_no_fault_between_messages_ends_the_thread_or_keeps_it_busy(
    line: Line, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    if fault == "sign on":
        line.host.signs_on = [HostBrokeError()]
    elif fault == "listen":
        line.host.listens_badly = True
    else:
        line.host.echoes = [HostBrokeError() if fault == "echo" else NoStanError()]
    began = time.monotonic()
    line.work.start()
    line.until(lambda: line.host.listens >= 1 and bool(line.host.calls))
    line.perform(authorise(1))
    line.until_answered(1)
    assert line.money() == ["sale 1"]
    # Two or three turns for what was due, and none without a pause.
    assert line.host.listens <= 8 + time.monotonic() - began


# --- the end ------------------------------------------------------------------------------------


def test_the_line_is_closed_at_the_end(line: Line) -> None:
    line.work.start()
    line.until(lambda: bool(line.trips))
    assert line.work.stop(PATIENCE_S)
    assert line.host.is_shut
    line.perform(authorise(1))
    assert line.answers == []


def test_a_host_that_hangs_holds_nobody_up_for_longer_than_was_said(line: Line) -> None:
    line.host.gate.clear()
    line.perform(authorise(1))
    line.perform(authorise(2))
    line.work.start()
    assert line.host.at_gate.wait(PATIENCE_S)
    assert not line.work.stop(0.01)
    line.host.gate.set()
    assert line.work.stop(PATIENCE_S)
    # What waited is left to the next start.
    assert line.money() == ["sale 1"]
    assert line.host.is_shut


def test_what_was_never_started_is_stopped_at_once() -> None:
    assert Line().work.stop(0.0)
