"""Why something is refused at this moment: a full queue, or a store that cannot be used."""

from __future__ import annotations

from enum import StrEnum


class BusyError(RuntimeError):
    """A bounded queue is full: the caller says so instead of waiting."""


class StoreErrorKind(StrEnum):
    """Why the store cannot be used, as the page words it."""

    FULL = "full"
    READ_ONLY = "read_only"
    DAMAGED = "damaged"
    KEY_MISSING = "key_missing"
    KEY_WRONG = "key_wrong"
    ENGINE = "engine"
    NEWER = "newer"
    IN_USE = "in_use"
    OTHER_PROFILE = "other_profile"
    OTHER = "other"


class StoreError(Exception):
    """The store refused; ``kind`` picks the words, ``detail`` is for the support file."""

    def __init__(self, kind: StoreErrorKind, detail: str = "") -> None:
        super().__init__(f"{kind.value}: {detail}" if detail else kind.value)
        self.kind = kind
        self.detail = detail
