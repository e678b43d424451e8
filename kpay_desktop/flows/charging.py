"""The way to a new sale: one sale for one press, and none beside a payment that is in doubt.

All of it runs in the task that begins the sale, on the executor's thread: nothing comes in between.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from kpay_desktop.domain.sale import Method, SaleDraft
from kpay_desktop.flows import doubt
from kpay_desktop.flows.in_hand import MAX_SALES_IN_HAND, SalesInHand
from kpay_desktop.flows.sale_view import ChargeDoubted, ChargeRefused, Observed
from kpay_desktop.ports import Clock, Store, StoreError

log = logging.getLogger(__name__)

Begin = Callable[[SaleDraft, str, tuple[int, ...]], str | None]
"""Begins a sale for a press: draft, press, and the doubted sales somebody was told of. Returns the
flow; None if none was begun, which has been told then."""

BeginByWallet = Callable[[SaleDraft, str, tuple[int, ...], str], str | None]
"""The same with the code that the customer showed, empty where none was."""


class Charging:
    """Begins sales, of whichever method. On the executor's thread."""

    def __init__(
        self,
        store: Store,
        sales: SalesInHand,
        clock: Clock,
        observe: Callable[[Observed], None],
        *,
        begin_by_wallet: BeginByWallet,
        repeat_warning_min: int,
    ) -> None:
        self._store = store
        self._sales = sales
        self._clock = clock
        self._observe = observe
        self._begin_by_wallet = begin_by_wallet
        self._repeat_warning_min = repeat_warning_min
        self._charged: dict[str, str] = {}
        self.begin_by_card: Begin | None = None
        self.begin_by_cash: Begin | None = None

    def charge(
        self, draft: SaleDraft, request: str, despite: tuple[int, ...], code: str = ""
    ) -> None:
        """Begin a sale for the press ``request``, unless it has begun one already.

        ``code`` is what the customer showed; it goes on to the one who begins the sale, no further.
        """
        if request in self._charged or not self._may_charge(draft, request, despite):
            return
        flow: str | None
        if draft.method.wallet is not None:
            flow = self._begin_by_wallet(draft, request, despite, code)
        else:
            is_cash = draft.method is Method.CASH
            begin = self.begin_by_cash if is_cash else self.begin_by_card
            if begin is None:
                log.warning("a sale was asked for, and there is no way to take %s", draft.method)
                self._observe(ChargeRefused(request, None))
                return
            flow = begin(draft, request, despite)
        if flow is not None:
            self._remember(request, flow)

    def _may_charge(self, draft: SaleDraft, request: str, despite: tuple[int, ...]) -> bool:
        try:
            doubted = doubt.doubted_sales(
                self._store,
                self._sales,
                draft.total_minor,
                self._clock.now(),
                self._repeat_warning_min,
            )
            others = doubt.other_tries(self._store, self._sales, draft.retry_of, doubted)
        except StoreError as error:
            log.warning("doubt cannot be ruled out: store %s", error.kind.value)
            self._observe(ChargeRefused(request, error.kind))
            return False
        if others is not None:
            log.warning("another try at a purchase was refused: one is paid or open")
            self._observe(
                ChargeDoubted(request, others) if others else ChargeRefused(request, None)
            )
            return False
        if any(view.sale.identity.sale_id not in despite for view in doubted):
            self._observe(ChargeDoubted(request, doubted))
            return False
        return True

    def _remember(self, request: str, flow: str) -> None:
        self._charged[request] = flow
        while len(self._charged) > MAX_SALES_IN_HAND:
            self._charged.pop(next(iter(self._charged)))
