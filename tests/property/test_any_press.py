"""Whatever is pressed on whatever page, and whatever comes meanwhile: there is a page for it.

The presses are those that the pages offer, and others that no page offers just then; the news are
those of every kind of sale, void, refund and settlement, in any order, late and twice. The front
itself fails where a page would have to show what it cannot (``tests/helpers/page_bodies.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpay_desktop.domain.records import CreditState, SalePage
from kpay_desktop.flows.back_view import BackBegun, CandidatesTold
from kpay_desktop.flows.money_back.state import Phase as BackPhase
from kpay_desktop.flows.sale_view import (
    AnySaleView,
    ChargeBegun,
    ChargeDoubted,
    InboxTold,
    SaleView,
)
from kpay_desktop.flows.settle_view import PastTold, SettleBegun
from kpay_desktop.flows.settlement.state import Phase as SettlePhase
from kpay_desktop.flows.wallet_sale.values import EndReason, Phase
from tests.helpers import card_front
from tests.helpers.back_front import a_sale, back_view, candidate
from tests.helpers.cash_front import at_tender, sold
from tests.helpers.day_fronts import DAY_FRONTS
from tests.helpers.drawer_front import at_drawer
from tests.helpers.front import CASHIER, SUPERVISOR, Front, payment, sale_view
from tests.helpers.scan_front import own_code, paying, scanning
from tests.helpers.settle_front import past_row, settle_view
from ui.backend import Authorised, News, SalesFound, SignedIn
from ui.views import Action, Page, Press

WALLET_SALES: tuple[SaleView, ...] = (
    *(sale_view(phase) for phase in Phase),
    sale_view(Phase.APPROVED, number=140, payments=(payment(CreditState.INBOX),)),
    sale_view(
        Phase.PAID_LATE, number=141, end=EndReason.EXPIRED, payments=(payment(CreditState.INBOX),)
    ),
)
CARD_SALES = (
    card_front.reading(),
    card_front.choosing(),
    card_front.confirming(),
    card_front.authorising(),
    card_front.signing(),
    card_front.approved(),
    card_front.declined(),
    card_front.closed(),
    card_front.reversing(),
    card_front.reversed_sale(),
    card_front.needs_person(),
)
SALES: tuple[AnySaleView, ...] = (*WALLET_SALES, *CARD_SALES)
BACKS = tuple(back_view(phase) for phase in BackPhase)
SETTLEMENTS = tuple(settle_view(phase) for phase in SettlePhase)
STARTS: Mapping[str, Callable[[], Front]] = {
    "nobody": Front,
    "cashier": lambda: Front().sign_in(),
    "supervisor": lambda: Front().sign_in(SUPERVISOR),
    "confirm": lambda: Front().to_confirm(),
    "card": lambda: card_front.card_front(card_front.reading()),
    "tender": at_tender,
    "cash sold": sold,
    "drawer": at_drawer,
    "own code": own_code,
    "paying": paying,
    "scanning": scanning,
    **DAY_FRONTS,
}


def offered(part: object) -> Iterator[Press]:
    """Every press that a view has a button, a row or a key for."""
    if isinstance(part, Press):
        yield part
    elif isinstance(part, tuple | list):
        for each in part:
            yield from offered(each)
    elif is_dataclass(part):
        for field in fields(part):
            yield from offered(getattr(part, field.name))


def presses_of(front: Front) -> tuple[Press, ...]:
    """Every press that is offered now, once."""
    return tuple(dict.fromkeys(offered(front.screens())))


@cache
def elsewhere() -> tuple[Press, ...]:
    """What some page offers, and every page of the rail: a click may come late."""
    every = {press: None for start in STARTS.values() for press in presses_of(start())}
    return (*every, *(Press(Action.OPEN_PAGE, page.value) for page in Page))


def news_for(front: Front, number: int) -> News:
    """News of a kind that ``number`` picks; an answer, if something was asked."""
    which = number // 11
    sale, back = SALES[which % len(SALES)], BACKS[which % len(BACKS)]
    wallet = WALLET_SALES[which % len(WALLET_SALES)]
    settlement = SETTLEMENTS[which % len(SETTLEMENTS)]
    model = front.model
    every: list[News] = [sale, back, settlement, SettleBegun((settlement,))]
    every.append(InboxTold((wallet,), has_more=bool(which % 2)))
    every.append(SalesFound(model.search.request, SalePage((wallet.sale,), None)))
    every.append(CandidatesTold(model.void.request, (candidate(a_sale()),)))
    past, state = past_row(9), settlement.state
    every.append(PastTold(model.settle.requests, (past,), (state,), has_more=False))
    if model.draft.charging:
        every.append(ChargeBegun(model.draft.request, sale))
        every.append(ChargeDoubted(model.draft.request, (wallet,)))
    if model.void.press:
        every.append(BackBegun(model.void.press, back))
    return every[number % len(every)]


def step(front: Front, number: int) -> None:
    """Do one thing: press what is there, press anything, or let something come."""
    what, which = number % 5, number // 5
    if what <= 2:
        presses = presses_of(front)
        if presses:
            front.controller.press(presses[which % len(presses)])
    elif what == 3:
        presses = elsewhere()
        front.controller.press(presses[which % len(presses)])
    elif which % 12 == 0:
        front.controller.news(SignedIn((CASHIER, SUPERVISOR)[which // 12 % 2]))
    elif which % 12 == 1 and front.model.authorise is not None:
        front.controller.news(Authorised(front.model.authorise.request, "leave"))
    else:
        front.controller.news(news_for(front, which))


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
@given(st.sampled_from([*STARTS]), st.lists(st.integers(0, 10**6), min_size=10, max_size=40))
def test_there_is_a_page_for_whatever_comes(start: str, steps: list[int]) -> None:
    front = STARTS[start]()
    for number in steps:
        step(front, number)


@pytest.mark.parametrize("start", STARTS)
def test_every_button_of_every_page_leads_somewhere(start: str) -> None:
    for nth in range(len(presses_of(STARTS[start]()))):
        front = STARTS[start]()
        front.controller.press(presses_of(front)[nth])
