"""Days of voids, refunds and settlements, each from one seed."""

from __future__ import annotations

import random
from collections.abc import Callable

from kpay_desktop.domain.returns import ReturnKind
from kpay_desktop.flows.money_back.state import Way
from tests.helpers.settlement_world import Tables
from tests.helpers.settlement_world_days import Day, Fate
from tests.helpers.truthful_card_host import Mood

MOST_SALES = 10


def seeded_day(seed: int, tables: Tables, steps: int = 120) -> Day:
    """Live through the day of a seed, and let it run out."""
    chance = random.Random(seed)
    day = Day(tables)
    day.host.shown_batch_no = 7 if chance.random() < 0.2 else None
    day.host.never_ends = chance.random() < 0.1
    day.host.refuses_sign_on = chance.random() < 0.1
    day.host.forgets = chance.random() < 0.3
    acts, weights = [act for _, act in _ACTS], [weight for weight, _ in _ACTS]
    for act in chance.choices(acts, weights, k=steps):
        act(day, chance)
        day.check()
    day.run_out()
    return day


def _way(chance: random.Random) -> Way:
    return chance.choice((Way.CARD, Way.CARD, Way.WALLET))


def _mood(chance: random.Random) -> Mood:
    moods: tuple[Mood, ...] = (Mood.YES, Mood.YES, Mood.YES, *Mood)
    return chance.choice(moods)


def _sell(day: Day, chance: random.Random) -> None:
    number = len(day.sales) + 1
    if number <= MOST_SALES:
        amount = 10_000 * number + chance.randrange(1_000)
        day.sell(amount, _way(chance), host_has_it=chance.random() < 0.93)


def _ask_back(day: Day, chance: random.Random) -> None:
    kind = chance.choice((*ReturnKind,))
    day.ask_back(chance.randrange(1_000), kind, chance.choice((30, 60, 100)))


def _ask_settlement(day: Day, chance: random.Random) -> None:
    day.ask_settlement(_way(chance))


def _read(day: Day, chance: random.Random) -> None:
    day.at_the_reader(chance.randrange(1_000), chance.randrange(6))


def _press(day: Day, chance: random.Random) -> None:
    day.press(chance.randrange(1_000), chance.randrange(16))


def _report(day: Day, _chance: random.Random) -> None:
    for key in [*day.settlements]:
        day.report(key)


def _carry(day: Day, chance: random.Random) -> None:
    fate = chance.choice((Fate.HEARD, Fate.HEARD, Fate.HEARD, *Fate))
    day.carry(_way(chance), fate, _mood(chance))


def _arrive(day: Day, chance: random.Random) -> None:
    day.arrive(chance.randrange(1_000), _mood(chance))


def _hear(day: Day, chance: random.Random) -> None:
    day.hear(chance.randrange(1_000))


def _pass_time(day: Day, chance: random.Random) -> None:
    day.pass_time(chance.choice((1, 5, 30, 120)))


def _set_clock(day: Day, chance: random.Random) -> None:
    day.set_clock(chance.choice((-86_400, -60, 3_600, 90_000)))


def _restart(day: Day, _chance: random.Random) -> None:
    day.restart_now()


def _die(day: Day, chance: random.Random) -> None:
    day.dies = chance.randrange(1, 3)


def _fill_disk(day: Day, chance: random.Random) -> None:
    day.disk_fails = chance.randrange(1, 3)


Act = Callable[[Day, random.Random], None]
_ACTS: tuple[tuple[int, Act], ...] = (
    *((8, _sell), (16, _ask_back), (5, _ask_settlement), (8, _read), (4, _press)),
    *((14, _report), (25, _carry), (4, _arrive), (4, _hear), (5, _pass_time)),
    *((2, _set_clock), (2, _restart), (2, _die), (1, _fill_disk)),
)
