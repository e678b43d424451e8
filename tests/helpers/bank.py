"""Starts and kills a simulated bank for tests, and calls its gateway with code of the test's own.

Nothing of the till and nothing of the bank is imported but the desk's client: what a test sees
here, a third program would see.
"""

from __future__ import annotations

import base64
import contextlib
import http.client
import json
import os
import queue
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
import tomllib
import urllib.parse
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from kpay_desktop.simulation.card_desk_client import CardDeskClient
from kpay_desktop.simulation.desk_client import DeskClient
from tests.helpers.card_caller import CardCaller

START_S = 60.0
STOP_S = 30.0
CALL_S = 30.0
# The gateway's protocol fixes SHA1withRSA.
SIGNING_HASH: type[hashes.HashAlgorithm] = hashes.SHA1
ROOT = Path(__file__).resolve().parents[2]


class BankStartError(Exception):
    """The bank did not say that it is ready."""


@dataclass(frozen=True, slots=True)
class Ready:
    """What a bank says when it is ready."""

    pid: int
    base_url: str
    desk_url: str
    desk_token: str
    credentials: Path


class BankProcess:
    """A bank in a process of its own on a data folder; can be killed and started again."""

    def __init__(self, data: Path, *arguments: str) -> None:
        self.data = data
        self._arguments = arguments
        self._process: subprocess.Popen[bytes] | None = None
        self._ready: Ready | None = None
        self._kept: list[socket.socket] = []

    def __enter__(self) -> BankProcess:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def ready(self) -> Ready:
        """What the running bank said."""
        assert self._ready is not None, "the bank has not been started"
        return self._ready

    @property
    def desk(self) -> DeskClient:
        """A client of its desk port."""
        return DeskClient(self.ready.desk_url, self.ready.desk_token)

    @property
    def gateway(self) -> GatewayCaller:
        """A caller of its gateway port, with the till's credentials."""
        return GatewayCaller(self.ready.base_url, self.ready.credentials)

    @property
    def card_desk(self) -> CardDeskClient:
        """A client of its desk port that knows the card host."""
        return CardDeskClient(self.ready.desk_url, self.ready.desk_token)

    @property
    def cards(self) -> CardCaller:
        """A caller of its card host, with the till's credentials."""
        return CardCaller(self.ready.credentials)

    @property
    def books(self) -> Path:
        """The file of its books."""
        return self.data / "bank.sqlite3"

    def start(self) -> Ready:
        """Start it and wait until it is ready; BankStartError with what it said if it is not."""
        self.data.parent.mkdir(parents=True, exist_ok=True)
        with self.stderr_path.open("ab") as complaints:
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "kpay_desktop.simulation.bank",
                    "--data",
                    str(self.data),
                    *self._arguments,
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=complaints,
                cwd=ROOT,
            )
        line = _first_line(self._process, START_S)
        self._release()
        said: dict[str, Any] = json.loads(line) if line else {"ready": False}
        if not said["ready"]:
            self.stop()
            raise BankStartError(line)
        self._ready = Ready(
            pid=said["pid"],
            base_url=said["base_url"],
            desk_url=said["desk_url"],
            desk_token=said["desk_token"],
            credentials=Path(said["credentials"]),
        )
        return self._ready

    @property
    def stderr_path(self) -> Path:
        """Where its standard error goes."""
        return self.data.with_name(self.data.name + ".stderr")

    def complaints(self) -> str:
        """Return what it wrote to its standard error so far."""
        return self.stderr_path.read_text("utf-8") if self.stderr_path.exists() else ""

    def kill(self) -> None:
        """End it without a warning (SIGKILL); nobody else takes its ports until it is back."""
        self._end(lambda process: process.kill())
        self._keep()

    def terminate(self) -> int:
        """Ask it to stop (SIGTERM); return its exit code."""
        return self._end(lambda process: process.send_signal(signal.SIGTERM))

    def stop(self) -> int:
        """Close its standard input, as the till does; return its exit code."""
        self._release()
        return self._end(lambda _process: None)

    def wait(self) -> int:
        """Wait until it ends by itself; return its exit code."""
        assert self._process is not None
        return self._process.wait(STOP_S)

    def _keep(self) -> None:
        """Hold the ports: elsewhere, many tests open some. Whoever connects is refused."""
        # Only there may a port be held and yet be listened on by who asks for it by number.
        if sys.platform != "linux" or self._ready is None:
            return
        for url in (self._ready.base_url, self._ready.desk_url):
            held = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            self._kept.append(held)
            held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            held.bind(("127.0.0.1", urllib.parse.urlsplit(url).port or 0))

    def _release(self) -> None:
        for held in self._kept:
            held.close()
        self._kept.clear()

    def _end(self, how: Callable[[subprocess.Popen[bytes]], None]) -> int:
        process, self._process = self._process, None
        if process is None:
            return 0
        how(process)
        if process.stdin is not None:
            with contextlib.suppress(OSError):
                process.stdin.close()
        try:
            return process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(STOP_S)
            raise
        finally:
            if process.stdout is not None:
                process.stdout.close()


def _first_line(process: subprocess.Popen[bytes], timeout_s: float) -> str:
    assert process.stdout is not None
    stdout = process.stdout
    lines: queue.Queue[bytes] = queue.Queue(1)
    reader = threading.Thread(target=lambda: lines.put(stdout.readline()), daemon=True)
    reader.start()
    try:
        line = lines.get(timeout=timeout_s)
    except queue.Empty:
        process.kill()
        line = lines.get(timeout=STOP_S)
    reader.join(STOP_S)
    return line.decode("utf-8").strip()


@dataclass(frozen=True, slots=True)
class Told:
    """An answer of the gateway: HTTP's status and the fields, which were signed by the bank."""

    status: int
    fields: Mapping[str, str]

    @property
    def trxstatus(self) -> str:
        """The gateway's word on the matter."""
        return self.fields.get("trxstatus", "")

    def __getitem__(self, name: str) -> str:
        return self.fields[name]


class GatewayCaller:
    """Signs requests as the till must, and checks answers as the till must."""

    def __init__(self, base_url: str, credentials: Path) -> None:
        self.base_url = base_url
        profile = tomllib.loads((credentials / "gateway.toml").read_text("utf-8"))
        self.cusid: str = profile["cusid"]
        self.appid: str = profile["appid"]
        private = serialization.load_pem_private_key(
            (credentials / "merchant_private.pem").read_bytes(), password=None
        )
        public = serialization.load_pem_public_key((credentials / "bank_public.pem").read_bytes())
        assert isinstance(private, rsa.RSAPrivateKey)
        assert isinstance(public, rsa.RSAPublicKey)
        self._private, self._public = private, public

    def form(self, **fields: str) -> dict[str, str]:
        """Return a whole signed form; a field given here wins over the common ones."""
        at = datetime.now(UTC) + timedelta(hours=8)
        whole = {
            "cusid": self.cusid,
            "appid": self.appid,
            "version": "11",
            "randomstr": secrets.token_hex(12),
            "signtype": "RSA",
            "reqtime": at.strftime("%Y%m%d%H%M%S"),
        }
        whole.update(fields)
        whole["sign"] = base64.b64encode(
            self._private.sign(_covered(whole), padding.PKCS1v15(), SIGNING_HASH())
        ).decode("ascii")
        return whole

    def signed_by_bank(self, fields: Mapping[str, str]) -> bool:
        """True if the signature of ``fields`` is the bank's."""
        try:
            self._public.verify(
                base64.b64decode(fields["sign"]),
                _covered(fields),
                padding.PKCS1v15(),
                SIGNING_HASH(),
            )
        except (InvalidSignature, KeyError, ValueError):
            return False
        return True

    def send(self, operation: str, form: Mapping[str, str]) -> tuple[int, bytes]:
        """Post a form; return HTTP's status and the body. OSError or HTTPException if it fails."""
        parts = urllib.parse.urlsplit(self.base_url)
        connection = http.client.HTTPConnection(
            parts.hostname or "", parts.port or 0, timeout=CALL_S
        )
        try:
            connection.request(
                "POST",
                f"/apiweb/{operation}",
                urllib.parse.urlencode(form),
                {"Content-Type": "application/x-www-form-urlencoded"},
            )
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def call(self, operation: str, **fields: str) -> Told:
        """Ask, and check the answer: its signature, and that it answers this request."""
        form = self.form(**fields)
        status, body = self.send(operation, form)
        told: dict[str, str] = json.loads(body)
        if status == 200:
            assert self.signed_by_bank(told), "the bank's answer is not signed properly"
            assert told["randomstr"] == form["randomstr"]
            assert (told["cusid"], told["appid"]) == (self.cusid, self.appid)
        return Told(status, told)

    def order(self, reqsn: str, amount_minor: int, paytype: str = "P01", **more: str) -> Told:
        """Make an order."""
        return self.call(
            "unitorder/pay",
            reqsn=reqsn,
            trxamt=str(amount_minor),
            paytype=paytype,
            body="Tea",
            validtime="3",
            **more,
        )

    def query(self, reqsn: str) -> Told:
        """Ask what became of an order."""
        return self.call("tranx/query", reqsn=reqsn)

    def close(self, reqsn: str) -> Told:
        """Close an order."""
        return self.call("unitorder/close", oldreqsn=reqsn)

    def scan(self, reqsn: str, amount_minor: int, code: str, **more: str) -> Told:
        """Make an order by the code that a customer shows."""
        return self.call("unitorder/scanqrpay", **self.scan_form(reqsn, amount_minor, code, **more))

    def scan_form(self, reqsn: str, amount_minor: int, code: str, **more: str) -> dict[str, str]:
        """Return the fields of such an order, unsigned."""
        return {
            "reqsn": reqsn,
            "trxamt": str(amount_minor),
            "authcode": code,
            "body": "Tea",
            "terminfo": '{"termno": "80010001", "devicetype": "11"}',
            **more,
        }

    def reverse(self, reqsn: str, amount_minor: int, number: str = "") -> Told:
        """Take an order back."""
        return self.call(
            "tranx/cancel",
            reqsn=number or f"V{reqsn}",
            oldreqsn=reqsn,
            trxamt=str(amount_minor),
        )

    def refund(
        self, reqsn: str, oldreqsn: str, amount_minor: int, oldtrxid: str = "", **more: str
    ) -> Told:
        """Give money back."""
        form = {"reqsn": reqsn, "oldreqsn": oldreqsn, "trxamt": str(amount_minor), **more}
        if oldtrxid:
            form["oldtrxid"] = oldtrxid
        return self.call("tranx/refund", **form)


def _covered(fields: Mapping[str, str]) -> bytes:
    names = sorted(name for name in fields if name != "sign" and fields[name])
    return "&".join(f"{name}={fields[name]}" for name in names).encode()


def wait_until(what: str, condition: Callable[[], bool], timeout_s: float = 60.0) -> None:
    """Wait until ``condition()`` is true; fail naming ``what`` otherwise."""
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, f"it never happened: {what}"
        time.sleep(0.02)


def is_running(pid: int) -> bool:
    """True while a process of that number exists and is not a zombie."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not (stat.exists() and stat.read_text("ascii").rpartition(") ")[2].startswith("Z"))
