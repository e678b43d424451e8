"""What the till offers to pay with: what the profile has, of what is built, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace

import pytest

from kpay_desktop.domain.message import Message
from kpay_desktop.domain.sale import SHOWN_WALLETS, Method, QrMode, Wallet
from kpay_desktop.flows.wallet_sale.values import Phase
from kpay_desktop.hosts.wallets.codec import PAY_TYPES
from kpay_desktop.settings import Settings, demo_settings
from kpay_desktop.settings_shop import WalletSettings
from tests.helpers.front import Front, sale_view
from tests.helpers.more_pages import every_front
from ui.keys import buttons_in
from ui.views import Action, Page
from ui.views_sale import AmountView, MethodView

EVERYTHING = tuple(WalletSettings(wallet) for wallet in Wallet)
HIDDEN = {f"method.{wallet.value}" for wallet in Wallet if wallet not in SHOWN_WALLETS}
# Not built: cards, cash, codes that the customer shows.
NOT_OFFERED = {"card", "cash", "tap", "insert", "swipe", "scan"}


def shop(*wallets: WalletSettings) -> Settings:
    demo = demo_settings()
    return replace(demo, wallets=wallets, cards=replace(demo.cards, enabled=False))


def at_method(settings: Settings) -> MethodView:
    front = Front(settings).sign_in().keys("5", "00").press(Action.CHARGE)
    body = front.screens().clerk.body
    assert isinstance(body, MethodView)
    return body


def ids_in(view: object) -> Iterator[str]:
    """Every message of a view."""
    if isinstance(view, Message):
        yield view.id
        yield from (value.removeprefix("@") for _, value in view.args)
    elif isinstance(view, tuple):
        for each in view:
            yield from ids_in(each)
    elif is_dataclass(view) and not isinstance(view, type):
        for each in fields(view):
            yield from ids_in(getattr(view, each.name))


def test_what_is_offered_can_be_asked_of_the_gateway() -> None:
    assert set(PAY_TYPES) == SHOWN_WALLETS


def test_a_wallet_that_is_not_built_is_not_offered() -> None:
    body = at_method(shop(*EVERYTHING))

    assert [each.method for each in body.methods] == [Method.PAYNOW, Method.WECHAT]
    assert not HIDDEN & set(ids_in(body))
    assert {mode for each in body.methods for mode in each.modes} == {QrMode.SHOW}


@pytest.mark.parametrize("alone", list(SHOWN_WALLETS))
def test_a_shop_offers_what_it_has(alone: Wallet) -> None:
    other = next(wallet for wallet in SHOWN_WALLETS if wallet is not alone)
    settings = shop(WalletSettings(other, show=False), WalletSettings(alone))

    body = at_method(settings)

    assert [each.method for each in body.methods] == [Method.of(alone)]
    (button,) = body.methods[0].buttons
    # Whatever stands before it in the profile, Enter takes the first that is offered.
    assert (button.primary, button.shortcut) == (True, "F2")


def test_the_customer_reads_what_is_offered() -> None:
    front = Front(shop(*EVERYTHING)).sign_in().keys("5", "00")

    customer = front.screens().customer
    assert [way.id for way in customer.ways] == ["method.paynow", "method.wechat"]


@pytest.mark.parametrize(
    "value",
    ["alipay:show", "paynow:scan", "wechat:", "paynow", "card:tap", "cash:", "", "PAYNOW:show"],
)
def test_what_is_not_offered_cannot_be_picked(value: str) -> None:
    front = Front(shop(*EVERYTHING)).sign_in().keys("5", "00").press(Action.CHARGE)

    front.press(Action.PICK_METHOD, value)

    assert front.model.page is Page.METHOD
    assert front.model.draft.method is None
    assert front.press(Action.CONFIRM).backend.drafts == []


@pytest.mark.parametrize(
    "wallets",
    [(), (WalletSettings(Wallet.ALIPAY),), (WalletSettings(Wallet.PAYNOW, show=False),)],
    ids=["none", "not built", "not shown"],
)
def test_a_till_that_can_take_nothing_says_so(wallets: tuple[WalletSettings, ...]) -> None:
    front = Front(shop(*wallets)).sign_in().keys("5", "00")

    body = front.screens().clerk.body
    assert isinstance(body, AmountView)
    assert body.hint == Message("sale.hint_no_method")
    assert not body.charge.enabled
    assert front.press(Action.CHARGE).model.page is Page.AMOUNT


def test_no_button_anywhere_leads_to_what_is_not_built() -> None:
    fronts = dict(every_front())
    fronts["amount"] = Front().sign_in().keys("5", "00")
    fronts["method"] = Front().sign_in().keys("5", "00").press(Action.CHARGE)
    fronts["code"] = Front().charge(sale_view(Phase.SHOWN))
    fronts["approved"] = Front().charge(sale_view(Phase.SHOWN)).news(sale_view(Phase.APPROVED))

    for name, front in fronts.items():
        clerk = front.screens().clerk
        for button in buttons_in(clerk):
            words = set(button.label.id.partition(".")[2].split("_"))
            assert not words & NOT_OFFERED, (name, button.label.id)
        pages = [page for page, _, _ in clerk.frame.rail] if clerk.frame is not None else []
        assert set(pages) <= {Page.AMOUNT, Page.TRANSACTIONS, Page.MORE}, name
