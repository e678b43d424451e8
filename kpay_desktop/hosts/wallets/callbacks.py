"""Callbacks of the gateway: a small listener that takes them, and trusts nobody.

A counter PC behind a router is not reached by callbacks, so polling carries every sale and this is
a setting. What it hears is only ever a hint that comes sooner: the flow treats a callback like the
answer to an enquiry, and the same payment told twice counts once.

Everything is bounded: threads, waiting connections, bytes, and the seconds that a peer may take.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import re
import selectors
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass

from kpay_desktop.hosts.net import Deadline
from kpay_desktop.hosts.wallets.codec import callback_answer
from kpay_desktop.hosts.wallets.config import GatewayConfigError
from kpay_desktop.hosts.wallets.messages import (
    MAX_FORM_BYTES,
    Fields,
    UnbelievedError,
    believe_callback,
    read_form,
)
from kpay_desktop.ports import QueryAnswer

log = logging.getLogger(__name__)

WORKERS = 2
MAX_WAITING = 8
MAX_HEAD_BYTES = 8 * 1024
#: How long one caller may take, in seconds, from its connection to our last byte.
CALLER_S = 5.0

_REQUEST_LINE = re.compile(rb"([A-Z]{1,16}) (/[\x21-\x7e]{0,1024}) HTTP/1\.[01]\Z")
_LENGTH = re.compile(rb"[0-9]{1,6}\Z")

#: Takes an order's number and what the callback says; True if it is on the disk.
Handler = Callable[[str, QueryAnswer], bool]


class _RefusedError(Exception):
    """The caller is turned away with this status."""

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True, slots=True)
class CallbackPlace:
    """Where to listen. Port 0 takes a free one; see ``CallbackListener.url``."""

    host: str = "127.0.0.1"
    port: int = 0
    path: str = "/notify"


class CallbackListener:
    """Listens for callbacks and hands the genuine ones to a handler.

    ``handler`` is called on the listener's threads and may wait for a part of ``caller_s``:
    ``success`` is answered after it returned True, and the gateway repeats everything else.
    """

    def __init__(
        self,
        place: CallbackPlace,
        merchant: Fields,
        is_genuine: Callable[[Fields], bool],
        handler: Handler,
        *,
        caller_s: float = CALLER_S,
    ) -> None:
        self._place = place
        self._merchant = merchant
        self._is_genuine = is_genuine
        self._handler = handler
        self._caller_s = caller_s
        self._waiting: queue.Queue[socket.socket | None] = queue.Queue(MAX_WAITING)
        self._threads: list[threading.Thread] = []
        self._listening: socket.socket | None = None
        self._wake: socket.socket | None = None

    @property
    def url(self) -> str:
        """The URL to give to the gateway; only while it listens."""
        if self._listening is None:
            raise RuntimeError("the listener has not been started")
        host, port = self._listening.getsockname()[:2]
        return f"http://{host}:{port}{self._place.path}"

    def start(self) -> None:
        """Begin to listen.

        Raises:
            OSError: the address or port cannot be had.
        """
        listening = socket.create_server(
            (self._place.host, self._place.port), backlog=MAX_WAITING, reuse_port=False
        )
        listening.setblocking(False)
        self._listening = listening
        woken, self._wake = socket.socketpair()
        self._threads = [
            threading.Thread(
                target=self._accept, args=(listening, woken), name="callbacks", daemon=True
            )
        ]
        for number in range(WORKERS):
            self._threads.append(
                threading.Thread(target=self._work, name=f"callback-{number}", daemon=True)
            )
        for thread in self._threads:
            thread.start()

    def stop(self, deadline_s: float) -> None:
        """Stop listening, and let callers that are being served finish."""
        wake, self._wake = self._wake, None
        if wake is None:
            return
        wake.close()
        deadline = Deadline(deadline_s)
        for thread in self._threads:
            with contextlib.suppress(TimeoutError):
                thread.join(deadline.left_s())
        self._threads = []
        self._listening = None

    def _accept(self, listening: socket.socket, woken: socket.socket) -> None:
        with listening, woken, selectors.DefaultSelector() as ready:
            ready.register(listening, selectors.EVENT_READ)
            ready.register(woken, selectors.EVENT_READ)
            while not any(key.fileobj is woken for key, _ in ready.select()):
                # A caller may hang up before it is accepted.
                with contextlib.suppress(OSError):
                    self._queue(listening.accept()[0])
        for _ in range(WORKERS):
            self._waiting.put(None)

    def _queue(self, caller: socket.socket) -> None:
        try:
            self._waiting.put_nowait(caller)
        except queue.Full:
            caller.close()

    def _work(self) -> None:
        while (caller := self._waiting.get()) is not None:
            with caller:
                try:
                    self._serve(caller, Deadline(self._caller_s))
                except OSError:
                    log.debug("callback_caller_lost")
                except Exception as error:
                    # The thread's last line of defence: a fault in the handler is not a success.
                    log.exception("callback_failed kind=%s", type(error).__name__)

    def _serve(self, caller: socket.socket, deadline: Deadline) -> None:
        try:
            body = _read_request(caller, self._place.path.encode("ascii"), deadline)
            status, words = self._take(body)
        except _RefusedError as refusal:
            status, words = refusal.status, "refused"
        answer = (
            f"HTTP/1.1 {status}\r\nContent-Type: text/plain\r\n"
            f"Content-Length: {len(words)}\r\nConnection: close\r\n\r\n{words}"
        )
        caller.settimeout(deadline.left_s())
        caller.sendall(answer.encode("ascii"))

    def _take(self, body: bytes) -> tuple[str, str]:
        try:
            form = read_form(body)
            believe_callback(form, self._merchant, self._is_genuine)
            answer = callback_answer(form)
        except UnbelievedError as error:
            log.info("callback_refused reason=%s detail=%s", error.reason.value, error.what)
            return "400 Bad Request", "refused"
        except GatewayConfigError as error:
            log.info("callback_refused reason=key detail=%s", error.message_id)
            return "503 Service Unavailable", "busy"
        if not self._handler(answer.order_no, answer):
            return "503 Service Unavailable", "busy"
        return "200 OK", "success"


def _read_request(caller: socket.socket, path: bytes, deadline: Deadline) -> bytes:
    """Return the body of a POST to ``path``."""
    head, body = b"", b""
    while b"\r\n\r\n" not in head:
        if len(head) > MAX_HEAD_BYTES:
            raise _RefusedError("431 Request Header Fields Too Large")
        head += _receive(caller, deadline)
    head, body = head.split(b"\r\n\r\n", 1)
    length = _content_length(head, path)
    while len(body) < length:
        body += _receive(caller, deadline)
    return body[:length]


def _receive(caller: socket.socket, deadline: Deadline) -> bytes:
    caller.settimeout(deadline.left_s())
    data = caller.recv(4096)
    if not data:
        raise ConnectionError("the caller hung up")
    return data


def _content_length(head: bytes, path: bytes) -> int:
    """Check the head of a request and return how long its body is."""
    first, *lines = head.split(b"\r\n")
    request = _REQUEST_LINE.match(first)
    if request is None:
        raise _RefusedError("400 Bad Request")
    if request[2].split(b"?", 1)[0] != path:
        raise _RefusedError("404 Not Found")
    if request[1] != b"POST":
        raise _RefusedError("405 Method Not Allowed")
    headers = [line.partition(b":") for line in lines]
    names = [name.strip().lower() for name, _, _ in headers]
    if b"transfer-encoding" in names or names.count(b"content-length") != 1:
        raise _RefusedError("411 Length Required")
    value = headers[names.index(b"content-length")][2].strip()
    if not _LENGTH.match(value):
        raise _RefusedError("400 Bad Request")
    if int(value) > MAX_FORM_BYTES:
        raise _RefusedError("413 Content Too Large")
    return int(value)
