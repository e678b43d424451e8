"""ISO 8583 messages: published ones to the byte, our own dialect, and what is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kpay_desktop.hosts.iso8583.codec import pack, unpack
from kpay_desktop.hosts.iso8583.errors import IsoError, IsoFault
from kpay_desktop.hosts.iso8583.frame import FrameReader, frame, unframe
from kpay_desktop.hosts.iso8583.profile import CardHostProfile
from tests.helpers.card_host import CHIP_CARD, PAN, TRACK, fields_of, message, profile_for

PROFILE = profile_for(1)
SALE = {
    0: "0200", 3: "000000", 4: "000000001284", 11: "000042", 22: "052", 23: "001", 24: "003",
    25: "00", 35: TRACK, 41: "11000042", 42: "888100000000042", 54: "000000000100",
    55: "9F2608A1B2C3D4E5F60718", 62: "000123", 64: "0011223344556677",
}  # fmt: skip
WRITTEN = (
    "0200 3020 0780 20C0 0605 000000 000000001284 000042 0052 0001 0003 00"
    "37 4761739001010119D22122011143804400000F"
    "3131303030303432 383838313030303030303030303432"
    "0012 303030303030303030313030 0011 9F2608A1B2C3D4E5F60718 0006 303030313233 0011223344556677"
)


def fault_of(profile: CardHostProfile, fields: dict[int, str]) -> tuple[IsoFault, str]:
    with pytest.raises(IsoError) as caught:
        pack(profile, fields)
    return caught.value.fault, caught.value.field


def refused(data: bytes, profile: CardHostProfile = PROFILE) -> tuple[IsoFault, str]:
    with pytest.raises(IsoError) as caught:
        unpack(profile, data)
    return caught.value.fault, caught.value.field


def test_a_sale_is_written_as_the_dialect_says() -> None:
    assert pack(PROFILE, SALE) == bytes.fromhex(WRITTEN)
    assert unpack(PROFILE, bytes.fromhex(WRITTEN)) == SALE


def test_another_hand_writes_the_same() -> None:
    assert message(SALE) == pack(PROFILE, SALE)
    assert fields_of(pack(PROFILE, SALE)) == SALE


# --- published messages -----------------------------------------------------------------------


def test_an_answer_of_the_same_family() -> None:
    # The 0210 in the tests of an ISO 8583 parser for Elixir (message_0210_hex): NII 002, TPDU
    # 6014010024, code 51, an amount of twelve digits in field 54.
    published = bytes.fromhex(
        "0040 6014010024 0210 203801000A800400 000000 000398 092323 0326 0002"
        "323038353039323230363232 3531 3030303537343431 0012 303030303030303030303030"
    )
    answer = unpack(PROFILE, unframe(PROFILE, published))
    assert answer == {
        0: "0210", 3: "000000", 11: "000398", 12: "092323", 13: "0326", 24: "002",
        37: "208509220622", 39: "51", 41: "00057441", 54: "000000000000",
    }  # fmt: skip
    same = profile_for(1, more='[frame]\ntpdu = "6014010024"')
    assert frame(same, pack(same, answer)) == published


def test_a_sign_on_of_a_mainland_terminal() -> None:
    # A message explained by many pages on UnionPay's terminal protocol (POS 终端规范): a header of
    # six bytes behind the TPDU, field 60 of eleven digits filled with zero on the right.
    published = bytes.fromhex(
        "003B 6000060000 602200000000 0800 0020000000C00012 001247 3538443031313135"
        "383837353844303438313635353535 0011 000000010030 0002 3031"
    )
    profile = profile_for(
        1,
        more="""
        [frame]
        tpdu = "6000060000"
        header = "602200000000"
        [[dialect.fields]]
        number = 60
        kind = "n"
        length = 17
        prefix = 3
        filler = "right 0"
        """,
    )
    fields = unpack(profile, unframe(profile, published))
    assert fields == {
        0: "0800", 11: "001247", 41: "58D01115", 42: "88758D048165555",
        60: "00000001003", 63: "01",
    }  # fmt: skip
    assert frame(profile, pack(profile, fields)) == published


ASCII = """
[dialect]
digits = "ascii"
lengths = "ascii"
binary = "hex"
"""


def test_messages_in_characters() -> None:
    # The examples of pyiso8583's documentation and of the README of ISO8583-PACK-UNPACK.
    profile = profile_for(1, more=ASCII)
    number = b"02004010100000000000161234567890123456123456111"
    fields = {0: "0200", 2: "1234567890123456", 12: "123456", 20: "111"}
    assert unpack(profile, number) == fields
    assert pack(profile, fields) == number
    sale = b"02003220000000808000000010000000001500120604120000000112340001840"
    fields = {
        0: "0200", 3: "000010", 4: "000000001500", 7: "1206041200", 11: "000001",
        41: "12340001", 49: "840",
    }  # fmt: skip
    assert unpack(profile, sale) == fields
    assert pack(profile, fields) == sale


def test_a_message_of_1993_with_a_second_bitmap() -> None:
    # From the tests of fluidpay/iso8583 (TestNewMessageWithSecondaryBitmap).
    published = (
        b"1200F230040102A0000000000000040000001048468112122012340000100000001107221800000001"
        b"161204171926FABCDE123ABD06414243000termid1210Community11112341234234"
    )
    formats = ""
    for number, kind, length, prefix in (
        (12, "n", 12, 0), (22, "an", 12, 0), (39, "n", 3, 0), (43, "ans", 40, 2),
        (102, "ans", 28, 2),
    ):  # fmt: skip
        formats += (
            f'[[dialect.fields]]\nnumber = {number}\nkind = "{kind}"\nlength = {length}\n'
            f'prefix = {prefix}\ndigits = "ascii"\nlengths = "ascii"\n'
        )
    profile = profile_for(1, more=ASCII + formats)
    fields = unpack(profile, published)
    assert fields == {
        0: "1200", 2: "4846811212", 3: "201234", 4: "000010000000", 7: "1107221800", 11: "000001",
        12: "161204171926", 22: "FABCDE123ABD", 32: "414243", 39: "000", 41: "termid12",
        43: "Community1", 102: "12341234234",
    }  # fmt: skip
    assert pack(profile, fields) == published


# --- one field at a time ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "text", "written"),
    [
        (2, "4761739001010119", "16 4761739001010119"),
        (2, "378282246310005", "15 378282246310005F"),
        (2, "6205132000000026120", "19 6205132000000026120F"),
        (4, "999999999999", "999999999999"),
        (14, "2212", "2212"),
        (22, "802", "0802"),
        (23, "001", "0001"),
        (24, "003", "0003"),
        (25, "00", "00"),
        (35, "4761739001010119D2212201", "24 4761739001010119D2212201"),
        (35, "4761739001010119D22122011", "25 4761739001010119D22122011F"),
        (37, "632614000042", "363332363134303030303432"),
        (38, "A1B2C3", "413142324333"),
        (39, "A0", "4130"),
        (41, "T1      ", "5431202020202020"),
        (54, "000000000100", "0012 303030303030303030313030"),
        (55, "9F360200429F2701", "0008 9F360200429F2701"),
        (60, "000007", "0006 303030303037"),
        (62, "999999", "0006 393939393939"),
        (63, "0" * 90, "0090" + "30" * 90),
        (64, "0123456789ABCDEF", "0123456789ABCDEF"),
    ],
)
def test_each_field_is_written_its_own_way(number: int, text: str, written: str) -> None:
    packed = pack(PROFILE, {0: "0200", number: text})
    assert packed[10:] == bytes.fromhex(written)
    assert unpack(PROFILE, packed) == {0: "0200", number: text}


@pytest.mark.parametrize("filler", ["left 0", "right 0", "right F"])
def test_odd_numbers_are_filled_as_the_profile_says(filler: str) -> None:
    profile = profile_for(1, more=f'[dialect]\nodd_variable = "{filler}"')
    written = {"left 0": "0123", "right 0": "1230", "right F": "123F"}[filler]
    packed = pack(profile, {0: "0200", 2: "123"})
    assert packed[10:] == bytes.fromhex(f"03 {written}")
    assert unpack(profile, packed) == {0: "0200", 2: "123"}


def test_track_data_has_one_separator_inside_and_its_own_outside() -> None:
    bcd = pack(PROFILE, {0: "0200", 35: TRACK.replace("D", "=")})
    assert bcd == pack(PROFILE, {0: "0200", 35: TRACK})
    ascii_profile = profile_for(1, more=ASCII)
    written = pack(ascii_profile, {0: "0200", 35: TRACK})
    assert b"4761739001010119=2212" in written
    assert unpack(ascii_profile, written)[35] == TRACK


# --- what is refused --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "fault", "field"),
    [
        ({3: "000000"}, IsoFault.MALFORMED, "t"),
        ({0: "200", 3: "000000"}, IsoFault.MALFORMED, "t"),
        ({0: "02A0", 3: "000000"}, IsoFault.NOT_DIGITS, "t"),
        ({0: "0200", 4: "00000000ABCD"}, IsoFault.NOT_DIGITS, "4"),
        ({0: "0200", 4: "00000000128"}, IsoFault.MALFORMED, "4"),
        ({0: "0200", 4: "-00000001284"}, IsoFault.NOT_DIGITS, "4"),
        ({0: "0200", 11: "٠٠٠٠٤٢"}, IsoFault.NOT_DIGITS, "11"),
        ({0: "0200", 3: ""}, IsoFault.MALFORMED, "3"),
        ({0: "0200", 2: "1" * 20}, IsoFault.MALFORMED, "2"),
        ({0: "0200", 35: "476173X"}, IsoFault.NOT_TRACK, "35"),
        ({0: "0200", 35: "D2212"}, IsoFault.NOT_TRACK, "35"),
        ({0: "0200", 35: "4" * 38}, IsoFault.MALFORMED, "35"),
        ({0: "0200", 41: "short"}, IsoFault.MALFORMED, "41"),
        ({0: "0200", 41: "1234567\n"}, IsoFault.NOT_TEXT, "41"),
        ({0: "0200", 42: "SHOP 店          "}, IsoFault.NOT_TEXT, "42"),
        ({0: "0200", 55: "9F2"}, IsoFault.MALFORMED, "55"),
        ({0: "0200", 55: "9FXX"}, IsoFault.MALFORMED, "55"),
        ({0: "0200", 62: "0" * 1000}, IsoFault.MALFORMED, "62"),
        ({0: "0200", 64: "00"}, IsoFault.MALFORMED, "64"),
        ({0: "0200", 28: "C00000000"}, IsoFault.UNKNOWN_FIELD, "28"),
        ({0: "0200", 65: "1"}, IsoFault.UNKNOWN_FIELD, "65"),
        ({0: "0200", 129: "1"}, IsoFault.UNKNOWN_FIELD, "129"),
        ({0: "0200", 1: "1"}, IsoFault.UNKNOWN_FIELD, "1"),
    ],
)
def test_what_is_no_field_is_not_written(
    fields: dict[int, str], fault: IsoFault, field: str
) -> None:
    assert fault_of(PROFILE, fields) == (fault, field)


GOOD = bytes.fromhex(WRITTEN)


def changed(at: int, byte: int) -> bytes:
    return GOOD[:at] + bytes([byte]) + GOOD[at + 1 :]


@pytest.mark.parametrize(
    ("data", "fault", "field"),
    [
        (b"", IsoFault.MALFORMED, "p"),
        (GOOD[:9], IsoFault.MALFORMED, "p"),
        (GOOD[:-1], IsoFault.MALFORMED, "64"),
        (GOOD + b"\0", IsoFault.MALFORMED, "64"),
        (changed(0, 0x0A), IsoFault.NOT_DIGITS, "t"),
        (changed(2, 0xB0), IsoFault.MALFORMED, "22"),
        (changed(2, 0x31), IsoFault.MALFORMED, "24"),
        (changed(13, 0x0B), IsoFault.NOT_DIGITS, "4"),
        (changed(22, 0x10), IsoFault.MALFORMED, "22"),
        (changed(29, 0x3A), IsoFault.MALFORMED, "35"),
        (changed(29, 0x38), IsoFault.MALFORMED, "35"),
        (changed(32, 0xEE), IsoFault.NOT_TRACK, "35"),
        (changed(49, 0x00), IsoFault.NOT_TEXT, "41"),
        (changed(49, 0xFF), IsoFault.MALFORMED, "41"),
        (bytes.fromhex("0210 8000000000000001 8000000000000000"), IsoFault.UNKNOWN_FIELD, "65"),
        (bytes.fromhex("0210 8000000000000001 0000"), IsoFault.MALFORMED, "1"),
        (bytes.fromhex("0210 8000000000000000 C000000000000000"), IsoFault.UNKNOWN_FIELD, "65"),
        (bytes.fromhex("0210 0000001000000000 43"), IsoFault.UNKNOWN_FIELD, "28"),
    ],
)
def test_what_is_no_message_is_not_read(data: bytes, fault: IsoFault, field: str) -> None:
    assert refused(data) == (fault, field)


def test_an_error_holds_nothing_of_the_message() -> None:
    attempts: list[Callable[[], object]] = [
        lambda: unpack(PROFILE, GOOD[:-1]),
        lambda: unpack(PROFILE, changed(13, 0x0B)),
        lambda: unpack(PROFILE, GOOD + b"\0"),
        lambda: pack(PROFILE, SALE | {41: "short"}),
        lambda: pack(PROFILE, SALE | {55: PAN + "X"}),
        lambda: pack(PROFILE, SALE | {35: TRACK + "?"}),
        lambda: pack(PROFILE, SALE | {2: PAN + "A"}),
    ]
    for attempt in attempts:
        with pytest.raises(IsoError) as caught:
            attempt()
        told: BaseException | None = caught.value
        while told is not None:
            assert PAN not in repr(told) + str(told) + repr(vars(told))
            told = told.__cause__ or told.__context__


# --- frames -----------------------------------------------------------------------------------


def test_a_frame_has_a_length_and_a_tpdu() -> None:
    assert frame(PROFILE, b"\x02\x00") == bytes.fromhex("0007 6000030000 0200")
    assert unframe(PROFILE, bytes.fromhex("0007 6000000003 0200")) == b"\x02\x00"


@pytest.mark.parametrize(
    ("settings", "written"),
    [
        ("length_bytes = 4", "00000007 6000030000 0210"),
        ('byte_order = "little"', "0700 6000030000 0210"),
        ("counts_itself = true", "0009 6000030000 0210"),
        ('coding = "bcd"', "0007 6000030000 0210"),
        ('coding = "ascii"\nlength_bytes = 4', "30303037 6000030000 0210"),
        ('tpdu = ""', "0002 0210"),
        ('header = "602200000000"', "000D 6000030000 602200000000 0210"),
    ],
)
def test_frames_follow_the_profile(settings: str, written: str) -> None:
    profile = profile_for(1, more=f"[frame]\n{settings}")
    assert frame(profile, b"\x02\x10") == bytes.fromhex(written)
    assert unframe(profile, bytes.fromhex(written)) == b"\x02\x10"


def test_a_length_in_digits_is_one() -> None:
    profile = profile_for(1, more='[frame]\ncoding = "bcd"')
    long = frame(profile, bytes(95))
    assert long[:2] == bytes.fromhex("0100")
    assert unframe(profile, long) == bytes(95)


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        ("0000", IsoFault.FRAME),
        ("0005 6000030000", IsoFault.FRAME),
        ("0007 6100030000 0210", IsoFault.FRAME),
        ("1001 6000030000", IsoFault.TOO_LONG),
        ("FFFF", IsoFault.TOO_LONG),
        ("0008 6000030000 0210", IsoFault.FRAME),
        ("0007 6000030000 0210 00", IsoFault.FRAME),
    ],
)
def test_what_is_no_frame_is_refused(data: str, fault: IsoFault) -> None:
    with pytest.raises(IsoError) as caught:
        unframe(PROFILE, bytes.fromhex(data))
    assert caught.value.fault is fault


def test_letters_in_a_length_are_refused() -> None:
    profile = profile_for(1, more='[frame]\ncoding = "bcd"')
    with pytest.raises(IsoError):
        unframe(profile, bytes.fromhex("00A7 6000030000 0210"))


def test_a_message_that_is_too_long_is_not_sent() -> None:
    with pytest.raises(IsoError) as caught:
        frame(PROFILE, bytes(4092))
    assert caught.value.fault is IsoFault.TOO_LONG


def test_frames_come_in_parts_and_together() -> None:
    reader = FrameReader(PROFILE)
    stream = b"".join(frame(PROFILE, bytes([n, n])) for n in range(4))
    found = [m for at in range(9) for m in reader.feed(stream[at : at + 1])]
    assert (found, reader.is_amid) == ([b"\0\0"], False)
    assert list(reader.feed(stream[9:30])) == [b"\1\1", b"\2\2"]
    assert reader.is_amid
    assert list(reader.feed(stream[30:])) == [b"\3\3"]
    assert not reader.is_amid


def test_what_was_whole_is_heard_before_what_is_broken() -> None:
    reader = FrameReader(PROFILE)
    stream = reader.feed(frame(PROFILE, b"ok") + b"\xff\xff")
    assert next(stream) == b"ok"
    with pytest.raises(IsoError):
        next(stream)


def test_the_card_is_ours() -> None:
    assert CHIP_CARD.number == PAN
    assert PAN not in repr(CHIP_CARD)
