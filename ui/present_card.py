"""The page on which the customer pays by card: reading, choosing, confirming, waiting, signing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kpay_desktop.domain.card import EntryMode
from kpay_desktop.domain.devices import Health
from kpay_desktop.domain.message import Message, message
from kpay_desktop.flows.card_sale.state import Phase
from kpay_desktop.flows.card_view import CardSaleView
from kpay_desktop.ports import DeviceKind
from kpay_desktop.ports_cards import ReadProblem
from ui.card_words import card_and_entry, clock_text, details, facts_of, plain, seconds_until
from ui.sale_lines import trouble
from ui.sale_state import can_cancel, is_signing
from ui.till_model import TillModel
from ui.views import INFO, OK, PLAIN, Action, Button, Press, Tone
from ui.views_card import CardView, PadView, WayLamp
from ui.views_sale import TotalView

#: Applications that have a key of their own.
KEYED_CHOICES = 9
SHOWN_WAYS = (EntryMode.TAP, EntryMode.CHIP, EntryMode.SWIPE)
_SYMBOLS = {
    EntryMode.TAP: "tap",
    EntryMode.CHIP: "chip",
    EntryMode.SWIPE: "swipe",
    EntryMode.FALLBACK: "swipe",
}
#: What only a swipe can have been; it is said even where the stripe is asked for.
_STRIPE_PROBLEMS = frozenset(
    {
        ReadProblem.BAD_STRIPE,
        ReadProblem.EXPIRED,
        ReadProblem.PIN_NEEDED,
        ReadProblem.CASH_ONLY,
    }
)
_CANCEL = Button(Press(Action.CANCEL_SALE), Message("sale.cancel"), shortcut="Esc")


def present_card(model: TillModel, view: CardSaleView) -> CardView:
    """Return the page of a card sale in which the customer has something to do."""
    phase = view.state.phase
    if is_signing(view):
        return _signing(model, view)
    match phase:
        case Phase.CHOOSING:
            return _choosing(model, view)
        case Phase.CONFIRMING:
            return _confirming(model, view)
        case Phase.READING:
            return _reading(model, view)
        case _:
            return _waiting(model, view)


def _page(
    model: TillModel,
    view: CardSaleView,
    word: str,
    *,
    symbol: str,
    tone: Tone = PLAIN,
    lines: tuple[Message, ...] | None = None,
) -> CardView:
    return CardView(
        symbol=symbol,
        tone=tone,
        title=Message(f"card.{word}_title"),
        lines=(*((Message(f"card.{word}_body"),) if lines is None else lines), *trouble(view)),
        prompt=None,
        ways=(),
        choices=(),
        facts=(),
        buttons=(),
        pad=None,
        total=_total(model, view),
    )


def _total(model: TillModel, view: CardSaleView) -> TotalView:
    sale, left = view.sale, seconds_until(view.until, model.now)
    return TotalView(
        total_minor=sale.total_minor,
        amount_minor=sale.amount_minor,
        tip_minor=sale.tip_minor,
        tip_percent=model.draft.tip_percent,
        method=sale.method,
        voucher=sale.identity.voucher,
        way_out=_CANCEL if can_cancel(view) else None,
        time_left="" if left is None else clock_text(left),
    )


# --- reading --------------------------------------------------------------------------------


def _reading(model: TillModel, view: CardSaleView) -> CardView:
    state = view.state
    if state.seen is not None and state.problem is None:
        word = "seen_tap" if state.seen is EntryMode.TAP else "seen"
        return replace(
            _page(model, view, word, symbol=_SYMBOLS[state.seen], tone=INFO), working=True
        )
    word, symbol = ways_word(model, view)
    page = _page(model, view, word, symbol=symbol, tone=OK)
    return replace(page, prompt=problem_of(model, view), ways=tuple(way_lamps(model, view)))


def ways_word(model: TillModel, view: CardSaleView) -> tuple[str, str]:
    """Return the words for what the customer may do with the card now, and their picture."""
    if _wants_swipe(model, view):
        return "swipe", "swipe"
    ways = model.card.ways
    if ways is None:
        return "all", "tap"
    told = {entry for entry, _ in ways}
    names = [entry for entry in SHOWN_WAYS if entry in told]
    if not names:
        return "no_reader", "alert"
    if len(names) == len(SHOWN_WAYS):
        return "all", "tap"
    return "_".join(entry.value for entry in names), _SYMBOLS[names[0]]


def problem_of(model: TillModel, view: CardSaleView) -> Message | None:
    """Return why the last card was not read, and what to do now."""
    problem = view.state.problem
    if _wants_swipe(model, view) and problem not in _STRIPE_PROBLEMS:
        return Message("card.problem_fallback")
    if problem is ReadProblem.SWIPE and not _can_swipe(model):
        problem = ReadProblem.BAD_CARD
    return None if problem is None else Message(f"card.problem_{problem.value}")


def _wants_swipe(model: TillModel, view: CardSaleView) -> bool:
    """True while the stripe of a chip that failed is waited for, where one can be read."""
    return view.state.fallback and _can_swipe(model)


def _can_swipe(model: TillModel) -> bool:
    """True unless the shop is known to have no stripe reader."""
    ways = model.card.ways
    return ways is None or EntryMode.SWIPE in {entry for entry, _ in ways}


def way_lamps(model: TillModel, view: CardSaleView) -> Iterator[WayLamp]:
    """Yield a lamp for each way in that the shop has a reader for and that is waited for."""
    healths = dict(model.card.ways or ())
    for entry in (EntryMode.SWIPE,) if _wants_swipe(model, view) else SHOWN_WAYS:
        health = healths.get(entry)
        if health is not None:
            yield way_lamp(entry, health)


def way_lamp(entry: EntryMode, health: Health) -> WayLamp:
    """Return what is said of a way to read a card."""
    state = "ready" if health is Health.OK else "off"
    if health is Health.UNKNOWN:
        state = "starting"
    return WayLamp(Message(f"card.way_{entry.value}_{state}"), health)


# --- choosing and confirming ----------------------------------------------------------------


def choices(view: CardSaleView) -> tuple[Button, ...]:
    """Return a button for each application of the card, in its order, and one for none of them."""
    made = [
        Button(
            Press(Action.CHOOSE_APPLICATION, str(index)),
            message("card.choice", number=index + 1, name=plain(label)),
            shortcut=str(index + 1) if index < KEYED_CHOICES else "",
        )
        for index, label in enumerate(view.state.labels)
    ]
    none = Button(
        Press(Action.CHOOSE_APPLICATION, "none"), Message("card.none_of_them"), shortcut="0"
    )
    return (*made, none)


def _choosing(model: TillModel, view: CardSaleView) -> CardView:
    page = _page(model, view, "choose", symbol="card", tone=INFO)
    return replace(page, choices=choices(view))


def _confirming(model: TillModel, view: CardSaleView) -> CardView:
    facts = facts_of(view)
    lines: list[Message] = [Message("card.confirm_body")]
    if facts is not None and facts.entry is EntryMode.CHIP:
        lines.append(Message("card.leave_in"))
    confirm = Button(
        Press(Action.CONFIRM_CARD), Message("card.confirm"), primary=True, shortcut="Return"
    )
    page = _page(model, view, "confirm", symbol="card", tone=INFO, lines=tuple(lines))
    return replace(page, facts=() if facts is None else details(facts), buttons=(confirm,))


# --- waiting --------------------------------------------------------------------------------


def _waiting(model: TillModel, view: CardSaleView) -> CardView:
    facts = facts_of(view)
    is_chip = facts is not None and facts.entry is EntryMode.CHIP
    lines: list[Message] = [] if facts is None else [card_and_entry(facts)]
    if is_chip:
        lines.append(Message("card.leave_in"))
    word = "asking" if view.state.phase is Phase.AUTHORISING else "completing"
    page = _page(
        model, view, word, symbol="chip" if is_chip else "wait", tone=INFO, lines=tuple(lines)
    )
    return replace(page, working=True)


# --- signing --------------------------------------------------------------------------------


def pad_of(view: CardSaleView) -> PadView:
    """Return the field that the customer signs in."""
    return PadView(
        flow=view.flow,
        clear=Message("customer.sign_clear"),
        done=Message("customer.sign_done"),
        hint=Message("customer.sign_pad"),
    )


def pad_is_here(model: TillModel) -> bool:
    """True where the customer has no screen of their own: they sign on the cashier's page."""
    lamp = model.lamp(DeviceKind.CUSTOMER_SCREEN)
    return lamp is not None and lamp.message_id != "screen.second"


def _signing(model: TillModel, view: CardSaleView) -> CardView:
    here = pad_is_here(model)
    facts = facts_of(view)
    lines: list[Message] = [] if facts is None else [card_and_entry(facts)]
    lines.append(Message("card.sign_here" if here else "card.sign_there"))
    paper = Button(Press(Action.SIGN_ON_PAPER), Message("card.sign_on_paper"), shortcut="F8")
    page = _page(model, view, "sign", symbol="sign", tone=OK, lines=tuple(lines))
    page = replace(page, prompt=Message("card.remove") if view.card_in else None)
    if here:
        # The pad gets all the room there is.
        return replace(page, pad=pad_of(view), total=replace(page.total, way_out=paper))
    return replace(page, buttons=(paper,))
