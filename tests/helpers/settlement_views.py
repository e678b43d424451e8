"""Sample views of the Settlement page: before, while, and after."""

from __future__ import annotations

from dataclasses import replace

from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.totals import MOST_ROWS, Totals
from kpay_desktop.flows.settlement.state import Agreement, Phase, StopReason
from ui.views import BAD, INFO, OK, PLAIN, WARN, Action, Button, EmptyView, Press, Tone
from ui.views_settlement import (
    BannerLine,
    Comparison,
    DifferenceRow,
    Notice,
    OpenBatches,
    PastRow,
    PastSettlements,
    SettlementSide,
    SettlementView,
    StepLine,
    StepState,
    TotalsRow,
)

SETTLE = Button(
    Press(Action.SETTLE), message("settlement.settle", total="SGD 1,269.60"), primary=True
)
LIST = Button(Press(Action.PRINT_LIST), Message("settlement.print_list"))
EARLIER = Button(Press(Action.PAST_SETTLEMENTS), Message("settlement.earlier"))
STOP = Button(Press(Action.SETTLE_CANCEL), Message("settlement.cancel"))
TRY_NOW = Button(Press(Action.CHECK_NOW), Message("settlement.try_now"))
BACK = Button(Press(Action.BACK), Message("settlement.back"), shortcut="Esc")
SLIP = Button(
    Press(Action.PRINT_SETTLEMENT, "slip"), Message("settlement.print_slip"), primary=True
)
ROWS = Button(Press(Action.PRINT_SETTLEMENT, "list"), Message("settlement.print_rows"))
DATE = {"day": "22", "month": "@date.month_11", "year": "2026"}
OURS = Totals(37, 128_460, 1, 1500)
THEIRS = Totals(36, 126_110, 1, 1500)
BEFORE = (Phase.WAITING, Phase.CLEARING, Phase.TOTALS, Phase.SIGNING_ON, Phase.COMPARING)
AGREED = {Agreement.AGREE: OK, Agreement.UPLOADED: OK, Agreement.DIFFER: WARN}


def row(name: str, *figures: int, said: Message | None = None, tone: Tone = PLAIN) -> TotalsRow:
    """Return a row of totals."""
    return TotalsRow(Message(name), Totals(*figures), said=said, tone=tone)


def batch_said(word: str, batch_no: int, count: int = 0) -> Message:
    """Return what stands behind an acquirer's name."""
    return message(f"settlement.{word}", batch=f"{batch_no:06d}", count=count)


def picture_rows() -> tuple[TotalsRow, ...]:
    """Return the four ways to pay of a plain day."""
    return (
        row("scheme.visa", 14, 51_240, 1, 1500),
        row("scheme.mastercard", 9, 32_210),
        row("method.wechat", 8, 24_100),
        row("method.paynow", 6, 20_910),
    )


def every_row() -> tuple[TotalsRow, ...]:
    """Return every acquirer and scheme there is, on a great day."""
    lane = batch_said("lane_full", 42, 912)
    cards = TotalsRow(
        Message("settlement.cards"), Totals(912, 9_999_988, 31, 99_999), True, lane, WARN
    )
    return (
        cards,
        row("scheme.visa", 700, 7_777_777, 30, 88_888),
        row("scheme.mastercard", 110, 1_111_099, 1, 11_111),
        row("scheme.unionpay", 52, 555_555),
        row("scheme.amex", 40, 444_444),
        row("scheme.jcb", 10, 111_113),
        row("method.wechat", 80, 2_241_000, 2, 4000, said=batch_said("lane_batch", 17)),
        row("method.alipay", 41, 841_000, said=batch_said("lane_batch", 17)),
        row("method.paynow", 60, 1_209_100, said=batch_said("lane_batch", 17)),
        row("settlement.own", 3, 6160, said=batch_said("lane_batch", 4)),
        row("settlement.cash", 22, 88_000, 1, 1200, said=batch_said("lane_batch", 9)),
    )


def open_batches(rows: tuple[TotalsRow, ...] = (), *banners: BannerLine) -> OpenBatches:
    """Return the open batches with those rows."""
    rows = rows or picture_rows()
    sums = [one.totals for one in rows if not one.strong]
    total = sum(sums, Totals())
    count = total.sales + total.refunds
    about = message("settlement.opened_many", **DATE, time="08:02", count=count)
    final = BannerLine(Message("settlement.all_final"), OK)
    return OpenBatches(
        message("settlement.batch", batch="000042"),
        about,
        rows,
        TotalsRow(Message("settlement.total"), total, strong=True),
        banners or (final,),
    )


def steps(*states: StepState) -> tuple[StepLine, ...]:
    """Return the four steps, as far as ``states`` say."""
    texts = (
        Message("settlement.step_compare"),
        Message("settlement.step_upload"),
        Message("settlement.step_print"),
        message("settlement.step_next", batch="000043"),
    )
    told = (*states, *(StepState.TO_DO for _ in range(4 - len(states))))
    return tuple(StepLine(text, state) for text, state in zip(texts, told, strict=True))


def before_side() -> SettlementSide:
    """Return what will happen."""
    return SettlementSide(Message("settlement.will_happen"), steps(), (SETTLE, LIST, EARLIER))


def phase_side(phase: Phase) -> SettlementSide:
    """Return how far it is in ``phase``."""
    done, doing = StepState.DONE, StepState.DOING
    told = (doing,) if phase in BEFORE else (done, doing)
    line = message(f"settlement.phase_{phase.value}", done=17, rows=37)
    is_counted = phase in {Phase.UPLOADING, Phase.COMPARING}
    may_stop = phase in {Phase.WAITING, Phase.CLEARING}
    return SettlementSide(
        Message("settlement.happens"),
        steps(*told),
        (STOP,) if may_stop else (TRY_NOW,),
        17 / 37 if is_counted else None,
        None,
        line,
    )


def held() -> SettlementView:
    """Return vouchers in the way, and the supervisor's."""
    without = Button(
        Press(Action.SETTLE_WITHOUT), message("settlement.without_many", count=3), danger=True
    )
    asked = message("settlement.row_unknown", time="18:02")
    rows = (
        DifferenceRow("000136", asked, 880),
        DifferenceRow("000139", Message("settlement.row_reversing"), 4100),
        DifferenceRow("000140", asked, 123_456),
    )
    verdict = BannerLine(message("settlement.held", count=3), WARN)
    side = SettlementSide(
        Message("settlement.happens"),
        steps(StepState.FAILED),
        (replace(TRY_NOW, primary=True), without, STOP),
        0.2,
        WARN,
        Message("settlement.held_note"),
    )
    return SettlementView(_comparison(None, verdict, "held_rows", rows), side)


def _comparison(
    theirs: Totals | None,
    verdict: BannerLine | None,
    rows_title: str = "",
    rows: tuple[DifferenceRow, ...] = (),
    unnamed: int = 0,
    theirs_name: str = "theirs",
) -> Comparison:
    return Comparison(
        message("settlement.batch", batch="000042"),
        message("settlement.opened_many", **DATE, time="08:02", count=38),
        OURS,
        theirs,
        Message(f"settlement.{theirs_name}"),
        verdict,
        Message(f"settlement.{rows_title}") if rows_title else None,
        rows,
        unnamed,
    )


def differences(count: int) -> tuple[DifferenceRow, ...]:
    """Return so many vouchers that differ, each in one of the ways there are."""
    ways: tuple[tuple[Message, int | None], ...] = (
        (Message("settlement.row_missing"), 0),
        (Message("settlement.row_amount"), 2340),
        (message("settlement.row_refused", code="94"), None),
        (Message("settlement.row_unanswered"), None),
    )
    return tuple(
        DifferenceRow(f"{137 + n:06d}", ways[n % 4][0], 2350 + n, ways[n % 4][1])
        for n in range(count)
    )


def settled(agreement: Agreement) -> SettlementView:
    """Return a batch that is closed."""
    differs = agreement is Agreement.DIFFER
    alone = agreement is Agreement.OURS_ALONE
    verdict = BannerLine(Message(f"settlement.{agreement.value}"), AGREED.get(agreement, INFO))
    main = _comparison(
        None if alone else THEIRS if differs else OURS,
        verdict,
        "differ_rows" if differs else "",
        differences(200) if differs else (),
        13 if differs else 0,
        "theirs_nobody" if alone else "theirs_wallet" if differs else "theirs",
    )
    side = SettlementSide(
        Message("settlement.happened"),
        steps(*(StepState.DONE,) * 4),
        (SLIP, ROWS, BACK),
        1.0,
        OK,
        message("settlement.settled_line", batch="000042", next="000043"),
        OK,
    )
    return SettlementView(main, side)


def stopped(reason: StopReason) -> SettlementView:
    """Return a batch that was not closed."""
    side = SettlementSide(
        Message("settlement.stopped_title"),
        steps(StepState.FAILED),
        (replace(SETTLE, primary=True), LIST, BACK),
        0.0,
        BAD,
        message(f"settlement.stop_{reason.value}", code="96", batch="000042"),
        BAD,
    )
    return SettlementView(open_batches(), side)


def past(count: int = 6) -> SettlementView:
    """Return a page of earlier settlements."""
    states = tuple(Agreement)
    rows = tuple(
        PastRow(
            message("settlement.past_title", **DATE, time="22:45", batch=f"{42 - n:06d}"),
            message(
                "settlement.past_about_many",
                lane="@settlement.cards",
                count=41,
                name="@settlement.by_itself" if n % 2 else "Supervisor",
            ),
            126_960 + n,
            Message(f"settlement.state_{states[n % 4].value}"),
            AGREED.get(states[n % 4], INFO),
            Button(Press(Action.PRINT_SETTLEMENT, str(n)), Message("settlement.print_again")),
        )
        for n in range(count)
    )
    turns = tuple(
        Button(Press(Action.PAST_SETTLEMENTS, way), Message(f"settlement.{way}"))
        for way in ("newer", "older")
    )
    empty = EmptyView(Message("settlement.past_empty_title"), Message("settlement.past_empty_body"))
    main = PastSettlements(
        Message("settlement.earlier"), rows, turns if rows else (), None if rows else empty
    )
    note = Message("settlement.past_note")
    return SettlementView(main, SettlementSide(main.title, (), (BACK,), line=note))


def _others() -> dict[str, SettlementView]:
    unknown = message("settlement.not_final_many", count=2, vouchers="000136, 000139")
    nearly = message("settlement.nearly_full", count=912, most=MOST_ROWS)
    full = replace(
        before_side(),
        notice=Notice(
            message("settlement.automatic", time="23:00", minutes=4),
            Button(Press(Action.SETTLE_NOT_TODAY), Message("settlement.not_today")),
        ),
    )
    empty = EmptyView(Message("settlement.empty_title"), Message("settlement.empty_body"))
    nothing = replace(
        open_batches(), rows=(), total=TotalsRow(Message("settlement.total"), Totals()),
        banners=(), empty=empty,
    )  # fmt: skip
    soon = Notice(message("settlement.automatic_soon", seconds=45), STOP)
    repeated = replace(
        phase_side(Phase.TOTALS), line=message("settlement.repeats", tries=7), line_tone=WARN
    )
    code = message("settlement.needs_person", code="96", batch="000042")
    needed = replace(repeated, line=code, line_tone=BAD)
    differ_now = _comparison(THEIRS, BannerLine(Message("settlement.differ_now"), WARN))
    return {
        "open": SettlementView(open_batches(), before_side()),
        "unknown": SettlementView(
            open_batches((), BannerLine(unknown, WARN)), replace(before_side(), notice=soon)
        ),
        "full_day": SettlementView(
            open_batches(every_row(), BannerLine(unknown, WARN), BannerLine(nearly, WARN)), full
        ),
        "empty": SettlementView(
            nothing,
            replace(before_side(), buttons=(replace(SETTLE, enabled=False), EARLIER)),
        ),
        "uploading_beside": SettlementView(differ_now, phase_side(Phase.UPLOADING)),
        "repeated": SettlementView(open_batches(), repeated),
        "needs_person": SettlementView(open_batches(), needed),
        "held": held(),
        "past": past(),
        "past_empty": past(0),
    }


SETTLEMENT_VIEWS: dict[str, SettlementView] = {
    **_others(),
    **{
        f"phase_{phase.value}": SettlementView(open_batches(), phase_side(phase))
        for phase in Phase
        if phase not in {Phase.HELD, Phase.SETTLED, Phase.STOPPED}
    },
    **{f"settled_{one.value}": settled(one) for one in Agreement},
    **{f"stopped_{one.value}": stopped(one) for one in StopReason},
}
