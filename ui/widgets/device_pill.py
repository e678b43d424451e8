"""A device and how it is: a pill with a dot, as the lamps in the top bar."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from kpay_desktop.domain.devices import Health
from ui.state_tones import HEALTH_TONES
from ui.views import Tone
from ui.widgets.lamps import Lamp

_HEALTHS = {tone: health for health, tone in HEALTH_TONES.items()}


class DeviceMark(Lamp):
    """A lamp that says what it means in words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(False, parent)

    def show_state(self, text: str, tone: Tone) -> None:
        """Show ``text`` with a dot in the colour of ``tone``."""
        self.show_lamp(text, text, _HEALTHS.get(tone, Health.UNKNOWN))
