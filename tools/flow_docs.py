"""Draws the flows' tables as state diagrams in ``docs/flows``::

    python3 -m tools.flow_docs

Where an entry of the table depends on figures, it is tried with states and events that stand for
all of them; a test holds the files in step with the table.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kpay_desktop.domain.records import CreditKind, CreditState
from kpay_desktop.domain.sale import SaleIdentity, Wallet
from kpay_desktop.flows.entries import FlowBugError
from kpay_desktop.flows.show_qr import values as t
from kpay_desktop.flows.show_qr.building import ENDED, Context
from kpay_desktop.flows.show_qr.table import step
from kpay_desktop.flows.show_qr.values import (
    EVENT_TYPES,
    EndReason,
    Phase,
    SeenPayment,
    ShowQrState,
)
from kpay_desktop.ports import NoAnswerReason, Payment
from kpay_desktop.settings_works import QrClockSettings

OUT = Path(__file__).resolve().parent.parent / "docs" / "flows"
PICTURE = "show_qr.mmd"

_TOTAL = 3_080
_BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
_NOW = Context(_BEGAN + timedelta(seconds=20), QrClockSettings())
_REFUND = "R1"

# The order of the drawing: how a sale usually goes.
_ORDER = {phase: place for place, phase in enumerate(Phase)}


def _states(phase: Phase) -> Iterator[ShowQrState]:
    """Every kind of state that a sale can have in ``phase``, as far as the table looks at it."""
    identity = SaleIdentity(1, 1, "000001", "A1", 1)
    new = ShowQrState(
        identity, Wallet.PAYNOW, _TOTAL, _BEGAN, _BEGAN + timedelta(seconds=180), phase
    )
    ended_at = _NOW.at if phase in ENDED else None
    flags = (False, True)
    insists = flags if phase is Phase.DOUBT else (False,)
    for known, refused, again, end, payments, insisting in itertools.product(
        flags,
        flags,
        flags,
        (None, EndReason.CANCELLED, EndReason.REFUSED),
        _payments(phase),
        insists,
    ):
        yield replace(
            new,
            order_known=known,
            close_refused=refused,
            close_again=again,
            end=end,
            payments=payments,
            ended_at=ended_at,
            watching=phase in ENDED,
            odd=(Payment("T2", 1),) if insisting else (),
            odd_order_minor=1 if insisting else None,
            insists=insisting,
        )


def _payments(phase: Phase) -> Iterator[tuple[SeenPayment, ...]]:
    if phase is Phase.APPROVED:
        yield (SeenPayment("T1", _TOTAL, CreditKind.SALE, CreditState.ACCEPTED),)
    elif phase is Phase.PAID_LATE:
        yield (SeenPayment("T1", _TOTAL, CreditKind.LATE, CreditState.INBOX),)
        yield (SeenPayment("T1", _TOTAL, CreditKind.LATE, CreditState.REFUNDING, _REFUND),)
    elif phase is Phase.REFUNDED:
        yield (SeenPayment("T1", _TOTAL, CreditKind.LATE, CreditState.REFUNDED, _REFUND),)
    else:
        yield ()


def _events(ticket: int) -> Iterator[tuple[str, t.Event]]:
    """Every event, with the words that it is drawn with."""
    yield "Paid", t.Paid(_TOTAL, (Payment("T2", _TOTAL),))
    yield "Paid, another amount", t.Paid(_TOTAL, (Payment("T2", 1),))
    plain: tuple[t.Event, ...] = (
        t.CodeReady("CODE"),
        t.CodeRefused("code.checksum"),
        t.OrderDeclined("3999"),
        t.OrderUnanswered(NoAnswerReason.TIMEOUT),
        *(t.Pending(ticket), t.NotFound(ticket), t.Gone(ticket)),
        *(t.Failed(ticket, "3045"), t.Unsure(ticket, "3088")),
        t.QueryUnanswered(ticket, NoAnswerReason.TIMEOUT),
        *(t.CloseDone(), t.CloseRefused(), t.CloseNotFound(), t.CloseUnanswered()),
        *(t.PollDue(), t.ExpiryReached(), t.RetryDue(), t.WatchDue()),
        *(t.CancelPressed(), t.CheckPressed()),
        *(t.AcceptPressed("01", "90", free=True), t.RefundPressed("01", "90")),
        *(t.RefundDone(_REFUND), t.RefundRefused(_REFUND, "3999"), t.RefundUnanswered(_REFUND)),
        *(t.Restarted(), t.Stalled()),
    )
    for event in plain:
        yield type(event).__name__, event
    missing = {kind for kind in EVENT_TYPES if kind is not t.Paid} - {type(e) for e in plain}
    if missing:
        raise ValueError(f"not drawn: {', '.join(sorted(kind.__name__ for kind in missing))}")


def transitions() -> dict[tuple[Phase, Phase], list[str]]:
    """Return what leads from each phase to another, in the order of the events."""
    found: dict[tuple[Phase, Phase], list[str]] = defaultdict(list)
    for phase in Phase:
        for state in _states(phase):
            for name, event in _events(state.ticket):
                try:
                    after = step(state, event, _NOW).state.phase
                except FlowBugError:
                    continue
                names = found[(phase, after)]
                if after is not phase and name not in names:
                    names.append(name)
    return {pair: names for pair, names in found.items() if names}


def diagram() -> str:
    """Return the show-QR sale as a mermaid state diagram."""
    lines = [
        "%% Drawn from kpay_desktop/flows/show_qr/table.py by python3 -m tools.flow_docs.",
        "%% Events that lead nowhere else are left out.",
        "stateDiagram-v2",
        "    direction TB",
        "    [*] --> created",
    ]
    for (phase, after), names in sorted(
        transitions().items(), key=lambda item: (_ORDER[item[0][0]], _ORDER[item[0][1]])
    ):
        rows = [", ".join(names[n : n + 3]) for n in range(0, len(names), 3)]
        lines.append(f"    {phase.value} --> {after.value}: {'<br/>'.join(rows)}")
    lines.append("    classDef ended font-weight:bold")
    ended = [phase.value for phase in Phase if phase in ENDED]
    lines.append(f"    class {','.join(ended)} ended")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the pictures."""
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / PICTURE).write_text(diagram(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
