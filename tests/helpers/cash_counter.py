"""A cash desk on hand-made parts: its store, its drawer, and a supervisor who gives leave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from kpay_desktop.domain.approval import DRAWER, Act, Supervised
from kpay_desktop.domain.cash import CashRounding, Tender, round_cash
from kpay_desktop.domain.operator import Operator, Role
from kpay_desktop.domain.sale import Method, SaleDraft
from kpay_desktop.flows.authority import Authority
from kpay_desktop.flows.cash_desk import CashDesk, CashParts
from kpay_desktop.flows.cash_view import CashNews
from kpay_desktop.flows.sale_view import ChargeRefused
from kpay_desktop.ports import Store
from tests.helpers.flows import InlineExecutor, ManualClock
from tests.helpers.memory_store import InMemoryStore

CASHIER = "01"
SUPERVISOR = Operator("90", "Supervisor", Role.SUPERVISOR)


def cash_draft(
    amount_minor: int = 2_803,
    handed_minor: int = 5_000,
    *,
    tip_minor: int = 0,
    rounding: CashRounding = CashRounding.NEAREST,
    retry_of: int | None = None,
) -> SaleDraft:
    """A sale for cash, rounded, for which a note was handed over."""
    total = amount_minor + tip_minor
    tender = Tender(total, round_cash(total, rounding), handed_minor)
    return SaleDraft(amount_minor, tip_minor, Method.CASH, None, CASHIER, retry_of, tender)


@dataclass
class CashCounter:
    """The desk and everything around it, by hand. ``kicks`` is how often the drawer opened."""

    store: Store = field(default_factory=InMemoryStore)
    clock: ManualClock = field(default_factory=ManualClock)
    news: list[CashNews | ChargeRefused] = field(default_factory=list)
    kicks: int = 0
    prints: int = 0
    drawer_is_there: bool = True

    def __post_init__(self) -> None:
        self.authority = Authority(self.clock)
        self.desk = CashDesk(
            CashParts(
                store=self.store,
                executor=InlineExecutor(),
                clock=self.clock,
                authority=self.authority,
                observe=self.news.append,
                print_wanted=self._print,
                kick_drawer=self._kick,
            )
        )

    def _print(self) -> None:
        self.prints += 1

    def _kick(self, told: Callable[[bool], None]) -> None:
        self.kicks += self.drawer_is_there
        told(self.drawer_is_there)

    def leave(self, kind: Supervised, amount_minor: int, operator_id: str = CASHIER) -> str:
        """Have a supervisor give leave for an act at the drawer; return its number."""
        return self.authority.grant(
            Act(kind, DRAWER, "", amount_minor, operator_id), SUPERVISOR
        ).number
