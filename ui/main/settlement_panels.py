"""The panels of the Settlement page: open batches, comparison, earlier settlements."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kpay_desktop.domain.message import message
from kpay_desktop.domain.money import format_plain
from kpay_desktop.domain.totals import Totals
from ui.main.sale_page import ButtonRow
from ui.main.settlement_tables import Cells, FittingTable, Table
from ui.main.transactions import NothingFound
from ui.theme import BOLD, MEDIUM, REGULAR, Look
from ui.views import PLAIN
from ui.views_settlement import (
    BannerLine,
    Comparison,
    DifferenceRow,
    OpenBatches,
    PastRow,
    PastSettlements,
    TotalsRow,
)
from ui.widgets.banner import Banner
from ui.widgets.buttons import SMALL, BigButton, Kind, OnPress
from ui.widgets.card import Card, Gap, Rule
from ui.widgets.label import LEFT, RIGHT, Fit, Label
from ui.widgets.pill import Pill
from ui.widgets.styled import StyledWidget
from ui.words import Words

_PADDING = 22
TOTALS_HEADS = ("paid_with", "sales", "sgd", "refunds", "sgd", "net")


def cells_of(row: TotalsRow, words: Words) -> Cells:
    """Return a row of totals in words; what went back has its minus."""
    totals = row.totals
    texts = (
        words(row.name),
        str(totals.sales),
        format_plain(totals.sales_minor),
        str(totals.refunds),
        format_plain(-totals.refunds_minor),
        format_plain(totals.net_minor),
    )
    said = "" if row.said is None else words(row.said)
    return Cells(texts, row.strong, said, None if row.tone is PLAIN else row.tone)


class _Head(QHBoxLayout):
    """A title with a quiet line behind it."""

    def __init__(self) -> None:
        super().__init__()
        self.title = Label("", 20, BOLD, "ink")
        self.about = Label("", 16, REGULAR, "ink3", fit=Fit.SHRINK, tabular=True)
        self.addWidget(self.title)
        self.addWidget(self.about, 1)
        self.setSpacing(12)


class _Banners(StyledWidget):
    """Banners below each other; widgets are kept."""

    def __init__(self) -> None:
        super().__init__()
        self.banners: list[Banner] = []
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def show_banners(self, banners: tuple[BannerLine, ...], words: Words) -> None:
        """Show ``banners`` in place."""
        while len(self.banners) < len(banners):
            made = Banner(15, max_width=1200)
            made.label.setAlignment(LEFT)
            self._box.addWidget(made)
            self.banners.append(made)
        for index, banner in enumerate(self.banners):
            used = index < len(banners)
            banner.show_text(words(banners[index].text) if used else "")
            if used:
                banner.show_text(words(banners[index].text), banners[index].tone)
        self.setVisible(bool(banners))
        # One less must not leave its room to the others.
        self._box.invalidate()
        self.updateGeometry()

    def restyle(self, look: Look) -> None:
        """Take the gap of the look."""
        self._box.setSpacing(look.px(8))


class _Main(Card):
    """A card of the main column."""

    def __init__(self) -> None:
        super().__init__(padding=_PADDING)
        self.head = _Head()
        self.box.addLayout(self.head)
        self.box.addWidget(Gap(8))


class OpenCard(_Main):
    """The open batches."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__()
        self.table = Table((3.6, 1.0, 1.7, 1.1, 1.5, 1.9), sums=True)
        self.nothing = NothingFound(on_press)
        self.banners = _Banners()
        self.box.addWidget(self.table)
        self.box.addWidget(self.nothing, 1)
        self.box.addStretch(1)
        self.box.addWidget(Gap(10))
        self.box.addWidget(self.banners)

    def show_open(self, view: OpenBatches, words: Words) -> None:
        """Show ``view`` in place."""
        self.head.title.setText(words(view.title))
        self.head.about.setText(words(view.about))
        heads = [words(f"settlement.head_{name}") for name in TOTALS_HEADS]
        rows = [cells_of(row, words) for row in view.rows]
        self.table.show_rows(heads, rows, cells_of(view.total, words))
        self.table.setVisible(view.empty is None)
        self.nothing.show_empty(view.empty, words)
        self.nothing.setVisible(view.empty is not None)
        self.banners.show_banners(view.banners, words)


class CompareCard(_Main):
    """Our totals beside the host's, and the vouchers that differ or are not known."""

    def __init__(self) -> None:
        super().__init__()
        self.table = Table((2.0, 1.5, 1.5), row_px=36)
        self.verdict = Banner(17, max_width=1200)
        self.rows_title = Label("", 16, BOLD, "ink", fit=Fit.WRAP)
        self.rows = FittingTable((1.3, 2.6, 1.4, 1.4), words=2)
        self.more = Label("", 14, REGULAR, "ink3", fit=Fit.WRAP)
        self._rows_area = QWidget()
        below = QVBoxLayout(self._rows_area)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(0)
        below.addWidget(self.rows)
        below.addWidget(self.more)
        below.addStretch(1)
        self.box.addWidget(self.table)
        for part in (Gap(10), self.verdict, Gap(10), self.rows_title):
            self.box.addWidget(part)
        self.box.addWidget(self._rows_area, 1)
        self._shown: tuple[Comparison, Words] | None = None

    def show_comparison(self, view: Comparison, words: Words) -> None:
        """Show ``view`` in place."""
        self._shown = (view, words)
        self.head.title.setText(words(view.title))
        self.head.about.setText(words(view.about))
        heads = (words("settlement.head_totals"), words("settlement.ours"), words(view.theirs_name))
        self.table.show_rows(heads, _beside(view.ours, view.theirs, words))
        verdict = view.verdict
        if verdict is None:
            self.verdict.show_text("")
        else:
            self.verdict.show_text(words(verdict.text), verdict.tone)
        self.rows_title.setText("" if view.rows_title is None else words(view.rows_title))
        self.rows_title.setVisible(view.rows_title is not None)
        self._show_rows()

    def _show_rows(self) -> None:
        if self._shown is None:
            return
        view, words = self._shown
        names = [words("settlement.ours"), words(view.theirs_name)]
        heads = [words("settlement.head_voucher"), words("settlement.head_what")]
        heads += [words(message("settlement.head_in_sgd", name=name)) for name in names]
        rows = [_difference(row, words) for row in view.rows]
        if all(row.theirs_minor is None for row in view.rows):
            # Nobody told another figure of any of them: ours stand alone, at the edge.
            heads[2:] = ["", heads[2]]
            rows = [Cells((*row.texts[:2], "", row.texts[2])) for row in rows]
        room = self._rows_area.height() - self.look.px(26)
        left = self.rows.offer_rows(heads, rows, room) + view.unnamed
        self.rows.setVisible(bool(rows))
        said = message("settlement.more_rows", count=left) if left else None
        self.more.setText("" if said is None else words(said))
        self.more.setVisible(said is not None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many vouchers as fit now."""
        super().resizeEvent(event)
        self.box.activate()
        self._show_rows()


def _beside(ours: Totals, theirs: Totals | None, words: Words) -> list[Cells]:
    """Return a row for each figure; one that differs is strong."""
    rows = []
    for name in ("sales", "sales_minor", "refunds", "refunds_minor", "net_minor"):
        mine, other = getattr(ours, name), None if theirs is None else getattr(theirs, name)
        is_money = name.endswith("_minor")
        texts = [words(f"settlement.row_{name.removesuffix('_minor')}{'_sgd' * is_money}")]
        for figure in (mine, other):
            told = "–" if figure is None else format_plain(figure) if is_money else str(figure)
            texts.append(told)
        rows.append(Cells(tuple(texts), strong=other is not None and other != mine))
    return rows


def _difference(row: DifferenceRow, words: Words) -> Cells:
    theirs = "–" if row.theirs_minor is None else format_plain(row.theirs_minor)
    return Cells((row.voucher, words(row.about), format_plain(row.ours_minor), theirs))


class _Past(StyledWidget):
    """One settlement of before, with its way to be printed."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__()
        self.title = Label("", 15, MEDIUM, "ink", fit=Fit.SHRINK, tabular=True)
        self.about = Label("", 13, REGULAR, "ink3", fit=Fit.SHRINK, tabular=True)
        self.net = Label("", 15, BOLD, "ink", tabular=True, align=RIGHT)
        self.state = Pill()
        self.button = BigButton(on_press, Kind.SECONDARY, SMALL)
        self._texts = QVBoxLayout()
        self._texts.setSpacing(0)
        for label in (self.title, self.about):
            self._texts.addWidget(label)
        self._row = QHBoxLayout(self)
        self._row.addLayout(self._texts, 1)
        for part in (self.state, self.net, self.button):
            self._row.addWidget(part)

    def show_past(self, view: PastRow, words: Words) -> None:
        """Show ``view`` in place."""
        self.title.setText(words(view.title))
        self.about.setText(words(view.about))
        self.net.setText(format_plain(view.net_minor))
        self.state.show_state(words(view.state), view.tone)
        self.button.show_button(view.print_again, words)
        self.button.setAccessibleName(f"{self.button.text()}: {self.title.text()}")

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        self._row.setContentsMargins(look.px(12), look.px(4), 0, look.px(4))
        self._row.setSpacing(look.px(14))
        self.net.setMinimumWidth(look.px(86))


class PastCard(_Main):
    """The settlements of before."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__()
        self._on_press = on_press
        self.rows: list[_Past] = []
        self._rules: list[Rule] = []
        self.nothing = NothingFound(on_press)
        self.turns = ButtonRow(on_press, SMALL)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self.box.addLayout(self._list)
        self.box.addWidget(self.nothing, 1)
        self.box.addStretch(1)
        self.box.addWidget(self.turns)

    def show_past(self, view: PastSettlements, words: Words) -> None:
        """Show ``view`` in place."""
        self.head.title.setText(words(view.title))
        self.head.about.setText("")
        while len(self.rows) < len(view.rows):
            row, rule = _Past(self._on_press), Rule()
            self._list.addWidget(rule)
            self._list.addWidget(row)
            self.rows.append(row)
            self._rules.append(rule)
        for index, (row, rule) in enumerate(zip(self.rows, self._rules, strict=True)):
            used = index < len(view.rows)
            row.setVisible(used)
            rule.setVisible(used)
            if used:
                row.show_past(view.rows[index], words)
        self.nothing.show_empty(view.empty, words)
        self.nothing.setVisible(view.empty is not None)
        self.turns.show_buttons(view.turns, words)
        self.turns.setVisible(bool(view.turns))
