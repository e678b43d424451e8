"""The Transactions page's presses and news: looking for sales, and what is done with one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.records import SaleFilter, SalePage, SaleRecord, SlipCopy, SlipKind
from kpay_desktop.domain.sale import SaleState
from kpay_desktop.flows.back_view import CandidatesTold
from kpay_desktop.flows.sale_view import ReprintRefused
from kpay_desktop.ports import BusyError
from ui.backend import SalesFailed, SalesFound, SlipNews
from ui.backend_day import PaperNews
from ui.controller_part import ControlPart, Presses
from ui.sale_search import (
    ALL_DAYS,
    VOUCHER_DIGITS,
    Panel,
    SaleSearch,
    Way,
    list_filter,
    stepped,
    typed_after,
    typed_slip,
    typed_voucher,
    with_choice,
    with_page,
)
from ui.sale_state import PRINTED_STATES
from ui.till_model import SlipProgress, slip_progress
from ui.views import Action, Page


class TransactionsControl(ControlPart):
    """The controller's part for this page: it changes ``TillModel.search`` alone."""

    def _handlers(self) -> Presses:
        on_page: Presses = {
            Action.TYPE: self._type,
            Action.FIND: self._find,
            Action.FIND_DONE: self._find_done,
            Action.FIND_PANEL: self._panel,
            Action.FIND_BY: self._find_by,
            Action.FIND_MONTH: self._month,
            Action.FIND_CLEAR: self._clear,
            Action.PICK_SALE: self._pick,
            Action.STEP_SALE: self._step,
            Action.MORE_SALES: self._more,
            Action.REPRINT_SALE: self._reprint,
            Action.REPRINT_BACK: self._reprint_back,
        }
        return {action: self._on_page(handler) for action, handler in on_page.items()}

    def _on_page(self, handler: Callable[[str], None]) -> Callable[[str], None]:
        def carry_out(value: str) -> None:
            if self._model().page is Page.TRANSACTIONS:
                handler(value)

        return carry_out

    @property
    def _search(self) -> SaleSearch:
        return self._model().search

    def _change(self, search: SaleSearch) -> None:
        before = self._search.selected
        self._put(replace(self._model(), search=search))
        if search.selected is not None and search.selected != before:
            self._look_back(search.selected)

    # --- asking ---------------------------------------------------------------------------

    def opened(self) -> None:
        """Begin with today's sales, whatever was looked for before."""
        self._list(SaleSearch(request=self._search.request))

    def _list(self, search: SaleSearch) -> None:
        model = self._model()
        zone = model.settings.terminal.time_zone
        self._ask(search, list_filter(search, model.clock.date(), zone))

    def _ask(self, search: SaleSearch, wanted: SaleFilter) -> None:
        """Ask for the first page; until it comes, the rows that are there stay."""
        request = search.request + 1
        asked = replace(
            search,
            asked=wanted,
            request=request,
            loading=True,
            loading_since=self._model().now,
            way=Way.ANEW,
            fault=None,
        )
        try:
            self._backend.find_sales(request, wanted, None)
        except BusyError:
            gone = replace(asked, loading=False, rows=(), older_key=None, newer_key=None)
            asked = replace(gone, selected=None, fault=Message("trouble.busy"))
        self._change(asked)

    def _more(self, value: str) -> None:
        """Ask for the rows beyond an end of those that are there."""
        search, way = self._search, Way(value)
        key = search.key(way)
        if search.loading or key is None:
            return
        request = search.request + 1
        try:
            self._backend.find_sales(request, search.asked, key, newer=way is Way.NEWER)
        except BusyError:
            # The list's end asks again when it is next seen.
            return
        now = self._model().now
        self._change(replace(search, request=request, loading=True, loading_since=now, way=way))

    def found(self, news: SalesFound | SalesFailed) -> None:
        """Take in a page, if it answers the newest question."""
        search = self._search
        if news.request != search.request or not search.loading:
            return
        match news:
            case SalesFound(page=page):
                self._take(search, page)
            case SalesFailed(kind=kind):
                fault = Message(f"trouble.{kind.value}")
                gone = replace(search, loading=False, rows=(), older_key=None, newer_key=None)
                self._change(replace(gone, selected=None, fault=fault))

    def _take(self, search: SaleSearch, page: SalePage) -> None:
        found = with_page(search, page)
        if search.way is Way.ANEW:
            chosen = next((r for r in found.rows if r.identity.sale_id == search.selected_id), None)
            if chosen is None:
                first = found.rows[0] if found.rows else None
                found = replace(found, selected=first, slips=())
            else:
                found = replace(found, selected=chosen)
        self._change(found)
        if not found.rows and found.asked.voucher:
            self._ask_back(partial(self._backend.back.find, voucher=found.asked.voucher))

    # --- the field ------------------------------------------------------------------------

    def key(self, key: str) -> None:
        """Take a key of the keypad."""
        search = self._search
        if key == "clear":
            self._typed(search, "")
        elif key == "back":
            self._typed(search, search.typed[:-1])
        else:
            self._type(key)

    def _type(self, text: str) -> None:
        search = self._search
        typed = typed_after(search.typed, text)
        if typed != search.typed:
            self._typed(search, typed)

    def _typed(self, search: SaleSearch, typed: str) -> None:
        search = replace(search, typed=typed, problem=None)
        slip = typed_slip(typed)
        if slip is not None:
            own = self._model().settings.terminal.terminal_id
            if slip.terminal_id != own:
                problem = message("transactions.other_till", terminal=slip.terminal_id)
                self._change(replace(search, typed="", problem=problem))
                return
            search = replace(search, typed=slip.voucher, panel=None)
            self._ask(search, SaleFilter(voucher=slip.voucher, batch_no=slip.batch_no))
        elif len(typed) == VOUCHER_DIGITS and typed_voucher(typed):
            self._ask(replace(search, panel=None), SaleFilter(voucher=typed))
        elif not typed and search.asked.voucher:
            self._list(search)
        else:
            self._change(search)

    def _find(self, _: str) -> None:
        """Look for what stands in the field, or try again what failed."""
        search = self._search
        voucher = typed_voucher(search.typed)
        if search.fault is not None:
            self._ask(search, search.asked)
        elif voucher and voucher != search.asked.voucher:
            self._typed(search, voucher)

    def _find_done(self, _: str) -> None:
        """Look for what stands in the field; the keys go away."""
        self._find("")
        self._change(replace(self._search, panel=None))

    # --- the choices ----------------------------------------------------------------------

    def _panel(self, value: str) -> None:
        search = self._search
        panel = Panel(value) if value else None
        shown = None if panel is search.panel else panel
        self._change(replace(search, panel=shown, month=None))

    def _month(self, value: str) -> None:
        self._change(replace(self._search, month=date.fromisoformat(value)))

    def _find_by(self, choice: str) -> None:
        self._list(replace(with_choice(self._search, choice), typed="", problem=None))

    def _clear(self, value: str) -> None:
        """Close what is open; then empty the field; then take the filters away."""
        search = self._search
        if value == ALL_DAYS:
            self._list(SaleSearch(day=ALL_DAYS, request=search.request))
        elif search.panel is not None:
            self._change(replace(search, panel=None))
        elif search.typed or search.problem is not None:
            self._typed(search, "")
        elif search.is_narrowed:
            self.opened()

    # --- one sale -------------------------------------------------------------------------

    def _pick(self, value: str) -> None:
        rows = self._search.rows
        self._choose(next((row for row in rows if row.identity.sale_id == int(value)), None))

    def _step(self, value: str) -> None:
        self._choose(stepped(self._search, int(value)))

    def _choose(self, sale: SaleRecord | None) -> None:
        search = self._search
        if sale is not None and sale.identity.sale_id != search.selected_id:
            self._change(replace(search, selected=sale, slips=(), panel=None))

    def _reprint(self, value: str) -> None:
        search, copy = self._search, SlipCopy(value)
        sale = search.selected
        if sale is None or sale.state not in PRINTED_STATES:
            return
        if SlipProgress.WAITING in dict(search.slips).values():
            # One press, one slip: the last one has not even begun.
            return
        self._backend.reprint(sale.identity.sale_id, copy)
        self._change(replace(self._search, slips=((copy, SlipProgress.WAITING),)))

    # --- what went back for it ------------------------------------------------------------

    def _look_back(self, sale: SaleRecord) -> None:
        """Ask what has gone back for a sale, if anything has."""
        if not (sale.refunded_minor or sale.state is SaleState.VOIDED):
            return
        self._ask_back(partial(self._backend.back.find_sale, sale_id=sale.identity.sale_id))

    def _ask_back(self, ask: Callable[[int], None]) -> None:
        # Below zero: the page that gives money back counts its own questions upwards.
        request = self._search.back_request - 1
        try:
            ask(request)
        except BusyError:
            # The sale itself says how much has gone back; its slips are there a press later.
            return
        self._put(replace(self._model(), search=replace(self._search, back_request=request)))

    def back_told(self, news: CandidatesTold) -> None:
        """Take in what has gone back for the sale that is shown, or whose refund a number is."""
        search = self._search
        if news.request != search.back_request:
            return
        if news.found:
            self._change(replace(search, back=news.found[0]))
        elif news.refund_of and not (search.rows or search.loading):
            of = message("void.is_refund", refund=search.asked.voucher, sale=news.refund_of)
            self._change(replace(search, problem=of))

    def _reprint_back(self, value: str) -> None:
        search = self._search
        known = {str(one.identity.return_id) for one in search.gone_back}
        if value not in known or SlipProgress.WAITING in dict(search.slips).values():
            return
        self._backend.back.reprint(int(value), SlipCopy.CUSTOMER)
        self._change(replace(search, slips=((SlipCopy.CUSTOMER, SlipProgress.WAITING),)))

    def back_paper(self, news: PaperNews) -> None:
        """Follow the slip of a void or a refund that was asked for here."""
        known = {one.identity.return_id for one in self._search.gone_back}
        is_mine = news.kind is SlipKind.RETURN and news.subject_id in known
        if is_mine and news.copy in dict(self._search.slips):
            slips = slip_progress(self._search.slips, news.copy, news.state)
            self._change(replace(self._search, slips=slips))

    def slip_moved(self, news: SlipNews | ReprintRefused) -> None:
        """Follow a slip that was asked for here."""
        search = self._search
        asked_for = dict(search.slips)
        if news.sale_id == search.selected_id and news.copy in asked_for:
            state = news.state if isinstance(news, SlipNews) else None
            slips = slip_progress(search.slips, news.copy, state)
            self._change(replace(search, slips=slips))

    def sale_moved(self, sale: SaleRecord) -> None:
        """Show a sale of the list as its own flow knows it, which what went back does not reach."""
        number = sale.identity.sale_id
        known = (*self._search.rows, *filter(None, (self._search.selected,)))
        shown = next((one for one in known if one.identity.sale_id == number), sale)
        self.sale_changed(
            replace(
                sale,
                state=shown.state if shown.state is SaleState.VOIDED else sale.state,
                refunded_minor=shown.refunded_minor,
                returning_minor=shown.returning_minor,
            )
        )

    def sale_changed(self, sale: SaleRecord) -> None:
        """Show a sale of the list as it is now."""
        search = self._search
        number = sale.identity.sale_id
        if self._model().page is not Page.TRANSACTIONS:
            return
        if number == search.selected_id and sale != search.selected:
            search = replace(search, selected=sale)
        if any(row.identity.sale_id == number and row != sale for row in search.rows):
            rows = tuple(sale if r.identity.sale_id == number else r for r in search.rows)
            search = replace(search, rows=rows)
        if search is not self._search:
            self._change(search)
