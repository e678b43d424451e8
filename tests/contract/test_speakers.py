"""What a loudspeaker keeps to: the real driver with a program that plays, and its twin."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kpay_desktop.domain.sound import Sound
from kpay_desktop.ports import DeviceKind, Health
from tests.helpers.speakers import BENCHES, STOP_S, SpeakerBench, speaker_bench


@pytest.fixture(params=BENCHES)
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SpeakerBench]:
    with speaker_bench(request.param, tmp_path) as made:
        yield made


def test_a_speaker_says_first_that_it_is_there(bench: SpeakerBench) -> None:
    status = bench.starts()
    assert (status.kind, status.health) == (DeviceKind.SOUND, Health.OK)


@pytest.mark.parametrize("sound", list(Sound))
def test_every_sound_is_heard_as_loud_as_asked(bench: SpeakerBench, sound: Sound) -> None:
    bench.starts()
    for volume in (100, 40):
        status = bench.ends(sound, volume)
        assert status is not None
        assert status.health is Health.OK
    (name, loud), (again, soft) = bench.heard
    assert name == again == sound.value
    # The click of a key is softer than the notes, and each has died away a little at its loudest.
    assert (40 if sound is Sound.KEY else 80) <= loud <= 100
    assert soft == pytest.approx(loud * 0.4, abs=1)


def test_sounds_come_in_their_order(bench: SpeakerBench) -> None:
    bench.starts()
    wanted = [Sound.ATTENTION, Sound.APPROVED, Sound.KEY, Sound.FAILED, Sound.APPROVED]
    for sound in wanted:
        assert bench.ends(sound, 60) is not None
    assert [name for name, _ in bench.heard] == [sound.value for sound in wanted]


def test_silence_is_not_played_and_is_no_fault(bench: SpeakerBench) -> None:
    bench.starts()
    status = bench.ends(Sound.APPROVED, 0)
    assert status is not None
    assert status.health is Health.OK
    assert bench.heard == []


def test_a_speaker_that_fails_says_so_and_is_well_again(bench: SpeakerBench) -> None:
    bench.starts()
    bench.break_down()
    status = bench.ends(Sound.FAILED, 60)
    assert status is not None
    assert (status.health, status.message_id) == (Health.WARN, "sound.fails")
    assert bench.told[-1] == status

    bench.mend()

    status = bench.ends(Sound.APPROVED, 60)
    assert status is not None
    assert status.health is Health.OK
    assert bench.told[-1] == status
    assert [name for name, _ in bench.heard] == ["approved"]


def test_after_its_end_a_speaker_is_silent(bench: SpeakerBench) -> None:
    bench.starts()
    assert bench.speaker.stop(STOP_S)
    told = len(bench.told)
    assert bench.ends(Sound.APPROVED, 60) is None
    assert bench.speaker.stop(STOP_S)
    assert bench.heard == []
    assert len(bench.told) == told
