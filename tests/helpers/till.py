"""A runner on hand-made parts, with everything it does written down in order."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kpay_desktop.domain.records import SlipCopy
from kpay_desktop.domain.sale import QrMode, SaleDraft, SaleState
from kpay_desktop.flows import codec
from kpay_desktop.flows.authority import Authority
from kpay_desktop.flows.runner import Reply, Runner, RunnerParts
from kpay_desktop.flows.sale_view import ChargeBegun, ChargeRefused, Observed, SaleView
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.flows.wallet_sale.values import Phase, WalletSaleState
from kpay_desktop.ports import Payment
from kpay_desktop.settings_scan import ScanClockSettings
from kpay_desktop.settings_works import QrClockSettings
from tests.helpers.approvals import ACCEPT, BY_HAND, REFUND, decide
from tests.helpers.flows import InlineExecutor, ManualClock, ManualTimers, draft, scan_draft
from tests.helpers.memory_store import InMemoryStore

BOTH = [SlipCopy.MERCHANT, SlipCopy.CUSTOMER]
"""The slips of a sale, in the order in which they are printed."""

CODE = "134567890123456789"
"""What the customer shows: a code of WeChat Pay."""


@dataclass
class Asked:
    """An effect that the runner handed over, and the way back."""

    effect: t.Effect
    reply: Reply


class Till:
    """Runner, store and hands. ``diary`` tells writes, effects and news in their order."""

    def __init__(
        self,
        store: InMemoryStore | None = None,
        clocks: QrClockSettings | None = None,
        clock: ManualClock | None = None,
        scan_clocks: ScanClockSettings | None = None,
    ) -> None:
        self.store = store or InMemoryStore()
        self.clock = clock or ManualClock()
        self.executor = InlineExecutor()
        self.timers = ManualTimers(self.clock, self.executor)
        self.diary: list[str] = []
        self.asked: list[Asked] = []
        self.news: list[Observed] = []
        self.prints_wanted = 0
        self.store.heard = self.diary.append
        self.clocks = clocks or QrClockSettings()
        self.scan_clocks = scan_clocks or ScanClockSettings()
        self.authority = Authority(self.clock)
        self.runner = Runner(
            RunnerParts(
                store=self.store,
                executor=self.executor,
                timers=self.timers,
                clock=self.clock,
                clocks=self.clocks,
                scan_clocks=self.scan_clocks,
                authority=self.authority,
                perform=self._perform,
                observe=self._observe,
                print_wanted=self._print_wanted,
            )
        )

    def _perform(self, effect: t.Effect, reply: Reply) -> None:
        self.diary.append(type(effect).__name__)
        self.asked.append(Asked(effect, reply))

    def _observe(self, observed: Observed) -> None:
        self.diary.append("told")
        self.news.append(observed)

    def _print_wanted(self) -> None:
        self.diary.append("print")
        self.prints_wanted += 1

    # --- hands --------------------------------------------------------------------------------

    def restarted(self) -> Till:
        """The same store in a new program, as after a crash."""
        return Till(self.store, self.clocks, self.clock, self.scan_clocks)

    def charge(
        self, sale: SaleDraft | None = None, request: str = "press-1", code: str = ""
    ) -> str:
        """Begin a sale and return its flow, whatever is in doubt."""
        self.runner.charge(sale or draft(), request, tuple(self.store.sales), code)
        begun = [n for n in self.news if isinstance(n, ChargeBegun) and n.request == request]
        return begun[-1].view.flow

    def answer(self, event: t.Event) -> None:
        """Answer the oldest effect that waits."""
        self.asked.pop(0).reply(event, None)

    def scan(self, request: str = "press-1", retry_of: int | None = None) -> str:
        """Begin a sale by the customer's code; its answer is awaited."""
        return self.charge(scan_draft(retry_of), request, CODE)

    def own(self, request: str = "press-1", retry_of: int | None = None) -> str:
        """Bring the shop's own code onto the screen."""
        sale = replace(draft(), mode=QrMode.OWN, retry_of=retry_of)
        flow = self.charge(sale, request)
        self.answer(t.CodeReady("CODE"))
        return flow

    def take_back(self, request: str = "press-1") -> str:
        """Begin a sale by the customer's code, and let it be taken back; nothing is answered."""
        flow = self.scan(request)
        self.answer(t.Failed(0, "PAYERROR"))
        self.timers.advance(15.0)
        return flow

    def show(self, request: str = "press-1") -> str:
        """Begin a sale and bring its code onto the screen."""
        flow = self.charge(request=request)
        self.answer(t.CodeReady("CODE"))
        return flow

    def sell(self, request: str = "press-1", number: str = "T1") -> str:
        """Begin a sale and have it paid."""
        flow = self.show(request)
        self.runner.post(flow, self.paid(number))
        return flow

    def end(self, request: str = "press-1") -> str:
        """Begin a sale, cancel it and see it closed."""
        flow = self.show(request)
        self.runner.post(flow, t.CancelPressed())
        self.answer(t.Pending(self.ticket(flow)))
        self.answer(t.CloseDone())
        self.answer(t.Gone(self.ticket(flow)))
        return flow

    def forget(self, flow: str) -> None:
        """Let the watch of a closed sale run out, so that it is in the store alone."""
        self.clock.jump(2 * 86_400)
        self.timers.advance(10.0)
        self.answer(t.Gone(self.ticket(flow)))
        assert self.store.open_flows() == []
        assert self.timers.waiting == {}

    def late(self) -> str:
        """Begin a sale, see it closed, and have it paid after all."""
        flow = self.end()
        self.runner.post(flow, self.paid())
        assert self.phase(flow) is Phase.PAID_LATE
        return flow

    def accept(self, flow: str) -> None:
        """Accept the sale's money that waits, with a supervisor's leave."""
        decide(self.runner, self.authority, self.state(flow), flow, ACCEPT)

    def confirm(self, flow: str) -> None:
        """Confirm by hand that the money of the shop's own code came, with a supervisor's leave."""
        decide(self.runner, self.authority, self.state(flow), flow, BY_HAND)

    def refund(self, flow: str) -> None:
        """Send the sale's money that waits back, with a supervisor's leave."""
        decide(self.runner, self.authority, self.state(flow), flow, REFUND)

    @staticmethod
    def paid(number: str = "T1", minor: int = 3_080) -> t.Paid:
        """The gateway says paid."""
        return t.Paid(3_080, (Payment(number, minor),))

    def view(self, flow: str) -> SaleView:
        """The newest that pages were told of a sale."""
        views = [n.view if isinstance(n, ChargeBegun) else n for n in self.news]
        mine = [v for v in views if isinstance(v, SaleView) and v.flow == flow]
        return mine[-1]

    def state(self, flow: str) -> WalletSaleState:
        """The sale as the program knows it, or as the store does where it was told nothing yet."""
        views = [n.view if isinstance(n, ChargeBegun) else n for n in self.news]
        mine = [v for v in views if isinstance(v, SaleView) and v.flow == flow]
        if mine:
            return mine[-1].state
        return codec.decode(WalletSaleState, self.store.flows[flow][0])

    def phase(self, flow: str) -> Phase:
        return self.view(flow).state.phase

    def ticket(self, flow: str) -> int:
        return self.view(flow).state.ticket

    def row(self, flow: str) -> SaleState:
        """The state of the sale's row."""
        return self.store.sales[self.view(flow).sale.identity.sale_id].state

    def waiting(self) -> list[str]:
        """The effects without an answer yet."""
        return [type(a.effect).__name__ for a in self.asked]

    def refused(self) -> list[ChargeRefused]:
        return [n for n in self.news if isinstance(n, ChargeRefused)]
