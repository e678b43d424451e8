"""What the gateway's answers make of a void or refund by wallet."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from kpay_desktop.domain.returns import ReturnKind
from kpay_desktop.flows.entries import on
from kpay_desktop.flows.money_back import values as t
from kpay_desktop.flows.money_back.state import EndReason, MoneyBackState
from kpay_desktop.flows.money_back.steps import (
    Context,
    Step,
    again_later,
    done,
    refused,
    to_gateway,
)


def send_again(state: MoneyBackState, _: t.Event, __: Context) -> Step:
    """Ask the gateway again, under the same number."""
    return Step(state, (t.StopTimers(), to_gateway(state)))


@on(t.WalletDone)
def wallet_done(state: MoneyBackState, event: t.WalletDone, context: Context) -> Step:
    """The customer has it back; also after a no, which answered an earlier try of this number."""
    return done(replace(state, rrn=event.wallet_no, can_refund=False), context)


@on(t.WalletRefused)
def wallet_refused(state: MoneyBackState, event: t.WalletRefused, context: Context) -> Step:
    """A definite no. A wallet refuses a void after midnight, say: a refund may do instead."""
    can_refund = state.kind is ReturnKind.VOID
    told = replace(state, code=event.code, can_refund=can_refund)
    return refused(told, EndReason.HOST_SAID_NO, context)


def later(state: MoneyBackState, _: t.Event, context: Context) -> Step:
    """Not known: ask again after the back-off, for as long as it takes.

    PayNow's refunds take their time. One that takes days is told to a person, and asked on.
    """
    is_old = context.at - state.begun_at >= timedelta(seconds=context.clocks.person_after_s)
    return again_later(replace(state, needs_person=state.needs_person or is_old), context)
