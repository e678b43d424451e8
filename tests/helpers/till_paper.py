"""Sample slips of money back, cash, batches, lists and shifts.

``python -m tests.helpers.till_paper`` writes their golden files anew; look at what changed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from kpay_desktop.domain.card import EntryMode, Scheme
from kpay_desktop.domain.cash import DrawerCount, Tender
from kpay_desktop.domain.language import Language
from kpay_desktop.domain.moves import DrawerKind
from kpay_desktop.domain.records import SlipCopy
from kpay_desktop.domain.returns import ReturnKind, ReturnState
from kpay_desktop.domain.sale import QrMode, SaleState, Wallet
from kpay_desktop.domain.totals import Totals
from kpay_desktop.receipts.back_slip import (
    BackSlip,
    CardBack,
    CashBack,
    Original,
    WalletBack,
    back_slip,
)
from kpay_desktop.receipts.cash_slip import CashSlip, cash_slip
from kpay_desktop.receipts.document import Document
from kpay_desktop.receipts.drawer_slip import DrawerSlip, drawer_slip
from kpay_desktop.receipts.dump import dump
from kpay_desktop.receipts.frame import Frame, Tally, frame_of
from kpay_desktop.receipts.settlement_slip import (
    CarriedOver,
    Compared,
    Differing,
    Group,
    SettlementSlip,
    settlement_slip,
)
from kpay_desktop.receipts.shift_report import ShiftReport, shift_report
from kpay_desktop.receipts.till_words import Cash
from kpay_desktop.receipts.transaction_list import ListRow, TransactionList, transaction_list
from tests.helpers.card_paper import shop

TILL_GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "till_slips"

AT = datetime(2026, 11, 22, 9, 5, 30, tzinfo=UTC)
SOLD_AT = datetime(2026, 11, 22, 6, 32, 8, tzinfo=UTC)
BOTH = (Language.EN, Language.ZH)
LANGUAGES = {"both": BOTH, "en": (Language.EN,), "zh": (Language.ZH,)}
MERCHANT, CUSTOMER = SlipCopy.MERCHANT, SlipCopy.CUSTOMER


def frame(
    languages: tuple[Language, ...] = BOTH,
    *,
    is_duplicate: bool = False,
    is_simulated: bool = False,
) -> Frame:
    """Return the demo shop's frame."""
    made = shop(languages, is_simulated=is_simulated)
    return frame_of(made, AT, is_duplicate=is_duplicate)


CARD_BACK = CardBack(
    Scheme.VISA, EntryMode.CHIP, "0852", 1151, "632617001151", "831377", "VISA CREDIT"
)
WALLET_BACK = WalletBack(
    Wallet.WECHAT, QrMode.SHOW, "VK80010001261122000138", "50300002026112212345678901234"
)
CARD_ORIGINAL = Original("000138", 42, SOLD_AT, 3080, approval_code="831204")
WALLET_ORIGINAL = Original(
    "000138", 42, SOLD_AT, 3080, wallet_txn_no="4200002026112212345678901234"
)
CASH_ORIGINAL = Original("000138", 42, SOLD_AT, 2803)

VOID = BackSlip(
    frame=frame(),
    kind=ReturnKind.VOID,
    copy=MERCHANT,
    paid=CARD_BACK,
    voucher="000138",
    batch_no=42,
    original=CARD_ORIGINAL,
    amount_minor=2800,
    tip_minor=280,
    cashier="01",
    supervisor="90",
)
REFUND = replace(VOID, kind=ReturnKind.REFUND, voucher="000151", amount_minor=1200, tip_minor=0)
SIGNED_REFUND = replace(REFUND, is_to_be_signed=True)
WALLET_VOID = replace(VOID, paid=WALLET_BACK, original=WALLET_ORIGINAL)
WALLET_REFUND = replace(REFUND, paid=WALLET_BACK, original=WALLET_ORIGINAL)
OWN_REFUND = replace(
    REFUND,
    paid=WalletBack(Wallet.PAYNOW, QrMode.OWN),
    original=replace(WALLET_ORIGINAL, wallet_txn_no=""),
    is_by_hand=True,
)
CASH_VOID = replace(
    VOID, paid=CashBack(2805), original=CASH_ORIGINAL, amount_minor=2803, tip_minor=0
)
CASH_REFUND = replace(REFUND, paid=CashBack(1200), original=CASH_ORIGINAL, amount_minor=1202)

CASH_SALE = CashSlip(
    frame=frame(),
    copy=MERCHANT,
    voucher="000139",
    batch_no=42,
    amount_minor=2803,
    tender=Tender(2803, 2805, 5000),
    cashier="01",
)
EXACT = replace(CASH_SALE, amount_minor=2800, tender=Tender(2800, 2800, 2800))

PAID_IN = DrawerSlip(
    frame=frame(),
    kind=DrawerKind.PAID_IN,
    entry_no=31,
    reason="Change from the bank 银行换零钱",
    cashier="01",
    amount_minor=20_000,
    supervisor="90",
)
PAID_OUT = replace(PAID_IN, kind=DrawerKind.PAID_OUT, entry_no=32, amount_minor=1_550)
NO_SALE = replace(PAID_IN, kind=DrawerKind.NO_SALE, entry_no=33, amount_minor=0)

GROUPS = (
    Group(Scheme.VISA, Totals(12, 128_460, 1, 1_200), Tally(1, 3_080), Tally(4, 2_410)),
    Group(Scheme.UNIONPAY, Totals(3, 41_250), Tally(), Tally(1, 500)),
    Group(Scheme.OTHER, Totals(1, 990)),
)
SETTLEMENT = SettlementSlip(
    frame=frame(),
    host="Bank card host",
    batch_no=42,
    ours=Totals(16, 170_700, 1, 1_200),
    theirs=Totals(16, 170_700, 1, 1_200),
    compared=Compared.AGREE,
    groups=GROUPS,
    first_voucher="000121",
    last_voucher="000158",
    first_at=datetime(2026, 11, 22, 0, 58, 2, tzinfo=UTC),
    last_at=datetime(2026, 11, 22, 9, 1, 44, tzinfo=UTC),
    stan=1160,
    response="00",
    operator="90",
    day=date(2026, 11, 22),
)
WALLETS_DIFFER = replace(
    SETTLEMENT,
    host="Wallet gateway",
    ours=Totals(30, 1_288_875, 2, 12_345),
    theirs=Totals(29, 1_286_875, 2, 12_345),
    compared=Compared.DIFFER,
    groups=(
        Group(Wallet.PAYNOW, Totals(20, 1_254_321), Tally(), Tally(5, 3_333)),
        Group(Wallet.WECHAT, Totals(10, 34_554, 2, 12_345), Tally(2, 900)),
    ),
    differing=(
        Differing("000140", 1_200, 0, "1001"),
        Differing("000144", 800),
    ),
    unnamed=3,
    carried=(CarriedOver("000157", Wallet.PAYNOW, 2_050),),
    apart=(
        Group(Wallet.PAYNOW, Totals(2, 4_400), is_by_hand=True),
        Group(Cash.CASH, Totals(9, 20_135, 1, 500), Tally(1, 300)),
    ),
    stan=0,
    response="",
)
UPLOADED = replace(SETTLEMENT, compared=Compared.UPLOADED, theirs=Totals(15, 167_620, 1, 1_200))
EMPTY = replace(
    SETTLEMENT,
    ours=Totals(),
    theirs=Totals(),
    groups=(),
    first_voucher="",
    last_voucher="",
    first_at=None,
    last_at=None,
)
OWN_ALONE = replace(
    EMPTY,
    host="",
    ours=Totals(2, 4_400),
    theirs=None,
    compared=Compared.OURS_ALONE,
    groups=(Group(Wallet.PAYNOW, Totals(2, 4_400), is_by_hand=True),),
    stan=0,
    response="",
)

ROWS = (
    ListRow(
        voucher="000138",
        at=SOLD_AT,
        paid=Scheme.VISA,
        amount_minor=2800,
        tip_minor=280,
        state=SaleState.APPROVED,
        last_four="0852",
        approval_code="831204",
        cashier="01",
    ),
    ListRow(
        voucher="000138",
        at=AT,
        paid=Scheme.VISA,
        amount_minor=2800,
        tip_minor=280,
        state=ReturnState.DONE,
        kind=ReturnKind.VOID,
        last_four="0852",
        approval_code="831377",
        cashier="01",
    ),
    ListRow(
        voucher="000139",
        at=SOLD_AT + timedelta(minutes=3),
        paid=Cash.CASH,
        amount_minor=2805,
        state=SaleState.APPROVED,
        cashier="01",
    ),
    ListRow(
        voucher="000140",
        at=SOLD_AT + timedelta(minutes=9),
        paid=Wallet.WECHAT,
        amount_minor=123_456,
        state=SaleState.APPROVED,
        reference="4200002026112212345678901234",
        cashier="02",
    ),
    ListRow(
        voucher="000141",
        at=SOLD_AT + timedelta(minutes=12),
        paid=Wallet.PAYNOW,
        amount_minor=990,
        state=SaleState.BY_HAND,
        cashier="02",
    ),
    ListRow(
        voucher="000142",
        at=SOLD_AT + timedelta(minutes=15),
        paid=Scheme.MASTERCARD,
        amount_minor=1500,
        state=SaleState.DECLINED,
        last_four="4444",
        cashier="02",
    ),
    ListRow(
        voucher="000143",
        at=SOLD_AT + timedelta(minutes=30),
        paid=Wallet.WECHAT,
        amount_minor=456,
        state=ReturnState.PENDING,
        kind=ReturnKind.REFUND,
        cashier="01",
    ),
)
LIST = TransactionList(frame=frame(), rows=ROWS, batch_no=42)

SHIFT = ShiftReport(
    frame=frame(),
    shift_no=17,
    cashier="01",
    opened_at=datetime(2026, 11, 22, 0, 45, tzinfo=UTC),
    opening=DrawerCount({100: 20, 500: 10, 1_000: 13}),
    counted=DrawerCount({5: 9, 20: 4, 50: 3, 100: 12, 200: 8, 500: 9, 1_000: 21, 5_000: 5}),
    sales=Tally(23, 41_935),
    returns=Tally(1, 500),
    paid_in=Tally(1, 2_000),
    paid_out=Tally(2, 5_150),
    no_sales=2,
    supervisor="90",
)
SHIFT_AGREES = replace(SHIFT, counted=DrawerCount({5: 1, 20: 4, 100: 2, 1_000: 58}))
SHIFT_SHORT = replace(SHIFT, counted=DrawerCount({100: 2, 1_000: 55}))

Sample = BackSlip | CashSlip | DrawerSlip | SettlementSlip | TransactionList | ShiftReport


def documents_of(sample: Sample) -> tuple[Document, ...]:
    """Return a sample's documents: several of a long list, one of all else."""
    match sample:
        case BackSlip():
            return (back_slip(sample),)
        case CashSlip():
            return (cash_slip(sample),)
        case DrawerSlip():
            return (drawer_slip(sample),)
        case SettlementSlip():
            return (settlement_slip(sample),)
        case TransactionList():
            return transaction_list(sample)
        case ShiftReport():
            return (shift_report(sample),)


def speaking(sample: Sample, languages: tuple[Language, ...]) -> Sample:
    """Return the sample in other languages."""
    return replace(sample, frame=replace(sample.frame, languages=languages))


def marked(sample: Sample) -> Sample:
    """Return the sample as a duplicate of the demo."""
    return replace(sample, frame=replace(sample.frame, is_duplicate=True, is_simulated=True))


SAMPLES: dict[str, Sample] = {
    "void-card": VOID,
    "void-card-customer": replace(VOID, copy=CUSTOMER),
    "refund-card": REFUND,
    "refund-card-signed": SIGNED_REFUND,
    "refund-card-signed-customer": replace(SIGNED_REFUND, copy=CUSTOMER),
    "void-wallet": WALLET_VOID,
    "refund-wallet": WALLET_REFUND,
    "refund-by-hand": OWN_REFUND,
    "void-cash": CASH_VOID,
    "refund-cash": CASH_REFUND,
    "cash-sale": CASH_SALE,
    "cash-sale-exact": EXACT,
    "paid-in": PAID_IN,
    "paid-out": PAID_OUT,
    "no-sale": NO_SALE,
    "settlement-agrees": SETTLEMENT,
    "settlement-differs": WALLETS_DIFFER,
    "settlement-uploaded": UPLOADED,
    "settlement-empty": EMPTY,
    "settlement-alone": OWN_ALONE,
    "list": LIST,
    "shift-over": SHIFT,
    "shift-agrees": SHIFT_AGREES,
    "shift-short": SHIFT_SHORT,
}
"""One of each, in both languages at once."""

TILL_GOLDEN_SLIPS: dict[str, Sample] = {
    **{
        f"{language}-{name}": speaking(sample, spoken)
        for name, sample in SAMPLES.items()
        for language, spoken in LANGUAGES.items()
    },
    **{f"both-{name}-duplicate": marked(SAMPLES[name]) for name in ("void-card", "list")},
}


def till_golden_text(sample: Sample) -> str:
    """Return a sample's golden file: both papers, the wide one first."""
    return "\n".join(
        dump(document, columns) for columns in (48, 32) for document in documents_of(sample)
    )


def main() -> None:
    """Write the golden slips."""
    TILL_GOLDEN.mkdir(exist_ok=True)
    for name, sample in TILL_GOLDEN_SLIPS.items():
        text = till_golden_text(sample)
        (TILL_GOLDEN / f"{name}.txt").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
