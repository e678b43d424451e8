"""What a camera, a scanner or a person read: a payment code, or which wrong kind of thing it is.

WeChat Pay: 18 digits that begin with 10 to 15. Alipay: 16 to 24 digits that begin with 25 to 30. A
card in a phone: :mod:`kpay_desktop.qr.customer_code`. PayNow has no published form of a customer's
code: where the acquirer takes such codes, whatever is none of the known kinds goes there.

Nothing here keeps or shows a code: it can be paid with for a minute.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from kpay_desktop.domain.sale import Method
from kpay_desktop.domain.track import has_right_check_digit
from kpay_desktop.qr.customer_code import (
    HEAD,
    CustomerCode,
    CustomerCodeError,
    is_customer_code,
    read_customer_code,
)

#: The most digits that any QR code holds (ISO/IEC 18004, version 40-L): no symbol says more.
MOST_READ: Final = 7_089
#: No payment code is longer, in characters.
MOST_CHARACTERS: Final = 512

_WECHAT = re.compile(r"1[0-5][0-9]{16}\Z")
_ALIPAY = re.compile(r"(?:2[5-9]|30)[0-9]{14,22}\Z")
_WALLET_HEAD = re.compile(r"1[0-5]|2[5-9]|30")
# A wallet's code of which some digits are missing has more than this; else it is anything.
_LEAST_PART = 6
_OPAQUE = re.compile(r"(?=[!-~]*[A-Za-z])[A-Za-z0-9][!-~]{11,511}\Z")

_PRODUCT_LENGTHS = frozenset({8, 12, 13, 14})
# GS1 prefixes that shops give out themselves: cards of members, weighed goods, coupons.
_SHOPS_OWN = re.compile(r"0[245]|2[0-9]|98[1-4]|99")

# The sign that scanners may type ahead of a code: which kind of symbol it was (ISO/IEC 15424).
_SYMBOL = re.compile(r"\]([A-Za-z])([0-9A-Za-z])")
_MERCHANT_HEAD = re.compile(r"0002(?:01|02)")
_STRIPE = re.compile(r"%[A-Za-z]?[0-9 ]{12,}\^|;[0-9]{12,19}=|[%;+]E\?")
_SCHEME = re.compile(r"[a-z][a-z0-9+.\-]{1,31}://")
_BARE_HOST = re.compile(r"(?:[a-z0-9\-]{1,63}\.){1,6}[a-z]{2,16}(?:[/?#]|\Z)")
_PAY_SCHEMES = ("weixin://wxpay", "wxp://", "alipay://", "alipays://", "alipayqr://", "upwallet://")
_PAY_HOSTS = (
    "payapp.weixin.qq.com", "wx.tenpay.com", "qr.alipay.com", "mobilecodec.alipay.com",
    "mclient.alipay.com", "qr.95516.com", "qr.shopeepay.com.sg", "myfave.com",
)  # fmt: skip
_CONTACTS = (
    "begin:vcard", "begin:vevent", "mecard:", "bizcard:", "wifi:", "tel:", "sms:", "smsto:",
    "mailto:", "matmsg:", "geo:", "www.", "weixin:", "alipays:",
)  # fmt: skip
_OWN = "kpay:"
_MEMBERS = ("member:", "member-", "membership:", "coupon:", "voucher:")


class ScanProblem(StrEnum):
    """Why what was read cannot be paid with; the value is the id of the message that says so."""

    EMPTY = "scan.empty"
    TOO_LONG = "scan.too_long"
    NOT_TEXT = "scan.not_text"
    INCOMPLETE = "scan.incomplete"
    CAPS_LOCK = "scan.caps_lock"
    SHOP_CODE = "scan.shop_code"
    LINK = "scan.link"
    PRODUCT = "scan.product"
    OWN_SLIP = "scan.own_slip"
    MEMBER = "scan.member"
    CARD_NUMBER = "scan.card_number"
    CARD_CODE = "scan.card_code"
    CARD_CODE_DAMAGED = "scan.card_code_damaged"
    CARD_CODE_UNKNOWN = "scan.card_code_unknown"
    EXPIRED = "scan.expired"
    SAME_AGAIN = "scan.same_again"
    UNKNOWN = "scan.unknown"


@dataclass(frozen=True, slots=True)
class ScanRules:
    """What the shop's acquirer and the shop itself say.

    ``takes_paynow``: codes of no known kind go to the acquirer as PayNow's. ``takes_card_codes``:
    there is somebody to send the code of a card in a phone to; a gateway for wallets is not.
    ``member_prefixes``: what the shop's own member cards begin with, in either case. ``today`` is
    the shop's date, to tell codes of cards that have expired; without it they are left to the
    acquirer.
    """

    takes_paynow: bool = False
    takes_card_codes: bool = False
    member_prefixes: tuple[str, ...] = ()
    today: date | None = None


@dataclass(frozen=True, slots=True)
class PaymentCode:
    """A code that can be sent. ``code`` is normalized: what the acquirer gets.

    ``card`` is there for ``Method.CARD`` alone.
    """

    method: Method
    code: str = field(repr=False)
    card: CustomerCode | None = None

    def is_for(self, chosen: Method) -> bool:
        """True if the customer pays with what was chosen; else the cashier is asked first."""
        return self.method is chosen


@dataclass(frozen=True, slots=True)
class WrongCode:
    """Something that cannot be paid with, and why; of its text nothing is kept."""

    problem: ScanProblem

    @property
    def message_id(self) -> str:
        """The id of the words for people."""
        return self.problem.value


def classify(read: str | bytes, rules: ScanRules | None = None) -> PaymentCode | WrongCode:
    """Say what was read. Spaces, dashes and full-width digits of typed codes are understood.

    It never raises, whatever was read.
    """
    rules = rules or ScanRules()
    if len(read) > MOST_READ:
        return WrongCode(ScanProblem.TOO_LONG)
    text = _text_of(read)
    if text is None:
        return WrongCode(ScanProblem.NOT_TEXT)
    symbol = _SYMBOL.match(text)
    if symbol is not None:
        text = text[symbol.end() :].strip()
        if text and (symbol[1] in {"E", "I"} or symbol[0] == "]C1"):
            return WrongCode(_product_kind(_digits_of(text)))
    if not text:
        return WrongCode(ScanProblem.EMPTY)
    digits = _digits_of(text)
    if digits:
        return _classify_digits(digits, rules)
    return _classify_text(text, rules)


def classify_either(
    text: str, meant: str, rules: ScanRules | None = None
) -> PaymentCode | WrongCode:
    """Classify a scan that has two readings, by this computer's keyboard and by an American one.

    The first that can be paid with counts, else the first that says more than "unknown".
    """
    first = classify(text, rules)
    if not meant or isinstance(first, PaymentCode):
        return first
    second = classify(meant, rules)
    says_more = first.problem is ScanProblem.UNKNOWN
    return second if isinstance(second, PaymentCode) or says_more else first


def _text_of(read: str | bytes) -> str | None:
    """Return the text without what nobody sees, or None if it is none."""
    if isinstance(read, bytes):
        try:
            read = read.decode("utf-8")
        except UnicodeDecodeError:
            return None
    text = unicodedata.normalize("NFKC", read)
    # Joiners, direction marks and the mark of UTF-8 come along when a code is copied.
    text = "".join(sign for sign in text if unicodedata.category(sign) != "Cf").strip()
    is_text = not any(
        (unicodedata.category(sign) in {"Cc", "Cs", "Co", "Cn"} and not sign.isspace())
        or sign == "\N{REPLACEMENT CHARACTER}"
        for sign in text
    )
    return text if is_text else None


def _digits_of(text: str) -> str:
    """Return the digits of a text that has nothing else but spaces and dashes, or nothing."""
    bare = "".join(
        sign
        for sign in text
        if not sign.isspace() and unicodedata.category(sign) != "Pd" and sign != "\N{MINUS SIGN}"
    )
    return bare if bare.isascii() and bare.isdecimal() else ""


def _classify_digits(digits: str, rules: ScanRules) -> PaymentCode | WrongCode:
    if _WECHAT.match(digits):
        return PaymentCode(Method.WECHAT, digits)
    if _ALIPAY.match(digits):
        return PaymentCode(Method.ALIPAY, digits)
    return WrongCode(_problem_of_digits(digits, rules))


def _problem_of_digits(digits: str, rules: ScanRules) -> ScanProblem:
    if _is_members(digits, rules):
        return ScanProblem.MEMBER
    if len(digits) > MOST_CHARACTERS:
        return ScanProblem.TOO_LONG
    if _is_product(digits):
        return _product_kind(digits)
    if _WALLET_HEAD.match(digits) and len(digits) >= _LEAST_PART:
        return ScanProblem.INCOMPLETE
    is_card = 13 <= len(digits) <= 19 and digits[0] in "3456" and has_right_check_digit(digits)
    return ScanProblem.CARD_NUMBER if is_card else ScanProblem.UNKNOWN


def _is_product(digits: str) -> bool:
    """True if the last digit follows from the others (GS1 General Specifications §7.9)."""
    if len(digits) not in _PRODUCT_LENGTHS:
        return False
    weighed = sum(
        int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(digits))
    )
    return weighed % 10 == 0 and digits.strip("0") != ""


def _product_kind(digits: str) -> ScanProblem:
    # A UPC of 12 digits is an EAN with a zero ahead; eight digits have no such prefixes.
    number = digits.rjust(13, "0") if len(digits) == 12 else digits
    is_shops = len(number) == 13 and _SHOPS_OWN.match(number)
    return ScanProblem.MEMBER if is_shops else ScanProblem.PRODUCT


def _is_members(text: str, rules: ScanRules) -> bool:
    folded = text.casefold()
    return any(head and folded.startswith(head.casefold()) for head in rules.member_prefixes)


def _classify_text(text: str, rules: ScanRules) -> PaymentCode | WrongCode:
    bare = "".join(text.split())
    if is_customer_code(bare):
        return _classify_card(bare, rules)
    problem = _problem_of_text(text, bare, rules)
    if problem is not ScanProblem.UNKNOWN:
        return WrongCode(problem)
    if rules.takes_paynow and _OPAQUE.match(text):
        return PaymentCode(Method.PAYNOW, text)
    return WrongCode(ScanProblem.UNKNOWN)


def _classify_card(code: str, rules: ScanRules) -> PaymentCode | WrongCode:
    if not rules.takes_card_codes:
        return WrongCode(ScanProblem.CARD_CODE)
    try:
        card = read_customer_code(code)
    except CustomerCodeError as error:
        return WrongCode(ScanProblem(error.fault.value))
    if rules.today is not None and card.has_expired(rules.today):
        return WrongCode(ScanProblem.EXPIRED)
    return PaymentCode(Method.CARD, code, card)


def _problem_of_text(text: str, bare: str, rules: ScanRules) -> ScanProblem:
    """Return which wrong kind a text is; UNKNOWN if none that is known."""
    folded = text.casefold()
    known = (
        (_is_members(text, rules), ScanProblem.MEMBER),
        (folded.startswith(_OWN), ScanProblem.OWN_SLIP),
        (_MERCHANT_HEAD.match(bare) is not None, ScanProblem.SHOP_CODE),
        (_STRIPE.match(text) is not None, ScanProblem.CARD_NUMBER),
        (bare[: len(HEAD)].swapcase() == HEAD, ScanProblem.CAPS_LOCK),
        (_is_pay_link(folded), ScanProblem.SHOP_CODE),
        (_is_link(folded), ScanProblem.LINK),
        (folded.startswith(_MEMBERS), ScanProblem.MEMBER),
        (len(text) > MOST_CHARACTERS, ScanProblem.TOO_LONG),
    )
    return next((problem for holds, problem in known if holds), ScanProblem.UNKNOWN)


def _is_pay_link(folded: str) -> bool:
    """True for a link that pays a shop: what a shop shows, not what a customer does."""
    if folded.startswith(_PAY_SCHEMES):
        return True
    scheme, is_there, rest = folded.partition("://")
    if is_there and scheme not in {"http", "https"}:
        return False
    host = re.split(r"[/?#:]", rest if is_there else folded, maxsplit=1)[0]
    return any(host == known or host.endswith(f".{known}") for known in _PAY_HOSTS)


def _is_link(folded: str) -> bool:
    if folded.startswith(_CONTACTS):
        return True
    return _SCHEME.match(folded) is not None or _BARE_HOST.match(folded) is not None
