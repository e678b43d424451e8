"""The receipt on the customer's phone, from the store to what a phone reads and fetches."""

from __future__ import annotations

import contextlib
import queue
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from hardware.camera.decode import DecoderChain
from kpay_desktop.bootstrap.e_receipt import EReceipts, Subject, open_e_receipts
from kpay_desktop.domain.language import Language
from kpay_desktop.domain.ledger import ReturnRecord
from kpay_desktop.domain.records import SaleRecord, SlipCopy, SlipKind
from kpay_desktop.domain.returns import ReturnState
from kpay_desktop.domain.sale import SaleState
from kpay_desktop.domain.signature import Signature
from kpay_desktop.hosts.receipts import server as receipt_server
from kpay_desktop.hosts.receipts.shelf import Shelved
from kpay_desktop.ports import StoreError, StoreErrorKind
from kpay_desktop.qr.symbol import Symbol, symbol_pixels
from kpay_desktop.receipts.back_slip import back_slip
from kpay_desktop.receipts.day_slips import back_slip_from_record
from kpay_desktop.receipts.document import Document
from kpay_desktop.receipts.short_back import short_back_text
from kpay_desktop.receipts.short_text import short_text
from kpay_desktop.receipts.slip_shop import SlipShop
from kpay_desktop.receipts.slips import slip_of
from kpay_desktop.settings import Settings, demo_settings
from kpay_desktop.settings_receipt import EReceiptSettings, ReceiptCode
from tests.helpers.back_receipts import BACKS
from tests.helpers.card_paper import CARD_SALE, EXPIRY, FACTS, HOLDER
from tests.helpers.cash_front import cash_sale
from tests.helpers.paper import sale_record
from tests.helpers.pdf import pdf_facts, pdf_lines, pdf_picture
from tests.helpers.phone_web import PATIENCE_S, fetch
from tests.helpers.store import begin, opened, sell, write
from tests.helpers.store_day import void
from ui.backend import News
from ui.backend_receipt import ReceiptCodeTold
from ui.slip_pdf import slip_pdf as draw_pdf

SHOP = SlipShop.of(demo_settings(), "0.1.0")
READER = DecoderChain()
LAN = EReceiptSettings(ReceiptCode.LAN, address="127.0.0.1")
WALLET_SALE = sale_record()
NUMBER = WALLET_SALE.identity.sale_id


def profile(receipt: EReceiptSettings) -> Settings:
    return replace(demo_settings(), e_receipt=receipt)


def customer_copy(subject: Subject) -> Document:
    if isinstance(subject, ReturnRecord):
        slip = back_slip_from_record(subject, SHOP, SlipCopy.CUSTOMER, is_duplicate=True)
        return back_slip(slip)
    return slip_of(subject, SHOP, SlipCopy.CUSTOMER, is_duplicate=True)


class Counter:
    """Sales that a test can change, and the news of their codes."""

    def __init__(self) -> None:
        self.sales: dict[int, SaleRecord] = {NUMBER: WALLET_SALE}
        self.backs: dict[int, ReturnRecord] = {}
        self.fault: Exception | None = None
        self.news: queue.Queue[News] = queue.Queue()

    def read(self, wanted: Shelved) -> Subject | None:
        if self.fault is not None:
            raise self.fault
        if wanted.kind is SlipKind.RETURN:
            return self.backs.get(wanted.subject_id)
        return self.sales.get(wanted.subject_id)

    @contextlib.contextmanager
    def at_work(self, receipt: EReceiptSettings) -> Iterator[EReceipts]:
        made = EReceipts(profile(receipt), SHOP, self.read, customer_copy, READER, self.news.put)
        made.start()
        try:
            yield made
        finally:
            made.stop(PATIENCE_S)

    def told(self) -> ReceiptCodeTold:
        news = self.news.get(timeout=PATIENCE_S)
        assert isinstance(news, ReceiptCodeTold)
        return news

    def text(
        self, receipts: EReceipts, number: int = NUMBER, kind: SlipKind = SlipKind.SALE
    ) -> str:
        """Return what the code of a receipt says to a phone."""
        receipts.show(number, Language.EN, kind)
        return read_code(self.told().symbol)


@pytest.fixture
def counter(qapp: QApplication) -> Counter:
    return Counter()


def read_code(symbol: Symbol | None) -> str:
    assert symbol is not None
    (text,) = READER.read_grey(*symbol_pixels(symbol, 4))
    return text


# --- the text in the code -------------------------------------------------------------------


@pytest.mark.parametrize(
    "sale", [WALLET_SALE, CARD_SALE, cash_sale()], ids=["wallet", "card", "cash"]
)
@pytest.mark.parametrize("language", list(Language))
def test_the_code_holds_the_receipt_in_the_customer_s_language(
    counter: Counter, sale: SaleRecord, language: Language
) -> None:
    counter.sales = {NUMBER: sale}
    with counter.at_work(EReceiptSettings()) as receipts:
        receipts.show(NUMBER, language)
        told = counter.told()
    assert (told.subject_id, told.language, told.is_link) == (NUMBER, language, False)
    assert read_code(told.symbol) == short_text(sale, SHOP, language)


@pytest.mark.parametrize(
    "change",
    [
        {"state": SaleState.VOIDED},
        {"state": SaleState.CHECKING},
        {"state": SaleState.BY_HAND},
        {"refunded_minor": WALLET_SALE.total_minor},
        {"returning_minor": WALLET_SALE.total_minor},
    ],
    ids=lambda change: str(*change.items()),
)
@pytest.mark.parametrize("receipt", [EReceiptSettings(), LAN], ids=["text", "lan"])
def test_what_does_not_stand_has_no_code(
    counter: Counter, change: dict[str, object], receipt: EReceiptSettings
) -> None:
    counter.sales = {NUMBER: changed_sale(change)}
    with counter.at_work(receipt) as receipts:
        for sale_id in (NUMBER, 99):
            receipts.show(sale_id, Language.EN)
            assert counter.told() == ReceiptCodeTold(sale_id, Language.EN, None)


def changed_sale(change: dict[str, object]) -> SaleRecord:
    match change:
        case {"state": SaleState() as state}:
            return replace(WALLET_SALE, state=state)
        case {"refunded_minor": int(minor)}:
            return replace(WALLET_SALE, refunded_minor=minor)
        case {"returning_minor": int(minor)}:
            return replace(WALLET_SALE, returning_minor=minor)
    raise AssertionError(change)


def test_a_store_that_does_not_answer_leaves_the_code_out(
    counter: Counter, caplog: pytest.LogCaptureFixture
) -> None:
    with counter.at_work(EReceiptSettings()) as receipts:
        for fault in (StoreError(StoreErrorKind.OTHER), TimeoutError()):
            counter.fault = fault
            receipts.show(NUMBER, Language.EN)
            assert counter.told().symbol is None
        counter.fault = None
        assert counter.text(receipts).startswith("*** SIMULATED")
    assert len(caplog.messages) == 2


# --- the file in the shop's network ---------------------------------------------------------


def test_the_code_leads_to_the_customer_s_copy_marked_as_a_copy(counter: Counter) -> None:
    counter.sales = {NUMBER: CARD_SALE}
    with counter.at_work(LAN) as receipts:
        receipts.show(NUMBER, Language.EN)
        told = counter.told()
        assert told.is_link
        url = read_code(told.symbol)
        assert url.startswith("http://127.0.0.1:")
        status, name, pdf = fetch(url)
    assert (status, name) == (200, 'inline; filename="receipt-000138.pdf"')
    assert pdf_facts(pdf)["Pages"] == "1"
    lines = pdf_lines(pdf)
    assert lines.count("** DUPLICATE 重印 **") == 2
    assert "CUSTOMER COPY 持卡人存根" in lines
    assert "Voucher no. 凭证号 000138" in lines
    assert not any(secret in "\n".join(lines) for secret in (HOLDER, EXPIRY, FACTS.first_six))
    page = pdf_picture(pdf, 203)
    found = READER.read_grey(page.pixels, page.width, page.height)
    assert found == ("KPAY:V:80010001:000042:000138",)


def test_cash_is_paid_and_called_approved_nowhere(counter: Counter) -> None:
    counter.sales = {NUMBER: cash_sale()}
    with counter.at_work(LAN) as receipts:
        _, _, pdf = fetch(counter.text(receipts))
    lines = pdf_lines(pdf)
    assert "PAID IN CASH 现金付讫" in lines
    assert lines.count("** DUPLICATE 重印 **") == 2
    assert not any("APPROVED" in line for line in lines)


def test_the_same_file_is_drawn_once_and_another_sale_s_anew(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []

    def draw(document: Document, paper_mm: int) -> bytes:
        drawn.append(document.title)
        return draw_pdf(document, paper_mm)

    monkeypatch.setattr("ui.slip_pdf.slip_pdf", draw)
    counter.sales[18] = replace(CARD_SALE, identity=replace(CARD_SALE.identity, sale_id=18))
    with counter.at_work(LAN) as receipts:
        one, other = counter.text(receipts), counter.text(receipts, 18)
        for url, count in ((one, 1), (one, 1), (other, 2), (other, 2)):
            assert fetch(url)[0] == 200
            assert len(drawn) == count


def test_a_sale_that_is_voided_takes_its_receipt_away(counter: Counter) -> None:
    with counter.at_work(LAN) as receipts:
        url = counter.text(receipts)
        assert fetch(url)[0] == 200
        counter.sales[NUMBER] = replace(WALLET_SALE, state=SaleState.VOIDED)
        assert fetch(url)[0] == 404
        # Not even if somebody brought the row back: who voids takes the paper back too.
        counter.sales[NUMBER] = WALLET_SALE
        assert fetch(url)[0] == 404


def test_a_sale_refunded_in_part_keeps_its_receipt(counter: Counter) -> None:
    counter.sales = {NUMBER: replace(WALLET_SALE, refunded_minor=100)}
    with counter.at_work(LAN) as receipts:
        assert fetch(counter.text(receipts))[0] == 200


def test_a_store_that_does_not_answer_is_asked_again(counter: Counter) -> None:
    with counter.at_work(LAN) as receipts:
        url = counter.text(receipts)
        counter.fault = TimeoutError()
        assert fetch(url)[0] == 503
        counter.fault = None
        assert fetch(url)[0] == 200


def test_when_the_till_closes_nothing_can_be_fetched(counter: Counter) -> None:
    with counter.at_work(LAN) as receipts:
        url = counter.text(receipts)
    with pytest.raises(ConnectionRefusedError):
        fetch(url)


def test_without_a_network_the_code_holds_the_receipt_and_follows_when_there_is_one(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    where: list[str | None] = [None]
    monkeypatch.setattr(receipt_server, "lan_address", lambda: where[0])
    monkeypatch.setattr(receipt_server, "LOOK_S", 0.02)
    with counter.at_work(EReceiptSettings(ReceiptCode.LAN)) as receipts:
        assert counter.text(receipts) == short_text(WALLET_SALE, SHOP, Language.EN)
        where[0] = "127.0.0.1"
        told = counter.told()
        assert told.is_link
        assert fetch(read_code(told.symbol))[0] == 200
        where[0] = None
        assert not counter.told().is_link


# --- money back -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", list(BACKS))
def test_money_back_has_a_code_of_its_own(counter: Counter, name: str) -> None:
    back = counter.backs[9001] = BACKS[name]
    with counter.at_work(EReceiptSettings()) as receipts:
        receipts.show(9001, Language.ZH, SlipKind.RETURN)
        told = counter.told()
        assert (told.subject_id, told.kind, told.is_link) == (9001, SlipKind.RETURN, False)
        assert read_code(told.symbol) == short_back_text(back, SHOP, Language.ZH)


@pytest.mark.parametrize("receipt", [EReceiptSettings(), LAN], ids=["text", "lan"])
def test_money_that_is_on_its_way_back_has_none(
    counter: Counter, receipt: EReceiptSettings
) -> None:
    counter.backs[9001] = replace(BACKS["card, void"], state=ReturnState.PENDING)
    with counter.at_work(receipt) as receipts:
        receipts.show(9001, Language.EN, SlipKind.RETURN)
        none = ReceiptCodeTold(9001, Language.EN, None, kind=SlipKind.RETURN)
        assert counter.told() == none


@pytest.mark.parametrize(
    ("name", "file", "done"),
    [
        ("card, void", "void-000138.pdf", "VOIDED 撤销成功"),
        ("card, refund", "refund-000144.pdf", "REFUNDED 退款成功"),
    ],
)
def test_its_file_is_the_customer_s_copy_of_its_slip(
    counter: Counter, name: str, file: str, done: str
) -> None:
    counter.backs[9001] = BACKS[name]
    with counter.at_work(LAN) as receipts:
        url = counter.text(receipts, 9001, SlipKind.RETURN)
        status, called, pdf = fetch(url)
        assert (status, called) == (200, f'inline; filename="{file}"')
        lines = pdf_lines(pdf)
        assert done in lines
        assert lines.count("** DUPLICATE 重印 **") == 2
        assert "CUSTOMER COPY 持卡人存根" in lines
        assert not any(secret in "\n".join(lines) for secret in (HOLDER, EXPIRY, FACTS.first_six))
        # Of the sale of the same number nobody fetches anything with it.
        counter.backs.clear()
        assert fetch(url)[0] == 404


# --- on a store -----------------------------------------------------------------------------


def test_a_sale_of_the_store_s_own(qapp: QApplication, tmp_path: Path) -> None:
    news: queue.Queue[News] = queue.Queue()

    def document(
        sale: SaleRecord,
        copy: SlipCopy,
        *,
        is_duplicate: bool = False,
        signature: Signature | None = None,
    ) -> Document:
        return slip_of(sale, SHOP, copy, is_duplicate=is_duplicate, signature=signature)

    with opened(tmp_path / "data") as store:
        sell(store)
        assert begin(store).sale_id == 2
        receipts = open_e_receipts(profile(LAN), SHOP, store, document, news.put)
        try:
            receipts.show(2, Language.EN)
            assert news.get(timeout=PATIENCE_S) == ReceiptCodeTold(2, Language.EN, None)
            receipts.show(1, Language.EN)
            told = news.get(timeout=PATIENCE_S)
            assert isinstance(told, ReceiptCodeTold)
            url = read_code(told.symbol)
            status, _, pdf = fetch(url)
            # The void takes the sale's receipt away, and has one of its own.
            back = write(store, lambda: void(store.store, 1))
            receipts.show(back.return_id, Language.EN, SlipKind.RETURN)
            of_back = news.get(timeout=PATIENCE_S)
            assert isinstance(of_back, ReceiptCodeTold)
            gone, (back_status, name, _) = fetch(url)[0], fetch(read_code(of_back.symbol))
        finally:
            receipts.stop(PATIENCE_S)
    assert status == 200
    assert "Voucher no. 凭证号 000001" in pdf_lines(pdf)
    assert (gone, back_status, name) == (404, 200, 'inline; filename="void-000001.pdf"')
