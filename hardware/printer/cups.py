"""A raw queue of CUPS, asked in its own protocol: the state of jobs and of printers by number.

The commands ``lp`` and ``lpstat`` would do for printing, but ``lpstat`` shows a job that the queue
gave up as it shows one that is through (seen with CUPS 2.4), and a slip would be lost unnoticed.
"""

from __future__ import annotations

import getpass
import http.client
import socket
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import quote

from hardware.printer import ipp
from hardware.printer.ipp import Answer, Attribute, IppError, Tag
from hardware.printer.spooled import JobEnd, SpoolError
from hardware.printer.talk import (
    COVER_OPEN,
    NO_ANSWER,
    OFFLINE,
    PAPER_LOW,
    PAPER_OUT,
    QUEUE_BUSY,
    QUEUE_STOPPED,
    READY,
    UNREACHABLE,
)
from kpay_desktop.ports import DeviceStatus

DEFAULT_PORT: Final = 631
_SOCKETS: Final = ("/run/cups/cups.sock", "/var/run/cups/cups.sock", "/private/var/run/cupsd")
_UNIX: Final = 1  # AF_UNIX, by its number: Python on Windows does not name it
_MAX_ANSWER_BYTES: Final = 256 * 1024
_TITLE_LENGTH: Final = 64

# printer-state and job-state (RFC 8011 §5.4.11, §5.3.7)
_PRINTER_STOPPED: Final = 5
_JOB_ENDS: Final = {7: JobEnd.FAILED, 8: JobEnd.FAILED, 9: JobEnd.DONE}

# The printer's own reasons, as backends report them, the most useful first.
_REASONS: Final = (
    ("cover-open", COVER_OPEN),
    ("door-open", COVER_OPEN),
    ("media-empty", PAPER_OUT),
    ("media-needed", PAPER_OUT),
    ("media-jam", OFFLINE),
    ("offline", OFFLINE),
    ("shutdown", OFFLINE),
    ("connecting-to-device", UNREACHABLE),
    ("timed-out", UNREACHABLE),
)
_SEVERITIES: Final = ("-error", "-warning", "-report")


def find_server(environ: Mapping[str, str]) -> str:
    """Return where CUPS listens: ``CUPS_SERVER``, its socket, or its port on this machine."""
    named = environ.get("CUPS_SERVER", "").strip()
    if named:
        return named
    return next((path for path in _SOCKETS if Path(path).is_socket()), f"localhost:{DEFAULT_PORT}")


class CupsSpooler:
    """The queue ``queue`` of the CUPS at ``server``: a socket's path, or ``HOST:PORT``."""

    has_plug: Final = True

    def __init__(self, queue: str, server: str) -> None:
        self.name = f"cups:{queue}"
        self._server = server
        self._path = f"/printers/{quote(queue, safe='')}"
        self._uri = f"ipp://localhost{self._path}"
        self._user = _user()

    def state(self, deadline: float) -> DeviceStatus:
        """See :class:`hardware.printer.spooled.Spooler`."""
        names = ("printer-state", "printer-state-reasons", "printer-is-accepting-jobs")
        wanted = Attribute(Tag.KEYWORD, "requested-attributes", (*names, "queued-job-count"))
        told = self._good(self._ask(ipp.GET_PRINTER, (wanted,), deadline))
        reasons = {_bare(reason) for reason in told.words("printer-state-reasons")}
        is_accepting = told.number("printer-is-accepting-jobs") != 0
        if not is_accepting or told.number("printer-state") == _PRINTER_STOPPED:
            return QUEUE_STOPPED
        if told.number("queued-job-count"):
            return next((state for reason, state in _REASONS if reason in reasons), QUEUE_BUSY)
        # What a reason says was so when the last job was printed. Only another one can show
        # whether it still is, so that it must not keep one from being sent.
        return PAPER_LOW if "media-low" in reasons else READY

    def submit(self, data: bytes, title: str, deadline: float) -> int:
        """See :class:`hardware.printer.spooled.Spooler`."""
        attributes = (
            Attribute(Tag.NAME, "job-name", (title[:_TITLE_LENGTH] or "slip",)),
            Attribute(Tag.MIME_TYPE, "document-format", ("application/vnd.cups-raw",)),
        )
        told = self._good(self._ask(ipp.PRINT_JOB, attributes, deadline, data))
        number = told.number("job-id")
        if number is None:
            raise SpoolError("a job without a number", NO_ANSWER, is_certain=False)
        return number

    def job(self, number: int, deadline: float) -> JobEnd:
        """See :class:`hardware.printer.spooled.Spooler`."""
        job = Attribute(Tag.INTEGER, "job-id", (number,))
        wanted = Attribute(Tag.KEYWORD, "requested-attributes", ("job-state",))
        told = self._ask(ipp.GET_JOB, (job, wanted), deadline)
        if told.status == ipp.NOT_FOUND:
            # A CUPS that keeps no history forgets a job once it is through.
            return JobEnd.DONE
        return _JOB_ENDS.get(self._good(told).number("job-state") or 0, JobEnd.WAITING)

    def cancel(self, number: int, deadline: float) -> None:
        """See :class:`hardware.printer.spooled.Spooler`."""
        job = Attribute(Tag.INTEGER, "job-id", (number,))
        told = self._ask(ipp.CANCEL_JOB, (job,), deadline)
        if told.status not in {ipp.NOT_FOUND, ipp.NOT_POSSIBLE}:
            self._good(told)

    def _good(self, told: Answer) -> Answer:
        if told.is_good:
            return told
        state = UNREACHABLE if told.status == ipp.NOT_FOUND else QUEUE_STOPPED
        raise SpoolError(f"CUPS refused with {told.status:04x}", state)

    def _ask(
        self,
        operation: int,
        attributes: tuple[Attribute, ...],
        deadline: float,
        data: bytes = b"",
    ) -> Answer:
        who = (
            Attribute(Tag.URI, "printer-uri", (self._uri,)),
            # The order matters: what names the target stands before all others.
            *(a for a in attributes if a.name == "job-id"),
            Attribute(Tag.NAME, "requesting-user-name", (self._user,)),
            *(a for a in attributes if a.name != "job-id"),
        )
        body = ipp.request(operation, who, data)
        connection = _connection(self._server, max(0.01, deadline - time.monotonic()))
        try:
            return self._exchange(connection, body)
        finally:
            connection.close()

    def _exchange(self, connection: http.client.HTTPConnection, body: bytes) -> Answer:
        headers = {"Content-Type": "application/ipp", "Connection": "close"}
        try:
            connection.request("POST", self._path, body, headers)
        except (OSError, http.client.HTTPException) as error:
            # The request has not left whole, so that nothing can have come of it.
            raise SpoolError(type(error).__name__, UNREACHABLE) from error
        try:
            response = connection.getresponse()
            said = response.read(_MAX_ANSWER_BYTES)
        except (OSError, http.client.HTTPException) as error:
            raise SpoolError(type(error).__name__, NO_ANSWER, is_certain=False) from error
        if response.status != http.client.OK:
            raise SpoolError(f"CUPS answered HTTP {response.status}", UNREACHABLE)
        try:
            return ipp.answer(said)
        except IppError as error:
            raise SpoolError("CUPS answered no IPP", NO_ANSWER, is_certain=False) from error


class _SocketConnection(http.client.HTTPConnection):
    """HTTP over a socket of this machine."""

    def __init__(self, path: str, timeout_s: float) -> None:
        super().__init__("localhost", timeout=timeout_s)
        self._path = path
        self._timeout_s = timeout_s

    def connect(self) -> None:
        line = socket.socket(_UNIX, socket.SOCK_STREAM)
        try:
            line.settimeout(self._timeout_s)
            line.connect(self._path)
        except OSError:
            line.close()
            raise
        self.sock = line


def _connection(server: str, timeout_s: float) -> http.client.HTTPConnection:
    if server.startswith("/"):
        return _SocketConnection(server, timeout_s)
    host, colon, port = server.rpartition(":")
    if not colon or not port.isdecimal():
        host, port = server, str(DEFAULT_PORT)
    return http.client.HTTPConnection(host.strip("[]"), int(port), timeout=timeout_s)


def _bare(reason: str) -> str:
    for severity in _SEVERITIES:
        reason = reason.removesuffix(severity)
    return reason


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "kpay"
