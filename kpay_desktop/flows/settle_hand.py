"""The settlements that are under way. All of it on the executor's thread."""

from __future__ import annotations

from dataclasses import dataclass, field

from kpay_desktop.domain.moves import SettlementIdentity
from kpay_desktop.domain.records import OpenFlow
from kpay_desktop.flows import codec
from kpay_desktop.flows.settle_view import SettleView
from kpay_desktop.flows.settlement import table
from kpay_desktop.flows.settlement.state import SettlementState
from kpay_desktop.ports import Store, StoreError, StoreErrorKind


@dataclass(slots=True)
class LiveSettlement:
    """A settlement in hand, with its clocks."""

    view: SettleView
    identity: SettlementIdentity
    timers: set[str] = field(default_factory=set)

    @property
    def state(self) -> SettlementState:
        """Its durable state."""
        return self.view.state


class SettlementsInHand:
    """Settlements by flow: those that are open, one for each acquirer at most."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._live: dict[str, LiveSettlement] = {}

    def adopt(self, view: SettleView, identity: SettlementIdentity) -> LiveSettlement:
        """Take a settlement in hand."""
        live = LiveSettlement(view, identity)
        self._live[view.flow] = live
        return live

    def read(self, stored: OpenFlow) -> LiveSettlement:
        """Take a stored settlement in hand.

        Raises:
            StoreError: what is stored of it is damaged, or cannot be read.
        """
        live = self._live.get(stored.flow)
        if live is not None:
            return live
        try:
            state = codec.decode(SettlementState, stored.state)
        except codec.CodecError as error:
            raise StoreError(StoreErrorKind.DAMAGED, f"state of {stored.flow}") from error
        record = self._store.settlement(state.settlement_id)
        if record is None:
            raise StoreError(StoreErrorKind.DAMAGED, f"{stored.flow} has no row")
        identity = record.identity
        return self.adopt(SettleView(stored.flow, identity.run_id, state), identity)

    def find(self, flow: str) -> LiveSettlement | None:
        """Return a settlement that is under way."""
        return self._live.get(flow)

    def of(self, acquirer: str) -> LiveSettlement | None:
        """Return the settlement that is under way with an acquirer."""
        return next((one for one in self._live.values() if one.state.acquirer == acquirer), None)

    def all(self) -> tuple[LiveSettlement, ...]:
        """Return those that are under way, oldest first."""
        return tuple(self._live.values())

    def has(self, live: LiveSettlement) -> bool:
        """True while the settlement is under way."""
        return self._live.get(live.view.flow) is live

    def let_go(self, live: LiveSettlement) -> None:
        """Forget a settlement that has ended; the store has all of it."""
        if not table.is_open(live.state):
            self._live.pop(live.view.flow, None)
