"""Orders by a customer's code taken back."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kpay_desktop.simulation.bank.outcomes import AT_ANSWER
from tests.helpers.bank import ROOT, wait_until
from tests.helpers.bank_books import audited
from tests.helpers.inner_bank import InnerBank, inner_bank
from tests.helpers.scan_orders import STILL_PAYING, TOTAL, charged, scan, settled

LINE_FAULTS = sorted(one.value for one in AT_ANSWER)
NOTHING_DONE = {"never", "http_500"}


@pytest.fixture(autouse=True)
def at_once(inner: InnerBank) -> Iterator[None]:
    """Orders can be taken back at once."""
    inner.desk.set_scan_terms(earliest_cancel_s=0)
    yield
    for kind in ("sale", "cancel", "query"):
        inner.desk.clear_next(kind)


# --- taking back ---


def test_a_paid_order_is_paid_back_once(inner: InnerBank, reqsn: str) -> None:
    scan(inner, reqsn)
    assert settled(inner, reqsn) == [TOTAL]
    for _ in range(3):
        told = inner.gateway.reverse(reqsn, TOTAL)
        assert (told.trxstatus, told["reqsn"], told["oldreqsn"]) == ("0000", f"V{reqsn}", reqsn)
        assert told["trxamt"] == str(TOTAL)
        assert inner.gateway.query(reqsn).trxstatus == "3050"
    assert inner.gateway.reverse(reqsn, TOTAL, f"W{reqsn}").trxstatus == "0000"
    assert charged(inner, reqsn) == 0
    assert settled(inner, reqsn) == []
    with audited(inner.bank.folder.books) as db:
        order = db.execute("SELECT * FROM orders WHERE reqsn = ?", (reqsn,)).fetchone()
        assert (order["way"], order["state"], order["reversal"]) == ("scan", "closed", f"V{reqsn}")
        moves = db.execute(
            "SELECT purpose, account, ledger.amount_minor FROM ledger JOIN payments"
            " ON reference = trxid WHERE order_id = ? ORDER BY ledger.seq",
            (order["order_id"],),
        ).fetchall()
    merchant = f"merchant:{inner.gateway.cusid}"
    assert [tuple(row) for row in moves] == [
        ("payment", "customer:1010", -TOTAL),
        ("payment", merchant, TOTAL),
        ("return", merchant, -TOTAL),
        ("return", "customer:1010", TOTAL),
    ]


def test_an_unpaid_order_is_closed_for_good(inner: InnerBank, reqsn: str) -> None:
    inner.desk.set_next("userpaying")
    scan(inner, reqsn)
    order = inner.desk.order(reqsn).order
    assert inner.gateway.reverse(reqsn, TOTAL).trxstatus == "0000"
    assert inner.gateway.query(reqsn).trxstatus == "3050"
    assert inner.desk.press(order, "1010", "pay").reason == "closed"
    assert inner.gateway.reverse(reqsn, TOTAL).trxstatus == "0000"


@pytest.mark.parametrize("outcome", ["decline", "code_expired", "code_invalid", "payerror"])
def test_a_refused_order_can_be_taken_back_too(inner: InnerBank, reqsn: str, outcome: str) -> None:
    inner.desk.set_next(outcome)
    assert scan(inner, reqsn).trxstatus == "3999"
    assert inner.gateway.reverse(reqsn, TOTAL).trxstatus == "0000"
    assert inner.gateway.query(reqsn).trxstatus == "3050"


def test_a_young_order_is_not_taken_back(inner: InnerBank, reqsn: str) -> None:
    inner.desk.set_scan_terms(earliest_cancel_s=3600)
    scan(inner, reqsn)
    told = inner.gateway.reverse(reqsn, TOTAL)
    assert (told.trxstatus, told["errmsg"]) == ("3999", "TOO_EARLY")
    assert inner.gateway.query(reqsn).trxstatus == "0000"
    inner.desk.set_scan_terms(earliest_cancel_s=0.2)
    wait_until("old enough", lambda: inner.gateway.reverse(reqsn, TOTAL).trxstatus == "0000")


def test_what_is_not_taken_back(inner: InnerBank, reqsn: str) -> None:
    assert inner.gateway.reverse(reqsn, TOTAL).trxstatus == "1001"
    scan(inner, reqsn)
    other = inner.gateway.reverse(reqsn, TOTAL + 1)
    assert (other.trxstatus, other["errmsg"]) == ("3999", "AMOUNT_DIFFERS")
    assert inner.gateway.reverse(reqsn, TOTAL, reqsn).trxstatus == "3888"
    assert inner.gateway.reverse(reqsn, TOTAL, "a b")["retcode"] == "FAIL"
    scan(inner, f"{reqsn}b")
    assert inner.gateway.reverse(f"{reqsn}b", TOTAL).trxstatus == "0000"
    assert inner.gateway.reverse(reqsn, TOTAL, f"V{reqsn}b").trxstatus == "3888"
    assert inner.gateway.refund(f"V{reqsn}b", reqsn, 100).trxstatus == "3888"
    assert inner.gateway.order(f"V{reqsn}b", TOTAL).trxstatus == "3888"
    assert inner.gateway.query(f"V{reqsn}b").trxstatus == "0000"
    assert inner.gateway.reverse(f"{reqsn}b", 1).trxstatus == "3999"
    assert inner.gateway.refund(f"R{reqsn}", reqsn, 100).trxstatus == "0000"
    part = inner.gateway.reverse(reqsn, TOTAL)
    assert (part.trxstatus, part["errmsg"]) == ("3999", "PARTLY_REFUNDED")
    assert settled(inner, reqsn) == [TOTAL - 100]


def test_a_code_that_was_shown_is_cancelled_as_before(inner: InnerBank, reqsn: str) -> None:
    inner.gateway.order(reqsn, TOTAL)
    assert inner.gateway.reverse(reqsn, TOTAL).trxstatus == "1001"
    inner.desk.press(inner.shown(reqsn), "1010", "pay")
    assert inner.gateway.reverse(reqsn, TOTAL).trxstatus == "0000"
    assert inner.gateway.query(reqsn).trxstatus == "0000"
    assert settled(inner, reqsn) == [0]


@pytest.mark.parametrize("outcome", LINE_FAULTS)
def test_a_line_fault_while_an_order_is_taken_back(
    inner: InnerBank, reqsn: str, outcome: str
) -> None:
    scan(inner, reqsn)
    inner.desk.set_next(outcome, kind="cancel", delay_s=0.1)
    form = inner.gateway.form(reqsn=f"V{reqsn}", oldreqsn=reqsn, trxamt=str(TOTAL))
    try:
        inner.gateway.send("tranx/cancel", form)
    except (OSError, http.client.HTTPException):
        assert outcome in {"never", "lose_answer", "half_body"}
    done = outcome not in NOTHING_DONE
    assert inner.gateway.query(reqsn).trxstatus == ("3050" if done else "0000")
    assert inner.gateway.reverse(reqsn, TOTAL).trxstatus == "0000"
    assert charged(inner, reqsn) == 0


@pytest.mark.parametrize(
    ("outcome", "answer"),
    [("pending", ("2008", STILL_PAYING)), ("decline", ("3999", "REVERSE_REFUSED"))],
)
def test_the_desk_lets_a_reversal_wait(
    inner: InnerBank, reqsn: str, outcome: str, answer: tuple[str, str]
) -> None:
    scan(inner, reqsn)
    inner.desk.set_next(outcome, kind="cancel")
    told = inner.gateway.reverse(reqsn, TOTAL)
    assert (told.trxstatus, told["errmsg"]) == answer
    assert inner.gateway.query(f"V{reqsn}").trxstatus == "1001"
    assert inner.gateway.query(reqsn).trxstatus == "0000"
    assert inner.gateway.reverse(reqsn, TOTAL).trxstatus == "0000"


SLIP = """{copy} COPY
APPROVED
TOTAL  SGD 30.80
Order no.  {order}
Voucher no.  000001
Wallet txn no.  {txn}
\f"""


def audited_by_a_stranger(inner: InnerBank, paper: Path) -> dict[str, list[str]]:
    """Let the auditor compare the bank's books with slips, in a process of its own."""
    auditor = ROOT / "tests" / "end2end" / "auditor.py"
    run = subprocess.run(
        [sys.executable, str(auditor), str(inner.bank.folder.root), str(paper)],
        capture_output=True,
        timeout=60,
        check=False,
    )
    report: dict[str, list[str]] = json.loads(run.stdout)
    assert run.returncode == (1 if report["faults"] else 0)
    return report


def test_to_an_auditor_what_was_taken_back_is_no_approval(tmp_path: Path) -> None:
    with inner_bank(tmp_path / "b") as inner:
        inner.desk.set_scan_terms(earliest_cancel_s=0)
        kept, gone = scan(inner, "A1")["trxid"], scan(inner, "A2")["trxid"]
        inner.desk.set_next("payerror_paid")
        scan(inner, "A3")
        for order in ("A2", "A3"):
            assert inner.gateway.reverse(order, TOTAL).trxstatus == "0000"
        paper = tmp_path / "paper"
        good = "".join(SLIP.format(copy=c, order="A1", txn=kept) for c in ("MERCHANT", "CUSTOMER"))
        paper.write_text(good, "utf-8")
        report = audited_by_a_stranger(inner, paper)
        assert report["faults"] == []
        assert report["taken_back"] == ["A2", "A3"]
        paper.write_text(good + SLIP.format(copy="CUSTOMER", order="A2", txn=gone), "utf-8")
        assert audited_by_a_stranger(inner, paper)["faults"] == [
            "a slip of A2, which was taken back"
        ]
        # Money that a till merely marked as failed is missed on paper.
        inner.desk.set_next("payerror_paid")
        scan(inner, "A4")
        paper.write_text(good, "utf-8")
        assert audited_by_a_stranger(inner, paper)["faults"] == [
            f"A4 was paid and has no {copy} copy" for copy in ("merchant", "customer")
        ]
