"""The Void page (picture 08): find a sale, look at it, take it back; refunds as well."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.main.page import GAP, MARGIN_X, MARGIN_Y, PageWidget, wrong_view
from ui.main.people import operator_keys
from ui.main.void_camera import CameraPanel
from ui.main.void_panels import AmountPanel, FormPanel, KeysPanel, OutcomePanel, SalePanel
from ui.theme import Look
from ui.views import Press
from ui.views_screens import PageBody
from ui.views_void import (
    RefundAmount,
    ReturnCamera,
    ReturnForm,
    ReturnKeys,
    ReturnOutcome,
    ReturnSale,
    VoidView,
)
from ui.widgets.buttons import OnPress
from ui.widgets.card import Card
from ui.words import Words

_PADDING = 22


class Side(Card):
    """A column of which one panel is shown."""

    def __init__(self, *panels: QWidget) -> None:
        super().__init__(padding=_PADDING)
        self._panels = panels
        for panel in panels:
            self.box.addWidget(panel, 1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def show_panel(self, shown: QWidget) -> None:
        """Show that panel, not the others."""
        for panel in self._panels:
            panel.setVisible(panel is shown)


class VoidPage(PageWidget):
    """Shows :class:`VoidView`."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__(on_press)
        self._view: VoidView | None = None
        self.form, self.found = FormPanel(on_press), SalePanel(on_press)
        self.keys, self.sale = KeysPanel(on_press), SalePanel(on_press)
        self.amount, self.outcome = AmountPanel(on_press), OutcomePanel(on_press)
        self.camera = CameraPanel(on_press)
        self._left = Side(self.form, self.found)
        self._right = Side(self.keys, self.camera, self.sale, self.amount, self.outcome)
        self._columns = QHBoxLayout(self)
        self._columns.addWidget(self._left, 1)
        self._columns.addWidget(self._right, 1)

    def show_view(self, body: PageBody | VoidView, words: Words) -> None:
        """Show ``body``, a :class:`VoidView`, in place."""
        if not isinstance(body, VoidView):
            raise wrong_view(self, body)
        self._view = body
        self._left.show_panel(self._show_left(body.left, words))
        self._right.show_panel(self._show_right(body.right, words))

    def _show_left(self, view: ReturnForm | ReturnSale, words: Words) -> QWidget:
        if isinstance(view, ReturnForm):
            self.form.show_form(view, words)
            return self.form
        self.found.show_sale(view, words)
        return self.found

    def _show_right(
        self,
        view: ReturnKeys | ReturnCamera | ReturnSale | RefundAmount | ReturnOutcome,
        words: Words,
    ) -> QWidget:
        # Nothing is kept of what is no longer looked for.
        self.camera.show_camera(view if isinstance(view, ReturnCamera) else None, words)
        match view:
            case ReturnCamera():
                return self.camera
            case ReturnKeys():
                self.keys.show_keys(view, words)
                return self.keys
            case ReturnSale():
                self.sale.show_sale(view, words)
                return self.sale
            case RefundAmount():
                self.amount.show_amount(view, words)
                return self.amount
            case ReturnOutcome():
                self.outcome.show_outcome(view, words)
                return self.outcome

    def shortcuts(self) -> tuple[tuple[str, Press], ...]:
        """F1, F2, … pick the supervisors in their order."""
        if self._view is None or not isinstance(self._view.right, ReturnKeys):
            return ()
        return operator_keys(self._view.right.supervisors)

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        x, y = look.px(MARGIN_X), look.px(MARGIN_Y)
        self._columns.setContentsMargins(x, y, x, y)
        self._columns.setSpacing(look.px(GAP))
