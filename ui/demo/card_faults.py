"""What can be wrong with the next card that is used."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from kpay_desktop.domain.message import message
from ui.demo.card_port import CardsState
from ui.demo.parts import ChoiceRow, DeskButton, Do
from ui.theme import REGULAR, Look
from ui.widgets.buttons import SMALL, Kind
from ui.widgets.card import Gap
from ui.widgets.label import Fit, Label
from ui.widgets.styled import StyledWidget
from ui.words import Words

#: The fault that goes with the number of a command.
PULLED_OUT = "pulled_out"
_MOST = 99


class SetFault(Protocol):
    """Takes a fault and the command that it is for; ``done``: nothing more is to be chosen."""

    def __call__(self, fault: str, command: int, *, done: bool) -> None:
        """Choose what is wrong with the next card."""


def fault_name(fault: str, command: int, words: Words) -> str:
    """Return a fault in words."""
    if fault == PULLED_OUT:
        return words(message("plastic.fault_pulled_out", command=command))
    return words(f"plastic.fault_{fault}" if fault else "plastic.no_fault")


class FaultsPanel(StyledWidget):
    """The faults, one of them chosen, and the command at which a card leaves."""

    def __init__(self, set_fault: SetFault, lay_out_anew: Do) -> None:
        super().__init__()
        self._set_fault = set_fault
        self._command = 1
        self._fault = ""
        self.about = Label("", 13, REGULAR, "ink3", fit=Fit.WRAP)
        self.rows: dict[str, ChoiceRow] = {}
        self.earlier = DeskButton(self._step, Kind.CHIP, SMALL, "-1")
        self.later = DeskButton(self._step, Kind.CHIP, SMALL, "1")
        self.anew = DeskButton(lay_out_anew, Kind.SECONDARY, SMALL)
        self._pulled = QHBoxLayout()
        self._list = QVBoxLayout()
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self._box.addWidget(self.about)
        self._box.addWidget(Gap(8))
        self._box.addLayout(self._list)
        self._box.addWidget(Gap(12))
        self._box.addWidget(self.anew)
        self._box.addStretch(1)

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        self._pulled.setSpacing(look.px(6))
        self._list.setSpacing(look.px(8))

    def _step(self, value: str) -> None:
        command = min(max(1, self._command + int(value)), _MOST)
        self._set_fault(PULLED_OUT, command, done=False)

    def _choose(self, fault: str) -> None:
        self._set_fault(fault, self._command, done=True)

    def show_faults(self, state: CardsState, words: Words) -> None:
        """Show the faults of ``state``; their rows are made once."""
        self._command, self._fault = state.command, state.fault
        self.about.setText(words("plastic.faults_about"))
        if not self.rows:
            self._make(("", *state.faults))
        for fault, row in self.rows.items():
            name = fault_name(fault, state.command, words)
            row.show_choice(name, "", chosen=fault == state.fault)
        self.earlier.show_text("−", tip=words("plastic.command_earlier"), enabled=state.command > 1)
        self.later.show_text("+", tip=words("plastic.command_later"), enabled=state.command < _MOST)
        self.earlier.setAccessibleName(words("plastic.command_earlier"))
        self.later.setAccessibleName(words("plastic.command_later"))
        self.anew.show_text(words("plastic.new_cards"), tip=words("plastic.new_cards_tip"))

    def _make(self, faults: tuple[str, ...]) -> None:
        for fault in faults:
            row = self.rows[fault] = ChoiceRow(self._choose, fault)
            if fault != PULLED_OUT:
                self._list.addWidget(row)
                continue
            self._pulled.addWidget(self.earlier)
            self._pulled.addWidget(row, 1)
            self._pulled.addWidget(self.later)
            self._list.addLayout(self._pulled)
