"""The Transactions page (picture 07): look for a sale, see its slip, print it again."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.main.back_row import BackRow
from ui.main.choice_panel import ChoicePanelWidget
from ui.main.page import GAP, MARGIN_X, MARGIN_Y, PageWidget, wrong_view
from ui.main.sale_page import ButtonRow
from ui.theme import BOLD, MEDIUM, REGULAR, SEMIBOLD, Look
from ui.views import BAD, Action, EmptyView, Press
from ui.views_screens import PageBody
from ui.views_transactions import SaleDetail, TransactionsView
from ui.widgets.buttons import (
    LARGE,
    MIDDLE,
    SMALL,
    TOUCH_PX,
    BigButton,
    ButtonSize,
    Kind,
    OnPress,
    PaintedButton,
)
from ui.widgets.card import Card, Gap
from ui.widgets.facts import FactList
from ui.widgets.icons import paint_icon
from ui.widgets.keypad import PIN_KEYS, Keypad
from ui.widgets.label import CENTRE, Fit, Label, shrunk
from ui.widgets.painting import focus_ring, rounded, text_line
from ui.widgets.paper import PaperView
from ui.widgets.sale_list import SaleHead, SaleList
from ui.widgets.styled import StyledWidget
from ui.words import Words

_SIDE_WIDTH, _NARROW_SIDE_WIDTH = 330, 310
# A page narrower than this, in design pixels, spares room at the right.
_NARROW = 1080
_FIELD_WIDTH, _FIELD_HEIGHT = 280, 48
_KEYPAD_WIDTH, _KEYPAD_HEIGHT = 360, 440
_LEAST_TYPE = 0.6
_CHIP = ButtonSize(_FIELD_HEIGHT, 13, MEDIUM, 12, 16)
_BESIDE_WIDTH = 64
_BESIDE_LARGE = ButtonSize(LARGE.height, 15, SEMIBOLD, LARGE.radius, 14)
_BESIDE = ButtonSize(MIDDLE.height, 15, SEMIBOLD, MIDDLE.radius, 14)

_KEYS = (
    ("Return", Press(Action.FIND)),
    ("Esc", Press(Action.FIND_CLEAR)),
    ("Up", Press(Action.STEP_SALE, "-1")),
    ("Down", Press(Action.STEP_SALE, "1")),
    ("PgUp", Press(Action.STEP_SALE, "-10")),
    ("PgDown", Press(Action.STEP_SALE, "10")),
)


class SearchField(PaintedButton):
    """What was typed, or what to type. Touching it brings up figures to touch."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__()
        self._on_press = on_press
        self._press = Press(Action.FIND_PANEL)
        self._typed = self._hint = ""
        self.clear = BigButton(on_press, Kind.GHOST, SMALL, self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda: self._on_press(self._press))

    def show_field(self, view: TransactionsView, words: Words) -> None:
        """Show the field of ``view``."""
        self._press = view.field.press
        self._typed, self._hint = view.typed, words(view.hint)
        name = words(view.field.label)
        self.setText(self._typed or self._hint)
        self.setAccessibleName(f"{name}: {self._typed}" if self._typed else name)
        self.clear.show_button(view.clear, words)
        self._place()
        self.update()

    def sizeHint(self) -> QSize:
        """The hint in full."""
        look = self.look
        return QSize(look.px(_FIELD_WIDTH), max(TOUCH_PX + 4, look.px(_FIELD_HEIGHT)))

    def minimumSizeHint(self) -> QSize:
        """The hint may shrink."""
        return QSize(self.look.px(150), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the clearing button at the right."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        width = min(self.clear.sizeHint().width(), self.width() // 2)
        height = max(TOUCH_PX, self.height() - 4)
        self.clear.setGeometry(self.width() - width - 2, 2, width, height)

    def _room(self) -> float:
        room = self.width() - 2.0 * self.look.px(16)
        return room - self.clear.width() if self._typed else room

    def is_clipped(self) -> bool:
        """True if the text does not fit even at its smallest."""
        font = shrunk(self.look.font(17, REGULAR, tabular=True), self.text(), self._room(), 0.6)
        return QFontMetricsF(font).horizontalAdvance(self.text()) > self._room() + 1

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the field."""
        del event
        look = self.look
        painter = QPainter(self)
        area, radius = QRectF(self.rect()), look.px(12)
        line = look.colour("accent" if self._typed else "line2")
        rounded(painter, area, radius, look.colour("card"), line, look.tokens.line_px)
        font = look.font(17, BOLD if self._typed else REGULAR, tabular=True)
        painter.setFont(shrunk(font, self.text(), self._room(), _LEAST_TYPE))
        painter.setPen(look.colour("ink" if self._typed else "ink3"))
        place = area.adjusted(look.px(16), 0, 0, 0)
        text_line(painter, place, self.text(), Qt.AlignmentFlag.AlignLeft)
        if self.shows_ring:
            focus_ring(painter, self, look, radius)


class _Drawing(StyledWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """A small square."""
        return QSize(self.look.px(40), self.look.px(40))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a receipt."""
        del event
        ink = self.look.colour("ink3")
        paint_icon(QPainter(self), "transactions", QRectF(self.rect()), ink, 1.5)


class NothingFound(StyledWidget):
    """What stands in an empty list: why, and what to do."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__()
        self.title = Label("", 18, BOLD, "ink", align=CENTRE, fit=Fit.WRAP, max_width=520)
        self.body = Label("", 14.5, REGULAR, "ink3", align=CENTRE, fit=Fit.WRAP, max_width=420)
        self.buttons = ButtonRow(on_press, MIDDLE)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addStretch(2)
        box.addWidget(_Drawing(), 0, Qt.AlignmentFlag.AlignHCenter)
        for part in (Gap(12), self.title, Gap(4), self.body, Gap(18), self.buttons):
            box.addWidget(part)
        box.addStretch(3)

    def show_empty(self, view: EmptyView | None, words: Words) -> None:
        """Show why; without a reason nothing, as while an answer is on its way."""
        for part in self.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            part.setVisible(view is not None)
        if view is not None:
            self.title.setText(words(view.title))
            self.body.setText(words(view.body))
            self.buttons.show_buttons(view.buttons, words)
            self.buttons.setVisible(bool(view.buttons))


class DetailColumn(StyledWidget):
    """The sale that is chosen: slip or facts, and what can be done with it."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__()
        self._on_press = on_press
        self.slip = PaperView()
        self.card = Card(padding=22)
        self.title = Label("", 18, BOLD, "ink", fit=Fit.WRAP)
        self.about = Label("", 14.5, REGULAR, "ink2", fit=Fit.WRAP)
        self.facts = FactList(height=40)
        self.contact = Label("", 13, REGULAR, "ink3", fit=Fit.WRAP)
        for part in (self.title, Gap(4), self.about, Gap(10), self.facts):
            self.card.box.addWidget(part)
        self.card.box.addWidget(Gap(10))
        self.card.box.addStretch(1)
        self.card.box.addWidget(self.contact)
        self.line = Label("", 13, REGULAR, "ink3", align=CENTRE, fit=Fit.WRAP)
        self.buttons: list[BigButton] = []
        self.beside: list[BigButton] = []
        self._rows: list[QHBoxLayout] = []
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addWidget(self.slip, 1)
        self._box.addWidget(self.card, 1)
        self._box.addWidget(self.line)

    def show_detail(self, view: SaleDetail | None, words: Words) -> None:
        """Show ``view`` in place, or nothing."""
        has_slip = view is not None and view.slip is not None
        self.slip.setVisible(has_slip)
        self.card.setVisible(view is not None and not has_slip)
        self.line.setVisible(has_slip)
        self._show_buttons(view, words)
        if view is None:
            return
        lines = "\n".join(words(line) for line in view.lines)
        if view.slip is not None:
            if self.slip.paper.document != view.slip:
                self.slip.show_document(view.slip)
            self.line.setText(lines)
            return
        self.title.setText(words(view.title))
        self.about.setText(lines)
        self.facts.show_facts([(words(name), words(value)) for name, value in view.facts])
        self.contact.setText("\n".join(words(line) for line in view.contact))
        self.contact.setVisible(bool(view.contact))

    def _show_buttons(self, view: SaleDetail | None, words: Words) -> None:
        wanted = () if view is None else view.buttons
        beside = () if view is None else view.beside
        while len(self.buttons) < len(wanted):
            self._add_buttons()
        for index, button in enumerate(self.buttons):
            button.show_button(wanted[index] if index < len(wanted) else None, words)
        for index, button in enumerate(self.beside):
            button.show_button(beside[index] if index < len(beside) else None, words)
            name = self.buttons[index].text()
            button.setAccessibleName(f"{name}: {button.text()}")

    def _add_buttons(self) -> None:
        """Add a button over the whole width, and the place of a smaller one beside it."""
        size, small = (MIDDLE, _BESIDE) if self.buttons else (LARGE, _BESIDE_LARGE)
        made = BigButton(self._on_press, Kind.SECONDARY, size)
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        beside = BigButton(self._on_press, Kind.SECONDARY, small)
        beside.setMinimumWidth(self.look.px(_BESIDE_WIDTH))
        row = QHBoxLayout()
        row.addWidget(made, 1)
        row.addWidget(beside)
        self._box.addLayout(row)
        self._rows.append(row)
        self.buttons.append(made)
        self.beside.append(beside)

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        self._box.setSpacing(look.px(12))
        for row in self._rows:
            row.setSpacing(look.px(8))
        # Their texts are of one size, and so are they, whatever stands beside them.
        for button in self.beside:
            button.setMinimumWidth(look.px(_BESIDE_WIDTH))


class TransactionsPage(PageWidget):
    """Picture 07."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__(on_press)
        self._typed_below = False
        self.field = SearchField(on_press)
        self.chips: list[BigButton] = []
        self.problem = Label("", 14, REGULAR, "ink", fit=Fit.WRAP)
        self.problem.set_colour(BAD)
        self.list = SaleList(self._pick, self._more)
        self.head = SaleHead(self.list)
        self.panel = ChoicePanelWidget(on_press)
        self.keypad = Keypad(on_press, PIN_KEYS)
        self.nothing = NothingFound(on_press)
        self.detail = DetailColumn(on_press)
        self.back = BackRow(on_press)
        self._filters = QHBoxLayout()
        self._filters.addWidget(self.field, 1)
        self._filters.addStretch()
        self._card = Card(padding=16)
        self._card.box.addLayout(self._filters)
        self._card.box.addWidget(self.problem)
        self._table, self._keys = QWidget(), QWidget()
        self._places = (self._table, self.nothing, self.panel, self._keys)
        self._fill_places()
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._card, 1)
        self._row.addWidget(self.detail)

    def _fill_places(self) -> None:
        table = QVBoxLayout(self._table)
        table.setContentsMargins(0, 0, 0, 0)
        table.setSpacing(0)
        table.addWidget(self.head)
        table.addWidget(self.list, 1)
        table.addWidget(self.back)
        keys = QHBoxLayout(self._keys)
        keys.setContentsMargins(0, 0, 0, 0)
        keys.addStretch(1)
        column = QVBoxLayout()
        column.addWidget(Gap(12))
        column.addWidget(self.keypad, 100)
        column.addStretch(1)
        keys.addLayout(column, 100)
        keys.addStretch(1)
        for place in self._places:
            self._card.box.addWidget(place, 1)

    def show_view(self, body: PageBody, words: Words) -> None:
        """Show ``body`` in place."""
        if not isinstance(body, TransactionsView):
            raise wrong_view(self, body)
        self._typed_below = body.typed_below
        self.field.show_field(body, words)
        self._show_chips(body, words)
        self.problem.setText("" if body.problem is None else words(body.problem))
        self.problem.setVisible(body.problem is not None)
        self.list.setAccessibleName(words("transactions.list"))
        self.list.show_rows(
            body.rows,
            body.selected_id,
            words,
            has_more=body.has_more,
            has_newer=body.has_newer,
        )
        self.head.show_words(words)
        self.nothing.show_empty(body.empty, words)
        self.keypad.show_words(words)
        if body.panel is not None:
            self.panel.show_panel(body.panel, words)
        # Not a stacked layout: that shows a widget before the page is in its window.
        shown = self._place_of(body)
        for place in self._places:
            place.setVisible(place is shown)
        self.detail.show_detail(body.detail, words)
        self.back.show_pair(body.detail, words)
        # The place stays while an answer is on its way, so that nothing jumps.
        self.detail.setVisible(body.detail is not None or body.empty is None)

    def _place_of(self, body: TransactionsView) -> QWidget:
        if body.keypad:
            return self._keys
        if body.panel is not None:
            return self.panel
        return self._table if body.rows.rows else self.nothing

    def _show_chips(self, body: TransactionsView, words: Words) -> None:
        while len(self.chips) < len(body.chips):
            chip = BigButton(self.report, Kind.CHIP, _CHIP)
            self._filters.insertWidget(1 + len(self.chips), chip)
            self.chips.append(chip)
        for chip, choice in zip(self.chips, body.chips, strict=True):
            chip.show_button(choice.button, words)
            chip.set_chosen(choice.chosen)

    @property
    def typed_field(self) -> QWidget | None:
        """The search field, while figures are wanted for it."""
        return self.field if self._typed_below else None

    def shortcuts(self) -> tuple[tuple[str, Press], ...]:
        """Enter opens what was typed, Esc takes it back, arrows go through the list."""
        return _KEYS

    def _pick(self, sale_id: int) -> None:
        self.report(Press(Action.PICK_SALE, str(sale_id)))

    def _more(self, newer: bool) -> None:
        self.report(Press(Action.MORE_SALES, "newer" if newer else "older"))

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        x, y = look.px(MARGIN_X), look.px(MARGIN_Y)
        self._row.setContentsMargins(x, y, x, y)
        self._row.setSpacing(look.px(GAP))
        self._filters.setSpacing(look.px(10))
        self._filters.setContentsMargins(look.px(4), 0, look.px(4), look.px(6))
        self.field.setMaximumWidth(look.px(_FIELD_WIDTH))
        self.keypad.setMaximumSize(look.px(_KEYPAD_WIDTH), look.px(_KEYPAD_HEIGHT))
        self._share()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the list more of a narrow page."""
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        look = self.look
        narrow = self.width() < look.px(_NARROW)
        self.detail.setFixedWidth(look.px(_NARROW_SIDE_WIDTH if narrow else _SIDE_WIDTH))
