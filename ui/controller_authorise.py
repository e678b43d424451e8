"""The panel in which a supervisor authorises one act: asking, the PIN, and doing it."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from kpay_desktop.domain.approval import Act, Supervised
from kpay_desktop.domain.message import Message
from kpay_desktop.domain.operator import PIN_MAX, PIN_MIN
from kpay_desktop.flows.sale_view import SaleView
from kpay_desktop.flows.wallet_sale.decision import act_of
from kpay_desktop.ports import BusyError
from ui.backend import Authorised, AuthoriseRefused
from ui.controller_part import ControlPart, ModelPort, Presses
from ui.present_authorise import approvers, first_approver
from ui.presenter import page_of
from ui.till_model import Authorise, SignIn, press_pin
from ui.views import Action, Page

DoneWithLeave: TypeAlias = Callable[[Act, str], None]
"""Does what was let happen: it is given the act and the number of the leave."""

#: Presses that leave the panel open; whatever else is pressed closes it, as Cancel does.
STAYS = frozenset(
    {
        Action.KEY,
        Action.BACK,
        Action.PICK_OPERATOR,
        Action.AUTHORISE,
        Action.LANGUAGE,
        Action.CUSTOMER_LANGUAGE,
        Action.SHOP_CUSTOMER_LANGUAGE,
        Action.THEME,
        Action.FULL_SCREEN,
        Action.DEMO_DESK,
        Action.QUIT,
    }
)


class AuthoriseControl(ControlPart):
    """The controller's part for supervised acts.

    The page below stays what it is: the panel is shown over it while ``TillModel.authorise`` is
    there, and closing it leads back.
    """

    def __init__(self, port: ModelPort) -> None:
        super().__init__(port)
        self._then: DoneWithLeave = self._decide

    def _handlers(self) -> Presses:
        return {
            Action.ACCEPT_LATE: lambda _: self._ask_for_sale(Supervised.ACCEPT_LATE),
            Action.REFUND_LATE: lambda _: self._ask_for_sale(Supervised.REFUND_LATE),
            Action.CONFIRM_BY_HAND: lambda _: self._ask_for_sale(Supervised.CONFIRM_BY_HAND),
            Action.AUTHORISE: lambda _: self._try_pin(),
        }

    # --- asking ---------------------------------------------------------------------------

    def _ask_for_sale(self, kind: Supervised) -> None:
        model = self._model()
        view, operator = model.sale, model.operator
        pages = {Page.RESULT}
        if kind is Supervised.CONFIRM_BY_HAND:
            # Somebody has seen the money while the code is still shown.
            pages = {Page.RESULT, Page.SHOW_QR}
        if not isinstance(view, SaleView) or operator is None or page_of(model) not in pages:
            return
        act = act_of(view.state, view.flow, kind, operator.operator_id)
        if act is not None:
            self.ask(act)

    def ask(self, act: Act, then: DoneWithLeave | None = None) -> None:
        """Open the panel for ``act``; whoever is signed in is chosen if they may authorise it.

        ``then`` is what the leave is for; without it money that waits is decided about.
        """
        model = self._model()
        self._then = then or self._decide
        first = first_approver(model, act.kind)
        panel = Authorise(act, os.urandom(16).hex(), SignIn(selected_id=first))
        self._put(replace(model, authorise=panel))

    def close(self) -> None:
        """Close the panel, if it is open; nothing is done."""
        if self._model().authorise is not None:
            self._put(replace(self._model(), authorise=None))

    # --- the PIN --------------------------------------------------------------------------

    def pick(self, operator_id: str) -> None:
        """Choose whose PIN is typed; one that was begun is forgotten."""
        panel = self._model().authorise
        if panel is None or panel.entry.busy:
            return
        if operator_id in {o.operator_id for o in approvers(self._model(), panel.act.kind)}:
            self._enter(panel, SignIn(selected_id=operator_id))

    def key(self, key: str) -> None:
        """Take a key of the PIN. The longest PIN is tried without Enter."""
        panel = self._model().authorise
        if panel is None:
            return
        entry = press_pin(panel.entry, key)
        self._enter(panel, entry)
        if len(entry.pin) == PIN_MAX:
            self._try_pin()

    def _try_pin(self) -> None:
        panel = self._model().authorise
        if panel is None:
            return
        entry = panel.entry
        if entry.selected_id and len(entry.pin) >= PIN_MIN and not entry.busy:
            self._enter(panel, replace(entry, pin="", busy=True))
            self._backend.authorise(panel.request, panel.act, entry.selected_id, entry.pin)

    def busy(self) -> None:
        """Say that the till cannot take it at the moment; the PIN is asked for again."""
        panel = self._model().authorise
        if panel is not None:
            self._refuse(panel, Message("authorise.busy"))

    def _enter(self, panel: Authorise, entry: SignIn) -> None:
        self._put(replace(self._model(), authorise=replace(panel, entry=entry)))

    def _refuse(self, panel: Authorise, why: Message) -> None:
        self._enter(panel, SignIn(selected_id=panel.entry.selected_id, error=why))

    # --- news -----------------------------------------------------------------------------

    def news(self, news: Authorised | AuthoriseRefused) -> None:
        """Take in what the PIN came to. An answer to a panel that was closed does nothing."""
        if isinstance(news, AuthoriseRefused):
            self._put(replace(self._model(), pin_refused_at=self._model().now))
        panel = self._model().authorise
        if panel is None or panel.request != news.request:
            return
        match news:
            case AuthoriseRefused(_, reason):
                self._refuse(panel, reason)
            case Authorised(_, approval_no):
                self._do(panel, approval_no)

    def _do(self, panel: Authorise, approval_no: str) -> None:
        try:
            self._then(panel.act, approval_no)
        except BusyError:
            self.busy()
        else:
            self.close()

    def _decide(self, act: Act, approval_no: str) -> None:
        self._backend.decide(act.subject, act.kind, approval_no)

    def sale_changed(self, view: SaleView) -> None:
        """Close the panel if what it is about has changed meanwhile: somebody has to look again."""
        panel = self._model().authorise
        if panel is None or panel.act.subject != view.flow:
            return
        act = panel.act
        if act_of(view.state, view.flow, act.kind, act.operator_id) != act:
            self.close()
