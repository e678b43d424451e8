"""The printer's column: the paper as it came out, and what can be wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kpay_desktop.domain.message import message
from kpay_desktop.qr.errors import CodeError
from kpay_desktop.qr.symbol import ErrorCorrection, Symbol, make_symbol
from kpay_desktop.simulation.paper.items import PaperQr
from ui.demo.desk_port import DeskPort, PaperState, PaperSwitch
from ui.demo.lane import Lane
from ui.demo.parts import DeskButton, DeskColumn, DeskScroll, FoldingGrid
from ui.demo.slip_paper import SlipPaper, codes_of
from ui.theme import BOLD, REGULAR, Look
from ui.widgets.buttons import SMALL, Kind
from ui.widgets.card import Gap
from ui.widgets.label import CENTRE, Fit, Label
from ui.words import Words

#: How many of the newest slips are drawn.
MOST_SLIPS = 20
PAPER_S = 2.0

_PaperCall = Callable[[DeskPort], PaperState]


@dataclass(frozen=True, slots=True)
class Drawable:
    """The printer's state with the codes of its slips made, which takes longer than a frame."""

    state: PaperState
    symbols: dict[PaperQr, Symbol]


class _Roll(DeskScroll):
    """Gives every slip the length that it has at the column's width."""

    def __init__(self, inside: QWidget, papers: list[SlipPaper]) -> None:
        super().__init__(inside)
        self._papers = papers

    def fit(self) -> None:
        """Take over the width in force."""
        for paper in self._papers:
            paper.setFixedHeight(paper.heightForWidth(self.viewport().width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the slips anew."""
        super().resizeEvent(event)
        self.fit()


class PrinterColumn(DeskColumn):
    """Slips, newest first, and the printer's switches."""

    def __init__(self, port: DeskPort, lane: Lane) -> None:
        super().__init__()
        self._port, self._lane = port, lane
        self._words: Words | None = None
        self._state: PaperState | None = None
        self._symbols: dict[PaperQr, Symbol] = {}
        self._asking = 0
        self.tear_off = DeskButton(self._tear_off, Kind.CHIP, SMALL, key="F9")
        self.head.addWidget(self.tear_off)
        self.switches = {
            switch: DeskButton(self._switch, Kind.CHIP, SMALL, switch.value)
            for switch in PaperSwitch
        }
        grid = FoldingGrid(76, 4)
        grid.set_widgets(list(self.switches.values()))
        self.box.addWidget(grid)
        self.box.addWidget(Gap(12))
        self.papers: list[SlipPaper] = []
        self.nothing = Label("", 15, BOLD, "ink2", fit=Fit.WRAP, align=CENTRE)
        self.nothing_body = Label("", 13, REGULAR, "ink3", fit=Fit.WRAP, align=CENTRE)
        self._roll = QVBoxLayout()
        self._build_roll()

    def _build_roll(self) -> None:
        inside = QWidget()
        self._roll.setContentsMargins(0, 0, 0, 0)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._roll)
        column.addStretch(1)
        column.addWidget(self.nothing)
        column.addWidget(self.nothing_body)
        column.addStretch(1)
        self.area = _Roll(inside, self.papers)
        self.box.addWidget(self.area, 1)

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        super().restyle(look)
        self._roll.setSpacing(look.px(6))

    # --- the desk's thread ---------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask for the paper, unless an answer is still to come."""
        if not self._asking:
            self._ask(lambda port: port.paper_state())

    def _tear_off(self, _: str) -> None:
        self._ask(lambda port: port.tear_off())

    def _switch(self, value: str) -> None:
        switch = PaperSwitch(value)
        on = self._state is None or switch not in self._state.switches
        self._ask(lambda port: port.set_paper(switch, on))

    def _ask(self, call: _PaperCall) -> None:
        port, known, symbols = self._port, self._state, dict(self._symbols)

        def work() -> Drawable:
            state = call(port)
            if known is None or state.version != known.version:
                for slip in state.slips[:MOST_SLIPS]:
                    for code in codes_of(slip):
                        if code not in symbols:
                            symbols.update(_made(code))
            return Drawable(state, symbols)

        self._asking += 1
        self._lane.ask(work, self._answered, PAPER_S)

    def _answered(self, answer: object) -> None:
        self._asking -= 1
        if not isinstance(answer, Drawable):
            return
        known = self._state
        state = answer.state
        if known is not None and (state.version, state.switches) == (
            known.version,
            known.switches,
        ):
            return
        self._state = state
        used = {code for slip in state.slips[:MOST_SLIPS] for code in codes_of(slip)}
        self._symbols = {code: made for code, made in answer.symbols.items() if code in used}
        self._show()

    # --- what is shown -------------------------------------------------------------------------

    def show_words(self, words: Words) -> None:
        """Speak the language of ``words``."""
        self._words = words
        self.title.setText(words("demo.printer"))
        self._show()

    def _show(self) -> None:
        words = self._words
        if words is None:
            return
        slips = self._state.slips[:MOST_SLIPS] if self._state is not None else ()
        on = self._state.switches if self._state is not None else frozenset()
        for switch, button in self.switches.items():
            button.show_text(
                words(f"demo.printer_{switch.value}"),
                tip=words(f"demo.printer_{switch.value}_tip"),
                enabled=self._state is not None,
            )
            button.set_chosen(switch in on)
        self.tear_off.show_text(
            words("demo.tear_off"), tip=words("demo.tear_off_tip"), enabled=bool(slips)
        )
        self.nothing.setText(words("demo.no_slips"))
        self.nothing_body.setText(words("demo.no_slips_body"))
        self.nothing.setVisible(not slips)
        self.nothing_body.setVisible(not slips)
        while len(self.papers) < len(slips):
            paper = SlipPaper()
            self._roll.addWidget(paper)
            self.papers.append(paper)
        width_dots = self._state.width_dots if self._state is not None else 576
        for index, paper in enumerate(self.papers):
            paper.setVisible(index < len(slips))
            if index < len(slips):
                paper.show_slip(slips[index], self._symbols, width_dots)
                paper.setAccessibleName(words(message("demo.slip", number=len(slips) - index)))
        self.area.fit()
        self.area.verticalScrollBar().setValue(0)


def _made(code: PaperQr) -> dict[PaperQr, Symbol]:
    """Return the code's symbol, or nothing for one that cannot be made."""
    try:
        return {code: make_symbol(code.text, ErrorCorrection(code.level))}
    except CodeError:
        return {}
