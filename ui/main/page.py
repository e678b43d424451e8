"""What every page of the cashier's window is."""

from __future__ import annotations

from ui.views import PageBody, Press
from ui.widgets.buttons import OnPress
from ui.widgets.styled import StyledWidget
from ui.words import Words


class PageWidget(StyledWidget):
    """A page: shows its view, reports presses, decides nothing.

    (``QWidget`` has a ``render`` of its own, hence ``show_view``.)
    """

    def __init__(self, on_press: OnPress) -> None:
        super().__init__()
        self._on_press = on_press

    def show_view(self, body: PageBody, words: Words) -> None:
        """Show ``body`` in the language of ``words``, in place: no widget is made anew for a key.

        Raises:
            TypeError: if ``body`` is the view of another page.
        """
        raise NotImplementedError

    def report(self, press: Press) -> None:
        """Hand a press to the controller."""
        self._on_press(press)


def wrong_view(page: PageWidget, body: PageBody) -> TypeError:
    """Return the error for a view that belongs to another page."""
    return TypeError(f"{type(page).__name__} cannot show {type(body).__name__}")
