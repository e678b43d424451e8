"""A disk that fails while the till sells: pages say so until something is written again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kpay_desktop.domain.message import Message
from kpay_desktop.domain.records import CreditState, PrintState, SlipCopy
from kpay_desktop.flows.print_values import PrintPhase
from kpay_desktop.flows.sale_view import ReprintRefused, SaleView
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.flows.wallet_sale.values import Phase
from kpay_desktop.ports import DeviceKind, DeviceStatus, Health, StoreErrorKind
from tests.helpers.found_sales import on_transactions, view_of
from tests.helpers.front import SUPERVISOR, Front, payment, sale_view
from tests.helpers.till import Till
from ui.backend import QueueNews, SlipNews
from ui.views import WARN, Action
from ui.views_sale import ResultView, ShowQrView

FULL = StoreErrorKind.FULL
READY = DeviceStatus(DeviceKind.PRINTER, Health.OK, "printer.ready")


def page(view: SaleView) -> ShowQrView | ResultView:
    body = Front().charge(view, SUPERVISOR).screens().clerk.body
    assert isinstance(body, ShowQrView | ResultView)
    return body


def said(body: ShowQrView | ResultView) -> tuple[Message, ...]:
    return (body.body,) if isinstance(body, ShowQrView) else body.lines


@pytest.mark.parametrize(
    "view",
    [
        sale_view(Phase.SHOWN),
        sale_view(Phase.ASKING),
        sale_view(Phase.APPROVED),
        sale_view(Phase.PAID_LATE, payments=(payment(CreditState.INBOX),)),
    ],
    ids=lambda view: str(view.state.phase),
)
@pytest.mark.parametrize("kind", [FULL, StoreErrorKind.READ_ONLY, StoreErrorKind.DAMAGED])
def test_every_page_of_a_sale_in_hand_says_what_ails_the_disk(
    view: SaleView, kind: StoreErrorKind
) -> None:
    trouble = Message(f"trouble.{kind.value}")
    assert trouble not in said(page(view))
    assert trouble in said(page(replace(view, store_fault=kind)))


def test_the_code_stands_on_and_its_badge_warns() -> None:
    body = page(replace(sale_view(Phase.SHOWN), store_fault=FULL))
    assert isinstance(body, ShowQrView)
    assert body.badge_tone == WARN
    assert body.symbol is not None


def test_receipts_that_wait_for_the_disk_are_said_to_wait() -> None:
    front = Front().charge(sale_view(Phase.SHOWN)).news(sale_view(Phase.APPROVED))
    front.controller.news(QueueNews(PrintPhase.STALLED, READY))
    body = front.screens().clerk.body
    assert isinstance(body, ResultView)
    assert Message("sale.slips_stalled") in body.lines
    front.controller.news(QueueNews(PrintPhase.IDLE, READY))
    for copy in SlipCopy:
        front.controller.news(SlipNews(138, copy, PrintState.PRINTED))
    body = front.screens().clerk.body
    assert isinstance(body, ResultView)
    assert Message("sale.slips_printed") in body.lines


def test_the_trouble_lasts_until_something_is_written(caplog: pytest.LogCaptureFixture) -> None:
    """An enquiry that needs no disk proves nothing about it."""
    till = Till()
    flow = till.show()
    till.store.fault = FULL
    till.runner.post(flow, t.CancelPressed())
    assert till.view(flow).store_fault is FULL
    till.runner.post(flow, t.PollDue())
    till.answer(t.Pending(till.ticket(flow)))
    till.timers.advance(2.0)
    assert till.phase(flow) is Phase.SHOWN
    assert till.view(flow).store_fault is FULL
    till.store.fault = None
    till.runner.post(flow, t.CancelPressed())
    assert till.phase(flow) is Phase.ASKING
    assert till.view(flow).store_fault is None


def test_a_reprint_that_could_not_be_queued_says_so_and_may_be_pressed_again() -> None:
    front = on_transactions()
    front.press(Action.PICK_SALE, str(front.model.search.rows[0].identity.sale_id))
    front.press(Action.REPRINT_SALE, "customer")
    number = front.model.search.selected_id
    front.controller.news(ReprintRefused(number, SlipCopy.CUSTOMER, FULL))
    detail = view_of(front).detail
    assert detail is not None
    assert Message("transactions.not_queued") in detail.lines
    front.press(Action.REPRINT_SALE, "customer")
    assert front.backend.calls.count(("reprint", str(number), "customer")) == 2


def test_a_reprint_of_the_sale_on_the_screen_says_so_too() -> None:
    front = Front().charge(sale_view(Phase.SHOWN)).news(sale_view(Phase.APPROVED))
    for copy in SlipCopy:
        front.controller.news(SlipNews(138, copy, PrintState.PRINTED))
    front.press(Action.REPRINT, "customer")
    front.controller.news(ReprintRefused(138, SlipCopy.CUSTOMER, FULL))
    body = front.screens().clerk.body
    assert isinstance(body, ResultView)
    assert Message("transactions.not_queued") in body.lines
    front.controller.news(SlipNews(138, SlipCopy.CUSTOMER, PrintState.PRINTED))
    body = front.screens().clerk.body
    assert isinstance(body, ResultView)
    assert Message("sale.slips_printed") in body.lines


def test_the_runner_tells_of_a_reprint_that_it_could_not_queue(
    caplog: pytest.LogCaptureFixture,
) -> None:
    till = Till()
    till.runner.post(till.show(), till.paid())
    till.store.fault = FULL
    till.runner.reprint(1, SlipCopy.CUSTOMER)
    assert till.news[-1] == ReprintRefused(1, SlipCopy.CUSTOMER, FULL)
