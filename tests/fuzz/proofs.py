"""Certificates and signatures past their RSA, and the files that a till is given."""

from __future__ import annotations

import contextlib
import hashlib
from datetime import date
from random import Random

from kpay_desktop.emv import ca_keys
from kpay_desktop.emv.authentication import verify_combined, verify_dynamic, verify_static
from kpay_desktop.emv.certificates import (
    IccKey,
    IssuerKey,
    PublicKey,
    icc_certificate,
    issuer_certificate,
)
from kpay_desktop.emv.errors import AuthenticationError
from kpay_desktop.emv.profile import EmvProfileError, read_emv_profile
from kpay_desktop.hosts.iso8583.profile import parse_profile
from kpay_desktop.settings import parse_settings
from kpay_desktop.settings_reader import SettingsError
from kpay_desktop.simulation.cards import ca_keys_toml
from tests.fuzz.target import Change, Target, expect
from tests.helpers.profiles import SHOP

_EXPIRES = date(2030, 12, 31)
_FORMS = (0x02, 0x04, 0x03, 0x05, 0x05)
_EXTRA = b"extra bytes that a hash covers"


def certificates() -> Target:
    """Return the target of what a card signs.

    A byte picks what it is; then stand a byte of length with what goes beside it, and what was
    signed, from its format byte on. The hash is made right and the exponent is one: RSA lets
    nothing wrong through that the fuzzer could ever guess.
    """
    ca = bytes.fromhex("12345678123000000101016001") + bytes(range(96))
    icc = bytes.fromhex("4761739001091010FFFF123000000101014001") + bytes(range(64))
    dynamic = bytes.fromhex("012608010203040506070880") + bytes(8 + 20) + b"\xbb" * 40
    static = bytes.fromhex("01DAC1") + b"\xbb" * 60
    clear = (ca, icc, static, dynamic, dynamic)
    seeds = [bytes((kind, 3)) + b"\x01\x00\x01" + body for kind, body in enumerate(clear)]
    seeds += [bytes((kind, 39)) + bytes(36) + b"\x01\x00\x01" + clear[kind] for kind in (0, 1)]
    return Target(_open, seeds, 500)


def _open(data: bytes) -> None:
    kind = data[0] % len(_FORMS) if data else 0
    size = data[1] if len(data) > 1 else 0
    beside, body = data[2 : 2 + size], data[2 + size :][:225]
    remainder, exponent = beside[:-3], beside[-3:]
    body = bytes((_FORMS[kind],)) + body
    covered = (remainder + exponent, remainder + exponent + _EXTRA, _EXTRA, _EXTRA, _EXTRA)[kind]
    digest = hashlib.sha1(body + covered, usedforsecurity=False).digest()
    signed = b"\x6a" + body + digest + b"\xbc"
    key = PublicKey(b"\xff" * len(signed), 1)
    with contextlib.suppress(AuthenticationError):
        match kind:
            case 0:
                issuer = issuer_certificate(signed, key, remainder, exponent)
                expect("a key as long as it says", holds=issuer.key.size == body[12])
            case 1:
                icc = icc_certificate(signed, key, remainder, exponent, _EXTRA)
                expect("a number of card length", holds=len(icc.pan) <= 20)
            case 2:
                verify_static(IssuerKey(key, b"", _EXPIRES, b""), signed, _EXTRA)
            case 3:
                number = verify_dynamic(IccKey(key, "", _EXPIRES, b""), signed, _EXTRA)
                expect("two to eight bytes", holds=2 <= len(number) <= 8)
            case _:
                proven = verify_combined(
                    IccKey(key, "", _EXPIRES, b""),
                    signed,
                    unpredictable=_EXTRA,
                    cryptogram_info=0x80,
                    terminal_data=beside,
                    response=beside,
                )
                expect("eight bytes", holds=len(proven.cryptogram) == 8)


def files() -> Target:
    """Return the target of texts: a byte that picks the file's kind, then the text."""
    texts = (ca_keys_toml(), _PROFILE, _HOST, SHOP)
    seeds = [bytes((kind,)) + text[:3000].encode() for kind, text in enumerate(texts)]
    return Target(_read, seeds, 4000, _spoil_text)


_PROFILE = """
[terminal]
type = "21"
capabilities = "6028C8"
additional_capabilities = "6000F0B001"
country = "0702"
currency = "0702"
currency_exponent = 2
merchant_category = "5812"
serial = "KP000001"
[[application]]
aid = "A0000000031010"
name = "Visa"
version = "0096"
[application.contactless]
kernel = "visa"
ttq = "32004000"
cvm_limit_minor = 20000
transaction_limit_minor = 1000000
"""
_HOST = """
terminal_id = "11000042"
merchant_id = "888100000000042"
address = { host = "cards.bank.example", port = 5000 }
[frame]
coding = "bcd"
"""
_TOKENS = (
    b"[",
    b"]",
    b"{",
    b"}",
    b"=",
    b'"',
    b"'''",
    b"\n",
    b"-1",
    b"1e9",
    b"true",
    b"[[",
    b"\xff",
)


def _spoil_text(data: bytes, chance: Random, change: Change) -> bytes:
    if chance.randrange(2):
        return change(data)
    at = chance.randrange(1, len(data) + 1) if data else 0
    piece = chance.choice(_TOKENS) * chance.choice((1, 1, 2, 1500))
    return data[:at] + piece + data[at + chance.randrange(8) :]


def _read(data: bytes) -> None:
    kind, text = (data[0] if data else 0) % 4, data[1:].decode("utf-8", "replace")
    match kind:
        case 0:
            with contextlib.suppress(ca_keys.CaKeyError):
                ca_keys.read(text)
        case 1:
            with contextlib.suppress(EmvProfileError):
                read_emv_profile(text, {}, terminal_id="80010001", merchant_id="888800015411")
        case 2:
            with contextlib.suppress(SettingsError):
                parse_profile(text)
        case _:
            with contextlib.suppress(SettingsError):
                parse_settings(text, "shop.toml")
