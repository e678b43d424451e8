"""The phone at the demo desk, with a simulated bank behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from kpay_desktop.bootstrap.desk_phone import LINK, PRODUCT, PhoneAtDesk, shop_code
from kpay_desktop.domain.sale import Method, Wallet
from kpay_desktop.qr.payment_code import (
    PaymentCode,
    ScanProblem,
    ScanRules,
    WrongCode,
    classify,
)
from kpay_desktop.simulation.camera import CameraFeed, Fault, Picture
from tests.helpers.inner_bank import InnerBank
from ui.demo.scan_port import CameraState, PhoneState, Shown

ALICE, BOB = "1010", "5454"
RULES = ScanRules(takes_paynow=True)


@dataclass
class Counter:
    """A phone at the desk; ``now`` is its clock."""

    inner: InnerBank
    now: float = 1000.0
    heard: list[str] = field(default_factory=list)
    feed: CameraFeed = field(default_factory=CameraFeed)

    def __post_init__(self) -> None:
        self.phone = PhoneAtDesk(self.feed, self.heard.append, "Orchid Tea House", lambda: self.now)

    def shows(
        self,
        shown: Shown = Shown.CODE,
        wallet: Wallet = Wallet.WECHAT,
        customer: str = ALICE,
        *,
        renew: bool = False,
    ) -> PhoneState:
        return self.phone.state(self.inner.desk, customer, wallet, shown, renew=renew)


@pytest.fixture
def counter(inner: InnerBank) -> Iterator[Counter]:
    yield Counter(inner)
    for customer in (ALICE, BOB):
        for waiting in inner.desk.waiting_payments(customer):
            inner.desk.press(waiting.order, customer, "refuse")
    inner.desk.set_scan_terms(password_from_minor=100_000)


@pytest.mark.parametrize("wallet", list(Wallet))
def test_the_phone_shows_a_code_of_its_wallet(counter: Counter, wallet: Wallet) -> None:
    code = counter.shows(wallet=wallet).code
    found = classify(code.text, RULES)
    assert isinstance(found, PaymentCode)
    assert found.method is Method.of(wallet)
    assert (code.shown, code.left_s, code.used) == (Shown.CODE, 60, False)


def test_a_code_stays_for_a_minute_and_is_followed_by_another(counter: Counter) -> None:
    first = counter.shows().code
    counter.now += 59.5
    assert (counter.shows().code.text, counter.shows().code.left_s) == (first.text, 1)
    counter.now += 0.5
    second = counter.shows().code
    assert (second.text != first.text, second.left_s) == (True, 60)
    assert counter.shows(renew=True).code.text != second.text


def test_customers_and_wallets_have_codes_of_their_own(counter: Counter) -> None:
    codes = {
        counter.shows(wallet=wallet, customer=customer).code.text
        for wallet in Wallet
        for customer in (ALICE, BOB)
    }
    assert len(codes) == 6


def test_a_used_code_says_so(counter: Counter, reqsn: str) -> None:
    code = counter.shows().code
    paid = counter.inner.gateway.scan(reqsn, 3080, code.text)
    assert paid.trxstatus == "0000"
    assert counter.shows().code.used
    counter.now += 60
    assert not counter.shows().code.used


def test_the_phone_asks_for_the_password_that_the_bank_waits_for(
    counter: Counter, reqsn: str
) -> None:
    counter.inner.desk.set_scan_terms(password_from_minor=1)
    code = counter.shows(wallet=Wallet.ALIPAY).code
    assert counter.inner.gateway.scan(reqsn, 3080, code.text).trxstatus == "2008"

    # Whatever wallet the phone shows by now.
    asked = counter.shows().asked
    assert asked is not None
    assert (asked.wallet, asked.merchant_name, asked.amount_minor) == (
        Wallet.ALIPAY,
        "Orchid Tea House",
        3080,
    )
    assert counter.shows(customer=BOB).asked is None
    assert counter.inner.desk.press(asked.handle, ALICE, "pay").result == "paid"
    assert counter.shows().asked is None


def test_wrong_codes_are_wrong_each_in_its_way(counter: Counter, reqsn: str) -> None:
    expired = counter.shows(Shown.EXPIRED).code
    assert (expired.shown, expired.left_s) == (Shown.EXPIRED, 0)
    assert counter.inner.gateway.scan(reqsn, 3080, expired.text)["errmsg"].startswith(
        "AUTHCODEEXPIRE"
    )
    # The same one is shown again, and no new one is asked for.
    assert counter.shows(Shown.EXPIRED).code == expired
    texts = {shown: counter.shows(shown).code.text for shown in Shown}
    assert (texts[Shown.PRODUCT], texts[Shown.LINK]) == (PRODUCT, LINK)
    for shown, problem in (
        (Shown.PRODUCT, ScanProblem.PRODUCT),
        (Shown.SHOP, ScanProblem.SHOP_CODE),
        (Shown.LINK, ScanProblem.LINK),
    ):
        assert classify(texts[shown], RULES) == WrongCode(problem)


def test_any_shop_name_makes_a_code() -> None:
    assert "A shop whose name is too l" not in shop_code("A shop whose name is too long for it")
    assert "A shop whose name is too" in shop_code("A shop whose name is too long for it")


def test_the_phone_is_held_to_the_camera_and_taken_away(counter: Counter) -> None:
    phone, picture = counter.phone, Picture(1, 1, b"abc")
    assert phone.camera() == CameraState()
    counter.feed.is_open = True
    assert phone.hold_up((picture,), is_phone=True) == CameraState(is_open=True, is_held=True)
    assert counter.feed.look() is picture
    assert not phone.hold_up((), is_phone=False).is_held
    assert counter.feed.look() is None
    assert phone.set_fault(Fault.BUSY).fault is counter.feed.fault is Fault.BUSY


def test_the_hand_scanner_tells_the_till(counter: Counter) -> None:
    counter.phone.scan_by_hand("134567890123456789")
    assert counter.heard == ["134567890123456789"]
