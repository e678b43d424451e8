"""Signing in, locking and unlocking between the windows and the store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kpay_desktop.bootstrap.sign_ins import SignIns
from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.operator import Operator, Role
from kpay_desktop.settings_shop import OperatorSettings
from models.database import OpenedStore
from tests.helpers.flows import InlineExecutor
from tests.helpers.store import opened, raw
from ui.backend import News, OperatorsNews, SignedIn, SignInRefused, Unlocked

CASHIER = Operator("01", "Cashier 01", Role.CASHIER)
OTHER = Operator("02", "Cashier 02", Role.CASHIER)
SUPERVISOR = Operator("90", "Supervisor", Role.SUPERVISOR)
PINS = {"01": "135790", "02": "246802", "90": "909090"}
PROFILE = tuple(
    OperatorSettings(each.operator_id, each.name, each.role, PINS[each.operator_id])
    for each in (CASHIER, OTHER, SUPERVISOR)
)


class Counter:
    """The part under test, its store, and what the windows hear."""

    def __init__(self, folder: Path, store: OpenedStore) -> None:
        self.folder, self.store = folder, store
        self.told: list[News] = []
        self.sign_ins = SignIns(store.sign_in, InlineExecutor(), self.told.append)
        self.sign_ins.seed(PROFILE)
        self.told.clear()

    def last(self) -> News:
        return self.told[-1]

    def actions(self) -> list[tuple[str, str, str]]:
        """Who did what to whom, after the operators were added."""
        with raw(self.folder) as engine:
            rows = engine.execute(
                "SELECT operator_id, action, subject FROM audit ORDER BY seq"
            ).fetchall()
        return [(str(a), str(b), str(c)) for a, b, c in rows][len(PROFILE) :]


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    with opened(tmp_path) as store:
        yield Counter(tmp_path, store)


def test_the_profiles_operators_are_told(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        told: list[News] = []
        SignIns(store.sign_in, InlineExecutor(), told.append).seed(PROFILE)
        assert told == [OperatorsNews((CASHIER, OTHER, SUPERVISOR))]


def test_the_owner_unlocks(counter: Counter) -> None:
    counter.sign_ins.sign_in("01", PINS["01"])
    assert counter.last() == SignedIn(CASHIER)
    counter.sign_ins.lock("01", idle=True)
    counter.sign_ins.unlock("01", "000000", "01", for_owner=True)
    assert counter.last() == SignInRefused(message("signin.wrong_pin", left=4))
    counter.sign_ins.unlock("01", PINS["01"], "01", for_owner=True)
    assert counter.last() == Unlocked(CASHIER)
    assert counter.sign_ins.operator_id == "01"
    assert counter.actions() == [
        ("01", "signed_in", "01"),
        ("01", "screen_locked", "01"),
        ("01", "wrong_pin", "01"),
        ("01", "screen_unlocked", "01"),
    ]


def test_a_supervisor_unlocks_and_the_cashier_stays_signed_in(counter: Counter) -> None:
    counter.sign_ins.sign_in("01", PINS["01"])
    counter.sign_ins.lock("01", idle=False)
    counter.sign_ins.unlock("90", PINS["90"], "01", for_owner=True)
    assert counter.last() == Unlocked(CASHIER)
    assert counter.sign_ins.operator_id == "01"
    assert counter.actions()[-1] == ("90", "screen_unlocked", "01")


def test_another_signs_in_instead_and_the_owner_is_signed_out(counter: Counter) -> None:
    counter.sign_ins.sign_in("01", PINS["01"])
    counter.sign_ins.lock("01", idle=True)
    counter.sign_ins.unlock("02", PINS["02"], "01", for_owner=False)
    assert counter.last() == Unlocked(OTHER)
    assert counter.sign_ins.operator_id == "02"
    assert counter.actions()[-2:] == [("02", "signed_in", "02"), ("01", "signed_out", "01")]


def test_a_supervisor_who_takes_over_may_decide(
    counter: Counter, caplog: pytest.LogCaptureFixture
) -> None:
    counter.sign_ins.sign_in("01", PINS["01"])
    counter.sign_ins.unlock("90", PINS["90"], "01", for_owner=True)
    assert not counter.sign_ins.may_decide("90")
    counter.sign_ins.unlock("90", PINS["90"], "01", for_owner=False)
    assert counter.sign_ins.may_decide("90")
    assert "refused" in caplog.text


def test_a_wrong_pin_signs_nobody_out(counter: Counter) -> None:
    counter.sign_ins.sign_in("01", PINS["01"])
    counter.sign_ins.unlock("02", "000000", "01", for_owner=False)
    assert isinstance(counter.last(), SignInRefused)
    assert counter.sign_ins.operator_id == "01"
    assert "signed_out" not in {row[1] for row in counter.actions()}


def test_a_store_that_takes_nothing_keeps_the_screen_locked(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with opened(tmp_path) as store:
        counter = Counter(tmp_path, store)
        counter.sign_ins.sign_in("01", PINS["01"])
    counter.sign_ins.lock("01", idle=True)
    for for_owner in (True, False):
        counter.told.clear()
        counter.sign_ins.unlock("01", PINS["01"], "01", for_owner=for_owner)
        assert counter.told == [SignInRefused(Message("signin.store"))]
    assert counter.sign_ins.operator_id == "01"
    assert "the lock is not in the audit log" in caplog.text
