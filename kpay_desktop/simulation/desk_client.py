"""What a demo desk or a test says to the simulated bank, over the bank's desk port.

The standard library alone, and not a line of the bank's. Each call opens a connection, has one
deadline over everything and may be made from any thread.
"""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Mapping
from urllib.parse import urlsplit

from kpay_desktop.simulation.desk_answers import (
    Account,
    BankOrder,
    BankPayment,
    BankState,
    DeskError,
    DeskOfflineError,
    DeskRefusedError,
    Json,
    NextAnswer,
    OutcomeRow,
    PaymentCode,
    Press,
    Scan,
    ScanTerms,
    Waiting,
    flag,
    mapping,
    number,
    read_account,
    read_next_answer,
    read_order,
    read_outcome,
    read_scan_terms,
    read_waiting,
    rows,
    text,
    texts,
    whole,
)

__all__ = [
    "Account",
    "BankOrder",
    "BankPayment",
    "BankState",
    "DeskClient",
    "DeskError",
    "DeskOfflineError",
    "DeskRefusedError",
    "NextAnswer",
    "OutcomeRow",
    "PaymentCode",
    "Press",
    "Scan",
    "ScanTerms",
    "Waiting",
]

TIMEOUT_S = 5.0
MAX_ANSWER_BYTES = 4 * 1024 * 1024


class DeskClient:
    """The desk's side of the desk port. Thread-safe.

    Every call raises ``DeskOfflineError`` without a proper answer within the time-out, and
    ``DeskRefusedError`` if the bank refuses.
    """

    def __init__(self, desk_url: str, token: str, timeout_s: float = TIMEOUT_S) -> None:
        parts = urlsplit(desk_url)
        if parts.scheme != "http" or parts.hostname is None or parts.port is None:
            raise ValueError("a desk address is http://host:port")
        self._address = (parts.hostname, parts.port)
        self._token = token
        self._timeout_s = timeout_s

    # --- the bank ---

    def state(self) -> BankState:
        """Return what the bank has in its books now."""
        body = self._get("/desk/state")
        chosen = mapping(body, "next")
        return BankState(
            line=text(body, "line"),
            cents_table=flag(body, "cents_table"),
            merchant_name=text(mapping(body, "merchant"), "name"),
            next_answers=tuple(read_next_answer(kind, mapping(chosen, kind)) for kind in chosen),
            accounts=tuple(read_account(row) for row in rows(body, "accounts")),
            orders=tuple(read_order(row) for row in rows(body, "orders")),
        )

    def outcomes(self) -> tuple[OutcomeRow, ...]:
        """Return the table of outcomes."""
        return tuple(read_outcome(row) for row in rows(self._get("/desk/outcomes"), "outcomes"))

    def customers(self) -> tuple[Account, ...]:
        """Return the customers who can pay."""
        return tuple(read_account(row) for row in rows(self._get("/desk/customers"), "customers"))

    def order(self, reqsn: str) -> BankOrder:
        """Return the order with the till's number ``reqsn``."""
        return read_order(self._post("/desk/order", {"reqsn": reqsn}))

    # --- what the desk decides ---

    def set_next(
        self,
        outcome: str,
        *,
        kind: str = "sale",
        sticky: bool = False,
        delay_s: float | None = None,
        times: int | None = None,
    ) -> None:
        """Choose the next answer to a kind of request; sticky: every answer until cleared."""
        self._post(
            "/desk/next",
            {
                "kind": kind,
                "outcome": outcome,
                "sticky": sticky,
                "delay_s": delay_s,
                "times": times,
            },
        )

    def clear_next(self, kind: str = "sale") -> None:
        """Let the bank answer a kind of request by itself again."""
        self._post("/desk/next", {"kind": kind, "outcome": None})

    def cut_line(self) -> None:
        """Break every connection of the gateway and refuse new ones, until it is mended."""
        self._post("/desk/line", {"line": "cut"})

    def silence_line(self) -> None:
        """Take connections and never answer, until it is mended."""
        self._post("/desk/line", {"line": "silent"})

    def mend_line(self) -> None:
        """Open the gateway again, on the same port."""
        self._post("/desk/line", {"line": "up"})

    def set_cents_table(self, on: bool) -> None:
        """Let the cents of an amount choose its outcome, or not."""
        self._post("/desk/cents", {"on": on})

    def settle(self, reqsn: str) -> BankOrder:
        """Credit the order's held payments now, and stop spoiling its answers."""
        return read_order(self._post("/desk/release", {"reqsn": reqsn, "decision": "settle"}))

    def give_back(self, reqsn: str) -> BankOrder:
        """Return the order's held payments to their customers."""
        return read_order(self._post("/desk/release", {"reqsn": reqsn, "decision": "return"}))

    def expire(self, reqsn: str) -> BankOrder:
        """Let the order's code expire now."""
        return read_order(self._post("/desk/expire", {"reqsn": reqsn}))

    def scan_terms(self) -> ScanTerms:
        """Return the clocks and limits of orders by a customer's code."""
        return read_scan_terms(self._get("/desk/scan"))

    def set_scan_terms(
        self,
        *,
        code_life_s: float | None = None,
        password_from_minor: int | None = None,
        wechat_s: float | None = None,
        alipay_s: float | None = None,
        paynow_s: float | None = None,
        earliest_cancel_s: float | None = None,
        spelling: str | None = None,
    ) -> ScanTerms:
        """Change those that are named; they stay until they are changed again.

        ``spelling`` of a refusal's word: ``usual``, ``other`` or ``in_turn``.
        """
        return read_scan_terms(
            self._post(
                "/desk/scan",
                {
                    "code_life_s": code_life_s,
                    "password_from_minor": password_from_minor,
                    "wechat_s": wechat_s,
                    "alipay_s": alipay_s,
                    "paynow_s": paynow_s,
                    "earliest_cancel_s": earliest_cancel_s,
                    "spelling": spelling,
                },
            )
        )

    # --- the phones ---

    def issue_code(self, customer: str, wallet: str, *, life_s: float | None = None) -> PaymentCode:
        """Return a new payment code of a customer's phone, good for one order.

        ``life_s``: how long it lives, if not as long as the bank's codes do.
        """
        body = self._post("/phone/code", {"customer": customer, "wallet": wallet, "life_s": life_s})
        return PaymentCode(
            code=text(body, "code"),
            wallet=text(body, "wallet"),
            customer=text(body, "customer"),
            life_s=number(body, "life_s"),
        )

    def code_state(self, code: str) -> str:
        """Return what its wallet makes of a payment code: ``good unknown expired used``."""
        return text(self._post("/phone/code_state", {"code": code}), "state")

    def waiting_payments(self, customer: str) -> tuple[Waiting, ...]:
        """Return what waits for a customer's password; pressed by its ``order``."""
        body = self._post("/phone/waiting", {"customer": customer})
        return tuple(read_waiting(row) for row in rows(body, "waiting"))

    def scan(self, payload: str) -> Scan:
        """Return what a phone makes of a code's text."""
        body = self._post("/phone/scan", {"payload": payload})
        payable, reason = flag(body, "payable"), text(body, "reason")
        if "order" not in body:
            return Scan(payable, reason, text(body, "id"))
        return Scan(
            payable=payable,
            reason=reason,
            message_id=text(body, "id"),
            order=text(body, "order"),
            reqsn=text(body, "reqsn"),
            wallet=text(body, "wallet"),
            merchant=text(body, "merchant"),
            amount_minor=whole(body, "amount_minor"),
        )

    def press(self, order: str, customer: str, decision: str) -> Press:
        """Press ``pay``, ``refuse``, ``wait`` or ``pay_twice`` on a customer's phone."""
        body = self._post(
            "/phone/pay", {"order": order, "customer": customer, "decision": decision}
        )
        return Press(
            result=text(body, "result"),
            reason=text(body, "reason"),
            message_id=text(body, "id"),
            trxids=texts(body, "trxids"),
        )

    # --- the wire ---

    def _get(self, path: str) -> Mapping[str, Json]:
        return self._exchange("GET", path, b"")

    def _post(self, path: str, body: Mapping[str, Json]) -> Mapping[str, Json]:
        return self._exchange("POST", path, json.dumps(body).encode("ascii"))

    def _exchange(self, method: str, path: str, body: bytes) -> Mapping[str, Json]:
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: {self._address[0]}\r\nConnection: close\r\n"
            f"X-Desk-Key: {self._token}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        try:
            raw = self._send_and_read(head.encode("latin-1") + body)
        except OSError as error:
            raise DeskOfflineError(f"no answer from the bank ({type(error).__name__})") from error
        status_line, _blank, raw_body = raw.partition(b"\r\n\r\n")
        try:
            status = int(status_line.split(b" ", 2)[1])
            answer: Json = json.loads(raw_body)
        except (ValueError, IndexError, RecursionError) as error:
            raise DeskOfflineError("half an answer from the bank") from error
        if not isinstance(answer, Mapping):
            raise DeskOfflineError("not an answer from the bank")
        if status != 200:
            raise DeskRefusedError(status, str(answer.get("error", "refused")))
        return answer

    def _send_and_read(self, request: bytes) -> bytes:
        deadline = time.monotonic() + self._timeout_s
        answer = bytearray()
        with socket.create_connection(self._address, timeout=self._timeout_s) as sock:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.sendall(request)
            while len(answer) <= MAX_ANSWER_BYTES:
                left_s = deadline - time.monotonic()
                if left_s <= 0:
                    raise TimeoutError("deadline")
                sock.settimeout(left_s)
                more = sock.recv(65536)
                if not more:
                    return bytes(answer)
                answer += more
        raise ConnectionError("too long an answer")
