"""Behind the pages: the system's entry and what is attached, looked after and told."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from kpay_desktop.bootstrap.autostart.entry import (
    EntryError,
    EntryState,
    UnwrittenEntry,
)
from kpay_desktop.bootstrap.autostart.switch import SWITCHED_OFF, StartSwitch
from kpay_desktop.bootstrap.comfort import Comfort
from kpay_desktop.domain.message import Message
from kpay_desktop.settings import demo_settings
from kpay_desktop.settings_shop import AppearanceSettings
from ui.backend import InputsSeen, StartEntered

WAIT_S = 60.0
DENIED = Message("comfort.start_denied")


class Stubborn:
    """An entry that stays as it is; ``refuses`` to be changed, ``is_hidden`` from being read."""

    def __init__(self, state: EntryState) -> None:
        self._state = state
        self.refuses = False
        self.is_hidden = False

    def state(self) -> EntryState:
        if self.is_hidden:
            raise EntryError(DENIED)
        return self._state

    def switch(self, *, on: bool) -> None:
        if self.refuses:
            raise EntryError(DENIED)
        self._state = EntryState.OURS if on else EntryState.ABSENT


class Told:
    """News, in their order."""

    def __init__(self) -> None:
        self._news: queue.Queue[InputsSeen | StartEntered] = queue.Queue()

    def __call__(self, news: InputsSeen | StartEntered) -> None:
        self._news.put(news)

    def next(self) -> InputsSeen | StartEntered:
        return self._news.get(timeout=WAIT_S)


@pytest.fixture
def told() -> Told:
    return Told()


def at_once(work: Callable[[], None]) -> None:
    work()


@pytest.fixture
def begun(told: Told) -> Iterator[Callable[..., UnwrittenEntry]]:
    """Give a function that begins; what it began is ended."""
    running: list[Comfort] = []

    def begin(saved: str = "", *, profile: bool = False, was_on: bool = False) -> UnwrittenEntry:
        entry = UnwrittenEntry()
        entry.switch(on=was_on)
        appearance = AppearanceSettings(start_with_computer=profile)
        settings = replace(demo_settings(), appearance=appearance)
        running.append(Comfort(settings, entry, told, at_once))
        running[0].begin(saved)
        return entry

    yield begin
    for comfort in running:
        comfort.stop(WAIT_S)


@pytest.mark.parametrize(
    ("saved", "profile", "was_on", "starts"),
    [
        ("", False, False, False),
        ("", True, False, True),
        ("on", False, False, True),
        ("off", True, True, False),
        ("", False, True, False),
        ("maybe", True, False, True),
    ],
)
def test_at_the_start_the_entry_becomes_what_was_chosen(
    begun: Callable[..., UnwrittenEntry],
    told: Told,
    saved: str,
    profile: bool,
    was_on: bool,
    starts: bool,
) -> None:
    entry = begun(saved, profile=profile, was_on=was_on)

    assert (entry.state() is EntryState.OURS) is starts
    assert told.next() == StartEntered(starts=starts)


def test_what_is_attached_is_told_once(begun: Callable[..., UnwrittenEntry], told: Told) -> None:
    begun()

    assert isinstance(told.next(), StartEntered)
    assert isinstance(told.next(), InputsSeen)


def test_a_wish_is_carried_out_beside_the_pages(told: Told) -> None:
    waiting: list[Callable[[], None]] = []
    entry = UnwrittenEntry()
    comfort = Comfort(demo_settings(), entry, told, waiting.append)

    comfort.start_with_computer(on=True)
    assert entry.state() is EntryState.ABSENT
    waiting.pop()()

    assert entry.state() is EntryState.OURS
    assert told.next() == StartEntered(starts=True)
    comfort.stop(WAIT_S)


@pytest.mark.parametrize(("state", "starts"), [(EntryState.ABSENT, False), (EntryState.OURS, True)])
def test_a_refusal_is_told_beside_what_stands_there(
    told: Told, state: EntryState, starts: bool, caplog: pytest.LogCaptureFixture
) -> None:
    entry = Stubborn(state)
    entry.refuses = True

    StartSwitch(entry, told).switch(on=not starts)

    assert told.next() == StartEntered(starts=starts, said=DENIED)
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == [
        "start entry not changed: comfort.start_denied"
    ]


def test_an_entry_that_cannot_be_read_is_told(told: Told, caplog: pytest.LogCaptureFixture) -> None:
    entry = Stubborn(EntryState.OURS)
    entry.is_hidden = True

    StartSwitch(entry, told).keep(wanted=True)

    assert told.next() == StartEntered(starts=False, said=DENIED)
    assert caplog.records


def test_what_the_system_switched_off_is_told(told: Told) -> None:
    switch = StartSwitch(Stubborn(EntryState.SWITCHED_OFF), told)

    switch.keep(wanted=True)

    assert told.next() == StartEntered(starts=False, said=SWITCHED_OFF)
