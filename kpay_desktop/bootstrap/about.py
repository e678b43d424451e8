"""The facts of the About page."""

from __future__ import annotations

from pathlib import Path

from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.records import StoreReport
from kpay_desktop.settings import Settings
from kpay_desktop.version import VERSION

Row = tuple[Message, Message]


def about_till(settings: Settings, root: Path, report: StoreReport) -> tuple[Row, ...]:
    """Return what the till is, and where its data lie."""
    facts = {
        "version": VERSION,
        "profile": settings.profile.name,
        "terminal": settings.terminal.terminal_id,
        "merchant_id": settings.merchant.merchant_id,
        "data": str(root),
        "database": report.engine_version.removesuffix(" community"),
        "journal": str(report.journal_rows),
    }
    return tuple((Message(f"more.about_{name}"), _value(value)) for name, value in facts.items())


def about_cards(settings: Settings, host: str) -> tuple[Row, ...]:
    """Return by what right and with whom cards are taken; nothing where they are not.

    ``host`` is the card host as its acquirer calls it, empty for the simulated bank's.
    """
    if not settings.takes_cards:
        return ()
    approval = settings.devices.reader_approval.strip()
    return (
        (
            Message("more.about_card_host"),
            _value(host) if host else Message("more.about_bank_host"),
        ),
        (
            Message("more.about_readers"),
            _value(approval) if approval else Message("more.about_no_approval"),
        ),
        (Message("more.about_kernel"), Message("more.about_kernel_words")),
    )


def about_own_code(settings: Settings) -> tuple[Row, ...]:
    """Return whose account the shop's own code pays into; nothing for a shop without one."""
    own = settings.own_paynow
    if not own.is_there:
        return ()
    return ((Message("more.about_own_code"), _value(own.uen or own.mobile)),)


def _value(value: str) -> Message:
    return message("more.about_value", value=value)
