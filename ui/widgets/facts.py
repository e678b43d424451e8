"""Facts one below the other: what it is at the left, the figure at the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout

from ui.theme import MEDIUM, REGULAR, Look
from ui.widgets.card import Rule
from ui.widgets.label import RIGHT, Fit, Label
from ui.widgets.styled import StyledWidget


class _Fact(StyledWidget):
    def __init__(self, height: float, weight: int, fit: Fit) -> None:
        super().__init__()
        self._height = height
        self.name = Label(size=14, colour="ink3")
        self.value = Label(size=14, weight=weight, fit=fit, tabular=True, align=RIGHT)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.name)
        self._row.addWidget(self.value, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def restyle(self, look: Look) -> None:
        self.setFixedHeight(look.px(self._height))
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(look.px(12))


class FactList(StyledWidget):
    """Rows of facts of ``height`` design pixels; ``ruled`` puts a thin line under each.

    Values shrink where they are too wide; ``shorten`` cuts their middle out instead.
    """

    def __init__(
        self,
        *,
        ruled: bool = True,
        height: float = 44,
        strong: bool = False,
        shorten: bool = False,
    ) -> None:
        super().__init__()
        self._ruled, self._height = ruled, height
        self._weight = MEDIUM if strong else REGULAR
        self._fit = Fit.ELIDE_MIDDLE if shorten else Fit.SHRINK
        self._rows: list[tuple[_Fact, Rule]] = []
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show names and values, both already in words."""
        while len(self._rows) < len(facts):
            row = (_Fact(self._height, self._weight, self._fit), Rule())
            self._rows.append(row)
            for widget in row:
                self._box.addWidget(widget)
        for index, (fact, rule) in enumerate(self._rows):
            used = index < len(facts)
            fact.setVisible(used)
            rule.setVisible(used and self._ruled)
            if used:
                name, value = facts[index]
                fact.name.setText(name)
                fact.value.setText(value)
                fact.value.setAccessibleName(f"{name}: {value}")
