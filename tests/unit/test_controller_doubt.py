"""Presses and news of doubt: the warning before a second charge, and the inbox."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kpay_desktop.domain.language import Language
from kpay_desktop.domain.message import Message
from kpay_desktop.domain.records import CreditKind, CreditState
from kpay_desktop.domain.sale import SaleState
from kpay_desktop.flows.sale_view import (
    ChargeBegun,
    ChargeDoubted,
    InboxTold,
    InboxUnread,
    SaleView,
)
from kpay_desktop.flows.wallet_sale.values import EndReason, Phase, SeenPayment
from kpay_desktop.ports import StoreErrorKind
from tests.helpers.front import SUPERVISOR, Front, payment, sale_view
from ui.views import Action, Button, Page, Press
from ui.views_inbox import InboxView
from ui.views_sale import ResultView
from ui.words import words_of

WORDS = words_of(Language.EN)


def warned(*others: SaleView) -> Front:
    """A charge that the world answered with a warning."""
    front = Front().to_confirm().press(Action.CONFIRM)
    front.controller.news(ChargeDoubted(front.model.draft.request, others))
    return front


def result(front: Front) -> ResultView:
    return front.body(ResultView)


def inbox(front: Front) -> InboxView:
    return front.body(InboxView)


def buttons(front: Front) -> dict[Action, Button]:
    return {button.press.action: button for button in result(front).buttons}


def said(front: Front) -> str:
    body = result(front)
    return " ".join(WORDS(text) for text in (body.title, *body.lines))


def last_call(front: Front) -> tuple[str, ...]:
    return front.backend.calls[-1]


def test_the_warning_names_the_sale_and_its_ways_out() -> None:
    front = warned(sale_view(Phase.ASKING))

    assert front.screens().clerk.page is Page.DOUBT
    assert "SGD 30.80 may already be charged" in said(front)
    assert "Voucher 000138 of 14:32" in said(front)
    labels = [WORDS(button.label) for button in result(front).buttons]
    assert labels == ["Back", "Charge SGD 30.80 anyway", "Open voucher 000138"]
    assert buttons(front)[Action.CHARGE_ANYWAY].danger
    assert not buttons(front)[Action.CHARGE_ANYWAY].shortcut
    assert front.screens().customer.total_minor == 3_080


@pytest.mark.parametrize(
    ("language", "day"),
    [(Language.EN, "22 Nov 2026 14:32"), (Language.ZH, "2026年11月22日 14:32")],
)
def test_a_sale_of_an_earlier_day_is_named_with_its_day(language: Language, day: str) -> None:
    front, words = warned(sale_view(Phase.ASKING)), words_of(language)
    front.controller.tick(front.model.now, front.model.clock + timedelta(days=1))

    body = result(front)
    assert day in words(body.lines[0])
    assert day in [words(value) for _, value in body.facts]


def test_charging_anyway_takes_two_presses_and_names_what_was_told() -> None:
    front = warned(sale_view(Phase.ASKING), sale_view(Phase.DOUBT, number=137))
    request = front.model.draft.request

    front.press(Action.CHARGE_ANYWAY)
    assert last_call(front) == ("charge", request)
    assert "Yes, charge SGD 30.80" in WORDS(buttons(front)[Action.CHARGE_ANYWAY].label)
    # A finger that bounces is not a second press.
    front.press(Action.CHARGE_ANYWAY)
    assert last_call(front) == ("charge", request)
    front.controller.tick(front.model.now + 0.5, front.model.clock)
    front.press(Action.CHARGE_ANYWAY)
    assert last_call(front) == ("charge", request, "138", "137")
    assert not any(button.enabled for button in result(front).buttons)
    front.press(Action.CHARGE_ANYWAY).press(Action.BACK).press(Action.OPEN_DOUBTED, "show_qr:138")
    assert len(front.backend.drafts) == 2

    front.controller.news(ChargeBegun(request, sale_view(Phase.CREATED, number=139), (138, 137)))
    assert front.screens().clerk.page is Page.SHOW_QR


def test_back_leads_to_the_confirmation_and_warns_again() -> None:
    front = warned(sale_view(Phase.ASKING)).press(Action.CHARGE_ANYWAY).press(Action.BACK)
    assert front.screens().clerk.page is Page.CONFIRM
    front.press(Action.CONFIRM)
    front.controller.news(ChargeDoubted(front.model.draft.request, (sale_view(Phase.ASKING),)))
    assert front.model.doubt is not None
    assert front.model.doubt.armed_at is None


def test_the_earlier_sale_opens() -> None:
    front = warned(sale_view(Phase.ASKING)).press(Action.OPEN_DOUBTED, "show_qr:138")
    assert front.screens().clerk.page is Page.RESULT
    assert "Checking" in said(front)
    # It stays named when the cashier leaves it.
    front.press(Action.NEW_SALE)
    assert [o.flow for o in front.model.others] == ["show_qr:138"]


def test_the_warning_follows_what_becomes_of_the_sale() -> None:
    front = warned(sale_view(Phase.ASKING))
    front.news(sale_view(Phase.APPROVED))
    assert "SGD 30.80 is already paid" in said(front)
    assert "approved now" in said(front)


@pytest.mark.parametrize("phase", list(Phase))
def test_every_state_has_words(phase: Phase) -> None:
    view = sale_view(phase, end=EndReason.NO_ANSWER)
    front = warned(view)
    for language in Language:
        words = words_of(language)
        text = words(result(front).lines[0])
        assert "000138" in text
        assert "14:32" in text


def test_a_warning_for_another_press_is_dropped() -> None:
    front = Front().to_confirm()
    front.controller.news(ChargeDoubted("an old press", (sale_view(Phase.ASKING),)))
    assert front.screens().clerk.page is Page.CONFIRM


# --- the inbox ----------------------------------------------------------------------------------


def late(number: int, *payments: SeenPayment) -> SaleView:
    return sale_view(
        Phase.PAID_LATE,
        number=number,
        end=EndReason.CANCELLED,
        payments=payments or (payment(CreditState.INBOX),),
    )


TWICE = sale_view(
    Phase.APPROVED,
    number=137,
    payments=(
        payment(CreditState.ACCEPTED, kind=CreditKind.SALE),
        payment(CreditState.INBOX, kind=CreditKind.SECOND),
    ),
)


def test_money_of_several_sales_opens_the_list() -> None:
    front = Front().sign_in().news(late(138))
    notice = front.screens().clerk.frame
    assert notice is not None
    assert notice.notice is not None
    assert notice.notice.press == Press(Action.OPEN_UNFINISHED, "show_qr:138")
    front.news(TWICE)
    frame = front.screens().clerk.frame
    assert frame is not None
    assert frame.notice is not None
    assert frame.notice.press == Press(Action.OPEN_INBOX)
    assert "The money of 2 sales" in WORDS(frame.notice.label)

    front.press(Action.OPEN_INBOX)
    assert last_call(front) == ("inbox",)
    assert front.screens().clerk.page is Page.INBOX


def test_the_list_is_the_stores_and_opens_each_sale() -> None:
    front = Front().sign_in(SUPERVISOR).press(Action.OPEN_INBOX)
    assert "Looking it up" in WORDS(inbox(front).note)
    front.controller.news(InboxTold((TWICE, late(138)), has_more=False))

    rows = inbox(front).rows
    assert [(row.voucher, WORDS(row.why)) for row in rows] == [
        ("000137", "Paid twice"),
        ("000138", "Paid late"),
    ]
    assert [row.waiting_minor for row in rows] == [3_080, 3_080]
    assert WORDS(inbox(front).count or Message("")) == "2 sales · SGD 61.60"
    front.controller.press(rows[1].open.press)
    assert front.screens().clerk.page is Page.RESULT
    assert "Paid late · SGD 30.80" in said(front)


def test_rows_follow_their_sales() -> None:
    front = Front().sign_in().press(Action.OPEN_INBOX)
    front.controller.news(InboxTold((late(138), late(136)), has_more=True))
    assert "there are more" in WORDS(inbox(front).note)
    front.news(late(138, payment(CreditState.REFUNDING)))
    assert WORDS(inbox(front).rows[0].state) == "Refund under way"
    refused = SeenPayment("T", 3_080, CreditKind.LATE, CreditState.INBOX, "R1", "3999")
    front.news(late(138, refused))
    assert WORDS(inbox(front).rows[0].state) == "Refund refused by the bank (3999)"
    front.news(sale_view(Phase.REFUNDED, payments=(payment(CreditState.REFUNDED),)))
    front.news(TWICE)
    assert [row.voucher for row in inbox(front).rows] == ["000136", "000137"]
    front.press(Action.BACK)
    assert front.screens().clerk.page is Page.AMOUNT


def test_money_that_waits_opens_in_a_till_that_has_sold_nothing_yet() -> None:
    front = Front().sign_in().press(Action.OPEN_INBOX)
    waiting = sale_view(
        Phase.PAID_LATE, end=EndReason.EXPIRED, payments=(payment(CreditState.INBOX),)
    )
    front.controller.news(InboxTold((waiting,), has_more=False))

    front.press(Action.OPEN_WAITING, waiting.flow)

    assert front.screens().clerk.page is Page.RESULT
    assert front.model.sale == waiting


def test_an_inbox_without_money_or_without_a_store_says_so() -> None:
    front = Front().sign_in().press(Action.OPEN_INBOX)
    front.controller.news(InboxTold((), has_more=False))
    assert "No money waits" in WORDS(inbox(front).note)
    front.controller.news(InboxUnread(StoreErrorKind.DAMAGED))
    assert inbox(front).note == Message("trouble.damaged")


def test_nobody_leaves_a_code_for_the_list() -> None:
    front = Front().charge(sale_view(Phase.SHOWN)).press(Action.OPEN_INBOX)
    assert front.screens().clerk.page is Page.SHOW_QR
    assert Front().press(Action.OPEN_INBOX).backend.calls == []


def test_a_refused_refund_is_told_with_what_went_back() -> None:
    back = SeenPayment("T1", 3_080, CreditKind.LATE, CreditState.REFUNDED, "R1")
    refused = SeenPayment("T2", 3_080, CreditKind.LATE, CreditState.INBOX, "R2", "3999")
    front = Front().charge(sale_view(Phase.SHOWN), SUPERVISOR).news(late(138, back, refused))
    assert "SGD 30.80 went back to the customer; SGD 30.80 did not." in said(front)
    assert "The bank refused to refund SGD 30.80 (code 3999)" in said(front)
    # It can be tried again.
    assert buttons(front)[Action.REFUND_LATE].enabled
    assert result(front).lines[-1] != Message("sale.paid_late_body")


def test_a_refused_second_refund_is_told_on_the_approved_page() -> None:
    refused = SeenPayment("T2", 3_080, CreditKind.SECOND, CreditState.INBOX, "R2", "3999")
    sold = payment(CreditState.ACCEPTED, kind=CreditKind.SALE)
    view = sale_view(Phase.APPROVED, payments=(sold, refused))
    front = Front().charge(sale_view(Phase.SHOWN), SUPERVISOR).news(view)
    assert view.sale.state is SaleState.APPROVED
    assert "The bank refused to refund SGD 30.80 (code 3999)" in said(front)
