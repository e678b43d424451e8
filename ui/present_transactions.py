"""The Transactions page: what was looked for, what was found, and one sale in full."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date, timedelta

from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.money import format_sgd
from kpay_desktop.domain.records import CreditState, SaleRecord, SlipCopy
from kpay_desktop.domain.sale import Method, QrMode, SaleState
from kpay_desktop.flows.sale_view import SaleView
from kpay_desktop.ports import DeviceKind, Health
from ui.card_words import fact, paid_with, record_facts
from ui.dates import date_and_time
from ui.present_returned import money_back, returned_facts, returned_lines, void_slip
from ui.present_sale import DocumentOf
from ui.present_save import save_button, save_line
from ui.sale_lines import contact_lines
from ui.sale_search import ALL_DAYS, TODAY, Panel, SaleSearch, month_of
from ui.sale_state import PRINTED_STATES
from ui.save_model import SavedSlip, SlipWanted
from ui.state_tones import state_word
from ui.till_model import SlipProgress, TillModel
from ui.views import Action, Button, Choice, ChoicePanel, EmptyView, Press
from ui.views_transactions import SaleDetail, SaleRows, TransactionsView

_OF_A_VOIDED = frozenset({"card.fact_approval"})
# An answer that takes longer is announced.
_PATIENCE_S = 0.4
_WEEKDAYS = 7
_UNDECIDED = {
    SaleState.OPEN,
    SaleState.CHECKING,
    SaleState.REVERSING,
    SaleState.PAID_LATE,
    SaleState.REFUNDING,
}


def present_transactions(model: TillModel, document_of: DocumentOf) -> TransactionsView:
    """Return the page."""
    search = model.search
    clear = Button(Press(Action.FIND_CLEAR), Message("transactions.clear"))
    keypad = Press(Action.FIND_PANEL, Panel.KEYPAD.value)
    # A list of one day needs no dates; a voucher's sales are of any day.
    one_day = search.asked.since is not None
    selected = search.selected
    return TransactionsView(
        typed=search.typed,
        hint=Message("transactions.voucher_hint"),
        field=Button(keypad, Message("transactions.voucher")),
        clear=clear if search.typed else None,
        problem=search.problem,
        chips=tuple(_chips(model)),
        panel=_panel(model),
        keypad=search.panel is Panel.KEYPAD and not model.comfort.draws_keyboard,
        typed_below=search.panel is Panel.KEYPAD and model.comfort.draws_keyboard,
        rows=SaleRows(search.rows, model.settings.terminal.time_zone, not one_day),
        selected_id=search.selected_id,
        has_more=search.older_key is not None,
        has_newer=search.newer_key is not None,
        empty=None if search.rows else _empty(model),
        detail=None if selected is None else _detail(model, selected, document_of),
    )


# --- what is looked for ---------------------------------------------------------------------


def _chips(model: TillModel) -> Iterator[Choice]:
    search = model.search
    # A voucher is looked for in everything there is.
    listed = not search.asked.voucher
    labels = (
        (Panel.DATE, _day_label(search.day if listed else ALL_DAYS), listed),
        (Panel.METHOD, _method_label(search.method if listed else None), bool(search.method)),
        (Panel.STATE, _state_label(search.state if listed else None), bool(search.state)),
        (
            Panel.CASHIER,
            _cashier_label(model, search.cashier_id if listed else ""),
            bool(search.cashier_id),
        ),
    )
    for panel, label, narrowed in labels:
        button = Button(Press(Action.FIND_PANEL, panel.value), label)
        by_default = panel is Panel.DATE and search.day in {TODAY, ALL_DAYS}
        yield Choice(button, (listed and narrowed and not by_default) or search.panel is panel)


def _day_label(day: str) -> Message:
    if day == TODAY:
        return Message("transactions.today")
    if day == ALL_DAYS:
        return Message("transactions.all_days")
    return message("transactions.day", day=day)


def _method_label(method: Method | None) -> Message:
    return Message(f"method.{method.value}" if method else "transactions.all_methods")


def _state_label(state: SaleState | None) -> Message:
    return Message(f"sale.state_{state.value}" if state else "transactions.all_states")


def _cashier_label(model: TillModel, cashier_id: str) -> Message:
    if not cashier_id:
        return Message("transactions.all_cashiers")
    name = next((o.name for o in model.operators if o.operator_id == cashier_id), cashier_id)
    return message("transactions.cashier", name=name)


def _panel(model: TillModel) -> ChoicePanel | None:
    search = model.search
    match search.panel:
        case None | Panel.KEYPAD:
            return None
        case Panel.DATE:
            return _calendar(model)
        case Panel.METHOD:
            offered = model.settings.known_methods
            options = [(w.value if w else "", _method_label(w)) for w in (None, *offered)]
            return _choices("method", "methods", options, (search.method or ""))
        case Panel.STATE:
            options = [(s.value if s else "", _state_label(s)) for s in (None, *SaleState)]
            return _choices("state", "states", options, (search.state or ""))
        case Panel.CASHIER:
            known = [operator.operator_id for operator in model.operators]
            options = [(name, _cashier_label(model, name)) for name in ("", *known)]
            return _choices("cashier", "cashiers", options, search.cashier_id)


def _choices(name: str, title: str, options: list[tuple[str, Message]], chosen: str) -> ChoicePanel:
    made = tuple(
        Choice(Button(Press(Action.FIND_BY, f"{name}:{value}"), label), value == chosen)
        for value, label in options
    )
    return ChoicePanel(Message(f"transactions.{title}"), 3, made)


def _calendar(model: TillModel) -> ChoicePanel:
    search, today = model.search, model.clock.date()
    first = month_of(search, today)
    before = (first - timedelta(days=1)).replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    days = calendar.monthrange(first.year, first.month)[1]
    chosen = today.isoformat() if search.day == TODAY else search.day
    return ChoicePanel(
        title=message(
            "transactions.month", month=f"@transactions.month_{first.month}", year=first.year
        ),
        columns=_WEEKDAYS,
        choices=(
            *(None,) * first.weekday(),
            *(_day(first.replace(day=number), today, chosen) for number in range(1, days + 1)),
        ),
        top=(
            _day_choice(TODAY, Message("transactions.today"), search.day),
            _day_choice(ALL_DAYS, Message("transactions.all_days"), search.day),
        ),
        heads=tuple(Message(f"transactions.weekday_{n}") for n in range(1, _WEEKDAYS + 1)),
        earlier=Button(
            Press(Action.FIND_MONTH, before.isoformat()), Message("transactions.earlier")
        ),
        later=Button(
            Press(Action.FIND_MONTH, after.isoformat()),
            Message("transactions.later"),
            enabled=after <= today,
        ),
    )


def _day(day: date, today: date, chosen: str) -> Choice:
    value = day.isoformat()
    button = Button(
        Press(Action.FIND_BY, f"day:{TODAY if day == today else value}"),
        message("transactions.day", day=day.day),
        enabled=day <= today,
    )
    return Choice(button, value == chosen)


def _day_choice(value: str, label: Message, chosen: str) -> Choice:
    return Choice(Button(Press(Action.FIND_BY, f"day:{value}"), label), value == chosen)


# --- what was found -------------------------------------------------------------------------


def _empty(model: TillModel) -> EmptyView | None:
    search = model.search
    if search.fault is not None:
        again = Button(Press(Action.FIND), Message("trouble.try_again"), primary=True)
        return EmptyView(Message("transactions.fault"), search.fault, (again,))
    if search.loading:
        if model.now - search.loading_since < _PATIENCE_S:
            return None
        return EmptyView(Message("transactions.searching"), Message("transactions.searching_body"))
    every = Button(Press(Action.FIND_CLEAR, ALL_DAYS), Message("transactions.show_all"))
    if search.asked.voucher:
        return EmptyView(
            message("transactions.no_voucher", voucher=search.asked.voucher),
            Message("transactions.no_voucher_body"),
            (Button(Press(Action.FIND_CLEAR), Message("transactions.back_to_list")),),
        )
    if search.method or search.state or search.cashier_id:
        return EmptyView(
            Message("transactions.none_fits"), Message("transactions.none_fits_body"), (every,)
        )
    if search.day == ALL_DAYS:
        return EmptyView(Message("transactions.none"), Message("transactions.none_body"))
    title = "none_today" if search.day == TODAY else "none_day"
    return EmptyView(
        Message(f"transactions.{title}"), Message("transactions.none_day_body"), (every,)
    )


def _detail(model: TillModel, sale: SaleRecord, document_of: DocumentOf) -> SaleDetail:
    printed = sale.state in PRINTED_STATES
    buttons = _reprints(model.search) if printed else list(void_slip(model.search))
    beside: list[Button | None] = list(_saves(model)) if printed else []
    flow = _waiting_flow(model, sale)
    if flow:
        beside.insert(1, None)
        buttons.insert(
            1,
            Button(
                Press(Action.OPEN_UNFINISHED, flow),
                Message("transactions.open"),
                primary=not printed,
                shortcut="F8",
            ),
        )
    lines = _slip_lines(model, sale) if printed else (about(sale), *_void_lines(model, sale))
    return SaleDetail(
        slip=document_of(sale, SlipCopy.CUSTOMER) if printed else None,
        title=Message(state_word(sale.method, sale.state)),
        lines=lines,
        facts=() if printed else (*_facts(model, sale), *returned_facts(model, sale)),
        buttons=tuple(buttons),
        contact=contact_lines(model) if sale.state in _UNDECIDED else (),
        beside=tuple(beside),
        name=message(
            "transactions.chosen",
            voucher=sale.identity.voucher,
            total=format_sgd(sale.total_minor),
        ),
        pair=money_back(model.search, sale),
    )


def about(sale: SaleRecord) -> Message:
    """Return what the state of a sale without a slip means."""
    if sale.mode is QrMode.OWN and sale.state is SaleState.CLOSED:
        # No bank says whether the shop's own code was paid.
        return Message("by_hand.about_closed")
    return Message(f"transactions.about_{sale.state.value}")


def _waiting_flow(model: TillModel, sale: SaleRecord) -> str:
    """Return the flow of a sale that somebody has to look at, or nothing."""
    view = next((v for v in model.others if v.sale.identity.sale_id == sale.identity.sale_id), None)
    if view is None:
        return ""
    if sale.state is SaleState.APPROVED:
        undecided = {CreditState.INBOX, CreditState.REFUNDING}
        payments = view.state.payments if isinstance(view, SaleView) else ()
        return view.flow if any(p.state in undecided for p in payments) else ""
    return view.flow


def _reprints(search: SaleSearch) -> list[Button]:
    free = SlipProgress.WAITING not in dict(search.slips).values()
    return [
        Button(
            Press(Action.REPRINT_SALE, SlipCopy.CUSTOMER.value),
            Message("transactions.reprint"),
            primary=True,
            enabled=free,
            shortcut="F4",
        ),
        Button(
            Press(Action.REPRINT_SALE, SlipCopy.MERCHANT.value),
            Message("transactions.reprint_merchant"),
            enabled=free,
            shortcut="F6",
        ),
    ]


def _saves(model: TillModel) -> tuple[Button, ...]:
    # The keys of the reprints beside them, with Shift.
    return (
        save_button(model, SavedSlip.CUSTOMER, "Shift+F4"),
        save_button(model, SavedSlip.MERCHANT, "Shift+F6"),
    )


def _slip_lines(model: TillModel, sale: SaleRecord) -> tuple[Message, ...]:
    number = sale.identity.sale_id
    wanted = (SlipWanted(slip, number) for slip in (SavedSlip.CUSTOMER, SavedSlip.MERCHANT))
    saved, printed = save_line(model, *wanted), _print_line(model)
    lines = tuple(line for line in (saved, printed) if line is not None)
    by_hand = (Message("by_hand.about"),) if sale.state is SaleState.BY_HAND else ()
    lines = (*returned_lines(sale), *lines)
    return (*by_hand, *_card_lines(sale), *(lines or (Message("transactions.marked"),)))


def _void_lines(model: TillModel, sale: SaleRecord) -> tuple[Message, ...]:
    """Return how far the slip of a sale's void is, if it was asked for."""
    line = _print_line(model) if sale.state is SaleState.VOIDED else None
    return () if line is None else (line,)


def _card_lines(sale: SaleRecord) -> tuple[Message, ...]:
    """Return the card of a paid sale, which the slip beside it names too, and the host's STAN."""
    if sale.card is None:
        return ()
    facts = sale.card.facts
    return (
        message(
            "card.detail",
            scheme=f"@scheme.{facts.scheme.value}",
            last=facts.last_four,
            stan=f"{sale.card.stan:06d}",
        ),
    )


def _print_line(model: TillModel) -> Message | None:
    states = set(dict(model.search.slips).values())
    if not states:
        return None
    if SlipProgress.REFUSED in states:
        return Message("transactions.not_queued")
    if states == {SlipProgress.PRINTED}:
        return Message("transactions.printed")
    lamp = model.lamp(DeviceKind.PRINTER)
    if lamp is not None and lamp.health is Health.BAD:
        return Message("transactions.waits")
    return Message("transactions.printing")


def _facts(model: TillModel, sale: SaleRecord) -> tuple[tuple[Message, Message], ...]:
    local = sale.created_at.astimezone(model.settings.terminal.time_zone)
    names = {operator.operator_id: operator.name for operator in model.operators}
    facts = {
        "sale.fact_voucher": sale.identity.voucher,
        "transactions.fact_batch": f"{sale.identity.batch_no:06d}",
        "sale.fact_total": format_sgd(sale.total_minor),
        "transactions.fact_cashier": names.get(sale.cashier_id, sale.cashier_id),
    }
    rows = [fact(name, value) for name, value in facts.items()]
    rows.insert(3, (Message("sale.fact_paid_with"), paid_with(sale)))
    rows.insert(4, (Message("sale.fact_time"), date_and_time(local)))
    if sale.card is not None and sale.state is SaleState.VOIDED:
        # Its void is told of below these, and all of them are to be read.
        return (*rows, *(row for row in record_facts(sale.card) if row[0].id in _OF_A_VOIDED))
    if sale.card is not None:
        return (*rows, *record_facts(sale.card))
    return (*rows, fact("sale.fact_order", sale.identity.order_no))
