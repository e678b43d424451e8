"""Every measurement by its name."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from benchmarks.measure import Effort
from benchmarks.report import Row

Run = Callable[[Effort, Path], list[Row]]


@dataclass(frozen=True, slots=True)
class Bench:
    """A measurement: the module that has its ``run``, and what it is about."""

    module: str
    about: str


BENCHES: dict[str, Bench] = {
    "start": Bench("start", "process start to the first paint; run.py when set up"),
    "key": Bench("key", "key press to repaint on the amount page"),
    "language": Bench("language", "both windows from one language to the other"),
    "stall": Bench("stall", "the windows held up while the printer hangs and the host is silent"),
    "preview": Bench("preview", "what the camera costs the windows, and the pictures they show"),
    "sale": Bench("sale", "a sale without network, and one commit of the store"),
    "tap": Bench("tap", "a card held to the reader to its approval, in the demo without windows"),
    "history": Bench("history", "sales found among a million: by voucher, first page, middle page"),
    "batch": Bench("batch", "a batch of 999 among ten thousand rows: its sum, list, settlement"),
    "receipt": Bench("receipt", "a slip as the printer's bytes, as text and drawn"),
    "slip": Bench("slip", "a slip from its print job to the word of a TCP printer"),
    "qr": Bench("qr", "a code made, read back and painted"),
    "decode": Bench("decode", "a customer's phone before the camera: what is read, and how fast"),
    "iso": Bench("card_messages", "a card sale as an ISO 8583 message, packed and unpacked"),
    "emv": Bench("card_kernels", "the card kernels alone, and the commands that they send"),
    "pin": Bench("pin", "a PIN checked"),
}


def measure(name: str, effort: Effort, folder: Path | None = None) -> list[Row]:
    """Carry one out in a folder of its own below ``folder``; return its rows."""
    run: Run = import_module(f"benchmarks.{BENCHES[name].module}").run
    # Processes that were cut off may still be putting their things away.
    with tempfile.TemporaryDirectory(
        prefix="kpay-bench-", dir=folder, ignore_cleanup_errors=True
    ) as scratch:
        return run(effort, Path(scratch))
