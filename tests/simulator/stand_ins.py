"""What the program gets in place of ``threading``, ``time`` and ``queue``."""

from __future__ import annotations

import queue
from collections import deque
from collections.abc import Callable, Mapping
from functools import partial
from typing import Generic, TypeVar

from tests.simulator.threads import Director, Strand

T = TypeVar("T")


class _Lock:
    """A lock that its owner may take again."""

    def __init__(self, director: Director) -> None:
        self._director = director
        self._owner: object = None
        self._times = 0
        self._waiting: list[Strand] = []

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        me = self._me()
        while self._owner not in {None, me}:
            strand = self._director.current
            if not blocking or strand is None:
                if strand is None and blocking:
                    raise AssertionError("the director waits for nobody")
                return False
            self._waiting.append(strand)
            self._director.block(None if timeout < 0 else timeout)
        self._owner, self._times = me, self._times + 1
        return True

    def release(self) -> None:
        self._times -= 1
        if self._times <= 0:
            self._owner, self._times = None, 0
            waiting, self._waiting = self._waiting, []
            for strand in waiting:
                self._director.wake(strand)

    def let_go(self) -> int:
        """Release it altogether; return how often it was held."""
        times, self._times = self._times, 0
        self.release()
        return times

    def locked(self) -> bool:
        return self._owner is not None

    def _me(self) -> object:
        return self._director.current or self._director

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *_: object) -> None:
        self.release()


class _Condition(_Lock):
    """A condition with its own lock."""

    def __init__(self, director: Director) -> None:
        super().__init__(director)
        self._sleepers: list[Strand] = []

    def wait(self, timeout: float | None = None) -> bool:
        strand = self._director.current
        if strand is None:
            raise AssertionError("only a strand can wait")
        self._sleepers.append(strand)
        times = self.let_go()
        try:
            woken = self._director.block(timeout)
        finally:
            if strand in self._sleepers:
                self._sleepers.remove(strand)
            if strand.life.is_over:
                self._owner, self._times = strand, times
        for _ in range(times):
            self.acquire()
        return woken

    def wait_for(self, predicate: Callable[[], bool], timeout: float | None = None) -> bool:
        ends_at = None if timeout is None else self._director.now_s + timeout
        while not predicate():
            left = None if ends_at is None else ends_at - self._director.now_s
            if left is not None and left <= 0:
                return False
            self.wait(left)
        return True

    def notify(self, n: int = 1) -> None:
        for _ in range(min(n, len(self._sleepers))):
            self._director.wake(self._sleepers.pop(0))

    def notify_all(self) -> None:
        self.notify(len(self._sleepers))


class _Event:
    """A flag."""

    def __init__(self, director: Director) -> None:
        self._changed = _Condition(director)
        self._is_set = False

    def is_set(self) -> bool:
        return self._is_set

    def set(self) -> None:
        with self._changed:
            self._is_set = True
            self._changed.notify_all()

    def clear(self) -> None:
        self._is_set = False

    def wait(self, timeout: float | None = None) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: self._is_set, timeout)


class _Thread:
    """What a program gets as a thread."""

    def __init__(
        self,
        director: Director,
        target: Callable[..., None],
        name: str = "thread",
        args: tuple[object, ...] = (),
        kwargs: Mapping[str, object] | None = None,
        daemon: bool = True,
    ) -> None:
        self._director = director
        self._call = lambda: target(*args, **(kwargs or {}))
        self.name = name
        self.daemon = daemon
        self.strand: Strand | None = None

    def start(self) -> None:
        self.strand = Strand(self._director, self._director.life, self.name, self._call)
        self._director.begin(self.strand)

    def join(self, timeout: float | None = None) -> None:
        strand, me = self.strand, self._director.current
        if strand is None or not strand.is_alive or me is None:
            return
        strand.joiners.append(me)
        self._director.block(timeout)

    def is_alive(self) -> bool:
        return self.strand is not None and self.strand.is_alive

    @property
    def ident(self) -> int | None:
        return None if self.strand is None else self.strand.number

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Thread) and self.strand is other.strand

    def __hash__(self) -> int:
        return id(self.strand)


class Threading:
    """In place of the module ``threading``."""

    def __init__(self, director: Director) -> None:
        self._director = director
        self.Thread = partial(_Thread, director)
        self.Lock = self.RLock = partial(_Lock, director)
        self.Condition = partial(_Condition, director)
        self.Event = partial(_Event, director)

    def get_ident(self) -> int:
        current = self._director.current
        return 0 if current is None else current.number

    def current_thread(self) -> _Thread:
        current = self._director.current
        thread = _Thread(self._director, lambda: None, "director")
        if current is not None:
            thread.name, thread.strand = current.name, current
        return thread


class Time:
    """In place of the module ``time``."""

    def __init__(self, director: Director) -> None:
        self._director = director

    def monotonic(self) -> float:
        return self._director.now_s

    def perf_counter(self) -> float:
        return self._director.now_s

    def sleep(self, seconds: float) -> None:
        self._director.sleep(seconds)


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
