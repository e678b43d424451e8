"""The pictures and words about flows are in step with the tables."""

from __future__ import annotations

import dataclasses
import re

from kpay_desktop.flows.show_qr.values import EndReason, Phase, TimerName
from kpay_desktop.settings_works import QrClockSettings
from tools.flow_docs import OUT, PICTURE, diagram, transitions


def test_the_picture_is_the_tables() -> None:
    drawn = (OUT / PICTURE).read_text(encoding="utf-8")
    assert drawn == diagram(), "python3 -m tools.flow_docs draws it anew"


def test_every_phase_is_reached_and_every_sale_ends() -> None:
    ways = transitions()
    reached, waiting = set(), [Phase.CREATED]
    while waiting:
        phase = waiting.pop()
        reached.add(phase)
        waiting += [after for before, after in ways if before is phase and after not in reached]
    assert reached == set(Phase)
    over = {Phase.APPROVED, Phase.CLOSED, Phase.DECLINED, Phase.REFUNDED}
    for phase in Phase:
        ends, waiting = {phase}, [phase]
        while waiting:
            at = waiting.pop()
            for before, after in ways:
                if before is at and after not in ends:
                    ends.add(after)
                    waiting.append(after)
        assert ends & over, phase


def test_an_approval_is_for_ever() -> None:
    assert not [pair for pair in transitions() if pair[0] is Phase.APPROVED]


def test_only_the_gateways_word_and_a_person_approve() -> None:
    ways = {
        before: names for (before, after), names in transitions().items() if after is Phase.APPROVED
    }
    assert ways.pop(Phase.PAID_LATE) == ["AcceptPressed"]
    assert ways.pop(Phase.DOUBT) == ["Paid", "AcceptPressed"]
    assert all(names == ["Paid"] for names in ways.values())


def test_the_words_name_every_phase_clock_and_reason() -> None:
    words = (OUT / "README.md").read_text(encoding="utf-8")
    names = set(re.findall(r"`(\w+)`", words))
    for values in (Phase, TimerName, EndReason):
        assert {member.value for member in values} <= names
    assert {field.name for field in dataclasses.fields(QrClockSettings)} <= names
    rows = re.findall(r"^\| `(\w+)` \| .+ \| .+ \|$", words, flags=re.MULTILINE)
    assert rows[: len(Phase)] == [phase.value for phase in Phase]
