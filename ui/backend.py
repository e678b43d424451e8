"""What the windows ask of the world behind them, and the news that come back.

None of these calls waits: each hands over and returns. News arrive through the bridge, on the
windows' own thread.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from kpay_desktop.domain.approval import Act, Supervised
from kpay_desktop.domain.message import Message
from kpay_desktop.domain.operator import Operator
from kpay_desktop.domain.records import (
    BatchSummary,
    PrintState,
    SaleFilter,
    SaleKey,
    SalePage,
    SaleRecord,
    SlipCopy,
)
from kpay_desktop.domain.sale import SaleDraft
from kpay_desktop.domain.sound import Sound
from kpay_desktop.flows.card_view import CardBlocked, CardSaleView
from kpay_desktop.flows.print_values import PrintPhase
from kpay_desktop.flows.sale_view import (
    ChargeBegun,
    ChargeDoubted,
    ChargeRefused,
    InboxTold,
    InboxUnread,
    ReprintRefused,
    SaleView,
)
from kpay_desktop.ports import DeviceStatus, PrintReport, StoreErrorKind
from kpay_desktop.ports_cards import WaysTold
from kpay_desktop.ports_scan import CameraTold, CodeTold, ScannerTold, SlipTold
from kpay_desktop.qr.symbol import Symbol
from ui.backend_cards import CardBackend
from ui.backend_day import BackBackend, CashBackend, DayNews, SettleBackend
from ui.backend_receipt import ReceiptBackend, ReceiptCodeTold
from ui.backend_scan import ScanBackend
from ui.more_model import ContactKind
from ui.save_model import SaveFault, SlipWanted


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The PIN was right."""

    operator: Operator


@dataclass(frozen=True, slots=True)
class SignInRefused:
    """It was not, or the operator is locked out for a while."""

    reason: Message


@dataclass(frozen=True, slots=True)
class Unlocked:
    """The screen's lock is open; ``operator`` is signed in, who may be another than before."""

    operator: Operator


@dataclass(frozen=True, slots=True)
class SoundTried:
    """A sound that somebody tried has ended. None: a newer one took its place."""

    status: DeviceStatus | None


@dataclass(frozen=True, slots=True)
class Authorised:
    """The supervisor's PIN was right: the act of ``request`` may be done once, soon."""

    request: str
    approval_no: str


@dataclass(frozen=True, slots=True)
class AuthoriseRefused:
    """It was not, or the supervisor is locked out for a while."""

    request: str
    reason: Message


@dataclass(frozen=True, slots=True)
class OperatorsNews:
    """Who can sign in."""

    operators: tuple[Operator, ...]


@dataclass(frozen=True, slots=True)
class BatchNews:
    """The open batch and its newest sales."""

    summary: BatchSummary
    rows: tuple[SaleRecord, ...]


@dataclass(frozen=True, slots=True)
class SlipNews:
    """A slip moved on in the print queue."""

    sale_id: int
    copy: SlipCopy
    state: PrintState


@dataclass(frozen=True, slots=True)
class QueueNews:
    """What the print queue is doing, and the printer's state beside it."""

    phase: PrintPhase
    status: DeviceStatus


@dataclass(frozen=True, slots=True)
class SalesFound:
    """The page that ``request`` asked for."""

    request: int
    page: SalePage


@dataclass(frozen=True, slots=True)
class SalesFailed:
    """The store could not be read for ``request``."""

    request: int
    kind: StoreErrorKind


@dataclass(frozen=True, slots=True)
class SlipTested:
    """The test slip has ended. None: the printer's queue gave it up."""

    report: PrintReport | None


@dataclass(frozen=True, slots=True)
class SlipSaved:
    """A slip's file is at ``path``; with a ``fault`` it is not."""

    path: str
    fault: SaveFault | None = None


@dataclass(frozen=True, slots=True)
class DrawerTested:
    """The drawer's pulse has ended. None: the printer's turn came too late, and none was sent.

    Without its row in the audit log (``is_noted``) none is sent either.
    """

    report: PrintReport | None
    is_noted: bool = True


@dataclass(frozen=True, slots=True)
class SupportSaved:
    """The support file's name in the data folder; empty if it could not be written."""

    name: str


@dataclass(frozen=True, slots=True)
class InputsSeen:
    """``needs_keyboard``: there is a touch screen, and no keyboard for people."""

    needs_keyboard: bool


@dataclass(frozen=True, slots=True)
class StartEntered:
    """Whether the till starts with the computer, and what speaks against what was wanted."""

    starts: bool
    said: Message | None = None


@dataclass(frozen=True, slots=True)
class ContactCodes:
    """The service's telephone, WhatsApp and e-mail as codes."""

    codes: tuple[tuple[ContactKind, Symbol], ...]


@dataclass(frozen=True, slots=True)
class Started:
    """The world is at work. ``saved`` are choices of an earlier run, ``about`` facts for More."""

    saved: tuple[tuple[str, str], ...]
    about: tuple[tuple[Message, Message], ...]


@dataclass(frozen=True, slots=True)
class StartFailed:
    """The store cannot be used: no sale is possible."""

    kind: StoreErrorKind


FrontNews = (
    SaleView
    | CardSaleView
    | CardBlocked
    | WaysTold
    | CodeTold
    | SlipTold
    | CameraTold
    | ScannerTold
    | ChargeBegun
    | ChargeRefused
    | ChargeDoubted
    | InboxTold
    | InboxUnread
    | ReprintRefused
    | DeviceStatus
    | SignedIn
    | SignInRefused
    | Unlocked
    | Authorised
    | AuthoriseRefused
    | OperatorsNews
    | BatchNews
    | SlipNews
    | QueueNews
    | SalesFound
    | SalesFailed
    | SlipTested
    | SlipSaved
    | DrawerTested
    | SupportSaved
    | ContactCodes
    | SoundTried
    | InputsSeen
    | StartEntered
    | Started
    | StartFailed
)
News = FrontNews | DayNews | ReceiptCodeTold


class Backend(Protocol):
    """The world behind the windows. Every method may raise ``ports.BusyError``."""

    @property
    def cards(self) -> CardBackend:
        """What is asked in a sale by card."""

    @property
    def receipts(self) -> ReceiptBackend:
        """The customer's receipt on the phone."""

    @property
    def scan(self) -> ScanBackend:
        """What is asked while a customer's code is to be read."""

    @property
    def back(self) -> BackBackend:
        """Void and refund."""

    @property
    def settlement(self) -> SettleBackend:
        """Settlement."""

    @property
    def cash(self) -> CashBackend:
        """The drawer."""

    def sign_in(self, operator_id: str, pin: str) -> None:
        """Check a PIN; :class:`SignedIn` or :class:`SignInRefused` follows."""

    def sign_out(self, operator_id: str) -> None:
        """Note that the operator left."""

    def lock(self, operator_id: str, *, idle: bool) -> None:
        """Note that the operator's screen was locked, by itself or by hand."""

    def unlock(self, operator_id: str, pin: str, owner_id: str, *, for_owner: bool) -> None:
        """Check a PIN at the screen of ``owner_id``; :class:`Unlocked` or a refusal follows.

        ``for_owner``: the owner stays signed in; otherwise whoever has the PIN is from now on.
        """

    def play(self, sound: Sound, volume_percent: int) -> None:
        """Let a sound be heard, if the till has one. Never raises: nothing depends on it."""

    def try_sound(self, sound: Sound, volume_percent: int) -> None:
        """Let a sound be heard because somebody asked for it; :class:`SoundTried` follows."""

    def charge(
        self, draft: SaleDraft, request: str, despite: tuple[int, ...] = (), code: str = ""
    ) -> None:
        """Begin a sale; ``ChargeBegun``, ``ChargeRefused`` or ``ChargeDoubted`` follows.

        A sale by card may be answered by ``CardBlocked``: a reversal goes before it. ``code`` is
        what the customer showed, for a sale of ``QrMode.SCAN`` alone.

        ``despite`` names the sales in doubt that somebody was told of and charges all the same.
        """

    def inbox(self) -> None:
        """Ask which money waits; ``InboxTold`` or ``InboxUnread`` follows."""

    def cancel(self, flow: str) -> None:
        """End a sale."""

    def check(self, flow: str) -> None:
        """Ask the gateway now."""

    def authorise(self, request: str, act: Act, approver_id: str, pin: str) -> None:
        """Check a supervisor's PIN; :class:`Authorised` or :class:`AuthoriseRefused` follows.

        ``request`` names the asking, so that an answer never serves another one.
        """

    def decide(self, flow: str, kind: Supervised, approval_no: str) -> None:
        """Accept or send back money that waits; the sale's news follow.

        Refused unless the approval is for just that and still runs.
        """

    def reprint(self, sale_id: int, copy: SlipCopy) -> None:
        """Print another slip, marked DUPLICATE; ``SlipNews`` or ``ReprintRefused`` follow."""

    def find_sales(
        self, request: int, wanted: SaleFilter, after: SaleKey | None, *, newer: bool = False
    ) -> None:
        """Look for sales behind ``after``, or before it; ``SalesFound`` or ``SalesFailed`` follows.

        A later request takes an earlier one's place, which may then get no answer.
        """

    def print_again(self) -> None:
        """Try the printer now, if slips wait for it."""

    def print_test(self) -> None:
        """Print a test slip; :class:`SlipTested` follows."""

    def save_slip(self, wanted: SlipWanted, path: str) -> None:
        """Write a slip as PDF; :class:`SlipSaved` follows."""

    def test_drawer(self, operator_id: str) -> None:
        """Open the cash drawer for a supervisor; :class:`DrawerTested` follows."""

    def start_with_computer(self, operator_id: str, *, on: bool) -> None:
        """Start with the computer, or no longer, for a supervisor; ``StartEntered`` follows."""

    def ask_host(self) -> None:
        """Ask the bank for an answer now; its ``DeviceStatus`` follows."""

    def save_support(self) -> None:
        """Write a support file; :class:`SupportSaved` follows."""

    def save(self, key: str, value: str) -> None:
        """Keep a choice of the cashier for the next start."""
