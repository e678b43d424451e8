"""Whatever is pressed in whatever state of a sale by card: nothing breaks.

Each press that moves money reaches the world only where its button stands.
"""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from kpay_desktop.domain.card import Signing
from kpay_desktop.domain.language import Language
from kpay_desktop.domain.sale import Method
from kpay_desktop.flows.card_sale.state import EndReason, Phase
from kpay_desktop.flows.card_view import CardBlocked, CardSaleView
from kpay_desktop.flows.sale_view import ChargeBegun
from kpay_desktop.ports_cards import ReadProblem
from tests.helpers.card_front import card_front, card_state, view_of
from tests.helpers.front import Front
from ui.sale_state import can_cancel
from ui.views import Action, Page

OWN = 138
SIGNATURE = "[[[1,2],[30,40]]]"
PRESSES = st.tuples(
    st.sampled_from(
        [
            Action.CONFIRM_CARD,
            Action.CHOOSE_APPLICATION,
            Action.SIGNED,
            Action.SIGN_ON_PAPER,
            Action.REVERSE_NOW,
            Action.NOTE_CONTACT,
            Action.SAVE_CONTACT,
            Action.LEAVE_CONTACT,
            Action.OTHER_WAY,
            Action.CANCEL_SALE,
            Action.RETRY_SALE,
            Action.NEW_SALE,
            Action.CONFIRM,
            Action.BACK,
            Action.REPRINT,
            Action.LOCK,
        ]
    ),
    st.sampled_from(["", "0", "1", "7", "none", SIGNATURE, "customer", "Tan"]),
)
OTHERS = st.sampled_from(
    [
        (Action.PICK_METHOD, "card:"),
        (Action.PICK_METHOD, "paynow:show"),
        (Action.OPEN_PAGE, Page.TRANSACTIONS.value),
        (Action.OPEN_PAGE, Page.AMOUNT.value),
        (Action.OPEN_UNFINISHED, f"card_sale:{OWN}"),
        (Action.CHARGE, ""),
        (Action.KEY, "5"),
        (Action.CUSTOMER_LANGUAGE, Language.ZH.value),
    ]
)
VIEWS = st.builds(
    lambda phase, end, problem, signing, tries, at: view_of(
        card_state(
            phase,
            number=OWN,
            end=end,
            problem=problem if phase is Phase.READING else None,
            signing=signing if phase is Phase.APPROVED else Signing.NOT_NEEDED,
            tries=tries,
        ),
        until=at,
        retry_at=at if phase is Phase.REVERSING else None,
        card_in=at is not None and phase in {Phase.APPROVED, Phase.DECLINED},
    ),
    st.sampled_from(Phase),
    st.sampled_from(EndReason),
    st.none() | st.sampled_from(ReadProblem),
    st.sampled_from(Signing),
    st.integers(0, 40),
    st.none() | st.floats(0, 10_000),
)
STEPS = st.lists(
    st.one_of(
        PRESSES.map(lambda press: ("press", press)),
        OTHERS.map(lambda press: ("press", press)),
        VIEWS.map(lambda view: ("news", view)),
        VIEWS.map(lambda view: ("begun", view)),
        VIEWS.map(lambda view: ("blocked", view)),
        st.floats(0, 200).map(lambda by: ("time", by)),
    ),
    max_size=25,
)


ALLOWED: dict[str, Callable[[CardSaleView], bool]] = {
    "confirm": lambda view: view.state.phase is Phase.CONFIRMING,
    "choose": lambda view: view.state.phase is Phase.CHOOSING,
    "sign": lambda view: view.state.signing is Signing.WAITED_FOR,
    "sign_on_paper": lambda view: view.state.signing is Signing.WAITED_FOR,
    "reverse_now": lambda view: view.state.phase is Phase.REVERSING,
    "note_contact": lambda view: view.state.phase is Phase.REVERSING,
    "cancel": can_cancel,
    "reprint": lambda view: view.state.phase is Phase.APPROVED,
}
"""What may reach the world, and of which sale on the page."""


def check_calls(view: CardSaleView | None, calls: list[tuple[str, ...]]) -> None:
    """Check that what reached the world belongs to the sale as it stood on the page."""
    for call in calls:
        if call[0] in ALLOWED:
            assert view is not None, call
            assert ALLOWED[call[0]](view), call


def take(front: Front, what: str, value: object) -> None:
    """Carry out one step."""
    request = front.model.draft.request
    if what == "press" and isinstance(value, tuple):
        front.press(*value)
    elif what == "time" and isinstance(value, float):
        front.controller.tick(front.model.now + value, front.model.clock)
    elif isinstance(value, CardSaleView):
        if what == "news":
            front.news(value)
        elif what == "begun" and front.model.draft.charging:
            front.controller.news(ChargeBegun(request, value))
        elif what == "blocked" and front.model.draft.charging:
            front.controller.news(CardBlocked(request, value))


@settings(max_examples=150)
@given(first=VIEWS, steps=STEPS)
def test_no_press_goes_where_it_has_no_button(
    first: CardSaleView, steps: list[tuple[str, object]]
) -> None:
    front = card_front(first)
    front.controller.tick(front.model.now, front.model.clock)
    for what, value in steps:
        view = front.model.sale
        before = len(front.backend.calls)
        take(front, what, value)
        on_page = view if isinstance(view, CardSaleView) else None
        check_calls(on_page, front.backend.calls[before:])
        screens = front.screens()
        assert "476173" not in repr(screens.customer)
        if front.model.draft.no_card and front.model.draft.charging:
            assert front.backend.drafts[-1].method is not Method.CARD
