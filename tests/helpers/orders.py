"""An order and a refund for the codec of the gateway's protocol, and why it refuses something."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from kpay_desktop.domain.sale import Wallet
from kpay_desktop.hosts.wallets.messages import UnbelievedError
from kpay_desktop.ports import NoAnswerReason, OrderRequest, RefundRequest

ORDER = OrderRequest("KD01000123A", Wallet.PAYNOW, 3080, 180, "Kopi House")
REFUND = RefundRequest("KR01000001", "KD01000123A", "PN20261122000001", 3080)
AT = datetime(2026, 11, 22, 6, 32, 8, tzinfo=UTC)


def disbelief(call: Callable[[], object]) -> tuple[NoAnswerReason, str]:
    """Return why a call does not believe what it is given, and of which field."""
    with pytest.raises(UnbelievedError) as caught:
        call()
    return caught.value.reason, caught.value.what
