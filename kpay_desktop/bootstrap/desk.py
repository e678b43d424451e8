"""The simulated world as the demo desk asks for it: decoder, phone, paper, bank and cards."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from kpay_desktop.bootstrap.bank import BankReady
from kpay_desktop.bootstrap.desk_card_host import CardHostAtDesk
from kpay_desktop.domain.sale import Wallet
from kpay_desktop.ports import CodeReader
from kpay_desktop.simulation import desk_answers as said
from kpay_desktop.simulation.camera import Fault, Picture
from kpay_desktop.simulation.desk_client import DeskClient, DeskError
from kpay_desktop.simulation.paper.printer import Paper, PrinterModel, Switches
from ui.demo.card_port import CardBankState, CardLine, CardsState, CardWay
from ui.demo.desk_port import (
    Account,
    BankState,
    Decision,
    HeldOrder,
    Line,
    OutcomeRow,
    Outturn,
    PaperState,
    PaperSwitch,
    Sighting,
)
from ui.demo.scan_port import CameraState, PhoneOrder, PhoneState, Shown

if TYPE_CHECKING:
    from kpay_desktop.bootstrap.desk_cards import CardsAtDesk
    from kpay_desktop.bootstrap.desk_phone import PhoneAtDesk

T = TypeVar("T")

_WALLETS: Mapping[str, Wallet] = {wallet.value: wallet for wallet in Wallet}
_SALE, _REFUSES = "sale", "reversal_refused"
_NO_CARDS = CardsState(())


class Desk:
    """Implements ``ui.demo.desk_port.DeskPort`` on the running simulators.

    ``cards`` are the hands at the simulated reader, ``phone`` is what the till's simulated camera
    sees; without them the desk has none.
    """

    def __init__(
        self,
        bank: Callable[[], BankReady | None],
        printer: PrinterModel,
        reader: CodeReader,
        width_dots: int,
        cards: CardsAtDesk | None = None,
        phone: PhoneAtDesk | None = None,
    ) -> None:
        self._bank = bank
        self._cards = cards
        self._phone = phone
        self._card_host = CardHostAtDesk(bank)
        self._printer = printer
        self._reader = reader
        self._width_dots = width_dots
        self._torn = 0
        self._version = 0
        self._lock = threading.Lock()
        self._outcomes: tuple[OutcomeRow, ...] = ()
        printer.on_change(self._paper_changed)

    # --- the phone ------------------------------------------------------------------------

    def photograph(self, pixels: bytes, width: int, height: int) -> Sequence[str]:
        """Return the texts of the codes in a grey picture."""
        return self._reader.read_grey(pixels, width, height)

    def scan(self, payload: str, deadline_s: float) -> Sighting | None:
        """Open in the customer's app what was read from a code."""
        found = self._ask(deadline_s, lambda desk: desk.scan(payload))
        if found is None:
            return None
        wallet = _WALLETS.get(found.wallet)
        if not found.order or wallet is None:
            return Sighting(found.reason, payable=False)
        order = PhoneOrder(found.order, wallet, found.merchant, found.amount_minor)
        return Sighting(found.reason, found.payable, order)

    def pay(
        self, handle: str, customer_id: str, decision: Decision, deadline_s: float
    ) -> Outturn | None:
        """Carry out what the customer decided about the order."""
        press = self._ask(deadline_s, lambda desk: desk.press(handle, customer_id, decision.value))
        return None if press is None else Outturn(press.result, press.reason)

    @property
    def has_scanning(self) -> bool:
        """True where the till has a simulated camera. Does not wait."""
        return self._phone is not None

    def phone_state(
        self, customer_id: str, wallet: Wallet, shown: Shown, deadline_s: float, *, renew: bool
    ) -> PhoneState | None:
        """Return what a customer's phone shows."""
        phone = self._phone
        if phone is None:
            return None
        return self._ask(
            deadline_s, lambda desk: phone.state(desk, customer_id, wallet, shown, renew=renew)
        )

    def camera_state(self) -> CameraState:
        """Return how the camera is."""
        return CameraState() if self._phone is None else self._phone.camera()

    def hold_up(self, pictures: tuple[Picture, ...], *, is_phone: bool) -> CameraState:
        """Let the camera see pictures."""
        if self._phone is None:
            return CameraState()
        return self._phone.hold_up(pictures, is_phone=is_phone)

    def set_camera_fault(self, fault: Fault) -> CameraState:
        """Unplug the camera, let another program hold it, freeze it, or mend it."""
        return CameraState() if self._phone is None else self._phone.set_fault(fault)

    def scan_by_hand(self, text: str) -> None:
        """Read with the hand scanner."""
        if self._phone is not None:
            self._phone.scan_by_hand(text)

    # --- the bank -------------------------------------------------------------------------

    def bank_state(self, deadline_s: float) -> BankState | None:
        """Return the bank's accounts, its next answer and its line."""
        return self._ask(deadline_s, self._state)

    def set_outcome(self, outcome: str, deadline_s: float, *, stays: bool) -> BankState | None:
        """Choose how the bank answers the next sale; "" leaves it to the cents."""

        def choose(desk: DeskClient) -> BankState:
            if outcome:
                desk.set_next(outcome, sticky=stays)
            else:
                desk.clear_next()
            return self._state(desk)

        return self._ask(deadline_s, choose)

    def set_cents_table(self, on: bool, deadline_s: float) -> BankState | None:
        """Let the cents of a total choose its outcome, or not."""

        def turn(desk: DeskClient) -> BankState:
            desk.set_cents_table(on)
            return self._state(desk)

        return self._ask(deadline_s, turn)

    def set_line(self, line: Line, deadline_s: float) -> BankState | None:
        """Cut the line between till and bank, silence it, or mend it."""

        def turn(desk: DeskClient) -> BankState:
            {
                Line.UP: desk.mend_line,
                Line.CUT: desk.cut_line,
                Line.SILENT: desk.silence_line,
            }[line]()
            return self._state(desk)

        return self._ask(deadline_s, turn)

    def release(self, handle: str, deadline_s: float, *, settle: bool) -> BankState | None:
        """End a held payment: credit the shop, or give the customer the money back."""

        def end(desk: DeskClient) -> BankState:
            if settle:
                desk.settle(handle)
            else:
                desk.give_back(handle)
            return self._state(desk)

        return self._ask(deadline_s, end)

    def _ask(self, deadline_s: float, call: Callable[[DeskClient], T]) -> T | None:
        bank = self._bank()
        if bank is None:
            return None
        try:
            return call(DeskClient(bank.desk_url, bank.desk_token, deadline_s))
        except DeskError:
            return None

    def _state(self, desk: DeskClient) -> BankState:
        state = desk.state()
        if not self._outcomes:
            self._outcomes = tuple(
                OutcomeRow(row.outcome, row.group, row.cents)
                for row in desk.outcomes()
                if _SALE in row.kinds
            )
        chosen = next((n for n in state.next_answers if n.kind == _SALE), None)
        shop = sum(a.balance_minor for a in state.accounts if a.kind == "merchant")
        customers = tuple(
            Account(a.number, a.name, a.balance_minor)
            for a in sorted(state.accounts, key=lambda account: account.name)
            if a.kind == "customer"
        )
        return BankState(
            accounts=customers,
            shop_minor=shop,
            outcomes=self._outcomes,
            next_outcome=chosen.outcome if chosen else "",
            stays=chosen.sticky if chosen else False,
            cents_table=state.cents_table,
            line=Line(state.line),
            held=tuple(_held(order) for order in state.orders if _is_held(order)),
        )

    # --- cards and card host ----------------------------------------------------------------

    @property
    def has_cards(self) -> bool:
        """True where cards can be used. Does not wait."""
        return self._cards is not None

    def cards_state(self) -> CardsState:
        """Return the cards and where they are."""
        return _NO_CARDS if self._cards is None else self._cards.state()

    def use_card(self, key: str, way: CardWay) -> CardsState:
        """Insert a card, hold it to the reader until it was read, or swipe it."""
        return _NO_CARDS if self._cards is None else self._cards.use(key, way)

    def take_card(self) -> CardsState:
        """Take the card away that is in the reader or on it."""
        return _NO_CARDS if self._cards is None else self._cards.take()

    def set_locked(self, key: str, locked: bool) -> CardsState:
        """Lock a phone, or let its owner unlock it."""
        return _NO_CARDS if self._cards is None else self._cards.set_locked(key, locked)

    def set_card_fault(self, fault: str, command: int) -> CardsState:
        """Choose what is wrong with the next card that is used."""
        return _NO_CARDS if self._cards is None else self._cards.set_fault(fault, command)

    def new_cards(self) -> CardsState:
        """Take all cards away and lay out new ones."""
        return _NO_CARDS if self._cards is None else self._cards.anew()

    def card_bank_state(self, deadline_s: float) -> CardBankState | None:
        """Return the card host's next answer, its line and its book."""
        return self._card_host.state(deadline_s)

    def set_card_answer(self, name: str, deadline_s: float, *, stays: bool) -> CardBankState | None:
        """Choose how the card host answers the next sale."""
        return self._card_host.set_answer(name, deadline_s, stays=stays)

    def set_card_line(self, line: CardLine, deadline_s: float) -> CardBankState | None:
        """Cut the line between till and card host, silence it, spoil its TLS, or mend it."""
        return self._card_host.set_line(line, deadline_s)

    # --- the paper ------------------------------------------------------------------------

    def paper_state(self) -> PaperState:
        """Return what stands on the paper and the printer's switches."""
        switches = self._printer.switches
        on = {
            PaperSwitch.OUT: switches.paper is Paper.OUT,
            PaperSwitch.LOW: switches.paper is Paper.LOW,
            PaperSwitch.COVER: switches.cover_open,
            PaperSwitch.OFFLINE: switches.is_offline,
        }
        slips = tuple(reversed(self._printer.slips[self._torn :]))
        return PaperState(
            version=self._version,
            slips=slips,
            switches=frozenset(switch for switch, is_on in on.items() if is_on),
            width_dots=self._width_dots,
        )

    def set_paper(self, switch: PaperSwitch, on: bool) -> PaperState:
        """Turn one of the printer's faults on or off."""
        now = self._printer.switches
        self._printer.turn(_turned(now, switch, on))
        return self.paper_state()

    def tear_off(self) -> PaperState:
        """Take the printed slips away."""
        self._torn = len(self._printer.slips)
        self._paper_changed()
        return self.paper_state()

    def _paper_changed(self) -> None:
        with self._lock:
            self._version += 1


def _turned(now: Switches, switch: PaperSwitch, on: bool) -> Switches:
    match switch:
        case PaperSwitch.OUT:
            return replace(now, paper=Paper.OUT if on else Paper.OK)
        case PaperSwitch.LOW:
            return replace(now, paper=Paper.LOW if on else Paper.OK)
        case PaperSwitch.COVER:
            return replace(now, cover_open=on)
        case PaperSwitch.OFFLINE:
            return replace(now, is_offline=on)


def _is_held(order: said.BankOrder) -> bool:
    """Tell whether the desk can end what is going on with an order's money."""
    states = {payment.state for payment in order.payments}
    # Money was taken, the wallet says that it failed, and nobody takes it back.
    is_stuck = (order.outcome, order.state) == (_REFUSES, "declined") and "settled" in states
    return order.wallet in _WALLETS and ("held" in states or is_stuck)


def _held(order: said.BankOrder) -> HeldOrder:
    return HeldOrder(order.reqsn, _WALLETS[order.wallet], order.amount_minor)
