"""What the card host can be told to do: the table, by name and by the amount.

``docs/bank.md`` prints this table and a test compares the two.

By the amount: an amount that ends in .89 gets the scenario whose number its dollars end in, one
that ends in .79 the response code that its dollars end in. The wallets' table has neither figure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class CardKind(StrEnum):
    """What a scenario waits for.

    A sale, a void or refund (``BACK``), a reversal of any of them, the totals of a batch, a row of
    its upload, or sign-on and echo.
    """

    SALE = "sale"
    BACK = "back"
    REVERSAL = "reversal"
    SETTLEMENT = "settlement"
    UPLOAD = "upload"
    NETWORK = "network"


class Scenario(StrEnum):
    """The scenarios, by the names used on the desk's port."""

    APPROVE = "approve"
    CODE = "code"
    PARTIAL = "partial"
    APPROVE_98 = "approve_98"
    NO_ANSWER = "no_answer"
    LOSE_ANSWER = "lose_answer"
    LATE = "late"
    SLOW = "slow"
    OVERTAKEN = "overtaken"
    CUT_BEFORE = "cut_before"
    CUT_AFTER = "cut_after"
    HALF_FRAME = "half_frame"
    PIECES = "pieces"
    GLUED = "glued"
    DOUBLED = "doubled"
    CORRUPT = "corrupt"
    REFUSE = "refuse"
    TLS_FAILURE = "tls_failure"
    WRONG_STAN = "wrong_stan"
    WRONG_AMOUNT = "wrong_amount"
    WRONG_TERMINAL = "wrong_terminal"
    WRONG_MERCHANT = "wrong_merchant"
    WRONG_CODE = "wrong_code"
    BAD_MAC = "bad_mac"
    NO_MAC = "no_mac"
    MAC_REFUSED = "mac_refused"
    WRONG_PROOF = "wrong_proof"
    NO_PROOF = "no_proof"
    SCRIPTS = "scripts"
    BLOCK_CARD = "block_card"
    REVERSAL_LOST = "reversal_lost"
    REVERSAL_ANSWER_LOST = "reversal_answer_lost"
    REVERSAL_LATE = "reversal_late"
    REVERSAL_25 = "reversal_25"
    REVERSAL_12 = "reversal_12"
    REVERSAL_96 = "reversal_96"


class CardGroup(StrEnum):
    """How a desk groups them: issuer, line, wrong answers, the card, the reversal."""

    ISSUER = "issuer"
    LINE = "line"
    WRONG = "wrong"
    CARD = "card"
    REVERSAL = "reversal"


_SALE = frozenset({CardKind.SALE})
_MONEY = frozenset({CardKind.SALE, CardKind.BACK, CardKind.REVERSAL})
_ALL = frozenset(CardKind)


@dataclass(frozen=True, slots=True)
class CardRule:
    """One row. ``number`` is what the dollars end in before .89; None: only the desk, or .79.

    ``delay_s`` holds when the desk names none. ``bank`` says what happens at the bank, ``till``
    what a till must end in when it is a sale that this happens to.
    """

    scenario: Scenario
    number: int | None
    kinds: frozenset[CardKind]
    group: CardGroup
    bank: str
    till: str
    delay_s: float = 0.0

    @property
    def message_id(self) -> str:
        """The id under which a desk finds its words."""
        return f"bank.card.{self.scenario.value}"


_S, _G = Scenario, CardGroup
_REVERSED = "Not charged: reversed."
_NOT_FOUND = "Not charged: the reversal is answered 25, which counts once the sale cannot come."
_RIGHT = "Approved, one receipt."

RULES: tuple[CardRule, ...] = (
    CardRule(
        *(_S.APPROVE, None, _ALL, _G.ISSUER),
        "The account decides: approved where it can pay.",
        _RIGHT,
    ),
    CardRule(
        *(_S.CODE, None, _ALL, _G.ISSUER),
        "Answers with a response code that the desk names; no money moves, nothing is reversed.",
        "Declined, or reversed where the code settles nothing.",
    ),
    CardRule(
        *(_S.PARTIAL, 10, _SALE, _G.ISSUER),
        "Approves half of the amount, rounded down, and says so: code 10, field 4.",
        _REVERSED,
    ),
    CardRule(
        *(_S.APPROVE_98, 98, _SALE, _G.ISSUER),
        "Approves in its books and answers 98.",
        _REVERSED,
    ),
    CardRule(
        *(_S.NO_ANSWER, 1, _ALL, _G.LINE),
        "Does nothing, says nothing; the connection stays.",
        _NOT_FOUND,
    ),
    CardRule(
        *(_S.LOSE_ANSWER, 2, _ALL, _G.LINE),
        "Does what was asked and says nothing; the connection stays.",
        _REVERSED,
    ),
    CardRule(
        *(_S.LATE, 3, _ALL, _G.LINE),
        "Does what was asked; the answer comes after the delay, when nobody waits any more.",
        _REVERSED,
        delay_s=45.0,
    ),
    CardRule(
        *(_S.SLOW, 4, _ALL, _G.LINE),
        "Does what was asked; the answer comes after the delay.",
        _RIGHT,
        delay_s=5.0,
    ),
    CardRule(
        *(_S.OVERTAKEN, 5, _MONEY, _G.LINE),
        "The request is held up on its way and reaches the bank after the delay, also when its "
        "connection has ended.",
        "Not charged: the reversal came first, and the sale is refused.",
        delay_s=45.0,
    ),
    CardRule(
        *(_S.CUT_BEFORE, 6, _ALL, _G.LINE),
        "Does nothing and breaks the connection.",
        _NOT_FOUND,
    ),
    CardRule(
        *(_S.CUT_AFTER, 7, _ALL, _G.LINE),
        "Does what was asked and breaks the connection instead of answering.",
        _REVERSED,
    ),
    CardRule(
        *(_S.HALF_FRAME, 8, _ALL, _G.LINE),
        "Does what was asked and ends the connection in the middle of the answer.",
        _REVERSED,
    ),
    CardRule(
        *(_S.PIECES, 9, _ALL, _G.LINE),
        "Does what was asked; the answer comes byte by byte.",
        _RIGHT,
    ),
    CardRule(
        *(_S.GLUED, 11, _ALL, _G.LINE),
        "Does what was asked; the answer waits for the next one on this connection, and both leave "
        "in one piece.",
        _REVERSED,
    ),
    CardRule(
        *(_S.DOUBLED, 12, _ALL, _G.LINE),
        "Does what was asked and answers twice, in one piece.",
        _RIGHT,
    ),
    CardRule(
        *(_S.CORRUPT, 13, _ALL, _G.LINE),
        "Does what was asked; every third byte of the answer is turned over, its length is right.",
        _REVERSED,
    ),
    CardRule(
        *(_S.REFUSE, 14, _ALL, _G.LINE),
        "Does what was asked, breaks every connection and refuses new ones until the delay is "
        "over.",
        _REVERSED,
        delay_s=20.0,
    ),
    CardRule(
        *(_S.TLS_FAILURE, 15, _ALL, _G.LINE),
        "Does what was asked, breaks every connection, and no TLS comes about until the delay is "
        "over.",
        _REVERSED,
        delay_s=20.0,
    ),
    CardRule(
        *(_S.WRONG_STAN, 21, _ALL, _G.WRONG),
        "Does what was asked; the answer names another STAN (field 11).",
        _REVERSED,
    ),
    CardRule(
        *(_S.WRONG_AMOUNT, 22, _MONEY, _G.WRONG),
        "Does what was asked; the answer names SGD 1.00 more (field 4).",
        _REVERSED,
    ),
    CardRule(
        *(_S.WRONG_TERMINAL, 23, _ALL, _G.WRONG),
        "Does what was asked; the answer is another terminal's (field 41).",
        _REVERSED,
    ),
    CardRule(
        *(_S.WRONG_MERCHANT, 24, _ALL, _G.WRONG),
        "Does what was asked; the answer is another merchant's (field 42).",
        _REVERSED,
    ),
    CardRule(
        *(_S.WRONG_CODE, 25, _ALL, _G.WRONG),
        "Does what was asked; the answer names another processing code (field 3).",
        _REVERSED,
    ),
    CardRule(
        *(_S.BAD_MAC, 26, _ALL, _G.WRONG),
        "Does what was asked; the answer's MAC is of something else.",
        _REVERSED,
    ),
    CardRule(
        *(_S.NO_MAC, 27, _ALL, _G.WRONG),
        "Does what was asked; the answer has no MAC.",
        _REVERSED,
    ),
    CardRule(
        *(_S.MAC_REFUSED, 28, _ALL, _G.WRONG),
        "Does nothing and answers A0, as if the request's MAC were wrong.",
        "Declined: sign on again.",
    ),
    CardRule(
        *(_S.WRONG_PROOF, 31, _SALE, _G.CARD),
        "Approves; the issuer's proof for the card (tag 91) is wrong.",
        "As the card decides: if it declines, reversed.",
    ),
    CardRule(
        *(_S.NO_PROOF, 32, _SALE, _G.CARD),
        "Approves; there is nothing for the card in the answer.",
        "As the card decides: if it declines, reversed.",
    ),
    CardRule(
        *(_S.SCRIPTS, 33, _SALE, _G.CARD),
        "Approves and sends the card a script before (71) and one after (72) its last cryptogram.",
        _RIGHT,
    ),
    CardRule(
        *(_S.BLOCK_CARD, 34, _SALE, _G.CARD),
        "Declines (43) and sends the card a script that blocks its application.",
        "Declined; the card is blocked afterwards.",
    ),
    CardRule(
        *(_S.REVERSAL_LOST, 41, _SALE, _G.REVERSAL),
        "The sale's answer is lost; its first reversal is lost on its way.",
        _REVERSED,
    ),
    CardRule(
        *(_S.REVERSAL_ANSWER_LOST, 42, _SALE, _G.REVERSAL),
        "The sale's answer is lost; its first reversal is done and the answer to it lost.",
        _REVERSED,
    ),
    CardRule(
        *(_S.REVERSAL_LATE, 43, _SALE, _G.REVERSAL),
        "The sale's answer is lost; its first reversal is done and answered after the delay.",
        _REVERSED,
        delay_s=45.0,
    ),
    CardRule(
        *(_S.REVERSAL_25, 44, _SALE, _G.REVERSAL),
        "The sale's answer is lost; its first reversal is answered 25 and not done.",
        _REVERSED,
    ),
    CardRule(
        *(_S.REVERSAL_12, 45, _SALE, _G.REVERSAL),
        "The sale's answer is lost; its first reversal is answered 12 and not done.",
        _REVERSED,
    ),
    CardRule(
        *(_S.REVERSAL_96, 46, _SALE, _G.REVERSAL),
        "The sale's answer is lost; its first reversal is answered 96 and not done.",
        _REVERSED,
    ),
)

BY_SCENARIO: dict[Scenario, CardRule] = {rule.scenario: rule for rule in RULES}
BY_NUMBER: dict[int, CardRule] = {rule.number: rule for rule in RULES if rule.number is not None}

SCENARIO_CENTS = 89
CODE_CENTS = 79

NOT_DONE = frozenset({Scenario.NO_ANSWER, Scenario.CUT_BEFORE})
"""The request never reaches the host."""

LATER: dict[Scenario, tuple[Scenario, str]] = {
    Scenario.REVERSAL_LOST: (Scenario.NO_ANSWER, ""),
    Scenario.REVERSAL_ANSWER_LOST: (Scenario.LOSE_ANSWER, ""),
    Scenario.REVERSAL_LATE: (Scenario.LATE, ""),
    Scenario.REVERSAL_25: (Scenario.CODE, "25"),
    Scenario.REVERSAL_12: (Scenario.CODE, "12"),
    Scenario.REVERSAL_96: (Scenario.CODE, "96"),
}
"""What happens to a sale's first reversals; the sale's own answer is lost."""

_CODE = re.compile("[0-9A-Z]{2}")


def is_code(text: str) -> bool:
    """True for what can stand in field 39."""
    return _CODE.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class CardPlan:
    """A scenario chosen for a request. ``code`` goes with ``CODE``.

    ``times`` counts the reversals that the rows of the reversal spoil, or the requests that a
    choice of the desk holds for. ``delay_s`` is None where nobody named one.
    """

    scenario: Scenario = Scenario.APPROVE
    code: str = ""
    delay_s: float | None = None
    times: int = 1

    @property
    def wait_s(self) -> float:
        """The delay in force, in seconds."""
        return BY_SCENARIO[self.scenario].delay_s if self.delay_s is None else self.delay_s


def plan_of_code(kind: CardKind, code: str) -> CardPlan:
    """Return the plan that answers with ``code``: 00 and 10 of a sale are more than an answer."""
    if code == "00":
        return CardPlan()
    if code == "10" and kind is CardKind.SALE:
        return CardPlan(Scenario.PARTIAL)
    return CardPlan(Scenario.CODE, code)


def plan_by_amount(amount_minor: int) -> CardPlan:
    """Return the plan that an amount stands for."""
    dollars, cents = divmod(amount_minor, 100)
    if cents == CODE_CENTS:
        return plan_of_code(CardKind.SALE, f"{dollars % 100:02d}")
    if cents == SCENARIO_CENTS and dollars % 100 in BY_NUMBER:
        return CardPlan(BY_NUMBER[dollars % 100].scenario)
    return CardPlan()
