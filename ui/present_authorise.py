"""The panel in which a supervisor authorises one act: what it is, in words and figures."""

from __future__ import annotations

from kpay_desktop.domain.approval import Supervised, may_authorise
from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.money import format_sgd
from kpay_desktop.domain.operator import PIN_MAX, PIN_MIN, Operator
from kpay_desktop.flows.sale_view import SaleView
from kpay_desktop.flows.wallet_sale.state import Phase
from ui.card_words import plain
from ui.pin_wait import counted
from ui.till_model import Authorise, TillModel
from ui.views import Action, Button, Press
from ui.views_authorise import AuthoriseView

#: Acts by which money leaves, or something is left behind: their button says so.
_TAKING = frozenset(
    {
        Supervised.REFUND_LATE,
        Supervised.VOID,
        Supervised.REFUND,
        Supervised.PAID_OUT,
        Supervised.CARRY_OVER,
        Supervised.LIFT_BLOCK,
    }
)
_AT_DRAWER = frozenset({Supervised.PAID_OUT, Supervised.NO_SALE})
#: Acts that are told of with words of their own, whatever the sale's flow says.
OWN_BODY = frozenset(Supervised) - {
    Supervised.ACCEPT_LATE,
    Supervised.REFUND_LATE,
    Supervised.CONFIRM_BY_HAND,
}


def approvers(model: TillModel, kind: Supervised) -> tuple[Operator, ...]:
    """Return who may authorise acts of that kind, in their order."""
    return tuple(o for o in model.operators if may_authorise(o, kind))


def first_approver(model: TillModel, kind: Supervised) -> str:
    """Return whose PIN is asked for first: one's own where one may; nobody where nobody may."""
    if model.operator is not None and may_authorise(model.operator, kind):
        return model.operator.operator_id
    able = approvers(model, kind)
    return able[0].operator_id if able else ""


def present_authorise(model: TillModel) -> AuthoriseView:
    """Return the panel.

    Raises:
        ValueError: nothing waits to be authorised.
    """
    panel = model.authorise
    if panel is None:
        raise ValueError("nothing waits to be authorised")
    act, entry = panel.act, panel.entry
    supervisors = approvers(model, act.kind)
    pins = tuple((o.name, o.pin) for o in model.settings.operators)
    ready = bool(entry.selected_id) and len(entry.pin) >= PIN_MIN and not entry.busy
    total = format_sgd(act.amount_minor)
    return AuthoriseView(
        heading=Message("authorise.heading"),
        supervisors=supervisors,
        selected_id=entry.selected_id,
        pin_entered=len(entry.pin),
        pin_length=PIN_MAX,
        busy=entry.busy,
        error=counted(entry.error, model) if supervisors else Message("authorise.nobody"),
        demo_pins=pins if model.settings.is_simulated else (),
        title=Message(f"authorise.title_{act.kind.value}"),
        amount_minor=act.amount_minor,
        body=_body(model, panel),
        facts=_facts(model, panel),
        note=message("authorise.note", name=model.operator.name if model.operator else ""),
        cancel=Button(Press(Action.BACK), Message("authorise.cancel"), shortcut="Esc"),
        confirm=Button(
            Press(Action.AUTHORISE),
            message(f"authorise.{act.kind.value}", total=total),
            primary=True,
            danger=act.kind in _TAKING,
            enabled=ready,
            shortcut="Return",
        ),
    )


def _sale(model: TillModel, panel: Authorise) -> SaleView | None:
    """Return the sale that the act is about."""
    view = model.sale
    return view if isinstance(view, SaleView) and view.flow == panel.act.subject else None


def _is_other(view: SaleView, panel: Authorise) -> bool:
    return panel.act.amount_minor != view.state.total_minor


def _body(model: TillModel, panel: Authorise) -> Message:
    """Return what becomes of money and sale."""
    view = _sale(model, panel)
    if panel.act.kind in OWN_BODY:
        return Message(f"authorise.body_{panel.act.kind.value}")
    if panel.act.kind is Supervised.CONFIRM_BY_HAND:
        return Message("by_hand.authorise_body")
    if panel.act.kind is Supervised.REFUND_LATE:
        phase = None if view is None else view.state.phase
        if phase is Phase.APPROVED:
            return Message("authorise.body_refund_second")
        when = "doubt" if phase is Phase.DOUBT else "late"
        return Message(f"authorise.body_refund_{when}")
    if view is not None and _is_other(view, panel):
        return message(
            "authorise.body_accept_other",
            total=format_sgd(view.state.total_minor),
            paid=format_sgd(panel.act.amount_minor),
        )
    return Message("authorise.body_accept")


def _facts(model: TillModel, panel: Authorise) -> tuple[tuple[Message, Message], ...]:
    rows = [("sale.fact_voucher", panel.act.voucher)] if panel.act.voucher else []
    if panel.act.kind in _AT_DRAWER:
        rows.append(("drawer.reason", plain(model.drawer.reason.strip())))
    view = _sale(model, panel)
    if view is not None:
        local = view.sale.created_at.astimezone(model.settings.terminal.time_zone)
        if _is_other(view, panel):
            rows.append(("authorise.fact_asked", format_sgd(view.state.total_minor)))
        rows += [
            ("sale.fact_paid_with", f"@method.{view.sale.method.value}"),
            ("sale.fact_time", f"{local:%H:%M:%S}"),
            ("sale.fact_order", view.sale.identity.order_no),
        ]
    asking = model.operator
    if asking is not None:
        rows.append(("authorise.fact_asked_by", asking.name))
    return tuple((Message(name), message("sale.fact", value=value)) for name, value in rows)
