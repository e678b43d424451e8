"""The settlements of before, page by page, each to be printed again."""

from __future__ import annotations

from kpay_desktop.domain.ledger import SettlementRecord
from kpay_desktop.domain.message import Message, message
from kpay_desktop.flows.settlement.state import SettlementState
from ui.present_settled import state_of
from ui.settle_lines import lane_name, print_line
from ui.settle_model import PastPage
from ui.till_model import TillModel
from ui.views import Action, Button, EmptyView, Press
from ui.views_settlement import PastRow, PastSettlements, SettlementSide, SettlementView

NEWER, OLDER = "newer", "older"


def present_past(model: TillModel, page: PastPage) -> SettlementView:
    """Return the page of old settlements."""
    rows = tuple(
        _row(model, record, state) for record, state in zip(page.rows, page.states, strict=True)
    )
    turns = (
        Button(
            Press(Action.PAST_SETTLEMENTS, NEWER),
            Message("settlement.newer"),
            enabled=len(page.before) > 1 and not page.loading,
            shortcut="PgUp",
        ),
        Button(
            Press(Action.PAST_SETTLEMENTS, OLDER),
            Message("settlement.older"),
            enabled=page.has_more and not page.loading,
            shortcut="PgDown",
        ),
    )
    main = PastSettlements(
        Message("settlement.earlier"),
        rows,
        turns if rows else (),
        None if rows else _empty(page),
    )
    back = Button(Press(Action.BACK), Message("settlement.back"), shortcut="Esc")
    note = print_line(model) or Message("settlement.past_note")
    return SettlementView(
        main, SettlementSide(Message("settlement.print_again"), (), (back,), line=note)
    )


def _empty(page: PastPage) -> EmptyView:
    if page.fault is not None:
        return EmptyView(Message("settlement.fault_title"), page.fault)
    if page.loading:
        return EmptyView(Message("settlement.looking_title"), Message("settlement.looking_body"))
    return EmptyView(Message("settlement.past_empty_title"), Message("settlement.past_empty_body"))


def _row(model: TillModel, record: SettlementRecord, state: SettlementState) -> PastRow:
    at = (record.finished_at or record.begun_at).astimezone(model.settings.terminal.time_zone)
    names = {one.operator_id: one.name for one in model.operators}
    name = names.get(record.operator_id, record.operator_id)
    count = state.ours.sales + state.ours.refunds
    said, tone = state_of(state)
    number = record.identity.settlement_id
    return PastRow(
        message(
            "settlement.past_title",
            day=at.day,
            month=f"@date.month_{at.month}",
            year=at.year,
            time=f"{at:%H:%M}",
            batch=f"{record.identity.batch_no:06d}",
        ),
        message(
            f"settlement.past_about_{'one' if count == 1 else 'many'}",
            lane=f"@{lane_name(record.identity.acquirer).id}",
            count=count,
            name="@settlement.by_itself" if record.is_automatic else name,
        ),
        state.ours.net_minor,
        said,
        tone,
        Button(Press(Action.PRINT_SETTLEMENT, str(number)), Message("settlement.print_again")),
    )
