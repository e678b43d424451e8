"""Cash: the page on which it is handed over, and the one that says what goes back."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from kpay_desktop.domain.cash import NOTES_MINOR, change_pieces, likely_tenders
from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.money import MINOR_PER_MAJOR, format_plain, format_sgd
from kpay_desktop.domain.records import SaleRecord, SlipCopy
from ui.cash_state import due_minor, tender_problem
from ui.present_sale import NEW_SALE, DocumentOf, paper_help
from ui.till_model import SlipProgress, TillModel
from ui.views import OK, Action, Button, Choice, Press
from ui.views_cash import ChangeView, TenderView
from ui.views_sale import ResultView

#: The first key that picks a likely sum.
_FIRST_KEY: Final = 2


def present_tender(model: TillModel) -> TenderView:
    """Return the page with what is due, what is handed over, and the change."""
    due, handed = due_minor(model), model.cash.handed_minor
    problem, free = tender_problem(model), not model.draft.charging
    is_enough = problem is None
    return TenderView(
        title=Message("cash.title"),
        prompt=Message("cash.prompt") if problem is None or handed == 0 else problem,
        is_wrong=problem is not None and handed > 0,
        handed_minor=handed,
        likely=_likely(model, due) if due else (),
        change=Message("cash.change" if handed >= due else "cash.to_come"),
        change_minor=abs(handed - due),
        is_enough=is_enough,
        due=Message("cash.due"),
        due_minor=due,
        parts=_parts(model.draft.total_minor, due),
        confirm=Button(
            Press(Action.TAKE_CASH),
            message("cash.take", due=format_sgd(due)),
            primary=True,
            enabled=is_enough and free,
            shortcut="Return",
        ),
        back=Button(Press(Action.BACK), Message("sale.back"), enabled=free, shortcut="Esc"),
    )


def _likely(model: TillModel, due: int) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            Button(
                Press(Action.CASH_HANDED, str(minor)),
                Message("cash.exact")
                if minor == due
                else message("sale.fact", value=format_plain(minor)),
                enabled=not model.draft.charging,
                shortcut=f"F{key}",
            ),
            model.cash.picked_minor == minor,
        )
        for key, minor in enumerate(likely_tenders(due), _FIRST_KEY)
    )


def _parts(total: int, due: int) -> tuple[tuple[Message, Message], ...]:
    if total == due:
        return ()
    return (
        (Message("sale.total"), message("sale.fact", value=format_plain(total))),
        (Message("cash.rounding"), message("sale.fact", value=_signed(due - total))),
    )


def _signed(minor: int) -> str:
    return f"+{format_plain(minor)}" if minor > 0 else format_plain(minor)


# --- sold -----------------------------------------------------------------------------------


def present_cash_sold(model: TillModel, sale: SaleRecord, document_of: DocumentOf) -> ResultView:
    """Return the page of a sale for cash: what goes back, and its slip.

    Raises:
        ValueError: the sale was not for cash.
    """
    tender = sale.tender
    if tender is None:
        raise ValueError("nothing was handed over for this sale")
    paper = paper_help(model)
    shut = Message("cash.drawer_shut") if model.cash.stayed_shut else None
    view = ResultView(
        mark="tick",
        tone=OK,
        title=message("cash.paid_title", due=format_sgd(tender.due_minor)),
        lines=(
            message(
                "cash.paid_line",
                handed=format_sgd(tender.handed_minor),
                voucher=sale.identity.voucher,
            ),
            *_slip_lines(model),
        ),
        buttons=(
            Button(
                Press(Action.REPRINT, SlipCopy.CUSTOMER.value),
                Message("sale.customer_copy"),
                shortcut="F4",
            ),
            NEW_SALE,
        ),
        slip=None if paper is not None else document_of(sale, SlipCopy.CUSTOMER),
        prompt=shut,
        change=change_view(tender.change_minor),
    )
    if paper is None:
        return view
    # The steps at the printer need the room of the figures: the change is said in words there.
    again = Button(
        Press(Action.PRINT_AGAIN), Message("paper.print_again"), primary=True, shortcut="Return"
    )
    said = message("cash.change_is", change=format_sgd(tender.change_minor))
    waits = "paper" if len(paper.steps) > 1 else "printer"
    return replace(
        view,
        lines=(*(() if shut is None else (shut,)), Message(f"cash.safe_{waits}")),
        buttons=(replace(NEW_SALE, primary=False, shortcut="F6"), again),
        prompt=said if tender.change_minor else Message("cash.no_change"),
        change=None,
        paper=paper,
    )


def change_view(change_minor: int) -> ChangeView:
    """Return the change in figures and in pieces."""
    if not change_minor:
        return ChangeView(Message("cash.no_change"), 0)
    pieces = tuple(piece(worth, count) for worth, count in change_pieces(change_minor))
    return ChangeView(Message("cash.change"), change_minor, pieces)


def piece(worth_minor: int, count: int) -> Message:
    """Return so many coins or notes of one kind in words."""
    kind = "notes" if worth_minor in NOTES_MINOR else "coins"
    return message(f"cash.{kind}", count=count, name=denomination(worth_minor))


def denomination(worth_minor: int) -> str:
    """Return a coin or note as people call it, for example ``SGD 10`` or ``50¢``."""
    if worth_minor < MINOR_PER_MAJOR:
        return f"{worth_minor}¢"
    return f"SGD {worth_minor // MINOR_PER_MAJOR:,}"


def _slip_lines(model: TillModel) -> tuple[Message, ...]:
    states = {state for _, state in model.slips}
    if not states:
        return ()
    if SlipProgress.REFUSED in states:
        return (Message("transactions.not_queued"),)
    return (Message("cash.slip_printed" if states == {SlipProgress.PRINTED} else "cash.slip_next"),)
