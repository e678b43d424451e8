"""What the gateway's client needs to know: from the profile, checked before anything is sent."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from kpay_desktop.hosts.http import Endpoint, read_base_url
from kpay_desktop.hosts.net import is_loopback


class ConfigFault(StrEnum):
    """What is wrong with the gateway's configuration; the value is the message's id."""

    URL = "gateway.url"
    URL_NOT_ENCRYPTED = "gateway.url_not_encrypted"
    NOTIFY_URL = "gateway.notify_url"
    NUMBERS = "gateway.numbers"
    KEY_MISSING = "gateway.key_missing"
    KEY_UNREADABLE = "gateway.key_unreadable"
    KEY_NOT_RSA = "gateway.key_not_rsa"
    KEY_TOO_SHORT = "gateway.key_too_short"
    CA_FILE = "gateway.ca_file"


class GatewayConfigError(Exception):
    """The gateway cannot be used as configured. ``what`` names the file or the setting."""

    def __init__(self, fault: ConfigFault, what: str) -> None:
        super().__init__(f"{fault.value} {what}")
        self.fault = fault
        self.what = what

    @property
    def message_id(self) -> str:
        """The id of the words for people."""
        return self.fault.value


@dataclass(frozen=True, slots=True)
class GatewayConfig:
    """One merchant's contract with an Allinpay-style gateway (收银宝, ``apiweb``).

    ``private_key_path`` signs our requests, ``bank_public_key_path`` verifies what comes back;
    both PEM, RSA. ``notify_url`` is put into orders if callbacks are wanted. ``description`` is the
    body of an order that has none of its own. Plain HTTP is for this machine's own bank only,
    unless ``allow_plain_http`` says otherwise. ``ca_file`` replaces the system's authorities.

    Raises:
        GatewayConfigError: URL, NOT_ENCRYPTED, NOTIFY_URL or NUMBERS.
    """

    base_url: str
    cusid: str
    appid: str
    private_key_path: Path
    bank_public_key_path: Path
    notify_url: str = ""
    description: str = "Sale"
    allow_plain_http: bool = False
    ca_file: Path | None = None

    def __post_init__(self) -> None:
        try:
            endpoint = read_base_url(self.base_url)
        except ValueError:
            raise GatewayConfigError(ConfigFault.URL, "base_url") from None
        if not (endpoint.is_tls or self.allow_plain_http or is_loopback(endpoint.host)):
            raise GatewayConfigError(ConfigFault.URL_NOT_ENCRYPTED, "base_url")
        for name, value in (("cusid", self.cusid), ("appid", self.appid)):
            if not re.fullmatch(r"[A-Za-z0-9_-]{1,32}", value):
                raise GatewayConfigError(ConfigFault.NUMBERS, name)
        if self.notify_url:
            try:
                read_base_url(self.notify_url)
            except ValueError:
                raise GatewayConfigError(ConfigFault.NOTIFY_URL, "notify_url") from None

    @property
    def endpoint(self) -> Endpoint:
        """The base URL, taken apart."""
        return read_base_url(self.base_url)
