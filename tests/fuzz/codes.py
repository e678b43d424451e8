"""What customers show, and the keys of a hand scanner that types it."""

from __future__ import annotations

import base64
from datetime import date
from random import Random
from typing import Final

from kpay_desktop.domain.sale import Method
from kpay_desktop.domain.scanner import (
    LEAST,
    MOST,
    Broken,
    Scan,
    Scanner,
    ScannerSetup,
    Suffix,
)
from kpay_desktop.domain.wedge import Typed, Verdict
from kpay_desktop.qr.customer_code import (
    MOST_APPLICATIONS,
    CustomerCode,
    CustomerCodeError,
    read_customer_code,
)
from kpay_desktop.qr.payment_code import (
    PaymentCode,
    ScanRules,
    WrongCode,
    classify,
    classify_either,
)
from tests.fuzz.target import Change, Target, expect

WECHAT: Final = b"134567890123456789"
ALIPAY: Final = b"281234567890123456"
PAYNOW: Final = b"PN7Q2M4K9XB3T6W8Y5Z1R0AC"
CARD: Final = b"hQVDUFYwMWEaTwegAAAAVVVVVw8SNFZ4kBI0WNGRIgESNF8="
_PIECES = (
    *(WECHAT[:9], ALIPAY[:5], PAYNOW, CARD, b"]C0", b"]Q1", b"]E0", b"00020101", b"https://"),
    *(b"weixin://", b"KPAY:V:", b"%B4012", b";4012", b"-", b" ", b"\xef\xbc\x91", b"\xe2\x80\x8f"),
)
_TODAY = date(2026, 11, 22)


def payment_codes() -> Target:
    """Return the target of what was read: a byte of choices, then its text."""
    read = (WECHAT, ALIPAY, PAYNOW, CARD, b"4006381333931", b"https://example.com", b"KPAY:V:1:2:3")
    seeds = [bytes((choice,)) + text for choice in (0, 7, 15) for text in read]
    return Target(_classify, seeds, 1_400, _spoil_text)


def _spoil_text(data: bytes, chance: Random, change: Change) -> bytes:
    if chance.randrange(3):
        return data[:1] + change(data[1:])
    at = chance.randrange(1, len(data) + 1)
    return data[:at] + chance.choice(_PIECES) + data[at + chance.randrange(3) :]


def _classify(data: bytes) -> None:
    choice, raw = (data[0] if data else 0), data[1:]
    rules = ScanRules(
        takes_paynow=bool(choice & 1),
        takes_card_codes=bool(choice & 2),
        member_prefixes=("kopi-", "99") if choice & 4 else (),
        today=_TODAY if choice & 8 else None,
    )
    text = raw.decode("latin-1" if choice & 16 else "utf-8", "replace")
    first = classify(raw if choice & 32 else text, rules)
    _check_found(first, rules)
    half = len(text) // 2
    _check_found(classify_either(text[:half], text[half:], rules), rules)


def _check_found(found: PaymentCode | WrongCode, rules: ScanRules) -> None:
    if isinstance(found, WrongCode):
        expect("a wrong kind has its words", holds=found.message_id.startswith("scan."))
        return
    code = found.code
    expect("a code can be sent", holds=code.isascii() and code.isprintable() and " " not in code)
    expect("a code is bounded", holds=12 <= len(code) <= 1_024)
    expect("what is normalized stays so", holds=classify(code, rules) == found)
    expect("a code is not shown", holds=code not in repr(found))
    is_card = found.method is Method.CARD
    expect("cards go nowhere else", holds=not is_card or rules.takes_card_codes)
    expect("a card was read", holds=is_card is (found.card is not None))
    takes = found.method is not Method.PAYNOW or rules.takes_paynow
    expect("no code goes where none is taken", holds=takes)
    figures = {Method.WECHAT: (18, 18), Method.ALIPAY: (16, 24)}.get(found.method)
    if figures is not None:
        expect("a wallet's code has digits", holds=code.isdecimal())
        expect("so many of them", holds=figures[0] <= len(code) <= figures[1])


def customer_codes() -> Target:
    """Return the target of a card in a phone: its data objects, or, from 80 on, its own text."""
    objects = base64.b64decode(CARD)
    shared = bytes.fromhex("62085F2D02656E500141")
    seeds = [b"\x00" + objects, b"\x00" + objects + shared, b"\x80" + CARD, b"\x00" + objects * 2]
    return Target(_read, seeds, 1_100)


def _read(data: bytes) -> None:
    is_text = data[:1] >= b"\x80"
    text = (data[1:] if is_text else base64.b64encode(data[1:])).decode("latin-1")
    try:
        code = read_customer_code(text)
    except CustomerCodeError as error:
        said = str(error)
        expect("an error is short", holds=len(said) < 60)
        expect("an error says nothing of the code", holds=len(text) < 12 or text[9:21] not in said)
        return
    _check_card(code)


def _check_card(code: CustomerCode) -> None:
    expect("so many ways", holds=0 < len(code.applications) <= MOST_APPLICATIONS)
    for each in code.applications:
        expect("an application has a name", holds=10 <= len(each.aid) <= 32)
        expect("a number of digits", holds=not each.number or each.number.isdecimal())
        track = each.track_2
        expect("a track has its number", holds=not track or track.startswith(f"{each.number}D"))
        expect("an expiry", holds=each.expiry == "" or len(each.expiry) == 4)
        expect("a label for people", holds=each.label.isascii() and len(each.label) <= 16)
        shown = repr(code)
        expect("no number is shown", holds=not each.number or each.number not in shown)
        each.has_expired(_TODAY)


def hand_scanner() -> Target:
    """Return the target of keys: a byte of setup, then two bytes each, sign and time."""
    quick = b"".join(bytes((sign, 4)) for sign in WECHAT + b"\r" + PAYNOW + b"\t")
    slow = b"".join(bytes((sign, 120)) for sign in b"12.50\r5\r")
    broken = quick[:20] + slow
    seeds = [
        *(bytes((setup,)) + keys for setup in range(6) for keys in (quick, slow + quick, broken)),
        b"\x00" + b"1\x04" * 400,
        b"\x02" + b"7\x018\x01" * (MOST // 2 + 10),
        b"\x00" + quick[:34] + b"\xff\x04",
    ]
    return Target(_press, seeds, 2 * MOST + 400)


def _press(data: bytes) -> None:
    choice = data[0] if data else 0
    suffix = (Suffix.ENTER, Suffix.TAB, Suffix.NONE)[choice % 3]
    scanner = Scanner(
        ScannerSetup("~" if choice & 8 else "", suffix, 300 if choice & 16 else 1_500)
    )
    seen = passed = given_back = at_ms = 0
    for sign, wait in zip(data[1::2], data[2::2], strict=False):
        gap_ms = wait if wait < 0x80 else (wait - 0x60) * 5
        if scanner.is_active and gap_ms >= scanner.patience_ms:
            given_back += _told(scanner.quiet())
        at_ms += gap_ms
        typed = "" if sign == 0x7F else "，" if sign == 0xFF else chr(sign & 0x7F)
        verdict, event = scanner.key(typed, at_ms, chr(sign & 0x7F) if sign & 0x80 else "")
        seen += 1
        given_back += _told(event)
        passed += verdict is Verdict.PASS
        held = scanner.held
        expect("no key is lost", holds=seen == passed + given_back + scanner.swallowed + held)
        expect("what is held is bounded", holds=held <= MOST)
    given_back += _told(scanner.quiet())
    expect("quiet leaves nothing", holds=scanner.held == 0)
    expect("nothing is lost at last", holds=seen == passed + given_back + scanner.swallowed)


def _told(event: Scan | Broken | Typed | None) -> int:
    """Return how many keys were given back; they are a person's."""
    match event:
        case Scan(text, meant):
            for reading in filter(None, (text, meant)):
                expect("a scan can be read", holds=reading.isascii() and reading.isprintable())
                expect("a scan has its length", holds=LEAST <= len(reading) <= MOST)
            expect("a scan is not shown", holds=text not in repr(event))
        case Broken(_, count):
            expect("something broke off", holds=count > 0)
        case Typed(count):
            expect("keys are given back", holds=count > 0)
            return count
        case None:
            pass
    return 0
