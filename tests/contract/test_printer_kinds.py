"""What every printer keeps to, over whatever line or queue it is reached."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from hardware.printer.options import PrinterOptions
from kpay_desktop.domain.language import Language
from kpay_desktop.ports import Health, PrintOutcome
from kpay_desktop.receipts.document import Columns, Document
from kpay_desktop.receipts.qr_sale import qr_sale
from kpay_desktop.settings_works import ChinesePrinting
from kpay_desktop.simulation.paper.items import PaperQr, PaperSlip
from tests.helpers.paper import SLIP
from tests.helpers.printers import KINDS, AnyBench, any_bench
from tests.helpers.slip_reader import read_slip

DOCUMENT = qr_sale(SLIP)
LONG_S = 60.0
CODE = "KPAY:V:80010001:000042:000138"


@pytest.fixture(params=KINDS)
def counter(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[AnyBench]:
    with any_bench(request.param, tmp_path) as made:
        yield made


@pytest.fixture(params=KINDS)
def narrow(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[AnyBench]:
    with any_bench(request.param, tmp_path, dots=384) as made:
        yield made


def cut_slips(made: AnyBench) -> list[PaperSlip]:
    assert made.problems == ()
    return [slip for slip in made.slips if slip.is_cut]


def test_slip_is_confirmed_and_on_paper(counter: AnyBench) -> None:
    report = counter.driver(PrinterOptions()).print_document(DOCUMENT, LONG_S)
    assert report.outcome is PrintOutcome.CONFIRMED
    assert (report.status.message_id, report.status.health) == ("printer.ready", Health.OK)
    (slip,) = counter.slips
    assert slip.is_cut
    assert "Orchid Tea House" in slip.lines
    assert slip.codes == (CODE,)
    assert counter.heard == []


def test_slips_follow_one_another(counter: AnyBench) -> None:
    printer = counter.driver(PrinterOptions())
    assert printer.status(LONG_S).message_id == "printer.ready"
    for _ in range(3):
        assert printer.print_document(DOCUMENT, LONG_S).outcome is PrintOutcome.CONFIRMED
        assert printer.status(LONG_S).message_id == "printer.ready"
    assert len(cut_slips(counter)) == 3


def chinese_slip(made: AnyBench, options: PrinterOptions) -> list[str]:
    document = qr_sale(replace(SLIP, is_duplicate=True, is_simulated=True))
    report = made.driver(options).print_document(document, LONG_S)
    assert report.outcome is PrintOutcome.CONFIRMED
    (slip,) = cut_slips(made)
    return read_slip(slip)


@pytest.mark.parametrize("chinese", list(ChinesePrinting))
def test_wide_paper_in_both_ways_of_chinese(counter: AnyBench, chinese: ChinesePrinting) -> None:
    lines = chinese_slip(counter, PrinterOptions(paper_mm=80, chinese=chinese))
    assert "** DUPLICATE 重印 **" in lines
    assert f"[{CODE}]" in lines


@pytest.mark.parametrize("chinese", list(ChinesePrinting))
def test_narrow_paper_in_both_ways_of_chinese(narrow: AnyBench, chinese: ChinesePrinting) -> None:
    lines = chinese_slip(narrow, PrinterOptions(paper_mm=58, chinese=chinese))
    assert "** DUPLICATE 重印 **" in lines
    assert f"[{CODE}]" in lines


def test_printer_without_qr_and_without_cutter(counter: AnyBench) -> None:
    options = PrinterOptions(native_qr=False, has_cutter=False, code_page="CP858")
    document = qr_sale(replace(SLIP, languages=(Language.EN,), merchant="Café Orchidée"))
    assert counter.driver(options).print_document(document, LONG_S).outcome is (
        PrintOutcome.CONFIRMED
    )
    # The next one begins on the same strip of paper.
    assert counter.driver(options).print_document(document, LONG_S).outcome is (
        PrintOutcome.CONFIRMED
    )
    assert counter.problems == ()
    (slip,) = counter.slips
    assert "Café Orchidée" in slip.lines
    assert not slip.is_cut
    assert not any(isinstance(item, PaperQr) for item in slip.items)


def test_what_does_not_fit_the_paper_is_refused_unsent(counter: AnyBench) -> None:
    amount = "SGD " + "9" * 60
    document = Document("slip", (Columns("TOTAL", amount, is_money=True),))
    with pytest.raises(ValueError, match="wider than the paper"):
        counter.driver(PrinterOptions()).print_document(document, LONG_S)
    assert counter.slips == ()


def test_nothing_is_sent_while_the_printer_is_away(counter: AnyBench) -> None:
    printer = counter.driver(PrinterOptions(drawer_pin=2))
    assert printer.print_document(DOCUMENT, LONG_S).outcome is PrintOutcome.CONFIRMED
    counter.break_down()
    status = printer.status(LONG_S)
    assert (status.message_id, status.health) == (counter.down, Health.BAD)
    report = printer.print_document(DOCUMENT, LONG_S)
    assert (report.outcome, report.status.message_id) == (PrintOutcome.NOT_SENT, counter.down)
    assert printer.kick_drawer(LONG_S).outcome is PrintOutcome.NOT_SENT
    counter.mend()
    assert printer.status(LONG_S).message_id == "printer.ready"
    assert printer.print_document(DOCUMENT, LONG_S).outcome is PrintOutcome.CONFIRMED
    assert len(cut_slips(counter)) == 2
    assert counter.model.kicks == ()


@pytest.mark.parametrize("pin", [2, 5])
def test_drawer_opens_once_and_leaves_no_mark(
    request: pytest.FixtureRequest, counter: AnyBench, pin: int
) -> None:
    printer = counter.driver(PrinterOptions(drawer_pin=pin))
    has_drawer = "file" not in request.node.callspec.id
    assert printer.print_document(DOCUMENT, LONG_S).outcome is PrintOutcome.CONFIRMED
    kick = printer.kick_drawer(LONG_S)
    if has_drawer:
        assert (kick.outcome, kick.status.message_id) == (PrintOutcome.CONFIRMED, "printer.ready")
    else:
        assert (kick.outcome, kick.status.message_id) == (
            PrintOutcome.NOT_SENT,
            "printer.no_drawer",
        )
    assert printer.print_document(DOCUMENT, LONG_S).outcome is PrintOutcome.CONFIRMED
    assert counter.model.kicks == ((pin,) if has_drawer else ())
    first, second = cut_slips(counter)
    assert first.lines == second.lines


def test_without_a_drawer_there_is_no_pulse(counter: AnyBench) -> None:
    report = counter.driver(PrinterOptions()).kick_drawer(LONG_S)
    assert (report.outcome, report.status.message_id) == (
        PrintOutcome.NOT_SENT,
        "printer.no_drawer",
    )
    assert not counter.slips
    assert not counter.model.kicks
