"""Kernel 3, Visa: the cryptogram comes with the processing options (EMVCo Book C-3, qVSDC).

Every transaction goes online here, so that no offline approval and no offline data authentication
is asked for. The card's transaction qualifiers (9F6C) say how its holder is verified.
"""

from __future__ import annotations

from kpay_desktop.emv import tags
from kpay_desktop.emv.bits import CtqBit, TtqBit
from kpay_desktop.emv.cryptogram import AAC, ARQC
from kpay_desktop.emv.dol import parse_dol, wants
from kpay_desktop.emv.errors import EmvDataError
from kpay_desktop.emv.records import add, processing_options, read_afl
from kpay_desktop.emv.restrictions import date_of
from kpay_desktop.emv.steps import Cvm, Decision, Reason
from kpay_desktop.emv.talk import (
    CardLostError,
    EarlyEndError,
    Part,
    get_processing_options,
    read_record,
)
from kpay_desktop.emv.tapping import NextApplicationError, Tap
from kpay_desktop.emv.terminal_data import options_data
from kpay_desktop.emv.tlv import build, parse

_OTHER_INTERFACE, _NOT_SATISFIED, _SEE_PHONE = 0x6984, 0x6985, 0x6986
_COMMAND_TEMPLATE, _KIND = 0x83, 0xC0
_MANDATORY = (tags.AIP, tags.ATC, tags.CRYPTOGRAM, tags.ISSUER_APP_DATA, tags.TRACK_2)
_CVR_BYTE, _CVR_SHIFT = 4, 4
_SIGNATURE_RESULTS = bytes.fromhex("1E0300")
_SEPARATOR = "d"


def run(tap: Tap) -> Part[None]:
    """Carry a tap to its cryptogram.

    Raises:
        NextApplicationError: the application does not want to.
        EarlyEndError: the transaction cannot go on.
        EmvDataError: the card says what cannot be understood.
        CardLostError: it left.
    """
    if not wants(parse_dol(tap.values.get(tags.PDOL, b"")), tags.TTQ):
        # An application of an older kind, which has no cryptogram to give by tap.
        raise NextApplicationError
    yield from _get_options(tap)
    yield from _read_records(tap)
    if any(tag not in tap.values for tag in _MANDATORY):
        raise EmvDataError("what every tap has is missing")
    _note_number(tap)
    kind = _kind_of(tap)
    if kind == AAC:
        raise EarlyEndError(Reason.CARD_DECLINED, decision=Decision.DECLINED)
    if kind != ARQC:
        raise EmvDataError("the card approved what was to go online")
    _check_expiry(tap)
    _verify(tap)


def _get_options(tap: Tap) -> Part[None]:
    data = build(_COMMAND_TEMPLATE, options_data(tap.values))
    answer = yield from get_processing_options(data)
    if answer.sw == _OTHER_INTERFACE:
        raise EarlyEndError(Reason.INSERT_CHIP, decision=Decision.OTHER_WAY)
    if answer.sw == _NOT_SATISFIED:
        raise NextApplicationError
    if answer.sw == _SEE_PHONE:
        raise EarlyEndError(Reason.CONDITIONS, decision=Decision.TRY_AGAIN)
    if not answer.is_ok:
        raise EmvDataError("no processing options")
    tap.values.update(processing_options(answer))


def _read_records(tap: Tap) -> Part[None]:
    """Read the records that the AFL names, if it names any (C-3 §5.4)."""
    written = tap.values.get(tags.AFL, b"")
    if not written:
        return
    found: dict[int, bytes] = {}
    for entry in read_afl(written):
        for number in range(entry.first, entry.last + 1):
            answer = yield from read_record(entry.sfi, number)
            if not answer.is_ok:
                # The cryptogram is there, but not all of the card: as if it had left.
                raise CardLostError
            add(found, parse(answer.data))
    tap.values.update(found)


def _note_number(tap: Tap) -> None:
    """Take number and expiry out of track 2 where the card names them nowhere else."""
    digits, _, rest = tap.values[tags.TRACK_2].hex().partition(_SEPARATOR)
    if not digits.isdecimal() or not rest[:4].isdecimal():
        raise EmvDataError("track 2 cannot be understood")
    padded = digits if len(digits) % 2 == 0 else f"{digits}f"
    tap.values.setdefault(tags.PAN, bytes.fromhex(padded))
    if tags.EXPIRY not in tap.values:
        year, month = rest[:2], rest[2:4]
        tap.values[tags.EXPIRY] = bytes.fromhex(f"{year}{month}{_last_day(year, month)}")


def _last_day(year: str, month: str) -> str:
    for day in ("31", "30", "29", "28"):
        try:
            date_of(bytes.fromhex(year + month + day))
        except EmvDataError:
            continue
        return day
    raise EmvDataError("not a month")


def _kind_of(tap: Tap) -> int:
    """Return the cryptogram's kind; without 9F27 it stands in the card's own results (C-3 §5.4)."""
    info = tap.values.get(tags.CRYPTOGRAM_INFO)
    if info is not None:
        return info[0] & _KIND
    results = tap.values[tags.ISSUER_APP_DATA]
    if len(results) <= _CVR_BYTE:
        raise EmvDataError("the cryptogram's kind is missing")
    kind = (results[_CVR_BYTE] >> _CVR_SHIFT & 0x03) << 6
    tap.values[tags.CRYPTOGRAM_INFO] = bytes((kind,))
    return kind


def _check_expiry(tap: Tap) -> None:
    """An expired card is declined, unless it says that its issuer decides (C-3 §5.5.1.1)."""
    qualifiers = tap.values.get(tags.CTQ, b"")
    if date_of(tap.values[tags.EXPIRY]) >= tap.transaction.at.date():
        return
    if not CtqBit.GO_ONLINE_IF_EXPIRED.is_in(qualifiers):
        raise EarlyEndError(Reason.TERMINAL_DECLINED, decision=Decision.DECLINED)


def _verify(tap: Tap) -> None:
    """Verify the holder as the card's qualifiers ask (C-3 §5.7).

    There is no PIN pad. A signature is taken where both can; a phone has verified its owner itself.
    """
    terminal = tap.chosen.qualifiers
    can_sign = TtqBit.SIGNATURE.is_in(terminal)
    qualifiers = tap.values.get(tags.CTQ)
    if qualifiers is None:
        if tap.chosen.needs_verification:
            _take_signature(tap, allowed=can_sign)
        else:
            tap.cvm = Cvm.NONE
        return
    if CtqBit.ON_DEVICE_CVM_PERFORMED.is_in(qualifiers) and _is_confirmed(tap, qualifiers):
        tap.cvm = Cvm.ON_DEVICE
    elif CtqBit.SIGNATURE_REQUIRED.is_in(qualifiers) and can_sign:
        _take_signature(tap, allowed=True)
    elif tap.chosen.needs_verification:
        raise EarlyEndError(Reason.INSERT_CHIP, decision=Decision.OTHER_WAY)
    else:
        tap.cvm = Cvm.NONE


def _is_confirmed(tap: Tap, qualifiers: bytes) -> bool:
    """True if the qualifiers are the card's own: bytes 6 and 7 of 9F69 repeat them, if it is there.

    A card without 9F69 is believed because its issuer checks the cryptogram (C-3 §5.7.1.1).
    """
    related = tap.values.get(tags.CARD_AUTH_DATA)
    return related is None or related[5:7] == qualifiers


def _take_signature(tap: Tap, *, allowed: bool) -> None:
    if not allowed:
        raise EarlyEndError(Reason.INSERT_CHIP, decision=Decision.OTHER_WAY)
    tap.cvm = Cvm.SIGNATURE
    tap.values[tags.CVM_RESULTS] = _SIGNATURE_RESULTS
