"""The cashier's window with a page in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

import shiboken6
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from kpay_desktop.domain.language import Language
from tests.helpers.gui import Presses, clipped, frame_view, nameless, too_small, tree
from ui.main.page import PageWidget
from ui.main.window import MainWindow
from ui.theme import prepare_application
from ui.views import Page, Step
from ui.views_screens import ClerkView, PageBody

AnyPage = TypeVar("AnyPage", bound=PageWidget)

SIZES = [(1024, 768), (1366, 768), (1920, 1080)]


@contextmanager
def cashiers_window(app: QApplication, presses: Presses) -> Iterator[MainWindow]:
    """Open a window of 1366 by 768 and take it away again."""
    prepare_application(app)
    made = MainWindow(presses)
    made.resize(1366, 768)
    yield made
    made.close_for_good()
    # At once: what is deleted later outlives its test, and all that comes is slower for it.
    shiboken6.delete(made)


def show(
    window: MainWindow,
    page: Page,
    body: PageBody,
    *,
    step: Step | None = None,
    language: Language = Language.EN,
    theme: str = "light",
) -> None:
    """Show a page and let it be laid out."""
    shown(window, ClerkView(page, step, frame_view(), body, language, theme))


def shown(window: MainWindow, view: ClerkView) -> MainWindow:
    """Show a whole view and let it be laid out."""
    window.show_view(view)
    window.show()
    QCoreApplication.processEvents()
    return window


def page_of(window: MainWindow, kind: type[AnyPage]) -> AnyPage:
    """Return the page that is shown, which must be of that kind."""
    page = window.page
    assert isinstance(page, kind)
    return page


def click(widget: QWidget) -> None:
    """Touch the middle of a widget."""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def assert_fits(window: MainWindow, size: tuple[int, int], name: str = "") -> None:
    """The window has kept its size, and all in it can be read, hit and named."""
    assert window.size().toTuple() == size, name
    assert clipped(window) == [], name
    assert too_small(window) == [], name
    assert nameless(window) == [], name
    assert spilt(window) == [], name


def spilt(root: QWidget) -> list[str]:
    """Return the widgets that reach over the edge of the one they stand in."""
    lost = []
    for child in tree(root):
        parent = child.parentWidget()
        if child is root or parent is None or parent.objectName() == "qt_scrollarea_viewport":
            continue
        if not parent.rect().contains(child.geometry()):
            lost.append(f"{type(child).__name__} {child.geometry()} in {type(parent).__name__}")
    return lost
