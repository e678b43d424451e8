"""What a fake world is asked of receipts for phones, and codes as it would make them."""

from __future__ import annotations

from dataclasses import dataclass, field

from kpay_desktop.domain.language import Language
from kpay_desktop.domain.records import SlipKind
from kpay_desktop.ports import BusyError


@dataclass(slots=True)
class FakeReceipts:
    """Notes what is asked beside everything else, because the front asks by itself.

    ``asked``: of sales. ``backs``: of voids and refunds.
    """

    asked: list[tuple[int, Language]] = field(default_factory=list)
    backs: list[tuple[int, Language]] = field(default_factory=list)
    busy: bool = False

    def show(self, subject_id: int, language: Language, kind: SlipKind = SlipKind.SALE) -> None:
        if self.busy:
            raise BusyError("full")
        asked = self.backs if kind is SlipKind.RETURN else self.asked
        asked.append((subject_id, language))
