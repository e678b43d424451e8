"""Any bytes are a message, or an ``IsoError``; what is written is read back the same."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpay_desktop.hosts.iso8583.chip import IssuerAnswer, read_issuer_answer
from kpay_desktop.hosts.iso8583.codec import pack, unpack
from kpay_desktop.hosts.iso8583.dialect import Binary, FieldFormat, Filler, Kind
from kpay_desktop.hosts.iso8583.errors import IsoError
from kpay_desktop.hosts.iso8583.exchange import Answer, Exchange
from kpay_desktop.hosts.iso8583.frame import FrameReader, frame, unframe
from kpay_desktop.hosts.iso8583.mac import MacKey, is_sealed, seal
from kpay_desktop.hosts.iso8583.messages import Asked, asked
from kpay_desktop.hosts.iso8583.profile import CardHostProfile, parse_profile
from kpay_desktop.hosts.net import Resolver
from kpay_desktop.ports_cards import Silence
from kpay_desktop.settings_reader import SettingsError
from tests.helpers.card_host import profile_for

ASCII = '[dialect]\ndigits = "ascii"\nlengths = "ascii"\nbinary = "hex"\n'
BINARY_LENGTHS = '[dialect]\nlengths = "binary"\nodd_variable = "right 0"\nodd_fixed = "right F"\n'
PROFILES = [profile_for(1), profile_for(1, more=ASCII), profile_for(1, more=BINARY_LENGTHS)]
ANY_PROFILE = st.sampled_from(PROFILES)
KEY = MacKey(bytes(range(16)))
# Messages take a while to make up where others keep the machine busy.
PATIENT = settings(suppress_health_check=[HealthCheck.too_slow])
PRINTABLE = st.characters(min_codepoint=0x20, max_codepoint=0x7E)


def value_of(form: FieldFormat) -> st.SearchStrategy[str]:
    """Return values that a field may have."""
    least = 0 if form.prefix else form.length
    most = min(form.length, 60)
    least = min(least, most)
    if form.kind is Kind.N:
        return st.text("0123456789", min_size=least, max_size=most)
    if form.kind is Kind.Z:
        return st.from_regex(
            rf"[0-9]{{1,{most // 2}}}(D[0-9]{{0,{most // 2 - 1}}})?", fullmatch=True
        )
    if form.kind is Kind.B:
        return st.binary(min_size=least, max_size=most).map(lambda data: data.hex().upper())
    return st.text(PRINTABLE, min_size=least, max_size=most)


@st.composite
def messages(draw: st.DrawFn) -> tuple[CardHostProfile, dict[int, str]]:
    profile = draw(ANY_PROFILE)
    formats = profile.dialect.formats
    numbers = draw(st.sets(st.sampled_from(sorted(formats)), max_size=12))
    fields = {0: draw(st.text("0123456789", min_size=4, max_size=4))}
    return profile, fields | {n: draw(value_of(formats[n])) for n in sorted(numbers)}


@PATIENT
@given(messages())
def test_what_is_written_is_read_back(made: tuple[CardHostProfile, dict[int, str]]) -> None:
    profile, fields = made
    packed = pack(profile, fields)
    assert unpack(profile, packed) == fields
    # The order in which fields are named means nothing.
    assert pack(profile, dict(reversed(fields.items()))) == packed


@given(ANY_PROFILE, st.binary(max_size=200))
def test_any_bytes_are_a_message_or_refused(profile: CardHostProfile, data: bytes) -> None:
    with contextlib.suppress(IsoError):
        fields = unpack(profile, data)
        # In hexadecimal, small letters are read and capital ones written.
        again = unpack(profile, pack(profile, fields))
        assert again == fields
        if profile.dialect.binary is Binary.RAW and any(n > 64 for n in fields) == (data[2] > 127):
            assert pack(profile, fields) == data


@PATIENT
@given(messages(), st.data())
def test_a_message_that_was_changed_is_one_or_refused(
    made: tuple[CardHostProfile, dict[int, str]], data: st.DataObject
) -> None:
    profile, fields = made
    packed = bytearray(pack(profile, fields))
    for _ in range(data.draw(st.integers(1, 3))):
        packed[data.draw(st.integers(0, len(packed) - 1))] ^= data.draw(st.integers(1, 255))
    cut = data.draw(st.integers(0, len(packed)))
    for changed in (bytes(packed), bytes(packed[:cut])):
        with contextlib.suppress(IsoError):
            assert unpack(profile, changed)


@given(ANY_PROFILE, st.dictionaries(st.integers(-2, 200), st.text(max_size=20), max_size=8))
def test_any_fields_are_written_or_refused(
    profile: CardHostProfile, fields: dict[int, str]
) -> None:
    with contextlib.suppress(IsoError):
        packed = pack(profile, fields)
        assert pack(profile, unpack(profile, packed)) == packed


@given(ANY_PROFILE, st.text(max_size=40))
def test_any_text_in_each_kind_of_field(profile: CardHostProfile, text: str) -> None:
    for number in (2, 4, 35, 39, 41, 55, 62, 64):
        with contextlib.suppress(IsoError):
            read = unpack(profile, pack(profile, {0: "0200", number: text}))
            assert read[number] in {text, text.upper(), text.replace("=", "D")}


# --- frames ---


@given(st.lists(st.binary(min_size=1, max_size=50), max_size=6), st.data())
def test_frames_survive_any_cutting(bodies: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(frame(PROFILES[0], body) for body in bodies)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    reader = FrameReader(PROFILES[0])
    found: list[bytes] = []
    for start, stop in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        found += reader.feed(stream[start:stop])
    assert found == bodies
    assert not reader.is_amid


@given(st.lists(st.binary(max_size=30), max_size=10))
def test_any_stream_is_frames_or_refused(parts: list[bytes]) -> None:
    reader = FrameReader(PROFILES[0])
    taken = 0
    with contextlib.suppress(IsoError):
        for part in parts:
            taken += sum(len(body) + 7 for body in reader.feed(part))
    assert taken <= sum(map(len, parts))
    with contextlib.suppress(IsoError):
        unframe(PROFILES[0], b"".join(parts))


@given(st.binary(min_size=1, max_size=300))
def test_every_frame_of_every_profile_is_read_back(body: bytes) -> None:
    for more in (
        'coding = "bcd"',
        "counts_itself = true",
        'byte_order = "little"\nlength_bytes = 4',
        'coding = "ascii"\nlength_bytes = 4',
        'tpdu = ""',
    ):
        profile = profile_for(1, more=f"[frame]\n{more}\nmax_bytes = 1000")
        assert unframe(profile, frame(profile, body)) == body


# --- what is believed ---

ASKED = {0: "0200", 3: "000000", 4: "000000001284", 11: "000042", 41: "11000042", 42: "8" * 15}
RIGHT = ASKED | {0: "0210", 37: "632614000042", 38: "A1B2C3", 39: "00"}


def listening(late: list[Answer]) -> tuple[Exchange, Asked]:
    """Return an exchange that has asked, and nobody at its other end."""
    exchange = Exchange(PROFILES[0], Resolver(), lambda _, answer: late.append(answer))
    about = asked(ASKED, is_sealed=False)
    exchange._remember(about.answer_key, about)
    return exchange, about


@given(st.lists(st.binary(max_size=60), max_size=4), st.booleans())
def test_no_noise_is_believed(parts: list[bytes], is_framed: bool) -> None:
    late: list[Answer] = []
    exchange, about = listening(late)
    for part in parts:
        heard = exchange._hear(frame(PROFILES[0], part) if is_framed else part, about)
        assert heard in {None, Silence.MALFORMED, Silence.MISMATCH}
    assert late == []


@given(st.integers(0), st.integers(0, 255), st.integers(1, 60))
def test_an_answer_is_believed_only_if_it_is_ours(at: int, byte: int, size: int) -> None:
    late: list[Answer] = []
    exchange, about = listening(late)
    written = bytearray(frame(PROFILES[0], pack(PROFILES[0], RIGHT)))
    written[at % len(written)] = byte
    heard = None
    for start in range(0, len(written), size):
        heard = heard or exchange._hear(bytes(written[start : start + size]), about)
    if isinstance(heard, dict):
        assert {n: heard[n] for n in (0, 3, 4, 11, 41, 42)} == ASKED | {0: "0210"}
    else:
        assert heard in {None, Silence.MALFORMED, Silence.MISMATCH}
    assert late == []


# --- MAC, field 55, profiles ---


@PATIENT
@given(messages(), st.integers(0), st.integers(1, 255))
def test_one_changed_byte_breaks_a_mac(
    made: tuple[CardHostProfile, dict[int, str]], at: int, by: int
) -> None:
    profile, fields = made
    fields = {number: text for number, text in fields.items() if number < 64}
    message = seal(profile, KEY, fields)
    read = unpack(profile, message)
    assert is_sealed(profile, KEY, message, read)
    assert {**read, 64: ""} == {**fields, 64: ""}
    broken = bytearray(message)
    broken[at % len(broken)] ^= by
    with contextlib.suppress(IsoError):
        changed = unpack(profile, bytes(broken))
        same = changed == read and profile.dialect.binary is Binary.HEX
        assert same or not is_sealed(profile, KEY, bytes(broken), changed)


@given(st.binary(max_size=120))
def test_any_field_55_is_taken_apart_or_refused(data: bytes) -> None:
    with contextlib.suppress(IsoError):
        answer = read_issuer_answer(data.hex())
        assert isinstance(answer, IssuerAnswer)
        assert len(answer.arc) in {0, 2}


@given(st.binary(min_size=8, max_size=16), st.lists(st.binary(max_size=40), max_size=3))
def test_what_the_issuer_sends_arrives(issuer_data: bytes, scripts: list[bytes]) -> None:
    written = b"".join(bytes([0x72, len(script)]) + script for script in scripts)
    data = b"\x8a\x0200" + b"\x91" + bytes([len(issuer_data)]) + issuer_data + written
    assert read_issuer_answer(data.hex()) == IssuerAnswer("00", issuer_data, written)


@given(st.text(max_size=60))
def test_any_profile_is_one_or_refused(text: str) -> None:
    with pytest.raises(SettingsError):
        parse_profile(text)


@given(st.sampled_from(list(Filler)), st.text("0123456789", min_size=1, max_size=19))
def test_numbers_of_any_length_are_read_back(filler: Filler, number: str) -> None:
    profile = profile_for(1, more=f'[dialect]\nodd_variable = "{filler.value}"')
    assert unpack(profile, pack(profile, {0: "0200", 2: number}))[2] == number
