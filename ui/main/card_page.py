"""The page on which the customer pays by card: readers, choice, details, waiting, signature."""

from __future__ import annotations

from PySide6.QtCore import Qt

from ui.free_place import mark_spare
from ui.main.page import wrong_view
from ui.main.sale_page import TITLE_LINE, ButtonRow, SalePage
from ui.main.total_column import TotalColumn
from ui.theme import BOLD, Look
from ui.views_card import CardView
from ui.views_screens import PageBody
from ui.widgets.banner import Banner
from ui.widgets.buttons import HUGE, LARGE, OnPress
from ui.widgets.card import Card, Gap
from ui.widgets.choice_grid import ChoiceGrid
from ui.widgets.facts import FactList
from ui.widgets.lines import Lines
from ui.widgets.paragraph import Paragraph, put_text
from ui.widgets.progress import ProgressBar
from ui.widgets.sign_field import SignField
from ui.widgets.symbol import Symbol
from ui.widgets.way_lamps import WayLamps
from ui.words import Words

_SYMBOL, _SMALL_SYMBOL = 132, 76
_TEXT_WIDTH, _BAR_WIDTH, _FACTS_WIDTH = 560, 460, 520


class CardPage(SalePage):
    """One card with everything in it, and the total with the way out beside it."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__(on_press)
        self.symbol = Symbol(_SYMBOL)
        self.title = Paragraph(32, BOLD, max_width=720)
        self.title.set_line_height(TITLE_LINE)
        self.prompt = Banner()
        self._lines = Lines(_TEXT_WIDTH)
        self.lines = self._lines.labels
        self.ways = WayLamps()
        self.bar = ProgressBar()
        self.choices = ChoiceGrid(on_press)
        self.facts = FactList(height=42, strong=True)
        self.sign = SignField(on_press)
        self.confirm = ButtonRow(on_press, HUGE)
        self.buttons = ButtonRow(on_press, LARGE)
        self.total = TotalColumn(on_press)
        self._gaps = {
            name: Gap(height)
            for name, height in (
                ("prompt", 14),
                ("ways", 20),
                ("bar", 22),
                ("choices", 20),
                ("facts", 16),
                ("sign", 14),
                ("buttons", 26),
            )
        }
        self._card = Card(padding=24)
        self._build()

    def _build(self) -> None:
        box, centre = self._card.box, Qt.AlignmentFlag.AlignHCenter
        box.addStretch(1)
        box.addWidget(self.symbol, 0, centre)
        box.addWidget(Gap(14))
        box.addWidget(self.title, 0, centre)
        box.addWidget(self._gaps["prompt"])
        box.addWidget(self.prompt, 0, centre)
        box.addWidget(Gap(8))
        box.addLayout(self._lines)
        box.addWidget(self._gaps["ways"])
        box.addWidget(self.ways)
        box.addWidget(self._gaps["bar"])
        box.addWidget(self.bar, 0, centre)
        box.addWidget(self._gaps["choices"])
        box.addWidget(self.choices, 0, centre)
        box.addWidget(self._gaps["facts"])
        box.addWidget(self.facts, 0, centre)
        box.addWidget(self._gaps["sign"])
        box.addWidget(self.sign, 100)
        box.addWidget(self._gaps["buttons"])
        box.addWidget(self.buttons)
        box.addWidget(self.confirm)
        box.addStretch(1)
        self.main.addWidget(self._card, 1)
        self.side.addWidget(self.total)
        # The customer's window says the same, larger.
        mark_spare(self.symbol, self.ways)

    def show_view(self, body: PageBody, words: Words) -> None:
        """Show ``body`` in place."""
        if not isinstance(body, CardView):
            raise wrong_view(self, body)
        self.symbol.show_symbol(body.symbol, body.tone)
        self.symbol.setAccessibleName(words(body.title))
        self.symbol.setVisible(body.pad is None)
        crowded = bool(body.facts or body.choices)
        self.symbol.set_size(_SMALL_SYMBOL if crowded else _SYMBOL)
        put_text(self.title, words(body.title))
        self.prompt.show_text("" if body.prompt is None else words(body.prompt))
        self._lines.show_lines(body.lines, words)
        self.ways.show_ways(body.ways, words)
        self.bar.setVisible(body.working)
        self.bar.set_busy(body.working)
        self.choices.show_choices(body.choices, words)
        self.facts.show_facts([(words(name), words(value)) for name, value in body.facts])
        self.facts.setVisible(bool(body.facts))
        self._show_pad(body, words)
        primary = [button for button in body.buttons if button.primary]
        self.confirm.show_buttons(primary, words)
        others = [button for button in body.buttons if not button.primary]
        self.buttons.show_buttons(others, words)
        self.confirm.setVisible(bool(primary))
        self.buttons.setVisible(bool(others))
        self._show_gaps(body)
        self.total.show_total(body.total, words)

    def _show_pad(self, body: CardView, words: Words) -> None:
        self.sign.setVisible(body.pad is not None)
        if body.pad is not None:
            self.sign.show_pad(body.pad, words)
        else:
            self.sign.forget()

    def _show_gaps(self, body: CardView) -> None:
        shown = {
            "prompt": body.prompt is not None,
            "ways": bool(body.ways),
            "bar": body.working,
            "choices": bool(body.choices),
            "facts": bool(body.facts),
            "sign": body.pad is not None,
            "buttons": bool(body.buttons),
        }
        for name, gap in self._gaps.items():
            gap.setVisible(shown[name])

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        super().restyle(look)
        self.bar.setFixedWidth(look.px(_BAR_WIDTH))
        self.facts.setFixedWidth(look.px(_FACTS_WIDTH))
        self._lines.restyle(look)
