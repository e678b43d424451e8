"""The gateway that flows talk to before its client has come, and after."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kpay_desktop.bootstrap.gateway import GatewaySocket
from kpay_desktop.domain.sale import Wallet
from kpay_desktop.ports import (
    NoAnswer,
    NoAnswerReason,
    OrderRequest,
    PaymentStatus,
    QueryAnswer,
    RefundRequest,
    ReverseAnswer,
    ReverseRequest,
    ReverseStatus,
    ScanRequest,
    WalletGateway,
)
from tests.helpers.scripted_gateway import ScriptedGateway

ORDER_NO = "80010001000007"
DEADLINE_S = 5.0
CALLS: dict[str, Callable[[WalletGateway], object]] = {
    "create": lambda gateway: gateway.create_order(
        OrderRequest(ORDER_NO, Wallet.ALIPAY, 3_080, 180, ""), DEADLINE_S
    ),
    "pay": lambda gateway: gateway.pay_by_code(
        ScanRequest(ORDER_NO, 3_080, "281234567890123456", "", "80010001"), DEADLINE_S
    ),
    "reverse": lambda gateway: gateway.reverse(
        ReverseRequest(f"V{ORDER_NO}", ORDER_NO, 3_080), DEADLINE_S
    ),
    "query": lambda gateway: gateway.query(ORDER_NO, DEADLINE_S),
    "close": lambda gateway: gateway.close(ORDER_NO, DEADLINE_S),
    "refund": lambda gateway: gateway.refund(
        RefundRequest("R1", ORDER_NO, "T1", 3_080), DEADLINE_S
    ),
}


@pytest.mark.parametrize("name", CALLS)
def test_without_a_client_nothing_was_sent_and_nothing_is_known(name: str) -> None:
    assert CALLS[name](GatewaySocket()) == NoAnswer(ORDER_NO, NoAnswerReason.OFFLINE)


@pytest.mark.parametrize("name", CALLS)
def test_each_call_goes_to_the_client_that_is_plugged_in(name: str) -> None:
    socket, first, second = GatewaySocket(), ScriptedGateway(), ScriptedGateway()
    for client in (first, second):
        socket.plug(client)
        CALLS[name](socket)
        assert [asked.partition(" ")[0] for asked in client.asked] == [name]
    assert len(first.asked) == 1


def test_what_the_client_answers_comes_back() -> None:
    told = QueryAnswer(ORDER_NO, PaymentStatus.PENDING, "2008", 3_080)
    undone = ReverseAnswer(ORDER_NO, ReverseStatus.DONE, "0000")
    socket = GatewaySocket()
    socket.plug(ScriptedGateway(scans=[told], reversals=[undone]))
    assert CALLS["pay"](socket) == told
    assert CALLS["reverse"](socket) == undone
