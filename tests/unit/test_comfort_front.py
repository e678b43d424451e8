"""Full screen, on-screen keyboard, start with the computer: who may change them, and what lasts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kpay_desktop.domain.message import Message
from kpay_desktop.domain.operator import Operator, Role
from kpay_desktop.flows.wallet_sale.values import Phase
from kpay_desktop.ports import StoreErrorKind
from kpay_desktop.settings import demo_settings
from kpay_desktop.settings_shop import AppearanceSettings, ScreenKeyboard
from tests.helpers.front import CASHIER, SUPERVISOR, Front, sale_view
from ui.backend import InputsSeen, Started, StartEntered, StartFailed
from ui.comfort_model import ComfortModel, first_comfort, with_saved
from ui.views import BAD, PLAIN, Action, Page
from ui.views_more import ChoiceGroup, ChoicesView

MANAGER = Operator("99", "Manager", Role.MANAGER)


def at_appearance(operator: Operator = SUPERVISOR) -> Front:
    return Front().sign_in(operator).press(Action.OPEN_PAGE, "appearance")


def group(front: Front, title: str) -> ChoiceGroup:
    body = front.body(ChoicesView)
    return next(each for each in body.groups if each.title == Message(title))


def chosen(front: Front, title: str) -> list[str]:
    return [option.press.value for option in group(front, title).choices if option.chosen]


# --- full screen ------------------------------------------------------------------------------


@pytest.mark.parametrize("operator", [SUPERVISOR, MANAGER], ids=["supervisor", "manager"])
def test_full_screen_is_entered_and_left_by_one_key(operator: Operator) -> None:
    front = at_appearance(operator)
    assert chosen(front, "comfort.full_screen") == ["off"]

    seen = []
    for _ in range(2):
        front.press(Action.FULL_SCREEN)
        seen.append((front.model.comfort.full_screen, chosen(front, "comfort.full_screen")))

    assert seen == [(True, ["on"]), (False, ["off"])]
    saves = [call[1:] for call in front.backend.calls if call[0] == "save"]
    assert saves == [("appearance.full_screen", "on"), ("appearance.full_screen", "off")]


def test_full_screen_is_chosen_on_the_page() -> None:
    front = at_appearance()

    for value, full in (("on", True), ("on", True), ("off", False)):
        front.press(Action.FULL_SCREEN, value)
        assert front.model.comfort.full_screen is full


def test_a_cashier_is_led_to_the_page_that_says_who_may() -> None:
    front = Front().sign_in(CASHIER).keys("5", "00")

    front.press(Action.FULL_SCREEN)

    assert front.model.page is Page.APPEARANCE
    assert not front.model.comfort.full_screen
    said = group(front, "comfort.full_screen")
    assert (said.enabled, said.said) == (False, Message("comfort.supervisor"))
    assert ("save", "appearance.full_screen", "on") not in front.backend.calls
    # What was keyed is not lost.
    front.press(Action.OPEN_PAGE, "amount")
    assert front.model.draft.amount.minor == 500


def test_a_cashier_stays_with_a_customer_who_pays() -> None:
    front = Front().charge(sale_view(Phase.SHOWN))

    front.press(Action.FULL_SCREEN)

    assert front.model.page is Page.SHOW_QR
    assert not front.model.comfort.full_screen


def test_a_supervisor_may_while_a_customer_pays() -> None:
    front = Front().charge(sale_view(Phase.SHOWN), SUPERVISOR)

    assert front.press(Action.FULL_SCREEN).model.comfort.full_screen
    assert front.model.page is Page.SHOW_QR


def test_before_signing_in_the_page_says_who_may() -> None:
    front = Front()
    front.press(Action.PICK_OPERATOR, "01").keys("1", "2").press(Action.FULL_SCREEN)

    assert not front.model.comfort.full_screen
    assert front.model.sign_in.error == Message("comfort.supervisor_sign_in")
    assert front.model.sign_in.selected_id == "01"


def test_a_pin_that_is_being_checked_is_not_disturbed() -> None:
    front = Front()
    front.press(Action.PICK_OPERATOR, "01").keys("1", "3", "5", "7", "9", "0")
    assert front.model.sign_in.busy

    front.press(Action.FULL_SCREEN)

    assert front.model.sign_in.busy
    assert front.model.sign_in.error is None


def test_nobody_is_kept_in_a_full_screen_that_cannot_start() -> None:
    front = Front(replace(demo_settings(), appearance=AppearanceSettings(full_screen=True)))
    front.controller.news(StartFailed(StoreErrorKind.DAMAGED))

    assert not front.press(Action.FULL_SCREEN, "off").model.comfort.full_screen


# --- the on-screen keyboard -------------------------------------------------------------------


@pytest.mark.parametrize("choice", list(ScreenKeyboard))
def test_anybody_chooses_the_keyboard(choice: ScreenKeyboard) -> None:
    front = at_appearance(CASHIER).press(Action.SCREEN_KEYBOARD, choice.value)

    assert chosen(front, "comfort.keyboard") == [choice.value]
    assert ("save", "appearance.screen_keyboard", choice.value) in front.backend.calls


def test_a_choice_that_there_is_not_changes_nothing() -> None:
    front = at_appearance().press(Action.SCREEN_KEYBOARD, "sometimes")

    assert front.model.comfort.keyboard is ScreenKeyboard.AUTO


@pytest.mark.parametrize(
    ("choice", "needed", "drawn"),
    [
        (ScreenKeyboard.AUTO, False, False),
        (ScreenKeyboard.AUTO, True, True),
        (ScreenKeyboard.ON, False, True),
        (ScreenKeyboard.OFF, True, False),
    ],
)
def test_when_keys_are_drawn(choice: ScreenKeyboard, needed: bool, drawn: bool) -> None:
    front = at_appearance().press(Action.SCREEN_KEYBOARD, choice.value)
    front.controller.news(InputsSeen(needed))

    assert front.screens().clerk.draws_keyboard is drawn


# --- starting with the computer ---------------------------------------------------------------


def test_a_supervisor_enters_the_till_and_is_told_how_it_went() -> None:
    front = at_appearance()
    front.controller.news(StartEntered(starts=False))
    assert chosen(front, "comfort.start") == ["off"]

    front.press(Action.START_WITH_COMPUTER, "on")
    front.press(Action.START_WITH_COMPUTER, "on")
    assert front.backend.calls.count(("start_with_computer", "90", "True")) == 1
    assert ("save", "appearance.start_with_computer", "on") in front.backend.calls
    waiting = group(front, "comfort.start")
    assert (waiting.enabled, waiting.said) == (False, Message("comfort.start_waiting"))

    front.controller.news(StartEntered(starts=True))
    assert chosen(front, "comfort.start") == ["on"]
    assert group(front, "comfort.start").said is None
    assert group(front, "comfort.start").enabled


def test_what_the_system_refuses_is_said() -> None:
    front = at_appearance().press(Action.START_WITH_COMPUTER, "on")

    front.controller.news(StartEntered(starts=False, said=Message("comfort.start_denied")))

    said = group(front, "comfort.start")
    assert (said.said, said.said_tone) == (Message("comfort.start_denied"), BAD)
    assert chosen(front, "comfort.start") == ["off"]


def test_before_the_system_has_been_asked_there_is_nothing_to_choose() -> None:
    front = at_appearance()

    assert chosen(front, "comfort.start") == []
    assert not group(front, "comfort.start").enabled


@pytest.mark.parametrize("operator", [CASHIER, None], ids=["cashier", "nobody"])
def test_nobody_else_changes_what_starts(operator: Operator | None) -> None:
    front = Front() if operator is None else at_appearance(operator)
    front.controller.news(StartEntered(starts=False))

    front.press(Action.START_WITH_COMPUTER, "on")

    assert not [call for call in front.backend.calls if call[0] == "start_with_computer"]
    if operator is not None:
        said = group(front, "comfort.start")
        assert (said.enabled, said.said, said.said_tone) == (
            False,
            Message("comfort.supervisor"),
            PLAIN,
        )


def test_a_value_that_means_nothing_changes_nothing() -> None:
    front = at_appearance().press(Action.START_WITH_COMPUTER, "maybe")

    assert not [call for call in front.backend.calls if call[0] == "start_with_computer"]


# --- what lasts -------------------------------------------------------------------------------


def test_the_profile_says_how_it_begins() -> None:
    settings = AppearanceSettings(full_screen=True, screen_keyboard=ScreenKeyboard.OFF)

    first = first_comfort(settings)
    assert (first.full_screen, first.keyboard) == (True, ScreenKeyboard.OFF)
    assert with_saved(first, {}) == first


@pytest.mark.parametrize(
    ("saved", "full", "keyboard"),
    [
        (("on", "off"), True, ScreenKeyboard.OFF),
        (("off", "on"), False, ScreenKeyboard.ON),
        (("", ""), True, ScreenKeyboard.AUTO),
        (("1", "sometimes"), True, ScreenKeyboard.AUTO),
    ],
)
def test_what_was_chosen_on_the_till_comes_before_the_profile(
    saved: tuple[str, str], full: bool, keyboard: ScreenKeyboard
) -> None:
    front = Front()
    full_before = replace(front.model.comfort, full_screen=True, needs_keyboard=True)
    assert full_before == ComfortModel(full_screen=True, needs_keyboard=True)

    names = ("appearance.full_screen", "appearance.screen_keyboard")
    after = with_saved(full_before, dict(zip(names, saved, strict=True)))

    assert (after.full_screen, after.keyboard, after.needs_keyboard) == (full, keyboard, True)


def test_the_till_takes_up_what_was_chosen() -> None:
    front = Front()
    saved = (("appearance.full_screen", "on"), ("appearance.screen_keyboard", "on"))

    front.controller.news(Started(saved, ()))

    assert front.model.comfort.full_screen
    assert front.screens().clerk.draws_keyboard
