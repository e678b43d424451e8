"""The wallet gateway's client: requests out, believed answers back, and nothing in between.

What cannot be believed (no connection, a wrong signature, another order's number) comes back as
``NoAnswer`` with its reason, never as a failure of the payment.

An order and a customer's code are sent exactly once: should the line break, the flow asks what
became of them. Enquiries, closes, reversals and refunds (which keep their number) do no harm when
they are repeated; they are sent once more, newly signed, if a kept connection had been closed by
the other side meanwhile.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Protocol, TypeVar

from kpay_desktop.hosts.http import HttpClient, HttpError, HttpFault
from kpay_desktop.hosts.net import Deadline, tls_context
from kpay_desktop.hosts.wallets import codec, scan_codec
from kpay_desktop.hosts.wallets.config import ConfigFault, GatewayConfig, GatewayConfigError
from kpay_desktop.hosts.wallets.messages import (
    FORM_TYPE,
    UnbelievedError,
    believe,
    envelope,
    read_answer,
    write_form,
)
from kpay_desktop.hosts.wallets.signing import Signer, Verifier
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
)

log = logging.getLogger(__name__)

_REASONS = {
    HttpFault.OFFLINE: NoAnswerReason.OFFLINE,
    HttpFault.TIMEOUT: NoAnswerReason.TIMEOUT,
    # A certificate that is not the host's is a signature that is not the host's.
    HttpFault.IMPOSTOR: NoAnswerReason.SIGNATURE,
    HttpFault.STATUS: NoAnswerReason.SERVER,
    HttpFault.MALFORMED: NoAnswerReason.MALFORMED,
}

Meaning = TypeVar("Meaning")


class Transport(Protocol):
    """What the gateway needs of an HTTP client; both raise ``HttpError``."""

    def get(self, path: str, deadline: Deadline) -> bytes:
        """Return the body of ``path``."""

    def post(self, path: str, body: bytes, content_type: str, deadline: Deadline) -> bytes:
        """Send ``body`` and return the answer's."""

    def close(self) -> None:
        """Close what is kept open."""


class AllinpayGateway:
    """A client of the 收银宝 (``apiweb``) protocol; implements ``ports.WalletGateway``.

    Thread-safe. Nothing is loaded or connected before the first call.
    """

    def __init__(
        self,
        config: GatewayConfig,
        *,
        transport: Transport | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._config = config
        self._signer = Signer(config.private_key_path)
        self._verifier = Verifier(config.bank_public_key_path)
        self._transport: Transport = (
            HttpClient(config.endpoint, ca_file=config.ca_file) if transport is None else transport
        )
        self._now = now
        self._lock = threading.Lock()
        self._complained: ConfigFault | None = None

    def load_keys(self) -> None:
        """Load both key files, and the authorities if the profile names its own.

        Raises:
            GatewayConfigError: one of them cannot be used.
        """
        self._signer.load()
        self._verifier.load()
        if self._config.ca_file is not None:
            try:
                tls_context(self._config.ca_file)
            except OSError:
                what = str(self._config.ca_file)
                raise GatewayConfigError(ConfigFault.CA_FILE, what) from None

    def shut_down(self) -> None:
        """Close the idle connections; calls under way end by their own deadlines."""
        self._transport.close()

    # --- ports.WalletGateway ---

    def create_order(
        self, request: OrderRequest, deadline_s: float
    ) -> OrderMade | OrderRefused | NoAnswer:
        """Ask for a code to show. The request is sent once at most.

        Raises:
            ValueError: the order has no usable number, amount or validity.
        """
        if request.wallet not in codec.PAY_TYPES:
            return OrderRefused(request.order_no, codec.UNSUPPORTED, "")
        fields = codec.order_fields(request, self._config.description, self._config.notify_url)
        return self._ask(
            codec.PAY,
            fields,
            request.order_no,
            deadline_s,
            lambda answer: codec.order_answer(answer, request),
            may_repeat=False,
        )

    def pay_by_code(
        self, request: ScanRequest, deadline_s: float
    ) -> QueryAnswer | OrderRefused | NoAnswer:
        """Send a customer's code, once at most.

        Raises:
            ValueError: the payment has no usable number, amount, code or terminal.
        """
        if not scan_codec.can_be_signed(request.code):
            return OrderRefused(request.order_no, codec.UNSUPPORTED, "")
        return self._ask(
            scan_codec.SCAN,
            scan_codec.scan_fields(request, self._config.description),
            request.order_no,
            deadline_s,
            lambda answer: scan_codec.scan_answer(answer, request),
            may_repeat=False,
        )

    def reverse(self, request: ReverseRequest, deadline_s: float) -> ReverseAnswer | NoAnswer:
        """Take back an order by a customer's code. Its own number makes a repeat harmless.

        Raises:
            ValueError: a number or the amount is not usable.
        """
        return self._ask(
            scan_codec.CANCEL,
            scan_codec.reverse_fields(request),
            request.order_no,
            deadline_s,
            lambda answer: scan_codec.reverse_answer(answer, request),
        )

    def query(self, order_no: str, deadline_s: float) -> QueryAnswer | NoAnswer:
        """Ask what became of an order.

        Raises:
            ValueError: ``order_no`` is no order number.
        """
        return self._ask(
            codec.QUERY,
            codec.query_fields(order_no),
            order_no,
            deadline_s,
            lambda answer: codec.query_answer(answer, order_no),
        )

    def close(self, order_no: str, deadline_s: float) -> CloseAnswer | NoAnswer:
        """Ask that an order can no longer be paid.

        Raises:
            ValueError: ``order_no`` is no order number.
        """
        return self._ask(
            codec.CLOSE,
            codec.close_fields(order_no),
            order_no,
            deadline_s,
            lambda answer: codec.close_answer(answer, order_no),
        )

    def refund(self, request: RefundRequest, deadline_s: float) -> RefundAnswer | NoAnswer:
        """Give money back. The refund's own number keeps a repeat from refunding twice.

        Raises:
            ValueError: a number or the amount is not usable.
        """
        return self._ask(
            codec.REFUND,
            codec.refund_fields(request),
            request.order_no,
            deadline_s,
            lambda answer: codec.refund_answer(answer, request),
        )

    def ping(self, deadline_s: float) -> float | None:
        """Return the round trip in milliseconds, or None if there was no answer."""
        deadline, begun = Deadline(deadline_s), time.monotonic()
        try:
            answer = read_answer(self._with_repeat(lambda: self._get(deadline)))
        except (HttpError, UnbelievedError):
            return None
        if answer.get("retcode") != "SUCCESS":
            return None
        return (time.monotonic() - begun) * 1000

    # --- within ---

    def _get(self, deadline: Deadline) -> bytes:
        return self._transport.get(codec.PING, deadline)

    def _ask(
        self,
        path: str,
        fields: Mapping[str, str],
        order_no: str,
        deadline_s: float,
        meaning: Callable[[Mapping[str, str]], Meaning],
        *,
        may_repeat: bool = True,
    ) -> Meaning | NoAnswer:
        deadline = Deadline(deadline_s)

        def exchange() -> Meaning:
            sent = envelope(
                fields,
                cusid=self._config.cusid,
                appid=self._config.appid,
                randomstr=secrets.token_hex(16),
                at=self._now(),
                sign=self._signer.sign,
            )
            body = self._transport.post(path, write_form(sent), FORM_TYPE, deadline)
            answer = read_answer(body)
            believe(answer, sent, self._verifier.is_genuine)
            return meaning(answer)

        try:
            return self._with_repeat(exchange) if may_repeat else exchange()
        except HttpError as error:
            reason, detail = _REASONS[error.fault], str(error.status or "")
        except UnbelievedError as error:
            reason, detail = error.reason, error.what
        except GatewayConfigError as error:
            self._complain(error)
            reason, detail = NoAnswerReason.OFFLINE, error.message_id
        log.info("gateway_no_answer call=%s reason=%s detail=%s", path, reason.value, detail)
        return NoAnswer(order_no, reason)

    def _with_repeat(self, exchange: Callable[[], Meaning]) -> Meaning:
        try:
            return exchange()
        except HttpError as error:
            if not error.is_stale:
                raise
        return exchange()

    def _complain(self, error: GatewayConfigError) -> None:
        """Say once, not on every poll, that a key cannot be used."""
        with self._lock:
            is_new = self._complained is not error.fault
            self._complained = error.fault
        if is_new:
            log.error("gateway_key_unusable problem=%s", error.message_id)
