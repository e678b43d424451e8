"""Settings of the whole day: when it ends, what settles by itself, cash, and money back."""

from __future__ import annotations

from dataclasses import dataclass

from kpay_desktop.domain.cash import CashRounding
from kpay_desktop.domain.returns import MOST_PARTIALS, REFUND_DAYS, ReturnLimits
from kpay_desktop.domain.sale import Method


@dataclass(frozen=True, slots=True)
class DaySettings:
    """``[day]``. ``cutoff_min``: minutes after midnight at which the shop's day begins.

    ``settle_at_min``: minutes after midnight, shop time, at which settling begins by itself; empty:
    never. ``notice_s``: for how long it is announced before, and can be put off.
    """

    cutoff_min: int = 0
    settle_at_min: tuple[int, ...] = ()
    notice_s: int = 120


@dataclass(frozen=True, slots=True)
class CashSettings:
    """``[cash]``. ``takes``: the shop takes cash. ``rounding``: of the cash part alone."""

    takes: bool = True
    rounding: CashRounding = CashRounding.NEAREST


@dataclass(frozen=True, slots=True)
class ReturnSettings:
    """``[returns]``: for how many days after the payment refunds are offered, and how many each.

    Source of the defaults: WeChat Pay, which allows no more.
    """

    card_days: int = REFUND_DAYS
    wallet_days: int = REFUND_DAYS
    cash_days: int = REFUND_DAYS
    partials: int = MOST_PARTIALS

    def limits(self, method: Method) -> ReturnLimits:
        """Return what is allowed for sales of a method."""
        if method is Method.CASH:
            return ReturnLimits(self.cash_days, self.partials)
        days = self.card_days if method is Method.CARD else self.wallet_days
        return ReturnLimits(days, self.partials)
