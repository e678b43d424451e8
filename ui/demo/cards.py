"""The cards' column: what customers have in their wallets, and what a hand does with it."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtWidgets import QVBoxLayout, QWidget

from kpay_desktop.domain.message import message
from ui.demo.card_faults import FaultsPanel, fault_name
from ui.demo.card_port import CardPort, CardsState, CardWay, PlasticCard
from ui.demo.lane import Lane, Lost
from ui.demo.parts import DeskButton, DeskColumn, DeskScroll, FoldingGrid
from ui.demo.plastic import PlasticView
from ui.theme import MEDIUM, Look
from ui.widgets.buttons import SMALL, Kind
from ui.widgets.card import Gap
from ui.widgets.label import Fit, Label
from ui.words import Words

#: What one press at the cards may take, in seconds. None of them waits for a card.
CARDS_S = 3.0

_CardsCall = Callable[[CardPort], CardsState]


class Pile(StrEnum):
    """Which cards are shown. Worded as ``plastic.pile_<value>``."""

    USUAL = "usual"
    REFUSED = "refused"
    FAULTY = "faulty"
    OTHER = "other"


def is_in(pile: Pile, card: PlasticCard) -> bool:
    """Say whether a card lies on a pile; it may lie on two."""
    match pile:
        case Pile.USUAL:
            return card.first
        case Pile.REFUSED:
            return card.refused
        case Pile.FAULTY:
            return card.faulty
        case Pile.OTHER:
            return card.phone or not (card.first or card.refused or card.faulty)


class CardsColumn(DeskColumn):
    """Cards and phones with what can be done with them."""

    def __init__(self, port: CardPort, lane: Lane) -> None:
        super().__init__()
        self._port, self._lane = port, lane
        self._words: Words | None = None
        self._state: CardsState | None = None
        self._pile = Pile.USUAL
        self._asking = 0
        self.faults_button = DeskButton(self._turn_faults, Kind.CHIP, SMALL)
        self.head.addWidget(self.faults_button)
        self.piles = {
            pile: DeskButton(self._pick_pile, Kind.CHIP, SMALL, pile.value) for pile in Pile
        }
        self.filter = FoldingGrid(48, len(Pile), 6)
        self.filter.set_widgets(list(self.piles.values()))
        self.notice = Label("", 13, MEDIUM, "warn", fit=Fit.WRAP)
        self.views: dict[str, PlasticView] = {}
        inside = QWidget()
        self._pack = QVBoxLayout(inside)
        self._pack.setContentsMargins(0, 0, 0, 0)
        self._pack.addStretch(1)
        self.area = DeskScroll(inside)
        self.faults = FaultsPanel(self._set_fault, self._lay_out_anew)
        self.faults_area = DeskScroll(self.faults)
        self.faults_area.hide()
        self._notice_gap = Gap(8)
        for widget in (self.filter, Gap(10), self.notice, self._notice_gap):
            self.box.addWidget(widget)
        self.box.addWidget(self.area)
        self.box.addWidget(self.faults_area)
        self.box.setStretchFactor(self.area, 1)
        self.box.setStretchFactor(self.faults_area, 1)

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        super().restyle(look)
        self._pack.setSpacing(look.px(12))

    # --- the desk's thread ---------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask where the cards are, unless an answer is still to come."""
        if not self._asking:
            self._ask(lambda port: port.cards_state())

    def _use(self, key: str, way: CardWay) -> None:
        self._ask(lambda port: port.use_card(key, way))

    def _take(self, _: str) -> None:
        self._ask(lambda port: port.take_card())

    def _set_lock(self, key: str, locked: bool) -> None:
        self._ask(lambda port: port.set_locked(key, locked))

    def _set_fault(self, fault: str, command: int, *, done: bool) -> None:
        if done:
            self._show_faults(wanted=False)
        self._ask(lambda port: port.set_card_fault(fault, command))

    def _lay_out_anew(self, _: str) -> None:
        self._show_faults(wanted=False)
        self._ask(lambda port: port.new_cards())

    def _ask(self, call: _CardsCall) -> None:
        port = self._port
        self._asking += 1
        self._lane.ask(lambda: call(port), self._answered, CARDS_S)

    def _answered(self, answer: object) -> None:
        self._asking -= 1
        if isinstance(answer, CardsState):
            if answer != self._state:
                self._state = answer
                self._show()
        elif isinstance(answer, Lost) and self._words is not None:
            self._say(self._words("plastic.trouble"))

    # --- presses that ask nobody ---------------------------------------------------------------

    def _pick_pile(self, value: str) -> None:
        self._pile = Pile(value)
        self._show_faults(wanted=False)
        self._show()
        self.area.verticalScrollBar().setValue(0)

    def _turn_faults(self, _: str) -> None:
        self._show_faults(wanted=self.faults_area.isHidden())

    def _show_faults(self, *, wanted: bool) -> None:
        self.faults_area.setVisible(wanted)
        self.area.setVisible(not wanted)
        self._show()

    # --- what is shown -------------------------------------------------------------------------

    def show_words(self, words: Words) -> None:
        """Speak the language of ``words``."""
        self._words = words
        self._show()

    def _show(self) -> None:
        words, state = self._words, self._state
        if words is None:
            return
        self.title.setText(words("plastic.cards"))
        is_open = not self.faults_area.isHidden()
        self.faults_button.show_text(
            words("plastic.faults"), tip=words("plastic.faults_tip"), enabled=state is not None
        )
        self.faults_button.set_chosen(is_open or (state is not None and bool(state.fault)))
        for pile, button in self.piles.items():
            button.show_text(
                words(f"plastic.pile_{pile.value}"), tip=words(f"plastic.pile_{pile.value}_tip")
            )
            button.set_chosen(pile is self._pile and not is_open)
        if state is None:
            self._say("")
            return
        self._show_cards(state, words)
        self.faults.show_faults(state, words)
        armed = fault_name(state.fault, state.command, words) if state.fault else ""
        self._say(words(message("plastic.next_card", fault=armed)) if armed else "")

    def _say(self, text: str) -> None:
        self.notice.setText(text)
        self.notice.setVisible(bool(text))
        self._notice_gap.setVisible(bool(text))

    def _show_cards(self, state: CardsState, words: Words) -> None:
        place = 0
        for card in state.cards:
            # A card that is in use stays in sight: somebody has to pull it out.
            is_wanted = is_in(self._pile, card) or state.held == card.key
            view = self.views.get(card.key)
            if view is None and is_wanted:
                view = PlasticView(card, self._use, self._set_lock, self._take)
                self._pack.insertWidget(place, view)
                self.views[card.key] = view
            if view is not None:
                place += 1
                view.setVisible(is_wanted)
                if is_wanted:
                    view.show_card(state, words)
