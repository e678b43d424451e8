"""Threads that take turns in virtual time, so that a seed fixes every interleaving.

The program's own code asks ``threading``, ``time`` and ``queue`` for threads, locks and the time;
its stand-ins for them (:mod:`~tests.simulator.stand_ins`) end here. One of its threads runs at a
time, until it waits for something; who runs next is drawn from the seed. Nothing waits for real
time.
"""

from __future__ import annotations

import heapq
import itertools
import random
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Final

MOST_TURNS: Final = 60_000
"""A day that takes more turns than this does not end."""


class Doomed(BaseException):
    """The program dies here: its memory is gone, what it wrote is not."""


class EndlessError(AssertionError):
    """The day takes too many turns."""


class Life:
    """One run of the program, with the threads that it has started."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.is_over = False
        self.threads: list[Strand] = []


class Strand:
    """A thread of the program; it runs while it holds the turn."""

    def __init__(self, director: Director, life: Life, name: str, work: Callable[[], None]) -> None:
        self._director = director
        self.life = life
        self.name = name
        self.number = next(director.numbers)
        self.is_alive = True
        self.is_blocked = False
        self.was_woken = False
        self.waits = 0
        self.joiners: list[Strand] = []
        self._work = work
        self._turn = threading.Lock()
        self._turn.acquire()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def give_turn(self) -> None:
        """Let it run; returns when it waits or has ended. On the director's thread."""
        self._turn.release()
        self._director.await_turn()
        if not self.is_alive:
            self._thread.join()

    def give_back(self) -> None:
        """Give the turn to the director, and wait for the next one. On its own thread."""
        self._director.take_turn()
        self._turn.acquire()

    def _run(self) -> None:
        self._turn.acquire()
        try:
            with _Last(self, self._director.deaths):
                if not self.life.is_over:
                    self._work()
        finally:
            self.is_alive = False
            for joiner in self.joiners:
                self._director.wake(joiner)
            self._director.take_turn()


class _Last:
    """A strand's last line of defence: the day goes on, and is broken."""

    def __init__(self, strand: Strand, deaths: list[str]) -> None:
        self._strand, self._deaths = strand, deaths

    def __enter__(self) -> None:
        return None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if isinstance(error, Doomed):
            self._strand.life.is_over = True
        elif error is not None:
            self._deaths.append(f"{self._strand.name}: {type(error).__name__}: {error}")
        return True


class Director:
    """Virtual time, what is planned in it, and whose turn it is."""

    def __init__(self, chance: random.Random) -> None:
        self.numbers = itertools.count(1)
        self.deaths: list[str] = []
        self.now_s = 1_000.0
        self.turns = 0
        self.life = Life(0)
        self.on_over: Callable[[], None] = lambda: None
        self._chance = chance
        self._plans: list[tuple[float, int, Callable[[], None]]] = []
        self._ready: list[Strand] = []
        self._current: Strand | None = None
        self._turn = threading.Lock()
        self._turn.acquire()

    # --- turns ------------------------------------------------------------------------------

    def await_turn(self) -> None:
        """Wait until the strand that runs has given the turn back."""
        self._turn.acquire()

    def take_turn(self) -> None:
        """Take the turn back. On the strand's thread."""
        self._turn.release()

    @property
    def current(self) -> Strand | None:
        """Whose turn it is; None: the director's own."""
        return self._current

    def begin(self, strand: Strand) -> None:
        """Let a new strand run soon."""
        strand.life.threads.append(strand)
        self._ready.append(strand)

    def wake(self, strand: Strand) -> None:
        """Let a strand that waits go on."""
        if strand.is_blocked:
            strand.is_blocked, strand.was_woken = False, True
            strand.waits += 1
            self._ready.append(strand)

    def block(self, timeout_s: float | None) -> bool:
        """Wait until woken; False if ``timeout_s`` passed first. On a strand's thread."""
        strand = self._current
        if strand is None:
            raise AssertionError("only a strand can wait")
        if strand.life.is_over:
            raise Doomed
        strand.is_blocked, strand.was_woken = True, False
        number = strand.waits
        if timeout_s is not None:
            self.plan(timeout_s, lambda: self._time_out(strand, number))
        strand.give_back()
        if strand.life.is_over:
            raise Doomed
        return strand.was_woken

    def _time_out(self, strand: Strand, number: int) -> None:
        if strand.is_blocked and strand.waits == number:
            strand.is_blocked = False
            strand.waits += 1
            self._ready.append(strand)

    def sleep(self, seconds: float) -> None:
        """Wait; on a strand's thread."""
        self.block(max(0.0, seconds))

    # --- time -------------------------------------------------------------------------------

    def plan(self, in_s: float, call: Callable[[], None]) -> None:
        """Call ``call`` after ``in_s``, on the director's thread."""
        at = self.now_s + max(0.0, in_s)
        heapq.heappush(self._plans, (at, next(self.numbers), call))

    def run(self, until: Callable[[], bool], longest_s: float) -> bool:
        """Let time pass until ``until``; False if that took longer than ``longest_s``."""
        ends_at = self.now_s + longest_s
        while True:
            self.work_off()
            if self.life.is_over:
                self.on_over()
                continue
            if until():
                return True
            if not self._plans or self._plans[0][0] > ends_at:
                return False
            at, _, call = heapq.heappop(self._plans)
            self.now_s = max(self.now_s, at)
            call()

    def work_off(self) -> None:
        """Let everybody who can run do so, in an order that the seed draws."""
        while self._ready:
            self.turns += 1
            if self.turns > MOST_TURNS:
                raise EndlessError("the day does not end")
            place = self._chance.randrange(len(self._ready)) if len(self._ready) > 1 else 0
            strand = self._ready.pop(place)
            self._step(strand)
            if self.life.is_over:
                return

    def _step(self, strand: Strand) -> None:
        if strand.is_alive:
            self._current = strand
            try:
                strand.give_turn()
            finally:
                self._current = None

    def end(self, life: Life) -> None:
        """Let a life be over at this moment: whatever it was doing, it does no more of it."""
        life.is_over = True
        for strand in life.threads:
            strand.is_blocked = False
            for _ in range(1_000):
                if not strand.is_alive:
                    break
                self._step(strand)
            else:
                raise EndlessError(f"{strand.name} does not die")
        self._ready = [strand for strand in self._ready if strand.is_alive]
