"""Moments of the shop's own clock in words. Slips and file names write them in figures."""

from __future__ import annotations

from datetime import date, datetime

from kpay_desktop.domain.message import Message, message


def date_and_time(at: datetime) -> Message:
    """Return the day and the time of a local moment, as in 22 Nov 2026 14:32:08."""
    return message(
        "date.full",
        day=at.day,
        month=f"@date.month_{at.month}",
        year=at.year,
        time=f"{at:%H:%M:%S}",
    )


def time_unless_today(at: datetime, today: date) -> dict[str, str]:
    """Return what fills ``{time}``: the time of day alone, or as in 22 Nov 2026 14:32."""
    clock = f"{at:%H:%M}"
    if at.date() == today:
        return {"time": clock}
    return {
        "time": "@date.day_and_time",
        "day": str(at.day),
        "month": f"@date.month_{at.month}",
        "year": str(at.year),
        "clock": clock,
    }
