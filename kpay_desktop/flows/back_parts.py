"""What a runner of voids and refunds works with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from kpay_desktop.domain.cash import CashRounding
from kpay_desktop.flows.authority import Authority
from kpay_desktop.flows.back_view import BackNews
from kpay_desktop.flows.card_effects import HostWork
from kpay_desktop.flows.card_lane import CardLane
from kpay_desktop.flows.gateway_back import BackReply
from kpay_desktop.flows.money_back import values as t
from kpay_desktop.flows.money_back.steps import BackClocks
from kpay_desktop.flows.sale_view import ReprintRefused
from kpay_desktop.flows.set_aside import UseLeave
from kpay_desktop.flows.stan_book import StanBook
from kpay_desktop.ports import Clock, SerialExecutor, Store, Timers
from kpay_desktop.ports_cards import CardBox, CardReaders
from kpay_desktop.security.vault import Vault
from kpay_desktop.settings_cards import CardClockSettings
from kpay_desktop.settings_day import ReturnSettings


def _never(_: str) -> bool:
    return False


def back_clocks(cards: CardClockSettings, returns: ReturnSettings) -> BackClocks:
    """Return the clocks that a profile sets: those of cards, and a wallet's longest silence."""
    return BackClocks(
        read_s=cards.read_s,
        arrival_s=cards.arrival_s,
        retry_first_s=cards.retry_first_s,
        retry_last_s=cards.retry_last_s,
        person_after_s=returns.person_after_h * 3_600.0,
    )


@dataclass(frozen=True, slots=True)
class CardHands:
    """What money back to cards needs beside the rest: readers, host, vault, and the lane's gate.

    ``lift_sale`` lets other messages go on beside the reversal of a *sale*; see
    :meth:`~kpay_desktop.flows.card_runner.CardRunner.lift`. ``can_read``: a card can be shown
    again.
    """

    store: Store
    readers: CardReaders
    work: HostWork
    box: CardBox
    vault: Vault
    stans: StanBook
    lane: CardLane
    lift_sale: Callable[[str, str, UseLeave], None]
    can_read: bool = True


@dataclass(frozen=True, slots=True)
class BackParts:
    """What every kind of money back works with.

    ``signed_in`` names who is signed in. ``give_back`` asks a wallet's gateway, from a thread of
    its own. ``kick_drawer`` opens the drawer and does not wait. ``is_shut`` says of an acquirer
    (:class:`~kpay_desktop.domain.ledger.Acquirer`) that nothing of money may go to it at this
    moment: its batch is being settled. ``void_after_s``: so long after a customer's code was sent,
    its order cannot be taken back yet. ``has_gateway``: there is one to give a wallet's money back.
    """

    store: Store
    executor: SerialExecutor
    timers: Timers
    clock: Clock
    authority: Authority
    signed_in: Callable[[], str]
    give_back: Callable[[t.SendToGateway, BackReply], None]
    kick_drawer: Callable[[], None]
    observe: Callable[[BackNews | ReprintRefused], None]
    print_wanted: Callable[[], None]
    clocks: BackClocks = field(default_factory=BackClocks)
    returns: ReturnSettings = field(default_factory=ReturnSettings)
    rounding: CashRounding = CashRounding.NEAREST
    is_shut: Callable[[str], bool] = _never
    void_after_s: float = 15.0
    has_gateway: bool = True
