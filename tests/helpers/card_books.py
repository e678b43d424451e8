"""A card host that keeps accounts, and what must hold of the till's books beside them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from kpay_desktop.domain.records import Commit
from kpay_desktop.domain.sale import SaleState
from kpay_desktop.flows import codec
from kpay_desktop.flows.card_sale import table
from kpay_desktop.flows.card_sale import values as t
from kpay_desktop.flows.card_sale.state import CardSaleState, Phase
from kpay_desktop.ports_cards import Silence
from tests.helpers.memory_store import InMemoryStore

ENDED = {Phase.APPROVED, Phase.DECLINED, Phase.CLOSED, Phase.REVERSED}


@dataclass
class CardAccounts:
    """The card host's books: what it holds for each message, by its trace number.

    It approves, declines or says something unclear as the test has it, takes back what it is asked
    to, and knows nothing of what never arrived.
    """

    held: dict[int, int] = field(default_factory=dict)
    answered: dict[int, t.Event] = field(default_factory=dict)
    taken_back: set[int] = field(default_factory=set)

    def sale(self, effect: t.Authorise, answer: str) -> t.Event:
        """Carry out a sale once; the same message again has the same answer."""
        known = self.answered.get(effect.stan)
        if known is not None:
            return known
        event: t.Event
        if answer == "yes":
            # Money is taken, unless it was taken back before it arrived.
            if effect.stan not in self.taken_back:
                self.held[effect.stan] = effect.amount_minor
            event = t.HostApproved(f"{effect.stan:012d}", "A1B2C3")
        elif answer in {"no", "first no, then yes"}:
            event = t.HostDeclined("51")
        else:
            # It says nothing clear, and holds the money all the same.
            self.held[effect.stan] = effect.amount_minor
            event = t.HostDoubtful("68")
        self.answered[effect.stan] = event
        return event

    def change_its_mind(self, effect: t.Authorise) -> t.Event:
        """Approve what was declined: a second answer to the same message."""
        if effect.stan not in self.taken_back and isinstance(
            self.answered.get(effect.stan), t.HostDeclined
        ):
            del self.answered[effect.stan]
            return self.sale(effect, "yes")
        return t.HostDeclined("51")

    def reverse(self, effect: t.Reverse) -> t.Event:
        """Take a sale back, as often as it is asked."""
        if effect.stan not in self.answered:
            return t.ReversalNotFound(batch_is_open=True, can_arrive=True)
        self.taken_back.add(effect.stan)
        self.held.pop(effect.stan, None)
        return t.ReversalDone()


def unheard(effect: t.Authorise | t.Reverse) -> t.Event:
    """Return what the till hears when no answer comes."""
    if isinstance(effect, t.Reverse):
        return t.ReversalSilent(Silence.TIMEOUT)
    return t.HostSilent(Silence.TIMEOUT, sent=True)


def states(store: InMemoryStore) -> list[CardSaleState]:
    """Return the last state of every sale."""
    return [codec.decode(CardSaleState, text) for text, _ in store.flows.values()]


@dataclass
class CardAuditor:
    """Reads the journal as it grows."""

    store: InMemoryStore
    read: int = 0
    phases: dict[str, Phase] = field(default_factory=dict)
    stans: dict[int, str] = field(default_factory=dict)

    def audit(self) -> None:
        """Check what must hold at any moment."""
        for commit in self.store.journal[self.read :]:
            self._step(commit)
        self.read = len(self.store.journal)
        for attempt_id, card in self.store.cards.items():
            state = codec.decode(CardSaleState, self.store.flows[f"{table.FLOW}:{attempt_id}"][0])
            assert card.is_armed is table.is_armed(state), "a row says otherwise"
            assert not card.is_armed or f"card:{attempt_id}" in self.store.vault, "a number lost"

    def _step(self, commit: Commit) -> None:
        state = codec.decode(CardSaleState, commit.state)
        before = self.phases.get(commit.flow)
        if state.phase is Phase.AUTHORISING and before is not Phase.AUTHORISING:
            assert commit.sealed is not None, "armed without the number"
            assert commit.card is not None
            assert commit.card.is_armed
            assert self.stans.setdefault(state.stan, commit.flow) == commit.flow, "a number twice"
        if state.phase is Phase.APPROVED and before is not Phase.APPROVED:
            kind = json.loads(commit.event)["type"]
            assert kind in {"HostApproved", "CardDone"}, "approved without the host's word"
            assert commit.sale is not None
            assert commit.sale.state is SaleState.APPROVED
        assert before is not Phase.APPROVED or state.phase is Phase.APPROVED, "an approval undone"
        self.phases[commit.flow] = state.phase


def agree(store: InMemoryStore, accounts: CardAccounts) -> None:
    """Check the till's books against the host's, once every sale has ended."""
    approved = {s.stan: s.total_minor for s in states(store) if s.phase is Phase.APPROVED}
    assert accounts.held == approved, "money at the host is not what the till approved"
    for state in states(store):
        sale = store.sales[state.identity.sale_id]
        assert state.phase in ENDED, f"a sale stands in {state.phase.value}"
        assert (sale.state is SaleState.APPROVED) is (state.phase is Phase.APPROVED)
        slips = store.unmarked(sale.identity.sale_id)
        assert len(slips) == (2 if state.phase is Phase.APPROVED else 0)
