"""Settings of the shop: who sells, how, in which languages, and who stands at the counter."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta, timezone
from enum import StrEnum

from kpay_desktop.domain.language import Language
from kpay_desktop.domain.operator import Role
from kpay_desktop.domain.sale import Wallet
from kpay_desktop.settings_reader import require


class ProfileKind(StrEnum):
    """How real the money is."""

    DEMO = "demo"
    TRAINING = "training"
    LAB = "lab"
    STAGING = "staging"
    LIVE = "live"


class Theme(StrEnum):
    """The looks of the windows."""

    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


class ScreenKeyboard(StrEnum):
    """When keys are drawn on the screen; ``auto``: on a touch screen without a keyboard."""

    AUTO = "auto"
    ON = "on"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class ProfileSettings:
    """The profile's name (its data folder) and kind."""

    name: str
    kind: ProfileKind

    def __post_init__(self) -> None:
        require(
            re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,31}", self.name) is not None,
            "name",
            "use up to 32 small letters, digits, - and _",
        )


@dataclass(frozen=True, slots=True)
class MerchantSettings:
    """Who is paid. ``gst_rate_percent`` of 0 keeps the GST line off the slips."""

    name: str
    registered_name: str
    merchant_id: str
    address: tuple[str, ...] = ()
    city: str = "Singapore"
    gst_number: str = ""
    gst_rate_percent: int = 0
    show_gst: bool = False

    def __post_init__(self) -> None:
        require(bool(self.name.strip()), "name", "must not be empty")
        require(bool(self.registered_name.strip()), "registered_name", "must not be empty")
        require(
            re.fullmatch(r"[0-9A-Z]{1,15}", self.merchant_id) is not None,
            "merchant_id",
            "has 1 to 15 digits and capital letters",
        )
        require(len(self.address) <= 4, "address", "has at most 4 lines")
        require(0 <= self.gst_rate_percent <= 30, "gst_rate_percent", "is 0 to 30")
        require(
            not self.show_gst or bool(self.gst_number and self.gst_rate_percent),
            "show_gst",
            "needs gst_number and gst_rate_percent",
        )


@dataclass(frozen=True, slots=True)
class TerminalSettings:
    """This lane. ``terminal_id`` (TID) has eight letters and digits.

    ``utc_offset_min``: the shop's time of day on pages and slips; Singapore is 480 all year.
    """

    terminal_id: str
    model: str = "KPay Desktop"
    utc_offset_min: int = 480

    def __post_init__(self) -> None:
        require(
            re.fullmatch(r"[0-9A-Z]{8}", self.terminal_id) is not None,
            "terminal_id",
            "has exactly 8 digits and capital letters",
        )
        require(-720 <= self.utc_offset_min <= 840, "utc_offset_min", "is -720 to 840")

    @property
    def time_zone(self) -> timezone:
        """The shop's time zone."""
        return timezone(timedelta(minutes=self.utc_offset_min))


@dataclass(frozen=True, slots=True)
class SaleSettings:
    """Limits, tips and doubt. Amounts in cents; each time says its unit."""

    ceiling_minor: int = 1_000_000
    tips: bool = True
    tip_presets: tuple[int, ...] = (5, 10, 15)
    tip_ceiling_percent: int = 100
    result_seconds: int = 3
    repeat_warning_min: int = 15

    def __post_init__(self) -> None:
        require(1 <= self.ceiling_minor <= 99_999_999, "ceiling_minor", "is 1 to 99999999")
        require(len(self.tip_presets) <= 4, "tip_presets", "has at most 4 percentages")
        require(all(1 <= p <= 100 for p in self.tip_presets), "tip_presets", "are 1 to 100 percent")
        require(
            len(set(self.tip_presets)) == len(self.tip_presets), "tip_presets", "are all different"
        )
        require(0 <= self.tip_ceiling_percent <= 500, "tip_ceiling_percent", "is 0 to 500")
        require(3 <= self.result_seconds <= 60, "result_seconds", "is 3 to 60")
        require(0 <= self.repeat_warning_min <= 1440, "repeat_warning_min", "is 0 to 1440")


@dataclass(frozen=True, slots=True)
class WalletSettings:
    """A wallet that the shop's contract offers, by who may show the code.

    ``show``: the shop does; ``scan``: the customer does, and the till reads it.
    """

    wallet: Wallet
    show: bool = True
    scan: bool = False


@dataclass(frozen=True, slots=True)
class LanguageSettings:
    """The language that each reader starts with. ``slips``: one or two languages."""

    clerk: Language = Language.EN
    customer: Language = Language.EN
    slips: tuple[Language, ...] = (Language.EN, Language.ZH)

    def __post_init__(self) -> None:
        require(1 <= len(self.slips) <= 2, "slips", "has one or two languages")
        require(len(set(self.slips)) == len(self.slips), "slips", "names each language once")


@dataclass(frozen=True, slots=True)
class ContactSettings:
    """The service's telephone, WhatsApp and e-mail."""

    phone: str = "+65 6214 9234"
    whatsapp: str = "+65 6214 9234"
    email: str = "cs-sg@kpay-group.com"


@dataclass(frozen=True, slots=True)
class AppearanceSettings:
    """The look and the comforts to start with. What is chosen on the till itself lasts."""

    theme: Theme = Theme.LIGHT
    full_screen: bool = False
    screen_keyboard: ScreenKeyboard = ScreenKeyboard.AUTO
    start_with_computer: bool = False


@dataclass(frozen=True, slots=True)
class SoundSettings:
    """The sounds to start with. ``keys``: each key of the keypad clicks."""

    on: bool = True
    volume_percent: int = 60
    keys: bool = False

    def __post_init__(self) -> None:
        require(1 <= self.volume_percent <= 100, "volume_percent", "is 1 to 100")


@dataclass(frozen=True, slots=True)
class SecuritySettings:
    """When the screen locks by itself. 0 is never."""

    lock_after_s: int = 300

    def __post_init__(self) -> None:
        require(
            self.lock_after_s == 0 or 5 <= self.lock_after_s <= 86_400,
            "lock_after_s",
            "is 5 to 86400, or 0 for never",
        )


@dataclass(frozen=True, slots=True)
class OperatorSettings:
    """An operator of the demo. Only simulated profiles may carry a PIN."""

    operator_id: str
    name: str
    role: Role
    pin: str = field(repr=False)

    def __post_init__(self) -> None:
        require(bool(self.operator_id.strip()), "operator_id", "must not be empty")
        require(bool(self.name.strip()), "name", "must not be empty")
        require(re.fullmatch(r"[0-9]{4,6}", self.pin) is not None, "pin", "has 4 to 6 digits")
