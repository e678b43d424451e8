"""The print queue: every answer of the printer, every failure of the disk, every restart."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hardware.printer.talk import NO_ANSWER, PAPER_LOW, PAPER_OUT, READY, UNREACHABLE
from kpay_desktop.domain.ledger import PrintJob
from kpay_desktop.domain.records import PrintState, SlipCopy
from kpay_desktop.domain.signature import Signature
from kpay_desktop.flows.print_values import PrintPhase
from kpay_desktop.flows.printing import DOUBTS_BEFORE_HELD, LAMP_EVERY_S, STORE_RETRY_S, WAIT_LAST_S
from kpay_desktop.ports import PrintOutcome, StoreError, StoreErrorKind
from kpay_desktop.receipts.document import Document
from tests.helpers.card_paper import SIGNATURE, SIGNED
from tests.helpers.paper import MemoryJobs, QueueBench, ScriptedPrinter, print_job, report

CONFIRMED = report(PrintOutcome.CONFIRMED, READY)
OUT = report(PrintOutcome.NOT_SENT, PAPER_OUT)
AWAY = report(PrintOutcome.NOT_SENT, UNREACHABLE)
DOUBT = report(PrintOutcome.UNCONFIRMED, NO_ANSWER)


def bench(*jobs: PrintJob, printer: ScriptedPrinter) -> QueueBench:
    return QueueBench(MemoryJobs(jobs), printer)


def test_jobs_print_oldest_first_and_sending_is_written_before_anything_leaves() -> None:
    made = bench(print_job(1), print_job(2), printer=ScriptedPrinter([CONFIRMED]))
    made.wake()
    assert made.titles == ["1", "2"]
    assert made.jobs.log == [
        (1, "sending", False),
        (1, "printed", False),
        (2, "sending", False),
        (2, "printed", False),
    ]
    assert made.stages == [
        (1, "queued"),
        (2, "queued"),
        (1, "printing"),
        (1, "printed"),
        (2, "printing"),
        (2, "printed"),
    ]
    assert made.queue.phase is PrintPhase.IDLE


def test_nothing_reaches_the_printer_while_sending_cannot_be_written(
    caplog: pytest.LogCaptureFixture,
) -> None:
    made = bench(print_job(1), printer=ScriptedPrinter([CONFIRMED]))
    made.jobs.is_full = True
    made.wake()
    assert made.titles == []
    assert made.queue.phase is PrintPhase.STALLED
    assert made.delay_s == STORE_RETRY_S
    made.tick()
    assert made.titles == []
    made.jobs.is_full = False
    made.tick()
    assert made.titles == ["1"]
    assert made.lamps[-1] == ("printer.ready", "idle")
    assert "stalled: store full" in caplog.text


def test_printed_slip_is_never_printed_again_while_the_disk_cannot_take_the_news(
    caplog: pytest.LogCaptureFixture,
) -> None:
    made = bench(print_job(1), printer=ScriptedPrinter([CONFIRMED]))
    made.queue.wake()
    made.store_thread.run()
    made.jobs.is_full = True
    made.settle()
    assert made.queue.phase is PrintPhase.STALLED
    made.tick()
    made.queue.wake()
    made.queue.retry()
    made.settle()
    assert made.titles == ["1"]
    made.jobs.is_full = False
    made.tick()
    assert made.titles == ["1"]
    assert made.jobs.log[-1] == (1, "printed", False)
    assert made.stages[-1] == (1, "printed")
    assert "stalled: store full" in caplog.text


def test_queue_waits_for_paper_and_goes_on_by_itself_unmarked() -> None:
    printer = ScriptedPrinter([OUT, CONFIRMED], [PAPER_OUT, PAPER_OUT, PAPER_LOW])
    made = bench(print_job(1), printer=printer)
    made.wake()
    assert made.queue.phase is PrintPhase.WAITING
    assert made.jobs.log == [(1, "sending", False), (1, "queued", False)]
    made.tick()
    made.tick()
    assert made.queue.phase is PrintPhase.WAITING
    made.tick()
    assert made.titles == ["1", "1"]
    assert made.jobs.log[-1] == (1, "printed", False)
    assert made.lamps == [
        ("printer.unknown", "printing"),
        ("printer.paper_out", "waiting"),
        ("printer.paper_low", "printing"),
        ("printer.ready", "idle"),
    ]


def test_waiting_asks_less_and_less_often_and_starts_anew_after_a_slip() -> None:
    made = bench(print_job(1), printer=ScriptedPrinter([AWAY], [UNREACHABLE]))
    made.wake()
    delays = []
    for _ in range(6):
        delays.append(made.delay_s)
        made.tick()
    assert delays == [1.0, 2.0, 4.0, 8.0, WAIT_LAST_S, WAIT_LAST_S]
    assert made.printer.asked == 6
    assert made.titles == ["1"]
    made.printer.reports = [CONFIRMED, OUT]
    made.printer.states = [READY]
    made.tick()
    made.jobs.jobs[2] = print_job(2)
    made.wake()
    assert made.delay_s == 1.0


def test_doubtful_slip_prints_again_marked_and_at_most_once_unmarked() -> None:
    made = bench(print_job(1), printer=ScriptedPrinter([DOUBT, CONFIRMED], [READY]))
    made.wake()
    assert made.jobs.log == [(1, "sending", False), (1, "queued", True)]
    assert made.stages[-1] == (1, "again")
    made.tick()
    assert made.titles == ["1", "1 DUPLICATE"]
    assert made.jobs.log[2:] == [(1, "sending", True), (1, "printed", True)]


def test_not_sent_leaves_a_marked_slip_marked() -> None:
    made = bench(print_job(1, duplicate=True), printer=ScriptedPrinter([OUT, CONFIRMED], [READY]))
    made.wake()
    made.tick()
    assert made.titles == ["1 DUPLICATE", "1 DUPLICATE"]
    assert all(duplicate for _, _, duplicate in made.jobs.log)


def test_printer_that_never_confirms_does_not_fill_the_shop_with_duplicates() -> None:
    made = bench(print_job(1), printer=ScriptedPrinter([DOUBT], [READY]))
    made.wake()
    for _ in range(20):
        made.tick()
    assert len(made.titles) == DOUBTS_BEFORE_HELD
    assert made.queue.phase is PrintPhase.HELD
    assert made.lamps[-1] == ("printer.no_answer", "held")


def held() -> QueueBench:
    """A queue that has given up on a printer which confirms nothing."""
    made = bench(print_job(1), printer=ScriptedPrinter([DOUBT], [READY]))
    made.wake()
    for _ in range(4):
        made.tick()
    assert made.queue.phase is PrintPhase.HELD
    return made


def test_held_queue_goes_on_when_somebody_has_seen_to_the_printer() -> None:
    made = held()
    made.printer.reports = [CONFIRMED]
    made.printer.states = [PAPER_OUT, READY]
    made.tick()
    assert made.queue.phase is PrintPhase.HELD
    made.tick()
    assert made.jobs.log[-1] == (1, "printed", True)


def test_held_queue_goes_on_when_asked() -> None:
    made = held()
    made.printer.reports = [CONFIRMED]
    made.queue.retry()
    made.settle()
    assert made.jobs.log[-1] == (1, "printed", True)


def test_job_found_in_sending_after_a_crash_prints_marked() -> None:
    made = bench(
        print_job(1, PrintState.SENDING), print_job(2), printer=ScriptedPrinter([CONFIRMED])
    )
    made.wake()
    assert made.titles == ["1 DUPLICATE", "2"]
    assert made.jobs.log[0] == (1, "sending", True)


def test_crash_at_any_step_never_gives_two_unmarked_copies() -> None:
    """Stop before each task of a run, start again from what is on the disk, and count."""
    for crash_after in range(1, 12):
        jobs = MemoryJobs([print_job(1), print_job(2)])
        printer = ScriptedPrinter([CONFIRMED], [READY])
        first = QueueBench(jobs, printer)
        first.queue.wake()
        for _ in range(crash_after):
            if not (first.store_thread.run() or first.printer_thread.run()):
                break
        second = QueueBench(jobs, printer)
        second.wake()
        titles = [slip.title for slip in printer.slips]
        for number in ("1", "2"):
            assert titles.count(number) <= 1
            assert number in titles or f"{number} DUPLICATE" in titles
        assert not jobs.print_jobs(10)


def test_new_job_while_one_is_printing_is_announced_and_follows() -> None:
    made = bench(print_job(1), printer=ScriptedPrinter([CONFIRMED]))
    made.queue.wake()
    made.store_thread.run()
    made.jobs.jobs[2] = print_job(2)
    made.queue.wake()
    made.store_thread.run()
    assert (2, "queued") in made.stages
    made.settle()
    assert made.titles == ["1", "2"]


def test_idle_queue_keeps_the_lamp_fresh_and_finds_jobs_by_itself() -> None:
    made = bench(printer=ScriptedPrinter([CONFIRMED], [READY, PAPER_LOW]))
    made.wake()
    assert made.delay_s == 0.0
    made.tick()
    assert made.delay_s == LAMP_EVERY_S
    made.tick()
    assert [lamp for lamp, _ in made.lamps] == [
        "printer.unknown",
        "printer.ready",
        "printer.paper_low",
    ]
    made.jobs.jobs[1] = print_job(1)
    made.tick()
    assert made.titles == ["1"]


def test_slip_that_no_paper_can_take_does_not_stop_the_others(
    caplog: pytest.LogCaptureFixture,
) -> None:
    made = bench(print_job(1), print_job(2), printer=ScriptedPrinter([CONFIRMED]))
    whole = made.document_for

    def refuse_first(job: PrintJob, signature: Signature | None) -> Document:
        if job.job_id == 1:
            raise ValueError("wider than the paper")
        return whole(job, signature)

    made.document_for = refuse_first
    made.wake()
    assert made.titles == ["2"]
    assert (1, "impossible") in made.stages
    assert made.jobs.jobs[1].state is PrintState.QUEUED
    assert "slip 1 cannot be set" in caplog.text
    made.wake()
    assert made.queue.phase is PrintPhase.IDLE


def test_unknown_fault_of_a_driver_is_doubt_and_not_the_end(
    caplog: pytest.LogCaptureFixture,
) -> None:
    made = bench(print_job(1), printer=ScriptedPrinter([CONFIRMED], [READY]))
    whole = made.document_for
    faults = [RuntimeError("driver")]

    def fail_once(job: PrintJob, signature: Signature | None) -> Document:
        if faults:
            raise faults.pop()
        return whole(job, signature)

    made.document_for = fail_once
    made.wake()
    assert made.jobs.log[-1] == (1, "queued", True)
    made.tick()
    assert made.titles == ["1 DUPLICATE"]
    assert "slip 1 failed: RuntimeError" in caplog.text


def test_slip_that_cannot_be_read_yet_prints_unmarked_once_it_can(
    caplog: pytest.LogCaptureFixture,
) -> None:
    made = bench(print_job(1), printer=ScriptedPrinter([CONFIRMED], [READY]))
    well = made.document_for

    def unread(job: PrintJob, signature: Signature | None) -> Document:
        made.document_for = well
        raise StoreError(StoreErrorKind.OTHER)

    made.document_for = unread
    made.wake()
    assert made.titles == []
    made.tick()
    assert made.titles == ["1"]
    assert "slip 1 cannot be drawn yet: store other" in caplog.text


def test_signature_is_read_before_a_byte_leaves_and_for_the_merchant_alone() -> None:
    jobs = [
        replace(print_job(number, copy=copy), subject=SIGNED)
        for number, copy in ((1, SlipCopy.MERCHANT), (2, SlipCopy.CUSTOMER))
    ]
    made = bench(*jobs, print_job(3), printer=ScriptedPrinter([CONFIRMED]))
    made.jobs.signatures[SIGNED.identity.sale_id] = SIGNATURE
    made.wake()
    assert made.titles == [f"1 signed {SIGNATURE.to_text()}", "2", "3"]


def test_signature_that_cannot_be_read_now_is_no_reason_to_print_without_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    job = replace(print_job(1), subject=SIGNED)
    made = bench(job, printer=ScriptedPrinter([CONFIRMED]))
    made.jobs.signatures[SIGNED.identity.sale_id] = SIGNATURE
    made.jobs.is_full = True
    made.wake()
    assert (made.queue.phase, made.titles, made.jobs.log) == (PrintPhase.STALLED, [], [])
    assert made.delay_s == STORE_RETRY_S
    assert "stalled: store full" in caplog.text
    made.jobs.is_full = False
    made.tick()
    assert made.titles == [f"1 signed {SIGNATURE.to_text()}"]


def test_live_state_reaches_the_lamp_while_a_slip_waits() -> None:
    made = bench(print_job(1), printer=ScriptedPrinter([CONFIRMED]))
    made.queue.wake()
    made.store_thread.run()
    made.queue.live_status(PAPER_OUT)
    made.store_thread.run()
    assert made.lamps[-1] == ("printer.paper_out", "printing")
    made.settle()
    made.queue.live_status(PAPER_OUT)
    made.settle()
    assert made.lamps[-1] == ("printer.ready", "idle")


def test_stopped_queue_begins_nothing_and_writes_what_it_still_learns() -> None:
    made = bench(print_job(1), print_job(2), printer=ScriptedPrinter([CONFIRMED]))
    made.queue.wake()
    made.store_thread.run()
    made.queue.stop()
    made.store_thread.run()
    made.settle()
    assert made.titles == ["1"]
    assert made.jobs.log[-1] == (1, "printed", False)
    made.wake()
    made.queue.retry()
    made.settle()
    assert made.titles == ["1"]
    assert made.queue.phase is PrintPhase.STOPPED


def test_printer_thread_that_is_gone_leaves_the_job_unmarked() -> None:
    made = bench(print_job(1), printer=ScriptedPrinter([CONFIRMED], [READY]))
    made.printer_thread.is_stopped = True
    made.wake()
    assert made.jobs.log == [(1, "sending", False), (1, "queued", False)]
    assert made.queue.phase is PrintPhase.WAITING
    made.tick()
    made.printer_thread.is_stopped = False
    made.tick()
    assert made.titles == ["1"]


def test_end_that_cannot_be_handed_back_is_doubt_at_the_next_start(
    caplog: pytest.LogCaptureFixture,
) -> None:
    made = bench(print_job(1), printer=ScriptedPrinter([CONFIRMED]))
    made.queue.wake()
    made.store_thread.run()
    made.store_thread.is_stopped = True
    made.printer_thread.run()
    assert "could not be handed back" in caplog.text
    second = QueueBench(made.jobs, made.printer)
    second.wake()
    assert made.titles == ["1", "1 DUPLICATE"]
