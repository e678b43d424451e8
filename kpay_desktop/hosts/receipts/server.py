"""Serves customers' receipts in the shop's own network: to those who have the token, for a while.

It listens at one private address of this computer, never at all of them, and follows that address
when the network changes over: under its old port, so that what was handed out is right again when
the old network is back. Everything is bounded: threads, waiting connections, bytes, and the seconds
that a caller may take.
"""

from __future__ import annotations

import contextlib
import ipaddress
import logging
import queue
import selectors
import socket
import threading
from collections.abc import Callable
from typing import Final

from kpay_desktop.hosts.net import Deadline
from kpay_desktop.hosts.receipts.lan import lan_address
from kpay_desktop.hosts.receipts.request import (
    MOST_HEAD_BYTES,
    PATH,
    Receipt,
    RefusedError,
    busy,
    gone,
    receipt_answer,
    refusal_answer,
    wanted_token,
)
from kpay_desktop.ports import BusyError, StoreError
from kpay_desktop.settings_receipt import AUTO_ADDRESS, EReceiptSettings, is_private

log = logging.getLogger(__name__)

WORKERS: Final = 3
MOST_WAITING: Final = 8
#: How long one caller may take, in seconds, to ask and then to take the file.
ASK_S: Final = 3.0
TAKE_S: Final = 10.0
#: How long a caller who has the answer is waited for to hang up, in seconds.
FAREWELL_S: Final = 1.0
#: How often the computer's address is looked at, in seconds, and how long somebody waits for that.
LOOK_S: Final = 5.0
LOOKED_S: Final = 2.0

#: Takes a token; returns its receipt, or None if there is none. May raise ``BusyError`` and
#: ``StoreError`` for a till that cannot look now.
Fetch = Callable[[str], Receipt | None]


class ReceiptServer:
    """Hands receipts out. ``fetch`` is called on the server's threads.

    ``moved`` is called, on a thread of the server, when receipts are fetched elsewhere than at the
    start or at the last call; nowhere counts as a place too.
    """

    def __init__(
        self,
        settings: EReceiptSettings,
        fetch: Fetch,
        moved: Callable[[], None] = lambda: None,
        *,
        find_address: Callable[[], str | None] | None = None,
        ask_s: float = ASK_S,
        look_s: float | None = None,
    ) -> None:
        self._fetch = fetch
        self._moved = moved
        self._find_address = _finder(settings.address, find_address or lan_address)
        self._ask_s = ask_s
        self._look_s = LOOK_S if look_s is None else look_s
        self._fixed_port = self._port = settings.port
        self._base: str | None = None
        self._fault = ""
        self._looked = threading.Condition()
        self._asked = self._answered = 0
        self._waiting: queue.Queue[socket.socket | None] = queue.Queue(MOST_WAITING)
        self._serving: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._wake: socket.socket | None = None

    def start(self) -> None:
        """Begin to serve, now or as soon as the computer is in a network. Only once."""
        woken, self._wake = socket.socketpair()
        listen = threading.Thread(target=self._listen, args=(woken,), name="receipts", daemon=True)
        workers = [
            threading.Thread(target=self._work, name=f"receipt-{number}", daemon=True)
            for number in range(WORKERS)
        ]
        self._threads = [listen, *workers]
        for thread in self._threads:
            thread.start()

    def stop(self, deadline_s: float) -> None:
        """Stop: nothing is reachable any more, and whoever is being served is hung up on."""
        wake, self._wake = self._wake, None
        if wake is None:
            return
        wake.close()
        deadline = Deadline(deadline_s)
        for thread in self._threads:
            with contextlib.suppress(TimeoutError):
                thread.join(deadline.left_s())
        self._threads = []

    def url(self, token: str) -> str | None:
        """Return where a receipt is fetched now; None while the till is in no private network.

        Waits until the computer's address has been looked at, ``LOOKED_S`` at most.
        """
        wake = self._wake
        if wake is None:
            return None
        with self._looked:
            # A look that is under way may have begun before the network changed over.
            self._asked = asked = self._asked + 1
            try:
                wake.send(b"?")
            except OSError:
                return None
            self._looked.wait_for(lambda: self._answered >= asked, LOOKED_S)
            return None if self._base is None else f"{self._base}{PATH}{token}"

    # --- listening ------------------------------------------------------------------------

    def _listen(self, woken: socket.socket) -> None:
        listening: socket.socket | None = None
        is_first = True
        with woken, selectors.DefaultSelector() as ready:
            ready.register(woken, selectors.EVENT_READ)
            while True:
                with self._looked:
                    asked = self._asked
                before, listening = self._base, self._follow(listening, ready)
                with self._looked:
                    self._answered = asked
                    self._looked.notify_all()
                if self._base != before and not is_first:
                    self._moved()
                is_first = False
                keys = ready.select(self._look_s)
                if any(key.fileobj is woken for key, _ in keys) and not woken.recv(4096):
                    break
                if any(key.fileobj is listening for key, _ in keys) and listening is not None:
                    # A caller may hang up before it is accepted.
                    with contextlib.suppress(OSError):
                        self._admit(*listening.accept())
        self._base = None
        if listening is not None:
            listening.close()
        self._send_away()

    def _send_away(self) -> None:
        """Hang up on everybody, and let the workers end."""
        with contextlib.suppress(queue.Empty):
            while (caller := self._waiting.get_nowait()) is not None:
                caller.close()
        for caller in tuple(self._serving):
            with contextlib.suppress(OSError):
                caller.shutdown(socket.SHUT_RDWR)
        for _ in range(WORKERS):
            self._waiting.put(None)

    def _follow(
        self, listening: socket.socket | None, ready: selectors.BaseSelector
    ) -> socket.socket | None:
        """Listen where the computer is now; return the socket that does, if there is any."""
        address = self._find_address()
        if listening is not None:
            if address == listening.getsockname()[0]:
                return listening
            ready.unregister(listening)
            listening.close()
            log.info("receipts_moved")
        made = None if address is None else self._open(address)
        self._base = None if made is None else _base_of(made)
        if made is not None:
            ready.register(made, selectors.EVENT_READ)
        return made

    def _open(self, address: str) -> socket.socket | None:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        ports = [self._port, 0] if self._port != self._fixed_port else [self._port]
        for port in ports:
            try:
                made = socket.create_server((address, port), family=family, backlog=MOST_WAITING)
            except OSError as error:
                self._say_fault(type(error).__name__, error.errno)
                continue
            made.setblocking(False)
            self._port = made.getsockname()[1]
            self._fault = ""
            log.info("receipts_served")
            return made
        return None

    def _say_fault(self, kind: str, number: int | None) -> None:
        fault = f"{kind} {number}"
        if fault != self._fault:
            self._fault = fault
            log.warning("receipts_not_served kind=%s errno=%s", kind, number)

    def _admit(self, caller: socket.socket, peer: tuple[str, int]) -> None:
        # A router that forwards a port brings people of other networks here.
        if not is_private(peer[0].partition("%")[0]):
            caller.close()
            return
        try:
            self._waiting.put_nowait(caller)
        except queue.Full:
            caller.close()

    # --- serving --------------------------------------------------------------------------

    def _work(self) -> None:
        while (caller := self._waiting.get()) is not None:
            with caller:
                self._serving.add(caller)
                try:
                    self._serve(caller)
                except OSError:
                    log.debug("receipt_caller_lost")
                except Exception as error:
                    # The thread's last line of defence: the next caller is served all the same.
                    log.exception("receipt_failed kind=%s", type(error).__name__)
                finally:
                    self._serving.discard(caller)

    def _serve(self, caller: socket.socket) -> None:
        try:
            token = wanted_token(_read_head(caller, Deadline(self._ask_s)))
            answer = receipt_answer(self._fetched(token))
        except RefusedError as refused:
            answer = refusal_answer(refused)
        caller.settimeout(TAKE_S)
        caller.sendall(answer)
        _part(caller)

    def _fetched(self, token: str) -> Receipt:
        try:
            receipt = self._fetch(token)
        except (BusyError, StoreError, TimeoutError) as error:
            log.info("receipt_not_fetched kind=%s", type(error).__name__)
            raise busy() from error
        if receipt is None:
            raise gone()
        log.info("receipt_fetched bytes=%d", len(receipt.pdf))
        return receipt


def _finder(fixed: str, find_address: Callable[[], str | None]) -> Callable[[], str | None]:
    """Return what says where to listen: one address, or wherever the computer is."""
    if fixed == AUTO_ADDRESS:
        return find_address
    # As sockets write it, so that it is known again.
    written = str(ipaddress.ip_address(fixed))
    return lambda: written


def _base_of(listening: socket.socket) -> str:
    address, port = listening.getsockname()[:2]
    host = f"[{address}]" if ":" in address else address
    return f"http://{host}:{port}"


def _read_head(caller: socket.socket, deadline: Deadline) -> bytes:
    """Return a request up to its empty line.

    Raises:
        RefusedError: it is longer than any that is meant well.
        OSError: the caller hung up, or took too long.
    """
    head = b""
    while b"\r\n\r\n" not in head:
        if len(head) > MOST_HEAD_BYTES:
            raise RefusedError("431 Request Header Fields Too Large")
        caller.settimeout(deadline.left_s())
        more = caller.recv(4096)
        if not more:
            raise ConnectionError("the caller hung up")
        head += more
    return head


def _part(caller: socket.socket) -> None:
    """Say that nothing follows, and wait a moment for the caller to have it all.

    Closing over bytes that were not read would tear the answer away from the caller.
    """
    caller.shutdown(socket.SHUT_WR)
    deadline = Deadline(FAREWELL_S)
    for _ in range(16):
        caller.settimeout(deadline.left_s())
        if not caller.recv(4096):
            return
