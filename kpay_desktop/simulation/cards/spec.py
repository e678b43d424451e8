"""What a simulated card is, before it is made: its accounts, its habits and its faults."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import Enum, StrEnum


class Scheme(Enum):
    """Card schemes; the value is the RID that all their applications begin with."""

    VISA = bytes.fromhex("A000000003")
    MASTERCARD = bytes.fromhex("A000000004")
    UNIONPAY = bytes.fromhex("A000000333")
    JCB = bytes.fromhex("A000000065")
    AMEX = bytes.fromhex("A000000025")


class Way(StrEnum):
    """How a card can be used."""

    CHIP = "chip"
    TAP = "tap"
    STRIPE = "stripe"


class Protocol(StrEnum):
    """How a chip talks to its reader (EMV Book 1 §9)."""

    T0 = "T=0"
    T1 = "T=1"


class Proof(StrEnum):
    """How a chip proves that it is genuine (Book 2 §5 and §6)."""

    NONE = "none"
    SDA = "sda"
    DDA = "dda"
    CDA = "cda"


class IssuerProof(StrEnum):
    """How a chip is told that its issuer answered (Book 3 §10.9)."""

    NONE = "none"
    COMMAND = "command"
    CDOL = "cdol"


class Verification(StrEnum):
    """What a chip asks of its holder; each is a list of rules (Book 3 §10.5)."""

    NOTHING = "nothing"
    SIGNATURE = "signature"
    SIGNATURE_OVER_200 = "signature_over_200"
    PIN_IF_POSSIBLE = "pin_if_possible"
    PIN_IF_POSSIBLE_OVER_200 = "pin_if_possible_over_200"
    PIN_ALWAYS = "pin_always"
    NEVER_SATISFIED = "never_satisfied"
    UNKNOWN_METHOD = "unknown_method"
    NO_RULES = "no_rules"
    NOT_SUPPORTED = "not_supported"


class Wallet(StrEnum):
    """Whether the card lives in a phone, and whether its owner has unlocked it.

    ``ASKS``: the phone asks for its owner first; :meth:`SimCard.confirm_owner` is that.
    """

    NO = "no"
    VERIFIED = "verified"
    ASKS = "asks"


class Fault(StrEnum):
    """What is wrong with a card. Several may be."""

    # The chip as such.
    NO_ATR = "no_atr"
    BAD_ATR = "bad_atr"
    NO_ANSWERS = "no_answers"
    GARBAGE = "garbage"
    ERRORS = "errors"
    # What was done to it.
    CARD_BLOCKED = "card_blocked"
    APPLICATION_BLOCKED = "application_blocked"
    # What it decides.
    CONDITIONS = "conditions"
    AAC_FIRST = "aac_first"
    AAC_SECOND = "aac_second"
    ISSUER_REFUSED = "issuer_refused"
    WRONG_CRYPTOGRAM = "wrong_cryptogram"
    NOT_FOR_GOODS = "not_for_goods"
    OTHER_VERSION = "other_version"
    # What it says.
    DIRECTORY_GARBAGE = "directory_garbage"
    DIRECTORY_BLOCKED = "directory_blocked"
    FCI_GARBAGE = "fci_garbage"
    FCI_OTHER_NAME = "fci_other_name"
    OPTIONS_GARBAGE = "options_garbage"
    OPTIONS_SHORT = "options_short"
    AFL_NO_SUCH_RECORD = "afl_no_such_record"
    AFL_NO_SUCH_FILE = "afl_no_such_file"
    RECORD_CUT_OFF = "record_cut_off"
    RECORD_NO_TEMPLATE = "record_no_template"
    RECORD_ENDLESS = "record_endless"
    RECORD_DEEP = "record_deep"
    ELEMENT_TWICE = "element_twice"
    PAN_MISSING = "pan_missing"
    PAN_OTHER_IN_TRACK = "pan_other_in_track"
    EXPIRY_MISSING = "expiry_missing"
    EXPIRY_IMPOSSIBLE = "expiry_impossible"
    CDOL_MISSING = "cdol_missing"
    CDOL_CUT_OFF = "cdol_cut_off"
    RULES_CUT_OFF = "rules_cut_off"
    CRYPTOGRAM_SHORT = "cryptogram_short"
    CRYPTOGRAM_GARBAGE = "cryptogram_garbage"
    # What it cannot prove.
    CA_KEY_UNKNOWN = "ca_key_unknown"
    CERTIFICATE_MISSING = "certificate_missing"
    ISSUER_CERTIFICATE = "issuer_certificate"
    ISSUER_EXPIRED = "issuer_expired"
    ISSUER_OTHER = "issuer_other"
    ICC_CERTIFICATE = "icc_certificate"
    ICC_EXPIRED = "icc_expired"
    ICC_OTHER = "icc_other"
    STATIC_DATA = "static_data"
    STATIC_SIGNATURE = "static_signature"
    STATIC_LIST = "static_list"
    DYNAMIC_SIGNATURE = "dynamic_signature"


class Behaviour(StrEnum):
    """What a card of the catalogue is there to show; whoever lists it has words for each."""

    APPROVES = "approves"
    NO_SIGNATURE_UNDER_200 = "no_signature_under_200"
    ASKS_SIGNATURE = "asks_signature"
    INSUFFICIENT_FUNDS = "insufficient_funds"
    ACCOUNT_REFUSED = "account_refused"
    EXPIRED = "expired"
    CHIP_FAILS = "chip_fails"
    CHIP_SILENT = "chip_silent"
    CHIP_GARBAGE = "chip_garbage"
    TWO_APPLICATIONS = "two_applications"
    PULLED_OUT = "pulled_out"
    MALFORMED = "malformed"
    CARD_BLOCKED = "card_blocked"
    APPLICATION_BLOCKED = "application_blocked"
    CARD_DECLINES = "card_declines"
    CARD_DECLINES_LATE = "card_declines_late"
    NOT_GENUINE = "not_genuine"
    NEEDS_PIN = "needs_pin"
    PHONE = "phone"
    PHONE_ASKS = "phone_asks"
    STRIPE_ONLY = "stripe_only"


@dataclass(frozen=True, slots=True)
class Account:
    """What the simulated bank knows of a card's account.

    ``refusal``: field 39 of every answer, or empty; otherwise what is left decides.
    """

    pan: str = field(repr=False)
    balance_minor: int
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class AppSpec:
    """One application on a chip. ``aid`` empty: the scheme's usual one.

    ``sequence``: tag 5F34, two digits. ``confirm``: never used without the customer's assent.
    """

    scheme: Scheme
    pan: str = field(repr=False)
    label: str
    aid: bytes = b""
    sequence: str = "01"
    priority: int = 1
    confirm: bool = False
    preferred_name: str = ""

    def __post_init__(self) -> None:
        if not is_card_number(self.pan):
            raise ValueError("not a card number")
        if len(self.sequence) != 2 or not self.sequence.isdecimal():
            raise ValueError("a sequence number has two digits")


@dataclass(frozen=True, slots=True)
class CardSpec:
    """A card: everything that is not given here follows from the seed.

    ``key`` names it in the catalogue, ``title`` is what is printed on it. ``pulled_at`` counts
    commands since the chip got its power, from 1: at that one the card is gone, before it has
    read it or (``pulled_late``) after it has, but before its answer has arrived.
    """

    key: str
    title: str
    applications: tuple[AppSpec, ...]
    behaviour: Behaviour = Behaviour.APPROVES
    expires: date = date(2032, 12, 31)
    effective: date = date(2024, 1, 1)
    holder: str = "CARDHOLDER/DEMO"
    service_code: str = "201"
    ways: frozenset[Way] = frozenset(Way)
    seed: int = 0
    balance_minor: int = 500_000
    refusal: str = ""
    protocol: Protocol | None = None
    directory: bool | None = None
    proof: Proof | None = None
    issuer_proof: IssuerProof | None = None
    verification: Verification | None = None
    wallet: Wallet = Wallet.NO
    faults: frozenset[Fault] = frozenset()
    pulled_at: int | None = None
    pulled_late: bool = False

    def __post_init__(self) -> None:
        if not self.applications:
            raise ValueError("a card has at least one account")
        if self.pulled_at is not None and self.pulled_at < 1:
            raise ValueError("commands are counted from 1")

    @property
    def pan(self) -> str:
        """The number that is embossed and on the stripe."""
        return self.applications[0].pan

    @property
    def last_four(self) -> str:
        """The number's last four digits."""
        return self.pan[-4:]

    @property
    def accounts(self) -> tuple[Account, ...]:
        """What the bank knows of it, one for each number on the card."""
        numbers = dict.fromkeys(app.pan for app in self.applications)
        return tuple(Account(pan, self.balance_minor, self.refusal) for pan in numbers)


def is_card_number(digits: str) -> bool:
    """True for 12 to 19 digits with a right check digit (ISO/IEC 7812-1 Annex B)."""
    if not 12 <= len(digits) <= 19 or not (digits.isascii() and digits.isdecimal()):
        return False
    doubled = (int(sign) * (1 + at % 2) for at, sign in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
