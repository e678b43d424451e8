"""The spooler of Windows in software: its functions, called through ctypes as the real ones are."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

from hardware.printer.winspool import (
    Buffer,
    DocInfo,
    Handle,
    JobInfo,
    PrinterInfo,
    WinspoolCalls,
)
from kpay_desktop.simulation.paper.printer import Paper
from tests.helpers.print_queues import ENDED, Job, JobState, QueueTwin

QUEUE = "EPSON TM-T20III Receipt"
INVALID_NAME, INVALID_PARAMETER, INSUFFICIENT_BUFFER, OUT_OF_PAPER = 1801, 87, 122, 28
PAUSED, PAPER_OUT, OFFLINE, DOOR_OPEN = 0x1, 0x10, 0x80, 0x400000
STATES = {
    JobState.PENDING: 0x0008,  # spooling
    JobState.PROCESSING: 0x0010,
    JobState.CANCELLED: 0x0100,
}


@dataclass(slots=True)
class _Open:
    job: Job | None = None
    title: str = ""
    data: bytes = b""


class WindowsTwin:
    """One queue. ``fails`` names functions that fail; ``extra_bytes`` is the text behind a
    structure, which grows by ``grows_bytes`` with each call; ``keeps_printed``: jobs stay in the
    queue when they are through.
    """

    def __init__(self, queue: QueueTwin) -> None:
        self.queue = queue
        self.fails: set[str] = set()
        self.extra_bytes = 100
        self.grows_bytes = 0
        self.keeps_printed = False
        self.works_offline = False
        self.open: dict[int, _Open] = {}
        self.opened = 0
        self._error = 0

    @property
    def calls(self) -> WinspoolCalls:
        """The functions."""
        return WinspoolCalls(
            open_printer=self._open_printer,
            close_printer=self._close_printer,
            get_printer=self._get_printer,
            start_doc=self._start_doc,
            start_page=lambda handle: self._done("start_page"),
            write=self._write,
            end_page=lambda handle: self._done("end_page"),
            end_doc=self._end_doc,
            get_job=self._get_job,
            set_job=self._set_job,
            last_error=lambda: self._error,
        )

    def _done(self, name: str, error: int = 5) -> int:
        if name in self.fails:
            self._error = error
            return 0
        return 1

    def _open_printer(self, name: str, handle: ctypes._Pointer[Handle], defaults: None) -> int:
        if name != QUEUE:
            self._error = INVALID_NAME
            return 0
        self.opened += 1
        self.open[self.opened] = _Open()
        handle.contents.value = self.opened
        return self._done("open_printer")

    def _close_printer(self, handle: Handle) -> int:
        del self.open[handle.value or 0]
        return 1

    def _get_printer(
        self,
        handle: Handle,
        level: int,
        room: Buffer | None,
        size: int,
        needed: ctypes._Pointer[ctypes.c_uint32],
    ) -> int:
        assert (level, (handle.value or 0) in self.open) == (2, True)
        switches = self.queue.model.switches
        info = PrinterInfo()
        info.status = (
            (PAUSED if self.queue.is_paused or self.queue.is_rejecting else 0)
            | (PAPER_OUT if switches.paper is Paper.OUT else 0)
            | (DOOR_OPEN if switches.cover_open else 0)
            | (OFFLINE if switches.is_offline or not switches.has_power else 0)
        )
        info.attributes = 0x400 if self.works_offline else 0
        info.jobs = len(self.queue.left)
        return self._fill("get_printer", bytes(info), room, size, needed)

    def _start_doc(self, handle: Handle, level: int, info: ctypes._Pointer[DocInfo]) -> int:
        assert (level, info.contents.data_type, info.contents.output_file) == (1, "RAW", None)
        if not self._done("start_doc"):
            return 0
        opened = self.open[handle.value or 0]
        opened.title = info.contents.document
        return len(self.queue.jobs) + 1

    def _write(
        self,
        handle: Handle,
        data: bytes,
        size: int,
        written: ctypes._Pointer[ctypes.c_uint32],
    ) -> int:
        taken = min(size, 1000)  # less than it was given, as it may
        self.open[handle.value or 0].data += data[:taken]
        written.contents.value = taken
        return self._done("write", OUT_OF_PAPER)

    def _end_doc(self, handle: Handle) -> int:
        opened = self.open[handle.value or 0]
        if {"start_page", "write", "end_page"} & self.fails:
            return 1
        opened.job = self.queue.add(opened.title, opened.data)
        return self._done("end_doc")

    def _get_job(
        self,
        handle: Handle,
        number: int,
        level: int,
        room: Buffer | None,
        size: int,
        needed: ctypes._Pointer[ctypes.c_uint32],
    ) -> int:
        assert level == 1
        job = self.queue.jobs.get(number)
        if job is None or (job.state is JobState.COMPLETED and not self.keeps_printed):
            self._error = INVALID_PARAMETER
            return 0
        info = JobInfo()
        info.job_id = number
        info.status = STATES.get(job.state, 0x0080)
        return self._fill("get_job", bytes(info), room, size, needed)

    def _set_job(self, handle: Handle, number: int, level: int, info: None, command: int) -> int:
        assert (level, command) == (0, 5)
        job = self.queue.jobs.get(number)
        if job is None or job.state in ENDED:
            self._error = INVALID_PARAMETER
            return 0
        self.queue.cancel(number)
        return self._done("set_job")

    def _fill(
        self,
        name: str,
        info: bytes,
        room: Buffer | None,
        size: int,
        needed: ctypes._Pointer[ctypes.c_uint32],
    ) -> int:
        needed.contents.value = len(info) + self.extra_bytes
        self.extra_bytes += self.grows_bytes
        if room is None or size < needed.contents.value:
            self._error = INSUFFICIENT_BUFFER
            return 0
        ctypes.memmove(room, info, len(info))
        return self._done(name)
