"""A remembered result is given again for the very same arguments and for no others."""

from __future__ import annotations

from ui.last_remembered import last_remembered


def test_the_same_objects_are_worked_on_once() -> None:
    seen: list[tuple[int, ...]] = []

    @last_remembered
    def total(values: tuple[int, ...], times: int = 1) -> int:
        seen.append(values)
        return sum(values) * times

    one = (1, 2, 3)
    same = tuple(value for value in one)
    assert [total(one), total(one)] == [6, 6]
    assert len(seen) == 1
    assert total(same) == 6
    assert len(seen) == 2
    assert [total(one, times=2), total(one, times=2), total(one)] == [12, 12, 6]
    assert len(seen) == 4
