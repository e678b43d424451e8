"""What went back for a sale on the Transactions page, and the buttons that give money back."""

from __future__ import annotations

from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.money import format_sgd
from kpay_desktop.domain.records import SaleRecord
from kpay_desktop.domain.returns import ReturnKind
from kpay_desktop.domain.sale import SaleState
from ui.card_words import Fact, fact
from ui.dates import date_and_time
from ui.sale_search import SaleSearch
from ui.sale_state import PRINTED_STATES
from ui.till_model import SlipProgress, TillModel
from ui.views import Action, Button, Press


def returned_lines(sale: SaleRecord) -> tuple[Message, ...]:
    """Return how much has gone back for a sale, and how much is on its way."""
    lines = []
    if sale.refunded_minor:
        lines.append(message("transactions.refunded", total=format_sgd(sale.refunded_minor)))
    if sale.returning_minor:
        lines.append(message("transactions.returning", total=format_sgd(sale.returning_minor)))
    return tuple(lines)


def returned_facts(model: TillModel, sale: SaleRecord) -> tuple[Fact, ...]:
    """Return what went back for a sale that was voided: when, and who let it happen."""
    search = model.search
    if sale.state is not SaleState.VOIDED or sale.identity.sale_id != search.selected_id:
        return ()
    newest = next((one for one in search.gone_back if one.kind is ReturnKind.VOID), None)
    if newest is None:
        return ()
    at = (newest.finished_at or newest.begun_at).astimezone(model.settings.terminal.time_zone)
    names = {operator.operator_id: operator.name for operator in model.operators}
    return (
        (Message("transactions.fact_voided_at"), date_and_time(at)),
        fact("transactions.fact_asked_by", names.get(newest.operator_id, newest.operator_id)),
        fact("transactions.fact_approver", names.get(newest.approver_id, newest.approver_id)),
    )


def money_back(search: SaleSearch, sale: SaleRecord) -> tuple[Button, ...]:
    """Return Void and Refund as far as either may be done, and the slip of the newest refund."""
    if sale.state not in PRINTED_STATES:
        return ()
    gone = sale.refunded_minor + sale.returning_minor
    buttons = []
    if not gone:
        void = Message("transactions.void")
        buttons.append(Button(Press(Action.VOID_FOUND), void, shortcut="F7"))
    else:
        buttons += _slip(search, ReturnKind.REFUND)
    if gone < sale.total_minor:
        refund = Message("transactions.refund")
        buttons.append(Button(Press(Action.REFUND_FOUND), refund, shortcut="F9"))
    return tuple(buttons)


def void_slip(search: SaleSearch) -> tuple[Button, ...]:
    """Return the button that prints the slip of a void again, once it is known."""
    return tuple(_slip(search, ReturnKind.VOID))


def _slip(search: SaleSearch, kind: ReturnKind) -> list[Button]:
    newest = next((one for one in search.gone_back if one.kind is kind), None)
    if newest is None:
        return []
    free = SlipProgress.WAITING not in dict(search.slips).values()
    is_void = kind is ReturnKind.VOID
    return [
        Button(
            Press(Action.REPRINT_BACK, str(newest.identity.return_id)),
            Message(f"transactions.reprint_{kind.value}"),
            primary=is_void,
            enabled=free,
            shortcut="F4" if is_void else "F7",
        )
    ]
