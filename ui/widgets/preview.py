"""What the camera sees, with a box that says where to hold the code.

Pictures come on the camera's thread, as often as it likes; the window is told once, takes the
newest when it has time, and paints that. A picture's bytes are not copied: it is never written to
again, and is held for as long as it is shown.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QHideEvent,
    QImage,
    QLinearGradient,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QShowEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from kpay_desktop.ports_scan import Frame, FrameBox
from ui.bridge import GuiBridge
from ui.widgets.painting import mixed
from ui.widgets.styled import StyledWidget

RADIUS = 12
# The box for the code: its part of the height, its line and its corner.
_BOX_PART, _BOX_LINE, _BOX_CORNER = 0.58, 4, 22
_WIDEST = 0.86
_FORMATS = {3: QImage.Format.Format_BGR888, 4: QImage.Format.Format_RGB32}


class Preview(StyledWidget):
    """Shows the pictures of a :class:`FrameBox`, turned as in a looking glass where wanted.

    Its lower corners are square where what stands under it closes the area.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box: FrameBox | None = None
        self._frame: Frame | None = None
        self._image: QImage | None = None
        self._mirror = False
        self._framed = True
        self._is_closed = False
        self._bridge = GuiBridge(self._arrived, self)
        self.painted = 0
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_frames(self, box: FrameBox | None, *, mirror: bool) -> None:
        """Take pictures from ``box`` from now on; None: there is nothing to see."""
        if mirror != self._mirror:
            self._mirror = mirror
            self.update()
        if box is self._box:
            return
        if self._box is not None:
            self._box.listen(None)
        self._box = box
        if box is None:
            self._show(None)
        elif self.isVisible():
            self._listen(box)

    def set_closed(self, *, closed: bool) -> None:
        """Round the lower corners too: nothing stands under the picture."""
        self._is_closed = closed
        self.update()

    def set_framed(self, framed: bool) -> None:
        """Draw the box for the code, or leave it out."""
        if framed != self._framed:
            self._framed = framed
            self.update()

    @property
    def has_picture(self) -> bool:
        """True while a picture is shown."""
        return self._image is not None

    def _listen(self, box: FrameBox) -> None:
        # Threads may ring for as long as they like: a bridge that is gone hears nothing.
        post = self._bridge.post
        box.listen(lambda: post(None, key="frame"))
        self._arrived(None)

    def _arrived(self, _: object) -> None:
        if self._box is None or not self.isVisible():
            return
        frame = self._box.take()
        if frame is not None:
            self._show(frame)

    def _show(self, frame: Frame | None) -> None:
        self._image = None if frame is None else _image(frame)
        # The picture is of the frame's own bytes.
        self._frame = frame if self._image is not None else None
        self.update()

    # --- the widget -----------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Look again."""
        super().showEvent(event)
        if self._box is not None:
            self._listen(self._box)

    def hideEvent(self, event: QHideEvent) -> None:
        """Let no picture arrive for what nobody sees, and keep none of them."""
        super().hideEvent(event)
        if self._box is not None:
            self._box.listen(None)
        self._show(None)

    def sizeHint(self) -> QSize:
        """As in the design."""
        return QSize(self.look.px(640), self.look.px(360))

    def minimumSizeHint(self) -> QSize:
        """Enough to hold a phone to."""
        return QSize(self.look.px(160), self.look.px(64))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the newest picture, its corners, and the box."""
        del event
        painter = QPainter(self)
        if self._image is not None:
            self._paint_picture(painter, self._image)
        else:
            painter.fillRect(self.rect(), ground(self))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_corners(painter)
        if self._framed:
            self._paint_box(painter)
        self.painted += 1

    def _paint_picture(self, painter: QPainter, image: QImage) -> None:
        """Fill the widget: what is wider or higher than it is cut at both sides alike."""
        source = seen_part(image.size(), self.size())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._mirror:
            painter.translate(self.width(), 0)
            painter.scale(-1, 1)
        painter.drawImage(QRectF(self.rect()), image, QRectF(source))
        painter.restore()

    def _paint_corners(self, painter: QPainter) -> None:
        radius, area = self.look.px(RADIUS), QRectF(self.rect())
        outside = QPainterPath()
        outside.addRect(area)
        inside = QPainterPath()
        inside.addRoundedRect(
            area.adjusted(0, 0, 0, 0 if self._is_closed else 2 * radius), radius, radius
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.look.colour("card"))
        painter.drawPath(outside.subtracted(inside))

    def _paint_box(self, painter: QPainter) -> None:
        look = self.look
        side = min(self.height() * _BOX_PART, self.width() * _WIDEST)
        area = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        pen = QPen(look.colour("brand"), look.px(_BOX_LINE))
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        corner = look.px(_BOX_CORNER)
        painter.drawRoundedRect(area, corner, corner)


def ground(widget: StyledWidget) -> QLinearGradient:
    """Return what is seen where there is no picture: dark, a little lighter above."""
    look = widget.look
    filled = QLinearGradient(QPointF(0, 0), QPointF(widget.width() * 0.4, widget.height()))
    filled.setColorAt(0, mixed(look.colour("rail2"), look.colour("rail_ink"), 0.06))
    filled.setColorAt(1, look.colour("rail"))
    return filled


def seen_part(picture: QSize, place: QSize) -> QRect:
    """Return the middle of a picture that has the proportions of its place."""
    width, height = picture.width(), picture.height()
    if place.width() <= 0 or place.height() <= 0:
        return QRect(0, 0, width, height)
    if width * place.height() > height * place.width():
        seen = max(1, height * place.width() // place.height())
        return QRect((width - seen) // 2, 0, seen, height)
    seen = max(1, width * place.height() // place.width())
    return QRect(0, (height - seen) // 2, width, seen)


def _image(frame: Frame) -> QImage | None:
    """Return a picture's bytes as an image; None if they are not what they say."""
    form, row = _FORMATS.get(frame.depth), frame.width * frame.depth
    if form is None or frame.width <= 0 or frame.height <= 0:
        return None
    if len(frame.pixels) < row * frame.height:
        return None
    return QImage(frame.pixels, frame.width, frame.height, row, form)
