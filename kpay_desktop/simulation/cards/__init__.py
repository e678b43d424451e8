"""Cards of the demo: EMV cards in software, their issuer, and what stands on their stripes.

They share no line with the till that reads them, nor with its kernels. ``docs/cards.md`` says what
they are.
"""

from kpay_desktop.simulation.cards.authority import ca_keys_toml
from kpay_desktop.simulation.cards.card import SimCard, make_card
from kpay_desktop.simulation.cards.catalogue import card, catalogue
from kpay_desktop.simulation.cards.errors import CardError, CardGoneError, CardMuteError
from kpay_desktop.simulation.cards.memory import CardMemory
from kpay_desktop.simulation.cards.spec import (
    Account,
    AppSpec,
    Behaviour,
    CardSpec,
    Fault,
    Protocol,
    Scheme,
    Wallet,
    Way,
)
from kpay_desktop.simulation.cards.stripe import Tracks, tracks

__all__ = [
    "Account",
    "AppSpec",
    "Behaviour",
    "CardError",
    "CardGoneError",
    "CardMemory",
    "CardMuteError",
    "CardSpec",
    "Fault",
    "Protocol",
    "Scheme",
    "SimCard",
    "Tracks",
    "Wallet",
    "Way",
    "ca_keys_toml",
    "card",
    "catalogue",
    "make_card",
    "tracks",
]
