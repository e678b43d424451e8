"""System calls that fail, in the kernel, and SIGKILL at them: the books agree afterwards.

A sample; ``python3 run.py faults`` tries all of them. ``docs/reliability.md`` says what is proved.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from tests.faults.figures import try_all
from tests.faults.guard import Way
from tests.faults.kernel import CALLS
from tests.faults.places import Call
from tests.faults.plants import PLANTS
from tests.faults.points import SCENARIOS, Point, points_of, read_point, sample
from tests.faults.shop import NOT_THE_TILLS
from tests.faults.trial import Trials

SEED = 20261122
SAMPLED = 20
# Days that differ little from others are left to ``run.py faults``.
SAMPLED_DAYS = [
    day for day in SCENARIOS if day not in {"expiry", "refund", "scan", "tap", "part", "upload"}
]
SIDE_BY_SIDE = 2
LOG = "store.db-wal"


@pytest.fixture(scope="module")
def trials(tmp_path_factory: pytest.TempPathFactory) -> Trials:
    made = Trials(tmp_path_factory.mktemp("faults"))
    made.prepare()
    return made


def test_a_sample_of_failing_calls(
    trials: Trials, tell: Callable[[str], None], caplog: pytest.LogCaptureFixture
) -> None:
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        counted = list(pool.map(trials.calls, SAMPLED_DAYS))
    every = [
        point
        for name, calls in zip(SAMPLED_DAYS, counted, strict=True)
        for point in points_of(name, calls)
    ]
    chosen = sample(every, SAMPLED, SEED)
    figures = try_all(trials, chosen, [], SIDE_BY_SIDE, lambda _number, _tried: None)
    assert {str(one.point): one.wrong for one in figures.broken} == {}
    reached = figures.struck
    assert len(reached) >= SAMPLED * 3 // 4
    tell(
        f"system calls failed or killed at: {len(reached)} of {len(every)} points"
        f" (seed {SEED}), {sum(one.lived for one in reached)} times the till sold on"
    )


# Each by points of one kind, and where among all of that kind it is likely to be found.
FINDERS: Mapping[str, tuple[Point, Sequence[float]]] = {
    "believe every write": (
        Point("pay", Call("pwrite64", LOG), 0, Way.ONCE, "EIO"),
        (0.6, 0.65, 0.55, 0.7, 0.5, 0.45, 0.75),
    ),
    "print unannounced": (
        Point("pay", Call("pwrite64", LOG), 0, Way.KILL),
        (0.8, 0.84, 0.76, 0.88, 0.72, 0.92, 0.68),
    ),
    "forget at start": (Point("cancel", Call("fsync", LOG), 0, Way.KILL), (0.45, 0.67, 0.22)),
    "sync seldom": (Point("cancel", Call("pwrite64", LOG), 0, Way.CUT), (0.75, 0.6, 0.9, 0.5)),
    "keep silent": (Point("cancel", Call("fsync", LOG), 0, Way.ONCE, "EIO"), (0.45, 0.55, 0.67)),
}


@pytest.mark.parametrize("plant", PLANTS)
def test_a_planted_mistake_is_found(
    trials: Trials, plant: str, caplog: pytest.LogCaptureFixture
) -> None:
    point, places = FINDERS[plant]
    count = trials.calls(point.scenario)[point.call]
    points = (replace(point, nth=round(count * place)) for place in places)
    assert any(trials.attempt(each, plant=plant).wrong for each in points), "nobody noticed"


# --- a second opinion -----------------------------------------------------------------------------

# What changes no file's content and no name.
HARMLESS = {
    *("access", "chmod", "close", "dup", "dup2", "faccessat2", "fchmod", "fchown", "fcntl"),
    *("flock", "fstat", "getcwd", "getdents64", "ioctl", "lseek", "lstat", "mmap", "newfstatat"),
    *("read", "readlink", "stat", "statfs", "statx"),
}

# What every sale does, whatever its pace.
SURELY = {
    *("open store.tail", "open store.db", "write store.tail", "write logs/till.log"),
    *("pwrite64 store.db-wal", "fsync store.db-wal", "pwrite64 store.db", "fsync store.db"),
    *("ftruncate store.db-wal", "unlink store.db-wal", "rename store.tail.part", "fsync ."),
    "fsync store.tail.part",
}


def test_no_call_that_changes_the_data_folder_escapes_the_guard(
    trials: Trials, caplog: pytest.LogCaptureFixture
) -> None:
    """What strace sees of a whole sale, the guard can fail."""
    seen = {
        call
        for call in trials.traced_calls("cancel")
        if call.name not in HARMLESS and call.target.split("/")[0] not in NOT_THE_TILLS
    }
    assert {call.name for call in seen} <= set(CALLS)
    held = {call for call in trials.calls("cancel") if not call.is_line}
    assert {str(call) for call in seen} >= SURELY
    assert {str(call) for call in held} >= SURELY


@pytest.mark.parametrize(
    "words",
    ["cancel: pwrite64 store.db-wal #20 once ENOSPC", "cancel: fsync store.db-wal #4 kill"],
)
def test_strace_comes_to_the_same_end(
    trials: Trials, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    point = read_point(words)
    tried = trials.attempt(point, by_strace=True)
    assert tried.has_struck
    assert tried.wrong == ()
