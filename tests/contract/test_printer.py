"""What every printer driver keeps to, tried over both lines: in this process and over TCP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from hardware.printer.options import PrinterOptions
from kpay_desktop.ports import Health, PrintOutcome
from kpay_desktop.receipts.qr_sale import qr_sale
from kpay_desktop.settings import ChinesePrinting
from kpay_desktop.simulation.paper.printer import Paper, Switches
from tests.helpers.paper import SLIP, Bench, bench

DOCUMENT = qr_sale(SLIP)
SHORT_S = 0.6
LONG_S = 10.0

BAD = {
    "printer.paper_out": Switches(paper=Paper.OUT),
    "printer.cover_open": Switches(cover_open=True),
    "printer.offline": Switches(is_offline=True),
    "printer.no_answer": Switches(is_mute=True),
    "printer.unreachable": Switches(has_power=False),
}


@pytest.fixture(params=["sim", "tcp"])
def counter(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    with bench(request.param, tmp_path) as made:
        yield made


def whole_slips(made: Bench) -> int:
    assert made.model.problems == ()
    return sum(slip.is_cut for slip in made.model.slips)


def test_slip_is_confirmed_and_on_paper(counter: Bench) -> None:
    report = counter.printer.print_document(DOCUMENT, LONG_S)
    assert report.outcome is PrintOutcome.CONFIRMED
    assert (report.status.message_id, report.status.health) == ("printer.ready", Health.OK)
    (slip,) = counter.model.slips
    assert slip.is_cut
    assert "Orchid Tea House" in slip.lines
    assert slip.codes == ("KPAY:V:80010001:000042:000138",)


def test_slips_follow_one_another(counter: Bench) -> None:
    for _ in range(3):
        assert counter.printer.print_document(DOCUMENT, LONG_S).outcome is PrintOutcome.CONFIRMED
    assert whole_slips(counter) == 3


@pytest.mark.parametrize("message_id", sorted(BAD))
def test_state_is_told_as_it_is(counter: Bench, message_id: str) -> None:
    assert counter.printer.status(LONG_S).message_id == "printer.ready"
    counter.model.turn(BAD[message_id])
    status = counter.printer.status(SHORT_S)
    assert (status.message_id, status.health) == (message_id, Health.BAD)
    counter.model.turn(Switches())
    assert counter.printer.status(LONG_S).message_id == "printer.ready"


@pytest.mark.parametrize("message_id", sorted(BAD))
def test_nothing_is_sent_to_a_printer_that_cannot_print(counter: Bench, message_id: str) -> None:
    counter.model.turn(BAD[message_id])
    report = counter.printer.print_document(DOCUMENT, SHORT_S)
    assert (report.outcome, report.status.message_id) == (PrintOutcome.NOT_SENT, message_id)
    counter.model.turn(Switches())
    assert not counter.model.slips
    assert counter.printer.print_document(DOCUMENT, LONG_S).outcome is PrintOutcome.CONFIRMED
    assert whole_slips(counter) == 1


def test_low_paper_warns_and_prints(counter: Bench) -> None:
    counter.model.turn(Switches(paper=Paper.LOW))
    report = counter.printer.print_document(DOCUMENT, LONG_S)
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
    counter: Bench, message_id: str, switches: Switches
) -> None:
    assert counter.printer.print_document(DOCUMENT, LONG_S).outcome is PrintOutcome.CONFIRMED
    counter.model.turn_after(10_000, switches)
    report = counter.printer.print_document(DOCUMENT, SHORT_S)
    assert (report.outcome, report.status.message_id) == (PrintOutcome.UNCONFIRMED, message_id)
    counter.model.turn(Switches())
    again = counter.printer.print_document(DOCUMENT, LONG_S)
    assert again.outcome is PrintOutcome.CONFIRMED
    # The doubtful one is whole where the printer still had it in its buffer.
    assert whole_slips(counter) in {2, 3}
    assert counter.model.slips[-1].is_cut
    assert counter.model.slips[-1].lines == counter.model.slips[0].lines


def test_people_hear_of_a_fault_while_the_slip_waits_and_can_mend_it(counter: Bench) -> None:
    printer = counter.driver(PrinterOptions())
    assert printer.print_document(DOCUMENT, LONG_S).outcome is PrintOutcome.CONFIRMED
    counter.model.turn_after(10_000, Switches(paper=Paper.OUT))

    heard = counter.heard

    class Mender(list[str]):
        def append(self, message_id: str) -> None:
            super().append(message_id)
            if message_id == "printer.paper_out":
                counter.model.turn(Switches())

    counter.heard = Mender(heard)
    report = printer.print_document(DOCUMENT, LONG_S)
    assert report.outcome is PrintOutcome.CONFIRMED
    assert counter.heard == ["printer.paper_out"]
    assert whole_slips(counter) == 2


def test_answer_to_a_doubtful_slip_is_not_taken_for_the_next_ones(counter: Bench) -> None:
    assert counter.printer.print_document(DOCUMENT, LONG_S).outcome is PrintOutcome.CONFIRMED
    counter.model.turn_after(10_000, Switches(paper=Paper.OUT))
    assert counter.printer.print_document(DOCUMENT, SHORT_S).outcome is PrintOutcome.UNCONFIRMED
    counter.model.turn(Switches())
    # The printer has meanwhile printed the doubtful one and answered for it. Only what follows
    # may confirm the next, which meets another empty roll.
    counter.model.turn_after(30_000, Switches(paper=Paper.OUT))
    assert counter.printer.print_document(DOCUMENT, SHORT_S).outcome is PrintOutcome.UNCONFIRMED
    assert whole_slips(counter) == 2


def test_status_sent_unasked_does_not_confuse(counter: Bench) -> None:
    counter.model.turn(Switches(sends_status=True))
    assert counter.printer.status(LONG_S).message_id == "printer.ready"
    assert counter.printer.print_document(DOCUMENT, LONG_S).outcome is PrintOutcome.CONFIRMED
    assert whole_slips(counter) == 1


def test_process_id_confirms_where_the_printer_has_it(counter: Bench) -> None:
    printer = counter.driver(PrinterOptions(has_process_id=True))
    assert printer.print_document(DOCUMENT, LONG_S).outcome is PrintOutcome.CONFIRMED
    counter.model.turn_after(1_000, Switches(is_mute=True))
    assert printer.print_document(DOCUMENT, SHORT_S).outcome is PrintOutcome.UNCONFIRMED
    assert whole_slips(counter) == 2


@pytest.mark.parametrize("chinese", list(ChinesePrinting))
@pytest.mark.parametrize("native_qr", [True, False])
def test_every_setting_gives_a_clean_slip(
    counter: Bench, chinese: ChinesePrinting, native_qr: bool
) -> None:
    options = PrinterOptions(chinese=chinese, native_qr=native_qr, has_cutter=native_qr)
    document = qr_sale(replace(SLIP, is_duplicate=True, is_simulated=True))
    assert counter.driver(options).print_document(document, LONG_S).outcome is (
        PrintOutcome.CONFIRMED
    )
    assert counter.model.problems == ()
    slips = (*counter.model.slips, counter.model.open_slip)
    assert "Orchid Tea House" in slips[0].lines
