"""One start in this process: ``bare``, or ``till`` and its data folder.

Prints the shared clock's time at the end of the first paint and ends at once, whatever is going on
behind the window.
"""

from __future__ import annotations

import os
import sys
import time

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

SIZE = (1366, 768)


class Stopwatch(QObject):
    """Ends the process as soon as a window has been painted."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            # Children paint within this event; the loop comes round when all of it is shown. First
            # of all, because others wait for the same moment.
            end = QEvent(QEvent.Type.User)
            QCoreApplication.postEvent(self, end, Qt.EventPriority.HighEventPriority.value)
        return False

    def customEvent(self, event: QEvent) -> None:
        del event
        print(repr(time.monotonic()), flush=True)
        os._exit(0)


def bare() -> int:
    """Show an empty window of the till's size."""
    app = QApplication(sys.argv[:1])
    window = QMainWindow()
    window.resize(*SIZE)
    Stopwatch(window)
    window.show()
    return app.exec()


def till(data: str) -> int:
    """Open the till through its own command line."""
    from kpay_desktop.bootstrap import command, process

    # As the command line does it, only that the window's module is needed a moment earlier.
    process.hold_collection()
    from kpay_desktop.bootstrap import first_window

    class WatchedWindow(first_window.FirstWindow):
        """The first window, with a stopwatch on its first paint."""

        def show(self, size: tuple[int, int] | None = None) -> None:
            super().show(size)
            Stopwatch(self.window)

    vars(first_window)["FirstWindow"] = WatchedWindow
    return command.run(["--data", data])


if __name__ == "__main__":
    sys.exit(till(sys.argv[2]) if sys.argv[1] == "till" else bare())
