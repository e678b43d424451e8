"""A card's answers as a reader's line brings them, in steps."""

from __future__ import annotations

from collections.abc import Iterator

from hardware.card_reader.exchange import exchange
from hardware.card_reader.reader import MAX_ROUNDS, CardLostError
from tests.fuzz.sessions import Session, changed_session, read
from tests.fuzz.target import Target, expect

_COMMANDS = (
    "00A4040007A000000003101000",
    "00B2010C00",
    "80AE80001D0000000028000000000000000702000000800007022611220028A1A2A3A400",
    "00820000080102030405060708",
    "00840000",
    "80CA9F3600",
)
_FETCH = 0xC0
_BYTEWISE = 0x40
_ANSWERS = (
    ("9000",),
    ("6108", "0102030405060708" + "9000"),
    ("6C08", "0102030405060708" + "9000"),
    ("6104", "6C02", "01029000"),
    ("6283", "01029000"),
    ("6102", "01026102", "03049000"),
    ("6A82",),
)


def exchanged() -> Target:
    """Return the target of an exchange: the choices name the command and the protocol."""
    sets = [tuple(bytes.fromhex(answer) for answer in answers) for answers in _ANSWERS]
    seeds = [
        Session(choices | protocol, answers).written()
        for answers in sets
        for choices in range(len(_COMMANDS))
        for protocol in (0, _BYTEWISE)
    ]
    return Target(_exchange, seeds, 2000, changed_session)


def _exchange(data: bytes) -> None:
    session = read(data)
    command = bytes.fromhex(_COMMANDS[(session.choices & 0x0F) % len(_COMMANDS)])
    line = _Line(session.told())
    try:
        whole = exchange(line, command, bytewise=bool(session.choices & _BYTEWISE))
    except CardLostError:
        return
    expect("an answer has its status", holds=len(whole) >= 2)
    expect("nothing is made up", holds=len(whole) <= line.told)


class _Line:
    """A card that is watched: what it is sent, and after which answer."""

    def __init__(self, answers: Iterator[bytes]) -> None:
        self._answers = answers
        self._sent: list[bytes] = []
        self._said = b""
        self.told = 0

    def __call__(self, command: bytes) -> bytes:
        expect("it ends", holds=len(self._sent) <= MAX_ROUNDS + 3)
        expect("a short command", holds=4 <= len(command) <= 261)
        if self._sent and command[1] != _FETCH:
            # Done twice, GENERATE AC would be another cryptogram.
            is_asked = self._said[:1] == b"\x6c" and self._sent[-1][1] == command[1]
            expect("a command comes again only when the card wants it", holds=is_asked)
        self._sent.append(command)
        self._said = next(self._answers, b"")
        self.told += len(self._said)
        return self._said
