"""The two pages of a sale in hand: the customer pays, and how it ended."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.money import format_sgd
from kpay_desktop.domain.records import CreditState, SaleRecord, SlipCopy
from kpay_desktop.domain.sale import Method
from kpay_desktop.flows.print_values import PrintPhase
from kpay_desktop.flows.sale_view import SaleView
from kpay_desktop.flows.wallet_sale.decision import is_insisted
from kpay_desktop.flows.wallet_sale.state import EndReason, Phase
from kpay_desktop.ports import DeviceKind, Health
from kpay_desktop.receipts.document import Document
from ui.present_decision import (
    accept_button,
    accepted_lines,
    note_lines,
    other_amount,
    refund_button,
    supervisor_line,
)
from ui.present_doubt import refund_lines
from ui.present_more import PAPER_STEPS
from ui.sale_lines import contact_lines, trouble
from ui.till_model import SlipProgress, TillModel
from ui.views import BAD, INFO, OK, PLAIN, WARN, Action, Button, Press
from ui.views_more import PaperHelp, PaperStep
from ui.views_sale import ResultView, ShowQrView, TotalView

#: Faults of the printer for which there are words on what to do; others only say what is wrong.
FIXES = frozenset({"cover_open", "offline", "no_answer", "unreachable"})
DocumentOf = Callable[[SaleRecord, SlipCopy], Document]

#: What follows when a sale is over.
NEW_SALE = Button(Press(Action.NEW_SALE), Message("sale.new_sale"), primary=True, shortcut="Return")


def total_view(
    model: TillModel,
    *,
    method: Method | None = None,
    way_out: Button | None = None,
) -> TotalView:
    """Return the right-hand column of a sale that is not charged yet."""
    draft = model.draft
    return TotalView(
        total_minor=draft.total_minor,
        amount_minor=draft.amount.minor,
        tip_minor=draft.tip_minor,
        tip_percent=draft.tip_percent,
        method=method,
        way_out=way_out,
    )


def seconds_left(model: TillModel, view: SaleView) -> int | None:
    """Return how long the code may still be paid, in whole seconds."""
    if view.expires_at is None:
        return None
    return max(0, math.ceil(view.expires_at - model.now))


def checked_ago(model: TillModel, view: SaleView) -> int | None:
    """Return for how many whole seconds the gateway has not been asked; None: never yet."""
    return None if view.checked_at is None else max(0, int(model.now - view.checked_at))


def present_show_qr(model: TillModel, view: SaleView) -> ShowQrView:
    """Return the page of a code that is being made or shown."""
    sale = view.sale
    shown = view.state.phase is Phase.SHOWN
    method = f"@method.{sale.method.value}"
    checked = checked_ago(model, view)
    left = seconds_left(model, view)
    check = Button(Press(Action.CHECK_NOW), Message("sale.check_now"), enabled=shown, shortcut="F5")
    return ShowQrView(
        badge=Message("sale.waiting_payment" if shown else "sale.making_code"),
        badge_tone=WARN if view.store_fault is not None else INFO if shown else PLAIN,
        title=message("sale.qr_title" if shown else "sale.qr_title_making", method=method),
        body=next(iter(trouble(view)), Message("sale.qr_body")),
        symbol=view.symbol,
        seconds_left=left,
        seconds_total=model.settings.qr_clock.valid_s,
        checked_ago_s=checked,
        clock_line=_clock_line(left, checked),
        buttons=(check,),
        total=sale_total(model, view),
    )


def sale_total(model: TillModel, view: SaleView) -> TotalView:
    """Return the right-hand column of a sale that the customer pays now."""
    sale = view.sale
    return TotalView(
        total_minor=sale.total_minor,
        amount_minor=sale.amount_minor,
        tip_minor=sale.tip_minor,
        tip_percent=model.draft.tip_percent,
        method=sale.method,
        voucher=sale.identity.voucher,
        way_out=Button(Press(Action.CANCEL_SALE), Message("sale.cancel"), shortcut="Esc"),
    )


def _clock_line(left: int | None, checked: int | None) -> Message | None:
    if left is None:
        return None
    clock = f"{left // 60}:{left % 60:02d}"
    if checked is None:
        return message("sale.expires_in", clock=clock)
    return message("sale.expires_checked", clock=clock, seconds=checked)


def present_result(model: TillModel, view: SaleView, document_of: DocumentOf) -> ResultView:
    """Return the page of a sale that has ended, or is being checked."""
    match view.state.phase:
        case Phase.APPROVED:
            return _approved(model, view, document_of)
        case Phase.CLOSED | Phase.DECLINED:
            return _not_charged(model, view)
        case Phase.PAID_LATE:
            return _paid_late(model, view)
        case Phase.REFUNDED:
            return _refunded(model, view)
        case _:
            return _checking(model, view)


def _approved(model: TillModel, view: SaleView, document_of: DocumentOf) -> ResultView:
    sale = view.sale
    paper = paper_help(model)
    if paper is not None:
        return _approved_without_paper(view, paper)
    lines = [
        message(
            "sale.approved_line",
            method=f"@method.{sale.method.value}",
            voucher=sale.identity.voucher,
            txn=sale.wallet_txn_no,
        ),
        *accepted_lines(view),
        *slip_lines(model),
        *_second_payment_lines(view),
        *trouble(view),
    ]
    buttons = [
        Button(
            Press(Action.REPRINT, SlipCopy.CUSTOMER.value),
            Message("sale.customer_copy"),
            shortcut="F4",
        ),
        NEW_SALE,
    ]
    if any(p.state is CreditState.INBOX for p in view.state.payments):
        buttons.insert(0, refund_button(view))
    return ResultView(
        mark="tick",
        tone=OK,
        title=message("sale.approved_title", total=format_sgd(sale.total_minor)),
        lines=tuple(lines),
        buttons=tuple(buttons),
        slip=document_of(sale, SlipCopy.MERCHANT),
    )


def _approved_without_paper(view: SaleView, paper: PaperHelp) -> ResultView:
    """Picture 13: the payment is safe, and what to do with the printer."""
    waits = "paper" if len(paper.steps) > 1 else "printer"
    buttons = [
        Button(Press(Action.NEW_SALE), NEW_SALE.label, shortcut="F6"),
        Button(
            Press(Action.PRINT_AGAIN),
            Message("paper.print_again"),
            primary=True,
            shortcut="Return",
        ),
    ]
    if any(p.state is CreditState.INBOX for p in view.state.payments):
        buttons.insert(0, refund_button(view))
    return ResultView(
        mark="tick",
        tone=OK,
        title=message("sale.approved_title", total=format_sgd(view.sale.total_minor)),
        lines=(
            Message(f"paper.safe_{waits}"),
            *accepted_lines(view),
            *_second_payment_lines(view),
        ),
        buttons=tuple(buttons),
        slip=None,
        paper=paper,
    )


def paper_help(model: TillModel) -> PaperHelp | None:
    """Return what to do with the printer, if slips of the sale on the page wait for it."""
    lamp = model.lamp(DeviceKind.PRINTER)
    settled = {SlipProgress.PRINTED, SlipProgress.REFUSED}
    waiting = any(state not in settled for _, state in model.slips)
    if not waiting or lamp is None or lamp.health is not Health.BAD:
        return None
    word = lamp.message_id.rpartition(".")[2]
    if word == "paper_out":
        steps: tuple[PaperStep, ...] = PAPER_STEPS
    else:
        picture = "close" if word == "cover_open" else "power"
        caption = Message(f"sale.fix_{word}") if word in FIXES else Message(lamp.message_id)
        steps = (PaperStep(picture, caption),)
    # A slip that may be on paper already is not sent again until somebody has looked.
    is_held = model.print_phase is PrintPhase.HELD
    return PaperHelp(steps, Message("sale.slip_held" if is_held else "paper.by_itself"))


def slip_lines(model: TillModel) -> tuple[Message, ...]:
    """Return where the slips of the sale on the page stand."""
    states = {state for _, state in model.slips}
    if SlipProgress.REFUSED in states:
        return (Message("transactions.not_queued"),)
    if states <= {SlipProgress.PRINTED}:
        return (Message("sale.slips_printed"),) if states else ()
    if model.print_phase is PrintPhase.STALLED:
        return (Message("sale.slips_stalled"),)
    copies = dict(model.slips)
    if copies.get(SlipCopy.MERCHANT) is SlipProgress.PRINTED:
        return (Message("sale.merchant_printed"),)
    return (Message("sale.slips_printing"),)


def _second_payment_lines(view: SaleView) -> tuple[Message, ...]:
    states = [p.state for p in view.state.payments]
    if CreditState.INBOX in states:
        return refund_lines(view) or (Message("sale.paid_twice"),)
    if CreditState.REFUNDING in states:
        return (Message("sale.refund_under_way"),)
    if CreditState.REFUNDED in states:
        return (Message("sale.second_refunded"),)
    return ()


def _not_charged(model: TillModel, view: SaleView) -> ResultView:
    declined = view.state.phase is Phase.DECLINED
    return ResultView(
        mark="cross",
        tone=BAD if declined else PLAIN,
        title=Message("sale.declined_title" if declined else "sale.not_charged_title"),
        lines=(
            Message(f"sale.end_{_ending(view)}"),
            *_reason(view),
            Message("sale.not_charged_line"),
        ),
        buttons=(
            Button(Press(Action.RETRY_SALE), Message("sale.try_again"), shortcut="F6"),
            NEW_SALE,
        ),
        slip=None,
        facts_title=Message("sale.not_charged"),
        facts=sale_facts(model, view),
        contact=contact_lines(model),
    )


def _checking(model: TillModel, view: SaleView) -> ResultView:
    doubt = view.state.phase is Phase.DOUBT
    body = "sale.doubt_body" if doubt else "sale.checking_body"
    lines = [Message(body), Message("sale.checking_no_second")]
    following = Button(Press(Action.NEW_SALE), Message("sale.next_customer"), shortcut="F6")
    buttons: tuple[Button, ...] = (
        following,
        Button(Press(Action.CHECK_NOW), Message("sale.check_now"), primary=True, shortcut="F5"),
    )
    if is_insisted(view.state):
        # It is asked again by itself, and the next step is a supervisor's, not this page's.
        lines = [other_amount(view), *supervisor_line(model), *note_lines(view)]
        buttons = (following, refund_button(view), replace(accept_button(view), primary=False))
    return ResultView(
        mark="wait",
        tone=WARN,
        title=Message("sale.checking_title"),
        lines=(*lines, *trouble(view)),
        buttons=buttons,
        slip=None,
        facts_title=Message("sale.not_finished"),
        facts=sale_facts(model, view),
        contact=contact_lines(model),
        working=True,
    )


def _paid_late(model: TillModel, view: SaleView) -> ResultView:
    refunding = any(p.state is CreditState.REFUNDING for p in view.state.payments)
    other = any(p.paid_minor != view.state.total_minor for p in view.state.payments)
    body = other_amount(view) if other else Message("sale.paid_late_body")
    lines = [*(refund_lines(view) or (body,))]
    lines += (Message("sale.refund_under_way"),) if refunding else supervisor_line(model)
    lines += note_lines(view)
    lines += trouble(view)
    return ResultView(
        mark="alert",
        tone=WARN,
        title=message("sale.paid_late_title", total=format_sgd(_late_minor(view))),
        lines=tuple(lines),
        buttons=(
            Button(Press(Action.NEW_SALE), Message("sale.decide_later"), shortcut="F6"),
            refund_button(view),
            accept_button(view),
        ),
        slip=None,
        facts_title=Message("sale.paid_late"),
        facts=sale_facts(model, view),
        contact=contact_lines(model),
        working=refunding,
    )


def _refunded(model: TillModel, view: SaleView) -> ResultView:
    return ResultView(
        mark="tick",
        tone=PLAIN,
        title=message("sale.refunded_title", total=format_sgd(_late_minor(view))),
        lines=(Message("sale.refunded_body"),),
        buttons=(NEW_SALE,),
        slip=None,
        facts_title=Message("sale.refunded"),
        facts=sale_facts(model, view),
        contact=contact_lines(model),
    )


def _late_minor(view: SaleView) -> int:
    return sum(p.paid_minor for p in view.state.payments if p.state is not CreditState.ACCEPTED)


def sale_facts(model: TillModel, view: SaleView) -> tuple[tuple[Message, Message], ...]:
    """Return what is known of the sale, beside a page without a slip."""
    sale = view.sale
    local = sale.created_at.astimezone(model.settings.terminal.time_zone)
    rows = [
        (Message("sale.fact_voucher"), sale.identity.voucher),
        (Message("sale.fact_total"), format_sgd(sale.total_minor)),
        (Message("sale.fact_paid_with"), f"@method.{sale.method.value}"),
        (Message("sale.fact_time"), f"{local:%H:%M:%S}"),
        (Message("sale.fact_order"), sale.identity.order_no),
    ]
    if view.state.refused_code and not _reason(view):
        rows.append((Message("sale.fact_code"), view.state.refused_code))
    return tuple((label, message("sale.fact", value=value)) for label, value in rows)


def _ending(view: SaleView) -> str:
    """Return which words tell why the sale ended: a code that was there is refused by its payer."""
    end = view.state.end or EndReason.CANCELLED
    if end is EndReason.REFUSED and view.state.order_known:
        return "payer_refused"
    return end.value


def _reason(view: SaleView) -> tuple[Message, ...]:
    """Return what was wrong with the bank's answer, in words; nothing for a code of its own."""
    code = view.state.refused_code
    match view.state.end:
        case EndReason.BAD_CODE:
            return (Message(code),)
        case EndReason.NO_ANSWER if code:
            return (Message(f"reason.{code}"),)
        case _:
            return ()
