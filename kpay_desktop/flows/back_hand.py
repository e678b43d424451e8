"""The voids and refunds that the runner has in hand. All of it on the executor's thread."""

from __future__ import annotations

from dataclasses import dataclass, field

from kpay_desktop.domain.records import OpenFlow
from kpay_desktop.flows import codec
from kpay_desktop.flows.back_view import BackView
from kpay_desktop.flows.card_calls import IssuerWords
from kpay_desktop.flows.flows_in_hand import FlowsInHand, kept
from kpay_desktop.flows.money_back import table
from kpay_desktop.flows.money_back import values as t
from kpay_desktop.flows.money_back.state import MoneyBackState, Phase
from kpay_desktop.flows.unreadable import UnreadableFlowError
from kpay_desktop.ports import Store

MOST_IN_HAND = 500
"""Kept in hand at most. More with work left would mean that nothing is answered for days."""

TOLD_ONCE = (
    t.CancelPressed,
    t.HostDeclined,
    t.HostDoubtful,
    t.HostSilent,
    t.LateApproved,
    t.Restarted,
    t.ReversalDone,
)
"""What nobody says again, and what may still be written later.

The card host's yes is not among them: what cannot be written at once is taken back. What a gateway
said it says again, under the same number.
"""


@dataclass(slots=True)
class LiveBack:
    """One void or refund in hand. ``words`` are the issuer's for the card that was shown for it.

    ``lost_in`` is the phase in which a step was lost that nobody will ask for again: the table
    decides what becomes of it. ``given_up_at`` is the monotonic time since which the host's answer
    is no longer waited for. ``fallback``: the stripe of a chip card is taken this once.
    ``card_is_out``: the card has left, whatever is still to be told of it. ``has_waited``: the
    gateway had its time before it was asked, whatever the clock of the wall says.
    """

    view: BackView
    words: IssuerWords | None = None
    timers: set[str] = field(default_factory=set)
    lost_in: Phase | None = None
    given_up_at: float | None = None
    fallback: bool = False
    card_is_out: bool = False
    has_waited: bool = False
    _unwritten: list[t.Event] = field(default_factory=list)

    @property
    def state(self) -> MoneyBackState:
        """How it stands."""
        return self.view.state

    @property
    def handle(self) -> str:
        """The name of the card data that it works with; empty where there is none."""
        return "" if self.state.facts is None else self.state.facts.handle

    @property
    def own_handle(self) -> str:
        """The name of the data of a card that is shown for this."""
        return table.handle_of(self.state.back_id)

    @property
    def has_own_card(self) -> bool:
        """True if it goes on with a card that was shown for this."""
        return self.handle == self.own_handle

    @property
    def flow(self) -> str:
        """Its name."""
        return self.view.flow

    @property
    def is_open(self) -> bool:
        """True while the program has work left on it."""
        return table.is_open(self.state)

    @property
    def is_armed(self) -> bool:
        """True while its reversal is armed."""
        return table.is_armed(self.state)

    @property
    def has_unwritten(self) -> bool:
        """True while something waits for the disk."""
        return bool(self._unwritten)

    def keep_unwritten(self, event: t.Event) -> None:
        """Keep what nobody tells again until the disk is well; note that the rest was lost."""
        if not isinstance(event, TOLD_ONCE):
            self.lost_in = self.state.phase
        else:
            self._unwritten = kept(self._unwritten, event)

    def take_unwritten(self) -> list[t.Event]:
        """Return what was kept, and keep it no longer."""
        unwritten, self._unwritten = self._unwritten, []
        return unwritten


class BacksInHand(FlowsInHand[LiveBack]):
    """Voids and refunds by flow: those with work left, and any that is asked for."""

    def __init__(self, store: Store) -> None:
        super().__init__(store, MOST_IN_HAND)

    def adopt(self, view: BackView) -> LiveBack:
        """Take one in hand."""
        return self._hold(LiveBack(view))

    def _taken(self, stored: OpenFlow) -> LiveBack:
        try:
            state = codec.decode(MoneyBackState, stored.state)
            record = self._store.back(state.back_id)
        except (ValueError, KeyError) as error:
            raise UnreadableFlowError(stored.flow) from error
        if record is None or table.flow_name(state.back_id) != stored.flow:
            raise UnreadableFlowError(stored.flow)
        return LiveBack(BackView(stored.flow, record, state))
