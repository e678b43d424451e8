"""The pad with its two buttons: on the customer's screen, or on the only one."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from ui.free_place import keep_whole
from ui.theme import Look
from ui.views import Action, Press
from ui.views_card import PadView
from ui.widgets.buttons import LARGE, BigButton, ButtonSize, Kind, OnPress
from ui.widgets.sign_pad import SignPad
from ui.widgets.styled import StyledWidget
from ui.words import Words


class SignField(StyledWidget):
    """Pad, Clear and Done. Done reports the strokes, once, and only when there are any."""

    def __init__(self, on_press: OnPress, size: ButtonSize = LARGE) -> None:
        super().__init__()
        self._on_press = on_press
        self._flow = ""
        self.pad = SignPad(self._inked)
        keep_whole(self.pad)
        self.clear = BigButton(self._pressed, Kind.SECONDARY, size)
        self.done = BigButton(self._pressed, Kind.PRIMARY, size)
        self._row = QHBoxLayout()
        self._row.addWidget(self.clear, 1)
        self._row.addWidget(self.done, 2)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addWidget(self.pad, 1)
        self._box.addLayout(self._row)

    def show_pad(self, view: PadView, words: Words) -> None:
        """Show the field; the ink of another sale is wiped."""
        if view.flow != self._flow:
            self._flow = view.flow
            self.pad.wipe()
        self.pad.setAccessibleName(words(view.hint))
        self.clear.show_press(Press(Action.SIGNED), words(view.clear))
        self.done.show_press(Press(Action.SIGNED, "done"), words(view.done))
        self._inked()

    def forget(self) -> None:
        """Keep nothing of what was written."""
        self._flow = ""
        self.pad.wipe()

    def _inked(self) -> None:
        for button in (self.clear, self.done):
            if button.isEnabled() != self.pad.has_ink:
                button.setEnabled(self.pad.has_ink)

    def _pressed(self, press: Press) -> None:
        if not press.value:
            self.pad.wipe()
            return
        signature = self.pad.signature()
        if signature is not None:
            self._on_press(Press(Action.SIGNED, signature.to_text()))

    def restyle(self, look: Look) -> None:
        """Take the gaps of the look."""
        self._row.setSpacing(look.px(16))
        self._box.setSpacing(look.px(16))
