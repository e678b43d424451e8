"""The drawer's page: its shift, counting it, paying in and out, and opening it for a reason."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from kpay_desktop.domain.cash import NOTES_MINOR, ROUND_TO_MINOR
from kpay_desktop.domain.ledger import DrawerMove, ShiftRecord
from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.money import format_sgd
from kpay_desktop.domain.moves import DrawerKind
from kpay_desktop.ports import DeviceKind, Health
from ui.drawer_model import MOST_REASON, ROWS, DrawerModel, DrawerStage, offered
from ui.present_cash import denomination
from ui.till_model import TillModel
from ui.views import BAD, OK, PLAIN, WARN, Action, Button, Page, Press, Tone
from ui.views_drawer import (
    CountRow,
    CountRows,
    DrawerActions,
    DrawerKeys,
    DrawerView,
    Facts,
    ReasonForm,
    ShiftFacts,
)
from ui.views_void import ReturnOutcome

READY: Final = {
    DrawerKind.PAID_IN: ("change", "float", "other_till", "correction"),
    DrawerKind.PAID_OUT: ("bank", "supplier", "other_till", "correction"),
    DrawerKind.NO_SALE: ("change_notes", "look", "customer", "correction"),
}
"""Reasons that need not be typed."""

_TO_MORE = Button(Press(Action.OPEN_PAGE, Page.MORE.value), Message("more.back"), shortcut="Esc")


def present_drawer(model: TillModel) -> DrawerView:
    """Return the page."""
    drawer = model.drawer
    if drawer.stage is DrawerStage.DONE and drawer.done is not None:
        return DrawerView(_after(model), _outcome(model))
    if drawer.stage is DrawerStage.OVERVIEW:
        return DrawerView(_shift(model), _actions(model))
    if drawer.counts:
        return DrawerView(_rows(model), _count_keys(model))
    return DrawerView(_reason(model), _move_keys(model))


# --- the shift ------------------------------------------------------------------------------


def _shift(model: TillModel) -> ShiftFacts:
    drawer = model.drawer
    if drawer.shift is None:
        word = "none" if drawer.is_told and drawer.fault is None else "not_told"
        return ShiftFacts(
            Message("drawer.no_shift" if word == "none" else "drawer.title"),
            Message(f"drawer.shift_{word}"),
            None,
            (),
        )
    return ShiftFacts(
        title=_since(model, drawer.shift.began_at),
        body=Message("drawer.expected"),
        amount_minor=drawer.shift.expected_minor,
        facts=_sums(model, drawer.shift),
    )


def _sums(model: TillModel, shift: ShiftRecord) -> Facts:
    """Return what the expected amount is made of."""
    sums = {kind: (count, minor) for kind, count, minor in shift.sums}

    def counted(*kinds: DrawerKind) -> tuple[int, int]:
        found = [sums.get(kind.value, (0, 0)) for kind in kinds]
        return sum(count for count, _ in found), sum(minor for _, minor in found)

    opening = Message("drawer.not_counted")
    if shift.opened is not None:
        opening = message(
            "drawer.opening_by",
            total=format_sgd(shift.opened.entry.amount_minor),
            name=_name(model, shift.opened.entry.operator_id),
        )
    rows = [(Message("drawer.opening"), opening)]
    for word, kinds in (
        ("sales", (DrawerKind.SALE,)),
        ("returned", (DrawerKind.VOID, DrawerKind.REFUND)),
        ("paid_in", (DrawerKind.PAID_IN,)),
        ("paid_out", (DrawerKind.PAID_OUT,)),
    ):
        count, minor = counted(*kinds)
        rows.append(
            (
                Message(f"drawer.sum_{word}"),
                message("drawer.sum", count=count, total=format_sgd(minor)),
            )
        )
    opened, _ = counted(DrawerKind.NO_SALE)
    rows.append((Message("drawer.sum_no_sale"), message("sale.fact", value=opened)))
    return tuple(rows)


def _name(model: TillModel, operator_id: str) -> str:
    return next((o.name for o in model.operators if o.operator_id == operator_id), operator_id)


def _since(model: TillModel, at: datetime) -> Message:
    """Return since when the shift is open, with the day unless it is today."""
    zone = model.settings.terminal.time_zone
    local, time = at.astimezone(zone), f"{at.astimezone(zone):%H:%M}"
    if local.date() == model.clock.date():
        return message("drawer.since", time=time)
    month = f"@date.month_{local.month}"
    return message("drawer.since_day", day=local.day, month=month, time=time)


def _actions(model: TillModel) -> DrawerActions:
    drawer = model.drawer
    problem = None if drawer.fault is None else Message(f"trouble.{drawer.fault.value}")
    is_told = drawer.is_told and drawer.fault is None
    takes = model.settings.cash.takes
    kinds = sorted(offered(drawer, takes=takes), key=_ORDER.index)
    buttons = [
        Button(
            Press(Action.DRAWER_DO, kind.value),
            Message(f"drawer.do_{kind.value}"),
            primary=kind is DrawerKind.OPENED,
            enabled=is_told,
            shortcut="Return" if kind is DrawerKind.OPENED else f"F{key}",
        )
        for key, kind in enumerate(kinds, 2)
    ]
    word = "what" if takes else "no_shift" if drawer.shift is None else "only_close"
    title = Message(f"drawer.{word}")
    return DrawerActions(title, (*buttons, _TO_MORE), problem or drawer.problem)


_ORDER = (
    *(DrawerKind.OPENED, DrawerKind.PAID_IN, DrawerKind.PAID_OUT),
    *(DrawerKind.NO_SALE, DrawerKind.CLOSED),
)


# --- a count --------------------------------------------------------------------------------


def _rows(model: TillModel) -> CountRows:
    drawer = model.drawer
    free = drawer.stage is DrawerStage.COUNT

    def row(index: int, worth: int) -> CountRow:
        name = denomination(worth)
        pieces = drawer.pieces[index]
        button = Button(
            Press(Action.DRAWER_ROW, str(worth)),
            message("drawer.row", name=name, count=int(pieces or "0")),
            enabled=free,
        )
        return CountRow(button, name, pieces, active=free and index == drawer.row)

    rows = [(worth, row(index, worth)) for index, worth in enumerate(ROWS)]
    said, tone = _difference(drawer)
    return CountRows(
        title=Message(f"drawer.count_{drawer.kind.value}"),
        notes=tuple(shown for worth, shown in rows if worth in NOTES_MINOR),
        coins=tuple(shown for worth, shown in rows if worth not in NOTES_MINOR),
        facts=_count_facts(drawer),
        said=said,
        said_tone=tone,
    )


def _count_facts(drawer: DrawerModel) -> Facts:
    counted = _fact("counted", format_sgd(drawer.count.total_minor))
    if drawer.kind is not DrawerKind.CLOSED or drawer.shift is None:
        return (counted,)
    return (counted, _fact("should_be", format_sgd(drawer.shift.expected_minor)))


def _fact(name: str, value: str) -> tuple[Message, Message]:
    return Message(f"drawer.fact_{name}"), message("sale.fact", value=value)


def _difference(drawer: DrawerModel) -> tuple[Message | None, Tone]:
    if drawer.kind is not DrawerKind.CLOSED or drawer.shift is None:
        return None, PLAIN
    return difference_words(drawer.count.difference_minor(drawer.shift.expected_minor))


def difference_words(minor: int) -> tuple[Message, Tone]:
    """Return what a difference between counted and expected means, plainly."""
    if minor == 0:
        return Message("drawer.agrees"), OK
    word = "over" if minor > 0 else "short"
    return message(f"drawer.{word}", total=format_sgd(abs(minor))), WARN if minor > 0 else BAD


def _count_keys(model: TillModel) -> DrawerKeys:
    drawer = model.drawer
    free, is_last = drawer.stage is DrawerStage.COUNT, drawer.row == len(ROWS) - 1
    total = format_sgd(drawer.count.total_minor)
    return DrawerKeys(
        title=message("drawer.how_many", name=denomination(ROWS[drawer.row])),
        body=Message("drawer.count_body"),
        problem=drawer.problem,
        amount_minor=None,
        has_keypad=True,
        # Enter goes down the list, and is the end only at its end.
        step=Button(
            Press(Action.DRAWER_STEP, "1"),
            Message("drawer.next"),
            primary=not is_last,
            enabled=free and not is_last,
        ),
        buttons=(
            Button(Press(Action.BACK), Message("drawer.leave"), enabled=free, shortcut="Esc"),
            Button(
                Press(Action.DRAWER_CONFIRM),
                message(f"drawer.confirm_{drawer.kind.value}", total=total),
                primary=is_last,
                enabled=free,
                shortcut="F9",
            ),
        ),
        busy=not free,
    )


# --- paid in, paid out, opened for a reason -------------------------------------------------


def _reason(model: TillModel) -> ReasonForm:
    drawer = model.drawer
    facts: Facts = ()
    if drawer.shift is not None and drawer.kind is not DrawerKind.NO_SALE:
        facts = (_fact("should_be", format_sgd(drawer.shift.expected_minor)),)
    return ReasonForm(
        title=Message(f"drawer.title_{drawer.kind.value}"),
        prompt=Message("drawer.reason"),
        ready=tuple(Message(f"drawer.why_{word}") for word in READY[drawer.kind]),
        label=Message("drawer.reason_typed"),
        hint=Message("drawer.reason_hint"),
        text=drawer.reason,
        most=MOST_REASON,
        facts=facts,
        enabled=drawer.stage is DrawerStage.MOVE,
    )


def move_problem(drawer: DrawerModel) -> Message | None:
    """Return what is wrong with an amount that is paid in or out, or None."""
    minor = drawer.amount.minor
    if drawer.kind is DrawerKind.NO_SALE:
        return None
    if minor % ROUND_TO_MINOR:
        return Message("cash.no_such_coin")
    expected = 0 if drawer.shift is None else drawer.shift.expected_minor
    if drawer.kind is DrawerKind.PAID_OUT and minor > expected:
        return message("drawer.too_much", total=format_sgd(expected))
    return None


def can_move(drawer: DrawerModel) -> bool:
    """True once amount and reason are there, and nothing speaks against them."""
    asks = drawer.kind is not DrawerKind.NO_SALE
    return (
        bool(drawer.reason.strip())
        and move_problem(drawer) is None
        and (not asks or drawer.amount.minor > 0)
    )


def _move_keys(model: TillModel) -> DrawerKeys:
    drawer = model.drawer
    free, asks = drawer.stage is DrawerStage.MOVE, drawer.kind is not DrawerKind.NO_SALE
    wrong = move_problem(drawer) or drawer.problem
    return DrawerKeys(
        title=Message(f"drawer.amount_{drawer.kind.value}"),
        body=Message(f"drawer.body_{drawer.kind.value}"),
        problem=wrong,
        amount_minor=drawer.amount.minor if asks else None,
        has_keypad=asks,
        step=None,
        buttons=(
            Button(Press(Action.BACK), Message("drawer.leave"), enabled=free, shortcut="Esc"),
            Button(
                Press(Action.DRAWER_CONFIRM),
                message(
                    f"drawer.confirm_{drawer.kind.value}", total=format_sgd(drawer.amount.minor)
                ),
                primary=True,
                enabled=free and can_move(drawer),
                shortcut="Return",
            ),
        ),
        busy=not free,
    )


# --- done -----------------------------------------------------------------------------------


def _after(model: TillModel) -> ShiftFacts:
    """Return what was counted beside what should have been there, or the shift as it is now."""
    done = model.drawer.done
    if done is None or done.closed is None:
        return _shift(model)
    return ShiftFacts(
        title=Message("drawer.closed_title"),
        body=Message("drawer.fact_counted"),
        amount_minor=done.move.entry.amount_minor,
        facts=(
            _fact("should_be", format_sgd(_expected(done.move, done.closed))),
            _fact("difference", _signed(_over(done.move, done.closed))),
            *_sums(model, done.closed),
        ),
    )


def _expected(move: DrawerMove, closed: ShiftRecord) -> int:
    told = move.entry.expected_minor
    return closed.expected_minor if told is None else told


def _over(move: DrawerMove, closed: ShiftRecord) -> int:
    return move.entry.amount_minor - _expected(move, closed)


def _signed(minor: int) -> str:
    return f"+{format_sgd(minor)}" if minor > 0 else format_sgd(minor)


def _outcome(model: TillModel) -> ReturnOutcome:
    drawer = model.drawer
    done = drawer.done
    kind = drawer.kind if done is None else done.move.entry.kind
    total = format_sgd(0 if done is None else abs(done.move.entry.amount_minor))
    title, tone, mark = message(f"drawer.done_{kind.value}", total=total), OK, "tick"
    lines: list[Message] = []
    if done is not None and done.closed is not None:
        lines.append(title)
        title, tone = difference_words(_over(done.move, done.closed))
        mark = "tick" if tone is OK else "alert"
    if drawer.stayed_shut:
        lines.append(Message("drawer.stayed_shut"))
    if kind is not DrawerKind.OPENED:
        lamp = model.lamp(DeviceKind.PRINTER)
        waits = lamp is not None and lamp.health is Health.BAD
        which = "report" if kind is DrawerKind.CLOSED else "slip"
        lines.append(Message(f"drawer.{which}_{'waits' if waits else 'prints'}"))
    return ReturnOutcome(
        mark=mark,
        tone=tone,
        title=title,
        lines=tuple(lines),
        buttons=(
            Button(Press(Action.BACK), Message("drawer.to_drawer"), shortcut="Esc"),
            Button(
                Press(Action.NEW_SALE), Message("sale.new_sale"), primary=True, shortcut="Return"
            ),
        ),
    )
