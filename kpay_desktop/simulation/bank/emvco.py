"""Merchant-presented codes, the bank's own code for them (EMVCo QR MPM §3 and §4; PayNow).

A field is id (2 digits), length (2 digits, in characters), value. Field 63, the last, is the
CRC-16/CCITT-FALSE over the UTF-8 bytes of everything before its value.
"""

from __future__ import annotations

import binascii

PAYNOW_GUID = "SG.PAYNOW"
MAX_VALUE_CHARS = 99
MAX_CODE_CHARS = 512


class CodeError(ValueError):
    """The text is not a sound merchant-presented code."""


def field(tag: str, value: str) -> str:
    """Return one field.

    Raises:
        CodeError: if the value does not fit (1 to 99 characters).
    """
    if not 1 <= len(value) <= MAX_VALUE_CHARS:
        raise CodeError(f"field {tag} has {len(value)} characters")
    return f"{tag}{len(value):02d}{value}"


def crc(text: str) -> str:
    """Return the four upper-case hex digits of the CRC over ``text`` (which ends in ``6304``)."""
    return f"{binascii.crc_hqx(text.encode(), 0xFFFF):04X}"


def sealed(body: str) -> str:
    """Return ``body`` with its CRC field."""
    unsealed = body + "6304"
    return unsealed + crc(unsealed)


def paynow_code(*, uen: str, merchant: str, city: str, amount_minor: int, reference: str) -> str:
    """Return a dynamic PayNow code: locked amount, bill number ``reference``.

    Raises:
        CodeError: if one of them does not fit its field.
    """
    if amount_minor <= 0:
        raise CodeError("a code asks for more than nothing")
    if not 1 <= len(reference) <= 25 or not (reference.isascii() and reference.isalnum()):
        raise CodeError("a bill number has 1 to 25 letters and digits")
    account = "".join(
        (field("00", PAYNOW_GUID), field("01", "2"), field("02", uen), field("03", "0"))
    )
    return sealed(
        "".join(
            (
                field("00", "01"),
                field("01", "12"),
                field("26", account),
                field("52", "0000"),
                field("53", "702"),
                field("54", f"{amount_minor // 100}.{amount_minor % 100:02d}"),
                field("58", "SG"),
                field("59", merchant[:25]),
                field("60", city[:15]),
                field("62", field("01", reference)),
            )
        )
    )


def fields(text: str) -> dict[str, str]:
    """Return the fields of ``text`` by id, in their order.

    Raises:
        CodeError: if lengths do not add up, an id is not two digits, or one stands twice.
    """
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        head = text[at : at + 4]
        if len(head) != 4 or not (head.isascii() and head.isdigit()):
            raise CodeError("a field begins with four digits")
        tag, length = head[:2], int(head[2:])
        value = text[at + 4 : at + 4 + length]
        if len(value) != length:
            raise CodeError(f"field {tag} is cut off")
        if tag in found:
            raise CodeError(f"field {tag} stands twice")
        found[tag] = value
        at += 4 + length
    return found


def read(text: str) -> dict[str, str]:
    """Return the fields of a whole code whose frame and CRC are right.

    Raises:
        CodeError: if it is not one.
    """
    if len(text) > MAX_CODE_CHARS:
        raise CodeError("too long for a payment code")
    try:
        wanted = crc(text[:-4])
    except UnicodeEncodeError as error:
        raise CodeError("not text") from error
    found = fields(text)
    if next(iter(found.items()), None) != ("00", "01") or list(found)[-1] != "63":
        raise CodeError("not a merchant-presented code")
    if found["63"] != wanted:
        raise CodeError("the check digits are wrong")
    return found
