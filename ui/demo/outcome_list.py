"""The bank's table of outcomes, one group at a time."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.demo.desk_port import BankState
from ui.demo.parts import ChoiceRow, DeskButton, DeskScroll, FoldingGrid
from ui.theme import Look
from ui.widgets.buttons import SMALL, Kind
from ui.widgets.styled import StyledWidget
from ui.words import Words


class OutcomeList(StyledWidget):
    """Chips for the groups, and below them the rows of one; one row of all is chosen.

    The row that chooses nothing stands above those of every group.
    """

    def __init__(self, choose: Callable[[str], None]) -> None:
        super().__init__()
        self._choose = choose
        self._table: tuple[tuple[str, str], ...] = ()
        self._group = ""
        self._shown_for = ""
        self.rows: dict[str, ChoiceRow] = {"": ChoiceRow(choose, "")}
        self.groups: dict[str, DeskButton] = {}
        self._grids: dict[str, FoldingGrid] = {}
        self._chips = FoldingGrid(62, 4, 6)
        inside = QWidget()
        self._pack = QVBoxLayout(inside)
        self._pack.setContentsMargins(0, 0, 0, 0)
        self._pack.addWidget(self.rows[""])
        self._pack.addStretch(1)
        self.area = DeskScroll(inside)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addWidget(self._chips)
        self._box.addWidget(self.area, 1)

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        self._box.setSpacing(look.px(8))
        self._pack.setSpacing(look.px(8))

    def pick(self, group: str) -> None:
        """Show the rows of another group."""
        self._group = group
        for name, grid in self._grids.items():
            grid.setVisible(name == group)
            self.groups[name].set_chosen(name == group)
        self.area.verticalScrollBar().setValue(0)

    def show_table(self, state: BankState, words: Words) -> None:
        """Show the rows of ``state``; they are made once, the table does not change."""
        table = tuple((row.group, row.outcome) for row in state.outcomes)
        if table != self._table:
            self._table = table
            self._make()
        for group, chip in self.groups.items():
            chip.show_text(words(f"demo.group_{group}"), tip=words(f"demo.group_{group}_tip"))
        chosen = state.next_outcome
        text = words("demo.by_cents" if state.cents_table else "demo.always_approve")
        self.rows[""].show_choice(text, "", chosen=not chosen)
        for row in state.outcomes:
            cents = f".{row.cents:02d}" if row.cents is not None and state.cents_table else ""
            self.rows[row.outcome].show_choice(
                words(f"bank.outcome.{row.outcome}"), cents, chosen=row.outcome == chosen
            )
        if chosen != self._shown_for:
            # Whoever chose it, the row in force comes into sight.
            self._shown_for = chosen
            group = next((group for group, outcome in table if outcome == chosen), self._group)
            if group != self._group:
                self.pick(group)

    def _make(self) -> None:
        for widget in (*self._grids.values(), *self.groups.values()):
            widget.hide()
            widget.deleteLater()
        self.rows, self.groups, self._grids = {"": self.rows[""]}, {}, {}
        names = tuple(dict.fromkeys(group for group, _ in self._table))
        for place, group in enumerate(names):
            outcomes = [outcome for its_group, outcome in self._table if its_group == group]
            grid = self._grids[group] = FoldingGrid(196, 3)
            for outcome in outcomes:
                self.rows[outcome] = ChoiceRow(self._choose, outcome)
            grid.set_widgets([self.rows[outcome] for outcome in outcomes])
            self._pack.insertWidget(1 + place, grid)
            self.groups[group] = DeskButton(self.pick, Kind.CHIP, SMALL, group)
        self._chips.set_widgets(list(self.groups.values()))
        if names:
            self.pick(self._group if self._group in names else names[0])
