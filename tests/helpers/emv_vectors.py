"""Transactions and keys that others published, as the tests of the kernel read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from kpay_desktop.emv import ca_keys, tags
from kpay_desktop.emv.authentication import StaticRecord
from kpay_desktop.emv.config import CaKey, EmvConfig, Terminal
from kpay_desktop.emv.tlv import leaves, parse

FOLDER = Path(__file__).resolve().parents[1] / "golden" / "emv"
TERMINAL = Terminal(
    terminal_type=0x21,
    capabilities=bytes.fromhex("6028C8"),
    additional_capabilities=bytes.fromhex("6000F0B001"),
    country_code=bytes.fromhex("0702"),
    currency_code=bytes.fromhex("0702"),
    currency_exponent=2,
    terminal_id="10000001",
    merchant_id="104700000000001",
    merchant_category=bytes.fromhex("5812"),
    ifd_serial="KPAY0001",
)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One command and its answer, status word included."""

    command: bytes
    answer: bytes


@cache
def exchanges(name: str) -> tuple[Exchange, ...]:
    """Return a published transaction."""
    lines = (FOLDER / f"{name}.txt").read_text("ascii").splitlines()
    sent = [bytes.fromhex(line[2:]) for line in lines if line.startswith("> ")]
    got = [bytes.fromhex(line[2:]) for line in lines if line.startswith("< ")]
    return tuple(Exchange(*pair) for pair in zip(sent, got, strict=True))


@cache
def published_keys() -> tuple[CaKey, ...]:
    """Return the keys beside the transactions; a published checksum goes with the key."""
    rows = [
        line.split()
        for line in (FOLDER / "ca_keys.txt").read_text("ascii").splitlines()
        if line and not line.startswith("#")
    ]
    return tuple(
        CaKey(
            rid=bytes.fromhex(rid),
            index=int(index, 16),
            modulus=bytes.fromhex(modulus),
            exponent=bytes.fromhex(exponent),
            checksum=b"" if checksum == "-" else bytes.fromhex(checksum),
        )
        for rid, index, exponent, modulus, checksum in rows
    )


def config(revoked: frozenset[tuple[bytes, int, bytes]] = frozenset()) -> EmvConfig:
    """Return a terminal with the published keys and no applications."""
    return EmvConfig(TERMINAL, (), ca_keys.table(published_keys()), revoked)


@dataclass(frozen=True, slots=True)
class ReadCard:
    """What a published card answered to GET PROCESSING OPTIONS and READ RECORD."""

    aid: bytes
    aip: bytes
    values: Mapping[int, bytes]
    static: tuple[StaticRecord, ...]
    day: date


def read_card(name: str, aid: str, day: date) -> ReadCard:
    """Take a published transaction's records together."""
    aip = afl = b""
    values: dict[int, bytes] = {}
    records: dict[tuple[int, int], bytes] = {}
    for exchange in exchanges(name):
        ins, answer = exchange.command[1], exchange.answer[:-2]
        if exchange.answer[-2:] != b"\x90\x00" or ins not in {0xA8, 0xB2, 0xC0}:
            continue
        if ins == 0xB2:
            records[exchange.command[3] >> 3, exchange.command[2]] = answer
        (node,) = parse(answer)
        if node.tag == tags.FORMAT_1 and not afl:
            aip, afl = node.value[:2], node.value[2:]
        elif node.tag == tags.FORMAT_2 and not afl:
            found = {leaf.tag: leaf.value for leaf in leaves(node.children)}
            aip, afl = found[tags.AIP], found[tags.AFL]
        if ins == 0xB2:
            values |= {leaf.tag: leaf.value for leaf in leaves(node.children)}
    static = tuple(
        StaticRecord(afl[at] >> 3, records[afl[at] >> 3, number])
        for at in range(0, len(afl), 4)
        for number in range(afl[at + 1], afl[at + 1] + afl[at + 3])
    )
    return ReadCard(bytes.fromhex(aid), aip, values, static, day)


def chip_card() -> ReadCard:
    """Return the published contact card, on a day when it had not expired."""
    return read_card("chip", "AFFFFFFFFF1234", date(2018, 6, 1))


def tapped_card() -> ReadCard:
    """Return the published tapped Mastercard, on the day of its transaction."""
    return read_card("tap_mastercard", "A0000000041010", date(2012, 3, 15))
