"""A print queue of Windows, given slips as they are (data type RAW)."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, TypeVar

from hardware.printer import winspool as w
from hardware.printer.spooled import JobEnd, SpoolError
from hardware.printer.talk import (
    COVER_OPEN,
    NO_ANSWER,
    OFFLINE,
    PAPER_OUT,
    QUEUE_BUSY,
    QUEUE_STOPPED,
    READY,
    UNREACHABLE,
)
from kpay_desktop.ports import DeviceStatus

_Info = TypeVar("_Info", w.JobInfo, w.PrinterInfo)
_Fill = Callable[[w.Buffer | None, int, "ctypes._Pointer[ctypes.c_uint32]"], int]

_TRIES: Final = 4
_PIECE_BYTES: Final = 64 * 1024


class WindowsSpooler:
    """The queue that Windows knows by the name ``queue``."""

    has_plug: Final = True

    def __init__(self, queue: str, calls: w.WinspoolCalls) -> None:
        self.name = f"win:{queue}"
        self._queue = queue
        self._calls = calls

    def state(self, deadline: float) -> DeviceStatus:
        """See :class:`hardware.printer.spooled.Spooler`."""
        del deadline  # the spooler knows none
        calls = self._calls
        with self._open() as handle:
            info = self._read(
                w.PrinterInfo,
                lambda room, size, needed: calls.get_printer(
                    handle, w.LEVEL_PRINTER, room, size, needed
                ),
            )
            if info is None:
                raise self._failed("GetPrinter")
        return _lamp(info.status, info.attributes, info.jobs)

    def submit(self, data: bytes, title: str, deadline: float) -> int:
        """See :class:`hardware.printer.spooled.Spooler`."""
        del deadline
        calls = self._calls
        with self._open() as handle:
            document = w.DocInfo(title or "slip", None, w.RAW)
            number = calls.start_doc(handle, w.LEVEL_DOC, ctypes.pointer(document))
            if not number:
                raise self._failed("StartDocPrinter")
            if not self._write(handle, data):
                error = self._failed("WritePrinter", is_certain=False)
                calls.set_job(handle, number, 0, None, w.DELETE_JOB)
                calls.end_doc(handle)
                raise error
            if not calls.end_doc(handle):
                raise self._failed("EndDocPrinter", is_certain=False)
        return number

    def job(self, number: int, deadline: float) -> JobEnd:
        """See :class:`hardware.printer.spooled.Spooler`."""
        del deadline
        calls = self._calls
        with self._open() as handle:
            info = self._read(
                w.JobInfo,
                lambda room, size, needed: calls.get_job(
                    handle, number, w.LEVEL_JOB, room, size, needed
                ),
            )
            if info is None:
                if calls.last_error() == w.ERROR_INVALID_PARAMETER:
                    return JobEnd.DONE  # through, and forgotten
                raise self._failed("GetJob")
        if info.status & w.JOB_GONE_WRONG:
            return JobEnd.FAILED
        return JobEnd.DONE if info.status & w.JOB_THROUGH else JobEnd.WAITING

    def cancel(self, number: int, deadline: float) -> None:
        """See :class:`hardware.printer.spooled.Spooler`."""
        del deadline
        with self._open() as handle:
            if self._calls.set_job(handle, number, 0, None, w.DELETE_JOB):
                return
            if self._calls.last_error() != w.ERROR_INVALID_PARAMETER:
                raise self._failed("SetJob")

    @contextmanager
    def _open(self) -> Iterator[w.Handle]:
        handle = w.Handle()
        if not self._calls.open_printer(self._queue, ctypes.pointer(handle), None):
            raise self._failed("OpenPrinter", UNREACHABLE)
        try:
            yield handle
        finally:
            self._calls.close_printer(handle)

    def _write(self, handle: w.Handle, data: bytes) -> bool:
        calls = self._calls
        if not calls.start_page(handle):
            return False
        at = 0
        while at < len(data):
            piece = data[at : at + _PIECE_BYTES]
            written = ctypes.c_uint32()
            is_good = calls.write(handle, piece, len(piece), ctypes.pointer(written))
            if not is_good or not written.value:
                return False
            at += written.value
        return bool(calls.end_page(handle))

    def _read(self, kind: type[_Info], fill: _Fill) -> _Info | None:
        """Return what ``fill`` tells, None if it fails. It may grow between two calls."""
        needed = ctypes.c_uint32(ctypes.sizeof(kind))
        for _ in range(_TRIES):
            room = ctypes.create_string_buffer(max(needed.value, ctypes.sizeof(kind)))
            if fill(room, len(room), ctypes.pointer(needed)):
                return kind.from_buffer_copy(room)
            if self._calls.last_error() != w.ERROR_INSUFFICIENT_BUFFER:
                return None
        return None

    def _failed(
        self, call: str, state: DeviceStatus = NO_ANSWER, *, is_certain: bool = True
    ) -> SpoolError:
        return SpoolError(f"{call} {self._calls.last_error()}", state, is_certain=is_certain)


def _lamp(status: int, attributes: int, jobs: int) -> DeviceStatus:
    """Return what the lamp says, the most useful thing first."""
    flags = (
        (w.PRINTER_STOPPED, QUEUE_STOPPED),
        (w.PRINTER_DOOR_OPEN, COVER_OPEN),
        (w.PRINTER_PAPER_OUT, PAPER_OUT),
        (w.PRINTER_AWAY, OFFLINE),
    )
    for bits, state in flags:
        if status & bits:
            return state
    if attributes & w.ATTRIBUTE_WORK_OFFLINE:
        return OFFLINE
    return QUEUE_BUSY if jobs else READY
