"""Flows that cannot be read: set aside, named, and held against whatever they may still lead to.

One damaged record must not keep a till from starting. Nothing of it is changed or let go: its rows
stay, and what it reserved stays reserved. Where it may have a reversal armed, the card host's lane
waits for it until a supervisor lets others go on. All of it on the executor's thread.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from kpay_desktop.domain.approval import Act, Approval, Supervised
from kpay_desktop.domain.records import Commit, OpenFlow
from kpay_desktop.domain.sale import Method
from kpay_desktop.flows import codec
from kpay_desktop.flows.card_lane import Armed
from kpay_desktop.flows.card_sale import table as card_sale
from kpay_desktop.flows.card_sale.values import LiftPressed
from kpay_desktop.flows.money_back import table as money_back
from kpay_desktop.flows.unreadable import Unreadable, UnreadableFlowError
from kpay_desktop.ports import Clock, Store, StoreError

log = logging.getLogger(__name__)

Live = TypeVar("Live")

UseLeave = Callable[[Act | None], Approval | None]
"""Uses up the leave that a supervisor gave, if it is for that act; see ``Authority.use``."""

# What is left of a damaged text may still name its sale.
_VOUCHER = re.compile(r'"voucher":"(\d{6})"')
_SALE = re.compile(r'"sale_id":(\d{1,15})\b')


@dataclass(slots=True)
class _Kept:
    stored: OpenFlow
    since: datetime
    view: Unreadable


class SetAside:
    """The flows of one runner that cannot be read. ``observe`` is told of each."""

    def __init__(self, store: Store, clock: Clock, observe: Callable[[Unreadable], None]) -> None:
        self._store = store
        self._clock = clock
        self._observe = observe
        self._kept: dict[str, _Kept] = {}

    def readable(self, flows: Iterable[OpenFlow], read: Callable[[OpenFlow], Live]) -> list[Live]:
        """Return what ``read`` makes of the flows; one that it cannot read is set aside.

        Raises:
            StoreError: the store itself cannot be read.
        """
        found: list[Live] = []
        for stored in flows:
            try:
                found.append(read(stored))
            except UnreadableFlowError:
                self._keep(stored)
        return found

    def armed(self) -> Iterator[Armed]:
        """Return those that may have a reversal armed; see ``LaneUser``."""
        for kept in self._kept.values():
            if kept.view.holds_cards:
                yield Armed(kept.view.flow, kept.since, kept.view, is_lifted=False)

    def lift(self, flow: str, operator_id: str, use: UseLeave) -> bool:
        """Let others use the card host beside ``flow``; False if it is none of these.

        Who let it stands in the journal; what is stored of the flow stays as it is.
        """
        kept = self._kept.get(flow)
        if kept is None:
            return False
        view = replace(kept.view, not_authorised=False, store_fault=None)
        act = Act(Supervised.LIFT_BLOCK, flow, view.voucher, view.amount_minor, operator_id)
        approval = use(act if view.holds_cards else None)
        if approval is None:
            log.warning("refused without an approval: %s", Supervised.LIFT_BLOCK.value)
            self._tell(kept, replace(view, not_authorised=True))
            return True
        pressed = codec.encode_event(LiftPressed(operator_id, approval.approver_id))
        lifted = Commit(
            *(flow, pressed, kept.stored.state),
            is_open=True,
            at=self._clock.now(),
            authorised=approval,
        )
        try:
            self._store.commit(lifted)
        except StoreError as error:
            log.error("a block was not lifted: store %s", error.kind.value)
            self._tell(kept, replace(view, store_fault=error.kind))
        else:
            self._tell(kept, replace(view, holds_cards=False))
        return True

    def _keep(self, stored: OpenFlow) -> None:
        if stored.flow in self._kept:
            return
        at = self._clock.now()
        kept = self._return_of(stored, at) if _is_back(stored) else self._sale_of(stored, at)
        log.error("%s cannot be read and is set aside", stored.flow)
        self._kept[stored.flow] = kept
        self._observe(kept.view)

    def _tell(self, kept: _Kept, view: Unreadable) -> None:
        kept.view = view
        self._observe(view)

    # --- what is known of it ----------------------------------------------------------------

    def _return_of(self, stored: OpenFlow, at: datetime) -> _Kept:
        """Return a void or refund by its row, which is written together with its flow."""
        number = stored.flow.rpartition(":")[2]
        try:
            record = self._store.back(int(number)) if number.isdecimal() else None
        except (ValueError, KeyError):
            record = None
        if record is None:
            voucher = _VOUCHER.search(stored.state)
            name = "" if voucher is None else voucher[1]
            return _Kept(stored, at, Unreadable(stored.flow, name, holds_cards=True))
        sale = record.sale
        holds_cards = sale.method is Method.CARD and record.is_armed
        view = Unreadable(
            stored.flow, sale.identity.voucher, record.amount_minor, holds_cards=holds_cards
        )
        return _Kept(stored, record.begun_at, view)

    def _sale_of(self, stored: OpenFlow, at: datetime) -> _Kept:
        """Return a sale, by its row where what is left of the text still says which it is."""
        holds_cards = stored.flow.startswith(f"{card_sale.FLOW}:")
        voucher, number = _VOUCHER.search(stored.state), _SALE.search(stored.state)
        bare = Unreadable(
            stored.flow, "" if voucher is None else voucher[1], holds_cards=holds_cards
        )
        if number is None:
            return _Kept(stored, at, bare)
        try:
            sale = self._store.sale(int(number[1]))
        except (ValueError, KeyError):
            sale = None
        attempt = stored.flow.rpartition(":")[2]
        if sale is None or str(sale.identity.attempt_id) != attempt:
            return _Kept(stored, at, bare)
        known = replace(bare, voucher=sale.identity.voucher, amount_minor=sale.total_minor)
        return _Kept(stored, sale.created_at, known)


def _is_back(stored: OpenFlow) -> bool:
    return stored.flow.startswith(f"{money_back.FLOW}:")
