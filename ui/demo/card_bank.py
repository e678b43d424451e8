"""The card host's staff: its next answer, its book of sales, and the line to it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from kpay_desktop.domain.message import message
from kpay_desktop.domain.money import format_sgd
from ui.demo.card_port import CardAnswer, CardBankState, CardLine, CardMessage, CardPort
from ui.demo.lane import Lane
from ui.demo.parts import ChoiceRow, DeskButton, DeskColumn, DeskScroll, FoldingGrid
from ui.theme import MEDIUM, REGULAR, SEMIBOLD, Look
from ui.views import BAD, OK, PLAIN, WARN, Tone
from ui.widgets.buttons import MIDDLE, SMALL, Kind
from ui.widgets.card import Gap, Rule
from ui.widgets.label import RIGHT, Fit, Label
from ui.widgets.pill import Pill
from ui.widgets.styled import StyledWidget
from ui.words import Words

#: What one question to the bank's desk may take, in seconds.
BANK_S = 3.0
MOST_SHOWN = 4
_STATE_WIDTH = 92
_LINE_TONES: dict[CardLine, Tone] = {CardLine.UP: OK, CardLine.SILENT: WARN}
_STATE_TONES: dict[str, Tone] = {
    "approved": OK,
    "declined": PLAIN,
    "reversed": WARN,
    "refused": BAD,
}
#: Lines that are there, and that no till may take.
BAD_LINES = (
    CardLine.TLS_BROKEN,
    CardLine.TLS_OTHER_NAME,
    CardLine.TLS_OTHER_CA,
    CardLine.TLS_EXPIRED,
)

_BankCall = Callable[[CardPort], CardBankState | None]


def answer_name(answer: CardAnswer, words: Words) -> str:
    """Return an answer in words; a code without words of its own by its number."""
    if answer.code:
        known = f"bank.card.code_{answer.code.lower()}"
        return (
            words(known) if words.has(known) else words(message("bank.card.code", code=answer.code))
        )
    return words(message(f"bank.card.{answer.scenario}", seconds=round(answer.delay_s)))


class AnswerList(StyledWidget):
    """The card host's table in its groups, one row chosen; below it the lines that are bad."""

    def __init__(self, choose: Callable[[str], None], turn_line: Callable[[str], None]) -> None:
        super().__init__()
        self._choose, self._turn_line = choose, turn_line
        self._table: tuple[CardAnswer, ...] = ()
        self.rows: dict[str, ChoiceRow] = {}
        self.lines: dict[CardLine, ChoiceRow] = {}
        self._headings: dict[str, Label] = {}
        self._grids: list[FoldingGrid] = []
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        self._box.setSpacing(look.px(8))

    def show_table(self, state: CardBankState, words: Words) -> None:
        """Show the rows of ``state``; they are made once, the table does not change."""
        if state.answers != self._table:
            self._table = state.answers
            self._make()
        for group, heading in self._headings.items():
            heading.setText(words(f"plastic.group_{group}"))
        if "" in self.rows:
            self.rows[""].show_choice(words("bank.card.approve"), "", chosen=not state.chosen)
            if state.cents_table:
                self.rows[""].setToolTip(words("plastic.approve_tip"))
        for answer in state.answers:
            amount = answer.amount if state.cents_table else ""
            self.rows[answer.name].show_choice(
                answer_name(answer, words), amount, chosen=answer.name == state.chosen
            )
        for line, row in self.lines.items():
            row.show_choice(words(f"plastic.line_{line.value}"), "", chosen=line is state.line)

    def _make(self) -> None:
        for widget in (*self._headings.values(), *self._grids):
            self._box.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self.rows, self._headings, self._grids = {}, {}, []
        for group in dict.fromkeys(answer.group for answer in self._table):
            names = [answer.name for answer in self._table if answer.group == group]
            if not self.rows:
                # What stands first needs no heading: it is the next answer.
                names.insert(0, "")
            else:
                self._head(group)
            self.rows.update({name: ChoiceRow(self._choose, name) for name in names})
            self._grid([self.rows[name] for name in names])
        self._head("tls")
        self.lines = {line: ChoiceRow(self._turn_line, line.value) for line in BAD_LINES}
        self._grid(list(self.lines.values()))
        self._box.addStretch(1)

    def _head(self, group: str) -> None:
        heading = self._headings[group] = Label("", 12, SEMIBOLD, "ink3", fit=Fit.SHRINK)
        self._box.addWidget(heading)

    def _grid(self, rows: list[ChoiceRow]) -> None:
        grid = FoldingGrid(210, 3)
        grid.set_widgets(rows)
        self._grids.append(grid)
        self._box.addWidget(grid)


class BookRow(StyledWidget):
    """A sale in the card host's book: voucher and card, amount, and how it stands."""

    def __init__(self) -> None:
        super().__init__()
        self.text = Label("", 13, REGULAR, "ink2", fit=Fit.SHRINK, tabular=True)
        self.amount = Label("", 13, MEDIUM, "ink", fit=Fit.SHRINK, tabular=True, align=RIGHT)
        self.state = Pill()
        self._box = QHBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addWidget(self.text, 1)
        self._box.addWidget(self.amount)
        self._box.addWidget(self.state)

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        self._box.setSpacing(look.px(8))
        self.state.setMinimumWidth(look.px(_STATE_WIDTH))

    def show_message(self, sale: CardMessage, words: Words) -> None:
        """Show a sale."""
        self.text.setText(f"{sale.voucher} ··{sale.last_four}")
        self.amount.setText(format_sgd(sale.amount_minor))
        word = words(f"plastic.state_{sale.state}")
        # The code says more than "declined" does; an approval has but one.
        said = f"{word} {sale.code}" if sale.state == "declined" else word
        self.state.show_state(said, _STATE_TONES.get(sale.state, PLAIN))
        self.setAccessibleName(f"{self.text.text()} · {self.amount.text()} · {said}")
        reversals = message("plastic.reversals", count=sale.reversals)
        self.setToolTip(words(reversals) if sale.reversals else "")


class CardBankColumn(DeskColumn):
    """The simulated card host's staff."""

    def __init__(self, port: CardPort, lane: Lane) -> None:
        super().__init__()
        self._port, self._lane = port, lane
        self._words: Words | None = None
        self._state: CardBankState | None = None
        self._answered_once = self._reachable = False
        self._asking = 0
        self.next_label = Label("", 14, MEDIUM, "ink2", fit=Fit.SHRINK)
        self.stays = DeskButton(self._turn_stays, Kind.CHIP, SMALL)
        self.answers = AnswerList(self._choose, self._turn_line)
        self.book_label = Label("", 13, SEMIBOLD, "ink3", fit=Fit.SHRINK)
        self.nothing = Label("", 13, REGULAR, "ink3", fit=Fit.WRAP)
        self.book: list[BookRow] = []
        self._book_box = QVBoxLayout()
        self.notice = Label("", 13, REGULAR, "bad", fit=Fit.WRAP)
        self.line_pill = Pill()
        self.cut = DeskButton(self._turn_line, Kind.DANGER, MIDDLE, CardLine.CUT.value, key="F10")
        self.silence = DeskButton(self._turn_line, Kind.SECONDARY, MIDDLE, CardLine.SILENT.value)
        self.mend = DeskButton(self._turn_line, Kind.PRIMARY, MIDDLE, CardLine.UP.value, key="F10")
        self._lay_out()

    def _lay_out(self) -> None:
        self._next_row, self._book_head, self._line_row = (QHBoxLayout() for _ in range(3))
        self._next_row.addWidget(self.next_label, 1)
        self._next_row.addWidget(self.stays)
        self._book_head.addWidget(self.book_label, 1)
        self._book_head.addWidget(self.line_pill)
        for button in (self.cut, self.silence, self.mend):
            self._line_row.addWidget(button, 1)
        self.box.addLayout(self._next_row)
        self.box.addWidget(Gap(6))
        self.box.addWidget(DeskScroll(self.answers), 1)
        self.box.addWidget(Gap(8))
        self.box.addWidget(Rule())
        self.box.addWidget(Gap(8))
        self.box.addLayout(self._book_head)
        self.box.addWidget(Gap(4))
        self.box.addLayout(self._book_box)
        self.box.addWidget(self.nothing)
        self.box.addWidget(self.notice)
        self.box.addWidget(Gap(8))
        self.box.addLayout(self._line_row)

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        super().restyle(look)
        for row in (self._next_row, self._book_head, self._line_row):
            row.setSpacing(look.px(8))
        self._book_box.setSpacing(look.px(4))

    # --- the desk's thread ---------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask how the card host is, unless an answer is still to come."""
        if not self._asking:
            self._ask(lambda port: port.card_bank_state(BANK_S))

    def _choose(self, name: str) -> None:
        stays = self._state is not None and self._state.stays
        self._ask(lambda port: port.set_card_answer(name, BANK_S, stays=stays))

    def _turn_stays(self, _: str) -> None:
        state = self._state
        if state is not None and state.chosen:
            chosen, stays = state.chosen, not state.stays
            self._ask(lambda port: port.set_card_answer(chosen, BANK_S, stays=stays))

    def _turn_line(self, value: str) -> None:
        self._ask(lambda port: port.set_card_line(CardLine(value), BANK_S))

    def _ask(self, call: _BankCall) -> None:
        port = self._port
        self._asking += 1
        self._lane.ask(lambda: call(port), self._answered, BANK_S)

    def _answered(self, answer: object) -> None:
        self._asking -= 1
        reachable = isinstance(answer, CardBankState)
        if self._answered_once and answer == self._state and reachable == self._reachable:
            return
        self._answered_once, self._reachable = True, reachable
        if isinstance(answer, CardBankState):
            self._state = answer
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
        self.book_label.setText(words("plastic.book"))
        self.nothing.setText(words("plastic.no_sales"))
        lost = self._answered_once and not self._reachable
        self.notice.setText(words("demo.bank_lost") if lost else "")
        self.notice.setVisible(lost)
        usable = state is not None and self._reachable
        self._show_line(state.line if state is not None and usable else None, words)
        self.stays.show_text(
            words("demo.stays"),
            tip=words("plastic.stays_tip"),
            enabled=usable and state is not None and bool(state.chosen),
        )
        self.answers.setEnabled(usable)
        self.nothing.setVisible(state is not None and not state.book)
        if state is not None:
            self.stays.set_chosen(state.stays)
            self.answers.show_table(state, words)
            self._show_book(state.book[:MOST_SHOWN], words)

    def _show_book(self, shown: tuple[CardMessage, ...], words: Words) -> None:
        while len(self.book) < len(shown):
            row = BookRow()
            self._book_box.addWidget(row)
            self.book.append(row)
        for index, row in enumerate(self.book):
            row.setVisible(index < len(shown))
            if index < len(shown):
                row.show_message(shown[index], words)

    def _show_line(self, line: CardLine | None, words: Words) -> None:
        tone = PLAIN if line is None else _LINE_TONES.get(line, BAD)
        known = line in {CardLine.UP, CardLine.CUT, CardLine.SILENT}
        word = "unknown" if line is None else line.value if known else "spoilt"
        self.line_pill.show_state(words(f"plastic.line_{word}"), tone)
        up = line is CardLine.UP or line is None
        there = line is not None
        self.cut.show_text(words("demo.cut"), tip=words("plastic.cut_tip"), enabled=there)
        self.silence.show_text(words("demo.silence"), tip=words("demo.silence_tip"), enabled=there)
        self.mend.show_text(words("demo.mend"), tip=words("demo.mend_tip"))
        self.cut.setVisible(up)
        self.silence.setVisible(up)
        self.mend.setVisible(not up)
