"""The decoders on their own, and the camera's chain as it is used: several frames of one phone."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from hardware.camera.decode import GreyFrame, ZbarDecoder, read_zxing
from hardware.camera.look import grey_of
from hardware.camera.turning import TurningChain
from tests.helpers.phones import Kind, Picture, Scene, Trouble, render
from tests.helpers.vision import cv2

Alone = Callable[[Picture], Sequence[str]]

TROUBLES = tuple(Trouble)


def frame_of(grey: Picture) -> GreyFrame:
    height, width = grey.shape
    return GreyFrame(grey.tobytes(), width, height)


def bare_decoders() -> dict[str, Alone]:
    """Return each library on its own, by its name."""
    zbar = ZbarDecoder()
    detector = cv2.QRCodeDetector()

    def opencv(grey: Picture) -> Sequence[str]:
        text, _, _ = detector.detectAndDecode(grey)
        return [text] if text else []

    return {
        "pyzbar": lambda grey: zbar(frame_of(grey)),
        "zxing-cpp": lambda grey: read_zxing(frame_of(grey)),
        "opencv": opencv,
    }


@dataclass
class Score:
    """What a decoder made of a row of scenes. ``wrong``: texts that stood in no code."""

    read: int = 0
    wrong: int = 0
    seconds: list[float] = field(default_factory=list)

    def count(self, texts: Sequence[str], scene: Scene) -> None:
        self.read += bool(scene.text) and scene.text in texts
        self.wrong += sum(text != scene.text for text in texts)


def row(
    kind: Kind,
    trouble: Trouble,
    count: int,
    first_seed: int = 0,
    size: tuple[int, int] = (1280, 720),
) -> list[Scene]:
    """Return ``count`` scenes, from what every decoder stands to what none does."""
    return [
        render(kind, trouble, (number + 0.5) / count, first_seed + number, size)
        for number in range(count)
    ]


def score_alone(decode: Alone, scenes: Sequence[Scene]) -> Score:
    score = Score()
    for scene in scenes:
        grey = grey_of(scene.picture)
        began = time.perf_counter()
        texts = decode(grey)
        score.seconds.append(time.perf_counter() - began)
        score.count(texts, scene)
    return score


def score_chain(scenes: Sequence[Scene], frames: int | None = None) -> Score:
    """Return the chain's, which gets ``frames`` of each scene: by default a whole turn."""
    score = Score()
    for scene in scenes:
        chain = TurningChain()
        grey = grey_of(scene.picture)
        for _ in range(frames or chain.turns):
            began = time.perf_counter()
            texts = chain.read(grey)
            score.seconds.append(time.perf_counter() - began)
            if texts:
                score.count(texts, scene)
                break
    return score
