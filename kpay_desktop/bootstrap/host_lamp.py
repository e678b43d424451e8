"""The host's lamp: the worse of wallet gateway and card host.

The gateway is pinged every few seconds, on a thread of this lamp's own. The card host's thread
tells of its echoes by itself; while it is out of reach it is asked more often. A shop without an
acquirer has neither, and its lamp says so.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from kpay_desktop.ports import DeviceKind, DeviceStatus, Health, WalletGateway

EVERY_S = 5.0
DEADLINE_S = 4.0
SLOW_MS = 1_500.0
CARDS_AGAIN_S = 15.0
NO_HOST = DeviceStatus(DeviceKind.HOST, Health.UNKNOWN, "host.none")
_WORST_FIRST = (Health.BAD, Health.WARN, Health.UNKNOWN, Health.OK)


def host_status(round_trip_ms: float | None) -> DeviceStatus:
    """Return the lamp for a ping's round trip in milliseconds, None for no answer."""
    return _status(round_trip_ms, "host.offline", "host.slow", "host.online")


def card_host_status(round_trip_ms: float | None) -> DeviceStatus:
    """Return the lamp for the round trip of a card host's echo, None for no answer."""
    return _status(round_trip_ms, "host.cards_offline", "host.cards_slow", "host.online")


def _status(round_trip_ms: float | None, offline: str, slow: str, online: str) -> DeviceStatus:
    if round_trip_ms is None:
        return DeviceStatus(DeviceKind.HOST, Health.BAD, offline)
    detail = f"{round_trip_ms:.0f} ms"
    if round_trip_ms > SLOW_MS:
        return DeviceStatus(DeviceKind.HOST, Health.WARN, slow, detail)
    return DeviceStatus(DeviceKind.HOST, Health.OK, online, detail)


class HostLamp:
    """Reports the hosts' state after every ping and echo; ``hurry`` asks for one now.

    Without a ``gateway`` none is pinged. ``ask_cards`` makes the card host's thread send an echo
    soon; it must not wait.
    """

    def __init__(
        self,
        gateway: WalletGateway | None,
        report: Callable[[DeviceStatus], None],
        ask_cards: Callable[[], None] | None = None,
    ) -> None:
        self._gateway = gateway
        self._report = report
        self._ask_cards = ask_cards
        self._lock = threading.Lock()
        self._pinged: DeviceStatus | None = None
        self._cards: DeviceStatus | None = None
        self._asked_at = time.monotonic()
        self._wake = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="host-lamp", daemon=True)

    def start(self) -> None:
        """Begin."""
        with self._lock:
            self._show()
        self._thread.start()

    def hurry(self) -> None:
        """Ask both now; where there is nobody to ask, say so again."""
        self._wake.set()
        self._ask()
        if self._gateway is None:
            with self._lock:
                self._show()

    def cards_told(self, round_trip_ms: float | None) -> None:
        """Take in what the card host's thread found; None: no answer."""
        with self._lock:
            self._cards = card_host_status(round_trip_ms)
            self._show()

    def stop(self, deadline_s: float) -> None:
        """End after the ping that is under way."""
        self._stopping = True
        self._wake.set()
        if self._thread.ident is not None:
            self._thread.join(deadline_s)

    def _run(self) -> None:
        while not self._stopping:
            if self._gateway is not None:
                status = host_status(self._gateway.ping(DEADLINE_S))
                with self._lock:
                    self._pinged = status
                    self._show()
            with self._lock:
                cards_are_out = self._cards is not None and self._cards.health is Health.BAD
            if cards_are_out and time.monotonic() - self._asked_at > CARDS_AGAIN_S:
                self._ask()
            self._wake.wait(EVERY_S)
            self._wake.clear()

    def _ask(self) -> None:
        self._asked_at = time.monotonic()
        if self._ask_cards is not None:
            self._ask_cards()

    def _show(self) -> None:
        """Report the worse of the two; of two equals, the gateway. Under the lock, in order."""
        found = [status for status in (self._pinged, self._cards) if status is not None]
        if self._pinged is not None or (self._gateway is None and found):
            self._report(min(found, key=lambda status: _WORST_FIRST.index(status.health)))
        elif self._gateway is None and self._ask_cards is None:
            self._report(NO_HOST)
