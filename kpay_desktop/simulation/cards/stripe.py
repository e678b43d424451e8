"""The magnetic stripe: tracks 1 and 2 as a reader types them (ISO/IEC 7813)."""

from __future__ import annotations

from dataclasses import dataclass, field

from kpay_desktop.simulation.cards.errors import CardMuteError
from kpay_desktop.simulation.cards.seeded import Seeded
from kpay_desktop.simulation.cards.spec import CardSpec, Way

TRACK_1_MOST, TRACK_2_MOST = 79, 40
_NAME_MOST = 26


@dataclass(frozen=True, slots=True)
class Tracks:
    """Both tracks with their sentinels, without the check character that readers keep."""

    track_1: str = field(repr=False)
    track_2: str = field(repr=False)

    @property
    def typed(self) -> str:
        """What a keyboard reader types: both tracks, then the Enter key."""
        return f"{self.track_1}{self.track_2}\n"


def tracks(spec: CardSpec) -> Tracks:
    """Return what a reader reads from a card's stripe.

    Raises:
        CardMuteError: it has none.
    """
    if Way.STRIPE not in spec.ways:
        raise CardMuteError
    when = f"{spec.expires:%y%m}"
    seeded = Seeded(f"{spec.key}|stripe")
    digits = f"{seeded.below('discretionary', 10**13):013d}"
    name = spec.holder[:_NAME_MOST].upper()
    track_2 = f";{spec.pan}={when}{spec.service_code}"
    room_2 = TRACK_2_MOST - 2 - len(track_2)
    track_1 = f"%B{spec.pan}^{name}^{when}{spec.service_code}"
    room_1 = TRACK_1_MOST - 2 - len(track_1)
    return Tracks(f"{track_1}{digits[:room_1]}?", f"{track_2}{digits[:room_2]}?")
