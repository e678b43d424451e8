"""The settlement slip 结算单: a batch that was closed, per scheme and wallet, beside the host's.

It says that totals agree where they do and only there: an agreement with other totals beside it is
refused, and so are methods that do not add up to the totals that were sent.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from kpay_desktop.domain.money import format_plain
from kpay_desktop.domain.totals import Totals
from kpay_desktop.receipts.document import Centered, Columns, Document, Row, Rule, Size
from kpay_desktop.receipts.frame import (
    Frame,
    Tally,
    centered,
    counted,
    framed,
    heading,
    optional,
    summed,
    time_row,
)
from kpay_desktop.receipts.sale_slip import fact
from kpay_desktop.receipts.till_words import Cash, PaidWith, TillWord, paid_name
from kpay_desktop.receipts.words import Word


class Compared(StrEnum):
    """How our totals stand beside the host's.

    ``UPLOADED``: they differed, and the host closed the batch with our rows. ``DIFFER``: the batch
    is closed, and something differs. ``OURS_ALONE``: there is no host to compare with.
    """

    AGREE = "agree"
    UPLOADED = "uploaded"
    DIFFER = "differ"
    OURS_ALONE = "ours_alone"


_VERDICTS = {
    Compared.AGREE: TillWord.AGREE,
    Compared.UPLOADED: TillWord.UPLOADED,
    Compared.DIFFER: TillWord.DIFFER,
    Compared.OURS_ALONE: TillWord.OURS_ALONE,
}


@dataclass(frozen=True, slots=True)
class Group:
    """What came by one scheme or wallet. ``totals`` hold tips and are net of voids.

    ``voids`` and ``tips`` are said beside them and add nothing to them. ``is_by_hand``: a
    supervisor confirmed it, and no bank.
    """

    paid: PaidWith
    totals: Totals
    voids: Tally = field(default_factory=Tally)
    tips: Tally = field(default_factory=Tally)
    is_by_hand: bool = False

    @property
    def is_apart(self) -> bool:
        """True of what no host settles: it is never part of a batch's totals."""
        return self.is_by_hand or isinstance(self.paid, Cash)


@dataclass(frozen=True, slots=True)
class Differing:
    """A row that the host sees otherwise; ``theirs_minor`` is None where it did not tell.

    ``code`` is the host's own, empty where it gave none.
    """

    voucher: str
    ours_minor: int
    theirs_minor: int | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class CarriedOver:
    """A row whose end is not known: it goes on in the next batch."""

    voucher: str
    paid: PaidWith
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementSlip:
    """Everything the slip says. Amounts in cents.

    ``ours`` are the totals that were sent. ``first_voucher``, ``last_voucher`` and the times are of
    the batch's rows, empty and None of a batch without any. ``unnamed`` counts what differs and is
    not named. ``stan`` is 0 and ``response`` empty where no card host was asked. ``day`` is the
    shop's day that the batch belongs to, which may end after midnight.

    Raises:
        ValueError: the methods do not add up to our totals, what no host settles stands among
            them or something else apart from them, or it would claim an agreement there is not.
    """

    frame: Frame
    host: str
    batch_no: int
    ours: Totals
    compared: Compared
    groups: tuple[Group, ...] = ()
    apart: tuple[Group, ...] = ()
    theirs: Totals | None = None
    differing: tuple[Differing, ...] = ()
    unnamed: int = 0
    carried: tuple[CarriedOver, ...] = ()
    first_voucher: str = ""
    last_voucher: str = ""
    first_at: datetime | None = None
    last_at: datetime | None = None
    stan: int = 0
    response: str = ""
    operator: str = ""
    day: date | None = None

    def __post_init__(self) -> None:
        if sum((group.totals for group in self.groups), Totals()) != self.ours:
            raise ValueError("the methods do not add up to the totals that were sent")
        if not all(group.is_apart for group in self.apart):
            raise ValueError("what a host settles stands in its totals")
        if self.compared is not Compared.OURS_ALONE and any(g.is_apart for g in self.groups):
            raise ValueError("what no host settles stands apart from its totals")
        differs = self.differing or self.unnamed or (self.theirs or self.ours) != self.ours
        if self.compared is Compared.AGREE and differs:
            raise ValueError("totals that differ do not agree")


def settlement_slip(slip: SettlementSlip) -> Document:
    """Return the slip as a document."""
    rows: list[Row] = [
        *_batch(slip),
        *_groups(slip),
        *_comparison(slip),
        *_differences(slip),
        *_carried(slip),
        *_apart(slip),
        Rule(),
    ]
    return framed(slip.frame, f"{slip.batch_no:06d}", TillWord.SETTLEMENT, "", rows)


def _batch(slip: SettlementSlip) -> list[Row]:
    frame = slip.frame
    vouchers = f"{slip.first_voucher} - {slip.last_voucher}" if slip.first_voucher else ""
    return [
        *optional(frame, TillWord.HOST, slip.host),
        fact(frame, Word.BATCH, f"{slip.batch_no:06d}"),
        *optional(frame, TillWord.BUSINESS_DAY, slip.day.isoformat() if slip.day else ""),
        *optional(frame, TillWord.VOUCHERS, vouchers),
        *optional(frame, TillWord.FROM, frame.time(slip.first_at) if slip.first_at else ""),
        *optional(frame, TillWord.UNTIL, frame.time(slip.last_at) if slip.last_at else ""),
        time_row(frame),
        *optional(frame, Word.STAN, f"{slip.stan:06d}" if slip.stan else ""),
        *optional(frame, TillWord.RESPONSE, slip.response),
        *optional(frame, Word.CASHIER, slip.operator),
    ]


def _groups(slip: SettlementSlip) -> list[Row]:
    languages = slip.frame.languages
    rows: list[Row] = [Rule()]
    rows += [Centered(TillWord.IN_SGD.text((language,))) for language in languages]
    rows += [Centered(TillWord.TIPS_INCLUDED.text((language,))) for language in languages]
    if not slip.groups:
        rows.append(Centered(TillWord.NOTHING_SOLD.text(languages), bold=True))
    for group in slip.groups:
        rows += _group(slip, group)
    voids = [group.voids for group in slip.groups]
    tips = [group.tips for group in slip.groups]
    return [
        *rows,
        *heading(slip.frame, TillWord.ALL_METHODS),
        *_figures(slip, slip.ours, _sum(voids), _sum(tips)),
    ]


def _group(slip: SettlementSlip, group: Group) -> list[Row]:
    languages = slip.frame.languages
    name = paid_name(group.paid, languages)
    by_hand = Word.BY_HAND.text(languages) if group.is_by_hand else ""
    return [
        Rule(),
        Columns(name, by_hand, bold=True),
        *_figures(slip, group.totals, group.voids, group.tips),
    ]


def _figures(slip: SettlementSlip, totals: Totals, voids: Tally, tips: Tally) -> list[Row]:
    languages = slip.frame.languages
    return [
        *counted(TillWord.SALES.text(languages), totals.sales, totals.sales_minor),
        *counted(TillWord.REFUNDS.text(languages), totals.refunds, -totals.refunds_minor),
        *counted(TillWord.VOIDS.text(languages), voids.count, -voids.minor),
        *counted(TillWord.TIPS.text(languages), tips.count, tips.minor),
        summed(TillWord.NET.text(languages), totals.net_minor, bold=True),
    ]


def _sum(tallies: list[Tally]) -> Tally:
    return Tally(sum(one.count for one in tallies), sum(one.minor for one in tallies))


def _comparison(slip: SettlementSlip) -> list[Row]:
    """Return the host's totals under ours, figure by figure in the same columns."""
    frame = slip.frame
    verdict = centered(frame, _VERDICTS[slip.compared], size=Size.TALL)
    rows = heading(frame, TillWord.HOST_TOTALS)
    if slip.compared is Compared.OURS_ALONE:
        return [*rows, *verdict]
    if slip.theirs is None:
        return [*rows, Centered(TillWord.HOST_NOT_TOLD.text(frame.languages)), *verdict]
    ours, theirs = slip.ours, slip.theirs
    pairs = (
        (TillWord.SALES, (ours.sales, ours.sales_minor), (theirs.sales, theirs.sales_minor)),
        (
            TillWord.REFUNDS,
            (ours.refunds, -ours.refunds_minor),
            (theirs.refunds, -theirs.refunds_minor),
        ),
    )
    for word, mine, other in pairs:
        rows += [
            Columns(word.text(frame.languages)),
            *counted(f" {TillWord.OURS.text(frame.languages)}", *mine),
            *counted(f" {TillWord.HOST.text(frame.languages)}", *other, bold=mine != other),
        ]
    rows += [
        Columns(TillWord.NET.text(frame.languages)),
        summed(f" {TillWord.OURS.text(frame.languages)}", ours.net_minor),
        summed(
            f" {TillWord.HOST.text(frame.languages)}",
            theirs.net_minor,
            bold=theirs.net_minor != ours.net_minor,
        ),
    ]
    return [*rows, *verdict]


def _differences(slip: SettlementSlip) -> list[Row]:
    frame = slip.frame
    if not (slip.differing or slip.unnamed):
        return []
    rows = heading(frame, TillWord.DIFFERENCES)
    for one in slip.differing:
        rows += [
            fact(frame, Word.VOUCHER, one.voucher),
            summed(f" {TillWord.OURS.text(frame.languages)}", one.ours_minor),
            _theirs(slip, one),
            *optional(frame, TillWord.RESPONSE, one.code),
        ]
    if slip.unnamed:
        rows.append(fact(frame, TillWord.MORE_DIFFER, str(slip.unnamed)))
    return rows


def _theirs(slip: SettlementSlip, one: Differing) -> Row:
    languages = slip.frame.languages
    told = one.theirs_minor
    text = TillWord.NOT_THERE.text(languages) if told is None else format_plain(told)
    return Columns(f" {TillWord.HOST.text(languages)}", text, bold=True)


def _carried(slip: SettlementSlip) -> list[Row]:
    if not slip.carried:
        return []
    languages = slip.frame.languages
    rows = heading(slip.frame, TillWord.CARRIED)
    for one in slip.carried:
        name = paid_name(one.paid, languages)
        rows.append(summed(f"{one.voucher} {name}", one.amount_minor))
    count, minor = len(slip.carried), sum(one.amount_minor for one in slip.carried)
    return [*rows, *counted(TillWord.ROWS.text(languages), count, minor, bold=True)]


def _apart(slip: SettlementSlip) -> list[Row]:
    """Return what no host settles: confirmed by hand, and cash."""
    if not slip.apart:
        return []
    rows = heading(slip.frame, TillWord.APART)
    for group in slip.apart:
        rows += _group(slip, group)
    return rows
