"""Whatever is read: an answer, never an exception, and never a word of the code in it."""

from __future__ import annotations

import base64
import contextlib

from hypothesis import given
from hypothesis import strategies as st

from kpay_desktop.domain.sale import Method
from kpay_desktop.qr.customer_code import CustomerCodeError, read_customer_code
from kpay_desktop.qr.payment_code import (
    PaymentCode,
    ScanRules,
    WrongCode,
    classify,
    classify_either,
)
from kpay_desktop.qr.seen_codes import MOST, SeenCodes

CARD = "hQVDUFYwMWEaTwegAAAAVVVVVw8SNFZ4kBI0WNGRIgESNF8="
HEADS = st.sampled_from(["", "]C0", "]E0", "00020", "https://", "hQVDUFYwM", "KPAY:", "%B", "13"])
READ = st.one_of(
    st.text(),
    st.binary(),
    st.text("0123456789 -", max_size=40),
    st.builds(lambda head, rest: head + rest, HEADS, st.text(max_size=60)),
)
RULES = st.builds(ScanRules, st.booleans(), st.booleans(), st.lists(st.text(max_size=3)).map(tuple))
DIGITS = st.text("0123456789", min_size=14, max_size=24)
BETWEEN = st.sampled_from(["", " ", "-", "–", "\u3000"])


@given(READ, RULES)
def test_anything_is_one_or_the_other(read: str | bytes, rules: ScanRules) -> None:
    found = classify(read, rules)
    assert isinstance(found, PaymentCode | WrongCode)
    if isinstance(found, PaymentCode):
        assert found.code.isascii()
        assert found.code.isprintable()
        assert 12 <= len(found.code) <= 1_024
        assert (found.card is not None) is (found.method is Method.CARD)
        assert found.method is not Method.PAYNOW or rules.takes_paynow
        assert found.method is not Method.CARD or rules.takes_card_codes
        # What was normalized once stays as it is.
        assert classify(found.code, rules) == found


@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=22, max_size=22))
def test_every_code_that_is_issued_for_paynow_is_one(rest: str) -> None:
    code = f"PN{rest}"
    assert classify(code, ScanRules(takes_paynow=True)) == PaymentCode(Method.PAYNOW, code)


@given(st.text(), st.text())
def test_two_readings_raise_nothing_either(text: str, meant: str) -> None:
    assert classify_either(text, meant) in (classify(text), classify(meant))


@given(st.sampled_from(["10", "15", "25", "30"]), DIGITS, st.lists(BETWEEN, min_size=30))
def test_how_digits_are_parted_changes_nothing(head: str, rest: str, parts: list[str]) -> None:
    digits = head + rest
    typed = "".join(sign + part for sign, part in zip(digits, parts, strict=False))
    typed += digits[len(parts) :]
    wide = typed.translate({ord("0") + n: ord("０") + n for n in range(10)})
    assert classify(typed) == classify(wide) == classify(digits)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for start in (b"", b"\x85\x05CPV01", b"\x85\x05CPV01\x61"):
        with contextlib.suppress(CustomerCodeError):
            assert read_customer_code(base64.b64encode(start + data).decode("ascii")).applications


@given(st.integers(0, len(CARD) - 1), st.characters())
def test_a_changed_sign_is_read_or_refused(at: int, sign: str) -> None:
    found = classify(CARD[:at] + sign + CARD[at + 1 :], ScanRules(takes_card_codes=True))
    assert isinstance(found, PaymentCode | WrongCode)


@given(
    st.lists(
        st.tuples(st.sampled_from(list(Method)), st.sampled_from("abc"), st.floats(0, 900)),
        max_size=40,
    )
)
def test_no_code_is_admitted_twice_in_a_minute(reads: list[tuple[Method, str, float]]) -> None:
    now_s, admitted = 0.0, dict[tuple[Method, str], float]()
    seen = SeenCodes(lambda: now_s, salt=b"x")
    for method, text, later_s in reads:
        now_s += later_s
        if seen.admit(PaymentCode(method, text)) is None:
            before = admitted.get((method, text))
            assert before is None or now_s - before >= 60.0
            admitted[method, text] = now_s
        assert len(seen) <= MOST
