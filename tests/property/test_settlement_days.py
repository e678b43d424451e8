"""Seeded days of voids, refunds and settlements, and mistakes that such days have to find."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace
from itertools import count

import pytest

from kpay_desktop.domain.returns import ReturnKind
from kpay_desktop.flows.entries import FlowBugError
from kpay_desktop.flows.money_back import table as back_table
from kpay_desktop.flows.money_back import values as b
from kpay_desktop.flows.money_back.state import MoneyBackState, Way
from kpay_desktop.flows.money_back.state import Phase as Back
from kpay_desktop.flows.money_back.steps import Context as BackContext
from kpay_desktop.flows.money_back.steps import Step as BackStep
from kpay_desktop.flows.settlement import table as settle_table
from kpay_desktop.flows.settlement import values as s
from kpay_desktop.flows.settlement.state import Agreement, Phase, SettlementState
from kpay_desktop.flows.settlement.steps import Context, Step
from tests.helpers.settlement_world import Tables
from tests.helpers.settlement_world_days import Day, Fate
from tests.helpers.settlement_world_seeds import seeded_day
from tests.helpers.truthful_card_host import Mood

DAYS = 240
GROUPS = 6
FOUND_WITHIN = 600


@functools.cache
def lived(seed: int) -> frozenset[str]:
    """Live through a day whose tables are right, and return what came about, in words."""
    day = seeded_day(seed, Tables())
    found = {f"{back.way.value} {back.phase.value}" for back in day.all_backs()}
    for key in day.settlements:
        state = day.settlement(key)
        found.add(f"{state.acquirer} batch {state.stop or state.agreement}")
        if state.carried and state.phase is Phase.SETTLED:
            found.add(f"{state.acquirer} carried over")
    return frozenset(found)


@pytest.mark.parametrize("group", range(GROUPS))
def test_the_tills_books_are_the_hosts_when_a_day_has_run_out(group: int) -> None:
    for seed in range(group * DAYS // GROUPS, (group + 1) * DAYS // GROUPS):
        lived(seed)


def test_the_days_come_to_every_end() -> None:
    found: set[str] = set()
    for seed in range(DAYS):
        found |= lived(seed)
    assert found >= {
        *("card done", "card refused", "card undone", "card closed"),
        *("wallet done", "wallet refused"),
        *("card batch agree", "card batch uploaded", "card batch refused"),
        *("card batch cancelled", "card batch differs_still", "card batch batch_unknown"),
        *("wallet batch agree", "wallet batch cancelled"),
        "card carried over",
    }


def test_a_refund_by_wallet_that_is_not_known_is_carried_over_and_settled_later() -> None:
    day = Day(Tables())
    sale, other = day.sell(3_080, Way.WALLET), day.sell(1_000, Way.WALLET)
    assert sale is not None
    assert other is not None
    day.give_back(sale, ReturnKind.REFUND, 500)
    day.carry(Way.WALLET, Fate.HEARD, Mood.DOUBTFUL_DONE)
    day.settle(Way.WALLET)
    day.report(1)
    day.report(1)
    day.pass_time(60)
    assert day.settlement(1).phase is Phase.HELD
    day.lift(1)
    refund = day.back(1).back_voucher
    assert day.settlement(1).carried == (refund,)
    day.run_out()
    day.settle(Way.WALLET)
    day.run_out()
    assert [settled.rows for settled in day.settled] == [
        {sale.voucher, other.voucher},
        {refund},
    ]


# --- mistakes -------------------------------------------------------------------------------


def silence_is_a_no(state: MoneyBackState, event: b.Event, context: BackContext) -> BackStep:
    """No answer ends a void, and nothing is reversed."""
    if isinstance(event, b.HostSilent):
        event = replace(event, sent=False)
    return back_table.step(state, event, context)


def missing_is_gone(state: MoneyBackState, event: b.Event, context: BackContext) -> BackStep:
    """A message that the host does not know is undone, though it can still arrive."""
    if isinstance(event, b.ReversalNotFound):
        event = b.ReversalDone()
    return back_table.step(state, event, context)


def restart_is_the_end(state: MoneyBackState, event: b.Event, context: BackContext) -> BackStep:
    """A restart gives up what had been sent."""
    if isinstance(event, b.Restarted) and (state.way, state.phase) == (Way.CARD, Back.SENDING):
        return BackStep(replace(state, phase=Back.CLOSED, ended_at=context.at))
    return back_table.step(state, event, context)


def new_number_on_repeat(state: MoneyBackState, event: b.Event, context: BackContext) -> BackStep:
    """A refund by wallet is repeated under another number."""
    step = back_table.step(state, event, context)
    effects = tuple(
        replace(one, number=f"{one.number}X") if isinstance(one, b.SendToGateway) else one
        for one in step.effects
    )
    return replace(step, effects=effects)


def silence_closes(state: SettlementState, event: s.Event, context: Context) -> Step:
    """No answer to the totals counts as a yes."""
    if isinstance(event, s.HostSilent) and state.phase is Phase.TOTALS:
        event = s.HostAgreed(event.stan)
    return settle_table.step(state, event, context)


def counted_again(state: SettlementState, event: s.Event, context: Context) -> Step:
    """A repeat of the totals is a new message."""
    step = settle_table.step(state, event, context)
    if any(isinstance(one, s.SendTotals) for one in step.effects) and state.phase is Phase.TOTALS:
        again = replace(step.state, stan=context.next_stan)
        return replace(
            step, state=again, effects=(s.SendTotals(again.stan, 1, again.ours, context.at),)
        )
    return step


def row_counted_again(state: SettlementState, event: s.Event, context: Context) -> Step:
    """A row that had no answer goes again under another number."""
    step = settle_table.step(state, event, context)
    if state.phase is Phase.UPLOADING and isinstance(event, s.RetryDue | s.Restarted):
        again = replace(step.state, stan=context.next_stan)
        return replace(step, state=again, effects=(s.SendRow(again.stan, again.cursor),))
    return step


def carries_nothing(state: SettlementState, event: s.Event, context: Context) -> Step:
    """A supervisor lets it close, and what is not known is forgotten."""
    step = settle_table.step(state, event, context)
    if isinstance(event, s.LiftPressed) and not step.ignored:
        return replace(step, state=replace(step.state, carried=()))
    return step


def differing_is_agreed(state: SettlementState, event: s.Event, context: Context) -> Step:
    """A host that differs after every row closes all the same."""
    step = settle_table.step(state, event, context)
    if isinstance(event, s.HostDiffers) and step.state.phase is Phase.STOPPED:
        closed = replace(step.state, phase=Phase.SETTLED, agreement=Agreement.UPLOADED)
        return replace(step, state=closed)
    return step


def open_while_sending(state: SettlementState) -> bool:
    """A void goes out between the totals and the end."""
    return settle_table.is_shut(state) and state.phase is Phase.ENDING


MISTAKES: dict[str, Tables] = {
    "silence is a no": Tables(back=silence_is_a_no),
    "missing is gone": Tables(back=missing_is_gone),
    "a restart is the end": Tables(back=restart_is_the_end),
    "a new number": Tables(back=new_number_on_repeat),
    "silence closes": Tables(settle=silence_closes),
    "counted again": Tables(settle=counted_again),
    "a row counted again": Tables(settle=row_counted_again),
    "carries nothing": Tables(settle=carries_nothing),
    "differing is agreed": Tables(settle=differing_is_agreed),
    "open while sending": Tables(is_shut=open_while_sending),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_in_a_table_is_found(name: str) -> None:
    assert _is_found(lambda seed: seeded_day(seed, MISTAKES[name]))


def _is_found(live: Callable[[int], Day]) -> bool:
    for seed in count():
        if seed == FOUND_WITHIN:
            return False
        try:
            live(seed)
        except (AssertionError, FlowBugError, KeyError, ValueError):
            return True
    return False
