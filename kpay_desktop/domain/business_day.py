"""The shop's day: it may end after midnight, so that a late evening is one day of takings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

DAY_MIN = 24 * 60


@dataclass(frozen=True, slots=True)
class BusinessDays:
    """Business days that begin ``cutoff_min`` minutes after midnight in the shop's ``zone``.

    Raises:
        ValueError: the cut-off is not within a day.
    """

    zone: tzinfo
    cutoff_min: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.cutoff_min < DAY_MIN:
            raise ValueError("a cut-off is 0 to 1439 minutes after midnight")

    def day_of(self, at: datetime) -> date:
        """Return the business day of a moment (aware, whatever its zone).

        Raises:
            ValueError: the moment has no zone.
        """
        if at.tzinfo is None:
            raise ValueError("a moment has a zone")
        local = at.astimezone(self.zone).replace(tzinfo=None)
        return (local - timedelta(minutes=self.cutoff_min)).date()

    def begins(self, day: date) -> datetime:
        """Return the first moment of a business day, in UTC."""
        hour, minute = divmod(self.cutoff_min, 60)
        return datetime.combine(day, time(hour, minute), self.zone).astimezone(UTC)

    def ends(self, day: date) -> datetime:
        """Return the first moment that no longer belongs to a business day, in UTC."""
        return self.begins(day + timedelta(days=1))
