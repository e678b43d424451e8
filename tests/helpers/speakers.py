"""Loudspeakers to try: a player that is a program of its own, and the twin, behind one bench."""

from __future__ import annotations

import io
import json
import queue
import sys
import wave
from abc import ABC, abstractmethod
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from hardware.sound.players import CommandPlayer, Played, Player
from hardware.sound.sim import SimSpeaker
from hardware.sound.speaker import ComputerSpeaker, Speaker
from hardware.sound.tones import FULL_SCALE, PEAK
from kpay_desktop.domain.sound import Sound
from kpay_desktop.ports import DeviceStatus
from tests.helpers.bank import is_running, wait_until

WAIT_S = 60.0
STOP_S = 30.0

# Writes down what it was started with and the file that it was given, then does as it is told.
_PLAYER = """#!{python} -IS
import json, os, sys, time
how = open({how!r}).read()
copy = {diary!r} + "." + str(os.getpid())
with open(copy, "wb") as file:
    file.write(open(sys.argv[-1], "rb").read())
pids = [os.getpid()]
if how == "hang":
    pids.append(os.fork() or os.getpid())
    if pids[1] == os.getpid():
        time.sleep(600)
line = json.dumps([pids, sys.argv[1:], copy]) + "\\n"
note = os.open({diary!r}, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
os.write(note, line.encode())
if how == "hang":
    time.sleep(600)
sys.exit(how == "fail")
"""


def loudness(wav: bytes) -> float:
    """Return the peak of a WAV file in percent of the loudest that the till makes."""
    with wave.open(io.BytesIO(wav)) as file:
        samples = array("h", file.readframes(file.getnframes()))
    if sys.byteorder == "big":
        samples.byteswap()
    peak: int = max(abs(sample) for sample in samples)
    return peak / (FULL_SCALE * PEAK) * 100


class ScriptPlayer:
    """A player in a folder: a program that writes down what it got, and can fail or hang."""

    def __init__(self, folder: Path, name: str = "fake-play") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / name
        self._how, self._diary = folder / f"{name}.how", folder / f"{name}.diary"
        self.behave("play")
        text = _PLAYER.format(python=sys.executable, how=str(self._how), diary=str(self._diary))
        self.path.write_text(text, "utf-8")
        self.path.chmod(0o700)

    def behave(self, how: str) -> None:
        """``play``, ``fail`` or ``hang`` from now on."""
        self._how.write_text(how, "utf-8")

    @property
    def calls(self) -> list[tuple[list[int], list[str], bytes]]:
        """Processes, arguments and the file's content of each call."""
        if not self._diary.exists():
            return []
        lines = self._diary.read_text("utf-8").splitlines()
        noted = [json.loads(line) for line in lines]
        return [(pids, args, Path(copy).read_bytes()) for pids, args, copy in noted]

    def is_gone(self) -> bool:
        """True once no program that was started runs, nor a child of one."""
        return not any(is_running(pid) for pids, _, _ in self.calls for pid in pids)


class HeldPlayer:
    """A player within the test: it plays until it is let go."""

    def __init__(self, name: str = "held", ends: tuple[Played, ...] = ()) -> None:
        self.name = name
        self.files: queue.SimpleQueue[Path] = queue.SimpleQueue()
        self._go: queue.SimpleQueue[Played] = queue.SimpleQueue()
        for played in ends:
            self._go.put(played)

    def play(self, file: Path, length_s: float, deadline_s: float) -> Played:
        self.files.put(file)
        return self._go.get(timeout=WAIT_S)

    def hush(self) -> None:
        self._go.put(Played.FAILED)

    def let_go(self, played: Played = Played.THROUGH) -> None:
        """Let the sound end."""
        self._go.put(played)

    def next_file(self) -> str:
        """Wait for the next sound; return its file's name."""
        return self.files.get(timeout=WAIT_S).name


class SpeakerBench(ABC):
    """A speaker, what it tells, and what is heard."""

    speaker: Speaker

    def __init__(self) -> None:
        self.told: list[DeviceStatus] = []

    @property
    @abstractmethod
    def heard(self) -> list[tuple[str, int]]:
        """The sounds and their volumes in percent."""

    @abstractmethod
    def break_down(self) -> None:
        """Let every sound fail."""

    @abstractmethod
    def mend(self) -> None:
        """Let sounds be played again."""

    def ends(self, sound: Sound, volume_percent: int) -> DeviceStatus | None:
        """Play a sound, wait for its end, and return what was said of it."""
        said: queue.SimpleQueue[DeviceStatus | None] = queue.SimpleQueue()
        self.speaker.play(sound, volume_percent, said.put)
        return said.get(timeout=WAIT_S)

    def starts(self) -> DeviceStatus:
        """Start the speaker and wait for its first word."""
        self.speaker.start()
        wait_until("a state", lambda: bool(self.told), WAIT_S)
        return self.told[0]


class ProgramBench(SpeakerBench):
    """The real driver with a program to play."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.player = ScriptPlayer(folder / "bin")
        self.speaker = ComputerSpeaker(folder / "sounds", self.told.append, self._find)

    def _find(self) -> list[Player]:
        return [CommandPlayer("fake-play", (str(self.player.path), "-q"))]

    @property
    def heard(self) -> list[tuple[str, int]]:
        return [(Path(args[-1]).stem, round(loudness(data))) for _, args, data in self.player.calls]

    def break_down(self) -> None:
        self.player.path.rename(self.player.path.with_suffix(".away"))

    def mend(self) -> None:
        self.player.path.with_suffix(".away").rename(self.player.path)


class TwinBench(SpeakerBench):
    """The twin."""

    def __init__(self, _: Path) -> None:
        super().__init__()
        self._twin = SimSpeaker(self.told.append)
        self.speaker = self._twin

    @property
    def heard(self) -> list[tuple[str, int]]:
        return [(sound.value, volume) for sound, volume in self._twin.played]

    def break_down(self) -> None:
        self._twin.break_down("fails")

    def mend(self) -> None:
        self._twin.mend()


BENCHES: dict[str, Callable[[Path], SpeakerBench]] = {"program": ProgramBench, "twin": TwinBench}


@contextmanager
def speaker_bench(name: str, folder: Path) -> Iterator[SpeakerBench]:
    """Set up a bench by name; the speaker is stopped at its end."""
    bench = BENCHES[name](folder)
    try:
        yield bench
    finally:
        assert bench.speaker.stop(STOP_S)
