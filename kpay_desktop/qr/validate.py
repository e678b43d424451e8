"""Whether a code that could be read also keeps the rules (EMVCo QR MPM §4, tables 4.1 to 4.9).

A code can carry a right checksum and still be wrong: no merchant name, an amount of zero. Such a
code is never shown to a customer, and none is built.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

from kpay_desktop.qr.errors import CodeError, CodeFault, Problem
from kpay_desktop.qr.merchant_code import (
    ACCOUNT_TAGS,
    ADDITIONAL_DATA,
    LANGUAGE,
    MerchantCode,
)
from kpay_desktop.qr.singapore import paynow_of, sgqr_of
from kpay_desktop.qr.tlv import find

# Tag, pattern of its value, and whether a code must have it. Lengths count characters.
_RULES = (
    ("01", re.compile(r"1[12]\Z"), False),
    ("52", re.compile(r"[0-9]{4}\Z"), True),
    ("53", re.compile(r"[0-9]{3}\Z"), True),
    ("54", re.compile(r"[0-9.]{1,13}\Z"), False),
    ("55", re.compile(r"0[123]\Z"), False),
    ("56", re.compile(r"[0-9.]{1,13}\Z"), False),
    ("57", re.compile(r"[0-9.]{1,5}\Z"), False),
    ("58", re.compile(r"[A-Z]{2}\Z"), True),
    ("59", re.compile(r".{1,25}\Z"), True),
    ("60", re.compile(r".{1,15}\Z"), True),
    ("61", re.compile(r".{1,10}\Z"), False),
)
_TIP_FIELDS = {"02": "56", "03": "57"}
_LANGUAGE_RULES = (
    ("00", re.compile(r"[A-Za-z]{2}\Z"), True),
    ("01", re.compile(r".{1,25}\Z"), True),
    ("02", re.compile(r".{1,15}\Z"), False),
)
_GUID = re.compile(r".{1,32}\Z")
_ADDITIONAL = re.compile(r".{1,25}\Z")
_ADDITIONAL_TAGS = tuple(f"{number:02d}" for number in range(1, 9))


def validate(code: MerchantCode) -> list[Problem]:
    """Return everything that is wrong with ``code``, worst first; an empty list if nothing is."""
    checks: tuple[Callable[[MerchantCode], Iterator[Problem]], ...] = (
        _characters,
        _top_level,
        _amount,
        _accounts,
        _additional_data,
        _language,
        _singapore,
    )
    return [problem for check in checks for problem in check(code)]


def _characters(code: MerchantCode) -> Iterator[Problem]:
    for field in code.fields:
        # Controls, direction marks and unassigned characters have no place on a phone's screen.
        if any(unicodedata.category(character)[0] == "C" for character in field.value):
            yield Problem(CodeFault.CHARACTERS, field.tag)


def _matched(
    tag: str, value: str | None, pattern: re.Pattern[str], must: bool
) -> Iterator[Problem]:
    if not value and must:
        yield Problem(CodeFault.MISSING, tag)
    elif value is not None and not pattern.match(value):
        yield Problem(CodeFault.FORMAT, tag)


def _top_level(code: MerchantCode) -> Iterator[Problem]:
    for tag, pattern, must in _RULES:
        yield from _matched(tag, find(code.fields, tag), pattern, must)
    fee = _TIP_FIELDS.get(code.get("55"))
    if fee and not code.get(fee):
        yield Problem(CodeFault.MISSING, fee)


def _amount(code: MerchantCode) -> Iterator[Problem]:
    if code.amount_minor == 0:
        yield Problem(CodeFault.ZERO_AMOUNT, "54")


def _accounts(code: MerchantCode) -> Iterator[Problem]:
    if not any(code.get(tag) for tag in ACCOUNT_TAGS):
        yield Problem(CodeFault.MISSING, "26")
    for template in code.accounts:
        yield from _matched(f"{template.tag}-00", template.get("00"), _GUID, must=True)


def _additional_data(code: MerchantCode) -> Iterator[Problem]:
    template = code.template(ADDITIONAL_DATA)
    if template is None:
        return
    for tag in _ADDITIONAL_TAGS:
        yield from _matched(f"62-{tag}", template.get(tag), _ADDITIONAL, must=False)


def _language(code: MerchantCode) -> Iterator[Problem]:
    template = code.template(LANGUAGE)
    if template is None:
        return
    for tag, pattern, must in _LANGUAGE_RULES:
        yield from _matched(f"64-{tag}", template.get(tag), pattern, must)


def _singapore(code: MerchantCode) -> Iterator[Problem]:
    for read in (paynow_of, sgqr_of):
        try:
            read(code)
        except CodeError as error:
            yield error.problem
