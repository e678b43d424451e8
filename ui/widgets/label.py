"""Text of the look: one line or wrapped, with its own line height, shortened or shrunk to fit."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QSizePolicy

from ui.theme import REGULAR, Look
from ui.views import Tone
from ui.widgets.painting import text_line
from ui.widgets.styled import StyledLabel

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter

#: Distance of wrapped lines, in font sizes.
LINE_HEIGHT = 1.5
#: A text that shrinks never gets smaller than this part of its size.
LEAST_PART = 0.6

_SHRINK_STEPS = 12
_MOST_HEIGHTS = 64


class Fit(Enum):
    """What happens to a text that is wider than its place."""

    WRAP = "wrap"
    ELIDE = "elide"
    ELIDE_MIDDLE = "elide_middle"
    SHRINK = "shrink"
    NONE = "none"


_SHORTENED = {
    Fit.ELIDE: Qt.TextElideMode.ElideRight,
    Fit.ELIDE_MIDDLE: Qt.TextElideMode.ElideMiddle,
}


class Label(StyledLabel):
    """A text. ``size`` in design pixels, ``colour`` a token's name.

    ``max_width`` (design pixels) keeps wrapped text from running too wide.
    """

    def __init__(
        self,
        text: str = "",
        size: float = 14,
        weight: int = REGULAR,
        colour: str = "ink",
        *,
        fit: Fit = Fit.NONE,
        tabular: bool = False,
        align: Qt.AlignmentFlag = LEFT,
        max_width: float = 0,
    ) -> None:
        super().__init__()
        self._size, self._weight, self._tabular = size, weight, tabular
        self._colour: str | Tone = colour
        self._fit, self._max_width = fit, max_width
        self._line_height = LINE_HEIGHT
        self._layout: QTextLayout | None = None
        self._layout_key: tuple[str, int] = ("", -1)
        self._heights: dict[tuple[str, int], int] = {}
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(align)
        if fit is Fit.WRAP:
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)
        self.setText(text)

    def restyle(self, look: Look) -> None:
        """Take the font of the look."""
        self._layout_key = ("", -1)
        self._heights.clear()
        self.setFont(look.font(self._size, self._weight, tabular=self._tabular))

    def set_colour(self, colour: str | Tone) -> None:
        """Use another token or the text colour of a state."""
        if colour != self._colour:
            self._colour = colour
            self.update()

    def set_type(self, size: float, weight: int) -> None:
        """Use another size (design pixels) and weight."""
        if (size, weight) != (self._size, self._weight):
            self._size, self._weight = size, weight
            self.restyle(self.look)
            self.updateGeometry()

    def set_line_height(self, part: float) -> None:
        """Set the distance of wrapped lines, in font sizes."""
        self._line_height = part
        self._heights.clear()

    def ink(self) -> QColor:
        """Return the colour of the text in the look in force."""
        look = self.look
        if isinstance(self._colour, Tone):
            return look.tone_ink(self._colour)
        return look.colour(self._colour)

    def shown_font(self) -> QFont:
        """Return the font the text is painted with at its present width."""
        if self._fit is not Fit.SHRINK:
            return self.font()
        return shrunk(self.font(), self.text(), self.width(), LEAST_PART)

    def shown_text(self) -> str:
        """Return the text as painted: shortened when it is too wide and may be."""
        if self._fit not in _SHORTENED:
            return self.text()
        metrics = QFontMetricsF(self.font())
        if metrics.horizontalAdvance(self.text()) <= self.width() + 0.5:
            return self.text()
        return metrics.elidedText(self.text(), _SHORTENED[self._fit], self.width())

    def is_clipped(self) -> bool:
        """True if part of the text is neither painted nor marked as shortened."""
        if not self.text() or self._fit in _SHORTENED:
            return False
        if self._fit is Fit.WRAP:
            layout = self._laid_out(self.width())
            widest = max(layout.lineAt(i).naturalTextWidth() for i in range(layout.lineCount()))
            return self._text_height(layout) > self.height() + 1 or widest > self.width() + 1
        metrics = QFontMetricsF(self.shown_font())
        wide = metrics.horizontalAdvance(self.text()) > self.width() + 1
        return wide or metrics.capHeight() + metrics.descent() > self.height() + 1

    # --- geometry ---------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """The text on one line, or wrapped at its greatest width."""
        metrics = QFontMetricsF(self.font())
        if self._fit is not Fit.WRAP:
            width = metrics.horizontalAdvance(self.text())
            return QSize(int(width + 0.999), int(self._line_px() + 0.5))
        widest = max((metrics.horizontalAdvance(p) for p in self.text().split("\n")), default=0.0)
        # A laid out line is sometimes a little wider than its characters one after the other.
        width_px = int(widest + 2)
        if self._max_width:
            width_px = min(width_px, self.look.px(self._max_width))
        return QSize(width_px, self.heightForWidth(width_px))

    def minimumSizeHint(self) -> QSize:
        """Nothing for a text that adapts, all of it for one that does not."""
        hint = self.sizeHint()
        if self._fit is Fit.NONE:
            return hint
        return QSize(min(hint.width(), self.look.px(40)), int(self._line_px() + 0.5))

    def heightForWidth(self, width: int) -> int:
        """The height of the wrapped text."""
        if self._fit is not Fit.WRAP:
            return int(self._line_px() + 0.5)
        # A layout asks for the same few widths again and again.
        key = (self.text(), self._wrap_width(width))
        height = self._heights.get(key)
        if height is None:
            if len(self._heights) == _MOST_HEIGHTS:
                self._heights.clear()
            height = int(self._text_height(self._laid_out(width)) + 0.999)
            self._heights[key] = height
        return height

    def hasHeightForWidth(self) -> bool:
        """True for wrapped text."""
        return self._fit is Fit.WRAP

    def _line_px(self) -> float:
        font = self.font()
        natural = QFontMetricsF(font).height()
        wanted = font.pixelSize() * (self._line_height if self._fit is Fit.WRAP else 1.25)
        return max(wanted, natural * 0.98) if self._fit is Fit.WRAP else max(wanted, natural)

    def _text_height(self, layout: QTextLayout) -> float:
        return layout.lineCount() * self._line_px()

    def _wrap_width(self, width: int) -> int:
        return min(width, self.look.px(self._max_width)) if self._max_width else width

    def _laid_out(self, width: int) -> QTextLayout:
        width = self._wrap_width(width)
        key = (self.text(), width)
        if self._layout is not None and self._layout_key == key:
            return self._layout
        layout = QTextLayout(self.text().replace("\n", "\u2028"), self.font())
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        metrics = QFontMetricsF(self.font())
        lead = (self._line_px() - metrics.height()) / 2
        layout.beginLayout()
        row = 0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(1, width))
            # Chinese stands on the same baseline although its font has more above it.
            rise = metrics.ascent() - line.ascent()
            line.setPosition(QPointF(0, row * self._line_px() + lead + rise))
            row += 1
        layout.endLayout()
        self._layout, self._layout_key = layout, key
        return layout

    # --- paint ------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the text in the colour of the look."""
        del event
        if not self.text():
            return
        painter = QPainter(self)
        painter.setPen(self.ink())
        if self._fit is not Fit.WRAP:
            painter.setFont(self.shown_font())
            shown = self.shown_text()
            if self._fit in _SHORTENED:
                # The tool-tip offers the whole text where only a part fits.
                tip = "" if shown == self.text() else self.text()
                if tip != self.toolTip():
                    self.setToolTip(tip)
            if self.alignment() & Qt.AlignmentFlag.AlignVCenter:
                text_line(painter, QRectF(self.rect()), shown, self.alignment())
            else:
                painter.drawText(self.rect(), int(self.alignment()), shown)
            return
        layout = self._laid_out(self.width())
        top = 0.0
        if self.alignment() & Qt.AlignmentFlag.AlignVCenter:
            top = max(0.0, (self.height() - self._text_height(layout)) / 2)
        for index in range(layout.lineCount()):
            line = layout.lineAt(index)
            spare = self.width() - line.naturalTextWidth()
            x = 0.0
            if self.alignment() & Qt.AlignmentFlag.AlignHCenter:
                x = spare / 2
            elif self.alignment() & Qt.AlignmentFlag.AlignRight:
                x = spare
            line.draw(painter, QPointF(x, top))


def shrunk(font: QFont, text: str, width: float, least: float) -> QFont:
    """Return ``font``, made smaller so that ``text`` fits ``width``, down to ``least`` of it."""
    needed = QFontMetricsF(font).horizontalAdvance(text)
    if needed <= width or width <= 0:
        return font
    smaller = QFont(font)
    full = font.pixelSize()
    size = max(round(full * least), int(full * width / needed), 1)
    for _ in range(_SHRINK_STEPS):
        smaller.setPixelSize(size)
        if size <= full * least or QFontMetricsF(smaller).horizontalAdvance(text) <= width:
            break
        size -= 1
    return smaller
