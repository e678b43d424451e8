"""RSA keys made from a name: the same name is the same key, on every machine and at every run.

Nothing is secret here, on purpose: whoever has this file has every key of the simulated cards.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from math import gcd

from kpay_desktop.simulation.cards.known_primes import KNOWN

_SMALL_PRIMES = tuple(n for n in range(3, 2000) if all(n % d for d in range(2, int(n**0.5) + 1)))
_ROUNDS = 6


@dataclass(frozen=True)
class RsaKey:
    """A pair of keys. ``exponent`` is the public one."""

    p: int = field(repr=False)
    q: int = field(repr=False)
    exponent: int

    @cached_property
    def modulus(self) -> bytes:
        """The modulus, as long as the key is."""
        number = self.p * self.q
        return number.to_bytes((number.bit_length() + 7) // 8, "big")

    @property
    def size(self) -> int:
        """Length of the modulus in bytes."""
        return len(self.modulus)

    @property
    def exponent_bytes(self) -> bytes:
        """The public exponent as certificates hold it."""
        return self.exponent.to_bytes((self.exponent.bit_length() + 7) // 8, "big")

    @cached_property
    def _parts(self) -> tuple[int, int, int]:
        return (
            pow(self.exponent, -1, self.p - 1),
            pow(self.exponent, -1, self.q - 1),
            pow(self.q, -1, self.p),
        )

    def sign(self, block: bytes) -> bytes:
        """Apply the private key to a block as long as the modulus (Book 2 Annex B2.1)."""
        number, (dp, dq, inverse) = int.from_bytes(block, "big"), self._parts
        one, other = pow(number, dp, self.p), pow(number, dq, self.q)
        signed = other + self.q * ((one - other) * inverse % self.p)
        return signed.to_bytes(self.size, "big")


@lru_cache(maxsize=256)
def make_key(name: str, bits: int, exponent: int) -> RsaKey:
    """Return the key of a name. Where its primes stand is looked up, and searched if need be."""
    steps = KNOWN.get((name, bits)) or steps_to_primes(name, bits, exponent)
    first, second = (_start(name, at, bits // 2) + 2 * step for at, step in enumerate(steps))
    return RsaKey(first, second, exponent)


def steps_to_primes(name: str, bits: int, exponent: int) -> tuple[int, int]:
    """Return how many odd numbers lie between each start and the prime after it."""
    first, second = (_steps(_start(name, at, bits // 2), exponent) for at in range(2))
    return first, second


def is_prime(number: int) -> bool:
    """Tell primes from other odd numbers (Miller and Rabin, with fixed bases)."""
    if any(number % prime == 0 for prime in _SMALL_PRIMES if prime < number):
        return False
    odd, twos = number - 1, 0
    while not odd & 1:
        odd, twos = odd >> 1, twos + 1
    for base in (2, *_SMALL_PRIMES[:_ROUNDS]):
        witness = pow(base, odd, number)
        if witness in {1, number - 1}:
            continue
        for _ in range(twos - 1):
            witness = witness * witness % number
            if witness == number - 1:
                break
        else:
            return False
    return True


def _start(name: str, at: int, bits: int) -> int:
    drawn = hashlib.shake_256(f"{name}|{at}".encode()).digest((bits + 7) // 8)
    number = int.from_bytes(drawn, "big") >> (-bits % 8)
    # Both topmost bits are ones, so that the product has exactly twice as many bits.
    return number | 3 << bits - 2 | 1


def _steps(start: int, exponent: int) -> int:
    left = [start % prime for prime in _SMALL_PRIMES]
    step = 0
    while True:
        has_factor = any(
            (rest + 2 * step) % prime == 0 for rest, prime in zip(left, _SMALL_PRIMES, strict=True)
        )
        number = start + 2 * step
        if not has_factor and gcd(number - 1, exponent) == 1 and is_prime(number):
            return step
        step += 1
