"""What a step of a void or refund writes, and the row that follows from its state."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from kpay_desktop.domain.approval import Approval
from kpay_desktop.domain.card import SealedCard
from kpay_desktop.domain.ledger import ReturnRecord
from kpay_desktop.domain.moves import DrawerEntry, DrawerKind, ReturnUpdate
from kpay_desktop.domain.records import Commit, PrintRequest, SaleUpdate, SlipCopy, SlipKind
from kpay_desktop.domain.returns import ReturnKind, ReturnState
from kpay_desktop.domain.sale import SaleState
from kpay_desktop.flows import codec
from kpay_desktop.flows.entries import FlowBugError
from kpay_desktop.flows.money_back import table
from kpay_desktop.flows.money_back import values as t
from kpay_desktop.flows.money_back.state import MoneyBackState, Phase, Way
from kpay_desktop.flows.money_back.steps import Step
from kpay_desktop.ports_cards import CardBox
from kpay_desktop.security.vault import KeptCard, Vault

_DRAWER_KINDS = {ReturnKind.VOID: DrawerKind.VOID, ReturnKind.REFUND: DrawerKind.REFUND}


@dataclass(frozen=True, slots=True)
class Begun:
    """The first row in the journal of a void or refund; it is not an event of the table."""

    kind: ReturnKind
    amount_minor: int


def return_update(state: MoneyBackState) -> ReturnUpdate:
    """Return the figures of the row."""
    by_wallet = state.way is Way.WALLET
    return ReturnUpdate(
        return_id=state.back_id,
        state=state.return_state,
        stan=state.stan,
        rrn="" if by_wallet else state.rrn,
        approval_code=state.approval_code,
        host_code=state.code,
        wallet_no=state.rrn if by_wallet else "",
        facts=state.facts,
        is_armed=table.is_armed(state),
        finished_at=state.ended_at,
    )


def next_record(record: ReturnRecord, state: MoneyBackState) -> ReturnRecord:
    """Return the row after a step, where it cannot be read back from the store."""
    update = return_update(state)
    sale = record.sale
    if state.phase is Phase.DONE and state.kind is ReturnKind.VOID:
        sale = replace(sale, state=SaleState.VOIDED)
    return replace(
        record,
        sale=sale,
        state=update.state,
        stan=update.stan,
        rrn=update.rrn,
        approval_code=update.approval_code,
        host_code=update.host_code,
        wallet_no=update.wallet_no,
        facts=update.facts,
        is_armed=update.is_armed,
        finished_at=update.finished_at,
    )


def first_commit(step: Step, at: datetime, approval: Approval, given_minor: int | None) -> Commit:
    """Return what a return's numbers are written with; ``given_minor`` leaves the drawer."""
    state = step.state
    drawer = None
    if given_minor is not None:
        drawer = DrawerEntry(
            kind=_DRAWER_KINDS[state.kind],
            amount_minor=-given_minor,
            operator_id=state.operator_id,
            approver_id=state.approver_id,
            sale_id=state.sale_id,
            return_id=state.back_id,
        )
    return Commit(
        flow=table.flow_name(state.back_id),
        event=codec.encode_event(Begun(state.kind, state.amount_minor)),
        state=codec.encode(state),
        is_open=table.is_open(state),
        at=at,
        sale=_sale_update(state),
        print_requests=_slips(step),
        authorised=approval,
        back=return_update(state),
        drawer=drawer,
    )


def commit_of(
    before: MoneyBackState,
    step: Step,
    event: t.Event,
    at: datetime,
    *,
    sealed: SealedCard | None = None,
    approval: Approval | None = None,
) -> Commit:
    """Return what a step writes: the new state, and each row that it changes."""
    after = step.state
    update = return_update(after)
    is_done = after.phase is Phase.DONE and before.phase is not Phase.DONE
    return Commit(
        flow=table.flow_name(after.back_id),
        event=codec.encode_event(event),
        state=codec.encode(after),
        is_open=table.is_open(after),
        at=at,
        sale=_sale_update(after) if is_done else None,
        print_requests=_slips(step),
        authorised=approval,
        sealed=sealed,
        wiped=_wiped(after, event),
        # A step that leaves the row as it is must not write it once more.
        back=update if update != return_update(before) else None,
    )


def _sale_update(state: MoneyBackState) -> SaleUpdate | None:
    """Return what becomes of the sale: a void that is done undoes it, in the same commit."""
    is_undone = state.kind is ReturnKind.VOID and state.return_state is ReturnState.DONE
    return SaleUpdate(state.sale_id, SaleState.VOIDED) if is_undone else None


def _slips(step: Step) -> tuple[PrintRequest, ...]:
    if not step.prints:
        return ()
    copies = (SlipCopy.MERCHANT, SlipCopy.CUSTOMER)
    return tuple(PrintRequest(step.state.back_id, copy, kind=SlipKind.RETURN) for copy in copies)


def _own_handle(state: MoneyBackState) -> str:
    """Return the name of a card that was shown for this; empty where it goes on without one."""
    own = table.handle_of(state.back_id)
    return own if state.facts is not None and state.facts.handle == own else ""


def _wiped(after: MoneyBackState, event: t.Event) -> str:
    """Return what leaves the vault: a number that nothing can be asked with any more.

    That of a refund that was done stays until its batch is settled; that of one the host refused
    as well, for an approval that comes after all is taken back by the number.
    """
    never_left = isinstance(event, t.HostSilent) and after.phase is Phase.REFUSED
    taken_back = isinstance(event, t.ReversalDone) and after.phase is Phase.UNDONE
    return _own_handle(after) if never_left or taken_back else ""


def sealed_card(
    before: MoneyBackState, step: Step, box: CardBox, vault: Vault
) -> SealedCard | None:
    """Return the number of a card that was read for this, by the step that arms its reversal.

    Raises:
        FlowBugError: nothing is known of the card any more.
    """
    after = step.state
    handle = _own_handle(after)
    is_armed = after.phase is Phase.SENDING and before.phase is not Phase.SENDING
    if not (is_armed and handle):
        return None
    data = box.get(handle)
    if data is None:
        raise FlowBugError(before.phase.value, "arming", "the card's data is gone")
    sealed = vault.seal(handle, KeptCard(data.number, data.expiry, data.sequence))
    return SealedCard(handle, sealed, vault.fingerprint(data.number))
