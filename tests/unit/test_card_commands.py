"""The command layer of the simulated cards: selection, order of commands, status words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kpay_desktop.simulation.cards import (
    CardGoneError,
    CardMemory,
    CardMuteError,
    CardSpec,
    Fault,
    Protocol,
    SimCard,
    card,
    make_card,
)
from kpay_desktop.simulation.cards.command import CommandError, read_command
from kpay_desktop.simulation.cards.spec import AppSpec, IssuerProof, Proof, Scheme
from tests.helpers.card_talk import CHIP_DIRECTORY, TAP_DIRECTORY, Talk, dol, objects

VISA = bytes.fromhex("A0000000031010")


SPEC = replace(card("visa-debit"), protocol=Protocol.T1)


def inserted(spec: CardSpec = SPEC) -> Talk:
    made = make_card(spec)
    made.power_on()
    return Talk(made)


# --- power ----------------------------------------------------------------------------------


def test_answers_to_reset_are_emvs_basic_ones() -> None:
    t0 = make_card(replace(card("visa-debit"), protocol=Protocol.T0)).power_on()
    assert t0.hex().upper() == "3B6500004B5053494D"
    t1 = make_card(SPEC).power_on()
    assert t1[:8].hex().upper() == "3BE500008131FE45"
    check = 0
    for byte in t1[1:]:
        check ^= byte
    assert check == 0


def test_a_card_without_power_is_not_there() -> None:
    made = make_card(card("visa-debit"))
    with pytest.raises(CardGoneError):
        made.transmit(bytes.fromhex("00A4040000"))
    made.power_on()
    made.power_off()
    with pytest.raises(CardGoneError):
        made.transmit(bytes.fromhex("00A4040000"))


def test_what_a_card_cannot_do_it_does_not_answer() -> None:
    with pytest.raises(CardMuteError):
        make_card(card("phone-visa")).power_on()
    with pytest.raises(CardMuteError):
        make_card(card("visa-sda")).activate()
    with pytest.raises(CardMuteError):
        make_card(card("mastercard-broken")).power_on()


@pytest.mark.parametrize("late", [False, True])
def test_a_card_is_pulled_out_at_its_command(late: bool) -> None:
    made = make_card(
        replace(card("visa-debit"), pulled_at=3, pulled_late=late, protocol=Protocol.T1)
    )
    made.power_on()
    talk = Talk(made)
    assert talk.select(VISA).sw == 0x9000
    assert talk.options().sw == 0x9000
    before = made.memory.of(VISA).counter
    with pytest.raises(CardGoneError):
        talk.select(VISA)
    with pytest.raises(CardGoneError):
        talk.select(VISA)
    made.pull_at(None)
    made.power_on()
    assert talk.begin(VISA).sw == 0x9000
    assert made.memory.of(VISA).counter == before + 1


def test_a_command_that_was_read_before_the_pull_has_been_done() -> None:
    for late, expected in ((False, 0), (True, 1)):
        made = make_card(replace(SPEC, pulled_at=2, pulled_late=late))
        made.power_on()
        talk = Talk(made)
        talk.select(VISA)
        start = made.memory.of(VISA).counter
        with pytest.raises(CardGoneError):
            talk.options()
        assert made.memory.of(VISA).counter == start + expected


def test_removing_needs_no_command() -> None:
    talk = inserted()
    talk.card.remove()
    with pytest.raises(CardGoneError):
        talk.select(VISA)


def test_answers_can_be_changed_on_their_way() -> None:
    seen: list[tuple[int, str]] = []

    def meddle(number: int, command: bytes, answer: bytes) -> bytes:
        seen.append((number, command[:4].hex()))
        return bytes.fromhex("6A82") if number == 2 else answer

    made = make_card(SPEC, meddle=meddle)
    made.power_on()
    talk = Talk(made)
    assert talk.select(VISA).sw == 0x9000
    assert talk.select(VISA).sw == 0x6A82
    assert seen == [(1, "00a40400"), (2, "00a40400")]


# --- selection ------------------------------------------------------------------------------


def test_the_directory_names_the_applications_in_records() -> None:
    talk = inserted(replace(card("two-applications"), protocol=Protocol.T1))
    fci = talk.select(CHIP_DIRECTORY)
    assert fci.sw == 0x9000
    assert fci.tags()[0x84] == CHIP_DIRECTORY
    sfi = fci.tags()[0x88][0]
    assert 1 <= sfi <= 10
    found = []
    for number in range(1, 4):
        record = talk.send(f"00B2{number:02X}{sfi << 3 | 4:02X}")
        if record.sw == 0x6A83:
            break
        assert record.data[0] == 0x70
        found += [value for tag, value in objects(record.data) if tag == 0x4F]
    assert found == [VISA, bytes.fromhex("A000000003101002")]
    assert talk.send(f"00B201{(sfi % 10 + 1) << 3 | 4:02X}").sw == 0x6A82
    assert talk.send("80A80000", b"\x83\x00").sw == 0x6985


def test_a_card_without_a_directory_says_so() -> None:
    talk = inserted(replace(SPEC, directory=False))
    assert talk.select(CHIP_DIRECTORY).sw == 0x6A82
    assert talk.select(TAP_DIRECTORY).sw == 0x6A82
    assert talk.select(VISA).sw == 0x9000


def test_part_of_a_name_finds_one_application_after_the_other() -> None:
    talk = inserted(replace(card("two-applications"), protocol=Protocol.T1))
    part = VISA[:5]
    assert talk.select(part).tags()[0x84] == VISA
    assert talk.select(part, 2).tags()[0x84] == bytes.fromhex("A000000003101002")
    assert talk.select(part, 2).sw == 0x6A82
    # A fresh selection begins at the front.
    assert talk.select(part).tags()[0x84] == VISA
    assert talk.select(bytes.fromhex("A0000000041010")).sw == 0x6A82
    assert talk.options().sw == 0x6985


@pytest.mark.parametrize("header", ["00A40400", "00A40402"])
def test_a_blocked_card_supports_no_selection(header: str) -> None:
    talk = inserted(replace(SPEC, faults=frozenset({Fault.CARD_BLOCKED})))
    assert talk.send(header, VISA).sw == 0x6A81


def test_a_blocked_application_still_shows_its_name() -> None:
    talk = inserted(replace(SPEC, faults=frozenset({Fault.APPLICATION_BLOCKED})))
    answer = talk.select(VISA)
    assert answer.sw == 0x6283
    assert answer.tags()[0x84] == VISA


def test_other_ways_to_select_are_refused() -> None:
    talk = inserted()
    assert talk.send("00A40000", bytes.fromhex("3F00")).sw == 0x6A86
    assert talk.send("00A40401", VISA).sw == 0x6A86
    assert talk.send("00A40400", VISA[:4]).sw == 0x6A82


def test_an_application_shows_labels_priority_and_confirmation() -> None:
    app = AppSpec(
        Scheme.VISA,
        "4761739001091010",
        "VISA DEBIT",
        priority=3,
        confirm=True,
        preferred_name="Débito",
    )
    tags = inserted(replace(SPEC, applications=(app,))).select(VISA).tags()
    assert tags[0x50] == b"VISA DEBIT"
    assert tags[0x87] == b"\x83"
    assert tags[0x9F11] == b"\x01"
    assert tags[0x9F12] == "Débito".encode("latin-1")


# --- order of commands ----------------------------------------------------------------------


def test_nothing_works_before_its_time() -> None:
    talk = inserted(replace(SPEC, proof=Proof.DDA))
    talk.select(VISA)
    assert talk.send("00B2010C").sw == 0x6985
    assert talk.send("00880000", bytes(4)).sw == 0x6985
    assert talk.send("80AE8000", bytes(29)).sw == 0x6985
    assert talk.send("00820000", bytes(10), le=False).sw == 0x6985
    assert talk.send("841E0000", bytes(8), le=False).sw == 0x6985
    assert talk.options().sw == 0x9000
    # A second time needs a new selection.
    assert talk.options().sw == 0x6985


def test_a_transaction_has_two_cryptograms_at_most() -> None:
    talk = inserted(replace(SPEC, proof=Proof.DDA, issuer_proof=IssuerProof.NONE))
    talk.begin(VISA)
    talk.read()
    assert talk.generate(0x80).sw == 0x9000
    assert talk.send("00880000", bytes(4)).sw == 0x6985
    assert talk.generate(0x80, 0x8D).sw == 0x6985
    assert talk.generate(0x40, 0x8D).sw == 0x9000
    assert talk.values[0x9F27] == b"\x40"
    assert talk.generate(0x40, 0x8D).sw == 0x6985


def test_a_card_signs_dynamically_once() -> None:
    talk = inserted(replace(SPEC, proof=Proof.DDA))
    talk.begin(VISA)
    talk.read()
    length = sum(size for _, size in dol(talk.values[0x9F49]))
    assert talk.send("00880000", bytes(length + 1)).sw == 0x6700
    assert talk.send("00880000", bytes(length)).sw == 0x9000
    assert talk.send("00880000", bytes(length)).sw == 0x6985


def test_every_command_has_its_parameters_and_lengths() -> None:
    talk = inserted(replace(SPEC, proof=Proof.SDA))
    talk.begin(VISA)
    talk.read()
    sfi = talk.values[0x94][0] >> 3
    assert talk.send(f"00B200{sfi << 3 | 4:02X}").sw == 0x6A83
    assert talk.send(f"00B2F0{sfi << 3 | 4:02X}").sw == 0x6A83
    assert talk.send(f"00B201{sfi << 3:02X}").sw == 0x6A81
    assert talk.send("00B201F4").sw == 0x6A82
    assert talk.send("80AEC000", bytes(29)).sw == 0x6A86
    assert talk.send("80AE8001", bytes(29)).sw == 0x6A86
    # A card that signs no cryptograms does not take the bit that asks for it.
    assert talk.send("80AE9000", bytes(29)).sw == 0x6A86
    assert talk.send("80AE8000", bytes(3)).sw == 0x6700
    assert talk.send("00880000", bytes(4)).sw == 0x6D00
    assert talk.send("00AB0000").sw == 0x6D00
    assert talk.send("B0B20100").sw == 0x6E00


@pytest.mark.parametrize("data", ["8301AA", "8403AABBCC", "83", "AABB", "83008300"])
def test_options_want_their_template(data: str) -> None:
    talk = inserted()
    talk.select(VISA)
    talk.send("80A80100", b"\x83\x00")
    assert talk.send("80A80000", bytes.fromhex(data)).sw == 0x6A80


def test_counters_are_there_for_the_asking() -> None:
    talk = inserted()
    talk.begin(VISA)
    counter = talk.send("80CA9F36")
    assert counter.sw == 0x9000
    assert int.from_bytes(counter.tags()[0x9F36], "big") == talk.card.memory.of(VISA).counter
    assert talk.send("80CA9F13").tags()[0x9F13] < counter.tags()[0x9F36]
    assert talk.send("80CA9F17").tags()[0x9F17] == b"\x03"
    assert talk.send("80CA9F50").sw == 0x6A88


def test_a_worn_out_card_begins_nothing() -> None:
    talk = inserted()
    talk.select(VISA)
    talk.card.memory.of(VISA).counter = 0xFFFF
    assert talk.options().sw == 0x6985


# --- T=0 ------------------------------------------------------------------------------------


def test_t0_brings_data_in_a_second_step() -> None:
    made = make_card(replace(card("visa-debit"), protocol=Protocol.T0))
    made.power_on()
    select = bytes.fromhex("00A4040007") + VISA
    answer = made.transmit(select)
    assert answer[0] == 0x61
    length = answer[1]
    # More than there is, in two parts, and nothing left.
    assert made.transmit(bytes.fromhex("00C0000000")) == bytes((0x6C, length))
    first = made.transmit(bytes.fromhex("00C0000010"))
    assert first[-2:] == bytes((0x61, length - 16))
    rest = made.transmit(bytes.fromhex("00C00000") + first[-1:])
    assert rest[-2:] == bytes.fromhex("9000")
    assert (first[:-2] + rest[:-2])[0] == 0x6F
    assert made.transmit(bytes.fromhex("00C0000001")) == bytes.fromhex("6985")


def test_t0_forgets_what_nobody_fetched() -> None:
    made = make_card(replace(card("visa-debit"), protocol=Protocol.T0))
    made.power_on()
    made.transmit(bytes.fromhex("00A4040007") + VISA)
    made.transmit(bytes.fromhex("80CA9F3600"))
    assert made.transmit(bytes.fromhex("00C0000010")) == bytes.fromhex("6985")


def test_t0_tells_the_right_length() -> None:
    made = make_card(replace(card("visa-debit"), protocol=Protocol.T0))
    made.power_on()
    Talk(made).begin(VISA)
    assert made.transmit(bytes.fromhex("80CA9F3600")) == bytes.fromhex("6C05")
    assert made.transmit(bytes.fromhex("80CA9F3605"))[-2:] == bytes.fromhex("9000")


def test_t0_warns_before_it_brings() -> None:
    made = make_card(
        replace(
            card("visa-debit"),
            protocol=Protocol.T0,
            faults=frozenset({Fault.APPLICATION_BLOCKED}),
        )
    )
    made.power_on()
    assert made.transmit(bytes.fromhex("00A4040007") + VISA) == bytes.fromhex("6283")
    waiting = made.transmit(bytes.fromhex("00C0000000"))
    assert waiting[0] == 0x6C
    assert made.transmit(bytes.fromhex("00C00000") + waiting[1:])[0] == 0x6F


def test_t1_answers_whole_or_tells_the_right_length() -> None:
    made = make_card(SPEC)
    made.power_on()
    answer = made.transmit(bytes.fromhex("00A4040007") + VISA + b"\x00")
    assert answer[-2:] == bytes.fromhex("9000")
    short = made.transmit(bytes.fromhex("00A4040007") + VISA + b"\x01")
    assert short == bytes((0x6C, len(answer) - 2))


# --- commands as bytes ----------------------------------------------------------------------


def test_commands_of_every_case() -> None:
    assert read_command(bytes.fromhex("00A40400")).le is None
    assert read_command(bytes.fromhex("00B2010C00")).le == 256
    assert read_command(bytes.fromhex("00B2010C10")).le == 16
    assert read_command(bytes.fromhex("0082000002AABB")).data == b"\xaa\xbb"
    both = read_command(bytes.fromhex("0082000002AABB00"))
    assert (both.data, both.le) == (b"\xaa\xbb", 256)
    long = read_command(bytes.fromhex("008200000001F4") + bytes(500) + b"\x00\x00")
    assert (len(long.data), long.le) == (500, 65_536)
    assert read_command(bytes.fromhex("00B2010C000100")).le == 256


@pytest.mark.parametrize(
    "raw", ["", "00A404", "00A4040005AABB", "00A4040001AABBCC", "00A404000000", "00A404000000020A"]
)
def test_what_is_no_command(raw: str) -> None:
    with pytest.raises(CommandError):
        read_command(bytes.fromhex(raw))
    talk = inserted()
    assert talk.card.transmit(bytes.fromhex(raw)) == bytes.fromhex("6700")


# --- memory ---------------------------------------------------------------------------------


def test_memory_outlives_the_power_and_the_program() -> None:
    first = inserted()
    first.begin(VISA)
    counter = first.card.memory.of(VISA).counter
    kept = CardMemory.from_text(first.card.memory.to_text())
    again = SimCard(card("visa-debit"), kept)
    again.power_on()
    Talk(again).begin(VISA)
    assert again.memory.of(VISA).counter == counter + 1


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"is_blocked": 0, "applications": {"A": {"b": 1}}}']
)
def test_what_is_no_memory(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        CardMemory.from_text(text)
