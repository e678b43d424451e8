"""What the till offers to pay with: what the profile has, of what is built, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace

import pytest

from kpay_desktop.domain.message import Message
from kpay_desktop.domain.sale import Method, QrMode, Wallet
from kpay_desktop.flows.wallet_sale.values import Phase
from kpay_desktop.hosts.wallets.codec import PAY_TYPES
from kpay_desktop.settings import Settings, demo_settings
from kpay_desktop.settings_day import CashSettings
from kpay_desktop.settings_scan import OwnPayNowSettings
from kpay_desktop.settings_shop import WalletSettings
from tests.helpers.front import Front, sale_view
from tests.helpers.more_pages import every_front
from ui.keys import buttons_in
from ui.views import Action, Page
from ui.views_sale import MethodView

BOTH, SHOW, SCAN = (True, True), (True, False), (False, True)
EVERYTHING = tuple(WalletSettings(wallet, show=True, scan=True) for wallet in Wallet)
# None of these is offered by the shop of these tests.
NOT_OFFERED = {"card", "cash", "tap", "insert", "swipe", "scan"}


def shop(*wallets: WalletSettings, own: bool = False, cash: bool = False) -> Settings:
    demo = demo_settings()
    return replace(
        demo,
        wallets=wallets,
        cards=replace(demo.cards, enabled=False),
        cash=CashSettings(takes=cash),
        own_paynow=OwnPayNowSettings(uen="202512345M" if own else ""),
    )


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
    assert set(PAY_TYPES) == set(Wallet)


def test_every_way_that_the_profile_has_gets_a_button() -> None:
    body = at_method(shop(*EVERYTHING))

    assert [each.method for each in body.methods] == [
        *(Method.PAYNOW, Method.WECHAT, Method.ALIPAY),
    ]
    assert all(each.modes == (QrMode.SHOW, QrMode.SCAN) for each in body.methods)
    offered = [button for each in body.methods for button in each.buttons]
    assert [button.press.value for button in offered] == [
        *("paynow:show", "paynow:scan", "wechat:show", "wechat:scan"),
        *("alipay:show", "alipay:scan"),
    ]
    assert [button.shortcut for button in offered] == ["F2", "F3", "F4", "F5", "F6", "F7"]
    # One next step, and no more.
    assert [button.primary for button in offered] == [True, *[False] * 5]


@pytest.mark.parametrize(
    ("modes", "hint", "labels"),
    [
        (BOTH, "scanpay.hint_both", ["sale.show_qr", "scanpay.scan_code"]),
        (SHOW, "sale.method_hint_show", ["sale.show_qr"]),
        (SCAN, "scanpay.hint_scan", ["scanpay.scan_code"]),
    ],
    ids=["both", "show", "scan"],
)
@pytest.mark.parametrize("wallet", list(Wallet))
def test_a_wallet_is_offered_as_the_profile_says(
    wallet: Wallet, modes: tuple[bool, bool], hint: str, labels: list[str]
) -> None:
    body = at_method(shop(WalletSettings(wallet, show=modes[0], scan=modes[1])))

    (choice,) = body.methods
    assert choice.hint.id == hint
    assert [button.label.id for button in choice.buttons] == labels


def test_the_shops_own_code_is_offered_where_no_acquirer_confirms_paynow() -> None:
    body = at_method(shop(WalletSettings(Wallet.WECHAT), own=True))
    own = body.methods[-1]

    assert (own.method, own.modes, own.hint.id) == (
        Method.PAYNOW,
        (QrMode.OWN,),
        "scanpay.hint_own",
    )
    assert [button.press.value for button in own.buttons] == ["paynow:own"]


@pytest.mark.parametrize("alone", list(Wallet))
def test_a_shop_offers_what_it_has(alone: Wallet) -> None:
    other = next(wallet for wallet in Wallet if wallet is not alone)
    settings = shop(WalletSettings(other, show=False), WalletSettings(alone))

    body = at_method(settings)

    assert [each.method for each in body.methods] == [Method.of(alone)]
    (button,) = body.methods[0].buttons
    # Whatever stands before it in the profile, Enter takes the first that is offered.
    assert (button.primary, button.shortcut) == (True, "F2")


def test_cash_comes_last_without_a_code() -> None:
    body = at_method(shop(*EVERYTHING, cash=True))
    cash = body.methods[-1]

    assert (cash.method, cash.modes, cash.hint.id) == (Method.CASH, (), "cash.method_hint")
    (button,) = cash.buttons
    assert (button.press.value, button.label.id, button.shortcut) == ("cash:", "cash.start", "F8")
    assert shop(cash=True).methods == shop(cash=True).known_methods == (Method.CASH,)


def test_the_customer_reads_what_is_offered() -> None:
    front = Front(shop(*EVERYTHING)).sign_in().keys("5", "00")

    customer = front.screens().customer
    assert [way.id for way in customer.ways] == [
        *("method.paynow", "method.wechat", "method.alipay"),
    ]


@pytest.mark.parametrize(
    "value",
    [
        *("alipay:show", "paynow:scan", "wechat:", "paynow", "card:tap", "card:", "cash:", ""),
        *("PAYNOW:show", "paynow:own"),
    ],
)
def test_what_is_not_offered_cannot_be_picked(value: str) -> None:
    shown = (WalletSettings(Wallet.PAYNOW), WalletSettings(Wallet.WECHAT))
    front = Front(shop(*shown)).sign_in().keys("5", "00").press(Action.CHARGE)

    front.press(Action.PICK_METHOD, value)

    assert front.model.page is Page.METHOD
    assert front.model.draft.method is None
    assert front.press(Action.CONFIRM).backend.drafts == []


@pytest.mark.parametrize(
    "wallets",
    [(), (WalletSettings(Wallet.PAYNOW, show=False),)],
    ids=["none", "neither shown nor scanned"],
)
def test_a_till_that_can_take_nothing_is_not_set_up(wallets: tuple[WalletSettings, ...]) -> None:
    with pytest.raises(ValueError, match="leave no way to pay"):
        shop(*wallets)


def test_no_button_anywhere_leads_to_what_is_not_built() -> None:
    shown = shop(WalletSettings(Wallet.PAYNOW), WalletSettings(Wallet.WECHAT))
    fronts = dict(every_front())
    fronts["amount"] = Front(shown).sign_in().keys("5", "00")
    fronts["method"] = Front(shown).sign_in().keys("5", "00").press(Action.CHARGE)
    fronts["code"] = Front(shown).charge(sale_view(Phase.SHOWN))
    fronts["approved"] = Front(shown).charge(sale_view(Phase.SHOWN)).news(sale_view(Phase.APPROVED))

    for name, front in fronts.items():
        clerk = front.screens().clerk
        for button in buttons_in(clerk):
            words = set(button.label.id.partition(".")[2].split("_"))
            assert not words & NOT_OFFERED, (name, button.label.id)
        pages = [page for page, _, _ in clerk.frame.rail] if clerk.frame is not None else []
        built = {Page.AMOUNT, Page.TRANSACTIONS, Page.VOID, Page.SETTLEMENT, Page.MORE}
        assert set(pages) <= built, name
