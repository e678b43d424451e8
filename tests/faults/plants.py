"""Mistakes made on purpose: whoever tries the till's faults has to find each of them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import replace

from kpay_desktop.domain.records import Commit, PrintState
from kpay_desktop.flows.runner import Runner, RunnerParts
from kpay_desktop.flows.sale_view import Observed, SaleView
from kpay_desktop.ports import StoreError
from models import dialect_sqlite as dialect
from models.store import SqlStore


def believe_every_write() -> None:
    """Go on as if a step that was refused had been written."""
    commit = SqlStore.commit

    def commit_blindly(store: SqlStore, step: Commit) -> None:
        with contextlib.suppress(StoreError):
            commit(store, step)

    vars_of(SqlStore, "commit", commit_blindly)


def print_unannounced() -> None:
    """Let slips leave without a word in the store that they may be on paper."""
    set_state = SqlStore.set_print_state

    def set_late(store: SqlStore, job_id: int, state: PrintState, *, duplicate: bool) -> None:
        if state is not PrintState.SENDING:
            set_state(store, job_id, state, duplicate=duplicate)

    vars_of(SqlStore, "set_print_state", set_late)


def forget_at_start() -> None:
    """Take up nothing that was in flight."""
    vars_of(Runner, "recover", lambda _: 0)


def sync_seldom() -> None:
    """Return from a commit before it is on the disk, as SQLite does with ``synchronous=NORMAL``."""
    pragmas = dialect._writer_pragmas

    def seldom() -> tuple[tuple[str, str | int], ...]:
        return tuple((n, "NORMAL" if n == "synchronous" else value) for n, value in pragmas())

    vars_of(dialect, "_writer_pragmas", seldom)
    vars_of(dialect, "check_connection", lambda *_, **__: None)


def keep_silent() -> None:
    """Show nobody that a step could not be written."""

    def show_all_well(told: RunnerParts) -> Callable[[Observed], None]:
        def show(observed: Observed) -> None:
            if isinstance(observed, SaleView):
                observed = replace(observed, store_fault=None)
            observe(observed)

        observe = told.observe
        return show

    begin = Runner.__init__

    def begin_silently(made: Runner, parts: RunnerParts) -> None:
        begin(made, replace(parts, observe=show_all_well(parts)))

    vars_of(Runner, "__init__", begin_silently)


def vars_of(owner: object, name: str, value: object) -> None:
    """Put ``value`` in the place of what ``owner`` has under ``name``, for this process's life."""
    setattr(owner, name, value)


PLANTS: Mapping[str, Callable[[], None]] = {
    "believe every write": believe_every_write,
    "print unannounced": print_unannounced,
    "forget at start": forget_at_start,
    "sync seldom": sync_seldom,
    "keep silent": keep_silent,
}
