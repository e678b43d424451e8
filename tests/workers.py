"""Tests shared out among processes: who gets what, in which order, and how each of them ended.

``python3 run.py test`` starts them through pytest-xdist. A file stays in one process, so that what
a module sets up is set up once; the few files whose tests last longest go out test by test.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import secrets
from collections.abc import Sequence
from pathlib import Path

import execnet
import pytest
from _pytest.assertion import rewrite
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import NodeManager, WorkerController

#: Of the environment: how many processes take tests.
WORKERS_VARIABLE = "KPAY_TEST_WORKERS"
# More than half of the time tests wait for windows, processes and deadlines.
WORKERS_PER_CPU = 2
MAX_WORKERS = 8

#: What lasts longest goes first, so that at the end nobody waits for it; then folder by folder.
FIRST = (
    "tests/end2end/test_card_table.py",
    "tests/end2end/test_outcome_pages.py",
    "tests/end2end/test_tour.py",
    "tests/end2end/test_no_card_data.py",
    "tests/end2end/test_whole_day.py",
    "tests/end2end/test_chinese_morning.py",
    "tests/end2end/test_card_kill_points.py",
    "tests/end2end/test_printer_faults.py",
    "tests/end2end/test_kill_points.py",
    "tests/end2end/test_failing_calls.py",
    "tests/end2end/test_counter_alone.py",
    "tests/contract/test_real_card_service.py",
    "tests/end2end/",
    "tests/contract/",
    "tests/property/",
    "tests/gui/",
)
#: Files of which each test may go to another process.
ONE_BY_ONE = (
    "tests/end2end/test_counter_alone.py",
    "tests/end2end/test_kill_points.py",
    "tests/end2end/test_starts.py",
)

#: There cases are told in an order that somebody chose, and none comes from a set.
IN_STEPS = "tests/end2end/"

EXIT_S = 60
_GATEWAYS = pytest.StashKey[list[execnet.Gateway]]()


def count_workers(cpus: int, wished: str = "") -> int:
    """Return how many processes take tests; ``wished`` is what the environment says."""
    if wished:
        if not wished.isdecimal():
            raise pytest.UsageError(f"{WORKERS_VARIABLE} is no number: {wished}")
        return int(wished)
    return min(MAX_WORKERS, cpus * WORKERS_PER_CPU)


def unit_of(nodeid: str) -> str:
    """Return what goes to one process together with a test: its file, or nothing else."""
    path = nodeid.partition("::")[0]
    return nodeid if path in ONE_BY_ONE else path


def rank(nodeid: str) -> int:
    """Return how early a test is given out."""
    return next((n for n, start in enumerate(FIRST) if nodeid.startswith(start)), len(FIRST))


class Sharing(LoadScopeScheduling):
    """Gives out unit by unit in the order of collection."""

    def _split_scope(self, nodeid: str) -> str:
        return unit_of(nodeid)

    def remove_node(self, node: WorkerController) -> str | None:
        """Take a process out; return the test under which it died, which is not tried again."""
        died = None
        for unit in self.assigned_work[node].values():
            died = next((nodeid for nodeid, is_done in unit.items() if not is_done), None)
            if died is not None:
                unit[died] = True
                break
        super().remove_node(node)
        return died


# --- pytest's hooks -----------------------------------------------------------------------------


def pytest_sessionstart(session: pytest.Session) -> None:
    """Have the assertions of a share of all files rewritten here, and the rest by the others."""
    config = session.config
    shared: dict[str, object] = getattr(config, "workerinput", {})
    if shared and config.args_source is pytest.Config.ArgsSource.TESTPATHS:
        number = int(str(shared["workerid"]).removeprefix("gw"))
        rewrite_share(config, config.rootpath / "tests", number, int(str(shared["workercount"])))


def rewrite_share(config: pytest.Config, folder: Path, number: int, count: int) -> None:
    """Keep each ``count``-th file of tests as pytest would at its import, from ``number`` on.

    All processes import all files, in one order: in a fresh copy each would rewrite all of them.
    """
    state = config.stash[rewrite.assertstate_key]
    for file in sorted(folder.rglob("test_*.py"))[number::count]:
        cache = rewrite.get_cache_dir(file)
        kept = cache / f"{file.stem}{rewrite.PYC_TAIL}"
        if rewrite._read_pyc(file, kept) is None and rewrite.try_makedirs(cache):
            # What cannot be read as Python is for the collection to tell.
            with contextlib.suppress(SyntaxError):
                source_hash, code = rewrite._rewrite_test(file, config)
                rewrite._write_pyc(state, code, source_hash, kept)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Answer ``-n auto``."""
    cpus = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return count_workers(cpus or 1, os.environ.get(WORKERS_VARIABLE, ""))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config: pytest.Config, specs: Sequence[execnet.XSpec]) -> None:
    """Scatter sets by one seed in all processes, so that all of them find the same tests."""
    os.environ.setdefault("PYTHONHASHSEED", str(secrets.randbelow(2**32)))
    NodeManager.EXIT_TIMEOUT = EXIT_S
    config.stash[_GATEWAYS] = []


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: WorkerController) -> None:
    """Note a process whose end counts."""
    node.config.stash[_GATEWAYS].append(node.gateway)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Sharing | None:
    """Share out as described where whole files were asked for."""
    if config.getoption("dist") != "loadfile":
        return None
    config.option.loadscopereorder = False
    return Sharing(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Bring forward what lasts long, and let all processes have one order.

    A set that a test takes its parameters from may have another order in a process that found it
    compiled, even if both scatter by the same seed.
    """
    ordered: list[pytest.Item] = []
    for function, group in itertools.groupby(items, lambda item: item.nodeid.partition("[")[0]):
        cases = list(group)
        if not function.startswith(IN_STEPS):
            cases.sort(key=lambda item: item.nodeid)
        ordered.extend(cases)
    items[:] = sorted(ordered, key=lambda item: rank(item.nodeid))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fail for a process that died after its last test, as while Qt was being cleared away."""
    if exitstatus == pytest.ExitCode.INTERRUPTED:
        return
    for gateway in session.config.stash.get(_GATEWAYS, []):
        code = gateway._io.wait()
        if code:
            told = f"the process of the tests {gateway.id} ended with {code}"
            report = pytest.CollectReport(gateway.id, "failed", told, [])
            session.config.hook.pytest_collectreport(report=report)
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
