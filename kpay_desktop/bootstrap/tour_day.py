"""The tour through a day's end: a sale is voided, batches are settled, a settled sale refunded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from kpay_desktop.bootstrap.tour_hand import PATIENCE_S, TourError, TourHand
from kpay_desktop.domain.ledger import Acquirer
from kpay_desktop.domain.records import SaleRecord
from kpay_desktop.domain.sale import Method, SaleState
from kpay_desktop.flows.settlement.state import Phase
from kpay_desktop.simulation.card_desk_client import CardDeskClient
from ui.back_state import shown_back
from ui.present_customer import result_is_fresh
from ui.settle_model import SettleModel
from ui.views import Action, Page
from ui.void_model import Paid, Stage, VoidModel, is_ended

#: The bank books this much less than the customer paid, so that its totals differ.
_LESS_MINOR: Final = 90
#: How long the card host thinks about the totals: enough for a picture, also on a busy machine.
_THINKS_S: Final = 4.0
Rows = tuple[SaleRecord, ...]


class DayPages:
    """Every page of money back and of settlement; nothing where the desk has no cards."""

    def __init__(self, hand: TourHand) -> None:
        self._hand = hand

    def pages(self) -> Iterator[None]:
        """Go the way; each ``yield`` lets the windows work."""
        port = self._hand.till.world.desk()
        if port is None or not port.has_cards:
            return
        front = self._hand.till.controller
        yield from self._hand.wait("the total", lambda: not result_is_fresh(front.model))
        yield from self._today()
        cards = self._approved(Method.CARD)
        wallet = self._approved(Method.WECHAT)[0]
        if len(cards) != 2:
            raise TourError("there are not two sales by card")
        yield from self._voided(cards[0])
        yield from self._settled(cards[1])
        yield from self._refunded(wallet)

    # --- hands ----------------------------------------------------------------------------

    @property
    def _bank(self) -> CardDeskClient:
        ready = self._hand.till.world.world.bank
        if ready is None:
            raise TourError("there is no simulated bank")
        return CardDeskClient(ready.desk_url, ready.desk_token, PATIENCE_S)

    @property
    def _void(self) -> VoidModel:
        return self._hand.till.controller.model.void

    @property
    def _settle(self) -> SettleModel:
        return self._hand.till.controller.model.settle

    def _today(self) -> Iterator[None]:
        """Open Transactions, and wait for today's sales."""
        search = self._hand.till.controller.model.search.request
        self._hand.press(Action.OPEN_PAGE, Page.TRANSACTIONS.value)

        def found() -> bool:
            now = self._hand.till.controller.model.search
            return now.request > search and not now.loading

        yield from self._hand.wait("today's sales", found)

    def _approved(self, method: Method) -> Rows:
        rows = self._hand.till.controller.model.search.rows
        return tuple(
            row for row in rows if row.method is method and row.state is SaleState.APPROVED
        )

    def _sale(self, sale: SaleRecord, picture: str) -> Iterator[None]:
        """Show a sale on the Transactions page, with what went back for it."""
        yield from self._today()
        self._hand.press(Action.PICK_SALE, str(sale.identity.sale_id))

        def told() -> bool:
            return bool(self._hand.till.controller.model.search.gone_back)

        yield from self._hand.wait("what went back", told)
        yield from self._hand.save(picture)

    def _at(self, stage: Stage) -> Iterator[None]:
        what = f"money back to be at {stage.value}"
        yield from self._hand.wait(what, lambda: self._void.stage is stage)

    def _key_pin(self, picture: str = "") -> Iterator[None]:
        """Key the PIN of whoever stands in the form."""
        model = self._hand.till.controller.model
        chosen = model.void.approver_id
        pin = next(one.pin for one in model.settings.operators if one.operator_id == chosen)
        self._hand.keys(*pin[:-2])
        if picture:
            yield from self._hand.save(picture)
        self._hand.keys(*pin[-2:])
        # The longest PIN is tried by itself; a press behind it does nothing.
        self._hand.press(Action.VOID_FIND)

    def _ended(self) -> Iterator[None]:
        """Wait until it is known what became of the money."""

        def known() -> bool:
            view = shown_back(self._hand.till.controller.model)
            return view is not None and is_ended(view)

        yield from self._hand.wait("the money to be back", known)

    def _runs(self, true: Callable[[Phase], bool]) -> bool:
        runs = self._settle.runs
        return bool(runs) and all(true(run.state.phase) for run in runs)

    def _lane(self, acquirer: str) -> None:
        """Show the settlement with one acquirer in full."""
        flow = next(run.flow for run in self._settle.runs if run.state.acquirer == acquirer)
        self._hand.press(Action.SETTLE_LANE, flow)

    # --- the pages ------------------------------------------------------------------------

    def _voided(self, sale: SaleRecord) -> Iterator[None]:
        """Void a sale by card, as far as the Transactions page."""
        hand = self._hand
        hand.press(Action.OPEN_PAGE, Page.VOID.value)
        yield from hand.save("08a-void-form")
        hand.press(Action.VOID_KIND, Paid.CARD.value)
        hand.keys(*sale.identity.voucher)
        yield from self._key_pin("08b-void-pin")
        yield from self._at(Stage.QUESTION)
        yield from hand.save("08-void")
        hand.press(Action.VOID_SALE)
        yield from self._ended()
        yield from hand.save("08c-voided", customer="28-customer-voided")
        hand.press(Action.NEW_SALE)
        yield from self._sale(sale, "07g-transactions-voided")

    def _settled(self, differs: SaleRecord) -> Iterator[None]:
        """Settle everything; the bank has one card sale otherwise."""
        hand, bank = self._hand, self._bank
        bank.misbook(differs.identity.voucher, _LESS_MINOR)
        bank.set_next_card("slow", kind="settlement", delay_s=_THINKS_S)
        hand.press(Action.OPEN_PAGE, Page.SETTLEMENT.value)
        yield from hand.wait("the batches", lambda: self._settle.known)
        yield from hand.save("09-settlement")
        hand.press(Action.SETTLE)
        yield from hand.wait("settling", lambda: bool(self._settle.runs))
        yield from hand.save("09b-settlement-under-way")
        yield from hand.wait("the batches to be closed", lambda: self._runs(_is_settled))
        self._lane(Acquirer.CARDS)
        yield from hand.save("09c-settlement-differs")
        self._lane(Acquirer.PAYNOW)
        yield from hand.save("09d-settlement-agrees")
        hand.press(Action.BACK)
        hand.press(Action.PAST_SETTLEMENTS)
        yield from hand.wait(
            "earlier settlements",
            lambda: self._settle.past is not None and not self._settle.past.loading,
        )
        yield from hand.save("09e-settlement-earlier")
        hand.press(Action.BACK)

    def _refunded(self, wallet: SaleRecord) -> Iterator[None]:
        """Try to void what is settled, and refund a part of another sale."""
        hand = self._hand
        hand.press(Action.OPEN_PAGE, Page.VOID.value)
        hand.press(Action.VOID_KIND, Paid.QR.value)
        hand.keys(*wallet.identity.voucher)
        yield from self._key_pin()
        yield from hand.wait("why not", lambda: self._void.refunds)
        yield from hand.save("08d-void-settled")
        hand.press(Action.REFUND_INSTEAD)
        yield from self._at(Stage.AMOUNT)
        hand.press(Action.REFUND_PART, "part")
        hand.keys("4", "5", "0")
        yield from hand.save("08e-refund")
        hand.press(Action.REFUND_SALE)
        yield from hand.authorise()
        yield from self._ended()
        yield from hand.save("08f-refunded", customer="28b-customer-refunded")
        hand.press(Action.NEW_SALE)
        yield from self._sale(wallet, "07h-transactions-refunded")
        hand.press(Action.OPEN_PAGE, Page.AMOUNT.value)


def _is_settled(phase: Phase) -> bool:
    return phase is Phase.SETTLED
