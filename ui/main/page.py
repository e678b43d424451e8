"""What every page of the cashier's window is."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.views import Press, Step
from ui.views_screens import PageBody
from ui.widgets.buttons import OnPress
from ui.widgets.steps import StepBar
from ui.widgets.styled import StyledWidget
from ui.words import Words

#: Room around a page's content and between its columns, in design pixels.
MARGIN_X, MARGIN_Y, GAP = 24, 20, 20


class PageWidget(StyledWidget):
    """A page: shows its view, reports presses, decides nothing.

    (``QWidget`` has a ``render`` of its own, hence ``show_view``.) A page of a sale puts
    ``self.steps`` at the top of its left column; the window keeps it up to date.
    """

    def __init__(self, on_press: OnPress) -> None:
        super().__init__()
        self._on_press = on_press
        self._steps: StepBar | None = None

    @property
    def steps(self) -> StepBar:
        """The step bar, made when it is first asked for."""
        if self._steps is None:
            self._steps = StepBar()
        return self._steps

    def show_view(self, body: PageBody, words: Words) -> None:
        """Show ``body`` in the language of ``words``, in place: no widget is made anew for a key.

        Raises:
            TypeError: if ``body`` is the view of another page.
        """
        raise NotImplementedError

    def show_step(self, step: Step | None, words: Words) -> None:
        """Show where in the sale the page stands, if it has a step bar."""
        if self._steps is not None:
            self._steps.setVisible(step is not None)
            if step is not None:
                self._steps.show_step(step, words)

    def shortcuts(self) -> tuple[tuple[str, Press], ...]:
        """Return keys beyond those of the view's buttons, as Qt key sequences."""
        return ()

    @property
    def typed_field(self) -> QWidget | None:
        """The field of the page's own that the on-screen keyboard fills now.

        It is no widget that text is typed into: its keys go where all keys of the window go.
        """
        return None

    def report(self, press: Press) -> None:
        """Hand a press to the controller."""
        self._on_press(press)


def wrong_view(page: PageWidget, body: PageBody) -> TypeError:
    """Return the error for a view that belongs to another page."""
    return TypeError(f"{type(page).__name__} cannot show {type(body).__name__}")
