"""The language switch: both languages in their own words, the present one strong."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy

from kpay_desktop.domain.language import Language
from ui.theme import MEDIUM, SEMIBOLD, Look
from ui.views import Action, Press
from ui.widgets.buttons import TOUCH_PX, OnPress, PaintedButton
from ui.widgets.label import Label
from ui.widgets.painting import focus_ring, text_line
from ui.widgets.styled import StyledWidget

_PADDING = 6


class _LanguageButton(PaintedButton):
    def __init__(self, language: Language, size: float) -> None:
        super().__init__()
        self.language = language
        self._size = size
        # Room beside the word; none where it stands flush with what is above it.
        self.before = self.after = _PADDING
        self.setText(language.own_name)
        self.setAccessibleName(language.own_name)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def restyle(self, look: Look) -> None:
        self.setFont(look.font(self._size, SEMIBOLD))

    def sizeHint(self) -> QSize:
        width = QFontMetricsF(self.font()).horizontalAdvance(self.text())
        sides = self.look.px(self.before) + self.look.px(self.after)
        return QSize(max(TOUCH_PX, round(width) + sides), TOUCH_PX)

    def is_clipped(self) -> bool:
        return QFontMetricsF(self.font()).horizontalAdvance(self.text()) > self.width()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        look = self.look
        painter = QPainter(self)
        strong = self.isChecked() or self.underMouse()
        painter.setFont(look.font(self._size, SEMIBOLD if self.isChecked() else MEDIUM))
        painter.setPen(look.colour("ink" if strong else "ink3"))
        area = QRectF(self.rect())
        if self.before < _PADDING:
            text_line(painter, area, self.text(), Qt.AlignmentFlag.AlignLeft)
        elif self.after < _PADDING:
            text_line(painter, area, self.text(), Qt.AlignmentFlag.AlignRight)
        else:
            text_line(painter, area, self.text())
        if self.shows_ring:
            focus_ring(painter, self, look, look.px(8))


class LanguageSwitch(StyledWidget):
    """Reports ``action`` with the language that was touched.

    ``flush`` is the side on which no room is left beside the words.
    """

    def __init__(
        self,
        on_press: OnPress,
        action: Action = Action.LANGUAGE,
        size: float = 14,
        *,
        flush: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        super().__init__()
        self._on_press, self._action = on_press, action
        self._current = Language.EN
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._buttons: list[_LanguageButton] = []
        for language in Language:
            if self._buttons:
                self._row.addWidget(Label("·", size, colour="ink3"))
            button = _LanguageButton(language, size)
            button.clicked.connect(self._clicked)
            self._buttons.append(button)
            self._row.addWidget(button)
        if flush & Qt.AlignmentFlag.AlignLeft:
            self._buttons[0].before = 0
        elif flush & Qt.AlignmentFlag.AlignRight:
            self._buttons[-1].after = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_language(self, language: Language) -> None:
        """Mark ``language`` as the present one."""
        self._current = language
        for button in self._buttons:
            button.setChecked(button.language is language)

    def button(self, language: Language) -> PaintedButton:
        """Return the button of a language."""
        return next(button for button in self._buttons if button.language is language)

    def _clicked(self) -> None:
        button = self.sender()
        # The view says which language is on, not the press.
        self.show_language(self._current)
        if isinstance(button, _LanguageButton):
            self._on_press(Press(self._action, button.language.value))
