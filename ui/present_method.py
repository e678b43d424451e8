"""The ways to pay, and the total once more before the customer pays."""

from __future__ import annotations

from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.money import format_sgd
from kpay_desktop.domain.sale import Method, QrMode
from ui.present_sale import total_view
from ui.sale_state import is_reversing
from ui.till_model import TillModel, way_name
from ui.views import Action, Button, Press
from ui.views_sale import ConfirmView, MethodChoice, MethodView

_NO_CODE = {Method.CARD: "card.start", Method.CASH: "cash.start"}
_LABELS = {
    QrMode.SHOW: "sale.show_qr",
    QrMode.SCAN: "scanpay.scan_code",
    QrMode.OWN: "scanpay.own_code",
}
_HINTS = {
    (QrMode.SHOW,): "sale.method_hint_show",
    (QrMode.SCAN,): "scanpay.hint_scan",
    (QrMode.SHOW, QrMode.SCAN): "scanpay.hint_both",
    (QrMode.OWN,): "scanpay.hint_own",
}
_CONFIRM = {
    None: "card.total_body",
    QrMode.SHOW: "sale.confirm_body",
    QrMode.SCAN: "scanpay.confirm_body",
    QrMode.OWN: "scanpay.confirm_own",
}


def present_method(model: TillModel) -> MethodView:
    """Return the page with what the profile offers."""
    choices: list[MethodChoice] = []
    key = 1
    for method in model.settings.methods:
        if method is Method.CARD and model.draft.no_card:
            continue
        modes = model.settings.modes(method)
        buttons: list[Button] = []
        for mode in modes or (None,):
            key += 1
            buttons.append(
                Button(
                    Press(Action.PICK_METHOD, way_name(method, mode)),
                    Message(_NO_CODE[method] if mode is None else _LABELS[mode]),
                    primary=not choices and not buttons,
                    enabled=method is not Method.CARD or not model.card.are_off,
                    shortcut=f"F{key}",
                )
            )
        choices.append(
            MethodChoice(
                method=method,
                name=method_name(method),
                hint=_hint(model, method, modes),
                buttons=tuple(buttons),
                modes=modes,
            )
        )
    back = Button(Press(Action.BACK), Message("sale.change_amount"), shortcut="Esc")
    return MethodView(tuple(choices), total_view(model, way_out=back))


def _hint(model: TillModel, method: Method, modes: tuple[QrMode, ...]) -> Message:
    if method is Method.CASH:
        return Message("cash.method_hint")
    if method is not Method.CARD:
        return Message(_HINTS[modes])
    if model.card.are_off:
        return Message("card.method_off")
    waits = any(is_reversing(view) for view in model.others)
    return Message("card.method_waits" if waits else "card.method_hint")


def present_confirm(model: TillModel) -> ConfirmView:
    """Return the total once more, and what happens when it is confirmed."""
    draft = model.draft
    method = draft.method or Method.PAYNOW
    mode = None if method.wallet is None else draft.mode
    confirm = Button(
        Press(Action.CONFIRM),
        message("sale.confirm_total", total=format_sgd(draft.total_minor)),
        primary=True,
        enabled=not draft.charging,
        shortcut="Return",
    )
    back = Button(
        Press(Action.BACK), Message("sale.back"), enabled=not draft.charging, shortcut="Esc"
    )
    return ConfirmView(
        title=Message("sale.confirm_title"),
        body=message(_CONFIRM[mode], method=f"@method.{method.value}"),
        method=method,
        confirm=confirm,
        total=total_view(model, method=method, way_out=back),
    )


def method_name(method: Method) -> Message:
    """Return the name of a way to pay as a message."""
    return Message(f"method.{method.value}")
