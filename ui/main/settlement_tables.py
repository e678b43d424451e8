"""The tables of the Settlement page, painted: totals, ours beside the host's, vouchers.

Rows share the height there is, so that a small window shows the whole table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy

from ui.theme import BOLD, MEDIUM, REGULAR
from ui.views import Tone
from ui.widgets.painting import text_line
from ui.widgets.styled import StyledWidget

_ROW, _LOW_ROW, _LEAST_ROW, _HEAD = 45, 34, 25, 34
_SIDE, _BETWEEN, _GAP = 12, 6, 10
_LEAST_TYPE = 0.7
_HEAD_TYPE, _SAID_TYPE = (13.0, MEDIUM), (12.0, REGULAR)
_LEFT, _RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True, slots=True)
class Cells:
    """One row in words. ``said`` stands small behind the first cell, in the ink of ``tone``."""

    texts: tuple[str, ...]
    strong: bool = False
    said: str = ""
    tone: Tone | None = None

    @property
    def spoken(self) -> str:
        """The row as a screen reader reads it."""
        first = f"{self.texts[0]} ({self.said})" if self.said else self.texts[0]
        return ", ".join(text for text in (first, *self.texts[1:]) if text)


class Table(StyledWidget):
    """Rows under heads; the first column at the left, figures at the right.

    ``parts`` are the widths of the columns in shares, the first ``words`` of them hold words. The
    last column is strong if ``sums``. A row is as high as ``row_px`` in design pixels, or lower
    where there is less room.
    """

    def __init__(
        self,
        parts: tuple[float, ...],
        *,
        words: int = 1,
        sums: bool = False,
        row_px: float = _ROW,
    ) -> None:
        super().__init__()
        self._row_px = row_px
        self._parts, self._words, self._sums = parts, words, sums
        self._heads: tuple[str, ...] = ()
        self._rows: tuple[Cells, ...] = ()
        self._total: Cells | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setSizePolicy(policy)

    def show_rows(
        self, heads: Sequence[str], rows: Sequence[Cells], total: Cells | None = None
    ) -> None:
        """Show ``rows``, and ``total`` below them in larger type."""
        new = (tuple(heads), tuple(rows), total)
        if new == (self._heads, self._rows, self._total):
            return
        self._heads, self._rows, self._total = new
        lines = [*self._rows, *([total] if total is not None else [])]
        self.setAccessibleName("\n".join(row.spoken for row in lines))
        self.updateGeometry()
        self.update()

    @property
    def row_count(self) -> int:
        """How many rows there are, without the total."""
        return len(self._rows)

    def _lines(self) -> int:
        return len(self._rows) + (self._total is not None)

    def sizeHint(self) -> QSize:
        """Every row at its best height."""
        look = self.look
        return QSize(look.px(480), look.px(_HEAD) + self._lines() * look.px(self._row_px))

    def minimumSizeHint(self) -> QSize:
        """Every row as low as can be read."""
        look = self.look
        return QSize(look.px(240), look.px(_HEAD) + self._lines() * look.px(_LEAST_ROW))

    def _row_height(self) -> float:
        look = self.look
        room = self.height() - look.px(_HEAD)
        return min(float(look.px(self._row_px)), room / max(1, self._lines()))

    def _every(self) -> tuple[Cells, ...]:
        return self._rows if self._total is None else (*self._rows, self._total)

    def _width(self, text: str, size: float, weight: int) -> float:
        return QFontMetricsF(self.look.font(size, weight, tabular=True)).horizontalAdvance(text)

    def _wanted(self) -> list[float]:
        """Return how wide each column would be at full size."""
        gap = self.look.px(_BETWEEN)
        widths = [self._width(head, *_HEAD_TYPE) for head in self._heads]
        widths += [0.0] * (len(self._parts) - len(widths))
        for row in self._every():
            for index, text in enumerate(row.texts):
                width = self._width(text, *self._type(row, index))
                if index == 0 and row.said:
                    width += gap + self._width(row.said, *_SAID_TYPE)
                widths[index] = max(widths[index], width)
        return widths

    def _columns(self) -> tuple[float, list[tuple[float, float]]]:
        """Return the part of its size that all type has, and where each column begins and ends.

        What is left of the width goes to the columns by their shares.
        """
        side, gap = self.look.px(_SIDE), self.look.px(_GAP)
        wanted = self._wanted()
        room = self.width() - 2.0 * side - gap * (len(wanted) - 1)
        part = min(1.0, room / max(1.0, sum(wanted)) * 0.98)
        left, x = max(0.0, room - sum(wanted) * part), float(side)
        # Columns stand by their shares where those are wide enough for all of them.
        shares = [room * each / sum(self._parts) for each in self._parts]
        fits = all(share >= width for share, width in zip(shares, wanted, strict=True))
        places = []
        for width, share, each in zip(wanted, shares, self._parts, strict=True):
            taken = share if fits else width * part + left * each / sum(self._parts)
            places.append((x, taken))
            x += taken + gap
        return part, places

    def is_clipped(self) -> bool:
        """True if the texts do not fit even at their smallest, or a row is too low."""
        if self._lines() and self._row_height() < self.look.font(15).pixelSize() * 1.2:
            return True
        return self._columns()[0] < _LEAST_TYPE

    def _align(self, index: int) -> Qt.AlignmentFlag:
        return _LEFT if index < self._words else _RIGHT

    def _type(self, row: Cells, index: int) -> tuple[float, int]:
        is_last = index == len(self._parts) - 1 and self._sums
        if row is self._total:
            return (19 if is_last else 16 if index == 0 else 15), BOLD
        return 15, BOLD if is_last or row.strong else REGULAR

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint heads, rows and the lines between them."""
        del event
        look = self.look
        painter = QPainter(self)
        part, places = self._columns()
        head = float(look.px(_HEAD))
        size, weight = _HEAD_TYPE
        painter.setFont(look.font(size * part, weight))
        painter.setPen(look.colour("ink3"))
        for index, (text, (x, width)) in enumerate(zip(self._heads, places, strict=False)):
            text_line(painter, QRectF(x, 0, width, head), text, self._align(index))
        y, height = head, self._row_height()
        for row in self._every():
            thick = max(1, round(look.tokens.line_px))
            painter.fillRect(QRectF(0, round(y), self.width(), thick), look.colour("line"))
            for index, (text, (x, width)) in enumerate(zip(row.texts, places, strict=False)):
                size, weight = self._type(row, index)
                place = QRectF(x, y, width, height)
                painter.setFont(look.font(size * part, weight, tabular=True))
                painter.setPen(look.colour("ink"))
                text_line(painter, place, text, self._align(index))
                if index == 0 and row.said:
                    used = QFontMetricsF(painter.font()).horizontalAdvance(text)
                    self._paint_said(painter, row, place.adjusted(used, 0, 0, 0), part)
            y += height

    def _paint_said(self, painter: QPainter, row: Cells, place: QRectF, part: float) -> None:
        look = self.look
        size, weight = _SAID_TYPE
        painter.setFont(look.font(size * part, weight, tabular=True))
        painter.setPen(look.colour("ink3") if row.tone is None else look.tone_ink(row.tone))
        text_line(painter, place.adjusted(look.px(_BETWEEN), 0, 0, 0), row.said, _LEFT)


class FittingTable(Table):
    """Shows as many of its rows as there is height for, and says that there are more."""

    def __init__(self, parts: tuple[float, ...], *, words: int = 1) -> None:
        super().__init__(parts, words=words, row_px=_LOW_ROW)
        self._shown = 0

    @property
    def shown(self) -> int:
        """How many rows are on the screen."""
        return self._shown

    def offer_rows(self, heads: Sequence[str], rows: Sequence[Cells], room_px: int) -> int:
        """Show the first of ``rows``, as ``room_px`` allows; return how many are left out."""
        fitting = max(1, (room_px - self.look.px(_HEAD)) // self.look.px(self._row_px))
        self._shown = min(len(rows), fitting)
        self.show_rows(heads, rows[: self._shown])
        return len(rows) - self._shown

    def minimumSizeHint(self) -> QSize:
        """One row."""
        look = self.look
        return QSize(look.px(240), look.px(_HEAD) + look.px(_LEAST_ROW))
