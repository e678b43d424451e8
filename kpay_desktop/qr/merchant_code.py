"""Merchant-presented codes, read (EMVCo QR MPM §3 and §4).

Reading is lenient where issuers differ (amounts without decimals, unknown sub-tags, account
templates in any order) and strict where money could go wrong: the checksum, the lengths, a field
that stands there twice. Whether the contents make sense is :mod:`kpay_desktop.qr.validate`'s part.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from kpay_desktop.qr.crc import crc_text
from kpay_desktop.qr.errors import CodeFault, refuse
from kpay_desktop.qr.tlv import Field, Template, find, read_fields

#: A code's longest text, in characters (EMVCo QR MPM §3.1 recommends this bound).
MAX_CHARACTERS = 512

PAYLOAD_FORMAT = "01"
SINGAPORE_DOLLAR = "702"
SINGAPORE = "SG"
UNCLASSIFIED = "0000"

ACCOUNT_TAGS = tuple(f"{number:02d}" for number in range(2, 52))
ACCOUNT_TEMPLATES = frozenset(ACCOUNT_TAGS[24:])
ADDITIONAL_DATA = "62"
LANGUAGE = "64"
_TEMPLATES = ACCOUNT_TEMPLATES | {ADDITIONAL_DATA, LANGUAGE}

_CRC_TAIL = re.compile(r"6304([0-9A-F]{4})\Z")
_AMOUNT = re.compile(r"([0-9]+)(?:\.([0-9]*))?\Z")

# ISO 4217: currencies whose minor unit is not a hundredth.
_DECIMALS = {"392": 0, "410": 0, "704": 0, "048": 3, "414": 3, "512": 3}


class PoiMethod(StrEnum):
    """Tag 01: the same code for every sale, or one made for this sale."""

    STATIC = "11"
    DYNAMIC = "12"


def decimals_of(currency: str) -> int:
    """Return how many decimals the amounts of an ISO 4217 number have."""
    return _DECIMALS.get(currency, 2)


def read_amount(text: str, currency: str = SINGAPORE_DOLLAR) -> int:
    """Return tag 54 in minor units; ``100``, ``50.0`` and ``98.`` are understood.

    Raises:
        CodeError: FORMAT for anything else, a fraction of a minor unit included.
    """
    match = _AMOUNT.match(text)
    decimals = decimals_of(currency)
    if match is None or len(match[2] or "") > decimals:
        raise refuse(CodeFault.FORMAT, "54")
    return int(match[1] + (match[2] or "").ljust(decimals, "0"))


def write_amount(amount_minor: int, currency: str = SINGAPORE_DOLLAR) -> str:
    """Return ``amount_minor`` as tag 54 has it, with all its decimals: ``30.80``.

    Raises:
        CodeError: ZERO_AMOUNT if it is not positive.
    """
    if amount_minor <= 0:
        raise refuse(CodeFault.ZERO_AMOUNT, "54")
    decimals = decimals_of(currency)
    digits = f"{amount_minor:0{decimals + 1}d}"
    return f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits


@dataclass(frozen=True, slots=True)
class MerchantCode:
    """A code that was read: its fields in their order, with a name for each that is used.

    ``amount_minor`` is in minor units of the code's own currency, None without tag 54. Texts that
    do not stand in the code are empty.
    """

    fields: tuple[Field, ...]
    templates: tuple[Template, ...]
    amount_minor: int | None

    def get(self, tag: str) -> str:
        """Return the value of a top-level tag, or an empty text."""
        return find(self.fields, tag) or ""

    def template(self, tag: str) -> Template | None:
        """Return the template of that tag, or None."""
        return next((template for template in self.templates if template.tag == tag), None)

    def owned_by(self, guid: str) -> tuple[Template, ...]:
        """Return the account templates of that owner, wherever between 26 and 51 they stand."""
        return tuple(one for one in self.accounts if one.guid.upper() == guid.upper())

    @property
    def accounts(self) -> tuple[Template, ...]:
        """The account templates (26–51)."""
        return tuple(one for one in self.templates if one.tag in ACCOUNT_TEMPLATES)

    @property
    def poi_method(self) -> PoiMethod | None:
        """Static or dynamic; None if the code does not say, or says something else."""
        value = self.get("01")
        return PoiMethod(value) if value in set(PoiMethod) else None

    @property
    def category(self) -> str:
        """The merchant category code (52)."""
        return self.get("52")

    @property
    def currency(self) -> str:
        """The currency's ISO 4217 number (53)."""
        return self.get("53")

    @property
    def country(self) -> str:
        """The country's two letters (58)."""
        return self.get("58")

    @property
    def merchant_name(self) -> str:
        """The merchant's name (59)."""
        return self.get("59")

    @property
    def city(self) -> str:
        """The merchant's city (60)."""
        return self.get("60")

    @property
    def postal_code(self) -> str:
        """The merchant's postal code (61)."""
        return self.get("61")

    @property
    def bill_number(self) -> str:
        """The bill number (62-01), where PayNow codes carry the order's reference."""
        return self._additional("01")

    @property
    def reference_label(self) -> str:
        """The reference label (62-05)."""
        return self._additional("05")

    def _additional(self, tag: str) -> str:
        template = self.template(ADDITIONAL_DATA)
        return "" if template is None else template.get(tag) or ""


def parse(text: str) -> MerchantCode:
    """Read a merchant code.

    Raises:
        CodeError: the text is no merchant code, its checksum is wrong, or it is not well formed.
    """
    _check_frame(text)
    fields = read_fields(text)
    if fields[0] != Field("00", PAYLOAD_FORMAT):
        raise refuse(CodeFault.STRUCTURE, "00")
    if fields[-1].tag != "63":
        raise refuse(CodeFault.STRUCTURE, "63")
    templates = tuple(
        Template(field.tag, read_fields(field.value, field.tag))
        for field in fields
        if field.tag in _TEMPLATES
    )
    amount = find(fields, "54")
    currency = find(fields, "53") or SINGAPORE_DOLLAR
    return MerchantCode(
        fields, templates, None if amount is None else read_amount(amount, currency)
    )


def _check_frame(text: str) -> None:
    """Check what does not need the fields: size, first tag, checksum."""
    if not text:
        raise refuse(CodeFault.EMPTY)
    if len(text) > MAX_CHARACTERS:
        raise refuse(CodeFault.TOO_LONG)
    tail = _CRC_TAIL.search(text)
    if tail is None or not text.startswith("00"):
        raise refuse(CodeFault.NOT_MERCHANT_CODE)
    try:
        covered = text[:-4].encode("utf-8")
    except UnicodeEncodeError:
        # Half of a surrogate pair: such a text has no bytes that a checksum could cover.
        raise refuse(CodeFault.CHARACTERS) from None
    if crc_text(covered) != tail[1]:
        raise refuse(CodeFault.CHECKSUM, "63")
