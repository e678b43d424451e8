"""A customer's phone before the camera: what is read of it, how fast, and what that holds up.

Phones are rendered from seeds, each kind of trouble from easy to hopeless; the decoders' libraries
read the same frames in the same run.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measure import BenchError, Effort, Timing, race, timed
from benchmarks.report import Row, Target, compare
from hardware.camera.desk import CameraDesk
from hardware.camera.look import grey_of
from hardware.camera.turning import TurningChain
from kpay_desktop.ports_scan import CameraState, CameraTold, Frame, FrameBox
from kpay_desktop.settings_scan import CameraSettings
from kpay_desktop.simulation.camera import CameraFeed, Picture
from tests.helpers.decoders import TROUBLES, bare_decoders, row, score_alone, score_chain
from tests.helpers.phones import Kind, Scene, Trouble, render

if TYPE_CHECKING:
    from hardware.camera.vision import Pixels

SIZE = (1280, 720)
FRAMES_PER_S = 30
HELD_UP_S = 0.05


def run(effort: Effort, _folder: Path) -> list[Row]:
    readable: list[Scene] = []
    # With the least effort: one phone of two rows, to see that it can be measured.
    troubles = TROUBLES if effort.times(24) > 1 else TROUBLES[:2]
    rows = [_rates(kind, trouble, effort, readable) for kind in Kind for trouble in troubles]
    return [*rows, *_speeds(effort, readable), *_empty(effort), *_preview(effort)]


def _rates(kind: Kind, trouble: Trouble, effort: Effort, readable: list[Scene]) -> Row:
    """Count the frames that are not read: by the best decoder alone, and by the chain."""
    count = effort.times(24)
    scenes = row(kind, trouble, count, first_seed=100)
    alone = {name: score_alone(decode, scenes) for name, decode in bare_decoders().items()}
    chain = score_chain(scenes)
    readable += [scene for scene in scenes if score_chain([scene], 1).read]
    best = max(alone, key=lambda name: alone[name].read)
    figures = ", ".join(f"{name} {score.read}" for name, score in alone.items())
    name = f"{kind.value.replace('_', ' ')}, {trouble.value}: {count} phones, not read, and one"
    best_alone = alone[best].read
    # Counted are those that were not read, and one more: a ratio wants something on both sides.
    return Row(
        bench="decode",
        work=name,
        floor=f"read by {figures}",
        floor_s=count - best_alone + 1,
        ours_s=count - chain.read + chain.wrong + 1,
        p99_s=count - chain.read + chain.wrong + 1,
        repeats=count,
        target="≤ 1×, none wrong",
        is_met=chain.read >= best_alone and not chain.wrong,
        unit="",
    )


def _speeds(effort: Effort, readable: list[Scene]) -> list[Row]:
    """Time frames of which the chain reads the code at once, beside each library alone."""
    if not readable:
        raise BenchError("no phone was read")
    greys = [grey_of(scene.picture) for scene in readable[: max(1, effort.times(120))]]
    taken: dict[str, list[float]] = {"chain": []}
    alone = bare_decoders()
    for grey in greys:
        works: dict[str, Callable[[], object]] = {
            name: partial(decode, grey) for name, decode in alone.items()
        }
        works["chain"] = partial(TurningChain().read, grey)
        timings = race(*(timed(work) for work in works.values()), rounds=1)
        for name, timing in zip(works, timings, strict=True):
            taken.setdefault(name, []).extend(timing.seconds)
    ours = Timing(tuple(taken.pop("chain")))
    return [
        compare(
            "decode",
            "a frame with a code to its text, 720 lines",
            (f"{name} alone", Timing(tuple(seconds))),
            ours,
            Target(ratio=1.0) if name == "pyzbar" else None,
        )
        for name, seconds in taken.items()
    ]


def _empty(effort: Effort) -> list[Row]:
    """Time frames without a code, on which every decoder is asked twice."""
    chain = TurningChain()
    alone = bare_decoders()
    scenes = [
        render(Kind.QR, Trouble.LIGHT, 0.2, seed, SIZE, with_code=False)
        for seed in range(max(1, effort.times(24)))
    ]
    greys = [grey_of(scene.picture) for scene in scenes]

    def both(grey: Pixels) -> None:
        alone["pyzbar"](grey)
        alone["zxing-cpp"](grey)

    taken: list[list[float]] = [[], []]
    for grey in greys:
        pair = race(timed(partial(both, grey)), timed(partial(chain.read, grey)), rounds=1)
        for place, timing in enumerate(pair):
            taken[place] += timing.seconds
    floor, ours = (Timing(tuple(seconds)) for seconds in taken)
    name = "a frame without a code, one preparation more"
    return [compare("decode", name, ("pyzbar and zxing-cpp once", floor), ours)]


def _preview(effort: Effort) -> list[Row]:
    """Look through the simulated camera: time between pictures, and what other threads wait."""
    for_s = max(0.5, 6.0 * effort.share)
    quiet = _gaps(for_s / 2)
    feed, box = CameraFeed(), FrameBox()
    scenes = [render(Kind.QR, Trouble.MOIRE, 1.0, seed, SIZE, with_code=False) for seed in range(3)]
    feed.hold(*(Picture(*SIZE, scene.picture.tobytes()) for scene in scenes))
    pictures: list[float] = []
    is_seeing = threading.Event()

    def tell(told: CameraTold) -> None:
        if told.state is CameraState.SEEING:
            is_seeing.set()

    def take() -> None:
        frame: Frame | None = box.take()
        if frame is not None:
            pictures.append(frame.at)

    settings = CameraSettings(
        source="sim:", width=SIZE[0], height=SIZE[1], frames_per_s=FRAMES_PER_S
    )
    desk = CameraDesk(settings, box, tell, feed=feed, listed=lambda: ())
    box.listen(take)
    desk.open(lambda _: None)
    try:
        if not is_seeing.wait(60.0):
            raise BenchError("the camera did not open")
        pictures.clear()
        busy = _gaps(for_s)
    finally:
        desk.stop(60.0)
    between = tuple(later - earlier for earlier, later in pairwise(pictures))
    if not between:
        raise BenchError("there was no preview")
    return [
        compare(
            "decode",
            "preview: from picture to picture while every frame is read",
            (f"{FRAMES_PER_S} a second", Timing((1 / FRAMES_PER_S,))),
            Timing(between),
            Target(ratio=1.1, p99_s=3 / FRAMES_PER_S),
        ),
        compare(
            "decode",
            "longest that another thread waits while every frame is read",
            ("the same without a camera", Timing((max(quiet),))),
            Timing((max(busy),)),
            Target(ours_s=HELD_UP_S),
        ),
    ]


def _gaps(for_s: float) -> list[float]:
    """Do nothing by the millisecond; return by how much each was longer."""
    until = time.perf_counter() + for_s
    gaps = []
    last = time.perf_counter()
    while last < until:
        time.sleep(0.001)
        now = time.perf_counter()
        gaps.append(now - last)
        last = now
    return gaps
