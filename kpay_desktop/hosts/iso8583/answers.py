"""What the fields of a believed answer mean for a sale or a reversal."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kpay_desktop.hosts.iso8583.chip import IssuerAnswer, read_issuer_answer
from kpay_desktop.hosts.iso8583.codes import Meaning, meaning, reversal_status
from kpay_desktop.hosts.iso8583.errors import IsoError
from kpay_desktop.hosts.iso8583.profile import CardHostProfile
from kpay_desktop.ports_cards import (
    HostApproved,
    HostDeclined,
    HostDoubtful,
    NoHostAnswer,
    ReversalAnswer,
    SaleAnswer,
    Silence,
)

_CODE = re.compile(r"[0-9A-Z]{2}")


def code_of(answer: Mapping[int, str]) -> str:
    """Return field 39, or nothing if there is none that could be one."""
    code = answer.get(39, "")
    return code if _CODE.fullmatch(code) else ""


def sale_answer(profile: CardHostProfile, stan: int, answer: Mapping[int, str]) -> SaleAnswer:
    """Return what an answer (0210) says of the sale."""
    code = code_of(answer)
    malformed = NoHostAnswer(stan, Silence.MALFORMED, sent=True)
    if not code:
        return malformed
    settled = meaning(profile, code)
    if settled is Meaning.DOUBTFUL:
        return HostDoubtful(stan, code)
    try:
        chip = read_issuer_answer(answer[55]) if 55 in answer else IssuerAnswer()
    except IsoError:
        return malformed
    rrn = answer.get(37, "").strip()
    if settled is Meaning.DECLINED:
        return HostDeclined(stan, code, rrn, chip.issuer_data, chip.scripts)
    if not all(answer.get(number, "").strip() for number in profile.messages.approval_needs):
        return malformed
    approval_code = answer.get(38, "").strip()
    arc = chip.arc or code
    return HostApproved(stan, rrn, approval_code, arc, chip.issuer_data, chip.scripts)


def reversal_answer(
    profile: CardHostProfile, stan: int, answer: Mapping[int, str]
) -> ReversalAnswer | NoHostAnswer:
    """Return what an answer (0410) says of the reversal."""
    code = code_of(answer)
    if not code:
        return NoHostAnswer(stan, Silence.MALFORMED, sent=True)
    return ReversalAnswer(stan, reversal_status(profile, code), code)
