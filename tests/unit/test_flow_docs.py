"""The pictures and words about flows are in step with the tables."""

from __future__ import annotations

import dataclasses
import re

import pytest

from kpay_desktop.domain.sale import QrMode
from kpay_desktop.flows.card_sale import state as card
from kpay_desktop.flows.card_sale.values import TimerName as CardTimerName
from kpay_desktop.flows.wallet_sale.table import TABLES
from kpay_desktop.flows.wallet_sale.values import EndReason, Phase, TimerName
from kpay_desktop.settings_cards import CardClockSettings
from kpay_desktop.settings_scan import ScanClockSettings
from kpay_desktop.settings_works import QrClockSettings
from tools.flow_docs import (
    CARD_PICTURE,
    OUT,
    PICTURES,
    card_diagram,
    card_transitions,
    diagram,
    transitions,
)

OVER = {Phase.APPROVED, Phase.CLOSED, Phase.DECLINED, Phase.REFUNDED, Phase.BY_HAND}


@pytest.mark.parametrize("mode", QrMode)
def test_the_picture_is_the_tables(mode: QrMode) -> None:
    drawn = (OUT / PICTURES[mode]).read_text(encoding="utf-8")
    assert drawn == diagram(mode), "python3 -m tools.flow_docs draws it anew"


@pytest.mark.parametrize("mode", QrMode)
def test_every_phase_is_reached_and_every_sale_ends(mode: QrMode) -> None:
    ways = set(transitions(mode))
    for phase in TABLES[mode]:
        ends = {phase}
        while more := {after for before, after in ways if before in ends} - ends:
            ends |= more
        assert ends & OVER, phase
        if phase is Phase.CREATED:
            assert ends == set(TABLES[mode])


@pytest.mark.parametrize("mode", QrMode)
def test_an_approval_is_for_ever(mode: QrMode) -> None:
    for_ever = {Phase.APPROVED, Phase.BY_HAND}
    assert not [pair for pair in transitions(mode) if pair[0] in for_ever]


@pytest.mark.parametrize("mode", [QrMode.SHOW, QrMode.SCAN])
def test_only_the_gateways_word_and_a_person_approve(mode: QrMode) -> None:
    ways = {
        before: names
        for (before, after), names in transitions(mode).items()
        if after is Phase.APPROVED
    }
    assert ways.pop(Phase.PAID_LATE) == ["AcceptPressed"]
    assert ways.pop(Phase.DOUBT) == ["Paid", "AcceptPressed"]
    assert all(names == ["Paid"] for names in ways.values())


def test_nothing_approves_what_is_to_be_taken_back() -> None:
    ways = transitions(QrMode.SCAN)
    approving = {before for before, after in ways if after is Phase.APPROVED}
    assert not approving & {Phase.REVERSING, Phase.ASKING_AGAIN, Phase.CLOSED, Phase.DECLINED}
    # What has been armed stays so: nothing leads back to a phase in which it could be approved.
    armed = {Phase.REVERSING, Phase.ASKING_AGAIN}
    ended = {Phase.CLOSED, Phase.DECLINED}
    assert {after for before, after in ways if before in armed} <= armed | ended


def test_the_shops_own_code_is_confirmed_by_a_person_alone() -> None:
    ways = transitions(QrMode.OWN)
    assert Phase.APPROVED not in {phase for pair in ways for phase in pair}
    assert {before: names for (before, after), names in ways.items() if after is Phase.BY_HAND} == {
        Phase.SHOWN: ["ByHandPressed"],
        Phase.CLOSED: ["ByHandPressed"],
    }


def test_the_words_name_every_phase_clock_and_reason() -> None:
    words = (OUT / "README.md").read_text(encoding="utf-8")
    names = set(re.findall(r"`(\w+)`", words))
    for values in (Phase, TimerName, EndReason):
        assert {member.value for member in values} <= names
    for clocks in (QrClockSettings, ScanClockSettings):
        assert {field.name for field in dataclasses.fields(clocks)} <= names
    rows = re.findall(r"^\| `(\w+)` \| .+ \| .+ \|$", words, flags=re.MULTILINE)
    assert rows[: len(Phase)] == [phase.value for phase in Phase]


# --- the card sale ----------------------------------------------------------------------------


def test_the_card_sales_picture_is_its_table() -> None:
    drawn = (OUT / CARD_PICTURE).read_text(encoding="utf-8")
    assert drawn == card_diagram(), "python3 -m tools.flow_docs draws it anew"


def test_every_phase_of_a_card_sale_is_reached_and_ends() -> None:
    ways = set(card_transitions())
    over = {card.Phase.APPROVED, card.Phase.DECLINED, card.Phase.CLOSED, card.Phase.REVERSED}
    for phase in card.Phase:
        ends = {phase}
        while more := {after for before, after in ways if before in ends} - ends:
            ends |= more
        assert ends & over, phase
        if phase is card.Phase.READING:
            assert ends == set(card.Phase)


def test_an_approved_card_sale_stays_so_and_only_the_hosts_yes_approves() -> None:
    ways = card_transitions()
    assert not [pair for pair in ways if pair[0] is card.Phase.APPROVED]
    assert {
        before: names for (before, after), names in ways.items() if after is card.Phase.APPROVED
    } == {
        card.Phase.AUTHORISING: ["HostApproved"],
        card.Phase.COMPLETING: ["CardDone with its certificate"],
    }


def test_what_was_sent_is_disarmed_by_a_definite_answer_alone() -> None:
    ways = card_transitions()
    disarms = {
        (before, after): names
        for (before, after), names in ways.items()
        if before in {card.Phase.AUTHORISING, card.Phase.COMPLETING, card.Phase.REVERSING}
        and after in {card.Phase.DECLINED, card.Phase.CLOSED, card.Phase.REVERSED}
    }
    assert disarms == {
        (card.Phase.AUTHORISING, card.Phase.DECLINED): ["HostSilent unsent", "HostDeclined"],
        (card.Phase.REVERSING, card.Phase.REVERSED): ["ReversalNotFound", "ReversalDone"],
    }


def test_the_words_name_every_phase_clock_and_reason_of_a_card_sale() -> None:
    words = (OUT / "README.md").read_text(encoding="utf-8")
    words = words[words.index("## The card sale") :]
    names = set(re.findall(r"`(\w+)`", words))
    for values in (card.Phase, CardTimerName, card.EndReason):
        assert {member.value for member in values} <= names
    assert {field.name for field in dataclasses.fields(CardClockSettings)} <= names
    rows = re.findall(r"^\| `(\w+)` \| .+ \| .+ \|$", words, flags=re.MULTILINE)
    assert rows[: len(card.Phase)] == [phase.value for phase in card.Phase]
