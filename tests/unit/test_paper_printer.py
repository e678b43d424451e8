"""The simulated printer: its switches, its answers, its roll and its picture."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from kpay_desktop.simulation.paper import picture
from kpay_desktop.simulation.paper.printer import (
    BUFFER_BYTES,
    Paper,
    PowerGoneError,
    PrinterModel,
    Switches,
)
from kpay_desktop.simulation.paper.roll import OLD_ROLL_FILE, ROLL_FILE, Roll, read_roll

SLIP = b"\x1b@a slip\n\x1dV\x01"
ALL = b"\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04"


def answers(model: PrinterModel, data: bytes) -> bytes:
    line = model.connect()
    line.send(data, 0.0)
    answer = line.receive(0.0)
    line.close()
    return answer


@pytest.mark.parametrize(
    ("switches", "expected"),
    [
        (Switches(), b"\x12\x12\x12\x12"),
        (Switches(paper=Paper.LOW), b"\x12\x12\x12\x1e"),
        (Switches(paper=Paper.OUT), b"\x1a\x32\x12\x7e"),
        (Switches(cover_open=True), b"\x1a\x16\x12\x12"),
        (Switches(is_offline=True), b"\x1a\x12\x12\x12"),
        (Switches(is_mute=True), b""),
    ],
)
def test_real_time_answers_are_an_epson_s(switches: Switches, expected: bytes) -> None:
    model = PrinterModel()
    model.turn(switches)
    assert answers(model, ALL) == expected


def test_real_time_questions_are_heard_within_an_image_and_in_pieces() -> None:
    model = PrinterModel()
    assert answers(model, b"\x1dv0\x00\x03\x00\x02\x00a\x10\x04\x01bc") == b"\x12"
    line = model.connect()
    for piece in (b"x\x10", b"\x04", b"\x04"):
        line.send(piece, 0.0)
    assert line.receive(0.0) == b"\x12"


def test_answers_in_turn_wait_for_the_paper() -> None:
    model = PrinterModel()
    model.turn(Switches(paper=Paper.OUT))
    line = model.connect()
    assert line.send(SLIP + b"\x1dr\x01", 0.0) == len(SLIP) + 3
    assert line.receive(0.0) == b""
    assert not model.slips
    model.turn(Switches(paper=Paper.LOW))
    assert line.receive(0.0) == b"\x03"
    assert [slip.lines for slip in model.slips] == [("a slip",)]


def test_questions_alone_do_not_fill_the_buffer() -> None:
    model = PrinterModel()
    model.turn(Switches(paper=Paper.OUT))
    line = model.connect()
    line.send(SLIP, 0.0)
    for _ in range(BUFFER_BYTES // len(ALL) + 10):
        assert line.send(ALL, 0.0) == len(ALL)
        assert len(line.receive(0.0)) == 4


def test_full_buffer_takes_no_more() -> None:
    model = PrinterModel()
    model.turn(Switches(cover_open=True))
    line = model.connect()
    assert line.send(bytes([65]) * (BUFFER_BYTES + 1), 0.0) == BUFFER_BYTES
    assert line.send(b"A", 0.0) == 0


def test_power_cut_ends_lines_and_loses_the_buffer() -> None:
    model = PrinterModel()
    model.turn(Switches(paper=Paper.OUT))
    line = model.connect()
    line.send(SLIP, 0.0)
    model.turn(Switches(has_power=False))
    with pytest.raises(PowerGoneError):
        line.send(b"x", 0.0)
    with pytest.raises(PowerGoneError):
        line.receive(0.0)
    with pytest.raises(PowerGoneError):
        model.connect()
    model.turn(Switches())
    assert not model.slips


def test_fault_comes_at_its_byte() -> None:
    model = PrinterModel()
    model.turn_after(5, Switches(paper=Paper.OUT))
    model.connect().send(SLIP, 0.0)
    assert model.switches.paper is Paper.OUT
    assert not model.slips
    model.turn(Switches())
    assert [slip.lines for slip in model.slips] == [("a slip",)]


def test_listeners_hear_of_slips_and_switches() -> None:
    model = PrinterModel()
    heard: list[int] = []
    model.on_change(lambda: heard.append(len(model.slips)))
    model.connect().send(SLIP, 0.0)
    model.turn(Switches(paper=Paper.LOW))
    assert heard == [1, 1]


def test_paper_outlives_the_program(tmp_path: Path) -> None:
    model = PrinterModel(tmp_path)
    model.connect().send(SLIP + b"\x1b@torn\n\x1dv0\x00\x02\x00\x02\x00a", 0.0)
    # No close(): the program is killed here. Somebody else reads the roll.
    lines = [(slip.lines, slip.is_cut) for slip in read_roll(tmp_path)]
    assert lines == [(("a slip",), True), (("torn",), False)]
    again = PrinterModel(tmp_path)
    assert [(slip.lines, slip.is_cut) for slip in again.slips] == lines
    again.connect().send(SLIP, 0.0)
    assert len(read_roll(tmp_path)) == 3
    assert again.problems == ()
    again.close()
    model.close()


def test_roll_turns_over_at_a_cut_and_keeps_the_last_two(tmp_path: Path) -> None:
    roll = Roll(tmp_path, max_bytes=2 * len(SLIP))
    for _ in range(7):
        roll.append(SLIP)
        roll.turn_over()
    roll.close()
    assert (tmp_path / OLD_ROLL_FILE).stat().st_size == 2 * len(SLIP)
    assert (tmp_path / ROLL_FILE).stat().st_size == len(SLIP)
    assert len(read_roll(tmp_path)) == 3


def test_roll_with_garbage_says_so(tmp_path: Path) -> None:
    (tmp_path / ROLL_FILE).write_bytes(b"\x1b\x99")
    with pytest.raises(ValueError, match="cannot be read"):
        read_roll(tmp_path)


def test_empty_roll_has_no_slips(tmp_path: Path) -> None:
    assert read_roll(tmp_path / "nowhere") == ()


def test_picture_shows_every_kind_of_item() -> None:
    model = PrinterModel(dots=384)
    model.connect().send(
        b"\x1b@\x1d!\x11TOTAL\x1d!\x00 a\n\x1ba\x02right\n\x1ba\x00\x1dv0\x00\x02\x00\x03\x00abcdef"
        b"\x1d(k\x0b\x001P0KPAY:V:8\x1d(k\x03\x001Q0\x1bp\x00\x19\xfa\x1dV\x01",
        0.0,
    )
    (slip,) = model.slips
    image = Image.open(io.BytesIO(picture.png(slip, 384)))
    assert (image.mode, image.width) == ("1", 384 + 2 * picture.MARGIN)
    rows = [image.crop((0, top, image.width, top + 1)) for top in range(image.height)]
    dark = [top for top, row in enumerate(rows) if row.getextrema()[0] == 0]
    assert dark[0] >= picture.MARGIN
    assert len(dark) > 100
