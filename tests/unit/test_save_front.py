"""Saving a slip as PDF without windows: what is asked, what the world is told, what is said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.sale import SaleState
from tests.helpers.found_sales import found_page, found_sale, on_transactions, view_of
from tests.helpers.front import CASHIER, Front
from tests.helpers.more_pages import front_at
from ui.backend import SignedIn, SlipSaved
from ui.save_model import SaveFault
from ui.views import Action, Page
from ui.views_more import DevicesView
from ui.views_save import SaveView
from ui.views_transactions import SaleDetail

PATH = "/home/somebody/Documents/000138_2026-11-22_customer.pdf"


def asked(front: Front) -> SaveView | None:
    return front.screens().clerk.save


def detail_of(front: Front) -> SaleDetail:
    detail = view_of(front).detail
    assert detail is not None
    return detail


def saves(front: Front) -> list[tuple[str, ...]]:
    return [call for call in front.backend.calls if call[0] == "save_slip"]


def written(front: Front, fault: SaveFault | None = None) -> Front:
    front.controller.news(SlipSaved(PATH, fault))
    return front


@pytest.mark.parametrize("slip", ["customer", "merchant"])
def test_somebody_is_asked_where_under_a_name_of_voucher_and_date(slip: str) -> None:
    front = on_transactions().press(Action.SAVE_SLIP, slip)

    view = asked(front)
    assert view is not None
    assert view.name == f"000138_2026-11-22_{slip}.pdf"
    assert view.title == Message(f"save.title_{slip}")
    assert saves(front) == []


def test_the_date_is_the_shops() -> None:
    late = found_sale(138)
    # Half past four in the afternoon by Greenwich is past midnight in Singapore.
    at = late.created_at.replace(hour=16, minute=30)
    page = replace(found_page(count=1), rows=(replace(late, paid_at=at),))
    view = asked(on_transactions(page).press(Action.SAVE_SLIP, "customer"))

    assert view is not None
    assert view.name == "000138_2026-11-23_customer.pdf"


def test_the_world_writes_it_and_the_page_says_so() -> None:
    front = on_transactions().press(Action.SAVE_SLIP, "customer").press(Action.SAVE_TO, PATH)

    assert asked(front) is None
    assert saves(front) == [("save_slip", "customer", "138", PATH)]
    detail = detail_of(front)
    assert detail.lines == (Message("save.saving"),)
    assert [b.enabled for b in detail.beside if b is not None] == [False, False]

    detail = detail_of(written(front))
    place = "Documents/000138_2026-11-22_customer.pdf"
    assert detail.lines == (message("save.saved", place=place),)
    assert [b.enabled for b in detail.beside if b is not None] == [True, True]


@pytest.mark.parametrize("fault", list(SaveFault))
def test_each_fault_has_its_words(fault: SaveFault) -> None:
    front = on_transactions().press(Action.SAVE_SLIP, "merchant").press(Action.SAVE_TO, PATH)

    assert detail_of(written(front, fault)).lines == (Message(f"save.{fault.value}"),)


def test_a_folder_that_answers_slowly_is_named() -> None:
    front = on_transactions().press(Action.SAVE_SLIP, "customer").press(Action.SAVE_TO, PATH)
    front.controller.tick(front.model.now + 6.0, front.model.clock)

    assert detail_of(front).lines == (Message("save.slow"),)


def test_nobody_need_say_where() -> None:
    front = on_transactions()
    before = front.model
    front.press(Action.SAVE_SLIP, "customer").press(Action.SAVE_NOWHERE)

    assert front.model == before
    assert saves(front) == []


def test_one_file_at_a_time() -> None:
    front = on_transactions().press(Action.SAVE_SLIP, "customer").press(Action.SAVE_TO, PATH)
    front.press(Action.SAVE_SLIP, "merchant").press(Action.SAVE_TO, "/elsewhere.pdf")

    assert asked(front) is None
    assert len(saves(front)) == 1


def test_a_busy_till_says_so() -> None:
    front = on_transactions().press(Action.SAVE_SLIP, "customer")
    front.backend.busy = True

    assert detail_of(front.press(Action.SAVE_TO, PATH)).lines == (Message("save.busy"),)


def test_a_slip_that_prints_meanwhile_is_told_too() -> None:
    front = on_transactions().press(Action.SAVE_SLIP, "customer").press(Action.SAVE_TO, PATH)
    front.press(Action.REPRINT_SALE, "customer")

    assert detail_of(front).lines == (Message("save.saving"), Message("transactions.printing"))


def test_another_sale_says_nothing_of_it() -> None:
    front = on_transactions().press(Action.SAVE_SLIP, "customer").press(Action.SAVE_TO, PATH)

    assert detail_of(front.press(Action.PICK_SALE, "137")).lines == (
        Message("transactions.marked"),
    )
    assert detail_of(written(front)).lines == (Message("transactions.marked"),)


def test_what_was_said_is_gone_when_the_page_is_opened_anew() -> None:
    front = on_transactions().press(Action.SAVE_SLIP, "customer").press(Action.SAVE_TO, PATH)
    written(front).press(Action.OPEN_PAGE, "amount")

    assert front.model.saving is None


def test_a_file_that_is_being_written_is_told_after_all() -> None:
    front = on_transactions().press(Action.SAVE_SLIP, "customer").press(Action.SAVE_TO, PATH)
    front.press(Action.OPEN_PAGE, "amount")

    written(front)

    assert front.model.saving is not None
    assert not front.model.saving.is_busy


def test_the_question_goes_away_with_its_page_and_with_whoever_was_asked() -> None:
    front = on_transactions().press(Action.SAVE_SLIP, "customer")
    signed_out = replace(front.model, operator=None, page=Page.SIGN_IN)
    assert asked(front) is not None
    front.controller._put(signed_out)
    assert asked(front) is None
    front.controller.news(SignedIn(CASHIER))
    assert asked(front.press(Action.OPEN_PAGE, "transactions")) is None


def test_a_locked_screen_asks_nothing() -> None:
    front = on_transactions().press(Action.SAVE_SLIP, "customer").press(Action.LOCK)

    assert asked(front) is None
    assert saves(front.press(Action.SAVE_TO, PATH)) == []


@pytest.mark.parametrize("state", sorted(set(SaleState) - {SaleState.APPROVED, SaleState.BY_HAND}))
def test_what_was_not_paid_has_no_slip_to_save(state: SaleState) -> None:
    page = replace(found_page(count=1), rows=(found_sale(138, state),))
    front = on_transactions(page).press(Action.SAVE_SLIP, "customer")

    assert asked(front) is None
    assert not any(detail_of(front).beside)


def test_keys_are_the_reprints_with_shift() -> None:
    detail = detail_of(on_transactions())

    keys = [(b.press.value, b.shortcut) for b in detail.beside if b is not None]
    assert keys == [("customer", "Shift+F4"), ("merchant", "Shift+F6")]
    assert [button.shortcut for button in detail.buttons] == ["F4", "F6"]


def test_the_test_slip_is_saved_from_the_devices() -> None:
    front = front_at(Page.DEVICES).press(Action.SAVE_SLIP, "test")
    view = asked(front)
    assert view is not None
    assert view.name == "test-slip_2026-11-22_143208.pdf"

    front.press(Action.SAVE_TO, "/tmp/test.pdf")

    assert saves(front) == [("save_slip", "test", "0", "/tmp/test.pdf")]
    body = front.body(DevicesView)
    assert body.rows[0].said == Message("save.saving")
    assert body.rows[0].beside is not None
    assert not body.rows[0].beside.enabled


@pytest.mark.parametrize(
    ("page", "slip"), [(Page.DEVICES, "customer"), (Page.TRANSACTIONS, "test")]
)
def test_each_page_saves_its_own_slips(page: Page, slip: str) -> None:
    front = on_transactions() if page is Page.TRANSACTIONS else front_at(page)

    assert asked(front.press(Action.SAVE_SLIP, slip)) is None


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/mnt/stick/slip.pdf", "stick/slip.pdf"),
        ("/slip.pdf", "/slip.pdf"),
        ("/home/@me/slip.pdf", "./@me/slip.pdf"),
        (f"/a/{'b' * 100}.pdf", f"a/{'b' * 33}…{'b' * 31}.pdf"),
    ],
)
def test_how_a_place_is_named(path: str, place: str) -> None:
    front = on_transactions().press(Action.SAVE_SLIP, "customer").press(Action.SAVE_TO, path)
    front.controller.news(SlipSaved(path))

    assert detail_of(front).lines == (message("save.saved", place=place),)
