"""From an issuer's master key to a card's, and to one transaction's (Book 2 Annex A1.3, A1.4)."""

from __future__ import annotations

import hashlib

from kpay_desktop.simulation.cards.des import BLOCK, encrypt, odd_parity

_OPTION_A_DIGITS = 16
_LEFT, _RIGHT = 0xF0, 0x0F
_DECIMALS = str.maketrans("abcdef", "012345")


def master_key(issuer_key: bytes, pan: str, sequence: str) -> bytes:
    """Return a card's master key: option A to sixteen digits, option B for longer numbers."""
    if len(pan) <= _OPTION_A_DIGITS:
        return option_a(issuer_key, pan, sequence)
    return option_b(issuer_key, pan, sequence)


def option_a(issuer_key: bytes, pan: str, sequence: str) -> bytes:
    """Annex A1.4.1: the last sixteen digits of number and sequence number."""
    return _from_digits(issuer_key, (pan + sequence).zfill(16)[-16:])


def option_b(issuer_key: bytes, pan: str, sequence: str) -> bytes:
    """Annex A1.4.2: sixteen digits out of the hash of number and sequence number.

    Digits of the hash come first; where there are too few, its letters count as 0 to 5.
    """
    digits = pan + sequence
    hashed = hashlib.sha1(
        bytes.fromhex(digits.zfill(len(digits) + len(digits) % 2)), usedforsecurity=False
    ).hexdigest()
    found = "".join(sign for sign in hashed if sign.isdecimal())
    letters = "".join(sign for sign in hashed if not sign.isdecimal())
    return _from_digits(issuer_key, (found + letters.translate(_DECIMALS))[:16])


def session_key(card_key: bytes, diversifier: bytes) -> bytes:
    """Annex A1.3: the common session key, its halves told apart by the third byte."""
    return b"".join(
        encrypt(card_key, diversifier[:2] + bytes((side,)) + diversifier[3:])
        for side in (_LEFT, _RIGHT)
    )


def cryptogram_session_key(card_key: bytes, counter: bytes) -> bytes:
    """The key of cryptograms: diversified by the transaction counter, tag 9F36."""
    return session_key(card_key, counter + bytes(BLOCK - len(counter)))


def _from_digits(issuer_key: bytes, digits: str) -> bytes:
    left = bytes.fromhex(digits)
    right = bytes(byte ^ 0xFF for byte in left)
    return odd_parity(encrypt(issuer_key, left) + encrypt(issuer_key, right))
