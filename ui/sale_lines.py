"""Lines that stand on several pages of a sale."""

from __future__ import annotations

from kpay_desktop.domain.message import Message, message
from kpay_desktop.flows.sale_view import AnySaleView
from ui.till_model import TillModel


def trouble(view: AnySaleView) -> tuple[Message, ...]:
    """Return why the sale's last step could not be written, if it could not."""
    return () if view.store_fault is None else (Message(f"trouble.{view.store_fault.value}"),)


def contact_lines(model: TillModel) -> tuple[Message, ...]:
    """Return whom to ask where it is not clear whether a customer has paid."""
    contact = model.settings.contact
    return (
        Message("contact.in_doubt"),
        message("contact.phone", phone=contact.phone),
        message("contact.whatsapp", whatsapp=contact.whatsapp),
    )
