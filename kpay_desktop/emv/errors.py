"""What can be wrong with what a card sends. No error carries the data itself."""

from __future__ import annotations

from enum import StrEnum


class EmvDataError(ValueError):
    """Card data that cannot be taken apart. The text names the fault, never the value."""


class TlvError(EmvDataError):
    """Bytes that are not BER-TLV as EMV allows it (Book 3 Annex B)."""


class DolError(EmvDataError):
    """Bytes that are not a data object list (Book 3 §5.4)."""


class AuthenticationFault(StrEnum):
    """The step of offline data authentication that failed (Book 2 §5 and §6)."""

    NO_CA_KEY = "no_ca_key"
    CA_KEY_EXPIRED = "ca_key_expired"
    LENGTH = "length"
    HEADER = "header"
    TRAILER = "trailer"
    FORMAT = "format"
    HASH_ALGORITHM = "hash_algorithm"
    KEY_ALGORITHM = "key_algorithm"
    HASH = "hash"
    ISSUER_ID = "issuer_id"
    PAN = "pan"
    EXPIRED = "expired"
    REVOKED = "revoked"
    KEY_PARTS = "key_parts"
    REMAINDER_MISSING = "remainder_missing"
    STATIC_DATA = "static_data"
    CRYPTOGRAM_KIND = "cryptogram_kind"
    TRANSACTION_HASH = "transaction_hash"


class AuthenticationError(Exception):
    """Offline data authentication failed; ``fault`` says at which step."""

    def __init__(self, fault: AuthenticationFault) -> None:
        super().__init__(fault.value)
        self.fault = fault
