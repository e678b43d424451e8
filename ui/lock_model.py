"""What the front knows of a locked screen."""

from __future__ import annotations

from dataclasses import dataclass

LOCK_KEY = "Ctrl+L"
OWNER, SELF = "owner", "self"
"""For whom a supervisor's PIN unlocks: for whoever is signed in, or for the supervisor."""


@dataclass(frozen=True, slots=True)
class Lock:
    """The screen is locked; the page behind it stays as it is.

    ``keeps_owner``: a supervisor's PIN unlocks for whoever is signed in, instead of signing the
    supervisor in.
    """

    keeps_owner: bool = True
