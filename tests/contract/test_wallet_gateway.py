"""The till's gateway client and the bank that ships with it, which share no line of code.

Every outcome of the bank's table is played over a real connection; what the client makes of it is
written here by hand.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hardware.camera.decode import DecoderChain
from kpay_desktop.domain.sale import Wallet
from kpay_desktop.hosts.wallets.callbacks import CallbackListener, CallbackPlace
from kpay_desktop.hosts.wallets.gateway import AllinpayGateway
from kpay_desktop.hosts.wallets.signing import Verifier
from kpay_desktop.ports import (
    CloseAnswer,
    CloseStatus,
    NoAnswer,
    NoAnswerReason,
    OrderRefused,
    OrderRequest,
    PaymentStatus,
    QueryAnswer,
    RefundAnswer,
    RefundRequest,
    RefundStatus,
)
from kpay_desktop.qr.check import check_order_code
from kpay_desktop.qr.errors import CodeError, CodeFault
from kpay_desktop.qr.symbol import prepare
from tests.helpers.bank import BankProcess, wait_until
from tests.helpers.gateway import key_files
from tests.helpers.gateway_counter import (
    DEADLINE_S,
    TOTAL,
    Counter,
    config_for,
    new_number,
)
from tests.helpers.wallet_client import reason_of


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BankProcess]:
    with BankProcess(tmp_path_factory.mktemp("bank") / "data") as bank:
        yield bank


@pytest.fixture
def counter(running: BankProcess) -> Iterator[Counter]:
    till = AllinpayGateway(config_for(running))
    till.load_keys()
    yield Counter(running, till)
    till.shut_down()


# --- the ordinary sale ---


@pytest.mark.parametrize("wallet", [Wallet.PAYNOW, Wallet.WECHAT])
def test_a_sale_from_code_to_refund(counter: Counter, wallet: Wallet) -> None:
    request, made = counter.made(wallet=wallet)
    assert made.order_no == request.order_no
    check_order_code(wallet, made.code_text, amount_minor=TOTAL, order_no=request.order_no)
    assert prepare(made.code_text, DecoderChain()).size > 0
    assert counter.told(request.order_no).status is PaymentStatus.PENDING

    counter.pay(made)
    before = datetime.now(UTC) - timedelta(minutes=1)
    answer = counter.told(request.order_no)
    assert answer.status is PaymentStatus.PAID
    assert answer.order_minor == TOTAL
    (payment,) = answer.payments
    assert payment.paid_minor == TOTAL
    assert payment.wallet_txn_no
    assert answer.paid_at is not None
    assert before < answer.paid_at < before + timedelta(minutes=2)
    assert "*" in answer.payer

    closed = counter.till.close(request.order_no, DEADLINE_S)
    assert isinstance(closed, CloseAnswer)
    assert closed.status is CloseStatus.ALREADY_PAID

    refund = RefundRequest(f"KR{new_number()}", request.order_no, payment.wallet_txn_no, TOTAL)
    for _ in range(2):
        # The same refund twice is one refund.
        done = counter.till.refund(refund, DEADLINE_S)
        assert isinstance(done, RefundAnswer)
        assert (done.refund_no, done.status) == (refund.refund_no, RefundStatus.DONE)
    more = replace(refund, refund_no=f"KR{new_number()}", amount_minor=1)
    refused = counter.till.refund(more, DEADLINE_S)
    assert isinstance(refused, RefundAnswer)
    assert refused.status is RefundStatus.REFUSED


def test_an_order_that_is_closed_cannot_be_paid(counter: Counter) -> None:
    request, made = counter.made()
    for _ in range(2):
        answer = counter.till.close(request.order_no, DEADLINE_S)
        assert isinstance(answer, CloseAnswer)
        assert answer.status is CloseStatus.CLOSED
    assert counter.told(request.order_no).status is PaymentStatus.CLOSED
    assert not counter.bank.desk.scan(made.code_text).payable


def test_an_expired_order_is_closed(counter: Counter) -> None:
    request, _ = counter.made()
    counter.bank.desk.expire(request.order_no)
    assert counter.told(request.order_no).status is PaymentStatus.CLOSED


def test_an_order_that_nobody_made_is_not_found(counter: Counter) -> None:
    assert counter.told("KDNOBODY1").status is PaymentStatus.NOT_FOUND
    answer = counter.till.close("KDNOBODY1", DEADLINE_S)
    assert isinstance(answer, CloseAnswer)
    assert answer.status is CloseStatus.NOT_FOUND


def test_the_same_number_again_is_asked_about_instead(counter: Counter) -> None:
    request, _ = counter.made()
    assert reason_of(counter.till.create_order(request, DEADLINE_S)) is NoAnswerReason.MISMATCH
    assert counter.told(request.order_no).status is PaymentStatus.PENDING


def test_the_lamp(counter: Counter) -> None:
    assert counter.till.ping(DEADLINE_S) is not None


def test_two_customers_pay_one_code(counter: Counter) -> None:
    counter.bank.desk.set_next("paid_twice", delay_s=0.0)
    request, made = counter.made()
    counter.pay(made)
    wait_until("the second payment", lambda: len(counter.told(request.order_no).payments) == 2)
    answer = counter.told(request.order_no)
    assert len({payment.wallet_txn_no for payment in answer.payments}) == 2
    assert [payment.paid_minor for payment in answer.payments] == [TOTAL, TOTAL]


# --- outcomes that change what is said of a payment ---


def test_a_customer_who_refuses(counter: Counter) -> None:
    request, made = counter.made()
    counter.pay(made, "refuse")
    answer = counter.told(request.order_no)
    assert (answer.status, answer.code) == (PaymentStatus.FAILED, "3045")


def test_an_order_that_is_declined(counter: Counter) -> None:
    request, answer = counter.order(3091)
    assert isinstance(answer, OrderRefused)
    assert (answer.order_no, answer.code) == (request.order_no, "3999")
    assert answer.text
    assert counter.told(request.order_no).status is PaymentStatus.FAILED


@pytest.mark.parametrize(
    ("outcome", "status", "close"),
    [
        ("pending", PaymentStatus.PENDING, CloseStatus.UNSURE),
        ("uncertain", PaymentStatus.UNSURE, CloseStatus.UNSURE),
    ],
)
def test_money_that_is_under_way(
    counter: Counter, outcome: str, status: PaymentStatus, close: CloseStatus
) -> None:
    counter.bank.desk.set_next(outcome, delay_s=600.0)
    request, made = counter.made()
    counter.pay(made)
    assert counter.told(request.order_no).status is status
    answer = counter.till.close(request.order_no, DEADLINE_S)
    assert isinstance(answer, CloseAnswer)
    assert answer.status is close
    counter.bank.desk.settle(request.order_no)
    assert counter.told(request.order_no).status is PaymentStatus.PAID


def test_an_amount_that_is_not_the_order_s_is_passed_on(counter: Counter) -> None:
    counter.bank.desk.set_next("wrong_amount_paid")
    request, made = counter.made()
    counter.pay(made)
    answer = counter.told(request.order_no)
    assert answer.status is PaymentStatus.PAID
    assert answer.order_minor == TOTAL
    assert [payment.paid_minor for payment in answer.payments] == [TOTAL + 100]
    counter.bank.desk.settle(request.order_no)
    assert counter.told(request.order_no).payments[0].paid_minor == TOTAL


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        ("bad_signature_paid", NoAnswerReason.SIGNATURE),
        ("wrong_reference_paid", NoAnswerReason.MISMATCH),
        ("replayed_paid", NoAnswerReason.MISMATCH),
    ],
)
def test_a_payment_told_by_a_forger_is_not_believed(
    counter: Counter, outcome: str, reason: NoAnswerReason
) -> None:
    counter.bank.desk.set_next(outcome)
    request, made = counter.made()
    counter.pay(made)
    assert [reason_of(counter.ask(request.order_no)) for _ in range(2)] == [reason] * 2
    assert counter.told(request.order_no).status is PaymentStatus.PAID


def test_a_lost_answer_to_an_enquiry_is_asked_for_again_at_once(counter: Counter) -> None:
    counter.bank.desk.set_next("lose_paid_answer")
    request, made = counter.made()
    counter.pay(made)
    # The connection was kept from the order; its loss is not the cashier's business.
    assert counter.told(request.order_no).status is PaymentStatus.PAID


# --- outcomes that spoil the answer to an order ---


@pytest.mark.parametrize(
    ("cents", "reason", "status"),
    [
        (82, NoAnswerReason.OFFLINE, PaymentStatus.PENDING),
        (84, NoAnswerReason.SERVER, PaymentStatus.NOT_FOUND),
        (86, NoAnswerReason.MALFORMED, PaymentStatus.PENDING),
        (87, NoAnswerReason.OFFLINE, PaymentStatus.PENDING),
        (74, NoAnswerReason.SIGNATURE, PaymentStatus.PENDING),
    ],
)
def test_an_order_without_a_believed_answer_is_asked_about(
    counter: Counter, cents: int, reason: NoAnswerReason, status: PaymentStatus
) -> None:
    request, answer = counter.order(3000 + cents)
    assert reason_of(answer) is reason
    assert counter.told(request.order_no).status is status


@pytest.mark.parametrize("outcome", ["never", "slow"])
def test_an_answer_that_takes_too_long_is_no_answer(counter: Counter, outcome: str) -> None:
    counter.bank.desk.set_next(outcome, delay_s=2.0)
    request = OrderRequest(f"KD{new_number()}", Wallet.PAYNOW, TOTAL, 180, "")
    answer = counter.till.create_order(request, 0.5)
    assert reason_of(answer) is NoAnswerReason.TIMEOUT
    made = outcome == "slow"
    expected = PaymentStatus.PENDING if made else PaymentStatus.NOT_FOUND
    assert counter.told(request.order_no).status is expected


@pytest.mark.parametrize(
    ("cents", "wallet", "fault"),
    [
        (71, Wallet.PAYNOW, CodeFault.WRONG_AMOUNT),
        (72, Wallet.PAYNOW, CodeFault.WRONG_REFERENCE),
        (73, Wallet.PAYNOW, CodeFault.CHECKSUM),
    ],
)
def test_a_wrong_code_is_caught_before_it_is_shown(
    counter: Counter, cents: int, wallet: Wallet, fault: CodeFault
) -> None:
    request, made = counter.made(3000 + cents, wallet)
    with pytest.raises(CodeError) as caught:
        check_order_code(
            wallet, made.code_text, amount_minor=3000 + cents, order_no=request.order_no
        )
    assert caught.value.problem.fault is fault


# --- the line ---


def test_a_line_that_is_cut_and_mended(counter: Counter) -> None:
    request, _ = counter.made()
    counter.bank.desk.cut_line()
    try:
        assert reason_of(counter.ask(request.order_no)) is NoAnswerReason.OFFLINE
        assert counter.till.ping(DEADLINE_S) is None
    finally:
        counter.bank.desk.mend_line()
    assert counter.told(request.order_no).status is PaymentStatus.PENDING


def test_a_line_that_says_nothing(counter: Counter) -> None:
    request, _ = counter.made()
    counter.bank.desk.silence_line()
    try:
        assert isinstance(counter.till.query(request.order_no, 0.3), NoAnswer)
    finally:
        counter.bank.desk.mend_line()
    assert counter.told(request.order_no).status is PaymentStatus.PENDING


def test_a_killed_bank_comes_back_with_its_books(tmp_path: Path) -> None:
    with BankProcess(tmp_path / "data") as bank:
        counter = Counter(bank, AllinpayGateway(config_for(bank)))
        request, made = counter.made()
        counter.pay(made)
        bank.kill()
        assert reason_of(counter.ask(request.order_no)) is NoAnswerReason.OFFLINE
        bank.start()
        # The same client: keys, numbers and port are the ones it knows.
        assert counter.told(request.order_no).status is PaymentStatus.PAID
        counter.till.shut_down()


def test_a_clock_that_is_wrong_gets_no_answer(running: BankProcess) -> None:
    late = AllinpayGateway(
        config_for(running), now=lambda: datetime.now(UTC) - timedelta(minutes=11)
    )
    assert reason_of(late.query("KD1", DEADLINE_S)) is NoAnswerReason.SERVER
    late.shut_down()


def test_another_merchant_s_key_gets_no_answer(running: BankProcess, tmp_path: Path) -> None:
    foreign = AllinpayGateway(
        replace(config_for(running), private_key_path=key_files(tmp_path).merchant_private)
    )
    assert reason_of(foreign.query("KD1", DEADLINE_S)) is NoAnswerReason.SERVER
    foreign.shut_down()


# --- callbacks ---


@pytest.mark.parametrize("outcome", ["approve", "doubled_callback"])
def test_a_payment_is_called_in(running: BankProcess, outcome: str) -> None:
    heard: list[QueryAnswer] = []
    is_open = threading.Event()

    def take(order_no: str, answer: QueryAnswer) -> bool:
        assert order_no == answer.order_no
        if not is_open.is_set():
            # Busy the first time: the bank has to come again.
            is_open.set()
            return False
        heard.append(answer)
        return True

    plain = config_for(running)
    merchant = {"cusid": plain.cusid, "appid": plain.appid}
    verifier = Verifier(plain.bank_public_key_path)
    listener = CallbackListener(CallbackPlace(), merchant, verifier.is_genuine, take)
    listener.start()
    try:
        counter = Counter(running, AllinpayGateway(replace(plain, notify_url=listener.url)))
        running.desk.set_next(outcome)
        request, made = counter.made(wallet=Wallet.WECHAT)
        counter.pay(made)
        expected = 2 if outcome == "doubled_callback" else 1
        wait_until("the callbacks", lambda: len(heard) >= expected)
        asked = counter.told(request.order_no)
        counter.till.shut_down()
    finally:
        listener.stop(DEADLINE_S)
    for answer in heard:
        assert answer.order_no == request.order_no
        assert (answer.status, answer.order_minor) == (PaymentStatus.PAID, TOTAL)
        assert answer.payments == asked.payments
        assert answer.paid_at == asked.paid_at
