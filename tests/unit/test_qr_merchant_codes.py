"""Merchant codes: read, built, refused."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from kpay_desktop.qr.build import CodeDraft, build
from kpay_desktop.qr.crc import crc16, crc_text
from kpay_desktop.qr.errors import CodeError, CodeFault, Problem
from kpay_desktop.qr.merchant_code import (
    MAX_CHARACTERS,
    MerchantCode,
    PoiMethod,
    parse,
    read_amount,
    write_amount,
)
from kpay_desktop.qr.singapore import (
    PayNow,
    ProxyType,
    Sgqr,
    paynow_of,
    paynow_template,
    sgqr_of,
    sgqr_template,
)
from kpay_desktop.qr.tlv import Field, Template
from kpay_desktop.qr.validate import validate

GOLDEN = Path(__file__).parents[1] / "golden" / "qr" / "merchant-codes.json"
VECTORS: list[dict[str, object]] = json.loads(GOLDEN.read_text(encoding="utf-8"))

SHOP = PayNow(ProxyType.UEN, "201912345K")
DRAFT = CodeDraft(
    merchant_name="KOPI HOUSE PTE LTD",
    accounts=(paynow_template(SHOP),),
    amount_minor=3080,
    bill_number="KD01000123A",
    postal_code="238801",
)


def vector(number: int) -> str:
    return str(VECTORS[number - 1]["text"])


def sealed(text: str) -> str:
    """The text with a right checksum, so that only its contents can be refused."""
    return f"{text}6304{crc_text((text + '6304').encode())}"


def body(amount: str = "540530.80") -> str:
    account = "0009SG.PAYNOW" + "01012" + "020420AB" + "03010"
    return (
        f"00020101021226{len(account):02d}{account}520400005303702{amount}5802SG5902AB6009Singapore"
    )


def refused(text: str) -> Problem:
    with pytest.raises(CodeError) as caught:
        parse(text)
    return caught.value.problem


def faults(code: MerchantCode) -> list[tuple[CodeFault, str]]:
    return [(problem.fault, problem.tag) for problem in validate(code)]


def test_the_checksum_has_its_published_check_value() -> None:
    assert crc16(b"123456789") == 0x29B1


def test_the_checksum_keeps_leading_zeros() -> None:
    assert vector(4)[-4:] == "0047"
    assert crc_text(vector(4)[:-4].encode()) == "0047"


@pytest.mark.parametrize("row", VECTORS, ids=lambda row: str(row["source"]).split("/")[0])
def test_a_published_code_has_the_checksum_that_it_should(row: dict[str, object]) -> None:
    text = str(row["text"])
    assert (crc_text(text[:-4].encode("utf-8")) == text[-4:]) is row["crc_ok"]


def test_a_right_checksum_does_not_make_a_code_right() -> None:
    code = parse(vector(1))
    assert (CodeFault.MISSING, "59") in faults(code)


def test_a_mobile_number_s_code_is_read() -> None:
    code = parse(vector(2))
    assert paynow_of(code) == PayNow(ProxyType.MOBILE, "+6591234567", editable=True)
    assert (code.merchant_name, code.city, code.country) == ("NA", "Singapore", "SG")
    assert code.amount_minor is None
    assert validate(code) == []


def test_a_code_with_chinese_and_foreign_templates_is_read() -> None:
    code = parse(vector(3))
    assert code.poi_method is PoiMethod.DYNAMIC
    assert (code.currency, code.amount_minor) == ("156", 2372)
    assert (code.merchant_name, code.city, code.category) == ("BEST TRANSPORT", "BEIJING", "4111")
    assert [(one.tag, one.guid) for one in code.accounts] == [
        ("29", "D15600000000"),
        ("31", "D15600000001"),
    ]
    language = code.template("64")
    assert language is not None
    assert (language.get("00"), language.get("01"), language.get("02")) == (
        "ZH",
        "最佳运输",
        "北京",
    )
    assert paynow_of(code) is None
    assert sgqr_of(code) is None
    assert validate(code) == []


def test_a_code_with_amount_and_bill_number_is_read() -> None:
    code = parse(vector(4))
    assert code.amount_minor == 99
    assert code.bill_number == "testordernumber12345678"
    assert paynow_of(code) == PayNow(ProxyType.UEN, "12345678", expiry="20260304")
    assert validate(code) == []


def test_a_code_with_a_wrong_checksum_is_refused() -> None:
    assert refused(vector(5)) == Problem(CodeFault.NOT_MERCHANT_CODE)
    damaged = vector(2).replace("+6591234567", "+6591234568")
    assert refused(damaged) == Problem(CodeFault.CHECKSUM, "63")


def test_a_built_code_says_what_was_asked_of_it() -> None:
    text = build(DRAFT)
    assert text == sealed(
        "00020101021226370009SG.PAYNOW0101202" + "10201912345K" + "03010"
        "52040000" + "5303702" + "540530.80" + "5802SG" + "5918KOPI HOUSE PTE LTD"
        "6009Singapore" + "6106238801" + "62150111KD01000123A"
    )
    code = parse(text)
    assert code.amount_minor == 3080
    assert code.bill_number == "KD01000123A"
    assert code.postal_code == "238801"
    assert code.reference_label == ""
    assert paynow_of(code) == SHOP


def test_lengths_count_characters_and_the_checksum_bytes() -> None:
    text = build(replace(DRAFT, merchant_name="好好咖啡"))
    assert "5904好好咖啡" in text
    assert parse(text).merchant_name == "好好咖啡"
    assert crc_text(text[:-4].encode("utf-8")) == text[-4:]


def test_an_sgqr_code_carries_several_accounts_in_any_order() -> None:
    entry = Sgqr("210401A1B2C3", "238801", "02", "12", "0000", "20261122")
    other = Template("33", (Field("00", "SG.COM.OTHER"), Field("01", "0007")))
    text = build(replace(DRAFT, accounts=(sgqr_template(entry), other, paynow_template(SHOP))))
    code = parse(text)
    assert [one.tag for one in code.accounts] == ["26", "33", "51"]
    assert sgqr_of(code) == entry
    assert paynow_of(code) == SHOP
    # Read, the order does not matter, nor which number between 26 and 51 the owner was given.
    moved = text[:12] + "".join(
        f"{tag}{len(value):02d}{value}"
        for tag, value in (("40", code.get("51")), ("39", code.get("26")))
    )
    moved += text[text.index("52040000") : -8]
    assert sgqr_of(parse(sealed(moved))) == entry
    assert paynow_of(parse(sealed(moved))) == SHOP


def test_unknown_sub_tags_are_passed_over() -> None:
    template = paynow_template(SHOP)
    text = build(
        replace(DRAFT, accounts=(replace(template, fields=(*template.fields, Field("77", "x"))),))
    )
    assert paynow_of(parse(text)) == SHOP


@pytest.mark.parametrize(
    ("text", "amount_minor"),
    [
        ("100", 10_000),
        ("50.0", 5_000),
        ("98.", 9_800),
        ("0.99", 99),
        ("30.80", 3_080),
        ("0030.80", 3_080),
        ("0", 0),
        ("0.00", 0),
        ("9999999999.99", 999_999_999_999),
    ],
)
def test_an_amount_is_read(text: str, amount_minor: int) -> None:
    assert read_amount(text) == amount_minor


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        ".5",
        "1.234",
        "1,00",
        "-1",
        "+1",
        " 1",
        "1 ",
        "1e3",
        "1.2.3",
        "１００",
        "٣",
        "NaN",
        "1\n",
    ],
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(CodeError) as caught:
        read_amount(text)
    assert caught.value.problem == Problem(CodeFault.FORMAT, "54")


def test_currencies_have_their_own_decimals() -> None:
    assert read_amount("500", "392") == 500
    assert write_amount(500, "392") == "500"
    assert write_amount(1_234, "414") == "1.234"
    assert write_amount(5) == "0.05"
    with pytest.raises(CodeError):
        read_amount("5.00", "392")


@pytest.mark.parametrize("amount", ["54010", "54040.00"])
def test_an_amount_of_zero_is_refused_by_the_validator(amount: str) -> None:
    assert faults(parse(sealed(body(amount)))) == [(CodeFault.ZERO_AMOUNT, "54")]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", Problem(CodeFault.EMPTY)),
        ("0" * (MAX_CHARACTERS + 1), Problem(CodeFault.TOO_LONG)),
        ("https://example.test/pay", Problem(CodeFault.NOT_MERCHANT_CODE)),
        ("134512345678901234", Problem(CodeFault.NOT_MERCHANT_CODE)),
        (vector(2) + "\n", Problem(CodeFault.NOT_MERCHANT_CODE)),
        (vector(2)[:-4] + vector(2)[-4:].lower(), Problem(CodeFault.NOT_MERCHANT_CODE)),
        ("000201\ud80063041234", Problem(CodeFault.CHARACTERS)),
        (sealed("000202" + body()[6:]), Problem(CodeFault.STRUCTURE, "00")),
        (sealed(body() + "54041.00"), Problem(CodeFault.DUPLICATE, "54")),
        (sealed(body() + "6150x"), Problem(CodeFault.STRUCTURE, "61")),
        (sealed(body() + "5904EVIL"), Problem(CodeFault.DUPLICATE, "59")),
        (sealed("00020126xxxx"), Problem(CodeFault.STRUCTURE)),
        (sealed("00020126040105"), Problem(CodeFault.STRUCTURE, "26-01")),
        (sealed("000201" + "6112" + "1234"), Problem(CodeFault.STRUCTURE, "63")),
        (sealed("000201５９02AB"), Problem(CodeFault.STRUCTURE)),
        (sealed(body() + "62140103ABC0103DEF"), Problem(CodeFault.DUPLICATE, "62-01")),
        (sealed(body("54035.x")), Problem(CodeFault.FORMAT, "54")),
    ],
)
def test_what_is_not_well_formed_is_refused(text: str, problem: Problem) -> None:
    assert refused(text) == problem


@pytest.mark.parametrize(
    ("draft", "problem"),
    [
        (replace(DRAFT, merchant_name=""), Problem(CodeFault.MISSING, "59")),
        (replace(DRAFT, merchant_name="x" * 26), Problem(CodeFault.FORMAT, "59")),
        (replace(DRAFT, merchant_name="x" * 100), Problem(CodeFault.FORMAT, "59")),
        (replace(DRAFT, merchant_name="line\nbreak"), Problem(CodeFault.CHARACTERS, "59")),
        (replace(DRAFT, merchant_name="evil\u202eknil"), Problem(CodeFault.CHARACTERS, "59")),
        (replace(DRAFT, merchant_name="half \ud800"), Problem(CodeFault.CHARACTERS)),
        (replace(DRAFT, city=""), Problem(CodeFault.MISSING, "60")),
        (replace(DRAFT, city="x" * 16), Problem(CodeFault.FORMAT, "60")),
        (replace(DRAFT, amount_minor=0), Problem(CodeFault.ZERO_AMOUNT, "54")),
        (replace(DRAFT, amount_minor=-1), Problem(CodeFault.ZERO_AMOUNT, "54")),
        (replace(DRAFT, amount_minor=10**13), Problem(CodeFault.FORMAT, "54")),
        (replace(DRAFT, currency="SGD"), Problem(CodeFault.FORMAT, "53")),
        (replace(DRAFT, country="sg"), Problem(CodeFault.FORMAT, "58")),
        (replace(DRAFT, category="12"), Problem(CodeFault.FORMAT, "52")),
        (replace(DRAFT, postal_code="12345678901"), Problem(CodeFault.FORMAT, "61")),
        (replace(DRAFT, bill_number="x" * 26), Problem(CodeFault.FORMAT, "62-01")),
        (replace(DRAFT, accounts=()), Problem(CodeFault.MISSING, "26")),
        (
            replace(DRAFT, accounts=(Template("30", (Field("01", "x"),)),)),
            Problem(CodeFault.MISSING, "30-00"),
        ),
        (replace(DRAFT, accounts=(paynow_template(SHOP),) * 2), Problem(CodeFault.DUPLICATE, "26")),
    ],
)
def test_what_breaks_a_rule_is_not_built(draft: CodeDraft, problem: Problem) -> None:
    with pytest.raises(CodeError) as caught:
        build(draft)
    assert caught.value.problem == problem


@pytest.mark.parametrize(
    ("tag", "value", "fault"),
    [
        ("01", None, CodeFault.MISSING),
        ("01", "7", CodeFault.FORMAT),
        ("02", None, CodeFault.MISSING),
        ("02", "no spaces", CodeFault.FORMAT),
        ("03", None, CodeFault.MISSING),
        ("03", "2", CodeFault.FORMAT),
        ("04", "2026", CodeFault.FORMAT),
    ],
)
def test_a_malformed_payee_is_named(tag: str, value: str | None, fault: CodeFault) -> None:
    kept = [field for field in paynow_template(SHOP).fields if field.tag != tag]
    fields = kept if value is None else [*kept, Field(tag, value)]
    text = build_unchecked(Template("26", tuple(fields)))
    assert (fault, f"26-{tag}") in faults(parse(text))


def test_a_payee_that_stands_there_twice_is_refused() -> None:
    text = build_unchecked(paynow_template(SHOP), replace(paynow_template(SHOP), tag="27"))
    assert (CodeFault.DUPLICATE, "27") in faults(parse(text))


@pytest.mark.parametrize(("tag", "value"), [("01", "SHORT"), ("02", "1")])
def test_a_malformed_registry_entry_is_named(tag: str, value: str) -> None:
    entry = sgqr_template(Sgqr("210401A1B2C3", "238801", "", "", "", ""))
    fields = tuple(Field(tag, value) if one.tag == tag else one for one in entry.fields)
    assert (CodeFault.FORMAT, f"51-{tag}") in faults(
        parse(build_unchecked(replace(entry, fields=fields)))
    )


@pytest.mark.parametrize(
    ("extra", "problem"),
    [
        ("550209", (CodeFault.FORMAT, "55")),
        ("550202", (CodeFault.MISSING, "56")),
        ("550203", (CodeFault.MISSING, "57")),
        ("64080004EN-x", (CodeFault.FORMAT, "64-00")),
        ("64060002ZH", (CodeFault.MISSING, "64-01")),
    ],
)
def test_tips_and_languages_are_checked(extra: str, problem: tuple[CodeFault, str]) -> None:
    assert problem in faults(parse(sealed(body() + extra)))


def test_an_exception_never_tells_the_code_s_text() -> None:
    with pytest.raises(CodeError) as caught:
        parse(vector(2)[:-1] + "0")
    assert str(caught.value) == "code.checksum 63"
    assert caught.value.problem.message_id == "code.checksum"


def build_unchecked(*templates: Template) -> str:
    accounts = "".join(
        f"{one.tag}{len(value):02d}{value}"
        for one in templates
        for value in ["".join(f"{f.tag}{len(f.value):02d}{f.value}" for f in one.fields)]
    )
    return sealed(f"000201010212{accounts}5204000053037025802SG5902AB6009Singapore")
