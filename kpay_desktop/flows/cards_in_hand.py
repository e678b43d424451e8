"""The sales by card that the runner has in hand. All of it on the executor's thread."""

from __future__ import annotations

from dataclasses import dataclass, field

from kpay_desktop.domain.records import OpenFlow
from kpay_desktop.domain.signature import Signature
from kpay_desktop.flows import codec
from kpay_desktop.flows.card_sale import table
from kpay_desktop.flows.card_sale import values as t
from kpay_desktop.flows.card_sale.state import CardSaleState, Phase
from kpay_desktop.flows.card_view import CardSaleView
from kpay_desktop.flows.card_work import IssuerWords
from kpay_desktop.flows.flows_in_hand import FlowsInHand, kept
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
    def flow(self) -> str:
        """Its name."""
        return self.view.flow

    @property
    def is_open(self) -> bool:
        """True while the program has work left on it."""
        return table.is_open(self.view.state)

    @property
    def is_armed(self) -> bool:
        """True while its reversal is armed."""
        return table.is_armed(self.view.state)

    @property
    def has_unwritten(self) -> bool:
        """True while something waits for the disk."""
        return bool(self._unwritten)

    def keep_unwritten(self, event: t.Event, signature: Signature | None) -> None:
        """Keep what nobody tells again until the disk is well; note that the rest was lost."""
        if not isinstance(event, TOLD_ONCE):
            self.lost_in = self.view.state.phase
        else:
            self._unwritten = kept(self._unwritten, (event, signature))

    def take_unwritten(self) -> list[Unwritten]:
        """Return what was kept, and keep it no longer."""
        unwritten, self._unwritten = self._unwritten, []
        return unwritten


class CardsInHand(FlowsInHand[LiveCard]):
    """Sales by flow: those with work left, and any that is asked for."""

    def __init__(self, store: Store) -> None:
        super().__init__(store, MOST_IN_HAND)

    def adopt(self, view: CardSaleView) -> LiveCard:
        """Take a sale in hand."""
        return self._hold(LiveCard(view))

    def _taken(self, stored: OpenFlow) -> LiveCard:
        try:
            state = codec.decode(CardSaleState, stored.state)
            sale = self._store.sale(state.identity.sale_id)
        except (ValueError, KeyError) as error:
            raise UnreadableFlowError(stored.flow) from error
        if sale is None or table.flow_name(state.identity) != stored.flow:
            raise UnreadableFlowError(stored.flow)
        return LiveCard(CardSaleView(stored.flow, sale, state))
