"""A stripe reader's and a hand scanner's keys, taken out before anything else sees one of them.

They are interceptors of the window's key filter: there keys arrive first, before widgets, shortcuts
and default buttons. What was a person's typing after all is given back as it came. The scanner's
stands in front, since a scan may have a stripe's signs in its middle.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent

from kpay_desktop.domain.scanner import Broken, Scan, Scanner, ScannerSetup
from kpay_desktop.domain.wedge import STARTS, Burst, Typed, Verdict, Wedge

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


class Reader(Protocol):
    """Tells a device's keys from a person's, by their pace."""

    @property
    def is_active(self) -> bool:
        """True while keys are held back, or the rest of them is awaited."""

    @property
    def patience_ms(self) -> int:
        """How long no key must come until :meth:`quiet` is to be called."""

    def key(self, text: str, at_ms: int, meant: str = "") -> tuple[Verdict, object]:
        """Take a key; what comes beside the verdict is of the keys before it, or ends with it."""

    def quiet(self) -> object:
        """Say what the held keys were, now that no more come."""


class BurstFilter(QObject):
    """An ``Interceptor``: swallows the keys of a device, and lets a person's go on as they came.

    ``target`` tells where keys go that were a person's.
    """

    def __init__(
        self, reader: Reader, target: Callable[[], QObject | None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._reader, self._target = reader, target
        self._held: list[QKeyEvent] = []
        self._is_replaying = False
        self._since = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._quiet)

    def listens(self) -> bool:
        """True while keys may be the device's."""
        return True

    def begins(self, event: QKeyEvent) -> bool:
        """True if a key may be the device's first."""
        raise NotImplementedError

    def found(self, found: object) -> None:
        """Hand on what the device typed; it must be neither kept nor shown here."""
        raise NotImplementedError

    def __call__(self, event: QKeyEvent) -> bool:
        """Take a key away if it may be the device's."""
        if self._is_replaying or not (self._reader.is_active or self.listens()):
            return False
        kind = event.type()
        if kind == QEvent.Type.KeyPress:
            return self._pressed(event)
        if kind == QEvent.Type.ShortcutOverride:
            return self._reader.is_active or self.begins(event)
        return self._reader.is_active

    def _pressed(self, event: QKeyEvent) -> bool:
        if Qt.Key(event.key()) in _MODIFIERS:
            return self._reader.is_active
        if event.modifiers() & _COMMANDS and not event.text().isprintable():
            return False
        if event.isAutoRepeat() and not self._reader.is_active:
            return False
        verdict, found = self._reader.key(event.text(), event.timestamp(), american(event))
        if found is not None:
            self._settle(found)
        if verdict is Verdict.PASS:
            return False
        self._held.append(event.clone())
        self._restart()
        return True

    def _restart(self) -> None:
        self._timer.start(self._reader.patience_ms)
        self._since.start()

    def _quiet(self) -> None:
        if self._since.elapsed() > self._timer.interval() + LATE_MS:
            # This program was busy, so that more of the same keys may still be waiting for it.
            self._restart()
            return
        found = self._reader.quiet()
        if found is not None and not isinstance(found, Typed):
            self._restart()
        if found is not None:
            self._settle(found)
        else:
            self._held.clear()

    def _settle(self, found: object) -> None:
        if isinstance(found, Typed):
            self._give_back(found.count)
            return
        self._held.clear()
        self.found(found)

    def _give_back(self, count: int) -> None:
        """Let the last ``count`` keys go on to where they would have gone.

        Those ahead of them were swallowed: the end of the device's, which was awaited.
        """
        held, self._held = self._held[-count:], []
        window = self._target()
        if window is None:
            return
        self._is_replaying = True
        try:
            for event in held:
                QCoreApplication.sendEvent(window, event)
        finally:
            self._is_replaying = False


class StripeFilter(BurstFilter):
    """Hands each swipe to ``swiped``, which gets card data: it must neither keep nor show it."""

    def __init__(
        self,
        swiped: Callable[[str], None],
        target: Callable[[], QObject | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(Wedge(), target, parent)
        self._swiped = swiped

    def begins(self, event: QKeyEvent) -> bool:
        """True for the sign that a stripe begins with."""
        return any(sign and sign in STARTS for sign in (event.text(), american(event)))

    def found(self, found: object) -> None:
        """Hand a swipe on; of one that broke off, that it did."""
        if isinstance(found, Burst):
            self._swiped(found.text if found.is_whole else "")


class ScanFilter(BurstFilter):
    """Hands each scan of a hand scanner to ``scanned``, and what broke off.

    With a prefix it listens on every page; without one only while ``awaits_code``.
    """

    def __init__(
        self,
        setup: ScannerSetup,
        scanned: Callable[[Scan | Broken], None],
        awaits_code: Callable[[], bool],
        target: Callable[[], QObject | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(Scanner(setup), target, parent)
        self._scanned, self._awaits_code = scanned, awaits_code
        self._prefix = setup.prefix

    def listens(self) -> bool:
        """True where a scanner's keys are told from others."""
        return bool(self._prefix) or self._awaits_code()

    def begins(self, event: QKeyEvent) -> bool:
        """True for a sign that a scan may begin with."""
        typed = event.text(), american(event)
        signs = [sign for sign in typed if sign.strip() and sign.isprintable()]
        if not self._prefix:
            return bool(signs)
        return any(self._prefix.startswith(sign) for sign in signs)

    def found(self, found: object) -> None:
        """Hand a scan on."""
        if isinstance(found, Scan | Broken):
            self._scanned(found)
