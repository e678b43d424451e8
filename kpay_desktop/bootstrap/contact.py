"""The service's telephone, WhatsApp and e-mail as codes that a phone acts upon."""

from __future__ import annotations

import re

from kpay_desktop.qr.errors import CodeError
from kpay_desktop.qr.symbol import Symbol, make_symbol
from kpay_desktop.settings_shop import ContactSettings
from ui.more_model import ContactKind


def contact_codes(contact: ContactSettings) -> tuple[tuple[ContactKind, Symbol], ...]:
    """Return the symbols of what the profile names. Takes some 10 ms each."""
    found = []
    for kind, text in contact_links(contact).items():
        try:
            found.append((kind, make_symbol(text)))
        except CodeError:
            # What no symbol can carry still stands there to be read.
            continue
    return tuple(found)


def contact_links(contact: ContactSettings) -> dict[ContactKind, str]:
    """Return the addresses: ``tel:`` (RFC 3966), ``https://wa.me/``, ``mailto:`` (RFC 6068)."""
    phone = re.sub(r"[^0-9+]", "", contact.phone)
    whatsapp = re.sub(r"[^0-9]", "", contact.whatsapp)
    links = {}
    if phone:
        links[ContactKind.PHONE] = f"tel:{phone}"
    if whatsapp:
        links[ContactKind.WHATSAPP] = f"https://wa.me/{whatsapp}"
    if contact.email:
        links[ContactKind.EMAIL] = f"mailto:{contact.email}"
    return links
