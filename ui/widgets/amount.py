"""An amount in large tabular figures with its currency before it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from kpay_desktop.domain.money import CURRENCY, format_plain, format_sgd
from ui.theme import BOLD, MEDIUM, Look
from ui.widgets.glyphs import draw_figures
from ui.widgets.label import LEFT, RIGHT
from ui.widgets.styled import StyledWidget

# The currency beside the figures: smaller, quieter, on the same baseline.
_CURRENCY_PART = 0.37
_GAP_PART, _GAP_MOST = 0.22, 16
_LEAST_PART = 0.35


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
        self._big, self._small = QFont(), QFont()
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
        self.update()
        if self._align is LEFT:
            # Elsewhere it has its line for itself: a new amount costs no layout.
            self.updateGeometry()

    def set_align(self, align: Qt.AlignmentFlag) -> None:
        """Stand at the left, in the middle or at the right."""
        if align != self._align:
            self._align = align
            self.update()

    def text(self) -> str:
        """Return what is shown, as a screen reader reads it."""
        return format_sgd(self._minor)

    def restyle(self, look: Look) -> None:
        """Take the type of the look."""
        self._big = look.font(self._size, BOLD, tabular=True)
        # Large figures stand a little closer, as type of that size wants.
        self._big.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 98)
        self._small = look.font(self._size * _CURRENCY_PART, self._currency_weight)

    def sizeHint(self) -> QSize:
        """The whole amount at full size."""
        width, _ = self._widths(self._big, self._small)
        return QSize(round(width) + 1, round(QFontMetricsF(self._big).height() * 1.02))

    def minimumSizeHint(self) -> QSize:
        """Figures shrink, so little width will do."""
        return QSize(self.look.px(120), self.sizeHint().height())

    def is_clipped(self) -> bool:
        """True if the amount does not fit even at its smallest."""
        big, small = self._fitting()
        return self._widths(big, small)[0] > self.width() + 1

    def _widths(self, big: QFont, small: QFont) -> tuple[float, float]:
        gap = min(big.pixelSize() * _GAP_PART, self.look.px(_GAP_MOST))
        before = QFontMetricsF(small).horizontalAdvance(CURRENCY) + gap
        return before + QFontMetricsF(big).horizontalAdvance(self._figures), before

    def _fitting(self) -> tuple[QFont, QFont]:
        width, _ = self._widths(self._big, self._small)
        if width <= self.width() or self.width() <= 0:
            return self._big, self._small
        part = max(_LEAST_PART, self.width() / width * 0.995)
        big, small = QFont(self._big), QFont(self._small)
        big.setPixelSize(max(8, int(self._big.pixelSize() * part)))
        small.setPixelSize(max(8, int(self._small.pixelSize() * part)))
        return big, small

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint currency and figures on one baseline."""
        del event
        look = self.look
        big, small = self._fitting()
        width, before = self._widths(big, small)
        metrics = QFontMetricsF(self._big)
        # Figures have no descenders: centred by their own height they sit where the eye expects.
        baseline = (self.height() + metrics.capHeight()) / 2
        left = self.width() - width
        if self._align is LEFT:
            left = 0.0
        elif self._align is not RIGHT:
            left /= 2
        painter = QPainter(self)
        if self._ground:
            painter.fillRect(self.rect(), look.colour(self._ground))
        painter.setFont(small)
        painter.setPen(look.colour("ink3"))
        painter.drawText(QPointF(left, baseline), CURRENCY)
        draw_figures(painter, left + before, baseline, self._figures, big, look.colour("ink"))
