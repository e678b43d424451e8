"""Cardholder verification at a till without a PIN pad (Book 3 §10.5; Book 4 §6.3.4).

What can be done here is signature and no verification at all. A rule that asks for a PIN "if the
terminal supports it" is passed over; one that asks for it whatever the terminal can fails.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kpay_desktop.emv import tags
from kpay_desktop.emv.bits import AipBit, BitField, CapabilityBit, TsiBit, TvrBit
from kpay_desktop.emv.config import Terminal
from kpay_desktop.emv.errors import EmvDataError
from kpay_desktop.emv.steps import Cvm

NO_LIST = bytes.fromhex("3F0000")
NOTHING_APPLIED = bytes.fromhex("3F0001")
_AMOUNTS = 8
_CODE, _GO_ON = 0x3F, 0x40
_FAIL, _SIGNATURE, _NO_CVM = 0x00, 0x1E, 0x1F
_FAILED, _UNKNOWN, _SUCCESSFUL = 0x01, 0x00, 0x02

# The capabilities that each code needs, all of them.
_NEEDS: Mapping[int, tuple[CapabilityBit, ...]] = {
    0x01: (CapabilityBit.PLAINTEXT_PIN,),
    0x02: (CapabilityBit.ONLINE_PIN,),
    0x03: (CapabilityBit.PLAINTEXT_PIN, CapabilityBit.SIGNATURE),
    0x04: (CapabilityBit.ENCIPHERED_PIN,),
    0x05: (CapabilityBit.ENCIPHERED_PIN, CapabilityBit.SIGNATURE),
    _SIGNATURE: (CapabilityBit.SIGNATURE,),
    _NO_CVM: (CapabilityBit.NO_CVM,),
}
_PIN_CODES = range(0x01, 0x06)


@dataclass(frozen=True, slots=True)
class Verified:
    """How it went: for the page, and tag 9F34."""

    cvm: Cvm
    results: bytes


@dataclass(frozen=True, slots=True)
class _Rule:
    written: int
    condition: int

    @property
    def code(self) -> int:
        return self.written & _CODE

    @property
    def goes_on(self) -> bool:
        """True if the next rule is tried when this one is not successful."""
        return bool(self.written & _GO_ON)


def verify_cardholder(
    terminal: Terminal,
    values: Mapping[int, bytes],
    amount_minor: int,
    tvr: BitField,
    tsi: BitField,
) -> Verified:
    """Work through the card's list of rules; sets the bits that follow from it.

    A list without a rule counts as none at all (§10.5, note).

    Raises:
        EmvDataError: the list ends within a rule: the transaction is ended (§10.5, §7.5).
    """
    if not AipBit.CARDHOLDER_VERIFICATION.is_in(values.get(tags.AIP, b"")):
        return Verified(Cvm.NONE, NO_LIST)
    written = values.get(tags.CVM_LIST, b"")
    if len(written) % 2:
        raise EmvDataError("a list of rules ends within one")
    rules = [_Rule(*written[at : at + 2]) for at in range(_AMOUNTS, len(written), 2)]
    if not rules:
        tvr.set(TvrBit.ICC_DATA_MISSING)
        return Verified(Cvm.NONE, NO_LIST)
    tsi.set(TsiBit.CV_PERFORMED)
    for rule in rules:
        if not _condition_holds(rule, terminal, values, amount_minor, written):
            continue
        if rule.code == _FAIL:
            if rule.goes_on:
                continue
            tvr.set(TvrBit.CV_FAILED)
            return Verified(Cvm.NOT_DONE, bytes((rule.written, rule.condition, _FAILED)))
        if _can_do(rule, terminal):
            is_signature = rule.code == _SIGNATURE
            result = _UNKNOWN if is_signature else _SUCCESSFUL
            return Verified(
                Cvm.SIGNATURE if is_signature else Cvm.NONE,
                bytes((rule.written, rule.condition, result)),
            )
        if rule.code in _PIN_CODES:
            tvr.set(TvrBit.PIN_PAD_MISSING)
        elif rule.code not in _NEEDS:
            tvr.set(TvrBit.UNRECOGNISED_CVM)
        if not rule.goes_on:
            break
    tvr.set(TvrBit.CV_FAILED)
    return Verified(Cvm.NOT_DONE, NOTHING_APPLIED)


def _can_do(rule: _Rule, terminal: Terminal) -> bool:
    """True if the terminal can do what the rule asks for: a PIN, never."""
    needs = _NEEDS.get(rule.code)
    if needs is None or rule.code in _PIN_CODES:
        return False
    return all(bit.is_in(terminal.capabilities) for bit in needs)


def _condition_holds(
    rule: _Rule,
    terminal: Terminal,
    values: Mapping[int, bytes],
    amount_minor: int,
    written: bytes,
) -> bool:
    """True if the rule is meant for this transaction, a purchase attended by a cashier (Table 40).

    A condition that is not understood never holds.
    """
    match rule.condition:
        case 0x00 | 0x02:
            return True
        case 0x03:
            return _can_do(rule, terminal)
        case 0x06 | 0x07 | 0x08 | 0x09:
            if values.get(tags.CARD_CURRENCY) != terminal.currency_code:
                return False
            start = 0 if rule.condition <= 0x07 else 4
            limit = int.from_bytes(written[start : start + 4], "big")
            is_over = rule.condition in {0x07, 0x09}
            return amount_minor > limit if is_over else amount_minor < limit
    return False
