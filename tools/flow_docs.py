"""Draws the flows' tables as state diagrams in ``docs/flows``::

    python3 -m tools.flow_docs

Where an entry of the table depends on figures, it is tried with states and events that stand for
all of them; a test holds the files in step with the table.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from kpay_desktop.domain.card import CardFacts, EntryMode, Scheme, Signing
from kpay_desktop.domain.records import CreditKind, CreditState
from kpay_desktop.domain.sale import QrMode, SaleIdentity, Wallet
from kpay_desktop.flows.card_sale import state as card
from kpay_desktop.flows.card_sale import values as ct
from kpay_desktop.flows.card_sale.steps import Context as CardContext
from kpay_desktop.flows.card_sale.table import step as card_step
from kpay_desktop.flows.entries import FlowBugError
from kpay_desktop.flows.money_back import state as back
from kpay_desktop.flows.settlement import state as batch
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.flows.wallet_sale.building import ENDED, Context
from kpay_desktop.flows.wallet_sale.table import FLOWS, TABLES, step
from kpay_desktop.flows.wallet_sale.values import (
    EVENT_TYPES,
    EndReason,
    Phase,
    SeenPayment,
    WalletSaleState,
)
from kpay_desktop.ports import NoAnswerReason, Payment
from kpay_desktop.ports_cards import ReadProblem, Silence
from kpay_desktop.settings_cards import CardClockSettings
from kpay_desktop.settings_works import QrClockSettings
from tools import flow_docs_batch
from tools.flow_docs_batch import BACK_ENDED, SETTLEMENT_ENDED

OUT = Path(__file__).resolve().parent.parent / "docs" / "flows"
PICTURES = {mode: f"{flow}.mmd" for mode, flow in FLOWS.items()}
CARD_PICTURE = "card_sale.mmd"
BACK_PICTURE = "money_back.mmd"
SETTLEMENT_PICTURE = "settlement.mmd"

_TOTAL = 3_080
_BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
_NOW = Context(_BEGAN + timedelta(seconds=20), QrClockSettings())
_REFUND = "R1"
_HEARD = (Payment("T2", _TOTAL),)
_SOURCES = {
    QrMode.SHOW: "wallet_sale/show_table.py",
    QrMode.SCAN: "wallet_sale/scan_table.py",
    QrMode.OWN: "wallet_sale/own_table.py",
}

_CARD_NOW = CardContext(_NOW.at, CardClockSettings(), next_stan=1)
_CARD_ENDED = frozenset(
    {card.Phase.APPROVED, card.Phase.DECLINED, card.Phase.CLOSED, card.Phase.REVERSED}
)


def _states(phase: Phase, mode: QrMode) -> Iterator[WalletSaleState]:
    """Every kind of state that a sale of ``mode`` can have in ``phase``, as the table sees it."""
    identity = SaleIdentity(1, 1, "000001", "A1", 1)
    expires_at = _BEGAN + timedelta(seconds=180)
    new = WalletSaleState(identity, Wallet.PAYNOW, _TOTAL, _BEGAN, expires_at, phase, mode=mode)
    ended = phase in ENDED and mode is not QrMode.OWN
    flags = (False, True)
    scanned = mode is QrMode.SCAN
    taken_back = phase in {Phase.REVERSING, Phase.ASKING_AGAIN} and scanned
    begins = phase in {Phase.CREATED, Phase.SHOWN, Phase.PAYING}
    ends = (None,) if begins else (None, EndReason.CANCELLED, EndReason.REFUSED)
    for known, again, end, payments in itertools.product(flags, flags, ends, _payments(phase)):
        usual = replace(
            new,
            order_known=known,
            close_again=again,
            end=end,
            payments=payments,
            ended_at=_NOW.at if phase in ENDED else None,
            watching=ended,
        )
        for flag in flags:
            if phase is Phase.DOUBT:
                odd = (Payment("T2", 1),) if flag else ()
                yield replace(usual, odd=odd, odd_order_minor=1 if flag else None, insists=flag)
            elif taken_back:
                yield replace(usual, armed_at=_BEGAN, undone=flag)
            elif ended and scanned:
                yield replace(usual, armed_at=_BEGAN if flag else None)
                yield replace(usual, armed_at=_BEGAN, odd=_HEARD, odd_at=_BEGAN)
            else:
                yield replace(usual, close_refused=flag)
            if taken_back:
                # The code can no longer arrive.
                yield replace(usual, armed_at=_BEGAN, undone=flag, expires_at=_BEGAN)


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
        t.CodeUnsent(),
        t.OrderDeclined("3999"),
        t.OrderUnanswered(NoAnswerReason.TIMEOUT),
        *(t.Pending(ticket), t.NotFound(ticket), t.Gone(ticket)),
        *(t.Failed(ticket, "3045"), t.Unsure(ticket, "3088")),
        t.QueryUnanswered(ticket, NoAnswerReason.TIMEOUT),
        *(t.CloseDone(), t.CloseRefused(), t.CloseNotFound(), t.CloseUnanswered()),
        *(t.ReverseDone(), t.ReverseNotNow(), t.ReverseRefused("3999")),
        *(t.ReverseNotFound(), t.ReverseUnanswered()),
        *(t.PollDue(), t.ExpiryReached(), t.RetryDue(), t.WatchDue()),
        *(t.CancelPressed(), t.CheckPressed()),
        *(t.AcceptPressed("01", "90", free=True), t.RefundPressed("01", "90")),
        t.ByHandPressed("01", "90", free=True),
        *(t.RefundDone(_REFUND), t.RefundRefused(_REFUND, "3999"), t.RefundUnanswered(_REFUND)),
        *(t.Restarted(), t.Stalled()),
    )
    for event in plain:
        yield type(event).__name__, event
    missing = {kind for kind in EVENT_TYPES if kind is not t.Paid} - {type(e) for e in plain}
    if missing:
        raise ValueError(f"not drawn: {', '.join(sorted(kind.__name__ for kind in missing))}")


def transitions(mode: QrMode) -> dict[tuple[Phase, Phase], list[str]]:
    """Return what leads from each phase to another, in the order of the events."""
    found: dict[tuple[Phase, Phase], list[str]] = defaultdict(list)
    for phase in TABLES[mode]:
        for state in _states(phase, mode):
            for name, event in _events(state.ticket):
                try:
                    after = step(state, event, _NOW).state.phase
                except FlowBugError:
                    continue
                names = found[(phase, after)]
                if after is not phase and name not in names:
                    names.append(name)
    return {pair: names for pair, names in found.items() if names}


def diagram(mode: QrMode) -> str:
    """Return the sale of ``mode`` as a mermaid state diagram."""
    phases = [phase for phase in Phase if phase in TABLES[mode]]
    ended = [phase for phase in phases if phase in ENDED]
    return _drawing(_SOURCES[mode], transitions(mode), phases, ended)


Way = TypeVar("Way", bound=StrEnum)


def _drawing(
    source: str,
    ways: Mapping[tuple[Way, Way], list[str]],
    order: Sequence[Way],
    ended: Sequence[Way],
    starts: Sequence[Way] = (),
) -> str:
    """Return the table of ``source`` as a mermaid state diagram, in its usual ``order``.

    ``starts``: where it begins, if not with the first.
    """
    lines = [
        f"%% Drawn from kpay_desktop/flows/{source} by python3 -m tools.flow_docs.",
        "%% Events that lead nowhere else are left out.",
        "stateDiagram-v2",
        "    direction TB",
        *(f"    [*] --> {phase.value}" for phase in starts or order[:1]),
    ]
    places = {phase: place for place, phase in enumerate(order)}
    for (phase, after), names in sorted(
        ways.items(), key=lambda item: (places[item[0][0]], places[item[0][1]])
    ):
        rows = [", ".join(names[n : n + 3]) for n in range(0, len(names), 3)]
        lines.append(f"    {phase.value} --> {after.value}: {'<br/>'.join(rows)}")
    lines.append("    classDef ended font-weight:bold")
    lines.append(f"    class {','.join(phase.value for phase in ended)} ended")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the pictures."""
    OUT.mkdir(parents=True, exist_ok=True)
    for mode, picture in PICTURES.items():
        (OUT / picture).write_text(diagram(mode), encoding="utf-8", newline="\n")
    (OUT / CARD_PICTURE).write_text(card_diagram(), encoding="utf-8", newline="\n")
    (OUT / BACK_PICTURE).write_text(back_diagram(), encoding="utf-8", newline="\n")
    (OUT / SETTLEMENT_PICTURE).write_text(settlement_diagram(), encoding="utf-8", newline="\n")


def back_diagram() -> str:
    """Return void and refund as a mermaid state diagram."""
    order = list(back.Phase)
    starts = (back.Phase.READING, back.Phase.SENDING, back.Phase.DONE)
    ways = flow_docs_batch.back_transitions()
    return _drawing("money_back/table.py", ways, order, BACK_ENDED, starts)


def settlement_diagram() -> str:
    """Return the settlement as a mermaid state diagram."""
    ways = flow_docs_batch.settlement_transitions()
    return _drawing("settlement/table.py", ways, list(batch.Phase), SETTLEMENT_ENDED)


# --- the card sale --------------------------------------------------------------------------


def card_transitions() -> dict[tuple[card.Phase, card.Phase], list[str]]:
    """Return what leads a card sale from each phase to another, in the order of the events."""
    found: dict[tuple[card.Phase, card.Phase], list[str]] = defaultdict(list)
    for phase in card.Phase:
        for state in _card_states(phase):
            for name, event in _card_events():
                try:
                    after = card_step(state, event, _CARD_NOW).state.phase
                except FlowBugError:
                    continue
                names = found[(phase, after)]
                if after is not phase and name not in names:
                    names.append(name)
    return {pair: names for pair, names in found.items() if names}


def card_diagram() -> str:
    """Return the card sale as a mermaid state diagram."""
    ended = [phase for phase in card.Phase if phase in _CARD_ENDED]
    return _drawing("card_sale/table.py", card_transitions(), list(card.Phase), ended)


def _card_states(phase: card.Phase) -> Iterator[card.CardSaleState]:
    """Every kind of state of a card sale in ``phase``, as far as the table looks at it."""
    identity = SaleIdentity(1, 1, "000001", "A1", 1)
    new = card.CardSaleState(identity, _TOTAL, 0, _BEGAN, phase)
    ended_at = _NOW.at if phase in _CARD_ENDED else None
    if phase in {card.Phase.READING, card.Phase.CHOOSING, card.Phase.CLOSED}:
        yield replace(new, labels=("A", "B"), ended_at=ended_at)
        return
    flags = (False, True)
    signing = (Signing.NOT_NEEDED, Signing.WAITED_FOR)
    for entry, approved, missing, sign in itertools.product(
        (EntryMode.CHIP, EntryMode.TAP), flags, flags, signing
    ):
        yield replace(
            new,
            facts=_card_facts(entry),
            stan=1,
            sent_at=_BEGAN,
            was_approved=approved,
            found_missing=missing,
            signing=sign,
            ended_at=ended_at,
        )


def _card_facts(entry: EntryMode) -> CardFacts:
    return CardFacts("card:1", Scheme.VISA, entry, "400000", "0000")


def _card_events() -> Iterator[tuple[str, ct.Event]]:
    """Every event of a card sale, with the words that it is drawn with."""
    tap, chip = _card_facts(EntryMode.TAP), _card_facts(EntryMode.CHIP)
    named: tuple[tuple[str, ct.Event], ...] = (
        ("CardReady by tap", ct.CardReady(tap)),
        ("CardReady by chip or stripe", ct.CardReady(chip)),
        ("ReadFailed", ct.ReadFailed(ReadProblem.TRY_AGAIN)),
        ("ReadFailed for good", ct.ReadFailed(ReadProblem.DECLINED_BY_CARD)),
        ("CardDone with its certificate", ct.CardDone(chip, approved=True)),
        ("CardDone without", ct.CardDone(chip, approved=False)),
        ("HostSilent", ct.HostSilent(Silence.TIMEOUT, sent=True)),
        ("HostSilent unsent", ct.HostSilent(Silence.OFFLINE, sent=False)),
        ("ReversalNotFound too early", ct.ReversalNotFound(batch_is_open=True, can_arrive=True)),
        ("ReversalNotFound", ct.ReversalNotFound(batch_is_open=True, can_arrive=False)),
    )
    plain: tuple[ct.Event, ...] = (
        *(ct.CardSeen(EntryMode.CHIP), ct.ChoiceNeeded(("A", "B")), ct.Chosen(0)),
        *(ct.CardTimeOver(), ct.ReadTimeOver(), ct.Confirmed(), ct.CancelPressed()),
        *(
            ct.TryNowPressed(),
            ct.LiftPressed("01", "90"),
            ct.Signed(),
            ct.SignOnPaper(),
            ct.SignTimeOver(),
        ),
        *(ct.HostApproved("1", "2"), ct.HostDeclined("51"), ct.HostDoubtful("68")),
        *(ct.LateApproved("1"), ct.ReversalDone(), ct.ReversalRefused("12")),
        *(ct.ReversalSilent(Silence.TIMEOUT), ct.RetryDue(), ct.Restarted(), ct.Stalled()),
    )
    events = (*named, *((type(event).__name__, event) for event in plain))
    missing = set(ct.EVENT_TYPES) - {type(event) for _, event in events}
    if missing:
        raise ValueError(f"not drawn: {', '.join(sorted(kind.__name__ for kind in missing))}")
    yield from events


if __name__ == "__main__":
    main()
