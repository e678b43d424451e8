"""The pictures and words about void, refund and settlement are in step with the tables."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum

import pytest

from kpay_desktop.flows.money_back import state as back
from kpay_desktop.flows.money_back.values import TimerName as BackTimer
from kpay_desktop.flows.settlement import state as batch
from kpay_desktop.flows.settlement import table
from kpay_desktop.flows.settlement.values import TimerName as BatchTimer
from tools.flow_docs import (
    BACK_PICTURE,
    OUT,
    SETTLEMENT_PICTURE,
    back_diagram,
    settlement_diagram,
)
from tools.flow_docs_batch import (
    BACK_ENDED,
    SETTLEMENT_ENDED,
    back_transitions,
    settlement_transitions,
)

WORDS = (OUT / "README.md").read_text(encoding="utf-8")
OF_BACK = WORDS[WORDS.index("## Void and refund") : WORDS.index("## Settlement")]
OF_BATCH = WORDS[WORDS.index("## Settlement") :]


def test_the_pictures_of_void_refund_and_settlement_are_the_tables() -> None:
    hint = "python3 -m tools.flow_docs draws it anew"
    assert (OUT / BACK_PICTURE).read_text(encoding="utf-8") == back_diagram(), hint
    assert (OUT / SETTLEMENT_PICTURE).read_text(encoding="utf-8") == settlement_diagram(), hint


def test_every_void_refund_and_settlement_can_end() -> None:
    for ways, phases, over in (
        ({*back_transitions()}, [*back.Phase], {*BACK_ENDED}),
        ({*settlement_transitions()}, [*batch.Phase], {*SETTLEMENT_ENDED}),
    ):
        for phase in phases:
            ends: set[StrEnum] = {phase}
            while more := {after for before, after in ways if before in ends} - ends:
                ends |= more
            assert ends & over, phase


def test_what_was_given_back_stays_so_and_only_a_yes_gives_it() -> None:
    ways = back_transitions()
    assert not [pair for pair in ways if pair[0] is back.Phase.DONE]
    assert {names for (_, after), named in ways.items() if after is back.Phase.DONE
            for names in named} == {"HostApproved", "WalletDone"}  # fmt: skip


def test_a_batch_that_is_on_its_way_is_closed_by_an_answer_alone() -> None:
    closing = {
        before: names
        for (before, after), names in settlement_transitions().items()
        if after is batch.Phase.SETTLED
    }
    # Cash has nobody to ask.
    assert closing.pop(batch.Phase.CLEARING) == ["Cleared"]
    assert closing.pop(batch.Phase.HELD) == ["Cleared", "LiftPressed"]
    assert closing == {
        batch.Phase.TOTALS: ["HostAgreed"],
        batch.Phase.ENDING: ["HostAgreed"],
        batch.Phase.COMPARING: ["RowCompared", "RowUnanswered"],
    }


@pytest.mark.parametrize(
    ("words", "values"),
    [
        (OF_BACK, (back.Phase, back.EndReason, BackTimer)),
        (OF_BATCH, (batch.Phase, batch.StopReason, BatchTimer)),
    ],
)
def test_the_words_name_every_phase_reason_and_clock(
    words: str, values: tuple[type[StrEnum], ...]
) -> None:
    names = set(re.findall(r"`(\w+)`", words))
    for kind in values:
        assert {member.value for member in kind} <= names
    rows = re.findall(r"^\| `(\w+)` \| .+ \| .+ \|$", words, flags=re.MULTILINE)
    assert rows == [member.value for member in values[0]]


def test_the_words_say_which_phases_are_shut() -> None:
    told = dict(re.findall(r"^\| `(\w+)` \| .+ \| (yes|no) \|$", OF_BATCH, flags=re.MULTILINE))
    new = batch.SettlementState(1, batch.Kind.CARD_HOST, "cards", 1, datetime.now(UTC), "01")
    for phase in batch.Phase:
        shut = table.is_shut(replace(new, phase=phase))
        assert told[phase.value] == ("yes" if shut else "no")
