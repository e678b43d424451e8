"""A till's gateway client at the simulated bank, and the bank's demo desk beside it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from kpay_desktop.domain.sale import Wallet
from kpay_desktop.hosts.wallets.config import GatewayConfig
from kpay_desktop.hosts.wallets.gateway import AllinpayGateway
from kpay_desktop.ports import (
    NoAnswer,
    OrderMade,
    OrderRefused,
    OrderRequest,
    QueryAnswer,
)
from tests.helpers.bank import BankProcess, GatewayCaller

DEADLINE_S = 30.0
TOTAL = 3080
CUSTOMERS = ("1010", "5454")

_numbers = itertools.count(1)


def new_number() -> str:
    """Eight figures that no order or refund has had yet."""
    return f"{next(_numbers):08d}"


@dataclass(frozen=True)
class Counter:
    """A till's client, and the bank with its desk."""

    bank: BankProcess
    till: AllinpayGateway

    def order(
        self, total: int = TOTAL, wallet: Wallet = Wallet.PAYNOW
    ) -> tuple[OrderRequest, OrderMade | OrderRefused | NoAnswer]:
        request = OrderRequest(f"KD{new_number()}", wallet, total, 180, "Kopi 咖啡 & cake")
        return request, self.till.create_order(request, DEADLINE_S)

    def made(
        self, total: int = TOTAL, wallet: Wallet = Wallet.PAYNOW
    ) -> tuple[OrderRequest, OrderMade]:
        request, answer = self.order(total, wallet)
        assert isinstance(answer, OrderMade), answer
        return request, answer

    def pay(self, made: OrderMade, decision: str = "pay", customer: str = CUSTOMERS[0]) -> None:
        scan = self.bank.desk.scan(made.code_text)
        assert scan.payable, scan.reason
        self.bank.desk.press(scan.order, customer, decision)

    def ask(self, order_no: str) -> QueryAnswer | NoAnswer:
        return self.till.query(order_no, DEADLINE_S)

    def told(self, order_no: str) -> QueryAnswer:
        answer = self.ask(order_no)
        assert isinstance(answer, QueryAnswer), answer
        return answer


def config_for(bank: BankProcess, notify_url: str = "") -> GatewayConfig:
    """What a till that trades at ``bank`` is configured with."""
    credentials = bank.ready.credentials
    caller = GatewayCaller(bank.ready.base_url, credentials)
    return GatewayConfig(
        base_url=bank.ready.base_url,
        cusid=caller.cusid,
        appid=caller.appid,
        private_key_path=credentials / "merchant_private.pem",
        bank_public_key_path=credentials / "bank_public.pem",
        notify_url=notify_url,
    )
