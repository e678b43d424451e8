"""What a sale by card is put through, and what must come of it: the words of the scenario table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kpay_desktop.domain.sale import SaleState
from kpay_desktop.simulation.cards import Fault


class Way(StrEnum):
    """How the card is used. ``FALLBACK``: inserted first, and swiped when the till says so."""

    TAP = "tap"
    CHIP = "chip"
    SWIPE = "swipe"
    FALLBACK = "fallback"


class Hand(StrEnum):
    """When the card is taken away."""

    AFTER = "after"
    CONFIRMING = "confirming"
    WAITING = "waiting"


class LastWord(StrEnum):
    """What becomes of the card's answer to the second GENERATE AC."""

    SAID = "said"
    ERROR = "error"
    GARBAGE = "garbage"
    STALLS = "stalls"


class Net(StrEnum):
    """The card host's profile that the till has meanwhile: how long it waits, and what for.

    ``QUICK``: for answers that never come. ``STEADY``: for those after one that comes and is to be
    heard, on a busy machine too. ``SHORT``: for connections that never come about.
    ``SILENT_NAME`` and ``SLOW_NAME``: the name server says nothing, or takes its time.
    """

    USUAL = "usual"
    QUICK = "quick"
    STEADY = "steady"
    SHORT = "short"
    NO_NAME = "no_name"
    SILENT_NAME = "silent_name"
    SLOW_NAME = "slow_name"


#: Where an unanswered message is given up after a moment.
HASTY: Final = frozenset({Net.QUICK, Net.STEADY})


@dataclass(frozen=True, slots=True)
class Ask:
    """What the bank's desk wants to happen, as its port takes it."""

    scenario: str = "approve"
    code: str = ""
    delay_s: float | None = None
    times: int = 1

    @property
    def name(self) -> str:
        """Its name in a test's."""
        often = "" if self.times == 1 else f"x{self.times}"
        return f"{self.code or self.scenario}{often}"


APPROVE = Ask()


@dataclass(frozen=True, slots=True)
class Outcome:
    """Both books at the end of a case.

    ``reason`` and ``code`` stand in the till's rows; ``bank`` is the sale's state there, empty
    where the bank has none, with ``|`` between states that depend on who comes first.
    ``reversal`` is how the reversals ended, one after the other: a code of field 39, or why there
    was no answer; ``?`` stands behind what may be missing. ``problem`` is what the till said of a
    card that it could not read; the cashier then ended the sale.
    """

    state: SaleState
    reason: str = ""
    code: str = ""
    bank: str = ""
    reversal: tuple[str, ...] = ()
    problem: str = ""

    def fits(self, reversals: list[str], *, is_hasty: bool) -> bool:
        """Say whether the reversals ended like that.

        The same end several times is one; a time-out that nobody expects says that the machine is
        busy, and nothing more. A hasty till, which waits a moment only, lets go of its connection
        when it has heard nothing twice: what a busy bank says on that one, before the end, is lost.
        """
        parts = [
            _pattern(word, may_be_lost=is_hasty and at < len(self.reversal) - 1)
            for at, word in enumerate(self.reversal)
        ]
        told = "".join(f"{word} " for word in reversals)
        is_over = not told.endswith("timeout ")
        return is_over and re.fullmatch("".join(parts), told) is not None


def _pattern(word: str, *, may_be_lost: bool) -> str:
    """Return the pattern of one end that comes once or more, with time-outs before it."""
    end = word.removesuffix("?")
    pattern = "(timeout )+" if end == "timeout" else f"((timeout )*{end} )+"
    if may_be_lost:
        pattern = f"({pattern}|(timeout )+)"
    return f"({pattern})?" if word.endswith("?") else pattern


@dataclass(frozen=True, slots=True)
class Case:
    """One sale. ``sale`` and ``reversal`` are what the bank does with the next of each kind.

    ``line`` is the line to the card host, mended when the sale has ended. ``choice`` is the
    application that the customer chooses, None for none of them. ``typed`` is what a stripe reader
    types if it is not the card's stripe. ``last``: what becomes of the card's last word.
    """

    name: str
    ends: Outcome
    way: Way = Way.TAP
    card: str = "visa-debit"
    faults: frozenset[Fault] = frozenset()
    pulled_at: int | None = None
    pulled_late: bool = False
    hand: Hand = Hand.AFTER
    choice: int | None = 0
    sale: Ask = APPROVE
    reversal: Ask | None = None
    line: str = "up"
    net: Net = Net.USUAL
    shows_card: bool = True
    typed: str = ""
    last: LastWord = LastWord.SAID
    total_minor: int = 0

    @property
    def is_hurried(self) -> bool:
        """True for the till whose clocks are short: it gives up waiting for cards."""
        return self.last is LastWord.STALLS or not self.shows_card


# --- outcomes, by hand ----------------------------------------------------------------------

APPROVED = Outcome(SaleState.APPROVED, code="00", bank="approved")
CARD_SAID_NO = Outcome(SaleState.DECLINED, "card_said_no")
OUT_OF_REACH = Outcome(SaleState.DECLINED, "host_out_of_reach")
NO_CARD = Outcome(SaleState.CLOSED, "no_card")


def declined(code: str, bank: str = "declined") -> Outcome:
    """A definite no: nothing is charged, nothing to reverse."""
    return Outcome(SaleState.DECLINED, "host_said_no", code, bank)


def unread(problem: str) -> Outcome:
    """Nothing was sent, and the cashier ended the sale."""
    return Outcome(SaleState.CLOSED, "cancelled", problem=problem)


def taken_back(
    reason: str, *reversal: str, code: str = "", bank: str = "reversed", problem: str = ""
) -> Outcome:
    """Not charged, and the host has confirmed that."""
    return Outcome(SaleState.CLOSED, reason, code, bank, reversal or ("00",), problem)
