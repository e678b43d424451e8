"""Card data in memory: by handle, forgotten after the answer, bounded, and seen nowhere."""

from __future__ import annotations

from kpay_desktop.flows.card_box import MOST_CARDS, REVERSAL_TAGS, MemoryCardBox
from kpay_desktop.ports_cards import CardData
from tests.helpers.card_counter import EXPIRY, NUMBER, SECRETS, TAGS, TRACK

CARD = CardData(NUMBER, EXPIRY, TRACK, "01", TAGS)


def test_a_card_is_kept_by_its_handle() -> None:
    box = MemoryCardBox()
    assert box.get("card:1") is None
    box.put("card:1", CARD)
    assert box.get("card:1") is CARD
    assert box.get("card:2") is None
    other = CardData("4", "3001")
    box.put("card:1", other)
    assert box.get("card:1") is other


def test_what_a_reversal_needs_outlives_the_answer() -> None:
    box = MemoryCardBox()
    box.put("card:1", CARD)
    box.forget("card:1")
    kept = box.get("card:1")
    assert kept is not None
    assert (kept.number, kept.expiry, kept.sequence) == (NUMBER, EXPIRY, "01")
    assert kept.track_2 == ""
    # Tag 57 is the chip's equivalent of track 2.
    assert set(kept.tags) == set(TAGS) - {0x57}
    assert set(kept.tags) <= REVERSAL_TAGS
    box.forget("card:1")
    assert box.get("card:1") == kept
    box.forget("card:2")
    assert box.get("card:2") is None


def test_what_is_wiped_is_gone() -> None:
    box = MemoryCardBox()
    box.put("card:1", CARD)
    box.wipe("card:1")
    box.wipe("card:1")
    assert box.get("card:1") is None


def test_the_oldest_go_first() -> None:
    box = MemoryCardBox()
    for number in range(MOST_CARDS):
        box.put(f"card:{number}", CARD)
    box.put("card:0", CARD)
    box.put("card:more", CARD)
    assert box.get("card:1") is None
    assert box.get("card:0") is CARD
    assert box.get("card:more") is CARD


def test_nothing_of_a_card_is_to_be_seen() -> None:
    box = MemoryCardBox()
    box.put("card:1", CARD)
    seen = repr(box) + str(box) + repr(CARD) + f"{CARD}"
    assert not any(secret in seen for secret in SECRETS)
