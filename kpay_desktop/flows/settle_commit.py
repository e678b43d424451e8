"""What a step of a settlement writes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kpay_desktop.domain.approval import Approval
from kpay_desktop.domain.moves import BatchClosing, SettlementUpdate
from kpay_desktop.domain.records import Commit, PrintRequest, SlipCopy, SlipKind
from kpay_desktop.flows import codec
from kpay_desktop.flows.settlement import table
from kpay_desktop.flows.settlement import values as t
from kpay_desktop.flows.settlement.state import SettlementState

PAPERS = (SlipKind.SETTLEMENT, SlipKind.LIST)
"""What a settlement prints, for the merchant."""


@dataclass(frozen=True, slots=True)
class Begun:
    """Somebody asked for the settlement, or a clock did."""

    operator_id: str
    is_automatic: bool


def first_commit(state: SettlementState, at: datetime) -> Commit:
    """Return what a settlement's numbers are written with."""
    return Commit(
        flow=table.flow_name(state.settlement_id),
        event=codec.encode_event(Begun(state.operator_id, state.is_automatic)),
        state=codec.encode(state),
        is_open=True,
        at=at,
        settlement=SettlementUpdate(state.settlement_id, state.phase.value),
    )


def commit_of(
    after: SettlementState,
    event: t.Event,
    at: datetime,
    closes: BatchClosing | None,
    approval: Approval | None,
) -> Commit:
    """Return what a step writes; ``closes`` is the end of the batch, with its slips."""
    return Commit(
        flow=table.flow_name(after.settlement_id),
        event=codec.encode_event(event),
        state=codec.encode(after),
        is_open=table.is_open(after),
        at=at,
        print_requests=papers(after.settlement_id) if closes is not None else (),
        authorised=approval,
        settlement=SettlementUpdate(after.settlement_id, after.phase.value, after.ended_at, closes),
    )


def papers(settlement_id: int, *, duplicate: bool = False) -> tuple[PrintRequest, ...]:
    """Return the slip and the list of a settlement, for the merchant."""
    return tuple(PrintRequest(settlement_id, SlipCopy.MERCHANT, duplicate, kind) for kind in PAPERS)
