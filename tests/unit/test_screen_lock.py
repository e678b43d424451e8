"""The locked screen without windows: when it locks, who opens it, and what goes on behind it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.operator import Operator, Role
from kpay_desktop.flows.sale_view import ChargeDoubted
from kpay_desktop.flows.wallet_sale.values import Phase
from kpay_desktop.settings import demo_settings
from kpay_desktop.settings_shop import SecuritySettings
from tests.helpers.front import CASHIER, SUPERVISOR, Front, sale_view
from ui.backend import OperatorsNews, SignInRefused, Unlocked
from ui.presenter import page_of
from ui.views import Action, Page, Press
from ui.views_customer import CustomerKind
from ui.views_front import LockView, SignInView

OTHER = Operator("02", "Cashier 02", Role.CASHIER)
AFTER_S = 300


def front_of(after_s: int = AFTER_S) -> Front:
    """Return a front with a cashier at the counter."""
    settings = replace(demo_settings(), security=SecuritySettings(after_s))
    front = Front(settings).sign_in()
    front.controller.news(OperatorsNews((CASHIER, OTHER, SUPERVISOR)))
    return front


def later(front: Front, seconds: float) -> Front:
    """Let time pass, as the windows' clock tells it."""
    end = front.model.now + seconds
    while front.model.now < end:
        front.controller.tick(min(end, front.model.now + 0.25), front.model.clock)
    return front


def is_locked(front: Front) -> bool:
    return front.model.lock is not None


def page(front: Front) -> SignInView:
    view = front.screens().clerk
    assert view.page is Page.LOCK
    assert view.frame is None
    assert isinstance(view.body, SignInView)
    return view.body


def lock(front: Front) -> LockView:
    shown = page(front).lock
    assert shown is not None
    return shown


# --- when it locks --------------------------------------------------------------------------


def test_nobody_there_locks_the_screen() -> None:
    front = later(front_of(), AFTER_S - 1)
    assert not is_locked(front)
    later(front, 1)
    assert is_locked(front)
    assert front.backend.calls == [("lock", "01", "idle")]
    # Once is enough.
    later(front, 2 * AFTER_S)
    assert front.backend.calls == [("lock", "01", "idle")]


def test_a_touch_begins_the_time_anew() -> None:
    front = later(front_of(), AFTER_S - 1)
    front.controller.touched()
    later(front, AFTER_S - 1)
    assert not is_locked(front)
    front.keys("1")
    later(front, AFTER_S - 1)
    assert not is_locked(front)
    later(front, 1)
    assert is_locked(front)


def test_a_customers_touch_is_not_the_cashiers() -> None:
    front = later(front_of(), AFTER_S - 1).press(Action.CUSTOMER_LANGUAGE)
    assert is_locked(later(front, 1))


def test_a_profile_may_leave_it_unlocked() -> None:
    assert not is_locked(later(front_of(0), 1_000))
    assert SecuritySettings().lock_after_s == AFTER_S


def test_nobody_signed_in_is_nothing_to_lock() -> None:
    front = later(front_of().press(Action.SIGN_OUT), 2 * AFTER_S)
    assert front.model.page is Page.SIGN_IN
    assert not is_locked(front.press(Action.LOCK))
    # The time of whoever comes next begins at signing in.
    assert not is_locked(later(front.sign_in(), AFTER_S - 1))


@pytest.mark.parametrize("phase", [Phase.CREATED, Phase.SHOWN])
def test_never_while_a_customer_pays(phase: Phase) -> None:
    front = front_of().charge(sale_view(phase))
    later(front, 2 * AFTER_S).press(Action.LOCK)
    assert page_of(front.model) is Page.SHOW_QR
    assert front.screens().customer.kind in {CustomerKind.QR, CustomerKind.WAIT}
    # Nor at the moment of the approval: the result is there to be seen.
    front.news(sale_view(Phase.APPROVED))
    assert not is_locked(later(front, AFTER_S - 1))
    assert is_locked(later(front, 1))


def test_never_while_a_sale_is_being_charged() -> None:
    front = front_of().to_confirm().press(Action.CONFIRM)
    later(front, 2 * AFTER_S).press(Action.LOCK)
    assert not is_locked(front)


def test_not_by_itself_while_a_sale_is_under_way_on_the_page() -> None:
    front = front_of().keys("5", "00").press(Action.CHARGE)
    assert page_of(front.model) is Page.METHOD
    assert not is_locked(later(front, 2 * AFTER_S))
    front.press(Action.PICK_METHOD, "paynow:show")
    assert page_of(front.model) is Page.CONFIRM
    assert not is_locked(later(front, 2 * AFTER_S))
    front.press(Action.CONFIRM)
    doubted = (sale_view(Phase.DOUBT, number=7),)
    front.controller.news(ChargeDoubted(front.model.draft.request, doubted))
    assert page_of(front.model) is Page.DOUBT
    assert not is_locked(later(front, 2 * AFTER_S))
    # By hand it does, and the sale is there afterwards.
    assert is_locked(front.press(Action.LOCK))
    front.controller.news(Unlocked(CASHIER))
    assert page_of(front.model) is Page.DOUBT


@pytest.mark.parametrize("phase", [Phase.ASKING, Phase.DOUBT])
def test_not_by_itself_while_the_page_waits_for_an_answer(phase: Phase) -> None:
    front = front_of().charge(sale_view(phase))
    assert not is_locked(later(front, 2 * AFTER_S))
    assert is_locked(front.press(Action.LOCK))


@pytest.mark.parametrize("where", ["amount", "transactions", "more", "devices", "sounds"])
def test_every_other_page_locks(where: str) -> None:
    front = front_of().press(Action.OPEN_PAGE, where)
    assert is_locked(later(front, AFTER_S))
    front.controller.news(Unlocked(CASHIER))
    assert front.model.page is Page(where)


def test_by_hand_it_locks_at_once_and_says_so() -> None:
    front = front_of().keys("2", "8").press(Action.LOCK).press(Action.LOCK)
    assert front.backend.calls == [("lock", "01", "hand")]
    assert lock(front).title == Message("lock.title")
    assert lock(front).owner == message("lock.signed_in", name="Cashier 01")
    assert page(front).selected_id == "01"


def test_it_locks_also_when_nobody_can_write_it_down(caplog: pytest.LogCaptureFixture) -> None:
    front = front_of()
    front.backend.busy = True
    assert is_locked(front.press(Action.LOCK))
    assert "not in the audit log" in caplog.text


# --- what can be pressed --------------------------------------------------------------------


@pytest.mark.parametrize("action", sorted(set(Action) - {Action.KEY, Action.QUIT}))
def test_nothing_behind_the_lock_can_be_pressed(action: Action) -> None:
    front = front_of().keys("5", "00").press(Action.LOCK)
    front.backend.calls.clear()
    before = front.model
    front.controller.press(Press(action, "paynow:show" if action is Action.PICK_METHOD else ""))
    after = front.model
    # The languages are nobody's secret; whom the PIN is of is chosen at the lock.
    same = replace(
        after,
        language=before.language,
        customer_language=before.customer_language,
        shop_customer_language=before.shop_customer_language,
        sign_in=before.sign_in,
    )
    assert same == before
    assert front.backend.calls == []
    assert front.desk_opened == 0


def test_the_till_can_be_closed() -> None:
    assert front_of().press(Action.LOCK).press(Action.QUIT).closed == 1


# --- who opens it ---------------------------------------------------------------------------


def test_the_pin_brings_everything_back() -> None:
    front = front_of().keys("2", "8", "00").press(Action.TIP, "10").press(Action.LOCK)
    front.keys(*"135790")
    assert front.backend.calls[-1] == ("unlock", "01", "135790", "01", "for owner")
    assert page(front).busy
    front.controller.news(Unlocked(CASHIER))
    assert front.model.page is Page.AMOUNT
    assert front.model.draft.total_minor == 3080
    assert front.model.operator == CASHIER
    assert not is_locked(front)


def test_a_wrong_pin_is_told_as_at_sign_in() -> None:
    front = front_of().press(Action.LOCK).keys(*"864213")
    reason = message("signin.wrong_pin", left=4)
    front.controller.news(SignInRefused(reason))
    assert is_locked(front)
    assert (page(front).error, page(front).pin_entered) == (reason, 0)
    assert page(front).selected_id == "01"
    assert "864213" not in repr(front.model)


def test_another_cashier_signs_in_instead_and_the_first_is_signed_out() -> None:
    front = front_of().keys("2", "8", "00").press(Action.LOCK).press(Action.PICK_OPERATOR, "02")
    assert lock(front).hint == message("lock.signs_out", name="Cashier 01")
    assert lock(front).choices == ()
    front.keys(*"246802")
    assert front.backend.calls[-1] == ("unlock", "02", "246802", "01", "instead")
    front.controller.news(Unlocked(OTHER))
    assert (front.model.operator, front.model.page) == (OTHER, Page.AMOUNT)
    assert front.model.draft.total_minor == 0
    assert front.model.sign_in.selected_id == "02"


def test_a_sale_that_needs_somebody_stays_named_for_the_next_cashier() -> None:
    checking = sale_view(Phase.DOUBT)
    front = front_of().charge(checking).press(Action.LOCK)
    front.controller.news(Unlocked(OTHER))
    assert [view.flow for view in front.model.others] == [checking.flow]
    frame = front.screens().clerk.frame
    assert frame is not None
    assert frame.notice is not None


def test_a_supervisor_unlocks_for_the_cashier_or_takes_over() -> None:
    front = front_of().press(Action.LOCK).press(Action.PICK_OPERATOR, "90")
    owner, own = lock(front).choices
    assert (owner.chosen, own.chosen) == (True, False)
    assert lock(front).hint == message("lock.goes_on", name="Cashier 01")
    front.keys(*"909090")
    assert front.backend.calls[-1] == ("unlock", "90", "909090", "01", "for owner")
    front.controller.news(SignInRefused(message("signin.wrong_pin", left=4)))

    front.controller.press(own.button.press)

    owner, own = lock(front).choices
    assert (owner.chosen, own.chosen) == (False, True)
    assert lock(front).hint == message("lock.signs_out", name="Cashier 01")
    front.keys(*"909090")
    assert front.backend.calls[-1] == ("unlock", "90", "909090", "01", "instead")
    front.controller.news(Unlocked(SUPERVISOR))
    assert front.model.operator == SUPERVISOR


def test_a_supervisors_own_screen_offers_no_choice() -> None:
    front = Front().sign_in(SUPERVISOR).press(Action.LOCK)
    front.controller.news(OperatorsNews((CASHIER, SUPERVISOR)))
    assert lock(front).choices == ()
    assert lock(front).hint == Message("lock.prompt")
    front.press(Action.UNLOCK_AS, "self").keys(*"909090")
    assert front.backend.calls[-1] == ("unlock", "90", "909090", "90", "for owner")


def test_a_busy_till_stays_locked_and_asks_again(caplog: pytest.LogCaptureFixture) -> None:
    front = front_of().press(Action.LOCK)
    front.backend.busy = True
    front.keys(*"135790")
    assert is_locked(front)
    assert page(front).error is not None
    assert not page(front).busy
    assert "busy" in caplog.text


def test_an_answer_that_comes_too_late_changes_nothing() -> None:
    front = front_of()
    before = front.model
    front.controller.news(Unlocked(SUPERVISOR))
    assert front.model == before


# --- what goes on behind it -----------------------------------------------------------------


def test_a_sale_goes_on_behind_the_lock() -> None:
    front = front_of().charge(sale_view(Phase.DOUBT)).press(Action.LOCK)
    front.news(sale_view(Phase.APPROVED))
    assert is_locked(front)
    front.controller.news(Unlocked(CASHIER))
    assert page_of(front.model) is Page.RESULT
    assert front.model.sale == sale_view(Phase.APPROVED)


def test_only_the_count_of_what_waits_is_told() -> None:
    front = front_of().press(Action.LOCK)
    assert lock(front).notices is None
    front.news(sale_view(Phase.PAID_LATE, number=8))
    assert lock(front).notices == message("lock.notices_one", count=1)
    front.news(sale_view(Phase.DOUBT, number=9))
    assert lock(front).notices == message("lock.notices_many", count=2)
    texts = repr(page(front))
    assert "000008" not in texts
    assert "30.80" not in texts
    front.news(sale_view(Phase.CLOSED, number=9))
    front.controller.news(Unlocked(CASHIER))
    frame = front.screens().clerk.frame
    assert frame is not None
    assert frame.notice is not None


def test_the_customer_is_greeted_while_the_screen_is_locked() -> None:
    front = front_of().keys("2", "8", "00")
    assert front.screens().customer.kind is CustomerKind.TOTAL
    front.press(Action.LOCK)
    assert front.screens().customer.kind is CustomerKind.IDLE
    front.controller.news(Unlocked(CASHIER))
    assert front.screens().customer.kind is CustomerKind.TOTAL


def test_a_customer_who_waits_for_an_answer_gets_it() -> None:
    front = front_of().charge(sale_view(Phase.DOUBT)).press(Action.LOCK)
    assert front.screens().customer.kind is CustomerKind.WAIT
    front.news(sale_view(Phase.APPROVED))
    assert front.screens().customer.kind is CustomerKind.PAID
    later(front, front.settings.sale.result_seconds)
    assert front.screens().customer.kind is CustomerKind.IDLE


def test_a_question_over_the_page_waits_behind_the_lock() -> None:
    front = front_of().press(Action.OPEN_PAGE, "devices").press(Action.SAVE_SLIP, "test")
    assert front.screens().clerk.save is not None
    front.press(Action.LOCK)
    assert front.screens().clerk.save is None
    front.press(Action.SAVE_TO, "/tmp/slip.pdf")
    assert "save_slip" not in {call[0] for call in front.backend.calls}
    front.controller.news(Unlocked(CASHIER))
    assert front.screens().clerk.save is not None


def test_the_language_chosen_at_the_lock_is_for_the_moment() -> None:
    front = front_of().press(Action.LOCK)
    front.backend.calls.clear()
    front.press(Action.LANGUAGE, "zh_CN")
    assert front.model.language.value == "zh_CN"
    assert front.backend.calls == []
