"""The simulated printer at the far end of a real serial line of the system (a pty)."""

from __future__ import annotations

import contextlib
import os
import select
import threading
import tty
from collections.abc import Iterator
from contextlib import contextmanager

from kpay_desktop.simulation.paper.printer import Connection, PowerGoneError, PrinterModel

_LOOK_S = 0.005


class PtyPrinter:
    """A printer without power is silent on a serial line, and what is sent to it is gone."""

    def __init__(self, model: PrinterModel) -> None:
        self._model = model
        self._line: Connection | None = None
        self._stopping = threading.Event()
        self._far, self._near = os.openpty()
        tty.setraw(self._near)
        os.set_blocking(self._far, False)
        self.device = os.ttyname(self._near)
        self._thread = threading.Thread(target=self._run, name="pty-printer", daemon=True)

    def start(self) -> None:
        """Begin to print."""
        self._thread.start()

    def pull(self) -> None:
        """Pull the adapter out: the port is gone, and so is whoever held it."""
        self.hang_up()
        self._thread.join(5.0)

    def hang_up(self) -> None:
        """The same, without waiting: for the printer's own thread."""
        self._stopping.set()

    def stop(self) -> None:
        """End the line."""
        self.pull()

    def _run(self) -> None:
        pending = b""
        while not self._stopping.is_set():
            try:
                if not pending and not self._model.switches.is_stalled:
                    pending = self._read()
                line = self._talk()
                if line is None:
                    pending = b""
                    continue
                pending = pending[line.send(pending, _LOOK_S) :] if pending else b""
                answer = line.receive(0.0 if pending else _LOOK_S)
                if answer:
                    os.write(self._far, answer)
            except PowerGoneError:
                self._line = None
        if self._line is not None:
            self._line.close()
        os.close(self._near)
        os.close(self._far)

    def _talk(self) -> Connection | None:
        if self._line is None:
            with contextlib.suppress(PowerGoneError):
                self._line = self._model.connect()
        return self._line

    def _read(self) -> bytes:
        ready, _, _ = select.select([self._far], [], [], _LOOK_S)
        return os.read(self._far, 4096) if ready else b""


@contextmanager
def pty_printer(model: PrinterModel) -> Iterator[PtyPrinter]:
    """Yield a printer on a serial line."""
    printer = PtyPrinter(model)
    printer.start()
    try:
        yield printer
    finally:
        printer.stop()
