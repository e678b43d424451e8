"""A wrapped text in the middle of a page, its lines about equally long."""

from __future__ import annotations

from PySide6.QtCore import QSize

from ui.theme import REGULAR, Look
from ui.widgets.label import CENTRE, Fit, Label

_TRIES = 7


class Paragraph(Label):
    """Asks for the least width that takes no more lines than the greatest: no word stands alone."""

    def __init__(
        self, size: float, weight: int = REGULAR, colour: str = "ink", *, max_width: float = 560
    ) -> None:
        self._balanced: tuple[tuple[str, int], QSize] | None = None
        super().__init__("", size, weight, colour, fit=Fit.WRAP, align=CENTRE, max_width=max_width)

    def restyle(self, look: Look) -> None:
        """Take the font of the look."""
        self._balanced = None
        super().restyle(look)

    def sizeHint(self) -> QSize:
        """The balanced width with its height."""
        widest = super().sizeHint()
        key = (self.text(), widest.width())
        if self._balanced is None or self._balanced[0] != key:
            self._balanced = key, self._balance(widest)
        return self._balanced[1]

    def _balance(self, widest: QSize) -> QSize:
        enough, too_little = widest.width(), widest.width() // 2
        if enough < self.look.px(self._max_width):
            return widest
        for _ in range(_TRIES):
            tried = (enough + too_little) // 2
            if self.heightForWidth(tried) > widest.height():
                too_little = tried
            else:
                enough = tried
        return QSize(enough, widest.height())


def put_text(label: Paragraph, text: str) -> None:
    """Set a text, unless it stands there already: setting it costs a layout."""
    if text != label.text():
        label.setText(text)
