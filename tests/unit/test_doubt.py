"""The same total again while a sale is in doubt, and the inbox of money that waits."""

from __future__ import annotations

import json

import pytest

from kpay_desktop.domain.records import CreditState
from kpay_desktop.domain.sale import SaleState
from kpay_desktop.flows.sale_view import ChargeBegun, ChargeDoubted, InboxTold, InboxUnread
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.flows.wallet_sale.values import Phase
from kpay_desktop.ports import NoAnswerReason, Payment, StoreErrorKind
from tests.helpers.flows import draft
from tests.helpers.till import Till


def doubted(till: Till) -> list[ChargeDoubted]:
    return [news for news in till.news if isinstance(news, ChargeDoubted)]


def begun(till: Till, request: str) -> list[ChargeBegun]:
    return [n for n in till.news if isinstance(n, ChargeBegun) and n.request == request]


def checking(till: Till, request: str = "press-1") -> str:
    """A sale of which the gateway says nothing any more."""
    flow = till.show(request)
    till.runner.post(flow, t.CancelPressed())
    till.answer(t.QueryUnanswered(till.ticket(flow), NoAnswerReason.TIMEOUT))
    return flow


def ended_after_doubt(till: Till) -> str:
    flow = checking(till)
    till.timers.advance(till.clocks.doubt_first_s)
    till.answer(t.Pending(till.ticket(flow)))
    till.answer(t.CloseDone())
    till.answer(t.Gone(till.ticket(flow)))
    assert till.row(flow) is SaleState.CLOSED
    return flow


def test_the_same_total_is_not_charged_while_a_sale_is_unknown() -> None:
    till = Till()
    flow = checking(till)
    rows, effects = len(till.store.journal), len(till.asked)

    till.runner.charge(draft(), "again")

    (news,) = doubted(till)
    assert (news.request, [v.flow for v in news.others]) == ("again", [flow])
    assert news.others[0].state.phase is Phase.ASKING
    assert (len(till.store.sales), len(till.store.journal), len(till.asked)) == (1, rows, effects)
    assert begun(till, "again") == []


def test_it_counts_what_is_paid_not_how_it_is_made_up() -> None:
    till = Till()
    checking(till)

    till.runner.charge(draft(3_080, 0), "same total")
    till.runner.charge(draft(3_081, 0), "a cent more")

    assert [news.request for news in doubted(till)] == ["same total"]
    assert len(begun(till, "a cent more")) == 1


def test_a_charge_despite_doubt_says_so_in_the_journal() -> None:
    till = Till()
    checking(till)
    till.runner.charge(draft(), "again")

    till.runner.charge(draft(), "again", despite=(1,))

    (news,) = begun(till, "again")
    assert news.despite == (1,)
    assert json.loads(till.store.journal[-1].event) == {"type": "Begun", "despite": [1]}
    # The second one is under way now: a third asks again, naming the newest first.
    till.runner.charge(draft(), "a third", despite=(1,))
    assert [v.sale.identity.sale_id for v in doubted(till)[-1].others] == [2, 1]
    till.runner.charge(draft(), "a third", despite=(2, 1))
    assert len(begun(till, "a third")) == 1


def test_the_same_press_despite_doubt_begins_one_sale() -> None:
    till = Till()
    checking(till)
    for _ in range(3):
        till.runner.charge(draft(), "again", despite=(1,))
    assert len(till.store.sales) == 2


@pytest.mark.parametrize(("minutes", "warns"), [(0, True), (14.9, True), (15.1, False)])
def test_a_sale_that_was_in_doubt_warns_for_a_while(minutes: float, warns: bool) -> None:
    till = Till()
    ended_after_doubt(till)
    till.clock.pass_s(minutes * 60)

    till.runner.charge(draft(), "again")

    assert bool(doubted(till)) is warns


def test_a_sale_that_ended_without_doubt_warns_nobody() -> None:
    till = Till()
    till.sell()
    till.end("press-2")

    till.runner.charge(draft(), "press-3")

    assert doubted(till) == []
    assert len(begun(till, "press-3")) == 1


def test_many_good_sales_do_not_hide_a_doubtful_one() -> None:
    till = Till()
    ended = ended_after_doubt(till)
    flow = checking(till, "press-2")
    for number in range(30):
        till.sell(f"good-{number}", f"G{number}")

    till.runner.charge(draft(), "again")

    assert [view.flow for view in doubted(till)[0].others] == [flow, ended]


def test_an_order_without_an_answer_was_in_doubt() -> None:
    till = Till()
    flow = till.charge()
    till.answer(t.OrderUnanswered(NoAnswerReason.TIMEOUT))
    till.answer(t.NotFound(till.ticket(flow)))
    till.answer(t.CloseNotFound())
    till.answer(t.NotFound(till.ticket(flow)))
    assert till.row(flow) is SaleState.CLOSED

    till.runner.charge(draft(), "again")

    assert len(doubted(till)) == 1


def test_a_sale_found_at_the_start_was_in_doubt() -> None:
    before = Till()
    flow = before.show()
    till = before.restarted()
    till.runner.recover()
    till.runner.post(flow, Till.paid())
    assert till.row(flow) is SaleState.APPROVED

    till.runner.charge(draft(), "again")

    assert doubted(till)[0].others[0].state.phase is Phase.APPROVED


def test_late_money_warns_until_it_is_decided_and_for_a_while_after() -> None:
    till = Till()
    flow = till.late()
    till.clock.pass_s(3_600)
    till.runner.charge(draft(), "undecided")
    till.refund(flow)
    till.runner.charge(draft(), "on its way")
    number = till.view(flow).state.payments[0].refund_no
    assert number is not None
    till.runner.post(flow, t.RefundDone(number))
    till.runner.charge(draft(), "just back")
    till.clock.pass_s(901)
    till.runner.charge(draft(), "long back")

    assert [n.request for n in doubted(till)] == ["undecided", "on its way", "just back"]
    states = [n.others[0].sale.state for n in doubted(till)]
    assert states == [SaleState.PAID_LATE, SaleState.REFUNDING, SaleState.REFUNDED]


def test_nothing_is_charged_while_the_store_cannot_say(caplog: pytest.LogCaptureFixture) -> None:
    till = Till()
    till.store.unreadable = True
    till.runner.charge(draft(), "press-1")
    assert [(r.request, r.kind) for r in till.refused()] == [("press-1", StoreErrorKind.DAMAGED)]
    assert till.store.sales == {}
    assert caplog.messages == ["doubt cannot be ruled out: store damaged"]


# --- the inbox ----------------------------------------------------------------------------------


def inbox(till: Till) -> list[str]:
    till.runner.tell_inbox()
    told = till.news[-1]
    assert isinstance(told, InboxTold)
    return [view.flow for view in told.views]


def test_the_inbox_is_what_the_store_holds() -> None:
    till = Till()
    assert inbox(till) == []
    late = till.late()
    twice = till.sell("press-2", "T2")
    till.runner.post(twice, till.paid("T3"))
    till.sell("press-3", "T4")

    assert inbox(till) == [late, twice]
    # A new program knows as much, before it has taken anything in hand.
    fresh = till.restarted()
    assert inbox(fresh) == [late, twice]
    assert fresh.timers.waiting == {}


def test_money_leaves_the_inbox_when_it_is_decided() -> None:
    till = Till()
    late = till.late()
    till.accept(late)
    assert till.row(late) is SaleState.APPROVED
    assert inbox(till) == []


def test_a_refused_refund_comes_back_with_the_banks_code() -> None:
    till = Till()
    late = till.late()
    till.refund(late)
    assert inbox(till) == [late]
    till.answer(t.RefundRefused(f"R{till.view(late).state.identity.order_no}01", "3999"))

    assert inbox(till.restarted()) == [late]
    (payment,) = till.view(late).state.payments
    assert (payment.state, payment.refused_code) == (CreditState.INBOX, "3999")
    # The next try forgets the answer to the last one.
    till.refund(late)
    (payment,) = till.view(late).state.payments
    assert (payment.state, payment.refused_code) == (CreditState.REFUNDING, "")


def test_what_went_back_in_part_says_which() -> None:
    till = Till()
    late = till.end()
    two = (Payment("T1", 3_080), Payment("T2", 3_080))
    till.runner.post(late, t.Paid(3_080, two))
    till.refund(late)
    first, second = (p.refund_no or "" for p in till.view(late).state.payments)
    till.runner.post(late, t.RefundDone(first))
    till.runner.post(late, t.RefundRefused(second, "3999"))

    states = [p.state for p in till.view(late).state.payments]
    assert states == [CreditState.REFUNDED, CreditState.INBOX]
    assert till.row(late) is SaleState.PAID_LATE
    assert inbox(till) == [late]


def test_an_inbox_that_cannot_be_read_says_so(caplog: pytest.LogCaptureFixture) -> None:
    till = Till()
    till.store.unreadable = True
    till.runner.tell_inbox()
    assert till.news[-1] == InboxUnread(StoreErrorKind.DAMAGED)
    assert caplog.messages == ["the inbox cannot be read: store damaged"]
