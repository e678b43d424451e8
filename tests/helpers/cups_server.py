"""CUPS in software: its protocol (RFC 8010) read and written by hand, before a queue's twin."""

from __future__ import annotations

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from kpay_desktop.simulation.paper.printer import Paper, Switches
from tests.helpers.print_queues import QueueTwin

QUEUE = "slips"
URI = f"ipp://localhost/printers/{QUEUE}"
OK, NOT_POSSIBLE, NOT_FOUND, NOT_ACCEPTING = 0x0000, 0x0404, 0x0406, 0x0506
IDLE, PROCESSING, STOPPED = 3, 4, 5
MAX_ANSWER_BYTES = 64 * 1024


class Mood(StrEnum):
    """How the server answers: as it should, never, with a broken line, with anything but IPP."""

    WELL = "well"
    SILENT = "silent"
    BREAKS = "breaks"
    GARBLES = "garbles"
    FORBIDS = "forbids"


class CupsTwin:
    """The server's state. ``keeps_history``: jobs are still known when they are through."""

    def __init__(self, queue: QueueTwin) -> None:
        self.queue = queue
        self.mood = Mood.WELL
        self.keeps_history = True
        self.stopping = threading.Event()
        self.users: list[str] = []

    def answer(self, body: bytes) -> bytes:
        """Return the answer to a request."""
        version, operation, number = struct.unpack_from(">HHI", body)
        assert version == 0x0101
        attributes, data = read_attributes(body[8:])
        status, told = self._carry_out(operation, attributes, data)
        return struct.pack(">HHI", version, status, number) + told

    def _carry_out(
        self, operation: int, asked: dict[str, list[bytes]], data: bytes
    ) -> tuple[int, bytes]:
        names = list(asked)
        assert names[:3] == ["attributes-charset", "attributes-natural-language", "printer-uri"]
        self.users += [user.decode() for user in asked["requesting-user-name"]]
        if asked["printer-uri"] != [URI.encode()]:
            return NOT_FOUND, b"\x03"
        if operation == 0x000B:
            return OK, self._printer()
        if operation == 0x0002:
            assert asked["document-format"] == [b"application/vnd.cups-raw"]
            if self.queue.is_rejecting:
                return NOT_ACCEPTING, b"\x03"
            job = self.queue.add(asked["job-name"][0].decode(), data)
            return OK, b"\x02" + value(0x21, "job-id", job.number) + b"\x03"
        assert names[3] == "job-id", "what names the target comes first"
        (number,) = struct.unpack(">i", asked["job-id"][0])
        if operation == 0x0008:
            if number not in self.queue.jobs:
                return NOT_FOUND, b"\x03"
            return (OK if self.queue.cancel(number) else NOT_POSSIBLE), b"\x03"
        assert operation == 0x0009
        job_there = self.queue.jobs.get(number)
        if job_there is None or (not self.keeps_history and job_there not in self.queue.left):
            return NOT_FOUND, b"\x03"
        return OK, b"\x02" + value(0x23, "job-state", int(job_there.state)) + b"\x03"

    def _printer(self) -> bytes:
        left = self.queue.left
        state = STOPPED if self.queue.is_paused else PROCESSING if left else IDLE
        reasons = reasons_of(self.queue.model.switches)
        told = b"\x04" + value(0x23, "printer-state", state)
        for number, reason in enumerate(reasons):
            told += value(0x44, "" if number else "printer-state-reasons", reason)
        told += value(0x22, "printer-is-accepting-jobs", not self.queue.is_rejecting)
        return told + value(0x21, "queued-job-count", len(left)) + b"\x03"


def reasons_of(switches: Switches) -> list[str]:
    """Return what a backend says of a printer that it is sending to."""
    reasons = []
    if switches.paper is Paper.OUT:
        reasons.append("media-empty-error")
    if switches.paper is Paper.LOW:
        reasons.append("media-low-report")
    if switches.cover_open:
        reasons.append("cover-open-warning")
    if switches.is_offline:
        reasons.append("offline-report")
    if not switches.has_power:
        reasons.append("connecting-to-device")
    return reasons or ["none"]


def value(tag: int, name: str, given: int | str) -> bytes:
    """Return one value as it stands in a message."""
    if isinstance(given, bool):
        raw = bytes((given,))
    elif isinstance(given, int):
        raw = struct.pack(">i", given)
    else:
        raw = given.encode()
    text = name.encode()
    return struct.pack(">BH", tag, len(text)) + text + struct.pack(">H", len(raw)) + raw


def read_attributes(body: bytes) -> tuple[dict[str, list[bytes]], bytes]:
    """Return the attributes in their order, and the document behind them."""
    found: dict[str, list[bytes]] = {}
    name, at = "", 0
    while body[at] != 0x03:
        if body[at] < 0x10:
            at += 1
            continue
        (length,) = struct.unpack_from(">H", body, at + 1)
        name = body[at + 3 : at + 3 + length].decode() or name
        at += 3 + length
        (length,) = struct.unpack_from(">H", body, at)
        found.setdefault(name, []).append(body[at + 2 : at + 2 + length])
        at += 2 + length
    return found, body[at + 1 :]


class _Handler(BaseHTTPRequestHandler):
    twin: CupsTwin

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        assert self.headers["Content-Type"] == "application/ipp"
        mood = self.twin.mood
        if mood is Mood.SILENT:
            self.twin.stopping.wait(10.0)
        if mood in {Mood.SILENT, Mood.BREAKS}:
            self.close_connection = True
            return
        answer = self.twin.answer(body) if mood is Mood.WELL else b"\x01\x01"
        self.send_response(401 if mood is Mood.FORBIDS else 200)
        self.send_header("Content-Type", "application/ipp")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Say nothing on the terminal."""


class _Tcp(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


class _Socket(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


@contextmanager
def cups_server(queue: QueueTwin, socket: Path | None = None) -> Iterator[tuple[CupsTwin, str]]:
    """Yield CUPS and where it listens: on the loopback, or on a socket of the file system."""
    twin = CupsTwin(queue)
    handler = type("Handler", (_Handler,), {"twin": twin})
    server: socketserver.BaseServer
    if socket is None:
        tcp = _Tcp(("127.0.0.1", 0), handler)
        server, where = tcp, f"127.0.0.1:{tcp.server_address[1]}"
    else:
        server, where = _Socket(str(socket), handler), str(socket)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), name="cups", daemon=True)
    thread.start()
    try:
        yield twin, where
    finally:
        twin.stopping.set()
        server.shutdown()
        thread.join(5.0)
        server.server_close()
