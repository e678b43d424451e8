"""The gateway insists on another amount than was asked for: a supervisor's way out of doubt."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kpay_desktop.domain.records import CreditKind, CreditState, split_paid
from kpay_desktop.domain.sale import OTHER_AMOUNT, SaleState
from kpay_desktop.flows.sale_view import InboxTold
from kpay_desktop.flows.wallet_sale import decision
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.flows.wallet_sale.table import sale_state, sale_update, step
from kpay_desktop.flows.wallet_sale.values import Phase, WalletSaleState
from kpay_desktop.ports import NoAnswerReason
from tests.helpers.till import Till
from tests.helpers.wallet_sale import TOTAL, after, context, paid, seen, state_in, told

OTHER = TOTAL + 100
ACCEPT = t.AcceptPressed("01", "90", free=True)
REFUND = t.RefundPressed("01", "90")
NOT_SURE = "ignored: the gateway has not kept to one amount for long"


def odd(minor: int = OTHER, order_minor: int | None = TOTAL, *more: tuple[str, int]) -> t.Paid:
    """The gateway says paid: another amount."""
    return paid(("T1", minor), *more, order_minor=order_minor)


def insisting(event: t.Paid | None = None) -> WalletSaleState:
    """A sale of which the gateway has said the same for a minute."""
    event = event or odd()
    return after(after(state_in(Phase.SHOWN), event, 20), event, 80)


def test_what_is_said_for_a_while_is_not_decided_yet() -> None:
    heard = after(state_in(Phase.SHOWN), odd(), 20)
    assert heard.phase is Phase.DOUBT
    assert (told(heard, ACCEPT), told(heard, REFUND)) == (NOT_SURE, NOT_SURE)
    assert not after(heard, odd(), 79).insists
    assert after(heard, odd(), 80).insists


def test_insisting_changes_nothing_by_itself() -> None:
    state = insisting()
    assert decision.is_insisted(state)
    assert sale_state(state) is SaleState.CHECKING
    assert state == after(state_in(Phase.SHOWN), odd())
    assert told(state, t.RetryDue()) == "stays: query"


@pytest.mark.parametrize(
    ("event", "accept", "refund"),
    [
        (odd(OTHER, OTHER), ("T1", OTHER), OTHER),
        (odd(OTHER, None), ("T1", OTHER), OTHER),
        (odd(TOTAL, OTHER), ("T1", TOTAL), TOTAL),
        (odd(OTHER, TOTAL, ("T2", TOTAL)), ("T2", TOTAL), OTHER + TOTAL),
        (odd(OTHER, TOTAL, ("T2", 5)), None, OTHER + 5),
        (paid(("T1", 0), order_minor=OTHER), None, 0),
        (t.Paid(TOTAL, ()), None, 0),
    ],
    ids=[
        *("another order", "order not told", "right money for another order", "one is right"),
        *("two other amounts", "no money", "no payment"),
    ],
)
def test_what_can_be_decided_depends_on_what_is_named(
    event: t.Paid, accept: tuple[str, int] | None, refund: int
) -> None:
    state = insisting(event)
    assert state.phase is Phase.DOUBT
    assert (decision.to_accept(state), decision.to_refund_minor(state)) == (accept, refund)
    assert told(state, ACCEPT, context(90)).startswith("-> approved") is (accept is not None)
    assert told(state, REFUND, context(90)).startswith("-> paid_late") is (refund > 0)


def test_another_story_starts_anew() -> None:
    state = insisting()
    other = odd(OTHER + 1)
    assert not after(state, other, 90).insists
    assert not after(after(state, other, 90), other, 149).insists
    assert after(after(state, other, 90), other, 150).insists
    assert not after(state, odd(OTHER, OTHER), 90).insists
    # A clock that was set back does not keep it waiting for hours.
    back = after(after(state, other, 90), other, -7_000)
    assert after(back, other, -6_940).insists


def test_silence_leaves_the_decision_open_and_another_word_takes_it_away() -> None:
    state = insisting()
    ticket = state.ticket
    assert after(state, t.QueryUnanswered(ticket, NoAnswerReason.TIMEOUT)).insists
    assert after(state, t.Unsure(ticket, "3088")).insists
    approved = after(state, paid())
    assert approved.phase is Phase.APPROVED
    closing = after(state, t.Pending(ticket))
    assert closing.phase is Phase.CLOSING
    assert (closing.odd, closing.insists) == ((), False)


def test_it_goes_back_whole() -> None:
    state = insisting()
    assert told(state, REFUND, context(90)) == (
        "-> paid_late: stop, start watch, refund T1 3180 as R8001000100000701"
        " | credit T1 3180 late inbox | T1 refunding"
    )
    sent = after(state, REFUND, 90)
    assert sale_state(sent) is SaleState.REFUNDING
    back = after(sent, t.RefundDone("R8001000100000701"))
    assert (back.phase, sale_update(back).paid_minor) == (Phase.REFUNDED, None)


def test_a_refused_refund_leaves_both_ways_open() -> None:
    refused = after(
        after(insisting(), REFUND, 90), t.RefundRefused("R8001000100000701", "3999"), 91
    )
    assert refused.phase is Phase.PAID_LATE
    assert decision.to_accept(refused) == ("T1", OTHER)
    assert decision.to_refund_minor(refused) == OTHER
    assert told(refused, ACCEPT).startswith("-> approved")


def test_it_is_accepted_as_what_was_paid() -> None:
    state = insisting()
    assert told(state, ACCEPT, context(90)) == (
        "-> approved: stop, start watch, start watch"
        " | credit T1 3180 late inbox | T1 accepted | print merchant+customer"
    )
    update = sale_update(after(state, ACCEPT, 90))
    assert (update.paid_minor, update.reason) == (OTHER, OTHER_AMOUNT)
    assert update.wallet_txn_no == "T1"
    # Beside another payment of the sale it is not.
    assert (
        told(state, t.AcceptPressed("01", "90", free=False)) == f"ignored: {decision.ONLY_REFUND}"
    )


def test_two_customers_paid_the_other_amount() -> None:
    state = insisting(odd(OTHER, TOTAL, ("T2", OTHER)))
    assert decision.to_refund_minor(state) == 2 * OTHER
    accepted = after(state, ACCEPT, 90)
    assert [p.state for p in accepted.payments] == [CreditState.ACCEPTED, CreditState.INBOX]
    assert decision.to_refund_minor(accepted) == OTHER


def test_odd_money_after_the_end_is_accepted_as_what_was_paid() -> None:
    late = after(after(state_in(Phase.CLOSED), odd(), 20), odd(), 40)
    assert [(p.paid_minor, p.kind) for p in late.payments] == [(OTHER, CreditKind.LATE)]
    assert decision.to_accept(late) == ("T1", OTHER)
    assert told(late, ACCEPT) == (
        "-> approved: start watch | T1 accepted | print merchant+customer"
    )
    assert sale_update(after(late, ACCEPT)).paid_minor == OTHER


@pytest.mark.parametrize(
    ("amounts", "accepted"),
    [((OTHER, TOTAL), ("T1", TOTAL)), ((OTHER, OTHER), ("T0", OTHER)), ((OTHER, 5), None)],
)
def test_the_right_amount_comes_before_another(
    amounts: tuple[int, ...], accepted: tuple[str, int] | None
) -> None:
    payments = tuple(
        seen(f"T{n}", CreditState.INBOX, CreditKind.LATE, minor) for n, minor in enumerate(amounts)
    )
    late = replace(state_in(Phase.PAID_LATE), payments=payments)
    assert decision.to_accept(late) == accepted


# --- the gateway puts itself right ----------------------------------------------------------------


def test_money_that_waits_is_put_right_when_the_gateway_names_the_total() -> None:
    refused = after(
        after(insisting(), REFUND, 90), t.RefundRefused("R8001000100000701", "3999"), 91
    )
    righted = step(refused, paid(), context(100))
    assert righted.credit_amounts == (("T1", TOTAL),)
    assert [(p.paid_minor, p.refused_code) for p in righted.state.payments] == [(TOTAL, "3999")]
    assert sale_update(after(righted.state, ACCEPT)).paid_minor is None
    # What is on its way back, went back or was accepted stays as it was booked.
    for state in (after(insisting(), REFUND, 90), after(insisting(), ACCEPT, 90)):
        assert step(state, paid(), context(100)).credit_amounts == ()
    # And one odd amount does not take another's place.
    assert step(refused, odd(5), context(100)).credit_amounts == ()
    assert step(refused, odd(TOTAL, OTHER), context(100)).credit_amounts == ()


def test_money_is_put_right_beside_more_money() -> None:
    late = after(after(state_in(Phase.CLOSED), odd(), 20), odd(), 40)
    both = paid(("T1", TOTAL), ("T2", TOTAL))
    assert told(late, both).startswith("stays: start watch | credit T2 3080 late inbox")
    assert step(late, both, context(50)).credit_amounts == (("T1", TOTAL),)


@pytest.mark.parametrize(
    ("paid_minor", "split"),
    [(3_180, (2_900, 280)), (3_080, (2_800, 280)), (2_900, (2_800, 100)), (2_000, (2_000, 0))],
)
def test_the_tip_is_what_is_left_over_the_amount(paid_minor: int, split: tuple[int, int]) -> None:
    assert split_paid(2_800, 280, paid_minor) == split
    # Said once more, nothing moves.
    assert split_paid(*split, paid_minor) == split


# --- the runner -----------------------------------------------------------------------------------


def in_doubt(till: Till) -> str:
    flow = till.show()
    till.runner.post(flow, odd())
    till.clock.pass_s(60)
    till.runner.post(flow, odd())
    assert till.phase(flow) is Phase.DOUBT
    return flow


def test_the_row_and_the_page_say_what_was_paid() -> None:
    till = Till()
    flow = in_doubt(till)
    till.accept(flow)

    sale = till.view(flow).sale
    assert (sale.state, sale.amount_minor, sale.tip_minor) == (SaleState.APPROVED, 2_900, 280)
    assert till.store.sales[sale.identity.sale_id] == sale
    (approval,) = till.store.authorised
    assert (approval.act.amount_minor, approval.approver_id) == (OTHER, "90")
    assert till.prints_wanted == 1


def test_the_inbox_names_it_before_and_after_the_decision() -> None:
    till = Till()
    flow = in_doubt(till)
    twice = till.sell("press-2", "T2")
    till.runner.post(twice, till.paid("T3"))

    def inbox() -> list[str]:
        till.runner.tell_inbox()
        told = till.news[-1]
        assert isinstance(told, InboxTold)
        return [view.flow for view in told.views]

    assert inbox() == [flow, twice]
    till.refund(flow)
    assert inbox() == [flow, twice]


def test_a_restart_asks_once_more_before_it_is_decided(caplog: pytest.LogCaptureFixture) -> None:
    before = Till()
    flow = in_doubt(before)
    till = before.restarted()
    till.runner.recover()
    till.refund(flow)
    assert till.phase(flow) is Phase.DOUBT
    assert till.view(flow).note == decision.NOT_AUTHORISED
    till.runner.post(flow, odd())
    till.refund(flow)
    assert till.row(flow) is SaleState.REFUNDING
