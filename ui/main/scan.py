"""The page that reads the customer's code: the picture, its guide, and the other ways."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout

from ui.free_place import mark_spare
from ui.main.page import wrong_view
from ui.main.sale_page import ButtonRow, SalePage
from ui.main.scan_panels import AskBox, TypeBox
from ui.main.total_column import TotalColumn
from ui.theme import BOLD, REGULAR, SEMIBOLD, Look
from ui.views import WARN
from ui.views_scan import AskPanel, ChoosePanel, ScanView, TypePanel
from ui.views_screens import PageBody
from ui.views_void import ReturnCamera
from ui.widgets.buttons import MIDDLE, OnPress
from ui.widgets.card import Card
from ui.widgets.device_pill import DeviceMark
from ui.widgets.label import CENTRE, Fit, Label
from ui.widgets.paragraph import Paragraph, put_text
from ui.widgets.preview import RADIUS, Preview
from ui.widgets.styled import StyledWidget
from ui.words import Words

_TEXT_WIDTH, _GAP = 620, 12


class Stage(StyledWidget):
    """The picture with its prompt below, on one dark ground."""

    def __init__(self) -> None:
        super().__init__()
        self.preview = Preview()
        self.state = Paragraph(24, BOLD, "rail_ink", max_width=_TEXT_WIDTH)
        self.state_body = Paragraph(16, REGULAR, "rail_ink2", max_width=_TEXT_WIDTH)
        self.band = Band()
        middle = QVBoxLayout()
        middle.addStretch(1)
        for label in (self.state, self.state_body):
            middle.addWidget(label, 0, Qt.AlignmentFlag.AlignHCenter)
        middle.addStretch(1)
        over = QGridLayout()
        over.addWidget(self.preview, 0, 0)
        over.addLayout(middle, 0, 0)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(over, 1)
        box.addWidget(self.band)

    def show_view(self, view: ScanView | ReturnCamera, words: Words) -> None:
        """Show ``view`` in place."""
        self.preview.show_frames(view.frames, mirror=view.mirror)
        self.preview.set_framed(view.state is None)
        self.preview.setAccessibleName(words(view.title))
        for label, text in ((self.state, view.state), (self.state_body, view.state_body)):
            put_text(label, words(text) if text is not None else "")
            label.setVisible(text is not None)
        self.band.show_view(view, words)


class Band(StyledWidget):
    """The foot of the picture: what to do, and what was wrong, on the ground of a warning."""

    def __init__(self) -> None:
        super().__init__()
        self._ground = "rail"
        self.prompt = Label("", 19, SEMIBOLD, "rail_ink", fit=Fit.WRAP, align=CENTRE)
        self.hint = Label("", 16, SEMIBOLD, "rail_ink", fit=Fit.WRAP, align=CENTRE)
        for label in (self.prompt, self.hint):
            label.set_line_height(1.3)
        self._box = QVBoxLayout(self)
        for widget in (self.prompt, self.hint):
            self._box.addWidget(widget)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def show_view(self, view: ScanView | ReturnCamera, words: Words) -> None:
        """Show prompt and hint; what was wrong stands first while it is said."""
        texts = (words(view.prompt), words(view.hint) if view.hint is not None else "")
        for label, text in zip((self.prompt, self.hint), texts, strict=True):
            if text != label.text():
                label.setText(text)
                # Its height may change with it: at once, not a turn later.
                self._box.activate()
                self.updateGeometry()
        warns = view.hint is not None and view.hint_tone == WARN
        ground, ink = ("warn_soft", "warn") if warns else ("rail", "rail_ink")
        for label in (self.prompt, self.hint):
            label.set_colour(ink)
        if ground != self._ground:
            self._ground = ground
            self.update()
        self.hint.setVisible(view.hint is not None)

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        self._box.setContentsMargins(look.px(16), look.px(10), look.px(16), look.px(14))
        self._box.setSpacing(look.px(4))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground with its lower corners round."""
        del event
        look, area = self.look, QRectF(self.rect())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = look.px(RADIUS)
        shape = QPainterPath()
        shape.addRoundedRect(area.adjusted(0, -2 * radius, 0, 0), radius, radius)
        painter.setClipRect(self.rect())
        painter.fillPath(shape, look.colour(self._ground))


class Foot(StyledWidget):
    """What the devices say beside the other ways; above them where there is no room."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__()
        self.camera, self.scanner = DeviceMark(), DeviceMark()
        self.buttons = ButtonRow(on_press, MIDDLE, align=Qt.AlignmentFlag.AlignRight)
        self._pills = QHBoxLayout()
        for pill in (self.camera, self.scanner):
            self._pills.addWidget(pill)
        self._pills.addStretch(1)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addLayout(self._pills)
        self._box.addWidget(self.buttons, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def show_view(self, view: ScanView, words: Words) -> None:
        """Show the devices, and the buttons unless a panel has its own and needs the room."""
        self.camera.show_state(words(view.camera.text), view.camera.tone)
        self.scanner.setVisible(view.scanner is not None)
        if view.scanner is not None:
            self.scanner.show_state(words(view.scanner.text), view.scanner.tone)
        self.buttons.show_buttons(view.buttons if view.panel is None else (), words)
        self._turn()
        # Buttons that come or go change the height at once, not a turn later.
        self._box.activate()
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """Little width will do; the height is that of the direction in force."""
        return QSize(self.look.px(96), self._box.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand in a row or in a column, whichever fits."""
        super().resizeEvent(event)
        self._turn()

    def _turn(self) -> None:
        gap = self.look.px(_GAP)
        shown = [pill for pill in (self.camera, self.scanner) if not pill.isHidden()]
        needed = sum(pill.sizeHint().width() + gap for pill in shown)
        for button in self.buttons.buttons:
            needed += max(button.sizeHint().width(), button.minimumWidth()) + gap
        beside = needed <= self.width()
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if self._box.direction() != way:
            self._box.setDirection(way)
            self.updateGeometry()

    def restyle(self, look: Look) -> None:
        """Take the gaps of the look."""
        for box in (self._box, self._pills):
            box.setSpacing(look.px(_GAP))
        self._turn()


class ScanPage(SalePage):
    """The camera's picture, what the devices say, the other ways, and the total."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__(on_press)
        self.stage = Stage()
        self.foot = Foot(on_press)
        self.ask = AskBox(on_press)
        self.type = TypeBox(on_press)
        self.total = TotalColumn(on_press)
        self._card = Card(padding=14, spacing=14)
        self._card.box.addWidget(self.stage, 1)
        for widget in (self.ask, self.type, self.foot):
            self._card.box.addWidget(widget)
        self.main.addWidget(self._card, 1)
        self.side.addWidget(self.total)
        mark_spare(self.stage.preview)

    def show_view(self, body: PageBody, words: Words) -> None:
        """Show ``body`` in place."""
        if not isinstance(body, ScanView):
            raise wrong_view(self, body)
        panel = body.panel
        self.stage.show_view(body, words)
        self.foot.show_view(body, words)
        self.ask.setVisible(isinstance(panel, AskPanel | ChoosePanel))
        if isinstance(panel, AskPanel | ChoosePanel):
            self.ask.show_panel(panel, words)
        self.type.setVisible(isinstance(panel, TypePanel))
        self.type.show_panel(panel if isinstance(panel, TypePanel) else None, words)
        self.total.show_total(body.total, words)
