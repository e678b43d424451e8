"""Restrictions, cardholder verification, risk and action analysis: each bit as the books say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from kpay_desktop.emv import analysis, tags
from kpay_desktop.emv.apdu import ResponseApdu
from kpay_desktop.emv.bits import BitField, TsiBit, TvrBit, names, new_tsi, new_tvr
from kpay_desktop.emv.config import Application, Transaction
from kpay_desktop.emv.errors import EmvDataError
from kpay_desktop.emv.records import read_afl
from kpay_desktop.emv.restrictions import check_restrictions, date_of
from kpay_desktop.emv.risk import manage_risk
from kpay_desktop.emv.steps import Cvm, Transmit
from kpay_desktop.emv.tlv import build
from kpay_desktop.emv.verification import verify_cardholder
from tests.helpers.emv_vectors import TERMINAL

TODAY = date(2026, 11, 22)
VISA = Application(
    aid=bytes.fromhex("A0000000031010"),
    name="Visa",
    version=bytes.fromhex("0096"),
    tac_denial=bytes.fromhex("0010000000"),
    tac_online=bytes.fromhex("DC4004F800"),
    tac_default=bytes.fromhex("DC4000A800"),
)
PURCHASE = Transaction(
    amount_minor=2_550,
    at=datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
    counter=1,
    random_bytes=bytes,
    random_percent=lambda: 50,
)


def bits(field: BitField, kind: type[TvrBit] | type[TsiBit] = TvrBit) -> set[str]:
    return set(names(bytes(field), kind))


# --- restrictions ---------------------------------------------------------------------------


def restricted(**values: str) -> set[str]:
    card = {tags.EXPIRY: "271231"} | {int(tag[1:], 16): value for tag, value in values.items()}
    tvr = new_tvr()
    check_restrictions(
        TERMINAL, VISA, {tag: bytes.fromhex(v) for tag, v in card.items()}, TODAY, tvr
    )
    return bits(tvr)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, set()),
        ({"t9F08": "0096"}, set()),
        ({"t9F08": "0095"}, {"VERSIONS_DIFFER"}),
        ({"t5F24": "261122"}, set()),
        ({"t5F24": "261121"}, {"EXPIRED"}),
        ({"t5F24": "991231"}, {"EXPIRED"}),
        ({"t5F25": "261122"}, set()),
        ({"t5F25": "261123"}, {"NOT_YET_EFFECTIVE"}),
        ({"t9F07": "FF00", "t5F28": "0702"}, set()),
        ({"t9F07": "FE00", "t5F28": "0702"}, {"SERVICE_NOT_ALLOWED"}),
        ({"t9F07": "FE00"}, {"SERVICE_NOT_ALLOWED"}),
        ({"t9F07": "0100"}, set()),
        ({"t9F07": "2100", "t5F28": "0702"}, set()),
        ({"t9F07": "0900", "t5F28": "0702"}, set()),
        ({"t9F07": "1500", "t5F28": "0702"}, {"SERVICE_NOT_ALLOWED"}),
        ({"t9F07": "1100", "t5F28": "0156"}, set()),
        ({"t9F07": "2900", "t5F28": "0156"}, {"SERVICE_NOT_ALLOWED"}),
    ],
)
def test_the_card_says_where_it_may_be_used(values: dict[str, str], expected: set[str]) -> None:
    assert restricted(**values) == expected


@pytest.mark.parametrize("written", ["270231", "271301", "2712", "27123A", ""])
def test_what_is_no_day_is_refused(written: str) -> None:
    with pytest.raises(EmvDataError):
        date_of(bytes.fromhex(written))


def test_years_split_at_fifty() -> None:
    assert date_of(bytes.fromhex("491231")) == date(2049, 12, 31)
    assert date_of(bytes.fromhex("500101")) == date(1950, 1, 1)


# --- cardholder verification ----------------------------------------------------------------

SUPPORTED, NOT_SUPPORTED = "1000", "0000"


def verified(
    rules: str | None, *, amount: int = 2_550, aip: str = SUPPORTED, x: int = 0, y: int = 0
) -> tuple[Cvm, str, set[str], set[str]]:
    values = {tags.AIP: bytes.fromhex(aip), tags.CARD_CURRENCY: TERMINAL.currency_code}
    if rules is not None:
        amounts = x.to_bytes(4, "big") + y.to_bytes(4, "big")
        values[tags.CVM_LIST] = amounts + bytes.fromhex(rules)
    tvr, tsi = new_tvr(), new_tsi()
    done = verify_cardholder(TERMINAL, values, amount, tvr, tsi)
    return done.cvm, done.results.hex().upper(), bits(tvr), bits(tsi, TsiBit)


DONE = {"CV_PERFORMED"}


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ("1E03", (Cvm.SIGNATURE, "1E0300", set(), DONE)),
        ("5E00", (Cvm.SIGNATURE, "5E0000", set(), DONE)),
        ("1F03", (Cvm.NONE, "1F0302", set(), DONE)),
        ("42031E031F00", (Cvm.SIGNATURE, "1E0300", set(), DONE)),
        ("0203", (Cvm.NOT_DONE, "3F0001", {"CV_FAILED"}, DONE)),
        ("0200", (Cvm.NOT_DONE, "3F0001", {"CV_FAILED", "PIN_PAD_MISSING"}, DONE)),
        ("02001E03", (Cvm.NOT_DONE, "3F0001", {"CV_FAILED", "PIN_PAD_MISSING"}, DONE)),
        ("42001E03", (Cvm.SIGNATURE, "1E0300", {"PIN_PAD_MISSING"}, DONE)),
        ("41004400430045005E00", (Cvm.SIGNATURE, "5E0000", {"PIN_PAD_MISSING"}, DONE)),
        ("2A00", (Cvm.NOT_DONE, "3F0001", {"CV_FAILED", "UNRECOGNISED_CVM"}, DONE)),
        ("6A001F00", (Cvm.NONE, "1F0002", {"UNRECOGNISED_CVM"}, DONE)),
        ("0000", (Cvm.NOT_DONE, "000001", {"CV_FAILED"}, DONE)),
        ("1E01", (Cvm.NOT_DONE, "3F0001", {"CV_FAILED"}, DONE)),
        ("1E04", (Cvm.NOT_DONE, "3F0001", {"CV_FAILED"}, DONE)),
        ("1E7F1F00", (Cvm.NONE, "1F0002", set(), DONE)),
        ("", (Cvm.NONE, "3F0000", {"ICC_DATA_MISSING"}, set())),
    ],
)
def test_the_first_rule_that_fits_is_applied(
    rules: str, expected: tuple[Cvm, str, set[str], set[str]]
) -> None:
    assert verified(rules) == expected


@pytest.mark.parametrize(
    ("amount", "rule", "applies"),
    [
        (999, "1F06", True),
        (1_000, "1F06", False),
        (1_000, "1F07", False),
        (1_001, "1F07", True),
        (4_999, "1F08", True),
        (5_001, "1F09", True),
        (5_000, "1F09", False),
    ],
)
def test_amounts_of_the_list_are_compared(amount: int, rule: str, applies: bool) -> None:
    cvm = verified(rule, amount=amount, x=1_000, y=5_000)[0]
    assert (cvm is Cvm.NONE) == applies


@pytest.mark.parametrize("rules", ["1F", "1E031F", "42031E031F0000"])
def test_a_list_that_ends_within_a_rule_ends_the_transaction(rules: str) -> None:
    """Book 3 §10.5: an odd number of bytes is no list; §7.5 says what follows."""
    with pytest.raises(EmvDataError):
        verified(rules)


def test_no_list_is_no_verification() -> None:
    assert verified(None) == (Cvm.NONE, "3F0000", {"ICC_DATA_MISSING"}, set())
    assert verified(None, aip=NOT_SUPPORTED) == (Cvm.NONE, "3F0000", set(), set())
    assert verified("1E00", aip=NOT_SUPPORTED) == (Cvm.NONE, "3F0000", set(), set())


# --- risk -----------------------------------------------------------------------------------


def risk_of(
    application: Application = VISA,
    transaction: Transaction = PURCHASE,
    card: dict[int, bytes] | None = None,
    answers: Iterable[ResponseApdu] = (),
) -> tuple[set[str], list[str]]:
    """Manage risk; GET DATA is answered from ``answers``. Return the bits and what was asked."""
    tvr, tsi = new_tvr(), new_tsi()
    values = {tags.PAN: bytes.fromhex("4761739001010010")} | (card or {})
    part = manage_risk(application, transaction, values, tvr, tsi)
    left, asked = iter(answers), []
    try:
        request = next(part)
        while True:
            assert isinstance(request, Transmit)
            asked.append(request.command.encode().hex())
            request = part.send(next(left))
    except StopIteration:
        assert bits(tsi, TsiBit) == {"TERMINAL_RISK_PERFORMED"}
        return bits(tvr), asked


LIMITED = replace(
    VISA,
    floor_limit_minor=10_000,
    random_threshold_minor=2_000,
    random_target_percent=20,
    random_max_percent=80,
)


@pytest.mark.parametrize(
    ("amount", "number", "expected"),
    [
        (10_000, 1, {"FLOOR_LIMIT_EXCEEDED"}),
        (9_999, 99, set()),
        (1_999, 20, {"RANDOMLY_SELECTED"}),
        (1_999, 21, set()),
        # Half way between threshold and floor limit: half way between 20 and 80 per cent.
        (6_000, 50, {"RANDOMLY_SELECTED"}),
        (6_000, 51, set()),
        (2_000, 20, {"RANDOMLY_SELECTED"}),
        (2_000, 21, set()),
    ],
)
def test_amount_and_chance_decide(amount: int, number: int, expected: set[str]) -> None:
    purchase = replace(PURCHASE, amount_minor=amount, random_percent=lambda: number)
    assert risk_of(LIMITED, purchase) == (expected, [])


def test_split_sales_of_one_card_are_added_up() -> None:
    purchase = replace(
        PURCHASE, amount_minor=4_000, random_percent=lambda: 99, spent_minor=lambda _: 6_000
    )
    assert risk_of(LIMITED, purchase)[0] == {"FLOOR_LIMIT_EXCEEDED"}


def test_listed_cards_and_a_cashier_who_insists() -> None:
    purchase = replace(PURCHASE, forced_online=True, is_listed=lambda _: True)
    assert risk_of(transaction=purchase)[0] == {
        "CARD_ON_EXCEPTION_FILE",
        "FORCED_ONLINE",
        "FLOOR_LIMIT_EXCEEDED",
    }


def counter(tag: int, value: int) -> ResponseApdu:
    return ResponseApdu(build(tag, value.to_bytes(2, "big")), 0x9000)


REFUSED = ResponseApdu(b"", 0x6A88)
BOTH = {"LOWER_LIMIT_EXCEEDED", "UPPER_LIMIT_EXCEEDED"}


@pytest.mark.parametrize(
    ("count", "last", "expected"),
    [
        (12, 10, set()),
        (13, 10, {"LOWER_LIMIT_EXCEEDED"}),
        (16, 10, BOTH),
        (10, 10, BOTH),
        (9, 10, BOTH),
        (1, 0, {"NEW_CARD"}),
        (None, 10, BOTH | {"ICC_DATA_MISSING"}),
        (12, None, BOTH | {"ICC_DATA_MISSING"}),
    ],
)
def test_the_cards_counters_are_compared(
    count: int | None, last: int | None, expected: set[str]
) -> None:
    answers = [
        REFUSED if count is None else counter(tags.ATC, count),
        REFUSED if last is None else counter(tags.LAST_ONLINE_ATC, last),
    ]
    limits = {tags.LOWER_LIMIT: b"\x02", tags.UPPER_LIMIT: b"\x05"}
    purchase = replace(PURCHASE, amount_minor=100, random_percent=lambda: 99)
    found, asked = risk_of(replace(LIMITED, random_target_percent=0), purchase, limits, answers)
    assert found == expected
    assert asked == ["80ca9f3600", "80ca9f1300"]


# --- action analysis and file locator -------------------------------------------------------


def test_action_codes_of_both_sides_count() -> None:
    new_card = bytes.fromhex("0008000000")
    service = bytes.fromhex("0010000000")
    assert analysis.is_denied(VISA, {}, service)
    assert not analysis.is_denied(VISA, {}, new_card)
    assert analysis.is_denied(VISA, {tags.IAC_DENIAL: new_card}, new_card)
    # What the issuer leaves out is all ones online and by default, and nothing for a denial.
    assert analysis.wants_online(VISA, {}, new_card)
    assert not analysis.wants_online(VISA, {tags.IAC_ONLINE: bytes(5)}, new_card)
    assert analysis.is_denied_without_host(VISA, {}, new_card)
    assert not analysis.is_denied_without_host(VISA, {tags.IAC_DEFAULT: bytes(5)}, new_card)


@pytest.mark.parametrize(
    "written",
    ["", "080101", "00010100", "09010100", "08000100", "08020100", "08010102", "F8010100"],
)
def test_a_wrong_file_locator_is_refused(written: str) -> None:
    with pytest.raises(EmvDataError):
        read_afl(bytes.fromhex(written))


def test_a_file_locator_names_records() -> None:
    (first, second) = read_afl(bytes.fromhex("0801020118030300"))
    assert (first.sfi, first.first, first.last, first.signed) == (1, 1, 2, 1)
    assert (second.sfi, second.first, second.last, second.signed) == (3, 3, 3, 0)
