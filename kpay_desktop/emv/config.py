"""What a kernel is told of the terminal, the acquirer's applications and the transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum

RID_LENGTH = 5


@dataclass(frozen=True, slots=True)
class Terminal:
    """The terminal's own data elements (Book 4 Annex A). Bytes as they stand in the tags."""

    terminal_type: int
    capabilities: bytes
    additional_capabilities: bytes
    country_code: bytes
    currency_code: bytes
    currency_exponent: int
    terminal_id: str
    merchant_id: str
    merchant_category: bytes
    ifd_serial: str
    merchant_name: str = ""
    acquirer_id: bytes = b""


class KernelId(Enum):
    """Contactless kernels, as Book B Table 3-6 numbers them."""

    MASTERCARD = 2
    VISA = 3


@dataclass(frozen=True, slots=True)
class ContactlessProfile:
    """How one application is tapped. Limits in cents (Books A and B §3.1, C-2, C-3).

    ``cvm_limit_minor`` is the largest amount that needs no verification: one is asked for *above*
    it. ``transaction_limit_minor``: from this amount on no tap at all.
    ``on_device_limit_minor`` is that ceiling for a phone that verified its owner (C-2); None: the
    same. ``ttq``: tag 9F66 of kernel 3, bits 2.7 and 2.8 being set by the transaction.
    """

    kernel: KernelId
    floor_limit_minor: int
    cvm_limit_minor: int
    transaction_limit_minor: int
    on_device_limit_minor: int | None = None
    ttq: bytes = b""
    zero_amount_allowed: bool = False
    status_check: bool = False


@dataclass(frozen=True, slots=True)
class Application:
    """One application of the acquirer: how it is selected, and what decides online or declined.

    ``version``: tag 9F09. ``tac_*``: terminal action codes, five bytes. ``random_*``: random
    selection of Book 3 §10.6.2.
    ``contactless`` None: this application is not tapped here.
    """

    aid: bytes
    name: str
    version: bytes
    tac_denial: bytes
    tac_online: bytes
    tac_default: bytes
    floor_limit_minor: int = 0
    random_threshold_minor: int = 0
    random_target_percent: int = 0
    random_max_percent: int = 0
    partial_match: bool = True
    default_ddol: bytes = b""
    default_tdol: bytes = b""
    contactless: ContactlessProfile | None = None

    def __post_init__(self) -> None:
        if not RID_LENGTH <= len(self.aid) <= 16:
            raise ValueError("an AID has 5 to 16 bytes")
        if any(len(tac) != 5 for tac in (self.tac_denial, self.tac_online, self.tac_default)):
            raise ValueError("a terminal action code has five bytes")


@dataclass(frozen=True, slots=True)
class CaKey:
    """A certification authority's public key (Book 2 §11.2.2). ``checksum`` SHA-1 as published."""

    rid: bytes
    index: int
    modulus: bytes
    exponent: bytes
    expires: date | None = None
    checksum: bytes = b""


@dataclass(frozen=True, slots=True)
class EmvConfig:
    """Everything that does not change from one transaction to the next.

    ``ca_keys`` by RID and index. ``revoked``: RID, CA key index, certificate serial number
    (Book 2 §5.1.1).
    """

    terminal: Terminal
    applications: tuple[Application, ...]
    ca_keys: Mapping[tuple[bytes, int], CaKey]
    revoked: frozenset[tuple[bytes, int, bytes]] = frozenset()


def _no_split_sales(_pan: bytes) -> int:
    return 0


def _no_exceptions(_pan: bytes) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Transaction:
    """One transaction. Amounts in cents; ``at`` is the shop's local time; ``counter``: tag 9F41.

    ``random_bytes(n)`` gives ``n`` unpredictable bytes, ``random_percent()`` a whole number from 1
    to 99. ``spent_minor(pan)`` is what the same card has just been charged here (Book 3
    §10.6.1); ``is_listed(pan)`` is true for a card on the exception file. Both get the PAN as it
    stands in tag 5A.
    """

    amount_minor: int
    at: datetime
    counter: int
    random_bytes: Callable[[int], bytes]
    random_percent: Callable[[], int]
    other_minor: int = 0
    transaction_type: int = 0x00
    forced_online: bool = False
    spent_minor: Callable[[bytes], int] = field(default=_no_split_sales)
    is_listed: Callable[[bytes], bool] = field(default=_no_exceptions)
