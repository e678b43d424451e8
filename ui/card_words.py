"""A card in words and figures, for every page that shows one."""

from __future__ import annotations

import math

from kpay_desktop.domain.card import CardFacts, CardRecord
from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.records import SaleRecord
from kpay_desktop.domain.sale import Method
from kpay_desktop.flows.card_sale.state import CardSaleState, EndReason
from kpay_desktop.flows.card_view import CardSaleView

Fact = tuple[Message, Message]


def fact(name: str, value: str) -> Fact:
    """Return a row of facts; a ``value`` that begins with @ is a message's id."""
    return Message(name), message("sale.fact", value=value)


def plain(text: str) -> str:
    """Return what somebody wrote, so that it is never taken for a message's id."""
    return f" {text}" if text.startswith("@") else text


def paid_with(sale: SaleRecord) -> Message:
    """Return what a sale is paid with: the method, or scheme and last four of a card."""
    if sale.method is Method.CARD and sale.card is not None and sale.card.facts.last_four:
        return short_card(sale.card.facts)
    return message("sale.fact", value=f"@method.{sale.method.value}")


def short_card(facts: CardFacts) -> Message:
    """Return scheme and last four."""
    return message("card.short", scheme=f"@scheme.{facts.scheme.value}", last=facts.last_four)


def card_and_entry(facts: CardFacts) -> Message:
    """Return scheme, last four, and how it was read."""
    return message(
        "card.short_entry",
        scheme=f"@scheme.{facts.scheme.value}",
        last=facts.last_four,
        entry=f"@entry.{facts.entry.value}",
    )


def details(facts: CardFacts) -> tuple[Fact, ...]:
    """Return the card's details, for the cashier to compare with the card in hand."""
    rows = [
        fact("card.fact_scheme", f"@scheme.{facts.scheme.value}"),
        fact("card.fact_number", facts.masked),
    ]
    if facts.label:
        rows.append(fact("card.fact_label", plain(facts.label)))
    if facts.holder:
        rows.append(fact("card.fact_holder", plain(facts.holder)))
    if len(facts.expiry) == 4:
        rows.append(fact("card.fact_expiry", f"{facts.expiry[:2]}/{facts.expiry[2:]}"))
    rows.append(fact("card.fact_entry", f"@entry.{facts.entry.value}"))
    return tuple(rows)


def record_facts(card: CardRecord) -> tuple[Fact, ...]:
    """Return what the books hold of a card beyond its name: numbers of the host, what was noted."""
    rows = [
        ("card.fact_number", card.facts.masked),
        ("card.fact_entry", f"@entry.{card.facts.entry.value}"),
        ("card.fact_approval", card.approval_code),
        ("card.fact_rrn", card.rrn),
        ("card.fact_stan", f"{card.stan:06d}" if card.stan else ""),
        ("card.fact_code", card.host_code),
        ("card.fact_contact", plain(card.contact)),
    ]
    return tuple(fact(name, value) for name, value in rows if value)


def end_of(state: CardSaleState) -> EndReason:
    """Return why a sale ended; one that does not say so was cancelled."""
    return state.end or EndReason.CANCELLED


def seconds_until(at: float | None, now: float) -> int | None:
    """Return whole seconds until a monotonic moment, never less than none."""
    return None if at is None else max(0, math.ceil(at - now))


def clock_text(seconds: int) -> str:
    """Return minutes and seconds."""
    return f"{seconds // 60}:{seconds % 60:02d}"


def facts_of(view: CardSaleView) -> CardFacts | None:
    """Return the card of a sale, as the flow or the books know it."""
    if view.state.facts is not None:
        return view.state.facts
    return None if view.sale.card is None else view.sale.card.facts
