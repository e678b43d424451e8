"""What the desk's columns are made of: buttons, choices, a grid that folds, a titled card."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from ui.demo.desk_port import Account
from ui.theme import BOLD, MEDIUM, SEMIBOLD, Look
from ui.views import Action, Press
from ui.widgets.buttons import (
    MIDDLE,
    TOUCH_PX,
    BigButton,
    ButtonSize,
    Kind,
    PaintedButton,
    tool_tip,
)
from ui.widgets.card import Card, Gap
from ui.widgets.label import Fit, Label, shrunk
from ui.widgets.painting import focus_ring, mixed, rounded
from ui.widgets.styled import StyledScrollArea, StyledWidget
from ui.words import Words

Do = Callable[[str], None]


class DeskButton(BigButton):
    """A button of the desk: calls ``do`` with its value instead of reporting a press.

    ``key`` presses it from the keyboard, and stands in its tool-tip.
    """

    def __init__(
        self,
        do: Do,
        kind: Kind = Kind.SECONDARY,
        size: ButtonSize = MIDDLE,
        value: str = "",
        *,
        key: str = "",
    ) -> None:
        super().__init__(self._pass_on, kind, size)
        self._do = do
        self._value = value
        self._key = key

    @property
    def value(self) -> str:
        """What the button stands for."""
        return self._value

    def show_text(
        self, text: str, *, enabled: bool = True, kind: Kind | None = None, tip: str = ""
    ) -> None:
        """Show ``text``; ``tip`` is its tool-tip, the text itself unless given."""
        self.show_press(Press(Action.DEMO_DESK, self._value), text, enabled=enabled, kind=kind)
        self.setToolTip(tool_tip(tip or text, self._key))
        if self._key and self.shortcut().isEmpty():
            # Qt forgets a button's key whenever its text changes.
            self.setShortcut(self._key)

    def _pass_on(self, press: Press) -> None:
        self._do(press.value)


class ChoiceRow(PaintedButton):
    """One of a list of choices: its words at the left, a remark at the right."""

    def __init__(self, do: Do, value: str) -> None:
        super().__init__()
        self._do, self.value = do, value
        self._remark = ""
        self._chosen = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._clicked)

    def show_choice(self, text: str, remark: str, *, chosen: bool) -> None:
        """Show words and remark; ``chosen`` marks the one in force."""
        if (text, remark, chosen) == (self.text(), self._remark, self._chosen):
            return
        self._remark, self._chosen = remark, chosen
        self.setText(text)
        self.setAccessibleName(f"{text} {remark}".strip())
        self.setAccessibleDescription("✓" if chosen else "")
        self.setToolTip(text)
        self.update()

    @property
    def is_chosen(self) -> bool:
        """True for the choice in force."""
        return self._chosen

    def _clicked(self) -> None:
        self._do(self.value)

    def restyle(self, look: Look) -> None:
        """Take the type of the look."""
        self.setFont(look.font(13, MEDIUM, tabular=True))

    def sizeHint(self) -> QSize:
        """A finger's height."""
        return QSize(self.look.px(140), max(TOUCH_PX, self.look.px(44)))

    def text_width(self) -> float:
        """Return the room for the words, in pixels."""
        look = self.look
        remark = QFontMetricsF(self.font()).horizontalAdvance(self._remark)
        return self.width() - 2 * look.px(12) - (remark + look.px(8) if self._remark else 0)

    def is_clipped(self) -> bool:
        """True if the words do not fit even at their smallest."""
        font = shrunk(self.font(), self.text(), self.text_width(), 0.75)
        return QFontMetricsF(font).horizontalAdvance(self.text()) > self.text_width() + 1

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the row."""
        del event
        look = self.look
        fill = look.colour("accent_soft" if self._chosen else "soft")
        ink = look.colour("accent_ink" if self._chosen else "ink2")
        if self.isDown():
            fill = mixed(fill, look.colour("ink"), 0.14)
        elif self.underMouse():
            fill = mixed(fill, look.colour("ink"), 0.05)
        painter = QPainter(self)
        radius = look.px(12)
        rounded(painter, QRectF(self.rect()), radius, fill, None, 0)
        if self.shows_ring:
            focus_ring(painter, self, look, radius)
        area = QRectF(self.rect()).adjusted(look.px(12), 0, -look.px(12), 0)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        painter.setFont(self.font())
        painter.setPen(ink if self._chosen else look.colour("ink3"))
        painter.drawText(area, middle | int(Qt.AlignmentFlag.AlignRight), self._remark)
        font = shrunk(self.font(), self.text(), self.text_width(), 0.75)
        if self._chosen:
            font.setWeight(look.font(13, SEMIBOLD).weight())
        painter.setFont(font)
        painter.setPen(ink)
        painter.drawText(area, middle | int(Qt.AlignmentFlag.AlignLeft), self.text())


class FoldingGrid(StyledWidget):
    """Widgets in equal columns, as many beside each other as the width allows.

    ``least`` is the least width of one in design pixels, ``most`` the greatest number of columns.
    """

    def __init__(self, least: float, most: int = 4, gap: float = 8) -> None:
        super().__init__()
        self._least, self._most, self._gap = least, most, gap
        self._widgets: list[QWidget] = []
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_widgets(self, widgets: Sequence[QWidget]) -> None:
        """Hold ``widgets`` in their order."""
        self._widgets = list(widgets)
        self._columns = 0
        self._fold()

    def restyle(self, look: Look) -> None:
        """Take the gaps of the look."""
        self._grid.setSpacing(look.px(self._gap))
        self._fold()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold anew."""
        super().resizeEvent(event)
        self._fold()

    def sizeHint(self) -> QSize:
        """The height of the rows there are now."""
        return QSize(self.look.px(self._least), self._grid.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """One column will do."""
        return QSize(self.look.px(self._least), self._grid.sizeHint().height())

    def _fold(self) -> None:
        each = self.look.px(self._least) + self.look.px(self._gap)
        fitting = max(1, (self.width() + self.look.px(self._gap)) // each)
        count = max(1, len(self._widgets))
        rows = math.ceil(count / min(self._most, fitting, count))
        # As even as can be: four that do not fit in one row stand two by two.
        columns = math.ceil(count / rows)
        if columns == self._columns:
            return
        for column in range(max(columns, self._columns)):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        self._columns = columns
        for index, widget in enumerate(self._widgets):
            self._grid.addWidget(widget, *divmod(index, columns))
        self.updateGeometry()


class DeskScroll(StyledScrollArea):
    """Scrolls ``inside`` up and down on the ground of its column."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)


class DeskColumn(Card):
    """A titled card; ``head`` takes what stands beside the title.

    With ``yields_title`` the title goes where tabs stand that say the same.
    """

    yields_title = False

    def __init__(self) -> None:
        super().__init__(padding=16)
        self.title = Label("", 16, BOLD, "ink", fit=Fit.SHRINK)
        self.head = QHBoxLayout()
        self.head.addWidget(self.title, 1)
        self.box.addLayout(self.head)
        self.box.addWidget(Gap(12))

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        super().restyle(look)
        self.head.setSpacing(look.px(8))
        self.title.setMinimumHeight(max(TOUCH_PX, look.px(44)))


def account_name(account: Account, words: Words) -> str:
    """Return a customer's name in the window's language, or as the bank has it."""
    known = f"demo.customer_{account.customer_id}"
    return words(known) if words.has(known) else account.name
