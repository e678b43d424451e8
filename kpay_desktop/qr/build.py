"""Merchant-presented codes, built (EMVCo QR MPM §3 and §4)."""

from __future__ import annotations

from dataclasses import dataclass

from kpay_desktop.qr.crc import crc_text
from kpay_desktop.qr.errors import CodeError, CodeFault, refuse
from kpay_desktop.qr.merchant_code import (
    ADDITIONAL_DATA,
    PAYLOAD_FORMAT,
    SINGAPORE,
    SINGAPORE_DOLLAR,
    UNCLASSIFIED,
    PoiMethod,
    parse,
    write_amount,
)
from kpay_desktop.qr.tlv import Field, Template, write_fields
from kpay_desktop.qr.validate import validate


@dataclass(frozen=True, slots=True)
class CodeDraft:
    """What a code is to say. ``amount_minor`` is in minor units; None leaves it to the payer."""

    merchant_name: str
    accounts: tuple[Template, ...]
    amount_minor: int | None = None
    poi_method: PoiMethod = PoiMethod.DYNAMIC
    bill_number: str = ""
    reference_label: str = ""
    city: str = "Singapore"
    postal_code: str = ""
    category: str = UNCLASSIFIED
    currency: str = SINGAPORE_DOLLAR
    country: str = SINGAPORE


def build(draft: CodeDraft) -> str:
    """Return the text of a code, its checksum included.

    Raises:
        CodeError: the draft breaks a rule that our own validator holds codes to.
    """
    text = write_fields(_fields_of(draft)) + "6304"
    try:
        text += crc_text(text.encode("utf-8"))
    except UnicodeEncodeError:
        raise refuse(CodeFault.CHARACTERS) from None
    problems = validate(parse(text))
    if problems:
        raise CodeError(problems[0])
    return text


def _fields_of(draft: CodeDraft) -> list[Field]:
    fields = [Field("00", PAYLOAD_FORMAT), Field("01", draft.poi_method.value)]
    accounts = sorted(draft.accounts, key=lambda template: template.tag)
    fields += [Field(one.tag, write_fields(one.fields)) for one in accounts]
    fields += [Field("52", draft.category), Field("53", draft.currency)]
    if draft.amount_minor is not None:
        fields.append(Field("54", write_amount(draft.amount_minor, draft.currency)))
    fields += [
        Field("58", draft.country),
        Field("59", draft.merchant_name),
        Field("60", draft.city),
    ]
    if draft.postal_code:
        fields.append(Field("61", draft.postal_code))
    additional = [("01", draft.bill_number), ("05", draft.reference_label)]
    present = [Field(tag, value) for tag, value in additional if value]
    if present:
        fields.append(Field(ADDITIONAL_DATA, write_fields(present)))
    return fields
