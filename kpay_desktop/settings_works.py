"""Settings of what the till works with: its devices, the gateway, clocks, bank and store."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from kpay_desktop.settings_reader import require

# Those whose number is the same on every make of printer.
CODE_PAGES = ("CP437", "CP850", "CP852", "CP858", "CP860", "CP863", "CP865", "CP866", "CP1252")

_CARD_READER = re.compile(r"sim:|pcsc:[^\x00-\x1f]{0,120}|nfc:(usb|tty|com|udp)[^\s]{0,200}")
_TLS_URL = re.compile(r"https://[^/]")
_OWN_URL = re.compile(r"http://(localhost|127\.[0-9.]+|\[::1\])(:[0-9]+)?(/|$)")
_PLAIN_URL = re.compile(r"http://[^/@]+(/|$)")


class ChinesePrinting(StrEnum):
    """How the printer gets Chinese: drawn by us, or in its own character set."""

    RASTER = "raster"
    GB18030 = "gb18030"


class KeyStore(StrEnum):
    """Where the database key lies: the system's keyring, or an owner-only file."""

    SYSTEM = "system"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class DeviceSettings:
    """Devices by path string (``tcp:HOST:PORT``, ``sim:``); an empty path is no device.

    ``drawer`` is ``printer``, ``printer:2`` or ``printer:5``: kicked through the printer, on that
    pin. The others say what the printer cannot be asked: its paper, how it gets Chinese, its code
    page for Latin letters, whether it names the slips it confirms (``GS ( H``), makes QR codes
    itself and has a cutter. ``sound`` is ``auto``, the computer's own loudspeaker, or ``sim:``.

    ``card_readers`` are ``pcsc:`` (all of the computer's card service) or ``pcsc:NAME``,
    ``nfc:PATH`` and ``sim:``. ``stripe`` is ``keyboard``, a reader that types, or ``none``;
    ``auto`` means a keyboard reader, but none in a live profile. ``reader_approval`` names the
    acquirer's written approval, without which a live profile has neither.
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
    sound: str = "auto"
    card_readers: tuple[str, ...] = ()
    stripe: str = "auto"
    reader_approval: str = ""

    def __post_init__(self) -> None:
        require(
            all(_CARD_READER.fullmatch(path) for path in self.card_readers),
            "card_readers",
            "are pcsc:, pcsc:NAME, nfc:PATH or sim:",
        )
        require(self.stripe in {"auto", "keyboard", "none"}, "stripe", "is auto, keyboard or none")
        require(self.paper_mm in {58, 80}, "paper_mm", "is 58 or 80")
        require(self.code_page in CODE_PAGES, "code_page", f"is one of {', '.join(CODE_PAGES)}")
        require(
            re.fullmatch(r"(printer(:[25])?)?", self.drawer) is not None,
            "drawer",
            "is printer, printer:2 or printer:5",
        )
        require(bool(self.customer_screen), "customer_screen", "is auto, none or a screen's name")
        require(self.sound in {"", "auto", "sim:"}, "sound", "is auto or sim:, or empty")


@dataclass(frozen=True, slots=True)
class GatewaySettings:
    """The wallet gateway. Key files are PEM; ``callback_listen`` empty means polling alone.

    ``base_url`` and the key files are left empty in the demo: its own bank makes them.
    ``ca_file`` (PEM) replaces the system's certificate authorities. ``allow_plain_http`` lets a
    profile without real money reach a gateway on another machine without TLS.
    """

    base_url: str = ""
    cusid: str = ""
    appid: str = ""
    private_key: str = ""
    bank_key: str = ""
    ca_file: str = ""
    allow_plain_http: bool = False
    callback_listen: str = ""
    callback_url: str = ""
    request_timeout_s: float = 10.0

    def __post_init__(self) -> None:
        require(
            not self.base_url or self._has_way(),
            "base_url",
            "starts with https:// (http:// only to this machine)",
        )
        require(
            not self.ca_file or _TLS_URL.match(self.base_url) is not None,
            "ca_file",
            "is for a base_url that starts with https://",
        )
        require(
            not self.callback_listen
            or re.fullmatch(r"[0-9a-zA-Z.\-]+:\d{1,5}", self.callback_listen) is not None,
            "callback_listen",
            "is ADDRESS:PORT (port 0 takes a free one)",
        )
        require(1.0 <= self.request_timeout_s <= 60.0, "request_timeout_s", "is 1 to 60")

    def _has_way(self) -> bool:
        ways = [_TLS_URL, _OWN_URL, *([_PLAIN_URL] if self.allow_plain_http else [])]
        return any(way.match(self.base_url) for way in ways)


@dataclass(frozen=True, slots=True)
class QrClockSettings:
    """The clocks of the show-QR sale, in seconds.

    ``valid_s``: how long a code is shown. ``poll_s``: between enquiries while it is shown.
    ``doubt_first_s`` to ``doubt_last_s``: the back-off while a result is not known. ``insist_s``:
    how long the gateway keeps to another amount before a supervisor may decide about it.
    ``watch_first_s`` to ``watch_last_s``: the back-off of watching a finished order for late or
    second payments: for ``watch_for_s`` in all when it was closed, for ``watch_paid_for_s`` when
    it was paid.
    """

    valid_s: int = 180
    poll_s: float = 3.0
    doubt_first_s: float = 2.0
    doubt_last_s: float = 60.0
    insist_s: float = 60.0
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
        require(0.05 <= self.insist_s <= 3_600, "insist_s", "is 0.05 to 3600")
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
