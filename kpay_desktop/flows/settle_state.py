"""Settlements as they are read from the store."""

from __future__ import annotations

from collections.abc import Sequence

from kpay_desktop.domain.ledger import SettlementRecord
from kpay_desktop.flows import codec
from kpay_desktop.flows.settle_view import PastTold
from kpay_desktop.flows.settlement import table
from kpay_desktop.flows.settlement.state import SettlementState
from kpay_desktop.ports import StoreError, StoreErrorKind

AUTOMATIC = "auto"
"""The operator of a settlement that began by itself."""


def state_of(record: SettlementRecord) -> SettlementState:
    """Return the newest state of a settlement.

    Raises:
        StoreError: what is stored of it is damaged.
    """
    try:
        return codec.decode(SettlementState, record.state)
    except codec.CodecError as error:
        flow = table.flow_name(record.identity.settlement_id)
        raise StoreError(StoreErrorKind.DAMAGED, f"state of {flow}") from error


def past_told(request: int, records: Sequence[SettlementRecord], limit: int) -> PastTold:
    """Return what pages are told of settlements of before; one more than ``limit`` was read.

    Raises:
        StoreError: what is stored of one is damaged.
    """
    rows = tuple(records[:limit])
    states = tuple(state_of(record) for record in rows)
    return PastTold(request, rows, states, len(records) > limit)
