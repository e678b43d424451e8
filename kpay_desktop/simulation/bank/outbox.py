"""Callbacks: written with the payment they tell of, sent until they are taken.

A callback is a signed form posted to the order's ``notify_url``; the answer ``success`` takes it.
It is repeated after 1 s, 2 s, 4 s … at most a minute apart, and given up after twelve attempts.
"""

from __future__ import annotations

import contextlib
import ipaddress
import logging
import re
import secrets
import socket
import sqlite3
import threading
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from kpay_desktop.simulation.bank import clock, forms, sockets
from kpay_desktop.simulation.bank.books import Books, Transaction
from kpay_desktop.simulation.bank.merchant import Merchant
from kpay_desktop.simulation.bank.order_values import Order, Payment
from kpay_desktop.simulation.bank.outcomes import Outcome
from kpay_desktop.simulation.bank.signing import SIGN_FIELD, Signer

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 12
MAX_PAUSE_S = 60.0
SEND_S = 3.0
MAX_ANSWER_BYTES = 4096
WRONG_BY_MINOR = 100
TRXCODES = {"wechat": "VSP501", "alipay": "VSP511", "paynow": "PAYNOW"}

_URL = re.compile(r"http://([0-9.]{7,15}|localhost):([0-9]{1,5})(/[\x21-\x7e]{0,500})?")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a callback goes: loopback only, so that a demo never calls anybody else."""

    host: str
    port: int
    path: str


def target(url: str) -> Target | None:
    """Return the target of a ``notify_url``, or None if it is not plain HTTP to this machine."""
    match = _URL.fullmatch(url)
    if match is None or not 0 < int(match[2]) < 65536:
        return None
    host = sockets.LOOPBACK if match[1] == "localhost" else match[1]
    try:
        if not ipaddress.IPv4Address(host).is_loopback:
            return None
    except ipaddress.AddressValueError:
        return None
    return Target(host, int(match[2]), match[3] or "/")


class Outbox:
    """The outbox and the thread that empties it."""

    def __init__(self, merchant: Merchant, signer: Signer) -> None:
        self._merchant = merchant
        self._signer = signer
        self._changed = threading.Condition()
        self._open = True
        self._stop = False
        self._written = False
        self._thread: threading.Thread | None = None

    # --- inside a payment's transaction ---

    def enqueue(self, tx: Transaction, order: Order, payment: Payment, at: datetime) -> None:
        """Write the callback of a credited payment, if its order asked for callbacks."""
        if not order.notify_url:
            return
        told_minor = payment.amount_minor
        if order.plan.outcome is Outcome.WRONG_AMOUNT_PAID:
            told_minor += WRONG_BY_MINOR
        fields = {
            "cusid": self._merchant.cusid,
            "appid": self._merchant.appid,
            "cusorderid": order.reqsn,
            "trxid": payment.trxid,
            "trxamt": str(told_minor),
            "initamt": str(order.amount_minor),
            "trxstatus": "0000",
            "trxcode": TRXCODES[order.wallet],
            "paytime": clock.gateway_time(at),
            "acct": payment.payer,
            "randomstr": secrets.token_hex(12),
            "signtype": "RSA",
        }
        fields[SIGN_FIELD] = self._signer.sign(fields)
        copies = 2 if order.plan.outcome is Outcome.DOUBLED_CALLBACK else 1
        for copy in range(copies):
            tx.execute(
                "INSERT INTO callbacks (url, trxid, body, next_at) VALUES (?, ?, ?, ?)",
                (
                    order.notify_url,
                    payment.trxid,
                    forms.encode(fields),
                    clock.stamp(clock.now() + timedelta(seconds=copy)),
                ),
            )

    # --- the thread ---

    def start(self, books: Books) -> None:
        """Begin to send what is due."""
        self._thread = threading.Thread(
            target=self._run, args=(books,), name="bank-callbacks", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """End the thread; what was not taken stays in the outbox."""
        with self._changed:
            self._stop = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(2 * SEND_S)

    def wake(self) -> None:
        """Look again: something may have been written."""
        with self._changed:
            self._written = True
            self._changed.notify_all()

    def set_open(self, is_open: bool) -> None:
        """While the line is cut no callback leaves."""
        with self._changed:
            self._open = is_open
            self._changed.notify_all()

    def _run(self, books: Books) -> None:
        while self._may_send():
            try:
                pause_s = self._send_next(books)
            except sqlite3.Error as error:
                log.warning("outbox not usable error=%s", type(error).__name__)
                pause_s = 1.0
            with self._changed:
                self._changed.wait_for(lambda: self._stop or self._written, timeout=pause_s)
                self._written = False

    def _may_send(self) -> bool:
        """Wait while the line is cut; False when the bank stops."""
        with self._changed:
            self._changed.wait_for(lambda: self._stop or self._open)
            return not self._stop

    def _send_next(self, books: Books) -> float:
        """Send the first callback that is due; return how long there is nothing to do, seconds."""
        with books.read() as tx:
            row = tx.execute(
                "SELECT * FROM callbacks WHERE state = 'due' ORDER BY next_at, seq LIMIT 1"
            ).fetchone()
        if row is None:
            return MAX_PAUSE_S
        due_in_s = (clock.from_stamp(row["next_at"]) - clock.now()).total_seconds()
        if due_in_s > 0:
            return min(due_in_s, MAX_PAUSE_S)
        where = target(row["url"])
        taken = where is not None and deliver(where, row["body"], SEND_S)
        attempts = int(row["attempts"]) + 1
        state = "taken" if taken else "given up" if attempts >= MAX_ATTEMPTS else "due"
        next_at = clock.now() + timedelta(seconds=pause_after(attempts))
        with books.write() as tx:
            tx.execute(
                "UPDATE callbacks SET attempts = ?, state = ?, next_at = ? WHERE seq = ?",
                (attempts, state, clock.stamp(next_at), row["seq"]),
            )
        return 0.0


def pause_after(attempts: int) -> float:
    """Return the pause after that many attempts, in seconds: 1, 2, 4 … 60."""
    return float(min(MAX_PAUSE_S, 2 ** (attempts - 1)))


def deliver(where: Target, body: bytes, timeout_s: float) -> bool:
    """Post ``body``; True if the receiver answered ``success`` within ``timeout_s``."""
    deadline = time.monotonic() + timeout_s
    head = (
        f"POST {where.path} HTTP/1.1\r\nHost: {where.host}:{where.port}\r\n"
        "Content-Type: application/x-www-form-urlencoded; charset=utf-8\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    answer = b""
    try:
        with socket.create_connection((where.host, where.port), timeout=timeout_s) as sock:
            sockets.without_delay(sock)
            sockets.send(sock, head.encode("ascii") + body, timeout_s)
            with contextlib.suppress(TimeoutError):
                while len(answer) < MAX_ANSWER_BYTES:
                    more = sockets.receive(sock, MAX_ANSWER_BYTES, deadline)
                    if not more:
                        break
                    answer += more
                    if _taken(answer):
                        break
    except OSError:
        return False
    return _taken(answer)


def _taken(answer: bytes) -> bool:
    head, _blank, text = answer.partition(b"\r\n\r\n")
    return head.startswith((b"HTTP/1.1 200 ", b"HTTP/1.0 200 ")) and text.strip() == b"success"
