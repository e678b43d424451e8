"""A reversal that the host does not confirm: named, first of all, for ever, and over in the end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kpay_desktop.domain.sale import Method, QrMode, SaleDraft, SaleState
from kpay_desktop.flows.card_sale.state import EndReason, Phase
from kpay_desktop.flows.card_view import CardBlocked, CardSaleView
from kpay_desktop.simulation.cards import Fault
from tests.helpers.card_cases import (
    APPROVED,
    OUT_OF_REACH,
    Ask,
    Case,
    Net,
    Way,
    declined,
    taken_back,
)
from tests.helpers.card_day import CLOCKS, Till

CUSTOMER = "1010"
LOST = taken_back("no_answer")
TAP = Case("tap", APPROVED)
CUT = Case("cut", LOST, sale=Ask("cut_after"))


@pytest.fixture(scope="module")
def till(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Till]:
    opened = Till(tmp_path_factory.mktemp("till"), CLOCKS)
    try:
        opened.start()
        yield opened
    finally:
        opened.stop()


def refuse(till: Till, scenario: str, code: str = "") -> None:
    """Let the host answer no reversal as it should, until it is mended."""
    till.desk.set_next_card(scenario, kind="reversal", code=code, sticky=True)


def is_stuck(view: CardSaleView) -> bool:
    """True once several reversals were not confirmed."""
    return view.state.phase is Phase.REVERSING and view.state.tries >= 3


def bank_states(till: Till, view: CardSaleView) -> list[str]:
    """Return the states of the sale's voucher at the bank."""
    voucher = view.sale.identity.voucher
    return [row.state for row in till.desk.card_state().sales if row.voucher == voucher]


def clears(till: Till, flow: str) -> None:
    """The host behaves again, and the cashier presses Try now."""
    till.mend()
    till.world.cards.reverse_now(flow)
    view = till.comes_to(flow, "the reversal", lambda v: v.state.phase is Phase.REVERSED)
    assert view.sale.state is SaleState.CLOSED
    assert view.sale.card is not None
    assert not view.sale.card.is_armed
    assert bank_states(till, view) == ["reversed"]


#: What the host does with every reversal, its code, and how the sale stands there meanwhile.
REFUSALS = [
    ("code", "12", "approved"),
    ("code", "96", "approved"),
    ("code", "05", "approved"),
    ("cut_before", "", "approved"),
    ("corrupt", "", "reversed"),
    ("bad_mac", "", "reversed"),
]


@pytest.mark.parametrize(("scenario", "code", "bank"), REFUSALS)
def test_cards_wait_and_wallets_do_not(till: Till, scenario: str, code: str, bank: str) -> None:
    refuse(till, scenario, code)
    flow = till.taps(CUT)
    stuck = till.comes_to(flow, "three tries", is_stuck)
    assert stuck.sale.state is SaleState.REVERSING
    assert stuck.state.end is EndReason.NO_ANSWER
    assert stuck.state.reversal_code == code
    assert stuck.sale.card is not None
    assert stuck.sale.card.is_armed
    assert bank_states(till, stuck) == [bank]

    blocked = till.charge()
    assert isinstance(blocked, CardBlocked)
    assert blocked.view.flow == flow
    till.world.cards.note_contact(flow, "9123 4567")
    noted = till.comes_to(flow, "the contact", lambda v: bool(v.sale.card and v.sale.card.contact))
    assert noted.sale.card is not None
    assert noted.sale.card.contact == "9123 4567"
    pays_by_wallet(till, f"wallet-{scenario}{code}")

    clears(till, flow)
    assert till.sell(TAP).view.sale.state is SaleState.APPROVED


def pays_by_wallet(till: Till, request: str) -> None:
    """A PayNow sale while cards wait."""
    till.wallet_sale = None
    till.world.charge(SaleDraft(1_500, 0, Method.PAYNOW, QrMode.SHOW, "01"), request)
    till.until("a code", lambda: till.wallet_sale is not None and bool(code_of(till)))
    scan = till.desk.scan(code_of(till))
    assert till.desk.press(scan.order, CUSTOMER, "pay").result == "paid"
    till.until(
        "the payment",
        lambda: till.wallet_sale is not None and till.wallet_sale.sale.state is SaleState.APPROVED,
    )


def code_of(till: Till) -> str:
    """Return what the wallet's code says."""
    return "" if till.wallet_sale is None else till.wallet_sale.state.code_text


def test_not_found_does_not_count_after_an_approval(till: Till) -> None:
    """The host approved, the card did not, and the host says 25 for ever: a person is asked."""
    failing = Case("aac", LOST, Way.CHIP, faults=frozenset({Fault.AAC_SECOND}))
    refuse(till, "code", "25")
    flow = till.taps(failing)
    view = till.comes_to(flow, "a person", lambda v: is_stuck(v) and v.state.needs_person)
    assert view.state.end is EndReason.CARD_FAILED_AFTER_APPROVAL
    assert view.sale.state is SaleState.REVERSING
    assert isinstance(till.charge(), CardBlocked)
    clears(till, flow)


def test_an_approval_that_comes_late_changes_nothing(till: Till) -> None:
    """It is heard while the reversal is refused: the sale stays not charged."""
    refuse(till, "code", "12")
    late = Case("late", LOST, sale=Ask("late", delay_s=1.0), net=Net.QUICK)
    flow = till.taps(late)
    view = till.comes_to(flow, "the late approval", lambda v: v.state.answered_late)
    assert view.sale.state is SaleState.REVERSING
    assert view.state.was_approved
    clears(till, flow)
    assert till.sell(TAP).view.sale.state is SaleState.APPROVED


def test_a_host_that_takes_no_sign_on_gets_no_sale(till: Till) -> None:
    """Its A0 asks for one; until it takes one nothing is sent, and nothing is to be undone."""
    till.mend()
    till.desk.set_next_card("code", kind="network", code="05", sticky=True)
    refused = till.sell(Case("a0", declined("A0", bank=""), sale=Ask("mac_refused")))
    assert refused.view.sale.state is SaleState.DECLINED
    # The till is to find out by itself.
    till.told.is_signed_on = True
    unsent = till.sell(Case("no-sign-on", OUT_OF_REACH))
    assert unsent.view.sale.state is SaleState.DECLINED
    assert unsent.view.state.end is EndReason.HOST_OUT_OF_REACH
    assert (unsent.sent, unsent.reversals, unsent.rows) == (0, (), ())
    till.mend()
    till.told.is_signed_on = True
    assert till.sell(TAP).view.sale.state is SaleState.APPROVED


def test_a_restart_forgets_no_reversal(tmp_path: Path) -> None:
    """Stopped while the host refuses, and started again: armed on the disk, then taken back."""
    first = Till(tmp_path / "till", CLOCKS)
    try:
        first.start()
        refuse(first, "code", "12")
        flow = first.taps(CUT)
        sale_id = first.comes_to(flow, "three tries", is_stuck).sale.identity.sale_id
    finally:
        first.stop()
    row = first.rows()[sale_id]
    assert (row.state, row.is_armed, row.is_open, row.slips) == ("reversing", 1, 1, 0)

    second = Till(tmp_path / "till", CLOCKS)
    try:
        second.start()
        second.comes_to(flow, "the same sale", is_stuck)
        assert isinstance(second.charge(), CardBlocked)
        clears(second, flow)
        assert second.sell(TAP).view.sale.state is SaleState.APPROVED
    finally:
        second.stop()
    row = second.rows()[sale_id]
    assert (row.state, row.is_armed, row.is_open, row.slips) == ("closed", 0, 0, 0)
