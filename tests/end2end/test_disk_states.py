"""What a power cut leaves of a day: every state opens, and has what had left the till."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

from tests.disk import day
from tests.disk.check import judge
from tests.disk.events import Event, Kind, Recording
from tests.disk.record import record
from tests.disk.states import Point, Way, choose, read_point, states
from tests.disk.trial import TRIED, try_points
from tests.faults.other_ways import DAY as DAY_S_REST
from tests.faults.points import SCENARIOS
from tests.helpers.invariants import Tally

DAY = ("pay", "tap")
STATES, SEED = 40, 3

#: Two files: the first is synced in the middle, and its name changes at the end.
SMALL = Recording(
    {"a": b"old", "b": b"keep"},
    (
        Event(Kind.WRITE, "a", 0, b"x" * 512 + b"y" * 512),
        Event(Kind.SYNC, "a"),
        Event(Kind.WRITE, "a", 512, b"z" * 1_024),
        Event(Kind.MARK, "marks", data=b"sent it"),
        Event(Kind.TRUNCATE, "b", 2),
        Event(Kind.RENAME, "a", data=b"c"),
        Event(Kind.UNLINK, "b"),
    ),
)


def only(at: int, way: Way, seed: int = 0) -> dict[str, bytes]:
    (state,) = states(SMALL, [Point(at, way, seed)])
    return state.files


def test_what_was_synced_stays_and_the_rest_may_go() -> None:
    synced, loose = b"x" * 512 + b"y" * 512, b"x" * 512 + b"z" * 1_024
    assert only(1, Way.LOST)["a"] == b"old"
    assert only(3, Way.WHOLE)["a"] == loose
    assert only(3, Way.LOST)["a"] == synced
    assert only(5, Way.LATEST) == {"a": loose, "b": b"ke"}
    assert only(5, Way.LOST) == {"a": synced, "b": b"keep"}
    assert only(7, Way.LOST) == {"c": synced}
    torn = {only(3, Way.TORN, seed)["a"] for seed in range(20)}
    assert torn == {synced, synced[:512] + b"z" * 512, loose}
    some = {only(5, Way.SOME, seed)["b"] for seed in range(20)}
    assert some == {b"ke", b"keep"}


def test_what_had_left_by_then_is_known() -> None:
    assert [state.marks for state in states(SMALL, [Point(3, Way.WHOLE), Point(4, Way.LOST)])] == [
        (),
        ("sent it",),
    ]


def test_every_boundary_comes_first_and_a_few_points_have_every_way() -> None:
    many, few = choose(SMALL, 30, SEED), choose(SMALL, 4, SEED)
    assert len(many) == 30
    assert {point.at for point in many if point.way is Way.WHOLE} == {2, 4, 5, 6, 7}
    assert {point.way for point in few} == {Way.WHOLE, Way.TORN, Way.SOME, Way.LOST}
    assert [read_point(str(point)) for point in many] == many


def test_whatever_is_in_the_whole_day_is_something_that_the_cashier_does() -> None:
    assert set(day.DAY) <= set(SCENARIOS)
    assert set(day.DAY) >= DAY_S_REST


def test_a_recording_is_kept(tmp_path: Path) -> None:
    SMALL.save(tmp_path / "tape")
    assert Recording.load(tmp_path / "tape") == SMALL


def test_a_day_s_states(tmp_path: Path) -> None:
    recording = record(tmp_path, DAY)
    kinds = Counter(event.kind for event in recording.events)
    assert kinds[Kind.WRITE] > 100
    assert kinds[Kind.SYNC] > 10
    assert kinds[Kind.MARK] > 10
    assert kinds[Kind.PAPER] > 0
    figures = try_points(recording, choose(recording, STATES, SEED), tmp_path, workers=1)
    assert [(str(one.point), one.wrong) for one in figures.broken] == []
    assert figures.tally.untried(TRIED) == []
    assert {way.value for way in Way} == set(figures.ways)
    _lies_are_found(recording, tmp_path)


LIES = {
    "back done 99": "money back 99 was shown done, and is nowhere",
    "settlement settled 9": "settlement 9 was shown settled, and is nowhere",
    "sent host settle 98": "host settle 98 was sent, and is not there",
    "sent gateway refund R9": "gateway refund R9 was sent, and is not there",
}
PAPER = (
    b"VOID  MERCHANT COPY\nVoucher no.  000001\n\x1dV\x00"
    b"SETTLEMENT\nVouchers  000001 - 000001\nNet  1.00\n\x1dV\x00"
)


def _lies_are_found(recording: Recording, folder: Path) -> None:
    """What had left the till, they say, and never happened."""
    (last,) = states(recording, [Point(len(recording.events), Way.WHOLE)])
    spoilt = replace(last, marks=(*last.marks, *LIES), paper=last.paper + PAPER)
    wrong = judge(spoilt, folder / "spoilt", Tally()).wrong
    words = [*LIES.values(), "a void slip of 1, which is not done", "nothing is settled"]
    assert [word for word in words if not any(word in one for one in wrong)] == []
    assert len(wrong) == len(words)


def test_commits_that_are_not_synced_are_found(tmp_path: Path) -> None:
    """The plant is ``synchronous=NORMAL``: a commit returns before it is on the disk."""
    recording = record(tmp_path, ("pay",), plant="sync seldom")
    points = [p for p in choose(recording, 400, SEED) if p.way is Way.LOST][::8]
    figures = try_points(recording, points, tmp_path, workers=1)
    assert figures.broken
    assert any("was sent, and is not there" in word for one in figures.broken for word in one.wrong)
