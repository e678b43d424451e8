"""A stripe's text, and the keys that a reader or a person presses."""

from __future__ import annotations

from datetime import date
from random import Random

from kpay_desktop.domain.track import Stripe, StripeError, check_stripe, read_stripe
from kpay_desktop.domain.wedge import LEAST, MOST, Burst, Typed, Verdict, Wedge
from tests.fuzz.target import Change, Target, expect

TRACK_1 = b"%B4012000077777777^NG/SIEW LING^32121011234567890?"
TRACK_2 = b";4012000077777777=32121011234567890?"
_TODAY = date(2026, 11, 22)
_PIECES = (b"%B", b";", b"?", b"^", b"=", b"/", b"%E?", b";E?", b"+", b"2612", b"201", b" ", b"^^")


def track() -> Target:
    """Return the target of a stripe: a byte of choices, then its text."""
    seeds = [
        *(bytes((choice,)) + text for choice in (0, 1) for text in (TRACK_1, TRACK_2)),
        *(b"\x00" + text for text in (TRACK_1 + TRACK_2, b"%E?;E?", b"%B41 11^A/B^^^?", b";4=?")),
        b"\x02;5413330089020029=2512201062980790?",
        b"\x02;378282246310005=261222012345?",
    ]
    return Target(_read, seeds, 400, _spoil)


def _spoil(data: bytes, chance: Random, change: Change) -> bytes:
    if chance.randrange(3):
        return change(data)
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice(_PIECES) + data[at + chance.randrange(3) :]


def _read(data: bytes) -> None:
    choice, text = (
        (data[0] if data else 0),
        data[1:].decode("utf-8" if data[:1] > b"\x7f" else "latin-1", "replace"),
    )
    try:
        stripe = read_stripe(text)
        _check(stripe)
        check_stripe(stripe, _TODAY, after_chip_failed=bool(choice & 1))
    except StripeError as error:
        expect("an error says no digit", holds=not any(sign.isdigit() for sign in str(error)))


def _check(stripe: Stripe) -> None:
    number = stripe.number
    expect("a number of digits", holds=number.isascii() and number.isdecimal())
    expect("as long as one is", holds=12 <= len(number) <= 19)
    expect("an expiry", holds=len(stripe.expiry) == 4 and stripe.expiry.isdecimal())
    expect("a service code", holds=len(stripe.service) == 3 and stripe.service.isdecimal())
    expect("what the host takes", holds=len(stripe.track_2) <= 38)
    expect("nothing is shown", holds=number not in repr(stripe))


def wedge() -> Target:
    """Return the target of keys: two bytes each, its sign and the time since the one before."""
    quick = b"".join(bytes((sign, 4)) for sign in TRACK_1 + b"\r" + TRACK_2 + b"\r\r")
    slow = b"".join(bytes((sign, 120)) for sign in b"%12.50\r5\r")
    seeds = [quick, slow, slow + quick, quick + slow, quick[:40] + slow, b"%\x04" * 500]
    return Target(_press, seeds, 2 * MOST + 400)


def _press(data: bytes) -> None:
    watcher = Wedge()
    at_ms = held = 0
    for sign, wait in zip(data[::2], data[1::2], strict=False):
        # Longer waits than a byte holds: the upper half counts in fives.
        gap_ms = wait if wait < 0x80 else (wait - 0x60) * 5
        if watcher.is_active and gap_ms >= watcher.patience_ms:
            held = _quiet(watcher, held)
        at_ms += gap_ms
        typed = "" if sign == 0x7F else chr(sign & 0x7F)
        verdict, back = watcher.key(typed, at_ms, "%" if sign & 0x80 else "")
        if back is not None:
            expect("what was held is given back", holds=0 < back.count <= held)
            held = 0
        held += verdict is Verdict.HOLD
        expect("a key that is held is waited for", holds=watcher.is_active or not held)
    _quiet(watcher, held)


def _quiet(watcher: Wedge, held: int) -> int:
    said = watcher.quiet()
    match said:
        case Typed(count):
            expect("a person's few keys", holds=0 < count < LEAST and count <= held)
        case Burst(text, is_whole):
            expect("a burst is bounded", holds=len(text) <= MOST)
            expect("a whole one begins rightly", holds=not is_whole or text[:1] in {"%", ";", "+"})
        case None:
            pass
    expect("quiet says it once", holds=not isinstance(watcher.quiet(), Typed))
    return 0
