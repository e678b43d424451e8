"""Lines that stand on several pages of a settlement: lanes by name, and its steps."""

from __future__ import annotations

from kpay_desktop.domain.ledger import Acquirer
from kpay_desktop.domain.message import Message, message
from kpay_desktop.flows.settle_view import SettleView
from kpay_desktop.flows.settlement.state import (
    Agreement,
    Kind,
    Phase,
    SettlementState,
    StopReason,
)
from ui.settle_model import ENDED, FIRST
from ui.till_model import SlipProgress, TillModel
from ui.views_settlement import StepLine, StepState


def lane_name(acquirer: str) -> Message:
    """Return whom a batch is settled with, or whose it is."""
    if acquirer in {Acquirer.CARDS, Acquirer.OWN, Acquirer.CASH, Acquirer.WALLETS}:
        return Message(f"settlement.{acquirer}")
    return Message(f"method.{acquirer}")


def steps(model: TillModel, runs: tuple[SettleView, ...]) -> tuple[StepLine, ...]:
    """Return the four steps, as far as they have come."""
    batches = {view.state.batch_no for view in runs} or {
        one.batch.batch_no for one in model.settle.batches
    }
    following = Message("settlement.step_next_all")
    if len(batches) == 1:
        following = message("settlement.step_next", batch=f"{max(batches) + 1:06d}")
    texts = (
        Message("settlement.step_compare"),
        Message("settlement.step_upload"),
        Message("settlement.step_print"),
        following,
    )
    return tuple(
        StepLine(text, state) for text, state in zip(texts, _step_states(runs), strict=True)
    )


def _step_states(runs: tuple[SettleView, ...]) -> tuple[StepState, ...]:
    to_do, doing, done = StepState.TO_DO, StepState.DOING, StepState.DONE
    if not runs:
        return (to_do,) * 4
    phases = {view.state.phase for view in runs}
    sent = done if any(_was_uploaded(view.state) for view in runs) else to_do
    if phases <= ENDED:
        over = StepState.FAILED if Phase.STOPPED in phases else done
        return (over, sent, over, over)
    compared = doing if phases & FIRST else done
    if Phase.HELD in phases:
        compared = StepState.FAILED
    if phases & {Phase.UPLOADING, Phase.ENDING}:
        sent = doing
    return (compared, sent, to_do, to_do)


def _was_uploaded(state: SettlementState) -> bool:
    """True once the card host has had every row, whatever it made of them."""
    if state.agreement is Agreement.UPLOADED or state.stop is StopReason.DIFFERS_STILL:
        return True
    # Of a host's batch only the upload counts rows, and it cannot be left before its end.
    return state.phase in ENDED and state.kind is Kind.CARD_HOST and state.done > 0


def print_line(model: TillModel, settlement_id: int | None = None) -> Message | None:
    """Return how far the slips are that were asked for here; of one settlement, or of any."""
    printing = model.settle.printing
    if printing is None or settlement_id not in {None, printing[0]}:
        return None
    done = {SlipProgress.PRINTED: "printed", SlipProgress.REFUSED: "not_queued"}
    return Message(f"transactions.{done.get(printing[1], 'printing')}")
