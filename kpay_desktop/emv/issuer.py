"""What the issuer sends to the card: its own proof, and scripts (Book 3 §10.9, §10.10)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kpay_desktop.emv import tags
from kpay_desktop.emv.apdu import CommandApdu
from kpay_desktop.emv.bits import AipBit, BitField, TsiBit, TvrBit
from kpay_desktop.emv.errors import EmvDataError, TlvError
from kpay_desktop.emv.talk import Part, external_authenticate, transmit
from kpay_desktop.emv.tlv import parse

_WARNINGS = frozenset({0x90, 0x62, 0x63})
_DONE, _FAILED, _NOT_DONE = 0x20, 0x10, 0x00
_MANY = 0x0F
_HEADER, _LONGEST, _ALL = 4, 261, 256


@dataclass(frozen=True, slots=True)
class Script:
    """One issuer script: when it runs, its own number, and its commands as they are sent."""

    template: int
    identifier: bytes
    commands: tuple[bytes, ...]
    is_sound: bool


def read_scripts(written: bytes) -> tuple[Script, ...]:
    """Take the issuer's templates 71 and 72 apart. What is not sound is kept, to be reported."""
    try:
        templates = parse(written)
    except TlvError:
        return (Script(tags.SCRIPT_2, bytes(4), (), is_sound=False),) if written else ()
    return tuple(
        _read(node.tag, [(c.tag, c.value) for c in node.children])
        for node in templates
        if node.tag in {tags.SCRIPT_1, tags.SCRIPT_2}
    )


def _read(template: int, parts: list[tuple[int, bytes]]) -> Script:
    identifier, commands, is_sound = bytes(4), [], True
    for tag, value in parts:
        if tag == tags.SCRIPT_ID and len(value) == len(identifier):
            identifier = value
        elif tag == tags.SCRIPT_COMMAND and _HEADER <= len(value) <= _LONGEST:
            commands.append(value)
        else:
            is_sound = False
    return Script(template, identifier, tuple(commands), is_sound)


def command_of(written: bytes) -> CommandApdu:
    """Return the command that an issuer wrote into a script.

    Raises:
        EmvDataError: it is none.
    """
    if len(written) < _HEADER:
        raise EmvDataError("a command has a header")
    cla, ins, p1, p2 = written[:_HEADER]
    body = written[_HEADER:]
    if len(body) <= 1:
        return CommandApdu(cla, ins, p1, p2, le=(body[0] or _ALL) if body else None)
    length, data = body[0], body[1:]
    if length and len(data) == length:
        return CommandApdu(cla, ins, p1, p2, data)
    if length and len(data) == length + 1:
        return CommandApdu(cla, ins, p1, p2, data[:-1], data[-1] or _ALL)
    raise EmvDataError("a command's length is another")


def authenticate_issuer(aip: bytes, data: bytes, tvr: BitField, tsi: BitField) -> Part[None]:
    """Hand tag 91 to the card by EXTERNAL AUTHENTICATE, if it takes it that way.

    Raises:
        CardLostError: the card left.
    """
    if not data or not AipBit.ISSUER_AUTHENTICATION.is_in(aip):
        return
    answer = yield from external_authenticate(data)
    tsi.set(TsiBit.ISSUER_AUTH_PERFORMED)
    if not answer.is_ok:
        tvr.set(TvrBit.ISSUER_AUTH_FAILED)


def run_scripts(
    scripts: tuple[Script, ...], template: int, tvr: BitField, tsi: BitField
) -> Part[bytes]:
    """Send the commands of the scripts that run now; return their results for tag 9F5B.

    Each result has five bytes: how it went and at which command, and the script's number (Book 4
    §A5).

    Raises:
        CardLostError: the card left.
    """
    results = b""
    failed = (
        TvrBit.SCRIPT_FAILED_BEFORE_FINAL
        if template == tags.SCRIPT_1
        else TvrBit.SCRIPT_FAILED_AFTER_FINAL
    )
    for script in scripts:
        if script.template != template:
            continue
        tsi.set(TsiBit.SCRIPTS_PERFORMED)
        outcome = yield from _run(script)
        if outcome & 0xF0 != _DONE:
            tvr.set(failed)
        results += bytes((outcome,)) + script.identifier
    return results


def _run(script: Script) -> Part[int]:
    if not script.is_sound:
        return _NOT_DONE
    for number, command in _numbered(script.commands):
        try:
            answer = yield from transmit(command_of(command))
        except EmvDataError:
            return _FAILED | number
        if answer.sw >> 8 not in _WARNINGS:
            return _FAILED | number
    return _DONE


def _numbered(commands: tuple[bytes, ...]) -> Iterator[tuple[int, bytes]]:
    return ((min(number, _MANY), command) for number, command in enumerate(commands, 1))
