"""Kernel 2, Mastercard: a chip transaction by tap (EMVCo Book C-2, EMV mode).

Mag-stripe mode, data storage, relay resistance and recovery of torn transactions are not used: a
card that leaves early is asked for again.
"""

from __future__ import annotations

from dataclasses import replace

from kpay_desktop.emv import analysis, tags
from kpay_desktop.emv.authentication import StaticRecord
from kpay_desktop.emv.bits import AipBit, CapabilityBit, TvrBit
from kpay_desktop.emv.certificates import IccKey
from kpay_desktop.emv.config import Terminal
from kpay_desktop.emv.cryptogram import AAC, ARQC, ask_cryptogram
from kpay_desktop.emv.dol import parse_dol, tell
from kpay_desktop.emv.errors import EmvDataError
from kpay_desktop.emv.offline import Method, authenticate
from kpay_desktop.emv.records import check_mandatory, processing_options, read_afl, read_application
from kpay_desktop.emv.restrictions import check_restrictions
from kpay_desktop.emv.steps import Cvm, Decision, Reason
from kpay_desktop.emv.talk import EarlyEndError, Part, get_processing_options
from kpay_desktop.emv.tapping import NextApplicationError, Tap
from kpay_desktop.emv.terminal_data import options_data
from kpay_desktop.emv.tlv import build
from kpay_desktop.emv.verification import verify_cardholder

_COMMAND_TEMPLATE = 0x83
_NOT_SATISFIED = 0x6985
_PHONE_VERIFIED, _PHONE_NOT_NEEDED = bytes.fromhex("010002"), bytes.fromhex("3F0002")
_PHONE_MESSAGE = 0xDF4B
_TAP_AGAIN = 0x03
# Byte 2 of the capabilities where a verification is needed, and where it is not (DF8118, DF8119).
_ONLY_SIGNATURE = 1 << 5
_ONLY_NONE = 1 << 3


def run(tap: Tap) -> Part[None]:
    """Carry a tap to its cryptogram.

    Raises:
        NextApplicationError: the application does not want to.
        EarlyEndError: the transaction cannot go on.
        EmvDataError: the card says what cannot be understood.
        CardLostError: it left.
    """
    told = options_data(tap.values)
    records = yield from _read(tap, told)
    has_phone = AipBit.ON_DEVICE_VERIFICATION.is_in(tap.values[tags.AIP])
    _check_limit(tap, has_phone=has_phone)
    signer = yield from _prove(tap, records)
    terminal, application = tap.config.terminal, tap.chosen.application
    check_restrictions(terminal, application, tap.values, tap.transaction.at.date(), tap.tvr)
    _verify(tap, has_phone=has_phone)
    if tap.chosen.over_floor:
        tap.tvr.set(TvrBit.FLOOR_LIMIT_EXCEEDED)
    is_denied = analysis.is_denied(application, tap.values, bytes(tap.tvr))
    tap.note_results()
    given = yield from ask_cryptogram(
        AAC if is_denied else ARQC,
        tell(parse_dol(tap.values[tags.CDOL_1]), tap.values),
        unpredictable=tap.values[tags.UNPREDICTABLE],
        told_before=told,
        signer=signer,
    )
    tap.values.update(given.values)
    _end(tap, given.kind, is_denied=is_denied, signature_failed=given.signature_failed)


def _read(tap: Tap, told: bytes) -> Part[tuple[StaticRecord, ...]]:
    answer = yield from get_processing_options(build(_COMMAND_TEMPLATE, told))
    if answer.sw == _NOT_SATISFIED:
        raise NextApplicationError
    if not answer.is_ok:
        raise EmvDataError("no processing options")
    tap.values.update(processing_options(answer))
    if tags.AIP not in tap.values or tags.AFL not in tap.values:
        raise EmvDataError("processing options lack their parts")
    if not AipBit.EMV_MODE.is_in(tap.values[tags.AIP]):
        raise EarlyEndError(Reason.INSERT_CHIP, decision=Decision.OTHER_WAY)
    return (yield from read_application(read_afl(tap.values[tags.AFL]), tap.values))


def _check_limit(tap: Tap, *, has_phone: bool) -> None:
    """Turn away what is above the limit for taps (C-2 DF8124, DF8125: "above which")."""
    profile = tap.chosen.profile
    limit = profile.transaction_limit_minor
    if has_phone and profile.on_device_limit_minor is not None:
        limit = profile.on_device_limit_minor
    if tap.transaction.amount_minor > limit:
        raise EarlyEndError(Reason.OVER_LIMIT, decision=Decision.OTHER_WAY)


def _prove(tap: Tap, records: tuple[StaticRecord, ...]) -> Part[IccKey | None]:
    """Begin combined authentication, the only kind that this kernel knows."""
    check_mandatory(tap.values)
    security = _only_combined(tap.config.terminal)
    proven = yield from authenticate(
        replace(tap.config, terminal=security),
        tap.chosen.application,
        records,
        tap.values,
        tap.transaction.at.date(),
        tap.tvr,
        tap.tsi,
    )
    return proven.icc if proven.method is Method.CDA else None


def _only_combined(terminal: Terminal) -> Terminal:
    written = terminal.capabilities
    others = CapabilityBit.SDA.mask | CapabilityBit.DDA.mask
    return replace(terminal, capabilities=written[:2] + bytes((written[2] & ~others,)))


def _verify(tap: Tap, *, has_phone: bool) -> None:
    """Choose the verification (C-2 §CVM): the phone's own, else by the card's list."""
    needed = tap.chosen.needs_verification
    if has_phone:
        tap.cvm = Cvm.ON_DEVICE if needed else Cvm.NONE
        tap.values[tags.CVM_RESULTS] = _PHONE_VERIFIED if needed else _PHONE_NOT_NEEDED
        return
    written = tap.config.terminal.capabilities
    able = written[1] & (_ONLY_SIGNATURE if needed else _ONLY_NONE)
    terminal = replace(tap.config.terminal, capabilities=written[:1] + bytes((able,)) + written[2:])
    verified = verify_cardholder(
        terminal, tap.values, tap.transaction.amount_minor, tap.tvr, tap.tsi
    )
    if needed and verified.cvm is not Cvm.SIGNATURE:
        # Neither the phone nor a signature: by its chip the card may still be taken.
        raise EarlyEndError(Reason.INSERT_CHIP, decision=Decision.OTHER_WAY)
    tap.cvm = verified.cvm
    tap.values[tags.CVM_RESULTS] = verified.results


def _end(tap: Tap, kind: int, *, is_denied: bool, signature_failed: bool) -> None:
    message = tap.values.get(_PHONE_MESSAGE, b"")
    if kind != ARQC and len(message) > 1 and message[1] & _TAP_AGAIN:
        raise EarlyEndError(Reason.CONDITIONS, decision=Decision.TRY_AGAIN)
    if is_denied or signature_failed:
        if signature_failed:
            tap.tvr.set(TvrBit.CDA_FAILED)
        raise EarlyEndError(Reason.TERMINAL_DECLINED, decision=Decision.DECLINED)
    if kind != ARQC:
        raise EarlyEndError(Reason.CARD_DECLINED, decision=Decision.DECLINED)
