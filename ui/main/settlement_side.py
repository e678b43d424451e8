"""The side of the Settlement page: its steps, how far they are, and what can be done."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout

from ui.theme import BOLD, MEDIUM, REGULAR, Look
from ui.views import OK, PLAIN
from ui.views_settlement import SettlementSide, StepLine, StepState
from ui.widgets.banner import Banner
from ui.widgets.buttons import HUGE, LARGE, MIDDLE, SMALL, BigButton, Kind, OnPress
from ui.widgets.card import Card, Gap
from ui.widgets.icons import paint_icon
from ui.widgets.label import Fit, Label
from ui.widgets.progress import ProgressBar
from ui.widgets.styled import StyledWidget
from ui.words import Words

_PADDING = 22


class _StepMark(StyledWidget):
    """A step's sign: a tick, a cross, or a dot that is full while it goes on."""

    def __init__(self) -> None:
        super().__init__()
        self._state = StepState.TO_DO
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_state(self, state: StepState) -> None:
        """Show the sign of ``state``."""
        if state is not self._state:
            self._state = state
            self.update()

    def sizeHint(self) -> QSize:
        """As high as a line."""
        return QSize(self.look.px(18), self.look.px(22))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        del event
        look, painter = self.look, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = float(look.px(16))
        box = QRectF(0, (self.height() - side) / 2, side, side)
        if self._state in (StepState.DONE, StepState.FAILED):
            is_done = self._state is StepState.DONE
            ink = look.tone_ink(OK) if is_done else look.colour("bad")
            paint_icon(painter, "check" if is_done else "cross", box, ink, 3.0)
            return
        inset = side * 0.22
        painter.setPen(look.colour("accent" if self._state is StepState.DOING else "ink3"))
        if self._state is StepState.DOING:
            painter.setBrush(look.colour("accent"))
        painter.drawEllipse(box.adjusted(inset, inset, -inset, -inset))


class _Step(StyledWidget):
    def __init__(self) -> None:
        super().__init__()
        self.mark = _StepMark()
        self.text = Label("", 15, REGULAR, "ink2", fit=Fit.WRAP)
        self.text.set_line_height(1.4)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        self.row.addWidget(self.text, 1)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_step(self, step: StepLine, words: Words) -> None:
        """Show ``step``; the sign's meaning is spoken with it."""
        text = words(step.text)
        self.mark.show_state(step.state)
        self.text.setText(text)
        self.text.set_type(15, MEDIUM if step.state is StepState.DOING else REGULAR)
        self.text.set_colour("ink" if step.state is StepState.DOING else "ink2")
        self.setAccessibleName(f"{text} {words(f'settlement.step_is_{step.state.value}')}")

    def restyle(self, look: Look) -> None:
        """Take the gap of the look."""
        self.row.setSpacing(look.px(8))


class SideCard(Card):
    """What will happen or happens, and what can be done."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__(padding=_PADDING)
        self._on_press = on_press
        self.notice = Banner(14.5, max_width=420)
        self.not_today = BigButton(on_press, Kind.SECONDARY, SMALL)
        self.title = Label("", 20, BOLD, "ink", fit=Fit.WRAP)
        self.steps: list[_Step] = []
        self.bar = ProgressBar()
        self.line = Label("", 14.5, MEDIUM, "ink2", fit=Fit.WRAP, tabular=True)
        self.buttons: list[BigButton] = []
        self._steps, self._buttons = QVBoxLayout(), QVBoxLayout()
        self._under = Gap(12)
        self.box.addWidget(self.notice)
        self.box.addWidget(self.not_today)
        self.box.addWidget(self._under)
        self.box.addWidget(self.title)
        self._gaps = [Gap(height) for height in (8, 14, 10, 10)]
        self._has_bar = self._may_spare_bar = False
        self.box.addWidget(self._gaps[0])
        self.box.addLayout(self._steps)
        self.box.addWidget(self._gaps[1])
        self.box.addWidget(self.bar)
        self.box.addWidget(self._gaps[2])
        self.box.addWidget(self.line)
        self.box.addStretch(1)
        self.box.addWidget(self._gaps[3])
        self.box.addLayout(self._buttons)

    def show_side(self, view: SettlementSide, words: Words) -> None:
        """Show ``view`` in place."""
        notice = view.notice
        self.notice.show_text("" if notice is None else words(notice.text))
        self.not_today.show_button(None if notice is None else notice.button, words)
        self._under.setVisible(notice is not None)
        self.title.setText(words(view.title))
        while len(self.steps) < len(view.steps):
            self.steps.append(_Step())
            self._steps.addWidget(self.steps[-1])
        for index, step in enumerate(self.steps):
            step.setVisible(index < len(view.steps))
            if index < len(view.steps):
                step.show_step(view.steps[index], words)
        self._has_bar = bool(view.steps)
        self._may_spare_bar = view.progress == 0
        self.bar.set_tone(view.tone)
        self.bar.set_busy(view.progress is None)
        if view.progress is not None:
            self.bar.set_fraction(view.progress)
        self.line.setText("" if view.line is None else words(view.line))
        self.line.set_colour("ink2" if view.line_tone is PLAIN else view.line_tone)
        self.line.setVisible(view.line is not None)
        self._show_buttons(view, words)
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit what is shown to the new size."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """Leave out gaps, and an empty bar, where words and buttons need their room."""
        for spares in (False, True):
            for gap in self._gaps:
                gap.setVisible(not spares)
            self.bar.setVisible(self._has_bar and not (spares and self._may_spare_bar))
            self.box.invalidate()
            if self.box.totalHeightForWidth(self.width()) <= self.height():
                break
        self.box.activate()

    def _show_buttons(self, view: SettlementSide, words: Words) -> None:
        while len(self.buttons) < len(view.buttons):
            size = (HUGE, LARGE, MIDDLE)[min(len(self.buttons), 2)]
            made = BigButton(self._on_press, Kind.SECONDARY, size)
            made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            self._buttons.addWidget(made)
            self.buttons.append(made)
        for index, button in enumerate(self.buttons):
            button.show_button(view.buttons[index] if index < len(view.buttons) else None, words)

    def restyle(self, look: Look) -> None:
        """Take the gaps of the look."""
        super().restyle(look)
        self._steps.setSpacing(look.px(4))
        self._buttons.setSpacing(look.px(10))
