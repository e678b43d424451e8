"""Opens the windows and puts the world behind them.

The cashier's window comes first: the customer's follows, and the world with its database, bank and
devices is loaded on a thread of its own, both behind the first paint.
"""

from __future__ import annotations

import functools
import logging
import signal
import sys
import typing
from collections.abc import Callable, Sequence
from types import FrameType

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from kpay_desktop.bootstrap.autostart.entry import StartEntry, UnwrittenEntry, till_program
from kpay_desktop.bootstrap.folders import Folders
from kpay_desktop.bootstrap.late_world import LateWorld
from kpay_desktop.bootstrap.process import resume_collection
from kpay_desktop.domain.records import SaleRecord, SlipCopy
from kpay_desktop.ports import DeviceStatus
from kpay_desktop.settings import Settings
from kpay_desktop.version import PROGRAM, VERSION
from ui.backend import BatchNews, News
from ui.bridge import BridgeFullError, GuiBridge
from ui.comfort_model import first_comfort
from ui.controller import Controller
from ui.first_paint import FirstPaint
from ui.full_screen import FullScreen
from ui.main.window import MainWindow
from ui.presenter import present
from ui.theme import STYLE, prepare_application
from ui.till_model import TillModel, new_draft

if typing.TYPE_CHECKING:
    from kpay_desktop.receipts.document import Document
    from ui.customer.window import CustomerWindow
    from ui.demo.desk import DemoDesk
    from ui.screens import CustomerScreen

log = logging.getLogger(__name__)

TICK_MS = 250
START_SIZE = (1366, 768)
# What a window's frame and a task bar may need beside it, in pixels.
FRAME_PX = 48


class Till:
    """Both windows, the controller between them and the world, and the demo desk."""

    def __init__(
        self,
        settings: Settings,
        folders: Folders,
        start_entry: Callable[[], StartEntry] = UnwrittenEntry,
    ) -> None:
        self._settings = settings
        self._bridge = GuiBridge(self._news)
        self.world = LateWorld(settings, folders, self.report, start_entry)
        self.controller = Controller(
            first_model(settings),
            self.world,
            changed=self._show,
            open_desk=self.open_desk,
            close_till=self.quit,
            start_again=self.world.start,
        )
        self.window = MainWindow(self.controller.press, self.controller.touched)
        self._full_screen = FullScreen(self.window, self._fits)
        self._customer: CustomerWindow | None = None
        self._screen: CustomerScreen | None = None
        self.desk: DemoDesk | None = None
        self._ticker = QTimer(self.window)
        self._ticker.setInterval(TICK_MS)
        self._ticker.timeout.connect(self._tick)
        self._document = functools.lru_cache(maxsize=4)(self._make_document)

    def open(self, size: tuple[int, int] | None = None) -> None:
        """Show the cashier's window; the customer's and the world come behind its first paint.

        Without a ``size`` the window takes its usual one, or the screen where that is too small.
        """
        self.window.resize(*(size or START_SIZE))
        self._show(self.controller.model)
        if self._settings.appearance.full_screen:
            self.window.showFullScreen()
        elif size is None and not self._fits():
            self.window.showMaximized()
        else:
            self.window.show()
        self._ticker.start()
        FirstPaint(self.window, self._go_on)

    def _go_on(self) -> None:
        """Bring up what nobody waits for at the very start."""
        resume_collection()
        if not self._ticker.isActive():
            # Closed again before anybody saw it.
            return
        self._open_customer()
        self.world.start()

    @property
    def customer(self) -> CustomerWindow:
        """The customer's window, made when it is first needed: the cashier's comes before it."""
        if self._customer is None:
            from ui.customer.window import CustomerWindow

            self._customer = CustomerWindow(self.controller.press)
        return self._customer

    def _open_customer(self) -> None:
        from ui.screens import CustomerScreen

        wanted = self._settings.devices.customer_screen
        self._screen = CustomerScreen(self.customer, self.window, self._screen_news, wanted)
        self._show(self.controller.model)
        self._screen.place()

    def _fits(self) -> bool:
        room = self.window.screen().availableGeometry().size()
        return room.width() >= START_SIZE[0] and room.height() >= START_SIZE[1] + FRAME_PX

    def open_desk(self) -> None:
        """Open the demo desk, or bring it to the front."""
        if self.desk is None:
            self.desk = self._make_desk()
        if self.desk is not None:
            self.desk.open_desk()

    def quit(self) -> None:
        """Close the windows and end the event loop."""
        self.close_windows()
        QApplication.quit()

    def close_windows(self) -> None:
        """Close every window of this till."""
        self._ticker.stop()
        if self.desk is not None:
            self.desk.stop()
            self.desk.close()
        if self._screen is not None:
            self._screen.stop()
        if self._customer is not None:
            self._customer.close_for_good()
        self.window.close_for_good()

    def stop(self) -> None:
        """Stop the world, once the event loop has ended."""
        self._bridge.close()
        self.world.stop()

    def report(self, news: News) -> None:
        """Take news from any thread. Only the newest of lamps and batch counts."""
        key = ""
        if isinstance(news, DeviceStatus):
            key = f"lamp:{news.kind.value}"
        elif isinstance(news, BatchNews):
            key = "batch"
        try:
            self._bridge.post(news, key=key)
        except BridgeFullError:
            # What happened is in the store all the same; the windows catch up with the next news.
            log.error("the windows do not take news: %s", type(news).__name__)

    def _news(self, event: object) -> None:
        if isinstance(event, typing.get_args(News)):
            self.controller.news(event)

    def _screen_news(self, status: DeviceStatus) -> None:
        self.controller.news(status)

    def _tick(self) -> None:
        zone = self._settings.terminal.time_zone
        clock = self.world.clock
        self.controller.tick(clock.monotonic(), clock.now().astimezone(zone))

    def _show(self, model: TillModel) -> None:
        screens = present(model, self._document)
        self._full_screen.follow(full=model.comfort.full_screen)
        self.window.show_view(screens.clerk)
        if self._customer is not None:
            self._customer.show_view(screens.customer, screens.clerk.theme)
        if self._screen is not None:
            self._screen.follow(screens.clerk.page, screens.customer)
        if self.desk is not None:
            self.desk.present(model.language, model.theme)

    def _make_document(self, sale: SaleRecord, copy: SlipCopy) -> Document:
        from kpay_desktop.receipts.qr_sale import SlipShop, qr_sale, slip_from_sale

        return qr_sale(slip_from_sale(sale, SlipShop.of(self._settings, VERSION), copy))

    def _make_desk(self) -> DemoDesk | None:
        port = self.world.desk()
        if port is None:
            return None
        from ui.demo.desk import DemoDesk

        desk = DemoDesk(port, lambda: self.customer)
        model = self.controller.model
        desk.present(model.language, model.theme)
        return desk


def first_model(settings: Settings) -> TillModel:
    """Return what the till knows before the world has said anything."""
    from kpay_desktop.bootstrap.clock import SystemClock

    clock = SystemClock()
    return TillModel(
        settings=settings,
        operators=(),
        now=clock.monotonic(),
        clock=clock.now().astimezone(settings.terminal.time_zone),
        language=settings.languages.clerk,
        customer_language=settings.languages.customer,
        theme=settings.appearance.theme.value,
        draft=new_draft(settings.sale.ceiling_minor),
        comfort=first_comfort(settings.appearance),
    )


def open_till(settings: Settings, folders: Folders, arguments: Sequence[str]) -> int:
    """Run the till until it is closed; return the exit code.

    ``arguments`` are those of a command line that opens it again in the same way.
    """

    def entry() -> StartEntry:
        from kpay_desktop.bootstrap.autostart.system import start_entry

        return start_entry(till_program(settings.profile.name, arguments))

    app = make_application()
    till = Till(settings, folders, entry)
    quit_on_signals(till.quit)
    till.open()
    code = app.exec()
    till.stop()
    return code


def make_application() -> QApplication:
    """Return the application, styled."""
    app = QApplication([*sys.argv[:1], "-style", STYLE])
    app.setApplicationName(PROGRAM)
    app.setApplicationVersion(VERSION)
    app.setQuitOnLastWindowClosed(False)
    prepare_application(app, has_style=True)
    return app


def quit_on_signals(quit_till: Callable[[], None]) -> None:
    """Close in order on SIGTERM and SIGINT; the ticker lets Python see them."""

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        QTimer.singleShot(0, quit_till)

    for name in ("SIGTERM", "SIGINT"):
        signal.signal(getattr(signal, name), on_signal)
