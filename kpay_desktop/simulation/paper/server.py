"""The simulated printer behind a TCP port of this machine, as on a shop's network."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Callable

from kpay_desktop.simulation.paper.printer import Connection, PowerGoneError, PrinterModel

_WAIT_S = 0.05
_MAX_LINES = 16


class PrinterServer:
    """Listens on the loopback until it is stopped.

    ``chunk_bytes`` and ``chunk_pause_s`` make it a slow printer with a small window: it reads that
    much at a time and waits in between.
    """

    def __init__(
        self,
        model: PrinterModel,
        *,
        port: int = 0,
        chunk_bytes: int = 65_536,
        chunk_pause_s: float = 0.0,
    ) -> None:
        self._model = model
        self._chunk_bytes = chunk_bytes
        self._pause_s = chunk_pause_s
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []
        self._socket = socket.create_server(("127.0.0.1", port))
        if chunk_pause_s:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._socket.settimeout(_WAIT_S)
        self.port: int = self._socket.getsockname()[1]

    def start(self) -> None:
        """Begin to listen on a thread of its own."""
        self._start(self._listen, "printer-listen")

    def stop(self, timeout_s: float = 5.0) -> None:
        """Hang up on everybody and end all threads.

        Raises:
            RuntimeError: a thread did not end in time.
        """
        self._stopping.set()
        for thread in list(self._threads):
            thread.join(timeout_s)
            if thread.is_alive():
                raise RuntimeError(f"{thread.name} did not end")
        self._socket.close()

    def _start(self, target: Callable[..., None], name: str, *arguments: object) -> None:
        thread = threading.Thread(target=target, name=name, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _listen(self) -> None:
        while not self._stopping.is_set():
            try:
                peer, _ = self._socket.accept()
            except TimeoutError:
                continue
            self._threads = [thread for thread in self._threads if thread.is_alive()]
            if len(self._threads) > _MAX_LINES:
                peer.close()
                continue
            self._start(self._serve, "printer-line", peer)

    def _serve(self, peer: socket.socket) -> None:
        try:
            line = self._model.connect()
        except PowerGoneError:
            _reset(peer)
            return
        try:
            self._speak(peer, line)
        except PowerGoneError:
            _reset(peer)
        except OSError:
            # The till reset the line: what had not been read yet is lost, as on a real network.
            pass
        finally:
            line.close()
            peer.close()

    def _speak(self, peer: socket.socket, line: Connection) -> None:
        peer.settimeout(_WAIT_S)
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        is_hung_up = False
        while not self._stopping.is_set():
            answer = line.receive(0.0)
            if answer:
                peer.sendall(answer)
            if is_hung_up:
                return
            if self._model.switches.is_stalled:
                self._stopping.wait(_WAIT_S)
                continue
            try:
                data = peer.recv(self._chunk_bytes)
            except TimeoutError:
                continue
            is_hung_up = not data
            while data and not self._stopping.is_set():
                data = data[line.send(data, _WAIT_S) :]
            if self._pause_s:
                self._stopping.wait(self._pause_s)


def _reset(peer: socket.socket) -> None:
    """Break the connection off with a reset, as a machine that lost its power does later on."""
    with contextlib.suppress(OSError):
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    peer.close()
