"""Which number a chip has: the sale is asked for by its track, and taken back by the number."""

from __future__ import annotations

import pytest

from hardware.card_reader.facts import NoCardNumberError, data_of
from kpay_desktop.emv import tags

NUMBER = bytes.fromhex("4761739001091010")
TRACK = bytes.fromhex("4761739001091010D32122010000000000")


def test_both_say_the_same() -> None:
    data = data_of({tags.PAN: NUMBER, tags.TRACK_2: TRACK})
    assert data.number == "4761739001091010"
    assert data.track_2.startswith(data.number)


@pytest.mark.parametrize("tag", [tags.PAN, tags.TRACK_2])
def test_one_of_them_is_enough(tag: int) -> None:
    both = {tags.PAN: NUMBER, tags.TRACK_2: TRACK}
    assert data_of({tag: both[tag]}).number == "4761739001091010"


def test_a_card_with_two_numbers_has_none() -> None:
    other = bytes.fromhex("4761739001091028D32122010000000000")
    with pytest.raises(NoCardNumberError):
        data_of({tags.PAN: NUMBER, tags.TRACK_2: other})
