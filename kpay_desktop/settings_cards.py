"""Settings of cards: whether they are taken, by whose data, and how long things may take."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kpay_desktop.settings_reader import require
from kpay_desktop.settings_shop import ProfileKind
from kpay_desktop.settings_works import DeviceSettings, KeyStore


class SignaturePlace(StrEnum):
    """Where customers sign."""

    SCREEN = "screen"
    PAPER = "paper"


@dataclass(frozen=True, slots=True)
class CardSettings:
    """Sales by card with readers at this computer.

    ``host_profile`` is the acquirer's profile of its card host, ``emv_profile`` its EMV data of the
    terminal, ``ca_keys`` the keys of certification authorities; each is a TOML file. In the demo
    and in training they may be left empty: the simulated bank's own, the ones that come with the
    program, the simulation's.
    """

    enabled: bool = False
    host_profile: str = ""
    emv_profile: str = ""
    ca_keys: str = ""
    signature: SignaturePlace = SignaturePlace.SCREEN


@dataclass(frozen=True, slots=True)
class CardClockSettings:
    """The clocks of a sale by card, in seconds.

    ``read_s``: how long the readers wait for a card. ``card_s``: for the card's last word.
    ``sign_s``: for a signature on the screen. ``arrival_s``: after so long a message that was sent
    can no longer arrive at the card host. ``retry_first_s`` to ``retry_last_s``: the back-off
    between reversals.
    """

    read_s: float = 120.0
    card_s: float = 30.0
    sign_s: float = 90.0
    arrival_s: float = 180.0
    retry_first_s: float = 5.0
    retry_last_s: float = 300.0

    def __post_init__(self) -> None:
        for name in ("read_s", "card_s", "sign_s"):
            require(0.05 <= getattr(self, name) <= 600.0, name, "is 0.05 to 600")
        require(0.05 <= self.arrival_s <= 3_600.0, "arrival_s", "is 0.05 to 3600")
        require(
            0.05 <= self.retry_first_s <= self.retry_last_s <= 3_600.0,
            "retry_last_s",
            "is not below retry_first_s, and at most 3600",
        )


def takes_stripes(kind: ProfileKind, devices: DeviceSettings) -> bool:
    """Say whether keys that come like a stripe reader's are taken for one's."""
    if devices.stripe == "auto":
        return kind is not ProfileKind.LIVE
    return devices.stripe == "keyboard"


def check_readers(kind: ProfileKind, devices: DeviceSettings) -> None:
    """Say that a profile may have its readers.

    Raises:
        ValueError: it may not; see :func:`~kpay_desktop.settings_reader.require`.
    """
    live = kind is ProfileKind.LIVE
    direct = devices.card_readers or devices.stripe == "keyboard"
    require(
        not (live and direct and not devices.reader_approval.strip()),
        "devices.reader_approval",
        "must name the acquirer's written approval: in a live profile cards go through a "
        "certified terminal",
    )
    require(
        not live or "sim:" not in devices.card_readers,
        "devices.card_readers",
        "a live profile needs real card readers",
    )


def check_keeping(kind: ProfileKind, key: KeyStore) -> None:
    """Say that a profile may keep its keys where it does.

    Raises:
        ValueError: it may not; see :func:`~kpay_desktop.settings_reader.require`.
    """
    require(
        kind is not ProfileKind.LIVE or key is KeyStore.SYSTEM,
        "store.key",
        "must be system in a live profile: a key in a file lies beside what it opens",
    )


def check_cards(
    kind: ProfileKind, devices: DeviceSettings, cards: CardSettings, *, simulated: bool
) -> None:
    """Say that a profile has what sales by card need.

    Raises:
        ValueError: it lacks something; see :func:`~kpay_desktop.settings_reader.require`.
    """
    if not cards.enabled:
        return
    require(
        bool(devices.card_readers) or takes_stripes(kind, devices),
        "cards.enabled",
        "needs devices.card_readers, or devices.stripe",
    )
    require(
        simulated or bool(cards.host_profile),
        "cards.host_profile",
        "must name the acquirer's profile of its card host",
    )
    require(
        simulated or not devices.card_readers or bool(cards.ca_keys),
        "cards.ca_keys",
        "must name the file with the keys of certification authorities",
    )
    require(
        kind is not ProfileKind.LIVE or not devices.card_readers or bool(cards.emv_profile),
        "cards.emv_profile",
        "must name the acquirer's EMV data: those that come with the till are for the demo, "
        "training and a lab",
    )
