"""The chain's hash: equal only for equal rows in an equal place."""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from kpay_desktop.security.audit import FIRST, chain_hash

columns = st.lists(
    st.one_of(st.none(), st.integers(), st.text(st.characters(codec="utf-8"))), max_size=5
)


def test_a_known_row_has_a_known_hash() -> None:
    text = "7:journal" + "0" * 64 + "i1;" + "t2:ab" + "n"
    expected = hashlib.sha256(text.encode()).hexdigest()
    assert chain_hash("journal", FIRST, (1, "ab", None)) == expected


@given(columns, columns)
def test_different_rows_have_different_hashes(
    one: list[str | int | None], other: list[str | int | None]
) -> None:
    same = [(type(v), v) for v in one] == [(type(v), v) for v in other]
    assert (chain_hash("c", FIRST, one) == chain_hash("c", FIRST, other)) is same


@given(columns, st.text(st.sampled_from("ti:;n0123ab"), max_size=12))
def test_no_text_can_pretend_to_be_several_columns(row: list[str | int | None], text: str) -> None:
    assert chain_hash("c", FIRST, [*row, text]) != chain_hash("c", FIRST, [*row, text, None])
    assert chain_hash("c", FIRST, [text]) != chain_hash("c", FIRST, [text[:1], text[1:]])


def test_chains_and_places_differ() -> None:
    row = (1, "x")
    first = chain_hash("journal", FIRST, row)
    assert first != chain_hash("audit", FIRST, row)
    assert first != chain_hash("journal", first, row)
