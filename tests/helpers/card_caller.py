"""Calls the bank's card host as a terminal would, with a codec of the test's own.

Nothing of the till and nothing of the bank's card host is imported: what a test sees here, any
terminal would see. The chips' cryptograms are those of the simulated cards.
"""

from __future__ import annotations

import socket
import ssl
import tomllib
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher, modes

from kpay_desktop.simulation.cards import catalogue, cryptogram, issuer
from kpay_desktop.simulation.cards.spec import CardSpec

CALL_S = 60.0

# Number: (kind, size, bytes of length). Written from the acquirer's document, by hand.
LAYOUT = {
    2: ("n", 19, 1),
    3: ("n", 6, 0),
    4: ("n", 12, 0),
    11: ("n", 6, 0),
    12: ("n", 6, 0),
    13: ("n", 4, 0),
    14: ("n", 4, 0),
    22: ("n", 3, 0),
    23: ("n", 3, 0),
    24: ("n", 3, 0),
    25: ("n", 2, 0),
    35: ("z", 37, 1),
    37: ("a", 12, 0),
    38: ("a", 6, 0),
    39: ("a", 2, 0),
    41: ("a", 8, 0),
    42: ("a", 15, 0),
    54: ("a", 120, 2),
    55: ("b", 999, 2),
    60: ("a", 999, 2),
    62: ("a", 999, 2),
    63: ("a", 999, 2),
    64: ("b", 8, 0),
}


def pack(kind: str, fields: Mapping[int, str]) -> bytes:
    """Return a message; bytes are given in hexadecimal."""
    bits = sum(1 << 64 - number for number in fields)
    parts = [bytes.fromhex(kind), bits.to_bytes(8, "big")]
    for number in sorted(fields):
        form, size, prefix = LAYOUT[number]
        text = fields[number]
        if form == "b":
            data = bytes.fromhex(text)
            length = len(data)
        elif form == "a":
            data, length = text.encode("ascii"), len(text)
        else:
            length = len(text)
            padded = text if length % 2 == 0 else text + "F" if prefix else f"0{text}"
            data = bytes.fromhex(padded)
        assert length == size or prefix
        parts.append(bytes.fromhex(f"{length:0{2 * prefix}d}") if prefix else b"")
        parts.append(data)
    return b"".join(parts)


def unpack(body: bytes) -> tuple[str, dict[int, str]]:
    """Return type and fields of a message; it must end where its last field does."""
    bits, at = int.from_bytes(body[2:10], "big"), 10
    fields: dict[int, str] = {}
    for number in range(1, 65):
        if not bits >> 64 - number & 1:
            continue
        form, size, prefix = LAYOUT[number]
        length = size
        if prefix:
            length = int(body[at : at + prefix].hex())
            at += prefix
        if form in "nz":
            nibbles = body[at : at + (length + 1) // 2].hex().upper()
            at += (length + 1) // 2
            fields[number] = nibbles[:length] if prefix else nibbles[-length:]
        else:
            data = body[at : at + length]
            at += length
            fields[number] = data.hex().upper() if form == "b" else data.decode("ascii")
    assert at == len(body), "something follows the last field"
    return body[:2].hex(), fields


def x919(key: bytes, data: bytes) -> bytes:
    """Return the MAC of ANSI X9.19, block by block as the standard draws it."""
    value = bytes(8)
    padded = data + bytes(-len(data) % 8)
    for at in range(0, len(padded), 8):
        value = bytes(a ^ b for a, b in zip(value, padded[at : at + 8], strict=True))
        if at + 8 < len(padded):
            value = _des(key[:8] * 3, value)
    return _des(key[:8] + key[8:] + key[:8], value)


def _des(key: bytes, block: bytes) -> bytes:
    return Cipher(TripleDES(key), modes.CBC(bytes(8))).encryptor().update(block)


@dataclass(frozen=True, slots=True)
class CardTold:
    """An answer, taken apart."""

    kind: str
    fields: Mapping[int, str] = field(repr=False)
    raw: bytes = field(repr=False)

    @property
    def code(self) -> str:
        """Field 39."""
        return self.fields[39]

    def __getitem__(self, number: int) -> str:
        return self.fields[number]


class CardCall:
    """One open connection."""

    def __init__(self, sock: socket.socket, caller: CardCaller) -> None:
        self.sock = sock
        self.caller = caller
        self._bytes = b""

    def send(self, kind: str, fields: Mapping[int, str]) -> None:
        """Send a message, with a MAC if the profile has a key."""
        self.send_raw(self.caller.frame(kind, fields))

    def send_raw(self, data: bytes) -> None:
        """Send bytes."""
        self.sock.sendall(data)

    def receive(self) -> CardTold:
        """Return the next answer; ConnectionError if the connection ends instead."""
        whole = self.receive_raw()
        kind, fields = unpack(whole)
        return CardTold(kind, fields, whole)

    def receive_raw(self) -> bytes:
        """Return what the next frame holds; ConnectionError if the connection ends instead."""
        while len(self._bytes) < 2 or len(self._bytes) < 2 + self._length():
            more = self.sock.recv(65536)
            if not more:
                raise ConnectionError("the end")
            self._bytes += more
        whole, self._bytes = self._bytes[2 : 2 + self._length()], self._bytes[2 + self._length() :]
        assert whole[:5].hex() == "6000000003"
        return whole[5:]

    @property
    def waiting(self) -> bytes:
        """What came after the last answer that was taken."""
        return self._bytes

    def ask(self, kind: str, fields: Mapping[int, str]) -> CardTold:
        """Send and receive, and check the answer's MAC."""
        self.send(kind, fields)
        told = self.receive()
        self.caller.check(told)
        return told

    def is_silent(self, seconds: float = 0.3) -> bool:
        """True if nothing comes and the connection stays."""
        self.sock.settimeout(seconds)
        try:
            more = self.sock.recv(65536)
        except TimeoutError:
            return True
        finally:
            self.sock.settimeout(CALL_S)
        self._bytes += more
        return False

    def _length(self) -> int:
        return int.from_bytes(self._bytes[:2], "big")


def _secured(context: ssl.SSLContext, raw: socket.socket, name: str) -> ssl.SSLSocket:
    """Speak TLS on a connection; nothing is left open if that fails."""
    try:
        return context.wrap_socket(raw, server_hostname=name)
    except OSError as error:
        # If the line is reset at that very moment, the standard library loses its half-made socket.
        for frame, _ in traceback.walk_tb(error.__traceback__):
            half_made = frame.f_locals.get("self")
            if isinstance(half_made, ssl.SSLSocket):
                half_made.close()
        raise


class CardCaller:
    """A terminal with the till's credentials."""

    def __init__(self, credentials: Path) -> None:
        self.folder = credentials
        self.profile = tomllib.loads((credentials / "card_host.toml").read_text("utf-8"))
        self.stan = 0
        key_file = self.profile.get("mac", {}).get("key_file")
        self.key = None
        if key_file is not None:
            self.key = bytes.fromhex((credentials / key_file).read_text("ascii"))

    @property
    def address(self) -> tuple[str, int]:
        """Where the host listens."""
        return self.profile["address"]["host"], self.profile["address"]["port"]

    @contextmanager
    def dial(self, *, with_certificate: bool = True) -> Iterator[CardCall]:
        """Open a connection, with TLS if the profile says so; OSError if it fails."""
        tls = self.profile["tls"]
        raw = socket.create_connection(self.address, timeout=CALL_S)
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with raw:
            if not tls.get("enabled", True):
                yield CardCall(raw, self)
                return
            context = ssl.create_default_context(cafile=str(self.folder / tls["ca_file"]))
            if with_certificate:
                context.load_cert_chain(
                    self.folder / tls["client_certificate"], self.folder / tls["client_key"]
                )
            with _secured(context, raw, tls["server_name"]) as secure:
                yield CardCall(secure, self)

    def ask(self, kind: str, fields: Mapping[int, str]) -> CardTold:
        """Ask on a connection of its own."""
        with self.dial() as call:
            return call.ask(kind, fields)

    def frame(self, kind: str, fields: Mapping[int, str]) -> bytes:
        """Return a whole frame."""
        body = pack(kind, {**fields, 64: "00" * 8} if self.key else fields)
        if self.key:
            body = body[:-8] + x919(self.key, body[:-8])
        return (5 + len(body)).to_bytes(2, "big") + bytes.fromhex("6000030000") + body

    def check(self, told: CardTold) -> None:
        """Check an answer's MAC."""
        assert self.is_signed(told), "the answer's MAC is wrong"

    def is_signed(self, told: CardTold) -> bool:
        """True if the answer's MAC is right, or none is due."""
        if self.key is None:
            return 64 not in told.fields
        return 64 in told.fields and x919(self.key, told.raw[:-8]) == told.raw[-8:]

    # --- messages ---

    def next_stan(self) -> str:
        """Return a new number."""
        self.stan += 1
        return f"{self.stan:06d}"

    def common(self, amount_minor: int, stan: str) -> dict[int, str]:
        """Return what every message about money has."""
        return {
            3: "000000",
            4: f"{amount_minor:012d}",
            11: stan,
            22: "022",
            24: "003",
            25: "00",
            41: self.profile["terminal_id"],
            42: self.profile["merchant_id"].ljust(15),
            62: stan,
        }

    def stripe_sale(
        self, amount_minor: int, card: str = "visa-stripe", stan: str = "", **more: str
    ) -> dict[int, str]:
        """Return a sale by stripe; ``more`` replaces fields as ``f54="…"``."""
        spec = catalogue_card(card)
        fields = self.common(amount_minor, stan or self.next_stan())
        fields[35] = f"{spec.pan}D{spec.expires:%y%m}{spec.service_code}0001234567"[:37]
        return fields | _numbered(more)

    def chip_sale(
        self, amount_minor: int, card: str = "visa-debit", stan: str = "", **more: str
    ) -> dict[int, str]:
        """Return a sale by chip with a right cryptogram."""
        spec = catalogue_card(card)
        stan = stan or self.next_stan()
        fields = self.common(amount_minor, stan)
        fields |= {22: "052", 23: "001", 35: f"{spec.pan}D{spec.expires:%y%m}2010001234567"}
        values = chip_values(spec, amount_minor, stan)
        fields[55] = written(values)
        return fields | _numbered(more)

    def reversal(self, sale: Mapping[int, str]) -> dict[int, str]:
        """Return the reversal of a sale, as a till sends it: no track."""
        pan, _, rest = sale[35].partition("D")
        kept = {n: sale[n] for n in (3, 4, 11, 22, 24, 25, 41, 42, 62)}
        return kept | {2: pan, 14: rest[:4]}

    def network(self, code: str = "990000") -> dict[int, str]:
        """Return an echo, or a sign-on (920000)."""
        return {
            3: code,
            11: self.next_stan(),
            24: "003",
            41: self.profile["terminal_id"],
            42: self.profile["merchant_id"].ljust(15),
        }


def catalogue_card(key: str) -> CardSpec:
    """Return a card of the demo."""
    return next(spec for spec in catalogue() if spec.key == key)


def chip_values(spec: CardSpec, amount_minor: int, unpredictable: str) -> dict[int, bytes]:
    """Return a chip's data elements with the cryptogram (ARQC) over them."""
    values = {
        0x5F2A: bytes.fromhex("0702"),
        0x82: bytes.fromhex("3C00"),
        0x95: bytes(5),
        0x9A: bytes.fromhex("261122"),
        0x9C: b"\x00",
        0x9F02: bytes.fromhex(f"{amount_minor:012d}"),
        0x9F03: bytes(6),
        0x9F10: bytes.fromhex("06011203A00000"),
        0x9F1A: bytes.fromhex("0702"),
        0x9F36: bytes.fromhex("0007"),
        0x9F37: bytes.fromhex(unpredictable.zfill(8)),
    }
    app = spec.applications[0]
    key = issuer.card_key(issuer.Use.CRYPTOGRAMS, app.pan, app.sequence)
    arqc = cryptogram.cryptogram(key, values)
    return values | {0x9F26: arqc, 0x9F27: b"\x80", 0x5F34: bytes.fromhex(app.sequence)}


def written(values: Mapping[int, bytes]) -> str:
    """Return data elements as field 55 has them, in hexadecimal."""
    return "".join(
        f"{tag:0{4 if tag > 0xFF else 2}X}{len(value):02X}{value.hex().upper()}"
        for tag, value in values.items()
    )


def elements(text: str) -> dict[str, str]:
    """Take field 55 of an answer apart; every tag in it has one byte."""
    found, at = {}, 0
    while at < len(text):
        length = int(text[at + 2 : at + 4], 16) * 2
        found[text[at : at + 2]] = text[at + 4 : at + 4 + length]
        at += 4 + length
    return found


def _numbered(more: Mapping[str, str]) -> dict[int, str]:
    return {int(name[1:]): text for name, text in more.items()}
