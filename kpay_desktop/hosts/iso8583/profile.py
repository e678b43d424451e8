"""One acquirer's profile: everything that another acquirer's document says differently.

The defaults are the dialect of the Hypercom/NAC family that ``docs/card-host.md`` describes. A
profile is one TOML file; unknown keys, wrong types and what cannot be are refused by name.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from kpay_desktop.domain.card import EntryMode
from kpay_desktop.hosts.iso8583.dialect import MAC_FIELD, Dialect
from kpay_desktop.hosts.net import is_loopback
from kpay_desktop.settings_reader import SettingsError, read_table, require

MAX_FILE_BYTES = 256 * 1024

#: Field 39 of an approval. Everything about it is fixed by ISO 8583, nothing by a profile.
APPROVED = "00"
#: Partial approval, no answer in time (twice), duplicate: never a definite no.
NEVER_DEFINITE = frozenset({APPROVED, "10", "68", "94", "98"})
#: Answers are matched by these, as far as the request had them.
MATCHED = (3, 4, 11, 41, 42)

#: What the till can put into a message.
FILLED = frozenset({2, 3, 4, 7, 11, 12, 13, 14, 22, 23, 24, 25, 35, 41, 42, 49, 54, 55, 60, 62, 64})
#: What it can put into messages of a void and of settlement besides.
FILLED_OF_BATCH = FILLED | {37, 38, 39, 63}


class ByteOrder(StrEnum):
    """Which byte of a length stands first."""

    BIG = "big"
    LITTLE = "little"


class LengthCoding(StrEnum):
    """How the length before a message is written."""

    BINARY = "binary"
    BCD = "bcd"
    ASCII = "ascii"


@dataclass(frozen=True, slots=True)
class FrameSettings:
    """What stands before a message: its length, a TPDU, and what some hosts put behind that.

    ``tpdu`` is ``60``, destination, source: ten hexadecimal digits, or empty. ``header`` follows
    it, in hexadecimal. ``counts_itself``: the length counts its own bytes, too. ``max_bytes``: a
    longer frame is nothing that this host sends.
    """

    length_bytes: int = 2
    byte_order: ByteOrder = ByteOrder.BIG
    coding: LengthCoding = LengthCoding.BINARY
    counts_itself: bool = False
    tpdu: str = "6000030000"
    header: str = ""
    max_bytes: int = 4096

    def __post_init__(self) -> None:
        require(self.length_bytes in {2, 4}, "length_bytes", "is 2 or 4")
        require(
            re.fullmatch(r"(60[0-9A-Fa-f]{8})?", self.tpdu) is not None,
            "tpdu",
            "is 60 and two addresses of four hexadecimal digits, or empty",
        )
        require(
            re.fullmatch(r"([0-9A-Fa-f]{2}){0,32}", self.header) is not None,
            "header",
            "is up to 32 bytes in hexadecimal",
        )
        longest = {LengthCoding.BINARY: 256, LengthCoding.BCD: 100, LengthCoding.ASCII: 10}
        most = min(longest[self.coding] ** self.length_bytes - 1, 65_535)
        require(64 <= self.max_bytes <= most, "max_bytes", f"is 64 to {most}")


@dataclass(frozen=True, slots=True)
class AddressSettings:
    """Where the host listens."""

    host: str
    port: int

    def __post_init__(self) -> None:
        require(re.fullmatch(r"[0-9A-Za-z.:_-]{1,253}", self.host) is not None, "host", "is a name")
        require(1 <= self.port <= 65_535, "port", "is 1 to 65535")


@dataclass(frozen=True, slots=True)
class TlsSettings:
    """TLS 1.2 or newer, with the host's name checked.

    ``ca_file`` (PEM) replaces the system's authorities; ``server_name`` is the name in the
    certificate where it is not the address. ``client_certificate`` and ``client_key`` (PEM) are
    shown to a host that asks. Without TLS the host must be this machine, unless ``allow_plain``
    says that the line is private.
    """

    enabled: bool = True
    ca_file: str = ""
    server_name: str = ""
    client_certificate: str = ""
    client_key: str = ""
    allow_plain: bool = False

    def __post_init__(self) -> None:
        require(
            bool(self.client_certificate) or not self.client_key,
            "client_key",
            "belongs to a client_certificate",
        )
        unused = not self.enabled and (self.ca_file or self.server_name or self.client_certificate)
        require(not unused, "enabled", "must be true where certificates are named")


@dataclass(frozen=True, slots=True)
class TimeSettings:
    """Time-outs in seconds.

    ``connect_s``: name, connection and TLS. ``answer_s``: from sending to the answer. ``overall_s``
    is the one deadline above both. A connection idle for ``idle_s`` is opened anew before it is
    used: something on the way may have forgotten it.
    """

    connect_s: float = 10.0
    answer_s: float = 30.0
    overall_s: float = 40.0
    idle_s: float = 240.0

    def __post_init__(self) -> None:
        require(0.05 <= self.connect_s <= 60.0, "connect_s", "is 0.05 to 60")
        require(0.05 <= self.answer_s <= 120.0, "answer_s", "is 0.05 to 120")
        require(
            max(self.connect_s, self.answer_s) <= self.overall_s <= 180.0,
            "overall_s",
            "is not below the others, and at most 180",
        )
        require(1.0 <= self.idle_s <= 86_400.0, "idle_s", "is 1 to 86400")


@dataclass(frozen=True, slots=True)
class MacSettings:
    """Field 64 (ANSI X9.19, ISO/IEC 9797-1 algorithm 3); without a ``key_file`` there is none.

    The file holds the double-length key as 32 hexadecimal digits. ``padding`` is the method of
    ISO/IEC 9797-1; ``length`` 4 leaves the right half of the field zero.
    """

    key_file: str = ""
    padding: int = 1
    length: int = 8

    def __post_init__(self) -> None:
        require(self.padding in {1, 2}, "padding", "is 1 or 2")
        require(self.length in {4, 8}, "length", "is 4 or 8")


@dataclass(frozen=True, slots=True)
class CodeSettings:
    """What response codes (field 39) mean.

    ``declines`` are definite: nothing is charged and nothing is to be reversed. 91 and 96 stand
    among them only where an acquirer says so. ``batch_mismatch`` are definite, too, and ask for a
    sign-on. ``not_found`` answers a reversal whose original the host does not have.
    """

    declines: tuple[str, ...] = (
        *("01", "02", "03", "04", "05", "07", "12", "13", "14", "30", "41", "43", "45"),
        *("51", "54", "55", "57", "58", "61", "65", "97", "A0"),
    )
    batch_mismatch: tuple[str, ...] = ("77", "80")
    not_found: str = "25"

    def __post_init__(self) -> None:
        for name, codes in (
            ("declines", self.declines),
            ("batch_mismatch", self.batch_mismatch),
            ("not_found", (self.not_found,)),
        ):
            for code in codes:
                require(_is_code(code), name, "holds codes of two digits or capital letters")
                require(code not in NEVER_DEFINITE, name, f"cannot hold {code}: it settles nothing")


def _is_code(code: str) -> bool:
    return re.fullmatch(r"[0-9A-Z]{2}", code) is not None


@dataclass(frozen=True, slots=True)
class ConstantField:
    """A field that always says the same, where an acquirer wants one."""

    number: int
    value: str


_OF_A_SALE = frozenset({"sale", "reversal", "network", "refund"})


@dataclass(frozen=True, slots=True)
class MessageSettings:
    """Which fields each message carries, and their fixed values.

    64 is written where there is a MAC key, and left out where there is none. 23, 54 and 55 are
    left out where there is nothing to say. ``approval_needs``: an approval without them is not
    believed.
    """

    sale: tuple[int, ...] = (3, 4, 11, 22, 23, 24, 25, 35, 41, 42, 54, 55, 62, 64)
    reversal: tuple[int, ...] = (2, 3, 4, 11, 14, 22, 23, 24, 25, 41, 42, 55, 62, 64)
    network: tuple[int, ...] = (3, 11, 24, 41, 42)
    void: tuple[int, ...] = (2, 3, 4, 11, 12, 13, 14, 22, 24, 25, 37, 41, 42, 62, 64)
    refund: tuple[int, ...] = (3, 4, 11, 22, 23, 24, 25, 35, 41, 42, 55, 62, 64)
    settlement: tuple[int, ...] = (3, 11, 24, 41, 42, 60, 63, 64)
    upload: tuple[int, ...] = (
        *(2, 3, 4, 11, 12, 13, 14, 22, 24, 25, 37, 38, 39, 41, 42, 54, 60, 62, 64),
    )
    sale_code: str = "000000"
    void_code: str = "020000"
    refund_code: str = "200000"
    settle_code: str = "920000"
    end_code: str = "960000"
    sign_on_code: str = "920000"
    echo_code: str = "990000"
    condition: str = "00"
    approval_needs: tuple[int, ...] = (37, 38)
    constants: tuple[ConstantField, ...] = ()

    def __post_init__(self) -> None:
        fixed = {constant.number for constant in self.constants}
        for name, listed in (
            ("sale", self.sale),
            ("reversal", self.reversal),
            ("network", self.network),
            ("void", self.void),
            ("refund", self.refund),
            ("settlement", self.settlement),
            ("upload", self.upload),
        ):
            require(len(set(listed)) == len(listed), name, "names each field once")
            filled = FILLED if name in _OF_A_SALE else FILLED_OF_BATCH
            strange = sorted(set(listed) - filled - fixed)
            require(not strange, name, f"names fields that the till cannot fill: {strange}")
            require(not listed or max(listed) <= MAC_FIELD, name, "ends with field 64")
        for name in ("sale", "reversal", "void", "refund", "upload"):
            missing = sorted({3, 4, 11, 41, 42} - set(getattr(self, name)))
            require(not missing, name, f"lacks fields by which answers are matched: {missing}")
        require({3, 11, 41} <= set(self.network), "network", "needs at least fields 3, 11 and 41")
        needs_batch = {3, 11, 41, 42, 60, 63} <= set(self.settlement)
        require(needs_batch, "settlement", "needs at least fields 3, 11, 41, 42, 60 and 63")
        for name in ("reversal", "void", "settlement", "upload"):
            is_clean = not {35, 45, 52} & set(getattr(self, name))
            require(is_clean, name, "never holds track data or PIN")
        for code in ("sale", "sign_on", "echo", "void", "refund", "settle", "end"):
            name, value = f"{code}_code", getattr(self, f"{code}_code")
            require(re.fullmatch(r"[0-9]{6}", value) is not None, name, "has six digits")
        require(re.fullmatch(r"[0-9]{2}", self.condition) is not None, "condition", "has 2 digits")


@dataclass(frozen=True, slots=True)
class ChipSettings:
    """The chip's data elements in field 55, in their order. What a card lacks is left out."""

    tags: tuple[str, ...] = (
        *("5F2A", "5F34", "82", "84", "95", "9A", "9B", "9C", "9F02", "9F03", "9F09", "9F10"),
        *("9F1A", "9F1E", "9F26", "9F27", "9F33", "9F34", "9F35", "9F36", "9F37", "9F41"),
    )
    tap_tags: tuple[str, ...] = ("9F6E",)
    reversal_tags: tuple[str, ...] = ("95", "9F10", "9F1E")
    reversal_approved_tags: tuple[str, ...] = ("9F36",)

    def __post_init__(self) -> None:
        for name in ("tags", "tap_tags", "reversal_tags", "reversal_approved_tags"):
            for tag in getattr(self, name):
                require(
                    re.fullmatch(r"([0-9A-F]{2}){1,4}", tag) is not None,
                    name,
                    "holds tags in capital hexadecimal",
                )
                require(
                    tag not in {"57", "5A", "9F6B", "56", "99"},
                    name,
                    f"cannot hold {tag}: it is track data, a card number or a PIN",
                )


@dataclass(frozen=True, slots=True)
class EntrySettings:
    """Field 22 for each way to read a card."""

    chip: str = "052"
    tap: str = "072"
    swipe: str = "022"
    fallback: str = "802"

    def __post_init__(self) -> None:
        for mode in EntryMode:
            value = self.of(mode)
            require(re.fullmatch(r"[0-9]{3}", value) is not None, mode.value, "has three digits")

    def of(self, mode: EntryMode) -> str:
        """Return the digits for a way."""
        return {
            EntryMode.CHIP: self.chip,
            EntryMode.TAP: self.tap,
            EntryMode.SWIPE: self.swipe,
            EntryMode.FALLBACK: self.fallback,
        }[mode]


@dataclass(frozen=True, slots=True)
class CardHostProfile:
    """One acquirer's card host. ``currency`` is the numeric code of ISO 4217, ``nii`` field 24."""

    address: AddressSettings
    terminal_id: str
    merchant_id: str
    name: str = ""
    nii: str = "003"
    currency: str = "702"
    frame: FrameSettings = field(default_factory=FrameSettings)
    dialect: Dialect = field(default_factory=Dialect)
    tls: TlsSettings = field(default_factory=TlsSettings)
    times: TimeSettings = field(default_factory=TimeSettings)
    mac: MacSettings = field(default_factory=MacSettings)
    codes: CodeSettings = field(default_factory=CodeSettings)
    messages: MessageSettings = field(default_factory=MessageSettings)
    chip: ChipSettings = field(default_factory=ChipSettings)
    entry: EntrySettings = field(default_factory=EntrySettings)

    def __post_init__(self) -> None:
        for name, value, length in (
            ("terminal_id", self.terminal_id, 8),
            ("merchant_id", self.merchant_id, 15),
        ):
            is_right = re.fullmatch(rf"[0-9A-Za-z ]{{1,{length}}}", value) is not None
            require(is_right, name, f"has 1 to {length} letters and digits")
        require(re.fullmatch(r"[0-9]{3}", self.nii) is not None, "nii", "has three digits")
        require(re.fullmatch(r"[0-9]{3}", self.currency) is not None, "currency", "has 3 digits")
        is_private = is_loopback(self.address.host) or self.tls.allow_plain
        require(
            self.tls.enabled or is_private,
            "tls.enabled",
            "must be true, or allow_plain: card numbers go over this line",
        )


def parse_profile(text: str, source: str = "profile") -> CardHostProfile:
    """Return the profile that a TOML text describes.

    Raises:
        SettingsError: naming ``source`` and the key, in words for the person who wrote the file.
    """
    try:
        table = tomllib.loads(text)
    except RecursionError:
        raise SettingsError(source, "", "is nested too deep") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(source, "", f"is not valid TOML: {error}") from error
    return read_table(CardHostProfile, table, source)


def load_profile(path: Path) -> CardHostProfile:
    """Return the profile of a file. Files that it names lie beside it, unless they say where.

    Raises:
        SettingsError: the file cannot be read, or says something that cannot be.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
        if len(data) > MAX_FILE_BYTES:
            raise SettingsError(str(path), "", "is larger than any profile")
        profile = parse_profile(data.decode("utf-8"), str(path))
    except OSError as error:
        raise SettingsError(str(path), "", f"cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise SettingsError(str(path), "", "is not UTF-8 text") from error

    def beside(name: str) -> str:
        return str(path.parent / name) if name else ""

    tls, mac = profile.tls, profile.mac
    return replace(
        profile,
        tls=replace(
            tls,
            ca_file=beside(tls.ca_file),
            client_certificate=beside(tls.client_certificate),
            client_key=beside(tls.client_key),
        ),
        mac=replace(mac, key_file=beside(mac.key_file)),
    )
