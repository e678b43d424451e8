"""The locked screen in the store: who may unlock it, what wrong PINs cost, and the audit log."""

from __future__ import annotations

from pathlib import Path

from kpay_desktop.domain.operator import Operator, Role
from models.operators import OperatorSeed, SignInOutcome, SignInResult
from tests.helpers.store import HandClock, opened, raw

CASHIER = Operator("01", "Cashier 01", Role.CASHIER)
OTHER = Operator("02", "Cashier 02", Role.CASHIER)
SUPERVISOR = Operator("90", "Supervisor", Role.SUPERVISOR)
SEEDS = (
    OperatorSeed(CASHIER, "135790"),
    OperatorSeed(OTHER, "246802"),
    OperatorSeed(SUPERVISOR, "909090"),
)


def audit_of(folder: Path) -> list[tuple[str, ...]]:
    """Return who, what, of whom and how, after the operators were added."""
    with raw(folder) as engine:
        rows = engine.execute(
            "SELECT operator_id, action, subject, detail FROM audit ORDER BY seq"
        ).fetchall()
    return [tuple(map(str, row)) for row in rows][len(SEEDS) :]


def test_locking_and_unlocking_are_written_down(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        store.sign_in.seed(SEEDS)
        for idle in (True, False):
            store.sign_in.lock("01", idle=idle)
            assert store.sign_in.unlock("01", "135790", "01") == SignInResult(
                SignInOutcome.OK, CASHIER
            )
        assert store.verify(60).problems == ()
    assert audit_of(tmp_path) == [
        ("01", "screen_locked", "01", '{"by":"idle"}'),
        ("01", "screen_unlocked", "01", "{}"),
        ("01", "screen_locked", "01", '{"by":"hand"}'),
        ("01", "screen_unlocked", "01", "{}"),
    ]


def test_a_supervisor_unlocks_for_a_cashier(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        store.sign_in.seed(SEEDS)
        result = store.sign_in.unlock("90", "909090", "01")
        assert result == SignInResult(SignInOutcome.OK, SUPERVISOR)
    assert audit_of(tmp_path) == [("90", "screen_unlocked", "01", "{}")]


def test_another_cashier_cannot_unlock_and_is_not_locked_out_by_it(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        store.sign_in.seed(SEEDS)
        for _ in range(6):
            assert store.sign_in.unlock("02", "246802", "01").outcome is SignInOutcome.WRONG
        assert store.sign_in.sign_in("02", "246802").outcome is SignInOutcome.OK
        # Nor a cashier a supervisor.
        assert store.sign_in.unlock("01", "135790", "90").outcome is SignInOutcome.WRONG
    assert [row[1] for row in audit_of(tmp_path)] == ["signed_in"]


def test_wrong_pins_at_the_lock_and_at_sign_in_are_one_count(tmp_path: Path) -> None:
    clock = HandClock()
    with opened(tmp_path, clock=clock) as store:
        store.sign_in.seed(SEEDS)
        left = [
            store.sign_in.sign_in("01", "000000").attempts_left,
            store.sign_in.unlock("01", "000000", "01").attempts_left,
            store.sign_in.sign_in("01", "000000").attempts_left,
            store.sign_in.unlock("01", "000000", "01").attempts_left,
        ]
        assert left == [4, 3, 2, 1]
        locked = store.sign_in.unlock("01", "000000", "01")
        assert (locked.outcome, locked.locked_s) == (SignInOutcome.LOCKED, 30.0)
        # The right PIN does not open the lock-out, neither here nor there.
        assert store.sign_in.unlock("01", "135790", "01").outcome is SignInOutcome.LOCKED
        assert store.sign_in.sign_in("01", "135790").outcome is SignInOutcome.LOCKED
        clock.pass_s(30)
        assert store.sign_in.unlock("01", "135790", "01").outcome is SignInOutcome.OK
        assert store.sign_in.sign_in("01", "000000").attempts_left == 4
    assert [row[1] for row in audit_of(tmp_path)] == [
        *["wrong_pin"] * 4,
        "locked_out",
        "screen_unlocked",
        "wrong_pin",
    ]
