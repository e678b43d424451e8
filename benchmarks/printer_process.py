"""A receipt printer on a TCP port, simulated in a process of its own: ``PrinterProcess``.

Run as a module it says its port, then does what each line of its input says (``stall``, ``go on``),
and ends when there is no more.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from types import TracebackType

from benchmarks.measure import BenchError
from kpay_desktop.simulation.paper.printer import PrinterModel, Switches
from kpay_desktop.simulation.paper.server import PrinterServer
from tools.environment import ROOT, clean_environment

READY_S = 60.0
STALL, GO_ON, DONE = "stall", "go on", "done"
_SWITCHES = {STALL: Switches(is_stalled=True), GO_ON: Switches()}


class PrinterProcess:
    """The printer's process; ``with`` gives it ready, listening on ``port`` of this machine."""

    def __init__(self) -> None:
        self.port = 0

    def __enter__(self) -> PrinterProcess:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.printer_process"],
            cwd=ROOT,
            env=clean_environment(os.environ),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            self.port = int(self._line())
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    @property
    def path(self) -> str:
        """The device path by which a till reaches it."""
        return f"tcp:127.0.0.1:{self.port}"

    def stall(self) -> None:
        """Let it take no bytes and say nothing, as one that hangs."""
        self._order(STALL)

    def go_on(self) -> None:
        """Let it work again."""
        self._order(GO_ON)

    def _order(self, word: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(word + "\n")
        self._process.stdin.flush()
        if self._line() != DONE:
            raise BenchError(f"the printer does not know {word}")

    def _line(self) -> str:
        assert self._process.stdout is not None
        watchdog = threading.Timer(READY_S, self._process.kill)
        watchdog.start()
        try:
            line = self._process.stdout.readline()
        finally:
            watchdog.cancel()
        if not line:
            raise BenchError("the printer's process ended")
        return line.strip()

    def _end(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        try:
            self._process.wait(READY_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def main() -> int:
    """Be the printer."""
    model = PrinterModel()
    server = PrinterServer(model)
    server.start()
    print(server.port, flush=True)
    for line in sys.stdin:
        model.turn(_SWITCHES[line.strip()])
        print(DONE, flush=True)
    model.close()
    server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
