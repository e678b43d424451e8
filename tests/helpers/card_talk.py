"""Talk to a simulated card by hand: commands, answers taken apart, an issuer at the side.

It reads TLV on its own, in a few lines: neither the till's way nor the cards'.
"""

from __future__ import annotations

from dataclasses import dataclass

from kpay_desktop.simulation.cards import SimCard

CHIP_DIRECTORY, TAP_DIRECTORY = b"1PAY.SYS.DDF01", b"2PAY.SYS.DDF01"
# What a till tells: purchase of SGD 28.00 on 22 November 2026.
TOLD = {
    0x9F02: "000000002800",
    0x9F03: "000000000000",
    0x9F1A: "0702",
    0x95: "0000008000",
    0x5F2A: "0702",
    0x9A: "261122",
    0x9C: "00",
    0x9F37: "A1A2A3A4",
    0x9F35: "21",
    0x9F34: "1F0302",
    0x9F33: "6028C8",
    0x9F66: "32804000",
    0x8A: "3030",
}


@dataclass(frozen=True)
class Answer:
    """Data and status word of a card."""

    data: bytes
    sw: int

    def tags(self) -> dict[int, bytes]:
        """Every data object, at whatever depth, by tag."""
        return dict(objects(self.data))


def objects(data: bytes) -> list[tuple[int, bytes]]:
    found: list[tuple[int, bytes]] = []
    at = 0
    while at < len(data):
        if data[at] == 0:
            at += 1
            continue
        length = 2 if data[at] & 0x1F == 0x1F else 1
        tag = int.from_bytes(data[at : at + length], "big")
        is_group = bool(data[at] & 0x20)
        at += length
        size, at = data[at], at + 1
        if size & 0x80:
            size, at = int.from_bytes(data[at : at + (size & 0x7F)], "big"), at + (size & 0x7F)
        value = data[at : at + size]
        at += size
        found.append((tag, value))
        if is_group:
            found += objects(value)
    return found


def dol(written: bytes) -> list[tuple[int, int]]:
    """Take a list of wishes apart."""
    found, at = [], 0
    while at < len(written):
        length = 2 if written[at] & 0x1F == 0x1F else 1
        tag = int.from_bytes(written[at : at + length], "big")
        found.append((tag, written[at + length]))
        at += length + 1
    return found


def fill(written: bytes, told: dict[int, bytes]) -> bytes:
    """Tell what is wished for; zeros for what is not known."""
    return b"".join(
        told.get(tag, b"")[:length].ljust(length, b"\x00") for tag, length in dol(written)
    )


class Talk:
    """A talk with a card that has its power."""

    def __init__(self, card: SimCard) -> None:
        self.card = card
        self.told = {tag: bytes.fromhex(value) for tag, value in TOLD.items()}
        self.values: dict[int, bytes] = {}
        self.records: list[bytes] = []
        self.wishes = b""

    def send(self, header: str, data: bytes = b"", *, le: bool = True) -> Answer:
        """Send a command, the steps of T=0 included."""
        raw = bytes.fromhex(header) + (bytes((len(data),)) + data if data else b"")
        answer = self.card.transmit(raw + (b"\x00" if le else b""))
        if answer[0] == 0x6C and len(answer) == 2:
            answer = self.card.transmit(raw + answer[1:])
        found = b""
        while answer[-2] == 0x61:
            found += answer[:-2]
            answer = self.card.transmit(bytes.fromhex("00C00000") + answer[-1:])
        return Answer(found + answer[:-2], int.from_bytes(answer[-2:], "big"))

    def select(self, name: bytes, occurrence: int = 0) -> Answer:
        """Select, and remember what the application wants to be told."""
        answer = self.send(f"00A404{occurrence:02X}", name)
        self.wishes = answer.tags().get(0x9F38, b"")
        return answer

    def begin(self, name: bytes) -> Answer:
        """Select an application and get its options."""
        assert self.select(name).sw == 0x9000
        return self.options()

    def options(self) -> Answer:
        told = fill(self.wishes, self.told)
        answer = self.send("80A80000", bytes((0x83, len(told))) + told)
        tags = answer.tags()
        if 0x80 in tags:
            tags = {0x82: tags[0x80][:2], 0x94: tags[0x80][2:]}
        self.values |= tags
        return answer

    def read(self) -> None:
        """Read every record that the file locator names."""
        locator = self.values[0x94]
        for at in range(0, len(locator), 4):
            sfi, first, last, _signed = locator[at : at + 4]
            for number in range(first, last + 1):
                answer = self.send(f"00B2{number:02X}{sfi | 0x04:02X}")
                assert answer.sw == 0x9000
                self.records.append(answer.data)
                self.values |= answer.tags()

    def generate(self, p1: int, wishes: int = 0x8C) -> Answer:
        """Ask for a cryptogram; keep what it says under its tags."""
        answer = self.send(f"80AE{p1:02X}00", fill(self.values[wishes], self.told))
        tags = answer.tags()
        if 0x80 in tags:
            plain = tags[0x80]
            tags = {
                0x9F27: plain[:1],
                0x9F36: plain[1:3],
                0x9F26: plain[3:11],
                0x9F10: plain[11:],
            }
        self.values |= tags
        return answer

    def field_55(self) -> dict[int, bytes]:
        """What the issuer hears: what the till told, and what the card said."""
        return {**self.told, **self.values}
