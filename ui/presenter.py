"""From what the till knows to what both windows show. Pure: no widget, no clock of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, tzinfo

from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.money import format_sgd
from kpay_desktop.domain.records import CreditState, SaleRecord
from kpay_desktop.flows.card_sale.state import Phase as CardPhase
from kpay_desktop.flows.card_view import CardSaleView, CardsShut
from kpay_desktop.flows.sale_view import AnySaleView
from kpay_desktop.flows.wallet_sale.decision import is_insisted
from kpay_desktop.flows.wallet_sale.state import Phase
from kpay_desktop.ports import DeviceKind, DeviceStatus, Health, StoreErrorKind
from kpay_desktop.settings import Settings
from ui.back_state import gives_refund, holds_page
from ui.last_remembered import last_remembered
from ui.more_model import MORE_PAGES
from ui.pin_wait import counted
from ui.present_authorise import present_authorise
from ui.present_back import back_notice, ended_notice
from ui.present_card import present_card
from ui.present_cash import present_cash_sold, present_tender
from ui.present_customer import present_customer
from ui.present_doubt import inbox_notice, present_doubt, present_inbox
from ui.present_drawer import present_drawer
from ui.present_front import empty_sign_in
from ui.present_lock import present_lock
from ui.present_method import present_confirm, present_method
from ui.present_more import MORE_TITLES, PRESENT_MORE
from ui.present_receipt import with_receipt_button
from ui.present_sale import DocumentOf
from ui.present_save import present_save
from ui.present_scan import elsewhere_notice, present_scan
from ui.present_settlement import present_settlement, settle_notice, settles_notice
from ui.present_transactions import present_transactions
from ui.present_unfinished import present_card_result, present_unfinished
from ui.present_unreadable import unreadable_notice
from ui.present_void import present_void
from ui.present_wallet import present_wallet
from ui.quitting import quit_notice
from ui.sale_state import (
    PAYING_PAGES,
    SALE_PAGES,
    has_slips,
    is_approved,
    is_reversing,
    page_of_sale,
)
from ui.till_model import TIP_NONE, TIP_OTHER, TillModel, draft_problem
from ui.views import PLAIN, WARN, Action, Button, Page, Press, Step
from ui.views_front import SignInView, TroubleView
from ui.views_sale import AmountView, BatchRow, BatchView, TipChoice
from ui.views_screens import ClerkView, FrameView, PageBody, Screens

_STEPS: Mapping[Page, Step] = {
    Page.AMOUNT: Step.AMOUNT,
    Page.METHOD: Step.METHOD,
    Page.CONFIRM: Step.METHOD,
    Page.TENDER: Step.PAY,
    Page.SCAN: Step.PAY,
    Page.SHOW_QR: Step.PAY,
    Page.PAYING: Step.PAY,
    Page.CARD: Step.PAY,
    Page.UNFINISHED: Step.PAY,
    Page.RESULT: Step.RECEIPT,
    Page.CASH_SOLD: Step.RECEIPT,
    Page.DOUBT: Step.METHOD,
}
_TITLES: Mapping[Page, Message] = {
    Page.AMOUNT: Message("frame.sale"),
    Page.TRANSACTIONS: Message("transactions.title"),
    Page.VOID: Message("void.title"),
    Page.SETTLEMENT: Message("settlement.title"),
    **MORE_TITLES,
}

#: The entries of the rail with their icons.
_RAIL = (
    (Page.AMOUNT, "sale"),
    (Page.TRANSACTIONS, "transactions"),
    (Page.VOID, "void"),
    (Page.SETTLEMENT, "settlement"),
    (Page.MORE, "more"),
)
_OF_ITS_OWN = frozenset({Page.TRANSACTIONS, Page.VOID, Page.SETTLEMENT})

_NOTICES: Mapping[Phase, str] = {
    Phase.PAID_LATE: "paid_late",
    Phase.CLOSED: "not_charged",
    Phase.DECLINED: "not_charged",
    Phase.REFUNDED: "refunded",
    Phase.BY_HAND: "by_hand",
}


def present(model: TillModel, document_of: DocumentOf) -> Screens:
    """Return what both windows show now."""
    page, below = page_of(model), page_below(model)
    framed = model.operator is not None and page not in {Page.SIGN_IN, Page.LOCK}
    clerk = ClerkView(
        page=page,
        step=_step(model, page),
        frame=_frame(model, below) if framed else None,
        body=_body(model, page, document_of),
        language=model.language,
        theme=model.theme,
        save=present_save(model, page),
        draws_keyboard=model.comfort.draws_keyboard,
    )
    return Screens(clerk, present_customer(model, below))


def page_of(model: TillModel) -> Page:
    """Return the page that stands now: the lock over all, a supervisor's panel over the rest."""
    if model.lock is not None:
        return Page.LOCK
    return page_below(model) if model.authorise is None else Page.AUTHORISE


def page_below(model: TillModel) -> Page:
    """Return the page that a panel stands over: a sale on the screen decides between its two."""
    if model.page in SALE_PAGES and model.sale is not None:
        # A code that is being taken off is shown no longer, whatever the sale says yet.
        is_switching = model.scan.switching == model.sale.flow
        return Page.RESULT if is_switching else page_of_sale(model.sale)
    return model.page


def _step(model: TillModel, page: Page) -> Step | None:
    step = _STEPS.get(page)
    if page is Page.RESULT and model.sale is not None:
        return Step.RECEIPT if has_slips(model.sale) else Step.PAY
    return step


def _body(model: TillModel, page: Page, document_of: DocumentOf) -> PageBody:
    if page in SALE_PAGES and model.sale is not None:
        return with_receipt_button(model, _sale(model, page, model.sale, document_of))
    if page is Page.TRANSACTIONS:
        return present_transactions(model, document_of)
    if page is Page.CASH_SOLD and model.cash.sold is not None:
        return with_receipt_button(model, present_cash_sold(model, model.cash.sold, document_of))
    body = _PLAIN_PAGES.get(page, _amount)(model)
    return with_receipt_button(model, body) if page is Page.VOID else body


def _sale(model: TillModel, page: Page, view: AnySaleView, document_of: DocumentOf) -> PageBody:
    if isinstance(view, CardSaleView):
        if page is Page.CARD:
            return present_card(model, view)
        if page is Page.UNFINISHED:
            return present_unfinished(model, view)
        return present_card_result(model, view, document_of)
    return present_wallet(model, page, view, document_of)


# --- the frame ------------------------------------------------------------------------------


def _entry(page: Page) -> Page:
    """Return the entry of the rail that ``page`` belongs to."""
    if page in MORE_PAGES:
        return Page.MORE
    return page if page in _OF_ITS_OWN else Page.AMOUNT


def _frame(model: TillModel, page: Page) -> FrameView:
    current = _entry(page)
    paying = (model.sale is not None and page in PAYING_PAGES) or holds_page(model)
    return FrameView(
        title=_title(model, page),
        merchant_name=model.settings.merchant.name,
        terminal_id=model.settings.terminal.terminal_id,
        batch_no=model.batch.batch_no,
        simulated=model.settings.is_simulated,
        lamps=_lamps(model),
        clock=_time_of_day(model.clock),
        operator=model.operator,
        rail=tuple((entry, _TITLES[entry], icon) for entry, icon in _RAIL),
        current=current,
        rail_enabled=not paying and not model.draft.charging,
        notice=_first_notice(model, page),
    )


def _title(model: TillModel, page: Page) -> Message:
    if page is Page.VOID and gives_refund(model):
        return Message("refund.title")
    return _TITLES.get(page, _TITLES[_entry(page)])


def _first_notice(model: TillModel, page: Page) -> Button | None:
    """Return what the bar says: the most pressing of all that waits."""
    if page in PAYING_PAGES:
        return quit_notice(model, page) or elsewhere_notice(model)
    return (
        quit_notice(model, page)
        or elsewhere_notice(model)
        or settles_notice(model, page)
        or ended_notice(model, page)
        or inbox_notice(model, page)
        or _notice(model, page)
        or back_notice(model, page)
        or settle_notice(model, page)
        or unreadable_notice(model, page)
    )


def _lamps(model: TillModel) -> tuple[DeviceStatus, ...]:
    """Return the devices that a sale depends on; the loudspeaker is none of them.

    Of a scanner that types like a keyboard nothing is known: its lamp is there when it is needed.
    """
    return tuple(
        lamp
        for lamp in model.lamps
        if lamp.kind is not DeviceKind.SOUND
        and (lamp.kind is not DeviceKind.SCANNER or lamp.health in {Health.WARN, Health.BAD})
    )


def _rests(lamp: DeviceStatus) -> bool:
    return lamp.kind is DeviceKind.CAMERA and lamp.health in {Health.OK, Health.UNKNOWN}


def _notice(model: TillModel, page: Page) -> Button | None:
    """The oldest sale that still needs somebody, unless it is the one on the screen."""
    on_screen = model.sale.flow if model.sale and page in SALE_PAGES else ""
    waiting = [view for view in model.others if view.flow != on_screen]
    if not waiting or page in PAYING_PAGES:
        return None
    first = waiting[0]
    label = message(
        f"frame.notice_{notice_word(first)}",
        voucher=first.state.identity.voucher,
        count=len(waiting),
    )
    return Button(Press(Action.OPEN_UNFINISHED, first.flow), label)


def notice_word(view: AnySaleView) -> str:
    """Return which notice a sale that is not on the screen gets."""
    if isinstance(view, CardSaleView):
        if is_reversing(view) or view.state.phase is CardPhase.REVERSED:
            return view.state.phase.value
        return "approved" if is_approved(view) else "not_charged"
    phase = view.state.phase
    if phase is Phase.APPROVED:
        inbox = any(p.state is CreditState.INBOX for p in view.state.payments)
        return "paid_twice" if inbox else "approved"
    return "other_amount" if is_insisted(view.state) else _NOTICES.get(phase, "checking")


# --- pages ----------------------------------------------------------------------------------


def _sign_in(model: TillModel) -> SignInView:
    state = model.sign_in
    return replace(
        empty_sign_in(model.settings, model.clock, model.language),
        operators=model.operators,
        selected_id=state.selected_id,
        pin_entered=len(state.pin),
        busy=state.busy,
        error=counted(state.error, model),
        # Nobody scans before somebody is signed in: a camera that rests says nothing here.
        lamps=tuple(lamp for lamp in _lamps(model) if not _rests(lamp)),
        lock=present_lock(model),
    )


def _amount(model: TillModel) -> AmountView:
    draft = model.draft
    problem = draft_problem(draft, model.settings)
    charge = message("sale.charge", total=format_sgd(draft.total_minor))
    hint = problem if draft.amount.minor else None
    return AmountView(
        prompt=Message("sale.enter_tip" if draft.editing_tip else "sale.enter_amount"),
        amount_minor=draft.amount.minor,
        tip_minor=draft.tip_minor,
        total_minor=draft.total_minor,
        tips=_tips(model),
        editing_tip=draft.editing_tip,
        charge=Button(
            Press(Action.CHARGE), charge, primary=True, enabled=problem is None, shortcut="Return"
        ),
        back=Button(
            Press(Action.BACK),
            Message("sale.back"),
            enabled=draft.editing_tip or draft.total_minor > 0,
            shortcut="Esc",
        ),
        hint=hint,
        hint_tone=WARN if hint else PLAIN,
        batch=BatchView(
            model.batch.count,
            model.batch.total_minor,
            _batch_rows(model.batch_rows, model.settings),
            model.batch.by_hand_count,
            model.batch.by_hand_minor,
        ),
    )


def _tips(model: TillModel) -> tuple[TipChoice, ...]:
    if not model.settings.sale.tips:
        return ()
    chosen = model.draft.tip_choice
    presets = tuple(
        TipChoice(str(p), message("sale.tip_percent", percent=p), chosen == str(p))
        for p in model.settings.sale.tip_presets
    )
    return (
        TipChoice(TIP_NONE, Message("sale.tip_none"), chosen == TIP_NONE),
        *presets,
        TipChoice(TIP_OTHER, Message("sale.tip_other"), chosen == TIP_OTHER),
    )


@last_remembered
def _batch_rows(rows: tuple[SaleRecord, ...], settings: Settings) -> tuple[BatchRow, ...]:
    """Return the sales of the card: the same while somebody types, so they are made once."""
    zone = settings.terminal.time_zone
    return tuple(_batch_row(row, zone) for row in rows)


def _batch_row(row: SaleRecord, zone: tzinfo) -> BatchRow:
    time = _time_of_day(row.created_at.astimezone(zone))
    return BatchRow(row.identity.voucher, time, row.method, row.total_minor, row.state)


def _time_of_day(at: datetime) -> str:
    # Several times as quick as strftime, which imports a module at every call.
    return f"{at.hour:02d}:{at.minute:02d}"


def _trouble(model: TillModel) -> TroubleView:
    contact = model.settings.contact
    lines = (
        message("contact.phone", phone=contact.phone),
        message("contact.whatsapp", whatsapp=contact.whatsapp),
        message("contact.email", email=contact.email),
    )
    if model.start_failed is not None:
        return TroubleView(
            title=Message("trouble.cannot_start"),
            lines=(Message(f"trouble.{model.start_failed.value}"), Message("trouble.no_sales")),
            buttons=(
                Button(Press(Action.QUIT), Message("trouble.quit")),
                Button(
                    Press(Action.RETRY_START),
                    Message("trouble.try_again"),
                    primary=True,
                    shortcut="Return",
                ),
            ),
            contact=lines,
        )
    kind = "busy" if model.busy_refused else (model.refused or StoreErrorKind.OTHER).value
    why = Message(f"trouble.{kind}") if model.shut is None else Message(model.shut.value)
    is_full = model.shut is CardsShut.FULL
    back = Button(
        Press(Action.NEW_SALE), Message("trouble.back"), primary=not is_full, shortcut="F2"
    )
    settle = Button(
        Press(Action.OPEN_PAGE, Page.SETTLEMENT.value), Message("refused.settle"), primary=True
    )
    return TroubleView(
        title=Message("trouble.no_sale"),
        lines=(why, Message("trouble.not_begun")),
        buttons=(back, settle) if is_full else (replace(back, shortcut="Return"),),
        contact=() if model.shut is not None else lines,
    )


_PLAIN_PAGES: Mapping[Page, Callable[[TillModel], PageBody]] = {
    Page.SIGN_IN: _sign_in,
    Page.LOCK: _sign_in,
    Page.AMOUNT: _amount,
    Page.METHOD: present_method,
    Page.CONFIRM: present_confirm,
    Page.TENDER: present_tender,
    Page.SCAN: present_scan,
    **PRESENT_MORE,
    Page.DRAWER: present_drawer,
    Page.TROUBLE: _trouble,
    Page.DOUBT: present_doubt,
    Page.INBOX: present_inbox,
    Page.AUTHORISE: present_authorise,
    Page.VOID: present_void,
    Page.SETTLEMENT: present_settlement,
}
