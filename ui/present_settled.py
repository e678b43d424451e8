"""A settlement in full: our totals beside the host's, vouchers by name, and how it ended."""

from __future__ import annotations

from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.sale import format_voucher, next_voucher
from kpay_desktop.flows.settle_view import SettleView
from kpay_desktop.flows.settlement.state import (
    Agreement,
    CarriedRow,
    Difference,
    Kind,
    Phase,
    SettlementState,
)
from kpay_desktop.flows.settlement.steps import (
    CLOSED_THERE,
    NOT_COMPARED,
    NOT_FOUND,
    NOT_SENT,
)
from ui.settle_lines import lane_name, print_line, steps
from ui.settle_model import ENDED
from ui.till_model import TillModel
from ui.views import BAD, INFO, OK, PLAIN, WARN, Action, Button, Press, Tone
from ui.views_settlement import (
    BannerLine,
    Comparison,
    DifferenceRow,
    SettlementSide,
)

#: Vouchers that a title names; the rows below it name all.
MOST_IN_TITLE = 3
AGREEMENT_TONES = {
    Agreement.AGREE: OK,
    Agreement.UPLOADED: OK,
    Agreement.DIFFER: WARN,
    Agreement.OURS_ALONE: INFO,
}
_THEIRS = {
    Kind.CARD_HOST: "settlement.theirs",
    Kind.WALLETS: "settlement.theirs_wallet",
    Kind.NOBODY: "settlement.theirs_nobody",
}


_CODES = {
    NOT_COMPARED: "settlement.row_unanswered",
    NOT_SENT: "settlement.row_not_sent",
    NOT_FOUND: "settlement.row_missing",
    CLOSED_THERE: "settlement.row_missing",
}


def comparison(view: SettleView) -> Comparison:
    """Return the figures of one settlement, and what stands in the way or differs."""
    state = view.state
    rows_title, rows = _rows(state)
    count = state.rows or state.ours.sales + state.ours.refunds
    word = "one" if count == 1 else "many"
    name = lane_name(state.acquirer)
    return Comparison(
        message("settlement.batch", batch=f"{state.batch_no:06d}"),
        message(f"settlement.lane_rows_{word}", lane=f"@{name.id}", count=count),
        state.ours,
        None if state.kind is Kind.NOBODY else state.theirs,
        Message(_THEIRS[state.kind]),
        _verdict(state),
        rows_title,
        rows,
        state.unnamed,
    )


def _verdict(state: SettlementState) -> BannerLine | None:
    if state.phase is Phase.HELD:
        count = len(state.carried_rows)
        word = "held_one" if count == 1 else "held"
        return BannerLine(message(f"settlement.{word}", count=count), WARN)
    if state.phase is Phase.STOPPED:
        return BannerLine(Message("settlement.phase_stopped"), BAD)
    if state.agreement is not None and state.phase is Phase.SETTLED:
        if state.differences or state.unnamed:
            # Whatever was closed in the end: the host saw these rows otherwise.
            return BannerLine(Message("settlement.differ"), WARN)
        said = Message(f"settlement.{state.agreement.value}")
        return BannerLine(said, AGREEMENT_TONES[state.agreement])
    if state.theirs is not None and state.theirs != state.ours:
        return BannerLine(Message("settlement.differ_now"), WARN)
    return None


def _rows(state: SettlementState) -> tuple[Message | None, tuple[DifferenceRow, ...]]:
    if state.phase is Phase.HELD:
        return Message("settlement.held_rows"), tuple(_held(row) for row in state.carried_rows)
    if state.differences:
        return Message("settlement.differ_rows"), tuple(_differs(d) for d in state.differences)
    if state.carried_rows:
        # What went on into the next batch stays named by its settlement.
        vouchers = ", ".join(row.voucher for row in state.carried_rows[:MOST_IN_TITLE])
        title = message("settlement.carried", vouchers=vouchers)
        return title, tuple(_held(row) for row in state.carried_rows)
    return None, ()


def _held(row: CarriedRow) -> DifferenceRow:
    about = Message("settlement.row_not_known")
    if row.kind is not None:
        about = Message(f"settlement.row_{row.kind.value}_not_known")
    return DifferenceRow(row.voucher, about, row.amount_minor)


def _differs(difference: Difference) -> DifferenceRow:
    theirs = difference.theirs_minor
    if difference.code in _CODES:
        about = Message(_CODES[difference.code])
    elif difference.code:
        about = message("settlement.row_refused", code=difference.code)
    elif theirs is None:
        about = Message("settlement.row_unanswered")
    else:
        about = Message("settlement.row_missing" if theirs == 0 else "settlement.row_amount")
    return DifferenceRow(difference.voucher, about, difference.ours_minor, theirs)


# --- beside it ------------------------------------------------------------------------------


def settled_side(model: TillModel, shown: SettleView) -> SettlementSide:
    """Return how all settlements of the press ended, and what can be printed of the one shown."""
    state, runs = shown.state, model.settle.runs
    is_settled = state.phase is Phase.SETTLED
    tone: Tone = OK if is_settled else BAD
    return SettlementSide(
        Message("settlement.happened" if is_settled else "settlement.stopped_title"),
        steps(model, (shown,)),
        tuple(_buttons(model, shown)),
        1.0 if all(view.state.phase in ENDED for view in runs) else None,
        tone,
        print_line(model, state.settlement_id) or _line(state),
        tone,
    )


def _line(state: SettlementState) -> Message:
    batch = f"{state.batch_no:06d}"
    if state.phase is Phase.SETTLED:
        following = format_voucher(next_voucher(state.batch_no))
        return message("settlement.settled_line", batch=batch, next=following)
    reason = "cancelled" if state.stop is None else state.stop.value
    return message(f"settlement.stop_{reason}", code=state.code, batch=batch)


def _buttons(model: TillModel, shown: SettleView) -> list[Button]:
    runs = model.settle.runs
    made = [Button(Press(Action.BACK), Message("settlement.done"), primary=True, shortcut="Return")]
    if shown.state.phase is Phase.SETTLED:
        number = str(shown.state.settlement_id)
        text = Message("settlement.print_again")
        made.append(Button(Press(Action.PRINT_SETTLEMENT, number), text, shortcut="F4"))
    if len(runs) > 1:
        following = runs[(runs.index(shown) + 1) % len(runs)]
        name = lane_name(following.state.acquirer).id
        text = message("settlement.next_lane", lane=f"@{name}")
        made.append(Button(Press(Action.SETTLE_LANE, following.flow), text, shortcut="F6"))
    return made


def state_of(state: SettlementState) -> tuple[Message, Tone]:
    """Return how a settlement ended, in a word."""
    if state.agreement is not None and (state.differences or state.unnamed):
        return Message("settlement.state_differ"), WARN
    if state.agreement is not None:
        said = Message(f"settlement.state_{state.agreement.value}")
        return said, AGREEMENT_TONES[state.agreement]
    return Message("settlement.state_stopped"), PLAIN
