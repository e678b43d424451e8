"""From what a card answers over a reader's line to the whole answer (EMV Book 1 §9.3, Annex A).

A card that talks T=0 cannot take data and give data in one step: ``61xx`` says that so much waits
for GET RESPONSE, ``6Cxx`` that the command is wanted again with that length. A library that only
carries bytes leaves both to its caller.
"""

from __future__ import annotations

from collections.abc import Callable

from hardware.card_reader.reader import MAX_ROUNDS, CardLostError

Send = Callable[[bytes], bytes]

_WAITING, _OTHER_LENGTH = 0x61, 0x6C
_OK = b"\x90\x00"


def exchange(send: Send, command: bytes, *, bytewise: bool) -> bytes:
    """Send a command and return the whole answer. ``bytewise``: the card talks T=0.

    Raises:
        CardLostError: the card answers without an end, or with less than a status word.
    """
    has_both = _has_data_and_length(command)
    wire = command
    if bytewise:
        wire = command[:-1] if has_both else command.ljust(5, b"\0")
    answer = _checked(send(wire))
    data = b""
    for _ in range(MAX_ROUNDS):
        first, second = answer[-2], answer[-1]
        if first == _WAITING:
            data += answer[:-2]
            wire = _get_response(command[0], second)
        elif first == _OTHER_LENGTH and len(answer) == 2:
            # Of what was sent last: asked for again, a command is never done twice.
            wire = _with_length(wire, second)
        else:
            break
        answer = _checked(send(wire))
    else:
        raise CardLostError
    data += answer[:-2]
    status = answer[-2:]
    if bytewise and has_both and not data and _is_warning(status):
        return _fetched(send, command[0]) + status
    return data + status


def _fetched(send: Send, cla: int) -> bytes:
    """Return what waits behind a warning (Book 1 Annex A6); nothing if nothing does."""
    answer = _checked(send(_get_response(cla, 0)))
    if answer[-2] == _OTHER_LENGTH:
        answer = _checked(send(_get_response(cla, answer[-1])))
    return answer[:-2] if answer[-2:] == _OK else b""


def _has_data_and_length(command: bytes) -> bool:
    return len(command) > 5 and bool(command[4]) and len(command) == 6 + command[4]


def _with_length(command: bytes, length: int) -> bytes:
    """Return the command with another Le."""
    if len(command) <= 5:
        return command[:4] + bytes((length,))
    has_length = _has_data_and_length(command)
    return (command[:-1] if has_length else command) + bytes((length,))


def _get_response(cla: int, length: int) -> bytes:
    # The class byte says the logical channel at most; EMV's own classes are not for this command.
    return bytes((cla & 0x03 if not cla & 0x80 else 0x00, 0xC0, 0x00, 0x00, length))


def _is_warning(status: bytes) -> bool:
    return status[0] in {0x62, 0x63} or (status[0] >> 4 == 0x9 and status != _OK)


def _checked(answer: bytes) -> bytes:
    if len(answer) < 2:
        raise CardLostError
    return answer
