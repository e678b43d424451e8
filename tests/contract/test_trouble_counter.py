"""Sales, voids and refunds while names are silent, the network moves or the clock is set."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kpay_desktop.bootstrap.clock import SystemClock
from kpay_desktop.domain.devices import DeviceKind
from kpay_desktop.domain.records import SaleRecord
from kpay_desktop.domain.returns import ReturnKind, ReturnState
from kpay_desktop.domain.sale import Method, QrMode, SaleDraft, SaleState
from kpay_desktop.flows.back_view import BackView
from kpay_desktop.flows.sale_view import ChargeBegun, SaleView
from kpay_desktop.hosts.iso8583.client import CardHostClient
from kpay_desktop.ports_batch import BackRequest
from kpay_desktop.ports_cards import SaleAnswer
from tests.helpers.back_world import CASHIER, CUSTOMER, TOTAL, BackWorld, back_settings, back_world
from tests.helpers.bank import wait_until
from tests.helpers.bank_books import assert_books_add_up, audited
from tests.helpers.card_world import WAIT_S
from tests.helpers.trouble_net import trouble_net

VOID, REFUND = ReturnKind.VOID, ReturnKind.REFUND
PART = 900
DAY_S = 86_400


@pytest.fixture(autouse=True)
def _noted(caplog: pytest.LogCaptureFixture) -> None:
    """What is noted of a host that cannot be reached belongs to these tests."""
    caplog.set_level(logging.DEBUG)


def refunds(books: Path) -> list[tuple[int, str]]:
    """Return what went back through the bank's gateway, refund by refund."""
    with audited(books) as db:
        rows = db.execute("SELECT amount_minor, state FROM refunds ORDER BY seq").fetchall()
    return [(int(row[0]), str(row[1])) for row in rows]


def voids(books: Path) -> list[str]:
    """Return how the bank's card host has its voids."""
    with audited(books) as db:
        rows = db.execute("SELECT state FROM card_backs WHERE kind = 'void'").fetchall()
    return [str(row[0]) for row in rows]


def is_done(till: BackWorld, flow: str) -> bool:
    """True once pages were told that money has gone back."""
    views = [news for news in list(till.till.news) if isinstance(news, BackView)]
    return any(view.flow == flow and view.back.state is ReturnState.DONE for view in views)


class ShownCode:
    """A sale by a code that stands on the screen and is not paid yet."""

    def __init__(self, till: BackWorld, amount_minor: int) -> None:
        self._till = till
        draft = SaleDraft(amount_minor, 0, Method.PAYNOW, QrMode.SHOW, CASHIER)
        till.world.charge(draft, "the shown code")
        till.till.wait("a code", lambda: self.newest() is not None and bool(self.code))

    def newest(self) -> SaleView | None:
        """What the page shows by now."""
        told = [n.view if isinstance(n, ChargeBegun) else n for n in list(self._till.till.news)]
        views = [view for view in told if isinstance(view, SaleView)]
        return views[-1] if views else None

    @property
    def view(self) -> SaleView:
        """What the page shows by now, once it shows something."""
        view = self.newest()
        assert view is not None
        return view

    @property
    def code(self) -> str:
        """The code on the screen."""
        return self.view.state.code_text

    def is_paid(self) -> None:
        """Let the customer pay."""
        scan = self._till.desk.scan(self.code)
        assert self._till.desk.press(scan.order, CUSTOMER, "pay").result == "paid"

    def is_approved(self) -> SaleRecord:
        """Wait for the approval."""
        self._till.till.wait("approval", lambda: self.view.sale.state is SaleState.APPROVED)
        return self.view.sale


def test_a_refund_waits_for_names_over_a_restart_and_is_paid_once(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with trouble_net() as net:
        with back_world(data) as till:
            sale = till.sell_paynow()
            net.cut()
            first = till.give_back(REFUND, sale, PART)
            till.ends(first, ReturnState.PENDING)
        net.mend()
        net.silence_names()
        with back_world(data) as till:
            till.till.lit(DeviceKind.HOST, "host.offline")
            wait_until("a look-up", lambda: net.unanswered > 0, WAIT_S)
            # It stays named, another one is reserved beside it, and cash needs no names.
            second = till.give_back(REFUND, sale, 100)
            waiting = till.ends(second, ReturnState.PENDING)
            assert waiting.back.sale.returning_minor == PART + 100
            assert till.sell_cash(500).state is SaleState.APPROVED
            assert refunds(till.books) == []
            net.answer_names()
            till.ends(second, ReturnState.DONE)
            till.till.wait("the first one too", lambda: is_done(till, first))
            assert sorted(refunds(till.books)) == [(100, "done"), (PART, "done")]
            assert_books_add_up(till.books)


def test_a_network_that_is_changed_over_in_mid_sale_and_mid_void_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    send, sent = CardHostClient.give_back, list[BackRequest]()
    # Nobody calls the payment in: the way from the bank to the till is gone as well.
    settings = back_settings()
    deaf = replace(
        settings,
        gateway=replace(settings.gateway, callback_listen=""),
        card_clock=replace(settings.card_clock, arrival_s=0.3),
    )
    monkeypatch.setattr("tests.helpers.back_world.back_settings", lambda: deaf)
    with trouble_net() as net, back_world(tmp_path / "data") as till:

        def give_back(client: CardHostClient, back: BackRequest, deadline_s: float) -> SaleAnswer:
            if not sent:
                net.cut()
            answer = send(client, back, deadline_s)
            sent.append(back)
            return answer

        monkeypatch.setattr(CardHostClient, "give_back", give_back)
        card = till.sell_card()
        shown = ShownCode(till, 1_250)
        before = len(net.addresses)
        net.cut()
        shown.is_paid()
        till.till.lit(DeviceKind.HOST, "host.offline")
        assert shown.view.sale.state in {SaleState.OPEN, SaleState.CHECKING}
        net.mend()
        paid = shown.is_approved()
        assert len(net.addresses) > before, "it came back at another address"
        order = till.desk.order(paid.identity.order_no)
        assert [one.amount_minor for one in order.payments] == [1_250]
        # The void is lost on its way: the sale stands, and is voided once the network is back.
        void = till.give_back(VOID, card)
        wait_until("the void's message", lambda: bool(sent), WAIT_S)
        net.mend()
        till.till.wait("its end", lambda: till.back(void).state.ended_at is not None)
        ended = till.back(void).back
        assert ended.state in {ReturnState.REFUSED, ReturnState.UNDONE}
        assert ended.sale.state is SaleState.APPROVED
        assert "approved" not in voids(till.books)
        done = till.ends(till.give_back(VOID, card), ReturnState.DONE)
        assert done.back.sale.state is SaleState.VOIDED
        assert voids(till.books).count("approved") == 1
        assert_books_add_up(till.books)


@pytest.mark.parametrize("jump_s", [-DAY_S, 30 * DAY_S])
def test_a_clock_that_is_set_in_mid_sale_void_and_refund_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jump_s: int
) -> None:
    by = [timedelta()]
    monkeypatch.setattr(SystemClock, "now", lambda _: datetime.now(UTC) + by[0])

    def set_clock() -> None:
        by[0] = timedelta() if by[0] else timedelta(seconds=jump_s)

    with back_world(tmp_path / "data") as till:
        shown = ShownCode(till, TOTAL)
        set_clock()
        shown.is_paid()
        paid = shown.is_approved()
        card = till.sell_card()
        till.desk.set_next("pending", kind="refund", delay_s=1.0)
        refund = till.give_back(REFUND, paid, PART)
        set_clock()
        done = till.ends(refund, ReturnState.DONE)
        assert (done.back.sale.refunded_minor, done.back.sale.returning_minor) == (PART, 0)
        till.cards_desk.set_next_card("cut_after", kind="back")
        void = till.give_back(VOID, card)
        set_clock()
        till.ends(void, ReturnState.UNDONE)
        till.ends(till.give_back(VOID, card), ReturnState.DONE)
        assert refunds(till.books) == [(PART, "done")]
        assert_books_add_up(till.books)
