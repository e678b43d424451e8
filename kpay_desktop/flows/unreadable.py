"""A transaction that was under way and of which the store has something nobody can read."""

from __future__ import annotations

from dataclasses import dataclass

from kpay_desktop.ports import StoreError, StoreErrorKind


class UnreadableFlowError(StoreError):
    """What is stored of one flow cannot be read; the store itself is well."""

    def __init__(self, flow: str) -> None:
        super().__init__(StoreErrorKind.DAMAGED, f"state of {flow}")


@dataclass(frozen=True, slots=True)
class Unreadable:
    """One such transaction, as pages name it. It is set aside: the till does nothing about it.

    ``voucher`` is empty and ``amount_minor`` 0 where they are not known either. ``holds_cards``: it
    may have a reversal armed, so that nothing goes to the card host before a supervisor lets it;
    that leave lasts until the next start. ``not_authorised``: the last press had no leave.
    """

    flow: str
    voucher: str = ""
    amount_minor: int = 0
    holds_cards: bool = False
    not_authorised: bool = False
    store_fault: StoreErrorKind | None = None

    @property
    def name(self) -> str:
        """What people call it: its voucher, else its number in the store."""
        return self.voucher or self.flow
