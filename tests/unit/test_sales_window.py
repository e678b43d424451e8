"""The list of sales is a window: it goes on both ways, and never holds more than so many rows."""

from __future__ import annotations

from dataclasses import replace

from kpay_desktop.domain.message import Message
from kpay_desktop.domain.records import SaleFilter, SaleKey, SalePage
from kpay_desktop.domain.sale import SaleState
from kpay_desktop.ports import StoreErrorKind
from tests.helpers.found_sales import answer, found_sale, on_transactions, view_of
from tests.helpers.front import Front
from ui.backend import SalesFailed
from ui.sale_search import MOST_ROWS
from ui.views import Action

NEWEST, OLDEST = 2_000, 1
PAGE = 50


def place(number: int) -> SaleKey:
    sale = found_sale(number)
    return SaleKey(sale.created_at, sale.identity.sale_id)


def page_for(after: SaleKey | None, *, newer: bool) -> SalePage:
    """Return what a store of 2,000 sales would."""
    if newer:
        assert after is not None
        first = after.sale_id + 1
        last = min(NEWEST, after.sale_id + PAGE)
        key = place(last) if last < NEWEST else None
    else:
        last = NEWEST if after is None else after.sale_id - 1
        first = max(OLDEST, last - PAGE + 1)
        key = place(first) if first > OLDEST else None
    return SalePage(tuple(found_sale(number) for number in range(last, first - 1, -1)), key)


def opened() -> Front:
    return on_transactions(page_for(None, newer=False))


def go(front: Front, way: str) -> bool:
    """Ask for more at an end, and answer; False if nothing was asked."""
    asked = len(front.backend.searches)
    front.press(Action.MORE_SALES, way)
    if len(front.backend.searches) == asked:
        return False
    _, wanted, after = front.backend.searches[-1]
    assert wanted == front.model.search.asked != SaleFilter()
    newer = front.backend.calls[-1][-1] == "newer"
    assert newer == (way == "newer")
    answer(front, page_for(after, newer=newer))
    return True


def numbers(front: Front) -> list[int]:
    return [row.identity.sale_id for row in view_of(front).rows.rows]


def test_it_goes_down_to_the_oldest_and_back_up_to_the_newest() -> None:
    front = opened()
    seen = set(numbers(front))

    while go(front, "older"):
        shown = numbers(front)
        assert shown == list(range(shown[0], shown[-1] - 1, -1))
        assert len(shown) <= MOST_ROWS
        seen.update(shown)
    assert seen == set(range(OLDEST, NEWEST + 1))
    assert numbers(front)[-1] == OLDEST
    assert not view_of(front).has_more
    assert view_of(front).has_newer

    while go(front, "newer"):
        shown = numbers(front)
        assert shown == list(range(shown[0], shown[-1] - 1, -1))
        assert len(shown) <= MOST_ROWS
    assert numbers(front)[0] == NEWEST
    assert view_of(front).has_more
    assert not view_of(front).has_newer


def test_a_list_that_fits_its_window_has_nothing_above() -> None:
    front = opened()
    for _ in range(MOST_ROWS // PAGE - 1):
        assert go(front, "older")

    assert len(numbers(front)) == MOST_ROWS
    assert not view_of(front).has_newer
    assert not go(front, "newer")

    assert go(front, "older")
    assert view_of(front).has_newer
    assert numbers(front)[0] == NEWEST - PAGE


def test_the_sale_that_is_open_stays_open_when_its_row_has_gone() -> None:
    front = opened()
    approved = next(n for n in numbers(front) if found_sale(n).state is SaleState.APPROVED)
    front.press(Action.PICK_SALE, str(approved))
    while go(front, "older"):
        pass
    view = view_of(front)

    assert approved not in numbers(front)
    assert view.selected_id == approved
    assert view.detail is not None
    assert view.detail.slip is not None
    front.press(Action.REPRINT_SALE, "customer")
    assert front.backend.calls[-1] == ("reprint", str(approved), "customer")


def test_an_arrow_from_a_sale_whose_row_has_gone_begins_at_the_nearest_row() -> None:
    front = opened()
    while go(front, "older"):
        pass
    top = numbers(front)[0]
    assert view_of(front.press(Action.STEP_SALE, "1")).selected_id == top

    front = opened()
    while go(front, "older"):
        pass
    front.press(Action.PICK_SALE, str(OLDEST))
    while go(front, "newer"):
        pass
    assert view_of(front.press(Action.STEP_SALE, "1")).selected_id == numbers(front)[-1]


def test_a_sale_that_moves_on_is_renewed_beside_the_list_too() -> None:
    front = opened()
    while go(front, "older"):
        pass
    late = replace(found_sale(NEWEST), state=SaleState.CHECKING)
    front.controller._transactions.sale_changed(late)

    detail = view_of(front).detail
    assert detail is not None
    assert detail.title == Message("sale.state_checking")


def test_a_new_search_begins_at_its_top() -> None:
    front = opened()
    while go(front, "older"):
        pass
    front.press(Action.FIND_BY, "day:all")
    answer(front, page_for(None, newer=False))

    assert numbers(front)[0] == NEWEST
    assert not view_of(front).has_newer


def test_a_store_that_fails_on_the_way_leaves_nothing_half_told() -> None:
    front = opened()
    while go(front, "older"):
        pass
    front.press(Action.MORE_SALES, "newer")
    front.controller.news(SalesFailed(front.model.search.request, StoreErrorKind.DAMAGED))
    view = view_of(front)

    assert view.empty is not None
    assert view.detail is None
    assert not view.has_more
    assert not view.has_newer
