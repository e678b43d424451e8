"""What a fake world is asked of receipts for phones, and codes as it would make them."""

from __future__ import annotations

from dataclasses import dataclass, field

from kpay_desktop.domain.language import Language
from kpay_desktop.ports import BusyError


@dataclass(slots=True)
class FakeReceipts:
    """Notes what is asked beside everything else, because the front asks by itself."""

    asked: list[tuple[int, Language]] = field(default_factory=list)
    busy: bool = False

    def show(self, sale_id: int, language: Language) -> None:
        if self.busy:
            raise BusyError("full")
        self.asked.append((sale_id, language))
