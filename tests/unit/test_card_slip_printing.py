"""Slips of a signed sale from the queue to the simulated printer's paper."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kpay_desktop.bootstrap.folders import Folders
from kpay_desktop.bootstrap.printer import PrinterRoom
from kpay_desktop.domain.ledger import PrintJob
from kpay_desktop.domain.records import PrintState, SlipCopy
from kpay_desktop.domain.signature import Signature
from kpay_desktop.receipts.document import Document
from kpay_desktop.receipts.slips import slip_of
from kpay_desktop.settings import demo_settings
from kpay_desktop.simulation.paper.items import PaperRaster
from kpay_desktop.simulation.paper.roll import read_roll
from tests.helpers.card_paper import SIGNATURE, SIGNED, shop
from tests.helpers.flows import InlineExecutor, ManualClock, ManualTimers
from tests.helpers.paper import MemoryJobs, print_job
from tests.helpers.slip_reader import DRAWING, read_slip
from tests.helpers.slip_reader import SIGNATURE as DRAWING_DOTS

DEADLINE_S = 60.0


def document(job: PrintJob, signature: Signature | None) -> Document:
    assert job.sale is not None
    return slip_of(job.sale, shop(), job.copy, is_duplicate=job.duplicate, signature=signature)


@pytest.mark.parametrize(("paper_mm", "dots"), [(80, 576), (58, 384)])
def test_only_the_merchant_s_paper_bears_the_signature(
    tmp_path: Path, paper_mm: int, dots: int
) -> None:
    settings = demo_settings()
    folders = Folders(tmp_path)
    folders.make()
    jobs = MemoryJobs(
        [replace(print_job(n + 1, copy=copy), subject=SIGNED) for n, copy in enumerate(SlipCopy)]
    )
    jobs.signatures[SIGNED.identity.sale_id] = SIGNATURE
    executor, clock = InlineExecutor(), ManualClock(datetime(2026, 11, 22, 6, 32, tzinfo=UTC))
    room = PrinterRoom(
        replace(settings, devices=replace(settings.devices, paper_mm=paper_mm)),
        folders,
        jobs,
        executor,
        ManualTimers(clock, executor),
        document,
        lambda _: None,
    )
    room.start()
    try:
        until = time.monotonic() + DEADLINE_S
        while any(job.state is not PrintState.PRINTED for job in jobs.jobs.values()):
            assert time.monotonic() < until
            time.sleep(0.01)
    finally:
        room.stop(DEADLINE_S)

    merchant, customer = read_roll(folders.paper, dots=dots)
    lines = read_slip(merchant)
    assert "MERCHANT COPY 商户存根" in lines
    assert lines[lines.index(DRAWING) + 1] == "Customer signature 持卡人签名"
    assert DRAWING not in read_slip(customer)
    assert "CUSTOMER COPY 持卡人存根" in read_slip(customer)
    drawings = [
        item
        for item in merchant.items
        if isinstance(item, PaperRaster) and item.height == DRAWING_DOTS
    ]
    assert [drawing.width for drawing in drawings] == [dots]
    assert drawings[0].dark_dots > 500
