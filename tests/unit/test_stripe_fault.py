"""A stripe that this program stumbles over is told as one that was not read, and let go of."""

from __future__ import annotations

import pytest

from hardware.card_reader import desk as desk_module
from hardware.card_reader.sim import SimReader
from kpay_desktop.ports_cards import CardReady, ReadFailed, ReadProblem
from kpay_desktop.simulation.cards import tracks
from tests.helpers.canary_cards import CARDS
from tests.helpers.canary_memory import cards_in_memory
from tests.helpers.canary_shapes import Canary
from tests.helpers.reader_desk import counter, request

SPEC = CARDS["swipe"]
TYPED = tracks(SPEC).typed


def fail(*_values: object) -> None:
    raise LookupError(TYPED)


@pytest.mark.parametrize("step", ["read_stripe", "stripe_data", "stripe_facts"])
def test_a_stumble_is_told_and_the_next_swipe_counts(
    step: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with counter(SimReader()) as desk:
        with monkeypatch.context() as patched:
            patched.setattr(desk_module, step, fail)
            desk.desk.read(request())
            desk.desk.swiped(TYPED)
            assert desk.heard(ReadFailed).problem is ReadProblem.BAD_STRIPE
        assert [record.getMessage() for record in caplog.records] == [
            "a stripe could not be worked on"
        ]
        caplog.clear()
        canary = Canary("swipe", (SPEC.pan,))
        assert desk.box.held == {}
        assert cards_in_memory({"desk": desk.desk}, [canary]) == []
        desk.desk.read(request())
        desk.desk.swiped(TYPED)
        desk.heard(CardReady)
        assert cards_in_memory({"desk": desk.desk}, [canary])
