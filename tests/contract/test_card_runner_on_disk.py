"""Sales by card on the real store: what the runner writes, it takes up again."""

from __future__ import annotations

from pathlib import Path

from kpay_desktop.domain.card import CardRecord, EntryMode, Signing
from kpay_desktop.domain.sale import SaleState
from kpay_desktop.flows.card_sale import values as t
from kpay_desktop.flows.card_view import CardBlocked
from kpay_desktop.ports_cards import HostApproved
from models.database import OpenedStore
from tests.helpers.card_counter import (
    APPROVAL_CODE,
    DECLINED,
    NUMBER,
    RRN,
    SIGNATURE,
    CardCounter,
    handle_of,
)
from tests.helpers.flows import ManualClock
from tests.helpers.store import opened, write


def row(books: OpenedStore, flow: str, counter: CardCounter) -> tuple[SaleState, CardRecord]:
    """Return the sale's state and its card as the disk has them. On the writer's thread."""
    sale = books.store.sale(counter.view(flow).sale.identity.sale_id)
    assert sale is not None
    assert sale.card is not None
    return sale.state, sale.card


def test_a_sale_that_is_signed_is_all_there(tmp_path: Path) -> None:
    with opened(tmp_path) as books:

        def sell() -> None:
            counter = CardCounter(on=books.store)
            flow = counter.send(EntryMode.CHIP, signs=True)
            state, card = row(books, flow, counter)
            assert (state, card.is_armed, card.stan) == (SaleState.OPEN, True, 1)
            sealed = books.store.sealed_card(handle_of(flow))
            assert sealed is not None
            assert counter.vault.open(handle_of(flow), sealed.sealed).number == NUMBER
            counter.approve()
            counter.finish(flow, signs=True)
            assert row(books, flow, counter)[0] is SaleState.APPROVED
            assert list(books.store.print_jobs(10)) == []
            counter.runner.sign(flow, SIGNATURE)
            state, card = row(books, flow, counter)
            assert (card.rrn, card.approval_code, card.is_armed) == (RRN, APPROVAL_CODE, False)
            assert card.signing is Signing.ON_SCREEN
            assert (card.facts.expiry, card.facts.holder) == ("", "")
            assert books.store.signature(1) == SIGNATURE
            assert len(books.store.print_jobs(10)) == 2
            assert list(books.store.open_flows()) == []

        write(books, sell)


def test_a_reversal_outlives_the_program(tmp_path: Path) -> None:
    clock = ManualClock()
    with opened(tmp_path) as books:
        flow = write(books, lambda: CardCounter(clock=clock, on=books.store).reversing())
    with opened(tmp_path) as books:

        def take_up() -> None:
            counter = CardCounter(clock=clock, on=books.store)
            assert counter.runner.recover() == 1
            (asked,) = counter.host.asked
            assert isinstance(asked.effect, t.Reverse)
            assert asked.effect.stan == 1
            kept = counter.kept(flow)
            assert kept is not None
            assert (kept.number, kept.track_2) == (NUMBER, "")
            counter.press("press-2")
            assert isinstance(counter.news[-1], CardBlocked)
            counter.runner.note_contact(flow, "8123 4567")
            counter.answer(t.ReversalDone())
            state, card = row(books, flow, counter)
            assert (state, card.is_armed, card.contact) == (SaleState.CLOSED, False, "8123 4567")
            assert books.store.sealed_card(handle_of(flow)) is None
            assert list(books.store.open_flows()) == []

        write(books, take_up)


def test_a_late_approval_finds_its_sale_by_its_number(tmp_path: Path) -> None:
    with opened(tmp_path) as books:

        def decline() -> str:
            counter = CardCounter(on=books.store)
            flow = counter.send(EntryMode.TAP)
            counter.answer(DECLINED)
            return flow

        flow = write(books, decline)

        def hear() -> None:
            counter = CardCounter(on=books.store)
            counter.runner.recover()
            counter.runner.late_answer(HostApproved(1, RRN, APPROVAL_CODE, "00"))
            state, card = row(books, flow, counter)
            assert (state, card.is_armed) == (SaleState.REVERSING, True)
            assert counter.waiting() == ["Reverse"]
            counter.answer(t.ReversalDone())
            assert row(books, flow, counter)[0] is SaleState.CLOSED

        write(books, hear)
