"""Records a day: each change of the till's files in the order in which it happens.

Linux holds up each call that changes the data folder (``tests.faults.kernel``): it is noted with
its bytes, then let go. A sync is done by the recorder itself before the till's call returns: what
follows it in the recording was really behind it.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import socket
import sys
import time
import traceback
from multiprocessing.connection import Connection
from pathlib import Path

from kpay_desktop.simulation.bank.service import Bank, Wishes
from tests.disk import day
from tests.disk.events import Event, Kind, Recording
from tests.faults.ears import Job
from tests.faults.guard import CRASHED, _position
from tests.faults.kernel import Held, Listener, hold_calls
from tests.faults.places import Call, Places
from tests.helpers.forked import pipe_pair, start_forked

LONGEST_S = 240.0
NOT_THE_TILLS = ("bank", "logs")
_INDEX = "-shm"


class RecordError(Exception):
    """The day could not be recorded; the text says why."""


def record(folder: Path, scenarios: tuple[str, ...] = day.DAY, plant: str = "") -> Recording:
    """Live a day below ``folder`` and return what happened to its files.

    ``plant`` is a mistake that its till makes on purpose.

    Raises:
        RecordError: the day did not come to its end.
    """
    data = folder / "data"
    bank = Bank(Wishes(data / "bank", cents_table=False))
    try:
        line = json.dumps(
            {
                "pid": os.getpid(),
                "base_url": bank.gateway.url,
                "desk_url": bank.desk.url,
                "desk_token": bank.desk_token,
                "credentials": str(bank.folder.credentials),
            }
        )
        job = Job(str(data), ",".join(scenarios), line, "sim:", plant=plant)
        ours, theirs = pipe_pair()
        tape = folder / "tape"
        words = folder / "day.stderr"
        arguments = (job, (bank.desk.url, bank.desk_token), theirs, str(tape), str(words))
        process = start_forked(_supervise, arguments)
        theirs.close()
        said = _listen(ours)
        process.join(LONGEST_S)
        if process.is_alive():
            process.kill()
            process.join()
    finally:
        bank.close()
    if not tape.exists() or "stopped" not in [word for word, _ in said]:
        raise RecordError(f"{said[-3:]} {words.read_text('utf-8', 'replace')[-2_000:]}")
    return Recording.load(tape)


def _listen(ours: Connection) -> list[tuple[str, str]]:
    said: list[tuple[str, str]] = []
    deadline = time.monotonic() + LONGEST_S
    with ours:
        while time.monotonic() < deadline:
            try:
                if ours.poll(1.0):
                    said.append(ours.recv())
            except (EOFError, ConnectionResetError):
                break
    return said


def _supervise(job: Job, desk: tuple[str, str], pipe: Connection, tape: str, words: str) -> None:
    handle = os.open(words, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    for stream in (1, 2):
        os.dup2(handle, stream)
    os.close(handle)
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        code = CRASHED
        try:
            ours.close()
            hold_calls(theirs)
            code = day.main(job, pipe.send, *desk)
        finally:
            if sys.exc_info()[0] is not None:
                traceback.print_exc()
            # Whatever happened: nothing of the parent's may run here.
            os._exit(code)
    theirs.close()
    with ours:
        listener = Listener.received(ours)
    data = Path(job.data)
    recorder = Recorder(listener, pid, data)
    recorder.run()
    os.waitpid(pid, 0)
    listener.close()
    recorder.recording.save(Path(tape))
    pipe.close()


class Recorder:
    """Notes what a process does to its files."""

    def __init__(self, listener: Listener, pid: int, data: Path) -> None:
        self._listener, self._pid, self._data = listener, pid, data.resolve()
        self._places = Places(pid, data, NOT_THE_TILLS, {})
        self._events: list[Event] = []
        self._begin = _files(self._data)

    @property
    def recording(self) -> Recording:
        """What was noted so far."""
        return Recording(self._begin, tuple(self._events))

    def run(self) -> None:
        """Note, until the process has ended."""
        end = os.pidfd_open(self._pid)
        poll = select.poll()
        poll.register(self._listener.fileno(), select.POLLIN)
        poll.register(end, select.POLLIN)
        try:
            while True:
                ready = dict(poll.poll(1_000))
                if ready.get(self._listener.fileno(), 0) & select.POLLIN:
                    self._take()
                elif end in ready:
                    return
        finally:
            os.close(end)

    def _take(self) -> None:
        held = self._listener.next()
        if held is None:
            return
        call = self._places.of(held)
        is_ours = call is not None and not call.is_line and self._places.is_to_write(held)
        if call is None or not is_ours or call.target.endswith(_INDEX):
            self._listener.let(held)
            return
        if call.name in {"fsync", "fdatasync"} and call.target != ".":
            with contextlib.suppress(OSError):
                self._sync(held)
                self._events.append(Event(Kind.SYNC, call.target))
                self._listener.pretend(held, 0)
                return
        event = self._event(call, held)
        if event is not None:
            self._events.append(event)
        self._listener.let(held)

    def _sync(self, held: Held) -> None:
        copy = os.open(f"/proc/{self._pid}/fd/{held.arguments[0]}", os.O_RDONLY)
        try:
            os.fsync(copy)
        finally:
            os.close(copy)

    def _event(self, call: Call, held: Held) -> Event | None:
        match call.name:
            case "write" | "pwrite64":
                return self._written(call, held)
            case "open":
                is_new = self._places.is_new(held)
                return Event(Kind.CREATE, call.target) if is_new else self._emptied(call, held)
            case "ftruncate":
                return Event(Kind.TRUNCATE, call.target, held.arguments[1])
            case "rename":
                to = self._places.other_path_of(held).relative_to(self._data)
                return Event(Kind.RENAME, call.target, data=str(to).encode())
            case "unlink":
                return Event(Kind.UNLINK, call.target)
            case _:
                return None

    def _emptied(self, call: Call, held: Held) -> Event | None:
        flags = held.arguments[1 if held.name == "open" else 2]
        return Event(Kind.TRUNCATE, call.target, 0) if flags & os.O_TRUNC else None

    def _written(self, call: Call, held: Held) -> Event:
        _, address, count = held.arguments[:3]
        data = self._places.bytes_at(address, count)
        if call.target == day.MARKS:
            return Event(Kind.MARK, call.target, data=data.strip())
        if call.target.startswith("paper/"):
            return Event(Kind.PAPER, call.target, data=data)
        is_placed = held.name == "pwrite64"
        at = held.arguments[3] if is_placed else _position(self._pid, held.arguments[0])
        return Event(Kind.WRITE, call.target, at, data)


def _files(data: Path) -> dict[str, bytes]:
    """Return what lies in the folder of the till's own."""
    found = {}
    for path in data.rglob("*"):
        name = str(path.relative_to(data))
        if path.is_file() and name.split("/", 1)[0] not in NOT_THE_TILLS:
            found[name] = path.read_bytes()
    return found
