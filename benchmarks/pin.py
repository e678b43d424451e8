"""Checking a PIN, which must not be cheap, beside the library's own check at the same price."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from benchmarks.measure import BenchError, Effort, race, timed
from benchmarks.report import Row, compare
from kpay_desktop.security.pins import check_pin, hash_pin

PIN = "135790"
# The least that OWASP's cheat sheet on password storage asks of argon2id.
LEAST_MEMORY_KIB, LEAST_PASSES = 19 * 1024, 2


def run(effort: Effort, _folder: Path) -> list[Row]:
    from argon2 import PasswordHasher, Type, extract_parameters

    pin_hash = hash_pin(PIN)
    least = PasswordHasher(
        time_cost=LEAST_PASSES, memory_cost=LEAST_MEMORY_KIB, parallelism=1, type=Type.ID
    )
    least_hash = least.hash(PIN)

    def ours() -> None:
        if not check_pin(pin_hash, PIN).is_right:
            raise BenchError("the right PIN was refused")

    floor, till = race(
        timed(lambda: least.verify(least_hash, PIN)), timed(ours), rounds=effort.times(40)
    )
    used = extract_parameters(pin_hash)
    row = compare("pin", "PIN checked", ("argon2id, 19 MiB, 2 passes", floor), till)
    is_dear = used.memory_cost >= LEAST_MEMORY_KIB and used.time_cost >= LEAST_PASSES
    return [replace(row, target="not below the floor's price", is_met=is_dear)]
