"""The terminal's EMV data as an acquirer hands them over: one TOML file, checked whole.

Names are plain words; bytes are hexadecimal; limits are whole cents. What is wrong is said with the
key's full name. The keys of certification authorities are a file of their own (:mod:`.ca_keys`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping

from kpay_desktop.emv import ca_keys
from kpay_desktop.emv.config import (
    Application,
    CaKey,
    ContactlessProfile,
    EmvConfig,
    KernelId,
    Terminal,
)

_KERNELS = {"mastercard": KernelId.MASTERCARD, "visa": KernelId.VISA}
_MAX_APPLICATIONS = 64


class EmvProfileError(ValueError):
    """A profile that cannot be used; the text names the key, and what it must be."""

    def __init__(self, key: str, must: str) -> None:
        super().__init__(f"{key} {must}")
        self.key = key


def read_emv_profile(
    text: str, keys: Mapping[tuple[bytes, int], CaKey], *, terminal_id: str, merchant_id: str
) -> EmvConfig:
    """Return the configuration that a profile and its keys make.

    ``terminal_id`` (8 characters) and ``merchant_id`` (up to 15) are the shop's own.

    Raises:
        EmvProfileError: naming the key.
    """
    try:
        table = tomllib.loads(text)
    except RecursionError:
        raise EmvProfileError("the file", "is nested too deep") from None
    except tomllib.TOMLDecodeError as error:
        raise EmvProfileError("the file", f"is not valid TOML: {error}") from error
    reader = _Table(table, "")
    terminal = _terminal(reader.table("terminal"), terminal_id, merchant_id)
    rows = reader.tables("application")
    if not 1 <= len(rows) <= _MAX_APPLICATIONS:
        raise EmvProfileError("application", f"stands 1 to {_MAX_APPLICATIONS} times")
    applications = tuple(_application(row) for row in rows)
    aids = [application.aid for application in applications]
    if len(set(aids)) != len(aids):
        raise EmvProfileError("application.aid", "stands once for each application")
    revoked = frozenset(_revoked(row) for row in reader.tables("revoked"))
    reader.refuse_others()
    return EmvConfig(terminal, applications, keys, revoked)


def refuse_test_keys(
    keys: Mapping[tuple[bytes, int], CaKey], known_tests: frozenset[bytes]
) -> None:
    """Say that no key is one of a test authority, as a live profile must.

    ``known_tests`` are checksums (:func:`.ca_keys.checksum`).

    Raises:
        EmvProfileError: one is.
    """
    for key in keys.values():
        if ca_keys.checksum(key) in known_tests:
            name = f"CA key {key.rid.hex().upper()} {key.index:02X}"
            raise EmvProfileError(name, "belongs to a test authority, and not in a live profile")


def _terminal(row: _Table, terminal_id: str, merchant_id: str) -> Terminal:
    if not re.fullmatch(r"[0-9A-Za-z]{8}", terminal_id):
        raise EmvProfileError("terminal_id", "has eight letters or figures")
    if not re.fullmatch(r"[0-9A-Za-z ]{1,15}", merchant_id):
        raise EmvProfileError("merchant_id", "has up to fifteen letters or figures")
    terminal = Terminal(
        terminal_type=row.hexadecimal("type", 1)[0],
        capabilities=row.hexadecimal("capabilities", 3),
        additional_capabilities=row.hexadecimal("additional_capabilities", 5),
        country_code=row.hexadecimal("country", 2),
        currency_code=row.hexadecimal("currency", 2),
        currency_exponent=row.number("currency_exponent", 0, 9),
        terminal_id=terminal_id,
        merchant_id=merchant_id,
        merchant_category=row.hexadecimal("merchant_category", 2),
        ifd_serial=row.text("serial", r"[0-9A-Za-z]{8}", "has eight letters or figures"),
        merchant_name=row.text("merchant_name", r"[ -~]{0,40}", "is plain text", ""),
        acquirer_id=row.hexadecimal("acquirer", 6, b""),
    )
    row.refuse_others()
    return terminal


def _application(row: _Table) -> Application:
    tap = row.table("contactless") if "contactless" in row else None
    aid = row.hexadecimal("aid", None)
    if not 5 <= len(aid) <= 16:
        raise EmvProfileError(row.key("aid"), "has 5 to 16 bytes")
    application = Application(
        aid=aid,
        name=row.text("name", r".{1,40}", "is its name"),
        version=row.hexadecimal("version", 2),
        tac_denial=row.hexadecimal("tac_denial", 5, bytes(5)),
        tac_online=row.hexadecimal("tac_online", 5, bytes(5)),
        tac_default=row.hexadecimal("tac_default", 5, bytes(5)),
        floor_limit_minor=row.number("floor_limit_minor", 0, 99_999_999, 0),
        random_threshold_minor=row.number("random_threshold_minor", 0, 99_999_999, 0),
        random_target_percent=row.number("random_target_percent", 0, 99, 0),
        random_max_percent=row.number("random_max_percent", 0, 99, 0),
        partial_match=row.flag("partial_match", default=True),
        default_ddol=row.hexadecimal("default_ddol", None, b""),
        default_tdol=row.hexadecimal("default_tdol", None, b""),
        contactless=None if tap is None else _contactless(tap),
    )
    if application.random_target_percent > application.random_max_percent:
        raise EmvProfileError(row.key("random_max_percent"), "is not below random_target_percent")
    row.refuse_others()
    return application


def _contactless(row: _Table) -> ContactlessProfile:
    name = row.text("kernel", "visa|mastercard", "is visa or mastercard")
    kernel = _KERNELS[name]
    ttq = row.hexadecimal("ttq", 4, b"")
    if (kernel is KernelId.VISA) != bool(ttq):
        raise EmvProfileError(row.key("ttq"), "is given for visa, and for visa alone")
    limit = row.number("transaction_limit_minor", 1, 999_999_999_999)
    verification = row.number("cvm_limit_minor", 0, 999_999_999_999)
    if verification >= limit:
        raise EmvProfileError(row.key("cvm_limit_minor"), "is below transaction_limit_minor")
    on_device = row.number("on_device_limit_minor", 0, 999_999_999_999, -1)
    profile = ContactlessProfile(
        kernel=kernel,
        floor_limit_minor=row.number("floor_limit_minor", 0, 999_999_999_999, 0),
        cvm_limit_minor=verification,
        transaction_limit_minor=limit,
        on_device_limit_minor=None if on_device < 0 else on_device,
        ttq=ttq,
        zero_amount_allowed=row.flag("zero_amount_allowed", default=False),
        status_check=row.flag("status_check", default=False),
    )
    row.refuse_others()
    return profile


def _revoked(row: _Table) -> tuple[bytes, int, bytes]:
    found = row.hexadecimal("rid", 5), row.hexadecimal("index", 1)[0], row.hexadecimal("serial", 3)
    row.refuse_others()
    return found


class _Table:
    """A table of the file with its full name; every key must be read."""

    def __init__(self, values: Mapping[str, object], name: str) -> None:
        self._values, self._name = values, name
        self._read: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def key(self, key: str) -> str:
        return f"{self._name}.{key}" if self._name else key

    def refuse_others(self) -> None:
        for key in self._values.keys() - self._read:
            raise EmvProfileError(self.key(key), "is not known")

    def _get(self, key: str, default: object) -> object:
        self._read.add(key)
        if key not in self._values and default is None:
            raise EmvProfileError(self.key(key), "is missing")
        return self._values.get(key, default)

    def table(self, key: str) -> _Table:
        value = self._get(key, None)
        if not isinstance(value, dict):
            raise EmvProfileError(self.key(key), "is a table")
        return _Table(value, self.key(key))

    def tables(self, key: str) -> list[_Table]:
        value = self._get(key, [])
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            raise EmvProfileError(self.key(key), "is a list of tables")
        return [_Table(row, f"{self.key(key)}[{at}]") for at, row in enumerate(value, 1)]

    def hexadecimal(self, key: str, length: int | None, default: bytes | None = None) -> bytes:
        value = self._get(key, None if default is None else default)
        if isinstance(value, bytes):
            return value
        if not isinstance(value, str) or not re.fullmatch(r"([0-9A-Fa-f]{2})+", value):
            raise EmvProfileError(self.key(key), "is hexadecimal text")
        found = bytes.fromhex(value)
        if length is not None and len(found) != length:
            raise EmvProfileError(self.key(key), f"has {2 * length} hexadecimal figures")
        return found

    def number(self, key: str, least: int, most: int, default: int | None = None) -> int:
        value = self._get(key, default)
        if default is not None and key not in self._values:
            return default
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise EmvProfileError(self.key(key), f"is a whole number from {least} to {most}")
        return value

    def flag(self, key: str, *, default: bool) -> bool:
        value = self._get(key, default)
        if not isinstance(value, bool):
            raise EmvProfileError(self.key(key), "is true or false")
        return value

    def text(self, key: str, pattern: str, must: str, default: str | None = None) -> str:
        value = self._get(key, default)
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise EmvProfileError(self.key(key), must)
        return value
