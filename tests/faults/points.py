"""The points at which a run can go wrong, and which of them are tried."""

from __future__ import annotations

import errno
import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.faults.guard import Plan, Way
from tests.faults.places import Call

SCENARIOS: Mapping[str, str] = {
    "first": "the first start on an empty folder, and the first sale",
    "pay": "a sale that is paid, and its two slips",
    "cancel": "a sale that the cashier cancels",
    "expiry": "a sale whose code runs out",
    "late": "money that comes after the cancel, accepted",
    "refund": "money that comes after the cancel, sent back",
    "print": "a start with slips that wait, and a reprint, on a TCP printer",
    "scan": "a sale by the code that the customer shows",
    "undo": "such a sale that fails with the money taken, which is taken back",
    "tap": "a sale by card, tapped",
    "lost": "a sale by card whose answer is lost, and its reversal",
    "void": "a void of a sale by card",
    "back": "a refund in part of a sale by card",
    "part": "a refund in part of a sale by wallet",
    "cash": "a sale for cash, and a part of it given back",
    "settle": "a settlement with the card host and a wallet",
    "upload": "the same with totals that differ, so that each row is sent",
}

_NO_ROOM = ("ENOSPC", "EDQUOT")
FILE_ERRORS: Mapping[str, Sequence[str]] = {
    "write": ("EIO", *_NO_ROOM),
    "pwrite64": ("EIO", *_NO_ROOM),
    "fsync": ("EIO", *_NO_ROOM),
    "fdatasync": ("EIO", *_NO_ROOM),
    "ftruncate": ("EIO", "ENOSPC"),
    "fallocate": ("EIO", "ENOSPC"),
    "rename": ("EIO", "ENOSPC"),
    "unlink": ("EIO", "EROFS"),
    "mkdir": ("ENOSPC", "EROFS"),
    "open": ("EIO", "ENOSPC", "EMFILE"),
    "pread64": ("EIO",),
}
LINE_ERRORS: Mapping[str, Sequence[str]] = {
    "connect": ("ECONNREFUSED", "ETIMEDOUT", "ENETUNREACH"),
    "accept": ("ECONNABORTED", "EMFILE"),
    "sendto": ("EPIPE", "ECONNRESET", "ETIMEDOUT"),
    "sendmsg": ("EPIPE", "ECONNRESET", "ETIMEDOUT"),
    "write": ("EPIPE", "ECONNRESET", "ETIMEDOUT"),
    "recvfrom": ("ECONNRESET", "ETIMEDOUT"),
}
_STAYS = ("EIO", "EROFS")
_LINE_STAYS = ("ECONNRESET", "ETIMEDOUT")
_WRITES = frozenset({"write", "pwrite64"})
_STAYING = frozenset({*_WRITES, "fsync", "fdatasync", "rename", "open"})
_CUT = frozenset({*_WRITES, "fsync", "fdatasync", "ftruncate", "unlink"})
_LINE_STAYING = frozenset({"connect", "sendto", "recvfrom"})

_WORDS = re.compile(r"(\w+): (\w+) (line to )?(\S+) #(\d+) (\w+) ?(\w*)")


@dataclass(frozen=True, slots=True)
class Cell:
    """What figures are counted by: a kind of call, going wrong in one way."""

    call: str
    how: str


@dataclass(frozen=True, slots=True)
class Point:
    """One run: a scenario, and what goes wrong in it. ``error`` is its symbol, empty for a kill."""

    scenario: str
    call: Call
    nth: int
    way: Way
    error: str = ""

    @property
    def plan(self) -> Plan:
        """What the guard is told."""
        return Plan(self.call, self.nth, self.way, getattr(errno, self.error) if self.error else 0)

    @property
    def how(self) -> str:
        """The way and the error, for people."""
        return f"{self.way} {self.error}".strip()

    @property
    def cell(self) -> Cell:
        """What the point counts for."""
        return Cell(kind_of(self.call), self.how)

    def __str__(self) -> str:
        return f"{self.scenario}: {self.call} #{self.nth} {self.how}"


def read_point(words: str) -> Point:
    """Return the point that ``str`` gave these words.

    Raises:
        ValueError: it gave none such.
    """
    match = _WORDS.fullmatch(words.strip())
    if match is None or match[1] not in SCENARIOS:
        raise ValueError(f"no point: {words}")
    if match[7] and not hasattr(errno, match[7]):
        raise ValueError(f"no error: {match[7]}")
    call = Call(match[2], match[4], is_line=match[3] is not None)
    return Point(match[1], call, int(match[5]), Way(match[6]), match[7])


_FILES = {
    "store.db": "database",
    "store.db-wal": "write-ahead log",
    "store.db-shm": "the log's index",
    "store.db-journal": "rollback journal",
    ".": "data folder",
    "cache": "data folder",
}


def kind_of(call: Call) -> str:
    """Return what a call is to a reader of the figures."""
    if call.is_line:
        return f"{call.name}, {call.target}"
    if call.name == "mkdir":
        return "mkdir, folders"
    if call.target.startswith("logs"):
        return f"{call.name}, log files"
    return f"{call.name}, {_FILES.get(call.target, 'small files')}"


# What no till can do without: were one of them not called any more, it would not be tried either.
NEEDED_FILES = (
    *("write, small files", "write, log files", "open, small files", "open, database"),
    *("pwrite64, write-ahead log", "pwrite64, database", "pread64, database"),
    *("fsync, write-ahead log", "fsync, database", "fsync, small files", "fsync, data folder"),
    *("ftruncate, write-ahead log", "rename, small files", "unlink, write-ahead log"),
    "mkdir, folders",
)
NEEDED_LINES = ("connect, bank", "sendto, bank", "recvfrom, bank", "accept, callback")


def needed_cells() -> set[Cell]:
    """Return the cells of which each has to be tried when every scenario is."""
    cells = set()
    for errors, kinds in ((FILE_ERRORS, NEEDED_FILES), (LINE_ERRORS, NEEDED_LINES)):
        for kind in kinds:
            name = kind.partition(",")[0]
            cells |= {Cell(kind, f"{Way.ONCE} {error}") for error in errors[name]}
            if name != "pread64":
                cells.add(Cell(kind, Way.KILL))
            if name in _CUT and errors is FILE_ERRORS:
                cells.add(Cell(kind, Way.CUT))
    return cells


def points_of(scenario: str, calls: Mapping[Call, int]) -> list[Point]:
    """Return every point of a scenario, by how often each call was counted in a whole run."""
    return [
        Point(scenario, call, nth, way, error)
        for call in sorted(calls, key=str)
        for way, error in _ways(call)
        for nth in range(1, calls[call] + 1)
    ]


def _ways(call: Call) -> list[tuple[Way, str]]:
    errors = (LINE_ERRORS if call.is_line else FILE_ERRORS).get(call.name, ())
    ways = [(Way.ONCE, error) for error in errors]
    if call.name != "pread64":
        ways.append((Way.KILL, ""))
    if call.is_line:
        return ways + [(Way.STAYS, e) for e in _LINE_STAYS if call.name in _LINE_STAYING]
    if call.name in _WRITES:
        ways += [(Way.TORN, ""), (Way.SHORT, "ENOSPC")]
    if call.name in _CUT:
        ways.append((Way.CUT, ""))
    if call.name in {*_WRITES, "open"}:
        ways += [(Way.STAYS, error) for error in _NO_ROOM]
    return ways + [(Way.STAYS, e) for e in _STAYS if call.name in _STAYING]


def every(points: Sequence[Point], step: int, seed: int) -> list[Point]:
    """Return one in ``step`` points of each call and way, over all scenarios; at least one."""
    groups: dict[tuple[Call, str], list[Point]] = {}
    for point in points:
        groups.setdefault((point.call, point.how), []).append(point)
    chosen: list[Point] = []
    for group in groups.values():
        drawn = [point for point in group if _lot(point, seed) % step == 0]
        chosen += drawn or [min(group, key=lambda point: _lot(point, seed))]
    # In no order of their own: were a run cut short, it would have seen some of everything.
    return sorted(chosen, key=lambda point: _lot(point, seed + 1))


def sample(points: Sequence[Point], count: int, seed: int) -> list[Point]:
    """Return ``count`` points, as many kinds of call, ways and scenarios among them as can be."""
    left = sorted(points, key=lambda point: _lot(point, seed))
    seen: Counter[object] = Counter()
    chosen: list[Point] = []
    while left and len(chosen) < count:
        best = min(left, key=lambda point: sum(seen[mark] for mark in _marks(point)))
        left.remove(best)
        chosen.append(best)
        seen.update(_marks(best))
    return chosen


def _lot(point: Point, seed: int) -> int:
    """Return a number that chance gave this point; the others that there are do not matter."""
    words = f"{seed} {point}".encode()
    return int.from_bytes(hashlib.blake2s(words, digest_size=8).digest())


def _marks(point: Point) -> tuple[object, ...]:
    return (point.scenario, point.cell.call, point.way, point.error, point.cell)
