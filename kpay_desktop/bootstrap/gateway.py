"""The gateway that flows talk to, while the real client may still be on its way.

The till opens before its bank has answered. Until a client is there, every call has the honest
result: no answer, because offline.
"""

from __future__ import annotations

import threading

from kpay_desktop.ports import (
    CloseAnswer,
    NoAnswer,
    NoAnswerReason,
    OrderMade,
    OrderRefused,
    OrderRequest,
    QueryAnswer,
    RefundAnswer,
    RefundRequest,
    ReverseAnswer,
    ReverseRequest,
    ScanRequest,
    WalletGateway,
)


class GatewaySocket:
    """A ``WalletGateway`` into which a client is plugged, and plugged again when it moves."""

    def __init__(self) -> None:
        self._client: WalletGateway | None = None
        self._plugged = threading.Event()

    def plug(self, client: WalletGateway) -> None:
        """Use ``client`` from now on."""
        self._client = client
        self._plugged.set()

    def create_order(
        self, request: OrderRequest, deadline_s: float
    ) -> OrderMade | OrderRefused | NoAnswer:
        """Ask for a code to show."""
        client = self._client
        if client is None:
            return _offline(request.order_no)
        return client.create_order(request, deadline_s)

    def pay_by_code(
        self, request: ScanRequest, deadline_s: float
    ) -> QueryAnswer | OrderRefused | NoAnswer:
        """Send a customer's code."""
        client = self._client
        if client is None:
            return _offline(request.order_no)
        return client.pay_by_code(request, deadline_s)

    def reverse(self, request: ReverseRequest, deadline_s: float) -> ReverseAnswer | NoAnswer:
        """Take back an order by a customer's code."""
        client = self._client
        if client is None:
            return _offline(request.order_no)
        return client.reverse(request, deadline_s)

    def query(self, order_no: str, deadline_s: float) -> QueryAnswer | NoAnswer:
        """Ask what became of an order."""
        client = self._client
        return _offline(order_no) if client is None else client.query(order_no, deadline_s)

    def close(self, order_no: str, deadline_s: float) -> CloseAnswer | NoAnswer:
        """Ask that an order can no longer be paid."""
        client = self._client
        return _offline(order_no) if client is None else client.close(order_no, deadline_s)

    def refund(self, request: RefundRequest, deadline_s: float) -> RefundAnswer | NoAnswer:
        """Give money back."""
        client = self._client
        if client is None:
            return _offline(request.order_no)
        return client.refund(request, deadline_s)

    def ping(self, deadline_s: float) -> float | None:
        """Return the round trip in milliseconds, or None if there was no answer."""
        if not self._plugged.wait(deadline_s) or self._client is None:
            return None
        return self._client.ping(deadline_s)


def _offline(order_no: str) -> NoAnswer:
    return NoAnswer(order_no, NoAnswerReason.OFFLINE)
