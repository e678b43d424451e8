"""Fronts of every state of the Void and the Settlement page, as presenters really fill them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

from kpay_desktop.domain.ledger import ReturnCandidate
from kpay_desktop.domain.message import message
from kpay_desktop.domain.records import SalePage
from kpay_desktop.domain.returns import PastReturn, ReturnKind, ReturnState
from kpay_desktop.domain.sale import Method, SaleState
from kpay_desktop.domain.totals import Totals
from kpay_desktop.flows.back_view import BackView, CandidatesTold
from kpay_desktop.flows.money_back.state import Phase
from kpay_desktop.flows.settle_view import PastTold, SettleBegun, SettleNotice, SettleView
from kpay_desktop.flows.settlement.state import Agreement, Difference
from kpay_desktop.flows.settlement.state import Phase as SettlePhase
from kpay_desktop.ports_scan import CameraState, CameraTold, CodeSource, SlipProblem, SlipTold
from tests.helpers.back_front import BackFront, a_sale, back_view, candidate
from tests.helpers.card_front import approved
from tests.helpers.front import NOON, Front
from tests.helpers.settle_front import PICTURE, at_settlement, past_row, settle_view, standing
from ui.backend import SalesFound
from ui.views import Action, Page

GONE = PastReturn(ReturnKind.REFUND, ReturnState.DONE, 350)
CARD = a_sale(method=Method.CARD)


def _shown(view: BackView) -> Front:
    front = BackFront()
    front.void(view)
    return front


def _refund() -> Front:
    front = BackFront().open().fill()
    found = candidate(a_sale(), GONE, is_open=False)
    front.told(found).press(Action.REFUND_INSTEAD)
    front.told(found).keys("5", "00")
    return front


def _refund_allowed() -> Front:
    front = _refund()
    return front.press(Action.REFUND_SALE).keys("9", "0")


def _settled_sale() -> Front:
    return BackFront().open().fill().told(candidate(is_open=False))


def _listed(*, returned: bool) -> Front:
    front = BackFront().sign_in().press(Action.OPEN_PAGE, Page.TRANSACTIONS.value)
    sale = replace(a_sale(), refunded_minor=500, returning_minor=100) if returned else a_sale()
    voided = replace(a_sale(136), state=SaleState.VOIDED)
    page = SalePage((sale, voided), None)
    front.controller.news(SalesFound(front.model.search.request, page))
    return front


def _voided() -> Front:
    """A voided sale by card, of which the books know all that there is to know."""
    sale = replace(approved().sale, state=SaleState.VOIDED)
    front = BackFront().sign_in().press(Action.OPEN_PAGE, Page.TRANSACTIONS.value)
    front.controller.news(SalesFound(front.model.search.request, SalePage((sale,), None)))
    back = back_view(Phase.DONE, sale).back
    found = ReturnCandidate(sale, candidate(sale).returnable, (back,))
    front.controller.news(CandidatesTold(front.model.search.back_request, (found,)))
    return front


def _settling(*views: SettleView) -> Front:
    front = at_settlement().press(Action.SETTLE)
    front.controller.news(SettleBegun(views))
    return front


def _past() -> Front:
    front = at_settlement().press(Action.PAST_SETTLEMENTS)
    state = settle_view(SettlePhase.SETTLED, agreement=Agreement.AGREE).state
    rows = tuple(past_row(number, automatic=number % 2 == 0) for number in range(17, 9, -1))
    front.controller.news(PastTold(1, rows, (state,) * 8, has_more=True))
    return front


def _noticed() -> Front:
    front = at_settlement(PICTURE[0], standing("wechat", PICTURE[1].groups, batch_no=17))
    front.controller.news(SettleNotice(NOON + timedelta(seconds=100)))
    return front


def _named_elsewhere(view: BackView) -> Front:
    front = Front().sign_in().press(Action.OPEN_PAGE, Page.SETTLEMENT.value)
    front.controller.news(view)
    return front


def _scanned(front: BackFront, problem: SlipProblem) -> Front:
    front.controller.news(SlipTold(CodeSource.SCANNER, problem))
    return front


def _camera(state: CameraState, problem: SlipProblem | None = None) -> Front:
    front = BackFront().open()
    front.press(Action.SCAN_SLIP)
    front.controller.news(CameraTold(state))
    return front if problem is None else _scanned(front, problem)


_DIFFERS = tuple(Difference(n, f"{n:06d}", 2350, 2340) for n in range(137, 177))
_THEIRS = Totals(23, 83_440, 1, 1_500)

DAY_FRONTS: dict[str, Callable[[], Front]] = {
    "empty": lambda: BackFront().open(),
    "voucher": lambda: BackFront().open().keys(*"000137"),
    "pin": lambda: BackFront().open().keys(*"000137", *"909"),
    "camera": lambda: _camera(CameraState.SEEING),
    "camera, no slip": lambda: _camera(CameraState.LOST, SlipProblem.PAYMENT_CODE),
    "no slip": lambda: _scanned(BackFront().open(), SlipProblem.NO_SLIP),
    "looking": lambda: BackFront().open().fill(),
    "unknown": lambda: BackFront().open().fill().told(),
    "settled sale": _settled_sale,
    "question": lambda: BackFront().to_question(candidate(CARD), kind="card"),
    "refund": _refund,
    "refund, panel": _refund_allowed,
    **{
        f"{kind.value} {phase.value}": partial(_shown, back_view(phase, kind=kind))
        for phase in Phase
        for kind in ReturnKind
    },
    "cannot be confirmed": lambda: _shown(back_view(Phase.REVERSING, CARD, needs_person=True)),
    "refund may do": lambda: _shown(back_view(Phase.REFUSED, can_refund=True)),
    "named elsewhere": lambda: _named_elsewhere(back_view(Phase.SENDING, needs_person=True)),
    "list": lambda: _listed(returned=False),
    "list, returned": lambda: _listed(returned=True),
    "list, voided": _voided,
    "open": at_settlement,
    "by itself": _noticed,
    **{
        f"settlement {phase.value}": partial(
            _settling,
            settle_view(phase, done=3),
            settle_view(SettlePhase.COMPARING, "wechat", number=6, done=3),
        )
        for phase in SettlePhase
    },
    **{
        f"waits {word}": partial(
            _settling,
            replace(
                settle_view(SettlePhase.WAITING),
                waits_for=message(f"settlement.waits_{word}", voucher="000139"),
            ),
        )
        for word in ("sale", "back", "cards")
    },
    "clears what is named": lambda: _settling(
        settle_view(SettlePhase.CLEARING, carried=tuple(f"{n:06d}" for n in range(136, 144)))
    ),
    "settled": lambda: _settling(
        settle_view(SettlePhase.SETTLED, agreement=Agreement.AGREE, theirs=Totals(23, 83_450)),
        settle_view(SettlePhase.SETTLED, "cash", number=6, agreement=Agreement.OURS_ALONE),
    ),
    "differs": lambda: _settling(
        settle_view(
            SettlePhase.SETTLED,
            "wechat",
            agreement=Agreement.DIFFER,
            theirs=_THEIRS,
            differences=_DIFFERS,
        )
    ),
    "past": _past,
}
