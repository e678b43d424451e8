"""What the pages say of a sale that is taken back: never that nothing had been sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kpay_desktop.domain.card import CardFacts, EntryMode, Scheme
from kpay_desktop.domain.language import Language
from kpay_desktop.domain.sale import SaleIdentity
from kpay_desktop.flows.card_sale import table
from kpay_desktop.flows.card_sale import values as t
from kpay_desktop.flows.card_sale.state import CardSaleState, EndReason, Phase
from kpay_desktop.flows.card_sale.steps import Context
from kpay_desktop.ports_cards import ReadProblem, Silence
from kpay_desktop.settings_cards import CardClockSettings
from ui.present_unfinished import UNDONE
from ui.words import words_of

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
CHIP = CardFacts("card:9", Scheme.VISA, EntryMode.CHIP, "476173", "0010")
IDENTITY = SaleIdentity(7, 9, "000107", "K7", 3)
SENT = CardSaleState(IDENTITY, 2_550, 50, AT, facts=CHIP, stan=40, sent_at=AT)
ENDINGS: tuple[tuple[Phase, t.Event], ...] = (
    (Phase.AUTHORISING, t.HostDoubtful("10")),
    (Phase.AUTHORISING, t.HostSilent(Silence.TIMEOUT, sent=True)),
    (Phase.AUTHORISING, t.Restarted()),
    (Phase.AUTHORISING, t.Stalled()),
    (Phase.COMPLETING, t.CardDone(CHIP, approved=False)),
    (Phase.COMPLETING, t.CardTimeOver()),
    (Phase.COMPLETING, t.ReadFailed(ReadProblem.REMOVED)),
    (Phase.COMPLETING, t.Restarted()),
    (Phase.COMPLETING, t.Stalled()),
)


def end_of(phase: Phase, event: t.Event) -> EndReason | None:
    """Return why a sale that was sent is taken back."""
    state = replace(SENT, phase=phase, was_approved=phase is Phase.COMPLETING)
    after = table.step(state, event, Context(AT, CardClockSettings(), next_stan=41)).state
    assert after.phase is Phase.REVERSING
    return after.end


def test_every_reason_to_take_a_sale_back_is_known_as_one() -> None:
    assert {end_of(phase, event) for phase, event in ENDINGS} == UNDONE


@pytest.mark.parametrize("end", sorted(UNDONE))
def test_a_sale_that_is_taken_back_is_never_said_to_be_unsent(end: EndReason) -> None:
    words, chinese = words_of(Language.EN), words_of(Language.ZH)
    assert "this payment is being undone" in words(f"card.end_{end.value}")
    assert "此交易正在冲正" in chinese(f"card.end_{end.value}")
    assert "not sent" not in words(f"card.was_{end.value}")
    assert "nothing was sent" not in words(f"card.was_{end.value}")
