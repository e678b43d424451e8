"""What the front of the till knows for the More pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kpay_desktop.domain.message import Message
from kpay_desktop.qr.symbol import Symbol
from ui.views import Page

IDENTIFY_S = 3.0
"""How long the customer's screen shows its name."""

SUB_PAGES = (
    Page.DEVICES,
    Page.HELP,
    Page.CONTACT,
    Page.LANGUAGE,
    Page.APPEARANCE,
    Page.SOUNDS,
    Page.ABOUT,
)
MORE_PAGES = frozenset({Page.MORE, Page.DRAWER, *SUB_PAGES})


class HelpTopic(StrEnum):
    """The pages of the guide and its questions, in their order."""

    SALE = "sale"
    CARD = "card"
    PAPER = "paper"
    FIND = "find"
    VOID = "void"
    SETTLE = "settle"
    DOUBT = "doubt"
    AWAY = "away"
    FAQ1 = "faq1"
    FAQ2 = "faq2"
    FAQ3 = "faq3"
    FAQ4 = "faq4"
    FAQ5 = "faq5"

    @property
    def is_question(self) -> bool:
        """True for one of the guide's questions."""
        return self.value.startswith("faq")


class ContactKind(StrEnum):
    """The ways to reach the service."""

    PHONE = "phone"
    WHATSAPP = "whatsapp"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class MoreModel:
    """``slip_test``, ``drawer_test`` and ``support`` say what the last test or file has come to.

    ``identify_until`` is monotonic; ``host_answered_at`` is the shop's time of day.
    """

    topic: HelpTopic = HelpTopic.SALE
    slip_test: Message | None = None
    slip_busy: bool = False
    drawer_test: Message | None = None
    drawer_busy: bool = False
    identify_until: float | None = None
    host_asked: bool = False
    host_answered_at: datetime | None = None
    support: Message | None = None
    support_busy: bool = False
    support_failed: bool = False
    codes: tuple[tuple[ContactKind, Symbol], ...] = ()

    def code(self, kind: ContactKind) -> Symbol | None:
        """Return the symbol of a way to reach the service, once it is drawn."""
        return dict(self.codes).get(kind)
