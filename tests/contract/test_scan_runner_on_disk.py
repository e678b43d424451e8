"""Sales by codes on the real store: taken up again, counted apart, and no customer's code kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kpay_desktop.domain.records import BatchSummary, SlipCopy
from kpay_desktop.domain.sale import Method, QrMode, SaleDraft, SaleState, Wallet
from kpay_desktop.flows.authority import Authority
from kpay_desktop.flows.runner import Reply, Runner, RunnerParts
from kpay_desktop.flows.sale_view import ChargeBegun, Observed, SaleView
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.ports import Payment
from kpay_desktop.settings_works import QrClockSettings
from models.database import OpenedStore
from tests.helpers.approvals import BY_HAND, decide
from tests.helpers.flows import InlineExecutor, ManualClock, ManualTimers, draft, scan_draft
from tests.helpers.store import opened, read, sale_shown, write
from tests.helpers.store_bytes import file_bytes, log_bytes

#: Codes as customers show them, none of which looks like another number of the books.
CODES = {
    Method.WECHAT: "139771450286631947",
    Method.ALIPAY: "287714502866319470",
    Method.PAYNOW: "PN7Q2M4K9XB3T6W8Y5Z1R0AC",
}


class Lane:
    """A runner on a real store whose gateway the test answers for. On the writer's thread."""

    def __init__(self, books: OpenedStore, clock: ManualClock | None = None) -> None:
        self.books = books
        self.clock = clock or ManualClock()
        self.asked: list[tuple[t.Effect, Reply]] = []
        self.news: list[Observed] = []
        executor = InlineExecutor()
        self.timers = ManualTimers(self.clock, executor)
        self.authority = Authority(self.clock)
        self.runner = Runner(
            RunnerParts(
                store=books.store,
                executor=executor,
                timers=self.timers,
                clock=self.clock,
                clocks=QrClockSettings(),
                authority=self.authority,
                perform=lambda effect, reply: self.asked.append((effect, reply)),
                observe=self.news.append,
                print_wanted=lambda: None,
            )
        )

    def charge(self, sale: SaleDraft, request: str, code: str = "") -> SaleView:
        known = tuple(range(1, 100))
        self.runner.charge(sale, request, known, code)
        begun = [each.view for each in self.news if isinstance(each, ChargeBegun)]
        view = begun[-1]
        assert isinstance(view, SaleView)
        return view

    def answer(self, event: t.Event) -> t.Effect:
        effect, reply = self.asked.pop(0)
        reply(event, None)
        return effect

    def state(self, view: SaleView) -> SaleState:
        sale = self.books.store.sale(view.sale.identity.sale_id)
        assert sale is not None
        return sale.state


def scanned(method: Method, amount_minor: int = 2_800) -> SaleDraft:
    return replace(scan_draft(amount_minor=amount_minor), method=method)


def paid(number: str, amount_minor: int = 3_080) -> t.Paid:
    return t.Paid(amount_minor, (Payment(number, amount_minor),))


def shapes(code: str) -> list[bytes]:
    """The ways in which a code could stand in a file, whole or but for its ends."""
    middle = code[2:-2]
    texts = (code, middle, code[:12], code[::-1])
    found = [text.encode(encoding) for text in texts for encoding in ("ascii", "utf-16-le")]
    if code.isdecimal():
        found += [
            bytes.fromhex(code),
            int(code).to_bytes(8, "big"),
            int(code).to_bytes(8, "little"),
        ]
    return found


@pytest.mark.parametrize("method", list(CODES))
def test_no_byte_of_the_store_knows_the_customer_s_code(tmp_path: Path, method: Method) -> None:
    code = CODES[method]
    wallet = Wallet(method.value)

    def sell(books: OpenedStore) -> str:
        lane = Lane(books)
        done = lane.charge(scanned(method), "press-1", code)
        sent = lane.answer(paid("WX1"))
        assert isinstance(sent, t.SendCode)
        assert (sent.code, sent.wallet) == (code, wallet)
        assert lane.state(done) is SaleState.APPROVED
        # The same again, ended in every other way that a code can end.
        others: tuple[t.Event, ...] = (t.OrderDeclined("NOTENOUGH"), t.Pending(0))
        for number, ends in enumerate(others):
            lane.charge(scanned(method, 2_900 + number), f"press-{number + 2}", code)
            lane.answer(ends)
        back = lane.charge(scanned(method, 3_100), "press-9", code)
        lane.answer(t.Failed(0, "PAYERROR"))
        assert lane.state(back) is SaleState.CHECKING
        return done.sale.identity.order_no

    with opened(tmp_path) as books:
        order_no = write(books, lambda: sell(books))
        while_open = file_bytes(tmp_path) + log_bytes(tmp_path)
    after = file_bytes(tmp_path) + log_bytes(tmp_path)
    for pages in (while_open, after):
        # What is kept is found; so the search is one.
        assert order_no.encode() in pages
        assert [shape for shape in shapes(code) if shape in pages] == []
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert not any(shape in path.read_bytes() for shape in shapes(code)), path.name


def test_a_payment_that_is_taken_back_outlives_the_program(tmp_path: Path) -> None:
    clock = ManualClock()

    def begin(books: OpenedStore) -> SaleView:
        lane = Lane(books, clock)
        view = lane.charge(scanned(Method.WECHAT), "press-1", CODES[Method.WECHAT])
        lane.answer(t.Failed(0, "PAYERROR"))
        return view

    with opened(tmp_path) as books:
        view = write(books, lambda: begin(books))

    def take_up(books: OpenedStore) -> None:
        lane = Lane(books, clock)
        assert lane.runner.recover() == 1
        lane.timers.advance(15.0)
        (asked,) = lane.asked
        assert isinstance(asked[0], t.ReverseOrder)
        assert asked[0].order_no == view.sale.identity.order_no
        lane.answer(t.ReverseDone())
        query = lane.asked[0][0]
        assert isinstance(query, t.QueryOrder)
        lane.answer(t.Gone(query.ticket))
        assert lane.state(view) is SaleState.DECLINED

    with opened(tmp_path) as books:
        write(books, lambda: take_up(books))
        assert read(books, books.reports.batch_summary) == BatchSummary(1, 0, 0)
        assert books.verify(60).problems == ()


def test_a_sale_by_hand_is_counted_apart_and_prints_both_copies(tmp_path: Path) -> None:
    clock = ManualClock()

    def confirm(books: OpenedStore) -> None:
        lane = Lane(books, clock)
        view = lane.charge(replace(draft(), mode=QrMode.OWN), "press-1")
        assert isinstance(lane.answer(t.CodeReady("CODE")), t.DrawOwnCode)
        shown = next(each for each in reversed(lane.news) if isinstance(each, SaleView))
        decide(lane.runner, lane.authority, shown.state, view.flow, BY_HAND)
        assert lane.state(view) is SaleState.BY_HAND
        jobs = books.store.print_jobs(10)
        assert [(job.copy, sale_shown(job).state) for job in jobs] == [
            (SlipCopy.MERCHANT, SaleState.BY_HAND),
            (SlipCopy.CUSTOMER, SaleState.BY_HAND),
        ]

    with opened(tmp_path) as books:
        write(books, lambda: confirm(books))
        assert read(books, books.reports.batch_summary) == BatchSummary(1, 0, 0, 1, 3_080)
        assert books.verify(60).problems == ()
