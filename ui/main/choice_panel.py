"""Small choices that open in a page instead of a window of their own."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import BOLD, MEDIUM, Look
from ui.views import Choice, ChoicePanel
from ui.widgets.buttons import MIDDLE, BigButton, Kind, OnPress
from ui.widgets.card import Gap
from ui.widgets.label import CENTRE, Fit, Label
from ui.widgets.styled import StyledWidget
from ui.words import Words

_WIDTH = 560
_GAP = 8


class ChoicePanelWidget(StyledWidget):
    """A heading, perhaps a calendar's pages, and a grid of choices. Widgets are kept."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__()
        self._on_press = on_press
        self.title = Label(size=18, weight=BOLD, fit=Fit.SHRINK, align=CENTRE)
        self.earlier = BigButton(on_press, Kind.QUIET, MIDDLE)
        self.later = BigButton(on_press, Kind.QUIET, MIDDLE)
        self.top: list[BigButton] = []
        self.heads: list[Label] = []
        self.choices: list[BigButton] = []
        self._columns = 0
        self._top_row, self._head_row = QHBoxLayout(), QHBoxLayout()
        self._title_row = QHBoxLayout()
        self._title_row.addWidget(self.earlier)
        self._title_row.addWidget(self.title, 1)
        self._title_row.addWidget(self.later)
        self._grid = QGridLayout()
        self._middle = QWidget()
        box = QVBoxLayout(self._middle)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        self._box = box
        box.addWidget(Gap(12))
        for layout in (self._top_row, self._title_row, self._head_row, self._grid):
            box.addLayout(layout)
            box.addWidget(Gap(10))
        box.addStretch(1)
        around = QHBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addStretch(1)
        around.addWidget(self._middle, 100)
        around.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_panel(self, panel: ChoicePanel, words: Words) -> None:
        """Show ``panel`` in place."""
        self.title.setText(words(panel.title))
        self.earlier.show_button(panel.earlier, words)
        self.later.show_button(panel.later, words)
        self._show_row(self.top, self._top_row, panel.top, words)
        self._show_heads(panel, words)
        self._show_grid(panel, words)

    def _show_row(
        self,
        widgets: list[BigButton],
        row: QHBoxLayout,
        choices: tuple[Choice, ...],
        words: Words,
    ) -> None:
        while len(widgets) < len(choices):
            made = BigButton(self._on_press, Kind.CHIP, MIDDLE)
            row.addWidget(made, 1)
            widgets.append(made)
        for index, widget in enumerate(widgets):
            _show(widget, choices[index] if index < len(choices) else None, words)

    def _show_heads(self, panel: ChoicePanel, words: Words) -> None:
        while len(self.heads) < len(panel.heads):
            label = Label(size=13, weight=MEDIUM, colour="ink3", align=CENTRE, fit=Fit.SHRINK)
            self._head_row.addWidget(label, 1)
            self.heads.append(label)
        for index, label in enumerate(self.heads):
            label.setText(words(panel.heads[index]) if index < len(panel.heads) else "")
            label.setVisible(index < len(panel.heads))

    def _show_grid(self, panel: ChoicePanel, words: Words) -> None:
        while len(self.choices) < len(panel.choices):
            self.choices.append(BigButton(self._on_press, Kind.CHIP, MIDDLE, self._middle))
        if panel.columns != self._columns or self._grid.count() < len(panel.choices):
            self._columns = panel.columns
            while self._grid.takeAt(0) is not None:
                continue
            for index, widget in enumerate(self.choices):
                self._grid.addWidget(widget, index // panel.columns, index % panel.columns)
            for column in range(max(panel.columns, self._grid.columnCount())):
                self._grid.setColumnStretch(column, int(column < panel.columns))
        for index, widget in enumerate(self.choices):
            keeps_place = index < len(panel.choices)
            policy = widget.sizePolicy()
            policy.setRetainSizeWhenHidden(keeps_place)
            widget.setSizePolicy(policy)
            _show(widget, panel.choices[index] if keeps_place else None, words)

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        self._middle.setMaximumWidth(look.px(_WIDTH))
        gap = look.px(_GAP)
        for layout in (self._top_row, self._title_row, self._head_row):
            layout.setSpacing(gap)
        self._grid.setSpacing(gap)


def _show(widget: BigButton, choice: Choice | None, words: Words) -> None:
    widget.show_button(None if choice is None else choice.button, words)
    widget.set_chosen(choice is not None and choice.chosen)
