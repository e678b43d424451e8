"""Scans of a hand scanner told from people's typing: by pace and by their ends."""

from __future__ import annotations

import pytest

from kpay_desktop.domain.scanner import (
    GAP_MS,
    MOST,
    QUIET_MS,
    SURE_MS,
    WHOLE_MS,
    Broken,
    Scan,
    ScanFault,
    Scanner,
    ScannerSetup,
    Suffix,
)
from kpay_desktop.domain.wedge import STALL_MS, Burst, Typed, Verdict, Wedge

CODE = "134567890123456789"
STRIPE = ";4012000077777777=32121011234567890?"
PLAIN = ScannerSetup(suffix=Suffix.NONE)

Event = Scan | Broken | Typed


def type_in(
    scanner: Scanner, text: str, gap_ms: int = 5, at_ms: int = 1_000
) -> tuple[str, list[Event], int]:
    """Type a text; return what passed, what became clear, and the time of the last key."""
    passed, events = "", []
    for sign in text:
        at_ms += gap_ms
        verdict, event = scanner.key(sign, at_ms)
        if event is not None:
            events.append(event)
        passed += sign if verdict is Verdict.PASS else ""
    return passed, events, at_ms


@pytest.mark.parametrize("suffix", [Suffix.ENTER, Suffix.TAB])
@pytest.mark.parametrize("end", ["\r", "\n", "\t", "\r\n"])
@pytest.mark.parametrize("gap_ms", [0, 5, 80])
def test_a_scan_with_its_end_is_swallowed_whole(suffix: Suffix, end: str, gap_ms: int) -> None:
    scanner = Scanner(ScannerSetup(suffix=suffix))

    passed, events, _ = type_in(scanner, CODE + end, gap_ms)

    assert (passed, events) == ("", [Scan(CODE, count=len(CODE) + 1)])
    assert scanner.swallowed == len(CODE) + len(end)
    assert scanner.quiet() is None
    assert not scanner.is_active


def test_without_an_end_time_says_that_a_scan_is_over() -> None:
    scanner = Scanner(PLAIN)

    assert type_in(scanner, CODE)[:2] == ("", [])
    assert scanner.patience_ms == QUIET_MS
    assert scanner.quiet() == Scan(CODE, count=len(CODE))


def test_a_scan_without_an_end_is_clear_with_the_next_key_too() -> None:
    scanner = Scanner(PLAIN)
    at_ms = type_in(scanner, CODE)[2]

    assert scanner.key("5", at_ms + GAP_MS + 1) == (Verdict.HOLD, Scan(CODE, count=len(CODE)))
    # What follows is the person's, an Enter at once included.
    assert scanner.key("\r", at_ms + GAP_MS + 50) == (Verdict.PASS, Typed(1))


def test_an_enter_behind_a_scan_without_an_end_is_the_scanners() -> None:
    scanner = Scanner(PLAIN)
    assert type_in(scanner, f"{CODE}\r")[0] == ""


def test_a_late_enter_is_a_persons() -> None:
    scanner = Scanner()
    at_ms = type_in(scanner, f"{CODE}\r")[2]
    assert scanner.key("\r", at_ms + GAP_MS + 1) == (Verdict.PASS, None)


def test_an_enter_that_a_busy_computer_delivers_late_is_still_the_scanners() -> None:
    scanner = Scanner(PLAIN)
    at_ms = type_in(scanner, CODE)[2]
    scanner.quiet()
    assert scanner.key("\r", at_ms + 5) == (Verdict.HOLD, None)


def test_two_scans_are_two() -> None:
    scanner = Scanner()
    at_ms = type_in(scanner, f"{CODE}\r")[2]
    assert type_in(scanner, f"{CODE[::-1]}\r", at_ms=at_ms)[1] == [Scan(CODE[::-1], count=19)]


# --- people -------------------------------------------------------------------------------------


@pytest.mark.parametrize("setup", [ScannerSetup(), PLAIN, ScannerSetup("~")])
def test_what_a_person_types_comes_back_in_its_order(setup: ScannerSetup) -> None:
    scanner = Scanner(setup)
    passed, events, _ = type_in(scanner, "1250\r", gap_ms=130)
    back = sum(event.count for event in events if isinstance(event, Typed))
    assert back + len(passed) == 5
    assert scanner.swallowed == scanner.held == 0


def test_a_quick_typist_gets_all_back_with_the_enter() -> None:
    scanner = Scanner()
    assert type_in(scanner, "1250\r", gap_ms=90)[:2] == ("\r", [Typed(4)])


def test_a_long_word_of_a_quick_typist_is_given_back_without_an_end() -> None:
    scanner = Scanner()
    assert type_in(scanner, "sixteen letters", gap_ms=70)[:2] == ("", [])
    assert scanner.quiet() == Typed(15)


def test_typing_on_and_on_is_given_back_when_no_scan_takes_so_long() -> None:
    scanner = Scanner()
    _, events, _ = type_in(scanner, "0123456789" * 4, gap_ms=GAP_MS)
    assert events == [Typed(WHOLE_MS // GAP_MS + 1)] * 2
    assert scanner.swallowed == 0


@pytest.mark.parametrize("gap_ms", [1, 30])
def test_a_key_that_is_held_down_is_no_scan(gap_ms: int) -> None:
    scanner = Scanner()
    passed, events, _ = type_in(scanner, "0" * 2 * MOST, gap_ms)
    back = sum(event.count for event in events if isinstance(event, Typed))
    assert len(passed) + back + scanner.held == 2 * MOST
    assert type_in(Scanner(), "0" * 12 + "\r", gap_ms)[:2] == ("\r", [Typed(12)])


@pytest.mark.parametrize("sign", ["\x1b", "\b", "\x7f", "\r", "\t", ""])
def test_keys_that_type_nothing_are_never_held_alone(sign: str) -> None:
    scanner = Scanner()
    assert scanner.key(sign, 1_000) == (Verdict.PASS, None)
    assert scanner.key("1", 1_050)[0] is Verdict.HOLD
    if sign:
        assert scanner.key(sign, 1_100) == (Verdict.PASS, Typed(1))


def test_a_clock_that_wraps_parts_keys() -> None:
    scanner = Scanner()
    scanner.key("1", 4_294_967_290)
    assert scanner.key("2", 4) == (Verdict.HOLD, Typed(1))


# --- scans that went wrong ----------------------------------------------------------------------


def test_a_scan_that_broke_off_is_reported() -> None:
    scanner = Scanner()
    type_in(scanner, CODE[:9])
    assert scanner.patience_ms == STALL_MS
    assert scanner.quiet() == Broken(ScanFault.BROKEN_OFF, 9)


def test_a_scan_too_short_to_be_a_code_is_reported_with_its_enter() -> None:
    scanner = Scanner()
    assert type_in(scanner, "12345\r")[:2] == ("", [Broken(ScanFault.BROKEN_OFF, 6)])
    assert scanner.swallowed == 6


def test_a_scan_with_a_pause_in_it_is_two_broken_ones() -> None:
    scanner = Scanner()
    _, events, at_ms = type_in(scanner, CODE[:12])
    _, more, _ = type_in(scanner, f"{CODE[12:]}\r", at_ms=at_ms + GAP_MS + 1)
    assert events + more == [Broken(ScanFault.BROKEN_OFF, 12), Broken(ScanFault.BROKEN_OFF, 7)]


def test_too_slow_a_scan_is_swallowed_to_its_end() -> None:
    scanner = Scanner()
    passed, events, _ = type_in(scanner, "0123456789" * 6 + "\r", SURE_MS)
    held = WHOLE_MS // SURE_MS + 1
    assert (passed, events) == ("", [Broken(ScanFault.TOO_SLOW, held + 1)])
    assert scanner.swallowed == 61
    slow = Scanner(ScannerSetup(whole_ms=3_000))
    assert isinstance(type_in(slow, "0123456789" * 6 + "\r", SURE_MS)[1][0], Scan)


def test_too_long_a_scan_is_swallowed_and_forgotten() -> None:
    scanner = Scanner()
    passed, events, _ = type_in(scanner, "01" * MOST + "\r", gap_ms=1)
    assert (passed, events) == ("", [Broken(ScanFault.TOO_LONG, MOST + 1)])
    assert scanner.swallowed == 2 * MOST + 1


def test_what_an_input_method_left_is_read_all_the_same() -> None:
    scanner = Scanner()
    # Full-width forms stand as far from ASCII as this; Chinese signs stand elsewhere.
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in "https://pay.com/12$3")
    wide = wide.replace("．", "。").replace("＄", "￥")
    assert type_in(scanner, f"{wide}\r")[1] == [Scan("https://pay.com/12$3", count=len(wide) + 1)]


def test_the_keys_say_it_better_than_what_an_input_method_left() -> None:
    scanner = Scanner()
    events = [
        scanner.key(sign, 1_000 + 5 * at, meant)[1]
        for at, (sign, meant) in enumerate(zip("你１２３４５６７８\r", "a12345678\r", strict=True))
    ]
    assert events[-1] == Scan("a12345678", count=10)


def test_what_an_input_method_spoilt_is_reported() -> None:
    scanner = Scanner()
    assert type_in(scanner, "付款码一二三四五六\r")[1] == [Broken(ScanFault.INPUT_METHOD, 10)]


def test_a_quick_person_who_types_chinese_gets_it_back() -> None:
    scanner = Scanner()
    assert type_in(scanner, "付款码一二\r", gap_ms=80)[:2] == ("\r", [Typed(5)])


def test_another_keyboard_layout_gives_two_readings() -> None:
    scanner = Scanner()
    here = "&é\"'(-è_çà"
    for at, (sign, meant) in enumerate(zip("&z&z&z&z&z", "1w1w1w1w1w", strict=True)):
        scanner.key(sign, 1_000 + 5 * at, meant)
    assert scanner.key("\r", 1_055)[1] == Scan("&z&z&z&z&z", "1w1w1w1w1w", 11)
    for at, (sign, meant) in enumerate(zip(here, "1234567890", strict=True)):
        scanner.key(sign, 9_000 + 5 * at, meant)
    assert scanner.key("\r", 9_055)[1] == Scan("1234567890", count=11)


def test_modifiers_and_separators_in_a_scan_are_swallowed_with_it() -> None:
    scanner = Scanner()
    signs = ["", "h", "Q", "", "V", "D", "\x1d", "UFYwMW"]
    for at, sign in enumerate(signs):
        scanner.key(sign, 1_000 + 5 * at)
    # The first one came before anything was held.
    assert scanner.key("\r", 1_045) == (Verdict.HOLD, Scan("hQVDUFYwMW", count=8))


# --- prefixes -----------------------------------------------------------------------------------


def test_with_a_prefix_nothing_else_is_ever_held() -> None:
    scanner = Scanner(ScannerSetup("]~"))
    assert type_in(scanner, f"{CODE}\r")[0] == f"{CODE}\r"
    assert type_in(scanner, f"]~{CODE}\r", at_ms=9_000)[:2] == ("", [Scan(CODE, count=21)])


def test_half_a_prefix_is_given_back() -> None:
    scanner = Scanner(ScannerSetup("]~"))
    assert type_in(scanner, "]a")[:2] == ("a", [Typed(1)])
    assert type_in(scanner, "]]~", at_ms=9_000)[:2] == ("", [Typed(1)])
    assert scanner.quiet() == Typed(2)


def test_a_prefix_is_known_by_its_key_too() -> None:
    scanner = Scanner(ScannerSetup("~"))
    for at, (sign, meant) in enumerate(zip("¬123456789", "~123456789", strict=True)):
        assert scanner.key(sign, 1_000 + 5 * at, meant)[0] is Verdict.HOLD
    assert scanner.key("\r", 1_055)[1] == Scan("123456789", count=11)


@pytest.mark.parametrize("prefix", ["%", ";x", "+", "12345", "\x02", "，"])
def test_prefixes_that_cannot_be_are_refused(prefix: str) -> None:
    with pytest.raises(ValueError, match="prefix"):
        ScannerSetup(prefix)


@pytest.mark.parametrize("whole_ms", [0, -1, 10_001])
def test_times_that_cannot_be_are_refused(whole_ms: int) -> None:
    with pytest.raises(ValueError, match="ten seconds"):
        ScannerSetup(whole_ms=whole_ms)


# --- beside the stripe --------------------------------------------------------------------------


@pytest.mark.parametrize("setup", [ScannerSetup(), PLAIN])
@pytest.mark.parametrize("gap_ms", [1, 45])
def test_a_stripe_is_left_to_the_one_who_knows_it(setup: ScannerSetup, gap_ms: int) -> None:
    scanner, wedge = Scanner(setup), Wedge()
    for at, sign in enumerate(f"{STRIPE}\r"):
        at_ms = 1_000 + gap_ms * at
        assert scanner.key(sign, at_ms) == (Verdict.PASS, None)
        assert wedge.key(sign, at_ms)[0] is Verdict.HOLD
    assert wedge.quiet() == Burst(STRIPE)


def test_a_scan_with_a_stripes_signs_in_its_middle_is_a_scan() -> None:
    scanner = Scanner()
    text = "hQVDUFYwM+x;y%z"
    assert type_in(scanner, f"{text}\r")[:2] == ("", [Scan(text, count=16)])


def test_a_scan_some_time_after_a_stripe_is_a_scan() -> None:
    scanner = Scanner()
    at_ms = type_in(scanner, STRIPE)[2]
    assert type_in(scanner, f"{CODE}\r", at_ms=at_ms + STALL_MS)[0] == ""


def test_it_shows_nothing_of_what_it_holds() -> None:
    scanner = Scanner()
    _, events, _ = type_in(scanner, f"{CODE}\r{CODE}")
    assert CODE[:4] not in repr(scanner) + repr(events)
    scanner.drop()
    assert not scanner.is_active
    assert scanner.swallowed == 2 * len(CODE) + 1
