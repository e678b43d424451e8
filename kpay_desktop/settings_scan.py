"""Settings of scanning: cameras, hand scanners, clocks, and the shop's own code."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kpay_desktop.domain.sale import Wallet
from kpay_desktop.domain.wedge import STARTS
from kpay_desktop.settings_reader import require

_CAMERA = re.compile(
    r"|auto|none|sim:|usb:[0-9]{1,2}|(file|folder):[^\x00-\x1f]{1,400}|https?://[^\s@]{1,400}"
)
_SCANNER = re.compile(r"keyboard|none|sim:|(tty|com):[^\s\x00-\x1f]{1,200}")
_ENDS = ("enter", "tab", "none")


@dataclass(frozen=True, slots=True)
class CameraSettings:
    """The camera that reads customers' codes.

    ``source``: ``auto`` (the computer's first), ``usb:N``, ``file:PATH`` (a video), ``folder:PATH``
    (pictures), an address of MJPEG over HTTP, ``sim:`` (the demo's), or ``none``. ``width`` by
    ``height`` pixels at ``frames_per_s`` are asked for; the camera gives what it can. ``mirror``
    turns the preview alone, as in a looking glass.
    """

    source: str = "auto"
    width: int = 1_280
    height: int = 720
    frames_per_s: int = 30
    mirror: bool = True

    def __post_init__(self) -> None:
        require(
            _CAMERA.fullmatch(self.source) is not None,
            "source",
            "is auto, usb:N, file:PATH, folder:PATH, http://ADDRESS, sim: or none",
        )
        require(320 <= self.width <= 3_840, "width", "is 320 to 3840")
        require(240 <= self.height <= 2_160, "height", "is 240 to 2160")
        require(1 <= self.frames_per_s <= 60, "frames_per_s", "is 1 to 60")


@dataclass(frozen=True, slots=True)
class ScannerSettings:
    """A hand scanner. ``source``: ``keyboard`` (it types), ``tty:PATH`` or ``com:PORT``, ``none``.

    ``prefix`` and ``suffix`` (``enter``, ``tab``, ``none``) are what it is set to send around a
    code; ``whole_ms`` is how long one scan takes at most. Without a prefix keys are taken for a
    scanner's on the scanning page and those that follow it alone. ``baud`` is for a serial one.
    ``member_prefixes``: what the shop's own member cards begin with.
    """

    source: str = "keyboard"
    prefix: str = ""
    suffix: str = "enter"
    whole_ms: int = 1_500
    baud: int = 9_600
    member_prefixes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        require(
            _SCANNER.fullmatch(self.source) is not None,
            "source",
            "is keyboard, tty:PATH, com:PORT, sim: or none",
        )
        require(
            re.fullmatch(r"|[!-~]{1,4}", self.prefix) is not None,
            "prefix",
            "has at most 4 printable characters, and no spaces",
        )
        require(
            not self.prefix.startswith(tuple(STARTS)),
            "prefix",
            "does not begin as a stripe does",
        )
        require(self.suffix in _ENDS, "suffix", "is enter, tab or none")
        require(100 <= self.whole_ms <= 10_000, "whole_ms", "is 100 to 10000")
        require(300 <= self.baud <= 921_600, "baud", "is 300 to 921600")
        require(len(self.member_prefixes) <= 32, "member_prefixes", "has at most 32 entries")
        require(
            all(1 <= len(each) <= 32 and each.isprintable() for each in self.member_prefixes),
            "member_prefixes",
            "have 1 to 32 printable characters",
        )


@dataclass(frozen=True, slots=True)
class ScanClockSettings:
    """The clocks of a code that the customer shows, in seconds.

    While the customer types a password, or nothing was answered, the gateway is asked first after
    ``first_query_s`` and then every ``query_s``, for as long as the wallet lets the customer pay
    (``wechat_limit_s``, ``alipay_limit_s``, ``paynow_limit_s``). Then the payment is taken back,
    at the earliest ``reverse_after_s`` after it began, repeated with a back-off from
    ``reverse_first_s`` to ``reverse_last_s``; after ``stuck_after_s`` of that somebody is told.
    """

    first_query_s: float = 5.0
    query_s: float = 4.0
    wechat_limit_s: float = 45.0
    alipay_limit_s: float = 60.0
    paynow_limit_s: float = 60.0
    reverse_after_s: float = 15.0
    reverse_first_s: float = 5.0
    reverse_last_s: float = 60.0
    stuck_after_s: float = 120.0

    def __post_init__(self) -> None:
        for name in ("first_query_s", "query_s"):
            require(0.05 <= getattr(self, name) <= 30.0, name, "is 0.05 to 30")
        for name in ("wechat_limit_s", "alipay_limit_s", "paynow_limit_s"):
            require(0.1 <= getattr(self, name) <= 300.0, name, "is 0.1 to 300")
        require(0.0 <= self.reverse_after_s <= 120.0, "reverse_after_s", "is 0 to 120")
        require(
            0.05 <= self.reverse_first_s <= self.reverse_last_s <= 3_600,
            "reverse_last_s",
            "is not below reverse_first_s, and at most 3600",
        )
        require(0.05 <= self.stuck_after_s <= 3_600, "stuck_after_s", "is 0.05 to 3600")

    def limit_s(self, wallet: Wallet) -> float:
        """Return for how long after its beginning a payment may still be made."""
        return {
            Wallet.WECHAT: self.wechat_limit_s,
            Wallet.ALIPAY: self.alipay_limit_s,
            Wallet.PAYNOW: self.paynow_limit_s,
        }[wallet]


@dataclass(frozen=True, slots=True)
class OwnPayNowSettings:
    """The shop's own PayNow account, for a shop without an acquirer: a UEN or a mobile number.

    Nobody confirms payments to it to the till: a supervisor does, by hand.
    """

    uen: str = ""
    mobile: str = ""

    def __post_init__(self) -> None:
        require(
            re.fullmatch(r"|[0-9A-Z]{9,13}", self.uen) is not None,
            "uen",
            "has 9 to 13 digits and capital letters",
        )
        require(
            re.fullmatch(r"|\+65[0-9]{8}", self.mobile) is not None,
            "mobile",
            "is +65 and eight digits",
        )
        require(not (self.uen and self.mobile), "mobile", "is for a shop without a uen")

    @property
    def is_there(self) -> bool:
        """True if the shop has given an account."""
        return bool(self.uen or self.mobile)
