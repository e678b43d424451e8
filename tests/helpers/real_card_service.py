"""The computer's own card service with virtual readers, in a namespace where nobody else sees it.

The service's socket has one fixed place and its virtual readers listen on all addresses: so it runs
with a ``/run`` and a network of its own. What is tried there runs in that process, too::

    python -m tests.helpers.real_card_service NAME      (inside; prints what came of it as JSON)
"""

from __future__ import annotations

import contextlib
import fcntl
import functools
import json
import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from hardware.card_reader.lane import DeskClocks
from hardware.card_reader.pcsc import PcscReader
from kpay_desktop.ports_cards import CardDone, CardReady, CardRemoved, CardSeen, ReadFailed
from kpay_desktop.simulation.cards import SimCard
from kpay_desktop.simulation.cards.spec import Way
from kpay_desktop.simulation.cards.vpcd import PORT, VirtualReader
from tests.helpers.reader_desk import WAIT_S, Counter, counter, demo_card, request

ROOT = Path(__file__).resolve().parents[2]
DRIVER = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so"
SERVICE = "/usr/sbin/pcscd"
#: The driver has two slots a reader, each with a port of its own.
SLOTS = 2
#: How often the service looks for a card.
POLL_S = 0.5
CLOCKS = DeskClocks(settle_s=10.0, look_s=0.05, slice_s=0.5)
LANES = ("Alpha", "Bravo", "Charlie", "Delta")
SOCKET = Path("/run/pcscd/pcscd.comm")
START_S, STOP_S = 30.0, 20.0
CALL_S = 240.0
_ALONE = 'mount -t tmpfs none /run && mkdir /run/pcscd && exec "$@"'
_UP, _GET_FLAGS, _SET_FLAGS = 0x1, 0x8913, 0x8914


@functools.cache
def ways_in() -> tuple[str, ...]:
    """Return the options of ``unshare`` that work here; none if no namespace may be made."""
    if sys.platform != "linux" or shutil.which("unshare") is None:
        return ()
    for options in (("-mn",), ("-Urmn",)):
        command = ["unshare", *options, "sh", "-c", _ALONE, "sh", "true"]
        tried = subprocess.run(command, capture_output=True, check=False, timeout=START_S)
        if tried.returncode == 0:
            return options
    return ()


def run_inside(name: str) -> dict[str, object]:
    """Try something beside a card service of its own; return what it says."""
    command = [sys.executable, "-m", "tests.helpers.real_card_service", name]
    alone = ["unshare", *ways_in(), "sh", "-c", _ALONE, "sh", *command]
    done = subprocess.run(
        alone, cwd=ROOT, capture_output=True, text=True, check=False, timeout=CALL_S
    )
    assert done.returncode == 0, f"{name} ended with {done.returncode}:\n{done.stderr[-3000:]}"
    told = json.loads(done.stdout)
    assert isinstance(told, dict)
    return told


class CardService:
    """The service with readers of these names; a context manager."""

    def __init__(self, *names: str) -> None:
        self._names = names
        self._folder = Path(tempfile.mkdtemp(prefix="card-service-"))
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> CardService:
        settings = self._folder / "readers"
        settings.mkdir()
        written = []
        for number, name in enumerate(self._names):
            # A copy of the driver each: it keeps its reader in variables of the whole library.
            library = self._folder / f"driver-{number}.so"
            shutil.copy(DRIVER, library)
            port = f"0x{PORT + SLOTS * number:X}"
            written.append(
                f'FRIENDLYNAME "{name}"\nDEVICENAME /dev/null:{port}\n'
                f"LIBPATH {library}\nCHANNELID {port}\n"
            )
        (settings / "virtual").write_text("\n".join(written), "ascii")
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self._folder)

    def start(self) -> None:
        """Start it, and wait until it listens."""
        for left in ("pcscd.comm", "pcscd.pid"):
            SOCKET.with_name(left).unlink(missing_ok=True)
        command = [SERVICE, "--foreground", "-c", str(self._folder / "readers")]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        end = time.monotonic() + START_S
        while not SOCKET.exists():
            assert self._process.poll() is None, (self._folder / "log").read_text("utf-8")
            assert time.monotonic() < end, "the card service does not listen"
            time.sleep(0.01)

    def stop(self) -> None:
        """End it as a shutdown does."""
        process, self._process = self._process, None
        if process is not None:
            process.terminate()
            try:
                process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(STOP_S)

    def kill(self) -> None:
        """End it as a crash does."""
        process, self._process = self._process, None
        assert process is not None
        process.kill()
        process.wait(STOP_S)


@contextlib.contextmanager
def desk_of(*names: str) -> Iterator[tuple[Counter, CardService]]:
    """Open a desk at a card service with readers."""
    with CardService(*names) as service, counter(PcscReader(), clocks=CLOCKS) as desk:
        desk.lit("reader.ready")
        yield desk, service


def sell(desk: Counter, card: SimCard, *, port: int = PORT, way: Way = Way.CHIP) -> str:
    """Make a whole sale with a card; return what became of it, in words."""
    desk.news.clear()
    desk.desk.read(request())
    time.sleep(POLL_S)
    with VirtualReader(card, port=port, way=way) as reader:
        _bring(desk, reader)
        if not _kinds(desk, CardReady):
            return _told(desk)
        desk.approve()
        desk.heard(CardDone)
    if way is Way.CHIP:
        desk.heard(CardRemoved)
    return _told(desk)


def _bring(desk: Counter, reader: VirtualReader) -> None:
    """Wait until the card has been read; insert it again where the reader did not notice it.

    The virtual reader listens anew after each card; who connects too early is never looked at.
    """
    end, again = time.monotonic() + WAIT_S, time.monotonic() + 4 * POLL_S
    while not _kinds(desk, CardReady, ReadFailed):
        assert time.monotonic() < end, f"no card was read; so far: {desk.news}"
        if not _kinds(desk, CardSeen) and time.monotonic() > again:
            reader.remove()
            time.sleep(POLL_S)
            reader.insert()
            again = time.monotonic() + 4 * POLL_S
        time.sleep(0.02)


def _kinds(desk: Counter, *kinds: type[object]) -> bool:
    return any(isinstance(each, kinds) for each in desk.news)


def _told(desk: Counter) -> str:
    words = []
    for news in tuple(desk.news):
        match news:
            case CardSeen(_, entry):
                words.append(f"seen:{entry.value}")
            case ReadFailed(_, _, problem, fallback):
                words.append(f"failed:{problem.value}{':fallback' * fallback}")
            case CardDone(_, facts, approved, was_lost):
                end = "approved" if approved else "lost" if was_lost else "declined"
                words.append(f"{end}:{facts.first_six}:{facts.last_four}")
            case _:
                words.append(type(news).__name__)
    return " ".join(words)


# --- what is tried ------------------------------------------------------------------------------


def _sales() -> dict[str, object]:
    with desk_of("Virtual ICC", "Virtual PICC") as (desk, _):
        bytewise, blockwise = demo_card("visa-debit"), demo_card("mastercard")
        return {
            "protocols": [bytewise.protocol.value, blockwise.protocol.value],
            "visa": sell(desk, bytewise),
            "mastercard": sell(desk, blockwise),
            "tap": sell(desk, demo_card("mastercard"), port=PORT + SLOTS, way=Way.TAP),
        }


def _pulled() -> dict[str, object]:
    """Pull a card at every command, at several readers side by side."""
    with CardService(*LANES), ThreadPoolExecutor(len(LANES)) as hands:
        whole = demo_card("visa-debit")
        with counter(PcscReader(LANES[0]), clocks=CLOCKS) as desk:
            sell(desk, whole)
        last = whole.commands
        told = hands.map(lambda lane: _pulled_at(lane, last), range(len(LANES)))
        return {"commands": last, "ends": {k: v for ends in told for k, v in ends.items()}}


def _pulled_at(lane: int, last: int) -> dict[str, str]:
    """Try every so-manieth command at one reader."""
    ends = {}
    with counter(PcscReader(LANES[lane]), clocks=CLOCKS) as desk:
        for place in range(1 + lane, last + 1, len(LANES)):
            card = demo_card("visa-debit")
            card.pull_at(place)
            ends[str(place)] = sell_pulled(desk, card, PORT + SLOTS * lane)
    return ends


def sell_pulled(desk: Counter, card: SimCard, port: int) -> str:
    """Make a sale with a card that is pulled out in the middle."""
    desk.news.clear()
    desk.desk.read(request())
    time.sleep(POLL_S)
    with VirtualReader(card, port=port) as reader:
        _bring(desk, reader)
        if _kinds(desk, CardReady):
            desk.approve()
            desk.heard(CardDone)
    return _told(desk)


def _restarted() -> dict[str, object]:
    with desk_of("Virtual ICC") as (desk, service):
        desk.desk.read(request())
        service.kill()
        desk.lit("reader.no_service")
        service.start()
        desk.lit("reader.ready")
        after_crash = sell(desk, demo_card("visa-debit"))
        service.stop()
        desk.lit("reader.no_service")
        service.start()
        desk.lit("reader.ready")
        return {"crash": after_crash, "stop": sell(desk, demo_card("mastercard"))}


def _service_dies_under_a_card() -> dict[str, object]:
    with desk_of("Virtual ICC") as (desk, service):
        desk.desk.read(request())
        with VirtualReader(demo_card("visa-debit")):
            desk.heard(CardReady)
            service.kill()
            desk.heard(ReadFailed)
            desk.approve()
            desk.heard(CardDone)
        told = _told(desk)
        service.start()
        desk.lit("reader.ready")
        return {"died": told, "after": sell(desk, demo_card("visa-debit"))}


SCENARIOS: dict[str, Callable[[], dict[str, object]]] = {
    "sales": _sales,
    "pulled": _pulled,
    "restarted": _restarted,
    "died": _service_dies_under_a_card,
}


def _bring_loopback_up() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        asked = struct.pack("16sH14x", b"lo", 0)
        flags = struct.unpack("16sH14x", fcntl.ioctl(line, _GET_FLAGS, asked))[1]
        fcntl.ioctl(line, _SET_FLAGS, struct.pack("16sH14x", b"lo", flags | _UP))


if __name__ == "__main__":
    _bring_loopback_up()
    result = SCENARIOS[sys.argv[1]]()
    sys.stdout.write(json.dumps(result) + "\n")
    sys.stdout.flush()
    os._exit(0)
