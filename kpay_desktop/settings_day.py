"""Settings of the whole day: its end, what settles by itself and how long, cash, and money back."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kpay_desktop.domain.cash import CashRounding
from kpay_desktop.domain.returns import MOST_PARTIALS, REFUND_DAYS, ReturnLimits
from kpay_desktop.domain.sale import Method
from kpay_desktop.settings_reader import require

MOST_TIMES = 12
LONGEST_NOTICE_S = 3_600
LONGEST_LIMIT_DAYS = 3_650
LONGEST_PENDING_H = 720
MOST_RETURNS = 999
SHORTEST_S, LONGEST_S = 0.05, 3_600.0

_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")


def minutes_of(text: str, key: str) -> int:
    """Return a time of day (``"23:30"``) as minutes after midnight.

    Raises:
        ValueError: it is none; the reader adds where it stood.
    """
    found = _TIME.fullmatch(text)
    require(found is not None, key, 'must be a time of day such as "23:30"')
    return 0 if found is None else 60 * int(found[1]) + int(found[2])


@dataclass(frozen=True, slots=True)
class DaySettings:
    """``[day]``. ``cutoff``: the time of day at which the shop's day begins.

    ``settle_at``: the times of day, shop time, at which settling begins by itself; empty: never.
    ``notice_s``: for how many seconds it is announced before, and can be put off.
    """

    cutoff: str = "00:00"
    settle_at: tuple[str, ...] = ()
    notice_s: int = 120

    def __post_init__(self) -> None:
        minutes_of(self.cutoff, "cutoff")
        times = [minutes_of(each, "settle_at") for each in self.settle_at]
        require(len(set(times)) == len(times), "settle_at", "names each time once")
        require(len(times) <= MOST_TIMES, "settle_at", f"has {MOST_TIMES} times at most")
        fits = 0 <= self.notice_s <= LONGEST_NOTICE_S
        require(fits, "notice_s", f"must be 0 to {LONGEST_NOTICE_S} seconds")

    @property
    def cutoff_min(self) -> int:
        """The cut-off in minutes after midnight."""
        return minutes_of(self.cutoff, "cutoff")

    @property
    def settle_at_min(self) -> tuple[int, ...]:
        """The times of settling in minutes after midnight, earliest first."""
        return tuple(sorted(minutes_of(each, "settle_at") for each in self.settle_at))


@dataclass(frozen=True, slots=True)
class SettleClockSettings:
    """``[settle_clock]``: the clocks of a settlement, in seconds.

    ``clear_s``: for how long what is armed or unknown is sent once more before a person is asked.
    ``retry_first_s`` to ``retry_last_s``: the back-off between repeats. How long one message may
    take is the host's own: the profile of the card host, ``gateway.request_timeout_s``.
    """

    clear_s: float = 60.0
    retry_first_s: float = 2.0
    retry_last_s: float = 120.0

    def __post_init__(self) -> None:
        fits = SHORTEST_S <= self.clear_s <= LONGEST_S
        require(fits, "clear_s", f"must be {SHORTEST_S} to {LONGEST_S:.0f} seconds")
        fits = self.retry_first_s >= SHORTEST_S
        require(fits, "retry_first_s", f"must be at least {SHORTEST_S} seconds")
        fits = self.retry_first_s <= self.retry_last_s <= LONGEST_S
        said = f"must not be below retry_first_s, and at most {LONGEST_S:.0f} seconds"
        require(fits, "retry_last_s", said)


@dataclass(frozen=True, slots=True)
class CashSettings:
    """``[cash]``. ``takes``: the shop takes cash. ``rounding``: of the cash part alone."""

    takes: bool = False
    rounding: CashRounding = CashRounding.NEAREST


@dataclass(frozen=True, slots=True)
class ReturnSettings:
    """``[returns]``: for how many days after the payment refunds are offered, and how many each.

    ``person_after_h``: a refund by a wallet that is pending for so many hours is named to a person;
    it is asked about on. Source of the other defaults: WeChat Pay, which allows no more.
    """

    card_days: int = REFUND_DAYS
    wallet_days: int = REFUND_DAYS
    cash_days: int = REFUND_DAYS
    partials: int = MOST_PARTIALS
    person_after_h: int = 72

    def __post_init__(self) -> None:
        for key, days in (("card_days", self.card_days), ("cash_days", self.cash_days)):
            fits = 0 <= days <= LONGEST_LIMIT_DAYS
            require(fits, key, f"must be 0 to {LONGEST_LIMIT_DAYS} days")
        fits = 0 <= self.wallet_days <= REFUND_DAYS
        require(fits, "wallet_days", f"must be 0 to {REFUND_DAYS} days: wallets allow no more")
        fits = 1 <= self.partials <= MOST_RETURNS
        require(fits, "partials", f"must be 1 to {MOST_RETURNS}")
        fits = 1 <= self.person_after_h <= LONGEST_PENDING_H
        require(fits, "person_after_h", f"must be 1 to {LONGEST_PENDING_H} hours")

    def limits(self, method: Method) -> ReturnLimits:
        """Return what is allowed for sales of a method; a wallet's own limit of refunds holds."""
        if method is Method.CASH:
            return ReturnLimits(self.cash_days, self.partials)
        if method is Method.CARD:
            return ReturnLimits(self.card_days, self.partials)
        return ReturnLimits(self.wallet_days, min(self.partials, MOST_PARTIALS))
