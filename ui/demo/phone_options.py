"""How the phone shows its code, what it shows in its place, and what the camera suffers from."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QVBoxLayout

from kpay_desktop.simulation.camera import Fault
from ui.demo.parts import ChoiceRow, DeskButton, Do, FoldingGrid
from ui.demo.phone_face import Trait
from ui.demo.scan_port import CameraState, Shown
from ui.theme import SEMIBOLD, Look
from ui.widgets.buttons import SMALL, Kind
from ui.widgets.card import Gap
from ui.widgets.label import Fit, Label
from ui.widgets.styled import StyledWidget
from ui.words import Words

FAULTS: Final = (Fault.UNPLUGGED, Fault.BUSY, Fault.FROZEN)


class OptionsPanel(StyledWidget):
    """Three lists: the ways to show a code, the things to show, and the camera's switches."""

    def __init__(self, turn_trait: Do, show_what: Do, set_fault: Do) -> None:
        super().__init__()
        self.headings = {
            name: Label("", 12, SEMIBOLD, "ink3", fit=Fit.SHRINK)
            for name in ("way", "what", "camera")
        }
        self.traits = {
            trait: DeskButton(turn_trait, Kind.CHIP, SMALL, trait.value) for trait in Trait
        }
        self.things = {thing: ChoiceRow(show_what, thing.value) for thing in Shown}
        self.faults = {
            fault: DeskButton(set_fault, Kind.CHIP, SMALL, fault.value) for fault in FAULTS
        }
        self._things = QVBoxLayout()
        for row in self.things.values():
            self._things.addWidget(row)
        ways, switches = FoldingGrid(78, 3, 6), FoldingGrid(116, 2, 6)
        ways.set_widgets(list(self.traits.values()))
        switches.set_widgets(list(self.faults.values()))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.headings["way"])
        box.addWidget(Gap(6))
        box.addWidget(ways)
        box.addWidget(Gap(14))
        box.addWidget(self.headings["camera"])
        box.addWidget(Gap(6))
        box.addWidget(switches)
        box.addWidget(Gap(14))
        box.addWidget(self.headings["what"])
        box.addWidget(Gap(6))
        box.addLayout(self._things)
        box.addStretch(1)

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        self._things.setSpacing(look.px(6))

    def show_options(
        self, traits: frozenset[Trait], shown: Shown, camera: CameraState, words: Words
    ) -> None:
        """Mark what is chosen."""
        for name, heading in self.headings.items():
            heading.setText(words(f"demo.options_{name}"))
        for trait, chip in self.traits.items():
            chip.show_text(
                words(f"demo.trait_{trait.value}"), tip=words(f"demo.trait_{trait.value}_tip")
            )
            chip.set_chosen(trait in traits)
        for thing, row in self.things.items():
            row.show_choice(words(f"demo.shown_{thing.value}"), "", chosen=thing is shown)
        for fault, switch in self.faults.items():
            switch.show_text(
                words(f"demo.camera_{fault.value}"), tip=words(f"demo.camera_{fault.value}_tip")
            )
            switch.set_chosen(fault is camera.fault)
