"""A shop without an acquirer: a whole world that shows the shop's own code and asks nobody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kpay_desktop.bootstrap.about import about_own_code
from kpay_desktop.bootstrap.folders import Folders
from kpay_desktop.bootstrap.late_world import LateWorld
from kpay_desktop.bootstrap.operators import add_operator
from kpay_desktop.domain.approval import Act, Supervised
from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.operator import Operator, Role
from kpay_desktop.domain.records import SaleFilter
from kpay_desktop.domain.sale import Method, QrMode, SaleDraft, SaleState
from kpay_desktop.flows.sale_view import ChargeBegun, SaleView
from kpay_desktop.flows.wallet_sale.values import Phase
from kpay_desktop.ports import BusyError, DeviceKind, DeviceStatus, Health
from kpay_desktop.settings import demo_settings, parse_settings
from tests.helpers.news_world import NewsWorld
from ui.backend import Authorised, SalesFound, SignedIn

CASHIER = Operator("01", "Aisyah", Role.CASHIER)
SUPERVISOR = Operator("90", "Mei Ling", Role.SUPERVISOR)
PIN = "135790"
PROFILE = """
[profile]
name = "stall"
kind = "lab"
[merchant]
name = "Kopi Stall"
registered_name = "KOPI STALL"
merchant_id = "888800015411"
[terminal]
terminal_id = "80010001"
[bank]
simulated = false
[cards]
enabled = false
[own_paynow]
uen = "201912345K"
[devices]
sound = ""
[store]
key = "file"
"""


class Shop(NewsWorld):
    """The stall: its world and its people."""

    def __init__(self, folder: Path) -> None:
        super().__init__(parse_settings(PROFILE, "stall"), folder)
        for operator in (CASHIER, SUPERVISOR):
            assert add_operator(self.settings, self.folders, operator, lambda _: PIN) == 0

    def charge(self) -> SaleView:
        """Show the shop's own code; return the sale when it is shown."""
        draft = SaleDraft(
            method=Method.PAYNOW,
            mode=QrMode.OWN,
            amount_minor=450,
            tip_minor=0,
            cashier_id=CASHIER.operator_id,
        )
        self.world.charge(draft, "press-1")
        self.wait(ChargeBegun)
        return self.wait(SaleView, lambda view: view.state.phase is Phase.SHOWN)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    made = Shop(tmp_path / "data")
    try:
        made.world.start()
        yield made
    finally:
        made.world.stop()


def test_it_sells_by_its_own_code_and_a_supervisor_confirms_by_hand(shop: Shop) -> None:
    assert shop.settings.methods == (Method.PAYNOW,)
    assert shop.settings.modes(Method.PAYNOW) == (QrMode.OWN,)
    shop.world.sign_in(CASHIER.operator_id, PIN)
    shop.wait(SignedIn)
    shown = shop.charge()
    assert shown.symbol is not None
    assert shop.settings.own_paynow.uen in shown.state.code_text
    act = Act(
        Supervised.CONFIRM_BY_HAND,
        shown.flow,
        shown.sale.identity.voucher,
        450,
        CASHIER.operator_id,
    )
    shop.world.authorise("ask-1", act, SUPERVISOR.operator_id, PIN)
    leave = shop.wait(Authorised)
    shop.world.decide(shown.flow, Supervised.CONFIRM_BY_HAND, leave.approval_no)
    ended = shop.wait(SaleView, lambda view: view.sale.state is SaleState.BY_HAND)
    assert ended.state.phase is Phase.BY_HAND
    shop.world.find_sales(1, SaleFilter(), None)
    found = shop.wait(SalesFound)
    assert [row.state for row in found.page.rows] == [SaleState.BY_HAND]


def test_its_host_lamp_says_that_there_is_nobody_to_ask(shop: Shop) -> None:
    lamp = shop.wait(DeviceStatus, lambda status: status.kind is DeviceKind.HOST)
    assert (lamp.health, lamp.message_id) == (Health.UNKNOWN, "host.none")
    shop.news.clear()
    shop.world.ask_host()
    assert shop.wait(DeviceStatus, lambda status: status.kind is DeviceKind.HOST) == lamp


def test_it_says_whose_account_is_paid_into(shop: Shop) -> None:
    assert about_own_code(shop.settings) == (
        (Message("more.about_own_code"), message("more.about_value", value="201912345K")),
    )
    assert about_own_code(demo_settings()) == ()


def test_a_till_that_is_still_starting_scans_nothing(tmp_path: Path) -> None:
    late = LateWorld(demo_settings(), Folders(tmp_path), lambda _: None)
    with pytest.raises(BusyError):
        late.scan.open(Method.WECHAT)


def test_nothing_scans_and_no_camera_is_looked_for(shop: Shop) -> None:
    shop.world.scan.open(Method.PAYNOW)
    shop.world.scan.close()
    kinds = {news.kind for news in shop.news if isinstance(news, DeviceStatus)}
    assert not kinds & {DeviceKind.CAMERA, DeviceKind.SCANNER}
    assert shop.world.desk() is None
    assert shop.world.camera_feed is None
