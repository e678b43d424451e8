"""Any keys at any pace: nothing is lost, nothing raises, and scans come out as they went in."""

from __future__ import annotations

import string

from hypothesis import given
from hypothesis import strategies as st

from kpay_desktop.domain.scanner import (
    GAP_MS,
    LEAST,
    SURE_MS,
    Broken,
    Scan,
    Scanner,
    ScannerSetup,
    Suffix,
)
from kpay_desktop.domain.wedge import STARTS, Typed, Verdict

SETUPS = st.builds(
    ScannerSetup,
    st.sampled_from(["", "~", "]C0"]),
    st.sampled_from(list(Suffix)),
    st.sampled_from([200, 1_500]),
)
SIGNS = st.one_of(
    st.sampled_from([*"0123456789%;+~]C?=\r\n\t\b", "", "\r\n", "１", "付"]), st.text(max_size=3)
)
GAPS = st.one_of(st.integers(0, 45), st.integers(0, 300), st.integers(-5_000, 5_000))
KEYS = st.lists(st.tuples(SIGNS, GAPS, st.sampled_from(["", "1", "~", "%", "x"])), max_size=80)
CODES = st.text(string.ascii_letters + string.digits + ":/-_.=", min_size=LEAST, max_size=30)


@given(SETUPS, KEYS, st.sets(st.integers(0, 79), max_size=8))
def test_every_key_passes_is_given_back_or_is_accounted_for(
    setup: ScannerSetup, keys: list[tuple[str, int, str]], pauses: set[int]
) -> None:
    scanner, at_ms, through, told = Scanner(setup), 1_000, 0, 0
    for number, (sign, gap_ms, meant) in enumerate(keys):
        at_ms += gap_ms
        verdict, event = scanner.key(sign, at_ms, meant)
        events: list[Scan | Broken | Typed | None] = [event]
        if number in pauses:
            events.append(scanner.quiet())
        through += verdict is Verdict.PASS
        for each in events:
            if isinstance(each, Typed):
                through += each.count
            elif each is not None:
                told += each.count
        assert through + scanner.swallowed + scanner.held == number + 1
        # Only what follows a scan at once is swallowed beyond what was told.
        assert told <= scanner.swallowed
    last = scanner.quiet()
    through += last.count if isinstance(last, Typed) else 0
    assert scanner.held == 0
    assert through + scanner.swallowed == len(keys)


@given(SETUPS, st.lists(st.tuples(SIGNS, st.integers(GAP_MS + 1, 9_000)), max_size=40))
def test_slow_typing_is_never_swallowed(setup: ScannerSetup, keys: list[tuple[str, int]]) -> None:
    scanner, at_ms = Scanner(setup), 1_000
    for sign, gap_ms in keys:
        at_ms += gap_ms
        event = scanner.key(sign, at_ms)[1]
        assert event is None or isinstance(event, Typed)
    assert not isinstance(scanner.quiet(), Scan | Broken)
    assert scanner.swallowed == 0


@given(
    CODES.filter(lambda code: len(set(code)) > 1),
    st.sampled_from(["", "~", "]C0"]),
    st.sampled_from([(Suffix.ENTER, "\r"), (Suffix.TAB, "\t"), (Suffix.NONE, "")]),
    st.lists(st.integers(0, SURE_MS), min_size=34, max_size=34),
)
def test_a_scan_comes_out_as_it_went_in(
    code: str, prefix: str, end: tuple[Suffix, str], gaps: list[int]
) -> None:
    scanner, at_ms, found = Scanner(ScannerSetup(prefix, end[0])), 1_000, []
    for sign, gap_ms in zip(f"{prefix}{code}{end[1]}", gaps, strict=False):
        at_ms += gap_ms
        verdict, event = scanner.key(sign, at_ms)
        assert verdict is Verdict.HOLD
        found += [event] if event is not None else []
    last = scanner.quiet()
    found += [last] if last is not None else []
    assert [event.text for event in found if isinstance(event, Scan)] == [code]
    assert len(found) == 1


@given(st.sampled_from(STARTS), st.text(max_size=60), st.integers(0, 45))
def test_nothing_of_a_stripe_is_held(start: str, rest: str, gap_ms: int) -> None:
    scanner = Scanner()
    for at, sign in enumerate(start + rest):
        assert scanner.key(sign, 1_000 + at * gap_ms) == (Verdict.PASS, None)
    assert not scanner.is_active
