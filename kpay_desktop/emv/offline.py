"""Offline data authentication as a contact transaction does it (Book 3 §10.3)."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from datetime import date
from enum import Enum

from kpay_desktop.emv import tags
from kpay_desktop.emv.apdu import ResponseApdu
from kpay_desktop.emv.authentication import (
    StaticRecord,
    recover_icc_key,
    recover_issuer_key,
    static_data,
    verify_dynamic,
    verify_static,
)
from kpay_desktop.emv.bits import AipBit, BitField, CapabilityBit, TsiBit, TvrBit
from kpay_desktop.emv.certificates import IccKey
from kpay_desktop.emv.config import Application, EmvConfig
from kpay_desktop.emv.dol import parse_dol, tell, wants
from kpay_desktop.emv.errors import AuthenticationError, AuthenticationFault, EmvDataError
from kpay_desktop.emv.talk import Part, internal_authenticate
from kpay_desktop.emv.tlv import find, parse


class Method(Enum):
    """The ways to prove a card, with the bit that says that it failed."""

    SDA = TvrBit.SDA_FAILED
    DDA = TvrBit.DDA_FAILED
    CDA = TvrBit.CDA_FAILED


_ISSUER_PARTS = (tags.CA_INDEX_CARD, tags.ISSUER_CERTIFICATE, tags.ISSUER_EXPONENT)
_ICC_PARTS = (tags.ICC_CERTIFICATE, tags.ICC_EXPONENT)
_PARTS: Mapping[Method, tuple[int, ...]] = {
    Method.SDA: (*_ISSUER_PARTS, tags.SIGNED_STATIC),
    Method.DDA: (*_ISSUER_PARTS, *_ICC_PARTS),
    Method.CDA: (*_ISSUER_PARTS, *_ICC_PARTS),
}


@dataclass(frozen=True, slots=True)
class Proven:
    """What authentication came to. ``icc`` is the card's key where CDA goes on with it."""

    method: Method | None
    icc: IccKey | None = None


def method_for(capabilities: bytes, aip: bytes) -> Method | None:
    """Return the best way that both can do: CDA, then DDA, then SDA."""
    ways = (
        (Method.CDA, AipBit.CDA, CapabilityBit.CDA),
        (Method.DDA, AipBit.DDA, CapabilityBit.DDA),
        (Method.SDA, AipBit.SDA, CapabilityBit.SDA),
    )
    for method, card, terminal in ways:
        if card.is_in(aip) and terminal.is_in(capabilities):
            return method
    return None


def authenticate(
    config: EmvConfig,
    application: Application,
    records: tuple[StaticRecord, ...],
    values: MutableMapping[int, bytes],
    today: date,
    tvr: BitField,
    tsi: BitField,
) -> Part[Proven]:
    """Prove the card by the best way there is; sets the bits that follow from it.

    CDA is only begun here: its signature comes with the cryptogram.

    Raises:
        CardLostError: the card left.
    """
    method = method_for(config.terminal.capabilities, values[tags.AIP])
    if method is None:
        tvr.set(TvrBit.ODA_NOT_PERFORMED)
        return Proven(None)
    tsi.set(TsiBit.ODA_PERFORMED)
    if method is Method.SDA:
        tvr.set(TvrBit.SDA_SELECTED)
    if any(tag not in values for tag in _PARTS[method]):
        tvr.set(TvrBit.ICC_DATA_MISSING, method.value)
        return Proven(method)
    try:
        static = static_data(records, values, values[tags.AIP])
        issuer = recover_issuer_key(config, values[tags.DF_NAME], values, today)
        if method is Method.SDA:
            code = verify_static(issuer, values[tags.SIGNED_STATIC], static)
            values[tags.DAC] = code
            return Proven(method)
        icc = recover_icc_key(issuer, values, static, today)
        if method is Method.DDA:
            yield from _authenticate_dynamically(application, icc, values)
    except AuthenticationError as error:
        tvr.set(method.value)
        if error.fault is AuthenticationFault.REMAINDER_MISSING:
            tvr.set(TvrBit.ICC_DATA_MISSING)
        return Proven(method)
    return Proven(method, icc)


def _authenticate_dynamically(
    application: Application, icc: IccKey, values: MutableMapping[int, bytes]
) -> Part[None]:
    """Ask the card to sign an unpredictable number (Book 2 §6.5).

    Raises:
        AuthenticationError: it did not, or wrongly.
    """
    try:
        dol = parse_dol(values.get(tags.DDOL, application.default_ddol))
        asked = tell(dol, values)
    except EmvDataError:
        raise AuthenticationError(AuthenticationFault.FORMAT) from None
    if not wants(dol, tags.UNPREDICTABLE):
        raise AuthenticationError(AuthenticationFault.FORMAT)
    signed = _signature((yield from internal_authenticate(asked)))
    values[tags.ICC_DYNAMIC_NUMBER] = verify_dynamic(icc, signed, asked)


def _signature(answer: ResponseApdu) -> bytes:
    try:
        nodes = parse(answer.data) if answer.is_ok else ()
    except EmvDataError:
        nodes = ()
    if len(nodes) == 1 and nodes[0].tag == tags.FORMAT_1:
        return nodes[0].value
    found = find(nodes, tags.SIGNED_DYNAMIC)
    if found is None:
        raise AuthenticationError(AuthenticationFault.LENGTH)
    return found.value
