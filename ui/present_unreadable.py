"""A transaction of which the store has something that cannot be read: named until it was helped."""

from __future__ import annotations

from kpay_desktop.domain.message import Message, message
from kpay_desktop.flows.unreadable import Unreadable
from ui.back_state import holds_page, shown_unreadable
from ui.till_model import TillModel
from ui.views import BAD, Action, Button, Page, Press
from ui.views_void import Facts, ReturnOutcome

_LIFT = Button(Press(Action.LIFT_BLOCK), Message("authorise.lift_block"), shortcut="F8")
_NEW_SALE = Button(Press(Action.NEW_SALE), Message("void.new_sale"), True, shortcut="F2")


def unreadable_notice(model: TillModel, page: Page) -> Button | None:
    """Return the bar that names the first of them that is not on the page."""
    shown = shown_unreadable(model) if page is Page.VOID else None
    others = [one for one in model.unreadable if shown is None or one.flow != shown.flow]
    if not others or holds_page(model):
        return None
    label = message("frame.notice_unreadable", name=others[0].name)
    return Button(Press(Action.OPEN_BACK, others[0].flow), label)


def unreadable_facts(one: Unreadable) -> Facts:
    """Return what is known of it."""
    rows = [("record", one.flow)]
    if one.voucher:
        rows.insert(0, ("voucher", one.voucher))
    return tuple(
        (Message(f"void.fact_{name}"), message("void.fact_value", value=value))
        for name, value in rows
    )


def present_unreadable(model: TillModel, one: Unreadable) -> ReturnOutcome:
    """Return the right column while it is shown."""
    contact = model.settings.contact
    lines = [Message("void.unreadable_body")]
    if one.holds_cards:
        lines.append(Message("void.unreadable_cards"))
    if one.not_authorised:
        lines.append(Message("void.no_leave"))
    if one.store_fault is not None:
        lines.append(Message(f"trouble.{one.store_fault.value}"))
    return ReturnOutcome(
        "alert",
        BAD,
        message("void.unreadable_title", name=one.name),
        tuple(lines),
        (_LIFT, _NEW_SALE) if one.holds_cards else (_NEW_SALE,),
        contact=message("void.contact", phone=contact.phone, email=contact.email),
    )
