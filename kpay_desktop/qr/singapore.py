"""The account templates of Singapore: PayNow (``SG.PAYNOW``) and SGQR (``SG.SGQR``)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from kpay_desktop.qr.errors import CodeFault, refuse
from kpay_desktop.qr.merchant_code import MerchantCode
from kpay_desktop.qr.tlv import Field, Template

PAYNOW_GUID = "SG.PAYNOW"
PAYNOW_TAG = "26"
SGQR_GUID = "SG.SGQR"
SGQR_TAG = "51"
SGQR_VERSION = "01.0001"

_PROXY_VALUES = {
    "0": re.compile(r"\+[0-9]{3,15}\Z"),
    "2": re.compile(r"[A-Za-z0-9]{1,30}\Z"),
}
_EXPIRY = re.compile(r"(?:[0-9]{8}|[0-9]{14})\Z")


class ProxyType(StrEnum):
    """What the payee is known by: a mobile number or a company's UEN."""

    MOBILE = "0"
    UEN = "2"


@dataclass(frozen=True, slots=True)
class PayNow:
    """A PayNow payee.

    ``proxy`` is ``+65…`` or a UEN. ``editable`` lets the payer change the amount. ``expiry``
    (``YYYYMMDD`` or fourteen digits) is for printed codes: never the time-out of a payment.
    """

    proxy_type: ProxyType
    proxy: str
    editable: bool = False
    expiry: str = ""


def paynow_template(payee: PayNow) -> Template:
    """Return the account template of ``payee``."""
    fields = [
        Field("00", PAYNOW_GUID),
        Field("01", payee.proxy_type.value),
        Field("02", payee.proxy),
        Field("03", "1" if payee.editable else "0"),
    ]
    if payee.expiry:
        fields.append(Field("04", payee.expiry))
    return Template(PAYNOW_TAG, tuple(fields))


def paynow_of(code: MerchantCode) -> PayNow | None:
    """Return the code's PayNow payee, or None if it has none.

    Raises:
        CodeError: the template is incomplete or malformed, or there is more than one.
    """
    template = _only(code, PAYNOW_GUID)
    if template is None:
        return None
    kind = _required(template, "01")
    if kind not in _PROXY_VALUES:
        raise refuse(CodeFault.FORMAT, f"{template.tag}-01")
    proxy = _required(template, "02")
    if not _PROXY_VALUES[kind].match(proxy):
        raise refuse(CodeFault.FORMAT, f"{template.tag}-02")
    editable = _required(template, "03")
    if editable not in {"0", "1"}:
        raise refuse(CodeFault.FORMAT, f"{template.tag}-03")
    expiry = template.get("04") or ""
    if expiry and not _EXPIRY.match(expiry):
        raise refuse(CodeFault.FORMAT, f"{template.tag}-04")
    return PayNow(ProxyType(kind), proxy, editable == "1", expiry)


@dataclass(frozen=True, slots=True)
class Sgqr:
    """What the SGQR registry gave a shop: its 12-character id, and where the code stands."""

    sgqr_id: str
    postal_code: str
    level: str
    unit: str
    miscellaneous: str
    date: str
    version: str = SGQR_VERSION


def sgqr_template(entry: Sgqr) -> Template:
    """Return the account template of a registry entry."""
    values = (
        SGQR_GUID,
        entry.sgqr_id,
        entry.version,
        entry.postal_code,
        entry.level,
        entry.unit,
        entry.miscellaneous,
        entry.date,
    )
    return Template(
        SGQR_TAG, tuple(Field(f"{number:02d}", value) for number, value in enumerate(values))
    )


def sgqr_of(code: MerchantCode) -> Sgqr | None:
    """Return the code's SGQR entry, or None if it has none.

    Raises:
        CodeError: the template is incomplete or malformed, or there is more than one.
    """
    template = _only(code, SGQR_GUID)
    if template is None:
        return None
    sgqr_id = _required(template, "01")
    if not re.fullmatch(r"[A-Za-z0-9]{12}", sgqr_id):
        raise refuse(CodeFault.FORMAT, f"{template.tag}-01")
    version = _required(template, "02")
    if not re.fullmatch(r"[0-9]{2}\.[0-9]{4}", version):
        raise refuse(CodeFault.FORMAT, f"{template.tag}-02")
    postal, level, unit, other, date = (template.get(f"{tag:02d}") or "" for tag in range(3, 8))
    return Sgqr(sgqr_id, postal, level, unit, other, date, version)


def _only(code: MerchantCode, guid: str) -> Template | None:
    owned = code.owned_by(guid)
    if len(owned) > 1:
        raise refuse(CodeFault.DUPLICATE, owned[1].tag)
    return owned[0] if owned else None


def _required(template: Template, tag: str) -> str:
    value = template.get(tag)
    if not value:
        raise refuse(CodeFault.MISSING, f"{template.tag}-{tag}")
    return value
