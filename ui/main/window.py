"""The cashier's window: rail, top bar, notice, and one widget a page, updated in place."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QCloseEvent,
    QInputMethodEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from kpay_desktop.domain.language import Language
from kpay_desktop.domain.message import Message, message
from ui.input_watch import InputWatch
from ui.keys import ENTER, KeyFilter, KeyMap, key_map
from ui.lock_model import LOCK_KEY
from ui.main.page import PageWidget
from ui.main.pages import make_page
from ui.main.rail import Rail, rail_shortcuts
from ui.main.topbar import DESK_KEY, NoticeBar, TopBar
from ui.page_area import PageArea
from ui.theme import DEFAULT_THEME, Look, palette, scale_for, tokens_of
from ui.views import Action, Page, Press
from ui.views_front import SignInView
from ui.views_screens import ClerkView, FrameView
from ui.widgets.buttons import OnPress
from ui.widgets.styled import apply_look
from ui.words import Words, words_of

if TYPE_CHECKING:
    from ui.keyboard.dock import KeyboardDock
    from ui.main.save_dialog import SaveDialog

MIN_WIDTH, MIN_HEIGHT = 960, 640
_PIN_PAGES = frozenset({Page.SIGN_IN, Page.LOCK})
_SECRET_PAGES = frozenset({*_PIN_PAGES, Page.AUTHORISE, Page.VOID})
_KEYPAD_PAGES = frozenset(
    {*_SECRET_PAGES, Page.AMOUNT, Page.TENDER, Page.TRANSACTIONS, Page.DRAWER}
)
# Where a scanner may type the code of a slip.
_TEXT_PAGES = frozenset({Page.TRANSACTIONS, Page.VOID})
_DIGITS = Qt.InputMethodHint.ImhDigitsOnly
_SECRET = _DIGITS | Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhSensitiveData
_EVERYWHERE = (("F11", Press(Action.FULL_SCREEN)),)


class _Ground(QWidget):
    """The page's ground, in the colour of the theme."""

    def __init__(self, owner: MainWindow) -> None:
        super().__init__()
        self._owner = owner

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill what needs painting."""
        QPainter(self).fillRect(event.rect(), self._owner.current_look.colour("bg"))


class MainWindow(QMainWindow):
    """Shows :class:`ClerkView`; every touch and key is reported as a :class:`Press`.

    Closing is reported as ``QUIT`` and only happens after :meth:`close_for_good`. ``on_touch`` is
    called at every key, click and touch, also of those that mean nothing.
    """

    def __init__(self, on_press: OnPress, on_touch: Callable[[], None] = lambda: None) -> None:
        super().__init__()
        self._on_press = on_press
        self._words: Words = words_of(Language.EN)
        self._view: ClerkView | None = None
        self._pages: dict[Page, PageWidget] = {}
        self._titled: tuple[Message, str, Language] | None = None
        self._save: SaveDialog | None = None
        self._keyboard: KeyboardDock | None = None
        self._closing = False
        self._said = ""
        self._scale = 1.0
        self.current_look = Look(tokens_of(DEFAULT_THEME))
        self.rail = Rail(on_press)
        self.top_bar = TopBar(on_press)
        self.notice = NoticeBar(on_press)
        self.stack = QStackedWidget()
        self.area = PageArea(self.stack)
        self.keys = KeyFilter(on_press, self)
        self._touches = InputWatch(on_touch, self)
        self._build()
        self._take_look()

    def _build(self) -> None:
        ground = _Ground(self)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.top_bar, self.notice):
            column.addWidget(widget)
        column.addWidget(self.area, 1)
        row = QHBoxLayout(ground)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(column, 1)
        self.setCentralWidget(ground)
        self.setMinimumSize(MIN_WIDTH, MIN_HEIGHT)
        # The window itself holds the focus while nobody moves it with Tab: what is typed then
        # comes here, also through an input method.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    # --- views ------------------------------------------------------------------------------

    def show_view(self, view: ClerkView) -> None:
        """Show ``view``; only what differs from the last one is touched."""
        last = self._view
        self._view = view
        if self._words.language is not view.language:
            self._words, last = words_of(view.language), None
        if self.current_look.tokens.name != view.theme:
            self._take_look()
        if last is None or (view.frame is not last.frame and view.frame != last.frame):
            self._show_frame(view.frame)
        self._show_title(view)
        page = self._page(view.page)
        if last is None or view.body != last.body or view.page is not last.page:
            page.show_view(view.body, self._words)
        if last is None or view.step != last.step or view.page is not last.page:
            page.show_step(view.step, self._words)
        if self.stack.currentWidget() is not page:
            self.stack.setCurrentWidget(page)
            self._settle_focus()
        self._map_keys(view, page)
        if last is None or view.page is not last.page:
            self._take_input(view.page)
            self._said = ""
        if last is None or view.body != last.body or view.page is not last.page:
            self._announce(view)
        self._ask_where(view)
        self._draw_keyboard(view, page)

    def _draw_keyboard(self, view: ClerkView, page: PageWidget) -> None:
        if view.draws_keyboard and self._keyboard is None:
            from ui.keyboard.dock import KeyboardDock

            self._keyboard = KeyboardDock(self, self.area, self.keys.handle, self._on_press)
        if self._keyboard is not None:
            self._keyboard.follow(
                drawn=view.draws_keyboard,
                page_field=page.typed_field,
                words=self._words,
                look=self.current_look,
            )

    def _ask_where(self, view: ClerkView) -> None:
        if view.save is not None and self._save is None:
            from ui.main.save_dialog import SaveDialog

            self._save = SaveDialog(self, self._on_press)
        if self._save is not None:
            self._save.show_view(view.save, self._words, self.current_look)

    @property
    def page(self) -> PageWidget | None:
        """The page that is shown."""
        shown = self.stack.currentWidget()
        return shown if isinstance(shown, PageWidget) else None

    @property
    def keyboard(self) -> KeyboardDock | None:
        """The keyboard on the screen, once one has been wanted."""
        return self._keyboard

    @property
    def words(self) -> Words:
        """The language of this window."""
        return self._words

    def close_for_good(self) -> None:
        """Close without asking anybody."""
        self._closing = True
        self.close()

    def _page(self, page: Page) -> PageWidget:
        made = self._pages.get(page)
        if made is None:
            made = self._pages[page] = make_page(page, self._on_press)
            self.stack.addWidget(made)
        return made

    def _show_frame(self, frame: FrameView | None) -> None:
        for widget in (self.rail, self.top_bar):
            widget.setVisible(frame is not None)
        if frame is None:
            self.notice.show_notice(None, self._words)
            return
        self.rail.show_frame(frame, self._words)
        self.top_bar.show_frame(frame, self._words)
        self.notice.show_notice(frame.notice, self._words)

    def _show_title(self, view: ClerkView) -> None:
        """Name page and shop: task bars and screen readers say where the till stands."""
        source = view.frame or view.body
        merchant = source.merchant_name if isinstance(source, FrameView | SignInView) else ""
        titled = _title(view), merchant, view.language
        if titled == self._titled:
            return
        self._titled = titled
        named = Message("frame.window_title")
        if merchant:
            named = message("frame.window_title_merchant", merchant=merchant)
        page, till = self._words(titled[0]), self._words(named)
        self.setWindowTitle(self._words(message("frame.window_title_page", page=page, till=till)))

    def _announce(self, view: ClerkView) -> None:
        """Tell a screen reader how the sale stands, whatever the focus is on."""
        if not QAccessible.isActive():
            return
        from ui.main.titles import announced

        said = " ".join(self._words(each) for each in announced(view))
        if said and said != self._said:
            self._said = said
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))

    # --- keys -------------------------------------------------------------------------------

    def _map_keys(self, view: ClerkView, page: PageWidget) -> None:
        takes_figures = view.page in _KEYPAD_PAGES and view.page not in _TEXT_PAGES
        self.keys.set_map_later(partial(self._key_map, view, page), takes_figures=takes_figures)

    def _key_map(self, view: ClerkView, page: PageWidget) -> KeyMap:
        more = (*page.shortcuts(), *_EVERYWHERE)
        if view.frame is not None:
            if view.frame.simulated:
                more += ((DESK_KEY, Press(Action.DEMO_DESK)),)
            if view.frame.rail_enabled:
                more += (*rail_shortcuts(view.frame), (LOCK_KEY, Press(Action.LOCK)))
            if view.frame.notice is not None and view.frame.notice.shortcut:
                more += ((view.frame.notice.shortcut, view.frame.notice.press),)
        if view.page in _PIN_PAGES:
            more += (("Return", Press(Action.KEY, ENTER)),)
        keypad = view.page in _KEYPAD_PAGES
        takes_text = view.page in _TEXT_PAGES
        return key_map(view.body, keypad=keypad, text=takes_text, more=more)

    def _take_input(self, page: Page) -> None:
        """Tell input methods what the page takes."""
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, page in _KEYPAD_PAGES)
        self.setInputMethodHints(_SECRET if page in _SECRET_PAGES else _DIGITS)

    def _settle_focus(self) -> None:
        """Leave no focus on a page that went away: Enter must mean the new page's button."""
        focused = QApplication.focusWidget()
        if focused is None or focused.window() is self:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take keys that were sent to a widget and that it did not want."""
        if not self.keys.handle(event):
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Take what an input method finished, for example full-width figures."""
        if self.keys.commit(event):
            event.accept()
        else:
            super().inputMethodEvent(event)

    # --- the window -------------------------------------------------------------------------

    def _take_look(self) -> None:
        theme = self._view.theme if self._view is not None else DEFAULT_THEME
        look = Look(tokens_of(theme), self._scale)
        if look.tokens is not self.current_look.tokens or self._view is None:
            self.setPalette(palette(look.tokens))
            QToolTip.setPalette(palette(look.tokens))
        self.current_look = look
        apply_look(self, look)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Scale type and lengths with the window."""
        super().resizeEvent(event)
        # A window manager that is slow to answer has another size told after the one in force.
        scale = scale_for(self.width(), self.height())
        if scale != self._scale:
            self._scale = scale
            self._take_look()

    def showEvent(self, event: QShowEvent) -> None:
        """Put the key filter on the window's own key delivery."""
        super().showEvent(event)
        handle = self.windowHandle()
        if handle is not None:
            handle.installEventFilter(self.keys)
            # Installed last it sees each event first, and keeps none.
            self._touches.watch_over(handle)
        self._settle_focus()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Report the wish to quit; the controller decides when it is safe."""
        if self._closing:
            event.accept()
            return
        event.ignore()
        self._on_press(Press(Action.QUIT))


def _title(view: ClerkView) -> Message:
    """Return what the page is called; what the other pages need is loaded with them."""
    if isinstance(view.body, SignInView):
        lock = view.body.lock
        return lock.title if lock is not None else Message("frame.sign_in")
    from ui.main.titles import page_title

    return page_title(view)
