"""An amount in large tabular figures with its currency before it."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from kpay_desktop.domain.money import CURRENCY, format_plain, format_sgd
from ui.theme import BOLD, MEDIUM, Look
from ui.widgets.glyphs import FigureFont
from ui.widgets.label import LEFT, RIGHT
from ui.widgets.styled import StyledWidget

# The currency beside the figures: smaller, quieter, on the same baseline.
_CURRENCY_PART = 0.37
_GAP_PART, _GAP_MOST = 0.22, 16
_LEAST_PART = 0.35


class _Line(NamedTuple):
    """Where currency and figures begin, how high their baseline is, and their fonts."""

    big: FigureFont
    small: FigureFont
    left: float
    figures: float
    baseline: float


class AmountLabel(StyledWidget):
    """``SGD 28.00``; the figures shrink before they are cut off.

    ``size`` is the height of the figures' font in design pixels. ``ground`` names the colour that
    it stands on, where that is one: then nothing behind it is painted again with every key.
    """

    def __init__(
        self,
        size: float = 68,
        align: Qt.AlignmentFlag = RIGHT,
        parent: QWidget | None = None,
        *,
        currency_weight: int = MEDIUM,
        ground: str = "",
    ) -> None:
        super().__init__(parent)
        self._ground = ground
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, bool(ground))
        self._size, self._align = size, align
        self._currency_weight = currency_weight
        self._minor = 0
        self._figures = format_plain(0)
        self._big = self._small = FigureFont(QFont())
        self._line: _Line | None = None
        self.setAccessibleName(format_sgd(0))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def minor(self) -> int:
        """The amount shown, in cents."""
        return self._minor

    def set_minor(self, minor: int) -> None:
        """Show ``minor`` cents."""
        if minor == self._minor:
            return
        self._minor = minor
        self._figures = format_plain(minor)
        self.setAccessibleName(format_sgd(minor))
        self._set_anew()
        if self._align is LEFT:
            # Elsewhere it has its line for itself: a new amount costs no layout.
            self.updateGeometry()

    def set_align(self, align: Qt.AlignmentFlag) -> None:
        """Stand at the left, in the middle or at the right."""
        if align != self._align:
            self._align = align
            self._set_anew()

    def text(self) -> str:
        """Return what is shown, as a screen reader reads it."""
        return format_sgd(self._minor)

    def restyle(self, look: Look) -> None:
        """Take the type of the look."""
        big = look.font(self._size, BOLD, tabular=True)
        # Large figures stand a little closer, as type of that size wants.
        big.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 98)
        self._big = FigureFont(big)
        self._small = FigureFont(look.font(self._size * _CURRENCY_PART, self._currency_weight))
        self._set_anew()

    def sizeHint(self) -> QSize:
        """The whole amount at full size."""
        width = self._before(self._big, self._small) + self._big.width(self._figures)
        return QSize(round(width) + 1, round(self._big.height() * 1.02))

    def minimumSizeHint(self) -> QSize:
        """Figures shrink, so little width will do."""
        return QSize(self.look.px(120), self.sizeHint().height())

    def is_clipped(self) -> bool:
        """True if the amount does not fit even at its smallest."""
        line = self._line_now()
        return line.figures - line.left + line.big.width(self._figures) > self.width() + 1

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand elsewhere, and at another size if need be."""
        super().resizeEvent(event)
        self._line = None

    def _set_anew(self) -> None:
        self._line = None
        self.update()

    def _before(self, big: FigureFont, small: FigureFont) -> float:
        """Return the room of the currency and of the gap behind it."""
        gap = min(big.size_px * _GAP_PART, self.look.px(_GAP_MOST))
        return small.width(CURRENCY) + gap

    def _line_now(self) -> _Line:
        """Return where everything stands; it is found out once for each amount."""
        if self._line is None:
            self._line = self._set_line()
        return self._line

    def _set_line(self) -> _Line:
        big, small, room = self._big, self._small, self.width()
        before, figures = self._before(big, small), big.width(self._figures)
        if before + figures > room > 0:
            part = max(_LEAST_PART, room / (before + figures) * 0.995)
            big, small = big.smaller(part), small.smaller(part)
            before, figures = self._before(big, small), big.width(self._figures)
        left = room - before - figures
        if self._align is LEFT:
            left = 0.0
        elif self._align is not RIGHT:
            left /= 2
        # Figures have no descenders: centred by their own height they sit where the eye expects.
        baseline = (self.height() + self._big.cap_height) / 2
        return _Line(big, small, left, left + before, baseline)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint currency and figures on one baseline."""
        del event
        look, line = self.look, self._line_now()
        painter = QPainter(self)
        if self._ground:
            painter.fillRect(self.rect(), look.colour(self._ground))
        line.small.draw(painter, line.left, line.baseline, CURRENCY, look.colour("ink3"))
        line.big.draw(painter, line.figures, line.baseline, self._figures, look.colour("ink"))
