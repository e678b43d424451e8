"""The pages of a sale by wallet: who shows the code decides what they say."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.money import format_sgd
from kpay_desktop.domain.records import SlipCopy
from kpay_desktop.domain.sale import QrMode, Wallet
from kpay_desktop.domain.wallet_words import HARMLESS, WalletRefusal, wallet_word
from kpay_desktop.flows.sale_view import SaleView
from kpay_desktop.flows.wallet_sale.state import EndReason, Phase
from ui.present_decision import note_lines, supervisor_line
from ui.present_sale import (
    NEW_SALE,
    DocumentOf,
    checked_ago,
    paper_help,
    present_result,
    present_show_qr,
    sale_facts,
    sale_total,
    seconds_left,
    slip_lines,
)
from ui.sale_lines import contact_lines, trouble
from ui.till_model import TillModel
from ui.views import INFO, PLAIN, WARN, Action, Button, Page, Press
from ui.views_sale import ResultView, ShowQrView
from ui.views_scan import PayingView

_SAID: Final = {
    WalletRefusal.CODE_EXPIRED: "expired",
    WalletRefusal.CODE_INVALID: "invalid",
    WalletRefusal.NOT_ENOUGH: "funds",
}
#: What acquirers call a refusal, in all its spellings, and which words say it.
REFUSALS: Final = {
    **{word: _SAID[why] for word, why in HARMLESS.items()},
    "PAYERROR": "error",
    "AUTH_CODE_ERROR": "invalid",
}
_BEING_ENDED: Final = frozenset({Phase.ASKING, Phase.CLOSING, Phase.ASKING_AGAIN})
_NOT_CHARGED: Final = frozenset({Phase.CLOSED, Phase.DECLINED})


def present_wallet(
    model: TillModel, page: Page, view: SaleView, document_of: DocumentOf
) -> ShowQrView | PayingView | ResultView:
    """Return the page on which the sale stands."""
    if page is Page.SHOW_QR:
        return _shown(model, view)
    if page is Page.PAYING:
        return _paying(model, view)
    if model.scan.switching == view.flow:
        return _switching(model, view)
    if view.state.phase is Phase.BY_HAND:
        return _by_hand(model, view, document_of)
    base = present_result(model, view, document_of)
    if view.state.phase in _NOT_CHARGED:
        return _not_charged(model, view, base)
    if is_taken_back(view):
        return _reversing(view, base)
    if view.state.phase is Phase.PAID_LATE and view.state.armed_at is not None:
        # It may still be on its way back: only a refund makes sure.
        lines = (Message("scanpay.late"), *supervisor_line(model), *note_lines(view))
        return replace(base, lines=(*lines, *trouble(view)))
    return base


def is_taken_back(view: SaleView) -> bool:
    """True while a payment by the customer's code is being taken back."""
    return view.state.phase is Phase.REVERSING or (
        view.state.phase in _BEING_ENDED and view.state.armed_at is not None
    )


# --- the customer pays ----------------------------------------------------------------------


def _shown(model: TillModel, view: SaleView) -> ShowQrView:
    base = present_show_qr(model, view)
    if view.state.mode is QrMode.OWN:
        return _own(model, view, base)
    if QrMode.SCAN not in model.settings.modes(view.sale.method):
        return base
    scan = Button(Press(Action.SCAN_INSTEAD), Message("scanpay.scan_instead"), shortcut="F7")
    return replace(base, buttons=(*base.buttons, scan))


def _own(model: TillModel, view: SaleView, base: ShowQrView) -> ShowQrView:
    """The shop's own code: no bank tells the till whether it was paid."""
    shown = view.state.phase is Phase.SHOWN
    left = seconds_left(model, view)
    lines = (*trouble(view), *note_lines(view), Message("by_hand.own_body"))
    return replace(
        base,
        badge=Message("by_hand.own_badge" if shown else "sale.making_code"),
        badge_tone=WARN,
        title=Message("by_hand.own_title" if shown else "by_hand.own_making"),
        body=lines[0],
        clock_line=None if left is None else message("sale.expires_in", clock=clock_of(left)),
        checked_ago_s=None,
        buttons=(replace(_confirm_by_hand(view), enabled=shown),),
    )


def _confirm_by_hand(view: SaleView) -> Button:
    return Button(
        Press(Action.CONFIRM_BY_HAND),
        message("by_hand.confirm", total=format_sgd(view.sale.total_minor)),
        shortcut="F8",
    )


def _paying(model: TillModel, view: SaleView) -> PayingView:
    sale = view.sale
    confirming = view.state.phase is Phase.PAYING
    left, checked = seconds_left(model, view), checked_ago(model, view)
    clock = None
    if left is not None:
        clock = message("scanpay.time_left", clock=clock_of(left))
        if checked is not None:
            clock = message("scanpay.time_left_checked", clock=clock_of(left), seconds=checked)
    check = Press(Action.CHECK_NOW)
    wallet = sale.method.wallet or Wallet.PAYNOW
    word = "confirming" if confirming else "sent"
    return PayingView(
        method=sale.method,
        badge=Message(f"scanpay.{word}_badge"),
        badge_tone=WARN if view.store_fault is not None else INFO if confirming else PLAIN,
        title=Message(f"scanpay.{word}_title"),
        body=next(iter(trouble(view)), Message(f"scanpay.{word}_body")),
        seconds_left=left,
        seconds_total=max(1, round(model.settings.scan_clock.limit_s(wallet))),
        clock_line=clock,
        buttons=(Button(check, Message("sale.check_now"), enabled=confirming, shortcut="F5"),),
        total=sale_total(model, view),
    )


def clock_of(seconds: int) -> str:
    """Return a time that runs down, as in 1:14."""
    return f"{seconds // 60}:{seconds % 60:02d}"


# --- how it ended ---------------------------------------------------------------------------


def _switching(model: TillModel, view: SaleView) -> ResultView:
    """The code that was shown is being taken off, so that the customer's can be read."""
    return ResultView(
        mark="wait",
        tone=INFO,
        title=Message("scanpay.switching_title"),
        lines=(Message("scanpay.switching_body"), *trouble(view)),
        buttons=(
            Button(Press(Action.DO_NOT_SCAN), Message("sale.cancel"), shortcut="Esc"),
            Button(Press(Action.CHECK_NOW), Message("sale.check_now"), shortcut="F5"),
        ),
        slip=None,
        facts_title=Message("scanpay.switching_facts"),
        facts=sale_facts(model, view),
        contact=contact_lines(model),
        working=True,
    )


def _by_hand(model: TillModel, view: SaleView, document_of: DocumentOf) -> ResultView:
    """A supervisor says that the money came. No bank did, and no word says "approved"."""
    sale, paper = view.sale, paper_help(model)
    reprint = Press(Action.REPRINT, SlipCopy.CUSTOMER.value)
    buttons = (Button(reprint, Message("sale.customer_copy"), shortcut="F4"), NEW_SALE)
    if paper is not None:
        again = Press(Action.PRINT_AGAIN)
        buttons = (
            replace(NEW_SALE, primary=False, shortcut="F6"),
            Button(again, Message("paper.print_again"), primary=True, shortcut="Return"),
        )
    return ResultView(
        mark="hand",
        tone=INFO,
        title=message("by_hand.title", total=format_sgd(sale.total_minor)),
        lines=(
            message("by_hand.line", voucher=sale.identity.voucher),
            *(slip_lines(model) if paper is None else ()),
            *trouble(view),
        ),
        buttons=buttons,
        slip=document_of(sale, SlipCopy.MERCHANT) if paper is None else None,
        paper=paper,
    )


def _not_charged(model: TillModel, view: SaleView, base: ResultView) -> ResultView:
    if view.state.mode is QrMode.OWN:
        return _own_ended(view, base)
    if view.state.mode is not QrMode.SCAN:
        return base
    scans = QrMode.SCAN in model.settings.modes(view.sale.method)
    lines = (Message(_ending(view)), Message("sale.not_charged_line"))
    again = Button(Press(Action.RETRY_SALE), Message("sale.try_again"), shortcut="F6")
    if not scans:
        return replace(base, lines=lines)
    is_next = view.state.phase is Phase.DECLINED
    scan = Button(
        Press(Action.SCAN_AGAIN),
        Message("scanpay.scan_again"),
        primary=is_next,
        shortcut="Return" if is_next else "F7",
    )
    new = replace(NEW_SALE, primary=False, shortcut="F9") if is_next else NEW_SALE
    return replace(base, lines=lines, buttons=(again, new, scan) if is_next else (again, scan, new))


def _own_ended(view: SaleView, base: ResultView) -> ResultView:
    """Nobody knows whether the shop's own code was paid: only that nobody said so here."""
    end = (view.state.end or EndReason.CANCELLED).value
    return replace(
        base,
        mark="alert",
        tone=PLAIN,
        title=Message("by_hand.ended_title"),
        lines=(
            Message(f"by_hand.end_{end}"),
            Message("by_hand.ended_line"),
            *note_lines(view),
        ),
        buttons=(
            _confirm_by_hand(view),
            Button(Press(Action.RETRY_SALE), Message("sale.try_again"), shortcut="F6"),
            NEW_SALE,
        ),
        facts_title=Message("by_hand.ended_facts"),
    )


def _ending(view: SaleView) -> str:
    """Return the id of the words for why a customer's code was not charged."""
    end = view.state.end or EndReason.CANCELLED
    if end is not EndReason.REFUSED:
        return f"scanpay.end_{end.value}"
    return f"scanpay.refused_{refusal(view.state.refused_code)}"


def refusal(code: str) -> str:
    """Return which kind of refusal the acquirer's word stands for; ``other``: its own."""
    return REFUSALS.get(wallet_word(code.upper()), "other")


def _reversing(view: SaleView, base: ResultView) -> ResultView:
    """The payment is being taken back: it is never approved any more."""
    stuck = (Message("scanpay.stuck"),) if view.state.stuck else ()
    why = _why_taken_back(view)
    return replace(
        base,
        title=Message("scanpay.reversing_title"),
        lines=(
            *why,
            Message("scanpay.reversing_body"),
            *(stuck or (Message("scanpay.reversing_goods"),)),
            *trouble(view),
        ),
    )


def _why_taken_back(view: SaleView) -> tuple[Message, ...]:
    end = view.state.end
    if end is None:
        return ()
    return (Message(f"scanpay.back_{end.value}"),)
