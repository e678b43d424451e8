"""The drawer's page: the shift at the left, what is done with it at the right."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.main.drawer_panels import (
    ActionsPanel,
    CountPanel,
    DrawerKeysPanel,
    ReasonPanel,
    ShiftPanel,
)
from ui.main.page import GAP, MARGIN_X, MARGIN_Y, PageWidget, wrong_view
from ui.main.void import Side
from ui.main.void_panels import OutcomePanel
from ui.theme import Look
from ui.views import Action, Press
from ui.views_drawer import CountRows, DrawerActions, DrawerKeys, DrawerView, ShiftFacts
from ui.views_screens import PageBody
from ui.views_void import ReturnOutcome
from ui.widgets.buttons import OnPress
from ui.words import Words

_STEPS = (
    ("Down", Press(Action.DRAWER_STEP, "1")),
    ("Up", Press(Action.DRAWER_STEP, "-1")),
)


class DrawerPage(PageWidget):
    """Shows :class:`DrawerView`."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__(on_press)
        self._view: DrawerView | None = None
        self.shift, self.count = ShiftPanel(), CountPanel(on_press)
        self.reason = ReasonPanel(on_press)
        self.choices, self.keys = ActionsPanel(on_press), DrawerKeysPanel(on_press)
        self.outcome = OutcomePanel(on_press)
        self._left = Side(self.shift, self.count, self.reason)
        self._right = Side(self.choices, self.keys, self.outcome)
        self._columns = QHBoxLayout(self)
        self._columns.addWidget(self._left, 1)
        self._columns.addWidget(self._right, 1)

    def show_view(self, body: PageBody, words: Words) -> None:
        """Show ``body``, a :class:`DrawerView`, in place."""
        if not isinstance(body, DrawerView):
            raise wrong_view(self, body)
        self._view = body
        left = self._show_left(body, words)
        if left is not self.reason:
            self.reason.put_away()
        self._left.show_panel(left)
        self._right.show_panel(self._show_right(body, words))

    def _show_left(self, body: DrawerView, words: Words) -> QWidget:
        match body.left:
            case ShiftFacts() as view:
                self.shift.show_shift(view, words)
                return self.shift
            case CountRows() as view:
                self.count.show_count(view, words)
                return self.count
            case view:
                self.reason.show_reason(view, words)
                return self.reason

    def _show_right(self, body: DrawerView, words: Words) -> QWidget:
        match body.right:
            case DrawerActions() as view:
                self.choices.show_actions(view, words)
                return self.choices
            case DrawerKeys() as view:
                self.keys.show_keys(view, words)
                return self.keys
            case ReturnOutcome() as view:
                self.outcome.show_outcome(view, words)
                return self.outcome

    def shortcuts(self) -> tuple[tuple[str, Press], ...]:
        """Down and Up go through a count; F2, F3, … give the ready reasons."""
        if self._view is None or isinstance(self._view.left, ShiftFacts):
            return ()
        return _STEPS if isinstance(self._view.left, CountRows) else self.reason.shortcuts()

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        x, y = look.px(MARGIN_X), look.px(MARGIN_Y)
        self._columns.setContentsMargins(x, y, x, y)
        self._columns.setSpacing(look.px(GAP))
