"""A till's kernels at a simulated card, with a simulated issuer in place of a bank.

Only here do the two meet: neither knows the other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from kpay_desktop.emv import ca_keys, tags
from kpay_desktop.emv.apdu import CommandApdu, ResponseApdu
from kpay_desktop.emv.config import (
    Application,
    ContactlessProfile,
    EmvConfig,
    KernelId,
    Terminal,
    Transaction,
)
from kpay_desktop.emv.contact import contact_transaction
from kpay_desktop.emv.steps import (
    Answer,
    CardLost,
    ChooseApplication,
    Chosen,
    GoOnline,
    Kernel,
    OnlineResult,
    Outcome,
    Request,
    Transmit,
)
from kpay_desktop.simulation.cards import CardError, SimCard, ca_keys_toml, issuer

AT = datetime(2026, 11, 22, 14, 32, 8, tzinfo=ZoneInfo("Asia/Singapore"))
SGD_28 = 2_800
SGD_250 = 25_000

TERMINAL = Terminal(
    terminal_type=0x21,
    capabilities=bytes.fromhex("6028C8"),
    additional_capabilities=bytes.fromhex("6000F0B001"),
    country_code=bytes.fromhex("0702"),
    currency_code=bytes.fromhex("0702"),
    currency_exponent=2,
    terminal_id="80010001",
    merchant_id="888800015411",
    merchant_category=bytes.fromhex("5812"),
    ifd_serial="KP000001",
    merchant_name="ORCHID TEA HOUSE",
)
_SPECIMENS = (
    ("A0000000031010", "Visa", "0096", "0010000000", "DC4004F800", "DC4000A800"),
    ("A0000000041010", "Mastercard", "0002", "0000000000", "FC50B8F800", "FC50B8A000"),
    ("A00000002501", "American Express", "0001", "0000000000", "CC00FC8000", "CC00FC8000"),
    ("A0000000651010", "JCB", "0200", "0010000000", "FC60ACF800", "FC6024A800"),
    ("A000000333010101", "UnionPay Debit", "0030", "0000000000", "DC4004F800", "D84000A800"),
    ("A000000333010102", "UnionPay Credit", "0030", "0000000000", "DC4004F800", "D84000A800"),
)
_TAPS = {
    "Visa": ContactlessProfile(KernelId.VISA, 0, 20_000, 1_000_000, ttq=bytes.fromhex("32004000")),
    "Mastercard": ContactlessProfile(KernelId.MASTERCARD, 0, 20_000, 1_000_000),
}


def config() -> EmvConfig:
    """Return a terminal that knows the schemes and the simulation's authority."""
    return EmvConfig(
        terminal=TERMINAL,
        applications=tuple(_application(*specimen) for specimen in _SPECIMENS),
        ca_keys=ca_keys.read(ca_keys_toml()),
    )


def _application(aid: str, name: str, version: str, *codes: str) -> Application:
    denial, online, default = (bytes.fromhex(code) for code in codes)
    return Application(
        aid=bytes.fromhex(aid),
        name=name,
        version=bytes.fromhex(version),
        tac_denial=denial,
        tac_online=online,
        tac_default=default,
        default_ddol=bytes.fromhex("9F3704"),
        contactless=_TAPS.get(name),
    )


def transaction(amount_minor: int = SGD_28) -> Transaction:
    """Return a purchase; chance is no chance here."""
    return Transaction(
        amount_minor=amount_minor,
        at=AT,
        counter=42,
        random_bytes=lambda length: bytes(range(0xA1, 0xA1 + length)),
        random_percent=lambda: 50,
    )


Issuer = Callable[[Mapping[int, bytes]], OnlineResult]


def approving(tags_told: Mapping[int, bytes]) -> OnlineResult:
    """Answer as an issuer that has the money, and proves itself."""
    return answering("00")(tags_told)


def answering(
    code: str | None,
    *,
    proves: bool = True,
    scripts: Callable[[str, str, Mapping[int, bytes]], bytes] | None = None,
) -> Issuer:
    """Return an issuer that always answers with this code; None: nobody answers."""

    def answer(told: Mapping[int, bytes]) -> OnlineResult:
        if code is None:
            return OnlineResult(None)
        pan, sequence = number_of(told), told.get(tags.PAN_SEQUENCE, b"\x00").hex()
        made = issuer.response(pan, sequence, told, code)
        written = b"" if scripts is None else scripts(pan, sequence, told)
        return OnlineResult(code, made.proof if proves else b"", written)

    return answer


def number_of(told: Mapping[int, bytes]) -> str:
    """Return the card number, out of track 2 as the bank gets it."""
    return told[tags.TRACK_2].hex().split("d")[0]


@dataclass
class Run:
    """What a kernel did, and what came of it."""

    outcome: Outcome
    commands: list[CommandApdu] = field(default_factory=list)
    answers: list[ResponseApdu] = field(default_factory=list)
    online: list[GoOnline] = field(default_factory=list)
    choices: list[ChooseApplication] = field(default_factory=list)


def send(card: SimCard, command: CommandApdu) -> ResponseApdu:
    """Send a command as a reader does, the steps of T=0 included (Book 1 Annex A)."""
    raw = command.encode()
    answer = ResponseApdu.decode(card.transmit(raw))
    if answer.sw >> 8 == 0x6C:
        length = answer.sw & 0xFF
        again = raw[:-1] + bytes((length,)) if command.le else raw + bytes((length,))
        answer = ResponseApdu.decode(card.transmit(again))
    data = answer.data
    while answer.sw >> 8 == 0x61:
        fetch = bytes((0x00, 0xC0, 0x00, 0x00, answer.sw & 0xFF))
        answer = ResponseApdu.decode(card.transmit(fetch))
        data += answer.data
    return ResponseApdu(data, answer.sw)


def run(
    kernel: Kernel,
    card: SimCard,
    issuer_of: Issuer = approving,
    choose: Callable[[ChooseApplication], int | None] = lambda _asked: 0,
) -> Run:
    """Run a kernel against a card that has its power, to the end."""
    found = Run.__new__(Run)
    found.commands, found.answers, found.online, found.choices = [], [], [], []
    answer: Answer = None
    while True:
        try:
            request: Request = kernel.send(answer)
        except StopIteration as end:
            found.outcome = end.value
            return found
        answer = None
        if isinstance(request, Transmit):
            found.commands.append(request.command)
            try:
                answer = send(card, request.command)
                found.answers.append(answer)
            except (CardError, ValueError):
                answer = CardLost()
        elif isinstance(request, ChooseApplication):
            found.choices.append(request)
            answer = Chosen(choose(request))
        elif isinstance(request, GoOnline):
            found.online.append(request)
            answer = issuer_of(request.tags)


def insert(
    card: SimCard,
    amount_minor: int = SGD_28,
    issuer_of: Issuer = approving,
    choose: Callable[[ChooseApplication], int | None] = lambda _asked: 0,
) -> Run:
    """Insert a card and run a whole contact transaction."""
    card.power_on()
    return run(contact_transaction(config(), transaction(amount_minor)), card, issuer_of, choose)
