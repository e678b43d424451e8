"""Terminal action analysis: declined here, or sent to the issuer (Book 3 §10.7)."""

from __future__ import annotations

from collections.abc import Mapping

from kpay_desktop.emv import tags
from kpay_desktop.emv.config import Application

_ONES, _ZEROS = bytes.fromhex("FFFFFFFFFF"), bytes(5)


def is_denied(application: Application, values: Mapping[int, bytes], tvr: bytes) -> bool:
    """True if a bit of the results means no, by the issuer's or the acquirer's action codes."""
    return _meets(tvr, values.get(tags.IAC_DENIAL, _ZEROS), application.tac_denial)


def wants_online(application: Application, values: Mapping[int, bytes], tvr: bytes) -> bool:
    """True if a bit of the results means that the issuer decides."""
    return _meets(tvr, values.get(tags.IAC_ONLINE, _ONES), application.tac_online)


def is_denied_without_host(
    application: Application, values: Mapping[int, bytes], tvr: bytes
) -> bool:
    """True if a bit of the results means no because the issuer cannot be asked."""
    return _meets(tvr, values.get(tags.IAC_DEFAULT, _ONES), application.tac_default)


def _meets(tvr: bytes, issuer: bytes, acquirer: bytes) -> bool:
    return any(t & (i | a) for t, i, a in zip(tvr, issuer, acquirer, strict=True))
