"""What news are to a card sale, and how its steps change what pages are told of it."""

from __future__ import annotations

from dataclasses import replace

from kpay_desktop.domain.card import EntryMode
from kpay_desktop.domain.records import SaleRecord
from kpay_desktop.flows.card_sale import books, table
from kpay_desktop.flows.card_sale import values as t
from kpay_desktop.flows.card_sale.state import CardSaleState, Phase
from kpay_desktop.flows.card_sale.steps import Step
from kpay_desktop.flows.card_view import CardSaleView
from kpay_desktop.ports_cards import CardDone, CardReady, CardSeen, ChoiceNeeded, ReadFailed

_PRESSES = (t.CancelPressed, t.Confirmed, t.Chosen, t.TryNowPressed, t.Signed, t.SignOnPaper)


def event_of(
    news: CardSeen | ChoiceNeeded | CardReady | CardDone | ReadFailed,
) -> t.Event:
    """Return the event that the readers' news are to their sale."""
    match news:
        case CardSeen(entry=entry):
            return t.CardSeen(entry)
        case ChoiceNeeded(labels=labels):
            return t.ChoiceNeeded(labels)
        case CardReady(facts=facts):
            return t.CardReady(facts)
        case CardDone(facts=facts, approved=approved):
            return t.CardDone(facts, approved)
        case ReadFailed(problem=problem, fallback=fallback):
            return t.ReadFailed(problem, fallback)


def next_view(view: CardSaleView, step: Step, event: t.Event, *, is_written: bool) -> CardSaleView:
    """Return what pages are told after a step.

    ``is_written``: the step needed the disk, and is on it. Only that ends the trouble that an
    earlier one had.
    """
    state = step.state
    update = books.sale_update(state)
    contact = "" if view.sale.card is None else view.sale.card.contact
    sale: SaleRecord = replace(
        view.sale,
        state=update.state,
        reason=update.reason or "",
        paid_at=update.paid_at,
        finished_at=update.finished_at,
        card=books.card_record(state, contact),
    )
    return replace(
        view,
        state=state,
        sale=sale,
        note=step.ignored if isinstance(event, _PRESSES) else "",
        store_fault=None if is_written else view.store_fault,
        card_in=_is_over(state) and _card_stays(view, state, event),
    )


def _card_stays(view: CardSaleView, state: CardSaleState, event: t.Event) -> bool:
    """True if the readers will still tell that a chip was taken out.

    They do so for a card that was sent online and is not gone, if this program sent it.
    """
    if isinstance(event, t.Restarted | t.ReadFailed):
        return False
    if _is_over(view.state):
        return view.card_in
    is_chip = state.facts is not None and state.facts.entry is EntryMode.CHIP
    return is_chip and view.state.phase in {Phase.AUTHORISING, Phase.COMPLETING}


def _is_over(state: CardSaleState) -> bool:
    """True once the card has nothing left to do, whatever the host still has."""
    return state.phase in {Phase.APPROVED, Phase.REVERSING} or not table.is_open(state)
