"""The sign of a way to pay: a wallet's letters, a card, or notes, on its colour."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from kpay_desktop.domain.sale import Method
from ui.theme import BOLD
from ui.widgets.icons import paint_icon
from ui.widgets.styled import StyledWidget
from ui.words import Words, method_name

_LETTERS = {Method.PAYNOW: "PN", Method.WECHAT: "微", Method.ALIPAY: "支"}
_ICONS = {Method.CARD: "card", Method.CASH: "cash"}
# What no wallet lends its colour.
_COLOURS = {Method.CARD: "navy", Method.CASH: "accent"}
_INKS = {Method.CASH: "on_accent"}
_CORNER_PART = 0.22
_ICON_PART = 0.56


class MethodMark(StyledWidget):
    """A rounded square; ``size`` is its side in design pixels."""

    def __init__(self, size: float = 60, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size = size
        self._method: Method | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_method(self, method: Method, words: Words) -> None:
        """Show the sign of ``method``."""
        self.setAccessibleName(method_name(method, words))
        if method is not self._method:
            self._method = method
            self.update()

    @property
    def method(self) -> Method | None:
        """The method shown."""
        return self._method

    def sizeHint(self) -> QSize:
        """The square."""
        side = self.look.px(self._size)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        """The square."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the square and its letters."""
        del event
        if self._method is None:
            return
        look = self.look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour(_COLOURS.get(self._method, self._method.value)))
        area = QRectF(self.rect())
        corner = area.width() * _CORNER_PART
        painter.drawRoundedRect(area, corner, corner)
        ink = look.colour(_INKS.get(self._method, "on_wallet"))
        icon = _ICONS.get(self._method)
        if icon is not None:
            side = area.width() * _ICON_PART
            box = QRectF(area.center().x() - side / 2, area.center().y() - side / 2, side, side)
            paint_icon(painter, icon, box, ink)
            return
        painter.setPen(ink)
        painter.setFont(look.font(self._size * 0.45, BOLD))
        painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), _LETTERS[self._method])
