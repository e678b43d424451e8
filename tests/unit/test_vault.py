"""Sealed card numbers: they open under their own handle and key, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpay_desktop.security.vault import KeptCard, Vault, VaultError

KEY, OTHER_KEY = "11" * 32, "12" * 32
CARD = KeptCard("4761739001010010", "2712", "01")
DIGITS = st.text("0123456789", min_size=12, max_size=19)


def test_a_seal_opens_under_its_own_handle() -> None:
    vault = Vault(KEY)
    sealed = vault.seal("card:7", CARD)
    assert vault.open("card:7", sealed) == CARD
    assert Vault(KEY).open("card:7", sealed) == CARD
    for wrong, handle in ((vault, "card:8"), (Vault(OTHER_KEY), "card:7")):
        with pytest.raises(VaultError):
            wrong.open(handle, sealed)


def test_no_bit_of_a_seal_may_be_another() -> None:
    vault = Vault(KEY)
    sealed = vault.seal("card:7", CARD)
    for bit in range(len(sealed) * 8):
        changed = bytearray(sealed)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(VaultError):
            vault.open("card:7", bytes(changed))
    for end in range(len(sealed)):
        with pytest.raises(VaultError):
            vault.open("card:7", sealed[:end])


def test_nothing_of_a_card_shows() -> None:
    vault = Vault(KEY)
    sealed = vault.seal("card:7", CARD)
    shown = f"{CARD!r} {vault!r} {sealed.hex()} {sealed!r} {vault.fingerprint(CARD.number)}"
    assert "4761" not in shown
    assert KEY[:8] not in shown
    assert vault.seal("card:7", CARD) != sealed


def test_a_key_has_its_length() -> None:
    with pytest.raises(VaultError):
        Vault("11" * 16)


@given(DIGITS, DIGITS)
def test_fingerprints_tell_cards_apart(one: str, other: str) -> None:
    vault = Vault(KEY)
    assert (vault.fingerprint(one) == vault.fingerprint(other)) == (one == other)
    assert vault.fingerprint(one) != Vault(OTHER_KEY).fingerprint(one)
    assert one not in vault.fingerprint(one)
