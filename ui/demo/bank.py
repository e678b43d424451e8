"""The bank's column: its next answer, payments under way, accounts, and the line."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from kpay_desktop.domain.money import format_sgd
from kpay_desktop.domain.sale import Method
from ui.demo.desk_port import BankState, DeskPort, HeldOrder, Line
from ui.demo.lane import Lane
from ui.demo.outcome_list import OutcomeList
from ui.demo.parts import DeskButton, DeskColumn, account_name
from ui.theme import MEDIUM, REGULAR, SEMIBOLD, Look
from ui.views import BAD, OK, PLAIN, WARN, Tone
from ui.widgets.buttons import MIDDLE, SMALL, Kind
from ui.widgets.card import Gap, Rule
from ui.widgets.facts import FactList
from ui.widgets.label import Fit, Label
from ui.widgets.pill import Pill
from ui.widgets.styled import StyledWidget
from ui.words import Words, method_name

#: What one question to the bank's desk may take, in seconds.
BANK_S = 3.0
_MOST_HELD = 3
_LINE_TONES: dict[Line, Tone] = {Line.UP: OK, Line.CUT: BAD, Line.SILENT: WARN}

_BankCall = Callable[[DeskPort], BankState | None]
_Heard = Callable[[BankState], None]


class HeldRow(StyledWidget):
    """A payment under way: what it is, and the two ends it can have."""

    def __init__(self, release: Callable[[str, bool], None]) -> None:
        super().__init__()
        self._release = release
        self._handle = ""
        self.text = Label("", 13, MEDIUM, "warn", fit=Fit.SHRINK, tabular=True)
        self.credit = DeskButton(lambda _: self._release(self._handle, True), Kind.CHIP, SMALL)
        self.give_back = DeskButton(lambda _: self._release(self._handle, False), Kind.CHIP, SMALL)
        self._box = QHBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addWidget(self.text, 1)
        self._box.addWidget(self.credit)
        self._box.addWidget(self.give_back)

    def show_held(self, held: HeldOrder, words: Words) -> None:
        """Show the payment."""
        self._handle = held.handle
        self.text.setText(
            f"{format_sgd(held.amount_minor)} · {method_name(Method.of(held.wallet), words)}"
        )
        self.credit.show_text(words("demo.credit"), tip=words("demo.credit_tip"))
        self.give_back.show_text(words("demo.give_back"), tip=words("demo.give_back_tip"))

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        self._box.setSpacing(look.px(6))


class BankColumn(DeskColumn):
    """The simulated bank's staff."""

    def __init__(self, port: DeskPort, lane: Lane, heard: _Heard) -> None:
        super().__init__()
        self._port, self._lane, self._heard = port, lane, heard
        self._words: Words | None = None
        self._state: BankState | None = None
        self._answered_once = False
        self._reachable = False
        self._asking = 0
        self.line_pill = Pill()
        self.next_label = Label("", 14, MEDIUM, "ink2", fit=Fit.SHRINK)
        self.stays = DeskButton(self._turn_stays, Kind.CHIP, SMALL)
        self.cents = DeskButton(self._turn_cents, Kind.CHIP, SMALL)
        self.outcomes = OutcomeList(self._choose)
        self.accounts_label = Label("", 13, SEMIBOLD, "ink3", fit=Fit.SHRINK)
        self.held: list[HeldRow] = []
        self._held_box = QVBoxLayout()
        self.accounts = FactList(height=25, ruled=False)
        self.notice = Label("", 13, REGULAR, "bad", fit=Fit.WRAP)
        self.cut = DeskButton(self._turn_line, Kind.DANGER, MIDDLE, Line.CUT.value, key="F10")
        self.silence = DeskButton(self._turn_line, Kind.SECONDARY, MIDDLE, Line.SILENT.value)
        self.mend = DeskButton(self._turn_line, Kind.PRIMARY, MIDDLE, Line.UP.value, key="F10")
        self._lay_out()

    def _lay_out(self) -> None:
        self._next_row, self._accounts_head, self._line_row = (QHBoxLayout() for _ in range(3))
        self._next_row.addWidget(self.next_label, 1)
        self._next_row.addWidget(self.cents)
        self._next_row.addWidget(self.stays)
        self._accounts_head.addWidget(self.accounts_label, 1)
        self._accounts_head.addWidget(self.line_pill)
        for button in (self.cut, self.silence, self.mend):
            self._line_row.addWidget(button, 1)
        self.box.addLayout(self._next_row)
        self.box.addWidget(Gap(6))
        self.box.addWidget(self.outcomes, 1)
        self.box.addWidget(Gap(8))
        self.box.addLayout(self._held_box)
        self.box.addWidget(Rule())
        self.box.addWidget(Gap(8))
        self.box.addLayout(self._accounts_head)
        self.box.addWidget(Gap(2))
        self.box.addWidget(self.accounts)
        self.box.addWidget(self.notice)
        self.box.addWidget(Gap(8))
        self.box.addLayout(self._line_row)

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        super().restyle(look)
        self._held_box.setSpacing(look.px(6))
        for row in (self._next_row, self._accounts_head, self._line_row):
            row.setSpacing(look.px(8))

    # --- the desk's thread ---------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask how the bank is, unless an answer is still to come."""
        if not self._asking:
            self._ask(lambda port: port.bank_state(BANK_S))

    def _choose(self, outcome: str) -> None:
        stays = self._state is not None and self._state.stays
        self._ask(lambda port: port.set_outcome(outcome, BANK_S, stays=stays))

    def _turn_stays(self, _: str) -> None:
        state = self._state
        if state is not None and state.next_outcome:
            outcome, stays = state.next_outcome, not state.stays
            self._ask(lambda port: port.set_outcome(outcome, BANK_S, stays=stays))

    def _turn_cents(self, _: str) -> None:
        on = self._state is None or not self._state.cents_table
        self._ask(lambda port: port.set_cents_table(on, BANK_S))

    def _turn_line(self, value: str) -> None:
        self._ask(lambda port: port.set_line(Line(value), BANK_S))

    def _release(self, handle: str, settle: bool) -> None:
        self._ask(lambda port: port.release(handle, BANK_S, settle=settle))

    def _ask(self, call: _BankCall) -> None:
        port = self._port
        self._asking += 1
        self._lane.ask(lambda: call(port), self._answered, BANK_S)

    def _answered(self, answer: object) -> None:
        self._asking -= 1
        reachable = isinstance(answer, BankState)
        if self._answered_once and answer == self._state and reachable == self._reachable:
            return
        self._answered_once, self._reachable = True, reachable
        if isinstance(answer, BankState):
            self._state = answer
            self._heard(answer)
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
        self.title.setText(words("demo.bank"))
        self.next_label.setText(words("demo.next_answer"))
        self.accounts_label.setText(words("demo.accounts"))
        lost = self._answered_once and not self._reachable
        self.notice.setText(words("demo.bank_lost") if lost else "")
        self.notice.setVisible(lost)
        self._show_line(state, words)
        usable = state is not None and self._reachable
        self.stays.show_text(
            words("demo.stays"),
            tip=words("demo.stays_tip"),
            enabled=usable and state is not None and bool(state.next_outcome),
        )
        self.cents.show_text(words("demo.cents"), tip=words("demo.cents_tip"), enabled=usable)
        self.outcomes.setEnabled(usable)
        if state is None:
            self.accounts.show_facts([])
            return
        self.stays.set_chosen(state.stays)
        self.cents.set_chosen(state.cents_table)
        self.outcomes.show_table(state, words)
        self._show_held(state.held, words)
        self.accounts.show_facts(
            [
                (words("demo.shop_account"), format_sgd(state.shop_minor)),
                *(
                    (account_name(account, words), format_sgd(account.balance_minor))
                    for account in state.accounts
                ),
            ]
        )

    def _show_held(self, held: tuple[HeldOrder, ...], words: Words) -> None:
        shown = held[:_MOST_HELD]
        while len(self.held) < len(shown):
            row = HeldRow(self._release)
            self._held_box.addWidget(row)
            self.held.append(row)
        for index, row in enumerate(self.held):
            row.setVisible(index < len(shown))
            if index < len(shown):
                row.show_held(shown[index], words)

    def _show_line(self, state: BankState | None, words: Words) -> None:
        line = state.line if state is not None and self._reachable else None
        tone = PLAIN if line is None else _LINE_TONES[line]
        word = "unknown" if line is None else line.value
        self.line_pill.show_state(words(f"demo.line_{word}"), tone)
        up = line is Line.UP or line is None
        self.cut.show_text(words("demo.cut"), tip=words("demo.cut_tip"), enabled=line is not None)
        self.silence.show_text(
            words("demo.silence"), tip=words("demo.silence_tip"), enabled=line is not None
        )
        self.mend.show_text(words("demo.mend"), tip=words("demo.mend_tip"))
        self.cut.setVisible(up)
        self.silence.setVisible(up)
        self.mend.setVisible(not up)
