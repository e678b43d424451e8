"""Processing restrictions: versions, usage and dates (Book 3 §10.4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from kpay_desktop.emv import tags
from kpay_desktop.emv.bits import AucBit, BitField, TvrBit
from kpay_desktop.emv.config import Application, Terminal
from kpay_desktop.emv.errors import EmvDataError

_CENTURY_SPLIT = 50
_ATM_TYPES = range(0x14, 0x17)
_CASH_DISPENSED = 0x80


def date_of(value: bytes) -> date:
    """Return a date written YYMMDD; years 50 to 99 are of the last century (Book 4 §6.7.3).

    Raises:
        EmvDataError: there is no such day.
    """
    try:
        year, month, day = (int(value[at : at + 1].hex()) for at in range(3))
        return date(year + (1900 if year >= _CENTURY_SPLIT else 2000), month, day)
    except (ValueError, IndexError):
        raise EmvDataError("not a date") from None


def check_restrictions(
    terminal: Terminal,
    application: Application,
    values: Mapping[int, bytes],
    today: date,
    tvr: BitField,
) -> None:
    """Set the bits that follow from what the card says of its own use.

    Raises:
        EmvDataError: a date is none.
    """
    version = values.get(tags.APP_VERSION_CARD)
    if version is not None and version != application.version:
        tvr.set(TvrBit.VERSIONS_DIFFER)
    if not _may_be_used(terminal, values):
        tvr.set(TvrBit.SERVICE_NOT_ALLOWED)
    effective = values.get(tags.EFFECTIVE)
    if effective is not None and date_of(effective) > today:
        tvr.set(TvrBit.NOT_YET_EFFECTIVE)
    if date_of(values[tags.EXPIRY]) < today:
        tvr.set(TvrBit.EXPIRED)


def _may_be_used(terminal: Terminal, values: Mapping[int, bytes]) -> bool:
    """True if the card may buy goods or services here (§10.4.2)."""
    control = values.get(tags.AUC)
    if control is None:
        return True
    is_atm = terminal.terminal_type in _ATM_TYPES and terminal.additional_capabilities[:1] >= bytes(
        (_CASH_DISPENSED,)
    )
    if not (AucBit.ATM if is_atm else AucBit.NOT_ATM).is_in(control):
        return False
    country = values.get(tags.ISSUER_COUNTRY)
    if country is None:
        return True
    if country == terminal.country_code:
        uses = (AucBit.DOMESTIC_GOODS, AucBit.DOMESTIC_SERVICES)
    else:
        uses = (AucBit.INTERNATIONAL_GOODS, AucBit.INTERNATIONAL_SERVICES)
    return any(use.is_in(control) for use in uses)
