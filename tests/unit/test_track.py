"""Stripes as readers type them: right ones, partial ones, wrong ones."""

from __future__ import annotations

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpay_desktop.domain.track import (
    Stripe,
    StripeError,
    StripeProblem,
    check_stripe,
    has_right_check_digit,
    read_stripe,
)

TODAY = date(2026, 11, 22)
TRACK_1 = "%B4761739001010010^TAN/MEI LING^27121011234500000000?"
TRACK_2 = ";4761739001010010=27121011234500000?"


def problem_of(text: str) -> StripeProblem:
    with pytest.raises(StripeError) as refused:
        read_stripe(text)
    assert not any(digit in str(refused.value) for digit in "0123456789")
    return refused.value.problem


@pytest.mark.parametrize(
    ("text", "name", "track_2"),
    [
        (TRACK_1 + TRACK_2, "MEI LING TAN", TRACK_2[1:-1]),
        (TRACK_1 + TRACK_2 + "\n", "MEI LING TAN", TRACK_2[1:-1]),
        (TRACK_2, "", TRACK_2[1:-1]),
        (TRACK_1, "MEI LING TAN", ""),
        ("%E?" + TRACK_2, "", TRACK_2[1:-1]),
        (TRACK_1 + ";E?", "MEI LING TAN", ""),
        (TRACK_1 + TRACK_2 + "+E?", "MEI LING TAN", TRACK_2[1:-1]),
        ("%B4761 7390 0101 0010^TAN/MEI LING^2712101?", "MEI LING TAN", ""),
    ],
)
def test_either_track_will_do(text: str, name: str, track_2: str) -> None:
    stripe = read_stripe(text)
    assert (stripe.number, stripe.expiry, stripe.service) == ("4761739001010010", "2712", "101")
    assert (stripe.name, stripe.track_2) == (name, track_2)
    check_stripe(stripe, TODAY, after_chip_failed=False)
    assert "4761" not in repr(stripe)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", StripeProblem.UNREADABLE),
        ("%E?;E?", StripeProblem.UNREADABLE),
        ("%B4761739001010010^TAN", StripeProblem.NOT_A_CARD),
        (";4761739001010010=2712101", StripeProblem.NOT_A_CARD),
        (";47617390=2712101?", StripeProblem.NOT_A_CARD),
        (";4761739001010010=2712101" + "1" * 20 + "?", StripeProblem.NOT_A_CARD),
        ("hello", StripeProblem.NOT_A_CARD),
        (";4761739001010011=2712101?", StripeProblem.CHECK_DIGIT),
        (";4761739001010010==101?", StripeProblem.NO_EXPIRY),
        (";4761739001010010=2712=?", StripeProblem.NO_EXPIRY),
        (TRACK_1 + ";5413330089600010=2712101?", StripeProblem.TRACKS_DIFFER),
        (TRACK_1 + ";4761739001010010=2812101?", StripeProblem.TRACKS_DIFFER),
    ],
)
def test_what_is_no_card_is_named(text: str, problem: StripeProblem) -> None:
    assert problem_of(text) is problem


@pytest.mark.parametrize(
    ("expiry", "service", "problem"),
    [
        ("2611", "101", None),
        ("2610", "101", StripeProblem.EXPIRED),
        ("2713", "101", StripeProblem.NO_EXPIRY),
        ("2712", "201", StripeProblem.HAS_CHIP),
        ("2712", "601", StripeProblem.HAS_CHIP),
        ("2712", "100", StripeProblem.PIN_NEEDED),
        ("2712", "103", StripeProblem.PIN_NEEDED),
        ("2712", "105", StripeProblem.PIN_NEEDED),
        ("2712", "104", StripeProblem.CASH_ONLY),
        ("2712", "126", None),
    ],
)
def test_the_service_code_says_what_may_be_done(
    expiry: str, service: str, problem: StripeProblem | None
) -> None:
    stripe = Stripe("4761739001010010", expiry, service)
    found: StripeProblem | None = None
    try:
        check_stripe(stripe, TODAY, after_chip_failed=False)
    except StripeError as error:
        found = error.problem
    assert found is problem


def test_a_failed_chip_lets_its_stripe_through() -> None:
    check_stripe(Stripe("4761739001010010", "2712", "201"), TODAY, after_chip_failed=True)
    with pytest.raises(StripeError):
        check_stripe(Stripe("4761739001010010", "2712", "200"), TODAY, after_chip_failed=True)


@given(st.text(max_size=200) | st.from_regex(r"[%;][B0-9^=A-Z/ ?;]{0,120}", fullmatch=True))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(StripeError):
        stripe = read_stripe(text)
        with contextlib.suppress(StripeError):
            check_stripe(stripe, TODAY, after_chip_failed=True)


@given(st.text("0123456789", min_size=11, max_size=18))
def test_one_digit_in_ten_is_the_right_one(digits: str) -> None:
    assert sum(has_right_check_digit(digits + last) for last in "0123456789") == 1
