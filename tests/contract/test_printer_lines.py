"""What a printer that is spoken with keeps to, over every line: faults, doubts, confirmations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from hardware.printer.options import PrinterOptions
from kpay_desktop.ports import Health, PrintOutcome
from kpay_desktop.receipts.qr_sale import qr_sale
from kpay_desktop.simulation.paper.printer import Paper, Switches
from tests.helpers.paper import PATIENCE, SLIP
from tests.helpers.printers import LINES, LineBench, any_bench

DOCUMENT = qr_sale(SLIP)
# However busy the machine is. Doubts end soon after the fault, by the bench's clock.
LONG_S = 60.0
# A line that takes no bytes any more is waited for by the machine's own clock.
STALLED_S = 4.0
# For answers that do not come.
HASTY = replace(PATIENCE, status_s=0.3)
SILENT = {"printer.no_answer", "printer.unreachable"}

BAD = {
    "printer.paper_out": Switches(paper=Paper.OUT),
    "printer.cover_open": Switches(cover_open=True),
    "printer.offline": Switches(is_offline=True),
    "printer.no_answer": Switches(is_mute=True),
    "printer.unreachable": Switches(has_power=False),
}


@pytest.fixture(params=LINES)
def counter(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LineBench]:
    with any_bench(request.param, tmp_path) as made:
        assert isinstance(made, LineBench)
        yield made


def seen(made: LineBench, message_id: str) -> str:
    """Return what the lamp says of a fault over this line."""
    return made.down if message_id == "printer.unreachable" else message_id


def whole_slips(made: LineBench) -> int:
    assert made.model.problems == ()
    return sum(slip.is_cut for slip in made.model.slips)


@pytest.mark.parametrize("message_id", sorted(BAD))
def test_state_is_told_as_it_is(counter: LineBench, message_id: str) -> None:
    printer = counter.driver(PrinterOptions())
    assert printer.status(LONG_S).message_id == "printer.ready"
    counter.model.turn(BAD[message_id])
    hasty = counter.driver(PrinterOptions(), HASTY)
    status = (hasty if message_id in SILENT else printer).status(LONG_S)
    assert (status.message_id, status.health) == (seen(counter, message_id), Health.BAD)
    counter.model.turn(Switches())
    assert printer.status(LONG_S).message_id == "printer.ready"


@pytest.mark.parametrize("message_id", sorted(BAD))
def test_nothing_is_sent_to_a_printer_that_cannot_print(
    counter: LineBench, message_id: str
) -> None:
    printer = counter.driver(PrinterOptions())
    counter.model.turn(BAD[message_id])
    hasty = counter.driver(PrinterOptions(), HASTY)
    report = (hasty if message_id in SILENT else printer).print_document(DOCUMENT, LONG_S)
    assert (report.outcome, report.status.message_id) == (
        PrintOutcome.NOT_SENT,
        seen(counter, message_id),
    )
    counter.model.turn(Switches())
    assert not counter.model.slips
    assert printer.print_document(DOCUMENT, LONG_S).outcome is PrintOutcome.CONFIRMED
    assert whole_slips(counter) == 1


def test_low_paper_warns_and_prints(counter: LineBench) -> None:
    printer = counter.driver(PrinterOptions())
    counter.model.turn(Switches(paper=Paper.LOW))
    report = printer.print_document(DOCUMENT, LONG_S)
    assert report.outcome is PrintOutcome.CONFIRMED
    assert (report.status.message_id, report.status.health) == ("printer.paper_low", Health.WARN)


@pytest.mark.parametrize(
    ("message_id", "switches"),
    [
        ("printer.paper_out", Switches(paper=Paper.OUT)),
        ("printer.cover_open", Switches(cover_open=True)),
        ("printer.offline", Switches(is_offline=True)),
        ("printer.no_answer", Switches(is_mute=True)),
        ("printer.no_answer", Switches(is_stalled=True)),
        ("printer.unreachable", Switches(has_power=False)),
    ],
)
def test_fault_in_mid_slip_leaves_doubt_and_the_next_slip_is_whole(
    counter: LineBench, message_id: str, switches: Switches
) -> None:
    printer = counter.driver(PrinterOptions())
    assert printer.print_document(DOCUMENT, LONG_S).outcome is PrintOutcome.CONFIRMED
    counter.model.turn_after(10_000, switches)

    def is_met() -> bool:
        if message_id in SILENT:
            return counter.model.switches == switches
        return message_id in counter.heard

    with counter.clock.ends_after(is_met):
        report = printer.print_document(DOCUMENT, STALLED_S if switches.is_stalled else LONG_S)
    assert (report.outcome, report.status.message_id) == (
        PrintOutcome.UNCONFIRMED,
        seen(counter, message_id),
    )
    counter.model.turn(Switches())
    again = printer.print_document(DOCUMENT, LONG_S)
    assert again.outcome is PrintOutcome.CONFIRMED
    # The doubtful one is whole where the printer still had it in its buffer.
    assert whole_slips(counter) in {2, 3}
    assert counter.model.slips[-1].is_cut
    assert counter.model.slips[-1].lines == counter.model.slips[0].lines


def test_people_hear_of_a_fault_while_the_slip_waits_and_can_mend_it(counter: LineBench) -> None:
    printer = counter.driver(PrinterOptions())
    assert printer.print_document(DOCUMENT, LONG_S).outcome is PrintOutcome.CONFIRMED
    counter.model.turn_after(10_000, Switches(paper=Paper.OUT))

    class Mender(list[str]):
        def append(self, message_id: str) -> None:
            super().append(message_id)
            if message_id == "printer.paper_out":
                counter.model.turn(Switches())

    counter.heard = Mender()
    report = printer.print_document(DOCUMENT, LONG_S)
    assert report.outcome is PrintOutcome.CONFIRMED
    assert counter.heard == ["printer.paper_out"]
    assert whole_slips(counter) == 2


def test_answer_to_a_doubtful_slip_is_not_taken_for_the_next_ones(counter: LineBench) -> None:
    printer = counter.driver(PrinterOptions())
    assert printer.print_document(DOCUMENT, LONG_S).outcome is PrintOutcome.CONFIRMED
    counter.model.turn_after(10_000, Switches(paper=Paper.OUT))
    with counter.clock.ends_after(lambda: "printer.paper_out" in counter.heard):
        assert printer.print_document(DOCUMENT, LONG_S).outcome is PrintOutcome.UNCONFIRMED
    counter.heard.clear()
    counter.model.turn(Switches())
    # The printer has meanwhile printed the doubtful one and answered for it. Only what follows
    # may confirm the next, which meets another empty roll.
    counter.model.turn_after(30_000, Switches(paper=Paper.OUT))
    with counter.clock.ends_after(lambda: "printer.paper_out" in counter.heard):
        assert printer.print_document(DOCUMENT, LONG_S).outcome is PrintOutcome.UNCONFIRMED
    assert whole_slips(counter) == 2


def test_status_sent_unasked_does_not_confuse(counter: LineBench) -> None:
    printer = counter.driver(PrinterOptions())
    counter.model.turn(Switches(sends_status=True))
    assert printer.status(LONG_S).message_id == "printer.ready"
    assert printer.print_document(DOCUMENT, LONG_S).outcome is PrintOutcome.CONFIRMED
    assert whole_slips(counter) == 1


def test_process_id_confirms_where_the_printer_has_it(counter: LineBench) -> None:
    printer = counter.driver(PrinterOptions(has_process_id=True))
    assert printer.print_document(DOCUMENT, LONG_S).outcome is PrintOutcome.CONFIRMED
    counter.model.turn_after(1_000, Switches(is_mute=True))
    with counter.clock.ends_after(lambda: whole_slips(counter) == 2):
        assert printer.print_document(DOCUMENT, LONG_S).outcome is PrintOutcome.UNCONFIRMED
    assert whole_slips(counter) == 2


def test_drawer_is_not_kicked_later_by_a_printer_that_cannot_print_now(counter: LineBench) -> None:
    printer = counter.driver(PrinterOptions(drawer_pin=2))
    assert printer.print_document(DOCUMENT, LONG_S).outcome is PrintOutcome.CONFIRMED
    hasty = counter.driver(PrinterOptions(drawer_pin=2), HASTY)
    for message_id, switches in BAD.items():
        counter.model.turn(switches)
        report = (hasty if message_id in SILENT else printer).kick_drawer(LONG_S)
        assert report.outcome is PrintOutcome.NOT_SENT
        assert report.status.message_id == seen(counter, message_id)
        counter.model.turn(Switches())
    assert not counter.model.kicks
    assert printer.kick_drawer(LONG_S).outcome is PrintOutcome.CONFIRMED
    assert counter.model.kicks == (2,)
