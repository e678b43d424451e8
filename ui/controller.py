"""Carries presses out and takes news in: the one place that changes the till's model.

It lives on the windows' thread, holds no widget and never waits.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from kpay_desktop.domain.language import Language
from kpay_desktop.domain.message import Message
from kpay_desktop.domain.records import CreditState, SlipCopy
from kpay_desktop.domain.sale import QrMode, Wallet
from kpay_desktop.flows.sale_view import (
    ChargeBegun,
    ChargeDoubted,
    ChargeRefused,
    InboxTold,
    InboxUnread,
    SaleView,
)
from kpay_desktop.flows.show_qr.state import Phase
from kpay_desktop.ports import BusyError, DeviceStatus
from kpay_desktop.settings import Theme
from ui.backend import (
    Backend,
    BatchNews,
    ContactCodes,
    News,
    OperatorsNews,
    QueueNews,
    SalesFailed,
    SalesFound,
    SignedIn,
    SignInRefused,
    SlipNews,
    SlipTested,
    Started,
    StartFailed,
    SupportSaved,
)
from ui.controller_doubt import DoubtControl
from ui.controller_more import MoreControl, MoreNews
from ui.controller_transactions import TransactionsControl
from ui.more_model import MORE_PAGES
from ui.presenter import page_of
from ui.till_model import (
    PIN_MAX,
    PIN_MIN,
    SignIn,
    SlipProgress,
    TillModel,
    draft_again,
    draft_problem,
    leave_tip,
    new_draft,
    pick_tip,
    press_key,
    press_pin,
    slip_progress,
    to_sale_draft,
)
from ui.views import Action, Page, Press

log = logging.getLogger(__name__)

_ENDED = {Phase.APPROVED, Phase.CLOSED, Phase.DECLINED, Phase.PAID_LATE, Phase.REFUNDED}
MAX_NOTICES = 100


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
        self._close_till = close_till
        self._start_again = start_again
        self._transactions = TransactionsControl(backend, lambda: self._model, self._put)
        self._doubt = DoubtControl(
            backend, lambda: self._model, self._put, self._leave_sale, self._show_sale
        )
        self._more = MoreControl(backend, lambda: self._model, self._put)
        self._presses: dict[Action, Callable[[str], None]] = {
            Action.KEY: self._key,
            Action.PICK_OPERATOR: self._pick_operator,
            Action.TIP: self._tip,
            Action.TIP_OTHER: self._tip,
            Action.CHARGE: self._go_method,
            Action.PICK_METHOD: self._pick_method,
            Action.CONFIRM: self._confirm,
            Action.BACK: self._back,
            Action.CANCEL_SALE: self._cancel_sale,
            Action.CHECK_NOW: self._check_now,
            Action.NEW_SALE: self._new_sale,
            Action.RETRY_SALE: self._retry_sale,
            Action.REPRINT: self._reprint,
            Action.ACCEPT_LATE: self._accept_late,
            Action.REFUND_LATE: self._refund,
            Action.OPEN_PAGE: self._open_page,
            Action.OPEN_UNFINISHED: self._open_unfinished,
            Action.SIGN_OUT: self._sign_out,
            Action.DEMO_DESK: lambda _: self._open_desk(),
            Action.QUIT: lambda _: self._close_till(),
            Action.RETRY_START: self._retry_start,
            **self._doubt.presses,
            **self._more.presses,
        } | self._transactions.presses

    @property
    def model(self) -> TillModel:
        """What the till knows now."""
        return self._model

    # --- in -------------------------------------------------------------------------------

    def press(self, press: Press) -> None:
        """Carry out a press. One that does not belong to the page that stands is dropped."""
        handler = self._presses.get(press.action)
        if handler is None:
            log.warning("a press without a handler: %s", press.action.value)
            return
        try:
            handler(press.value)
        except BusyError:
            log.warning("the till is busy: %s", press.action.value)
            self._say_busy()

    def news(self, news: News) -> None:
        """Take in what the world reports."""
        match news:
            case SaleView():
                self._sale_news(news)
                self._transactions.sale_changed(news.sale)
                self._doubt.sale_changed(news)
            case ChargeBegun(request, view):
                self._begun(request, view)
            case ChargeRefused(request, kind):
                if request == self._model.draft.request:
                    draft = replace(self._model.draft, charging=False)
                    self._put(
                        replace(
                            self._model,
                            draft=draft,
                            refused=kind,
                            busy_refused=kind is None,
                            page=Page.TROUBLE,
                        )
                    )
            case ChargeDoubted() | InboxTold() | InboxUnread():
                self._doubt.news(news)
            case DeviceStatus():
                self._lamp(news)
                self._more.lamp(news)
            case BatchNews(summary, rows):
                self._put(replace(self._model, batch=summary, batch_rows=rows))
            case SlipNews(sale_id, copy, state):
                current = self._model.sale
                if current is not None and current.sale.identity.sale_id == sale_id:
                    self._put(
                        replace(self._model, slips=slip_progress(self._model.slips, copy, state))
                    )
                self._transactions.slip_moved(news)
            case QueueNews(phase, _):
                self._put(replace(self._model, print_phase=phase))
            case SalesFound() | SalesFailed():
                self._transactions.found(news)
            case _:
                self._front_news(news)

    def _front_news(
        self, news: SignedIn | SignInRefused | OperatorsNews | Started | StartFailed | MoreNews
    ) -> None:
        match news:
            case SignedIn(operator):
                draft = new_draft(self._model.settings.sale.ceiling_minor)
                self._put(
                    replace(
                        self._model,
                        operator=operator,
                        sign_in=SignIn(selected_id=operator.operator_id),
                        page=Page.AMOUNT,
                        draft=draft,
                    )
                )
            case SignInRefused(reason):
                kept = self._model.sign_in.selected_id
                self._put(replace(self._model, sign_in=SignIn(selected_id=kept, error=reason)))
            case OperatorsNews(operators):
                first = operators[0].operator_id if operators else ""
                chosen = self._model.sign_in.selected_id or first
                sign_in = replace(self._model.sign_in, selected_id=chosen)
                self._put(replace(self._model, operators=operators, sign_in=sign_in))
            case Started(saved, about):
                self._started(dict(saved), about)
            case StartFailed(kind):
                self._put(replace(self._model, start_failed=kind, page=Page.TROUBLE))
            case SlipTested() | SupportSaved() | ContactCodes():
                self._more.news(news)

    def _say_busy(self) -> None:
        model = self._model
        if model.page is Page.SIGN_IN:
            chosen = model.sign_in.selected_id
            sign_in = SignIn(selected_id=chosen, error=Message("signin.starting"))
            self._put(replace(model, sign_in=sign_in))
        elif page_of(model) in {Page.CONFIRM, Page.DOUBT}:
            self._put(replace(model, busy_refused=True, page=Page.TROUBLE))

    def tick(self, now: float, clock: datetime) -> None:
        """Move the clocks on."""
        self._put(replace(self._model, now=now, clock=clock))

    # --- the model ------------------------------------------------------------------------

    def _put(self, model: TillModel) -> None:
        self._model = model
        self._changed(model)

    # --- sign-in --------------------------------------------------------------------------

    def _pick_operator(self, operator_id: str) -> None:
        if not self._model.sign_in.busy:
            self._put(replace(self._model, sign_in=SignIn(selected_id=operator_id)))

    def _try_pin(self, sign_in: SignIn) -> None:
        if sign_in.selected_id and len(sign_in.pin) >= PIN_MIN and not sign_in.busy:
            self._put(replace(self._model, sign_in=replace(sign_in, pin="", busy=True)))
            self._backend.sign_in(sign_in.selected_id, sign_in.pin)

    def _sign_out(self, _: str) -> None:
        operator = self._model.operator
        if operator is None or self._is_paying():
            return
        self._backend.sign_out(operator.operator_id)
        self._leave_sale(Page.SIGN_IN)
        self._put(replace(self._model, operator=None))

    # --- keypad and draft -----------------------------------------------------------------

    def _key(self, key: str) -> None:
        page = page_of(self._model)
        if page is Page.SIGN_IN:
            if key == "enter":
                self._try_pin(self._model.sign_in)
                return
            sign_in = press_pin(self._model.sign_in, key)
            self._put(replace(self._model, sign_in=sign_in))
            if len(sign_in.pin) == PIN_MAX:
                self._try_pin(sign_in)
        elif page is Page.AMOUNT:
            self._put(replace(self._model, draft=press_key(self._model.draft, key)))
        elif page is Page.TRANSACTIONS:
            self._transactions.key(key)

    def _tip(self, choice: str) -> None:
        if page_of(self._model) is Page.AMOUNT:
            self._put(replace(self._model, draft=pick_tip(self._model.draft, choice or "other")))

    def _go_method(self, _: str) -> None:
        model = self._model
        if page_of(model) is not Page.AMOUNT:
            return
        draft = leave_tip(model.draft)
        if draft_problem(draft, model.settings) is None:
            self._put(replace(self._model, draft=draft, page=Page.METHOD))

    def _pick_method(self, value: str) -> None:
        if page_of(self._model) is not Page.METHOD:
            return
        wallet, _, mode = value.partition(":")
        request = os.urandom(16).hex()
        draft = replace(
            self._model.draft, wallet=Wallet(wallet), mode=QrMode(mode), request=request
        )
        self._put(replace(self._model, draft=draft, page=Page.CONFIRM))

    def _back(self, _: str) -> None:
        page = page_of(self._model)
        draft = self._model.draft
        if page is Page.AMOUNT:
            ceiling = self._model.settings.sale.ceiling_minor
            self._put(
                replace(
                    self._model, draft=leave_tip(draft) if draft.editing_tip else new_draft(ceiling)
                )
            )
        elif page is Page.METHOD:
            self._put(replace(self._model, page=Page.AMOUNT))
        elif page is Page.CONFIRM and not draft.charging:
            self._put(replace(self._model, page=Page.METHOD))
        else:
            self._doubt.back()

    # --- the sale -------------------------------------------------------------------------

    def _confirm(self, _: str) -> None:
        model = self._model
        if page_of(model) is not Page.CONFIRM or model.draft.charging or model.operator is None:
            return
        draft = replace(model.draft, charging=True)
        self._backend.charge(to_sale_draft(draft, model.operator), draft.request)
        self._put(replace(self._model, draft=draft))

    def _begun(self, request: str, view: SaleView) -> None:
        if request != self._model.draft.request:
            self._sale_news(view)
            return
        draft = replace(self._model.draft, charging=False)
        self._put(
            replace(
                self._model, draft=draft, sale=view, slips=(), result_since=None, page=Page.SHOW_QR
            )
        )

    def _sale_news(self, view: SaleView) -> None:
        model = self._model
        if model.sale is None or model.sale.flow != view.flow:
            self._put(replace(self._model, others=self._others_with(view)))
            return
        on_screen = model.page in {Page.SHOW_QR, Page.RESULT}
        ended = view.state.phase in _ENDED and model.sale.state.phase not in _ENDED
        slips = model.slips
        if view.state.phase is Phase.APPROVED and not slips:
            slips = tuple((copy, SlipProgress.WAITING) for copy in SlipCopy)
        others = model.others if on_screen else self._others_with(view)
        self._put(
            replace(
                self._model,
                sale=view,
                slips=slips,
                others=tuple(o for o in others if not on_screen or o.flow != view.flow),
                result_since=model.now if ended and on_screen else model.result_since,
            )
        )

    def _others_with(self, view: SaleView) -> tuple[SaleView, ...]:
        """Return the sales that need somebody, with ``view`` among them if it does."""
        known = any(o.flow == view.flow for o in self._model.others)
        if not known and not needs_somebody(view):
            return self._model.others
        if known:
            return tuple(view if o.flow == view.flow else o for o in self._model.others)
        return (*self._model.others, view)[-MAX_NOTICES:]

    def _is_paying(self) -> bool:
        return page_of(self._model) is Page.SHOW_QR or self._model.draft.charging

    def _cancel_sale(self, _: str) -> None:
        view = self._model.sale
        if view is not None and page_of(self._model) is Page.SHOW_QR:
            self._backend.cancel(view.flow)

    def _check_now(self, _: str) -> None:
        view = self._model.sale
        if view is not None:
            self._backend.check(view.flow)

    def _new_sale(self, _: str) -> None:
        if not self._is_paying():
            self._leave_sale(Page.AMOUNT)

    def _retry_sale(self, _: str) -> None:
        """Take the same amount again, once the last try is known not to have been charged."""
        view = self._model.sale
        if view is None or view.state.phase not in {Phase.CLOSED, Phase.DECLINED}:
            return
        ceiling = self._model.settings.sale.ceiling_minor
        draft = draft_again(view.sale, ceiling, self._model.draft.tip_choice)
        self._put(replace(self._model, draft=draft, page=Page.METHOD, sale=None, result_since=None))

    def _leave_sale(self, page: Page) -> None:
        model = self._model
        view = model.sale
        others = model.others
        if view is not None and model.page in {Page.SHOW_QR, Page.RESULT}:
            others = tuple(o for o in others if o.flow != view.flow)
            if needs_somebody(view):
                others = (*others, view)[-MAX_NOTICES:]
        self._put(
            replace(
                model,
                page=page,
                others=others,
                draft=new_draft(model.settings.sale.ceiling_minor),
                refused=None,
                busy_refused=False,
            )
        )

    def _open_unfinished(self, flow: str) -> None:
        if self._is_paying():
            return
        view = next((o for o in self._model.others if o.flow == flow), None)
        if view is not None:
            self._show_sale(view)

    def _show_sale(self, view: SaleView) -> None:
        """Leave what is on the screen for a sale that is known."""
        self._leave_sale(Page.RESULT)
        others = tuple(o for o in self._model.others if o.flow != view.flow)
        self._put(replace(self._model, sale=view, others=others, slips=(), result_since=None))

    def _reprint(self, copy: str) -> None:
        view = self._model.sale
        if view is not None and view.state.phase is Phase.APPROVED:
            self._backend.reprint(view.sale.identity.sale_id, SlipCopy(copy))

    def _accept_late(self, _: str) -> None:
        view, operator = self._model.sale, self._model.operator
        if view is not None and operator is not None:
            self._backend.accept_late(view.flow, operator.operator_id)

    def _refund(self, _: str) -> None:
        view, operator = self._model.sale, self._model.operator
        if view is not None and operator is not None:
            self._backend.refund(view.flow, operator.operator_id)

    # --- around the sale ------------------------------------------------------------------

    def _open_page(self, value: str) -> None:
        if self._is_paying() or self._model.operator is None:
            return
        page = Page(value)
        if page not in {Page.AMOUNT, Page.TRANSACTIONS, *MORE_PAGES}:
            return
        if self._model.page in {Page.SHOW_QR, Page.RESULT, Page.TROUBLE}:
            self._leave_sale(page)
        else:
            self._put(replace(self._model, page=page))
        if page is Page.TRANSACTIONS:
            self._transactions.opened()
        self._more.opened(page)

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


def _lamp_order(status: DeviceStatus) -> int:
    return list(type(status.kind)).index(status.kind)


def needs_somebody(view: SaleView) -> bool:
    """True while a sale that is not on the screen must stay named."""
    phase = view.state.phase
    if phase is Phase.APPROVED:
        return any(
            p.state in {CreditState.INBOX, CreditState.REFUNDING} for p in view.state.payments
        )
    return phase not in {Phase.CLOSED, Phase.DECLINED, Phase.REFUNDED}
