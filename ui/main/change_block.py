"""What the customer gets back, in large figures and as coins and notes."""

from __future__ import annotations

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout

from ui.theme import MEDIUM, SEMIBOLD
from ui.views_cash import ChangeView
from ui.widgets.amount import AmountLabel
from ui.widgets.card import Gap
from ui.widgets.label import CENTRE, Fit, Label
from ui.widgets.paragraph import Paragraph
from ui.widgets.styled import StyledWidget
from ui.words import Words

_TEXT_WIDTH = 640
_BETWEEN = "  ·  "
_TIED = "\N{NO-BREAK SPACE}"


class ChangeBlock(StyledWidget):
    """A name, the figures, and the pieces. Nothing goes back: the name alone."""

    def __init__(self) -> None:
        super().__init__()
        self.label = Label("", 18, SEMIBOLD, "ink2", fit=Fit.SHRINK, align=CENTRE)
        self.amount = AmountLabel(84, CENTRE)
        self.pieces = Paragraph(18, MEDIUM, "ink2", max_width=_TEXT_WIDTH)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        for widget in (self.label, self.amount, Gap(2), self.pieces):
            box.addWidget(widget)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_change(self, view: ChangeView, words: Words) -> None:
        """Show ``view`` in place; a piece stays on one line."""
        label = words(view.label)
        self.label.setText(label)
        self.amount.set_minor(view.amount_minor)
        self.amount.setAccessibleDescription(label)
        self.amount.setVisible(view.amount_minor > 0)
        pieces = [words(piece).replace(" ", _TIED) for piece in view.pieces]
        self.pieces.setText(_BETWEEN.join(pieces))
        self.pieces.setVisible(bool(pieces))
