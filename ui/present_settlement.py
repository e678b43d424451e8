"""The Settlement page: what would be settled, and what happens while it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo

from kpay_desktop.domain.ledger import Acquirer, BatchStanding, GroupFigures
from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.money import format_sgd
from kpay_desktop.domain.sale import Method
from kpay_desktop.domain.totals import MOST_ROWS, Totals
from kpay_desktop.flows.settle_view import SettleView
from kpay_desktop.flows.settlement.state import Phase
from ui.present_past import present_past
from ui.present_settled import comparison, settled_side
from ui.settle_lines import lane_name, steps
from ui.settle_model import CANCELLABLE, SettleModel
from ui.till_model import TillModel
from ui.views import BAD, INFO, OK, PLAIN, WARN, Action, Button, EmptyView, Page, Press, Tone
from ui.views_settlement import (
    BannerLine,
    Notice,
    OpenBatches,
    SettlementSide,
    SettlementView,
    TotalsRow,
)

_COUNTED = frozenset({Phase.UPLOADING, Phase.COMPARING})
_MOST_NAMED = 6


def present_settlement(model: TillModel) -> SettlementView:
    """Return the page."""
    settle = model.settle
    if settle.past is not None:
        return present_past(model, settle.past)
    shown = settle.shown
    if shown is None:
        return SettlementView(_open_batches(model), _before(model))
    if not settle.is_under_way:
        return SettlementView(comparison(shown), settled_side(model, shown))
    state = shown.state
    in_full = state.phase is Phase.HELD or (state.phase is Phase.UPLOADING and state.theirs)
    main = comparison(shown) if in_full else _open_batches(model)
    return SettlementView(main, _under_way(model, shown))


# --- what would be settled ------------------------------------------------------------------


def _open_batches(model: TillModel) -> OpenBatches:
    settle = model.settle
    batches = settle.batches
    total = sum((one.figures.totals for one in batches), Totals())
    rows = tuple(row for one in batches for row in _rows(settle, one))
    count = sum(one.figures.rows for one in batches)
    numbers = {one.batch.batch_no for one in batches}
    title = Message("settlement.batches")
    if len(numbers) == 1:
        title = message("settlement.batch", batch=f"{min(numbers):06d}")
    about = Message("settlement.nothing_open")
    if batches:
        opened = min(one.batch.opened_at for one in batches)
        about = _opened(opened, model.settings.terminal.time_zone, count)
    return OpenBatches(
        title=title,
        about=about,
        rows=rows,
        total=TotalsRow(Message("settlement.total"), total, strong=True),
        banners=tuple(_banners(model)) if rows and not settle.is_under_way else (),
        empty=None if rows else _nothing(settle),
    )


def _opened(at: datetime, zone: tzinfo, count: int) -> Message:
    local = at.astimezone(zone)
    return message(
        f"settlement.opened_{'one' if count == 1 else 'many'}",
        day=local.day,
        month=f"@date.month_{local.month}",
        year=local.year,
        time=f"{local:%H:%M}",
        count=count,
    )


def _nothing(settle: SettleModel) -> EmptyView:
    if settle.fault is not None:
        return EmptyView(Message("settlement.fault_title"), settle.fault)
    if not settle.known:
        return EmptyView(Message("settlement.looking_title"), Message("settlement.looking_body"))
    return EmptyView(Message("settlement.empty_title"), Message("settlement.empty_body"))


def _rows(settle: SettleModel, one: BatchStanding) -> Iterator[TotalsRow]:
    """Yield a batch's ways to pay; its own row stands above them where it has more to say."""
    said, tone = _lane_said(settle, one)
    groups = one.groups
    is_cards = one.batch.acquirer == Acquirer.CARDS
    if is_cards and said is not None:
        name = lane_name(one.batch.acquirer)
        yield TotalsRow(name, one.figures.totals, strong=True, said=said, tone=tone)
        said, tone = None, PLAIN
    for group in groups:
        yield TotalsRow(_group_name(group), group.totals, said=said, tone=tone)
    if not groups and one.figures.rows:
        yield TotalsRow(lane_name(one.batch.acquirer), one.figures.totals, said=said, tone=tone)


def _group_name(group: GroupFigures) -> Message:
    if group.is_by_hand:
        return Message("settlement.own")
    if group.method is Method.CARD and group.scheme is not None:
        return Message(f"scheme.{group.scheme.value}")
    return Message(f"method.{group.method.value}")


def _lane_said(settle: SettleModel, one: BatchStanding) -> tuple[Message | None, Tone]:
    """Return what stands behind a lane's name: how far it is, or which batch it has."""
    run = next((v for v in settle.runs if v.state.acquirer == one.batch.acquirer), None)
    if run is not None and settle.is_under_way:
        return _run_said(run)
    batch = f"{one.batch.batch_no:06d}"
    totals = one.figures.totals
    if one.batch.acquirer == Acquirer.CARDS and totals.is_nearly_full:
        count = max(totals.sales, totals.refunds)
        return message("settlement.lane_full", batch=batch, count=count), WARN
    if len({each.batch.batch_no for each in settle.batches}) > 1:
        return message("settlement.lane_batch", batch=batch), PLAIN
    return None, PLAIN


def _run_said(run: SettleView) -> tuple[Message, Tone]:
    phase = run.state.phase
    if phase is Phase.SETTLED:
        return Message("settlement.lane_settled"), OK
    if phase is Phase.STOPPED:
        return Message("settlement.lane_stopped"), BAD
    if phase is Phase.HELD:
        return Message("settlement.lane_held"), WARN
    return Message(
        "settlement.lane_later" if phase is Phase.WAITING else "settlement.lane_now"
    ), INFO


def _banners(model: TillModel) -> Iterator[BannerLine]:
    settle = model.settle
    vouchers = list(dict.fromkeys(row.voucher for one in settle.batches for row in one.unresolved))
    if vouchers:
        named = _named(vouchers)
        word = "one" if len(vouchers) == 1 else "many"
        text = message(f"settlement.not_final_{word}", count=len(vouchers), vouchers=named)
        yield BannerLine(text, WARN)
    else:
        yield BannerLine(Message("settlement.all_final"), OK)
    cards = next((o for o in settle.batches if o.batch.acquirer == Acquirer.CARDS), None)
    if cards is not None and cards.figures.totals.is_nearly_full:
        totals = cards.figures.totals
        word, tone = ("full", BAD) if totals.is_full else ("nearly_full", WARN)
        count = max(totals.sales, totals.refunds)
        yield BannerLine(message(f"settlement.{word}", count=count, most=MOST_ROWS), tone)


def _named(vouchers: Sequence[str]) -> str:
    return ", ".join(vouchers[:_MOST_NAMED]) + (" …" if len(vouchers) > _MOST_NAMED else "")


# --- what happens ---------------------------------------------------------------------------


def _before(model: TillModel) -> SettlementSide:
    settle = model.settle
    total = sum((one.figures.totals for one in settle.batches), Totals())
    has_rows = any(one.figures.rows or one.unresolved for one in settle.batches)
    free = not settle.asking
    buttons = [
        Button(
            Press(Action.SETTLE),
            message("settlement.settle", total=format_sgd(total.net_minor)),
            primary=True,
            enabled=has_rows and free,
            shortcut="F5",
        ),
        Button(Press(Action.PAST_SETTLEMENTS), Message("settlement.earlier"), shortcut="F7"),
    ]
    if has_rows:
        listed = Message("settlement.print_list")
        buttons.insert(1, Button(Press(Action.PRINT_LIST), listed, shortcut="F4"))
    return SettlementSide(
        Message("settlement.will_happen"),
        steps(model, ()),
        tuple(buttons),
        line=settle.fault if settle.known else None,
        line_tone=BAD,
        notice=_notice(model),
    )


def _notice(model: TillModel) -> Notice | None:
    at = model.settle.notice_at
    if at is None:
        return None
    left_s = max(0, int((at - model.clock).total_seconds()))
    local = at.astimezone(model.settings.terminal.time_zone)
    text = message("settlement.automatic", time=f"{local:%H:%M}", minutes=-(-left_s // 60))
    if left_s < 60:
        text = message("settlement.automatic_soon", seconds=left_s)
    button = Button(Press(Action.SETTLE_NOT_TODAY), Message("settlement.not_now"), shortcut="F8")
    return Notice(text, button)


def settles_notice(model: TillModel, page: Page) -> Button | None:
    """Return the bar that says that settling begins by itself; a touch puts it off."""
    at = model.settle.notice_at
    if at is None or page is Page.SETTLEMENT:
        return None
    local = at.astimezone(model.settings.terminal.time_zone)
    said = message("frame.notice_settles", time=f"{local:%H:%M}")
    return Button(Press(Action.SETTLE_NOT_TODAY), said)


def settle_notice(model: TillModel, page: Page) -> Button | None:
    """Return the bar that says how a settlement goes, or that a batch is nearly full."""
    settle = model.settle
    if page is Page.SETTLEMENT:
        return None
    opens = Press(Action.OPEN_PAGE, Page.SETTLEMENT.value)
    if any(view.state.phase is Phase.HELD or view.state.needs_person for view in settle.runs):
        return Button(opens, Message("frame.notice_settle_held"))
    if settle.is_under_way:
        return Button(opens, Message("frame.notice_settling"))
    if settle.runs:
        is_well = all(view.state.phase is Phase.SETTLED for view in settle.runs)
        return Button(opens, Message(f"frame.notice_{'settled' if is_well else 'not_settled'}"))
    if settle.nearly is not None:
        word = "full" if settle.nearly.is_full else "nearly_full"
        said = message(f"settlement.{word}", count=settle.nearly.rows, most=MOST_ROWS)
        return Button(opens, said)
    return None


def _under_way(model: TillModel, shown: SettleView) -> SettlementSide:
    runs = model.settle.runs
    line, tone = _line(shown)
    held = shown.state.phase is Phase.HELD
    return SettlementSide(
        Message("settlement.happens"),
        steps(model, runs),
        tuple(_buttons(shown)),
        _progress(runs),
        WARN if held else None,
        Message("settlement.held_note") if held and not shown.store_fault else line,
        tone,
    )


def _progress(runs: tuple[SettleView, ...]) -> float | None:
    """Return how much of all rows is through; None while nothing is counted."""
    counted = [v.state for v in runs if v.state.phase in _COUNTED and v.state.rows]
    if not counted:
        return None
    return sum(one.done for one in counted) / sum(one.rows for one in counted)


def _line(view: SettleView) -> tuple[Message, Tone]:
    state = view.state
    if view.store_fault is not None:
        return Message(f"trouble.{view.store_fault.value}"), BAD
    if state.needs_person:
        batch = f"{state.batch_no:06d}"
        return message("settlement.needs_person", code=state.code, batch=batch), BAD
    if view.waits_for is not None:
        return view.waits_for, PLAIN
    if state.phase is Phase.CLEARING and state.carried:
        return message("settlement.waits_unknown", vouchers=_named(state.carried)), PLAIN
    if state.tries > 1 and state.phase not in {Phase.WAITING, Phase.CLEARING}:
        return message("settlement.repeats", tries=state.tries), WARN
    return message(f"settlement.phase_{state.phase.value}", done=state.done, rows=state.rows), PLAIN


def _buttons(shown: SettleView) -> Iterator[Button]:
    state = shown.state
    held = state.phase is Phase.HELD
    stop = Button(
        Press(Action.SETTLE_CANCEL, shown.flow), Message("settlement.cancel"), shortcut="Esc"
    )
    yield Button(
        Press(Action.SETTLE_TRY_NOW, shown.flow),
        Message("settlement.try_now"),
        primary=held,
        shortcut="F5",
    )
    if held:
        count = len(state.carried_rows) or len(state.carried)
        first = state.carried[0] if state.carried else ""
        word = "one" if count == 1 else "many"
        text = message(f"settlement.without_{word}", count=count, voucher=first)
        yield Button(Press(Action.SETTLE_WITHOUT, shown.flow), text, danger=True)
    if state.phase in CANCELLABLE:
        yield stop
