"""Puts virtual threads and virtual time in the place of the real ones, in the program's modules."""

from __future__ import annotations

import contextlib
import queue
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from functools import partial
from typing import Final, Generic, TypeVar

from tests.simulator.threads import Director, Strand, Threading, Time

T = TypeVar("T")

SELDOM: Final = (
    ("kpay_desktop.flows.card_work", "LISTEN_S", 15.0),
    ("kpay_desktop.flows.printing", "LAMP_EVERY_S", 30.0),
)
"""How often the program looks whether anything has changed, in seconds: idle looks cost days."""

ROOMS: Final = ("kpay_desktop.flows.", "models.")
"""Whose modules are swapped: flows with their workers, and the store."""


class Queue(Generic[T]):
    """A bounded queue between strands."""

    def __init__(self, director: Director, maxsize: int = 0) -> None:
        self._director = director
        self._maxsize = maxsize
        self._items: deque[T] = deque()
        self._waiting: list[Strand] = []

    def put_nowait(self, item: T) -> None:
        if self._maxsize and len(self._items) >= self._maxsize:
            raise queue.Full
        self._items.append(item)
        if self._waiting:
            self._director.wake(self._waiting.pop(0))

    def put(self, item: T) -> None:
        self.put_nowait(item)

    def get_nowait(self) -> T:
        if not self._items:
            raise queue.Empty
        return self._items.popleft()

    def get(self) -> T:
        while not self._items:
            strand = self._director.current
            if strand is None:
                raise AssertionError("only a strand can wait")
            self._waiting.append(strand)
            self._director.block(None)
        return self._items.popleft()

    def empty(self) -> bool:
        return not self._items


class QueueModule:
    """In place of the module ``queue``."""

    Full = queue.Full
    Empty = queue.Empty

    def __init__(self, director: Director) -> None:
        self.Queue = partial(Queue[object], director)


@contextlib.contextmanager
def swapped(director: Director) -> Iterator[None]:
    """Let the program's modules take turns under ``director`` for as long as this lasts."""
    stand_ins = (
        (threading, Threading(director)),
        (time, Time(director)),
        (queue, QueueModule(director)),
    )
    undone: list[tuple[object, str, object]] = []
    rooms = [module for name, module in sys.modules.items() if name.startswith(ROOMS)]
    for module in rooms:
        for real, stand_in in stand_ins:
            if getattr(module, real.__name__, None) is real:
                undone.append((module, real.__name__, real))
                setattr(module, real.__name__, stand_in)
    for place, figure, seconds in SELDOM:
        undone.append((sys.modules[place], figure, getattr(sys.modules[place], figure)))
        setattr(sys.modules[place], figure, seconds)
    try:
        yield
    finally:
        for room, name, was in undone:
            setattr(room, name, was)
