"""The camera's chain reads at least what the best decoder alone reads, in every kind of trouble.

The rows are graded from easy to hopeless; ``run.py bench decode`` has the same with more frames.
"""

from __future__ import annotations

from functools import cache

import pytest

from tests.helpers.decoders import TROUBLES, bare_decoders, row, score_alone, score_chain
from tests.helpers.phones import Kind, Trouble, render

FRAMES = 6
SIZE = (960, 540)
ROWS = [(kind, trouble) for kind in Kind for trouble in TROUBLES]


@cache
def rates(kind: Kind, trouble: Trouble) -> tuple[int, int, int]:
    """Return what the chain read, the best of the decoders alone, and the chain's wrong texts."""
    scenes = row(kind, trouble, FRAMES, size=SIZE)
    alone = [score_alone(decode, scenes) for decode in bare_decoders().values()]
    chain = score_chain(scenes)
    return chain.read, max(score.read for score in alone), chain.wrong


@pytest.mark.parametrize(("kind", "trouble"), ROWS)
def test_the_chain_reads_what_the_best_decoder_reads(kind: Kind, trouble: Trouble) -> None:
    read, best, wrong = rates(kind, trouble)
    assert read >= best
    assert wrong == 0
    # A row that all read, or none, would compare nothing.
    assert read > 0
    assert best < FRAMES


def test_the_chain_is_ahead_where_decoders_alone_are_blind() -> None:
    read, best, _ = rates(Kind.CODE_128, Trouble.DARK_MODE)
    assert (best, read > 0) == (0, True)
    whole = [rates(kind, trouble) for kind, trouble in ROWS]
    assert sum(read for read, _, _ in whole) > 1.15 * sum(best for _, best, _ in whole)


@pytest.mark.parametrize("trouble", TROUBLES)
def test_nothing_is_read_where_there_is_no_code(trouble: Trouble) -> None:
    scenes = [
        render(Kind.QR, trouble, severity, seed, SIZE, with_code=False)
        for seed, severity in enumerate((0.3, 0.8))
    ]
    assert score_chain(scenes).wrong == 0
