"""What the customer sees. Never staff data; a result stays long enough to be read."""

from __future__ import annotations

from dataclasses import replace

from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.money import format_sgd
from kpay_desktop.domain.records import SaleRecord
from kpay_desktop.domain.sale import Method, QrMode, SaleState
from kpay_desktop.flows.card_view import CardSaleView
from kpay_desktop.flows.sale_view import AnySaleView, SaleView
from kpay_desktop.flows.wallet_sale.state import Phase
from kpay_desktop.ports import DeviceKind
from ui.cash_state import sold_for_cash
from ui.locking import is_checking
from ui.present_customer_back import with_back
from ui.present_customer_card import card_part
from ui.present_customer_cash import with_change, with_due
from ui.present_receipt import with_receipt_code
from ui.present_wallet import is_taken_back
from ui.sale_state import SALE_PAGES, has_ended
from ui.till_model import TillModel
from ui.views import Page
from ui.views_customer import CustomerKind, CustomerView

_RESULT_PAGES = {*SALE_PAGES, Page.CASH_SOLD}
_TOTAL_PAGES = {Page.AMOUNT, Page.METHOD, Page.CONFIRM, Page.TROUBLE, Page.DOUBT}


def present_customer(model: TillModel, page: Page) -> CustomerView:
    """Return the customer's window."""
    if model.operator is None:
        return _view(model, CustomerKind.IDLE)
    if model.lock is not None:
        return _locked(model)
    is_shown = page in _RESULT_PAGES or result_is_fresh(model)
    last = _last_sale(model) if is_shown else None
    if last is not None:
        return last
    if page is Page.TENDER:
        return with_due(_total(model, page), model)
    if page is Page.SCAN:
        return _show_code(model)
    if _is_named(model):
        return _named(model)
    if page in _TOTAL_PAGES and model.draft.total_minor > 0:
        return _total(model, page)
    return with_back(_view(model, CustomerKind.IDLE), model, page)


def _locked(model: TillModel) -> CustomerView:
    """Nothing of the lock: a customer who waits for an answer goes on waiting, others are greeted.

    What was typed before the screen was locked is nobody's to see.
    """
    is_shown = is_checking(model) or result_is_fresh(model)
    last = _last_sale(model) if is_shown else None
    if last is not None:
        return last
    return _view(model, CustomerKind.IDLE)


def _last_sale(model: TillModel) -> CustomerView | None:
    """Return the newest sale that was charged, as the customer sees it."""
    if model.sale is not None:
        return _sale(model, model.sale)
    sold = sold_for_cash(model)
    return None if sold is None else _cash_sale(model, sold)


def result_is_fresh(model: TillModel) -> bool:
    """True while a result has not been shown for as long as the profile asks."""
    if model.result_since is None:
        return False
    return model.now - model.result_since < model.settings.sale.result_seconds


def _view(model: TillModel, kind: CustomerKind) -> CustomerView:
    return CustomerView(
        kind=kind,
        merchant_name=model.settings.merchant.name,
        language=model.customer_language,
        simulated=model.settings.is_simulated,
        title=Message("customer.welcome"),
        ways=_ways(model),
    )


def _is_named(model: TillModel) -> bool:
    until = model.more.identify_until
    return until is not None and model.now < until and model.page is Page.DEVICES


def _named(model: TillModel) -> CustomerView:
    """The screen says which one it is, so that whoever set it up sees it."""
    lamp = model.lamp(DeviceKind.CUSTOMER_SCREEN)
    name = lamp.detail if lamp is not None else ""
    return replace(
        _view(model, CustomerKind.NAMED),
        title=Message("more.identify_title"),
        body=message("more.about_value", value=name) if name else None,
        must_be_seen=True,
    )


def _ways(model: TillModel) -> tuple[Message, ...]:
    return tuple(Message(f"method.{method.value}") for method in model.settings.methods)


def _total(model: TillModel, page: Page) -> CustomerView:
    draft = model.draft
    chosen = page is Page.CONFIRM
    return CustomerView(
        kind=CustomerKind.TOTAL,
        merchant_name=model.settings.merchant.name,
        language=model.customer_language,
        simulated=model.settings.is_simulated,
        total_minor=draft.total_minor,
        method=draft.method if chosen else None,
        title=Message("customer.total"),
        body=Message("customer.please_wait") if chosen else None,
        ways=_ways(model),
    )


def _show_code(model: TillModel) -> CustomerView:
    """The customer is to show a code; what was read is on its way to the bank."""
    draft = model.draft
    scans = not draft.charging or draft.mode is QrMode.SCAN
    title = "customer.one_moment" if draft.charging else "customer.show_code"
    method = draft.method or Method.PAYNOW
    return replace(
        _view(model, CustomerKind.SHOW_CODE),
        total_minor=draft.total_minor,
        method=method,
        title=Message(title if scans else "customer.making_code"),
        body=message("customer.show_code_body", method=f"@method.{method.value}"),
        picture="qr",
        must_be_seen=True,
    )


def _sale(model: TillModel, view: AnySaleView) -> CustomerView:
    shown = _card_sale(model, view) if isinstance(view, CardSaleView) else _code_sale(model, view)
    return with_receipt_code(model, shown)


def _cash_sale(model: TillModel, sale: SaleRecord) -> CustomerView:
    fresh = result_is_fresh(model)
    paid = with_change(_view(model, CustomerKind.PAID), sale, is_fresh=fresh)
    return with_receipt_code(model, paid)


def _code_sale(model: TillModel, view: SaleView) -> CustomerView:
    kind, title, body = own_words(view) or _words(view)
    left = None
    if view.expires_at is not None:
        left = max(0, int(view.expires_at - model.now + 0.999))
    return CustomerView(
        kind=kind,
        merchant_name=model.settings.merchant.name,
        language=model.customer_language,
        simulated=model.settings.is_simulated,
        total_minor=view.sale.total_minor,
        method=view.sale.method,
        symbol=view.symbol,
        seconds_left=left,
        title=title,
        body=body,
        ways=_ways(model),
        must_be_seen=not has_ended(view) or result_is_fresh(model),
    )


def _card_sale(model: TillModel, view: CardSaleView) -> CustomerView:
    """Return what the customer sees of a sale by card: nothing of its number, its host or staff."""
    part = card_part(model, view)
    return replace(
        _view(model, part.kind),
        total_minor=view.sale.total_minor,
        method=view.sale.method,
        title=part.title,
        body=part.body,
        picture=part.picture,
        lamps=part.lamps,
        choices=part.choices,
        pad=part.pad,
        must_be_seen=part.must_be_seen or result_is_fresh(model),
    )


def own_words(view: SaleView) -> tuple[CustomerKind, Message, Message] | None:
    """Return what is said of the shop's own code where other codes would say what a bank said."""
    if view.state.mode is not QrMode.OWN:
        return None
    total = format_sgd(view.sale.total_minor)
    match view.state.phase:
        case Phase.SHOWN:
            return CustomerKind.QR, Message("customer.total"), Message("customer.scan_own")
        case Phase.BY_HAND:
            return (
                CustomerKind.BY_HAND,
                Message("customer.by_hand"),
                message("customer.by_hand_body", total=total),
            )
        case Phase.CLOSED | Phase.DECLINED:
            return (
                CustomerKind.NOT_CHARGED,
                Message("customer.own_ended"),
                Message("customer.own_ended_body"),
            )
        case _:
            return None


def _words(view: SaleView) -> tuple[CustomerKind, Message, Message]:
    total = format_sgd(view.sale.total_minor)
    if is_taken_back(view):
        # Something may be held until the bank has said otherwise.
        return (
            CustomerKind.WAIT,
            Message("customer.taken_back"),
            Message("customer.taken_back_body"),
        )
    match view.state.phase:
        case Phase.CREATED | Phase.PAYING if view.state.mode is QrMode.SCAN:
            return (
                CustomerKind.ON_PHONE,
                Message("customer.on_phone"),
                Message("customer.on_phone_body"),
            )
        case Phase.CREATED:
            return (
                CustomerKind.WAIT,
                Message("customer.making_code"),
                Message("customer.one_moment"),
            )
        case Phase.SHOWN:
            return (
                CustomerKind.QR,
                Message("customer.total"),
                Message(f"customer.scan_{view.sale.method.value}"),
            )
        case Phase.APPROVED:
            return (
                CustomerKind.PAID,
                message("customer.paid", total=total),
                Message("customer.thank_you"),
            )
        case Phase.CLOSED | Phase.DECLINED:
            return (
                CustomerKind.NOT_CHARGED,
                Message("customer.not_charged"),
                Message(f"customer.not_charged_{view.sale.state.value}"),
            )
        case Phase.PAID_LATE | Phase.REFUNDED:
            refunded = view.sale.state is SaleState.REFUNDED
            word = "refunded" if refunded else "paid_late"
            return (
                CustomerKind.WAIT,
                Message(f"customer.{word}"),
                Message(f"customer.{word}_body"),
            )
        case _:
            return (
                CustomerKind.WAIT,
                Message("customer.checking"),
                Message("customer.checking_body"),
            )
