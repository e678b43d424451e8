"""A stripe of which the host could not be sent its track is not read: it is swiped again."""

from __future__ import annotations

import pytest

from kpay_desktop.domain.card import EntryMode
from kpay_desktop.ports_cards import CardReady, CardSeen, ReadFailed, ReadProblem
from kpay_desktop.simulation.cards.catalogue import card as spec_of
from kpay_desktop.simulation.cards.stripe import tracks
from tests.helpers.reader_desk import FLOW, HANDLE, counter, request

STRIPE = tracks(spec_of("visa-stripe"))
TOO_LONG = STRIPE.track_2[:-1].ljust(39, "0") + "?"
AS_LONG_AS_CAN_BE = STRIPE.track_2[:-1].ljust(38, "0") + "?"


@pytest.mark.parametrize(
    "typed", [STRIPE.track_1, STRIPE.track_1 + ";E?", TOO_LONG], ids=["alone", "bad", "long"]
)
def test_a_stripe_without_its_second_track_is_swiped_again(typed: str) -> None:
    with counter(stripe=True) as desk:
        desk.desk.read(request())
        desk.desk.swiped(typed)
        failed = desk.heard(ReadFailed)
        assert (failed.entry, failed.problem) == (EntryMode.SWIPE, ReadProblem.BAD_STRIPE)
        assert desk.news == [CardSeen(FLOW, EntryMode.SWIPE), failed]
        assert HANDLE not in desk.box.held
        desk.desk.read(request())
        desk.desk.swiped(AS_LONG_AS_CAN_BE)
        assert desk.heard(CardReady).facts.entry is EntryMode.SWIPE
