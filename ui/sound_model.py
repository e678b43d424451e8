"""What the front knows of sounds: what was chosen here, and what a try has come to."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kpay_desktop.domain.message import Message
from kpay_desktop.settings_shop import SoundSettings

#: The volumes that the page offers, in percent.
VOLUMES = (20, 40, 60, 80, 100)
ON, OFF = "on", "off"


@dataclass(frozen=True, slots=True)
class SoundModel:
    """What was chosen on the page; None leaves it to the profile. ``said`` is of the last try."""

    on: bool | None = None
    volume_percent: int | None = None
    keys: bool | None = None
    said: Message | None = None
    busy: bool = False

    def over(self, profile: SoundSettings) -> SoundSettings:
        """Return what is in force over the settings of the profile."""
        changed = profile
        if self.on is not None:
            changed = replace(changed, on=self.on)
        if self.volume_percent is not None:
            changed = replace(changed, volume_percent=self.volume_percent)
        if self.keys is not None:
            changed = replace(changed, keys=self.keys)
        return changed
