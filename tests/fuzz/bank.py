"""The simulated world's own readers: what the bank and the cards make of any bytes."""

from __future__ import annotations

import contextlib

from kpay_desktop.simulation.bank.cardhost.message import (
    FrameError,
    MessageError,
    decode,
    encode,
    next_frame,
)
from kpay_desktop.simulation.bank.cardhost.tlv import ChipDataError, read_chip_data
from kpay_desktop.simulation.cards import card, make_card
from kpay_desktop.simulation.cards.errors import CardError
from kpay_desktop.simulation.cards.tlv import TlvError, read_tlvs
from tests.fuzz.orders import FORMS, charge_and_take_back
from tests.fuzz.target import Target, expect

_SALE = bytes.fromhex("003F600003000002003020058020C0000400000000000000128400004200510001")
_COMMANDS = (
    "00A404000E315041592E5359532E444446303100",
    "00A4040007A000000003101000",
    "80A8000002830000",
    "00B2010C00",
)


def bank() -> Target:
    """Return the target of the simulation: a byte that picks who reads, then the bytes."""
    seeds = [
        b"\x00" + _SALE,
        b"\x01" + _SALE[7:],
        b"\x02" + bytes.fromhex("9F260811223344556677885F2A020702820218009F3602001C"),
        b"\x03" + bytes.fromhex("9F02060000000028005F2A020702"),
        *(b"\x04" + bytes((len(c) // 2,)) + bytes.fromhex(c) for c in _COMMANDS),
        *(b"\x05" + form for form in FORMS),
    ]
    return Target(_read, seeds, 700)


def _read(data: bytes) -> None:
    kind, body = (data[0] if data else 0) % 6, data[1:]
    match kind:
        case 0:
            with contextlib.suppress(FrameError):
                found, rest = next_frame(body)
                expect("a frame takes something", holds=found is None or len(rest) < len(body))
        case 1:
            with contextlib.suppress(MessageError):
                said = decode(body)
                expect("written is read", holds=decode(encode(said)) == said)
        case 2:
            with contextlib.suppress(ChipDataError):
                read_chip_data(body)
        case 3:
            with contextlib.suppress(TlvError):
                list(read_tlvs(body))
        case 4:
            _command(body)
        case _:
            charge_and_take_back(body)


def _command(body: bytes) -> None:
    """Send commands to a card, each with its length before it."""
    made = make_card(card("visa-debit"))
    made.power_on()
    while body and made.commands < 40:
        size, body = body[0], body[1:]
        try:
            answer = made.transmit(body[:size])
        except CardError:
            return
        expect("a card answers with a status", holds=len(answer) >= 2 and answer[-2] >> 4 in {6, 9})
        body = body[size:]
