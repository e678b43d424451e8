"""The scenario table of sales by card: single faults, and faults two at a time."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from kpay_desktop.simulation.cards import Fault
from tests.helpers.card_cases import (
    APPROVED,
    OUT_OF_REACH,
    Ask,
    Case,
    Hand,
    LastWord,
    Net,
    Outcome,
    Way,
    taken_back,
)
from tests.helpers.card_net import STEADY_S
from tests.helpers.card_outcomes import (
    APPROVING,
    DECLINING,
    NO,
    REVERSAL_FAULTS,
    REVERSAL_ROWS,
    SALE_FAULTS,
    UNSENT,
    ReversalFault,
    SaleFault,
)
from tests.helpers.card_wrongs import CARD_FAILED, card_cases

#: Codes that stand for all others of their kind where faults meet.
SOME_CODES: Final = frozenset({"68", "96", "ZZ", "25", "12"})
NAMES: Final = (
    (Net.NO_NAME, OUT_OF_REACH),
    (Net.SILENT_NAME, OUT_OF_REACH),
    (Net.SLOW_NAME, APPROVED),
)
MC: Final = "mastercard"
#: The card of each way; the bank takes a Visa's stripe only where it has no chip.
WAYS: Final = ((Way.TAP, "visa-debit"), (Way.CHIP, "mastercard"), (Way.SWIPE, "visa-stripe"))


def outcome(sale: SaleFault, reversal: ReversalFault | None = None) -> Outcome:
    """Return what a fault of the sale comes to, and one of its reversal before that."""
    leads = () if reversal is None else reversal.leads
    if leads and leads[-1] == sale.ends[0]:
        leads = leads[:-1]
    words, bank = (*sale.before, *leads, *sale.ends), sale.bank
    if sale.ask.scenario == "overtaken" and reversal is not None and reversal.ask.code != "25":
        # Whichever comes first, and the sale may be lost with its connection. A bank that only says
        # 25, and notes no reversal, books the sale when it comes: no till may forget that one.
        words, bank = (*sale.before, *leads, "25?", "00?"), f"|{bank}"
    return taken_back(sale.reason, *words, code=sale.code, bank=bank)


def is_apart(ask: Ask) -> bool:
    """True for what is a fault of its own, and not one more code of the same kind."""
    return ask.scenario != "code" or ask.code in SOME_CODES


def both(sale: SaleFault, reversal: ReversalFault) -> tuple[Net, Ask]:
    """Return the net that has an end to both waits, and the reversal's fault at that pace."""
    if reversal.net is Net.USUAL:
        return sale.net, reversal.ask
    if sale.reason == NO:
        return reversal.net, reversal.ask
    delay_s = reversal.ask.delay_s
    later_s = None if delay_s is None else delay_s + STEADY_S
    return Net.STEADY, replace(reversal.ask, delay_s=later_s)


# --- one at a time --------------------------------------------------------------------------


def host_cases() -> list[Case]:
    """Return the cases in which the host alone fails."""
    cases = []
    for way, key in WAYS:
        pays = [(ask, APPROVED) for ask in APPROVING]
        for ask, ends in (*pays, *DECLINING):
            cases.append(Case(f"{way.value}-{ask.name}", ends, way, key, sale=ask))
        for fault in (*SALE_FAULTS, *REVERSAL_ROWS):
            ends = outcome(fault)
            name = f"{way.value}-{fault.ask.name}"
            cases.append(Case(name, ends, way, key, sale=fault.ask, net=fault.net))
        for line, net in UNSENT:
            cases.append(Case(f"{way.value}-{line}", OUT_OF_REACH, way, key, line=line, net=net))
        for net, ends in NAMES:
            cases.append(Case(f"{way.value}-{net.value}", ends, way, key, net=net))
    return cases


# --- two at a time --------------------------------------------------------------------------


def reversal_pairs() -> list[Case]:
    """Return each fault of the sale with each of its reversal."""
    return [
        Case(
            f"{sale.ask.name}+{reversal.ask.name}",
            outcome(sale, reversal),
            sale=sale.ask,
            reversal=ask,
            net=net,
        )
        for sale in SALE_FAULTS
        for reversal in REVERSAL_FAULTS
        if is_apart(sale.ask) and is_apart(reversal.ask)
        for net, ask in (both(sale, reversal),)
    ]


def again(reversal: ReversalFault) -> tuple[str, ...]:
    """Return how two more such reversals may end."""
    return tuple(f"{word.rstrip('?')}?" for word in reversal.leads) * 2


def twice() -> list[Case]:
    """Return each fault of the reversal three times over."""
    lost = SaleFault(Ask("cut_after"), "no_answer", "reversed")
    return [
        Case(
            f"{lost.ask.name}+{reversal.ask.name}x3",
            outcome(lost, replace(reversal, leads=(*reversal.leads, *again(reversal)))),
            sale=lost.ask,
            reversal=replace(reversal.ask, times=3),
            net=reversal.net,
        )
        for reversal in REVERSAL_FAULTS
    ]


#: What a chip may do once the host has been asked.
LATE_FAULTS: Final = (
    ("out-while-waiting", Case("", CARD_FAILED, Way.CHIP, MC, hand=Hand.WAITING)),
    ("out-at-the-end", Case("", CARD_FAILED, Way.CHIP, MC, pulled_at=15)),
    ("error-at-the-end", Case("", CARD_FAILED, Way.CHIP, MC, last=LastWord.ERROR)),
    ("aac-at-the-end", Case("", CARD_FAILED, Way.CHIP, MC, faults=frozenset({Fault.AAC_SECOND}))),
)


def answer_pairs() -> list[Case]:
    """Return each of the host's answers with each late fault of a chip.

    After a yes the card's fault is reversed; after anything else the host's word stands.
    """
    proofs = tuple((ask, CARD_FAILED) for ask in (Ask("wrong_proof"), Ask("no_proof")))
    some = ("51", "05", "mac_refused", "block_card")
    pays = tuple((ask, CARD_FAILED) for ask in APPROVING)
    nos = tuple((ask, ends) for ask, ends in DECLINING if ask.name in some)
    answered = [(ask, ends, Net.USUAL) for ask, ends in (*pays, *proofs, *nos)]
    apart = [fault for fault in SALE_FAULTS if is_apart(fault.ask)]
    doubts = [(fault.ask, outcome(fault), fault.net) for fault in apart]
    return [
        replace(case, name=f"{ask.name}+{name}", ends=ends, sale=ask, net=net)
        for ask, ends, net in (*answered, *doubts)
        for name, case in LATE_FAULTS
    ]


def card_then_reversal() -> list[Case]:
    """Return a chip that fails after the host's yes, with each fault of the reversal."""
    failed = SaleFault(Ask(), "card_failed_after_approval", "reversed", code="00")
    return [
        replace(
            case,
            name=f"{name}+{reversal.ask.name}",
            ends=outcome(failed, reversal),
            reversal=ask,
            net=net,
        )
        for reversal in REVERSAL_FAULTS
        for net, ask in (both(failed, reversal),)
        for name, case in LATE_FAULTS[:2]
    ]


SINGLES: Final = (*host_cases(), *card_cases())
PAIRS: Final = (*reversal_pairs(), *twice(), *answer_pairs(), *card_then_reversal())
CASES: Final = {case.name: case for case in (*SINGLES, *PAIRS)}
