"""A card host that does as it is told, with a message codec of its own, and cards to sell with."""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from types import TracebackType
from typing import Self

from kpay_desktop.domain.card import EntryMode
from kpay_desktop.hosts.iso8583.profile import CardHostProfile, parse_profile
from kpay_desktop.ports_cards import CardData, CardSaleRequest, ReversalRequest

WAIT_S = 20.0
SINGAPORE = timezone(timedelta(hours=8))
LOCAL_AT = datetime(2026, 11, 22, 14, 32, 8, tzinfo=SINGAPORE)

#: A card that must be found nowhere. The number is Visa's for tests.
PAN, TRACK = "4761739001010119", "4761739001010119D22122011143804400000"
TAGS = {
    0x5F2A: bytes.fromhex("0702"),
    0x5F34: b"\x01",
    0x57: bytes.fromhex("4761739001010119D22122011143804400000F"),
    0x5A: bytes.fromhex("4761739001010119"),
    0x82: bytes.fromhex("1C00"),
    0x84: bytes.fromhex("A0000000031010"),
    0x95: bytes.fromhex("0080008000"),
    0x9A: bytes.fromhex("261122"),
    0x9F02: bytes.fromhex("000000001284"),
    0x9F10: bytes.fromhex("06010A03A0A000"),
    0x9F1E: b"12345678",
    0x9F26: bytes.fromhex("A1B2C3D4E5F60718"),
    0x9F27: b"\x80",
    0x9F36: bytes.fromhex("0042"),
    0x9F37: bytes.fromhex("DEADBEEF"),
    0x9F6E: bytes.fromhex("20700000"),
}
CHIP_CARD = CardData(PAN, "2212", TRACK, "01", TAGS)
STRIPE_CARD = CardData(PAN, "2212", TRACK.replace("D", "="))


class Box:
    """A ``CardBox`` with one card under ``card:1``."""

    def __init__(self, card: CardData | None = CHIP_CARD) -> None:
        self.card = card

    def get(self, handle: str) -> CardData | None:
        return self.card if handle == "card:1" else None

    def put(self, handle: str, data: CardData) -> None:
        self.card = data

    def forget(self, handle: str) -> None:
        self.card = None

    def wipe(self, handle: str) -> None:
        self.card = None


SALE = CardSaleRequest(42, "000123", 7, 1284, 0, EntryMode.CHIP, "card:1", LOCAL_AT)
REVERSAL = ReversalRequest(42, "000123", 7, 1284, EntryMode.CHIP, "card:1", LOCAL_AT)


# --- a codec of its own -----------------------------------------------------------------------

# Bytes in the field; a letter says how its length stands before it, L in one byte, M in two.
_BCD = {3: 3, 4: 6, 7: 5, 11: 3, 12: 3, 13: 2, 14: 2, 22: 2, 23: 2, 24: 2, 25: 1}
_TEXT = {37: 12, 38: 6, 39: 2, 41: 8, 42: 15, 49: 3}
_LONG = {54, 60, 62, 63}


def message(fields: Mapping[int, str]) -> bytes:
    """Write a message; field 0 is its type, 55 and 64 are hexadecimal."""
    bitmap = 0
    body = b""
    for number in sorted(fields):
        if number == 0:
            continue
        bitmap |= 1 << (64 - number)
        value = fields[number]
        if number in _BCD:
            body += bytes.fromhex(value.rjust(2 * _BCD[number], "0"))
        elif number in _TEXT:
            body += value.encode("latin-1")
        elif number in _LONG:
            body += bytes.fromhex(f"{len(value):04d}") + value.encode("latin-1")
        elif number == 55:
            body += bytes.fromhex(f"{len(value) // 2:04d}{value}")
        elif number == 64:
            body += bytes.fromhex(value)
        else:
            body += bytes.fromhex(f"{len(value):02d}{value}{'F' * (len(value) % 2)}")
    return bytes.fromhex(fields[0]) + struct.pack(">Q", bitmap) + body


def fields_of(data: bytes) -> dict[int, str]:
    """Read a message of the till."""
    found = {0: data[:2].hex()}
    (bitmap,) = struct.unpack(">Q", data[2:10])
    at = 10
    for number in range(2, 65):
        if not bitmap >> (64 - number) & 1:
            continue
        if number in _BCD:
            digits = 12 if number == 4 else 3 if number in {22, 23, 24} else 2 * _BCD[number]
            found[number] = data[at : at + _BCD[number]].hex()[-digits:]
            at += _BCD[number]
        elif number in _TEXT:
            found[number] = data[at : at + _TEXT[number]].decode("ascii")
            at += _TEXT[number]
        elif number == 64:
            found[number] = data[at : at + 8].hex().upper()
            at += 8
        elif number in _LONG or number == 55:
            length = int(data[at : at + 2].hex())
            inside = data[at + 2 : at + 2 + length]
            found[number] = inside.hex().upper() if number == 55 else inside.decode("ascii")
            at += 2 + length
        else:
            length = int(data[at : at + 1].hex())
            size = (length + 1) // 2
            found[number] = data[at + 1 : at + 1 + size].hex().upper()[:length]
            at += 1 + size
    assert at == len(data)
    return found


def framed(data: bytes) -> bytes:
    """Put length and TPDU before a message, the addresses the way an answer has them."""
    return struct.pack(">H", len(data) + 5) + bytes.fromhex("6000000003") + data


def answer_to(request: Mapping[int, str], **changes: str) -> dict[int, str]:
    """Return the answer of a host that approves; ``f39="05"`` changes a field, "" drops it."""
    answer = {number: request[number] for number in (3, 4, 11, 24, 41, 42) if number in request}
    answer[0] = f"{int(request[0]) + 10:04d}"
    answer |= {12: "143209", 13: "1122", 37: "632614000042", 38: "A1B2C3", 39: "00"}
    answer |= {int(name[1:]): value for name, value in changes.items()}
    return {number: value for number, value in answer.items() if value}


# --- the host ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Heard:
    """One request: its fields, its bytes without frame, and which connection brought it."""

    fields: dict[int, str]
    data: bytes
    connection: int


class Line:
    """The host's end of a connection."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self.is_open = True

    def send(self, *parts: bytes) -> None:
        """Send each part by itself."""
        for part in parts:
            self._connection.sendall(part)

    def receive(self, size: int) -> bytes:
        """Return exactly so many bytes, or fewer at the end."""
        data = b""
        while len(data) < size:
            more = self._connection.recv(size - len(data))
            if not more:
                break
            data += more
        return data

    def cut(self) -> None:
        """Close the connection."""
        self.is_open = False


Act = Callable[[Heard, Line], None]


def answers(**changes: str) -> Act:
    """Answer with an approval, changed as told."""
    return lambda heard, line: line.send(framed(message(answer_to(heard.fields, **changes))))


def silent(_: Heard, __: Line) -> None:
    """Say nothing, and stay."""


def cut(_: Heard, line: Line) -> None:
    """Hang up."""
    line.cut()


@dataclass
class ScriptedHost:
    """Does one act for each request, in their order; after the last it approves."""

    acts: list[Act] = field(default_factory=list)
    context: ssl.SSLContext | None = None
    heard: list[Heard] = field(default_factory=list)
    connections: int = 0
    closed: int = 0

    def __enter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._lock = threading.Condition()
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, name="scripted host")]
        self._threads[0].start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(WAIT_S)

    def wait_for(self, condition: Callable[[], bool]) -> bool:
        """Wait until something is so."""
        with self._lock:
            return self._lock.wait_for(condition, WAIT_S)

    @contextlib.contextmanager
    def changing(self) -> Iterator[None]:
        """Change what an act waits for."""
        with self._lock:
            yield
            self._lock.notify_all()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                with self._lock:
                    self.connections += 1
                    self._open.append(connection)
                    number = self.connections
                    self._lock.notify_all()
                thread = threading.Thread(
                    target=self._serve, args=(connection, number), name="scripted line"
                )
                self._threads.append(thread)
                thread.start()

    def _serve(self, connection: socket.socket, number: int) -> None:
        connection.settimeout(WAIT_S)
        with contextlib.suppress(OSError, ssl.SSLError):
            if self.context is not None:
                connection = self.context.wrap_socket(connection, server_side=True)
            line = Line(connection)
            while line.is_open and (head := line.receive(2)):
                data = line.receive(int.from_bytes(head, "big"))[5:]
                try:
                    heard = Heard(fields_of(data), data, number)
                except (AssertionError, ValueError, struct.error):
                    break
                with self._lock:
                    act = self.acts.pop(0) if self.acts else answers()
                    self.heard.append(heard)
                    self._lock.notify_all()
                act(heard, line)
                with self._lock:
                    self._lock.notify_all()
        connection.close()
        with self._lock:
            self.closed += 1
            self._lock.notify_all()


# --- profiles ---------------------------------------------------------------------------------


def profile_for(
    port: int, *, host: str = "127.0.0.1", answer_s: float = WAIT_S, more: str = ""
) -> CardHostProfile:
    """Return a profile of a host without TLS, with ``more`` TOML at its end."""
    tls = "" if "[tls]" in more else "[tls]\nenabled = false\nallow_plain = true\n"
    return parse_profile(
        f"""
        terminal_id = "11000042"
        merchant_id = "888100000000042"
        [address]
        host = "{host}"
        port = {port}
        [times]
        connect_s = {WAIT_S}
        answer_s = {answer_s}
        overall_s = {2 * WAIT_S}
        {tls}
        {more}
        """
    )
