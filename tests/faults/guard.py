"""Runs a function in a process whose system calls are counted, and fail at the point chosen."""

from __future__ import annotations

import contextlib
import errno
import os
import select
import signal
import socket
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from multiprocessing.connection import Connection
from pathlib import Path

from tests.faults.cut import Unsynced
from tests.faults.kernel import Held, Listener, hold_calls
from tests.faults.places import Call, Places

LONGEST_RUN_S = 60.0
CRASHED = 70

_WRITES = frozenset({"write", "pwrite64", "writev", "fallocate"})
_CHANGES = frozenset(
    {*_WRITES, "open", "fsync", "fdatasync", "ftruncate", "rename", "unlink", "mkdir"}
)
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


class Way(StrEnum):
    """How a point goes wrong.

    ``ONCE``: this call fails. ``STAYS``: it and everything of its kind, until somebody mends it.
    ``KILL``: the process is killed instead of the call. ``TORN``: half of it is written, then the
    process is killed. ``SHORT``: half of it is written, the rest fails. ``CUT``: the process is
    killed, and the disk loses what was not synced (``cut``).
    """

    ONCE = "once"
    STAYS = "stays"
    KILL = "kill"
    TORN = "torn"
    SHORT = "short"
    CUT = "cut"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to happen: at the ``nth`` call of its kind, counted from one."""

    call: Call
    nth: int
    way: Way
    error: int = 0


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended: the exit code (minus the signal), and what was called how often.

    ``has_struck``: the point was reached. ``is_late``: it did not end, and was killed.
    """

    code: int
    calls: Mapping[Call, int]
    has_struck: bool
    is_late: bool


STRUCK = "struck"
"""What comes through ``hands`` when the point was reached and the process lives on."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where the process works; see ``Places``."""

    data: Path
    elsewhere: tuple[str, ...]
    ports: Mapping[int, str] = field(default_factory=dict)


class _Guard:
    def __init__(self, listener: Listener, pid: int, places: Places, plan: Plan | None) -> None:
        self._listener = listener
        self._pid = pid
        self._places = places
        self._plan = plan
        self._is_broken = False
        self._unsynced = Unsynced() if plan is not None and plan.way is Way.CUT else None
        self.counts: Counter[Call] = Counter()
        self.has_struck = False

    def mend(self) -> None:
        self._is_broken = False

    def take(self) -> None:
        """Decide about the call that waits."""
        held = self._listener.next()
        if held is None:
            return
        call = self._places.of(held)
        if call is None or not self._places.is_to_write(held):
            self._listener.let(held)
            return
        self.counts[call] += 1
        plan = self._plan
        if plan is not None and call == plan.call and self.counts[call] == plan.nth:
            self.has_struck = True
            self._strike(plan, held)
        elif plan is not None and self._is_broken and self._is_alike(plan, call, held):
            self._listener.fail(held, plan.error)
        else:
            if self._unsynced is not None and not call.is_line:
                self._note(self._unsynced, call, held)
            self._listener.let(held)

    def _strike(self, plan: Plan, held: Held) -> None:
        if plan.way in {Way.TORN, Way.SHORT}:
            self._write_half(held)
        if plan.way in {Way.KILL, Way.TORN, Way.CUT}:
            os.kill(self._pid, signal.SIGKILL)
        elif plan.way is Way.SHORT:
            self._is_broken = True
            self._listener.pretend(held, held.arguments[2] // 2)
        else:
            self._is_broken = plan.way is Way.STAYS
            self._listener.fail(held, plan.error)

    def _is_alike(self, plan: Plan, call: Call, held: Held) -> bool:
        """True if what has broken breaks this call too."""
        if plan.way is Way.SHORT:
            # The rest of what was written by half, and no more.
            self._is_broken = call != plan.call
            return call == plan.call
        if plan.call.is_line or call.is_line:
            return call.is_line and call.target == plan.call.target
        if plan.error in _FULL:
            return call.name in _WRITES or (call.name == "open" and self._places.is_new(held))
        return call.name in _CHANGES

    def lose_unsynced(self) -> None:
        """Once the process is gone: cut the power, if that is the plan."""
        if self._unsynced is not None and self._plan is not None and self.has_struck:
            self._unsynced.lose(self._plan.nth)

    def _note(self, unsynced: Unsynced, call: Call, held: Held) -> None:
        """Note what the call is about to do to a file."""
        path = self._places.path_of(held)
        match call.name:
            case "write" | "pwrite64":
                _, address, count = held.arguments[:3]
                unsynced.write(path, self._place(held), self._places.bytes_at(address, count))
            case "ftruncate":
                unsynced.truncate(path, held.arguments[1])
            case "fsync" | "fdatasync":
                unsynced.sync(path)
            case "rename":
                unsynced.rename(path, self._places.other_path_of(held))
            case "unlink":
                unsynced.remove(path)

    def _place(self, held: Held) -> int:
        """Return where in its file a write begins."""
        if held.name == "pwrite64":
            return held.arguments[3]
        return _position(self._pid, held.arguments[0])

    def _write_half(self, held: Held) -> None:
        handle, address, count = held.arguments[:3]
        data = self._places.bytes_at(address, count // 2)
        at = self._place(held)
        copy = os.open(f"/proc/{self._pid}/fd/{handle}", os.O_WRONLY)
        try:
            os.pwrite(copy, data, at)
        finally:
            os.close(copy)


def _position(pid: int, handle: int) -> int:
    lines = Path(f"/proc/{pid}/fdinfo/{handle}").read_text("ascii").splitlines()
    about = dict(line.split(":", 1) for line in lines if ":" in line)
    if int(about["flags"], 8) & os.O_APPEND:
        return Path(f"/proc/{pid}/fd/{handle}").stat().st_size
    return int(about["pos"])


def run_guarded(
    work: Callable[[], int], site: Site, plan: Plan | None, hands: Connection, own: Connection
) -> None:
    """Fork, run ``work`` in the child, and tell ``hands`` how it ended.

    Whatever comes through ``hands`` mends what has broken. ``own`` is the child's alone.
    """
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        code = CRASHED
        try:
            ours.close()
            hands.close()
            hold_calls(theirs)
            code = work()
        finally:
            if sys.exc_info()[0] is not None:
                traceback.print_exc()
            # Whatever happened: nothing of the parent's may run here.
            os._exit(code)
    theirs.close()
    own.close()
    with ours:
        listener = Listener.received(ours)
    guard = _Guard(listener, pid, Places(pid, site.data, site.elsewhere, site.ports), plan)
    is_late = _watch(listener, pid, guard, hands)
    _, status = os.waitpid(pid, 0)
    guard.lose_unsynced()
    listener.close()
    code = os.waitstatus_to_exitcode(status)
    with contextlib.suppress(OSError):
        hands.send(Ended(code, dict(guard.counts), guard.has_struck, is_late))


def _watch(listener: Listener, pid: int, guard: _Guard, hands: Connection) -> bool:
    """Decide about calls until the process has ended; True if it had to be ended."""
    end = os.pidfd_open(pid)
    poll = select.poll()
    for source in (listener.fileno(), end, hands.fileno()):
        poll.register(source, select.POLLIN)
    deadline = time.monotonic() + LONGEST_RUN_S
    is_late = has_told = False
    try:
        while True:
            left_s = max(1.0, deadline - time.monotonic())
            ready = dict(poll.poll(left_s * 1_000))
            if end in ready:
                return is_late
            if ready.get(listener.fileno(), 0) & select.POLLIN:
                guard.take()
                if guard.has_struck and not has_told:
                    has_told = True
                    hands.send(STRUCK)
            if hands.fileno() in ready:
                try:
                    hands.recv()
                    guard.mend()
                except EOFError:
                    # Nobody wants to know any more.
                    poll.unregister(hands.fileno())
                    deadline = 0.0
            if time.monotonic() > deadline and not is_late:
                is_late = True
                os.kill(pid, signal.SIGKILL)
    finally:
        os.close(end)
