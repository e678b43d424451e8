"""The tour at the demo desk: its cards, what can be wrong with them, and both sides of the bank."""

from __future__ import annotations

from collections.abc import Iterator

from kpay_desktop.bootstrap.tour_hand import TourError, TourHand
from ui.demo.card_port import CardWay
from ui.demo.cards import CardsColumn, Pile
from ui.demo.desk import DemoDesk


class DeskPages:
    """The desk's own pictures; nothing where the desk has no cards."""

    def __init__(self, hand: TourHand) -> None:
        self._hand = hand

    def pages(self) -> Iterator[None]:
        """Go the way; each ``yield`` lets the windows work."""
        self._hand.till.open_desk()
        desk = self._hand.till.desk
        if desk is None:
            raise TourError("the demo desk did not open")
        if desk.cards is not None:
            yield from self._cards(desk, desk.cards)

    def _cards(self, desk: DemoDesk, cards: CardsColumn) -> Iterator[None]:
        desk.customer.pick("cards")
        yield from self._hand.wait("the cards", lambda: bool(cards.views))
        card = next(iter(cards.views.values()))
        card.ways[CardWay.INSERT].click()
        yield from self._hand.wait("the card in the reader", card.take.isVisible)
        yield from self._hand.desk_picture("31c-demo-desk-cards")
        card.take.click()
        yield from self._hand.wait("the card to be out", card.take.isHidden)
        cards.piles[Pile.OTHER].click()
        desk.banks.pick("qr")
        yield from self._hand.desk_picture("31d-demo-desk-codes")
        cards.faults_button.click()
        desk.banks.pick("card_bank")
        yield from self._hand.desk_picture("31e-demo-desk-faults")
        cards.piles[Pile.USUAL].click()
