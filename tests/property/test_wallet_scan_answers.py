"""Whatever a gateway says of a customer's code: no false payment, no false refusal."""

from __future__ import annotations

import contextlib

from hypothesis import given
from hypothesis import strategies as st

from kpay_desktop.domain.wallet_words import HARMLESS_WORDS, refusal_of, wallet_word
from kpay_desktop.hosts.wallets import scan_codec
from kpay_desktop.hosts.wallets.messages import UnbelievedError
from kpay_desktop.ports import OrderRefused, PaymentStatus, QueryAnswer, ReverseStatus
from tests.helpers.wallet_client import REVERSE, SCAN

PLAIN = st.text(st.characters(exclude_categories=["C"]), max_size=20)
STATUSES = st.sampled_from(
    ("0000", "1001", "2000", "2008", "3020", "3045", "3050", "3088", "3089", "3888", "3999", "9")
)
AMOUNTS = st.sampled_from(("", "0", "3080", "3081", "30.80", "-1")) | st.integers(0).map(str)
WORDS = (
    st.sampled_from(sorted(HARMLESS_WORDS))
    | st.sampled_from(("PAYERROR", "SYSTEMERROR", "USERPAYING", ""))
    | PLAIN
)
NUMBERS = st.sampled_from((SCAN.order_no, "KD01000123B", "")) | PLAIN
ANSWERS = st.fixed_dictionaries(
    {"trxstatus": STATUSES | PLAIN},
    optional={
        "reqsn": st.just(SCAN.order_no) | NUMBERS,
        "trxid": st.just("WX1") | PLAIN,
        "trxamt": AMOUNTS,
        "initamt": AMOUNTS,
        "currency": st.just("SGD") | PLAIN,
        "fintime": st.just("20261122143208") | PLAIN,
        "payments": st.just("WX1:3080") | PLAIN,
        "errmsg": WORDS | st.tuples(WORDS, PLAIN).map(": ".join),
    },
)


@given(ANSWERS)
def test_no_answer_makes_a_false_payment_or_a_false_refusal(answer: dict[str, str]) -> None:
    with contextlib.suppress(UnbelievedError):
        told = scan_codec.scan_answer(answer, SCAN)
        assert answer["reqsn"] == SCAN.order_no
        if isinstance(told, OrderRefused):
            assert answer["trxstatus"].startswith("3")
            assert answer["trxstatus"] not in {"3020", "3050", "3054", "3088", "3089", "3888"}
            assert told.code in HARMLESS_WORDS
            assert answer["errmsg"].strip().removeprefix("ACQ.").startswith(told.code)
            assert not answer.get("payments")
            assert int(answer.get("trxamt") or "0") == 0
            assert answer.get("initamt") in {None, "", "3080"}
        else:
            assert isinstance(told, QueryAnswer)
            is_paid = told.status is PaymentStatus.PAID
            assert is_paid == (answer["trxstatus"] == "0000") == bool(told.payments)
            if is_paid:
                assert answer["currency"] == "SGD"
                assert told.payments[-1].paid_minor == int(answer["trxamt"]) > 0


@given(ANSWERS, st.data())
def test_a_refusal_hangs_on_each_of_its_parts(answer: dict[str, str], data: st.DataObject) -> None:
    """A good refusal with one field changed is another refusal, or none; never a payment."""
    word = data.draw(st.sampled_from(sorted(HARMLESS_WORDS)))
    good = {
        "trxstatus": "3999",
        "reqsn": SCAN.order_no,
        "initamt": "3080",
        "currency": "SGD",
        "errmsg": word,
    }
    assert isinstance(scan_codec.scan_answer(good, SCAN), OrderRefused)
    name = data.draw(st.sampled_from(sorted(answer)))
    with contextlib.suppress(UnbelievedError):
        told = scan_codec.scan_answer({**good, name: answer[name]}, SCAN)
        if isinstance(told, QueryAnswer):
            assert told.status is not PaymentStatus.PAID
        else:
            assert refusal_of(told.code) is not None


@given(ANSWERS)
def test_nothing_but_its_own_word_says_that_a_payment_is_undone(answer: dict[str, str]) -> None:
    answer = {**answer, "reqsn": REVERSE.reverse_no}
    with contextlib.suppress(UnbelievedError):
        told = scan_codec.reverse_answer(answer, REVERSE)
        is_done = told.status is ReverseStatus.DONE
        assert is_done == (answer["trxstatus"] in {"0000", "3050", "3054"})


@given(st.text() | WORDS)
def test_a_word_is_a_word(text: str) -> None:
    word = wallet_word(text)
    assert word == "" or (word.isascii() and word.upper() == word and " " not in word)
    assert word in text
