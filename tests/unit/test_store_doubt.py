"""Sales in doubt and money that waits, as the store finds them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from kpay_desktop.domain.records import CreditKind, CreditRecord, CreditState, SaleUpdate
from kpay_desktop.domain.sale import UNFINISHED, SaleState
from models import statements
from tests.helpers.store import (
    HandClock,
    approved,
    begin,
    draft,
    flow_of,
    opened,
    sell,
    shown,
    write,
)

AT = HandClock().now()


def test_statements_and_flows_agree_on_what_is_unfinished() -> None:
    assert set(re.findall(r"'(\w+)'", statements.UNFINISHED)) == set(UNFINISHED)


def test_sales_of_a_total_that_are_unfinished_or_finished_lately(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        port = store.store
        first = begin(store)
        sell(store)
        begin(store, draft(3_081, 0))
        same = begin(store, draft(3_080, 0))
        closed = begin(store)
        ended = SaleUpdate(closed.sale_id, SaleState.CLOSED, finished_at=AT)
        write(store, lambda: port.commit(replace(shown(closed), sale=ended)))

        def found(limit: int = 20) -> list[int]:
            sales = write(store, lambda: port.doubtful_sales(3_080, AT, limit))
            return [sale.identity.sale_id for sale in sales]

        later = AT + timedelta(microseconds=1)
        lately = write(store, lambda: port.doubtful_sales(3_080, later, 20))
        assert [sale.identity.sale_id for sale in lately] == [same.sale_id, first.sale_id]
        assert found() == [5, 4, 2, 1]
        # Two of each kind: those that ended never hide one that did not.
        assert found(2) == [5, 4, 2, 1]
        assert 4 in found(1)


def test_flows_with_money_that_waits_stand_once_each(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        port = store.store
        sell(store)
        late = begin(store)
        late_money = tuple(
            CreditRecord(f"L{n}", late.attempt_id, 3_080, CreditKind.LATE, CreditState.INBOX)
            for n in range(2)
        )
        paid = replace(
            approved(late),
            sale=SaleUpdate(late.sale_id, SaleState.PAID_LATE),
            new_credits=late_money,
            print_requests=(),
        )
        write(store, lambda: port.commit(paid))
        assert [f.flow for f in write(store, lambda: port.waiting_flows(10))] == [flow_of(late)]

        moved = tuple((c.wallet_txn_no, CreditState.REFUNDING) for c in late_money)
        write(store, lambda: port.commit(replace(shown(late), credit_states=moved)))
    with opened(tmp_path) as store:
        port = store.store
        assert [f.flow for f in write(store, lambda: port.waiting_flows(10))] == [flow_of(late)]
        back = tuple((c.wallet_txn_no, CreditState.REFUNDED) for c in late_money)
        write(store, lambda: port.commit(replace(shown(late), credit_states=back)))
        assert write(store, lambda: port.waiting_flows(10)) == []
