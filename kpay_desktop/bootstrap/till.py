"""Puts the till behind the window that is seen first.

The customer's window follows it, and the world with its database, bank and devices is loaded on a
thread of its own.
"""

from __future__ import annotations

import functools
import logging
import typing
from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer

from kpay_desktop.bootstrap.autostart.entry import StartEntry, UnwrittenEntry, till_program
from kpay_desktop.bootstrap.first_window import FirstWindow
from kpay_desktop.bootstrap.folders import Folders
from kpay_desktop.bootstrap.late_world import LateWorld
from kpay_desktop.bootstrap.process import resume_collection
from kpay_desktop.domain.records import SaleRecord, SlipCopy
from kpay_desktop.domain.scanner import ScannerSetup, Suffix
from kpay_desktop.ports import DeviceStatus
from kpay_desktop.ports_scan import CameraTold, ScannerTold
from kpay_desktop.settings import Settings
from kpay_desktop.settings_scan import ScannerSettings
from kpay_desktop.version import VERSION
from ui.backend import BatchNews, News
from ui.bridge import BridgeFullError, GuiBridge
from ui.comfort_model import first_comfort
from ui.controller import Controller
from ui.first_paint import FirstPaint
from ui.full_screen import FullScreen
from ui.presenter import present
from ui.till_model import TillModel, new_draft
from ui.wedge import ScanFilter, StripeFilter

if typing.TYPE_CHECKING:
    from kpay_desktop.receipts.document import Document
    from ui.customer.window import CustomerWindow
    from ui.demo.desk import DemoDesk
    from ui.screens import CustomerScreen

log = logging.getLogger(__name__)

TICK_MS = 250


class Till:
    """Both windows, the controller between them and the world, and the demo desk."""

    def __init__(
        self,
        settings: Settings,
        folders: Folders,
        start_entry: Callable[[], StartEntry] = UnwrittenEntry,
        first: FirstWindow | None = None,
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
        self._first = first or FirstWindow(settings)
        self._first.hand_over(self.controller.press, self.controller.touched)
        self.window = self._first.window
        #: What a stripe reader typed goes here; nobody waiting for a card, it is forgotten.
        self.on_swipe: Callable[[str], None] = self.world.swiped
        if settings.takes_scans and settings.scanner.source == "keyboard":
            self._hear_keys(settings.scanner)
        if settings.takes_stripes:
            stripes = StripeFilter(self._swiped, self.window.windowHandle, self.window)
            self.window.keys.add_interceptor(stripes)
        self._full_screen = FullScreen(
            self.window.windowState, self.window.setWindowState, self._first.fits
        )
        self._customer: CustomerWindow | None = None
        self._screen: CustomerScreen | None = None
        self.desk: DemoDesk | None = None
        self._ticker = QTimer(self.window)
        self._ticker.setInterval(TICK_MS)
        self._ticker.timeout.connect(self._tick)
        self._document = functools.lru_cache(maxsize=4)(self._make_document)

    def _hear_keys(self, scanner: ScannerSettings) -> None:
        """Tell a hand scanner that types from people; ahead of stripes, whose signs scans have."""
        setup = ScannerSetup(scanner.prefix, Suffix(scanner.suffix), scanner.whole_ms)
        controller, window = self.controller, self.window
        scans = ScanFilter(
            setup,
            controller.scanned,
            lambda: controller.awaits_code,
            window.windowHandle,
            window,
        )
        window.keys.add_interceptor(scans)

    def open(self, size: tuple[int, int] | None = None) -> None:
        """Show the cashier's window; the customer's and the world come behind its first paint.

        Without a ``size`` the window takes its usual one, or the screen where that is too small.
        """
        self._first.show(size)
        FirstPaint(self.window, self._seen)

    def _seen(self) -> None:
        if not self._first.is_closed:
            self.begin()

    def _swiped(self, typed: str) -> None:
        self.on_swipe(typed)

    def begin(self) -> None:
        """Bring up what nobody waits for at the very start; the cashier's window is shown."""
        resume_collection()
        self._ticker.start()
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

    def open_desk(self) -> None:
        """Open the demo desk, or bring it to the front."""
        if self.desk is None:
            self.desk = self._make_desk()
        if self.desk is not None:
            self.desk.open_desk()

    def quit(self) -> None:
        """Close the windows and end the event loop."""
        self.close_windows()
        self._first.quit()

    def session_ends(self) -> None:
        """Take note that the system ends its session: closing asks nothing now."""
        self.controller.session_ends()

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
        self._first.is_closed = True
        self.window.close_for_good()

    def stop(self) -> None:
        """Stop the world, once the event loop has ended."""
        self._bridge.close()
        self.world.stop()

    def report(self, news: News) -> None:
        """Take news from any thread."""
        try:
            self._bridge.post(news, key=key_of(news))
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
        self._full_screen.follow(full=model.comfort.full_screen, now=model.now)
        self.window.show_view(screens.clerk)
        if self._customer is not None:
            self._customer.show_view(screens.customer, screens.clerk.theme)
        if self._screen is not None:
            self._screen.follow(screens.clerk.page, screens.customer)
        if self.desk is not None:
            self.desk.present(model.language, model.theme)

    def _make_document(self, sale: SaleRecord, copy: SlipCopy) -> Document:
        from kpay_desktop.receipts.slip_shop import SlipShop
        from kpay_desktop.receipts.slips import slip_of

        return slip_of(sale, SlipShop.of(self._settings, VERSION), copy)

    def _make_desk(self) -> DemoDesk | None:
        port = self.world.desk()
        if port is None:
            return None
        from ui.demo.desk import DemoDesk

        desk = DemoDesk(port, lambda: self.customer)
        model = self.controller.model
        desk.present(model.language, model.theme)
        return desk


def key_of(news: News) -> str:
    """Return under which name only the newest of such news counts; empty for what must arrive.

    Who tells news under a name never waits for the windows: a camera's threads hold a lock then
    that the windows want too.
    """
    match news:
        case DeviceStatus(kind=kind):
            return f"lamp:{kind.value}"
        case BatchNews():
            return "batch"
        case CameraTold():
            return "camera"
        case ScannerTold():
            return "scanner"
        case _:
            return ""


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


def take_over(
    first: FirstWindow, settings: Settings, folders: Folders, arguments: Sequence[str]
) -> Till:
    """Put the till behind the window that stands already; return it at work.

    ``arguments`` are those of a command line that opens it again in the same way.
    """

    def entry() -> StartEntry:
        from kpay_desktop.bootstrap.autostart.system import start_entry

        return start_entry(till_program(settings.profile.name, arguments))

    till = Till(settings, folders, entry, first)
    till.begin()
    return till
