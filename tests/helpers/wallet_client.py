"""The wallet gateway's client over a transport that answers as a test says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from kpay_desktop.domain.sale import Wallet
from kpay_desktop.hosts.http import HttpError
from kpay_desktop.hosts.net import Deadline
from kpay_desktop.hosts.wallets.config import GatewayConfig
from kpay_desktop.hosts.wallets.gateway import AllinpayGateway
from kpay_desktop.ports import (
    NoAnswer,
    NoAnswerReason,
    OrderRequest,
    RefundRequest,
    ReverseRequest,
    ScanRequest,
)
from tests.helpers.gateway import (
    APPID,
    CUSID,
    Request,
    answer_to,
    as_json,
    key_files,
)

DEADLINE_S = 10.0
ORDER = OrderRequest("KD01000123A", Wallet.WECHAT, 3080, 180, "Kopi House")
REFUND = RefundRequest("KR01000001", ORDER.order_no, "WX0001", 3080)
CUSTOMERS_CODE = "134650110977120318"
SCAN = ScanRequest(ORDER.order_no, 3080, CUSTOMERS_CODE, "Kopi House", "KP010001")
REVERSE = ReverseRequest(f"V{ORDER.order_no}", ORDER.order_no, 3080)
AT = datetime(2026, 11, 22, 6, 32, 8, tzinfo=UTC)
PAID = {
    "trxstatus": "0000",
    "trxid": "WX0001",
    "trxamt": "3080",
    "initamt": "3080",
    "currency": "SGD",
    "fintime": "20261122143208",
}

Answerer = Callable[[str, dict[str, str]], bytes]


class OneAnswer:
    """A transport that answers by a function, or raises what it is given, and keeps the forms."""

    def __init__(self, answer: Answerer | None = None, *faults: HttpError) -> None:
        self.answer = answer
        self.faults = list(faults)
        self.calls: list[tuple[str, dict[str, str]]] = []
        self.is_closed = False

    def get(self, path: str, deadline: Deadline) -> bytes:
        return self.post(path, b"", "", deadline)

    def post(self, path: str, body: bytes, content_type: str, deadline: Deadline) -> bytes:
        assert not deadline.is_over
        form = Request("POST", path, {"type": content_type}, body).form if body else {}
        self.calls.append((path, form))
        if self.faults:
            raise self.faults.pop(0)
        assert self.answer is not None
        return self.answer(path, form)

    def close(self) -> None:
        self.is_closed = True


def config(
    folder: Path, base_url: str = "http://127.0.0.1:1", notify_url: str = ""
) -> GatewayConfig:
    files = key_files(folder)
    return GatewayConfig(
        base_url=base_url,
        cusid=CUSID,
        appid=APPID,
        private_key_path=files.merchant_private,
        bank_public_key_path=files.bank_public,
        notify_url=notify_url,
    )


def gateway_over(folder: Path, transport: OneAnswer) -> AllinpayGateway:
    """A client with keys in ``folder``; it is always the same second."""
    return AllinpayGateway(config(folder), transport=transport, now=lambda: AT)


def signed_answer(**fields: str) -> Answerer:
    """Answer whatever is asked with these fields, signed by the bank."""
    return lambda _, form: as_json(answer_to(form, **fields))


def reason_of(answer: object) -> NoAnswerReason:
    """Why there was no answer; there must have been none."""
    assert isinstance(answer, NoAnswer), answer
    return answer.reason


def calls_of(gateway: AllinpayGateway) -> list[Callable[[], object]]:
    """Every call that goes out signed."""
    return [
        lambda: gateway.create_order(ORDER, DEADLINE_S),
        lambda: gateway.query(ORDER.order_no, DEADLINE_S),
        lambda: gateway.close(ORDER.order_no, DEADLINE_S),
        lambda: gateway.refund(REFUND, DEADLINE_S),
        lambda: gateway.reverse(REVERSE, DEADLINE_S),
        lambda: gateway.pay_by_code(SCAN, DEADLINE_S),
    ]
