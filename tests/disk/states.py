"""The states in which the power may go: which of them are tried, and what the disk then holds.

A write that was synced is on the disk. Of those that were not, the disk has all, none, the latest
alone, or some by chance, each whole or torn between sectors. Files' names last at once.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from tests.disk.events import CHANGES, Event, Kind, Recording

SECTORS = (512, 4096)


class Way(StrEnum):
    """What the disk has of what was not synced. ``WHOLE``: all of it, as when a process dies."""

    WHOLE = "whole"
    TORN = "torn"
    LOST = "lost"
    LATEST = "latest"
    SOME = "some"


@dataclass(frozen=True, slots=True, order=True)
class Point:
    """The moment just before event ``at``, what the disk kept, and the seed of its chance."""

    at: int
    way: Way
    seed: int = 0

    def __str__(self) -> str:
        return f"{self.at}:{self.way}:{self.seed}"


def read_point(text: str) -> Point:
    """Return the point of such words.

    Raises:
        ValueError: they name none.
    """
    at, way, seed = text.split(":")
    return Point(int(at), Way(way), int(seed))


@dataclass(frozen=True, slots=True)
class State:
    """What the power cut leaves: the files, and what had left the till by then."""

    point: Point
    files: dict[str, bytes]
    marks: tuple[str, ...]
    paper: bytes


def choose(recording: Recording, count: int, seed: int) -> list[Point]:
    """Return ``count`` points: every boundary whole, then all other ways by turns.

    The seed picks which come first. A ``count`` below the number of boundaries is spread over all
    ways alike.
    """
    events = recording.events
    borders = [at for at, event in enumerate(events) if event.kind in CHANGES and at]
    borders.append(len(events))
    loose = [at for at in borders if _is_loose(events, at)]
    torn = [at for at in borders if _latest(events, at).kind is Kind.WRITE]
    chance = random.Random(seed)
    ways = {
        Way.TORN: torn,
        Way.SOME: loose,
        Way.LOST: loose,
        Way.LATEST: loose,
    }
    whole = [Point(at, Way.WHOLE) for at in chance.sample(borders, len(borders))]
    others = [
        [Point(at, way, seed) for at in chance.sample(places, len(places))]
        for way, places in ways.items()
    ]
    mixed = [point for turn in itertools.zip_longest(*others) for point in turn if point]
    if count >= len(whole):
        points = [*whole, *mixed]
    else:
        turns = itertools.zip_longest(whole, *others)
        points = [point for turn in turns for point in turn if point]
    turn = seed
    while loose and len(points) < count:
        turn += 1
        points += [Point(at, Way.SOME, turn) for at in chance.sample(loose, len(loose))]
    return sorted(points[:count])


def _latest(events: Sequence[Event], at: int) -> Event:
    """Return what a disk was last told before ``at``."""
    told = (event for event in reversed(events[:at]) if event.kind in {*CHANGES, Kind.SYNC})
    return next(told, Event(Kind.MARK, ""))


def _is_loose(events: Sequence[Event], at: int) -> bool:
    """True if something is not synced just before ``at``."""
    loose: set[str] = set()
    for event in events[max(0, at - 400) : at]:
        if event.kind in {Kind.WRITE, Kind.TRUNCATE}:
            loose.add(event.path)
        elif event.kind in {Kind.SYNC, Kind.UNLINK}:
            loose.discard(event.path)
    return bool(loose)


@dataclass
class _File:
    """A file: what is synced of it, and the changes since."""

    synced: bytearray = field(default_factory=bytearray)
    loose: list[Event] = field(default_factory=list)

    def sync(self) -> None:
        for event in self.loose:
            _apply(self.synced, event)
        self.loose.clear()

    def image(self, way: Way, chance: random.Random, *, is_latest: bool) -> bytes:
        content = bytearray(self.synced)
        for number, event in enumerate(self.loose):
            is_last = number == len(self.loose) - 1
            is_torn = way is Way.TORN and is_last and is_latest
            is_kept = way in {Way.WHOLE, Way.TORN} or (way is Way.LATEST and is_last)
            if way is Way.SOME:
                is_kept = chance.random() < 0.5
                is_torn = chance.random() < 0.2
            if is_kept:
                _apply(content, event, _torn(event, chance) if is_torn else None)
        return bytes(content)


def _torn(event: Event, chance: random.Random) -> int | None:
    if event.kind is not Kind.WRITE:
        return None
    sector = chance.choice(SECTORS)
    return sector * chance.randrange(len(event.data) // sector + 1)


def _apply(content: bytearray, event: Event, part: int | None = None) -> None:
    """Make a change; of a write, its first ``part`` bytes alone."""
    if event.kind is Kind.TRUNCATE:
        if event.at < len(content):
            del content[event.at :]
        else:
            content.extend(bytes(event.at - len(content)))
        return
    data = event.data if part is None else event.data[:part]
    if not data:
        return
    if len(content) < event.at:
        content.extend(bytes(event.at - len(content)))
    content[event.at : event.at + len(data)] = data


def states(recording: Recording, points: Sequence[Point]) -> Iterator[State]:
    """Yield the state of each of ``points``, which are sorted."""
    files = {name: _File(bytearray(data)) for name, data in recording.begin.items()}
    marks: list[str] = []
    paper = bytearray()
    done = 0
    for point in points:
        for event in recording.events[done : point.at]:
            _happen(files, event, marks, paper)
        done = point.at
        latest = _latest(recording.events, point.at).path
        chance = random.Random(str(point))
        images = {
            name: file.image(point.way, chance, is_latest=name == latest)
            for name, file in sorted(files.items())
        }
        yield State(point, images, tuple(marks), bytes(paper))


def _happen(files: dict[str, _File], event: Event, marks: list[str], paper: bytearray) -> None:
    match event.kind:
        case Kind.MARK:
            marks.append(event.data.decode("ascii"))
        case Kind.PAPER:
            paper.extend(event.data)
        case Kind.CREATE:
            if not event.path.startswith(("paper/", "marks")):
                files.setdefault(event.path, _File())
        case Kind.WRITE | Kind.TRUNCATE:
            files.setdefault(event.path, _File()).loose.append(event)
        case Kind.SYNC:
            files.setdefault(event.path, _File()).sync()
        case Kind.RENAME:
            files[event.data.decode()] = files.pop(event.path, _File())
        case Kind.UNLINK:
            files.pop(event.path, None)
