"""A simulated card behind the operating system's own card service.

``vpcd`` is a driver that looks like a reader to PC/SC and listens on TCP for a card: connecting is
inserting, closing is pulling out. Frames are two bytes of length and a body; a body of one byte is
a signal to the card, anything else a command. Linux has it as the package ``vsmartcard-vpcd``.
"""

from __future__ import annotations

import contextlib
import logging
import socket
import threading
import time
from types import TracebackType

from kpay_desktop.simulation.cards.card import SimCard
from kpay_desktop.simulation.cards.errors import CardGoneError, CardMuteError
from kpay_desktop.simulation.cards.reset import atr_of_tap
from kpay_desktop.simulation.cards.spec import Way

log = logging.getLogger(__name__)

PORT = 35_963
"""Where the first reader listens; the next one has the next port."""

_OFF, _ON, _RESET, _ASK_ATR = 0, 1, 2, 4
_LOOK_S, _TRY_AGAIN_S, _CONNECT_S = 0.5, 0.02, 1.0
_STOP_S = 10.0


class VirtualReader:
    """One card in one virtual reader, at its contacts or in its field."""

    def __init__(
        self, card: SimCard, *, port: int = PORT, way: Way = Way.CHIP, host: str = "127.0.0.1"
    ) -> None:
        self._card, self._way, self._address = card, way, (host, port)
        self._line: socket.socket | None = None
        self._thread: threading.Thread | None = None
        self._atr = b""
        self._stopping = threading.Event()

    def __enter__(self) -> VirtualReader:
        return self.insert()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.remove()

    @property
    def is_inserted(self) -> bool:
        """True while the reader has the card."""
        return self._thread is not None and self._thread.is_alive()

    def insert(self, deadline_s: float = 10.0) -> VirtualReader:
        """Put the card into the reader, once the reader is there.

        Raises:
            TimeoutError: no reader listens.
            CardMuteError: the card cannot be used this way.
        """
        self.remove()
        self._power_on()
        self._line = _connect(self._address, deadline_s)
        self._stopping.clear()
        self._thread = threading.Thread(
            target=self._serve, args=(self._line,), name="virtual-card", daemon=True
        )
        self._thread.start()
        return self

    def remove(self) -> None:
        """Pull the card out."""
        self._stopping.set()
        line, self._line = self._line, None
        if line is not None:
            _close(line)
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.join(_STOP_S)

    # --- the card's side of the line -------------------------------------------------------

    def _serve(self, line: socket.socket) -> None:
        try:
            while not self._stopping.is_set():
                body = self._read(line, int.from_bytes(self._read(line, 2), "big"))
                answer = self._signal(body[0]) if len(body) == 1 else self._transmit(body)
                if answer is not None:
                    line.sendall(len(answer).to_bytes(2, "big") + answer)
        except (OSError, EOFError, CardGoneError):
            log.info("virtual card left")
        finally:
            _close(line)

    def _signal(self, signal: int) -> bytes | None:
        if signal == _OFF:
            self._card.power_off()
        elif signal in {_ON, _RESET}:
            with contextlib.suppress(CardMuteError):
                self._power_on()
        return self._atr if signal == _ASK_ATR else None

    def _power_on(self) -> None:
        if self._way is Way.TAP:
            self._card.activate()
            self._atr = atr_of_tap()
        else:
            self._atr = self._card.power_on()

    def _transmit(self, command: bytes) -> bytes:
        try:
            return self._card.transmit(command)
        except CardMuteError:
            # There is no frame for silence: an empty answer is what a reader makes of it.
            return b""

    def _read(self, line: socket.socket, length: int) -> bytes:
        found = b""
        while len(found) < length:
            _answer_at_once(line)
            try:
                part = line.recv(length - len(found))
            except TimeoutError:
                if self._stopping.is_set():
                    raise EOFError from None
                continue
            if not part:
                raise EOFError
            found += part
        return found


def _connect(address: tuple[str, int], deadline_s: float) -> socket.socket:
    end = time.monotonic() + deadline_s
    while True:
        try:
            line = socket.create_connection(address, _CONNECT_S)
        except OSError:
            if time.monotonic() >= end:
                raise TimeoutError("no virtual reader listens") from None
            time.sleep(_TRY_AGAIN_S)
            continue
        line.settimeout(_LOOK_S)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return line


def _answer_at_once(line: socket.socket) -> None:
    """Acknowledge without delay: the driver sends length and body apart, and waits between them.

    Without it every command costs 40 ms more. The system forgets it after each acknowledgement.
    """
    quick = getattr(socket, "TCP_QUICKACK", None)
    if isinstance(quick, int):
        line.setsockopt(socket.IPPROTO_TCP, quick, 1)


def _close(line: socket.socket) -> None:
    with contextlib.suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
    line.close()
