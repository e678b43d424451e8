"""Strokes as they are written: in their box, thinned, and never more than a signature may hold."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from kpay_desktop.domain.signature import HEIGHT, MOST_POINTS, MOST_STROKES, WIDTH
from ui.strokes import LEAST_STEP, Strokes

FIGURE = st.floats(-2_000, 2_000, allow_nan=False)


def test_nothing_written_is_no_signature() -> None:
    strokes = Strokes()
    strokes.go_to(5, 5)
    strokes.end()
    assert not strokes.has_ink
    assert strokes.signature() is None


def test_a_dot_is_a_signature() -> None:
    strokes = Strokes()
    strokes.begin(10, 20)
    strokes.end()
    signature = strokes.signature()
    assert signature is not None
    assert signature.strokes == (((10, 20),),)


def test_points_that_are_hardly_apart_are_left_out() -> None:
    strokes = Strokes()
    strokes.begin(0, 0)
    for x in range(1, 11):
        strokes.go_to(x, 0)
        assert (strokes.newest() is None) == (x % LEAST_STEP != 0)
    assert strokes.pieces() == [tuple((x, 0) for x in range(0, 11, LEAST_STEP))]


def test_what_leaves_the_box_stays_at_its_edge() -> None:
    strokes = Strokes()
    strokes.begin(-50, -50)
    strokes.go_to(5_000, 5_000)
    assert strokes.pieces() == [((0, 0), (WIDTH, HEIGHT))]


def test_long_writing_stays_within_the_limits_and_keeps_its_shape() -> None:
    strokes = Strokes()
    strokes.begin(500, 200)
    turns = 40_000
    for step in range(turns):
        angle = step / 40
        radius = 180 * step / turns
        strokes.go_to(500 + radius * math.cos(angle), 200 + radius * math.sin(angle))
    signature = strokes.signature()
    assert signature is not None
    (stroke,) = signature.strokes
    assert 100 < len(stroke) <= MOST_POINTS
    assert stroke[0] == (500, 200)
    # It still reaches as far as was written.
    assert max(x for x, _ in stroke) > 660


def test_one_stroke_too_many_goes_on_in_the_last_one() -> None:
    strokes = Strokes()
    for number in range(MOST_STROKES + 60):
        strokes.begin(number % WIDTH, 10)
        strokes.go_to(number % WIDTH, 40)
        strokes.end()
    signature = strokes.signature()
    assert signature is not None
    assert len(signature.strokes) == MOST_STROKES


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("begin"), FIGURE, FIGURE),
            st.tuples(st.just("go_to"), FIGURE, FIGURE),
            st.tuples(st.just("end"), FIGURE, FIGURE),
        ),
        max_size=400,
    ),
    st.integers(1, 30),
)
def test_whatever_is_written_is_a_signature_or_nothing(
    moves: list[tuple[str, float, float]], times: int
) -> None:
    strokes = Strokes()
    for _ in range(times):
        for what, x, y in moves:
            if what == "begin":
                strokes.begin(x, y)
            elif what == "go_to":
                strokes.go_to(x, y)
            else:
                strokes.end()
    signature = strokes.signature()
    assert (signature is not None) == strokes.has_ink
