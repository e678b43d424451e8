"""One target in a process of its own, and what that process says of itself."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.fuzz.child import PLAIN_END

ROOT = Path(__file__).resolve().parents[2]
#: One input may take so long; a card's whole session takes milliseconds.
DEADLINE_S = 10
#: Without libFuzzer it is the whole process that has a limit, on a machine that may be busy.
_PLAIN_DEADLINE_S = 60
_MEMORY_MB = 2048
#: For how long a process may need to load and to put its things away.
_SLACK_S = 120.0
_STATUS = re.compile(
    r"^#(?P<runs>\d+)\s+\S+\s+cov: (?P<edges>\d+) ft: (?P<features>\d+) corp: (?P<corpus>\d+)", re.M
)
_RUNS = re.compile(r"^stat::number_of_executed_units:\s*(\d+)", re.M)
_PLAIN_INPUT = re.compile(r"^input: ([0-9a-f]*)$", re.M)
_ARTIFACTS = ("crash-", "timeout-", "oom-", "leak-", "slow-unit-")


@dataclass(frozen=True, slots=True)
class Finding:
    """An input that a target did not take, and the last words of its process."""

    data: bytes
    words: str


@dataclass(frozen=True, slots=True)
class Figures:
    """What came of one target. ``edges`` and ``features`` are 0 where nothing was watched."""

    name: str
    executions: int
    took_s: float
    edges: int = 0
    features: int = 0
    corpus: int = 0
    finding: Finding | None = None

    @property
    def per_second(self) -> float:
        """Executions per second of the whole process, loading included."""
        return self.executions / self.took_s if self.took_s > 0 else 0.0


def fuzz(name: str, seconds: int, library: Path | None, corpus: Path | None) -> Figures:
    """Try a target for so many seconds; ``corpus`` keeps its inputs for the next time."""
    with tempfile.TemporaryDirectory(prefix="kpay-fuzz-") as scratch:
        artifacts = Path(scratch) / "found"
        kept = corpus / name if corpus is not None else Path(scratch) / "corpus"
        for folder in (artifacts, kept):
            folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "tests.fuzz.child", name, "--seconds", str(seconds)]
        command += ["--deadline", str(_PLAIN_DEADLINE_S)]
        if library is not None:
            command += ["--library", str(library), "--corpus", str(kept)]
            command += [f"--fuzzer={one}" for one in libfuzzer_options(seconds, artifacts)]
        began = time.monotonic()
        said, code = _run(command, seconds + _PLAIN_DEADLINE_S + _SLACK_S)
        took_s = time.monotonic() - began
        read = read_watched if library is not None else read_plain
        found = [p for p in sorted(artifacts.iterdir()) if p.name.startswith(_ARTIFACTS)]
        data = found[0].read_bytes() if found else None
        return read(name, said, code, took_s, data)


def libfuzzer_options(seconds: int, artifacts: Path) -> list[str]:
    """Return libFuzzer's options: when it ends, what is too long, and where findings go."""
    return [
        f"-max_total_time={seconds}",
        f"-timeout={DEADLINE_S}",
        f"-rss_limit_mb={_MEMORY_MB}",
        f"-artifact_prefix={artifacts}/",
        "-print_final_stats=1",
        "-reduce_inputs=0",
    ]


def _run(command: list[str], most_s: float) -> tuple[str, int]:
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=most_s,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        return (error.output or b"").decode("utf-8", "replace"), -1
    return done.stdout.decode("utf-8", "replace"), done.returncode


def read_watched(name: str, said: str, code: int, took_s: float, data: bytes | None) -> Figures:
    """Return the figures in what libFuzzer wrote; ``data`` is what it kept as a finding."""
    last = list(_STATUS.finditer(said))[-1:]
    runs = _RUNS.findall(said)
    executions = int(runs[-1]) if runs else int(last[0]["runs"]) if last else 0
    finding = Finding(data or b"", last_words(said)) if code or data is not None else None
    edges, features, corpus = (
        (int(last[0][key]) for key in ("edges", "features", "corpus")) if last else (0, 0, 0)
    )
    return Figures(name, executions, took_s, edges, features, corpus, finding)


def read_plain(name: str, said: str, code: int, took_s: float, data: bytes | None) -> Figures:
    """Return the figures of a process that changed inputs by chance."""
    ends = [line for line in said.splitlines() if line.startswith(PLAIN_END)]
    if code or not ends:
        kept = _PLAIN_INPUT.findall(said)
        given = bytes.fromhex(kept[-1]) if kept else data or b""
        return Figures(name, 0, took_s, finding=Finding(given, last_words(said)))
    end = json.loads(ends[-1].removeprefix(PLAIN_END))
    return Figures(name, int(end["executions"]), took_s, corpus=int(end["corpus"]))


def last_words(said: str) -> str:
    """Return the exception and where it was raised, out of everything that was written."""
    lines = said.splitlines()
    begun = [at for at, line in enumerate(lines) if line.startswith("Traceback ")]
    if not begun:
        return "\n".join(lines[-12:])
    after = lines[begun[0] :]
    end = next(
        (at for at, line in enumerate(after[1:], 1) if line and not line.startswith(" ")),
        len(after),
    )
    return "\n".join(after[max(0, end - 8) : end + 1])
