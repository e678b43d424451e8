"""What the customer sees of a sale by card: what to do with it, a choice, a field to sign in."""

from __future__ import annotations

from dataclasses import dataclass

from kpay_desktop.domain.card import EntryMode
from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.money import format_sgd
from kpay_desktop.flows.card_sale.state import Phase
from kpay_desktop.flows.card_view import CardSaleView
from ui.card_words import facts_of
from ui.present_card import choices, pad_is_here, pad_of, problem_of, way_lamps, ways_word
from ui.sale_state import customer_pays, is_signing
from ui.till_model import TillModel
from ui.views import Button
from ui.views_card import PadView, WayLamp
from ui.views_customer import CustomerKind


@dataclass(frozen=True, slots=True)
class CardPart:
    """The part of the customer's window that a card sale decides."""

    kind: CustomerKind
    title: Message
    body: Message | None = None
    picture: str = ""
    lamps: tuple[WayLamp, ...] = ()
    choices: tuple[Button, ...] = ()
    pad: PadView | None = None
    must_be_seen: bool = True


def card_part(model: TillModel, view: CardSaleView) -> CardPart:
    """Return what the customer is shown of ``view``."""
    if customer_pays(view):
        return _at_work(model, view)
    total = format_sgd(view.sale.total_minor)
    if view.card_in:
        # Whatever came of it, the card must not stay behind.
        paid = view.state.phase is Phase.APPROVED
        title = message("customer.paid", total=total) if paid else Message("customer.not_charged")
        kind = CustomerKind.PAID if paid else CustomerKind.NOT_CHARGED
        return CardPart(kind, title, Message("customer.remove_card"))
    match view.state.phase:
        case Phase.APPROVED:
            title = message("customer.paid", total=total)
            return CardPart(
                CustomerKind.PAID, title, Message("customer.thank_you"), must_be_seen=False
            )
        case Phase.DECLINED:
            body = "customer.not_charged_declined"
        case Phase.REVERSING:
            body = "customer.not_charged_reversing"
        case _:
            body = "customer.not_charged_closed"
    return CardPart(
        CustomerKind.NOT_CHARGED,
        Message("customer.not_charged"),
        Message(body),
        must_be_seen=False,
    )


def _at_work(model: TillModel, view: CardSaleView) -> CardPart:
    if is_signing(view):
        if pad_is_here(model):
            return CardPart(
                CustomerKind.WAIT,
                Message("customer.sign_title"),
                Message("customer.sign_at_till"),
                must_be_seen=False,
            )
        remove = Message("customer.remove_card") if view.card_in else None
        return CardPart(CustomerKind.SIGN, Message("customer.sign_title"), remove, pad=pad_of(view))
    facts = facts_of(view)
    is_chip = facts is not None and facts.entry is EntryMode.CHIP
    match view.state.phase:
        case Phase.READING if view.state.seen is None or view.state.problem is not None:
            word, picture = ways_word(model, view)
            return CardPart(
                CustomerKind.CARD,
                Message(f"card.{word}_title"),
                problem_of(model, view) or Message(f"card.{word}_body"),
                picture=picture,
                lamps=tuple(way_lamps(model, view)),
            )
        case Phase.READING:
            tapped = view.state.seen is EntryMode.TAP
            return CardPart(
                CustomerKind.WAIT,
                Message("card.seen_title"),
                Message("customer.hold_card" if tapped else "customer.one_moment"),
            )
        case Phase.CHOOSING:
            return CardPart(
                CustomerKind.CHOOSE,
                Message("customer.choose_title"),
                Message("customer.choose_body"),
                choices=choices(view),
            )
        case _:
            return CardPart(
                CustomerKind.WAIT,
                Message("customer.please_wait"),
                Message("customer.leave_card") if is_chip else None,
            )
