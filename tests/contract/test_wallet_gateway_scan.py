"""Customers' codes: the till's client and the bank that ships with it, over a real connection.

Every outcome of the bank's table that can befall a customer's code is played; what the client makes
of it is written here by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from kpay_desktop.domain.sale import Method, Wallet
from kpay_desktop.domain.wallet_words import WalletRefusal, refusal_of
from kpay_desktop.hosts.wallets.gateway import AllinpayGateway
from kpay_desktop.ports import (
    NoAnswer,
    NoAnswerReason,
    OrderRefused,
    PaymentStatus,
    QueryAnswer,
    ReverseAnswer,
    ReverseRequest,
    ReverseStatus,
    ScanRequest,
)
from kpay_desktop.qr.check import check_order_code
from kpay_desktop.qr.errors import CodeError, CodeFault
from kpay_desktop.qr.payment_code import PaymentCode, ScanRules, classify
from tests.helpers.bank import BankProcess, wait_until
from tests.helpers.gateway_counter import (
    CUSTOMERS,
    DEADLINE_S,
    TOTAL,
    Counter,
    config_for,
    new_number,
)
from tests.helpers.wallet_client import reason_of

TERMINAL = "80010001"
PASSWORD_TOTAL = 100_000


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BankProcess]:
    with BankProcess(tmp_path_factory.mktemp("bank") / "data") as bank:
        bank.desk.set_scan_terms(earliest_cancel_s=0.0)
        yield bank


@pytest.fixture
def counter(running: BankProcess) -> Iterator[Counter]:
    till = AllinpayGateway(config_for(running))
    yield Counter(running, till)
    till.shut_down()


def request_of(code: str, total: int = TOTAL) -> ScanRequest:
    return ScanRequest(f"KS{new_number()}", total, code, "Kopi 咖啡 & cake", TERMINAL)


def scanned(
    counter: Counter, total: int = TOTAL, wallet: Wallet = Wallet.WECHAT
) -> tuple[ScanRequest, QueryAnswer | OrderRefused | NoAnswer]:
    """A customer shows a code, and the till sends it."""
    code = counter.bank.desk.issue_code(CUSTOMERS[0], wallet.value).code
    request = request_of(code, total)
    return request, counter.till.pay_by_code(request, DEADLINE_S)


def status_of(answer: QueryAnswer | OrderRefused | NoAnswer) -> tuple[PaymentStatus, str]:
    assert isinstance(answer, QueryAnswer), answer
    return answer.status, answer.code


def reverse(counter: Counter, request: ScanRequest) -> ReverseAnswer:
    answer = counter.till.reverse(
        ReverseRequest(f"V{request.order_no}", request.order_no, request.amount_minor), DEADLINE_S
    )
    assert isinstance(answer, ReverseAnswer), answer
    assert answer.order_no == request.order_no
    return answer


def waiting(counter: Counter, request: ScanRequest) -> list[str]:
    """The bank's numbers of what waits for the customer's password."""
    payments = counter.bank.desk.waiting_payments(CUSTOMERS[0])
    return [each.order for each in payments if each.reqsn == request.order_no]


def balance(counter: Counter) -> int:
    found = {each.number: each.balance_minor for each in counter.bank.desk.customers()}
    return found[CUSTOMERS[0]]


# --- what customers show ----------------------------------------------------------------------


@pytest.mark.parametrize("wallet", list(Wallet))
def test_what_the_bank_issues_is_read_sent_paid_and_taken_back(
    counter: Counter, wallet: Wallet
) -> None:
    issued = counter.bank.desk.issue_code(CUSTOMERS[0], wallet.value).code
    read = classify(issued, ScanRules(takes_paynow=True))
    assert read == PaymentCode(Method.of(wallet), issued)
    before = balance(counter)
    request = request_of(read.code)

    answer = counter.till.pay_by_code(request, DEADLINE_S)

    assert isinstance(answer, QueryAnswer)
    assert (answer.status, answer.order_minor) == (PaymentStatus.PAID, TOTAL)
    (payment,) = answer.payments
    assert payment.paid_minor == TOTAL
    assert answer.paid_at is not None
    assert "*" in answer.payer
    assert balance(counter) == before - TOTAL
    # The enquiry says the same, and names nothing of the code.
    told = counter.told(request.order_no)
    assert told == answer
    assert issued not in repr(told)

    for _ in range(2):
        # The same reversal twice is one reversal.
        assert reverse(counter, request).status is ReverseStatus.DONE
    assert counter.told(request.order_no).status is PaymentStatus.CLOSED
    assert balance(counter) == before


@pytest.mark.parametrize("wallet", list(Wallet))
def test_a_password_is_waited_for(counter: Counter, wallet: Wallet) -> None:
    request, answer = scanned(counter, PASSWORD_TOTAL, wallet)
    assert status_of(answer) == (PaymentStatus.PENDING, "2008")
    assert counter.told(request.order_no).status is PaymentStatus.PENDING
    counter.bank.desk.press(waiting(counter, request)[0], CUSTOMERS[0], "pay")
    wait_until("the payment", lambda: counter.told(request.order_no).payments != ())
    assert reverse(counter, request).status is ReverseStatus.DONE


def test_a_customer_who_refuses_the_password_is_not_charged(counter: Counter) -> None:
    request, _ = scanned(counter, PASSWORD_TOTAL)
    counter.bank.desk.press(waiting(counter, request)[0], CUSTOMERS[0], "refuse")
    assert status_of(counter.told(request.order_no)) == (PaymentStatus.FAILED, "3045")
    assert reverse(counter, request).status is ReverseStatus.DONE


def test_an_unpaid_order_is_undone_and_never_paid_again(counter: Counter) -> None:
    before = balance(counter)
    request, answer = scanned(counter, PASSWORD_TOTAL)
    assert status_of(answer)[0] is PaymentStatus.PENDING
    assert reverse(counter, request).status is ReverseStatus.DONE
    assert counter.told(request.order_no).status is PaymentStatus.CLOSED
    assert waiting(counter, request) == []
    assert balance(counter) == before


# --- definite refusals ------------------------------------------------------------------------


@pytest.mark.parametrize("spelling", ["usual", "other"])
def test_refusals_are_known_in_both_spellings(counter: Counter, spelling: str) -> None:
    desk = counter.bank.desk
    desk.set_scan_terms(spelling=spelling)
    used = desk.issue_code(CUSTOMERS[0], "wechat").code
    assert (
        status_of(counter.till.pay_by_code(request_of(used), DEADLINE_S))[0] is PaymentStatus.PAID
    )
    over = desk.issue_code(CUSTOMERS[0], "alipay", life_s=0.0).code
    good = desk.issue_code(CUSTOMERS[0], "paynow").code
    wanted = (
        (request_of(used), WalletRefusal.CODE_EXPIRED),
        (request_of(over), WalletRefusal.CODE_EXPIRED),
        (request_of("134650110977120318"), WalletRefusal.CODE_INVALID),
        (request_of(good, 3091), WalletRefusal.NOT_ENOUGH),
    )
    words = []
    for request, refusal in wanted:
        answer = counter.till.pay_by_code(request, DEADLINE_S)
        assert isinstance(answer, OrderRefused), answer
        assert refusal_of(answer.code) is refusal
        assert request.code not in repr(answer)
        words.append(answer.code)
        # An enquiry says the same, and a reversal does no harm.
        assert status_of(counter.told(request.order_no)) == (PaymentStatus.FAILED, answer.code)
        assert reverse(counter, request).status is ReverseStatus.DONE
    assert len(set(words)) == 3


# --- failures after which money may have moved ------------------------------------------------


@pytest.mark.parametrize("has_moved", [False, True])
def test_payerror_is_passed_on_and_taken_back(counter: Counter, has_moved: bool) -> None:
    before = balance(counter)
    request, answer = scanned(counter, 3073 if has_moved else 3072)
    assert status_of(answer) == (PaymentStatus.FAILED, "PAYERROR")
    assert status_of(counter.told(request.order_no)) == (PaymentStatus.FAILED, "PAYERROR")
    assert balance(counter) == before - (3073 if has_moved else 0)
    assert reverse(counter, request).status is ReverseStatus.DONE
    assert counter.told(request.order_no).status is PaymentStatus.CLOSED
    assert balance(counter) == before


def test_a_reversal_that_is_not_possible_yet_is_asked_again(counter: Counter) -> None:
    before = balance(counter)
    request, _ = scanned(counter, 3096)
    told = [reverse(counter, request) for _ in range(3)]
    assert [each.status for each in told] == [
        *(ReverseStatus.NOT_NOW, ReverseStatus.NOT_NOW),
        ReverseStatus.DONE,
    ]
    assert balance(counter) == before


def test_a_reversal_that_is_refused(counter: Counter) -> None:
    request, _ = scanned(counter, 3098)
    for _ in range(2):
        answer = reverse(counter, request)
        assert (answer.status, answer.code) == (ReverseStatus.REFUSED, "REVERSE_REFUSED")


def test_a_reversal_that_comes_too_early(counter: Counter) -> None:
    counter.bank.desk.set_scan_terms(earliest_cancel_s=600.0)
    try:
        request, _ = scanned(counter)
        answer = reverse(counter, request)
        assert (answer.status, answer.code) == (ReverseStatus.REFUSED, "TOO_EARLY")
        assert counter.told(request.order_no).status is PaymentStatus.PAID
    finally:
        counter.bank.desk.set_scan_terms(earliest_cancel_s=0.0)


def test_a_reversal_whose_answer_is_lost_is_repeated_under_its_number(counter: Counter) -> None:
    before = balance(counter)
    request, _ = scanned(counter, 3089)
    # The connection was kept from the payment: its loss is met by one repeat, which does no harm.
    assert reverse(counter, request).status is ReverseStatus.DONE
    assert balance(counter) == before


def test_a_reversal_of_nothing(counter: Counter) -> None:
    answer = reverse(counter, request_of("134650110977120318"))
    assert (answer.status, answer.code) == (ReverseStatus.NOT_FOUND, "1001")


def test_a_reversal_of_another_amount_does_nothing(counter: Counter) -> None:
    request, _ = scanned(counter)
    answer = reverse(counter, replace(request, amount_minor=TOTAL - 1))
    assert (answer.status, answer.code) == (ReverseStatus.REFUSED, "AMOUNT_DIFFERS")
    assert counter.told(request.order_no).status is PaymentStatus.PAID


# --- answers that do not come, or cannot be believed ------------------------------------------


@pytest.mark.parametrize(
    ("cents", "reason", "status"),
    [
        (82, NoAnswerReason.OFFLINE, PaymentStatus.PAID),
        (84, NoAnswerReason.SERVER, PaymentStatus.NOT_FOUND),
        (86, NoAnswerReason.MALFORMED, PaymentStatus.PAID),
        (87, NoAnswerReason.OFFLINE, PaymentStatus.PAID),
        (74, NoAnswerReason.SIGNATURE, PaymentStatus.PAID),
    ],
)
def test_a_payment_without_a_believed_answer_is_asked_about(
    counter: Counter, cents: int, reason: NoAnswerReason, status: PaymentStatus
) -> None:
    before = balance(counter)
    request, answer = scanned(counter, 3000 + cents)
    assert reason_of(answer) is reason
    told = counter.told(request.order_no)
    assert told.status is status
    # Sent once, whatever became of the line.
    assert len(told.payments) == (status is PaymentStatus.PAID)
    assert balance(counter) == before - (3000 + cents) * len(told.payments)


@pytest.mark.parametrize("outcome", ["bad_signature_paid", "wrong_reference_paid", "replayed_paid"])
def test_a_payment_told_by_a_forger_is_not_believed(counter: Counter, outcome: str) -> None:
    counter.bank.desk.set_next(outcome)
    request, answer = scanned(counter)
    assert isinstance(answer, NoAnswer)
    wait_until(
        "an answer that can be believed",
        lambda: isinstance(counter.ask(request.order_no), QueryAnswer),
    )
    assert counter.told(request.order_no).status is PaymentStatus.PAID


def test_an_amount_that_is_not_the_order_s_is_passed_on(counter: Counter) -> None:
    counter.bank.desk.set_next("wrong_amount_paid")
    request, answer = scanned(counter)
    assert isinstance(answer, QueryAnswer)
    assert (answer.status, answer.order_minor) == (PaymentStatus.PAID, TOTAL)
    assert [payment.paid_minor for payment in answer.payments] == [TOTAL + 100]
    counter.bank.desk.settle(request.order_no)


def test_money_that_is_under_way_is_neither_paid_nor_taken_back(counter: Counter) -> None:
    counter.bank.desk.set_next("uncertain", delay_s=600.0)
    request, answer = scanned(counter)
    assert status_of(answer)[0] is PaymentStatus.UNSURE
    assert reverse(counter, request).status is ReverseStatus.UNSURE
    counter.bank.desk.settle(request.order_no)
    assert counter.told(request.order_no).status is PaymentStatus.PAID


def test_a_number_that_was_used_is_never_a_payment_or_a_refusal(counter: Counter) -> None:
    request, _ = scanned(counter)
    code = counter.bank.desk.issue_code(CUSTOMERS[0], "wechat").code
    before = balance(counter)
    answer = counter.till.pay_by_code(replace(request, code=code), DEADLINE_S)
    assert status_of(answer) == (PaymentStatus.UNSURE, "3888")
    assert balance(counter) == before
    assert len(counter.told(request.order_no).payments) == 1


def test_a_dark_line(counter: Counter) -> None:
    code = counter.bank.desk.issue_code(CUSTOMERS[0], "wechat").code
    counter.bank.desk.cut_line()
    try:
        request = request_of(code)
        answer = counter.till.pay_by_code(request, DEADLINE_S)
        assert reason_of(answer) is NoAnswerReason.OFFLINE
        reversal = ReverseRequest(f"V{request.order_no}", request.order_no, TOTAL)
        assert reason_of(counter.till.reverse(reversal, DEADLINE_S)) is NoAnswerReason.OFFLINE
    finally:
        counter.bank.desk.mend_line()
    assert counter.told(request.order_no).status is PaymentStatus.NOT_FOUND


# --- Alipay by a code that the shop shows -----------------------------------------------------


def test_alipay_is_paid_by_a_code_that_the_shop_shows(counter: Counter) -> None:
    request, made = counter.made(wallet=Wallet.ALIPAY)
    check_order_code(Wallet.ALIPAY, made.code_text, amount_minor=TOTAL, order_no=request.order_no)
    counter.pay(made)
    answer = counter.told(request.order_no)
    assert answer.status is PaymentStatus.PAID
    assert answer.payments[0].paid_minor == TOTAL


@pytest.mark.parametrize(
    ("wallet", "fault"),
    [(Wallet.ALIPAY, CodeFault.NOT_ALIPAY), (Wallet.WECHAT, CodeFault.NOT_WECHAT)],
)
def test_a_link_that_is_cut_off_is_never_shown(
    counter: Counter, wallet: Wallet, fault: CodeFault
) -> None:
    request, made = counter.made(3073, wallet)
    with pytest.raises(CodeError) as caught:
        check_order_code(wallet, made.code_text, amount_minor=3073, order_no=request.order_no)
    assert caught.value.problem.fault is fault
