"""What happens at the counter: the sales of a day and what goes wrong in each, drawn by seed."""

from __future__ import annotations

import random
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """What may fail beside the till, as the command line names it."""

    BANK = "bank"
    PRINTER = "printer"
    READER = "reader"
    DISK = "disk"
    CLOCK = "clock"
    DNS = "dns"


class Way(StrEnum):
    """How a customer pays; the value is what the page's button means."""

    TAP = "card:tap"
    CHIP = "card:chip"
    SWIPE = "card:swipe"
    WECHAT_SHOW = "wechat:show"
    PAYNOW_SHOW = "paynow:show"
    ALIPAY_SHOW = "alipay:show"
    WECHAT_SCAN = "wechat:scan"
    PAYNOW_SCAN = "paynow:scan"
    ALIPAY_SCAN = "alipay:scan"
    OWN = "paynow:own"
    CASH = "cash:"
    VOID = "back:void"
    REFUND = "back:refund"
    SETTLE = "day:settle"

    @property
    def is_card(self) -> bool:
        """True for a sale by card."""
        return self.value.startswith("card:")

    @property
    def is_scan(self) -> bool:
        """True where the customer shows the code."""
        return self.value.endswith(":scan")

    @property
    def is_sale(self) -> bool:
        """True for a sale; the others need one that was."""
        return self not in {Way.VOID, Way.REFUND, Way.SETTLE}

    @property
    def button(self) -> str:
        """What the button of the page is called."""
        return "card:" if self.is_card else self.value


class Customer(StrEnum):
    """What the customer does. ``LATE``: pays, once the code is gone; ``WAVERS``: takes the card out
    and puts it in again, or refuses and never pays.
    """

    PAYS = "pays"
    REFUSES = "refuses"
    LEAVES = "leaves"
    LATE = "late"
    WAVERS = "wavers"


SHOWN = (
    *("late", "uncertain", "paid_twice", "doubled_callback", "lose_answer", "slow", "http_500"),
    *("garbage", "half_body", "lose_paid_answer", "bad_signature", "bad_signature_paid"),
    *("wrong_reference_paid", "replayed_paid", "decline", "payer_refuses", "wrong_amount_code"),
    *("wrong_reference_code", "broken_code"),
)
SCANNED = (
    *("lose_answer", "slow", "http_500", "garbage", "half_body", "lose_paid_answer", "userpaying"),
    *(
        "userpaying_paid",
        "payerror",
        "payerror_paid",
        "reversal_paying",
        "reversal_lost",
        "decline",
    ),
    *("code_expired", "code_invalid", "bad_signature", "late", "uncertain"),
)
CARD = (
    *("partial", "approve_98", "no_answer", "lose_answer", "late", "slow", "overtaken"),
    *("cut_before", "cut_after", "half_frame", "pieces", "glued", "doubled", "corrupt"),
    *("wrong_stan", "wrong_amount", "wrong_terminal", "wrong_merchant", "bad_mac", "no_mac"),
    *("mac_refused", "reversal_lost", "reversal_answer_lost", "reversal_late", "reversal_25"),
    *("code:05", "code:51", "code:91", "refuse", "tls_failure", "wrong_proof"),
)
BACK = (
    *("lose_answer", "no_answer", "slow", "cut_after", "half_frame", "corrupt", "wrong_stan"),
    *("bad_mac", "code:05", "code:91", "reversal_lost", "reversal_25", "late", "http_500"),
)
LINES = ("cut", "silent")
GOOD_CARDS = ("visa-debit", "mastercard", "unionpay", "jcb", "amex", "two-applications")
OTHER_CARDS = ("visa-no-funds", "mastercard-refused", "visa-declines", "mastercard-declines-late")
BROKEN_CARD = "mastercard-broken"
#: Cards that cannot be read by a field.
CHIP_ONLY = frozenset({"mastercard-declines-late", "visa-declines"})


@dataclass(frozen=True, slots=True)
class Act:
    """One sale. ``total_minor`` is no other's; ``outcome`` is what the bank does with it.

    ``fault`` goes wrong for its length, ``kill`` is what dies, ``after_s`` the sale was confirmed.
    """

    number: int
    way: Way
    total_minor: int
    customer: Customer = Customer.PAYS
    card: str = ""
    outcome: str = ""
    fault: str = ""
    kill: str = ""
    after_s: float = 0.0


def _ways(*, own: bool) -> list[Way]:
    return [
        way
        for way in Way
        if way.is_sale and ((way is Way.OWN) is own or not way.value.startswith("paynow"))
    ]


def draw(number: int, chance: random.Random, faults: Collection[Fault], *, own: bool) -> Act:
    """Return the sale of that number.

    ``own``: PayNow by the shop's own code alone.
    """
    way = chance.choice(_ways(own=own))
    if chance.random() < 0.15:
        way = chance.choices((Way.VOID, Way.REFUND, Way.SETTLE), (8, 8, 1))[0]
    customer = chance.choices(tuple(Customer), (80, 4, 6, 4, 6))[0]
    card = ""
    if way.is_card:
        card = chance.choice(GOOD_CARDS if chance.random() < 0.85 else OTHER_CARDS)
        if card in CHIP_ONLY and way is Way.TAP:
            way = Way.CHIP
        if way is Way.SWIPE and chance.random() < 0.5:
            card = BROKEN_CARD
    outcome = fault = ""
    if Fault.BANK in faults and way not in {Way.OWN, Way.CASH, Way.SETTLE}:
        outcome = chance.choice(_outcomes(way)) if chance.random() < 0.3 else ""
    others = [each for each in faults if each is not Fault.BANK]
    if others and chance.random() < 0.2:
        fault = _fault(chance.choice(sorted(others)), chance)
    elif Fault.BANK in faults and chance.random() < 0.05:
        fault = f"bank {chance.choice(LINES)}"
    return Act(number, way, 1_000 + number, customer, card, outcome, fault)


def _outcomes(way: Way) -> tuple[str, ...]:
    if not way.is_sale:
        return BACK
    return CARD if way.is_card else SCANNED if way.is_scan else SHOWN


_KINDS = {
    Fault.PRINTER: ("out", "cover", "offline", "mute", "stalled", "power", "breaks"),
    Fault.READER: ("absent", "pulled"),
    Fault.DISK: ("full",),
    Fault.CLOCK: ("back", "forward", "year"),
    Fault.DNS: ("silent", "vain"),
}


def _fault(fault: Fault, chance: random.Random) -> str:
    return f"{fault} {chance.choice(_KINDS[fault])}"
