"""What a card remembers when its power is off: counters, blocks, what an issuer changed."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field


@dataclass(slots=True)
class AppMemory:
    """One application's own. ``counter``: tag 9F36; ``last_online``: tag 9F13."""

    counter: int = 0
    last_online: int = 0
    is_blocked: bool = False
    was_not_completed: bool = False
    issuer_failed: bool = False
    scripts_done: int = 0
    script_failed: bool = False
    changed: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class CardMemory:
    """A card's memory; applications by their AID."""

    is_blocked: bool = False
    applications: dict[str, AppMemory] = field(default_factory=dict)

    def of(self, aid: bytes, first_counter: int = 0) -> AppMemory:
        """Return an application's memory; a new one begins at ``first_counter``."""
        name = aid.hex().upper()
        if name not in self.applications:
            self.applications[name] = AppMemory(first_counter, max(first_counter - 1, 0))
        return self.applications[name]

    def to_text(self) -> str:
        """Return it as text that can be kept."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_text(cls, text: str) -> CardMemory:
        """Return what :meth:`to_text` wrote.

        Raises:
            ValueError: the text is none of ours.
        """
        try:
            kept = json.loads(text)
            applications = {
                str(name): AppMemory(**values) for name, values in kept["applications"].items()
            }
            return cls(bool(kept["is_blocked"]), applications)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError("not a card's memory") from error
