"""One point, tried: a fresh folder, a run that goes wrong, a second start, and the judge."""

from __future__ import annotations

import itertools
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.faults.guard import Way
from tests.faults.judge import judge
from tests.faults.other_ways import DAY
from tests.faults.places import Call
from tests.faults.points import Point
from tests.faults.shop import LATER, OF_TROUBLE, Told, opened
from tests.faults.strace import calls_in


class TrialError(Exception):
    """A run without any fault went wrong: nothing can be tried."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a point. ``has_struck``: it was reached. ``wrong``: broken invariants."""

    point: Point
    has_struck: bool
    lived: bool
    said_so: bool
    wrong: tuple[str, ...]
    took_s: float


class Trials:
    """Tries points below ``folder``. Thread-safe, but for ``prepare``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count(1)
        self._calls: dict[str, Mapping[Call, int]] = {}

    def prepare(self) -> None:
        """Make the folders that runs begin with.

        Raises:
            TrialError: the till does not even work without faults.
        """
        # The bank's own folder first: its keys take a second to make.
        empty = self._start_of("first")
        with opened(empty, "first"):
            pass
        _forget_ports(empty)
        used = self._start_of("pay")
        shutil.copytree(empty, used)
        with opened(used, "recover") as shop:
            _must_be_well(shop.work())
        _forget_ports(used)
        waiting = self._start_of("print")
        shutil.copytree(used, waiting)
        # No printer listens there: the sale is approved and its slips wait.
        with opened(waiting, "queue") as shop:
            _must_be_well(shop.work())
        _forget_ports(waiting)

        sold = self._start_of("void")
        shutil.copytree(used, sold)
        with opened(sold, "sold") as shop:
            _must_be_well(shop.work())
        _forget_ports(sold)

    def calls(self, scenario: str) -> Mapping[Call, int]:
        """Return how often each call is made in a whole run.

        Raises:
            TrialError: it does not work without faults.
        """
        if scenario not in self._calls:
            self._calls[scenario] = self._count(scenario)
        return self._calls[scenario]

    def _count(self, scenario: str) -> Mapping[Call, int]:
        data = self._copy(scenario, "whole")
        with opened(data, scenario) as shop:
            told = shop.work()
            calls = _must_be_well(told)
            again = shop.recover()
        _must_be_well(again)
        shutil.rmtree(data)
        return calls

    def traced_calls(self, scenario: str) -> set[Call]:
        """Return which calls strace sees in a whole run, of all that name a file or a handle.

        Raises:
            TrialError: it does not work without faults.
        """
        data = self._copy(scenario, "traced")
        with opened(data, scenario) as shop:
            _must_be_well(shop.work_under_strace())
            found = calls_in(shop.trace, data)
        shutil.rmtree(data)
        return found

    def attempt(self, point: Point, *, plant: str = "", by_strace: bool = False) -> Tried:
        """Try a point. ``plant`` is a mistake that the till makes on purpose."""
        began = time.monotonic()
        data = self._copy(point.scenario, str(next(self._numbers)))
        with opened(data, point.scenario, plant) as shop:
            work = shop.work_under_strace if by_strace else shop.work
            first = work(point.plan)
            if point.scenario == "cancel" and point.way is Way.KILL and point.nth % 2:
                shop.pay_what_can_be_paid()
            if point.scenario in {"late", "refund"}:
                shop.pay_late()
            again = shop.recover()
        wrong = judge(point, first, again, data)
        has_struck = first.ended is not None and first.ended.has_struck
        if not wrong:
            shutil.rmtree(data)
            for left in data.parent.glob(f"{data.name}.*"):
                left.unlink()
        return Tried(
            point,
            has_struck,
            lived=first.ended is not None and first.ended.code == 0,
            said_so=any(word.removesuffix(LATER) in OF_TROUBLE for word, _ in first.words),
            wrong=tuple(wrong),
            took_s=time.monotonic() - began,
        )

    def _start_of(self, scenario: str) -> Path:
        own = "sold" if scenario in DAY else scenario if scenario in {"first", "print"} else "pay"
        return self._folder / f"begin-{own}"

    def _copy(self, scenario: str, name: str) -> Path:
        data = self._folder / f"{scenario}-{name}"
        shutil.copytree(self._start_of(scenario), data)
        return data


def _forget_ports(data: Path) -> None:
    """Banks side by side must not all look for the ports of the first."""
    (data / "bank" / "ports.json").unlink()


def _must_be_well(told: Told) -> Mapping[Call, int]:
    if told.ended is None or told.ended.code != 0 or told.all("unexpected"):
        raise TrialError(f"{told.ended}\n{told.words}\n{told.errors}")
    return told.ended.calls
