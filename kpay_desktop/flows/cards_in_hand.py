"""The sales by card that the runner has in hand. All of it on the executor's thread."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from kpay_desktop.domain.records import OpenFlow
from kpay_desktop.domain.signature import Signature
from kpay_desktop.flows import codec
from kpay_desktop.flows.card_sale import table
from kpay_desktop.flows.card_sale import values as t
from kpay_desktop.flows.card_sale.state import CardSaleState, Phase
from kpay_desktop.flows.card_view import CardSaleView
from kpay_desktop.flows.card_work import IssuerWords
from kpay_desktop.flows.unreadable import UnreadableFlowError
from kpay_desktop.ports import Store

MOST_IN_HAND = 200
"""Sales kept in hand. More with work left would mean that no reversal was answered for days."""

TOLD_ONCE = (
    t.CancelPressed,
    t.HostDeclined,
    t.HostDoubtful,
    t.HostSilent,
    t.LateApproved,
    t.Restarted,
    t.ReversalDone,
    t.Signed,
)
"""What nobody says again, and what may still be written later.

An approval is not among them: what cannot be written at once is taken back.
"""
MOST_UNWRITTEN = 16

Unwritten = tuple[t.Event, Signature | None]


@dataclass(slots=True)
class LiveCard:
    """One sale in hand. ``words`` are the issuer's for the card, from the host's last answer.

    ``lost_in`` is the phase in which a step was lost that nobody will ask for again: the table
    decides what becomes of the sale. ``given_up_at`` is the monotonic time since which the host's
    answer is no longer waited for; nothing was sent later than that. ``card_is_out``: the card has
    left, whatever is still to be told of it.
    """

    view: CardSaleView
    words: IssuerWords | None = None
    timers: set[str] = field(default_factory=set)
    lost_in: Phase | None = None
    given_up_at: float | None = None
    card_is_out: bool = False
    _unwritten: list[Unwritten] = field(default_factory=list)

    @property
    def has_unwritten(self) -> bool:
        """True while something waits for the disk."""
        return bool(self._unwritten)

    def keep_unwritten(self, event: t.Event, signature: Signature | None) -> None:
        """Keep what nobody tells again until the disk is well; note that the rest was lost."""
        kept = (event, signature)
        if not isinstance(event, TOLD_ONCE):
            self.lost_in = self.view.state.phase
        elif kept not in self._unwritten:
            self._unwritten = [*self._unwritten, kept][-MOST_UNWRITTEN:]

    def take_unwritten(self) -> list[Unwritten]:
        """Return what was kept, and keep it no longer."""
        unwritten, self._unwritten = self._unwritten, []
        return unwritten


class CardsInHand:
    """Sales by flow: those with work left, and any that is asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._live: dict[str, LiveCard] = {}

    def adopt(self, view: CardSaleView) -> LiveCard:
        """Take a sale in hand."""
        live = LiveCard(view)
        self._live[view.flow] = live
        return live

    def known(self, flow: str) -> LiveCard | None:
        """Return a sale that is in hand."""
        return self._live.get(flow)

    def read(self, stored: OpenFlow) -> LiveCard:
        """Take a stored sale in hand, unless it is already.

        Raises:
            UnreadableFlowError: what is stored of it is damaged.
            StoreError: the store cannot be read.
        """
        live = self._live.get(stored.flow)
        if live is not None:
            return live
        try:
            state = codec.decode(CardSaleState, stored.state)
            sale = self._store.sale(state.identity.sale_id)
        except (ValueError, KeyError) as error:
            raise UnreadableFlowError(stored.flow) from error
        if sale is None or table.flow_name(state.identity) != stored.flow:
            raise UnreadableFlowError(stored.flow)
        return self.adopt(CardSaleView(stored.flow, sale, state))

    def find(self, flow: str) -> LiveCard | None:
        """Return a sale by its flow, from the store if need be.

        Raises:
            StoreError: what is stored of it is damaged, or cannot be read.
        """
        live = self._live.get(flow)
        if live is not None:
            return live
        stored = self._store.flow(flow)
        return None if stored is None else self.read(stored)

    def forget(self, live: LiveCard) -> None:
        """Let a sale go; the store has all of it."""
        if self.has(live):
            del self._live[live.view.flow]

    def has(self, live: LiveCard) -> bool:
        """True if the sale is in hand as just this: it may have been let go and read anew."""
        return self._live.get(live.view.flow) is live

    def armed(self) -> Iterator[LiveCard]:
        """Return the sales whose reversal is armed: nothing else that moves money goes first."""
        return (live for live in self._live.values() if table.is_armed(live.view.state))

    def make_room(self) -> bool:
        """Return whether one more sale can be taken in hand."""
        if len(self._live) < MOST_IN_HAND:
            return True
        for live in list(self._live.values()):
            if not table.is_open(live.view.state) and not live.has_unwritten:
                self.forget(live)
        return len(self._live) < MOST_IN_HAND
