"""PINs: how they are kept, and what wrong ones cost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher, Type, extract_parameters
from argon2.profiles import CHEAPEST

from kpay_desktop.security import pins

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def test_a_pin_is_kept_at_owasp_cost() -> None:
    kept = pins.hash_pin("135790")
    cost = extract_parameters(kept)
    assert cost.type is Type.ID
    assert cost.memory_cost >= 19_456
    assert cost.time_cost >= 2
    assert "135790" not in kept
    assert pins.check_pin(kept, "135790") == pins.PinCheck(is_right=True)
    assert pins.check_pin(kept, "135791") == pins.PinCheck(is_right=False)
    assert pins.check_pin(kept, "") == pins.PinCheck(is_right=False)


def test_equal_pins_have_different_hashes() -> None:
    assert pins.hash_pin("1234") != pins.hash_pin("1234")


@pytest.mark.parametrize(
    "bad",
    ["", "123", "1234567", "12 34", "12a4", "\uff11\uff12\uff13\uff14", "1234\n", "-123"],
)
def test_only_four_to_six_plain_digits_make_a_pin(bad: str) -> None:
    with pytest.raises(pins.PinFormatError) as caught:
        pins.hash_pin(bad)
    assert not bad or bad not in str(caught.value)


def test_a_cheaper_hash_is_replaced_at_the_next_right_pin() -> None:
    cheap = PasswordHasher.from_parameters(CHEAPEST).hash("4711")
    check = pins.check_pin(cheap, "4711")
    assert check.is_right
    assert check.new_hash is not None
    assert pins.check_pin(check.new_hash, "4711") == pins.PinCheck(is_right=True)
    assert pins.check_pin(cheap, "4712") == pins.PinCheck(is_right=False)


@pytest.mark.parametrize(
    "stored",
    [
        "",
        "4711",
        "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA",
        "$argon2id$v=19$m=4194304,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA",
        "$argon2id$v=19$m=19456,t=4000000,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA",
    ],
)
def test_a_stored_text_that_is_no_hash_or_a_ruinous_one_matches_nothing(stored: str) -> None:
    assert pins.check_pin(stored, "4711") == pins.PinCheck(is_right=False)


def test_the_fifth_wrong_pin_locks_and_each_further_one_twice_as_long() -> None:
    assert [pins.lock_s(n) for n in range(12)] == [
        0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900,
    ]  # fmt: skip
    assert pins.lock_s(10_000) == 900
    assert [pins.attempts_left(n) for n in range(7)] == [5, 4, 3, 2, 1, 0, 0]


def test_a_lock_ends_by_the_clock() -> None:
    until = NOW + timedelta(seconds=30)
    assert pins.remaining_lock_s(5, None, NOW) == 0.0
    assert pins.remaining_lock_s(5, until, NOW) == 30.0
    assert pins.remaining_lock_s(5, until, NOW + timedelta(seconds=29)) == 1.0
    assert pins.remaining_lock_s(5, until, until) == 0.0
    assert pins.remaining_lock_s(5, until, NOW + timedelta(days=1)) == 0.0


def test_a_clock_that_was_set_back_does_not_lock_for_hours() -> None:
    until = NOW + timedelta(seconds=30)
    assert pins.remaining_lock_s(5, until, NOW - timedelta(hours=3)) == 0.0
