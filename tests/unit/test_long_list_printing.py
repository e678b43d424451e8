"""A list that is too long for one slip: its parts follow each other, and none is printed twice."""

from __future__ import annotations

from dataclasses import replace

from hardware.printer.talk import NO_ANSWER, PAPER_OUT, READY
from kpay_desktop.domain.ledger import PrintJob
from kpay_desktop.domain.records import PrintState
from kpay_desktop.domain.signature import Signature
from kpay_desktop.ports import PrintOutcome, PrintReport
from kpay_desktop.receipts.document import Document
from tests.helpers.paper import (
    MemoryJobs,
    QueueBench,
    ScriptedPrinter,
    print_job,
    report,
    title_document,
)

CONFIRMED = report(PrintOutcome.CONFIRMED, READY)
OUT = report(PrintOutcome.NOT_SENT, PAPER_OUT)
DOUBT = report(PrintOutcome.UNCONFIRMED, NO_ANSWER)


def in_parts(job: PrintJob, signature: Signature | None) -> Document:
    """Return a slip of three parts for the first job, and one slip for any other."""
    first = title_document(job, signature)
    others = tuple(replace(first, title=f"{first.title} part {part}") for part in (2, 3))
    return replace(first, more=others) if job.job_id == 1 else first


def bench(*reports: PrintReport) -> QueueBench:
    jobs = MemoryJobs((print_job(1), print_job(2)))
    made = QueueBench(jobs, ScriptedPrinter([*reports], [READY]))
    made.document_for = in_parts
    return made


def test_its_parts_follow_each_other_as_one_job() -> None:
    made = bench(CONFIRMED)
    made.wake()
    assert made.titles == ["1", "1 part 2", "1 part 3", "2"]
    assert made.jobs.log[:2] == [(1, "sending", False), (1, "printed", False)]


def test_paper_that_ends_in_between_loses_a_part_and_not_all() -> None:
    made = bench(CONFIRMED, OUT, CONFIRMED)
    made.wake()
    assert made.titles == ["1", "1 part 2"]
    assert made.jobs.log[-1] == (1, "queued", False)
    made.tick()
    assert made.titles[2:] == ["1 part 2", "1 part 3", "2"]
    assert made.jobs.jobs[1].state is PrintState.PRINTED


def test_a_part_in_doubt_is_printed_again_marked() -> None:
    made = bench(CONFIRMED, DOUBT, CONFIRMED)
    made.wake()
    made.tick()
    assert made.titles == ["1", "1 part 2", "1 DUPLICATE part 2", "1 DUPLICATE part 3", "2"]
