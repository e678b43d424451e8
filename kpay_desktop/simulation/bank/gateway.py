"""The gateway's envelope: who asks, whether it is fresh, the signed answer, and faults on purpose.

A request is checked (form, numbers, age, signature), carried out in one transaction together with
the note that its ``randomstr`` was used, and answered only after that transaction is on the disk.
"""

from __future__ import annotations

import json
import logging
import re
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from kpay_desktop.simulation.bank import books as ledger
from kpay_desktop.simulation.bank import (
    clock,
    forms,
    next_answers,
    operations,
    orders,
    refunds,
    reversals,
    scanning,
)
from kpay_desktop.simulation.bank.books import Books, Transaction
from kpay_desktop.simulation.bank.http_codec import Answer, Request, Wire, error_answer
from kpay_desktop.simulation.bank.merchant import Merchant
from kpay_desktop.simulation.bank.operations import BadRequestError, Reply
from kpay_desktop.simulation.bank.outcomes import AT_ANSWER, NOT_DONE, Kind, Outcome, Plan
from kpay_desktop.simulation.bank.signing import SIGN_FIELD, Signer, Verifier
from kpay_desktop.simulation.bank.wallet import Wallets

log = logging.getLogger(__name__)

PREFIX = "/apiweb/"
FORM = "application/x-www-form-urlencoded"
VERSION = "11"
MAX_AGE = timedelta(minutes=10)
CENTS_TABLE = "cents table"

_RANDOMSTR = re.compile(r"[A-Za-z0-9]{16,32}")
_GARBAGE = b"<html><body>\xff\xfe busy \x00</body></html>"

_SCAN = "unitorder/scanqrpay"
# What each path does: a sale finds its plan itself, by the amount too.
_KINDS = {
    "unitorder/pay": Kind.SALE,
    _SCAN: Kind.SALE,
    "unitorder/close": Kind.CLOSE,
    "tranx/query": Kind.QUERY,
    "tranx/refund": Kind.REFUND,
    "tranx/cancel": Kind.CANCEL,
}


@dataclass(frozen=True, slots=True)
class Doors:
    """What the gateway works with."""

    books: Books
    merchant: Merchant
    signer: Signer
    verifier: Verifier
    wallets: Wallets
    changed: Callable[[], None]
    """Called after each transaction: something may have become due."""

    def settle_due(self) -> datetime:
        """Settle what is due, so that what is read is what a query would say; return now."""
        at = clock.now()
        with self.books.read() as tx:
            due_at = orders.next_due(tx)
        if due_at is not None and due_at <= at:
            with self.books.write() as tx:
                self.wallets.settle_due(tx, at)
            self.changed()
        return at


class Gateway:
    """Answers the till's requests. Thread-safe."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors

    def handle(self, request: Request) -> Answer:
        """Answer one HTTP request."""
        path = request.head.path
        if path == f"{PREFIX}ping":
            if request.head.method != "GET":
                return error_answer(405)
            return Answer(_json({"retcode": "SUCCESS"}))
        operation = path.removeprefix(PREFIX) if path.startswith(PREFIX) else ""
        if operation not in _KINDS:
            return error_answer(404)
        if request.head.method != "POST":
            return error_answer(405)
        if request.head.headers.get("content-type", "").partition(";")[0].strip() != FORM:
            return error_answer(415)
        try:
            form = forms.decode(request.body)
        except forms.FormError as error:
            return Answer(_json({"retcode": "FAIL", "retmsg": str(error)}), status=400)
        return self._answer(form, operation)

    def _answer(self, form: Mapping[str, str], operation: str) -> Answer:
        at = clock.now()
        objection = self._objection(form, at)
        if objection:
            return self._fail(form, objection)
        try:
            with self._doors.books.write() as tx:
                fresh = ledger.first_seen(tx, form["randomstr"], at)
                reply = self._carry_out(tx, form, operation, at) if fresh else Reply({})
        except BadRequestError as error:
            return self._fail(form, str(error))
        except sqlite3.Error as error:
            log.warning("books not written error=%s", type(error).__name__)
            return error_answer(503)
        self._doors.changed()
        if not fresh:
            return self._fail(form, "this request was sent before")
        return self._compose(form, reply)

    def _objection(self, form: Mapping[str, str], at: datetime) -> str:
        """Return why the envelope is refused, or an empty text."""
        merchant = self._doors.merchant
        if form.get("cusid") != merchant.cusid or form.get("appid") != merchant.appid:
            return "no such merchant or application"
        if form.get("version") != VERSION or form.get("signtype") != "RSA":
            return "version or signtype not taken"
        if not _RANDOMSTR.fullmatch(form.get("randomstr", "")):
            return "randomstr is not 16 to 32 letters and digits"
        try:
            asked_at = clock.from_gateway_time(form.get("reqtime", ""))
        except ValueError:
            return "reqtime is not a time"
        if abs(at - asked_at) > MAX_AGE:
            return "reqtime is too far from the bank's clock"
        if not self._doors.verifier.holds(form):
            return "the signature is wrong"
        return ""

    def _carry_out(
        self, tx: Transaction, form: Mapping[str, str], operation: str, at: datetime
    ) -> Reply:
        wallets, merchant, kind = self._doors.wallets, self._doors.merchant, _KINDS[operation]
        wallets.settle_due(tx, at)
        if kind is Kind.SALE:
            on = ledger.setting(tx, CENTS_TABLE, "on") == "on"
            if operation == _SCAN:
                return scanning.pay_by_code(tx, form, wallets, at, cents_table=on)
            return operations.make_order(tx, form, merchant, at, cents_table=on)
        plan = next_answers.take(tx, kind) or Plan()
        if plan.outcome in NOT_DONE:
            return Reply({}, plan)
        if kind is Kind.QUERY:
            reply = operations.query(tx, form, at)
        elif kind is Kind.CLOSE:
            reply = operations.close(tx, form, at)
        else:
            by_code = reversals.order_of(tx, form) if kind is Kind.CANCEL else None
            if by_code is not None:
                reply = reversals.reverse(tx, form, by_code, wallets, plan, at)
            else:
                reply = refunds.refund(tx, form, merchant, kind, plan, at)
        return Reply(reply.fields, plan) if plan.outcome in AT_ANSWER else reply

    # --- answers ---

    def _fail(self, form: Mapping[str, str], why: str) -> Answer:
        """Answer a request that the gateway did not take: ``retcode=FAIL``, signed."""
        return Answer(_json(self._signed(form, {"retcode": "FAIL", "retmsg": why})))

    def _signed(self, form: Mapping[str, str], fields: Mapping[str, str]) -> dict[str, str]:
        merchant = self._doors.merchant
        whole = {
            "cusid": merchant.cusid,
            "appid": merchant.appid,
            "randomstr": form.get("randomstr", ""),
            "signtype": "RSA",
            **fields,
        }
        whole = {name: value for name, value in whole.items() if value}
        whole[SIGN_FIELD] = self._doors.signer.sign(whole)
        return whole

    def _compose(self, form: Mapping[str, str], reply: Reply) -> Answer:
        """Return the answer, spoilt the way its plan says."""
        outcome, plan = reply.plan.outcome, reply.plan
        if outcome is Outcome.NEVER:
            return Answer(b"", wire=Wire.HOLD, delay_s=plan.wait_s)
        if outcome in {Outcome.LOSE_ANSWER, Outcome.LOSE_PAID_ANSWER}:
            return Answer(b"", wire=Wire.CUT)
        if outcome is Outcome.HTTP_500:
            return error_answer(500)
        if outcome is Outcome.GARBAGE:
            return Answer(_GARBAGE)
        fields = {"retcode": "SUCCESS", "retmsg": "", **reply.fields}
        if outcome is Outcome.WRONG_REFERENCE_PAID:
            fields["reqsn"] = operations.other_reference(fields["reqsn"])
        if outcome is Outcome.REPLAYED_PAID:
            fields["randomstr"] = operations.other_reference(form["randomstr"])
        signed = self._signed(form, fields)
        if outcome in {Outcome.BAD_SIGNATURE, Outcome.BAD_SIGNATURE_PAID}:
            # A real signature by the right key, of other content: the forger's best try.
            signed[SIGN_FIELD] = self._doors.signer.sign({**signed, "retcode": "FAIL"})
        return Answer(
            _json(signed),
            wire=Wire.HALF if outcome is Outcome.HALF_BODY else Wire.WHOLE,
            delay_s=plan.wait_s if outcome is Outcome.SLOW else 0.0,
        )


def _json(fields: Mapping[str, str]) -> bytes:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()
