"""The payment codes that customers' phones show: issued for a minute, good for one order.

The books keep a code's hash alone: who reads them cannot pay with it.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import string
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from kpay_desktop.simulation.bank import clock
from kpay_desktop.simulation.bank.books import Transaction

KEPT = timedelta(days=1)
"""So long a code is known as used or expired; after that nobody knows it."""

_PAYNOW_MARKS = string.ascii_uppercase + string.digits
_SHAPES = {
    "wechat": re.compile(r"1[0-5][0-9]{16}"),
    "alipay": re.compile(r"(?:2[5-9]|30)[0-9]{14,22}"),
    "paynow": re.compile(r"PN[A-Z0-9]{22}"),
}


class CodeState(StrEnum):
    """What the wallet makes of a code."""

    GOOD = "good"
    UNKNOWN = "unknown"
    EXPIRED = "expired"
    USED = "used"


@dataclass(frozen=True, slots=True)
class Found:
    """A code as the wallet knows it; an unknown one has no customer."""

    state: CodeState
    key: str
    wallet: str = ""
    customer: str = ""


def _digits(first: int, last: int) -> str:
    """Return 18 digits, the first two of them from ``first`` to ``last``."""
    head = first + secrets.randbelow(last - first + 1)
    return f"{head}{secrets.randbelow(10**16):016d}"


def new_code(wallet: str) -> str:
    """Return a code of a wallet's shape that nobody has."""
    if wallet == "wechat":
        return _digits(10, 15)
    if wallet == "alipay":
        return _digits(25, 30)
    return "PN" + "".join(secrets.choice(_PAYNOW_MARKS) for _ in range(22))


def key_of(code: str) -> str:
    """Return what the books know a code by."""
    return hashlib.sha256(code.encode()).hexdigest()


def issue(
    tx: Transaction, wallet: str, customer: str, at: datetime, life_s: float
) -> tuple[str, datetime]:
    """Issue a code for an account; return it and when it expires."""
    tx.execute("DELETE FROM payment_codes WHERE expires_at < ?", (clock.stamp(at - KEPT),))
    code = new_code(wallet)
    expires_at = at + timedelta(seconds=life_s)
    tx.execute(
        "INSERT INTO payment_codes VALUES (?, ?, ?, ?, ?, NULL)",
        (key_of(code), wallet, customer, clock.stamp(at), clock.stamp(expires_at)),
    )
    return code, expires_at


def find(tx: Transaction, code: str, at: datetime) -> Found:
    """Return what the wallet makes of ``code``."""
    key = key_of(code)
    if not any(shape.fullmatch(code) for shape in _SHAPES.values()):
        return Found(CodeState.UNKNOWN, key)
    row = tx.execute("SELECT * FROM payment_codes WHERE code_hash = ?", (key,)).fetchone()
    if row is None:
        return Found(CodeState.UNKNOWN, key)
    state = CodeState.GOOD
    if row["used_at"] is not None:
        state = CodeState.USED
    elif at >= clock.from_stamp(row["expires_at"]):
        state = CodeState.EXPIRED
    return Found(state, key, row["wallet"], row["customer"])


def use(tx: Transaction, key: str, at: datetime) -> None:
    """A code is used up, whatever came of it."""
    tx.execute("UPDATE payment_codes SET used_at = ? WHERE code_hash = ?", (clock.stamp(at), key))


def wallet_of(code: str) -> str:
    """Return the wallet of a code's shape; empty where no wallet makes such codes."""
    return next((name for name, shape in _SHAPES.items() if shape.fullmatch(code)), "")
