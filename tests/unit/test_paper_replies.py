"""A printer's bytes told apart, split anywhere."""

from __future__ import annotations

import itertools

import pytest

from hardware.printer.replies import (
    LiveByte,
    LiveStatus,
    PaperByte,
    ProcessDone,
    ReplyReader,
    Unasked,
    live_status,
)
from hardware.printer.talk import COVER_OPEN, OFFLINE, PAPER_LOW, PAPER_OUT, READY, lamp

STREAM = b"\x14\x00\x0c\x0f\x12\x1a\x00\x13\x11\x37\x220042\x00\x7e\x0f\x03"
MEANING = [
    Unasked(b"\x14\x00\x0c\x0f"),
    LiveByte(0x12),
    LiveByte(0x1A),
    PaperByte(0x00),
    ProcessDone(b"0042"),
    LiveByte(0x7E),
    PaperByte(0x0F),
    PaperByte(0x03),
]


@pytest.mark.parametrize("step", [1, 2, 3, 5, 100])
def test_replies_are_told_apart(step: int) -> None:
    reader = ReplyReader()
    pieces = (STREAM[at : at + step] for at in range(0, len(STREAM), step))
    assert list(itertools.chain.from_iterable(map(reader.feed, pieces))) == MEANING


def test_noise_is_passed_over() -> None:
    assert list(ReplyReader().feed(b"\xff\x91\x12")) == [LiveByte(0x12)]


@pytest.mark.parametrize(
    ("answers", "status", "says"),
    [
        ((0x12, 0x12, 0x12), LiveStatus(False, False, False, False), READY),
        ((0x12, 0x12, 0x1E), LiveStatus(False, False, False, True), PAPER_LOW),
        ((0x1A, 0x32, 0x7E), LiveStatus(True, False, True, True), PAPER_OUT),
        ((0x1A, 0x16, 0x12), LiveStatus(True, True, False, False), COVER_OPEN),
        ((0x1A, 0x36, 0x7E), LiveStatus(True, True, True, True), COVER_OPEN),
        ((0x1A, 0x12, 0x12), LiveStatus(True, False, False, False), OFFLINE),
        ((0x12, 0x12, 0x72), LiveStatus(False, False, True, False), PAPER_OUT),
    ],
)
def test_lamp_says_the_most_useful_thing(
    answers: tuple[int, int, int], status: LiveStatus, says: object
) -> None:
    assert live_status(*answers) == status
    assert lamp(status) == says


@pytest.mark.parametrize(("value", "is_out"), [(0, False), (3, False), (12, True), (15, True)])
def test_answer_in_turn_says_whether_paper_was_there(value: int, is_out: bool) -> None:
    assert PaperByte(value).is_out is is_out
