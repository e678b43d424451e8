"""Settings of the receipt that customers take along on their phones."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kpay_desktop.settings_reader import require

#: The till finds its own address in the shop's network.
AUTO_ADDRESS: Final = "auto"


class ReceiptCode(StrEnum):
    """What the code on the customer's screen holds: nothing, the slip's text, or where it lies."""

    NONE = "none"
    TEXT = "text"
    LAN = "lan"


@dataclass(frozen=True, slots=True)
class EReceiptSettings:
    """The code for the customer's receipt.

    ``address``, ``port`` and ``minutes`` count for ``lan``: where the till serves the PDF, and for
    how long.
    """

    code: ReceiptCode = ReceiptCode.TEXT
    address: str = AUTO_ADDRESS
    port: int = 0
    minutes: int = 30

    def __post_init__(self) -> None:
        require(
            self.address == AUTO_ADDRESS or is_private(self.address),
            "address",
            "is auto, or an address of a private network, such as 192.168.1.20",
        )
        require(self.port == 0 or 1_024 <= self.port <= 65_535, "port", "is 1024 to 65535, or 0")
        require(1 <= self.minutes <= 1_440, "minutes", "is 1 to 1440")


def is_private(address: str) -> bool:
    """True for an address that only this computer's own network can reach, or this computer.

    RFC 1918 and RFC 4193: what everybody can reach is not for a receipt, nor is what listens on
    every network that this computer is in.
    """
    import ipaddress

    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    networks = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "fc00::/7", "::1")
    return any(ip in ipaddress.ip_network(network) for network in networks)
