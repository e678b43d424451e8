"""The search for cards finds each shape where it is planted, and nothing where nothing is."""

from __future__ import annotations

import base64
import gzip
import io
import json
import random
import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from kpay_desktop.domain.card import CardFacts, EntryMode, Scheme
from tests.helpers.canary import Search
from tests.helpers.canary_shapes import LONGEST, Canary, pattern_of, pieces
from tests.helpers.store import KEY_HEX, make_folder, opened

VISA, AMEX = "4761738602954176", "378297530482165"
REST, FAMILY = "2206618530741", "QUILLFEATHER"
CANARIES = (
    Canary("visa", (VISA,), (REST,), (FAMILY,)),
    Canary("amex", (AMEX,)),
)
INSERTED = "INSERT INTO planted VALUES ('?')"
TRACK_1 = f"%B{VISA}^{FAMILY}/ZOE^3212201{REST}?"
TRACK_2 = f";{VISA}=3212201{REST}?"
EQUIVALENT = f"{VISA}D3212201{REST}F"


@cache
def search() -> Search:
    return Search(CANARIES)


def packed(digits: str, *, half: int = 0) -> bytes:
    run = "0" * half + digits
    return bytes.fromhex(run + "F" * (len(run) % 2))


def swapped(data: bytes) -> bytes:
    return bytes(byte >> 4 | (byte & 15) << 4 for byte in data)


SHAPES: dict[str, bytes] = {
    "number": VISA.encode(),
    "number with spaces": b"4761 7386 0295 4176",
    "number with dashes": b"3782-975304-82165",
    "number as signs of a list": json.dumps(list(VISA)).encode(),
    "twelve of its digits": b"x" + VISA[:12].encode() + b"x",
    "its last twelve digits": VISA[4:].encode(),
    "number backwards": VISA[::-1].encode(),
    "expiry and number": f"3212{VISA}".encode(),
    "track 1": TRACK_1.encode(),
    "track 2": TRACK_2.encode(),
    "what is behind the number in a track": REST.encode(),
    "name": b"ZOE QUILLFEATHER",
    "name in other letters": b"Zoe Quillfeather",
    "UTF-8 with a mark": b"\xef\xbb\xbf" + VISA.encode(),
    "UTF-16, little end": VISA.encode("utf-16-le"),
    "UTF-16, big end": TRACK_2.encode("utf-16-be"),
    "UTF-32": AMEX.encode("utf-32-le"),
    "packed": packed(VISA),
    "packed, half a byte on": packed(VISA, half=1),
    "packed, an odd number": packed(AMEX),
    "packed, an odd number, half a byte on": packed(AMEX, half=1),
    "packed track": bytes.fromhex(EQUIVALENT),
    "packed, halves swapped": swapped(packed(VISA)),
    "packed, half a byte on, halves swapped": swapped(packed(VISA, half=1)),
    "hexadecimal of text": TRACK_2.encode().hex().encode(),
    "hexadecimal of text, upper": TRACK_2.encode().hex().upper().encode(),
    "hexadecimal of text, spaced": TRACK_2.encode().hex(" ").encode(),
    "hexadecimal of UTF-16": VISA.encode("utf-16-le").hex().encode(),
    "hexadecimal of UTF-16, big end": VISA.encode("utf-16-be").hex().encode(),
    "hexadecimal of a packed track": bytes.fromhex(EQUIVALENT).hex(":").encode(),
    "hexadecimal of swapped halves": swapped(packed(VISA)).hex().encode(),
    "base64 of UTF-16": base64.b64encode(VISA.encode("utf-16-le")),
    "base64 for addresses": base64.urlsafe_b64encode(b"\xfb\xff" + packed(VISA) + b"\xfb\xff"),
    "percents": b"".join(b"%%%02X" % byte for byte in TRACK_2.encode()),
    "JSON escapes": "".join(f"\\u{ord(sign):04X}" for sign in VISA).lower().encode(),
    "backslashes": "".join(f"\\x{ord(sign):02x}" for sign in VISA).encode(),
    "bytes as Python shows them": repr(packed(VISA)).encode(),
    "bytes as a list": repr(list(packed(VISA))).encode(),
    "whole number": int(VISA).to_bytes(8),
    "whole number, little end": int(AMEX).to_bytes(8, "little"),
}
SHAPES |= {
    f"base64 of {name}, {place} signs on": base64.b64encode(b"abc"[:place] + data + b"z")
    for place in range(3)
    for name, data in (
        ("text", VISA.encode()),
        ("packed digits", packed(AMEX)),
        ("a name", FAMILY.encode()),
    )
}


@pytest.mark.parametrize("shape", list(SHAPES))
def test_each_shape_is_found(shape: str) -> None:
    noise = random.Random(shape).randbytes(200)
    found = search().data(noise + SHAPES[shape] + noise, "there")
    assert found, shape
    assert all(finding.place == "there" for finding in found)


@pytest.mark.parametrize("chunk", [1, 7, 64])
def test_what_lies_across_chunks_is_found_once(chunk: int) -> None:
    small = Search(CANARIES, chunk=chunk)
    for at in range(20):
        data = b"." * (LONGEST + at) + TRACK_2.encode() + b"." * 30
        assert small.data(data, "x") == search().data(data, "x")


def test_what_overlaps_is_found_too() -> None:
    both = Search((Canary("one", (VISA,)), Canary("two", (VISA[6:] + "83907",))))
    found = both.data((VISA + "83907").encode(), "x")
    assert {finding.what.partition(":")[0] for finding in found} == {"one", "two"}


def test_a_finding_repeats_no_card() -> None:
    said = repr(search().data(TRACK_1.encode() + packed(VISA), "x")) + repr(CANARIES)
    assert VISA[6:] not in said
    assert FAMILY not in said


@pytest.mark.parametrize(
    "shown",
    [
        "4761 73•• •••• 4176",
        "476173******4176",
        "**** 4176",
        "first_six=476173 last_four=4176",
        "4761734176",
        "card:17",
        repr(CardFacts("card:1", Scheme.VISA, EntryMode.CHIP, VISA[:6], VISA[-4:], "1232", FAMILY)),
    ],
)
def test_what_may_be_shown_is_no_finding(shown: str) -> None:
    for code in ("utf-8", "utf-16-le"):
        data = shown.encode(code)
        assert search().data(data, "x") == []
        assert search().data(base64.b64encode(data), "x") == []


def test_other_bytes_are_no_finding(tmp_path: Path) -> None:
    chance = random.Random(4)
    (tmp_path / "noise").write_bytes(chance.randbytes(300_000))
    digits = "".join(str(chance.randrange(10)) for _ in range(100_000))
    (tmp_path / "digits").write_text(digits, "ascii")
    (tmp_path / "empty").touch()
    assert search().below(tmp_path) == []


def test_pieces_leave_no_run_of_fifteen_unseen() -> None:
    for length in range(12, 20):
        number = "".join(chr(ord("a") + at) for at in range(length))
        for at in range(length - 14):
            run = number[at : at + 15]
            assert any(piece in run for piece in pieces(number))


# --- where it hides -------------------------------------------------------------------------


def zipped(data: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("inner.log", data)
    return file.getvalue()


def png(data: bytes) -> bytes:
    pixels = zlib.compress(data)
    chunks = [(b"IHDR", bytes(13)), (b"IDAT", pixels[:9]), (b"IDAT", pixels[9:]), (b"IEND", b"")]
    body = b"".join(len(d).to_bytes(4) + k + d + bytes(4) for k, d in chunks)
    return b"\x89PNG\r\n\x1a\n" + body


def png_words(data: bytes) -> bytes:
    body = b"Comment\0\0" + zlib.compress(data)
    return b"\x89PNG\r\n\x1a\n" + len(body).to_bytes(4) + b"zTXt" + body + bytes(4)


def pdf(data: bytes) -> bytes:
    return b"%PDF-1.7\n1 0 obj <<>> stream\r\n" + zlib.compress(data) + b"\nendstream"


@pytest.mark.parametrize(
    "pack",
    [gzip.compress, zipped, png, png_words, pdf, lambda data: zipped(gzip.compress(data))],
    ids=["gzip", "zip", "png", "png words", "pdf", "gzip in zip"],
)
def test_it_is_found_in_packed_files(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    for name, data, is_there in (("bad", TRACK_2.encode(), True), ("good", b"4761", False)):
        packed_data = pack(b"words " * 40 + data + b" words" * 40)
        assert VISA.encode() not in packed_data
        (tmp_path / name).write_bytes(packed_data)
        assert bool(search().file(tmp_path / name)) == is_there


def test_it_is_found_in_names_and_folders(tmp_path: Path) -> None:
    below, left_out = tmp_path / "a" / "b", tmp_path / "bank"
    below.mkdir(parents=True)
    left_out.mkdir()
    (below / f"slip-{AMEX}.txt").touch()
    (left_out / "books").write_text(VISA, "ascii")
    found = search().below(tmp_path, without=[left_out])
    assert {finding.what.partition(":")[0] for finding in found} == {"amex"}
    found = search().below(tmp_path, without=[below])
    assert {finding.what.partition(":")[0] for finding in found} == {"visa"}


def test_it_is_found_in_rows_and_in_pages_that_are_free(tmp_path: Path) -> None:
    with opened(make_folder(tmp_path)):
        pass
    assert search().store(tmp_path) == []

    def plant(*statements: str) -> None:
        engine = dbapi2.connect(str(tmp_path / "store.db"), isolation_level=None)
        engine.execute(f"PRAGMA key = \"x'{KEY_HEX}'\"")
        for statement in ("PRAGMA secure_delete = OFF", *statements):
            engine.execute(statement).fetchall()
        engine.close()

    plant("CREATE TABLE planted (words TEXT)", INSERTED.replace("?", TRACK_2))
    places = {finding.place.rpartition(": ")[2] for finding in search().store(tmp_path)}
    assert "planted.words" in places
    assert any(place.endswith("decrypted") for place in places)
    # The file itself is the cipher's: nothing of it can be read there.
    assert search().below(tmp_path) == []

    plant("DROP TABLE planted")
    places = {finding.place for finding in search().store(tmp_path)}
    assert places
    assert all(place.endswith("decrypted") for place in places)


@pytest.mark.parametrize(
    ("numbers", "words"), [(("123456789",), ()), (("47617386O2954176",), ()), ((), ("TAN",))]
)
def test_what_would_be_found_by_chance_is_refused(
    numbers: tuple[str, ...], words: tuple[str, ...]
) -> None:
    with pytest.raises(ValueError, match="by chance"):
        pattern_of([Canary("x", numbers, (), words)])
