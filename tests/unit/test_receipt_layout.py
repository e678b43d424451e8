"""Columns, widths and breaks of lines."""

from __future__ import annotations

import pytest

from kpay_desktop.receipts.columns import character_columns, printable, text_columns
from kpay_desktop.receipts.document import (
    Align,
    Centered,
    Columns,
    Document,
    Feed,
    QrCode,
    Rule,
    Size,
)
from kpay_desktop.receipts.layout import (
    FeedLine,
    QrLine,
    RuleLine,
    TextLine,
    layout,
    wrap,
)


def lines_of(*rows: Columns | Centered, columns: int = 32) -> list[TextLine]:
    laid = layout(Document("", rows), columns)
    return [line for line in laid if isinstance(line, TextLine)]


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("SGD 1,284.60", 12),
        ("合计", 4),
        ("PayNow 消费", 11),
        ("é", 1),
        ("e\u0301", 1),
        ("！", 2),
        ("ｶ", 1),
        ("①", 2),
        ("Ω", 1),
        ("", 0),
        ("\u200b", 0),
    ],
)
def test_widths_are_those_of_a_chinese_printer(text: str, columns: int) -> None:
    assert text_columns(text) == columns


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Tan\u2019s \u201cCaf\u00e9\u201d \u2013 9\u20135", 'Tan\'s "Caf\u00e9" - 9-5'),
        ("a\tb\r\nc", "a b  c"),
        ("\x10\x04\x01", "   "),
        ("陈\u201c记\u201d", "陈\u201c记\u201d"),
        ("e\u0301", "\u00e9"),
        ("a\u200bb\ufeff", "ab"),
        ("\u2028x", " x"),
        ("\u3000全", "\u3000全"),
    ],
)
def test_printable_leaves_nothing_that_a_printer_would_obey(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_columns_stand_at_the_edges() -> None:
    (line,) = lines_of(Columns("Voucher no. 凭证号", "000138"))
    assert line.text == "Voucher no. 凭证号        000138"
    assert text_columns(line.text) == 32


def test_three_columns_put_the_middle_one_in_the_middle() -> None:
    (line,) = lines_of(Columns("PayNow", "SGD 30.80", center="12"))
    assert line.text == "PayNow         12      SGD 30.80"


def test_what_does_not_fit_beside_takes_lines_of_its_own() -> None:
    lines = lines_of(Columns("Wallet txn no. 钱包交易号", "4200002026112212345678901234"))
    assert [line.text for line in lines] == [
        "Wallet txn no. 钱包交易号",
        "    4200002026112212345678901234",
    ]


def test_money_stays_whole_and_gets_smaller_before_it_would_break() -> None:
    large = Columns("TOTAL", "SGD 30.80", size=Size.LARGE, is_money=True)
    (line,) = lines_of(large)
    assert (line.text, line.size) == ("TOTAL  SGD 30.80", Size.LARGE)
    huge = Columns("TOTAL", "SGD 99,999,999.99", size=Size.LARGE, is_money=True)
    (line,) = lines_of(huge)
    assert (line.text, line.size) == ("TOTAL          SGD 99,999,999.99", Size.TALL)


def test_money_wider_than_the_paper_is_refused() -> None:
    row = Columns("TOTAL", "SGD 1,000,000,000.00", is_money=True)
    with pytest.raises(ValueError, match="wider than the paper"):
        layout(Document("", (row,)), 16)


def test_narrower_paper_than_any_is_refused() -> None:
    with pytest.raises(ValueError, match="16 columns"):
        layout(Document("", ()), 15)


def test_centered_text_breaks_at_spaces() -> None:
    lines = lines_of(Centered("a registered name that is longer than one line of paper"))
    assert [line.text for line in lines] == [
        "a registered name that is longer",
        "than one line of paper",
    ]
    assert all(line.align is Align.CENTER for line in lines)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("   ", []),
        ("short", ["short"]),
        ("aaaaaaaa bbbbbbbb", ["aaaaaaaa", "bbbbbbbb"]),
        ("aaaaaaaaaaaaaaaaaaaaaaaa", ["aaaaaaaaaaaaaaaa", "aaaaaaaa"]),
        ("付款收据不是税务发票", ["付款收据不是税务", "发票"]),
        ("付款收据不是税务，发票", ["付款收据不是税", "务，发票"]),
        ("WeChat Pay 微信支付付款", ["WeChat Pay 微信", "支付付款"]),
        ("aa  bb", ["aa  bb"]),
        ("aaaaaaaaaaaaaaa bb cc", ["aaaaaaaaaaaaaaa", "bb cc"]),
    ],
)
def test_wrap(text: str, expected: list[str]) -> None:
    assert wrap(text, 16) == expected


def test_other_rows_become_their_lines() -> None:
    laid = layout(Document("", (Rule(), QrCode("KPAY"), Feed(3))), 48)
    assert laid == [RuleLine(), QrLine("KPAY"), FeedLine(3)]


@pytest.mark.parametrize("text", ["", "中", "a\nb", "x" * 201])
def test_codes_hold_printable_ascii(text: str) -> None:
    with pytest.raises(ValueError, match="200 printable ASCII"):
        QrCode(text)


@pytest.mark.parametrize("lines", [0, 51])
def test_feeds_are_bounded(lines: int) -> None:
    with pytest.raises(ValueError, match="1 to 50"):
        Feed(lines)


def test_every_character_of_a_line_has_a_width() -> None:
    assert {character_columns(chr(code)) for code in range(0x20, 0x3000)} == {0, 1, 2}
