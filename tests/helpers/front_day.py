"""A whole till without its windows: the real world, and the front that the windows would show."""

from __future__ import annotations

import contextlib
import dataclasses
import queue
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from kpay_desktop.bootstrap.clock import SystemClock
from kpay_desktop.bootstrap.folders import Folders
from kpay_desktop.bootstrap.world import World
from kpay_desktop.domain.language import Language
from kpay_desktop.domain.message import Message
from kpay_desktop.flows.sale_view import SaleView
from kpay_desktop.flows.wallet_sale.values import Phase
from kpay_desktop.settings import Settings
from kpay_desktop.simulation.desk_client import DeskClient
from tests.helpers.real_till import SUPERVISOR_PIN
from ui.backend import News
from ui.controller import Controller
from ui.presenter import present
from ui.till_model import TillModel
from ui.views import Action, Button, Page, Press
from ui.views_customer import CustomerView
from ui.views_screens import PageBody
from ui.words import words_of

WAIT_S = 60.0
CUSTOMER = "1010"


class FrontDay:
    """Presses go to the real controller, news come from the real world; a context manager."""

    def __init__(self, settings: Settings, data: Path) -> None:
        folders = Folders(data)
        folders.make()
        self._news: queue.Queue[News] = queue.Queue()
        self._clock = SystemClock()
        self._words = words_of(Language.EN)
        self._zone = settings.terminal.time_zone
        self.world = World(settings, folders, self._news.put, version="test")
        model = TillModel(
            settings=settings,
            operators=(),
            now=self._clock.monotonic(),
            clock=self._clock.now().astimezone(self._zone),
            language=Language.EN,
            customer_language=Language.EN,
            theme="light",
        )
        self.controller = Controller(
            model,
            self.world,
            changed=_nothing,
            open_desk=_nothing,
            close_till=_nothing,
            start_again=_nothing,
        )

    def __enter__(self) -> FrontDay:
        self.world.start()
        self.until("the bank", lambda: self.world.bank is not None)
        self.until("operators", lambda: bool(self.model.operators))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.world.stop()

    @property
    def model(self) -> TillModel:
        """What the front knows now."""
        return self.controller.model

    @property
    def desk(self) -> DeskClient:
        """The bank's desk."""
        bank = self.world.bank
        assert bank is not None
        return DeskClient(bank.desk_url, bank.desk_token)

    def until(self, what: str, true: Callable[[], bool]) -> None:
        """Take in news until ``true``."""
        deadline = time.monotonic() + WAIT_S
        while not true():
            assert time.monotonic() < deadline, f"{what}: never; the page says {self.said()!r}"
            with contextlib.suppress(queue.Empty):
                self.controller.news(self._news.get(timeout=0.02))
            now = self._clock.now().astimezone(self._zone)
            self.controller.tick(self._clock.monotonic(), now)

    # --- what people do and see ---------------------------------------------------------------

    def press(self, action: Action, value: str = "") -> None:
        """Press one thing."""
        self.controller.press(Press(action, value))

    def sign_in(self, operator_id: str = "90", pin: str = SUPERVISOR_PIN) -> None:
        """Sign somebody in."""
        self.press(Action.PICK_OPERATOR, operator_id)
        for figure in pin:
            self.press(Action.KEY, figure)
        self.until("signing in", lambda: self.model.operator is not None)

    def authorise(self, pin: str = SUPERVISOR_PIN) -> None:
        """Type a supervisor's PIN into the panel, and wait until it is closed."""
        assert self.page is Page.AUTHORISE, self.said()
        for figure in pin:
            self.press(Action.KEY, figure)
        self.until("the panel to close", lambda: self.model.authorise is None)

    def charge(self, *keys: str) -> None:
        """Key an amount without a tip and confirm it for PayNow."""
        for key in keys:
            self.press(Action.KEY, key)
        self.press(Action.CHARGE)
        self.confirm()

    def confirm(self) -> None:
        """Pick PayNow and confirm; wait for the answer."""
        self.press(Action.PICK_METHOD, "paynow:show")
        self.press(Action.CONFIRM)
        self.until("an answer", lambda: not self.model.draft.charging)

    def reaches(self, phase: Phase) -> None:
        """Wait until the sale on the screen stands in ``phase``."""

        def there() -> bool:
            return self.model.sale is not None and self.model.sale.state.phase is phase

        self.until(phase.value, there)

    def code(self) -> str:
        """Wait for the code on the screen; return its text."""
        self.reaches(Phase.SHOWN)
        sale = self.model.sale
        assert isinstance(sale, SaleView)
        return sale.state.code_text

    def pays(self, code: str) -> None:
        """Be the customer."""
        assert self.desk.press(self.desk.scan(code).order, CUSTOMER, "pay").result == "paid"

    @property
    def page(self) -> Page:
        """The page that stands."""
        return present(self.model, self.world.document).clerk.page

    @property
    def body(self) -> PageBody:
        """What the page shows."""
        return present(self.model, self.world.document).clerk.body

    def said(self) -> str:
        """Return every word of the page's own, buttons too."""
        return " | ".join(self._words(text) for text in _messages(self.body))

    @property
    def customer(self) -> CustomerView:
        """What the customer sees."""
        return present(self.model, self.world.document).customer

    def notice(self) -> Button | None:
        """Return the bar of what waits."""
        frame = present(self.model, self.world.document).clerk.frame
        return None if frame is None else frame.notice


def _nothing(*_: object) -> None:
    """Nobody looks."""


def _messages(value: object) -> list[Message]:
    if isinstance(value, Message):
        return [value]
    if isinstance(value, tuple):
        return [text for item in value for text in _messages(item)]
    if dataclasses.is_dataclass(value) and hasattr(value, "__slots__"):
        fields = dataclasses.fields(value)
        return [text for field in fields for text in _messages(getattr(value, field.name))]
    return []
