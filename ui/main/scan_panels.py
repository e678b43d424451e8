"""What opens in the scanning page: a question, a field for a typed code, the cameras there are."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout

from ui.main.sale_page import ButtonRow
from ui.theme import BOLD, MEDIUM, Look
from ui.views import Press
from ui.views_scan import AskPanel, ChoosePanel, TypePanel
from ui.widgets.buttons import MIDDLE, BigButton, Kind, OnPress
from ui.widgets.label import Fit, Label
from ui.widgets.styled import StyledWidget
from ui.widgets.text_field import TextField
from ui.words import Words

_GROUP = 4


class AskBox(StyledWidget):
    """A question and its answers."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__()
        self.question = Label("", 18, BOLD, "ink", fit=Fit.WRAP)
        self.buttons = ButtonRow(on_press, MIDDLE, align=Qt.AlignmentFlag.AlignLeft)
        self.choices = ButtonRow(on_press, MIDDLE, align=Qt.AlignmentFlag.AlignLeft, kind=Kind.CHIP)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addWidget(self.question)
        self._box.addWidget(self.buttons)
        self._box.addWidget(self.choices)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def show_panel(self, panel: AskPanel | ChoosePanel, words: Words) -> None:
        """Show the question."""
        if isinstance(panel, ChoosePanel):
            self.question.setText(words(panel.title))
            shown = (*(choice.button for choice in panel.choices), panel.close)
            self.buttons.show_buttons((), words)
            self.choices.show_buttons(shown, words)
            chosen = (*(choice.chosen for choice in panel.choices), False)
            for widget, is_chosen in zip(self.choices.buttons, chosen, strict=True):
                widget.set_chosen(is_chosen)
            return
        self.question.setText(words(panel.question))
        self.choices.show_buttons((), words)
        self.buttons.show_buttons(panel.buttons, words)

    def restyle(self, look: Look) -> None:
        """Take the gaps of the look."""
        self._box.setSpacing(look.px(10))


class TypeBox(StyledWidget):
    """A field for a code. Figures stand in groups, as wallets write them; Enter is its button."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__()
        self._on_press = on_press
        self._press: Press | None = None
        self._open = False
        self.label = Label("", 14, MEDIUM, "ink2", fit=Fit.WRAP)
        self.field = TextField(18, MEDIUM, height=46, tabular=True)
        self.field.textEdited.connect(self._edited)
        self.field.returnPressed.connect(self._entered)
        self.use = BigButton(self._use, Kind.PRIMARY, MIDDLE)
        self.close_button = BigButton(on_press, Kind.SECONDARY, MIDDLE)
        self._row = QHBoxLayout()
        self._row.addWidget(self.field, 1)
        self._row.addWidget(self.use)
        self._row.addWidget(self.close_button)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addWidget(self.label)
        self._box.addLayout(self._row)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def show_panel(self, view: TypePanel | None, words: Words) -> None:
        """Show the field; what is typed stays while it is open, and goes with it."""
        if view is None:
            if self.field.hasFocus():
                # Hidden, it would hand the keys on to whatever comes next.
                self.window().setFocus(Qt.FocusReason.OtherFocusReason)
            self._forget()
            return
        self._press = view.use_press
        self.label.setText(words(view.label))
        # Gaps between the groups are no part of a code.
        self.field.setMaxLength(view.most + view.most // _GROUP)
        self.field.setPlaceholderText(words(view.hint))
        self.field.setAccessibleName(words(view.label))
        self.use.show_press(view.use_press, words(view.use))
        self.close_button.show_button(view.close, words)
        if not self._open:
            self._open = True
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:
        """Forget what was typed when the page goes, by whichever way; not with the window alone."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._forget()

    def _forget(self) -> None:
        self._open, self._press = False, None
        # Unlike ``clear`` it leaves nothing that could be undone: the code can be paid with.
        self.field.setText("")

    def _edited(self, text: str) -> None:
        grouped = grouped_code(text)
        if grouped == text:
            return
        place = self.field.cursorPosition()
        signs = sum(not sign.isspace() for sign in text[:place])
        self.field.setText(grouped)
        self.field.setCursorPosition(_place_behind(grouped, signs))

    def _entered(self) -> None:
        if self._press is not None:
            self._use(self._press)

    def _use(self, press: Press) -> None:
        text = "".join(self.field.text().split())
        if text:
            self._on_press(Press(press.action, text))

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        self._row.setSpacing(look.px(10))
        self._box.setSpacing(look.px(6))


def grouped_code(text: str) -> str:
    """Return a typed code in groups of four, if it has nothing but figures."""
    signs = "".join(text.split())
    if not (signs.isascii() and signs.isdecimal()):
        return text
    groups = [signs[at : at + _GROUP] for at in range(0, len(signs), _GROUP)]
    return " ".join(groups)


def _place_behind(text: str, signs: int) -> int:
    """Return the place in ``text`` behind so many signs that are no gaps."""
    seen = 0
    for place, sign in enumerate(text):
        if seen == signs:
            return place
        seen += not sign.isspace()
    return len(text)
