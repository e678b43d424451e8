"""Terminal risk management: floor limit, random selection, velocity (Book 3 §10.6)."""

from __future__ import annotations

from collections.abc import MutableMapping

from kpay_desktop.emv import tags
from kpay_desktop.emv.apdu import ResponseApdu
from kpay_desktop.emv.bits import BitField, TsiBit, TvrBit
from kpay_desktop.emv.config import Application, Transaction
from kpay_desktop.emv.errors import EmvDataError
from kpay_desktop.emv.talk import Part, get_data
from kpay_desktop.emv.tlv import parse

_COUNTER_BYTES = 2


def manage_risk(
    application: Application,
    transaction: Transaction,
    values: MutableMapping[int, bytes],
    tvr: BitField,
    tsi: BitField,
) -> Part[None]:
    """Set the bits of tag 95 that follow from amount, chance and the card's counters.

    Raises:
        CardLostError: the card left.
    """
    pan = values[tags.PAN]
    if transaction.is_listed(pan):
        tvr.set(TvrBit.CARD_ON_EXCEPTION_FILE)
    if transaction.forced_online:
        tvr.set(TvrBit.FORCED_ONLINE)
    floor = application.floor_limit_minor
    if transaction.amount_minor + transaction.spent_minor(pan) >= floor:
        tvr.set(TvrBit.FLOOR_LIMIT_EXCEEDED)
    if _is_chosen(application, transaction):
        tvr.set(TvrBit.RANDOMLY_SELECTED)
    yield from _check_velocity(values, tvr)
    tsi.set(TsiBit.TERMINAL_RISK_PERFORMED)


def _is_chosen(application: Application, transaction: Transaction) -> bool:
    """True if chance sends it online (§10.6.2); above the floor limit it goes there anyway."""
    amount, floor = transaction.amount_minor, application.floor_limit_minor
    threshold = application.random_threshold_minor
    target, most = application.random_target_percent, application.random_max_percent
    if amount >= floor:
        return False
    number = transaction.random_percent()
    if amount < threshold:
        return number <= target
    # Biased: the nearer to the floor limit, the likelier. In whole numbers, so that it is exact.
    return (number - target) * (floor - threshold) <= (most - target) * (amount - threshold)


def _check_velocity(values: MutableMapping[int, bytes], tvr: BitField) -> Part[None]:
    """Compare the card's counters with its limits (§10.6.3)."""
    lower, upper = values.get(tags.LOWER_LIMIT), values.get(tags.UPPER_LIMIT)
    if lower is None or upper is None:
        return
    counter = _counter((yield from get_data(tags.ATC)), tags.ATC)
    last = _counter((yield from get_data(tags.LAST_ONLINE_ATC)), tags.LAST_ONLINE_ATC)
    if last == 0:
        tvr.set(TvrBit.NEW_CARD)
    if counter is None or last is None:
        tvr.set(TvrBit.ICC_DATA_MISSING)
    if counter is None or last is None or counter <= last:
        tvr.set(TvrBit.LOWER_LIMIT_EXCEEDED, TvrBit.UPPER_LIMIT_EXCEEDED)
        return
    values[tags.ATC] = counter.to_bytes(_COUNTER_BYTES, "big")
    values[tags.LAST_ONLINE_ATC] = last.to_bytes(_COUNTER_BYTES, "big")
    if counter - last > int.from_bytes(lower, "big"):
        tvr.set(TvrBit.LOWER_LIMIT_EXCEEDED)
    if counter - last > int.from_bytes(upper, "big"):
        tvr.set(TvrBit.UPPER_LIMIT_EXCEEDED)


def _counter(answer: ResponseApdu, tag: int) -> int | None:
    """Return a counter that GET DATA brought, or None if it brought none."""
    if not answer.is_ok:
        return None
    try:
        nodes = parse(answer.data)
    except EmvDataError:
        return None
    if len(nodes) != 1 or nodes[0].tag != tag or len(nodes[0].value) != _COUNTER_BYTES:
        return None
    return int.from_bytes(nodes[0].value, "big")
