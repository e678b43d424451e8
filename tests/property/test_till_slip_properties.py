"""Any slip of money back, cash, a batch, a list or a shift: it fits, it adds up, it hides."""

from __future__ import annotations

import re
import string
from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from kpay_desktop.domain.card import EntryMode, Scheme
from kpay_desktop.domain.cash import (
    DENOMINATIONS_MINOR,
    CashRounding,
    DrawerCount,
    Tender,
    round_cash,
)
from kpay_desktop.domain.money import format_sgd
from kpay_desktop.domain.moves import DrawerKind
from kpay_desktop.domain.records import SlipCopy
from kpay_desktop.domain.returns import ReturnKind, ReturnState
from kpay_desktop.domain.sale import QrMode, SaleState, Wallet
from kpay_desktop.domain.totals import Totals
from kpay_desktop.receipts.back_slip import BackSlip, CardBack, CashBack, Original, WalletBack
from kpay_desktop.receipts.cash_slip import CashSlip
from kpay_desktop.receipts.columns import text_columns
from kpay_desktop.receipts.document import Columns, Document
from kpay_desktop.receipts.drawer_slip import DrawerSlip
from kpay_desktop.receipts.frame import Tally
from kpay_desktop.receipts.layout import TextLine, layout
from kpay_desktop.receipts.settlement_slip import (
    CarriedOver,
    Compared,
    Differing,
    Group,
    SettlementSlip,
)
from kpay_desktop.receipts.shift_report import ShiftReport
from kpay_desktop.receipts.till_words import Cash, PaidWith
from kpay_desktop.receipts.transaction_list import (
    Counted,
    ListRow,
    TransactionList,
    subtotals,
    transaction_list,
)
from tests.helpers.till_paper import AT, LANGUAGES, SOLD_AT, Sample, documents_of, frame

NUMBER = "4761730000000852"
OTHER_DIGITS = "01236"  # a number that holds a part of NUMBER by chance proves nothing
MINOR = re.compile(r"(-?)(?:SGD )?(-?)([0-9,]+)\.([0-9]{2})")

frames = st.builds(frame, st.sampled_from(list(LANGUAGES.values())), is_duplicate=st.booleans())
amounts = st.integers(1, 9_999_999_999)
digits = st.text(OTHER_DIGITS, min_size=6, max_size=6)
names = st.text(string.ascii_letters + " 兰花茶室", max_size=60)
references = st.text(OTHER_DIGITS, max_size=40)
paid_with: st.SearchStrategy[PaidWith] = st.one_of(
    st.sampled_from(Scheme), st.sampled_from(Wallet), st.just(Cash.CASH)
)
counts = st.integers(0, 9_999)
tallies = st.builds(Tally, st.integers(1, 9_999), st.integers(0, 9_999_999_999)) | st.just(Tally())
totals = st.builds(
    Totals, st.integers(1, 9_999), amounts, st.integers(1, 9_999), amounts
) | st.just(Totals())


@st.composite
def back_slips(draw: st.DrawFn) -> BackSlip:
    kind = draw(st.sampled_from(ReturnKind))
    amount, tip = draw(amounts), draw(st.integers(0, 99_999))
    total = amount + tip
    more = 0 if kind is ReturnKind.VOID else draw(st.integers(0, 99_999))
    cards = st.builds(
        CardBack,
        st.sampled_from(Scheme),
        st.sampled_from(EntryMode),
        st.sampled_from([NUMBER, "0852", ""]),
        st.integers(0, 3_999),
        st.text(OTHER_DIGITS, max_size=12),
        st.text(OTHER_DIGITS, max_size=6),
        st.sampled_from(["VISA CREDIT", NUMBER, "", "A very long label of a card indeed"]),
    )
    wallets = st.builds(
        WalletBack, st.sampled_from(Wallet), st.sampled_from(QrMode), references, references
    )
    rounded = round_cash(total, draw(st.sampled_from(CashRounding)))
    paid = draw(cards | wallets | st.just(CashBack(rounded)))
    is_card_refund = isinstance(paid, CardBack) and kind is ReturnKind.REFUND
    return BackSlip(
        frame=draw(frames),
        kind=kind,
        copy=draw(st.sampled_from(SlipCopy)),
        paid=paid,
        voucher=draw(digits),
        batch_no=draw(st.integers(1, 3_999)),
        original=Original(draw(digits), 42, SOLD_AT, total + more, draw(digits), draw(references)),
        amount_minor=amount,
        tip_minor=tip,
        cashier=draw(names),
        supervisor=draw(names),
        is_by_hand=draw(st.booleans()),
        is_to_be_signed=is_card_refund and draw(st.booleans()),
    )


@st.composite
def cash_slips(draw: st.DrawFn) -> CashSlip:
    amount, tip = draw(amounts), draw(st.integers(0, 99_999))
    due = round_cash(amount + tip, draw(st.sampled_from(CashRounding)))
    handed = due + 5 * draw(st.integers(0, 10_000))
    return CashSlip(
        frame=draw(frames),
        copy=draw(st.sampled_from(SlipCopy)),
        voucher=draw(digits),
        batch_no=1,
        amount_minor=amount,
        tip_minor=tip,
        tender=Tender(amount + tip, due, handed),
        cashier=draw(names),
    )


@st.composite
def drawer_slips(draw: st.DrawFn) -> DrawerSlip:
    kind = draw(st.sampled_from((DrawerKind.PAID_IN, DrawerKind.PAID_OUT, DrawerKind.NO_SALE)))
    return DrawerSlip(
        frame=draw(frames),
        kind=kind,
        entry_no=draw(st.integers(1, 9_999_999)),
        reason="x" + draw(st.text(max_size=200)),
        cashier=draw(names),
        amount_minor=0 if kind is DrawerKind.NO_SALE else 5 * draw(st.integers(1, 9_999_999)),
    )


@st.composite
def settlements(draw: st.DrawFn) -> SettlementSlip:
    settled = st.sampled_from(Scheme) | st.sampled_from(Wallet)
    groups = draw(st.lists(st.builds(Group, settled, totals, tallies, tallies), max_size=5))
    hand = st.builds(
        Group, st.sampled_from(Wallet), totals, tallies, tallies, is_by_hand=st.just(True)
    )
    cash = st.builds(Group, st.just(Cash.CASH), totals, tallies, tallies)
    ours = sum((group.totals for group in groups), Totals())
    theirs = draw(st.none() | totals | st.just(ours))
    differing = draw(
        st.lists(st.builds(Differing, digits, amounts, st.none() | amounts, references), max_size=5)
    )
    unnamed = draw(st.integers(0, 999))
    agrees = not differing and not unnamed and theirs in {None, ours}
    disagreements = [Compared.UPLOADED, Compared.DIFFER, Compared.OURS_ALONE]
    return SettlementSlip(
        frame=draw(frames),
        host=draw(names),
        batch_no=draw(st.integers(1, 3_999)),
        ours=ours,
        theirs=theirs,
        compared=Compared.AGREE if agrees else draw(st.sampled_from(disagreements)),
        groups=tuple(groups),
        apart=tuple(draw(st.lists(hand | cash, max_size=3))),
        differing=tuple(differing),
        unnamed=unnamed,
        carried=tuple(
            draw(st.lists(st.builds(CarriedOver, digits, paid_with, amounts), max_size=4))
        ),
        first_voucher=draw(digits | st.just("")),
        last_voucher=draw(digits),
        stan=draw(st.integers(0, 3_999)),
        response=draw(st.sampled_from(["", "00", "95"])),
    )


@st.composite
def list_rows(draw: st.DrawFn) -> ListRow:
    kind = draw(st.none() | st.sampled_from(ReturnKind))
    states = st.sampled_from(SaleState) if kind is None else st.sampled_from(ReturnState)
    state = draw(states)
    paid = draw(paid_with)
    return ListRow(
        voucher=draw(digits),
        at=AT + timedelta(seconds=draw(st.integers(0, 86_400))),
        paid=paid,
        amount_minor=draw(amounts),
        tip_minor=draw(st.integers(0, 99_999)),
        state=state,
        kind=kind,
        last_four=draw(st.sampled_from([NUMBER, "0852", ""])),
        # A number of a wallet may be of any digits; a card's row has none to show.
        reference=NUMBER if isinstance(paid, Scheme) else "W" + draw(references),
        approval_code=draw(st.sampled_from(["831204", ""])),
        cashier=draw(names),
        is_by_hand=draw(st.booleans()),
    )


lists = st.builds(
    TransactionList,
    frame=frames,
    rows=st.lists(list_rows(), max_size=12).map(tuple),
    batch_no=st.integers(0, 3_999),
)
counted_drawers = st.dictionaries(
    st.sampled_from(DENOMINATIONS_MINOR), st.integers(0, 9_999), max_size=11
).map(DrawerCount)
shifts = st.builds(
    ShiftReport,
    frame=frames,
    shift_no=st.integers(0, 3_999),
    cashier=names,
    opened_at=st.just(SOLD_AT),
    opening=counted_drawers,
    counted=counted_drawers,
    sales=tallies,
    returns=tallies,
    paid_in=tallies,
    paid_out=tallies,
    no_sales=counts,
)
samples: st.SearchStrategy[Sample] = st.one_of(
    back_slips(), cash_slips(), drawer_slips(), settlements(), lists, shifts
)


def lines_of(document: Document, columns: int) -> list[TextLine]:
    return [line for line in layout(document, columns) if isinstance(line, TextLine)]


def cents(text: str) -> int:
    """Return the amount at the end of a line."""
    found = list(MINOR.finditer(text))[-1]
    minor = int(found[3].replace(",", "") + found[4])
    return -minor if found[1] or found[2] else minor


def of(documents: tuple[Document, ...], *labels: str) -> list[int]:
    """Return the cents of the money rows with one of these labels, in either language."""
    return [
        cents(row.right)
        for document in documents
        for row in document.rows
        if isinstance(row, Columns) and row.is_money and row.left.startswith(labels)
    ]


@settings(max_examples=100)
@given(samples, st.sampled_from([32, 48]))
def test_no_till_slip_is_wider_than_its_paper(sample: Sample, columns: int) -> None:
    for document in documents_of(sample):
        for line in lines_of(document, columns):
            assert text_columns(line.text) * line.size.across <= columns
        # Money is never broken: every amount is whole at the end of a line.
        ends = [line.text for line in lines_of(document, columns)]
        for row in document.rows:
            if isinstance(row, Columns) and row.is_money:
                assert any(end.endswith(row.right) for end in ends)


@settings(max_examples=100)
@given(back_slips() | list_rows())
def test_no_till_slip_shows_more_than_four_digits_of_a_card(sample: BackSlip | ListRow) -> None:
    made: Sample = (
        TransactionList(frame=frame(), rows=(sample,)) if isinstance(sample, ListRow) else sample
    )
    for document in documents_of(made):
        text = "\n".join(line.text for line in lines_of(document, 48)).replace(" ", "")
        assert NUMBER not in text
        assert NUMBER[:6] not in text
        assert "00000852" not in text


@given(back_slips())
def test_money_back_adds_up_to_what_goes_back(slip: BackSlip) -> None:
    documents = documents_of(slip)
    amount, tip = of(documents, "AMOUNT", "金额"), of(documents, "TIP", "小费")
    total = of(documents, "TOTAL", "合计")
    assert amount == [-slip.amount_minor]
    assert sum(amount + tip) == total[0] == -slip.total_minor
    if isinstance(slip.paid, CashBack):
        given_back = of(documents, "CASH BACK", "退现金")
        assert total[0] + sum(of(documents, "Rounding", "舍入")) == given_back[0]
        assert given_back[0] % 5 == 0


@given(cash_slips())
def test_cash_adds_up_from_the_price_to_the_change(slip: CashSlip) -> None:
    documents = documents_of(slip)
    amount, tip = of(documents, "AMOUNT", "金额"), of(documents, "TIP", "小费")
    (total,) = of(documents, "TOTAL", "合计")
    (due,) = of(documents, "CASH DUE", "应收")
    (handed,) = of(documents, "Cash received", "实收")
    (change,) = of(documents, "CHANGE", "找零")
    assert sum(amount + tip) == total
    assert total + sum(of(documents, "Rounding", "舍入")) == due
    assert handed - due == change
    assert due % 5 == 0


@given(settlements())
def test_a_settlement_s_methods_add_up_to_its_net(slip: SettlementSlip) -> None:
    apart = replace(slip, apart=(), carried=(), differing=(), compared=Compared.OURS_ALONE)
    nets = of(documents_of(apart), "Net", "净额")
    assert sum(nets[:-1]) == nets[-1] == slip.ours.net_minor
    assert len(nets) == len(slip.groups) + 1


@given(settlements())
def test_a_settlement_says_that_totals_agree_only_where_they_do(slip: SettlementSlip) -> None:
    (document,) = documents_of(slip)
    text = "".join(line.text for line in lines_of(document, 48))
    if "TOTALS AGREE" in text or "总额一致" in text:
        assert slip.theirs in {None, slip.ours}
        assert not slip.differing
        assert not slip.unnamed


@given(lists, st.integers(1, 5))
def test_a_list_s_subtotals_add_up_however_it_is_cut(listed: TransactionList, at_once: int) -> None:
    counting = [row for row in listed.rows if row.counted is not Counted.NO]
    found = subtotals(listed.rows)
    assert sum(one.rows for one in found) == len(counting)
    assert sum(one.minor for one in found) == sum(row.total_minor for row in counting)
    documents = transaction_list(listed, at_once)
    assert len(documents) == max(1, -(-len(listed.rows) // at_once))
    last = documents[-1].rows
    totals_ = [
        index
        for index, row in enumerate(last)
        if isinstance(row, Columns) and row.left.startswith(("TOTAL", "合计"))
    ]
    row = last[totals_[-1]]
    assert isinstance(row, Columns)
    assert cents(row.right) == sum(one.minor for one in found if not one.is_by_hand)


@given(shifts)
def test_a_shift_s_difference_is_what_was_counted_less_what_should_be_there(
    report: ShiftReport,
) -> None:
    documents = documents_of(report)
    (expected,) = of(documents, "EXPECTED", "应有")
    (counted,) = of(documents, "COUNTED", "实点")
    (difference,) = of(documents, "DIFFERENCE", "差额")
    parts = of(
        documents, "Opening", "开班", "Sales", "消费", "Returned", "退还", "Paid", "存入", "支出"
    )
    assert sum(parts) == expected
    assert counted - expected == difference
    assert format_sgd(difference) in "".join(line.text for line in lines_of(documents[0], 32))
