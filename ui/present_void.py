"""The Void page: the form, the question, a refund's amount; how it goes is in ``present_back``."""

from __future__ import annotations

from kpay_desktop.domain.approval import Supervised
from kpay_desktop.domain.ledger import ReturnCandidate
from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.money import format_sgd
from kpay_desktop.domain.operator import PIN_MAX, PIN_MIN
from kpay_desktop.domain.records import SaleRecord
from kpay_desktop.domain.returns import ReturnKind, ReturnProblem, left_minor, returned_minor
from kpay_desktop.domain.sale import Method, QrMode
from kpay_desktop.flows.back_view import BackRefused
from kpay_desktop.flows.card_view import CardSaleView
from kpay_desktop.flows.unreadable import Unreadable
from ui.back_state import shown_back, shown_unreadable
from ui.dates import date_and_time
from ui.pin_wait import counted
from ui.present_authorise import approvers
from ui.present_back import present_outcome
from ui.present_slip_camera import present_slip_camera, with_scans
from ui.present_unreadable import present_unreadable, unreadable_facts
from ui.till_model import TillModel
from ui.views import BAD, WARN, Action, Button, Choice, Press
from ui.views_void import (
    Facts,
    FieldView,
    RefundAmount,
    ReturnForm,
    ReturnKeys,
    ReturnSale,
    VoidView,
)
from ui.void_model import VOUCHER_DIGITS, Filled, Paid, Stage, VoidModel

#: What a refund may do where a void cannot.
REFUND_HELPS = frozenset({ReturnProblem.SETTLED, ReturnProblem.REFUNDED_IN_PART})

_KEEP = Button(Press(Action.BACK), Message("void.keep"), shortcut="Esc")


def present_void(model: TillModel) -> VoidView:
    """Return the page."""
    void, view = model.void, shown_back(model)
    if view is not None:
        facts = sale_facts(model, view.back.sale)
        sale = ReturnSale(Message("refund.sale"), view.back.sale.total_minor, facts)
        return VoidView(sale, present_outcome(model, view))
    broken = shown_unreadable(model)
    if broken is not None:
        known = ReturnSale(Message("refund.sale"), broken.amount_minor, unreadable_facts(broken))
        left = known if broken.amount_minor else _form(model)
        return VoidView(left, present_unreadable(model, broken))
    if void.kind is ReturnKind.REFUND and void.found is not None:
        facts = (*sale_facts(model, void.found.sale), *_left_facts(void.found))
        sale = ReturnSale(Message("refund.sale"), void.found.sale.total_minor, facts)
        return VoidView(sale, _amount(void, void.found))
    if void.stage in {Stage.QUESTION, Stage.BEGINNING} and void.found is not None:
        return VoidView(_form(model), _question(model, void.found))
    camera = present_slip_camera(model)
    return VoidView(_form(model), camera or with_scans(model, _keys(model)))


# --- the form -------------------------------------------------------------------------------


def _form(model: TillModel) -> ReturnForm:
    void = model.void
    free = void.stage is Stage.FORM
    kinds = tuple(
        Choice(
            Button(
                Press(Action.VOID_KIND, paid.value),
                Message(f"void.kind_{paid.value}"),
                enabled=not void.is_busy,
            ),
            void.paid is paid,
        )
        for paid in offered_kinds(model)
    )
    texts = {Filled.VOUCHER: void.voucher, Filled.PIN: "•" * len(void.pin)}
    lengths = {Filled.VOUCHER: VOUCHER_DIGITS, Filled.PIN: PIN_MAX}
    if void.stage in {Stage.PROVING, Stage.QUESTION, Stage.BEGINNING}:
        # It was handed over, and its length is nobody's to read.
        texts[Filled.PIN] = "•" * PIN_MAX
    fields = tuple(
        FieldView(
            Button(
                Press(Action.VOID_FIELD, field.value),
                Message(f"void.field_{field.value}"),
                enabled=free,
            ),
            texts[field],
            lengths[field],
            active=free and void.filled is field,
            secret=field is Filled.PIN,
        )
        for field in Filled
    )
    return ReturnForm(Message("void.kind_prompt"), kinds, fields, Message("void.rule"))


def offered_kinds(model: TillModel) -> tuple[Paid, ...]:
    """Return how sales of this shop may have been paid."""
    known = set(model.settings.known_methods) | {Method.CASH}
    return tuple(paid for paid in Paid if paid.methods & known or paid is model.void.paid)


def _keys(model: TillModel) -> ReturnKeys:
    void = model.void
    supervisors = approvers(model, Supervised.VOID)
    asks_pin = void.filled is Filled.PIN and void.stage is Stage.FORM
    word = "pin" if asks_pin else "voucher"
    hint = Message("void.keys_busy" if void.is_busy else f"void.keys_{word}_hint")
    problem = counted(void.problem, model)
    if asks_pin and not supervisors:
        problem = Message("authorise.nobody")
    instead = Button(Press(Action.REFUND_INSTEAD), Message("void.instead_refund"), primary=True)
    ready = void.can_find and bool(void.approver_id) and len(void.pin) >= PIN_MIN
    if void.filled is Filled.VOUCHER:
        # Of "5" it makes 000005; the PIN is next.
        ready = void.has_number
    pins = tuple((one.name, one.pin) for one in model.settings.operators)
    return ReturnKeys(
        title=Message(f"void.keys_{word}"),
        hint=hint,
        problem=problem,
        problem_tone=WARN if void.refunds else BAD,
        supervisors=supervisors if asks_pin else (),
        selected_id=void.approver_id,
        demo_pins=pins if asks_pin and model.settings.is_simulated else (),
        instead=instead if void.refunds else None,
        find=None
        if void.refunds
        else Button(
            Press(Action.VOID_FIND),
            Message("void.find"),
            primary=True,
            enabled=ready and problem is None and not void.is_busy,
            shortcut="Return",
        ),
        busy=void.is_busy,
    )


# --- the sale -------------------------------------------------------------------------------


def _question(model: TillModel, found: ReturnCandidate) -> ReturnSale:
    sale = found.sale
    free = model.void.stage is Stage.QUESTION
    void = Button(
        Press(Action.VOID_SALE),
        message("void.void", total=format_sgd(sale.total_minor)),
        danger=True,
        enabled=free,
    )
    keep = Button(_KEEP.press, _KEEP.label, enabled=free, shortcut=_KEEP.shortcut)
    return ReturnSale(
        Message("void.question"),
        sale.total_minor,
        sale_facts(model, sale),
        way_note(sale),
        (keep, void),
    )


def way_note(sale: SaleRecord) -> Message | None:
    """Return what somebody has to do because the till cannot send the money back itself."""
    if sale.method is Method.CASH:
        return Message("void.note_cash")
    return Message("void.note_by_hand") if sale.mode is QrMode.OWN else None


def sale_facts(model: TillModel, sale: SaleRecord) -> Facts:
    """Return what tells a sale from others."""
    names = {one.operator_id: one.name for one in model.operators}
    paid_at = (sale.paid_at or sale.created_at).astimezone(model.settings.terminal.time_zone)
    rows = [
        _fact("voucher", sale.identity.voucher),
        (Message("void.fact_paid_with"), _paid_with(sale)),
        (Message("void.fact_time"), date_and_time(paid_at)),
    ]
    if sale.card is not None and sale.card.approval_code:
        rows.append(_fact("approval", sale.card.approval_code))
    elif sale.method.wallet is not None:
        rows.append(_fact("order", sale.identity.order_no))
    rows.append(_fact("cashier", names.get(sale.cashier_id, sale.cashier_id)))
    return tuple(rows)


def _fact(name: str, value: str) -> tuple[Message, Message]:
    return Message(f"void.fact_{name}"), message("void.fact_value", value=value)


def _paid_with(sale: SaleRecord) -> Message:
    if sale.card is not None and sale.card.facts.last_four:
        facts = sale.card.facts
        return message(
            "void.fact_card",
            scheme=f"@scheme.{facts.scheme.value}",
            last4=facts.last_four,
            entry=f"@entry.{facts.entry.value}",
        )
    return Message(f"method.{sale.method.value}")


# --- a refund -------------------------------------------------------------------------------


def _left_facts(found: ReturnCandidate) -> Facts:
    gone = returned_minor(found.returnable.past)
    if not gone:
        return ()
    left = left_minor(found.returnable)
    return (_fact("refunded", format_sgd(gone)), _fact("left", format_sgd(left)))


def _amount(void: VoidModel, found: ReturnCandidate) -> RefundAmount:
    left, free = left_minor(found.returnable), void.stage is Stage.AMOUNT
    minor = void.amount_minor
    parts = tuple(
        Choice(
            Button(
                Press(Action.REFUND_PART, name),
                message(f"refund.{name}", left=format_sgd(left)),
                enabled=free,
            ),
            void.whole is (name == "whole"),
        )
        for name in ("whole", "part")
    )
    refund = Button(
        Press(Action.REFUND_SALE),
        message("refund.refund", total=format_sgd(minor)),
        danger=True,
        enabled=free and 0 < minor <= left,
    )
    problem = void.problem
    if minor > left:
        problem = message("refund.too_much", left=format_sgd(left))
    return RefundAmount(
        Message("refund.question"),
        minor,
        message("refund.left", left=format_sgd(left), total=format_sgd(found.sale.total_minor)),
        parts,
        problem,
        (Button(_KEEP.press, _KEEP.label, enabled=free, shortcut=_KEEP.shortcut), refund),
    )


def said_of(problem: ReturnProblem, void: VoidModel) -> Message:
    """Return what speaks against it; the amount that is left is named where it is asked for."""
    left = 0 if void.found is None else left_minor(void.found.returnable)
    return message(problem.value, left=format_sgd(left))


def why_not(news: BackRefused, void: VoidModel) -> Message:
    """Return why nothing was begun."""
    if news.problem is not None:
        return said_of(news.problem, void)
    if news.blocked_by is not None:
        # A sale's own number, or that of the sale that is given back: both are people's.
        blocking = news.blocked_by
        if isinstance(blocking, Unreadable):
            return message("void.blocked_unreadable", name=blocking.name)
        sale = blocking.sale if isinstance(blocking, CardSaleView) else blocking.back.sale
        voucher = sale.identity.voucher
        return message("void.blocked", voucher=voucher)
    if news.not_authorised:
        return Message("void.no_leave")
    return Message("trouble.busy" if news.kind is None else f"trouble.{news.kind.value}")
