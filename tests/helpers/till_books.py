"""What must hold of a till's store at any moment, and in the end beside the bank's books."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field

from kpay_desktop.domain.records import Commit, CreditState
from kpay_desktop.domain.sale import QrMode, SaleState
from kpay_desktop.flows import codec
from kpay_desktop.flows.wallet_sale.values import Phase, WalletSaleState
from tests.helpers.memory_store import InMemoryStore
from tests.helpers.truthful_bank import TruthfulBank

BACK = {CreditState.REFUNDING, CreditState.REFUNDED}
WAITING = {CreditState.INBOX, *BACK}
DONE = {
    *(Phase.APPROVED, Phase.CLOSED, Phase.DECLINED, Phase.PAID_LATE, Phase.REFUNDED),
    Phase.BY_HAND,
}
TAKEN = {SaleState.APPROVED, SaleState.BY_HAND}


@dataclass
class Auditor:
    """Reads the journal as it grows."""

    store: InMemoryStore
    read: int = 0
    phases: dict[str, Phase] = field(default_factory=dict)
    receipts: Counter[str] = field(default_factory=Counter)
    armed: set[str] = field(default_factory=set)

    def audit(self) -> None:
        """Check what must hold at any moment."""
        for commit in self.store.journal[self.read :]:
            self._step(commit)
        self.read = len(self.store.journal)
        assert all(count == 1 for count in self.receipts.values()), "two receipts"
        accepted = Counter(
            c.attempt_id for c in self.store.credits.values() if c.state is CreditState.ACCEPTED
        )
        assert all(count == 1 for count in accepted.values()), "two approvals"
        self._purchases()

    def _purchases(self) -> None:
        """Of one purchase, one try at most is paid, and one at most is being made."""
        first = self.store.first_tries
        paid, making = Counter[int](), Counter[int]()
        for sale_id, sale in self.store.sales.items():
            purchase = first.get(sale_id, sale_id)
            paid[purchase] += sale.state in TAKEN
            making[purchase] += sale.state in {SaleState.OPEN, SaleState.CHECKING}
        assert all(count <= 1 for count in paid.values()), "a purchase was paid twice"
        assert all(count <= 1 for count in making.values()), "two open tries at one purchase"

    def _step(self, commit: Commit) -> None:
        state = codec.decode(WalletSaleState, commit.state)
        before = self.phases.get(commit.flow)
        approved_now = state.phase is Phase.APPROVED and before is not Phase.APPROVED
        by_hand_now = state.phase is Phase.BY_HAND and before is not Phase.BY_HAND
        receipt = bool(commit.print_requests)
        assert receipt is (approved_now or by_hand_now), "a receipt without its approval"
        for for_ever in (Phase.APPROVED, Phase.BY_HAND):
            assert before is not for_ever or state.phase is for_ever, "an approval undone"
        self._armed(commit, state)
        if by_hand_now:
            assert state.mode is QrMode.OWN
            assert commit.authorised is not None, "confirmed by nobody"
            assert commit.authorised.act.amount_minor == state.total_minor
            self.receipts[commit.flow] += 1
        if approved_now:
            self._approval(commit, state)
            self.receipts[commit.flow] += 1
        for record in commit.new_credits:
            assert record.attempt_id == state.identity.attempt_id
        self.phases[commit.flow] = state.phase

    def _armed(self, commit: Commit, state: WalletSaleState) -> None:
        """What is to be taken back stays so, and is never the sale's."""
        if commit.flow in self.armed:
            assert state.armed_at is not None, "a reversal was forgotten"
        if state.armed_at is not None:
            self.armed.add(commit.flow)
            assert state.phase is not Phase.APPROVED, "approved and taken back"
        if state.phase in {Phase.REVERSING, Phase.ASKING_AGAIN} and state.mode is QrMode.SCAN:
            assert state.armed_at is not None, "taken back without being armed"
        assert state.mode is not QrMode.OWN or state.phase is not Phase.APPROVED

    def _approval(self, commit: Commit, state: WalletSaleState) -> None:
        event = json.loads(commit.event)
        assert event["type"] in {"Paid", "AcceptPressed"}, "approved without the gateway's word"
        accepted = [p for p in state.payments if p.state is CreditState.ACCEPTED]
        if event["type"] == "AcceptPressed":
            assert commit.authorised is not None, "accepted by nobody"
            assert [p.paid_minor for p in accepted] == [commit.authorised.act.amount_minor]
        else:
            assert [p.paid_minor for p in accepted] == [state.total_minor]
            told = {p["wallet_txn_no"]: p["paid_minor"] for p in event["payments"]}
            assert told[accepted[0].wallet_txn_no] == state.total_minor
            assert event["order_minor"] in {None, state.total_minor}


def states(store: InMemoryStore, *, only_open: bool = False) -> list[WalletSaleState]:
    """Return the last state of every sale, or of those that have work left."""
    return [
        codec.decode(WalletSaleState, text)
        for text, is_open in store.flows.values()
        if is_open or not only_open
    ]


def agree(store: InMemoryStore, bank: TruthfulBank) -> None:
    """Check the till's books against the bank's, once every sale has ended."""
    known = bank.payments()
    standing = {n: minor for n, (_, minor) in known.items() if n not in bank.undone}
    booked = {number: record.paid_minor for number, record in store.credits.items()}
    assert {n: minor for n, minor in booked.items() if n not in bank.undone} == standing
    assert set(booked) <= set(known)
    for state in states(store):
        order_no, attempt_id = state.identity.order_no, state.identity.attempt_id
        sale = store.sales[state.identity.sale_id]
        assert state.phase in DONE, f"{order_no} stands in {state.phase.value}"
        paid = [number for number in standing if known[number][0] == order_no]
        mine = {n: c for n, c in store.credits.items() if c.attempt_id == attempt_id}
        assert set(mine) - bank.undone == set(paid), "a payment on another sale"
        accepted = [n for n, c in mine.items() if c.state is CreditState.ACCEPTED]
        assert not bank.undone & set(accepted), "approved, and taken back"
        assert all(c.state in WAITING for n, c in mine.items() if n not in accepted)
        assert (sale.state is SaleState.APPROVED) is bool(accepted)
        assert bool(store.unmarked(sale.identity.sale_id)) is (sale.state in TAKEN)
        if sale.state is not SaleState.BY_HAND:
            assert (sale.state in {SaleState.CLOSED, SaleState.DECLINED}) is (not mine)
        assert not accepted or sale.total_minor == mine[accepted[0]].paid_minor
        for number, record in mine.items():
            if number in bank.undone:
                assert record.state is CreditState.REFUNDED, "it went back by the reversal"
                assert number not in bank.refunded
                continue
            back = bank.refunded.get(number, 0)
            assert back == (record.paid_minor if record.state is CreditState.REFUNDED else 0)
