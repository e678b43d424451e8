"""An auditor from outside: reads the bank's books and the till's paper, and knows neither program.

``python auditor.py BANK_FOLDER PAPER`` prints what it found as JSON and ends with 0 if every
customer paid what the slips say, to the cent, and 1 otherwise. ``PAPER`` is the folder of a
printer's rolls, or a file with what somebody read off drawn slips, a form feed below each. Only the
standard library; the reader of ESC/POS (Epson's reference) and the queries are its own.
"""

from __future__ import annotations

import json
import re
import sqlite3
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ESC, GS, FS, DLE, LF = 0x1B, 0x1D, 0x1C, 0x10, 0x0A
# Lengths of the commands with a fixed one, the two leading bytes included.
ESC_LENGTHS = {ord("@"): 2, ord("2"): 2, ord("$"): 4, ord("\\"): 4}
GS_LENGTHS = {ord("L"): 4, ord("W"): 4, ord("P"): 4}
FS_LENGTHS = {ord("&"): 2, ord("."): 2}


def slips_of(data: bytes) -> Iterator[tuple[str, bool]]:
    """Yield the text of each slip, and whether the paper was cut below it."""
    text = bytearray()
    at = 0
    while at < len(data):
        byte = data[at]
        length = 1
        if byte == DLE:
            length = 3
        elif byte == ESC:
            length = ESC_LENGTHS.get(data[at + 1], 3)
        elif byte == FS:
            length = FS_LENGTHS.get(data[at + 1], 3)
        elif byte == GS:
            length = _gs_length(data, at)
            if data[at + 1] == ord("V"):
                yield text.decode("cp437"), True
                text.clear()
        elif byte == LF or byte >= 0x20:
            text.append(byte)
        at += length
    if text.strip():
        yield text.decode("cp437"), False


def _gs_length(data: bytes, at: int) -> int:
    kind = data[at + 1]
    if kind == ord("V"):
        return 4 if data[at + 2] in {65, 66} else 3
    if kind == ord("("):
        return 5 + data[at + 3] + 256 * data[at + 4]
    if kind == ord("v"):
        across, down = data[at + 4] + 256 * data[at + 5], data[at + 6] + 256 * data[at + 7]
        return 8 + across * down
    return GS_LENGTHS.get(kind, 3)


def read_slip(text: str) -> dict[str, Any]:
    """Return what one slip claims."""

    def line(pattern: str) -> str:
        found = re.search(pattern, text, re.MULTILINE)
        return found.group(1) if found else ""

    return {
        "order": line(r"^(?:Order no\.|订单号)\s+(\w+)\s*$"),
        "voucher": line(r"^(?:Voucher no\.|凭证号)\s+(\d{6})\s*$"),
        "rrn": line(r"^(?:RRN|参考号)(?: 参考号)?\s+(\w{12})\s*$"),
        "txn": line(r"^(?:Wallet txn no\.|钱包交易号)\s+(\w+)\s*$"),
        "total_minor": int(
            line(r"^(?:TOTAL|合计)\s+SGD ([\d,]+\.\d\d)\s*$").replace(",", "").replace(".", "") or 0
        ),
        "copy": "merchant" if "MERCHANT COPY" in text or "商户存根" in text else "customer",
        "duplicate": "DUPLICATE" in text or "重印" in text,
        "approved": "APPROVED" in text or "交易成功" in text,
    }


def whole_slips(paper: Path) -> list[str]:
    """Return the text of each slip that was cut off."""
    if paper.is_file():
        return paper.read_text("utf-8").split("\f")[:-1]
    rolls = [paper / name for name in ("roll.old.bin", "roll.bin")]
    data = b"".join(roll.read_bytes() for roll in rolls if roll.exists())
    return [text for text, is_cut in slips_of(data) if is_cut]


def read_bank(file: Path) -> dict[str, dict[str, Any]]:
    """Return by order number what was paid, from accounts that add up."""
    books = sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)
    try:
        (total,) = books.execute("SELECT COALESCE(SUM(amount_minor), 0) FROM ledger").fetchone()
        assert total == 0, "the ledger does not add up to nothing"
        for code, opening, balance in books.execute(
            "SELECT code, opening_minor, balance_minor FROM accounts"
        ).fetchall():
            (moved,) = books.execute(
                "SELECT COALESCE(SUM(amount_minor), 0) FROM ledger WHERE account = ?", (code,)
            ).fetchone()
            assert opening + moved == balance, f"{code} does not add up"
        paid: dict[str, dict[str, Any]] = {}
        for order, txn, amount, refunded in books.execute(
            "SELECT reqsn, trxid, amount_minor, refunded_minor FROM settled"
        ):
            entry = paid.setdefault(order, {"kept_minor": 0, "txns": []})
            entry["kept_minor"] += amount - refunded
            entry["txns"].append(txn)
        return paid
    finally:
        books.close()


def read_taken_back(file: Path) -> set[str]:
    """Return the numbers of the orders by customers' codes that were taken back."""
    books = sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)
    try:
        rows = books.execute("SELECT reqsn FROM orders WHERE reversal IS NOT NULL").fetchall()
        return {order for (order,) in rows}
    finally:
        books.close()


def read_cards(file: Path) -> dict[str, int]:
    """Return by RRN what the card host holds as approved and not reversed, in cents."""
    books = sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)
    try:
        return dict(books.execute("SELECT rrn, amount_minor FROM card_approved").fetchall())
    finally:
        books.close()


def read_moves(file: Path) -> dict[str, int]:
    """Return by account how far its balance is from where it opened."""
    books = sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)
    try:
        rows = books.execute("SELECT code, balance_minor - opening_minor FROM accounts").fetchall()
        return {code: moved for code, moved in rows if moved}
    finally:
        books.close()


def audit(bank: Path, paper: Path) -> dict[str, Any]:
    """Compare both; ``faults`` is empty when all is well."""
    whole = [read_slip(text) for text in whole_slips(paper)]
    paid = read_bank(bank / "bank.sqlite3")
    faults = []
    unmarked: Counter[tuple[str, str]] = Counter()
    cards = read_cards(bank / "bank.sqlite3")
    taken_back = read_taken_back(bank / "bank.sqlite3") - set(paid)
    for slip in whole:
        if slip["rrn"]:
            faults += card_faults(slip, cards)
            if not slip["duplicate"]:
                unmarked[slip["rrn"], slip["copy"]] += 1
            continue
        entry = paid.get(slip["order"])
        if not slip["approved"]:
            faults.append(f"a slip of {slip['order']} claims nothing")
        elif slip["order"] in taken_back:
            faults.append(f"a slip of {slip['order']}, which was taken back")
        elif entry is None or slip["txn"] not in entry["txns"]:
            faults.append(f"a slip of {slip['order']} for money that never came")
        elif entry["kept_minor"] != slip["total_minor"]:
            faults.append(f"{slip['order']} says {slip['total_minor']}, paid {entry['kept_minor']}")
        if not slip["duplicate"]:
            unmarked[slip["order"], slip["copy"]] += 1
    faults += [
        f"{n} unmarked {copy} copies of {order}" for (order, copy), n in unmarked.items() if n > 1
    ]
    copies = {(slip["rrn"] or slip["order"], slip["copy"]) for slip in whole}
    faults += [
        f"card sale {rrn} was approved and has no {copy} copy"
        for rrn in cards
        for copy in ("merchant", "customer")
        if (rrn, copy) not in copies
    ]
    faults += [
        f"{order} was paid and has no {copy} copy"
        for order, entry in paid.items()
        if entry["kept_minor"]
        for copy in ("merchant", "customer")
        if (order, copy) not in copies
    ]
    moves = read_moves(bank / "bank.sqlite3")
    return {
        "slips": whole,
        "paid": paid,
        "taken_back": sorted(taken_back),
        "cards": cards,
        "moves": moves,
        "faults": faults,
    }


def card_faults(slip: dict[str, Any], cards: dict[str, int]) -> list[str]:
    """Return what is wrong with a card's slip, by the card host's books."""
    rrn = slip["rrn"]
    if not slip["approved"]:
        return [f"a card's slip of {rrn} claims nothing"]
    if rrn not in cards:
        return [f"a card's slip of {rrn} for money that the host does not hold"]
    if cards[rrn] != slip["total_minor"]:
        return [f"{rrn} says {slip['total_minor']}, the host {cards[rrn]}"]
    return []


def main(bank: str, paper: str) -> int:
    """Audit, tell, and judge."""
    report = audit(Path(bank), Path(paper))
    sys.stdout.write(json.dumps(report, indent=1) + "\n")
    return 1 if report["faults"] else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
