"""The terminal's own data elements for one transaction (Book 3 Annex A, Book 4 Annex A)."""

from __future__ import annotations

from collections.abc import Mapping

from kpay_desktop.emv import tags
from kpay_desktop.emv.config import Application, Terminal, Transaction
from kpay_desktop.emv.dol import MAX_TOLD_IN_TEMPLATE, parse_dol, tell

UNPREDICTABLE_BYTES = 4
_BINARY_MOST = 0xFFFFFFFF


def numeric(value: int, length: int) -> bytes:
    """Return a number in BCD, right-justified in ``length`` bytes.

    Raises:
        ValueError: it does not fit, or is negative.
    """
    digits = str(value)
    if value < 0 or len(digits) > 2 * length:
        raise ValueError("the number does not fit")
    return bytes.fromhex(digits.zfill(2 * length))


def terminal_values(
    terminal: Terminal, application: Application, transaction: Transaction, entry_mode: int
) -> dict[int, bytes]:
    """Return what the terminal can tell a card; ``entry_mode`` is tag 9F39 (ISO 8583, first part).

    An unpredictable number is made once for the whole transaction.
    """
    amount, other, at = transaction.amount_minor, transaction.other_minor, transaction.at
    return {
        tags.ACQUIRER_ID: terminal.acquirer_id or bytes(6),
        tags.AMOUNT: numeric(amount, 6),
        tags.AMOUNT_OTHER: numeric(other, 6),
        tags.AMOUNT_BINARY: min(amount, _BINARY_MOST).to_bytes(4, "big"),
        tags.AMOUNT_OTHER_BINARY: min(other, _BINARY_MOST).to_bytes(4, "big"),
        tags.AID_TERMINAL: application.aid,
        tags.APP_VERSION_TERMINAL: application.version,
        tags.FLOOR_LIMIT: min(application.floor_limit_minor, _BINARY_MOST).to_bytes(4, "big"),
        tags.CURRENCY: terminal.currency_code,
        tags.EXPONENT: bytes((terminal.currency_exponent,)),
        tags.COUNTRY: terminal.country_code,
        tags.DATE: bytes.fromhex(f"{at:%y%m%d}"),
        tags.TIME: bytes.fromhex(f"{at:%H%M%S}"),
        tags.KIND: bytes((transaction.transaction_type,)),
        tags.UNPREDICTABLE: transaction.random_bytes(UNPREDICTABLE_BYTES),
        tags.COUNTER: numeric(transaction.counter % 10**8, 4),
        tags.TERMINAL_TYPE: bytes((terminal.terminal_type,)),
        tags.CAPABILITIES: terminal.capabilities,
        tags.MORE_CAPABILITIES: terminal.additional_capabilities,
        tags.IFD_SERIAL: terminal.ifd_serial.encode("ascii"),
        tags.TERMINAL_ID: terminal.terminal_id.encode("ascii"),
        tags.MERCHANT_ID: terminal.merchant_id.encode("ascii"),
        tags.MERCHANT_CATEGORY: terminal.merchant_category,
        tags.MERCHANT_NAME: terminal.merchant_name.encode("latin-1", "replace"),
        tags.ENTRY_MODE: bytes((entry_mode,)),
        tags.TVR: bytes(5),
        tags.TSI: bytes(2),
    }


def options_data(values: Mapping[int, bytes]) -> bytes:
    """Return what the card's PDOL asks for; nothing, if it has none (Book 3 §10.1).

    Raises:
        DolError: its list is none, or asks for more than the command holds.
    """
    return tell(parse_dol(values.get(tags.PDOL, b"")), values, MAX_TOLD_IN_TEMPLATE)
