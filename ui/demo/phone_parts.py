"""What the phone is drawn of: its body, a photograph, the drawing of a code."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout

from ui.theme import Look
from ui.widgets.icons import paint_icon
from ui.widgets.painting import rounded
from ui.widgets.styled import StyledWidget

_FRAME, _CORNER = 10, 36


class Photo(StyledWidget):
    """A small picture of what the camera saw."""

    def __init__(self) -> None:
        super().__init__()
        self._image: QImage | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_photo(self, image: QImage | None) -> None:
        """Show ``image``, or hide."""
        self._image = image
        self.setVisible(image is not None)
        self.update()

    def sizeHint(self) -> QSize:
        """The shape of a screen."""
        return QSize(self.look.px(220), self.look.px(128))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture as large as fits."""
        del event
        if self._image is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (self.width() - size.width()) / 2, (self.height() - size.height()) / 2
        area = QRectF(left, top, size.width(), size.height())
        painter.drawImage(area, self._image)
        painter.setPen(self.look.colour("line2"))
        painter.drawRect(area.adjusted(0.5, 0.5, -0.5, -0.5))


class Sign(StyledWidget):
    """The drawing of a code, while there is nothing else to show."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """A square."""
        side = self.look.px(72)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the drawing."""
        del event
        paint_icon(QPainter(self), "qr", QRectF(self.rect()), self.look.colour("ink3"), 1.2)


class PhoneFrame(StyledWidget):
    """The drawn phone around its screen."""

    def __init__(self) -> None:
        super().__init__()
        self.box = QVBoxLayout(self)
        self.box.setSpacing(0)

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        side, top = look.px(_FRAME + 8), look.px(_FRAME + 16)
        self.box.setContentsMargins(side, top, side, top)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint body and screen."""
        del event
        look = self.look
        painter = QPainter(self)
        area = QRectF(self.rect())
        radius = look.px(_CORNER)
        # A phone is dark on every ground; on a dark one its edge is drawn.
        rounded(painter, area, radius, look.colour("rail"), look.colour("line2"), 1)
        edge = look.px(_FRAME)
        inner = area.adjusted(edge, edge, -edge, -edge)
        rounded(painter, inner, radius - edge, look.colour("card"), None, 0)
