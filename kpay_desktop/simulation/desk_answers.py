"""What the bank says on its desk port, as values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"


class DeskError(Exception):
    """The bank did not do what the desk asked."""


class DeskOfflineError(DeskError):
    """No proper answer came in time: the bank is not running, or busy."""


class DeskRefusedError(DeskError):
    """The bank refused; ``status`` is HTTP's, the text is the bank's own."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(f"{status}: {text}")
        self.status = status


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """A row of the bank's table of outcomes.

    ``ways``: whether it fits orders whose code is shown (``show``), read (``scan``) or both; the
    same cents may stand in one row of each.

    ``message_id`` is under what a desk finds its words, ``cents`` the cents that choose it (None:
    only the desk can), ``kinds`` what it can answer, ``bank`` and ``till`` what happens, in
    English.
    """

    message_id: str
    outcome: str
    cents: int | None
    kinds: tuple[str, ...]
    group: str
    delay_s: float
    times: int
    bank: str
    till: str
    ways: tuple[str, ...] = ("show", "scan")


@dataclass(frozen=True, slots=True)
class Account:
    """An account in the bank's books, in cents. ``number`` is what a phone names a customer by."""

    code: str
    number: str
    kind: str
    name: str
    opening_minor: int
    balance_minor: int


@dataclass(frozen=True, slots=True)
class BankPayment:
    """One payment of an order: ``held``, ``settled`` or ``returned``."""

    trxid: str
    customer: str
    amount_minor: int
    state: str
    refunded_minor: int


@dataclass(frozen=True, slots=True)
class BankOrder:
    """An order as the bank has it; ``trxstatus`` is what a query would say now.

    ``way``: ``show``, or ``scan`` for an order by a customer's code, with its ``customer``.
    ``words`` go with ``trxstatus``.
    """

    order: str
    reqsn: str
    wallet: str
    amount_minor: int
    code_amount_minor: int
    payinfo: str
    outcome: str
    state: str
    trxstatus: str
    payments: tuple[BankPayment, ...]
    way: str = "show"
    customer: str = ""
    words: str = ""

    @property
    def settled_minor(self) -> int:
        """What the merchant has been credited with for it, in cents, refunds not counted."""
        return sum(one.amount_minor for one in self.payments if one.state == "settled")


@dataclass(frozen=True, slots=True)
class NextAnswer:
    """An answer chosen in advance."""

    kind: str
    outcome: str
    delay_s: float
    times: int
    sticky: bool


@dataclass(frozen=True, slots=True)
class BankState:
    """The bank at one moment: the newest 50 orders, newest first."""

    line: str
    cents_table: bool
    merchant_name: str
    next_answers: tuple[NextAnswer, ...]
    accounts: tuple[Account, ...]
    orders: tuple[BankOrder, ...]


@dataclass(frozen=True, slots=True)
class Scan:
    """What a phone shows for a code. Without an order, only ``reason`` says something."""

    payable: bool
    reason: str
    message_id: str
    order: str = ""
    reqsn: str = ""
    wallet: str = ""
    merchant: str = ""
    amount_minor: int = 0


@dataclass(frozen=True, slots=True)
class Press:
    """What a press on the phone came to: ``paid processing refused waiting not_paid``."""

    result: str
    reason: str
    message_id: str
    trxids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PaymentCode:
    """A payment code on a customer's phone; it lives ``life_s`` seconds."""

    code: str = field(repr=False)
    wallet: str
    customer: str
    life_s: float


@dataclass(frozen=True, slots=True)
class Waiting:
    """A payment that waits for a customer's password, ``left_s`` seconds more, in cents."""

    order: str
    reqsn: str
    wallet: str
    merchant: str
    amount_minor: int
    left_s: float


@dataclass(frozen=True, slots=True)
class ScanTerms:
    """The clocks and limits of orders by a customer's code, in seconds and cents.

    ``wechat_s``, ``alipay_s``, ``paynow_s``: so long the wallet waits for the password, which is
    asked for from ``password_from_minor`` on. Before ``earliest_cancel_s`` no order is taken back.
    """

    code_life_s: float
    password_from_minor: int
    wechat_s: float
    alipay_s: float
    paynow_s: float
    earliest_cancel_s: float
    spelling: str


# --- reading what the bank said ---


def read_waiting(row: Mapping[str, Json]) -> Waiting:
    """Return a payment that waits for its customer's password."""
    return Waiting(
        order=text(row, "order"),
        reqsn=text(row, "reqsn"),
        wallet=text(row, "wallet"),
        merchant=text(row, "merchant"),
        amount_minor=whole(row, "amount_minor"),
        left_s=number(row, "left_s"),
    )


def read_scan_terms(row: Mapping[str, Json]) -> ScanTerms:
    """Return the clocks and limits in force."""
    return ScanTerms(
        code_life_s=number(row, "code_life_s"),
        password_from_minor=whole(row, "password_from_minor"),
        wechat_s=number(row, "wechat_s"),
        alipay_s=number(row, "alipay_s"),
        paynow_s=number(row, "paynow_s"),
        earliest_cancel_s=number(row, "earliest_cancel_s"),
        spelling=text(row, "spelling"),
    )


def read_next_answer(kind: str, row: Mapping[str, Json]) -> NextAnswer:
    """Return a chosen answer."""
    return NextAnswer(
        kind=kind,
        outcome=text(row, "outcome"),
        delay_s=number(row, "delay_s"),
        times=whole(row, "times"),
        sticky=flag(row, "sticky"),
    )


def read_outcome(row: Mapping[str, Json]) -> OutcomeRow:
    """Return a row of the table."""
    return OutcomeRow(
        message_id=text(row, "id"),
        outcome=text(row, "outcome"),
        cents=None if row.get("cents") is None else whole(row, "cents"),
        kinds=texts(row, "kinds"),
        group=text(row, "group"),
        delay_s=number(row, "delay_s"),
        times=whole(row, "times"),
        bank=text(row, "bank"),
        till=text(row, "till"),
        ways=texts(row, "ways"),
    )


def read_account(row: Mapping[str, Json]) -> Account:
    """Return an account."""
    return Account(
        code=text(row, "code"),
        number=text(row, "id"),
        kind=text(row, "kind"),
        name=text(row, "name"),
        opening_minor=whole(row, "opening_minor"),
        balance_minor=whole(row, "balance_minor"),
    )


def read_order(row: Mapping[str, Json]) -> BankOrder:
    """Return an order."""
    return BankOrder(
        order=text(row, "order"),
        reqsn=text(row, "reqsn"),
        wallet=text(row, "wallet"),
        amount_minor=whole(row, "amount_minor"),
        code_amount_minor=whole(row, "code_amount_minor"),
        payinfo=text(row, "payinfo"),
        outcome=text(row, "outcome"),
        state=text(row, "state"),
        trxstatus=text(row, "trxstatus"),
        payments=tuple(_payment(one) for one in rows(row, "payments")),
        way=text(row, "way"),
        customer=text(row, "customer").removeprefix("customer:"),
        words=text(row, "words"),
    )


def _payment(row: Mapping[str, Json]) -> BankPayment:
    return BankPayment(
        trxid=text(row, "trxid"),
        customer=text(row, "customer"),
        amount_minor=whole(row, "amount_minor"),
        state=text(row, "state"),
        refunded_minor=sum(
            whole(one, "amount_minor")
            for one in rows(row, "refunds")
            if text(one, "state") != "refused"
        ),
    )


def text(row: Mapping[str, Json], name: str) -> str:
    """Return a text."""
    value = row.get(name)
    if not isinstance(value, str):
        raise DeskOfflineError(f"the bank's answer lacks {name}")
    return value


def whole(row: Mapping[str, Json], name: str) -> int:
    """Return a whole number."""
    value = row.get(name)
    if not isinstance(value, int):
        raise DeskOfflineError(f"the bank's answer lacks {name}")
    return value


def number(row: Mapping[str, Json], name: str) -> float:
    """Return a number."""
    value = row.get(name)
    if not isinstance(value, int | float):
        raise DeskOfflineError(f"the bank's answer lacks {name}")
    return float(value)


def flag(row: Mapping[str, Json], name: str) -> bool:
    """Return a boolean."""
    value = row.get(name)
    if not isinstance(value, bool):
        raise DeskOfflineError(f"the bank's answer lacks {name}")
    return value


def mapping(row: Mapping[str, Json], name: str) -> Mapping[str, Json]:
    """Return an object."""
    value = row.get(name)
    if not isinstance(value, Mapping):
        raise DeskOfflineError(f"the bank's answer lacks {name}")
    return value


def rows(row: Mapping[str, Json], name: str) -> list[Mapping[str, Json]]:
    """Return a list of objects."""
    value = row.get(name)
    if not isinstance(value, list):
        raise DeskOfflineError(f"the bank's answer lacks {name}")
    return [one for one in value if isinstance(one, Mapping)]


def texts(row: Mapping[str, Json], name: str) -> tuple[str, ...]:
    """Return a list of texts."""
    value = row.get(name)
    if not isinstance(value, list):
        raise DeskOfflineError(f"the bank's answer lacks {name}")
    return tuple(one for one in value if isinstance(one, str))
