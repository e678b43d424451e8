"""What must come of sales by card when the card fails, written by hand from the kernels' books.

A chip that fails technically before GET PROCESSING OPTIONS is done lets its stripe be read
(``swipe``); one that fails later is another card's turn. A no of the card's own ends the sale;
after the host's yes it is reversed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from kpay_desktop.simulation.cards import Fault
from tests.helpers.card_cases import (
    APPROVED,
    CARD_SAID_NO,
    NO_CARD,
    Ask,
    Case,
    Hand,
    LastWord,
    Outcome,
    Way,
    declined,
    taken_back,
    unread,
)

CARD_FAILED: Final = taken_back("card_failed_after_approval", code="00")

# --- pulled out -----------------------------------------------------------------------------

#: Commands of a whole transaction, and how many of them come before the host is asked.
WHOLE: Final = {
    ("visa-debit", Way.CHIP): (30, 27),
    ("mastercard", Way.CHIP): (15, 14),
    ("visa-debit", Way.TAP): (3, 3),
    ("mastercard", Way.TAP): (12, 12),
}


def _pulled() -> list[Case]:
    """A card pulled out at each command, before it has read it and after."""
    cases = []
    for (key, way), (commands, unsent) in WHOLE.items():
        problem = "removed" if way is Way.CHIP else "try_again"
        for at in range(1, commands + 1):
            ends = unread(problem) if at <= unsent else CARD_FAILED
            for late in (False, True):
                name = f"{key}-{way.value}-out-at-{at}" + "-late" * late
                case = Case(name, ends, way, key, pulled_at=at, pulled_late=late)
                cases.append(case)
    return cases


# --- what is wrong with a chip --------------------------------------------------------------

SWIPE, BAD, NONE_LEFT = unread("swipe"), unread("bad_card"), unread("no_application")
BLOCKED: Final = unread("card_blocked")

#: Each fault of the simulated cards, on an inserted Visa (CDA, with a directory).
AT_CHIP: Final[dict[Fault, Outcome]] = {
    Fault.NO_ATR: SWIPE,
    Fault.BAD_ATR: APPROVED,
    Fault.NO_ANSWERS: SWIPE,
    Fault.GARBAGE: SWIPE,
    Fault.ERRORS: SWIPE,
    Fault.CARD_BLOCKED: BLOCKED,
    Fault.APPLICATION_BLOCKED: BLOCKED,
    Fault.CONDITIONS: NONE_LEFT,
    Fault.AAC_FIRST: CARD_SAID_NO,
    Fault.AAC_SECOND: CARD_FAILED,
    Fault.ISSUER_REFUSED: CARD_FAILED,
    Fault.WRONG_CRYPTOGRAM: declined("05"),
    # Not for goods: the terminal's own no.
    Fault.NOT_FOR_GOODS: CARD_SAID_NO,
    Fault.OTHER_VERSION: APPROVED,
    # Without a directory that can be used the till goes through its own list.
    Fault.DIRECTORY_GARBAGE: APPROVED,
    Fault.DIRECTORY_BLOCKED: APPROVED,
    Fault.FCI_GARBAGE: NONE_LEFT,
    Fault.FCI_OTHER_NAME: NONE_LEFT,
    Fault.OPTIONS_GARBAGE: SWIPE,
    Fault.OPTIONS_SHORT: SWIPE,
    Fault.AFL_NO_SUCH_RECORD: BAD,
    Fault.AFL_NO_SUCH_FILE: BAD,
    Fault.RECORD_CUT_OFF: BAD,
    Fault.RECORD_NO_TEMPLATE: BAD,
    Fault.RECORD_ENDLESS: BAD,
    Fault.RECORD_DEEP: BAD,
    Fault.ELEMENT_TWICE: BAD,
    Fault.PAN_MISSING: BAD,
    Fault.PAN_OTHER_IN_TRACK: BAD,
    Fault.EXPIRY_MISSING: BAD,
    Fault.EXPIRY_IMPOSSIBLE: BAD,
    Fault.CDOL_MISSING: BAD,
    Fault.CDOL_CUT_OFF: BAD,
    Fault.RULES_CUT_OFF: BAD,
    Fault.CRYPTOGRAM_SHORT: BAD,
    Fault.CRYPTOGRAM_GARBAGE: BAD,
    # What cannot be proved goes online with its bit, and the issuer decides.
    Fault.CA_KEY_UNKNOWN: APPROVED,
    Fault.CERTIFICATE_MISSING: APPROVED,
    Fault.ISSUER_CERTIFICATE: APPROVED,
    Fault.ISSUER_EXPIRED: APPROVED,
    Fault.ISSUER_OTHER: APPROVED,
    Fault.ICC_CERTIFICATE: APPROVED,
    Fault.ICC_EXPIRED: APPROVED,
    Fault.ICC_OTHER: APPROVED,
    Fault.STATIC_DATA: APPROVED,
    Fault.STATIC_SIGNATURE: APPROVED,
    Fault.STATIC_LIST: APPROVED,
    # A combined signature that is wrong makes the cryptogram none.
    Fault.DYNAMIC_SIGNATURE: CARD_SAID_NO,
}


def _faulty() -> list[Case]:
    cases = [
        Case(f"chip-{fault.value}", ends, Way.CHIP, faults=frozenset({fault}))
        for fault, ends in AT_CHIP.items()
    ]
    # The stripe of a chip that is dead is read; the bank takes it by its entry mode.
    for fault in (Fault.NO_ATR, Fault.GARBAGE, Fault.OPTIONS_GARBAGE):
        ends = replace(APPROVED, problem="swipe")
        faults = frozenset({fault})
        cases.append(Case(f"stripe-after-{fault.value}", ends, Way.FALLBACK, faults=faults))
    return cases


# --- the catalogue --------------------------------------------------------------------------

ENTRIES: Final = (
    ("visa-debit", Way.SWIPE, unread("insert_chip")),
    ("visa-stripe", Way.SWIPE, APPROVED),
    ("mastercard-stripe", Way.SWIPE, APPROVED),
    ("unionpay", Way.CHIP, APPROVED),
    ("jcb", Way.CHIP, APPROVED),
    ("amex", Way.CHIP, APPROVED),
    ("unionpay", Way.TAP, unread("insert_chip")),
    ("jcb", Way.TAP, unread("insert_chip")),
    ("amex", Way.TAP, unread("insert_chip")),
    ("visa-no-funds", Way.CHIP, declined("51")),
    ("visa-no-funds", Way.TAP, declined("51")),
    ("mastercard-refused", Way.CHIP, declined("05")),
    ("mastercard-refused", Way.TAP, declined("05")),
    ("visa-expired", Way.CHIP, declined("54")),
    # Kernel 3 says no to an expired card that does not ask for its issuer (tag 9F6C).
    ("visa-expired", Way.TAP, CARD_SAID_NO),
    ("visa-expired", Way.SWIPE, unread("expired")),
    ("visa-needs-pin", Way.CHIP, declined("55")),
    ("visa-declines", Way.CHIP, CARD_SAID_NO),
    ("visa-declines", Way.TAP, CARD_SAID_NO),
    ("mastercard-declines-late", Way.CHIP, CARD_FAILED),
    ("mastercard-blocked", Way.CHIP, BLOCKED),
    ("visa-application-blocked", Way.CHIP, BLOCKED),
    ("mastercard-not-genuine", Way.CHIP, declined("05")),
    ("visa-silent", Way.CHIP, SWIPE),
    ("visa-garbage", Way.CHIP, SWIPE),
    ("visa-pulled-out", Way.CHIP, unread("removed")),
    ("jcb-malformed", Way.CHIP, BAD),
    ("amex-malformed", Way.CHIP, BAD),
    ("unionpay-malformed", Way.CHIP, SWIPE),
    ("mastercard-broken", Way.CHIP, SWIPE),
    ("mastercard-broken", Way.FALLBACK, replace(APPROVED, problem="swipe")),
    ("phone-visa", Way.TAP, APPROVED),
    ("phone-mastercard", Way.TAP, APPROVED),
)


def _at_the_counter() -> list[Case]:
    two = "two-applications"
    failing = taken_back("card_failed_after_approval", code="00")
    return [
        *(Case(f"{key}-{way.value}", ends, way, key) for key, way, ends in ENTRIES),
        Case("first-application", APPROVED, Way.CHIP, two, choice=0),
        Case("second-application", APPROVED, Way.CHIP, two, choice=1),
        Case("no-application-chosen", unread("not_chosen"), Way.CHIP, two, choice=None),
        Case("out-while-confirming", unread("removed"), Way.CHIP, hand=Hand.CONFIRMING),
        Case("out-while-waiting", failing, Way.CHIP, hand=Hand.WAITING),
        Case("error-at-the-end", failing, Way.CHIP, last=LastWord.ERROR),
        Case("garbage-at-the-end", failing, Way.CHIP, last=LastWord.GARBAGE),
        Case("stalls-at-the-end", failing, Way.CHIP, last=LastWord.STALLS),
        Case("wrong-proof", failing, Way.CHIP, sale=Ask("wrong_proof")),
        Case("no-proof", failing, Way.CHIP, sale=Ask("no_proof")),
        Case("wrong-proof-mc", failing, Way.CHIP, "mastercard", sale=Ask("wrong_proof")),
        Case("no-proof-mc", failing, Way.CHIP, "mastercard", sale=Ask("no_proof")),
        Case("wrong-proof-tap", APPROVED, Way.TAP, sale=Ask("wrong_proof")),
        Case("wrong-proof-stripe", APPROVED, Way.SWIPE, "visa-stripe", sale=Ask("wrong_proof")),
        Case("half-a-swipe", unread("bad_stripe"), Way.SWIPE, typed=";47617390"),
        Case("no-swipe", unread("bad_stripe"), Way.SWIPE, typed="%E?;E?"),
        Case("nobody-comes", NO_CARD, shows_card=False),
    ]


def card_cases() -> list[Case]:
    """Return the cases in which the card decides."""
    return [*_pulled(), *_faulty(), *_at_the_counter()]
