"""Print queues that are not the till's: what CUPS and Windows do with jobs, and how they say it."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from enum import IntEnum

from kpay_desktop.simulation.paper.printer import Connection, PowerGoneError, PrinterModel

_LOOK_S = 0.01


class JobState(IntEnum):
    """As IPP numbers them (RFC 8011 §5.3.7)."""

    PENDING = 3
    PROCESSING = 5
    CANCELLED = 7
    ABORTED = 8
    COMPLETED = 9


ENDED = {JobState.CANCELLED, JobState.ABORTED, JobState.COMPLETED}


@dataclass(slots=True)
class Job:
    """A job; ``title`` is what people see of it."""

    number: int
    title: str
    data: bytes
    state: JobState = JobState.PENDING


class QueueTwin:
    """A queue before the simulated printer. Jobs go in order, and one that fails is sent again.

    ``is_paused``: takes jobs and prints none. ``is_rejecting``: takes none. ``gives_up``: a job
    that it cannot print is thrown away instead.
    """

    def __init__(self, model: PrinterModel) -> None:
        self.model = model
        self.is_paused = False
        self.is_rejecting = False
        self.gives_up = False
        self.jobs: dict[int, Job] = {}
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._rests = threading.Event()
        self._thread = threading.Thread(target=self._run, name="queue-twin", daemon=True)

    def start(self) -> None:
        """Begin to print."""
        self._thread.start()

    def stop(self) -> None:
        """End."""
        self._stopping.set()
        self._thread.join(5.0)

    def add(self, title: str, data: bytes) -> Job:
        """Take a job."""
        with self._lock:
            self._rests.clear()
            job = Job(len(self.jobs) + 1, title, data)
            self.jobs[job.number] = job
            return job

    def cancel(self, number: int) -> bool:
        """Take a job out; False if it has ended."""
        with self._lock:
            job = self.jobs[number]
            if job.state in ENDED:
                return False
            job.state = JobState.CANCELLED
            return True

    def rest(self) -> None:
        """Wait until nothing is at the printer."""
        assert self._rests.wait(60.0)

    @property
    def left(self) -> list[Job]:
        """The jobs that have not ended."""
        with self._lock:
            return [job for job in self.jobs.values() if job.state not in ENDED]

    def _run(self) -> None:
        while not self._stopping.wait(_LOOK_S):
            left = self.left
            if left and not self.is_paused:
                self._print(left[0])
            else:
                self._rests.set()

    def _print(self, job: Job) -> None:
        line: Connection | None = None
        sent = 0
        self._move(job, JobState.PROCESSING)
        while job.state is JobState.PROCESSING and not self._stopping.is_set():
            try:
                if line is None:
                    line, sent = self.model.connect(), 0
                sent += line.send(job.data[sent:], _LOOK_S) if sent < len(job.data) else 0
                if not line.is_open:
                    raise PowerGoneError("went off with what it had")
            except PowerGoneError:
                line = None
                if self.gives_up:
                    self._move(job, JobState.ABORTED)
                self._stopping.wait(_LOOK_S)
            if line is not None and sent == len(job.data):
                if not self.model.waiting_bytes:
                    self._move(job, JobState.COMPLETED)
                self._stopping.wait(_LOOK_S)
        if line is not None:
            line.close()

    def _move(self, job: Job, state: JobState) -> None:
        with self._lock:
            if job.state not in ENDED:
                job.state = state
