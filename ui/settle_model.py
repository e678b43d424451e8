"""What the Settlement page knows: open batches, settlements of one press, and those of before."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Final

from kpay_desktop.domain.ledger import BatchStanding, SettlementRecord
from kpay_desktop.domain.message import Message
from kpay_desktop.flows.settle_view import BatchNearlyFull, SettleView
from kpay_desktop.flows.settlement.state import Phase, SettlementState

if TYPE_CHECKING:
    from ui.till_model import SlipProgress

ENDED: Final = frozenset({Phase.SETTLED, Phase.STOPPED})
FIRST: Final = frozenset(
    {Phase.WAITING, Phase.CLEARING, Phase.HELD, Phase.TOTALS, Phase.SIGNING_ON, Phase.COMPARING}
)
"""Phases before anybody has answered to our totals."""
CANCELLABLE: Final = frozenset({Phase.WAITING, Phase.CLEARING, Phase.HELD, Phase.COMPARING})
"""Phases in which a settlement can be left: nothing is closed by then."""


@dataclass(frozen=True, slots=True)
class PastPage:
    """A page of settlements of before. ``before`` are the numbers that the pages begin behind."""

    before: tuple[int | None, ...] = (None,)
    request: int = 0
    rows: tuple[SettlementRecord, ...] = ()
    states: tuple[SettlementState, ...] = ()
    has_more: bool = False
    loading: bool = True
    fault: Message | None = None


@dataclass(frozen=True, slots=True)
class SettleModel:
    """The page's own state.

    ``runs`` are the settlements of the newest press; they stay until somebody has looked at how
    they ended (``seen``). ``lane`` is the one that is shown in full. ``past`` is there while old
    settlements are looked at. ``printing`` is the settlement that was asked to be printed again.
    """

    batches: tuple[BatchStanding, ...] = ()
    known: bool = False
    fault: Message | None = None
    asking: bool = False
    runs: tuple[SettleView, ...] = ()
    lane: str = ""
    requests: int = 0
    past: PastPage | None = None
    notice_at: datetime | None = None
    nearly: BatchNearlyFull | None = None
    printing: tuple[int, SlipProgress] | None = field(default=None)

    @property
    def is_under_way(self) -> bool:
        """True while a settlement has not ended."""
        return any(view.state.phase not in ENDED for view in self.runs)

    @property
    def shown(self) -> SettleView | None:
        """Return the settlement that is shown in full: the chosen one, or what needs a look."""
        chosen = next((view for view in self.runs if view.flow == self.lane), None)
        if chosen is not None or not self.runs:
            return chosen
        return min(self.runs, key=_urgency)


def _urgency(view: SettleView) -> tuple[int, str]:
    state = view.state
    if state.phase is Phase.HELD:
        return 0, view.flow
    if state.phase is Phase.STOPPED:
        return 1, view.flow
    return (2 if state.differences or state.carried else 3), view.flow
