"""The sign-in page as it is shown, also before the till knows more than its settings."""

from __future__ import annotations

from datetime import datetime

from kpay_desktop.domain.language import Language
from kpay_desktop.domain.message import Message
from kpay_desktop.domain.operator import PIN_MAX
from kpay_desktop.settings import Settings
from ui.views import Page
from ui.views_front import SignInView
from ui.views_screens import ClerkView


def empty_sign_in(settings: Settings, clock: datetime, language: Language) -> SignInView:
    """Return the page before anybody is known; ``clock`` is the time on the wall."""
    part = "morning" if clock.hour < 12 else "afternoon" if clock.hour < 18 else "evening"
    pins = tuple((o.name, o.pin) for o in settings.operators)
    return SignInView(
        greeting=Message(f"signin.good_{part}"),
        merchant_name=settings.merchant.name,
        terminal_id=settings.terminal.terminal_id,
        operators=(),
        selected_id="",
        pin_entered=0,
        pin_length=PIN_MAX,
        busy=False,
        error=None,
        lamps=(),
        demo_pins=pins if settings.is_simulated else (),
        simulated=settings.is_simulated,
        language=language,
    )


def first_view(settings: Settings, clock: datetime) -> ClerkView:
    """Return what the cashier's window shows before there is anything behind it."""
    language = settings.languages.clerk
    return ClerkView(
        page=Page.SIGN_IN,
        step=None,
        frame=None,
        body=empty_sign_in(settings, clock, language),
        language=language,
        theme=settings.appearance.theme.value,
    )
