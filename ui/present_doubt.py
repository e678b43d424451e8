"""The pages of doubt: the same total again, and the inbox of money that waits."""

from __future__ import annotations

from datetime import datetime

from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.money import format_sgd
from kpay_desktop.domain.records import CreditKind, CreditState
from kpay_desktop.domain.sale import SaleState
from kpay_desktop.flows.sale_view import SaleView
from ui.dates import time_unless_today
from ui.doubt_model import Doubt, waiting_payments
from ui.sale_state import PAYING_PAGES, SALE_PAGES
from ui.till_model import TillModel
from ui.views import BAD, INFO, WARN, Action, Button, Page, Press, Tone
from ui.views_inbox import InboxRow, InboxView
from ui.views_sale import ResultView

_TITLES = dict.fromkeys(
    (SaleState.APPROVED, SaleState.PAID_LATE, SaleState.BY_HAND), "doubt.title_paid"
)
_ENDED = {SaleState.CLOSED, SaleState.DECLINED, SaleState.REFUNDED, SaleState.VOIDED}


def present_doubt(model: TillModel) -> ResultView:
    """Return the warning before a total is charged again.

    Raises:
        ValueError: nothing is in doubt.
    """
    doubt = model.doubt
    if doubt is None:
        raise ValueError("nothing is in doubt")
    first, total = doubt.others[0], format_sgd(model.draft.total_minor)
    title = _TITLES.get(first.sale.state, "doubt.title_maybe")
    if first.sale.state in _ENDED:
        title = "doubt.title_again"
    return ResultView(
        mark="alert",
        tone=WARN,
        title=message(title, total=total),
        lines=_lines(model, doubt),
        buttons=_buttons(model, doubt),
        slip=None,
        facts_title=Message("doubt.other_sale"),
        facts=_facts(model, first),
        contact=(
            Message("contact.in_doubt"),
            message("contact.phone", phone=model.settings.contact.phone),
            message("contact.whatsapp", whatsapp=model.settings.contact.whatsapp),
        ),
    )


def _lines(model: TillModel, doubt: Doubt) -> tuple[Message, ...]:
    first, *more = doubt.others
    voucher = first.sale.identity.voucher
    lines = [
        message(
            f"doubt.is_{first.sale.state.value}",
            voucher=voucher,
            **_when(model, first.sale.created_at),
        )
    ]
    if more:
        vouchers = ", ".join(view.sale.identity.voucher for view in more[:3])
        lines.append(message("doubt.more", count=len(more), vouchers=vouchers))
    if doubt.armed_at is None:
        lines.append(message("doubt.ask", voucher=voucher))
    else:
        lines.append(Message("doubt.armed"))
    return tuple(lines)


def _buttons(model: TillModel, doubt: Doubt) -> tuple[Button, ...]:
    free = not model.draft.charging
    first = doubt.others[0]
    word = "doubt.charge_anyway" if doubt.armed_at is None else "doubt.charge_now"
    return (
        Button(Press(Action.BACK), Message("sale.back"), enabled=free, shortcut="Esc"),
        Button(
            Press(Action.CHARGE_ANYWAY),
            message(word, total=format_sgd(model.draft.total_minor)),
            danger=True,
            enabled=free,
        ),
        Button(
            Press(Action.OPEN_DOUBTED, first.flow),
            message("doubt.open", voucher=first.sale.identity.voucher),
            primary=True,
            enabled=free,
            shortcut="Return",
        ),
    )


def _facts(model: TillModel, view: SaleView) -> tuple[tuple[Message, Message], ...]:
    sale = view.sale
    when = _when(model, sale.created_at)
    rows = (
        ("sale.fact_voucher", sale.identity.voucher),
        ("sale.fact_total", format_sgd(sale.total_minor)),
        ("sale.fact_paid_with", f"@method.{sale.method.value}"),
        ("sale.fact_time", when.pop("time")),
        ("doubt.fact_state", f"@sale.state_{sale.state.value}"),
        ("sale.fact_order", sale.identity.order_no),
    )
    dated = {"sale.fact_time": when}
    return tuple(
        (Message(name), message("sale.fact", value=value, **dated.get(name, {})))
        for name, value in rows
    )


def _when(model: TillModel, at: datetime) -> dict[str, str]:
    local = at.astimezone(model.settings.terminal.time_zone)
    return time_unless_today(local, model.clock.date())


def _time(model: TillModel, at: datetime) -> str:
    """Return the time of day in the shop, with the date unless it is today's."""
    local = at.astimezone(model.settings.terminal.time_zone)
    plain = f"{local.hour:02d}:{local.minute:02d}"
    return plain if local.date() == model.clock.date() else f"{local.date().isoformat()} {plain}"


# --- money that waits -----------------------------------------------------------------------


def inbox_notice(model: TillModel, page: Page) -> Button | None:
    """Return the bar that opens the inbox, when the money of several sales waits."""
    if page in {*PAYING_PAGES, Page.INBOX, Page.DOUBT}:
        return None
    on_screen = model.sale.flow if model.sale and page in SALE_PAGES else ""
    waiting = [
        v
        for v in model.others
        if v.flow != on_screen and isinstance(v, SaleView) and waiting_payments(v)
    ]
    if len(waiting) < 2:
        return None
    return Button(Press(Action.OPEN_INBOX), message("doubt.notice", count=len(waiting)))


def present_inbox(model: TillModel) -> InboxView:
    """Return the list of sales whose money waits."""
    inbox = model.inbox
    note = "doubt.inbox_more" if inbox.has_more else "doubt.inbox_note"
    if inbox.fault is not None:
        note = f"trouble.{inbox.fault.value}"
    elif not inbox.views:
        note = "doubt.inbox_loading" if inbox.loading else "doubt.inbox_empty"
    count = None
    if inbox.views:
        waiting = sum(p.paid_minor for v in inbox.views for p in waiting_payments(v))
        plural = "one" if len(inbox.views) == 1 else "many"
        count = message(
            f"doubt.inbox_count_{plural}", count=len(inbox.views), total=format_sgd(waiting)
        )
    return InboxView(
        title=Message("doubt.inbox_title"),
        count=count,
        rows=tuple(_row(model, view) for view in inbox.views),
        note=Message(note),
        back=Button(Press(Action.BACK), Message("sale.back"), shortcut="Esc"),
    )


def _row(model: TillModel, view: SaleView) -> InboxRow:
    sale = view.sale
    payments = waiting_payments(view)
    why = "late" if any(p.kind is CreditKind.LATE for p in payments) else "twice"
    if any(p.paid_minor != view.state.total_minor for p in payments):
        why = "other"
    state, tone = _row_state(view)
    return InboxRow(
        open=Button(
            Press(Action.OPEN_WAITING, view.flow),
            message("doubt.open", voucher=sale.identity.voucher),
        ),
        voucher=sale.identity.voucher,
        time=_time(model, sale.created_at),
        method=sale.method,
        waiting_minor=sum(p.paid_minor for p in payments),
        why=Message(f"doubt.why_{why}"),
        state=state,
        tone=tone,
    )


def _row_state(view: SaleView) -> tuple[Message, Tone]:
    payments = waiting_payments(view)
    refused = [p for p in payments if p.refused_code]
    if any(p.state is CreditState.INBOX for p in payments):
        if refused:
            return message("doubt.state_refused", code=refused[0].refused_code), BAD
        return Message("doubt.state_waits"), WARN
    return Message("doubt.state_refunding"), INFO


def refund_lines(view: SaleView) -> tuple[Message, ...]:
    """Return what is said of a refund that the bank refused; nothing where it refused none."""
    refused = [p for p in waiting_payments(view) if p.refused_code]
    if not refused:
        return ()
    left = format_sgd(sum(p.paid_minor for p in refused))
    back = sum(p.paid_minor for p in view.state.payments if p.state is CreditState.REFUNDED)
    code = refused[0].refused_code
    lines = [message("doubt.refund_refused", total=left, code=code)]
    if back:
        lines.insert(0, message("doubt.refund_partly", back=format_sgd(back), left=left))
    return tuple(lines)
