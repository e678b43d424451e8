"""The stripe reader's keys, taken out before anything else in the window sees one of them.

It is an interceptor of the window's key filter: there keys arrive first, before widgets, shortcuts
and default buttons. What was a person's typing after all is given back as it came.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent

from kpay_desktop.domain.wedge import STARTS, Typed, Verdict, Wedge

#: A timer that fires so much later than asked says that this program was busy: keys may wait.
LATE_MS: Final = 60
_MODIFIERS: Final = frozenset(
    {
        *(Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr),
        *(Qt.Key.Key_Meta, Qt.Key.Key_CapsLock, Qt.Key.Key_NumLock),
    }
)
_COMMANDS: Final = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)
# The main block of an American keyboard by its scan codes, plain and with Shift.
_ROWS: Final = (
    (2, "1234567890-=", "!@#$%^&*()_+"),
    (16, "qwertyuiop[]", "QWERTYUIOP{}"),
    (30, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
    (57, " ", " "),
)
_PLAIN: Final = {first + at: sign for first, row, _ in _ROWS for at, sign in enumerate(row)}
_SHIFTED: Final = {first + at: sign for first, _, row in _ROWS for at, sign in enumerate(row)}
# What the windowing system adds to a scan code.
_OFFSETS: Final = {"xcb": 8, "wayland": 8, "windows": 0}


def american(event: QKeyEvent) -> str:
    """Return what the pressed key types on an American keyboard; empty if that is not known."""
    offset = _OFFSETS.get(QGuiApplication.platformName())
    if offset is None or not event.nativeScanCode():
        return ""
    is_shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
    return (_SHIFTED if is_shifted else _PLAIN).get(event.nativeScanCode() - offset, "")


class StripeFilter(QObject):
    """An ``Interceptor``: hands each burst to ``swiped`` and swallows every key of it.

    ``swiped`` gets card data: it must neither keep nor show it. ``target`` tells where keys go that
    were a person's.
    """

    def __init__(
        self,
        swiped: Callable[[str], None],
        target: Callable[[], QObject | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._swiped, self._target = swiped, target
        self._wedge = Wedge()
        self._held: list[QKeyEvent] = []
        self._is_replaying = False
        self._since = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._quiet)

    def __call__(self, event: QKeyEvent) -> bool:
        """Take a key away if it may be the reader's."""
        if self._is_replaying:
            return False
        kind = event.type()
        if kind == QEvent.Type.KeyPress:
            return self._pressed(event)
        if kind == QEvent.Type.ShortcutOverride:
            return self._wedge.is_active or self._starts(event)
        return self._wedge.is_active

    def _starts(self, event: QKeyEvent) -> bool:
        return any(sign and sign in STARTS for sign in (event.text(), american(event)))

    def _pressed(self, event: QKeyEvent) -> bool:
        if Qt.Key(event.key()) in _MODIFIERS:
            return self._wedge.is_active
        if event.modifiers() & _COMMANDS and not event.text().isprintable():
            return False
        if event.isAutoRepeat() and not self._wedge.is_active:
            return False
        verdict, typed = self._wedge.key(event.text(), event.timestamp(), american(event))
        if typed is not None:
            self._give_back()
        if verdict is Verdict.PASS:
            return False
        self._held.append(event.clone())
        self._restart()
        return True

    def _restart(self) -> None:
        self._timer.start(self._wedge.patience_ms)
        self._since.start()

    def _quiet(self) -> None:
        if self._since.elapsed() > self._timer.interval() + LATE_MS:
            # This program was busy, so that keys of the same swipe may still be waiting for it.
            self._restart()
            return
        found = self._wedge.quiet()
        if isinstance(found, Typed):
            self._give_back()
            return
        self._held.clear()
        if found is not None:
            self._restart()
            self._swiped(found.text if found.is_whole else "")

    def _give_back(self) -> None:
        """Let the held keys go on to where they would have gone."""
        held, self._held = self._held, []
        window = self._target()
        if window is None:
            return
        self._is_replaying = True
        try:
            for event in held:
                QCoreApplication.sendEvent(window, event)
        finally:
            self._is_replaying = False
