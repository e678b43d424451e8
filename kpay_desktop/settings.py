"""Typed settings: a profile is one TOML file, checked whole before anything starts.

``demo`` is embedded and needs nothing. A profile of a shop names only what differs from the
defaults below; merchant, terminal and gateway have none and must be given. Unknown keys, wrong
types and values out of range are refused with the key's full name, so that a slip of the pen never
turns into a silent default.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path

from kpay_desktop.domain.sale import Method, QrMode
from kpay_desktop.settings_cards import (
    CardClockSettings,
    CardSettings,
    check_cards,
    check_keeping,
    check_readers,
    takes_stripes,
)
from kpay_desktop.settings_day import (
    CashSettings,
    DaySettings,
    ReturnSettings,
    SettleClockSettings,
)
from kpay_desktop.settings_reader import SettingsError, read_table, require
from kpay_desktop.settings_receipt import EReceiptSettings
from kpay_desktop.settings_scan import (
    CameraSettings,
    OwnPayNowSettings,
    ScanClockSettings,
    ScannerSettings,
)
from kpay_desktop.settings_shop import (
    AppearanceSettings,
    ContactSettings,
    LanguageSettings,
    MerchantSettings,
    OperatorSettings,
    ProfileKind,
    ProfileSettings,
    SaleSettings,
    SecuritySettings,
    SoundSettings,
    TerminalSettings,
    WalletSettings,
)
from kpay_desktop.settings_works import (
    BankSettings,
    DeviceSettings,
    GatewaySettings,
    QrClockSettings,
    StoreSettings,
)

MAX_FILE_BYTES = 256 * 1024


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
    scan_clock: ScanClockSettings = field(default_factory=ScanClockSettings)
    camera: CameraSettings = field(default_factory=CameraSettings)
    scanner: ScannerSettings = field(default_factory=ScannerSettings)
    own_paynow: OwnPayNowSettings = field(default_factory=OwnPayNowSettings)
    cards: CardSettings = field(default_factory=CardSettings)
    card_clock: CardClockSettings = field(default_factory=CardClockSettings)
    day: DaySettings = field(default_factory=DaySettings)
    settle_clock: SettleClockSettings = field(default_factory=SettleClockSettings)
    cash: CashSettings = field(default_factory=CashSettings)
    returns: ReturnSettings = field(default_factory=ReturnSettings)
    e_receipt: EReceiptSettings = field(default_factory=EReceiptSettings)
    bank: BankSettings = field(default_factory=BankSettings)
    store: StoreSettings = field(default_factory=StoreSettings)
    contact: ContactSettings = field(default_factory=ContactSettings)
    appearance: AppearanceSettings = field(default_factory=AppearanceSettings)
    sound: SoundSettings = field(default_factory=SoundSettings)
    security: SecuritySettings = field(default_factory=SecuritySettings)
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
            not live or self.devices.sound != "sim:",
            "devices.sound",
            "a live profile is heard, or silent",
        )
        kind = self.profile.kind
        check_readers(kind, self.devices)
        check_keeping(kind, self.store.key)
        check_cards(kind, self.devices, self.cards, simulated=self.is_simulated)
        require(
            not self.gateway.allow_plain_http or pretending or self.profile.kind is ProfileKind.LAB,
            "gateway.allow_plain_http",
            "is for the demo, training and a lab: real money goes over TLS",
        )
        require(
            self.bank.simulated or self._has_gateway or not self.wallets,
            "gateway",
            "needs base_url, cusid, appid, private_key and bank_key",
        )
        require(
            not live or "sim:" not in {self.camera.source, self.scanner.source},
            "camera.source",
            "a live profile needs a real camera and a real scanner, or none",
        )
        require(
            not self.own_paynow.is_there or self.modes(Method.PAYNOW) == (QrMode.OWN,),
            "own_paynow",
            "is for a shop whose PayNow no acquirer confirms: take the wallet paynow out",
        )
        require(bool(self.methods), "wallets", "leave no way to pay: offer cards, a wallet or cash")
        names = [w.wallet for w in self.wallets]
        require(len(set(names)) == len(names), "wallets", "names each wallet once")
        ids = [o.operator_id for o in self.operators]
        require(len(set(ids)) == len(ids), "operators", "names each operator_id once")

    @property
    def methods(self) -> tuple[Method, ...]:
        """The ways to pay that the shop offers, in its order."""
        offered = tuple(Method.of(w.wallet) for w in self.wallets if w.show or w.scan)
        own = (Method.PAYNOW,) if self.own_paynow.is_there else ()
        cash = (Method.CASH,) if self.cash.takes else ()
        return (*self._card_method, *dict.fromkeys((*offered, *own)), *cash)

    def modes(self, method: Method) -> tuple[QrMode, ...]:
        """Return who may show the code for ``method``; nothing for cards and cash.

        The shop's own PayNow code is offered only where no acquirer confirms PayNow payments.
        """
        for wallet in self.wallets:
            if wallet.wallet is method.wallet and (wallet.show or wallet.scan):
                ways = ((wallet.show, QrMode.SHOW), (wallet.scan, QrMode.SCAN))
                return tuple(mode for is_offered, mode in ways if is_offered)
        is_own = method is Method.PAYNOW and self.own_paynow.is_there
        return (QrMode.OWN,) if is_own else ()

    @property
    def takes_scans(self) -> bool:
        """True where customers may show a code."""
        return any(QrMode.SCAN in self.modes(method) for method in self.methods)

    @property
    def known_methods(self) -> tuple[Method, ...]:
        """The ways to pay that the shop's sales may have, offered now or not."""
        wallets = (Method.of(wallet.wallet) for wallet in self.wallets)
        return tuple(dict.fromkeys((*self._card_method, *wallets, *self.methods)))

    @property
    def takes_cards(self) -> bool:
        """True where sales by card are offered."""
        return self.cards.enabled

    @property
    def takes_stripes(self) -> bool:
        """True where keys that come like a stripe reader's are taken for one's."""
        return takes_stripes(self.profile.kind, self.devices)

    @property
    def _card_method(self) -> tuple[Method, ...]:
        return (Method.CARD,) if self.takes_cards else ()

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
    except RecursionError:
        raise SettingsError(source, "", "is nested too deep") from None
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


@cache
def demo_settings() -> Settings:
    """Return the embedded demo profile, which is read once: nothing can change it."""
    text = (resources.files("resources") / "profiles" / "demo.toml").read_text("utf-8")
    return parse_settings(text, "demo")
