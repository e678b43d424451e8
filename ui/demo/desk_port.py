"""What the demo desk asks of the simulated world, and the values that come back.

The desk draws and reports; phone, paper, bank and cards are behind :class:`DeskPort`, handed over
when the windows are built. What concerns cards stands in ``card_port``,
what concerns the phone's own code in ``scan_port``. Every call may wait, so
the desk makes all of them on threads of its own and never on the one that paints. Calls that reach
another process take a deadline in seconds.

Ids of the bank (reasons, results, outcomes) are texts on purpose: the bank's own table decides
which there are, and ``resources/translations/demo_*.ts`` has their words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from kpay_desktop.domain.sale import Wallet
from kpay_desktop.simulation.paper.items import PaperSlip
from ui.demo.card_port import CardPort
from ui.demo.scan_port import PhoneOrder, ScanPort


class Decision(StrEnum):
    """What the customer does with the order on the phone."""

    PAY = "pay"
    REFUSE = "refuse"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class Sighting:
    """What the phone makes of a code. ``reason`` is worded as ``demo.sight.<reason>``.

    ``order`` is None where the code names none; ``payable`` says whether it can be paid now.
    """

    reason: str
    payable: bool
    order: PhoneOrder | None = None


@dataclass(frozen=True, slots=True)
class Outturn:
    """What a press on the phone came to.

    ``result`` is worded as ``demo.outturn.<result>``; ``not_paid`` has a ``reason`` beside it, in
    the words of a :class:`Sighting`.
    """

    result: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """A customer of the simulated bank with what is left in the account, in cents."""

    customer_id: str
    name: str
    balance_minor: int


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """One row of the bank's table, worded as ``bank.outcome.<outcome>``.

    ``group`` is worded as ``demo.group.<group>``. ``cents``: totals ending in them get this
    outcome by themselves; None where only the desk asks for it.
    """

    outcome: str
    group: str
    cents: int | None = None


@dataclass(frozen=True, slots=True)
class HeldOrder:
    """A payment that is under way until its delay is over or somebody decides. Cents."""

    handle: str
    wallet: Wallet
    amount_minor: int


class Line(StrEnum):
    """The line between till and bank. ``SILENT``: it takes everything and says nothing."""

    UP = "up"
    CUT = "cut"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class BankState:
    """The bank as its desk shows it.

    ``next_outcome`` is what the next sale gets, "" while the cents decide (or ``approve`` with
    ``cents_table`` off); ``stays`` says that it goes on for every sale after that.
    """

    accounts: tuple[Account, ...]
    shop_minor: int
    outcomes: tuple[OutcomeRow, ...]
    next_outcome: str
    stays: bool
    cents_table: bool
    line: Line
    held: tuple[HeldOrder, ...] = ()


class PaperSwitch(StrEnum):
    """What can be wrong with the simulated printer. Worded as ``demo.printer.<value>``."""

    OUT = "out"
    LOW = "low"
    COVER = "cover"
    OFFLINE = "offline"


@dataclass(frozen=True, slots=True)
class PaperState:
    """The printer: slips newest first, and which switches are on.

    ``version`` changes whenever anything else does, so that nothing is painted for nothing.
    ``width_dots`` is the printable width: 576 on 80 mm paper, 384 on 58 mm.
    """

    version: int
    slips: tuple[PaperSlip, ...]
    switches: frozenset[PaperSwitch]
    width_dots: int = 576


class DeskPort(CardPort, ScanPort, Protocol):
    """The simulated world. Thread-safe; no method keeps its caller past ``deadline_s``.

    Methods that return None instead of a value could not reach the bank in time.
    """

    def photograph(self, pixels: bytes, width: int, height: int) -> Sequence[str]:
        """Return the texts of the codes in a grey picture (one byte a pixel, row by row)."""

    def scan(self, payload: str, deadline_s: float) -> Sighting | None:
        """Open in the customer's app what was read from a code."""

    def pay(
        self, handle: str, customer_id: str, decision: Decision, deadline_s: float
    ) -> Outturn | None:
        """Carry out what the customer decided about the order."""

    def bank_state(self, deadline_s: float) -> BankState | None:
        """Return the bank's accounts, its next answer and its line."""

    def set_outcome(self, outcome: str, deadline_s: float, *, stays: bool) -> BankState | None:
        """Choose how the bank answers the next sale; "" leaves it to the cents."""

    def set_cents_table(self, on: bool, deadline_s: float) -> BankState | None:
        """Let the cents of a total choose its outcome, or not."""

    def set_line(self, line: Line, deadline_s: float) -> BankState | None:
        """Cut the line between till and bank, silence it, or mend it."""

    def release(self, handle: str, deadline_s: float, *, settle: bool) -> BankState | None:
        """End a held payment: credit the shop, or give the customer the money back."""

    def paper_state(self) -> PaperState:
        """Return what stands on the paper and the printer's switches."""

    def set_paper(self, switch: PaperSwitch, on: bool) -> PaperState:
        """Turn one of the printer's faults on or off."""

    def tear_off(self) -> PaperState:
        """Take the printed slips away."""
