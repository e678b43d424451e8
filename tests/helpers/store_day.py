"""A day in any store: voids and refunds, cash and its drawer, settlements, step by step."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kpay_desktop.domain.approval import Act, Approval, Supervised
from kpay_desktop.domain.cash import DrawerCount, Tender
from kpay_desktop.domain.moves import (
    BatchClosing,
    DrawerEntry,
    DrawerKind,
    ReturnDraft,
    ReturnIdentity,
    ReturnUpdate,
    SettlementDraft,
    SettlementIdentity,
    SettlementUpdate,
)
from kpay_desktop.domain.records import (
    Commit,
    PrintRequest,
    SaleRecord,
    SaleUpdate,
    SlipCopy,
    SlipKind,
)
from kpay_desktop.domain.returns import ReturnKind, ReturnState
from kpay_desktop.domain.sale import Method, SaleDraft, SaleIdentity, SaleState
from kpay_desktop.ports import Store
from tests.helpers.store import HandClock, first_step
from tests.helpers.store_cards import armed, card_approved, card_draft, facts, sealed, step

AT = HandClock().now()
COUNT = DrawerCount({5: 2, 1_000: 3})


def rounded(total_minor: int) -> int:
    """Return what is due in cash."""
    return (total_minor + 2) // 5 * 5


def cash_draft(total_minor: int = 1_202, more_minor: int = 300) -> SaleDraft:
    due = rounded(total_minor)
    return SaleDraft(
        amount_minor=total_minor,
        tip_minor=0,
        method=Method.CASH,
        mode=None,
        cashier_id="01",
        tender=Tender(total_minor, due, due + more_minor),
    )


def sell_cash(store: Store, draft: SaleDraft | None = None, at: datetime = AT) -> SaleIdentity:
    """One sale for cash: a single step."""
    draft = draft or cash_draft()

    def first(identity: SaleIdentity) -> Commit:
        tender = draft.tender
        assert tender is not None
        sold = DrawerEntry(DrawerKind.SALE, tender.due_minor, "01", sale_id=identity.sale_id)
        return Commit(
            flow=f"cash_sale:{identity.sale_id}",
            event="{}",
            state='{"phase":"taken"}',
            is_open=False,
            at=at,
            sale=SaleUpdate(identity.sale_id, SaleState.APPROVED, paid_at=at, finished_at=at),
            print_requests=(PrintRequest(identity.sale_id, SlipCopy.CUSTOMER),),
            drawer=sold,
        )

    return store.begin_sale(draft, at, first)


def pay(store: Store, draft: SaleDraft, state: SaleState = SaleState.APPROVED) -> SaleIdentity:
    """A sale by code that comes to ``state`` at once."""
    identity = store.begin_sale(draft, AT, first_step(AT))
    if state is not SaleState.OPEN:
        end(store, identity, state)
    return identity


def end(store: Store, identity: SaleIdentity, state: SaleState) -> None:
    """Bring a sale to ``state``."""
    update = SaleUpdate(identity.sale_id, state, paid_at=AT, finished_at=AT)
    store.commit(Commit(f"show_qr:{identity.attempt_id}", "{}", "{}", False, AT, sale=update))


def pay_by_card(store: Store, handle: str, draft: SaleDraft | None = None) -> SaleIdentity:
    """A sale by card that the host approved; its number stays in the vault."""
    identity = store.begin_sale(draft or card_draft(), AT, step)
    stan = store.reserve_stans(1)
    store.commit(armed(identity, stan, handle))
    store.commit(card_approved(identity, stan, handle))
    return identity


# --- money back -----------------------------------------------------------------------------


def back_draft(
    kind: ReturnKind, sale_id: int, amount_minor: int, given_minor: int | None = None
) -> ReturnDraft:
    return ReturnDraft(kind, sale_id, amount_minor, "01", "90", given_minor)


def back_flow(identity: ReturnIdentity) -> str:
    return f"money_back:{identity.return_id}"


def back_step(identity: ReturnIdentity, state: ReturnState, at: datetime = AT) -> Commit:
    """A step after which the return is in ``state``."""
    is_open = state in {ReturnState.OPEN, ReturnState.PENDING}
    update = ReturnUpdate(identity.return_id, state, finished_at=None if is_open else at)
    return Commit(back_flow(identity), "{}", f'{{"s":"{state}"}}', is_open, at, back=update)


def begin_back(
    store: Store, draft: ReturnDraft, state: ReturnState = ReturnState.PENDING
) -> ReturnIdentity:
    """Give money back as far as ``state``, with the supervisor's name in the audit log."""

    def first(identity: ReturnIdentity) -> Commit:
        act = Act(
            Supervised(draft.kind.value),
            f"sale:{draft.sale_id}",
            identity.voucher,
            draft.amount_minor,
            draft.operator_id,
        )
        approval = Approval("1", act, draft.approver_id, 0.0)
        return replace(back_step(identity, state), authorised=approval)

    return store.begin_return(draft, AT, first)


def sale_in(store: Store, sale_id: int) -> SaleRecord:
    found = store.sale(sale_id)
    assert found is not None
    return found


def void(store: Store, sale_id: int) -> ReturnIdentity:
    """Undo a sale as a whole; both slips of it wait."""
    sale = sale_in(store, sale_id)
    given = None if sale.tender is None else sale.tender.due_minor
    draft = back_draft(ReturnKind.VOID, sale_id, sale.total_minor, given)
    identity = begin_back(store, draft)
    done = replace(
        back_step(identity, ReturnState.DONE),
        sale=SaleUpdate(sale_id, SaleState.VOIDED),
        print_requests=tuple(
            PrintRequest(identity.return_id, copy, kind=SlipKind.RETURN) for copy in SlipCopy
        ),
    )
    if given is not None:
        lost = DrawerEntry(
            DrawerKind.VOID, -given, "01", "90", sale_id=sale_id, return_id=identity.return_id
        )
        done = replace(done, drawer=lost)
    store.commit(done)
    return identity


def refund(
    store: Store, sale_id: int, amount_minor: int, state: ReturnState = ReturnState.DONE
) -> ReturnIdentity:
    """Give a part back, as far as ``state``."""
    sale = sale_in(store, sale_id)
    given = None if sale.tender is None else rounded(amount_minor)
    draft = back_draft(ReturnKind.REFUND, sale_id, amount_minor, given)
    identity = begin_back(store, draft)
    if state is not ReturnState.PENDING:
        store.commit(back_step(identity, state))
    return identity


def refund_to_card(store: Store, sale_id: int, amount_minor: int, handle: str) -> ReturnIdentity:
    """A refund by card on its way: armed, its card sealed."""
    identity = begin_back(store, back_draft(ReturnKind.REFUND, sale_id, amount_minor))
    stan = store.reserve_stans(1)
    update = ReturnUpdate(
        return_id=identity.return_id,
        state=ReturnState.PENDING,
        stan=stan,
        rrn=f"{stan:012d}",
        facts=facts(handle),
        is_armed=True,
    )
    sent = replace(back_step(identity, ReturnState.PENDING), back=update, sealed=sealed(handle))
    store.commit(sent)
    return identity


# --- settlement -----------------------------------------------------------------------------


def settle_flow(identity: SettlementIdentity) -> str:
    return f"settlement:{identity.settlement_id}"


def settle_step(identity: SettlementIdentity, phase: str = "totals") -> Commit:
    update = SettlementUpdate(identity.settlement_id, phase)
    return Commit(settle_flow(identity), "{}", f'{{"p":"{phase}"}}', True, AT, settlement=update)


def begin_settling(
    store: Store, acquirer: str, run_id: int | None = None, at: datetime = AT
) -> SettlementIdentity | None:
    draft = SettlementDraft(acquirer, "01", run_id=run_id)
    return store.begin_settlement(draft, at, settle_step)


def closed(
    identity: SettlementIdentity, carried: tuple[int, ...] = (), at: datetime = AT
) -> Commit:
    """The step that closes the batch, with its two slips."""
    closes = BatchClosing(identity.batch_id, carried)
    return replace(
        settle_step(identity, "settled"),
        is_open=False,
        at=at,
        settlement=SettlementUpdate(identity.settlement_id, "settled", at, closes),
        print_requests=tuple(
            PrintRequest(identity.settlement_id, SlipCopy.MERCHANT, kind=kind)
            for kind in (SlipKind.SETTLEMENT, SlipKind.LIST)
        ),
    )


def close_lane(
    store: Store, acquirer: str, carried: tuple[int, ...] = (), at: datetime = AT
) -> SettlementIdentity:
    """Settle the acquirer's open batch."""
    identity = begin_settling(store, acquirer, at=at)
    assert identity is not None
    store.commit(closed(identity, carried, at))
    return identity


def stop_settling(store: Store, identity: SettlementIdentity) -> None:
    """End a settlement without closing the batch."""
    stopped = SettlementUpdate(identity.settlement_id, "stopped", AT)
    store.commit(replace(settle_step(identity), is_open=False, settlement=stopped))


# --- the drawer -----------------------------------------------------------------------------


def move(store: Store, entry: DrawerEntry, at: datetime = AT) -> int:
    """Write a line of the drawer's book with its slip."""

    def first(move_id: int) -> Commit:
        slip = PrintRequest(move_id, SlipCopy.MERCHANT, kind=SlipKind.DRAWER)
        return Commit(f"drawer:{move_id}", "{}", "{}", False, at, print_requests=(slip,))

    return store.begin_move(entry, at, first)


def open_shift(store: Store) -> int:
    return move(store, DrawerEntry(DrawerKind.OPENED, COUNT.total_minor, "01", count=COUNT))


def close_shift(store: Store, count: DrawerCount = COUNT) -> int:
    """Count and close; the report of the shift waits."""
    shift = store.shift()
    assert shift is not None
    entry = DrawerEntry(
        DrawerKind.CLOSED,
        count.total_minor,
        "01",
        count=count,
        expected_minor=shift.expected_minor,
    )
    report = PrintRequest(shift.shift_id, SlipCopy.MERCHANT, kind=SlipKind.SHIFT)

    def first(move_id: int) -> Commit:
        return Commit(f"drawer:{move_id}", "{}", "{}", False, AT, print_requests=(report,))

    return store.begin_move(entry, AT, first)
