"""Whatever is keyed: never over the ceiling, and every key can be taken back."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given
from hypothesis import strategies as st

from kpay_desktop.domain.money import AmountEntry, format_plain, tip_minor

KEYS = st.sampled_from([*"0123456789", "00", ".", "back", "clear", "，", "７", "x"])
CEILINGS = st.integers(1, 99_999_999)
CENTS = st.integers(0, 10**12)


@given(CEILINGS, st.lists(KEYS, max_size=30))
def test_an_entry_is_always_a_possible_amount(ceiling_minor: int, keys: list[str]) -> None:
    entry = AmountEntry(ceiling_minor)
    for key in keys:
        before = entry
        entry = before.press(key)
        assert 0 <= entry.minor <= ceiling_minor
        assert entry.decimals in {None, 0, 1, 2}
        assert not entry.digits.startswith("0")
        assert before.accepts(key) is (entry != before)
        if not entry.digits:
            assert entry.minor == 0


@given(st.lists(st.sampled_from([*"0123456789", "."]), max_size=12), st.sampled_from("123456789"))
def test_back_undoes_a_digit(keys: list[str], digit: str) -> None:
    entry = AmountEntry(99_999_999)
    for key in keys:
        entry = entry.press(key)
    longer = entry.press(digit)
    if longer != entry:
        assert longer.press("back") == entry


@given(CEILINGS, st.lists(KEYS, max_size=30))
def test_back_empties_every_entry(ceiling_minor: int, keys: list[str]) -> None:
    entry = AmountEntry(ceiling_minor)
    for key in keys:
        entry = entry.press(key)
    for _ in range(40):
        entry = entry.press("back")
    assert entry.is_empty


@given(st.integers(1, 99_999_999))
def test_what_is_written_can_be_keyed(minor: int) -> None:
    entry = AmountEntry(99_999_999)
    for key in format_plain(minor).replace(",", ""):
        entry = entry.press(key)
    assert entry.minor == minor
    shifted = AmountEntry(99_999_999)
    for key in str(minor):
        shifted = shifted.press(key)
    assert shifted.minor == minor


@given(st.integers(-(10**12), 10**12))
def test_what_is_written_says_the_amount(minor: int) -> None:
    assert Decimal(format_plain(minor).replace(",", "")) * 100 == minor


@given(CENTS, st.integers(0, 500))
def test_a_tip_is_the_decimal_one(amount_minor: int, percent: int) -> None:
    exact = Decimal(amount_minor) * percent / 100
    assert tip_minor(amount_minor, percent) == exact.quantize(Decimal(1), ROUND_HALF_UP)
