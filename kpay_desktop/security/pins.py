"""Operators' PINs: how they are kept, and what wrong ones cost.

A PIN is kept as an argon2id hash at least as dear as OWASP's minimum (19 MiB, two passes, one
lane). With at most a million PINs the hash alone cannot protect one against somebody who copied
the database, which is why the database is encrypted; it does make trying them at the till slow,
together with the lock-out below. Hashing takes tens of milliseconds: never on the GUI thread.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argon2 import PasswordHasher

PIN_PATTERN = re.compile(r"[0-9]{4,6}")

MEMORY_KIB = 19_456
PASSES = 2
LANES = 1

FREE_ATTEMPTS = 5
FIRST_LOCK_S = 30
LONGEST_LOCK_S = 900


class PinFormatError(ValueError):
    """A new PIN is not four to six digits. The text never carries the PIN."""

    def __init__(self) -> None:
        super().__init__("a PIN has four to six digits")


@dataclass(frozen=True, slots=True)
class PinCheck:
    """What checking a PIN found. ``new_hash`` replaces one made with cheaper parameters."""

    is_right: bool
    new_hash: str | None = None


def hash_pin(pin: str) -> str:
    """Return the argon2id hash of ``pin``, with its salt and parameters, as text.

    Raises:
        PinFormatError: it is not four to six plain digits.
    """
    if PIN_PATTERN.fullmatch(pin) is None:
        raise PinFormatError
    return _hasher().hash(pin)


def check_pin(pin_hash: str, pin: str) -> PinCheck:
    """Return whether ``pin`` is the one of ``pin_hash``.

    A stored text that is no hash, or one of parameters that would exhaust the machine, matches
    no PIN.
    """
    from argon2.exceptions import InvalidHashError, VerificationError

    hasher = _hasher()
    if not _is_affordable(pin_hash):
        return PinCheck(is_right=False)
    try:
        hasher.verify(pin_hash, pin)
    except (InvalidHashError, VerificationError):
        return PinCheck(is_right=False)
    if hasher.check_needs_rehash(pin_hash):
        return PinCheck(is_right=True, new_hash=hasher.hash(pin))
    return PinCheck(is_right=True)


def lock_s(failed_attempts: int) -> int:
    """Return how long an operator is locked after that many wrong PINs in a row, in seconds.

    The first four cost nothing; the fifth 30 s, and each further one twice as long as the one
    before, up to 15 minutes.
    """
    if failed_attempts < FREE_ATTEMPTS:
        return 0
    doublings = min(failed_attempts - FREE_ATTEMPTS, 16)
    return int(min(FIRST_LOCK_S * 2**doublings, LONGEST_LOCK_S))


def remaining_lock_s(failed_attempts: int, locked_until: datetime | None, now: datetime) -> float:
    """Return how many seconds the lock still lasts, 0.0 when there is none.

    A clock that has been set back to before the lock began ends it: whoever can set the clock
    could as well set it forward, and a cashier is not to stay locked out for hours.
    """
    if locked_until is None:
        return 0.0
    left_s = (locked_until - now).total_seconds()
    return left_s if 0.0 < left_s <= lock_s(failed_attempts) else 0.0


def attempts_left(failed_attempts: int) -> int:
    """Return how many wrong PINs are left before the next one locks."""
    return max(0, FREE_ATTEMPTS - failed_attempts)


def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher, Type

    return PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES, type=Type.ID)


def _is_affordable(pin_hash: str) -> bool:
    """True unless the text asks for much more memory or time than ours: it may be tampered with."""
    from argon2 import extract_parameters
    from argon2.exceptions import InvalidHashError

    try:
        asked = extract_parameters(pin_hash)
    except InvalidHashError:
        return False
    return (
        asked.memory_cost <= 16 * MEMORY_KIB
        and asked.time_cost <= 16 * PASSES
        and asked.parallelism <= 16
    )
