"""The host's lamp: a ping every few seconds, on a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable

from kpay_desktop.ports import DeviceKind, DeviceStatus, Health, WalletGateway

EVERY_S = 5.0
DEADLINE_S = 4.0
SLOW_MS = 1_500.0


def host_status(round_trip_ms: float | None) -> DeviceStatus:
    """Return the lamp for a ping's round trip in milliseconds, None for no answer."""
    if round_trip_ms is None:
        return DeviceStatus(DeviceKind.HOST, Health.BAD, "host.offline")
    detail = f"{round_trip_ms:.0f} ms"
    if round_trip_ms > SLOW_MS:
        return DeviceStatus(DeviceKind.HOST, Health.WARN, "host.slow", detail)
    return DeviceStatus(DeviceKind.HOST, Health.OK, "host.online", detail)


class HostLamp:
    """Reports the host's state after every ping; ``hurry`` asks for one now."""

    def __init__(self, gateway: WalletGateway, report: Callable[[DeviceStatus], None]) -> None:
        self._gateway = gateway
        self._report = report
        self._wake = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="host-lamp", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def hurry(self) -> None:
        """Ping now."""
        self._wake.set()

    def stop(self, deadline_s: float) -> None:
        """End after the ping that is under way."""
        self._stopping = True
        self._wake.set()
        if self._thread.ident is not None:
            self._thread.join(deadline_s)

    def _run(self) -> None:
        while not self._stopping:
            self._report(host_status(self._gateway.ping(DEADLINE_S)))
            self._wake.wait(EVERY_S)
            self._wake.clear()
