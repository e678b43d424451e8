"""A card sale as an ISO 8583 message, written and read, beside the bare library."""

from __future__ import annotations

from pathlib import Path

import iso8583

from benchmarks.measure import BenchError, Effort, race, timed
from benchmarks.report import Row, Target, compare
from kpay_desktop.hosts.iso8583.codec import pack, unpack
from kpay_desktop.hosts.iso8583.profile import parse_profile

PROFILE = """
terminal_id = "11000042"
merchant_id = "888100000000042"
address = { host = "cards.bank.example", port = 5000 }
"""
#: A chip sale with a tip; its number is the schemes' own for tests.
SALE = {
    0: "0200", 3: "000000", 4: "000000001284", 11: "000042", 22: "052", 23: "001", 24: "003",
    25: "00", 35: "4761739001010119D22122011143804400000", 41: "11000042", 42: "888100000000042",
    54: "000000000100", 55: "9F2608A1B2C3D4E5F60718" + "9F3704DEADBEEF" * 18, 62: "000123",
    64: "0011223344556677",
}  # fmt: skip
TARGET = Target(ratio=1.2)


def run(effort: Effort, _folder: Path) -> list[Row]:
    profile = parse_profile(PROFILE)
    table = profile.dialect.table
    written = {table.keys[number]: text for number, text in SALE.items()}
    message = pack(profile, SALE)
    bare, _ = iso8583.encode(dict(written), table.spec)
    if unpack(profile, message) != SALE or bytes(bare) != message:
        raise BenchError("the message was not read back")
    floors_and_ours = race(
        # The library writes bitmaps into what it is given: each message is a table of its own.
        timed(lambda: iso8583.encode(dict(written), table.spec), 5),
        timed(lambda: pack(profile, SALE), 5),
        timed(lambda: iso8583.decode(message, table.spec), 5),
        timed(lambda: unpack(profile, message), 5),
        rounds=effort.times(1000),
        warm_up=5,
    )
    encoded, packed, decoded, unpacked = floors_and_ours
    return [
        compare("iso", "card sale packed", ("pyiso8583 alone", encoded), packed, TARGET),
        compare("iso", "card sale unpacked", ("pyiso8583 alone", decoded), unpacked, TARGET),
    ]
