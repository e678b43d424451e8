"""What a run is told to do, and what it tells: on the till's side of the pipe."""

from __future__ import annotations

import dataclasses
import logging
import threading
from collections.abc import Callable
from typing import TypeVar

from kpay_desktop.ports import BusyError, StoreError
from kpay_desktop.settings import Settings
from kpay_desktop.settings_cards import CardClockSettings
from kpay_desktop.settings_day import SettleClockSettings
from kpay_desktop.settings_scan import ScanClockSettings
from tests.helpers.lone_till import quick_settings
from tests.helpers.mortal_store import Points

T = TypeVar("T")
Send = Callable[[tuple[str, str]], None]


@dataclasses.dataclass(frozen=True, slots=True)
class Job:
    """What the cashier is to do.

    ``bank_line`` is what the bank says when it is ready. ``credits``: at a second start, how many
    payments the bank knows of. ``probe``: press Charge once more while the store is broken.
    ``plant``: a mistake to make on purpose (``plants``). ``codes`` are on the customer's phone, one
    for each try.
    """

    data: str
    scenario: str
    bank_line: str
    printer: str
    is_recovery: bool = False
    credits: int = 0
    probe: bool = False
    plant: str = ""
    codes: tuple[str, ...] = ()


# A code's money may come for as long as its wallet's limit, a card's message until it can no longer
# arrive: both are waited for where nothing was answered.
_SCAN_CLOCKS = ScanClockSettings(
    first_query_s=0.1,
    query_s=0.1,
    wechat_limit_s=1.0,
    reverse_after_s=0.1,
    reverse_first_s=0.1,
    reverse_last_s=0.5,
)
_CARD_CLOCKS = CardClockSettings(
    read_s=10.0, card_s=5.0, sign_s=5.0, arrival_s=1.0, retry_first_s=0.1, retry_last_s=0.5
)
_SETTLE_CLOCKS = SettleClockSettings(retry_first_s=0.1, retry_last_s=0.5)


class Mouth:
    """Tells the other side, each thing once. For any thread."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._lock = threading.Lock()
        self._said: set[tuple[str, str]] = set()

    def __call__(self, word: str, text: str = "") -> None:
        with self._lock:
            if (word, text) not in self._said:
                self._said.add((word, text))
                self._send((word, text))


class Heard(Points):
    """Stands at the points around the store's writes, and tells what they raise."""

    def __init__(self, tell: Mouth) -> None:
        super().__init__(0)
        self._tell = tell

    def around(self, name: str, call: Callable[[], T]) -> T:
        """Do ``call``."""
        try:
            return call()
        except StoreError as error:
            self._tell("unwritten", f"{error.kind.value} {name.split(maxsplit=1)[0]}")
            raise


class Ears(logging.Handler):
    """Tells of what the till's own threads did not expect."""

    def __init__(self, tell: Mouth) -> None:
        super().__init__(logging.WARNING)
        self._tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        """Pass on what no disk and no line explains."""
        kind = record.exc_info[0] if record.exc_info else None
        is_ours = kind is not None and not issubclass(kind, StoreError | BusyError)
        if is_ours or "flow bug" in record.getMessage():
            self._tell("unexpected", record.getMessage())


def settings_for(job: Job) -> Settings:
    """Return the demo with quick clocks."""
    quick = quick_settings(job.printer)
    clocks = dataclasses.replace(
        quick.qr_clock,
        valid_s=1 if job.scenario == "expiry" else 60,
        poll_s=0.05,
        doubt_first_s=0.05,
        doubt_last_s=0.3,
        watch_first_s=0.1,
        watch_last_s=0.3,
    )
    return dataclasses.replace(
        quick,
        qr_clock=clocks,
        scan_clock=_SCAN_CLOCKS,
        card_clock=_CARD_CLOCKS,
        settle_clock=_SETTLE_CLOCKS,
    )
