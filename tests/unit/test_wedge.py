"""Bursts of a stripe reader told from people's typing: by characters and times alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kpay_desktop.domain.wedge import (
    GAP_MS,
    LEAST,
    MOST,
    QUIET_MS,
    STALL_MS,
    TAIL_MS,
    Burst,
    Typed,
    Verdict,
    Wedge,
)

TRACK_2 = ";4012000077777777=32121011234567890?"
BOTH = f"%B4012000077777777^NG/SIEW LING^32121011234567890?{TRACK_2}"


def type_in(wedge: Wedge, text: str, gap_ms: int = 4, at_ms: int = 1000) -> tuple[str, int]:
    """Type a text; return what passed, and the time after it."""
    passed = ""
    for sign in text:
        at_ms += gap_ms
        verdict, back = wedge.key(sign, at_ms)
        passed += "<" * (back.count if back is not None else 0)
        passed += sign if verdict is Verdict.PASS else ""
    return passed, at_ms


def test_a_burst_is_swallowed_whole_with_its_enters() -> None:
    for text in (BOTH, TRACK_2, "+1234567890?"):
        for enters in ("", "\r", "\r\r", "\r\n"):
            wedge = Wedge()
            assert type_in(wedge, text + enters)[0] == ""
            assert wedge.quiet() == Burst(text)
            assert wedge.quiet() is None
            assert not wedge.is_active


def test_enter_after_each_track_is_the_readers() -> None:
    wedge = Wedge()
    first, _, second = BOTH.partition("?")
    assert type_in(wedge, f"{first}?\r{second}\r")[0] == ""
    assert wedge.quiet() == Burst(BOTH)


def test_an_enter_right_behind_a_burst_is_swallowed_and_a_later_one_is_not() -> None:
    wedge = Wedge()
    _, at_ms = type_in(wedge, TRACK_2)
    wedge.quiet()
    assert wedge.key("\r", at_ms + GAP_MS)[0] is Verdict.HOLD
    assert wedge.key("\r", at_ms + GAP_MS + TAIL_MS + 1)[0] is Verdict.PASS


def test_a_second_swipe_is_a_burst_of_its_own() -> None:
    wedge = Wedge()
    _, at_ms = type_in(wedge, TRACK_2)
    wedge.quiet()
    assert type_in(wedge, TRACK_2, at_ms=at_ms + 400)[0] == ""
    assert wedge.quiet() == Burst(TRACK_2)


def test_a_lone_sign_is_given_back() -> None:
    wedge = Wedge()
    assert type_in(wedge, "%")[0] == ""
    assert wedge.quiet() == Typed(1)
    assert wedge.quiet() is None


def test_what_people_type_comes_through_in_its_order() -> None:
    wedge = Wedge()
    passed, _ = type_in(wedge, "50% ;x", gap_ms=120)
    assert passed == "50<<"
    assert wedge.quiet() == Typed(2)
    assert type_in(Wedge(), "12.30\r", gap_ms=90)[0] == "12.30\r"


def test_a_hand_scanner_without_a_sign_before_it_is_not_swallowed() -> None:
    assert type_in(Wedge(), "8888012345678")[0] == "8888012345678"


def test_a_busy_computer_lets_nothing_through() -> None:
    wedge = Wedge()
    _, at_ms = type_in(wedge, TRACK_2[:2])
    passed, at_ms = type_in(wedge, TRACK_2[2:20], at_ms=at_ms + QUIET_MS - 10)
    assert passed == ""
    assert wedge.patience_ms == STALL_MS
    assert type_in(wedge, TRACK_2[20:], at_ms=at_ms + STALL_MS - 10)[0] == ""
    assert wedge.patience_ms == QUIET_MS
    assert wedge.quiet() == Burst(TRACK_2)


def test_a_pause_within_a_burst_does_not_let_go_of_it() -> None:
    wedge = Wedge()
    _, at_ms = type_in(wedge, TRACK_2[:20])
    assert type_in(wedge, TRACK_2[20:], at_ms=at_ms + 3 * GAP_MS)[0] == ""
    assert wedge.quiet() == Burst(TRACK_2)


def test_bad_and_partial_swipes_are_bursts_too() -> None:
    for text in ("%E?;E?", "%B40120000", ";401200007"):
        wedge = Wedge()
        assert type_in(wedge, text + "\r")[0] == ""
        assert wedge.quiet() == Burst(text)


def test_on_another_layout_what_the_reader_meant_counts() -> None:
    wedge = Wedge()
    for at, (here, meant) in enumerate(zip("ö4012ß32", ";4012=32", strict=True)):
        assert wedge.key(here, 1000 + 4 * at, meant)[0] is Verdict.HOLD
    assert wedge.quiet() == Burst(";4012=32")


def test_a_layout_with_the_same_first_sign_does_not_spoil_the_rest() -> None:
    wedge = Wedge()
    here, meant = "%B40128^A/B&3212101_ö40128¨3212101_", "%B40128^A/B^3212101?;40128=3212101?"
    for at, (typed, key) in enumerate(zip(here, meant, strict=True)):
        # The key for accents types nothing yet.
        assert wedge.key(typed.strip("¨^"), 1000 + 4 * at, key)[0] is Verdict.HOLD
    assert wedge.patience_ms == QUIET_MS
    assert wedge.quiet() == Burst(meant)


def test_a_first_key_that_types_nothing_here_is_kept() -> None:
    wedge = Wedge()
    for at, (typed, key) in enumerate(zip(["", *"B40128"], "%B40128", strict=True)):
        wedge.key(typed, 1000 + 4 * at, key)
    assert wedge.quiet() == Burst("%B40128")


def test_an_enter_begins_nothing() -> None:
    assert Wedge().key("\r", 1000, "%") == (Verdict.PASS, None)


def test_too_long_a_burst_is_swallowed_and_forgotten() -> None:
    wedge = Wedge()
    assert type_in(wedge, "%" + "B" * (2 * MOST))[0] == ""
    assert wedge.quiet() == Burst("", is_whole=False)


def test_it_shows_nothing_of_what_it_holds() -> None:
    wedge = Wedge()
    type_in(wedge, TRACK_2)
    burst = wedge.quiet()
    assert "4012" not in repr(wedge) + repr(burst)
    wedge.drop()
    assert not wedge.is_active


@given(st.text(alphabet="%;+019Bx^=? \r", max_size=60), st.integers(0, GAP_MS))
def test_nothing_that_follows_a_start_quickly_gets_through(text: str, gap_ms: int) -> None:
    assert type_in(Wedge(), f"%{text}", gap_ms)[0] == ""


@given(st.lists(st.tuples(st.sampled_from("%;+01x\r"), st.integers(0, 400)), max_size=60))
def test_every_key_passes_is_given_back_or_is_in_a_burst(keys: list[tuple[str, int]]) -> None:
    wedge, at_ms, through, kept = Wedge(), 1000, 0, 0
    for sign, gap_ms in keys:
        at_ms += gap_ms
        verdict, back = wedge.key(sign, at_ms)
        through += (verdict is Verdict.PASS) + (back.count if back is not None else 0)
    last = wedge.quiet()
    if isinstance(last, Typed):
        through += last.count
    elif last is not None:
        kept = len(keys)
    assert through <= len(keys)
    assert through == len(keys) or kept >= LEAST or not isinstance(last, Burst)
