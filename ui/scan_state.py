"""What is read on the page that stands, and by whom, as far as controllers ask."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum

from kpay_desktop.domain.sale import Method, QrMode
from kpay_desktop.flows.sale_view import SaleView
from ui.presenter import page_of
from ui.sale_state import SALE_PAGES
from ui.till_model import TillModel
from ui.views import Page
from ui.void_model import Stage


class SlipWatch(Enum):
    """Who is heard where slips are looked for: hand scanners, or the camera beside them."""

    HAND = "hand"
    CAMERA = "camera"


def may_take(model: TillModel) -> bool:
    """True while a code may be taken: the page stands, and none was sent."""
    return page_of(model) is Page.SCAN and not model.draft.charging


def is_testing(model: TillModel) -> bool:
    """True while the device page looks through the camera."""
    return page_of(model) is Page.DEVICES and model.scan.testing


def hears_scanner(model: TillModel) -> bool:
    """True where what is typed fast is a scanner's: a code is awaited, or has just been sent.

    A cashier scans twice, or the camera was quicker: then Enter must not leave the sale's page.
    """
    page, view = page_of(model), model.sale
    if page is Page.RESULT:
        return isinstance(view, SaleView) and view.state.mode is QrMode.SCAN
    return page in {Page.SCAN, Page.PAYING} or is_testing(model)


def looks_for(model: TillModel) -> Method | SlipWatch | None:
    """Return whose codes are to be read; None: camera and hand scanners are to be left alone."""
    if model.operator is None:
        return None
    if is_testing(model):
        return next(m for m in model.settings.methods if QrMode.SCAN in model.settings.modes(m))
    return model.draft.method if may_take(model) else slip_watch(model)


def slip_watch(model: TillModel) -> SlipWatch | None:
    """Return who is heard for the code of a slip; None: none is looked for."""
    page = page_of(model)
    if page is Page.TRANSACTIONS:
        return SlipWatch.HAND
    if page is Page.VOID and model.void.stage is Stage.FORM:
        return SlipWatch.CAMERA if model.void.camera else SlipWatch.HAND
    return None


def settled(model: TillModel) -> TillModel:
    """Return the model without what belongs to the scanning page, once that has gone.

    A code that was read does not outlive the page on which it is decided about.
    """
    scan, page = model.scan, model.page
    if page is not Page.SCAN or model.lock is not None:
        scan = replace(scan, asked=None, typing=False, choosing=False, wrong=None, rests=False)
    if page is not Page.DEVICES or model.lock is not None:
        scan = replace(scan, testing=False, tested=())
    if page not in {Page.SCAN, Page.DOUBT} or model.lock is not None:
        scan = replace(scan, code=None)
    if page not in SALE_PAGES or model.sale is None or model.sale.flow != scan.switching:
        scan = replace(scan, switching="")
    return model if scan == model.scan else replace(model, scan=scan)
