"""How a sale by card ended, and the page of one whose reversal is on its way."""

from __future__ import annotations

from dataclasses import replace

from kpay_desktop.domain.card import Signing
from kpay_desktop.domain.host_codes import words_for
from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.money import format_sgd
from kpay_desktop.domain.records import SaleRecord, SlipCopy
from kpay_desktop.domain.sale import Method
from kpay_desktop.flows.card_sale.state import EndReason, Phase
from kpay_desktop.flows.card_view import CardSaleView
from kpay_desktop.flows.wallet_sale.decision import NOT_AUTHORISED
from ui.back_state import may_lift
from ui.card_model import MOST_CONTACT
from ui.card_words import Fact, card_and_entry, end_of, fact, facts_of, plain, seconds_until
from ui.present_sale import DocumentOf, paper_help, slip_lines
from ui.sale_lines import contact_lines, trouble
from ui.sale_state import is_reversing
from ui.till_model import TillModel
from ui.views import BAD, OK, PLAIN, WARN, Action, Button, Press
from ui.views_card import ContactField, UnfinishedView
from ui.views_sale import ResultView

#: Why a sale has to be undone.
UNDONE = frozenset(
    {
        EndReason.NO_ANSWER,
        EndReason.UNCLEAR_ANSWER,
        EndReason.CARD_FAILED_AFTER_APPROVAL,
        EndReason.NOT_WRITTEN,
    }
)
_NEW_SALE = Button(
    Press(Action.NEW_SALE), Message("sale.new_sale"), primary=True, shortcut="Return"
)


def present_card_result(
    model: TillModel, view: CardSaleView, document_of: DocumentOf
) -> ResultView:
    """Return the page of a card sale that has ended."""
    match view.state.phase:
        case Phase.APPROVED:
            return _approved(model, view, document_of)
        case Phase.REVERSED:
            return _reversed(model, view)
        case _:
            return _not_charged(model, view)


# --- approved -------------------------------------------------------------------------------


def _approved(model: TillModel, view: CardSaleView, document_of: DocumentOf) -> ResultView:
    paper = paper_help(model)
    prompt = removing(view)
    title = message("sale.approved_title", total=format_sgd(view.sale.total_minor))
    if paper is not None:
        again = Button(
            Press(Action.PRINT_AGAIN),
            Message("paper.print_again"),
            primary=True,
            shortcut="Return",
        )
        waits = "paper" if len(paper.steps) > 1 else "printer"
        return ResultView(
            mark="tick",
            tone=OK,
            title=title,
            lines=(Message(f"paper.safe_{waits}"),),
            prompt=prompt,
            buttons=(replace(_NEW_SALE, primary=False, shortcut="F6"), again),
            slip=None,
            paper=paper,
        )
    return ResultView(
        mark="tick",
        tone=OK,
        title=title,
        lines=(
            _approved_line(view),
            *_signed_lines(view),
            *slip_lines(model),
            *trouble(view),
        ),
        prompt=prompt,
        buttons=(
            Button(
                Press(Action.REPRINT, SlipCopy.CUSTOMER.value),
                Message("sale.customer_copy"),
                shortcut="F4",
            ),
            _NEW_SALE,
        ),
        slip=document_of(_booked(view), SlipCopy.MERCHANT),
    )


def _approved_line(view: CardSaleView) -> Message:
    facts = facts_of(view)
    return message(
        "card.approved_line",
        scheme="@method.card" if facts is None else f"@scheme.{facts.scheme.value}",
        last="" if facts is None else facts.last_four,
        voucher=view.sale.identity.voucher,
        code=view.state.approval_code,
    )


def _signed_lines(view: CardSaleView) -> tuple[Message, ...]:
    if view.state.signing is Signing.ON_PAPER:
        return (Message("card.signs_on_paper"),)
    return (Message("card.signed"),) if view.state.signing is Signing.ON_SCREEN else ()


def _booked(view: CardSaleView) -> SaleRecord:
    """Return the sale's row; the slip's time is the sale's end."""
    sale = view.sale
    return sale if sale.paid_at is not None else replace(sale, paid_at=view.state.ended_at)


# --- not charged ----------------------------------------------------------------------------


def _not_charged(model: TillModel, view: CardSaleView) -> ResultView:
    declined = view.state.phase is Phase.DECLINED
    return ResultView(
        mark="cross",
        tone=BAD if declined else PLAIN,
        title=Message("sale.declined_title" if declined else "sale.not_charged_title"),
        lines=(
            why(view),
            *_what_next(view),
            Message("sale.not_charged_line"),
            *trouble(view),
        ),
        prompt=removing(view),
        buttons=(_again(), _NEW_SALE),
        slip=None,
        facts_title=Message("sale.not_charged"),
        facts=facts(model, view),
        contact=contact_lines(model),
    )


def removing(view: CardSaleView) -> Message | None:
    """Return that the card is to be taken out, while it is still in."""
    return Message("card.remove") if view.card_in else None


def why(view: CardSaleView) -> Message:
    """Return why a sale was not charged: the bank's own words where it said no."""
    end, code = end_of(view.state), view.state.code
    if end is EndReason.HOST_SAID_NO and code:
        words = words_for(code)
        if words.args:
            return words
        return message("card.end_host_said_no_code", words=f"@{words.id}", code=code)
    return Message(f"card.end_{end.value}")


def _what_next(view: CardSaleView) -> tuple[Message, ...]:
    end = end_of(view.state)
    if end in {EndReason.HOST_SAID_NO, EndReason.CARD_SAID_NO}:
        return (Message("card.next_other_card"),)
    return (Message("card.next_other_way"),) if end is EndReason.HOST_OUT_OF_REACH else ()


def _reversed(model: TillModel, view: CardSaleView) -> ResultView:
    lines = [Message("card.reversed_body"), _why_it_was(view)]
    again = _again()
    if model.card.is_blocked:
        others_wait = any(is_reversing(other) for other in model.others)
        lines.append(Message("card.another_waits" if others_wait else "card.cards_again"))
        again = replace(
            again,
            label=message("card.go_on", total=format_sgd(model.draft.total_minor)),
            primary=True,
            shortcut="Return",
        )
    return ResultView(
        mark="tick",
        tone=PLAIN,
        title=Message("card.reversed_title"),
        lines=(*lines, *trouble(view)),
        prompt=removing(view),
        buttons=(replace(_NEW_SALE, primary=False, shortcut="F4"), again)
        if model.card.is_blocked
        else (again, _NEW_SALE),
        slip=None,
        facts_title=Message("sale.not_charged"),
        facts=facts(model, view),
        contact=contact_lines(model),
    )


def _why_it_was(view: CardSaleView) -> Message:
    """Return why a sale had to be undone, now that it is."""
    end = end_of(view.state)
    return Message(f"card.was_{end.value}") if end in UNDONE else why(view)


def _again() -> Button:
    return Button(Press(Action.RETRY_SALE), Message("sale.try_again"), shortcut="F6")


# --- being reversed -------------------------------------------------------------------------


def present_unfinished(model: TillModel, view: CardSaleView) -> UnfinishedView:
    """Return picture 12: not charged, and the reversal is on its way."""
    waits = "card.blocked" if model.card.is_blocked else "card.cards_wait"
    lines = [
        why(view),
        Message("card.reversing_body"),
        Message("void.lifted" if view.state.is_lifted else waits),
    ]
    prompt = removing(view)
    if prompt is not None:
        lines.append(prompt)
    if view.state.needs_person:
        code = view.state.reversal_code
        lines.append(
            message("card.needs_person", code=code) if code else Message("card.needs_number")
        )
    if view.note == NOT_AUTHORISED:
        lines.append(Message("void.no_leave"))
    progress, progress_line = _progress(model, view)
    noted = _noted(view)
    return UnfinishedView(
        tone=WARN,
        title=Message("card.reversing_title"),
        lines=(*lines, *trouble(view)),
        progress=progress,
        progress_line=progress_line,
        field=_field(view) if model.card.noting else None,
        buttons=_buttons(model, view, noted=bool(noted)),
        facts_title=Message("card.unfinished"),
        facts=facts(model, view),
        contact=(Message("card.settling_sends"), *contact_lines(model)),
    )


def _progress(model: TillModel, view: CardSaleView) -> tuple[float | None, Message]:
    attempt = view.state.tries + 1
    left = seconds_until(view.retry_at, model.now)
    if view.retry_at is None or left is None:
        return None, message("card.attempt_now", attempt=attempt)
    since = model.card.retry_since
    whole = 0.0 if since is None else view.retry_at - since
    done = 0.0 if since is None or whole <= 0 else (model.now - since) / whole
    line = message("card.attempt_next", attempt=attempt, seconds=left)
    return min(1.0, max(0.0, done)), line


def _buttons(model: TillModel, view: CardSaleView, *, noted: bool) -> tuple[Button, ...]:
    if model.card.noting:
        # The field has its own way to be saved; nothing else is pressed by Enter meanwhile.
        return (Button(Press(Action.LEAVE_CONTACT), Message("card.contact_leave"), shortcut="Esc"),)
    lift = Button(Press(Action.LIFT_BLOCK), Message("authorise.lift_block"), shortcut="F8")
    return (
        *((lift,) if may_lift(view) else ()),
        Button(
            Press(Action.REVERSE_NOW),
            Message("card.try_now"),
            enabled=view.retry_at is not None,
            shortcut="F5",
        ),
        Button(
            Press(Action.NOTE_CONTACT),
            Message("card.contact_change" if noted else "card.contact_note"),
            shortcut="F7",
        ),
        Button(
            Press(Action.OTHER_WAY),
            Message(_other_way(model)),
            primary=True,
            enabled=any(method is not Method.CARD for method in model.settings.methods),
            shortcut="Return",
        ),
    )


def _other_way(model: TillModel) -> str:
    """Return what the ways to pay without a card are called, as the shop has them."""
    methods = model.settings.methods
    if all(method.wallet is None for method in methods):
        return "card.take_cash"
    return "card.other_way" if Method.CASH in methods else "card.take_qr"


def _noted(view: CardSaleView) -> str:
    return "" if view.sale.card is None else view.sale.card.contact


def _field(view: CardSaleView) -> ContactField:
    return ContactField(
        label=Message("card.contact_label"),
        hint=Message("card.contact_hint"),
        text=_noted(view),
        most=MOST_CONTACT,
        save=Message("card.contact_save"),
        save_press=Press(Action.SAVE_CONTACT),
    )


def facts(model: TillModel, view: CardSaleView) -> tuple[Fact, ...]:
    """Return what is known of a sale that was not charged."""
    sale = view.sale
    local = sale.created_at.astimezone(model.settings.terminal.time_zone)
    card = facts_of(view)
    paid = Message("method.card") if card is None else card_and_entry(card)
    rows: list[Fact] = [
        fact("sale.fact_voucher", sale.identity.voucher),
        fact("sale.fact_total", format_sgd(sale.total_minor)),
        (Message("sale.fact_paid_with"), paid),
    ]
    rows.append(fact("sale.fact_time", f"{local:%H:%M:%S}"))
    more = {
        "card.fact_stan": f"{view.state.stan:06d}" if view.state.stan else "",
        "card.fact_rrn": view.state.rrn,
        "card.fact_code": view.state.code,
        "card.fact_reversal_code": view.state.reversal_code,
        "card.fact_contact": plain(_noted(view)),
    }
    return (*rows, *(fact(name, value) for name, value in more.items() if value))
