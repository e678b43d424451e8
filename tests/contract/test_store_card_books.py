"""The books of cards against the journal: whatever is changed behind its back is named."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from models.statements import CARD_NAMES
from tests.helpers.store import open_quietly, opened, raw, sell
from tests.helpers.store_cards import sell_by_card, take_back

# A text gets a letter more; a number that was 0 or 1 becomes the other.
_CHANGE = (
    "UPDATE card_payments SET NAME = CASE typeof(NAME) WHEN 'text' THEN NAME || '0'"
    " ELSE 1 - NAME END WHERE attempt_id = 2"
)
CARD = "card of attempt 2 is not as the journal says"
EXTRA_CARD = (
    "INSERT INTO card_payments SELECT 1, handle, scheme, entry, first_six, last_four, label, aid,"
    " verification, tvr, tsi, cryptogram, stan, rrn, approval_code, host_code, signing, is_armed,"
    " contact FROM card_payments WHERE attempt_id = 2"
)
CHANGES = [
    *((_CHANGE.replace("NAME", name), (CARD,)) for name in CARD_NAMES),
    ("DELETE FROM card_payments WHERE attempt_id = 2", ("card of attempt 2 is missing",)),
    (EXTRA_CARD, ("card of attempt 1 is not as the journal says",)),
    (
        "UPDATE signatures SET strokes = '[[[1,1]]]'",
        ("signature of sale 2 is not as the journal says",),
    ),
    ("DELETE FROM signatures", ("signature of sale 2 is missing",)),
    (
        "INSERT INTO signatures VALUES (1, '[[[1,1]]]')",
        ("signature of sale 1 is not as the journal says",),
    ),
    ("DELETE FROM vault", ("card in the vault sold is missing",)),
    (
        "INSERT INTO vault VALUES ('back', '00', '')",
        ("card in the vault back is not as the journal says",),
    ),
    (
        "UPDATE transactions SET method = 'paynow' WHERE id = 2",
        ("sale 2 is not as the journal says",),
    ),
    (
        "UPDATE transactions SET mode = 'show' WHERE id = 2",
        ("sale 2 is not as the journal says",),
    ),
    # A note of the cashier's is no step, and may be taken out one day.
    ("UPDATE card_payments SET contact = 'x'", ()),
]


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("card-day")
    with opened(folder) as store:
        sell(store)
        sell_by_card(store, "sold")
        take_back(store, "back")
    return folder


def problems(folder: Path) -> tuple[str, ...]:
    store = open_quietly(folder)
    try:
        return store.verify(60).problems
    finally:
        assert store.close(60)


def test_an_untouched_day_is_sound(day: Path, tmp_path: Path) -> None:
    folder = tmp_path / "till"
    shutil.copytree(day, folder)
    assert problems(folder) == ()


@pytest.mark.parametrize(("change", "said"), CHANGES, ids=range(len(CHANGES)))
def test_a_card_changed_behind_the_journals_back_is_named(
    day: Path, tmp_path: Path, change: str, said: tuple[str, ...]
) -> None:
    folder = tmp_path / "till"
    shutil.copytree(day, folder)
    with raw(folder) as engine:
        assert engine.execute(change).rowcount >= 1
    assert problems(folder) == said


def test_a_journal_that_lies_about_a_card_does_not_hold(day: Path, tmp_path: Path) -> None:
    """The chain covers what the books are compared with."""
    chance = random.Random(6)
    with raw(day) as engine:
        rows = engine.execute("SELECT seq, body FROM journal WHERE body LIKE '%\"card\":{%'")
        found = rows.fetchall()
    assert len(found) == 6
    for seq, body in found:
        folder = tmp_path / str(seq)
        shutil.copytree(day, folder)
        at = body.index('"card":') + chance.randrange(30, 60)
        changed = body[:at] + ("0" if body[at] != "0" else "1") + body[at + 1 :]
        with raw(folder) as engine:
            engine.execute("UPDATE journal SET body = ? WHERE seq = ?", (changed, seq))
        store = open_quietly(folder)
        said = store.verify(60).problems
        assert store.close(60)
        assert any("journal" in problem for problem in said), seq
