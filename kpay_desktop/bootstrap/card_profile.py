"""The acquirer's papers for cards, read and checked: EMV data, CA keys, the card host's profile.

The keys of the schemes' test authorities are known by their index: each scheme numbers them apart
from the real ones. Those of the simulation are known by their checksums.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kpay_desktop.settings import Settings
from kpay_desktop.settings_reader import SettingsError
from kpay_desktop.settings_shop import ProfileKind

if TYPE_CHECKING:
    from kpay_desktop.emv.config import CaKey, EmvConfig
    from kpay_desktop.hosts.iso8583.profile import CardHostProfile

CaKeys = Mapping[tuple[bytes, int], "CaKey"]

MAX_FILE_BYTES: Final = 256 * 1024
EMV_PROFILE: Final = "emv_demo.toml"
#: The indices of the schemes' published test keys, by RID.
TEST_INDICES: Final = {
    "A000000003": (range(0x50, 0x60), range(0x90, 0xA0)),  # Visa
    "A000000004": (range(0xE0, 0x100),),  # Mastercard
    "A000000025": (range(0x60, 0x70), range(0x90, 0xA0), range(0xC0, 0xD0)),  # American Express
}


def emv_config(settings: Settings) -> EmvConfig:
    """Return what the kernels are told of this terminal.

    Raises:
        SettingsError: naming the setting, and what is wrong with the file behind it.
    """
    from kpay_desktop.emv.profile import EmvProfileError, read_emv_profile

    keys = ca_keys(settings)
    named = settings.cards.emv_profile
    if named:
        text = _read(named, "cards.emv_profile")
    else:
        text = (resources.files("resources") / "profiles" / EMV_PROFILE).read_text("utf-8")
    try:
        return read_emv_profile(
            text,
            keys,
            terminal_id=settings.terminal.terminal_id,
            merchant_id=settings.merchant.merchant_id,
        )
    except EmvProfileError as error:
        raise SettingsError(named or EMV_PROFILE, error.key, str(error)) from error


def ca_keys(settings: Settings) -> CaKeys:
    """Return the keys of certification authorities that cards are checked with.

    Raises:
        SettingsError: the file cannot be used, or a live profile names a test authority's key.
    """
    from kpay_desktop.emv.ca_keys import CaKeyError, read
    from kpay_desktop.emv.profile import EmvProfileError, refuse_test_keys

    named = settings.cards.ca_keys
    if not named and not settings.is_simulated:
        return {}
    try:
        keys = read(_read(named, "cards.ca_keys") if named else _simulated())
        if settings.profile.kind is ProfileKind.LIVE:
            refuse_test_keys(keys, known_test_checksums(keys))
    except (CaKeyError, EmvProfileError) as error:
        raise SettingsError(settings.profile.name, "cards.ca_keys", f"{named}: {error}") from error
    return keys


def known_test_checksums(keys: CaKeys) -> frozenset[bytes]:
    """Return the checksums of all test keys that there are among ``keys``."""
    from kpay_desktop.emv.ca_keys import checksum, read

    simulated = {checksum(key) for key in read(_simulated()).values()}
    schemes = {
        checksum(key)
        for key in keys.values()
        if any(key.index in found for found in TEST_INDICES.get(key.rid.hex().upper(), ()))
    }
    return frozenset(simulated | schemes)


def refuse_test_papers(settings: Settings) -> None:
    """Say, before anything starts, that a live profile has no test authority's keys.

    A file that cannot be read is no reason to stay closed: cards are then off, and a lamp says why.

    Raises:
        SettingsError: it has.
    """
    if settings.profile.kind is not ProfileKind.LIVE or not settings.cards.ca_keys:
        return
    from kpay_desktop.emv.profile import EmvProfileError

    try:
        ca_keys(settings)
    except SettingsError as error:
        if isinstance(error.__cause__, EmvProfileError):
            raise


def host_profile(settings: Settings, path: Path) -> CardHostProfile:
    """Return the card host's profile of a file.

    Raises:
        SettingsError: it cannot be used, or leads a live profile to this machine.
    """
    from kpay_desktop.hosts.iso8583.profile import load_profile
    from kpay_desktop.hosts.net import is_loopback

    profile = load_profile(path)
    if settings.profile.kind is ProfileKind.LIVE and is_loopback(profile.address.host):
        raise SettingsError(
            str(path), "address.host", "leads to this machine: a live profile's host is a bank's"
        )
    return profile


def _simulated() -> str:
    from kpay_desktop.simulation.cards import ca_keys_toml

    return ca_keys_toml()


def _read(name: str, key: str) -> str:
    try:
        with Path(name).open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
        if len(data) > MAX_FILE_BYTES:
            raise SettingsError(name, key, "is larger than any such file")
        return data.decode("utf-8")
    except OSError as error:
        raise SettingsError(name, key, f"cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise SettingsError(name, key, "is not UTF-8 text") from error
