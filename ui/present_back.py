"""How a void or a refund goes: under way, done, refused, taken back, or never sent."""

from __future__ import annotations

from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.money import format_sgd
from kpay_desktop.domain.returns import ReturnKind
from kpay_desktop.domain.sale import Method
from kpay_desktop.flows.back_view import BackView
from kpay_desktop.flows.money_back.state import EndReason, Phase, Way
from ui.back_state import back_word, holds_page, may_lift, waiting_backs
from ui.till_model import SlipProgress, TillModel
from ui.views import BAD, OK, PLAIN, WARN, Action, Button, Page, Press
from ui.views_void import ReturnOutcome
from ui.void_model import is_ended

_CANCEL = Button(Press(Action.BACK), Message("void.cancel"), shortcut="Esc")
_RIGHT = Button(
    Press(Action.VOID_CARD_IS_RIGHT),
    Message("void.card_is_right"),
    primary=True,
    shortcut="Return",
)
_ASK = Button(Press(Action.VOID_ASK_NOW), Message("void.ask_now"), shortcut="F5")
_AGAIN = Button(Press(Action.VOID_AGAIN), Message("void.try_again"), shortcut="F5")
_REPRINT = Button(Press(Action.VOID_REPRINT), Message("void.print_again"), shortcut="F4")
_REFUND = Button(
    Press(Action.REFUND_INSTEAD), Message("void.instead_refund"), primary=True, shortcut="Return"
)
_LIFT = Button(Press(Action.LIFT_BLOCK), Message("authorise.lift_block"), shortcut="F8")
_PRINT_LINES = {
    SlipProgress.WAITING: "transactions.printing",
    SlipProgress.PRINTING: "transactions.printing",
    SlipProgress.PRINTED: "transactions.printed",
    SlipProgress.REFUSED: "transactions.not_queued",
}


def present_outcome(model: TillModel, view: BackView) -> ReturnOutcome:
    """Return the right column while a return is shown."""
    match view.state.phase:
        case Phase.READING:
            return _reading(view)
        case Phase.CONFIRMING:
            return _confirming(view)
        case Phase.SENDING | Phase.REVERSING:
            return _under_way(model, view)
        case Phase.DONE:
            return _done(model, view)
        case Phase.REFUSED:
            return _refused(model, view)
        case Phase.UNDONE:
            return _undone(view)
        case Phase.CLOSED:
            return _closed(view)


def ended_notice(model: TillModel, page: Page) -> Button | None:
    """Return the bar for a return that ended while nobody looked; it goes once it was seen."""
    ended = [one for one in waiting_backs(model, page) if is_ended(one)]
    return _bar(ended[0]) if ended and not holds_page(model) else None


def back_notice(model: TillModel, page: Page) -> Button | None:
    """Return the bar for a return under way, first of all one that waits for somebody."""
    waiting = waiting_backs(model, page)
    if not waiting or holds_page(model):
        return None
    return _bar(next((one for one in waiting if one.state.needs_person), waiting[0]))


def _bar(view: BackView) -> Button:
    label = message(
        f"frame.notice_{back_word(view)}",
        voucher=view.state.voucher,
        total=format_sgd(view.state.amount_minor),
    )
    return Button(Press(Action.OPEN_BACK, view.flow), label)


def _new_sale(*, primary: bool = True) -> Button:
    return Button(Press(Action.NEW_SALE), Message("void.new_sale"), primary, shortcut="F2")


def _trouble(view: BackView) -> tuple[Message, ...]:
    return () if view.store_fault is None else (Message(f"trouble.{view.store_fault.value}"),)


def _is_refund(view: BackView) -> bool:
    return view.back.kind is ReturnKind.REFUND


def _contact(model: TillModel) -> Message:
    contact = model.settings.contact
    return message("void.contact", phone=contact.phone, email=contact.email)


def _reading(view: BackView) -> ReturnOutcome:
    problem = view.state.problem
    lines = [Message("void.reading_body")]
    if problem is not None:
        lines.insert(0, Message(f"card.problem_{problem.value}"))
    if view.card_in:
        lines = [Message("void.reading_in")]
    title = Message("void.reading_title")
    mine = (*lines, *_trouble(view))
    return ReturnOutcome("wait", PLAIN, title, mine, (_CANCEL,), busy=True)


def _confirming(view: BackView) -> ReturnOutcome:
    facts = view.state.facts
    lines: tuple[Message, ...] = ()
    if facts is not None:
        scheme = f"@scheme.{facts.scheme.value}"
        lines = (message("void.confirming_body", scheme=scheme, last4=facts.last_four),)
    title = Message("void.confirming_title")
    return ReturnOutcome("tick", OK, title, (*lines, *_trouble(view)), (_CANCEL, _RIGHT))


def _under_way(model: TillModel, view: BackView) -> ReturnOutcome:
    state, voucher = view.state, view.state.voucher
    word = "refund" if _is_refund(view) else "void"
    if state.phase is Phase.REVERSING:
        title = message(f"{word}.reversing_title", voucher=voucher)
        lines: tuple[Message, ...] = (Message(f"{word}.reversing_body"),)
    else:
        total = format_sgd(state.amount_minor)
        title = message(f"{word}.sending_title", voucher=voucher, total=total)
        lines = (Message(f"{word}.sending_body"),)
        if state.way is Way.WALLET and view.back.sale.method is Method.PAYNOW and _is_refund(view):
            lines += (Message("refund.sending_slow"),)
    if state.needs_person:
        lines = (message("void.needs_person", voucher=voucher),)
    elif not view.store_fault:
        lines += (Message("void.sending_leave"),)
    if state.is_lifted:
        lines += (Message("void.lifted"),)
    problem = () if model.void.problem is None else (model.void.problem,)
    lift = (_LIFT,) if may_lift(view) else ()
    return ReturnOutcome(
        "alert" if state.needs_person else "wait",
        WARN,
        title,
        (*lines, *problem, *_trouble(view)),
        (*lift, _ASK, _new_sale()),
        busy=not state.needs_person,
        contact=_contact(model) if state.needs_person else None,
    )


def _done(model: TillModel, view: BackView) -> ReturnOutcome:
    state, sale = view.state, view.back.sale
    word = "refund" if _is_refund(view) else "void"
    lines = [_went(view)]
    if _is_refund(view):
        left = max(0, sale.total_minor - sale.refunded_minor - sale.returning_minor)
        name = "refund.done_left" if left else "refund.done_all"
        lines.append(message(name, left=format_sgd(left)))
    lines.append(_slip_line(model, view, word))
    title = message(f"{word}.done_title", total=format_sgd(state.amount_minor))
    buttons = (_REPRINT, _new_sale())
    return ReturnOutcome("tick", OK, title, (*lines, *_trouble(view)), buttons)


def _went(view: BackView) -> Message:
    """Return where the money went, or what somebody has to do with it."""
    if view.state.way is Way.CASH:
        given = view.back.given_minor
        total = format_sgd(view.state.amount_minor if given is None else given)
        return message("refund.done_cash", total=total)
    if view.state.way is Way.BY_HAND:
        return message("void.done_by_hand", total=format_sgd(view.state.amount_minor))
    where = "card" if view.state.way is Way.CARD else "wallet"
    return Message(f"refund.done_{where}" if _is_refund(view) else f"void.done_{where}")


def _slip_line(model: TillModel, view: BackView, word: str) -> Message:
    printing = model.void.printing
    if printing in {SlipProgress.PRINTED, SlipProgress.REFUSED}:
        return Message(_PRINT_LINES[printing])
    voucher = view.state.back_voucher or view.state.voucher
    return message(f"{word}.done_slip", voucher=voucher)


def _refused(model: TillModel, view: BackView) -> ReturnOutcome:
    state = view.state
    lines = [message("void.refused_stands", total=format_sgd(state.total_minor))]
    word = "refund" if _is_refund(view) else "void"
    if state.can_refund:
        lines.append(Message("void.refused_wallet"))
    elif state.code:
        lines.append(message("void.refused_code", code=state.code))
    buttons = (_AGAIN, _new_sale())
    if state.can_refund:
        buttons = (_new_sale(primary=False), _REFUND)
    return ReturnOutcome(
        "cross",
        BAD,
        Message(f"{word}.refused_title"),
        (*lines, *_trouble(view)),
        buttons,
        contact=None if state.can_refund else _contact(model),
    )


def _undone(view: BackView) -> ReturnOutcome:
    word = "refund" if _is_refund(view) else "void"
    body = message(f"{word}.undone_body", total=format_sgd(view.state.total_minor))
    title = Message(f"{word}.undone_title")
    return ReturnOutcome("alert", WARN, title, (body, *_trouble(view)), (_AGAIN, _new_sale()))


def _closed(view: BackView) -> ReturnOutcome:
    end = view.state.end or EndReason.CANCELLED
    lines = (Message(f"void.end_{end.value}"), *_trouble(view))
    title = Message("void.closed_title")
    return ReturnOutcome("cross", PLAIN, title, lines, (_AGAIN, _new_sale()))
