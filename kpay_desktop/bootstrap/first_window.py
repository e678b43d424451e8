"""The cashier's window on its first page: all that is loaded before somebody sees the till.

Everything else is imported and made behind the first paint (``kpay_desktop.bootstrap.till``), and
takes the window over. Until then presses mean nothing, but for closing.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from types import FrameType
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from kpay_desktop.bootstrap.folders import Folders
from kpay_desktop.settings import Settings
from kpay_desktop.version import PROGRAM, VERSION
from ui.first_paint import FirstPaint
from ui.main.window import MainWindow
from ui.present_front import first_view
from ui.theme import STYLE, prepare_application
from ui.views import Action, Press

if TYPE_CHECKING:
    from kpay_desktop.bootstrap.till import Till

EXIT_BROKEN = 1
START_SIZE = (1366, 768)
# What a window's frame and a task bar may need beside it, in pixels.
FRAME_PX = 48


class FirstWindow:
    """The window with its sign-in page, and who takes its presses from some time on."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._taker: Callable[[Press], None] | None = None
        self._toucher: Callable[[], None] | None = None
        self.is_closed = False
        self.window = MainWindow(self.press, self._touched)

    def show(self, size: tuple[int, int] | None = None) -> None:
        """Show the window.

        Without a ``size`` it takes its usual one, or the screen where that is too small.
        """
        window, clock = self.window, datetime.now(UTC).astimezone(self._settings.terminal.time_zone)
        window.resize(*(size or START_SIZE))
        window.show_view(first_view(self._settings, clock))
        if self._settings.appearance.full_screen:
            window.showFullScreen()
        elif size is None and not self.fits():
            window.showMaximized()
        else:
            window.show()

    def fits(self) -> bool:
        """True if the screen has room for the window's usual size."""
        room = self.window.screen().availableGeometry().size()
        return room.width() >= START_SIZE[0] and room.height() >= START_SIZE[1] + FRAME_PX

    def hand_over(self, taker: Callable[[Press], None], toucher: Callable[[], None]) -> None:
        """Let ``taker`` have all presses from now on, and tell ``toucher`` of every touch."""
        self._taker, self._toucher = taker, toucher

    def quit(self, code: int = 0) -> None:
        """Close, and end the event loop with ``code``."""
        self.is_closed = True
        self.window.close_for_good()
        QApplication.exit(code)

    def press(self, press: Press) -> None:
        """Pass a press on. While nobody takes it, closing alone means something."""
        if self._taker is not None:
            self._taker(press)
        elif press.action is Action.QUIT:
            self.quit()

    def _touched(self) -> None:
        if self._toucher is not None:
            self._toucher()


def open_till(settings: Settings, folders: Folders, arguments: Sequence[str]) -> int:
    """Run the till until it is closed; return the exit code.

    ``arguments`` are those of a command line that opens it again in the same way.
    """
    app = make_application()
    first = FirstWindow(settings)
    made: list[Till] = []

    def go_on() -> None:
        if first.is_closed:
            return
        try:
            from kpay_desktop.bootstrap.till import take_over

            made.append(take_over(first, settings, folders, arguments))
        finally:
            if not made:
                # A window with nothing behind it must not stand there as if it were a till.
                first.quit(EXIT_BROKEN)

    def close() -> None:
        (made[0] if made else first).quit()

    def session_ends() -> None:
        for till in made:
            till.session_ends()

    quit_on_signals(close)
    # Comes ahead of the wish to close, whichever system it is.
    app.commitDataRequest.connect(session_ends)
    first.show()
    FirstPaint(first.window, go_on)
    code = app.exec()
    for till in made:
        till.stop()
    return code


def make_application() -> QApplication:
    """Return the application, styled."""
    app = QApplication([*sys.argv[:1], "-style", STYLE])
    app.setApplicationName(PROGRAM)
    app.setApplicationVersion(VERSION)
    app.setQuitOnLastWindowClosed(False)
    prepare_application(app, has_style=True)
    return app


def quit_on_signals(quit_till: Callable[[], None]) -> None:
    """Close in order on SIGTERM and SIGINT; the till's ticker lets Python see them."""

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        QTimer.singleShot(0, quit_till)

    for name in ("SIGTERM", "SIGINT"):
        signal.signal(getattr(signal, name), on_signal)
