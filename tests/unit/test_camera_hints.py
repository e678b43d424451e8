"""What the frame's figures say of why no code is read, and how calmly it is said."""

from __future__ import annotations

import numpy as np
import pytest

from hardware.camera.hints import HintKeeper, hint_of
from hardware.camera.look import grey_of
from hardware.camera.sim import empty_counter
from kpay_desktop.ports_scan import FrameHint
from tests.helpers.phones import Kind, Trouble, render
from tests.helpers.vision import cv2

DARK, GLARE, BLURRED, CLOSER = (
    FrameHint.TOO_DARK,
    FrameHint.GLARE,
    FrameHint.BLURRED,
    FrameHint.CLOSER,
)


def hint_for(trouble: Trouble, severity: float, seed: int, kind: Kind = Kind.QR) -> object:
    return hint_of(cv2.cvtColor(render(kind, trouble, severity, seed).picture, cv2.COLOR_BGR2GRAY))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    ("trouble", "severity", "hint"),
    [
        (Trouble.DIM, 0.7, DARK),
        (Trouble.BLURRED, 0.7, BLURRED),
        (Trouble.GLARE, 0.8, GLARE),
        (Trouble.SMALL, 0.7, CLOSER),
        (Trouble.TILTED, 0.0, None),
        (Trouble.MOIRE, 0.1, None),
    ],
)
def test_each_trouble_has_its_hint(
    trouble: Trouble, severity: float, hint: FrameHint | None, seed: int
) -> None:
    assert hint_for(trouble, severity, seed) is hint


def test_an_empty_counter_needs_no_advice() -> None:
    for picture in empty_counter(1280, 720):
        assert hint_of(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)) is None


@pytest.mark.parametrize("shade", [0, 40, 128, 255])
@pytest.mark.parametrize("size", [(720, 1280), (9, 16), (1, 1), (4000, 40)])
def test_a_blank_picture_of_any_size_has_none(shade: int, size: tuple[int, int]) -> None:
    assert hint_of(np.full(size, shade, np.uint8)) is None


def test_a_hint_comes_after_a_second_and_goes_after_one() -> None:
    keeper = HintKeeper()
    assert keeper.take(GLARE, 10.0) is None
    assert keeper.take(GLARE, 10.9) is None
    assert keeper.take(GLARE, 11.0) is GLARE
    assert keeper.take(None, 11.1) is GLARE
    assert keeper.take(None, 12.0) is GLARE
    assert keeper.take(None, 12.1) is None


def test_hints_that_flicker_are_not_shown() -> None:
    keeper = HintKeeper()
    for tenth in range(50):
        assert keeper.take(GLARE if tenth % 3 else None, tenth / 10) is None


def test_another_hint_must_stand_as_long() -> None:
    keeper = HintKeeper(raise_s=1.0)
    keeper.take(DARK, 0.0)
    assert keeper.take(DARK, 1.0) is DARK
    assert keeper.take(BLURRED, 1.1) is DARK
    assert keeper.take(DARK, 1.2) is DARK
    assert keeper.take(BLURRED, 1.3) is DARK
    assert keeper.take(BLURRED, 2.4) is BLURRED


def test_a_code_that_was_read_clears_it_at_once() -> None:
    keeper = HintKeeper()
    keeper.take(DARK, 0.0)
    assert keeper.take(DARK, 1.0) is DARK
    keeper.clear()
    assert keeper.take(DARK, 1.1) is None


def test_large_pictures_are_reduced_before_they_are_read() -> None:
    large = np.zeros((3000, 4000, 3), np.uint8)
    height, width = grey_of(large).shape
    assert width * height <= 2_100_000
    assert abs(width / height - 4 / 3) < 0.01
    assert grey_of(np.zeros((720, 1280, 3), np.uint8)).shape == (720, 1280)
