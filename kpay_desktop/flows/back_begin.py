"""Whether money may go back for a sale, by which way, and under whose leave.

All of it is looked up and worked out in the task that begins the return: nothing comes in between,
and nothing that a page has shown counts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from kpay_desktop.domain.approval import Act, Approval, Supervised
from kpay_desktop.domain.cash import ROUND_TO_MINOR, CashRounding, Tender, round_cash
from kpay_desktop.domain.ledger import Acquirer, ReturnCandidate
from kpay_desktop.domain.moves import ReturnDraft, ReturnIdentity
from kpay_desktop.domain.records import SaleRecord
from kpay_desktop.domain.returns import (
    RESERVED,
    ReturnKind,
    ReturnProblem,
    refund_problem,
    void_problem,
)
from kpay_desktop.domain.sale import Method, QrMode
from kpay_desktop.flows import codec
from kpay_desktop.flows.back_parts import BackParts, CardHands
from kpay_desktop.flows.back_view import BackRefused, ReturnWanted
from kpay_desktop.flows.card_numbers import is_kept
from kpay_desktop.flows.card_sale.state import CardSaleState
from kpay_desktop.flows.card_sale.table import flow_name as card_flow_name
from kpay_desktop.flows.money_back.state import MoneyBackState, Way
from kpay_desktop.flows.settle_parts import lane_of

ACTS = {ReturnKind.VOID: Supervised.VOID, ReturnKind.REFUND: Supervised.REFUND}


@dataclass(frozen=True, slots=True)
class Plan:
    """What is about to be done. ``given_minor`` leaves the drawer; None: no cash is given back.

    ``needs_card``: the card that paid is to be shown again. ``sold_at`` is when the sale's own
    message was made. ``takes_stan``: the first step sends a message to the card host.
    """

    act: Act
    candidate: ReturnCandidate
    way: Way
    given_minor: int | None
    needs_card: bool
    sold_at: datetime | None

    @property
    def takes_stan(self) -> bool:
        """True if the first step sends a message to the card host."""
        return self.way is Way.CARD and not self.needs_card

    @property
    def kind(self) -> ReturnKind:
        """What is done to the sale."""
        is_void = self.act.kind is Supervised.VOID
        return ReturnKind.VOID if is_void else ReturnKind.REFUND

    def draft(self, approval: Approval) -> ReturnDraft:
        """Return what numbers are asked for."""
        return ReturnDraft(
            kind=self.kind,
            sale_id=self.candidate.sale.identity.sale_id,
            amount_minor=self.act.amount_minor,
            operator_id=self.act.operator_id,
            approver_id=approval.approver_id,
            given_minor=self.given_minor,
        )

    def state(self, identity: ReturnIdentity, approval: Approval, at: datetime) -> MoneyBackState:
        """Return the state before the first step."""
        sale = self.candidate.sale
        card = sale.card if self.way is Way.CARD else None
        is_void = self.kind is ReturnKind.VOID
        return MoneyBackState(
            back_id=identity.return_id,
            kind=self.kind,
            way=self.way,
            sale_id=sale.identity.sale_id,
            voucher=sale.identity.voucher,
            back_voucher=identity.voucher,
            batch_no=identity.batch_no,
            total_minor=sale.total_minor,
            amount_minor=self.act.amount_minor,
            operator_id=self.act.operator_id,
            approver_id=approval.approver_id,
            begun_at=at,
            order_no=sale.identity.order_no,
            wallet_txn_no=sale.wallet_txn_no,
            number=identity.number,
            needs_card=self.needs_card,
            original=None if card is None else card.facts,
            rrn=card.rrn if card is not None and is_void else "",
            sold_at=self.sold_at if is_void else None,
        )


def way_of(sale: SaleRecord) -> Way:
    """Return how money goes back for a sale: the way it came."""
    if sale.mode is QrMode.OWN:
        return Way.BY_HAND
    return {Method.CARD: Way.CARD, Method.CASH: Way.CASH}.get(sale.method, Way.WALLET)


class BackDesk:
    """Looks sales up for money back. On the executor's thread."""

    def __init__(self, parts: BackParts) -> None:
        self._parts = parts

    def found(self, voucher: str) -> tuple[ReturnCandidate, ...]:
        """Return the sales of a voucher number, the likeliest first.

        Raises:
            StoreError: they cannot be read; here and below.
        """
        return tuple(map(self._as_known, self._parts.store.candidates(voucher)))

    def refund_of(self, voucher: str) -> str:
        """Return the voucher of the sale of the refund with that number; empty if it is none."""
        refund = self._parts.store.refund(voucher)
        return "" if refund is None else refund.sale.identity.voucher

    def sale(self, sale_id: int) -> ReturnCandidate | None:
        """Return one sale."""
        candidate = self._parts.store.candidate(sale_id)
        return None if candidate is None else self._as_known(candidate)

    def _as_known(self, candidate: ReturnCandidate) -> ReturnCandidate:
        sale = candidate.sale
        lanes = {lane_of(sale.method, sale.mode)}
        if sale.method.wallet is not None and sale.mode is not QrMode.OWN:
            lanes.add(Acquirer.WALLETS)
        is_shut = any(self._parts.is_shut(lane.value) for lane in lanes)
        return replace(candidate, returnable=replace(candidate.returnable, is_shut=is_shut))

    def plan(
        self, wanted: ReturnWanted, operator_id: str, cards: CardHands | None
    ) -> Plan | BackRefused:
        """Return what is to be done, or why nothing is.

        Raises:
            StoreError: it cannot be read.
        """
        candidate = self.sale(wanted.sale_id)
        if candidate is None:
            return BackRefused(wanted.request, ReturnProblem.UNKNOWN_VOUCHER)
        sale = candidate.sale
        way = way_of(sale)
        problem = self._problem(wanted, candidate)
        if problem is None and way is Way.WALLET and not self._parts.has_gateway:
            problem = ReturnProblem.NO_GATEWAY
        if problem is not None:
            return BackRefused(wanted.request, problem)
        needs_card, sold_at = False, None
        if way is Way.CARD:
            if cards is None or sale.card is None:
                return BackRefused(wanted.request, ReturnProblem.NO_CARD_HOST)
            refused = _behind_others(wanted.request, cards)
            if refused is not None:
                return refused
            is_refund = wanted.kind is ReturnKind.REFUND
            if is_refund and not cards.lane.takes_refunds(self._parts.store):
                return BackRefused(wanted.request)
            handle, is_open = sale.card.facts.handle, candidate.returnable.batch_is_open
            needs_card = not (is_open and is_kept(handle, cards))
            if needs_card and not cards.can_read:
                return BackRefused(wanted.request, ReturnProblem.NO_CARD_HOST)
            sold_at = self._sold_at(sale)
        identity = sale.identity
        act = Act(
            *(ACTS[wanted.kind], f"sale:{identity.sale_id}", identity.voucher),
            *(wanted.amount_minor, operator_id),
        )
        given_minor = self._given(candidate, wanted.amount_minor) if way is Way.CASH else None
        if given_minor is not None and not self._drawer_holds(given_minor):
            return BackRefused(wanted.request, ReturnProblem.DRAWER_SHORT)
        return Plan(act, candidate, way, given_minor, needs_card, sold_at)

    def _drawer_holds(self, given_minor: int) -> bool:
        """False if a drawer that was counted should hold less; of another nothing is known."""
        shift = self._parts.store.shift()
        return shift is None or shift.opened is None or given_minor <= shift.expected_minor

    def _problem(self, wanted: ReturnWanted, candidate: ReturnCandidate) -> ReturnProblem | None:
        returnable = candidate.returnable
        if wanted.kind is ReturnKind.VOID:
            # Which kind was chosen is the page's to compare; here it is what it is.
            problem = void_problem(returnable, frozenset({returnable.method}))
            if problem is None and wanted.amount_minor != returnable.total_minor:
                more = wanted.amount_minor > returnable.total_minor
                problem = ReturnProblem.TOO_MUCH if more else ReturnProblem.NO_AMOUNT
            return problem
        limits = self._parts.returns.limits(returnable.method)
        return refund_problem(returnable, wanted.amount_minor, self._parts.clock.now(), limits)

    def _sold_at(self, sale: SaleRecord) -> datetime:
        """Return when the sale's own message was made, as its flow has it."""
        stored = self._parts.store.flow(card_flow_name(sale.identity))
        if stored is None:
            return sale.created_at
        try:
            state = codec.decode(CardSaleState, stored.state)
        except codec.CodecError:
            return sale.created_at
        return state.sent_at or sale.created_at

    def _given(self, candidate: ReturnCandidate, amount_minor: int) -> int:
        """Return what leaves the drawer: never more in all than was put in.

        What was given before is counted in, so that rounding each part adds up to nothing.
        """
        tender = candidate.sale.tender
        before = [one for one in candidate.returns if one.state in RESERVED]
        gone_minor = sum(one.amount_minor for one in before)
        given_minor = sum(one.given_minor or 0 for one in before)
        rounding = self._rounding(tender, gone_minor, given_minor)
        wanted_minor = round_cash(gone_minor + amount_minor, rounding) - given_minor
        if wanted_minor >= 0 and abs(wanted_minor - amount_minor) < ROUND_TO_MINOR:
            return wanted_minor
        return round_cash(amount_minor, rounding)

    def _rounding(self, tender: Tender | None, gone_minor: int, given_minor: int) -> CashRounding:
        """Return how a sale is rounded: as it was when it was paid, and given back in part.

        The shop may round in another way by now.
        """
        ours = self._parts.rounding
        known: tuple[CashRounding, ...] = (ours, *CashRounding)
        for each in known:
            is_paid_so = tender is not None and (
                round_cash(tender.total_minor, each) == tender.due_minor
            )
            if is_paid_so and round_cash(gone_minor, each) == given_minor:
                return each
        return ours


def _behind_others(request: str, cards: CardHands) -> BackRefused | None:
    """Return what keeps a message from being sent to the card host; None: nothing does.

    Raises:
        StoreError: what was in flight cannot be read.
    """
    cards.lane.take_up()
    armed = cards.lane.first_armed()
    if armed is not None:
        return BackRefused(request, blocked_by=armed.view)
    return BackRefused(request, ReturnProblem.SETTLING) if cards.lane.is_shut else None
