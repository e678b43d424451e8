"""Answers in steps made whole: 61xx, 6Cxx, warnings (EMV Book 1 Annex A)."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.card_reader.exchange import exchange
from hardware.card_reader.reader import CardLostError

SELECT = bytes.fromhex("00A4040005A00000000300")
READ = bytes.fromhex("00B2010C00")


class Line:
    """A card that answers what is written, and notes what it was sent."""

    def __init__(self, answers: Sequence[str]) -> None:
        self._answers = [bytes.fromhex(answer) for answer in answers]
        self.sent: list[str] = []

    def __call__(self, command: bytes) -> bytes:
        self.sent.append(command.hex().upper())
        return self._answers.pop(0)


@pytest.mark.parametrize(
    ("command", "answers", "whole", "sent"),
    [
        (SELECT, ["6102", "AABB9000"], "AABB9000", ["00A4040005A000000003", "00C0000002"]),
        (SELECT, ["6102", "AA6101", "BB9000"], "AABB9000", None),
        (READ, ["6C02", "AABB9000"], "AABB9000", ["00B2010C00", "00B2010C02"]),
        (
            SELECT,
            ["6104", "6C02", "AABB9000"],
            "AABB9000",
            ["00A4040005A000000003", "00C0000004", "00C0000002"],
        ),
        (SELECT, ["6283", "6C02", "AABB9000"], "AABB6283", None),
        (SELECT, ["6283", "6985"], "6283", None),
        (SELECT, ["6A82"], "6A82", ["00A4040005A000000003"]),
        (READ, ["6A83"], "6A83", None),
        (bytes.fromhex("00820000"), ["9000"], "9000", ["0082000000"]),
    ],
)
def test_bytewise(command: bytes, answers: list[str], whole: str, sent: list[str] | None) -> None:
    line = Line(answers)
    assert exchange(line, command, bytewise=True).hex().upper() == whole
    if sent is not None:
        assert line.sent == sent


def test_blockwise_commands_go_as_they_are() -> None:
    line = Line(["6102", "AABB9000"])
    assert exchange(line, SELECT, bytewise=False) == bytes.fromhex("AABB9000")
    assert line.sent == [SELECT.hex().upper(), "00C0000002"]
    line = Line(["6283"])
    assert exchange(line, SELECT, bytewise=False) == bytes.fromhex("6283")


@pytest.mark.parametrize("endless", ["6101", "6C01", "AA6101"])
def test_a_card_without_an_end_is_lost(endless: str) -> None:
    with pytest.raises(CardLostError):
        exchange(lambda _: bytes.fromhex(endless), READ, bytewise=True)


@given(st.lists(st.binary(max_size=6), min_size=1), st.booleans())
def test_whatever_comes_it_ends(answers: list[bytes], bytewise: bool) -> None:
    waiting = iter(answers * 100)
    try:
        whole = exchange(lambda _: next(waiting), SELECT, bytewise=bytewise)
    except CardLostError:
        return
    assert len(whole) >= 2
