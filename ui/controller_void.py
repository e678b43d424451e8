"""The Void page's presses and news: finding a sale, and giving its money back with leave."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from dataclasses import replace

from kpay_desktop.domain.approval import Act, Supervised
from kpay_desktop.domain.ledger import ReturnCandidate
from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.money import AmountEntry
from kpay_desktop.domain.operator import PIN_MAX, PIN_MIN
from kpay_desktop.domain.records import SaleRecord
from kpay_desktop.domain.returns import (
    ReturnKind,
    ReturnProblem,
    left_minor,
    refund_problem,
    void_problem,
)
from kpay_desktop.flows.back_view import (
    CandidatesTold,
)
from kpay_desktop.receipts.slip_code import SlipCode
from ui.back_state import forget_shown, shown_back
from ui.backend import Authorised, AuthoriseRefused
from ui.controller_authorise import DoneWithLeave
from ui.controller_part import ControlPart, ModelPort, Presses
from ui.present_authorise import approvers, first_approver
from ui.present_void import REFUND_HELPS, offered_kinds, said_of
from ui.presenter import page_of
from ui.sale_search import begins_code, typed_after, typed_slip
from ui.views import Action, Page
from ui.void_model import (
    VOUCHER_DIGITS,
    Filled,
    Paid,
    Stage,
    VoidModel,
    chosen_of,
    failed,
    fresh,
    is_ended,
    press_figure,
    press_pin_of,
)

log = logging.getLogger(__name__)

#: How long a scanner may take for a whole code; what is left of one after that was broken off.
CODE_S = 2.0
_KINDS = {ReturnKind.VOID: Supervised.VOID, ReturnKind.REFUND: Supervised.REFUND}


class VoidControl(ControlPart):
    """The controller's part for what comes before money goes back: the form.

    ``leave`` leaves a sale for a page; ``ask`` opens the panel in which a supervisor gives leave;
    ``begin`` gives the money back, with the number of the leave.
    """

    def __init__(
        self,
        port: ModelPort,
        leave: Callable[[Page], None],
        ask: Callable[[Act, DoneWithLeave], None],
        begin: Callable[[VoidModel, str], None],
    ) -> None:
        super().__init__(port)
        self._leave = leave
        self._ask = ask
        self._begin = begin

    def _handlers(self) -> Presses:
        on_page: Presses = {
            Action.VOID_KIND: self._pick_kind,
            Action.VOID_FIELD: self._pick_field,
            Action.VOID_FIND: lambda _: self._find(),
            Action.VOID_SALE: lambda _: self._void(),
            Action.REFUND_PART: self._pick_part,
            Action.REFUND_SALE: lambda _: self._refund(),
            Action.REFUND_INSTEAD: lambda _: self._refund_instead(),
        }
        return {action: self._on_page(handler) for action, handler in on_page.items()}

    def _on_page(self, handler: Callable[[str], None]) -> Callable[[str], None]:
        def carry_out(value: str) -> None:
            if page_of(self._model()) is Page.VOID:
                handler(value)

        return carry_out

    @property
    def _void_model(self) -> VoidModel:
        return self._model().void

    def _change(self, void: VoidModel) -> None:
        if void != self._model().void:
            self._put(replace(self._model(), void=void))

    # --- coming ---------------------------------------------------------------------------

    def opened(self) -> None:
        """Begin with an empty form, whatever was shown before."""
        self._forget_shown()
        self._change(self._form(fresh(self._void_model)))

    def _forget_shown(self) -> None:
        """Name no longer what has ended on this page: it was seen."""
        model = forget_shown(self._model())
        if model is not self._model():
            self._put(model)

    def _form(self, void: VoidModel) -> VoidModel:
        return replace(void, approver_id=first_approver(self._model(), Supervised.VOID))

    def open_for(self, sale: SaleRecord, kind: ReturnKind) -> None:
        """Begin with a sale that was chosen elsewhere: its PIN is asked for, or its amount."""
        self._forget_shown()
        void = self._form(fresh(self._void_model, Paid.of(sale.method)))
        void = replace(
            void,
            kind=kind,
            voucher=sale.identity.voucher,
            sale_id=sale.identity.sale_id,
            filled=Filled.PIN,
        )
        self._leave(Page.VOID)
        self._change(void)
        if kind is ReturnKind.REFUND:
            self._look_up(void)

    def scanned(self, slip: SlipCode) -> None:
        """Fill the form with a slip that was scanned."""
        void = self._void_model
        if void.stage is not Stage.FORM:
            return
        own = self._model().settings.terminal.terminal_id
        if slip.terminal_id != own:
            problem = message("transactions.other_till", terminal=slip.terminal_id)
            self._change(replace(void, voucher="", slip=None, problem=problem))
            return
        filled = replace(void, voucher=slip.voucher, slip=slip, sale_id=0, filled=Filled.PIN)
        self._change(replace(filled, problem=None, refunds=False))

    def type(self, text: str) -> None:
        """Take what is typed: figures as the keypad's, and a slip's code as a scanner's."""
        for character in text:
            void, now = self._void_model, self._model().now
            begun = void.code if now - void.code_at <= CODE_S else ""
            code = typed_after(begun, character)
            if void.stage is Stage.FORM and begins_code(code):
                slip = typed_slip(code)
                self._change(replace(void, code="" if slip else code, code_at=now))
                if slip is not None:
                    self.scanned(slip)
            else:
                self._change(replace(void, code=""))
                self.key(character)

    # --- the form -------------------------------------------------------------------------

    def _pick_kind(self, value: str) -> None:
        """Choose how it was paid. The question is given up by it: another sale may be meant."""
        void = self._void_model
        if void.stage in {Stage.FORM, Stage.QUESTION} and value in {paid.value for paid in Paid}:
            if void.stage is Stage.QUESTION:
                void = replace(void, stage=Stage.FORM, approval_no="")
            if void.can_find:
                # The number stands there, so the PIN is next: nothing but that is to be keyed.
                void = replace(void, filled=Filled.PIN)
            self._change(
                replace(void, paid=Paid(value), sale_id=0, slip=None, problem=None, refunds=False)
            )

    def _pick_field(self, value: str) -> None:
        void = self._void_model
        if void.stage is Stage.FORM and value in {field.value for field in Filled}:
            self._change(replace(void, filled=Filled(value), problem=None, refunds=False))

    def pick(self, operator_id: str) -> None:
        """Choose whose PIN is typed; one that was begun is forgotten."""
        void = self._void_model
        able = {one.operator_id for one in approvers(self._model(), Supervised.VOID)}
        if void.stage is Stage.FORM and operator_id in able:
            self._change(
                replace(void, approver_id=operator_id, pin="", filled=Filled.PIN, problem=None)
            )

    def key(self, key: str) -> None:
        """Take a key of the keypad: of the voucher, the PIN, or a refund's amount."""
        # Who types looks at the keys.
        self._change(replace(self._void_model, camera=False))
        void = self._void_model
        if void.stage is Stage.AMOUNT:
            amount = (AmountEntry(void.amount.max_minor) if void.whole else void.amount).press(key)
            self._change(replace(void, amount=amount, whole=False, problem=None))
        elif void.stage is Stage.FORM and void.filled is Filled.PIN:
            self._change(press_pin_of(void, key))
            if len(self._void_model.pin) == PIN_MAX and void.can_find:
                # The longest PIN is tried without Enter.
                self._find()
        elif void.stage is Stage.FORM:
            self._type(void, key)

    def _type(self, void: VoidModel, key: str) -> None:
        # A figure behind six figures begins the next number.
        before = "" if len(void.voucher) == VOUCHER_DIGITS else void.voucher
        ends = key in {"back", "clear"}
        voucher = press_figure(void.voucher if ends else before, key, VOUCHER_DIGITS)
        if voucher == void.voucher:
            return
        typed = replace(void, voucher=voucher, slip=None, sale_id=0, problem=None, refunds=False)
        # All six figures are there: the PIN is next.
        self._change(replace(typed, filled=Filled.PIN) if typed.can_find else typed)

    def back(self) -> bool:
        """Take one thing back, of what is typed or asked; False: what is shown is under way."""
        void, view = self._void_model, shown_back(self._model())
        if view is not None and not is_ended(view):
            return False
        if void.camera:
            self._change(replace(void, camera=False))
        elif void.stage is Stage.FORM and void.pin:
            self._change(replace(void, pin=""))
        elif void.stage is Stage.FORM and void.filled is Filled.PIN:
            self._change(replace(void, filled=Filled.VOUCHER, problem=None, refunds=False))
        elif void.stage is not Stage.BEGINNING:
            self.opened()
        return True

    # --- finding --------------------------------------------------------------------------

    def _find(self) -> None:
        void = self._void_model
        if void.stage is not Stage.FORM or void.problem is not None:
            return
        if not void.can_find:
            # A number is read out without its noughts.
            voucher = void.voucher.zfill(VOUCHER_DIGITS) if void.has_number else void.voucher
            whole = replace(void, voucher=voucher, slip=None, sale_id=0)
            self._change(replace(whole, filled=Filled.PIN if whole.can_find else Filled.VOUCHER))
        elif not void.approver_id or len(void.pin) < PIN_MIN:
            self._change(replace(void, filled=Filled.PIN))
        else:
            self._look_up(void)

    def _look_up(self, void: VoidModel) -> None:
        request = void.request + 1
        if void.sale_id:
            self._backend.back.find_sale(request, void.sale_id)
        else:
            self._backend.back.find(request, void.voucher)
        self._change(replace(void, request=request, stage=Stage.FINDING, problem=None))

    def found(self, news: CandidatesTold) -> None:
        """Take in which sales there are; an answer to an earlier search does nothing."""
        void = self._void_model
        if news.request != void.request or void.stage is not Stage.FINDING:
            return
        if news.kind is not None:
            self._fail(Message(f"trouble.{news.kind.value}"))
            return
        found = chosen_of(news.found, void)
        if found is None and news.refund_of:
            self._fail(message("void.is_refund", refund=void.voucher, sale=news.refund_of))
        elif found is None:
            self._fail(Message(ReturnProblem.UNKNOWN_VOUCHER.value))
        elif void.kind is ReturnKind.REFUND:
            self._to_amount(found)
        else:
            self._to_question(found)

    def _to_question(self, found: ReturnCandidate) -> None:
        """Ask for leave for that sale, before it is shown with the question."""
        void = replace(self._void_model, found=found)
        if void.slip is not None or Paid.of(found.sale.method) not in offered_kinds(self._model()):
            # A slip says which sale it is, however that was paid; and nobody can choose a kind that
            # the shop does not offer any more.
            void = replace(void, paid=Paid.of(found.sale.method))
        problem = void_problem(found.returnable, void.paid.methods)
        if problem is not None:
            self._change(void)
            self._fail(Message(problem.value), refunds=self._refund_helps(found, problem))
            return
        operator = self._model().operator
        if operator is None:
            return
        asking = os.urandom(16).hex()
        act = self._act(found, void, operator.operator_id)
        self._backend.authorise(asking, act, void.approver_id, void.pin)
        self._change(replace(void, stage=Stage.PROVING, asking=asking, pin=""))

    def _refund_helps(self, found: ReturnCandidate, problem: ReturnProblem) -> bool:
        return problem in REFUND_HELPS and self._problem_of(found, 1) is None

    def _act(self, found: ReturnCandidate, void: VoidModel, operator_id: str) -> Act:
        identity = found.sale.identity
        return Act(
            _KINDS[void.kind],
            f"sale:{identity.sale_id}",
            identity.voucher,
            replace(void, found=found).amount_minor,
            operator_id,
        )

    def _fail(self, why: Message, *, refunds: bool = False) -> None:
        self._change(failed(self._void_model, why, refunds=refunds))

    def proved(self, news: Authorised | AuthoriseRefused) -> None:
        """Take in what the PIN came to. An answer to a form that was left does nothing."""
        void = self._void_model
        if news.request != void.asking or void.stage is not Stage.PROVING:
            return
        match news:
            case AuthoriseRefused(_, reason):
                self._fail(reason)
                self._change(replace(self._void_model, filled=Filled.PIN))
            case Authorised(_, approval_no):
                shown = replace(void, asking="", approval_no=approval_no, stage=Stage.QUESTION)
                self._change(shown)

    def busy(self) -> None:
        """Say that the till cannot take it at the moment."""
        void = self._void_model
        if void.stage is Stage.AMOUNT:
            self._change(replace(void, problem=Message("trouble.busy")))
        elif void.stage is not Stage.SHOWN:
            self._fail(Message("trouble.busy"))

    # --- a refund -------------------------------------------------------------------------

    def _refund_instead(self) -> None:
        """Refund what cannot be voided."""
        void, view = self._void_model, shown_back(self._model())
        if view is not None and view.state.can_refund:
            self.open_for(view.back.sale, ReturnKind.REFUND)
        elif void.stage is Stage.FORM and void.refunds and void.found is not None:
            self.open_for(void.found.sale, ReturnKind.REFUND)

    def _to_amount(self, found: ReturnCandidate) -> None:
        left = left_minor(found.returnable)
        problem = self._problem_of(found, 1)
        if problem is not None:
            self._change(replace(self._void_model, found=found))
            self._fail(Message(problem.value))
            return
        empty = AmountEntry(max_minor=self._model().settings.sale.ceiling_minor)
        self._change(
            replace(
                self._void_model,
                found=found,
                stage=Stage.AMOUNT,
                amount=empty,
                whole=left == found.sale.total_minor,
                problem=None,
            )
        )

    def _problem_of(self, found: ReturnCandidate, amount_minor: int) -> ReturnProblem | None:
        limits = self._model().settings.returns.limits(found.sale.method)
        return refund_problem(found.returnable, amount_minor, self._model().clock, limits)

    def _pick_part(self, value: str) -> None:
        void = self._void_model
        if void.stage is Stage.AMOUNT:
            empty = AmountEntry(max_minor=void.amount.max_minor)
            self._change(replace(void, whole=value == "whole", amount=empty, problem=None))

    def _refund(self) -> None:
        void, operator = self._void_model, self._model().operator
        if void.stage is not Stage.AMOUNT or void.found is None or operator is None:
            return
        problem = self._problem_of(void.found, void.amount_minor)
        if problem is not None:
            self._change(replace(void, problem=said_of(problem, void)))
            return
        self._ask(self._act(void.found, void, operator.operator_id), self._let_refund)

    def _let_refund(self, act: Act, approval_no: str) -> None:
        """Refund what was let be refunded, if it still stands there."""
        void, operator = self._void_model, self._model().operator
        if void.stage is not Stage.AMOUNT or void.found is None or operator is None:
            return
        if self._act(void.found, void, operator.operator_id) == act:
            self._begin(void, approval_no)

    def _void(self) -> None:
        void = self._void_model
        if void.stage is Stage.QUESTION and void.approval_no:
            self._begin(void, void.approval_no)
