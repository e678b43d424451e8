"""The stripe of a card, as a reader that types like a keyboard sends it (ISO/IEC 7813).

Track 1 is ``%B`` number ``^`` name ``^`` YYMM and service code ``?``; track 2 is ``;`` number ``=``
YYMM and service code ``?``. Either may be missing or unreadable; what is there must agree. No
error carries a digit of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

TRACK_1_MAX, TRACK_2_MAX = 79, 40
NUMBER_MIN, NUMBER_MAX = 12, 19
_TRACK_1 = re.compile(
    r"%B(?P<number>[0-9 ]{12,23})\^(?P<name>[A-Z0-9 ./'\-&(),#*+:]{0,26})\^"
    r"(?P<expiry>[0-9]{4}|\^)(?P<service>[0-9]{3}|\^)(?P<rest>[^?;%]*)\?"
)
_TRACK_2 = re.compile(
    r";(?P<number>[0-9]{12,19})=(?P<expiry>[0-9]{4}|=)(?P<service>[0-9]{3}|=)(?P<rest>[0-9]*)\?"
)
_UNREADABLE = re.compile(r"[%;+]E\?")


class StripeProblem(StrEnum):
    """Why a swipe cannot be used; each has words on the card page."""

    UNREADABLE = "unreadable"
    NOT_A_CARD = "not_a_card"
    TRACKS_DIFFER = "tracks_differ"
    CHECK_DIGIT = "check_digit"
    EXPIRED = "expired"
    NO_EXPIRY = "no_expiry"
    HAS_CHIP = "has_chip"
    PIN_NEEDED = "pin_needed"
    CASH_ONLY = "cash_only"


class StripeError(ValueError):
    """A swipe that cannot be used; ``problem`` says why."""

    def __init__(self, problem: StripeProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Stripe:
    """What a stripe says. ``expiry`` is YYMM; ``track_2`` stands without its sentinels.

    ``track_2`` is empty where only track 1 could be read.
    """

    number: str = field(repr=False)
    expiry: str = field(repr=False)
    service: str = field(repr=False)
    name: str = field(default="", repr=False)
    track_2: str = field(default="", repr=False)

    @property
    def has_chip(self) -> bool:
        """True if the first digit of the service code says so (2 or 6)."""
        return self.service[:1] in {"2", "6"}

    @property
    def needs_pin(self) -> bool:
        """True if the third digit asks for a PIN (0, 3 or 5)."""
        return self.service[2:] in {"0", "3", "5"}

    @property
    def is_cash_only(self) -> bool:
        """True if the third digit allows cash alone (4)."""
        return self.service[2:] == "4"


def has_right_check_digit(number: str) -> bool:
    """True if the last digit follows from the others (ISO/IEC 7812-1 Annex B, Luhn)."""
    if not number.isascii() or not number.isdecimal():
        return False
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def read_stripe(text: str) -> Stripe:
    """Take the burst of a reader apart: both tracks, or either.

    Raises:
        StripeError: what was read is no card's, or not all that is needed of it.
    """
    first, second = _TRACK_1.search(text), _TRACK_2.search(text)
    if first is None and second is None:
        is_unreadable = _UNREADABLE.search(text) is not None or not text.strip()
        raise StripeError(StripeProblem.UNREADABLE if is_unreadable else StripeProblem.NOT_A_CARD)
    stripes = [_read(match) for match in (second, first) if match is not None]
    stripe = stripes[0]
    if any((s.number, s.expiry, s.service) != _key(stripe) for s in stripes):
        raise StripeError(StripeProblem.TRACKS_DIFFER)
    if not has_right_check_digit(stripe.number):
        raise StripeError(StripeProblem.CHECK_DIGIT)
    if not stripe.expiry or not stripe.service:
        raise StripeError(StripeProblem.NO_EXPIRY)
    name = stripes[-1].name
    return Stripe(stripe.number, stripe.expiry, stripe.service, name, stripe.track_2)


def _key(stripe: Stripe) -> tuple[str, str, str]:
    return stripe.number, stripe.expiry, stripe.service


def _read(match: re.Match[str]) -> Stripe:
    whole = match[0]
    if len(whole) > (TRACK_1_MAX if whole.startswith("%") else TRACK_2_MAX):
        raise StripeError(StripeProblem.NOT_A_CARD)
    number = match["number"].replace(" ", "")
    if not NUMBER_MIN <= len(number) <= NUMBER_MAX:
        raise StripeError(StripeProblem.NOT_A_CARD)
    expiry, service = (match[name].strip("^=") for name in ("expiry", "service"))
    named = match.groupdict().get("name")
    return Stripe(
        number=number,
        expiry=expiry,
        service=service,
        name=_person(named or ""),
        track_2="" if whole.startswith("%") else whole[1:-1],
    )


def _person(written: str) -> str:
    """Return a name as people write it: the stripe has the family name first, then a slash."""
    family, slash, given = written.strip().partition("/")
    return f"{given.strip()} {family.strip()}".strip() if slash else family.strip()


def check_stripe(stripe: Stripe, today: date, *, after_chip_failed: bool) -> None:
    """Say that a swipe may be sent to the host.

    ``after_chip_failed``: the card's chip has just failed technically, so that its stripe counts.

    Raises:
        StripeError: (EXPIRED, HAS_CHIP, PIN_NEEDED, CASH_ONLY) it may not.
    """
    year, month = 2000 + int(stripe.expiry[:2]), int(stripe.expiry[2:])
    if not 1 <= month <= 12:
        raise StripeError(StripeProblem.NO_EXPIRY)
    if (year, month) < (today.year, today.month):
        raise StripeError(StripeProblem.EXPIRED)
    if stripe.has_chip and not after_chip_failed:
        raise StripeError(StripeProblem.HAS_CHIP)
    if stripe.needs_pin:
        raise StripeError(StripeProblem.PIN_NEEDED)
    if stripe.is_cash_only:
        raise StripeError(StripeProblem.CASH_ONLY)
