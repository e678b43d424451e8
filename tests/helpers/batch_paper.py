"""Reads slips and lists of settlements off the paper, and holds them against a till's books."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from tests.end2end.auditor import whole_slips
from tests.helpers.day_audit_values import TAKEN
from tests.helpers.day_books import Row, TillBooks
from tests.helpers.invariants import Invariant, Tally

KINDS = ("settlement", "list")
_TITLES = {"SETTLEMENT": "settlement", "TRANSACTION LIST": "list"}


def read_batch_slip(text: str) -> Row | None:
    """Return what a settlement's slip or its list says; None of another, or of one torn early."""
    title = re.search(r"^\s*(SETTLEMENT|TRANSACTION LIST)\s*$", text, re.MULTILINE)
    span = re.search(r"^(?:Vouchers\s+)?(\d{6})(?: - \d{6}\s*| (?:SALE|REFUND)\b.*)$", text, re.M)
    if title is None or span is None:
        return None
    nets = re.findall(r"^(?:Net|TOTAL\s+\d+)\s+(-?[\d,]+\.\d\d)\s*$", text, re.MULTILINE)
    kind = _TITLES[title.group(1)]
    return {
        "kind": kind,
        "voucher": int(span.group(1)),
        "net_minor": int(re.sub(r"[,.]", "", nets[-1])) if nets else None,
        "duplicate": "DUPLICATE" in text,
    }


def batch_paper(till: TillBooks, paper: Path, tally: Tally, *, is_settled: bool) -> None:
    """Hold what is on whole slips against the books."""
    slips = [slip for text in whole_slips(paper) if (slip := read_batch_slip(text)) is not None]
    check_batch_slips(till, slips, tally, is_settled=is_settled)


def check_batch_slips(
    till: TillBooks, slips: Iterable[Row], tally: Tally, *, is_settled: bool
) -> set[tuple[int, str]]:
    """Each slip is of a batch that is settled, says its sum, and stands there once unmarked.

    ``is_settled``: nothing is left to print, so that each has its slips. Returns which settlements
    have which of both on paper.
    """
    batches = {row["voucher"]: row["batch_id"] for row in (*till.sales, *till.returns)}
    settled = {row["batch_id"]: row for row in till.settlements if row["phase"] == "settled"}
    unmarked: Counter[tuple[int, str]] = Counter()
    for slip in slips:
        row = settled.get(batches.get(slip["voucher"], 0))
        what = f"a {slip['kind']} of voucher {slip['voucher']} is on paper, and nothing is settled"
        if not tally.check(Invariant.ONE_BATCH, row is not None, what) or row is None:
            continue
        unmarked[row["id"], slip["kind"]] += not slip["duplicate"]
        if slip["net_minor"] is not None:
            net = net_minor(till, row["batch_id"])
            what = (
                f"the {slip['kind']} of settlement {row['id']} says {slip['net_minor']}, not {net}"
            )
            tally.check(Invariant.TOTALS, slip["net_minor"] == net, what)
    for (number, kind), count in unmarked.items():
        what = f"{count} unmarked papers ({kind}) of settlement {number}"
        tally.check(Invariant.ONE_SLIP, count <= 1, what)
    for row in settled.values() if is_settled else ():
        for kind in KINDS:
            what = f"settlement {row['id']} has no {kind} on paper"
            tally.check(Invariant.AGREE, (row["id"], kind) in unmarked, what)
    return set(unmarked)


def net_minor(till: TillBooks, batch_id: int) -> int:
    """Return what a batch comes to, by its rows."""
    sold = sum(
        row["total_minor"]
        for row in till.sales
        if row["batch_id"] == batch_id and row["state"] in TAKEN
    )
    back = sum(
        row["amount_minor"]
        for row in till.returns
        if row["batch_id"] == batch_id and row["kind"] == "refund" and row["state"] == "done"
    )
    return int(sold - back)
