"""The sale on the screen and the sales that wait: their news, and what is done with them."""

from __future__ import annotations

from dataclasses import replace

from kpay_desktop.domain.records import PrintState, SaleRecord, SlipCopy
from kpay_desktop.flows.card_view import CardSaleView
from kpay_desktop.flows.sale_view import (
    AnySaleView,
    ChargeBegun,
    ChargeRefused,
    ReprintRefused,
    SaleView,
)
from ui.back_state import holds_page
from ui.backend import SlipNews
from ui.cash_state import sold_for_cash
from ui.controller_part import ControlPart, Presses
from ui.presenter import page_of
from ui.sale_state import (
    PAYING_PAGES,
    SALE_PAGES,
    can_cancel,
    has_ended,
    has_slips,
    is_not_charged,
    needs_somebody,
    prints,
)
from ui.till_model import SlipProgress, TillModel, draft_again, new_draft, slip_progress
from ui.views import Action, Page

MAX_NOTICES = 100


class SaleControl(ControlPart):
    """The controller's part for a sale that was confirmed."""

    def _handlers(self) -> Presses:
        return {
            Action.CANCEL_SALE: self._cancel_sale,
            Action.CHECK_NOW: self._check_now,
            Action.NEW_SALE: self._new_sale,
            Action.RETRY_SALE: self._retry_sale,
            Action.REPRINT: self._reprint,
            Action.OPEN_UNFINISHED: self._open_unfinished,
        }

    # --- news -----------------------------------------------------------------------------

    def news(
        self,
        news: SaleView | CardSaleView | ChargeBegun | ChargeRefused | SlipNews | ReprintRefused,
    ) -> None:
        """Take in what the world says of a sale."""
        match news:
            case SaleView() | CardSaleView():
                self._sale_news(news)
            case ChargeBegun(request, view):
                self._begun(request, view)
            case ChargeRefused():
                self._refused(news)
            case SlipNews():
                self._slip(news.sale_id, news.copy, news.state)
            case ReprintRefused():
                self._slip(news.sale_id, news.copy, None)

    def _begun(self, request: str, view: AnySaleView) -> None:
        if request != self._model().draft.request:
            self._sale_news(view)
            return
        draft = replace(self._model().draft, charging=False)
        self._put(
            replace(
                self._model(),
                draft=draft,
                sale=view,
                slips=(),
                result_since=None,
                card=replace(self._model().card, is_blocked=False, noting=False),
                page=Page.SHOW_QR,
            )
        )

    def _refused(self, news: ChargeRefused) -> None:
        model = self._model()
        if news.request == model.draft.request:
            self._put(
                replace(
                    model,
                    draft=replace(model.draft, charging=False),
                    refused=news.kind,
                    shut=news.shut,
                    busy_refused=news.kind is None and news.shut is None,
                    page=Page.TROUBLE,
                )
            )

    def _sale_news(self, view: AnySaleView) -> None:
        model = self._model()
        if model.sale is None or model.sale.flow != view.flow:
            self._put(replace(self._model(), others=self._others_with(view)))
            return
        on_screen = model.page in SALE_PAGES
        ended = has_ended(view) and not has_ended(model.sale)
        slips = model.slips
        # Of a sale that was approved before it came to the screen it is not known where they are.
        if prints(view) and not prints(model.sale) and not slips:
            slips = tuple((copy, SlipProgress.WAITING) for copy in SlipCopy)
        others = model.others if on_screen else self._others_with(view)
        self._put(
            replace(
                self._model(),
                sale=view,
                slips=slips,
                others=tuple(o for o in others if not on_screen or o.flow != view.flow),
                result_since=model.now if ended and on_screen else model.result_since,
            )
        )

    def _slip(self, sale_id: int, copy: SlipCopy, state: PrintState | None) -> None:
        model = self._model()
        shown = _shown(model)
        if shown is not None and shown.identity.sale_id == sale_id:
            self._put(replace(model, slips=slip_progress(model.slips, copy, state)))

    def _others_with(self, view: AnySaleView) -> tuple[AnySaleView, ...]:
        """Return the sales that need somebody, with ``view`` among them if it does."""
        known = any(o.flow == view.flow for o in self._model().others)
        if not known and not needs_somebody(view):
            return self._model().others
        if known:
            return tuple(view if o.flow == view.flow else o for o in self._model().others)
        return (*self._model().others, view)[-MAX_NOTICES:]

    # --- coming and going -----------------------------------------------------------------

    def leave(self, page: Page) -> None:
        """Go to a page; a sale that still needs somebody stays named among the others."""
        self._put(self._left(page))

    def _left(self, page: Page) -> TillModel:
        model = self._model()
        view = model.sale
        others = model.others
        if view is not None and model.page in SALE_PAGES:
            others = tuple(o for o in others if o.flow != view.flow)
            if needs_somebody(view):
                others = (*others, view)[-MAX_NOTICES:]
        return replace(
            model,
            page=page,
            others=others,
            draft=new_draft(model.settings.sale.ceiling_minor),
            doubt=None,
            refused=None,
            shut=None,
            busy_refused=False,
            card=replace(model.card, is_blocked=False, noting=False),
        )

    def show(self, view: AnySaleView) -> None:
        """Leave what is on the screen for a sale that is known."""
        model = self._left(Page.RESULT)
        others = tuple(o for o in model.others if o.flow != view.flow)
        # At once: no window is shown the page of a sale without one, or with the last one.
        self._put(replace(model, sale=view, others=others, slips=(), result_since=None))

    def _open_unfinished(self, flow: str) -> None:
        if is_paying(self._model()):
            return
        view = next((o for o in self._model().others if o.flow == flow), None)
        if view is not None:
            self.show(view)

    def _new_sale(self, _: str) -> None:
        if not is_paying(self._model()):
            self.leave(Page.AMOUNT)

    def _retry_sale(self, _: str) -> None:
        """Take the same amount again, once the last try is known not to have been charged."""
        view = self._model().sale
        if view is not None and is_not_charged(view) and self._model().page in SALE_PAGES:
            self.take_again(view, no_card=False)

    def take_again(self, view: AnySaleView, *, no_card: bool) -> None:
        """Take the amount of a sale that is not charged once more; ``no_card``: see ``Draft``.

        Where that sale only stood in the way of another one, that one goes on.
        """
        model = self._model()
        if model.card.is_blocked:
            draft = replace(model.draft, method=None)
        else:
            ceiling = model.settings.sale.ceiling_minor
            draft = draft_again(view.sale, ceiling, model.draft.tip_choice)
        again = replace(draft, no_card=no_card)
        left = self._left(Page.METHOD)
        self._put(replace(left, draft=again, sale=None, result_since=None))

    # --- what is done with it -------------------------------------------------------------

    def _cancel_sale(self, _: str) -> None:
        view = self._model().sale
        if view is not None and page_of(self._model()) in PAYING_PAGES and can_cancel(view):
            self._backend.cancel(view.flow)

    def _check_now(self, _: str) -> None:
        view = self._model().sale
        if isinstance(view, SaleView):
            self._backend.check(view.flow)

    def _reprint(self, copy: str) -> None:
        model = self._model()
        view, sale = model.sale, _shown(model)
        printed = view is None or has_slips(view)
        if sale is not None and printed and copy in {each.value for each in SlipCopy}:
            self._backend.reprint(sale.identity.sale_id, SlipCopy(copy))


def _shown(model: TillModel) -> SaleRecord | None:
    """Return the sale on the screen, or that was the last there, however it was paid."""
    return sold_for_cash(model) if model.sale is None else model.sale.sale


def is_paying(model: TillModel) -> bool:
    """True while the customer pays: nothing leads away from the sale then."""
    return page_of(model) in PAYING_PAGES or model.draft.charging or holds_page(model)
