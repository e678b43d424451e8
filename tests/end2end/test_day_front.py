"""A day's end on the real world: a sale is voided, a batch settled, a settled sale refunded."""

from __future__ import annotations

from pathlib import Path

import pytest

from hardware.camera.decode import DecoderChain
from kpay_desktop.domain.sale import SaleIdentity, SaleState
from kpay_desktop.flows.wallet_sale.values import Phase
from kpay_desktop.qr.symbol import symbol_pixels
from kpay_desktop.receipts.slip_code import SlipCode
from kpay_desktop.settings import Settings, parse_settings
from tests.helpers.audit_log import audit_log
from tests.helpers.cameras import code_picture
from tests.helpers.front_day import FrontDay
from tests.helpers.real_till import SUPERVISOR_PIN, profile_text
from ui.views import Action, Page
from ui.void_model import Stage

WALLETS_CODE = "134567890123456789"


@pytest.fixture
def settings() -> Settings:
    return parse_settings(profile_text(), "test")


def sold(day: FrontDay, *keys: str) -> SaleIdentity:
    """Sell by PayNow; return the sale's numbers."""
    day.charge(*keys)
    day.pays(day.code())
    day.reaches(Phase.APPROVED)
    assert day.model.sale is not None
    identity = day.model.sale.sale.identity
    day.press(Action.NEW_SALE)
    return identity


def hold_slip(day: FrontDay, settings: Settings, sale: SaleIdentity) -> None:
    """Hold a slip of a sale to the camera of the Void page until its voucher is in the form."""
    feed = day.world.camera_feed
    assert feed is not None
    slip = SlipCode(settings.terminal.terminal_id, sale.batch_no, sale.voucher)
    # First the phone, by mistake: nothing is sent, and nothing is filled in.
    feed.hold(code_picture(WALLETS_CODE, pixels=8))
    day.press(Action.SCAN_SLIP)
    day.until("what it is", lambda: "That is a customer’s payment code" in day.said())
    assert day.model.void.voucher == ""
    feed.hold(code_picture(slip.text, pixels=8))
    day.until("the voucher", lambda: day.model.void.voucher == sale.voucher)
    day.until("the closed camera", lambda: not feed.is_open)
    feed.hold()


def receipt_on_screen(day: FrontDay) -> str:
    """Return what the code on the customer's window says to a phone."""

    def is_there() -> bool:
        # The result of the sale may stand for a while yet.
        shown = day.customer
        is_back = shown.title is not None and shown.title.id == "customer.back_done"
        return is_back and shown.note is not None

    day.until("the receipt's code", is_there)
    symbol = day.customer.symbol
    assert symbol is not None
    (text,) = DecoderChain().read_grey(*symbol_pixels(symbol, 4))
    return text


def key_pin(day: FrontDay) -> None:
    """Key a supervisor's PIN into the form; it is tried when it is whole."""
    for figure in SUPERVISOR_PIN:
        day.press(Action.KEY, figure)
    day.press(Action.VOID_FIND)


def until_known(day: FrontDay, what: str) -> None:
    """Wait until it is known what became of the money."""

    def is_known() -> bool:
        flow = day.model.void.flow
        return any(one.flow == flow and one.state.ended_at for one in day.model.backs)

    day.until(what, is_known)


def test_a_sale_is_voided_a_batch_settled_and_a_settled_sale_refunded(
    settings: Settings, data: Path
) -> None:
    with FrontDay(settings, data) as day:
        day.sign_in()
        first = sold(day, "2", "3", "5", "0")

        day.press(Action.OPEN_PAGE, Page.VOID.value)
        hold_slip(day, settings, first)
        key_pin(day)
        day.until("the question", lambda: day.model.void.stage is Stage.QUESTION)
        assert "Void SGD 23.50" in day.said()
        day.press(Action.VOID_SALE)
        until_known(day, "the void")
        assert "Voided: SGD 23.50" in day.said()
        receipt = receipt_on_screen(day).splitlines()
        assert "VOID" in receipt
        assert f"Voucher no. {first.voucher}" in receipt
        assert "TOTAL SGD -23.50" in receipt
        day.press(Action.NEW_SALE)

        second = sold(day, "1", "0", "00")
        day.press(Action.OPEN_PAGE, Page.SETTLEMENT.value)
        day.until("the batches", lambda: "Settle SGD 10.00" in day.said())
        day.press(Action.SETTLE)
        day.until("settling", lambda: bool(day.model.settle.runs))
        day.until("the end of it", lambda: not day.model.settle.is_under_way)
        assert "TOTALS AGREE" in day.said()
        day.press(Action.BACK)

        day.press(Action.OPEN_PAGE, Page.TRANSACTIONS.value)
        day.until("both sales", lambda: len(day.model.search.rows) == 2)
        newest = day.model.search.rows[0]
        assert newest.identity == second
        assert day.model.search.rows[1].state is SaleState.VOIDED
        day.press(Action.PICK_SALE, str(newest.identity.sale_id))
        day.press(Action.VOID_FOUND)
        key_pin(day)
        day.until("why not", lambda: "can no longer be voided" in day.said())
        day.press(Action.REFUND_INSTEAD)
        day.until("how much", lambda: day.model.void.stage is Stage.AMOUNT)
        for key in ("4", "00"):
            day.press(Action.KEY, key)
        day.press(Action.REFUND_SALE)
        day.authorise()
        until_known(day, "the refund")
        assert "Refunded: SGD 4.00" in day.said()
        assert "SGD 6.00 of the sale can still be refunded" in day.said()
        receipt = receipt_on_screen(day).splitlines()
        assert f"Original voucher {second.voucher}" in receipt
        assert "TOTAL SGD -4.00" in receipt

    assert [noted.action for noted in audit_log(data, "void", "refund")] == ["void", "refund"]
