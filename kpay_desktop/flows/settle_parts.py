"""What the runner of settlements works with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from kpay_desktop.domain.approval import Act, Supervised
from kpay_desktop.domain.ledger import Acquirer
from kpay_desktop.domain.sale import Method, QrMode
from kpay_desktop.flows.authority import Authority
from kpay_desktop.flows.runner_parts import Reply
from kpay_desktop.flows.settle_view import SettleNews
from kpay_desktop.flows.settlement import values as t
from kpay_desktop.flows.settlement.state import Kind, SettlementState
from kpay_desktop.flows.stan_book import StanBook
from kpay_desktop.flows.wallet_sale.effects import QueryOrder
from kpay_desktop.ports import Clock, SerialExecutor, Store, Timers
from kpay_desktop.ports_batch import BatchRow
from kpay_desktop.ports_cards import CardBox
from kpay_desktop.security.vault import Vault
from kpay_desktop.settings_day import SettleClockSettings

_LANES = {
    Method.CARD: Acquirer.CARDS,
    Method.PAYNOW: Acquirer.PAYNOW,
    Method.WECHAT: Acquirer.WECHAT,
    Method.ALIPAY: Acquirer.ALIPAY,
    Method.CASH: Acquirer.CASH,
}
_KINDS = {
    Acquirer.CARDS: Kind.CARD_HOST,
    Acquirer.OWN: Kind.NOBODY,
    Acquirer.CASH: Kind.NOBODY,
}

BatchEffect = t.SendTotals | t.SendEnd | t.SignOn | BatchRow
"""What is asked of a card host; a row of an upload comes with all that it says."""
TellBatch = Callable[[t.Event], None]


class BatchWork(Protocol):
    """Whoever talks with the card host, on a thread of its own."""

    def settle(self, effect: BatchEffect, tell: TellBatch) -> None:
        """Carry ``effect`` out soon; its event goes to ``tell``, from that thread."""


@dataclass(frozen=True, slots=True)
class CardSide:
    """What a settlement with the card host needs: its line, its numbers, and the vault."""

    store: Store
    box: CardBox
    vault: Vault
    stans: StanBook
    work: BatchWork


@dataclass(frozen=True, slots=True)
class SettleParts:
    """What a runner of settlements works with.

    ``query`` asks a wallet's gateway about an order, from a thread of its own. ``nudge`` has a flow
    of a sale or return send or ask once more, if it can. ``observe`` gets news.
    """

    store: Store
    executor: SerialExecutor
    timers: Timers
    clock: Clock
    clocks: SettleClockSettings
    authority: Authority
    query: Callable[[QueryOrder, Reply], None]
    nudge: Callable[[str], None]
    observe: Callable[[SettleNews], None]
    print_wanted: Callable[[], None]


def lane_of(method: Method, mode: QrMode | None) -> Acquirer:
    """Return in whose batch sales of that kind stand, and what goes back for them."""
    return Acquirer.OWN if mode is QrMode.OWN else _LANES[method]


def kind_of(acquirer: str) -> Kind:
    """Return whom a batch is settled with."""
    return _KINDS.get(Acquirer(acquirer), Kind.WALLETS)


def carry_over_act(flow: str, state: SettlementState, operator_id: str) -> Act:
    """Return the act of closing a batch without the rows that are named at this moment.

    A leave for it fits no other rows: what is named by now must be what the supervisor has seen.
    """
    return Act(
        Supervised.CARRY_OVER,
        flow,
        ", ".join(state.carried),
        sum(row.amount_minor for row in state.carried_rows),
        operator_id,
    )
