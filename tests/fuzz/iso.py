"""What a card host sends: streams, messages, field 55."""

from __future__ import annotations

import contextlib
from random import Random

from kpay_desktop.emv.errors import EmvDataError
from kpay_desktop.emv.issuer import command_of, read_scripts
from kpay_desktop.hosts.iso8583.answers import reversal_answer, sale_answer
from kpay_desktop.hosts.iso8583.chip import read_issuer_answer
from kpay_desktop.hosts.iso8583.codec import pack, unpack
from kpay_desktop.hosts.iso8583.errors import IsoError
from kpay_desktop.hosts.iso8583.frame import FrameReader, frame, unframe
from kpay_desktop.hosts.iso8583.profile import CardHostProfile
from tests.fuzz.target import Change, Target, expect
from tests.fuzz.trees import changed_objects
from tests.helpers.card_host import profile_for

ASCII = '[dialect]\ndigits = "ascii"\nlengths = "ascii"\nbinary = "hex"\n'
BINARY_LENGTHS = '[dialect]\nlengths = "binary"\nodd_variable = "right 0"\nodd_fixed = "right F"\n'
FRAMES = (
    "",
    '[frame]\ncoding = "bcd"',
    "[frame]\ncounts_itself = true",
    '[frame]\nbyte_order = "little"\nlength_bytes = 4',
    '[frame]\ncoding = "ascii"\nlength_bytes = 4',
    '[frame]\ntpdu = ""\nheader = "0102"',
)
FIELD_55 = "8A0230309108" + "0102030430300000" + "710D9F180400000001860484240000"
ANSWER = {
    0: "0210", 3: "000000", 4: "000000001284", 11: "000042", 12: "143208", 13: "1122", 24: "003",
    37: "632614000042", 38: "A1B2C3", 39: "00", 41: "11000042", 55: FIELD_55, 64: "00" * 8,
}  # fmt: skip


def frames() -> Target:
    """Return the target of a stream: a byte that picks the profile, one of cuts, the stream."""
    profiles = [profile_for(1, more=f"{more}\n") for more in FRAMES]
    seeds = [
        bytes((number, cut)) + frame(profile, b"\x02\x10" + bytes(30)) * 2
        for number, profile in enumerate(profiles)
        for cut in (1, 7)
    ]

    def try_one(data: bytes) -> None:
        profile = profiles[data[0] % len(profiles)] if data else profiles[0]
        size, stream = max(1, data[1] if len(data) > 1 else 1), data[2:]
        whole = _fed(profile, [stream])
        cut = _fed(profile, [stream[at : at + size] for at in range(0, len(stream), size)])
        expect("cuts change nothing", holds=whole == cut)
        with contextlib.suppress(IsoError):
            expect("a frame is the first", holds=unframe(profile, stream) == whole[0][0])

    return Target(try_one, seeds, 5000)


def _fed(profile: CardHostProfile, parts: list[bytes]) -> tuple[list[bytes], bool]:
    reader, found = FrameReader(profile), []
    try:
        for part in parts:
            for body in reader.feed(part):
                expect("a message is something", holds=0 < len(body) <= sum(map(len, parts)))
                found.append(body)
    except IsoError:
        return found, False
    return found, True


def message() -> Target:
    """Return the target of a message: a byte that picks the profile, then the message."""
    profiles = [profile_for(1), profile_for(1, more=ASCII), profile_for(1, more=BINARY_LENGTHS)]
    kinds = (ANSWER, {**ANSWER, 39: "51"}, {**ANSWER, 0: "0410"}, {0: "0810", 39: "00"})
    seeds = [
        bytes((number,)) + pack(profile, fields)
        for number, profile in enumerate(profiles)
        for fields in kinds
    ]

    def try_one(data: bytes) -> None:
        profile = profiles[data[0] % len(profiles)] if data else profiles[0]
        try:
            fields = unpack(profile, data[1:])
        except IsoError as error:
            expect("an error says no more", holds=error.__context__ is None)
            return
        expect("written is read", holds=unpack(profile, pack(profile, fields)) == fields)
        sale_answer(profile, 42, fields)
        reversal_answer(profile, 42, fields)

    return Target(try_one, seeds, 1200)


def chip() -> Target:
    """Return the target of field 55 as bytes."""
    seeds = [bytes.fromhex(FIELD_55), bytes.fromhex("8A0230309108" + "0102030430300000")]
    return Target(_read_chip, seeds, 1000, _spoil_chip)


def _spoil_chip(data: bytes, chance: Random, change: Change) -> bytes:
    return changed_objects(data, chance, change) if chance.randrange(3) else change(data)


def _read_chip(data: bytes) -> None:
    try:
        said = read_issuer_answer(data.hex())
    except IsoError:
        return
    expect("two characters or none", holds=len(said.arc) in {0, 2})
    expect("a proof has its length", holds=len(said.issuer_data) in {0, *range(8, 17)})
    for script in read_scripts(said.scripts):
        expect("a number of four bytes", holds=len(script.identifier) == 4)
        for command in script.commands:
            with contextlib.suppress(EmvDataError):
                expect(
                    "as the issuer wrote it", holds=command_of(command).encode()[:4] == command[:4]
                )
