"""The line to the simulated printer within this process (``sim:``)."""

from __future__ import annotations

import time

from hardware.printer.transport import BrokenLinkError, Link, TransportError
from kpay_desktop.simulation.paper.printer import Connection, PowerGoneError, PrinterModel


class SimTransport:
    """Opens lines to ``model``."""

    name = "sim:"

    def __init__(self, model: PrinterModel) -> None:
        self._model = model
        self.bytes_per_s: float | None = None

    def open(self, deadline: float) -> Link:
        """See :class:`hardware.printer.transport.Transport`."""
        del deadline  # it is there or it is not
        try:
            return _SimLink(self._model.connect())
        except PowerGoneError as error:
            raise TransportError("the simulated printer is off") from error


class _SimLink:
    def __init__(self, line: Connection) -> None:
        self._line = line

    def write(self, data: bytes, deadline: float) -> int:
        sent = 0
        while sent < len(data):
            try:
                taken = self._line.send(data[sent:], _left(deadline))
            except PowerGoneError as error:
                raise BrokenLinkError("power", sent) from error
            if taken == 0:
                break
            sent += taken
        return sent

    def read(self, deadline: float) -> bytes:
        try:
            return self._line.receive(_left(deadline))
        except PowerGoneError as error:
            raise BrokenLinkError("power") from error

    def close(self, deadline: float) -> None:
        del deadline  # what was taken is the printer's already
        self._line.close()

    def abort(self) -> None:
        self._line.close()


def _left(deadline: float) -> float:
    return max(0.0, deadline - time.monotonic())
