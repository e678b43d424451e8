"""What is heard: each change of a sale and of the printer once, and what the page chooses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.records import CreditState, PrintState, SlipCopy
from kpay_desktop.domain.sound import Sound
from kpay_desktop.flows.print_values import PrintPhase
from kpay_desktop.flows.sale_view import ChargeDoubted, ChargeRefused, SaleView
from kpay_desktop.flows.wallet_sale.values import Phase
from kpay_desktop.ports import DeviceKind, DeviceStatus, Health, StoreErrorKind
from kpay_desktop.settings import demo_settings
from tests.helpers.front import Front, payment, sale_view
from tests.helpers.more_pages import READY, front_at, printer
from ui.backend import QueueNews, SlipNews, SoundTried, Started, Unlocked
from ui.sounds import MAX_SALES, Ear, Mood, mood_of
from ui.views import Action, Page
from ui.views_more import ChoicesView

A, F, N = Sound.APPROVED, Sound.FAILED, Sound.ATTENTION
NO_SOUND = DeviceStatus(DeviceKind.SOUND, Health.UNKNOWN, "sound.none")
READY_SOUND = DeviceStatus(DeviceKind.SOUND, Health.OK, "sound.ready", "pw-play")


def doubted(view: SaleView) -> SaleView:
    return replace(view, state=replace(view.state, doubted=True))


def heard(front: Front) -> list[Sound]:
    """Return what has been heard since the last look."""
    sounds = [sound for sound, _ in front.backend.heard]
    front.backend.heard.clear()
    return sounds


# What a sale sounds like when it comes to a phase: on the page, and behind it.
TABLE = [
    (Phase.CREATED, None, None),
    (Phase.SHOWN, None, None),
    (Phase.PAYING, None, None),
    (Phase.ASKING, None, None),
    (Phase.CLOSING, None, None),
    (Phase.ASKING_AGAIN, None, None),
    (Phase.REVERSING, N, None),
    (Phase.DOUBT, N, None),
    (Phase.APPROVED, A, N),
    (Phase.CLOSED, F, N),
    (Phase.DECLINED, F, N),
    (Phase.PAID_LATE, N, N),
    (Phase.REFUNDED, None, None),
    # Whoever said so stands at the till.
    (Phase.BY_HAND, None, None),
]


def test_the_table_names_every_phase() -> None:
    assert {row[0] for row in TABLE} == set(Phase)


@pytest.mark.parametrize(("phase", "on_page", "behind"), TABLE)
def test_a_sale_is_heard_by_its_phase(
    phase: Phase, on_page: Sound | None, behind: Sound | None
) -> None:
    for is_on_page, sound in ((True, on_page), (False, behind)):
        ear = Ear()
        first = Phase.CREATED if phase is Phase.SHOWN else Phase.SHOWN
        assert ear.sale(sale_view(first), on_page=is_on_page, is_running=True) is None
        assert ear.sale(sale_view(phase), on_page=is_on_page, is_running=True) is sound
        # The same again, however often, is no news.
        for _ in range(3):
            assert ear.sale(sale_view(phase), on_page=is_on_page, is_running=True) is None


@pytest.mark.parametrize("phase", [Phase.ASKING, Phase.CLOSING, Phase.ASKING_AGAIN])
def test_an_answer_that_was_missed_is_heard_once(phase: Phase) -> None:
    ear = Ear()
    ear.sale(sale_view(Phase.SHOWN), on_page=True, is_running=True)
    assert ear.sale(doubted(sale_view(phase)), on_page=True, is_running=True) is N
    for later in (Phase.CLOSING, Phase.ASKING_AGAIN, Phase.DOUBT):
        assert ear.sale(doubted(sale_view(later)), on_page=True, is_running=True) is None
    assert ear.sale(sale_view(Phase.CLOSED), on_page=True, is_running=True) is F


@pytest.mark.parametrize("phase", list(Phase))
def test_what_was_so_at_the_start_is_not_heard(phase: Phase) -> None:
    ear = Ear()
    assert ear.sale(doubted(sale_view(phase)), on_page=False, is_running=False) is None


def test_late_money_of_another_day_is_heard_at_its_first_news() -> None:
    assert Ear().sale(sale_view(Phase.PAID_LATE), on_page=False, is_running=True) is N
    assert Ear().sale(sale_view(Phase.APPROVED), on_page=False, is_running=True) is None


def test_a_second_payment_is_heard() -> None:
    ear = Ear()
    ear.sale(sale_view(Phase.APPROVED), on_page=True, is_running=True)
    twice = sale_view(Phase.APPROVED, payments=(payment(CreditState.INBOX),))
    assert ear.sale(twice, on_page=True, is_running=True) is N
    assert ear.sale(twice, on_page=True, is_running=True) is None
    back = sale_view(Phase.APPROVED, payments=(payment(CreditState.REFUNDING),))
    assert ear.sale(back, on_page=True, is_running=True) is None


def test_only_so_many_sales_are_remembered() -> None:
    ear = Ear()
    for number in range(MAX_SALES + 1):
        ear.sale(sale_view(Phase.SHOWN, number=number), on_page=False, is_running=True)
    # The first one is forgotten, and so is what it was.
    assert ear.sale(sale_view(Phase.APPROVED, number=0), on_page=True, is_running=True) is None
    last = sale_view(Phase.APPROVED, number=MAX_SALES)
    assert ear.sale(last, on_page=True, is_running=True) is A


def test_every_phase_has_a_mood() -> None:
    assert {mood_of(sale_view(phase)) for phase in Phase} == set(Mood)


# --- through the controller -----------------------------------------------------------------


def test_an_approved_sale_is_heard_once_and_its_slips_are_not() -> None:
    front = Front().charge(sale_view(Phase.SHOWN))
    assert heard(front) == []
    front.news(sale_view(Phase.APPROVED))
    assert front.backend.heard == [(A, 60)]
    for state in (PrintState.SENDING, PrintState.PRINTED):
        front.controller.news(SlipNews(138, SlipCopy.MERCHANT, state))
    front.news(sale_view(Phase.APPROVED)).press(Action.LANGUAGE).press(Action.THEME, "dark")
    front.press(Action.NEW_SALE)
    assert heard(front) == [A]


def test_a_sale_behind_the_page_never_sounds_approved() -> None:
    front = Front().charge(doubted(sale_view(Phase.ASKING)))
    front.press(Action.NEW_SALE)
    heard(front)
    front.news(sale_view(Phase.APPROVED))
    assert heard(front) == [N]


def test_a_sale_behind_the_lock_asks_for_attention() -> None:
    front = Front().charge(doubted(sale_view(Phase.ASKING))).press(Action.LOCK)
    heard(front)
    front.news(sale_view(Phase.APPROVED))
    assert heard(front) == [N]
    operator = front.model.operator
    assert operator is not None
    front.controller.news(Unlocked(operator))
    front.news(sale_view(Phase.APPROVED))
    assert heard(front) == []


def test_a_start_with_sales_under_way_is_silent() -> None:
    front = Front()
    for number, phase in enumerate(Phase):
        front.news(doubted(sale_view(phase, number=number)))
    front.controller.news(printer("paper_out"))
    front.controller.news(QueueNews(PrintPhase.WAITING, printer("paper_out")))
    front.controller.news(Started((), ()))
    assert heard(front) == []
    # What comes after it is heard.
    front.news(sale_view(Phase.PAID_LATE, number=list(Phase).index(Phase.CLOSED)))
    assert heard(front) == [N]


def test_a_sale_that_cannot_begin_is_heard() -> None:
    front = Front().to_confirm().press(Action.CONFIRM)
    front.controller.news(ChargeRefused("another press", StoreErrorKind.FULL))
    assert heard(front) == []
    front.controller.news(ChargeRefused(front.model.draft.request, StoreErrorKind.FULL))
    assert heard(front) == [F]


def test_the_same_total_again_asks_for_attention() -> None:
    front = Front().to_confirm().press(Action.CONFIRM)
    others = (sale_view(Phase.DOUBT, number=7),)
    front.controller.news(ChargeDoubted(front.model.draft.request, others))
    assert front.model.page is Page.DOUBT
    assert heard(front) == [N]


def test_the_printer_is_heard_once_for_each_time_it_needs_a_hand() -> None:
    front = front_at(Page.AMOUNT)
    front.controller.news(printer("paper_out"))
    front.controller.news(QueueNews(PrintPhase.WAITING, printer("paper_out")))
    front.controller.news(printer("paper_out"))
    assert heard(front) == [N]
    # Changing the roll opens the cover.
    front.controller.news(printer("cover_open"))
    assert heard(front) == []
    front.controller.news(QueueNews(PrintPhase.PRINTING, READY))
    front.controller.news(READY)
    front.controller.news(QueueNews(PrintPhase.IDLE, READY))
    front.controller.news(printer("paper_out"))
    assert heard(front) == [N]


def test_a_printer_that_is_away_is_heard_when_a_slip_waits_for_it() -> None:
    front = front_at(Page.AMOUNT)
    front.controller.news(printer("offline"))
    assert heard(front) == []
    front.controller.news(QueueNews(PrintPhase.WAITING, printer("offline")))
    assert heard(front) == [N]


# --- what is chosen -------------------------------------------------------------------------


def test_keys_click_where_that_is_chosen() -> None:
    front = Front().sign_in().keys("1", "2")
    assert heard(front) == []
    front.press(Action.SOUND_KEYS, "on").keys("3", "back").press(Action.TIP, "10")
    assert heard(front) == [Sound.KEY, Sound.KEY]
    assert ("save", "sound.keys", "on") in front.backend.calls
    front.press(Action.SOUND_KEYS, "off").keys("3")
    assert heard(front) == []


def test_nothing_is_heard_while_sounds_are_off() -> None:
    front = Front().press(Action.SOUND_KEYS, "on").press(Action.SOUND, "off")
    front.charge(sale_view(Phase.SHOWN)).news(sale_view(Phase.APPROVED))
    front.press(Action.SOUND_VOLUME, "80")
    assert heard(front) == []
    assert ("save", "sound.on", "off") in front.backend.calls
    # Turning them on repeats nothing.
    front.press(Action.SOUND, "on").news(sale_view(Phase.APPROVED))
    assert heard(front) == []


def test_a_new_volume_is_heard_in_that_volume() -> None:
    front = Front().press(Action.SOUND_VOLUME, "100").press(Action.SOUND_VOLUME, "35")
    assert front.backend.heard == [(A, 100)]
    assert ("save", "sound.volume", "100") in front.backend.calls


def test_the_profile_says_what_a_till_begins_with() -> None:
    settings = demo_settings()
    loud = replace(settings, sound=replace(settings.sound, volume_percent=90, keys=True))
    front = Front(loud).sign_in().keys("1")
    assert front.backend.heard == [(Sound.KEY, 90)]


def test_what_was_chosen_in_an_earlier_run_is_in_force() -> None:
    front = Front()
    saved = (("sound.on", "on"), ("sound.volume", "20"), ("sound.keys", "on"))
    front.controller.news(Started(saved, ()))
    front.sign_in().keys("1")
    assert front.backend.heard == [(Sound.KEY, 20)]
    front = Front()
    odd = (("sound.on", "maybe"), ("sound.volume", "11"), ("sound.keys", ""))
    front.controller.news(Started(odd, ()))
    assert front.model.sound.over(front.settings.sound) == front.settings.sound


def sounds_page(front: Front) -> ChoicesView:
    return front.body(ChoicesView)


def said_of(front: Front) -> Message | None:
    return sounds_page(front).groups[3].said


def test_each_sound_can_be_tried_also_while_they_are_off() -> None:
    front = front_at(Page.SOUNDS).press(Action.SOUND, "off")
    tries = sounds_page(front).groups[3].choices
    assert [option.press.value for option in tries] == [
        sound.value for sound in Sound if sound is not Sound.KEY
    ]
    front.press(Action.TRY_SOUND, "failed")
    assert ("try_sound", "failed", "60") in front.backend.calls
    assert said_of(front) == Message("sound.playing")
    front.controller.news(SoundTried(READY_SOUND))
    assert said_of(front) == message("sound.played", time="14:32:08")
    front.press(Action.TRY_SOUND, "a gong")
    assert front.backend.calls[-1] == ("try_sound", "failed", "60")


@pytest.mark.parametrize(
    ("word", "health", "said"),
    [
        ("simulated", Health.OK, message("sound.noted", time="14:32:08")),
        ("none", Health.UNKNOWN, message("sound.not_played", reason="@sound.none")),
        ("hangs", Health.WARN, message("sound.not_played", reason="@sound.hangs")),
    ],
)
def test_a_try_says_what_it_came_to(word: str, health: Health, said: Message) -> None:
    front = front_at(Page.SOUNDS).press(Action.TRY_SOUND, "approved")
    front.controller.news(SoundTried(DeviceStatus(DeviceKind.SOUND, health, f"sound.{word}")))
    assert said_of(front) == said
    # Another visit begins afresh.
    front.press(Action.OPEN_PAGE, "more").press(Action.OPEN_PAGE, "sounds")
    assert said_of(front) is None


def test_a_try_that_gave_way_says_nothing() -> None:
    front = front_at(Page.SOUNDS).press(Action.TRY_SOUND, "approved")
    front.controller.news(SoundTried(None))
    assert said_of(front) is None


def test_a_computer_without_sound_says_so_and_no_lamp_does() -> None:
    front = front_at(Page.SOUNDS)
    front.controller.news(NO_SOUND)
    assert said_of(front) == Message("sound.none")
    frame = front.screens().clerk.frame
    assert frame is not None
    assert DeviceKind.SOUND not in {lamp.kind for lamp in frame.lamps}


def test_a_till_that_is_still_starting_is_silent_and_works() -> None:
    front = Front().press(Action.SOUND_KEYS, "on")
    front.backend.busy = True
    front.keys("1", "2", "3")
    assert front.model.sign_in.pin == "123"
