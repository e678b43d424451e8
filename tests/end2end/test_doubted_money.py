"""Money in doubt, from the customer's phone to the bank's books, in the words of the pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpay_desktop.domain.sale import SaleState
from kpay_desktop.flows.wallet_sale.values import Phase
from kpay_desktop.settings import Settings, parse_settings
from tests.helpers.audit_log import audit_log
from tests.helpers.front_day import FrontDay
from tests.helpers.real_till import audit, profile_text, sales_of
from ui.views import Action, Page
from ui.views_inbox import InboxView

QUICK_S = 0.3


@pytest.fixture
def settings() -> Settings:
    return parse_settings(profile_text(), "test")


def cancelled(day: FrontDay) -> str:
    """A sale of SGD 5.00 that is cancelled in time; its code can still be paid, by this bank."""
    day.desk.set_next("late", delay_s=QUICK_S)
    day.charge("5", "00")
    code = day.code()
    day.press(Action.CANCEL_SALE)
    day.reaches(Phase.CLOSED)
    return code


def test_late_money_beside_a_payment_is_warned_of_refused_and_refunded(
    settings: Settings, data: Path
) -> None:
    with FrontDay(settings, data) as day:
        day.sign_in()
        first_code = cancelled(day)
        # Ended without a doubt: trying again warns nobody.
        day.press(Action.RETRY_SALE)
        day.confirm()
        day.pays(day.code())
        day.reaches(Phase.APPROVED)
        day.press(Action.NEW_SALE)

        day.pays(first_code)
        day.until("the notice", lambda: day.notice() is not None)
        day.charge("5", "00")
        assert day.page is Page.DOUBT
        assert "SGD 5.00 is already paid" in day.said()
        assert "The money for voucher 000001" in day.said()
        doubt = day.model.doubt
        assert doubt is not None
        assert [v.sale.identity.voucher for v in doubt.others] == ["000001"]

        day.press(Action.OPEN_DOUBTED, doubt.others[0].flow)
        assert "Paid late · SGD 5.00" in day.said()
        day.press(Action.ACCEPT_LATE)
        day.authorise()
        day.until("the refusal", lambda: "cannot be accepted" in day.said())
        day.desk.set_next("decline", kind="refund")
        day.press(Action.REFUND_LATE)
        day.authorise()
        day.until("the bank's no", lambda: "The bank refused to refund SGD 5.00" in day.said())

    # Another day: the money still waits, and the list says why.
    with FrontDay(settings, data) as day:
        day.sign_in()
        day.press(Action.OPEN_INBOX)
        day.until("the list", lambda: isinstance(day.body, InboxView) and bool(day.body.rows))
        assert "Paid late | Refund refused by the bank" in day.said()
        day.press(Action.OPEN_WAITING, day.model.inbox.views[0].flow)
        day.press(Action.REFUND_LATE)
        day.authorise()
        day.reaches(Phase.REFUNDED)
        day.press(Action.OPEN_INBOX)
        day.until("an empty list", lambda: "No money waits" in day.said())

        # The next customer wants the same: said once more, and taken by two presses.
        day.press(Action.BACK)
        day.charge("5", "00")
        assert "has been refunded" in day.said()
        day.press(Action.CHARGE_ANYWAY)
        armed = day.model.now
        day.until("half a second", lambda: day.model.now > armed + 0.5)
        day.press(Action.CHARGE_ANYWAY)
        day.pays(day.code())
        day.reaches(Phase.APPROVED)
        day.until("the slips", lambda: not day.world.waiting_slips())

    approved, refunded = SaleState.APPROVED, SaleState.REFUNDED
    assert [row.state for row in sales_of(data)[1]] == [approved, approved, refunded]
    report = audit(data)
    assert {slip["total_minor"] for slip in report["slips"]} == {500}
    assert len(report["slips"]) == 4
    assert report["moves"]["customer:1010"] == -1_000
    (noted,) = audit_log(data, "charged_in_doubt")
    assert (noted.operator_id, noted.subject) == ("90", "000003")
    told = audit_log(data, "authorised", "accept_late", "refund_late")
    # The acceptance was authorised and refused: it is not told as done.
    assert [row.action for row in told] == [
        *("authorised", "authorised", "refund_late", "authorised", "refund_late")
    ]


def test_a_cut_line_warns_before_the_same_total_is_charged_again(
    settings: Settings, data: Path
) -> None:
    with FrontDay(settings, data) as day:
        day.sign_in()
        day.charge("5", "00")
        code = day.code()
        day.desk.cut_line()
        day.pays(code)
        day.press(Action.CANCEL_SALE)
        day.until("doubt", lambda: "Checking" in day.said())
        day.press(Action.NEW_SALE)
        day.charge("5", "00")
        assert "SGD 5.00 may already be charged" in day.said()
        # The bank is heard again while the cashier still reads: the page says what is known now.
        day.desk.mend_line()
        day.until("the approval", lambda: "SGD 5.00 is already paid" in day.said())
        day.press(Action.BACK)
        day.press(Action.BACK)
        day.until("the slips", lambda: not day.world.waiting_slips())

    assert [row.state for row in sales_of(data)[1]] == [SaleState.APPROVED]
    assert len(audit(data)["slips"]) == 2
