"""A slip from the store to a file: what stands in it, who saved it, and what is said if not."""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from hardware.camera.decode import DecoderChain
from kpay_desktop.bootstrap.slip_files import SlipFiles
from kpay_desktop.domain.records import SaleRecord, SlipCopy
from kpay_desktop.domain.sale import Method, SaleDraft
from kpay_desktop.domain.signature import Signature
from kpay_desktop.ports import BusyError, StoreError, StoreErrorKind
from kpay_desktop.receipts.document import Document
from kpay_desktop.receipts.slip_shop import SlipShop
from kpay_desktop.receipts.slips import slip_of
from kpay_desktop.settings import demo_settings
from models.database import OpenedStore
from models.writer import SerialThread
from tests.helpers.card_paper import SIGNATURE, SIGNED
from tests.helpers.pdf import pdf_facts, pdf_lines, pdf_picture
from tests.helpers.store import (
    DEADLINE_S,
    HandClock,
    approved,
    audit_rows,
    begin,
    opened,
    sell,
    write,
)
from ui.backend import News, SlipSaved
from ui.save_model import SavedSlip, SaveFault, SlipWanted

SETTINGS = demo_settings()
SHOP = SlipShop.of(SETTINGS, "0.1.0")


class Desk:
    """Slip files on a store and a thread of the test's own."""

    def __init__(self, store: OpenedStore, thread: SerialThread) -> None:
        self.news: queue.Queue[News] = queue.Queue()
        self.thread = thread
        self.drawn: list[Signature | None] = []
        self.files = SlipFiles(SETTINGS, store, HandClock(), self._document, thread, self.news.put)

    def _document(
        self,
        sale: SaleRecord,
        copy: SlipCopy,
        *,
        is_duplicate: bool = False,
        signature: Signature | None = None,
    ) -> Document:
        self.drawn.append(signature)
        return slip_of(sale, SHOP, copy, is_duplicate=is_duplicate, signature=signature)

    def save(self, path: Path, slip: SavedSlip = SavedSlip.CUSTOMER, sale_id: int = 1) -> SlipSaved:
        self.files.save(SlipWanted(slip, sale_id), str(path), "01")
        news = self.news.get(timeout=DEADLINE_S)
        assert isinstance(news, SlipSaved)
        return news


@contextmanager
def desk_on(store: OpenedStore) -> Iterator[Desk]:
    faults: list[Exception] = []
    thread = SerialThread("slip-files", faults.append, limit=1)
    thread.start()
    try:
        yield Desk(store, thread)
    finally:
        assert thread.stop(DEADLINE_S)
    assert faults == []


@pytest.fixture
def store(tmp_path: Path) -> Iterator[OpenedStore]:
    with opened(tmp_path / "data") as made:
        yield made


@pytest.fixture
def desk(qapp: QApplication, store: OpenedStore) -> Iterator[Desk]:
    sell(store)
    with desk_on(store) as made:
        yield made


def saved_rows(store: OpenedStore) -> list[tuple[str, str, dict[str, object]]]:
    """Return who saved what, as the audit log has it."""
    return [
        (str(who), str(what), json.loads(str(detail)))
        for who, action, what, detail in audit_rows(store)
        if action == "slip_saved"
    ]


@pytest.mark.parametrize(
    ("slip", "copy"),
    [
        (SavedSlip.CUSTOMER, "CUSTOMER COPY 顾客存根"),
        (SavedSlip.MERCHANT, "MERCHANT COPY 商户存根"),
    ],
)
def test_a_receipt_is_marked_and_noted(
    desk: Desk, store: OpenedStore, tmp_path: Path, slip: SavedSlip, copy: str
) -> None:
    target = tmp_path / "000001.pdf"

    assert desk.save(target, slip) == SlipSaved(str(target))

    pdf = target.read_bytes()
    lines = pdf_lines(pdf)
    assert lines.count("** DUPLICATE 重印 **") == 2
    assert copy in lines
    assert "Voucher no. 凭证号 000001" in lines
    page = pdf_picture(pdf, 203)
    assert DecoderChain().read_grey(page.pixels, page.width, page.height) == (
        "KPAY:V:80010001:000001:000001",
    )
    detail = {"file": "000001.pdf", "sale": 1, "slip": slip.value}
    assert saved_rows(store) == [("01", "000001", detail)]


def test_the_test_slip_is_no_copy_of_anything(
    desk: Desk, store: OpenedStore, tmp_path: Path
) -> None:
    target = tmp_path / "test.pdf"
    desk.save(target, SavedSlip.TEST, 0)
    pdf = target.read_bytes()

    assert "** NOT A RECEIPT 非收据 **" in pdf_lines(pdf)
    assert not any("DUPLICATE" in line for line in pdf_lines(pdf))
    assert pdf_facts(pdf)["Pages"] == "1"
    assert saved_rows(store) == [("01", "test", {"file": "test.pdf", "sale": 0, "slip": "test"})]


def test_what_cannot_be_written_is_neither_noted_nor_left_half_done(
    desk: Desk, store: OpenedStore, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "gone" / "000001.pdf"

    assert desk.save(path) == SlipSaved(str(path), SaveFault.GONE)

    assert saved_rows(store) == []
    assert caplog.messages == ["slip not saved: ENOENT"]


def test_what_cannot_be_noted_is_not_saved(
    desk: Desk,
    store: OpenedStore,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def full(*_: object, **__: object) -> None:
        raise StoreError(StoreErrorKind.FULL)

    monkeypatch.setattr(store.audit, "append", full)
    folder = tmp_path / "documents"
    folder.mkdir()

    assert desk.save(folder / "000001.pdf").fault is SaveFault.STORE

    assert list(folder.iterdir()) == []
    assert caplog.messages == ["slip not saved, the store refused: StoreError"]


@pytest.mark.parametrize("sale_id", [2, 99])
def test_only_an_approved_sale_has_a_slip(
    desk: Desk,
    store: OpenedStore,
    tmp_path: Path,
    sale_id: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert begin(store).sale_id == 2

    assert desk.save(tmp_path / "no.pdf", sale_id=sale_id).fault is SaveFault.OTHER

    assert not (tmp_path / "no.pdf").exists()
    assert caplog.messages == ["slip not drawn: LookupError"]


def test_a_folder_that_does_not_answer_holds_up_one_file_and_no_more(
    desk: Desk, tmp_path: Path
) -> None:
    answer = threading.Event()
    begun = threading.Event()

    def hang() -> None:
        begun.set()
        assert answer.wait(DEADLINE_S)

    desk.thread.submit(hang)
    assert begun.wait(DEADLINE_S)
    wanted = SlipWanted(SavedSlip.CUSTOMER, 1)
    desk.files.save(wanted, str(tmp_path / "first.pdf"), "01")
    with pytest.raises(BusyError):
        desk.files.save(wanted, str(tmp_path / "second.pdf"), "01")
    answer.set()

    assert desk.news.get(timeout=DEADLINE_S) == SlipSaved(str(tmp_path / "first.pdf"))


def test_nothing_of_a_slip_stands_in_the_log(
    desk: Desk, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    desk.save(tmp_path / "000001.pdf")

    assert [m for m in caplog.messages if m.startswith("slip saved")] != []
    assert not any(str(tmp_path) in m or "000001" in m for m in caplog.messages)


@pytest.mark.parametrize("slip", [SavedSlip.MERCHANT, SavedSlip.CUSTOMER])
def test_signature_is_in_the_merchant_s_file_alone(
    qapp: QApplication, store: OpenedStore, tmp_path: Path, slip: SavedSlip
) -> None:
    identity = begin(store, SaleDraft(2_800, 280, Method.CARD, None, "01"))
    done = replace(
        approved(identity), new_credits=(), print_requests=(), card=SIGNED.card, signature=SIGNATURE
    )
    write(store, lambda: store.store.commit(done))
    target = tmp_path / "signed.pdf"
    with desk_on(store) as desk:
        assert desk.save(target, slip) == SlipSaved(str(target))

    is_merchant = slip is SavedSlip.MERCHANT
    assert desk.drawn == [SIGNATURE if is_merchant else None]
    lines = pdf_lines(target.read_bytes())
    assert ("Customer signature 持卡人签名" in lines) is is_merchant
    assert not any("SIGNED ON SCREEN" in line for line in lines)
