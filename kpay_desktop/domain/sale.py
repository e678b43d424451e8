"""What a sale is made of, before any flow or host touches it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from kpay_desktop.domain.cash import Tender

VOUCHER_MAX = 999_999


class Wallet(StrEnum):
    """A wallet the shop can be paid with."""

    PAYNOW = "paynow"
    WECHAT = "wechat"
    ALIPAY = "alipay"


class Method(StrEnum):
    """What a sale is paid with. A wallet's value is the wallet's own."""

    CARD = "card"
    PAYNOW = "paynow"
    WECHAT = "wechat"
    ALIPAY = "alipay"
    CASH = "cash"

    @property
    def wallet(self) -> Wallet | None:
        """The wallet, or None where the money does not come through one."""
        return _WALLET_OF.get(self)

    @classmethod
    def of(cls, wallet: Wallet) -> Method:
        """Return the method that pays with ``wallet``."""
        return cls(wallet.value)


_WALLET_OF = {Method(wallet.value): wallet for wallet in Wallet}
WALLET_METHODS = tuple(_WALLET_OF)
"""The methods that are wallets, in the order of :class:`Wallet`."""


class QrMode(StrEnum):
    """Who shows the code: the shop, or the customer.

    ``OWN``: the shop shows its own PayNow code, of which no acquirer knows. Nobody confirms such a
    payment to the till, so a sale of this mode is never approved: a supervisor confirms by hand.
    """

    SHOW = "show"
    SCAN = "scan"
    OWN = "own"


class SaleState(StrEnum):
    """The state of a sale as people read it; each has words on pages and slips.

    ``OPEN``: the customer is paying. ``CHECKING``: not known yet, being worked on. ``APPROVED``:
    the gateway or the card host confirmed it. ``CLOSED``: not charged (cancelled, expired or never
    made). ``DECLINED``: not charged, refused. ``REVERSING``: not charged, and the card host is
    being told so until it confirms. ``PAID_LATE``: money came after the sale had been closed; a
    person decides. ``REFUNDING`` and ``REFUNDED``: such money on its way back, and back.
    ``BY_HAND``: a supervisor says that the money of the shop's own code came; no bank said so, and
    it is counted apart from what is approved. ``VOIDED``: it was paid, and undone as a whole
    before its batch was settled. A sale of which a part or all was refunded stays as it is.
    """

    OPEN = "open"
    CHECKING = "checking"
    APPROVED = "approved"
    CLOSED = "closed"
    DECLINED = "declined"
    REVERSING = "reversing"
    PAID_LATE = "paid_late"
    REFUNDING = "refunding"
    REFUNDED = "refunded"
    BY_HAND = "by_hand"
    VOIDED = "voided"


UNFINISHED = frozenset(
    {
        SaleState.OPEN,
        SaleState.CHECKING,
        SaleState.REVERSING,
        SaleState.PAID_LATE,
        SaleState.REFUNDING,
    }
)
"""The states in which work is left on a sale. Few sales are in one at a time."""

OTHER_AMOUNT = "other_amount"
"""The reason of an approved sale whose payment was accepted though it was not the total asked."""


@dataclass(frozen=True, slots=True)
class SaleDraft:
    """What the cashier has agreed with the customer when Charge is pressed.

    ``mode`` is None where no code is shown or scanned. ``retry_of``: the sale that this one is
    another try at, so that money that comes late for one of them is not taken beside a payment of
    the other. ``tender`` is what was handed over, of a sale for cash and of no other.
    """

    amount_minor: int
    tip_minor: int
    method: Method
    mode: QrMode | None
    cashier_id: str
    retry_of: int | None = None
    tender: Tender | None = None

    def __post_init__(self) -> None:
        if self.amount_minor <= 0:
            raise ValueError("a sale of nothing is refused")
        if self.tip_minor < 0:
            raise ValueError("a tip is not negative")
        if (self.mode is None) != (self.method.wallet is None):
            raise ValueError("a wallet is paid by a code, and nothing else is")
        if (self.tender is None) != (self.method is not Method.CASH):
            raise ValueError("cash is handed over, and nothing else is")
        if self.tender is not None and self.tender.total_minor != self.total_minor:
            raise ValueError("what was handed over was for another total")

    @property
    def total_minor(self) -> int:
        """Amount and tip, in cents."""
        return self.amount_minor + self.tip_minor


@dataclass(frozen=True, slots=True)
class SaleIdentity:
    """The numbers a sale is known by, allocated durably before anything is sent.

    ``sale_id`` is the row's own number; ``voucher`` (凭证号) is what cashier and customer see;
    ``order_no`` is the gateway's idempotency key, letters and digits only, at most 25 so that it
    fits a PayNow reference; ``batch_no`` is the open batch of its acquirer.
    """

    sale_id: int
    attempt_id: int
    voucher: str
    order_no: str
    batch_no: int

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[0-9]{6}", self.voucher):
            raise ValueError("a voucher number has six digits")
        if not re.fullmatch(r"[A-Za-z0-9]{1,25}", self.order_no):
            raise ValueError("an order number has 1 to 25 letters and digits")


def format_voucher(number: int) -> str:
    """Return ``number`` as the six digits of a voucher number.

    Raises:
        ValueError: outside 1..999999.
    """
    if not 1 <= number <= VOUCHER_MAX:
        raise ValueError("voucher numbers run from 1 to 999999")
    return f"{number:06d}"


def next_voucher(last: int) -> int:
    """Return the number after ``last``; 999999 wraps to 1."""
    return 1 if last >= VOUCHER_MAX else last + 1


def batches_of_slip(batch_no: int) -> tuple[int, int]:
    """Return where the sale of a slip stands that names ``batch_no``: there, or in the next one.

    A sale that comes while its batch is being closed goes on in the next; its slip is out by then.
    """
    return batch_no, next_voucher(batch_no)
