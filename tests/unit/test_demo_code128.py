"""The bars that the demo's phone paints, read back by the till's decoders."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.camera.decode import DecoderChain
from ui.demo import code128

PRINTABLE = "".join(chr(number) for number in range(32, 127))
CHAIN = DecoderChain()


def read_back(text: str) -> list[str]:
    """Paint ``text`` as plainly as can be and read it."""
    quiet = bytes(code128.QUIET_ZONE)
    row = b"".join(
        (b"\x00" if module else b"\xff") * 3 for module in quiet + code128.make_bars(text) + quiet
    )
    return list(CHAIN.read_grey(row * 60, len(row), 60))


@pytest.mark.parametrize("sign", PRINTABLE)
def test_every_sign_is_read_back(sign: str) -> None:
    assert read_back(f"A{sign}Z") == [f"A{sign}Z"]


@pytest.mark.parametrize("pair", [f"{number:02d}" for number in range(100)])
def test_every_pair_of_digits_is_read_back(pair: str) -> None:
    assert read_back(f"{pair}07{pair}") == [f"{pair}07{pair}"]


@given(
    st.text(alphabet=string.ascii_uppercase + string.digits * 4, min_size=1, max_size=30),
)
def test_codes_of_digits_and_letters_are_read_back(text: str) -> None:
    assert read_back(text) == [text]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        # Start C, nine pairs, the check digit.
        ("134567890123456789", (105, 13, 45, 67, 89, 1, 23, 45, 67, 89)),
        # Start B, and pairs only where they pay.
        ("PN1234", (104, 48, 46, 99, 12, 34)),
        ("A12B", (104, 33, 17, 18, 34)),
        ("1234A", (105, 12, 34, 100, 33)),
        ("42", (105, 42)),
        ("123", (104, 17, 18, 19)),
    ],
)
def test_symbols_are_as_short_as_they_can_be(text: str, values: tuple[int, ...]) -> None:
    weighed = values[0] + sum(place * value for place, value in enumerate(values))
    assert code128.values_of(text) == (*values, weighed % 103)


def test_bars_begin_and_end_dark() -> None:
    bars = code128.make_bars("134567890123456789")
    assert (bars[0], bars[-1]) == (1, 1)
    # Eleven modules each, the stop two more.
    assert len(bars) == 12 * 11 + 13 - 11
    assert set(bars) == {0, 1}


@pytest.mark.parametrize("text", ["", "1" * 31, "café", "付款", "A\n"])
def test_what_no_bars_can_say_is_refused(text: str) -> None:
    assert not code128.fits(text)
    with pytest.raises(ValueError, match="printable"):
        code128.make_bars(text)
