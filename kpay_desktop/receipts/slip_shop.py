"""What is the same on every slip of a till."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta, timezone, tzinfo

from kpay_desktop.domain.language import Language
from kpay_desktop.receipts.words import BOTH
from kpay_desktop.settings import Settings
from kpay_desktop.settings_shop import MerchantSettings, TerminalSettings

# Singapore has had no summer time since 1936; a zone database is not needed for it.
SINGAPORE = timezone(timedelta(hours=8), "SGT")


@dataclass(frozen=True, slots=True)
class SlipShop:
    """Merchant, terminal and how slips speak. ``version`` is the program's."""

    merchant: MerchantSettings
    terminal: TerminalSettings
    version: str
    is_simulated: bool
    languages: tuple[Language, ...] = BOTH
    time_zone: tzinfo = SINGAPORE

    @classmethod
    def of(cls, settings: Settings, version: str) -> SlipShop:
        """Return the shop of a profile."""
        return cls(
            merchant=settings.merchant,
            terminal=settings.terminal,
            version=version,
            is_simulated=settings.is_simulated,
            languages=settings.languages.slips,
            time_zone=settings.terminal.time_zone,
        )
