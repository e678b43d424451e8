"""What a card may ask of the till and what it may not: bounds that no honest card comes near."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from kpay_desktop.emv import ca_keys, tags
from kpay_desktop.emv.apdu import CommandApdu, ResponseApdu
from kpay_desktop.emv.authentication import verify_combined
from kpay_desktop.emv.certificates import IccKey, PublicKey, sha1
from kpay_desktop.emv.contact import contact_transaction
from kpay_desktop.emv.cryptogram import AAC, ARQC, TC, ask_cryptogram
from kpay_desktop.emv.dol import MAX_TOLD, fill, parse_dol, tell
from kpay_desktop.emv.errors import (
    AuthenticationError,
    AuthenticationFault,
    DolError,
    EmvDataError,
)
from kpay_desktop.emv.profile import EmvProfileError, read_emv_profile
from kpay_desktop.emv.records import read_afl
from kpay_desktop.emv.steps import (
    Answer,
    CardLost,
    ChooseApplication,
    Chosen,
    Decision,
    GoOnline,
    Kernel,
    OnlineResult,
    Outcome,
    Reason,
    Transmit,
)
from kpay_desktop.emv.tap import tap_transaction
from kpay_desktop.emv.tlv import build, build_all, tag_bytes
from kpay_desktop.hosts.iso8583.profile import parse_profile
from kpay_desktop.settings import parse_settings
from kpay_desktop.settings_reader import SettingsError
from kpay_desktop.simulation.cards import SimCard, card, make_card
from tests.fuzz.trees import Node, read
from tests.helpers.card_till import AT, config, send, transaction

VISA = bytes.fromhex("A0000000031010")
NO_SUCH_FILE, UNSATISFIED = 0x6A82, 0x6985


def answers(
    answer: Callable[[bytes], ResponseApdu], most: int = 600, kernel: Kernel | None = None
) -> tuple[Outcome, list[bytes], list[ChooseApplication]]:
    """Run a contact transaction with a card that is a function; nobody asks its issuer."""
    kernel = kernel or contact_transaction(config(), transaction())
    told: Answer = None
    commands: list[bytes] = []
    choices: list[ChooseApplication] = []
    while True:
        try:
            request = kernel.send(told)
        except StopIteration as end:
            return end.value, commands, choices
        told = None
        if isinstance(request, Transmit):
            commands.append(request.command.encode())
            assert len(commands) <= most
            told = answer(commands[-1])
        elif isinstance(request, ChooseApplication):
            choices.append(request)
            told = Chosen(0)
        elif isinstance(request, GoOnline):
            told = OnlineResult(None)


# --- lists of wishes ------------------------------------------------------------------------


def test_a_card_may_be_told_what_a_command_holds() -> None:
    wishes = parse_dol(bytes.fromhex("9F02C89F0337"))
    assert len(tell(wishes, {})) == MAX_TOLD
    with pytest.raises(DolError):
        tell(wishes, {}, MAX_TOLD - 1)
    # What is hashed and not sent may be longer (Book 3 §9.2.2).
    assert len(fill(parse_dol(bytes.fromhex("9F02FF9F03FF")), {})) == 510


def spoilt(tag: int, value: bytes) -> Callable[[bytes], ResponseApdu]:
    """Return a working card that says something else under one tag."""
    made = make_card(card("visa-debit"))
    made.power_on()
    name = tag_bytes(tag)

    def change(nodes: list[Node]) -> None:
        for node in nodes:
            if node.tag == name:
                node.value, node.inside = value, []
            change(node.inside)

    def answer(command: bytes) -> ResponseApdu:
        size = command[4] if len(command) > 5 else 0
        cla, ins, p1, p2 = command[:4]
        got = send(made, CommandApdu(cla, ins, p1, p2, command[5 : 5 + size], 256))
        nodes = read(got.data)
        change(nodes)
        return ResponseApdu(b"".join(node.written() for node in nodes), got.sw)

    return answer


TOO_MUCH = bytes.fromhex("9F02FF9F03FF")


@pytest.mark.parametrize("tag", [tags.PDOL, tags.CDOL_1])
def test_a_list_that_wants_more_than_a_command_holds_ends_the_transaction(tag: int) -> None:
    outcome, _, _ = answers(spoilt(tag, TOO_MUCH))
    assert (outcome.decision, outcome.reason) == (Decision.ENDED, Reason.BAD_CARD)
    # Before GET PROCESSING OPTIONS is done the stripe may be read instead.
    assert outcome.fallback == (tag == tags.PDOL)
    assert not outcome.was_online


# --- commands -------------------------------------------------------------------------------


def test_a_card_names_so_many_records_and_no_more() -> None:
    most = bytes.fromhex("08018000")
    assert read_afl(most)[0].last == 128
    for written in ("08018100", "0801400010014100", "0801FF00" * 63):
        with pytest.raises(EmvDataError):
            read_afl(bytes.fromhex(written))


def test_a_directory_without_end_is_not_gone_through() -> None:
    name = build(tags.AID_CARD, VISA + b"\x01")
    entries = b"".join(build(tags.DIRECTORY_ENTRY, name) for _ in range(15))

    def answer(command: bytes) -> ResponseApdu:
        if command[1] == 0xB2:
            return ResponseApdu(build(tags.RECORD, entries), 0x9000)
        if b"1PAY" in command:
            fci = build(tags.FCI_PROPRIETARY, build(tags.SFI, b"\x01"))
            return ResponseApdu(
                build(tags.FCI, build(tags.DF_NAME, b"1PAY.SYS.DDF01") + fci), 0x9000
            )
        return ResponseApdu(b"", UNSATISFIED)

    outcome, commands, choices = answers(answer)
    assert (outcome.decision, outcome.reason) == (Decision.ENDED, Reason.NO_APPLICATION)
    assert len(choices[0].choices) == 32
    assert len(commands) == 1 + 3 + 32


@pytest.mark.parametrize("status", [0x6F00, 0x6581, 0x6400])
def test_a_chip_that_only_says_that_it_cannot_is_broken(status: int) -> None:
    """Nothing of a card was seen: its stripe may be read (ISO/IEC 7816-4 §5.6)."""
    outcome, commands, _ = answers(lambda _: ResponseApdu(b"", status))
    assert (outcome.decision, outcome.reason) == (Decision.ENDED, Reason.BAD_CARD)
    assert outcome.fallback
    assert len(commands) == 1 + len(config().applications)


@pytest.mark.parametrize("told", [{VISA: NO_SUCH_FILE}, {b"1PAY.SYS.DDF01": NO_SUCH_FILE}])
def test_a_chip_that_says_what_it_lacks_works(told: Mapping[bytes, int]) -> None:
    """It has answered: no application in common is no reason to read the stripe."""

    def answer(command: bytes) -> ResponseApdu:
        return ResponseApdu(b"", told.get(command[5:-1], 0x6F00))

    outcome, _, _ = answers(answer)
    assert (outcome.decision, outcome.reason) == (Decision.ENDED, Reason.NO_APPLICATION)
    assert not outcome.fallback


def test_a_chip_that_fails_before_it_leaves_is_lost() -> None:
    kernel = contact_transaction(config(), transaction())
    next(kernel)
    kernel.send(None)
    with pytest.raises(StopIteration) as end:
        kernel.send(CardLost())
    assert end.value.value.reason is Reason.CARD_LOST


# --- proofs and files -----------------------------------------------------------------------


def test_an_answer_that_is_no_list_proves_nothing() -> None:
    """By itself, too: the kernel only asks about answers that it has read already."""
    data = bytes((0x20, 0x08)) + bytes(8) + b"\x80" + bytes(8)
    unpredictable = b"\xa1\xa2\xa3\xa4"
    dynamic = bytes((0x26,)) + data[1:] + sha1(b"told")
    body = bytes((0x05, 0x01)) + dynamic + b"\xbb" * 20
    signed = b"\x6a" + body + sha1(body, unpredictable) + b"\xbc"
    icc = IccKey(PublicKey(b"\xff" * len(signed), 1), "", AT.date(), b"")
    with pytest.raises(AuthenticationError) as failed:
        verify_combined(
            icc,
            signed,
            unpredictable=unpredictable,
            cryptogram_info=0x80,
            terminal_data=b"told",
            response=b"\x9f",
        )
    assert failed.value.fault is AuthenticationFault.FORMAT


@pytest.mark.parametrize("opens", ["[", "{a=", "[{a="])
def test_files_nested_without_end_are_refused(opens: str) -> None:
    text = f"key = {opens * 3000}"
    with pytest.raises(ca_keys.CaKeyError):
        ca_keys.read(text)
    with pytest.raises(EmvProfileError):
        read_emv_profile(text, {}, terminal_id="80010001", merchant_id="888800015411")
    with pytest.raises(SettingsError):
        parse_profile(text)
    with pytest.raises(SettingsError):
        parse_settings(text, "shop.toml")


# --- cryptograms ----------------------------------------------------------------------------


def given(asked: int, info: int) -> int | None:
    """Return the kind of cryptogram that is taken, or None if the answer is refused."""
    part = ask_cryptogram(asked, b"", unpredictable=b"")
    next(part)
    answered = bytes((info,)) + bytes(2 + 8)
    try:
        part.send(ResponseApdu(build(tags.FORMAT_1, answered), 0x9000))
    except StopIteration as end:
        taken: int = end.value.kind
        return taken
    except EmvDataError:
        return None
    raise AssertionError("it goes on")


@pytest.mark.parametrize(
    ("asked", "taken"),
    [(AAC, {AAC}), (ARQC, {AAC, ARQC}), (TC, {AAC, ARQC, TC})],
)
def test_a_card_gives_what_was_asked_for_or_less(asked: int, taken: set[int]) -> None:
    """Book 3 §9.3: an offline approval for what was to go online is none."""
    for info in (AAC, TC, ARQC, 0xC0):
        assert given(asked, info) == (info if info in taken else None)


# --- what is not a card's to say --------------------------------------------------------------


OTHERS = {
    tags.AMOUNT: bytes.fromhex("000000000001"),
    tags.UNPREDICTABLE: bytes(4),
    tags.CURRENCY: bytes.fromhex("0392"),
    tags.DATE: bytes.fromhex("200101"),
    tags.TVR: bytes(5),
    tags.CAPABILITIES: bytes.fromhex("E0F8C8"),
    tags.ARC: b"00",
    tags.TTQ: bytes(4),
}


def adding(made: SimCard, where: bytes) -> Callable[[bytes], ResponseApdu]:
    """Return a working card that says more: in a record, its options, or every FCI."""
    more = build_all(OTHERS.items())
    is_said = False

    def answer(command: bytes) -> ResponseApdu:
        nonlocal is_said
        size = command[4] if len(command) > 5 else 0
        cla, ins, p1, p2 = command[:4]
        got = send(made, CommandApdu(cla, ins, p1, p2, command[5 : 5 + size], 256))
        nodes = read(got.data)
        # In two records it would be a mistake of another kind; in the directory, none at all.
        is_record = ins == 0xB2
        if not nodes or (is_record and (is_said or nodes[0].inside[0].tag == b"\x61")):
            return got
        is_said |= is_record
        for node in nodes:
            for group in (node, *node.inside):
                if group.tag == where and ins in {0xA4, 0xA8, 0xB2}:
                    group.inside.extend(read(more))
        return ResponseApdu(b"".join(node.written() for node in nodes), got.sw)

    return answer


@pytest.mark.parametrize("where", [b"\x70", b"\x77", b"\xa5"], ids=["record", "options", "FCI"])
@pytest.mark.parametrize("key", ["visa-debit", "mastercard", "unionpay"])
@pytest.mark.parametrize("is_tap", [False, True], ids=["chip", "tap"])
def test_a_card_does_not_say_what_the_terminal_says(key: str, where: bytes, is_tap: bool) -> None:
    """Else it would sign another amount, or answer a number that it knew before."""
    made = make_card(card(key))
    begun = (tap_transaction if is_tap else contact_transaction)(config(), transaction())
    (made.activate if is_tap else made.power_on)()
    outcome, commands, _ = answers(adding(made, where), kernel=begun)
    for tag, value in OTHERS.items():
        assert outcome.tags.get(tag) != value or tag == tags.TVR
    assert outcome.tags.get(tags.TVR) == outcome.tvr
    asked = [command for command in commands if command[1] in {0xA8, 0xAE}]
    assert all(OTHERS[tags.AMOUNT] not in command for command in asked)
