"""What every panel of the customer's window is."""

from __future__ import annotations

from ui.views_customer import CustomerView
from ui.widgets.styled import StyledWidget
from ui.words import Words


class Panel(StyledWidget):
    """The middle of the window."""

    def show_view(self, view: CustomerView, words: Words) -> None:
        """Show ``view``."""
        raise NotImplementedError

    def put_away(self) -> None:
        """Keep nothing of what the customer did here: another panel takes the place."""
