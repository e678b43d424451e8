"""One sale by a customer's code at a till without windows: what people and tests do with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kpay_desktop.domain.sale import SaleState
from kpay_desktop.flows.sale_view import SaleView
from kpay_desktop.flows.wallet_sale.state import Phase
from kpay_desktop.simulation.desk_client import BankOrder, DeskError, Press
from tests.helpers.scan_cases import Case

if TYPE_CHECKING:
    from tests.helpers.scan_day import ScanTill

CUSTOMER: Final = "1010"
WORKING: Final = frozenset({SaleState.OPEN, SaleState.CHECKING, SaleState.REFUNDING})


@dataclass(slots=True)
class Sale:
    """One sale at a till, and its customer."""

    till: ScanTill
    case: Case
    flow: str
    code: str = ""

    @property
    def view(self) -> SaleView:
        """The sale as it was told last."""
        return self.till.views[self.flow][-1]

    @property
    def phases(self) -> list[Phase]:
        """The phases that were told, in order."""
        told = [view.state.phase for view in self.till.views[self.flow]]
        return [phase for n, phase in enumerate(told) if n == 0 or told[n - 1] is not phase]

    @property
    def order_no(self) -> str:
        """The gateway's key of it."""
        return self.view.sale.identity.order_no

    def order(self) -> BankOrder | None:
        """Return the order as the bank has it."""
        try:
            return self.till.desk.order(self.order_no)
        except DeskError:
            return None

    def reaches(self, *phases: Phase) -> None:
        """Wait until the sale stands in one of ``phases``."""
        words = " or ".join(phases)
        name = self.case.name
        self.till.until(f"{words} of {name}", lambda: self.view.state.phase in phases)

    def passes(self, phase: Phase) -> None:
        """Wait until the sale has been in ``phase``, however shortly."""
        self.till.until(f"{phase} of {self.case.name}", lambda: phase in self.phases)

    def is_said(self, kind: str, answer: str, times: int = 1) -> None:
        """Wait until a message has been answered like that so often."""
        heard = self.till.heard
        self.till.until(
            f"{answer} to {kind} in {self.case.name}",
            lambda: heard.answers(self.order_no, kind).count(answer) >= times,
        )

    def ends(self) -> None:
        """Wait until it has ended and every slip is printed."""
        self.till.until(
            f"the end of {self.case.name}",
            lambda: self.view.sale.state not in WORKING and not self.till.world.waiting_slips(),
        )

    def cancel(self) -> None:
        """Press Cancel."""
        self.till.world.cancel(self.flow)

    def check(self) -> None:
        """Press Check now."""
        self.till.world.check(self.flow)

    def asks_customer(self) -> str:
        """Wait until the customer's phone asks something; return the order it is about."""
        found: list[str] = []

        def asked() -> bool:
            order = self.order()
            found[:] = [] if order is None else [order.order]
            return bool(found)

        self.till.until(f"the phone in {self.case.name}", asked)
        return found[0]

    def customer(self, decision: str = "pay") -> Press:
        """Type the password on the phone, or refuse."""
        customer = self.case.customer or CUSTOMER
        return self.till.desk.press(self.asks_customer(), customer, decision)
