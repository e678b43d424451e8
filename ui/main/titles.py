"""What a page is called in the window's title, and what of it is said aloud."""

from __future__ import annotations

from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.money import format_sgd
from ui.present_more import MORE_TITLES
from ui.views_authorise import AuthoriseView
from ui.views_card import CardView, UnfinishedView
from ui.views_cash import TenderView
from ui.views_drawer import DrawerActions, DrawerKeys, DrawerView
from ui.views_front import TroubleView
from ui.views_inbox import InboxView
from ui.views_sale import AmountView, ConfirmView, MethodView, ResultView, ShowQrView
from ui.views_scan import AskPanel, PayingView, ScanView
from ui.views_screens import ClerkView
from ui.views_settlement import SettlementView
from ui.views_transactions import TransactionsView
from ui.views_void import RefundAmount, ReturnKeys, ReturnOutcome, VoidView


def page_title(view: ClerkView) -> Message:
    """Return the name of the page that ``view`` shows."""
    match view.body:
        case ResultView() | TroubleView() | CardView() | UnfinishedView() | ShowQrView():
            return view.body.title
        case ConfirmView() | InboxView() | ScanView() | PayingView() | TenderView():
            return view.body.title
        case AmountView(prompt=prompt):
            return prompt
        case TransactionsView():
            return Message("transactions.title")
        case AuthoriseView(confirm=confirm):
            return confirm.label
        case VoidView(right=shown) | SettlementView(side=shown) | DrawerView(right=shown):
            return shown.title
        case MethodView():
            return Message("step.method")
        case _:
            return MORE_TITLES.get(view.page, Message("frame.more"))


def announced(view: ClerkView) -> tuple[Message, ...]:
    """Return what a screen reader is told of a page: how a sale stands, what is wrong or asked."""
    match view.body:
        case ResultView(title=title, lines=lines, prompt=prompt):
            asked = () if prompt is None else (prompt,)
            return (title, *_change(view.body), *asked, *lines)
        case TroubleView(title=title, lines=lines) | UnfinishedView(title=title, lines=lines):
            return (title, *lines)
        case ScanView() | TenderView():
            return _asked(view.body)
        case PayingView(title=title, body=body):
            return title, body
        case CardView(title=title, prompt=prompt, lines=lines):
            return (*(() if prompt is None else (prompt,)), title, *lines)
        case AuthoriseView(heading=heading, confirm=confirm, body=body):
            return (confirm.label, body, heading)
        case VoidView() | SettlementView() | DrawerView():
            return _of_the_day(view.body)
        case _:
            return ()


def _change(body: ResultView) -> tuple[Message, ...]:
    """Return what goes back of cash, in figures and in pieces."""
    change = body.change
    if change is None:
        return ()
    if not change.amount_minor:
        return (change.label,)
    said = message("cash.change_is", change=format_sgd(change.amount_minor))
    return (said, *change.pieces)


def _asked(body: ScanView | TenderView) -> tuple[Message, ...]:
    """Return what is asked, or what was wrong, why there is no picture, and what to do."""
    if isinstance(body, TenderView):
        return (body.prompt,) if body.is_wrong else ()
    said = [body.hint, body.state, body.state_body, body.prompt]
    if isinstance(body.panel, AskPanel):
        said = [body.panel.question, body.hint]
    return tuple(each for each in said if each is not None)


def _of_the_day(body: VoidView | SettlementView | DrawerView) -> tuple[Message, ...]:
    """Return how money back, a settlement or the drawer stands, and what is wrong."""
    if isinstance(body, SettlementView):
        return (body.side.title, *(() if body.side.line is None else (body.side.line,)))
    match body.right:
        case ReturnOutcome(title=title, lines=lines):
            return (title, *lines)
        case (
            ReturnKeys(problem=problem)
            | RefundAmount(problem=problem)
            | DrawerKeys(problem=problem)
            | DrawerActions(problem=problem)
        ) if problem is not None:
            return (problem,)
        case right:
            return (right.title,)
