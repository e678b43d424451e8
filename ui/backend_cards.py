"""What the windows ask of the world in a sale by card."""

from __future__ import annotations

from typing import Protocol

from kpay_desktop.domain.signature import Signature


class CardBackend(Protocol):
    """Presses in a sale by card; the sale's news follow. Each may raise ``ports.BusyError``."""

    def confirm(self, flow: str) -> None:
        """The card's details are right: ask the card host."""

    def choose(self, flow: str, index: int | None) -> None:
        """Go on with the application of that place in the list; None: with none of them."""

    def reverse_now(self, flow: str) -> None:
        """Send the reversal now instead of at its time."""

    def sign(self, flow: str, signature: Signature) -> None:
        """Keep the customer's signature and print the slips with it."""

    def sign_on_paper(self, flow: str) -> None:
        """Print the slips with a line to sign on."""

    def note_contact(self, flow: str, contact: str) -> None:
        """Keep how to reach a customer whose payment is being taken back."""
