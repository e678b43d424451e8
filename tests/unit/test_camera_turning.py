"""The camera's chain: one preparation a frame in turn, and no text without what speaks for it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from hardware.camera.decode import GreyFrame, Reading
from hardware.camera.prepare import PREPARATIONS, Preparation
from hardware.camera.turning import WITNESS_FRAMES, TurningChain
from hardware.camera.vision import load_vision

TEXT = "130012345678901234"
BARE = 200
FRAME = np.full((8, 8), BARE, np.uint8)


def shaded(shade: int) -> Preparation:
    return lambda grey: np.full_like(grey, shade)


class Script:
    """A decoder that reads what it is told to, by how the frame was prepared."""

    def __init__(self, **answers: Reading) -> None:
        self.answers = {int(name[1:]): reading for name, reading in answers.items()}
        self.shades: list[int] = []

    def __call__(self, frame: GreyFrame) -> Sequence[Reading]:
        self.shades.append(frame.pixels[0])
        reading = self.answers.get(frame.pixels[0])
        return () if reading is None else (reading,)


def bars(lines: int = 0, text: str = TEXT) -> Reading:
    return Reading(text, is_bars=True, lines=lines)


def chain_of(*decoders: Script, preparations: int = 2) -> TurningChain:
    return TurningChain(decoders, [shaded(number) for number in range(preparations)])


def test_each_frame_is_prepared_in_the_next_way() -> None:
    decoder = Script()
    chain = chain_of(decoder, preparations=3)
    for _ in range(4):
        assert chain.read(FRAME) == ()
    assert decoder.shades == [BARE, 0, BARE, 1, BARE, 2, BARE, 0]
    assert chain.turns == 3


def test_what_has_helped_is_tried_again() -> None:
    decoder = Script(s1=Reading(TEXT))
    chain = chain_of(decoder)
    assert [chain.read(FRAME) for _ in range(3)] == [(), (TEXT,), (TEXT,)]
    assert decoder.shades == [BARE, 0, BARE, 1, BARE, 1]


def test_the_frame_as_it_is_comes_first() -> None:
    decoder = Script(s200=Reading(TEXT), s0=Reading("other"))
    assert chain_of(decoder).read(FRAME) == (TEXT,)
    assert decoder.shades == [BARE]


@pytest.mark.parametrize(
    ("reading", "is_read"),
    [(Reading(TEXT), True), (bars(0), True), (bars(2), True), (bars(1), False)],
)
def test_what_counts_of_a_frame_as_it_is(reading: Reading, is_read: bool) -> None:
    assert bool(chain_of(Script(s200=reading)).read(FRAME)) is is_read


@pytest.mark.parametrize(
    ("reading", "is_read"),
    [(Reading(TEXT), True), (bars(0), False), (bars(2), True), (bars(1), False)],
)
def test_what_counts_of_a_frame_that_was_prepared(reading: Reading, is_read: bool) -> None:
    assert bool(chain_of(Script(s0=reading)).read(FRAME)) is is_read


def test_two_decoders_that_agree_are_two_witnesses() -> None:
    chain = chain_of(Script(s0=bars()), Script(s0=bars(1)))
    assert chain.read(FRAME) == (TEXT,)


def test_two_preparations_that_agree_are_two_witnesses() -> None:
    chain = chain_of(Script(s0=bars(), s1=bars()))
    assert [chain.read(FRAME) for _ in range(2)] == [(), (TEXT,)]


def test_the_same_witness_counts_once() -> None:
    chain = chain_of(Script(s0=bars()))
    assert [chain.read(FRAME) for _ in range(10)] == [()] * 10


def test_witnesses_of_other_texts_do_not_help() -> None:
    chain = chain_of(Script(s0=bars(), s1=bars(text="130012345678901243")))
    assert [chain.read(FRAME) for _ in range(10)] == [()] * 10


def test_a_witness_is_forgotten_after_a_while() -> None:
    script = Script(s0=bars())
    chain = chain_of(script)
    chain.read(FRAME)
    del script.answers[0]
    for _ in range(WITNESS_FRAMES):
        chain.read(FRAME)
    script.answers[1] = bars()
    assert [chain.read(FRAME) for _ in range(2)] == [(), ()]


@pytest.mark.parametrize("size", [(1, 1), (3, 700), (720, 1280)])
def test_every_preparation_takes_a_picture_of_any_size(size: tuple[int, int]) -> None:
    load_vision()
    grey = np.full(size, 120, np.uint8)
    for prepare in PREPARATIONS:
        made = prepare(grey)
        assert made.dtype == np.uint8
        assert made.ndim == 2
        assert made.size > 0
