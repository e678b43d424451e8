"""Carries presses out and takes news in: the one place that changes the till's model.

It lives on the windows' thread, holds no widget and never waits. Each part of the till has its
presses and news in a ``controller_*`` file beside this one, which changes the model through here.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from kpay_desktop.domain.language import Language
from kpay_desktop.domain.message import Message
from kpay_desktop.domain.scanner import Broken, Scan
from kpay_desktop.flows.card_view import CardBlocked, CardSaleView
from kpay_desktop.flows.sale_view import (
    ChargeBegun,
    ChargeDoubted,
    ChargeRefused,
    InboxTold,
    InboxUnread,
    ReprintRefused,
    SaleView,
)
from kpay_desktop.ports import BusyError, DeviceKind, DeviceStatus
from kpay_desktop.ports_cards import WaysTold
from kpay_desktop.ports_scan import CameraTold, CodeTold, ScannerTold, SlipTold
from kpay_desktop.settings_shop import Theme
from ui.back_state import settled_back
from ui.backend import (
    Authorised,
    AuthoriseRefused,
    Backend,
    BatchNews,
    ContactCodes,
    DrawerTested,
    FrontNews,
    InputsSeen,
    News,
    OperatorsNews,
    QueueNews,
    SalesFailed,
    SalesFound,
    SignedIn,
    SignInRefused,
    SlipNews,
    SlipSaved,
    SlipTested,
    SoundTried,
    Started,
    StartEntered,
    StartFailed,
    SupportSaved,
    Unlocked,
)
from ui.backend_day import DayNews
from ui.backend_receipt import ReceiptCodeTold
from ui.controller_authorise import STAYS, AuthoriseControl
from ui.controller_card import CardControl
from ui.controller_comfort import ComfortControl, ComfortNews
from ui.controller_day import DAY_PAGES, DayControl
from ui.controller_doubt import DoubtControl
from ui.controller_draft import DraftControl
from ui.controller_lock import LockControl
from ui.controller_more import MoreControl, MoreNews
from ui.controller_part import ModelPort, Presses
from ui.controller_quit import QuitControl
from ui.controller_receipt import ReceiptControl
from ui.controller_sale import SaleControl, is_paying
from ui.controller_save import SaveControl
from ui.controller_scan import ScanControl
from ui.controller_sign_in import SignInControl
from ui.controller_slip import SlipControl
from ui.controller_sound import SoundControl
from ui.controller_transactions import TransactionsControl
from ui.customer_language import followed
from ui.more_model import MORE_PAGES
from ui.presenter import page_of
from ui.sale_state import SALE_PAGES
from ui.scan_state import hears_scanner, settled
from ui.till_model import TillModel
from ui.views import Action, Page, Press

log = logging.getLogger(__name__)


class Controller:
    """The front of the till. ``changed`` is called after every change of the model."""

    def __init__(
        self,
        model: TillModel,
        backend: Backend,
        *,
        changed: Callable[[TillModel], None],
        open_desk: Callable[[], None],
        close_till: Callable[[], None],
        start_again: Callable[[], None],
    ) -> None:
        self._model = model
        self._backend = backend
        self._changed = changed
        self._open_desk = open_desk
        self._start_again = start_again
        port = ModelPort(backend, lambda: self._model, self._put)
        self._sale = SaleControl(port)
        self._scan = ScanControl(port, self._sale.take_again)
        self._draft = DraftControl(port, self._scan.begin)
        self._card = CardControl(port, self._sale.take_again)
        self._sign_in = SignInControl(port, self._sale.leave)
        self._transactions = TransactionsControl(port)
        self._doubt = DoubtControl(port, self._sale.leave, self._sale.show)
        self._authorise = AuthoriseControl(port)
        ask, listed = self._authorise.ask, self._transactions
        self._day = DayControl(port, self._sale.leave, ask, listed)
        self._slip = SlipControl(port, self._day, listed, self._scan.scanned)
        self._more = MoreControl(port)
        self._save = SaveControl(port)
        self._receipt = ReceiptControl(port)
        self._comfort = ComfortControl(port, self._open_page)
        self._lock = LockControl(port, self._sale.leave)
        self._sounds = SoundControl(port)
        self._quit = QuitControl(port, close_till)
        #: The system says that its session ends: closing asks nothing now.
        self.session_ends = self._quit.session_ends
        self._presses: Presses = {
            Action.KEY: self._key,
            Action.BACK: self._back,
            Action.PICK_OPERATOR: self._pick_operator,
            Action.OPEN_PAGE: self._open_page,
            Action.DEMO_DESK: lambda _: self._open_desk(),
            Action.RETRY_START: self._retry_start,
            **self._sale.presses,
            **self._draft.presses,
            **self._scan.presses,
            **self._slip.presses,
            **self._card.presses,
            **self._sign_in.presses,
            **self._transactions.presses,
            **self._doubt.presses,
            **self._authorise.presses,
            **self._day.presses,
            **self._more.presses,
            **self._save.presses,
            **self._receipt.presses,
            **self._comfort.presses,
            **self._lock.presses,
            **self._sounds.presses,
            **self._quit.presses,
        }

    @property
    def model(self) -> TillModel:
        """What the till knows now."""
        return self._model

    # --- in -------------------------------------------------------------------------------

    def press(self, press: Press) -> None:
        """Carry out a press. One that does not belong to the page that stands is dropped."""
        if not self._lock.allows(press.action):
            return
        handler = self._presses.get(press.action)
        if handler is None:
            log.warning("a press without a handler: %s", press.action.value)
            return
        if press.action not in STAYS:
            self._authorise.close()
        try:
            self._sounds.pressed(press)
            handler(press.value)
        except BusyError:
            log.warning("the till is busy: %s", press.action.value)
            self._say_busy()

    def touched(self) -> None:
        """Somebody is there: the screen does not lock by itself for a while."""
        self._lock.touched()
        self._scan.touched()

    @property
    def awaits_code(self) -> bool:
        """True where what is typed fast is a scanner's: a code is awaited, or was sent."""
        return hears_scanner(self._model)

    def scanned(self, found: Scan | Broken) -> None:
        """Take what a hand scanner typed. Where sales are looked for a slip's code is one's."""
        self._slip.scanned(found)

    def news(self, news: News) -> None:
        """Take in what the world reports."""
        if isinstance(news, ReceiptCodeTold):
            self._receipt.told(news)
        elif isinstance(news, DayNews):
            self._day.news(news)
        else:
            self._take_in(news)
        self._receipt.follow()
        self._sounds.news(news)

    def _take_in(self, news: FrontNews) -> None:
        match news:
            case SaleView() | CardSaleView():
                self._sale_changed(news)
            case CardBlocked() | WaysTold():
                self._card.news(news)
            case ChargeBegun() | ChargeRefused():
                self._sale.news(news)
            case Authorised() | AuthoriseRefused():
                self._authorise.news(news)
                self._day.proved(news)
            case ChargeDoubted() | InboxTold() | InboxUnread():
                self._doubt.news(news)
            case DeviceStatus():
                self._lamp(news)
                self._more.lamp(news)
            case BatchNews(summary, rows):
                self._put(replace(self._model, batch=summary, batch_rows=rows))
            case SlipNews() | ReprintRefused():
                self._sale.news(news)
                self._transactions.slip_moved(news)
            case QueueNews(phase, _):
                self._put(replace(self._model, print_phase=phase))
            case SalesFound() | SalesFailed():
                self._transactions.found(news)
            case SlipSaved():
                self._save.news(news)
            case _:
                self._front_news(news)

    def _sale_changed(self, view: SaleView | CardSaleView) -> None:
        if isinstance(view, CardSaleView):
            self._card.changed(view)
        self._sale.news(view)
        self._transactions.sale_moved(view.sale)
        if isinstance(view, SaleView):
            self._doubt.sale_changed(view)
            self._authorise.sale_changed(view)
            self._scan.sale_changed(view)

    def _front_news(
        self,
        news: (
            SignedIn
            | SignInRefused
            | Unlocked
            | OperatorsNews
            | CodeTold
            | SlipTold
            | CameraTold
            | ScannerTold
            | SoundTried
            | Started
            | StartFailed
            | MoreNews
            | ComfortNews
        ),
    ) -> None:
        match news:
            case SignedIn() | SignInRefused() | OperatorsNews():
                self._sign_in.news(news)
            case Unlocked():
                self._lock.news(news)
            case CodeTold() | CameraTold() | ScannerTold():
                self._scan.news(news)
            case SlipTold():
                self._scan.touched()
                self._slip.told(news)
            case SoundTried():
                self._sounds.tried(news)
            case Started(saved, about):
                self._started(dict(saved), about)
            case StartFailed(kind):
                self._put(replace(self._model, start_failed=kind, page=Page.TROUBLE))
            case SlipTested() | DrawerTested() | SupportSaved() | ContactCodes():
                self._more.news(news)
            case InputsSeen() | StartEntered():
                self._comfort.news(news)

    def _say_busy(self) -> None:
        model = self._model
        if page_of(model) in {Page.SIGN_IN, Page.LOCK}:
            self._sign_in.busy()
        elif model.authorise is not None:
            self._authorise.busy()
        elif page_of(model) in DAY_PAGES:
            self._day.busy()
        elif page_of(model) in {Page.CONFIRM, Page.TENDER, Page.SCAN, Page.DOUBT}:
            self._put(replace(model, busy_refused=True, page=Page.TROUBLE))

    def tick(self, now: float, clock: datetime) -> None:
        """Move the clocks on."""
        self._put(replace(self._model, now=now, clock=clock))
        self._lock.tick()
        self._scan.tick()
        self._slip.tick()
        self._receipt.follow()
        self._sounds.tick()

    # --- the model ------------------------------------------------------------------------

    def _put(self, model: TillModel) -> None:
        self._model = model = followed(self._model, settled_back(settled(model)))
        self._scan.follow(model)
        self._changed(model)
        self._day.follow()

    # --- presses that mean another thing on each page -------------------------------------

    def _key(self, key: str) -> None:
        page = page_of(self._model)
        if page in {Page.SIGN_IN, Page.LOCK}:
            self._sign_in.key(key)
        elif page is Page.AMOUNT:
            self._draft.key(key)
        elif page is Page.TRANSACTIONS:
            self._transactions.key(key)
        elif page is Page.AUTHORISE:
            self._authorise.key(key)
        else:
            self._day.key(key)

    def _pick_operator(self, operator_id: str) -> None:
        page = page_of(self._model)
        if page in {Page.SIGN_IN, Page.LOCK}:
            self._sign_in.pick(operator_id)
        elif page is Page.AUTHORISE:
            self._authorise.pick(operator_id)
        elif page is Page.VOID:
            self._day.pick(operator_id)

    def _back(self, _: str) -> None:
        page = page_of(self._model)
        if page in {Page.AMOUNT, Page.METHOD, Page.CONFIRM, Page.TENDER, Page.SCAN}:
            self._draft.back()
        elif page is Page.AUTHORISE:
            self._authorise.close()
        elif page in DAY_PAGES:
            self._day.back()
        else:
            self._doubt.back()

    # --- around the sale ------------------------------------------------------------------

    def _open_page(self, value: str) -> None:
        if is_paying(self._model) or self._model.operator is None:
            return
        page = Page(value)
        if page not in {Page.AMOUNT, Page.TRANSACTIONS, Page.VOID, Page.SETTLEMENT, *MORE_PAGES}:
            return
        if self._model.page in {*SALE_PAGES, Page.TROUBLE}:
            self._sale.leave(page)
        else:
            self._put(replace(self._model, page=page))
        if page is Page.TRANSACTIONS:
            self._transactions.opened()
        self._day.opened(page)
        self._more.opened(page)
        self._save.moved_on()
        self._sounds.opened(page)

    def _started(self, saved: dict[str, str], about: tuple[tuple[Message, Message], ...]) -> None:
        model = self._model
        language, theme = saved.get("language.clerk", ""), saved.get("appearance.theme", "")
        self._put(
            replace(
                model,
                about=about,
                language=Language(language) if language in set(Language) else model.language,
                theme=theme if theme in set(Theme) else model.theme,
            )
        )
        self._comfort.started(saved)
        self._sounds.restore(saved)

    def _retry_start(self, _: str) -> None:
        if self._model.start_failed is not None:
            self._put(replace(self._model, start_failed=None, page=Page.SIGN_IN))
            self._start_again()

    def _lamp(self, status: DeviceStatus) -> None:
        kinds = [lamp.kind for lamp in self._model.lamps]
        if status.kind in kinds:
            lamps = tuple(status if o.kind is status.kind else o for o in self._model.lamps)
        else:
            lamps = tuple(sorted((*self._model.lamps, status), key=_lamp_order))
        self._put(replace(self._model, lamps=lamps))


#: Where a device's lamp stands in the bar.
_LAMP_ORDER = (
    *(DeviceKind.HOST, DeviceKind.PRINTER, DeviceKind.CARD_READER, DeviceKind.CAMERA),
    *(DeviceKind.SCANNER, DeviceKind.CUSTOMER_SCREEN, DeviceKind.SOUND),
)


def _lamp_order(status: DeviceStatus) -> int:
    return _LAMP_ORDER.index(status.kind)
