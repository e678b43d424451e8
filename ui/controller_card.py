"""The presses and news of a sale by card beyond those of every sale."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from kpay_desktop.domain.signature import Signature
from kpay_desktop.flows.back_view import BackView
from kpay_desktop.flows.card_sale.state import Phase
from kpay_desktop.flows.card_view import CardBlocked, CardSaleView
from kpay_desktop.flows.sale_view import AnySaleView
from kpay_desktop.flows.unreadable import Unreadable
from kpay_desktop.ports_cards import WaysTold
from ui.back_state import with_back, with_unreadable
from ui.card_model import MOST_CONTACT, CardModel
from ui.controller_part import ControlPart, ModelPort, Presses
from ui.presenter import page_of
from ui.sale_state import is_reversing, is_signing
from ui.views import Action, Page

NONE_OF_THEM = "none"


class TakeAgain(Protocol):
    """Leads to the ways to pay, with the amount of a sale that is not charged."""

    def __call__(self, view: AnySaleView, *, no_card: bool) -> None:
        """Go there; ``no_card``: cards are left out."""


class CardControl(ControlPart):
    """The controller's part for cards: reading, confirming, signing, and reversals."""

    def __init__(self, port: ModelPort, take_again: TakeAgain) -> None:
        super().__init__(port)
        self._take_again = take_again

    def _handlers(self) -> Presses:
        return {
            Action.CONFIRM_CARD: self._confirm,
            Action.CHOOSE_APPLICATION: self._choose,
            Action.SIGNED: self._signed,
            Action.SIGN_ON_PAPER: self._sign_on_paper,
            Action.REVERSE_NOW: self._reverse_now,
            Action.NOTE_CONTACT: lambda _: self._note(noting=True),
            Action.LEAVE_CONTACT: lambda _: self._note(noting=False),
            Action.SAVE_CONTACT: self._save_contact,
            Action.OTHER_WAY: self._other_way,
        }

    # --- news -----------------------------------------------------------------------------

    def news(self, news: CardBlocked | WaysTold) -> None:
        """Take in what the world says of cards."""
        match news:
            case WaysTold(ways):
                self._change(replace(self._model().card, ways=ways))
            case CardBlocked(request, view):
                if isinstance(view, CardSaleView):
                    self._blocked(request, view)
                else:
                    self._blocked_by_other(request, view)

    def changed(self, view: CardSaleView) -> None:
        """Note since when the next reversal is waited for; called before the sale is shown."""
        before = self._model().sale
        if before is None or before.flow != view.flow or not isinstance(before, CardSaleView):
            return
        if view.retry_at != before.retry_at:
            since = None if view.retry_at is None else self._model().now
            self._change(replace(self._model().card, retry_since=since))

    def _blocked(self, request: str, view: CardSaleView) -> None:
        """Show the reversal that goes first; what was to be charged stays the draft."""
        model = self._model()
        if request != model.draft.request:
            return
        self._put(
            replace(
                model,
                draft=replace(model.draft, charging=False),
                sale=view,
                others=tuple(o for o in model.others if o.flow != view.flow),
                slips=(),
                result_since=None,
                card=replace(model.card, is_blocked=True, noting=False, retry_since=model.now),
                page=Page.SHOW_QR,
            )
        )

    def _blocked_by_other(self, request: str, view: BackView | Unreadable) -> None:
        """Offer the other ways to pay: the bar names what goes first, or what cannot be read."""
        model = self._model()
        if isinstance(view, BackView):
            model = with_back(model, view)
        else:
            model = with_unreadable(model, view)
        if request == model.draft.request:
            draft = replace(model.draft, charging=False, no_card=True, method=None)
            model = replace(model, draft=draft, page=Page.METHOD)
        self._put(model)

    def _change(self, card: CardModel) -> None:
        if card != self._model().card:
            self._put(replace(self._model(), card=card))

    # --- presses --------------------------------------------------------------------------

    def _on(self, page: Page) -> CardSaleView | None:
        """Return the sale by card of the page, if that page stands."""
        model = self._model()
        view = model.sale
        if page_of(model) is not page or not isinstance(view, CardSaleView):
            return None
        return view

    def _in(self, phase: Phase) -> CardSaleView | None:
        view = self._on(Page.CARD)
        return view if view is not None and view.state.phase is phase else None

    def _confirm(self, _: str) -> None:
        view = self._in(Phase.CONFIRMING)
        if view is not None:
            self._backend.cards.confirm(view.flow)

    def _choose(self, value: str) -> None:
        view = self._in(Phase.CHOOSING)
        if view is None:
            return
        if value == NONE_OF_THEM:
            self._backend.cards.choose(view.flow, None)
        elif value in {str(index) for index in range(len(view.state.labels))}:
            self._backend.cards.choose(view.flow, int(value))

    def _signed(self, value: str) -> None:
        view = self._on(Page.CARD)
        if view is None or not is_signing(view):
            return
        try:
            signature = Signature.of_text(value)
        except ValueError:
            # No pad of ours makes one: the customer can sign again, or on paper.
            return
        self._backend.cards.sign(view.flow, signature)

    def _sign_on_paper(self, _: str) -> None:
        view = self._on(Page.CARD)
        if view is not None and is_signing(view):
            self._backend.cards.sign_on_paper(view.flow)

    def _reverse_now(self, _: str) -> None:
        view = self._on(Page.UNFINISHED)
        if view is not None:
            self._backend.cards.reverse_now(view.flow)

    def _note(self, *, noting: bool) -> None:
        if self._on(Page.UNFINISHED) is not None:
            self._change(replace(self._model().card, noting=noting))

    def _save_contact(self, value: str) -> None:
        view = self._on(Page.UNFINISHED)
        contact = " ".join(value.split())[:MOST_CONTACT]
        if view is None or not self._model().card.noting:
            return
        if contact:
            self._backend.cards.note_contact(view.flow, contact)
        self._change(replace(self._model().card, noting=False))

    def _other_way(self, _: str) -> None:
        view = self._on(Page.UNFINISHED)
        if view is not None and is_reversing(view):
            self._take_again(view, no_card=True)
