"""Simulated cards in a radio field: blocks of ISO/IEC 14443-4, and the NFC chip above them."""

from __future__ import annotations

import os
import select
import socket

import pytest

from kpay_desktop.simulation.cards import card, make_card
from kpay_desktop.simulation.cards.isodep import IsoDepTarget
from kpay_desktop.simulation.cards.pn532 import ACK, Pn532, frame
from tests.helpers.radio import Datagrams, SerialChip

SELECT = bytes.fromhex("00A404000E325041592E5359532E444446303100")
ATS = bytes.fromhex("0578807002")
ANSWER_S = 60.0


def target(key: str = "visa-debit", *, asks_for_time: bool = False) -> IsoDepTarget:
    return IsoDepTarget(make_card(card(key)), asks_for_time=asks_for_time)


def said(made: IsoDepTarget, frame_in: str | bytes) -> bytes:
    raw = bytes.fromhex(frame_in) if isinstance(frame_in, str) else frame_in
    answer = made.feed(raw)
    assert answer is not None
    return answer


def test_a_card_is_silent_until_it_is_activated() -> None:
    made = target()
    assert made.feed(b"") is None
    assert made.feed(b"\x02" + SELECT) is None
    assert said(made, "E080") == ATS
    assert said(made, "D01100") == b"\xd0"
    assert said(made, b"\x02" + SELECT)[:2] == b"\x02\x6f"


def test_a_card_that_cannot_be_tapped_says_nothing() -> None:
    assert target("visa-sda").feed(bytes.fromhex("E080")) is None


def test_block_numbers_alternate() -> None:
    made = target()
    said(made, "E080")
    assert said(made, b"\x02" + SELECT)[0] == 0x02
    assert said(made, b"\x03" + SELECT)[0] == 0x03
    assert said(made, b"\x02" + SELECT)[0] == 0x02


def test_a_lost_block_is_sent_again() -> None:
    made = target()
    said(made, "E080")
    answer = said(made, b"\x02" + SELECT)
    # R(NAK) with the number of what the card sent last (rule 11).
    assert said(made, "B2") == answer
    # With the other number: it has not seen that block, and says so (rule 12).
    assert said(made, "B3") == b"\xa2"


def test_small_frames_make_chains() -> None:
    made = target()
    # Frames of sixteen bytes: one of header, two of checksum, thirteen of data.
    said(made, "E000")
    answer = said(made, b"\x02" + SELECT)
    whole, expected = answer[1:], 0x02
    while answer[0] & 0x10:
        assert answer[0] & ~0x10 == expected
        assert len(answer) == 14
        expected ^= 1
        answer = said(made, bytes((0xA2 | expected & 1,)))
        whole += answer[1:]
    assert whole[0] == 0x6F
    assert whole[-2:] == b"\x90\x00"
    whole_at_once = target()
    said(whole_at_once, "E080")
    assert said(whole_at_once, b"\x02" + SELECT)[1:] == whole


def test_a_command_may_come_in_parts() -> None:
    made = target()
    said(made, "E080")
    assert said(made, b"\x12" + SELECT[:7]) == b"\xa2"
    assert said(made, b"\x13" + SELECT[7:12]) == b"\xa3"
    assert said(made, b"\x02" + SELECT[12:])[:2] == b"\x02\x6f"


def test_a_card_asks_for_time() -> None:
    made = target(asks_for_time=True)
    said(made, "E080")
    assert said(made, b"\x02" + SELECT) == bytes.fromhex("F201")
    assert said(made, "F201")[:2] == b"\x02\x6f"
    assert made.feed(bytes.fromhex("F201")) is None


def test_a_card_is_addressed_by_number() -> None:
    made = target()
    said(made, "E085")
    answer = said(made, b"\x0a\x05" + SELECT)
    assert answer[:3] == b"\x0a\x05\x6f"
    assert made.feed(b"\x0a") is None


def test_a_card_is_dismissed() -> None:
    made = target()
    said(made, "E080")
    assert said(made, "C2") == b"\xc2"
    assert made.feed(b"\x02" + SELECT) is None


def test_a_card_that_leaves_is_silent() -> None:
    spec_card = make_card(card("visa-debit"))
    made = IsoDepTarget(spec_card)
    said(made, "E080")
    spec_card.remove()
    assert made.feed(b"\x02" + SELECT) is None
    assert said(made, "E080") == ATS


@pytest.mark.parametrize("raw", ["FF", "00", "A2", "62"])
def test_what_is_no_block_gets_no_answer(raw: str) -> None:
    made = target()
    said(made, "E080")
    assert made.feed(bytes.fromhex(raw)) is None


# --- the chip -------------------------------------------------------------------------------


def asked(chip: Pn532, command: str) -> bytes:
    """Ask the chip; return what it says behind its acknowledgement."""
    answer = chip.feed(frame(bytes.fromhex("D4" + command)))
    assert answer.startswith(ACK)
    body = answer[len(ACK) :]
    is_long = body[3:5] == b"\xff\xff"
    start, length = (8, int.from_bytes(body[5:7], "big")) if is_long else (5, body[3])
    assert body == frame(body[start : start + length])
    code = int(command[:2], 16)
    assert body[start : start + 2] == bytes((0xD5, code + 1))
    return body[start + 2 : start + length]


def test_frames_have_checksums() -> None:
    # NXP UM0701-02 §6.2.1.1: GetFirmwareVersion and its answer.
    assert frame(bytes.fromhex("D402")).hex().upper() == "0000FF02FED4022A00"
    chip = Pn532(target())
    assert chip.feed(bytes.fromhex("0000FF02FED4022A00")) == ACK + bytes.fromhex(
        "0000FF06FAD50332010607E800"
    )


def test_frames_come_in_pieces_and_with_noise() -> None:
    chip = Pn532(target())
    raw = b"\x55\x55" + frame(bytes.fromhex("D402"))
    assert b"".join(chip.feed(raw[at : at + 1]) for at in range(len(raw))) == ACK + bytes.fromhex(
        "0000FF06FAD50332010607E800"
    )
    spoilt = bytearray(frame(bytes.fromhex("D402")))
    spoilt[6] ^= 0x01
    assert chip.feed(bytes(spoilt)) == frame(b"\x7f")
    assert chip.feed(ACK) == b""


def test_a_field_without_a_card_is_empty() -> None:
    chip = Pn532(target())
    assert asked(chip, "4A0100") == b"\x00"
    assert asked(chip, "42E080") == b"\x01"
    chip.tap()
    # Type B and FeliCa see nothing.
    assert asked(chip, "4A010300") == b"\x00"
    assert asked(chip, "4A0100") == bytes.fromhex("010100042004") + bytes.fromhex("08A1B2C3")


def test_blocks_go_through_the_chip() -> None:
    chip = Pn532(target())
    chip.tap()
    asked(chip, "4A0100")
    assert asked(chip, "42E080") == b"\x00" + ATS
    assert asked(chip, "4202" + SELECT.hex())[:3] == b"\x00\x02\x6f"
    assert asked(chip, "400103" + SELECT.hex())[:3] == b"\x00\x03\x6f"
    chip.disturb()
    assert asked(chip, "4202" + SELECT.hex()) == b"\x02"
    assert asked(chip, "4202" + SELECT.hex())[:2] == b"\x00\x02"
    chip.lift()
    assert asked(chip, "4203" + SELECT.hex()) == b"\x01"


def test_other_commands_of_a_driver() -> None:
    chip = Pn532(target())
    assert asked(chip, "00AABB") == bytes.fromhex("AABB")
    assert asked(chip, "0663306332") == b"\x26\x26"
    assert asked(chip, "140100") == b""
    assert asked(chip, "4400") == b"\x00"


def test_the_chip_at_a_serial_port() -> None:
    with SerialChip(Pn532(target())) as serial:
        port = os.open(serial.path, os.O_RDWR | os.O_NOCTTY)
        try:
            os.write(port, frame(bytes.fromhex("D402")))
            expected = ACK + bytes.fromhex("0000FF06FAD50332010607E800")
            found = b""
            while len(found) < len(expected):
                readable, _, _ = select.select([port], [], [], ANSWER_S)
                assert readable
                found += os.read(port, 64)
            assert found == expected
        finally:
            os.close(port)


def test_a_field_of_datagrams() -> None:
    with (
        Datagrams(target()) as radio,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as reader,
    ):
        reader.settimeout(ANSWER_S)

        def ask(digits: str) -> str:
            reader.sendto(b"106A " + digits.encode(), ("127.0.0.1", radio.port))
            return reader.recv(2048).decode()

        radio.tap()
        assert ask("26") == "106A 0400"
        assert ask("9320") == "106A 08a1b2c3d8"
        assert ask("937008a1b2c3d8") == "106A 20"
        assert ask("E080") == "106A " + ATS.hex()
        assert ask("02" + SELECT.hex()).startswith("106A 026f")
        radio.lift()
