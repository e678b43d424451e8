"""Whose choice the language of the customer's window is: one customer's, or the shop's.

What a customer chose holds for that customer. The shop's own choice is back when the next sale
begins, and not before: the result stands in the language in which it was paid.
"""

from __future__ import annotations

from dataclasses import replace

from kpay_desktop.domain.language import Language
from ui.present_customer import result_is_fresh
from ui.sale_state import SALE_PAGES
from ui.till_model import TillModel
from ui.views import Page

_SERVED_ON = SALE_PAGES | {Page.CASH_SOLD, Page.VOID}


def chosen_by_customer(model: TillModel, language: Language) -> TillModel:
    """Return the till after a touch on the customer's window."""
    shops = model.shop_customer_language or model.customer_language
    # Over a result that is still shown it is the choice of who paid, not of who comes next.
    served = not _is_serving(model) and result_is_fresh(model)
    return replace(
        model,
        customer_language=language,
        shop_customer_language=shops,
        customer_served=served,
    )


def chosen_by_shop(model: TillModel, language: Language) -> TillModel:
    """Return the till after a choice on the page of languages."""
    return replace(
        model, customer_language=language, shop_customer_language=None, customer_served=False
    )


def followed(before: TillModel, after: TillModel) -> TillModel:
    """Return ``after`` with the language of whoever is served now."""
    shops = after.shop_customer_language
    if shops is None or before is after:
        return after
    if after.customer_served and _is_serving(after) and not _is_serving(before):
        return chosen_by_shop(after, shops)
    if before.page in _SERVED_ON and after.page not in _SERVED_ON:
        return replace(after, customer_served=True)
    return after


def _is_serving(model: TillModel) -> bool:
    """True while a sale is typed or paid; the last one's result is seen before that counts."""
    if model.page in SALE_PAGES or model.page is Page.CASH_SOLD:
        return True
    return model.draft.total_minor > 0 and not result_is_fresh(model)
