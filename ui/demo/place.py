"""Two columns at one place of the desk: side by side, or one at a time with tabs in their heads."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QHBoxLayout

from ui.demo.parts import DeskButton, DeskColumn
from ui.theme import Look
from ui.widgets.buttons import SMALL, Kind
from ui.widgets.styled import StyledWidget
from ui.words import Words


class Tabs(StyledWidget):
    """The heads of both columns, that of its own column chosen."""

    def __init__(self, pick: Callable[[str], None], names: tuple[str, ...], own: str) -> None:
        super().__init__()
        self._own = own
        self.buttons = {name: DeskButton(pick, Kind.CHIP, SMALL, name) for name in names}
        self._box = QHBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        for button in self.buttons.values():
            self._box.addWidget(button)

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        self._box.setSpacing(look.px(6))

    def show_words(self, words: Words) -> None:
        """Speak the language of ``words``."""
        for name, button in self.buttons.items():
            text = words(f"plastic.tab_{name}")
            button.show_text(text, tip=words(f"plastic.tab_{name}_tip"))
            button.set_chosen(name == self._own)


class Place(StyledWidget):
    """Columns by name, worded as ``plastic.tab_<name>``; the first is shown first.

    A place with one column is that column. With several it shows one at a time, until
    :meth:`spread` puts them side by side.
    """

    def __init__(self, columns: Mapping[str, DeskColumn]) -> None:
        super().__init__()
        self.columns = dict(columns)
        self._side = next(iter(self.columns))
        self._is_spread = False
        self._box = QHBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self.tabs: dict[str, Tabs] = {}
        names = tuple(self.columns)
        for name, column in self.columns.items():
            self._box.addWidget(column)
            if len(names) > 1:
                tabs = self.tabs[name] = Tabs(self.pick, names, name)
                if column.yields_title:
                    column.head.insertStretch(1)
                column.head.addWidget(tabs)
        self._show()

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        self._box.setSpacing(look.px(16))

    @property
    def side(self) -> str:
        """The name of the column that is shown, where there is room for one."""
        return self._side

    def pick(self, name: str) -> None:
        """Show another column; the keyboard goes along."""
        if name == self._side:
            return
        button = self.tabs[self._side].buttons[name]
        has_focus = button.hasFocus()
        self._side = name
        self._show()
        if has_focus and not self._is_spread:
            self.tabs[name].buttons[name].setFocus()

    def spread(self, spread: bool) -> None:
        """Put the columns side by side, or show one at a time."""
        if spread != self._is_spread:
            self._is_spread = spread
            self._show()

    def _show(self) -> None:
        for name, column in self.columns.items():
            column.setVisible(self._is_spread or name == self._side)
        for name, tabs in self.tabs.items():
            tabs.setVisible(not self._is_spread)
            column = self.columns[name]
            column.title.setVisible(self._is_spread or not column.yields_title)

    def show_words(self, words: Words) -> None:
        """Speak the language of ``words``."""
        for tabs in self.tabs.values():
            tabs.show_words(words)
