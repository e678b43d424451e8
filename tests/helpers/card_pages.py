"""What the customer's window shows of a sale by card, by hand."""

from __future__ import annotations

from dataclasses import replace

from kpay_desktop.domain.card import EntryMode
from kpay_desktop.domain.devices import Health
from kpay_desktop.domain.message import Message
from tests.helpers.card_front import choosing, signing
from ui.present_card import choices, pad_of
from ui.views_card import WayLamp
from ui.views_customer import CustomerKind, CustomerView

LAMPS = tuple(
    WayLamp(Message(f"card.way_{entry.value}_ready"), Health.OK)
    for entry in (EntryMode.TAP, EntryMode.CHIP, EntryMode.SWIPE)
)


def card_panel_view(base: CustomerView) -> CustomerView:
    """Return ``base`` with what its kind shows: the readers, a choice, or a field to sign in."""
    if base.kind is CustomerKind.CARD:
        return replace(
            base,
            title=Message("card.all_title"),
            body=Message("card.all_body"),
            picture="tap",
            lamps=LAMPS,
        )
    if base.kind is CustomerKind.CHOOSE:
        return replace(
            base,
            title=Message("customer.choose_title"),
            body=Message("customer.choose_body"),
            choices=choices(choosing()),
        )
    return replace(base, title=Message("customer.sign_title"), pad=pad_of(signing()))
