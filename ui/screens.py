"""Where the customer's window stands: full on a second screen, or a window on the till's.

Screens come and go while the till runs. The window follows: a screen that is plugged in gets it,
one that is pulled out gives it back. Qt leaves a window at its old place when its screen goes,
so it is moved here.

On the till's own screen it is there while it has something to say to the customer, and where the
cashier has nothing to press or to read; somebody may move it, and there it stays.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QMargins, QObject, QRect, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget

from kpay_desktop.domain.message import Message
from kpay_desktop.ports import DeviceKind, DeviceStatus, Health
from ui.free_place import Need, largest_free, needed_places
from ui.views import Page
from ui.views_customer import CustomerView

log = logging.getLogger(__name__)

AUTO, NONE = "auto", "none"
#: Size of the window while there is one screen, as a part of the screen and at most in pixels.
WINDOW_PART = 0.42
WINDOW_MAX = QSize(760, 540)
WINDOW_MIN = QSize(480, 360)
#: Where the till fills the screen, the window is no larger than this, and no smaller than that.
OVER_TILL_MAX = QSize(640, 760)
OVER_TILL_MIN = QSize(300, 190)
# A window that stands farther than this from where it was put was moved by somebody.
_MOVED_PX = 48
# Room for the frame that the window manager puts around, in pixels.
_FRAME = QMargins(8, 36, 8, 8)
# Several screens report one change at the same moment; the window moves once.
SETTLE_MS = 60
# A window manager may answer late, and undo what was asked for meanwhile: looked at so long
# after each placing, and put right.
LOOK_AGAIN_MS = (250, 500, 1000, 2000, 4000)
# A window that is seen does not change its kind or its screen on every system: it is hidden for
# so long, until the window manager has forgotten it, and appears as a new one.
HIDDEN_MS = 120

Report = Callable[[DeviceStatus], None]


def pick_screen(wanted: str, names: list[str], main: str) -> str | None:
    """Return the name of the customer's screen, or None for a window on the cashier's.

    ``wanted`` is a screen's name or ``auto``; ``names`` are the screens there are. A screen that
    is asked for by name and is not there is not replaced by another one, and the cashier's own
    screen is never covered.
    """
    others = [name for name in names if name != main]
    if wanted == AUTO:
        return others[0] if others else None
    return wanted if wanted in others else None


def beside(available: QRect, till: QRect) -> QRect:
    """Return a window's place on a screen: in a corner that the till leaves free.

    Where the till is everywhere, at the bottom left: its keypad and its amount stay free there.
    """
    inside = _framed(available)
    width = min(WINDOW_MAX.width(), int(available.width() * WINDOW_PART))
    height = min(WINDOW_MAX.height(), int(available.height() * WINDOW_PART))
    width = min(inside.width(), max(WINDOW_MIN.width(), width))
    height = min(inside.height(), max(WINDOW_MIN.height(), height))
    left, right = inside.left(), inside.right() + 1 - width
    top, bottom = inside.top(), inside.bottom() + 1 - height
    corners = ((left, bottom), (right, top), (right, bottom), (left, top))
    places = [QRect(x, y, width, height) for x, y in corners]

    def covered(place: QRect) -> int:
        shared = place.intersected(till)
        return shared.width() * shared.height() if shared.isValid() else 0

    free = min(places, key=covered)
    return free if covered(free) * 2 < width * height else places[0]


def over_till(available: QRect, till: QWidget) -> QRect:
    """Return a window's place on the screen that the till fills: off what the cashier needs.

    Off as much of it as can be; where not even its buttons leave room, in a corner.
    """
    least = OVER_TILL_MIN.grownBy(_FRAME)
    for need in sorted(Need, reverse=True):
        free = largest_free(available, needed_places(till, need), least)
        if free is not None:
            return _within(free)
    return beside(available, till.geometry())


@dataclass(frozen=True, slots=True)
class _Moment:
    """For how long the window need not move on the till's screen."""

    page: Page
    must_be_seen: bool
    title: Message | None


def _framed(room: QRect) -> QRect:
    """Return what the window manager's frame leaves of a room."""
    return room.marginsRemoved(_FRAME)


def _within(room: QRect) -> QRect:
    """Return a window in the middle of a room, no longer or higher than it reads well."""
    inside = _framed(room)
    width = min(inside.width(), OVER_TILL_MAX.width(), inside.height() * 2)
    height = min(inside.height(), OVER_TILL_MAX.height(), inside.width() * 3 // 2)
    place = QRect(0, 0, width, height)
    place.moveCenter(inside.center())
    return place


class CustomerScreen(QObject):
    """Places the customer's window and reports where it is."""

    def __init__(self, window: QWidget, till: QWidget, report: Report, wanted: str = AUTO) -> None:
        super().__init__(window)
        self._window, self._till = window, till
        self._report = report
        self._wanted = wanted
        self._on: str | None = None
        self._placed = False
        self._moment: _Moment | None = None
        self._placed_for: _Moment | None = None
        self._asked: QRect | None = None
        self._arrived = False
        self._chosen: QRect | None = None
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self.place)
        self._looks = 0
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.timeout.connect(self._look_again)
        self._appear_later = QTimer(self)
        self._appear_later.setSingleShot(True)
        self._appear_later.setInterval(HIDDEN_MS)
        self._appear_later.timeout.connect(self._appear)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.screenAdded.connect(self._screen_added)
            app.screenRemoved.connect(self._changed)
            app.primaryScreenChanged.connect(self._changed)
        for screen in QGuiApplication.screens():
            self._watch(screen)

    @property
    def screen_name(self) -> str | None:
        """The second screen that the window fills, or None while it is a window."""
        return self._on

    def follow(self, page: Page, view: CustomerView) -> None:
        """Hear which page the till shows, and what the customer's window says, at each change."""
        moment = _Moment(page, view.must_be_seen, view.title)
        if moment != self._moment:
            self._moment = moment
            if self._placed and self._on is None:
                # The page is laid out first.
                self._look.stop()
                self._settle.start()

    @property
    def _has_to_say(self) -> bool:
        return self._moment is None or self._moment.must_be_seen

    @property
    def has_arrived(self) -> bool:
        """True once a window on the till's screen was seen where it was put."""
        return self._arrived

    @Slot()
    def place(self) -> None:
        """Put the window where it belongs now, show it, and report."""
        if self._wanted == NONE:
            self._window.hide()
            self._report(DeviceStatus(DeviceKind.CUSTOMER_SCREEN, Health.UNKNOWN, "screen.none"))
            return
        screens = [screen.name() for screen in QGuiApplication.screens()]
        name = pick_screen(self._wanted, screens, self._till.screen().name())
        if name is None:
            status = DeviceStatus(DeviceKind.CUSTOMER_SCREEN, Health.WARN, "screen.windowed")
        else:
            status = DeviceStatus(DeviceKind.CUSTOMER_SCREEN, Health.OK, "screen.second", name)
        is_news = not self._placed or name != self._on
        self._placed, self._on = True, name
        self._looks = 0
        self._put()
        if is_news:
            log.info("customer screen placed second=%s", name is not None)
            self._report(status)

    def _put(self) -> None:
        """Put the window where it belongs, by way of hiding it if it is to be another kind."""
        self._note_the_hand()
        if self._full_on() is None and not self._has_to_say:
            self._look.stop()
            self._appear_later.stop()
            self._window.hide()
        elif self._stands():
            self._look.start(LOOK_AGAIN_MS[self._looks])
        elif self._window.isVisible() and not self._is_just_lost():
            self._look.stop()
            self._window.hide()
            self._appear_later.start()
        else:
            self._appear()

    def _is_just_lost(self) -> bool:
        """True for a window that may stay one and need only be moved."""
        fills = self._window.size() == self._till.screen().geometry().size()
        return self._full_on() is None and not self._window.isFullScreen() and not fills

    @Slot()
    def _appear(self) -> None:
        screen = self._full_on()
        if screen is not None:
            self._place_full(screen)
        else:
            self._place_windowed()
        self._look.start(LOOK_AGAIN_MS[self._looks])

    @Slot()
    def _look_again(self) -> None:
        self._looks += 1
        self._arrived = self._arrived or not self._was_moved()
        if self._looks == len(LOOK_AGAIN_MS):
            return
        if not self._stands():
            log.warning("customer screen misplaced second=%s", self._on is not None)
        self._put()

    def _full_on(self) -> QScreen | None:
        """Return the screen to fill, or None for a window; also if that screen just went."""
        screens = {screen.name(): screen for screen in QGuiApplication.screens()}
        return screens.get(self._on) if self._on is not None else None

    def _stands(self) -> bool:
        """True if the window is where it belongs. Somebody may have moved it on one screen."""
        window, full_on = self._window, self._full_on()
        screen = full_on or self._till.screen()
        fills = window.size() == screen.geometry().size()
        if not window.isVisible() or window.isFullScreen() != (full_on is not None):
            return False
        if full_on is not None:
            return window.screen() is full_on and fills
        # A window manager may say "a window" and leave it as large as the screen.
        if fills or not screen.availableGeometry().contains(window.frameGeometry()):
            return False
        if self._arrived and self._was_moved():
            return True
        return self._moment == self._placed_for or not self._is_in_the_way()

    def _is_in_the_way(self) -> bool:
        frame = self._window.frameGeometry()
        return any(frame.intersects(place) for place in needed_places(self._till))

    def _was_moved(self) -> bool:
        """True if the window stands elsewhere than it was put."""
        asked, now = self._asked, self._window.geometry()
        if asked is None:
            return False
        corners = (asked.topLeft() - now.topLeft(), asked.bottomRight() - now.bottomRight())
        return any(corner.manhattanLength() > _MOVED_PX for corner in corners)

    def _note_the_hand(self) -> None:
        """Remember where somebody put the window, who had seen it elsewhere before."""
        if self._arrived and self._on is None and self._window.isVisible() and self._was_moved():
            self._chosen = self._window.geometry()

    def stop(self) -> None:
        """Follow the screens no longer."""
        self._settle.stop()
        self._look.stop()
        self._appear_later.stop()
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.screenAdded.disconnect(self._screen_added)
            app.screenRemoved.disconnect(self._changed)
            app.primaryScreenChanged.disconnect(self._changed)

    def _place_full(self, screen: QScreen) -> None:
        window = self._window
        self._belong_to(None)
        self._asked, self._arrived = None, False
        window.setScreen(screen)
        window.setGeometry(screen.geometry())
        # showFullScreen() would also ask for the keyboard, which stays with the cashier's window.
        window.setWindowState(Qt.WindowState.WindowFullScreen)
        window.show()

    def _place_windowed(self) -> None:
        window = self._window
        screen = self._till.screen()
        window.setWindowState(Qt.WindowState.WindowNoState)
        # Of the till's window it stays above that one, and above no other program's.
        self._belong_to(self._till)
        window.setScreen(screen)
        self._asked, self._arrived = self._room_on(screen.availableGeometry()), False
        self._placed_for = self._moment
        window.setGeometry(self._asked)
        window.show()

    def _room_on(self, available: QRect) -> QRect:
        if self._chosen is not None and available.contains(self._chosen):
            return self._chosen
        corner = beside(available, self._till.frameGeometry())
        if not corner.marginsAdded(_FRAME).intersects(self._till.frameGeometry()):
            return corner
        return over_till(available, self._till)

    def _belong_to(self, owner: QWidget | None) -> None:
        """Set whose window the customer's is; window managers look at that when it appears."""
        # X11 knows whose a dialog is, and of no other window.
        kind = Qt.WindowType.Dialog if owner is not None else Qt.WindowType.Window
        flags = self._window.windowFlags()
        if flags & Qt.WindowType.WindowType_Mask == kind:
            return
        self._window.setWindowFlags(flags & ~Qt.WindowType.WindowType_Mask | kind)
        for widget in (self._window, self._till):
            # Makes its native window, which belongs to others before it is seen.
            widget.winId()
        handle = self._window.windowHandle()
        if owner is not None:
            handle.setTransientParent(owner.windowHandle())
        else:
            # The stubs lack that None takes it away.
            handle.setProperty("transientParent", None)

    def _watch(self, screen: QScreen) -> None:
        screen.geometryChanged.connect(self._changed)

    @Slot(QScreen)
    def _screen_added(self, screen: QScreen) -> None:
        self._watch(screen)
        self._changed()

    @Slot()
    def _changed(self) -> None:
        self._look.stop()
        self._settle.start()
