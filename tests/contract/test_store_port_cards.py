"""What the flow of cards may expect of a store: the real one and the one in memory agree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from kpay_desktop.domain.records import Commit, PrintRequest, SaleUpdate, SlipCopy
from kpay_desktop.domain.sale import SaleIdentity, SaleState
from kpay_desktop.ports import Store, StoreError
from tests.helpers.flows import draft
from tests.helpers.memory_store import InMemoryStore
from tests.helpers.store import HandClock, first_step, opened, sale_shown, write
from tests.helpers.store_cards import (
    HANDLE,
    armed,
    card_approved,
    card_draft,
    reversed_,
    reversing,
    sealed,
    signed,
    step,
)

Story = Callable[[Store], list[str]]
AT = HandClock().now()


def tell(story: Story, folder: Path) -> tuple[list[str], list[str]]:
    """Return the story as the real store tells it, and as the one in memory does."""
    with opened(folder) as real:
        told = write(real, lambda: story(real.store))
        assert real.verify(60).problems == ()
    return told, story(InMemoryStore())


def begin(store: Store) -> SaleIdentity:
    return store.begin_sale(card_draft(), AT, step)


def card_of(store: Store, identity: SaleIdentity) -> str:
    sale = store.sale(identity.sale_id)
    assert sale is not None
    return f"{sale.state.value} {sale.reason} {sale.card}"


def test_a_card_is_written_shown_and_wiped_alike(tmp_path: Path) -> None:
    def story(store: Store) -> list[str]:
        sold, back = begin(store), begin(store)
        told = [card_of(store, sold)]
        first, second = store.reserve_stans(1), store.reserve_stans(3)
        told.append(f"{first} {second}")
        for make in (armed, card_approved, signed):
            store.commit(make(sold, first, HANDLE))
            told.append(card_of(store, sold))
        store.commit(armed(back, second, "back"))
        store.note_contact(back.attempt_id, "  +65 8123 4567 ")
        for make in (reversing, reversed_):
            store.commit(make(back, second, "back"))
            told.append(card_of(store, back))
        told += [str(store.sealed_card(handle)) for handle in (HANDLE, "back", "none")]
        told += [str(store.signature(i.sale_id)) for i in (sold, back)]
        told += [str(store.batch_is_open(n)) for n in (sold.sale_id, 99)]
        told += [str(flow.flow) for flow in store.open_flows()]
        told += [f"{j.copy.value} {sale_shown(j).card}" for j in store.print_jobs(9)]
        return told

    real, in_memory = tell(story, tmp_path)
    assert real == in_memory
    assert real[1] == "1 2"


def test_the_newest_flow_of_a_trace_number_is_found_alike(tmp_path: Path) -> None:
    def story(store: Store) -> list[str]:
        one, two = begin(store), begin(store)
        numbers = {identity.attempt_id: str(n) for n, identity in enumerate((one, two))}
        store.commit(armed(two, 5, "two"))
        store.commit(armed(one, 5, "one"))
        flow = store.flow_of_stan(5)
        assert flow is not None
        of_order = store.flow_of_order(one.order_no)
        assert of_order is not None
        told = [numbers[int(name.split(":")[1])] for name in (flow, of_order)]
        return [*told, str(store.flow_of_stan(6))]

    real, in_memory = tell(story, tmp_path)
    assert real == in_memory == ["1", "0", "None"]


def test_what_is_refused_leaves_no_trace_alike(tmp_path: Path) -> None:
    def story(store: Store) -> list[str]:
        sold = begin(store)
        store.commit(armed(sold, 1))
        stray = replace(armed(sold, 1), flow="card_sale:99999", sale=None)
        wrong = replace(
            card_approved(sold, 1),
            sale=SaleUpdate(99, SaleState.CLOSED),
            sealed=sealed("other"),
            wiped=HANDLE,
        )
        works: list[Callable[[], object]] = [
            partial(store.commit, stray),
            partial(store.commit, wrong),
            partial(store.note_contact, 99, "x"),
        ]
        told = [refused(work) for work in works]
        for count in (0, -1, 1_000_000):
            with pytest.raises(ValueError, match="999999"):
                store.reserve_stans(count)
        told += [card_of(store, sold), str(store.flow("card_sale:99999"))]
        told += [str(store.sealed_card(handle)) for handle in (HANDLE, "other")]
        return [*told, str(store.reserve_stans(1))]

    real, in_memory = tell(story, tmp_path)
    assert real == in_memory
    assert real[:3] == ["other"] * 3


def refused(work: Callable[[], object]) -> str:
    with pytest.raises(StoreError) as caught:
        work()
    return caught.value.kind.value


def test_trace_numbers_go_round_alike(tmp_path: Path) -> None:
    def story(store: Store) -> list[str]:
        counts = (999_990, 5, 4, 1, 999_999, 1, 999_998, 2)
        return [str(store.reserve_stans(count)) for count in counts]

    real, in_memory = tell(story, tmp_path)
    # Rows of numbers never go over the end; a row of all of them is the longest there is.
    assert real == in_memory == ["1", "999991", "999996", "1", "1", "1", "2", "1"]


def test_doubt_is_told_alike(tmp_path: Path) -> None:
    """A card that is being asked about is in doubt; approved or taken back, it never is."""

    def story(store: Store) -> list[str]:
        names: dict[int, str] = {}

        def told(since_s: int = 0) -> str:
            found = store.doubtful_sales(3_080, AT + timedelta(seconds=since_s), 9)
            return " ".join(names[sale.identity.sale_id] for sale in found)

        def named(name: str, identity: SaleIdentity) -> SaleIdentity:
            names[identity.sale_id] = name
            return identity

        wallet = named("wallet", store.begin_sale(draft(), AT, first_step(AT)))
        asked, sold, back, closed = (named(n, begin(store)) for n in ("asked", "sold", "b", "c"))
        for stan, identity in enumerate((asked, sold, back), 1):
            store.commit(armed(identity, stan, f"h{stan}"))
        steps = [told()]
        store.commit(card_approved(sold, 2, "h2"))
        store.commit(reversing(back, 3, "h3"))
        steps.append(told())
        store.commit(reversed_(back, 3, "h3"))
        over = SaleUpdate(closed.sale_id, SaleState.CLOSED, "cancelled", finished_at=AT)
        store.commit(replace(step(closed, is_open=False), sale=over))
        paid = SaleUpdate(wallet.sale_id, SaleState.APPROVED, finished_at=AT)
        slips = (PrintRequest(wallet.sale_id, SlipCopy.MERCHANT),)
        flow = f"show_qr:{wallet.attempt_id}"
        store.commit(Commit(flow, "{}", "{}", False, AT, sale=paid, print_requests=slips))
        return [*steps, told(), told(1)]

    real, in_memory = tell(story, tmp_path)
    assert real == in_memory == ["c b sold asked wallet", "c asked wallet", "asked wallet", "asked"]
