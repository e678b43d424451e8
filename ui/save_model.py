"""A slip that is to be saved as a PDF: which, where, and what has come of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kpay_desktop.domain.message import Message


class SavedSlip(StrEnum):
    """The slips that can be saved: a sale's copies, and the printer's test slip."""

    CUSTOMER = "customer"
    MERCHANT = "merchant"
    TEST = "test"


class SaveFault(StrEnum):
    """Why a file was not saved, as the page words it."""

    GONE = "gone"
    FULL = "full"
    DENIED = "denied"
    IN_USE = "in_use"
    NAME = "name"
    STORE = "store"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class SlipWanted:
    """Which slip; ``sale_id`` counts for a sale's."""

    slip: SavedSlip
    sale_id: int = 0


@dataclass(frozen=True, slots=True)
class Saving:
    """``is_asking``: somebody is being asked where. ``since`` is set while it is being written.

    ``name`` is what the file is to be called, ``since`` monotonic. Afterwards ``said`` tells what
    has come of it.
    """

    wanted: SlipWanted
    name: str
    is_asking: bool = True
    since: float | None = None
    said: Message | None = None

    @property
    def is_busy(self) -> bool:
        """True until it has ended."""
        return self.is_asking or self.since is not None
