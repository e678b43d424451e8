"""Times as the bank writes them: ISO-8601 in its books, fourteen digits on the wire."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

# The gateway writes all its times in the zone of Singapore and China.
GATEWAY_ZONE = timezone(timedelta(hours=8))


def now() -> datetime:
    """Return the time of day, aware, UTC."""
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """Return ``moment`` as the books store it: fixed width, so that text order is time order."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def from_stamp(text: str) -> datetime:
    """Return the moment of a stored stamp.

    Raises:
        ValueError: if it is not one.
    """
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def gateway_time(moment: datetime) -> str:
    """Return ``moment`` as ``YYYYMMDDHHMMSS`` at UTC+8 (``fintime``, ``paytime``)."""
    return moment.astimezone(GATEWAY_ZONE).strftime("%Y%m%d%H%M%S")


def from_gateway_time(text: str) -> datetime:
    """Return the moment of a ``reqtime``.

    Raises:
        ValueError: if it is not fourteen digits that make a date and a time.
    """
    if len(text) != 14 or not (text.isascii() and text.isdigit()):
        raise ValueError("a gateway time has 14 digits")
    return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=GATEWAY_ZONE)


def business_day(moment: datetime) -> str:
    """Return the gateway's day of ``moment`` as ``YYYYMMDD`` at UTC+8."""
    return moment.astimezone(GATEWAY_ZONE).strftime("%Y%m%d")
