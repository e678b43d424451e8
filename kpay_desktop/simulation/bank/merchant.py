"""Who the bank's merchant is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Merchant:
    """The one merchant of this bank. ``cusid`` and ``appid`` are the gateway's numbers for it.

    ``cusid`` is its number at the card host too; ``terminal`` is the terminal that its profile
    names there.
    """

    cusid: str = "888800015411"
    appid: str = "00026888"
    name: str = "Orchid Tea House"
    city: str = "Singapore"
    uen: str = "202600001C"
    terminal: str = "80010001"

    @property
    def account(self) -> str:
        """The code of its account in the books."""
        return f"merchant:{self.cusid}"
