"""A customer's choice of language is that customer's; the next sale is in the shop's."""

from __future__ import annotations

from kpay_desktop.domain.language import Language
from kpay_desktop.flows.wallet_sale.values import Phase
from tests.helpers.front import Front, sale_view
from ui.views import Action, Page

EN, ZH = Language.EN, Language.ZH


def seen(front: Front) -> Language:
    """In which language the customer's window is."""
    return front.screens().customer.language


def paid(front: Front) -> Front:
    """Charge a sale, and let it be paid."""
    front.charge(sale_view(Phase.SHOWN))
    return front.news(sale_view(Phase.APPROVED))


def later(front: Front, seconds: float) -> Front:
    """Let time pass."""
    front.controller.tick(front.model.now + seconds, front.model.clock)
    return front


def chosen() -> Front:
    """A sale whose customer chose Chinese while the code was shown, and paid."""
    front = Front().charge(sale_view(Phase.SHOWN)).press(Action.CUSTOMER_LANGUAGE, "zh_CN")
    return later(front.news(sale_view(Phase.APPROVED)), 60)


def test_the_next_sale_is_in_the_shop_s_language() -> None:
    front = chosen()
    assert seen(front) is ZH
    assert seen(front.press(Action.NEW_SALE)) is ZH
    assert seen(front.keys("5")) is EN


def test_a_result_that_is_still_read_stays_as_it_is() -> None:
    front = Front().charge(sale_view(Phase.SHOWN)).press(Action.CUSTOMER_LANGUAGE, "zh_CN")
    front.news(sale_view(Phase.APPROVED)).press(Action.NEW_SALE).keys("5")
    assert seen(front) is ZH
    assert seen(later(front, 60)) is EN


def test_a_choice_before_the_sale_holds_through_it_and_its_corrections() -> None:
    front = Front().sign_in().press(Action.CUSTOMER_LANGUAGE, "zh_CN").keys("5")
    assert seen(front.press(Action.BACK).keys("7")) is ZH
    assert seen(paid(front.press(Action.BACK))) is ZH
    assert seen(later(front, 60).press(Action.NEW_SALE).keys("5")) is EN


def test_another_try_is_the_same_customer_s() -> None:
    front = Front().charge(sale_view(Phase.SHOWN)).press(Action.CUSTOMER_LANGUAGE, "zh_CN")
    front.news(sale_view(Phase.DECLINED)).press(Action.RETRY_SALE)
    assert front.model.page is Page.METHOD
    assert seen(front) is ZH


def test_the_choice_of_the_shop_stays() -> None:
    front = Front().sign_in().press(Action.SHOP_CUSTOMER_LANGUAGE, "zh_CN")
    front = later(paid(front), 60).press(Action.NEW_SALE).keys("5")
    assert seen(front) is ZH
    # Also behind a customer's, and back from one.
    front.press(Action.CUSTOMER_LANGUAGE, "en").press(Action.BACK)
    later(paid(front), 60).press(Action.NEW_SALE)
    assert seen(front) is EN
    assert seen(front.keys("5")) is ZH
