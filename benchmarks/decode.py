"""A customer's phone before the camera: what is read of it, and how fast.

Phones are rendered from seeds, each kind of trouble from easy to hopeless; the decoders' libraries
read the same frames in the same run.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measure import BenchError, Effort, Timing, race, timed
from benchmarks.report import Row, Target, compare
from hardware.camera.look import grey_of
from hardware.camera.turning import TurningChain
from tests.helpers.decoders import TROUBLES, bare_decoders, row, score_alone, score_chain
from tests.helpers.phones import Kind, Scene, Trouble, render

if TYPE_CHECKING:
    from hardware.camera.vision import Pixels

SIZE = (1280, 720)


def run(effort: Effort, _folder: Path) -> list[Row]:
    readable: list[Scene] = []
    # With the least effort: one phone of two rows, to see that it can be measured.
    troubles = TROUBLES if effort.times(24) > 1 else TROUBLES[:2]
    rows = [_rates(kind, trouble, effort, readable) for kind in Kind for trouble in troubles]
    return [*rows, *_speeds(effort, readable), *_empty(effort)]


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
