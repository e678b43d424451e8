"""A data folder belongs to one kind of profile.

What was sold in training must not be handed in with real takings, nor what was left open there be
asked of a real host, when the same profile goes live one day.
"""

from __future__ import annotations

from typing import Final

from kpay_desktop.ports import Clock, StoreError, StoreErrorKind
from kpay_desktop.settings_shop import ProfileKind
from models.database import OpenedStore

KIND_SETTING: Final = "profile.kind"
ANSWER_DEADLINE_S: Final = 5.0


def claim_folder(opened: OpenedStore, kind: ProfileKind, clock: Clock) -> None:
    """Note at the first start whose folder it is; refuse it to a profile of another kind. Waits.

    Raises:
        StoreError: (OTHER_PROFILE) it is another kind's. Also where the store cannot be used.
        BusyError, TimeoutError: the store does not answer.
    """

    def claim() -> None:
        known = opened.settings.get(KIND_SETTING)
        if known is None:
            opened.settings.put(KIND_SETTING, kind.value, "", clock.now())
        elif known != kind.value:
            raise StoreError(StoreErrorKind.OTHER_PROFILE, f"the folder is of kind {known}")

    opened.writer.call(claim, ANSWER_DEADLINE_S)
