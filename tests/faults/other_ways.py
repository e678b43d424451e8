"""What both sides of a run know of scenarios beside the code that is shown.

Sales by the code that a customer shows, sales by card, and the rest of a day.
"""

from __future__ import annotations

from kpay_desktop.bootstrap.world import World
from kpay_desktop.domain.cash import CashRounding, Tender, round_cash
from kpay_desktop.domain.sale import Method, QrMode, SaleDraft, SaleState
from kpay_desktop.flows.card_sale import table
from kpay_desktop.flows.card_view import CardSaleView
from kpay_desktop.flows.sale_view import SaleView
from kpay_desktop.simulation.bank.service import Bank
from kpay_desktop.simulation.card_desk_client import CardDeskClient
from kpay_desktop.simulation.cards import catalogue, make_card

SCANNED = frozenset({"scan", "undo"})
BY_CARD = frozenset({"tap", "lost"})
TAKEN_BACK = frozenset({"undo", "lost"})
"""Scenarios whose money the bank takes and the till sends back."""

DAY = frozenset({"void", "back", "part", "cash", "settle", "upload"})
"""Scenarios of a shop that has sold: they begin with ``SOLD`` in its books."""
AT_CARD_HOST = DAY - {"cash", "part"}

CUSTOMER, CARD = "1010", "visa-debit"
SHOWN_SALE = SaleDraft(2_800, 280, Method.PAYNOW, QrMode.SHOW, "01")
SCANNED_SALE = SaleDraft(2_800, 280, Method.WECHAT, QrMode.SCAN, "01")
CARD_SALE = SaleDraft(2_800, 280, Method.CARD, None, "01")
SOLD = (CARD_SALE, SaleDraft(2_100, 0, Method.PAYNOW, QrMode.SHOW, "01"))
PART_MINOR = 1_000
"""What is refunded of a card's sale, and sold for cash."""
WORKING = frozenset({SaleState.OPEN, SaleState.CHECKING})
PATIENCE_S = 30.0


def draft_of(scenario: str) -> SaleDraft:
    """Return what the cashier charges."""
    if scenario in BY_CARD:
        return CARD_SALE
    return SCANNED_SALE if scenario in SCANNED else SHOWN_SALE


def cash_of(total_minor: int) -> SaleDraft:
    """Return a sale for cash, paid with more than is due."""
    due_minor = round_cash(total_minor, CashRounding.NEAREST)
    tender = Tender(total_minor, due_minor, due_minor + 1_000)
    return SaleDraft(total_minor, 0, Method.CASH, None, "01", tender=tender)


def is_at_work(view: SaleView | CardSaleView) -> bool:
    """True until the sale has ended; of a card's, until its reversal has too."""
    if isinstance(view, CardSaleView):
        return table.is_open(view.state)
    return view.sale.state in WORKING


def hold_a_card(world: World) -> None:
    """Tap, as the customer does."""
    room = world.card_room
    assert room is not None
    assert room.reader is not None
    room.reader.hold(make_card(next(spec for spec in catalogue() if spec.key == CARD)))


def get_ready(bank: Bank, scenario: str, count: int) -> tuple[str, ...]:
    """Let the bank do what the scenario is about; return ``count`` codes on the phone, if any."""
    desk = CardDeskClient(bank.desk.url, bank.desk_token, PATIENCE_S)
    if scenario == "lost":
        desk.set_next_card("lose_answer")
    if scenario == "upload":
        desk.set_next_card("code", kind="settlement", code="95")
    if scenario not in SCANNED:
        return ()
    desk.set_scan_terms(earliest_cancel_s=0.0)
    if scenario == "undo":
        desk.set_next("payerror_paid", sticky=True)
    return tuple(desk.issue_code(CUSTOMER, "wechat").code for _ in range(count))
