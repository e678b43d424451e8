"""What both contactless kernels work on."""

from __future__ import annotations

from dataclasses import dataclass, field

from kpay_desktop.emv import tags
from kpay_desktop.emv.bits import BitField
from kpay_desktop.emv.config import EmvConfig, Transaction
from kpay_desktop.emv.entry_point import Combination
from kpay_desktop.emv.steps import Cvm

CVM_NOT_DONE = bytes.fromhex("3F0000")


class NextApplicationError(Exception):
    """This application does not want to: Entry Point goes on with the next (Book B §3.3)."""


@dataclass(slots=True)
class Tap:
    """One tap under way. ``values`` holds card data: nothing of it shows in ``repr``."""

    config: EmvConfig
    transaction: Transaction
    values: dict[int, bytes] = field(repr=False)
    tvr: BitField
    tsi: BitField
    cvm: Cvm = Cvm.NOT_DONE
    combination: Combination | None = None

    def begin(self, combination: Combination, values: dict[int, bytes]) -> None:
        """Begin with an application; nothing of one before it is left."""
        self.combination = combination
        self.values = {**values, tags.TTQ: combination.qualifiers, tags.CVM_RESULTS: CVM_NOT_DONE}
        self.tvr, self.tsi = BitField(5), BitField(2)
        self.cvm = Cvm.NOT_DONE
        self.note_results()

    @property
    def chosen(self) -> Combination:
        """The combination in use."""
        if self.combination is None:
            raise RuntimeError("no application is in use")
        return self.combination

    def note_results(self) -> None:
        """Put the verification results where the card and the host find them."""
        self.values[tags.TVR] = bytes(self.tvr)
        self.values[tags.TSI] = bytes(self.tsi)
