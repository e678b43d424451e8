"""Has a card's number at hand for a message that repeats it: from memory, or from the vault."""

from __future__ import annotations

import logging
from typing import Protocol

from kpay_desktop.ports import Store, StoreError
from kpay_desktop.ports_cards import CardBox, CardData
from kpay_desktop.security.vault import Vault, VaultError

log = logging.getLogger(__name__)


class NumberParts(Protocol):
    """What a number is looked for with."""

    @property
    def store(self) -> Store:
        """The store, in whose vault numbers lie sealed."""

    @property
    def box(self) -> CardBox:
        """What memory holds of cards."""

    @property
    def vault(self) -> Vault:
        """What opens a seal."""


def have_number(handle: str, parts: NumberParts) -> bool:
    """Have the number of ``handle`` in the box, from the vault if need be.

    False: the vault cannot be read now. A number that is gone for good is the host's to miss.
    """
    if parts.box.get(handle) is not None:
        return True
    try:
        kept = parts.store.sealed_card(handle)
        card = None if kept is None else parts.vault.open(handle, kept.sealed)
    except StoreError as error:
        log.error("a card's number cannot be read: store %s", error.kind.value)
        return False
    except VaultError:
        log.error("a card's seal does not open")
        return True
    if card is None:
        log.error("a card's number is not in the vault")
        return True
    parts.box.put(handle, CardData(card.number, card.expiry, sequence=card.sequence))
    return True


def is_kept(handle: str, parts: NumberParts) -> bool:
    """True if the number of ``handle`` can be had: it need not be read from the card again.

    Raises:
        StoreError: the vault cannot be read.
    """
    if parts.box.get(handle) is not None:
        return True
    kept = parts.store.sealed_card(handle)
    if kept is None:
        return False
    try:
        parts.vault.open(handle, kept.sealed)
    except VaultError:
        log.error("a card's seal does not open")
        return False
    return True
