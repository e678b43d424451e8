"""What must come of sales by card when the host fails, written by hand from the reversal rules.

Nothing here is taken from the program. A sale's fault and a reversal's fault each say what they
leave behind; ``card_table`` puts them together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tests.helpers.card_cases import Ask, Net, declined

Q: Final = Net.QUICK


@dataclass(frozen=True, slots=True)
class SaleFault:
    """An answer to the sale, or none, after which it is taken back.

    ``ends``: how an undisturbed reversal ends at last; ``before``: how it ends while the line is
    still what it became by the fault. ``bank``: the sale's state there, with ``|`` between two that
    depend on who comes first.
    """

    ask: Ask
    reason: str
    bank: str
    ends: tuple[str, ...] = ("00",)
    code: str = ""
    net: Net = Net.USUAL
    before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReversalFault:
    """What goes wrong with a reversal; ``leads``: how that one ends at the till."""

    ask: Ask
    leads: tuple[str, ...]
    net: Net = Net.USUAL


def _code(code: str) -> Ask:
    return Ask("code", code)


# --- answers that settle the sale -----------------------------------------------------------

#: The host approves, however the answer comes.
APPROVING: Final = (
    Ask("approve"),
    Ask("slow", delay_s=0.05),
    Ask("pieces"),
    Ask("doubled"),
    Ask("scripts"),
)
#: What the profile lists as definite. 01 and 02 are referrals: the till has no telephone.
DECLINES: Final = (
    *("01", "02", "03", "04", "05", "07", "12", "13", "14", "30", "41", "43", "45"),
    *("51", "54", "55", "57", "58", "61", "65", "97", "A0", "77", "80"),
)
DECLINING: Final = (
    *((_code(code), declined(code)) for code in DECLINES),
    (Ask("mac_refused"), declined("A0", bank="")),
    (Ask("block_card"), declined("43")),
)

# --- answers that settle nothing, and none --------------------------------------------------

#: Neither listed as definite nor 00: reversed, whatever they may mean elsewhere.
DOUBTFUL: Final = ("06", "09", "15", "25", "68", "91", "94", "95", "96", "98", "99", "Q1", "ZZ")
NO, UNCLEAR = "no_answer", "unclear_answer"

SALE_FAULTS: Final = (
    *(SaleFault(_code(code), UNCLEAR, "declined", code=code) for code in DOUBTFUL),
    SaleFault(Ask("partial"), UNCLEAR, "reversed", code="10"),
    SaleFault(Ask("approve_98"), UNCLEAR, "reversed", code="98"),
    # The bank never had it: it can only say so, until the sale cannot come any more.
    SaleFault(Ask("no_answer"), NO, "", ("25",), net=Q),
    SaleFault(Ask("cut_before"), NO, "", ("25",)),
    SaleFault(Ask("overtaken", delay_s=3.0), NO, "refused|reversed", ("25?", "00"), net=Q),
    SaleFault(Ask("lose_answer"), NO, "reversed", net=Q),
    SaleFault(Ask("late", delay_s=5.0), NO, "reversed", net=Q),
    SaleFault(Ask("glued"), NO, "reversed", net=Q),
    SaleFault(Ask("cut_after"), NO, "reversed"),
    SaleFault(Ask("half_frame"), NO, "reversed"),
    SaleFault(Ask("corrupt"), NO, "reversed"),
    SaleFault(Ask("refuse", delay_s=0.2), NO, "reversed", before=("offline?",)),
    SaleFault(Ask("tls_failure", delay_s=0.2), NO, "reversed", before=("tls?",)),
    SaleFault(Ask("wrong_stan"), NO, "reversed", net=Q),
    SaleFault(Ask("wrong_amount"), NO, "reversed"),
    SaleFault(Ask("wrong_terminal"), NO, "reversed"),
    SaleFault(Ask("wrong_merchant"), NO, "reversed"),
    SaleFault(Ask("wrong_code"), NO, "reversed"),
    SaleFault(Ask("bad_mac"), NO, "reversed"),
    SaleFault(Ask("no_mac"), NO, "reversed"),
)
#: The bank's own rows for a reversal that goes wrong: what becomes of the sale's answer is in them.
REVERSAL_ROWS: Final = (
    SaleFault(Ask("reversal_lost"), NO, "reversed", ("timeout", "00"), net=Q),
    SaleFault(Ask("reversal_answer_lost"), NO, "reversed", ("timeout", "00"), net=Q),
    SaleFault(Ask("reversal_late", delay_s=0.3), NO, "reversed", ("timeout?", "00"), net=Q),
    SaleFault(Ask("reversal_25"), NO, "reversed", ("25", "00"), net=Q),
    SaleFault(Ask("reversal_12"), NO, "reversed", ("12", "00"), net=Q),
    SaleFault(Ask("reversal_96"), NO, "reversed", ("96", "00"), net=Q),
    SaleFault(Ask("reversal_lost", times=3), NO, "reversed", ("timeout", "00"), net=Q),
    SaleFault(Ask("reversal_25", times=5), NO, "reversed", ("25", "00"), net=Q),
    SaleFault(Ask("reversal_12", times=5), NO, "reversed", ("12", "00"), net=Q),
    SaleFault(Ask("reversal_96", times=5), NO, "reversed", ("96", "00"), net=Q),
)

# --- the reversal ---------------------------------------------------------------------------

REVERSAL_FAULTS: Final = (
    # Only 00 takes a sale back; 12 never counts, 25 not while the bank may still get the sale.
    *(ReversalFault(_code(code), (code,)) for code in ("25", "12", "96", "05", "68", "94", "Q1")),
    ReversalFault(Ask("no_answer"), ("timeout",), Q),
    ReversalFault(Ask("lose_answer"), ("timeout",), Q),
    # A till that was kept from looking in time may still find these.
    ReversalFault(Ask("late", delay_s=0.3), ("timeout?",), Q),
    ReversalFault(Ask("overtaken", delay_s=0.3), ("timeout?",), Q),
    # Whatever is sent next on this connection brings it along: a late answer, too.
    ReversalFault(Ask("glued"), ("timeout?",), Q),
    ReversalFault(Ask("slow", delay_s=0.05), ()),
    ReversalFault(Ask("pieces"), ()),
    ReversalFault(Ask("doubled"), ()),
    ReversalFault(Ask("cut_before"), ("cut",)),
    ReversalFault(Ask("cut_after"), ("cut",)),
    ReversalFault(Ask("half_frame"), ("cut",)),
    ReversalFault(Ask("corrupt"), ("malformed",)),
    ReversalFault(Ask("refuse", delay_s=0.2), ("cut", "offline?")),
    ReversalFault(Ask("tls_failure", delay_s=0.2), ("cut", "tls?")),
    ReversalFault(Ask("wrong_stan"), ("mismatch",), Q),
    ReversalFault(Ask("wrong_amount"), ("mismatch",)),
    ReversalFault(Ask("wrong_terminal"), ("mismatch",)),
    ReversalFault(Ask("wrong_merchant"), ("mismatch",)),
    ReversalFault(Ask("wrong_code"), ("mismatch",)),
    ReversalFault(Ask("bad_mac"), ("mac",)),
    ReversalFault(Ask("no_mac"), ("mac",)),
    ReversalFault(Ask("mac_refused"), ("A0",)),
)

#: What the till comes to where not one byte of the sale leaves it.
UNSENT: Final = (
    ("cut", Net.USUAL),
    ("silent", Net.SHORT),
    ("tls_broken", Net.USUAL),
    ("tls_other_name", Net.USUAL),
    ("tls_other_ca", Net.USUAL),
    ("tls_expired", Net.USUAL),
)
