"""What differs between the schemes' cards: names, versions, action codes, rules."""

from __future__ import annotations

from dataclasses import dataclass

from kpay_desktop.simulation.cards import elements as el
from kpay_desktop.simulation.cards.spec import Scheme, Verification

SINGAPORE = bytes.fromhex("0702")
_SGD_200 = 20_000
_IF_POSSIBLE, _ALWAYS, _OVER = 0x03, 0x00, 0x07
_PLAIN_PIN, _ONLINE_PIN, _CRYPTED_PIN = 0x01, 0x02, 0x04
_SIGNATURE, _NO_CVM, _FAIL, _FUTURE = 0x1E, 0x1F, 0x00, 0x20
_OR_NEXT = 0x40


@dataclass(frozen=True, slots=True)
class Profile:
    """One scheme's habits. ``kernel``: tag 9F2A of its taps; ``version``: tag 9F08."""

    aid: bytes
    kernel: int
    version: bytes
    iac_denial: bytes
    iac_online: bytes
    iac_default: bytes


def _profile(aid: str, kernel: int, version: str, *codes: str) -> Profile:
    denial, online, default = (bytes.fromhex(code) for code in codes)
    return Profile(bytes.fromhex(aid), kernel, bytes.fromhex(version), denial, online, default)


PROFILES = {
    Scheme.VISA: _profile("A0000000031010", 3, "0096", "0010000000", "F0402C9800", "F0402C8800"),
    Scheme.MASTERCARD: _profile(
        "A0000000041010", 2, "0002", "0000000000", "F470849800", "F450848800"
    ),
    Scheme.UNIONPAY: _profile(
        "A000000333010102", 7, "0030", "0010000000", "D86004F800", "D86004A800"
    ),
    Scheme.JCB: _profile("A0000000651010", 5, "0200", "0010000000", "FC60ACF800", "FC6024A800"),
    Scheme.AMEX: _profile("A000000025010801", 4, "0001", "0010000000", "FC78FCF800", "FC50EC8800"),
}

_RULES: dict[Verification, tuple[int, tuple[tuple[int, int], ...]]] = {
    Verification.NOTHING: (0, ((_NO_CVM, _ALWAYS),)),
    Verification.SIGNATURE: (0, ((_SIGNATURE | _OR_NEXT, _IF_POSSIBLE), (_NO_CVM, _ALWAYS))),
    Verification.SIGNATURE_OVER_200: (
        _SGD_200,
        ((_SIGNATURE | _OR_NEXT, _OVER), (_NO_CVM, _ALWAYS)),
    ),
    Verification.PIN_IF_POSSIBLE: (
        0,
        (
            (_CRYPTED_PIN | _OR_NEXT, _IF_POSSIBLE),
            (_PLAIN_PIN | _OR_NEXT, _IF_POSSIBLE),
            (_ONLINE_PIN | _OR_NEXT, _IF_POSSIBLE),
            (_SIGNATURE | _OR_NEXT, _IF_POSSIBLE),
            (_NO_CVM, _IF_POSSIBLE),
        ),
    ),
    Verification.PIN_IF_POSSIBLE_OVER_200: (
        _SGD_200,
        (
            (_ONLINE_PIN | _OR_NEXT, _IF_POSSIBLE),
            (_SIGNATURE | _OR_NEXT, _OVER),
            (_NO_CVM, _ALWAYS),
        ),
    ),
    Verification.PIN_ALWAYS: (0, ((_ONLINE_PIN, _ALWAYS),)),
    Verification.NEVER_SATISFIED: (0, ((_FAIL, _ALWAYS),)),
    Verification.UNKNOWN_METHOD: (0, ((_FUTURE | _OR_NEXT, _ALWAYS), (_NO_CVM, _ALWAYS))),
    Verification.NO_RULES: (0, ()),
}

COMMON_RULES = (
    Verification.NOTHING,
    Verification.SIGNATURE,
    Verification.SIGNATURE_OVER_200,
    Verification.PIN_IF_POSSIBLE,
    Verification.PIN_IF_POSSIBLE_OVER_200,
)

# What a terminal tells at every cryptogram (Book 2 §8.1.1).
TOLD: tuple[tuple[int, int], ...] = (
    (el.AMOUNT, 6),
    (el.AMOUNT_OTHER, 6),
    (el.COUNTRY, 2),
    (el.TVR, 5),
    (el.CURRENCY, 2),
    (el.DATE, 3),
    (el.KIND, 1),
    (el.UNPREDICTABLE, 4),
)


def rules(verification: Verification) -> bytes | None:
    """Return tag 8E, or None for a card that has none."""
    if verification is Verification.NOT_SUPPORTED:
        return None
    amount, list_of_rules = _RULES[verification]
    return amount.to_bytes(4, "big") + bytes(4) + b"".join(map(bytes, list_of_rules))
