"""Views of the Settlement page: open batches, a settlement on its way, how it ended, and old ones.

Amounts in cents; host's totals are named "theirs" as in the settlement itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, TypeAlias

from kpay_desktop.domain.message import Message
from kpay_desktop.domain.totals import Totals
from ui.views import PLAIN, Button, EmptyView, Tone


@dataclass(frozen=True, slots=True)
class TotalsRow:
    """A way to pay, an acquirer or the sum of all: ``strong`` for what sums others up.

    ``said`` stands small behind the name: the batch, or how far its settlement is.
    """

    name: Message
    totals: Totals
    strong: bool = False
    said: Message | None = None
    tone: Tone = PLAIN


@dataclass(frozen=True, slots=True)
class BannerLine:
    """A line on the colour of its state."""

    text: Message
    tone: Tone


@dataclass(frozen=True, slots=True)
class OpenBatches:
    """What would be settled: a row for each acquirer and its ways to pay, and the sum."""

    title: Message
    about: Message
    rows: tuple[TotalsRow, ...]
    total: TotalsRow
    banners: tuple[BannerLine, ...]
    empty: EmptyView | None = None


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """A voucher that the host sees otherwise, or one that is not known."""

    voucher: str
    about: Message
    ours_minor: int
    theirs_minor: int | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Our totals beside the host's, and the vouchers that stand in the way or differ.

    ``theirs`` is None until the host told, or where nobody is there to tell. ``unnamed`` more
    vouchers differ than are named in ``rows``.
    """

    title: Message
    about: Message
    ours: Totals
    theirs: Totals | None
    theirs_name: Message
    verdict: BannerLine | None
    rows_title: Message | None = None
    rows: tuple[DifferenceRow, ...] = ()
    unnamed: int = 0


@dataclass(frozen=True, slots=True)
class PastRow:
    """A settlement of before: when, which batch, how it agreed, and its way to be printed."""

    title: Message
    about: Message
    net_minor: int
    state: Message
    tone: Tone
    print_again: Button


@dataclass(frozen=True, slots=True)
class PastSettlements:
    """A page of the settlements of before, newest first."""

    title: Message
    rows: tuple[PastRow, ...]
    turns: tuple[Button, ...] = ()
    empty: EmptyView | None = None


class StepState(StrEnum):
    """How far a step is."""

    TO_DO = "to_do"
    DOING = "doing"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step of a settlement."""

    holds_buttons: ClassVar[bool] = False

    text: Message
    state: StepState = StepState.TO_DO


@dataclass(frozen=True, slots=True)
class Notice:
    """Settling will begin by itself; the button keeps it from it."""

    text: Message
    button: Button


@dataclass(frozen=True, slots=True)
class SettlementSide:
    """What will happen, what happens, or what happened, and what can be done.

    ``progress`` is a part of the whole, 0 while nothing is under way; None while how long it takes
    is not known.
    """

    title: Message
    steps: tuple[StepLine, ...]
    buttons: tuple[Button, ...]
    progress: float | None = 0.0
    tone: Tone | None = None
    line: Message | None = None
    line_tone: Tone = PLAIN
    notice: Notice | None = None


SettlementMain: TypeAlias = OpenBatches | Comparison | PastSettlements


@dataclass(frozen=True, slots=True)
class SettlementView:
    """Both columns."""

    main: SettlementMain
    side: SettlementSide
