"""Signing in: who, wrong PINs, locks, and what the audit log says of it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from kpay_desktop.domain.operator import Operator, Role
from kpay_desktop.ports import BusyError, StoreError
from models.database import OpenedStore
from models.numbers import EPOCH_SETTING
from models.operators import OperatorSeed, SignInOutcome, SignInResult
from tests.helpers.store import HandClock, begin, opened, raw, write

CASHIER = Operator("01", "Cashier 01", Role.CASHIER)
SUPERVISOR = Operator("90", "Supervisor", Role.SUPERVISOR)
SEEDS = (OperatorSeed(CASHIER, "135790"), OperatorSeed(SUPERVISOR, "909090"))


def audit_of(folder: Path) -> list[tuple[str, str, str, str]]:
    with raw(folder) as engine:
        found = engine.execute(
            "SELECT operator_id, action, subject, detail FROM audit ORDER BY seq"
        ).fetchall()
    return [(str(r[0]), str(r[1]), str(r[2]), str(r[3])) for r in found]


def actions_of(folder: Path) -> list[str]:
    return [row[1] for row in audit_of(folder)]


def fail(store: OpenedStore, times: int) -> list[SignInResult]:
    return [store.sign_in.sign_in("01", "000000") for _ in range(times)]


def test_the_profiles_operators_are_added_once(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        assert store.sign_in.seed(SEEDS) == 2
        assert store.sign_in.seed(SEEDS) == 0
        assert store.sign_in.operators() == [CASHIER, SUPERVISOR]
    renamed = OperatorSeed(replace(CASHIER, name="Somebody"), "111111")
    with opened(tmp_path) as store:
        assert store.sign_in.seed([renamed]) == 0
        assert store.sign_in.sign_in("01", "135790").outcome is SignInOutcome.OK
    assert actions_of(tmp_path) == ["operator_added", "operator_added", "signed_in"]


def test_the_right_pin_signs_in_and_out(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        store.sign_in.seed(SEEDS)
        assert store.sign_in.sign_in("01", "135790") == SignInResult(SignInOutcome.OK, CASHIER)
        store.sign_in.sign_out("01")
    assert audit_of(tmp_path)[2:] == [
        ("01", "signed_in", "01", "{}"),
        ("01", "signed_out", "01", "{}"),
    ]


def test_somebody_unknown_is_just_wrong(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        store.sign_in.seed(SEEDS)
        assert store.sign_in.sign_in("135790", "1").outcome is SignInOutcome.WRONG
    # What was typed may be a PIN in the wrong place: it stands nowhere.
    assert "135790" not in str(audit_of(tmp_path))


def test_five_wrong_pins_lock_and_the_right_one_does_not_open_the_lock(tmp_path: Path) -> None:
    clock = HandClock()
    with opened(tmp_path, clock=clock) as store:
        store.sign_in.seed(SEEDS)
        results = fail(store, 5)
        assert [r.attempts_left for r in results] == [4, 3, 2, 1, 0]
        assert [r.outcome for r in results] == [SignInOutcome.WRONG] * 4 + [SignInOutcome.LOCKED]
        assert results[-1].locked_s == 30.0
        clock.pass_s(29)
        locked = store.sign_in.sign_in("01", "135790")
        assert (locked.outcome, locked.locked_s) == (SignInOutcome.LOCKED, 1.0)
        assert store.sign_in.sign_in("90", "909090").outcome is SignInOutcome.OK
        clock.pass_s(1)
        assert store.sign_in.sign_in("01", "135790").outcome is SignInOutcome.OK
        assert fail(store, 1)[0].attempts_left == 4
    assert actions_of(tmp_path)[2:] == [
        *["wrong_pin"] * 4,
        "locked_out",
        "signed_in",
        "signed_in",
        "wrong_pin",
    ]
    assert audit_of(tmp_path)[6] == ("01", "locked_out", "01", '{"failed":5,"locked_s":30}')


def test_each_further_wrong_pin_locks_twice_as_long(tmp_path: Path) -> None:
    clock = HandClock()
    with opened(tmp_path, clock=clock) as store:
        store.sign_in.seed(SEEDS)
        fail(store, 4)
        seen = []
        for _ in range(7):
            result = fail(store, 1)[0]
            seen.append(result.locked_s)
            clock.pass_s(result.locked_s)
        assert seen == [30.0, 60.0, 120.0, 240.0, 480.0, 900.0, 900.0]


def test_a_lock_outlasts_a_restart(tmp_path: Path) -> None:
    clock = HandClock()
    with opened(tmp_path, clock=clock) as store:
        store.sign_in.seed(SEEDS)
        fail(store, 5)
    with opened(tmp_path, clock=clock) as store:
        assert store.sign_in.sign_in("01", "135790").outcome is SignInOutcome.LOCKED


def test_nobody_signs_in_when_the_store_does_not_take_it(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        store.sign_in.seed(SEEDS)
        database = store.store._session.database
        write(store, lambda: database.pragma("query_only", 1))
        with pytest.raises(StoreError):
            store.sign_in.sign_in("01", "135790")
        write(store, lambda: database.pragma("query_only", 0))
    with pytest.raises(BusyError):
        store.sign_in.sign_in("01", "135790")


def test_a_setting_is_kept_with_who_changed_it(tmp_path: Path) -> None:
    at = HandClock().now()
    with opened(tmp_path) as store:
        assert write(store, lambda: store.settings.get("clerk.language")) is None
        for value in ("en", "zh_CN", "zh_CN"):
            write(store, partial(store.settings.put, "clerk.language", value, "90", at))
    with opened(tmp_path) as store:
        assert write(store, lambda: store.settings.get("clerk.language")) == "zh_CN"
    assert audit_of(tmp_path) == [
        ("90", "setting_changed", "clerk.language", '{"after":"en","before":""}'),
        ("90", "setting_changed", "clerk.language", '{"after":"zh_CN","before":"en"}'),
    ]


def test_a_new_epoch_goes_into_the_next_order_number(tmp_path: Path) -> None:
    at = HandClock().now()
    with opened(tmp_path) as store:
        first = begin(store).order_no
        write(store, lambda: store.settings.put(EPOCH_SETTING, "2", "90", at))
        second = begin(store).order_no
        for bad in ("0", "100", "x", "", "-1", "\u0662"):
            with pytest.raises(ValueError, match="epoch"):
                write(store, partial(store.settings.put, EPOCH_SETTING, bad, "90", at))
    with opened(tmp_path) as store:
        third = begin(store).order_no
    assert [number[8:10] for number in (first, second, third)] == ["01", "02", "02"]
    assert len({first, second, third}) == 3


def test_the_audit_log_shows_a_changed_row(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        store.sign_in.seed(SEEDS)
        fail(store, 2)
    with raw(tmp_path) as engine:
        engine.execute("UPDATE audit SET detail = '{}' WHERE seq = 3")
    with opened(tmp_path) as store:
        report = store.verify(60)
        assert report.problems == ("damaged: audit row 3 is not its own",)
