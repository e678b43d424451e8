"""What the pages of a sale have in common: the steps, two columns, rows of buttons."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.main.page import GAP, MARGIN_X, MARGIN_Y, PageWidget
from ui.theme import Look
from ui.views import Button
from ui.widgets.buttons import LARGE, TOUCH_PX, BigButton, ButtonSize, Kind, OnPress
from ui.widgets.styled import StyledWidget
from ui.words import Words

#: Design pixels: between what stands in a column, and the width of the column at the right.
STACK = 18
SIDE_WIDTH = 360
#: Lines of a title, in font sizes.
TITLE_LINE = 1.25
_BUTTON_GAP = 12
# Least width of a button in its heights: the next step is the widest.
_PRIMARY_PART, _LEAST_PART = 3.2, 2.2


class SalePage(PageWidget):
    """A page with the steps over its main column and a narrower one beside it.

    ``main`` and ``side`` are the columns' layouts. ``side_width`` in design pixels; 0 shares the
    width in the proportion of ``stretch``.
    """

    def __init__(
        self,
        on_press: OnPress,
        *,
        side_width: float = SIDE_WIDTH,
        stretch: tuple[int, int] = (1, 0),
    ) -> None:
        super().__init__(on_press)
        self._side_width = side_width
        self._main_area, self._side_area = QWidget(), QWidget()
        self.main, self.side = QVBoxLayout(self._main_area), QVBoxLayout(self._side_area)
        self.main.addWidget(self.steps)
        self._columns = QHBoxLayout(self)
        self._columns.addWidget(self._main_area, stretch[0])
        self._columns.addWidget(self._side_area, stretch[1])
        for column in (self.main, self.side):
            column.setContentsMargins(0, 0, 0, 0)

    def show_side(self, visible: bool) -> None:
        """Show the column at the side, or give its width to the other."""
        self._side_area.setVisible(visible)

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        x, y = look.px(MARGIN_X), look.px(MARGIN_Y)
        self._columns.setContentsMargins(x, y, x, y)
        self._columns.setSpacing(look.px(GAP))
        self.main.setSpacing(look.px(STACK))
        self.side.setSpacing(look.px(STACK))
        if self._side_width:
            self._side_area.setFixedWidth(look.px(self._side_width))


class ButtonRow(StyledWidget):
    """Buttons side by side, in the middle; one below the other where the width is too small.

    Widgets are kept and shown anew, so that a change of words costs no widget. ``fill`` gives all
    the width to the buttons.
    """

    def __init__(
        self,
        on_press: OnPress,
        size: ButtonSize = LARGE,
        *,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignHCenter,
        kind: Kind = Kind.SECONDARY,
    ) -> None:
        super().__init__()
        self._on_press, self._size, self._kind = on_press, size, kind
        self._align = align
        self._buttons: list[BigButton] = []
        self._shown = 0
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        if align & (Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignRight):
            self._box.addStretch(1)
        if align & (Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignLeft):
            self._box.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def buttons(self) -> list[BigButton]:
        """The buttons on the screen."""
        return self._buttons[: self._shown]

    def show_buttons(self, buttons: Sequence[Button], words: Words) -> None:
        """Show ``buttons`` in their order."""
        while len(self._buttons) < len(buttons):
            made = BigButton(self._on_press, self._kind, self._size, self)
            at = len(self._buttons)
            if self._align & (Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignRight):
                at += 1
            self._box.insertWidget(at, made)
            self._buttons.append(made)
        for index, widget in enumerate(self._buttons):
            shown = buttons[index] if index < len(buttons) else None
            widget.show_button(shown, words)
            self._widen(widget, primary=shown is not None and shown.primary)
        if self._shown != len(buttons):
            self._shown = len(buttons)
            self.setVisible(bool(buttons))
        self._turn()

    def _widen(self, widget: BigButton, *, primary: bool) -> None:
        part = _PRIMARY_PART if primary else _LEAST_PART
        least = max(TOUCH_PX, round(widget.sizeHint().height() * part))
        if widget.minimumWidth() != least:
            widget.setMinimumWidth(least)

    def restyle(self, look: Look) -> None:
        """Take the gaps of the look."""
        self._box.setSpacing(look.px(_BUTTON_GAP))
        self._turn()

    def sizeHint(self) -> QSize:
        """All buttons in the direction in force."""
        return self._box.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Little width will do; the height is that of the direction in force."""
        return QSize(self.look.px(96), self._box.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand in a row or in a column, whichever fits."""
        super().resizeEvent(event)
        self._turn()

    def _turn(self) -> None:
        gaps = self.look.px(_BUTTON_GAP) * max(0, self._shown - 1)
        widths = [max(b.sizeHint().width(), b.minimumWidth()) for b in self.buttons]
        needed = sum(widths) + gaps
        tall = self.width() < needed and self._shown > 1
        direction = QBoxLayout.Direction.TopToBottom if tall else QBoxLayout.Direction.LeftToRight
        if direction is not self._box.direction():
            self._box.setDirection(direction)
            self.updateGeometry()
