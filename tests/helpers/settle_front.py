"""Batches and settlements as the world tells the front of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TypedDict, Unpack

from kpay_desktop.domain.card import Scheme
from kpay_desktop.domain.ledger import (
    BatchFigures,
    BatchStanding,
    GroupFigures,
    OpenBatch,
    SettlementRecord,
    UnresolvedRow,
)
from kpay_desktop.domain.moves import SettlementIdentity
from kpay_desktop.domain.sale import Method
from kpay_desktop.domain.totals import Totals
from kpay_desktop.flows.settle_view import SettleView, StandingTold
from kpay_desktop.flows.settlement.state import (
    Agreement,
    CarriedRow,
    Difference,
    Kind,
    Phase,
    SettlementState,
    StopReason,
)
from tests.helpers.front import NOON, Front
from ui.views import Action, Page

KINDS = {"cards": Kind.CARD_HOST, "own": Kind.NOBODY, "cash": Kind.NOBODY}
CARDS = (
    GroupFigures(Method.CARD, Totals(14, 51_240, 1, 1_500), Scheme.VISA),
    GroupFigures(Method.CARD, Totals(9, 32_210), Scheme.MASTERCARD),
)
WECHAT = (GroupFigures(Method.WECHAT, Totals(8, 24_100)),)
PAYNOW = (GroupFigures(Method.PAYNOW, Totals(6, 20_910)),)
UNKNOWN = CarriedRow(136, "000136", Method.PAYNOW, 880)


def standing(
    acquirer: str,
    groups: tuple[GroupFigures, ...],
    *unresolved: UnresolvedRow,
    batch_no: int = 42,
) -> BatchStanding:
    """Return an open batch."""
    totals = sum((one.totals for one in groups), Totals())
    batch = OpenBatch(batch_no, acquirer, batch_no, NOON - timedelta(hours=6))
    figures = BatchFigures(totals, totals.sales + totals.refunds)
    return BatchStanding(batch, figures, groups, unresolved)


PICTURE = (standing("cards", CARDS), standing("wechat", WECHAT), standing("paynow", PAYNOW))


def unresolved(voucher: str = "000136") -> UnresolvedRow:
    """Return a sale that is not known."""
    return UnresolvedRow(136, voucher, Method.PAYNOW, 880, "show_qr:136")


class Changes(TypedDict, total=False):
    """What tests set of a settlement's state."""

    theirs: Totals
    rows: int
    done: int
    agreement: Agreement
    differences: tuple[Difference, ...]
    carried: tuple[str, ...]
    carried_rows: tuple[CarriedRow, ...]
    code: str
    needs_person: bool
    is_automatic: bool
    stop: StopReason


def settle_view(
    phase: Phase,
    acquirer: str = "cards",
    *,
    number: int = 5,
    run: int = 5,
    **changes: Unpack[Changes],
) -> SettleView:
    """Return a settlement in ``phase``; ``changes`` are of its state."""
    state = SettlementState(
        settlement_id=number,
        kind=KINDS.get(acquirer, Kind.WALLETS),
        acquirer=acquirer,
        batch_no=42,
        begun_at=NOON,
        operator_id="01",
        phase=phase,
        ours=Totals(23, 83_450, 1, 1_500),
        rows=24,
    )
    if phase is Phase.HELD:
        state = replace(state, carried=(UNKNOWN.voucher,), carried_rows=(UNKNOWN,))
    return SettleView(f"settlement:{number}", run, replace(state, **changes))


def past_row(number: int, *, automatic: bool = False) -> SettlementRecord:
    """Return a settlement of before."""
    identity = SettlementIdentity(number, number, "cards", number, number)
    return SettlementRecord(
        identity, "settled", "", "90", automatic, NOON, NOON + timedelta(minutes=1)
    )


def at_settlement(*batches: BatchStanding) -> Front:
    """Open the page, and let the world tell how the batches stand."""
    front = Front().sign_in().press(Action.OPEN_PAGE, Page.SETTLEMENT.value)
    front.controller.news(StandingTold(batches or PICTURE, ()))
    return front
