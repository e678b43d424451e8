"""A printer to try over every kind of line and queue that the till knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from hardware.paths import FlowControl, TtyPath, UsbPath
from hardware.printer.archive import FileSpooler
from hardware.printer.cups import CupsSpooler
from hardware.printer.escpos_printer import EscposPrinter
from hardware.printer.options import PrinterOptions
from hardware.printer.serial_line import SerialTransport
from hardware.printer.sim import SimTransport
from hardware.printer.spooled import SpooledPrinter, Spooler
from hardware.printer.talk import Patience
from hardware.printer.tcp import TcpTransport
from hardware.printer.transport import Transport
from hardware.printer.usb_line import UsbTransport
from hardware.printer.windows_queue import WindowsSpooler
from kpay_desktop.ports import DeviceStatus, Printer
from kpay_desktop.simulation.paper.interpreter import Interpreter
from kpay_desktop.simulation.paper.items import PaperSlip
from kpay_desktop.simulation.paper.printer import PrinterModel, Switches
from tests.helpers import cups_server, windows_spooler
from tests.helpers.cups_server import CupsTwin
from tests.helpers.hurried_clock import HurriedClock
from tests.helpers.paper import PATIENCE, server
from tests.helpers.print_queues import QueueTwin
from tests.helpers.pty_printer import pty_printer
from tests.helpers.usb_bus import PRODUCT, VENDOR, UsbBus, UsbPrinter
from tests.helpers.windows_spooler import WindowsTwin

LINES = ("sim", "tcp", "usb", "tty")
QUEUES = ("cups", "win")
KINDS = (*LINES, *QUEUES, "file")
BAUD = 38_400


class AnyBench:
    """A printer, drivers for it, and the paper that comes out.

    ``down`` is the lamp while ``break_down`` has taken the printer away.
    """

    down = "printer.unreachable"

    def __init__(self, model: PrinterModel, folder: Path) -> None:
        self.model = model
        self.folder = folder
        self.heard: list[str] = []
        self.clock = HurriedClock()

    def driver(self, options: PrinterOptions) -> Printer:
        """Return a driver for the printer."""
        raise NotImplementedError

    @property
    def slips(self) -> tuple[PaperSlip, ...]:
        """The slips on paper, oldest first."""
        return self.model.slips

    @property
    def problems(self) -> tuple[str, ...]:
        """What the printer could not make sense of."""
        return self.model.problems

    def break_down(self) -> None:
        """Take the printer away."""
        self.model.turn(Switches(has_power=False))

    def mend(self) -> None:
        """Bring it back."""
        self.model.turn(Switches())

    def hear(self, status: DeviceStatus) -> None:
        """Take what the driver says while a slip is under way."""
        self.heard.append(status.message_id)


class LineBench(AnyBench):
    """A printer that is spoken with over ``transport``."""

    def __init__(self, model: PrinterModel, folder: Path, transport: Transport) -> None:
        super().__init__(model, folder)
        self.transport = transport

    def driver(self, options: PrinterOptions, patience: Patience = PATIENCE) -> EscposPrinter:
        cache = self.folder / "cache"
        return EscposPrinter(self.transport, options, cache, self.hear, patience, self.clock)


class SerialBench(LineBench):
    """A serial line does not tell a printer without power from one that does not answer."""

    down = "printer.no_answer"

    def driver(self, options: PrinterOptions, patience: Patience = PATIENCE) -> EscposPrinter:
        slower = replace(patience, listen_s=0.1, quiet_s=0.1)
        return super().driver(replace(options, band_dots=48), slower)


class QueueBench(AnyBench):
    """A printer behind a queue."""

    down = "printer.queue_stopped"

    def __init__(self, queue: QueueTwin, folder: Path, spooler: Spooler) -> None:
        super().__init__(queue.model, folder)
        self.queue = queue
        self.spooler = spooler

    def driver(self, options: PrinterOptions) -> SpooledPrinter:
        cache = self.folder / "cache"
        return SpooledPrinter(self.spooler, options, cache, self.hear, PATIENCE, self.clock)

    def break_down(self) -> None:
        self.queue.is_paused = True

    def mend(self) -> None:
        self.queue.is_paused = False


class FileBench(AnyBench):
    """A file instead of a printer."""

    down = "printer.file_fails"

    def __init__(self, folder: Path, dots: int) -> None:
        super().__init__(PrinterModel(), folder)
        self.shelf = folder / "shelf"
        self.shelf.mkdir()
        self.file = self.shelf / "slips.bin"
        self._dots = dots

    def driver(self, options: PrinterOptions) -> SpooledPrinter:
        spooler = FileSpooler(str(self.file))
        return SpooledPrinter(spooler, options, self.folder / "cache", self.hear, PATIENCE)

    def _read(self) -> Interpreter:
        reader = Interpreter(self._dots)
        reader.feed(self.file.read_bytes() if self.file.exists() else b"")
        return reader

    @property
    def slips(self) -> tuple[PaperSlip, ...]:
        return tuple(self._read().slips)

    @property
    def problems(self) -> tuple[str, ...]:
        return tuple(self._read().problems)

    def break_down(self) -> None:
        self.shelf.rename(self.folder / "away")

    def mend(self) -> None:
        (self.folder / "away").rename(self.shelf)


Make = Callable[[ExitStack, PrinterModel, Path], AnyBench]


def _sim(_: ExitStack, model: PrinterModel, folder: Path) -> AnyBench:
    return LineBench(model, folder, SimTransport(model))


def _tcp(stack: ExitStack, model: PrinterModel, folder: Path) -> AnyBench:
    port = stack.enter_context(server(model))
    return LineBench(model, folder, TcpTransport("127.0.0.1", port))


def _usb(_: ExitStack, model: PrinterModel, folder: Path) -> AnyBench:
    bus = UsbBus(UsbPrinter(model))
    return LineBench(model, folder, UsbTransport(UsbPath(VENDOR, PRODUCT), bus))


def _tty(stack: ExitStack, model: PrinterModel, folder: Path) -> AnyBench:
    far = stack.enter_context(pty_printer(model))
    transport = SerialTransport(TtyPath(far.device, BAUD, FlowControl.RTSCTS))
    # No slip is too long for it: a pty carries as much as anybody likes.
    transport.bytes_per_s = None
    return SerialBench(model, folder, transport)


def _queue(stack: ExitStack, model: PrinterModel) -> QueueTwin:
    queue = QueueTwin(model)
    queue.start()
    stack.callback(queue.stop)
    return queue


def _cups(stack: ExitStack, model: PrinterModel, folder: Path) -> AnyBench:
    queue = _queue(stack, model)
    _, where = stack.enter_context(cups_server.cups_server(queue))
    return QueueBench(queue, folder, CupsSpooler(cups_server.QUEUE, where))


def _win(stack: ExitStack, model: PrinterModel, folder: Path) -> AnyBench:
    queue = _queue(stack, model)
    twin = WindowsTwin(queue)
    return QueueBench(queue, folder, WindowsSpooler(windows_spooler.QUEUE, twin.calls))


_MAKERS: dict[str, Make] = {
    "sim": _sim,
    "tcp": _tcp,
    "usb": _usb,
    "tty": _tty,
    "cups": _cups,
    "win": _win,
}


@contextmanager
def any_bench(kind: str, folder: Path, *, dots: int = 576) -> Iterator[AnyBench]:
    """Yield a bench of one of ``KINDS``."""
    if kind == "file":
        yield FileBench(folder, dots)
        return
    model = PrinterModel(folder / "roll", dots=dots)
    with ExitStack() as stack:
        stack.callback(model.close)
        yield _MAKERS[kind](stack, model, folder)


@contextmanager
def cups_bench(folder: Path) -> Iterator[tuple[QueueBench, CupsTwin]]:
    """Yield a printer behind CUPS, and the CUPS."""
    model = PrinterModel(folder / "roll")
    with ExitStack() as stack:
        stack.callback(model.close)
        queue = _queue(stack, model)
        twin, where = stack.enter_context(cups_server.cups_server(queue))
        yield QueueBench(queue, folder, CupsSpooler(cups_server.QUEUE, where)), twin


@contextmanager
def windows_bench(folder: Path) -> Iterator[tuple[QueueBench, WindowsTwin]]:
    """Yield a printer behind a queue of Windows, and the spooler."""
    model = PrinterModel(folder / "roll")
    with ExitStack() as stack:
        stack.callback(model.close)
        twin = WindowsTwin(_queue(stack, model))
        spooler = WindowsSpooler(windows_spooler.QUEUE, twin.calls)
        yield QueueBench(twin.queue, folder, spooler), twin
