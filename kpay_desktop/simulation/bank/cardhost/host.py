"""The host behind the line: a frame comes in, its effects are on the disk, and the answer goes out
the way its scenario says.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import assert_never

from kpay_desktop.simulation.bank import books as ledger
from kpay_desktop.simulation.bank import clock
from kpay_desktop.simulation.bank.books import Books, Transaction
from kpay_desktop.simulation.bank.cardhost import authorise, chosen, giving_back, mac, register
from kpay_desktop.simulation.bank.cardhost.authorise import Authoriser, Told, answer
from kpay_desktop.simulation.bank.cardhost.back_requests import (
    REFUND,
    VOID,
    BackRequest,
    RowRequest,
    SettleRequest,
    back_request,
    row_request,
    settle_request,
)
from kpay_desktop.simulation.bank.cardhost.dialect import MAC
from kpay_desktop.simulation.bank.cardhost.issuers import Issuers
from kpay_desktop.simulation.bank.cardhost.message import (
    Frame,
    Message,
    MessageError,
    decode,
    encode,
)
from kpay_desktop.simulation.bank.cardhost.requests import (
    INVALID_TRANSACTION,
    RefusedError,
    ReversalRequest,
    SaleRequest,
    check_network,
    reversal_request,
    sale_request,
)
from kpay_desktop.simulation.bank.cardhost.scenarios import (
    NOT_DONE,
    CardKind,
    CardPlan,
    Scenario,
    plan_by_amount,
)

log = logging.getLogger(__name__)

MAC_WRONG, OUT_OF_ORDER = "A0", "96"
CENTS_TABLE = "cents table"

_SIGN_ON = "920000"
SALE_CODE = "000000"
# What is done; whatever else is a request (a pre-authorisation, say) is answered 12.
_DONE = {
    ("0200", "000000"): CardKind.SALE,
    ("0200", VOID): CardKind.BACK,
    ("0200", REFUND): CardKind.BACK,
    ("0320", "000000"): CardKind.UPLOAD,
    ("0320", VOID): CardKind.UPLOAD,
    ("0320", REFUND): CardKind.UPLOAD,
    ("0400", "000000"): CardKind.REVERSAL,
    ("0400", VOID): CardKind.REVERSAL,
    ("0400", REFUND): CardKind.REVERSAL,
    ("0500", "920000"): CardKind.SETTLEMENT,
    ("0500", "960000"): CardKind.SETTLEMENT,
    ("0800", _SIGN_ON): CardKind.NETWORK,
    ("0800", "990000"): CardKind.NETWORK,
}
_REQUESTS = {"0100", "0200", "0220", "0320", "0400", "0500", "0800"}

Money = SaleRequest | ReversalRequest | BackRequest | SettleRequest | RowRequest
Asked = Money | None


class Wire(Enum):
    """How an answer leaves."""

    WHOLE = "whole"
    SILENT = "silent"
    CUT = "cut"
    HALF = "half"
    PIECES = "pieces"
    GLUED = "glued"
    DOUBLED = "doubled"
    REFUSE = "refuse"
    TLS_FAILURE = "tls_failure"
    CLOSE = "close"
    HELD_UP = "held_up"


_WIRES = {
    Scenario.NO_ANSWER: Wire.SILENT,
    Scenario.LOSE_ANSWER: Wire.SILENT,
    Scenario.CUT_BEFORE: Wire.CUT,
    Scenario.CUT_AFTER: Wire.CUT,
    Scenario.HALF_FRAME: Wire.HALF,
    Scenario.PIECES: Wire.PIECES,
    Scenario.GLUED: Wire.GLUED,
    Scenario.DOUBLED: Wire.DOUBLED,
    Scenario.REFUSE: Wire.REFUSE,
    Scenario.TLS_FAILURE: Wire.TLS_FAILURE,
}
_DELAYED = {Scenario.LATE, Scenario.SLOW, Scenario.REFUSE, Scenario.TLS_FAILURE}


@dataclass(frozen=True, slots=True)
class Reaction:
    """What the line does: a frame, how it leaves, and after how long.

    ``HELD_UP``: the request is to be handed in again after the delay.
    """

    wire: Wire
    frame: bytes = field(default=b"", repr=False)
    delay_s: float = 0.0


class CardHost:
    """Answers the tills' messages. Thread-safe. ``mac_key`` None: messages have no MAC."""

    def __init__(
        self, books: Books, merchant_id: str, issuers: Issuers, mac_key: bytes | None
    ) -> None:
        self._books = books
        self._merchant_id = merchant_id
        self._authoriser = Authoriser(issuers)
        self._mac_key = mac_key
        self._issuers = issuers
        self._opening = threading.Lock()
        self._is_open = False

    def open_accounts(self) -> None:
        """Open accounts for cards that have none yet. Done once, and not before it is needed:
        the bank is ready sooner.

        Raises:
            sqlite3.Error: the books cannot be written.
        """
        with self._opening:
            if self._is_open:
                return
            cards = tuple(self._issuers.cards())
            with self._books.read() as tx:
                are_known = register.knows(tx, cards)
            if not are_known:
                with self._books.write() as tx:
                    register.enter_cards(tx, cards)
            self._is_open = True

    def handle(self, frame: Frame, *, was_held_up: bool = False) -> Reaction:
        """Answer one frame."""
        try:
            message = decode(frame.body)
        except MessageError:
            return Reaction(Wire.CLOSE)
        if message.kind not in _REQUESTS:
            return Reaction(Wire.CLOSE)
        kind = _DONE.get((message.kind, message.text(3)))
        at = clock.now()
        plan = CardPlan()
        try:
            self._check_mac(message, frame.body, kind)
            asked = self._asked(message, kind)
            if kind is None:
                raise RefusedError(INVALID_TRANSACTION)
            self.open_accounts()
            with self._books.write() as tx:
                if not was_held_up:
                    plan = self._plan(tx, kind, asked, at)
                said = self._carry_out(tx, message, asked, plan, at)
        except RefusedError as refusal:
            said = answer(message, Told(refusal.code), at)
        except sqlite3.Error as error:
            log.warning("books not written error=%s", type(error).__name__)
            said = answer(message, Told(OUT_OF_ORDER), at)
            plan = CardPlan()
        return self._react(frame, message, said, plan, kind)

    def _check_mac(self, message: Message, body: bytes, kind: CardKind | None) -> None:
        """Refuse a message whose MAC is wrong. Sign-on and echo may go without one."""
        if self._mac_key is None:
            return
        if MAC not in message.blobs:
            if kind is not CardKind.NETWORK:
                raise RefusedError(MAC_WRONG)
        elif not mac.holds(self._mac_key, body):
            raise RefusedError(MAC_WRONG)

    def _asked(self, message: Message, kind: CardKind | None) -> Asked:
        if kind is CardKind.SALE:
            return sale_request(message, self._merchant_id)
        if kind is CardKind.REVERSAL:
            return reversal_request(message, self._merchant_id)
        if kind is CardKind.BACK:
            return back_request(message, self._merchant_id)
        if kind is CardKind.SETTLEMENT:
            return settle_request(message, self._merchant_id)
        if kind is CardKind.UPLOAD:
            return row_request(message, self._merchant_id)
        if kind is CardKind.NETWORK:
            check_network(message)
        return None

    def _plan(self, tx: Transaction, kind: CardKind, asked: Asked, at: datetime) -> CardPlan:
        plan = chosen.take(tx, kind)
        if plan is not None:
            return plan
        if isinstance(asked, SaleRequest):
            if ledger.setting(tx, CENTS_TABLE, "on") == "on":
                return plan_by_amount(asked.amount_minor)
        elif isinstance(asked, ReversalRequest) and asked.processing == SALE_CODE:
            sale = authorise.find_original(tx, asked, at)
            later = None if sale is None else authorise.later_plan(tx, sale)
            if later is not None:
                return later
        return CardPlan()

    def _carry_out(
        self, tx: Transaction, message: Message, asked: Asked, plan: CardPlan, at: datetime
    ) -> Message | None:
        """Do what was asked; None if the request does not reach the host (now)."""
        if plan.scenario in NOT_DONE or plan.scenario is Scenario.OVERTAKEN:
            return None
        if plan.scenario is Scenario.MAC_REFUSED:
            return answer(message, Told(MAC_WRONG), at)
        if asked is None:
            return self._network(tx, message, plan, at)
        return self._decide(tx, message, asked, plan, at)

    def _decide(
        self, tx: Transaction, message: Message, asked: Money, plan: CardPlan, at: datetime
    ) -> Message:
        match asked:
            case SaleRequest():
                said = self._authoriser.sale(tx, message, asked, plan, at)
            case ReversalRequest(processing=processing) if processing == SALE_CODE:
                said = self._authoriser.reversal(tx, message, asked, plan, at)
            case ReversalRequest():
                said = giving_back.reverse(tx, message, asked, plan, at)
            case BackRequest():
                said = giving_back.give_back(tx, message, asked, plan, at)
            case SettleRequest():
                said = giving_back.settle(tx, message, asked, plan, at)
            case RowRequest():
                said = giving_back.take_row(tx, message, asked, plan, at)
            case _:
                assert_never(asked)
        return said

    def _network(self, tx: Transaction, message: Message, plan: CardPlan, at: datetime) -> Message:
        if plan.scenario is Scenario.CODE:
            return answer(message, Told(plan.code), at)
        if message.text(3) == _SIGN_ON:
            register.note_sign_on(tx, message.text(41), at)
        return answer(message, Told(authorise.APPROVED), at)

    # --- answers ---

    def _react(
        self,
        frame: Frame,
        message: Message,
        said: Message | None,
        plan: CardPlan,
        kind: CardKind | None,
    ) -> Reaction:
        if plan.scenario is Scenario.OVERTAKEN:
            return Reaction(Wire.HELD_UP, delay_s=plan.wait_s)
        wire = _WIRES.get(plan.scenario, Wire.WHOLE)
        if plan.scenario.value.startswith("reversal_"):
            wire = Wire.SILENT
        if said is None or wire in {Wire.SILENT, Wire.CUT}:
            return Reaction(wire)
        with_mac = kind is not CardKind.NETWORK or MAC in message.blobs
        body = self._written(_spoilt(said, plan.scenario), plan.scenario, with_mac=with_mac)
        if plan.scenario is Scenario.CORRUPT:
            body = bytes(byte ^ 0xFF if at % 3 == 0 else byte for at, byte in enumerate(body))
        delay_s = plan.wait_s if plan.scenario in _DELAYED else 0.0
        return Reaction(wire, frame.answer(body), delay_s)

    def _written(self, said: Message, scenario: Scenario, *, with_mac: bool) -> bytes:
        """Return an answer as bytes, with its MAC last of all."""
        if self._mac_key is None or not with_mac or scenario is Scenario.NO_MAC:
            return encode(said)
        body = encode(said.with_blob(MAC, bytes(mac.SIZE)))
        if scenario is not Scenario.BAD_MAC:
            return mac.signed(self._mac_key, body)
        # A real MAC by the right key, of another answer: the forger's best try.
        other = encode(said.with_text(39, "05").with_blob(MAC, bytes(mac.SIZE)))
        if said.text(39) == "05":
            other = encode(said.with_text(39, "00").with_blob(MAC, bytes(mac.SIZE)))
        return body[: -mac.SIZE] + mac.signed(self._mac_key, other)[-mac.SIZE :]


def _spoilt(said: Message, scenario: Scenario) -> Message:
    """Return an answer with what its scenario makes wrong. Its MAC will be right."""
    if scenario is Scenario.WRONG_STAN:
        return said.with_text(11, f"{int(said.text(11)) % 999_999 + 1:06d}")
    if scenario is Scenario.WRONG_AMOUNT:
        return said.with_text(4, f"{(int(said.text(4)) + 100) % 10**12:012d}")
    if scenario is Scenario.WRONG_CODE:
        return said.with_text(3, "200000" if said.text(3) != "200000" else "000000")
    for spoils, number in ((Scenario.WRONG_TERMINAL, 41), (Scenario.WRONG_MERCHANT, 42)):
        if scenario is spoils and number in said.texts:
            first = said.text(number)[0]
            return said.with_text(number, ("9" if first != "9" else "8") + said.text(number)[1:])
    return said
