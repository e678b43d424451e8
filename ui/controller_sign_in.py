"""Who is at the counter: operators, PINs, at the sign-in page and at the lock, and signing out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kpay_desktop.domain.message import Message
from kpay_desktop.domain.operator import PIN_MAX, PIN_MIN
from ui.backend import OperatorsNews, SignedIn, SignInRefused
from ui.controller_part import ControlPart, ModelPort, Presses
from ui.controller_sale import is_paying
from ui.locking import unlocks_for_owner
from ui.till_model import SignIn, new_draft, press_pin
from ui.views import Action, Page


class SignInControl(ControlPart):
    """The controller's part for PINs. ``leave`` leaves a sale for a page."""

    def __init__(self, port: ModelPort, leave: Callable[[Page], None]) -> None:
        super().__init__(port)
        self._leave = leave

    def _handlers(self) -> Presses:
        return {
            Action.SIGN_OUT: self._sign_out,
        }

    def news(self, news: SignedIn | SignInRefused | OperatorsNews) -> None:
        """Take in who may sign in, and whether the PIN was right."""
        model = self._model()
        match news:
            case SignedIn(operator):
                self._put(
                    replace(
                        model,
                        operator=operator,
                        sign_in=SignIn(selected_id=operator.operator_id),
                        page=Page.AMOUNT,
                        draft=new_draft(model.settings.sale.ceiling_minor),
                    )
                )
            case SignInRefused(reason):
                emptied = self._emptied(reason)
                self._put(replace(model, sign_in=emptied, pin_refused_at=model.now))
            case OperatorsNews(operators):
                first = operators[0].operator_id if operators else ""
                chosen = model.sign_in.selected_id or first
                sign_in = replace(model.sign_in, selected_id=chosen)
                self._put(replace(model, operators=operators, sign_in=sign_in))

    def key(self, key: str) -> None:
        """Take a key of the PIN. The longest PIN is tried without Enter."""
        if key == "enter":
            self._try_pin(self._model().sign_in)
            return
        sign_in = press_pin(self._model().sign_in, key)
        self._put(replace(self._model(), sign_in=sign_in))
        if len(sign_in.pin) == PIN_MAX:
            self._try_pin(sign_in)

    def busy(self) -> None:
        """Say that the till is still starting; the PIN is asked for again."""
        self._put(replace(self._model(), sign_in=self._emptied(Message("signin.starting"))))

    def _emptied(self, error: Message) -> SignIn:
        return SignIn(selected_id=self._model().sign_in.selected_id, error=error)

    def _try_pin(self, sign_in: SignIn) -> None:
        if sign_in.selected_id and len(sign_in.pin) >= PIN_MIN and not sign_in.busy:
            self._put(replace(self._model(), sign_in=replace(sign_in, pin="", busy=True)))
            model = self._model()
            if model.lock is None or model.operator is None:
                self._backend.sign_in(sign_in.selected_id, sign_in.pin)
            else:
                self._backend.unlock(
                    sign_in.selected_id,
                    sign_in.pin,
                    model.operator.operator_id,
                    for_owner=unlocks_for_owner(model, sign_in.selected_id),
                )

    def pick(self, operator_id: str) -> None:
        """Choose who is about to sign in; a PIN that was begun is forgotten."""
        if not self._model().sign_in.busy:
            self._put(replace(self._model(), sign_in=SignIn(selected_id=operator_id)))

    def _sign_out(self, _: str) -> None:
        operator = self._model().operator
        if operator is None or is_paying(self._model()):
            return
        self._backend.sign_out(operator.operator_id)
        self._leave(Page.SIGN_IN)
        self._put(replace(self._model(), operator=None))
