"""The tones, the players, and the speaker's one thread."""

from __future__ import annotations

import io
import itertools
import queue
import wave
from array import array
from pathlib import Path

import pytest

from hardware.sound.players import (
    LINUX_PLAYERS,
    SND_ASYNC,
    SND_FILENAME,
    SND_NODEFAULT,
    SND_PURGE,
    CommandPlayer,
    Played,
    Player,
    WindowsPlayer,
    find_commands,
)
from hardware.sound.sim import MAX_PLAYED, NoSpeaker, SimSpeaker
from hardware.sound.speaker import NO_PLAYER, ComputerSpeaker
from hardware.sound.tones import FULL_SCALE, RATE_HZ, length_s, wav_of
from kpay_desktop.domain.sound import Sound
from kpay_desktop.ports import DeviceStatus, Health
from tests.helpers.bank import wait_until
from tests.helpers.speakers import STOP_S, WAIT_S, HeldPlayer, ScriptPlayer, loudness


def samples_of(wav: bytes) -> array[int]:
    with wave.open(io.BytesIO(wav)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        assert file.getframerate() == RATE_HZ
        return array("h", file.readframes(file.getnframes()))


# --- tones ----------------------------------------------------------------------------------


@pytest.mark.parametrize("sound", list(Sound))
def test_a_sound_is_short_loud_enough_and_does_not_click(sound: Sound) -> None:
    samples = samples_of(wav_of(sound, 100))
    assert len(samples) == pytest.approx(length_s(sound) * RATE_HZ, abs=10)
    assert 0.01 < length_s(sound) < 1.0
    least = 0.3 if sound is Sound.KEY else 0.6
    assert FULL_SCALE * least < max(map(abs, samples)) < FULL_SCALE
    steps = [abs(b - a) for a, b in itertools.pairwise(samples)]
    assert max(steps) < FULL_SCALE / 3
    assert abs(samples[0]) < FULL_SCALE / 50
    assert abs(samples[-1]) < FULL_SCALE / 50


def test_sounds_differ() -> None:
    assert len({wav_of(sound, 50) for sound in Sound}) == len(Sound)


@pytest.mark.parametrize("volume", [0, 1, 20, 60, 100])
def test_the_volume_scales_the_samples(volume: int) -> None:
    loudest = loudness(wav_of(Sound.APPROVED, 100))
    assert loudness(wav_of(Sound.APPROVED, volume)) == pytest.approx(
        loudest * volume / 100, abs=0.1
    )


@pytest.mark.parametrize("volume", [-1, 101])
def test_a_volume_out_of_range_is_refused(volume: int) -> None:
    with pytest.raises(ValueError, match="volume"):
        wav_of(Sound.KEY, volume)


# --- players --------------------------------------------------------------------------------


def test_the_first_player_there_is_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_commands(LINUX_PLAYERS) == []
    for name in ("aplay", "paplay", "pw-play"):
        ScriptPlayer(tmp_path, name)
    assert [player.name for player in find_commands(LINUX_PLAYERS)] == [
        "pw-play",
        "paplay",
        "aplay",
    ]


def test_a_program_gets_its_options_and_the_file(tmp_path: Path) -> None:
    script = ScriptPlayer(tmp_path)
    file = tmp_path / "a.wav"
    file.write_bytes(wav_of(Sound.KEY, 50))

    played = CommandPlayer("aplay", (str(script.path), "-q")).play(file, 0.1, WAIT_S)

    assert played is Played.THROUGH
    ((_, args, data),) = script.calls
    assert args == ["-q", str(file)]
    assert data == file.read_bytes()


def test_a_program_that_fails_or_is_none_has_failed(tmp_path: Path) -> None:
    script = ScriptPlayer(tmp_path)
    script.behave("fail")
    file = tmp_path / "a.wav"
    file.write_bytes(b"no sound")
    assert CommandPlayer("it", (str(script.path),)).play(file, 0.1, WAIT_S) is Played.FAILED
    assert CommandPlayer("it", (str(file),)).play(file, 0.1, WAIT_S) is Played.FAILED


def test_a_program_that_hangs_is_killed_with_its_children(tmp_path: Path) -> None:
    script = ScriptPlayer(tmp_path)
    script.behave("hang")
    file = tmp_path / "a.wav"
    file.write_bytes(b"sound")
    player = CommandPlayer("it", (str(script.path),))

    # On a busy machine it may be killed before it has written anything down.
    for deadline_s in (0.3, 1.0, 3.0, 10.0):
        assert player.play(file, 0.1, deadline_s) is Played.HUNG
        if script.calls:
            break

    assert script.calls
    wait_until("their end", script.is_gone, WAIT_S)


def test_windows_plays_the_file_and_is_told_to_end(tmp_path: Path) -> None:
    asked: list[tuple[str | None, int]] = []
    player = WindowsPlayer(lambda name, flags: asked.append((name, flags)))

    assert player.play(tmp_path / "a.wav", 0.01, WAIT_S) is Played.THROUGH

    assert asked == [
        (str(tmp_path / "a.wav"), SND_FILENAME | SND_ASYNC | SND_NODEFAULT),
        (None, SND_PURGE),
    ]
    player.hush()
    assert player.play(tmp_path / "a.wav", WAIT_S, WAIT_S) is Played.THROUGH


def test_windows_without_a_sound_card_has_failed(tmp_path: Path) -> None:
    def refuse(name: str | None, flags: int) -> None:
        raise RuntimeError("Failed to play sound")

    assert WindowsPlayer(refuse).play(tmp_path / "a.wav", 0.1, WAIT_S) is Played.FAILED


# --- the speaker ----------------------------------------------------------------------------


class Bench:
    """A speaker over players within the test."""

    def __init__(self, folder: Path, *players: Player) -> None:
        self.told: queue.SimpleQueue[DeviceStatus] = queue.SimpleQueue()
        self.players = list(players)
        self.ended: queue.SimpleQueue[tuple[Sound, DeviceStatus | None]] = queue.SimpleQueue()
        self.speaker = ComputerSpeaker(folder, self.told.put, lambda: list(self.players))
        self.speaker.start()

    def play(self, sound: Sound, volume_percent: int = 50) -> None:
        self.speaker.play(sound, volume_percent, lambda status: self.ended.put((sound, status)))

    def end(self) -> tuple[Sound, DeviceStatus | None]:
        return self.ended.get(timeout=WAIT_S)

    def says(self) -> str:
        return self.told.get(timeout=WAIT_S).message_id


def test_the_newest_sound_takes_the_place_of_the_one_that_waits(tmp_path: Path) -> None:
    player = HeldPlayer()
    bench = Bench(tmp_path, player)
    bench.play(Sound.APPROVED)
    assert player.next_file() == "approved.wav"
    bench.play(Sound.FAILED)
    bench.play(Sound.ATTENTION)
    # The one in between is given up at once.
    assert bench.end() == (Sound.FAILED, None)
    player.let_go()
    assert bench.end()[0] is Sound.APPROVED
    assert player.next_file() == "attention.wav"
    player.let_go()
    assert bench.end()[0] is Sound.ATTENTION
    assert bench.speaker.stop(STOP_S)


def test_a_click_never_takes_the_place_of_a_sound(tmp_path: Path) -> None:
    player = HeldPlayer()
    bench = Bench(tmp_path, player)
    bench.play(Sound.KEY)
    assert player.next_file() == "key.wav"
    bench.play(Sound.APPROVED)
    bench.play(Sound.KEY)
    assert bench.end() == (Sound.KEY, None)
    player.let_go()
    assert bench.end()[0] is Sound.KEY
    assert player.next_file() == "approved.wav"
    player.let_go()
    assert bench.end()[0] is Sound.APPROVED
    assert bench.speaker.stop(STOP_S)


def test_without_a_player_there_is_no_sound_and_no_fault(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    assert bench.says() == "sound.none"
    bench.play(Sound.APPROVED)
    assert bench.end() == (Sound.APPROVED, NO_PLAYER)
    assert NO_PLAYER.health is Health.UNKNOWN
    # Somebody installs one: the next sound finds it.
    bench.players.append(HeldPlayer("late", (Played.THROUGH,)))
    bench.play(Sound.APPROVED)
    status = bench.end()[1]
    assert status is not None
    assert (status.message_id, status.detail) == ("sound.ready", "late")
    assert bench.says() == "sound.ready"
    assert bench.speaker.stop(STOP_S)


def test_the_next_player_is_tried_and_kept(tmp_path: Path) -> None:
    first = HeldPlayer("first", (Played.FAILED,))
    second = HeldPlayer("second", (Played.THROUGH, Played.THROUGH))
    bench = Bench(tmp_path, first, second)
    for _ in range(2):
        bench.play(Sound.APPROVED)
        status = bench.end()[1]
        assert status is not None
        assert (status.message_id, status.detail) == ("sound.ready", "second")
    assert first.files.qsize() == 1
    assert second.files.qsize() == 2
    assert bench.speaker.stop(STOP_S)


@pytest.mark.parametrize(
    ("played", "word"), [(Played.FAILED, "sound.fails"), (Played.HUNG, "sound.hangs")]
)
def test_a_player_that_cannot_is_named(tmp_path: Path, played: Played, word: str) -> None:
    bench = Bench(tmp_path, HeldPlayer("it", (played, Played.THROUGH)))
    assert bench.says() == "sound.ready"
    bench.play(Sound.APPROVED)
    status = bench.end()[1]
    assert status == DeviceStatus(NO_PLAYER.kind, Health.WARN, word, "it")
    assert bench.says() == word
    bench.play(Sound.APPROVED)
    bench.end()
    assert bench.says() == "sound.ready"
    assert bench.speaker.stop(STOP_S)


def test_a_disk_that_takes_no_file_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "sounds"
    folder.write_text("in the way", "utf-8")
    bench = Bench(folder, HeldPlayer("it", (Played.THROUGH,)))
    assert bench.says() == "sound.ready"
    bench.play(Sound.APPROVED)
    assert bench.end()[1] == DeviceStatus(NO_PLAYER.kind, Health.WARN, "sound.file_fails")
    folder.unlink()
    bench.play(Sound.APPROVED)
    status = bench.end()[1]
    assert status is not None
    assert status.message_id == "sound.ready"
    assert bench.speaker.stop(STOP_S)


def test_a_file_is_made_once_for_each_volume(tmp_path: Path) -> None:
    bench = Bench(tmp_path, HeldPlayer("it", (Played.THROUGH,) * 4))
    seen = []
    for volume in (50, 50, 80, 80):
        bench.play(Sound.KEY, volume)
        bench.end()
        seen.append((tmp_path / "key.wav").stat().st_ino)
    assert seen[0] == seen[1]
    assert seen[2] == seen[3]
    assert (tmp_path / "key.wav").read_bytes() == wav_of(Sound.KEY, 80)
    assert [path.name for path in tmp_path.iterdir()] == ["key.wav"]
    assert bench.speaker.stop(STOP_S)


def test_closing_does_not_wait_for_a_player_that_hangs(tmp_path: Path) -> None:
    script = ScriptPlayer(tmp_path / "bin")
    script.behave("hang")
    told: queue.SimpleQueue[DeviceStatus] = queue.SimpleQueue()
    speaker = ComputerSpeaker(
        tmp_path / "sounds",
        told.put,
        lambda: [CommandPlayer("it", (str(script.path),))],
        deadline_s=600.0,
    )
    speaker.start()
    speaker.play(Sound.APPROVED, 50)
    wait_until("the player", lambda: bool(script.calls), WAIT_S)
    assert speaker.stop(STOP_S)
    wait_until("its end", script.is_gone, WAIT_S)


# --- the twins ------------------------------------------------------------------------------


def test_the_twin_keeps_a_bounded_diary() -> None:
    speaker = SimSpeaker(lambda _: None)
    for volume in range(MAX_PLAYED + 10):
        speaker.play(Sound.KEY, volume % 100 + 1)
    assert len(speaker.played) == MAX_PLAYED


def test_a_till_that_is_to_be_silent_says_nothing() -> None:
    ended: list[DeviceStatus | None] = []
    speaker = NoSpeaker()
    speaker.start()
    speaker.play(Sound.APPROVED, 50, ended.append)
    assert ended == [NO_PLAYER]
    assert speaker.stop(STOP_S)
