"""Cents in, cents out: how amounts are written, tipped and keyed."""

from __future__ import annotations

import pytest

from kpay_desktop.domain.money import (
    AmountEntry,
    format_plain,
    format_sgd,
    tip_minor,
)

CEILING = 1_000_000


def keyed(keys: str, ceiling_minor: int = CEILING) -> AmountEntry:
    """Press keys one by one; ``<`` is back, ``C`` clear, ``D`` the double nought."""
    names = {"<": "back", "C": "clear", "D": "00"}
    entry = AmountEntry(ceiling_minor)
    for key in keys:
        entry = entry.press(names.get(key, key))
    return entry


@pytest.mark.parametrize(
    ("minor", "plain"),
    [
        (0, "0.00"),
        (5, "0.05"),
        (99, "0.99"),
        (100, "1.00"),
        (2_800, "28.00"),
        (128_460, "1,284.60"),
        (99_999_999, "999,999.99"),
        (-5, "-0.05"),
        (-128_460, "-1,284.60"),
    ],
)
def test_how_an_amount_is_written(minor: int, plain: str) -> None:
    assert format_plain(minor) == plain
    assert format_sgd(minor) == f"SGD {plain}"


@pytest.mark.parametrize(
    ("amount_minor", "percent", "tip"),
    [
        (2_800, 10, 280),
        (2_800, 0, 0),
        (0, 10, 0),
        (1_005, 10, 101),  # half a cent up
        (1_004, 10, 100),
        (333, 15, 50),
        (1, 50, 1),
        (99_999_999, 500, 499_999_995),
    ],
)
def test_a_tip_is_rounded_half_up(amount_minor: int, percent: int, tip: int) -> None:
    assert tip_minor(amount_minor, percent) == tip


@pytest.mark.parametrize(("amount_minor", "percent"), [(-1, 10), (100, -1)])
def test_a_tip_of_negative_figures_is_refused(amount_minor: int, percent: int) -> None:
    with pytest.raises(ValueError, match="not negative"):
        tip_minor(amount_minor, percent)


@pytest.mark.parametrize(
    ("keys", "minor"),
    [
        ("", 0),
        ("2800", 2_800),
        ("28D", 2_800),
        ("0002800", 2_800),
        ("D5", 5),
        ("28.", 2_800),
        ("28.5", 2_850),
        ("28.50", 2_850),
        ("28.505", 2_850),
        (".5", 50),
        (".05", 5),
        ("0.05", 5),
        ("10.05", 1_005),
        ("28..5", 2_850),
        ("2800<", 280),
        ("28.5<", 2_800),
        ("28.50<", 2_850),
        ("28.5<<", 28),
        (".05<5", 5),
        (".05<<", 0),
        ("28<<<<", 0),
        ("28.50C", 0),
        ("28.50C7", 7),
        ("2x8", 28),
    ],
)
def test_what_keys_make(keys: str, minor: int) -> None:
    assert keyed(keys).minor == minor


def test_nothing_keyed_is_not_zero_keyed() -> None:
    assert keyed("").is_empty
    assert keyed("2<").is_empty
    assert keyed("28.C").is_empty
    assert not keyed(".").is_empty
    # Leading noughts are nothing yet.
    assert keyed("000").is_empty


@pytest.mark.parametrize(
    ("keys", "minor"),
    [
        ("1000000", 1_000_000),
        ("10000000", 1_000_000),
        ("1000001", 100_000),
        ("10000.", 1_000_000),
        ("10001.", 10_001),
    ],
)
def test_nothing_passes_the_ceiling(keys: str, minor: int) -> None:
    assert keyed(keys).minor == minor


def test_a_key_is_taken_whole_or_not_at_all() -> None:
    """One nought of "00" would fit: half a key would be a surprise."""
    entry = keyed("100000")
    assert entry.minor == 100_000
    assert entry.press("0").minor == 1_000_000
    assert entry.press("00") == entry
    assert not entry.accepts("00")
    assert keyed("1.5D").minor == 150


def test_a_key_without_room_is_told_from_one_that_means_nothing() -> None:
    full = keyed("100000")
    assert full.passes_limit("00")
    assert full.passes_limit("1")
    assert not full.passes_limit("0")
    for key in ("a", "back", "clear", ""):
        assert not full.passes_limit(key)
    assert not keyed("").passes_limit("0")
    assert not keyed("28.50").passes_limit("1")


@pytest.mark.parametrize(
    ("keys", "minor"),
    [
        ("２８００", 2_800),
        ("28。5", 2_850),
        ("28．5", 2_850),
        ("28,5", 2_850),
        ("28，5", 2_850),
        ("28、5", 2_850),
        ("28｡5", 2_850),
    ],
)
def test_an_input_methods_digits_and_points_are_understood(keys: str, minor: int) -> None:
    assert keyed(keys).minor == minor


@pytest.mark.parametrize("key", ["", "a", "-", "+", "½", "٣", "1a", "²x", " ", "enter"])
def test_other_keys_change_nothing(key: str) -> None:
    entry = keyed("28.5")
    assert entry.press(key) == entry
    assert not entry.accepts(key)


def test_a_key_that_changes_something_is_accepted() -> None:
    entry = keyed("28")
    for key in ("0", "00", ".", "back", "clear"):
        assert entry.accepts(key)
    for key in ("back", "clear", "0", "00"):
        assert not keyed("").accepts(key)
    assert not keyed("28.50").accepts("1")
    assert not keyed("28.5").accepts(".")
