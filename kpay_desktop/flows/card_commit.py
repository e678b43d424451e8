"""What a step of a card sale writes."""

from __future__ import annotations

from datetime import datetime

from kpay_desktop.domain.card import SealedCard
from kpay_desktop.domain.records import Commit
from kpay_desktop.domain.signature import Signature
from kpay_desktop.flows import codec
from kpay_desktop.flows.card_sale import books, table
from kpay_desktop.flows.card_sale import values as t
from kpay_desktop.flows.card_sale.state import CardSaleState, Phase
from kpay_desktop.flows.card_sale.steps import Step, handle_of
from kpay_desktop.flows.entries import FlowBugError
from kpay_desktop.ports_cards import CardBox
from kpay_desktop.security.vault import KeptCard, Vault


def first_commit(state: CardSaleState, event: t.Begun, at: datetime) -> Commit:
    """Return what the sale's numbers are written with."""
    return Commit(
        flow=table.flow_name(state.identity),
        event=codec.encode_event(event),
        state=codec.encode(state),
        is_open=True,
        at=at,
    )


def commit_of(
    before: CardSaleState,
    step: Step,
    event: t.Event,
    at: datetime,
    *,
    sealed: SealedCard | None = None,
    signature: Signature | None = None,
) -> Commit:
    """Return what a step writes: the new state, and each row that it changes."""
    after = step.state
    update, record = books.sale_update(after), books.card_record(after)
    never_left = isinstance(event, t.HostSilent) and after.phase is Phase.DECLINED
    # An approval that comes after all would be taken back by the number; one taken back is over.
    taken_back = isinstance(event, t.ReversalDone) and after.phase is Phase.REVERSED
    return Commit(
        flow=table.flow_name(after.identity),
        event=codec.encode_event(event),
        state=codec.encode(after),
        is_open=table.is_open(after),
        at=at,
        # A step that leaves a row as it is must not write it once more.
        sale=update if update != books.sale_update(before) else None,
        print_requests=step.print_requests,
        card=record if record != books.card_record(before) else None,
        sealed=sealed,
        wiped=handle_of(after) if never_left or taken_back else "",
        signature=signature if isinstance(event, t.Signed) else None,
    )


def sealed_card(before: CardSaleState, step: Step, box: CardBox, vault: Vault) -> SealedCard | None:
    """Return the card's number for the vault if the step arms a reversal, which may need it.

    Raises:
        FlowBugError: nothing is known of the card any more.
    """
    armed = step.state.phase is Phase.AUTHORISING and before.phase is not Phase.AUTHORISING
    if not armed:
        return None
    handle = handle_of(step.state)
    data = box.get(handle)
    if data is None:
        raise FlowBugError(before.phase.value, "arming", "the card's data is gone")
    sealed = vault.seal(handle, KeptCard(data.number, data.expiry, data.sequence))
    return SealedCard(handle, sealed, vault.fingerprint(data.number))
