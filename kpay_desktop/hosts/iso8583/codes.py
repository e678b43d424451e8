"""What a response code (field 39) settles. Words for people: ``kpay_desktop.domain.host_codes``."""

from __future__ import annotations

from enum import StrEnum

from kpay_desktop.hosts.iso8583.profile import APPROVED, CardHostProfile
from kpay_desktop.ports_cards import ReversalStatus


class Meaning(StrEnum):
    """Whether an answer to a sale settles it."""

    APPROVED = "approved"
    DECLINED = "declined"
    DOUBTFUL = "doubtful"


def meaning(profile: CardHostProfile, code: str) -> Meaning:
    """Return what a code means for a sale. Whatever the profile does not list is doubtful."""
    if code == APPROVED:
        return Meaning.APPROVED
    codes = profile.codes
    if code in codes.declines or code in codes.batch_mismatch:
        return Meaning.DECLINED
    return Meaning.DOUBTFUL


def reversal_status(profile: CardHostProfile, code: str) -> ReversalStatus:
    """Return what a code means for a reversal: 00 alone takes the sale back."""
    if code == APPROVED:
        return ReversalStatus.DONE
    if code == profile.codes.not_found:
        return ReversalStatus.NOT_FOUND
    return ReversalStatus.REFUSED


def asks_for_sign_on(profile: CardHostProfile, code: str) -> bool:
    """True if the host wants a sign-on first: the batch number differs, or our MAC is wrong."""
    return code in profile.codes.batch_mismatch or code == "A0"
