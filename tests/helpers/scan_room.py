"""A scanning room with a camera made by hand, and everything that it told."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

from kpay_desktop.bootstrap.scanning import ScanNews, ScanRoom, ScanRoomParts
from kpay_desktop.domain.devices import DeviceStatus
from kpay_desktop.domain.sale import Method, Wallet
from kpay_desktop.ports_scan import (
    CameraState,
    CameraTold,
    CodeTold,
    Frame,
    FrameBox,
    ScannerTold,
)
from kpay_desktop.settings import Settings, demo_settings
from kpay_desktop.settings_scan import CameraSettings, ScannerSettings
from kpay_desktop.settings_shop import WalletSettings

PATIENCE_S = 60.0
WECHAT = "134567890123456789"
ALIPAY = "281234567890123456"

T = TypeVar("T", bound=ScanNews)


class HandClock:
    """Time that stands until it is moved."""

    def __init__(self) -> None:
        self.at = 1_000.0
        self.today = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.today

    def monotonic(self) -> float:
        return self.at


class HandCamera:
    """A camera that sees what it is told to see."""

    def __init__(self, box: FrameBox, tell: Callable[[CameraTold], None]) -> None:
        self.box, self.tell = box, tell
        self.sees: Callable[[str], None] | None = None
        self.is_reading = False
        self.opened = 0
        self.path = ""
        self.is_stopped = False

    def open(self, seen: Callable[[str], None]) -> None:
        self.opened += self.sees is None
        self.sees, self.is_reading = seen, True
        self.box.put(Frame(1, 1, 1, b"\0\0\0"))
        self.tell(CameraTold(CameraState.SEEING, "by hand"))

    def read(self, is_wanted: bool) -> None:
        self.is_reading = is_wanted

    def use(self, path: str) -> None:
        self.path = path

    def close(self) -> None:
        if self.sees is not None:
            self.sees = None
            self.box.put(None)
            self.tell(CameraTold(CameraState.OFF))

    def stop(self, deadline_s: float) -> bool:
        self.close()
        self.is_stopped = deadline_s >= 0
        return True

    def see(self, text: str) -> None:
        """Hold something up."""
        assert self.sees is not None
        self.sees(text)


class Counter:
    """The room and its news."""

    def __init__(self, settings: Settings, kept: str) -> None:
        self._news: queue.Queue[ScanNews] = queue.Queue()
        self.clock = HandClock()
        self.kept: list[str] = []
        self.cameras: list[HandCamera] = []
        self.room = ScanRoom(
            ScanRoomParts(
                settings=settings,
                clock=self.clock,
                report=self._news.put,
                keep=self.kept.append,
                kept=kept,
                make_camera=self._make,
            )
        )

    @property
    def camera(self) -> HandCamera:
        return self.cameras[-1]

    def _make(self, box: FrameBox, tell: Callable[[CameraTold], None]) -> HandCamera:
        self.cameras.append(HandCamera(box, tell))
        return self.camera

    def next(self, kind: type[T]) -> T:
        """Return the next news of that kind; what comes before it is passed over. Waits."""
        while True:
            news = self._news.get(timeout=PATIENCE_S)
            if isinstance(news, kind):
                return news

    def told(self) -> CodeTold:
        """Return the next code that was told."""
        return self.next(CodeTold)

    def codes(self) -> list[CodeTold]:
        """Open the page anew; return the codes that were told until it was open."""
        self.room.open(Method.WECHAT)
        codes: list[CodeTold] = []
        while True:
            news = self._news.get(timeout=PATIENCE_S)
            if isinstance(news, ScannerTold):
                return codes
            if isinstance(news, CodeTold):
                codes.append(news)

    def lamp(self) -> DeviceStatus:
        """Return the next lamp."""
        return self.next(DeviceStatus)

    def scanner(self) -> ScannerTold:
        """Return how the hand scanner is said to be."""
        return self.next(ScannerTold)


def scan_settings(
    camera: str = "none",
    scanner: ScannerSettings | None = None,
    wallets: tuple[Wallet, ...] = (Wallet.WECHAT, Wallet.ALIPAY),
) -> Settings:
    """Return the demo's settings with codes of those wallets scanned."""
    return replace(
        demo_settings(),
        camera=CameraSettings(source=camera),
        scanner=scanner or ScannerSettings(),
        wallets=tuple(WalletSettings(wallet=wallet, scan=True) for wallet in wallets),
    )


@contextmanager
def scan_counter(settings: Settings | None = None, kept: str = "") -> Iterator[Counter]:
    """Yield a counter whose room is at work."""
    counter = Counter(settings or scan_settings(), kept)
    counter.room.start()
    try:
        yield counter
    finally:
        assert counter.room.stop(PATIENCE_S)
