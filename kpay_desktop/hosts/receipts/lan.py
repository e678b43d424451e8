"""This computer's address in the shop's network."""

from __future__ import annotations

import socket
from typing import Final

from kpay_desktop.settings_receipt import is_private

# An address that nobody has (RFC 5737). A datagram socket that is connected to it sends nothing:
# the system only chooses the way, and with it the address that others see.
_NOBODY: Final = ("192.0.2.1", 9)


def lan_address() -> str | None:
    """Return the private address by which this computer goes out; None: it is in no such network.

    Asks no name server and sends nothing.
    """
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
            way.connect(_NOBODY)
            address = str(way.getsockname()[0])
    except OSError:
        return None
    # A way out by the loopback leads to no phone.
    is_usable = is_private(address) and not address.startswith("127.")
    return address if is_usable else None
