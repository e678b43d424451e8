"""The line to a printer on a serial port, or on a USB port that looks like one."""

from __future__ import annotations

import logging
import sys
import time
from typing import TYPE_CHECKING, Final

from hardware.paths import FlowControl, TtyPath
from hardware.printer.transport import BrokenLinkError, Link, TransportError

if TYPE_CHECKING:
    from serial import Serial

log = logging.getLogger(__name__)

# Eight bits with one start and one stop bit; receipt printers know no other setting in practice.
_BITS_A_BYTE: Final = 10
# Written in pieces: a port that takes no more is noticed within the piece.
_PIECE_BYTES: Final = 512
_CLOSE_LOOK_S: Final = 0.01

_failures: tuple[type[Exception], ...] = (OSError, ValueError)
if sys.platform != "win32":
    import termios

    # What the library lets through when the adapter is pulled out; no OSError, and its own kind.
    _failures = (*_failures, termios.error)


class SerialTransport:
    """Opens the port of ``path``, for itself alone."""

    def __init__(self, path: TtyPath) -> None:
        self.name = f"tty:{path.port}:{path.baud}"
        self.bytes_per_s: float | None = path.baud / _BITS_A_BYTE
        self._path = path

    def open(self, deadline: float) -> Link:
        """See :class:`hardware.printer.transport.Transport`."""
        import serial

        path = self._path
        try:
            port = serial.Serial(
                path.port,
                path.baud,
                timeout=0.0,
                write_timeout=max(0.001, deadline - time.monotonic()),
                rtscts=path.flow is FlowControl.RTSCTS,
                xonxoff=path.flow is FlowControl.XONXOFF,
                exclusive=True,
            )
        except _failures as error:
            raise TransportError(_reason(error)) from error
        # Answers that nobody waited for are dropped by the library as it opens the port.
        return _SerialLink(port)


class _SerialLink:
    def __init__(self, port: Serial) -> None:
        self._port = port

    def write(self, data: bytes, deadline: float) -> int:
        import serial

        at = 0
        while at < len(data):
            left = deadline - time.monotonic()
            if left <= 0:
                break
            piece = data[at : at + _PIECE_BYTES]
            try:
                self._port.write_timeout = left
                self._port.write(piece)
            except serial.SerialTimeoutException:
                # How much of the piece left is not known: not all of it, and perhaps some.
                return min(at + 1, len(data) - 1)
            except _failures as error:
                raise BrokenLinkError(_reason(error), at + 1) from error
            at += len(piece)
        return at

    def read(self, deadline: float) -> bytes:
        try:
            self._port.timeout = max(0.001, deadline - time.monotonic())
            data = self._port.read(1)
            if data:
                self._port.timeout = 0.0
                data += self._port.read(self._port.in_waiting)
        except _failures as error:
            raise BrokenLinkError(_reason(error)) from error
        return bytes(data)

    def close(self, deadline: float) -> None:
        """Let the port's buffer run dry, then close; a printer that takes no more loses the rest.

        The system would wait for it by itself, half a minute and more.
        """
        try:
            while self._port.out_waiting and time.monotonic() < deadline:
                time.sleep(_CLOSE_LOOK_S)
        except _failures as error:
            log.debug("serial line ended early: %s", _reason(error))
        self.abort()

    def abort(self) -> None:
        try:
            self._port.reset_output_buffer()
        except _failures as error:
            log.debug("serial line was gone: %s", _reason(error))
        try:
            self._port.close()
        except _failures as error:
            log.debug("serial line was gone: %s", _reason(error))


def _reason(error: Exception) -> str:
    number = getattr(error, "errno", None)
    return f"{type(error).__name__} {number}" if number is not None else type(error).__name__
