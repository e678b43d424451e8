"""The day that is recorded: a till without windows sells in every way, one sale after another.

What leaves it is marked in a file of the data folder just before it does: each message to gateway
and card host, each state that a page shows, each step whose commit has returned.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar, cast

from kpay_desktop.flows.back_view import BackBegun, BackView
from kpay_desktop.flows.card_view import CardSaleView
from kpay_desktop.flows.card_work import LiveHost
from kpay_desktop.flows.cash_view import CashSold
from kpay_desktop.flows.sale_view import ChargeBegun, SaleView
from kpay_desktop.flows.settle_view import SettleBegun, SettleView
from kpay_desktop.ports import Store, WalletGateway
from kpay_desktop.simulation.card_desk_client import CardDeskClient
from tests.faults.cashier import NEVER, NeverError
from tests.faults.day_cashier import DayCashier
from tests.faults.ears import Job, Mouth, Send
from tests.faults.other_ways import CUSTOMER, SCANNED, draft_of, is_at_work
from tests.faults.rows import BEGUN_TODAY, count
from tests.helpers.lone_card_till import MortalHost
from tests.helpers.mortal_store import MortalStore, Points

T = TypeVar("T")

MARKS = "marks"
DAY = (
    *("pay", "scan", "tap", "cancel", "late", "pay", "undo", "lost", "refund", "tap", "void"),
    *("part", "cash", "scan", "settle", "tap", "scan", "tap", "back", "upload"),
)
DESK_S = 10.0
LATE_BY_S = 0.2
#: What a message is known by, the likeliest first.
_NUMBERS = ("refund_no", "order_no", "stan")
_OUTCOMES = {"late": "late", "refund": "late", "undo": "payerror_paid"}


class Marks:
    """Writes a line for each thing that leaves the till. For any thread."""

    def __init__(self, data: Path) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        self._file = os.open(data / MARKS, flags, 0o600)

    def __call__(self, words: str) -> None:
        os.write(self._file, f"{words}\n".encode("ascii"))


class Committed(Points):
    """Marks each step once its commit has returned."""

    def __init__(self, store: Store, mark: Marks) -> None:
        super().__init__(0)
        self._store, self._mark = store, mark

    def around(self, name: str, call: Callable[[], T]) -> T:
        """Do ``call``."""
        result = call()
        rows = getattr(self._store, "journal_rows", 0)
        self._mark(f"committed {rows} {name.split(maxsplit=1)[0]}")
        return result


class Marked:
    """Stands before a client, and marks each of its messages before it leaves."""

    def __init__(self, client: object, mark: Marks, what: str) -> None:
        self._client, self._mark, self._what = client, mark, what

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._client, name)
        if not callable(found):
            return found

        def call(*arguments: Any, **named: Any) -> Any:
            first = arguments[0] if arguments else ""
            number = next((getattr(first, n) for n in _NUMBERS if hasattr(first, n)), first)
            self._mark(f"sent {self._what} {name} {number}")
            return found(*arguments, **named)

        return call


class RecordedCashier(DayCashier):
    """Does one scenario after another, each sale over a total of its own."""

    def __init__(self, job: Job, tell: Mouth, desk: CardDeskClient) -> None:
        super().__init__(job, tell)
        self._desk = desk
        self._totals = itertools.count(1_001)
        self._mark = mark = Marks(Path(job.data))
        parts = self.world._parts
        parts.wrap_store = lambda store: MortalStore(store, Committed(store, mark))
        parts.wrap_gateway = lambda gateway: cast(WalletGateway, Marked(gateway, mark, "gateway"))
        parts.wrap_card_host = lambda host: MortalHost(
            cast(LiveHost, Marked(host, mark, "host")), Points(0)
        )
        report = self.world._report

        def tell_and_mark(news: Any) -> None:
            for words in _shown(news):
                mark(words)
            report(news)

        self.world._report = tell_and_mark

    def _work(self) -> None:
        for scenario in self._job.scenario.split(","):
            self._job = replace(self._job, scenario=scenario)
            if scenario in _OUTCOMES:
                self._desk.set_next(_OUTCOMES[scenario], sticky=True, delay_s=LATE_BY_S)
            if scenario == "lost":
                self._desk.set_next_card("lose_answer")
            if scenario == "upload":
                self._desk.set_next_card("code", kind="settlement", code="95")
            super()._work()
            self._desk.clear_next()

    def _is_sold(self) -> bool:
        # Orders that have ended are looked at for a while yet.
        is_at_end = not any(is_at_work(view) for view in self._sales.values())
        return is_at_end and not count(self.world, BEGUN_TODAY)

    def _begin(self) -> str | None:
        scenario = self._job.scenario
        draft = replace(draft_of(scenario), amount_minor=next(self._totals), tip_minor=0)
        code = ""
        if scenario in SCANNED:
            code = self._desk.issue_code(CUSTOMER, "wechat").code
        answer = self._charge(draft, (), code)
        if not isinstance(answer, ChargeBegun):
            raise self._never("a sale")
        return answer.view.flow


def _shown(news: object) -> Iterator[str]:
    """Yield what pages show by these news, in the words of a mark."""
    view = news.view if isinstance(news, ChargeBegun | BackBegun) else news
    if isinstance(view, CashSold):
        yield f"showed {view.sale.state} {view.sale.identity.order_no}"
    if isinstance(view, SettleBegun):
        for each in view.views:
            yield from _shown(each)
    if getattr(view, "store_fault", None) is not None:
        return
    if isinstance(view, SaleView | CardSaleView):
        yield f"showed {view.sale.state} {view.sale.identity.order_no}"
    if isinstance(view, BackView):
        yield f"back {view.back.state} {view.back.identity.return_id}"
    if isinstance(view, SettleView):
        yield f"settlement {view.state.phase} {view.state.settlement_id}"


def main(job: Job, send: Send, desk_url: str, desk_token: str) -> int:
    """Live the day; be the customer too. Return how it ended."""
    desk = CardDeskClient(desk_url, desk_token, DESK_S)
    desk.set_scan_terms(earliest_cancel_s=0.0)
    tills: list[RecordedCashier] = []

    def hear(said: tuple[str, str]) -> None:
        word, text = said
        scenario = tills[0]._job.scenario if tills else ""
        if (word == "shown" and scenario == "pay") or word == "pay late":
            scan = desk.scan(text)
            if scan.order:
                desk.press(scan.order, CUSTOMER, "pay")
        send(said)

    try:
        tills.append(RecordedCashier(job, Mouth(hear), desk))
        return tills[0].run()
    except NeverError:
        return NEVER
