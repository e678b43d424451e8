"""Typed settings: a profile is one TOML file, checked whole before anything starts.

``demo`` is embedded and needs nothing. A profile of a shop names only what differs from the
defaults below; merchant, terminal and gateway have none and must be given. Unknown keys, wrong
types and values out of range are refused with the key's full name, so that a slip of the pen never
turns into a silent default.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from datetime import timedelta, timezone
from enum import StrEnum
from importlib import resources
from pathlib import Path

from kpay_desktop.domain.language import Language
from kpay_desktop.domain.operator import Role
from kpay_desktop.domain.sale import Wallet
from kpay_desktop.settings_reader import SettingsError, read_table, require

MAX_FILE_BYTES = 256 * 1024

# Those whose number is the same on every make of printer.
CODE_PAGES = ("CP437", "CP850", "CP852", "CP858", "CP860", "CP863", "CP865", "CP866", "CP1252")


_BASE_URL = re.compile(r"https://[^/]|http://(localhost|127\.[0-9.]+|\[::1\])(:[0-9]+)?(/|$)")


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


class ChinesePrinting(StrEnum):
    """How the printer gets Chinese: drawn by us, or in its own character set."""

    RASTER = "raster"
    GB18030 = "gb18030"


class KeyStore(StrEnum):
    """Where the database key lies: the system's keyring, or an owner-only file."""

    SYSTEM = "system"
    FILE = "file"


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
    """A wallet that the shop's contract offers. ``show``: the shop shows the code."""

    wallet: Wallet
    show: bool = True


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
class DeviceSettings:
    """Devices by path string (``tcp:HOST:PORT``, ``sim:``); an empty path is no device.

    ``drawer`` is ``printer``, ``printer:2`` or ``printer:5``: kicked through the printer, on that
    pin. The others say what the printer cannot be asked: its paper, how it gets Chinese, its code
    page for Latin letters, whether it names the slips it confirms (``GS ( H``), makes QR codes
    itself and has a cutter.
    """

    printer: str = ""
    paper_mm: int = 80
    chinese: ChinesePrinting = ChinesePrinting.RASTER
    code_page: str = "CP437"
    process_id: bool = False
    native_qr: bool = True
    cutter: bool = True
    drawer: str = ""
    customer_screen: str = "auto"

    def __post_init__(self) -> None:
        require(self.paper_mm in {58, 80}, "paper_mm", "is 58 or 80")
        require(self.code_page in CODE_PAGES, "code_page", f"is one of {', '.join(CODE_PAGES)}")
        require(
            re.fullmatch(r"(printer(:[25])?)?", self.drawer) is not None,
            "drawer",
            "is printer, printer:2 or printer:5",
        )
        require(bool(self.customer_screen), "customer_screen", "is auto, none or a screen's name")


@dataclass(frozen=True, slots=True)
class GatewaySettings:
    """The wallet gateway. Key files are PEM; ``callback_listen`` empty means polling alone.

    ``base_url`` and the key files are left empty in the demo: its own bank makes them.
    """

    base_url: str = ""
    cusid: str = ""
    appid: str = ""
    private_key: str = ""
    bank_key: str = ""
    callback_listen: str = ""
    callback_url: str = ""
    request_timeout_s: float = 10.0

    def __post_init__(self) -> None:
        require(
            not self.base_url or _BASE_URL.match(self.base_url) is not None,
            "base_url",
            "starts with https:// (http:// only to this machine)",
        )
        require(
            not self.callback_listen
            or re.fullmatch(r"[0-9a-zA-Z.\-]+:\d{1,5}", self.callback_listen) is not None,
            "callback_listen",
            "is ADDRESS:PORT (port 0 takes a free one)",
        )
        require(1.0 <= self.request_timeout_s <= 60.0, "request_timeout_s", "is 1 to 60")


@dataclass(frozen=True, slots=True)
class QrClockSettings:
    """The clocks of the show-QR sale, in seconds.

    ``valid_s``: how long a code is shown. ``poll_s``: between enquiries while it is shown.
    ``doubt_first_s`` to ``doubt_last_s``: the back-off while a result is not known.
    ``watch_first_s`` to ``watch_last_s``: the back-off of watching a finished order for late or
    second payments: for ``watch_for_s`` in all when it was closed, for ``watch_paid_for_s`` when
    it was paid.
    """

    valid_s: int = 180
    poll_s: float = 3.0
    doubt_first_s: float = 2.0
    doubt_last_s: float = 60.0
    watch_first_s: float = 10.0
    watch_last_s: float = 3_600.0
    watch_for_s: float = 86_400.0
    watch_paid_for_s: float = 900.0

    def __post_init__(self) -> None:
        require(1 <= self.valid_s <= 3_600, "valid_s", "is 1 to 3600")
        require(0.05 <= self.poll_s <= 30.0, "poll_s", "is 0.05 to 30")
        require(
            0.05 <= self.doubt_first_s <= self.doubt_last_s <= 3_600,
            "doubt_last_s",
            "is not below doubt_first_s, and at most 3600",
        )
        require(
            0.05 <= self.watch_first_s <= self.watch_last_s <= 3_600,
            "watch_last_s",
            "is not below watch_first_s, and at most 3600",
        )
        require(0 <= self.watch_for_s <= 30 * 86_400, "watch_for_s", "is 0 to 30 days")
        require(0 <= self.watch_paid_for_s <= 86_400, "watch_paid_for_s", "is 0 to one day")


@dataclass(frozen=True, slots=True)
class BankSettings:
    """The simulated bank: started beside the till in the demo and in training."""

    simulated: bool = False
    cents_table: bool = True


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """Where the database key lies, and the first batch number."""

    key: KeyStore = KeyStore.SYSTEM
    first_batch: int = 1

    def __post_init__(self) -> None:
        require(1 <= self.first_batch <= 999_999, "first_batch", "is 1 to 999999")


@dataclass(frozen=True, slots=True)
class ContactSettings:
    """The service's telephone, WhatsApp and e-mail."""

    phone: str = "+65 6214 9234"
    whatsapp: str = "+65 6214 9234"
    email: str = "cs-sg@kpay-group.com"


@dataclass(frozen=True, slots=True)
class AppearanceSettings:
    """The look to start with."""

    theme: Theme = Theme.LIGHT
    full_screen: bool = False


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


@dataclass(frozen=True, slots=True)
class Settings:
    """A whole profile."""

    profile: ProfileSettings
    merchant: MerchantSettings
    terminal: TerminalSettings
    sale: SaleSettings = field(default_factory=SaleSettings)
    wallets: tuple[WalletSettings, ...] = ()
    languages: LanguageSettings = field(default_factory=LanguageSettings)
    devices: DeviceSettings = field(default_factory=DeviceSettings)
    gateway: GatewaySettings = field(default_factory=GatewaySettings)
    qr_clock: QrClockSettings = field(default_factory=QrClockSettings)
    bank: BankSettings = field(default_factory=BankSettings)
    store: StoreSettings = field(default_factory=StoreSettings)
    contact: ContactSettings = field(default_factory=ContactSettings)
    appearance: AppearanceSettings = field(default_factory=AppearanceSettings)
    operators: tuple[OperatorSettings, ...] = ()

    def __post_init__(self) -> None:
        live = self.profile.kind is ProfileKind.LIVE
        require(not (live and self.bank.simulated), "bank.simulated", "is not for a live profile")
        pretending = self.profile.kind in {ProfileKind.DEMO, ProfileKind.TRAINING}
        require(
            self.bank.simulated or not pretending,
            "bank.simulated",
            "must be true in the demo and in training: no real money moves there",
        )
        require(
            self.is_simulated or not self.operators,
            "operators",
            "with PINs are for profiles with the simulated bank alone",
        )
        require(
            not live or not self.devices.printer.startswith("sim:"),
            "devices.printer",
            "a live profile needs a real printer",
        )
        require(
            self.bank.simulated or self._has_gateway,
            "gateway",
            "needs base_url, cusid, appid, private_key and bank_key",
        )
        names = [w.wallet for w in self.wallets]
        require(len(set(names)) == len(names), "wallets", "names each wallet once")
        ids = [o.operator_id for o in self.operators]
        require(len(set(ids)) == len(ids), "operators", "names each operator_id once")

    @property
    def is_simulated(self) -> bool:
        """True where no real money can move: every page and slip says so."""
        return self.bank.simulated

    @property
    def _has_gateway(self) -> bool:
        gateway = self.gateway
        return all(
            (gateway.base_url, gateway.cusid, gateway.appid, gateway.private_key, gateway.bank_key)
        )


def parse_settings(text: str, source: str) -> Settings:
    """Return the settings of a TOML text.

    Raises:
        SettingsError: naming ``source`` and the key, in words for the person who wrote the file.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(source, "", f"is not valid TOML: {error}") from error
    return read_table(Settings, table, source)


def load_settings(path: Path) -> Settings:
    """Return the settings of a profile file.

    Raises:
        SettingsError: the file cannot be read, or says something that cannot be.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
        if len(data) > MAX_FILE_BYTES:
            raise SettingsError(str(path), "", "is larger than any profile")
        return parse_settings(data.decode("utf-8"), str(path))
    except OSError as error:
        raise SettingsError(str(path), "", f"cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise SettingsError(str(path), "", "is not UTF-8 text") from error


def demo_settings() -> Settings:
    """Return the embedded demo profile."""
    text = (resources.files("resources") / "profiles" / "demo.toml").read_text("utf-8")
    return parse_settings(text, "demo")
