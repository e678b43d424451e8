"""Requests as forms and answers as fields: the envelope of the gateway's protocol, without I/O."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import parse_qsl, urlencode

from kpay_desktop.hosts.wallets.signing import SIGN_FIELD, is_ambiguous
from kpay_desktop.ports import NoAnswerReason

VERSION = "11"
SIGN_TYPE = "RSA"
FORM_TYPE = "application/x-www-form-urlencoded; charset=utf-8"
MAX_FIELDS = 64
MAX_FORM_BYTES = 16 * 1024

# The gateway's clock runs on Singapore's and China's time.
_GATEWAY_ZONE = timezone(timedelta(hours=8))
_TIME_FORMAT = "%Y%m%d%H%M%S"
_TIME = re.compile(r"[0-9]{14}\Z")

# Control characters, and halves of characters that have no bytes to be signed.
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")

Fields = Mapping[str, str]


class UnbelievedError(Exception):
    """An answer that cannot be believed; it carries the reason and nothing of the answer."""

    def __init__(self, reason: NoAnswerReason, what: str) -> None:
        super().__init__(f"{reason.value} {what}")
        self.reason = reason
        self.what = what


def gateway_time(at: datetime) -> str:
    """Return an aware time as the gateway writes it: ``YYYYMMDDHHMMSS``, UTC+8."""
    return at.astimezone(_GATEWAY_ZONE).strftime(_TIME_FORMAT)


def read_gateway_time(text: str) -> datetime:
    """Return the UTC time of ``text``.

    Raises:
        UnbelievedError: it is no such time.
    """
    if not _TIME.match(text):
        raise UnbelievedError(NoAnswerReason.MALFORMED, "time")
    try:
        local = datetime.strptime(text, _TIME_FORMAT).replace(tzinfo=_GATEWAY_ZONE)
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        raise UnbelievedError(NoAnswerReason.MALFORMED, "time") from None


def envelope(
    fields: Fields,
    *,
    cusid: str,
    appid: str,
    randomstr: str,
    at: datetime,
    sign: Callable[[Fields], str],
) -> dict[str, str]:
    """Return a whole signed request: ``fields`` and what every request carries. No empties."""
    whole = {
        **fields,
        "cusid": cusid,
        "appid": appid,
        "version": VERSION,
        "randomstr": randomstr,
        "signtype": SIGN_TYPE,
        "reqtime": gateway_time(at),
    }
    whole = {name: value for name, value in whole.items() if value}
    whole[SIGN_FIELD] = sign(whole)
    return whole


def write_form(fields: Fields) -> bytes:
    """Return ``fields`` as the body of a form."""
    return urlencode(fields).encode("ascii")


def read_form(body: bytes) -> dict[str, str]:
    """Return the fields of a form.

    Raises:
        UnbelievedError: it is no form of the protocol.
    """
    if not 0 < len(body) <= MAX_FORM_BYTES:
        raise UnbelievedError(NoAnswerReason.MALFORMED, "size")
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=MAX_FIELDS,
        )
    except ValueError:
        raise UnbelievedError(NoAnswerReason.MALFORMED, "form") from None
    return _once_each(pairs)


def read_answer(body: bytes) -> dict[str, str]:
    """Return the fields of a JSON answer: one flat object of texts.

    Raises:
        UnbelievedError: it is anything else.
    """
    try:
        value: object = json.loads(body.decode("utf-8"), object_pairs_hook=_Pairs)
    except (ValueError, RecursionError):
        raise UnbelievedError(NoAnswerReason.MALFORMED, "json") from None
    if not isinstance(value, _Pairs) or len(value) > MAX_FIELDS:
        raise UnbelievedError(NoAnswerReason.MALFORMED, "json")
    return _once_each(value)


class _Pairs(list[tuple[str, object]]):
    """The members of a JSON object as they stand, repeated ones included."""


def _once_each(pairs: list[tuple[str, object]] | list[tuple[str, str]]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for name, value in pairs:
        if name in fields or not isinstance(value, str) or _UNFIT.search(value):
            raise UnbelievedError(NoAnswerReason.MALFORMED, "fields")
        fields[name] = value
    return fields


def believe(answer: Fields, sent: Fields, is_genuine: Callable[[Fields], bool]) -> None:
    """Check that ``answer`` is the gateway's own and belongs to the request ``sent``.

    Raises:
        UnbelievedError: it is not signed by the gateway, or answers something else.
    """
    believe_callback(answer, sent, is_genuine)
    if answer.get("randomstr") != sent["randomstr"]:
        raise UnbelievedError(NoAnswerReason.MISMATCH, "randomstr")
    retcode = answer.get("retcode")
    if retcode != "SUCCESS":
        # "FAIL" means that the request was not taken, in whatever way: nothing is known by it.
        reason = NoAnswerReason.SERVER if retcode == "FAIL" else NoAnswerReason.MALFORMED
        raise UnbelievedError(reason, "retcode")


def believe_callback(form: Fields, merchant: Fields, is_genuine: Callable[[Fields], bool]) -> None:
    """Check that ``form`` is the gateway's own and about ``merchant`` (``cusid``, ``appid``).

    Raises:
        UnbelievedError: it is not.
    """
    if not is_genuine(form):
        raise UnbelievedError(NoAnswerReason.SIGNATURE, SIGN_FIELD)
    if is_ambiguous(form):
        raise UnbelievedError(NoAnswerReason.MALFORMED, "ambiguous")
    for name in ("cusid", "appid"):
        if form.get(name) != merchant[name]:
            raise UnbelievedError(NoAnswerReason.MISMATCH, name)
