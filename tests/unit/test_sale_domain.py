"""What a sale is made of, and who may do what."""

from __future__ import annotations

import pytest

from kpay_desktop.domain.language import Language
from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.operator import Role
from kpay_desktop.domain.records import SaleRecord
from kpay_desktop.domain.sale import (
    VOUCHER_MAX,
    Method,
    QrMode,
    SaleDraft,
    SaleIdentity,
    SaleState,
    batches_of_slip,
    format_voucher,
    next_voucher,
)
from tests.helpers.flows import NOON


def test_a_total_is_amount_and_tip() -> None:
    draft = SaleDraft(2_800, 280, Method.PAYNOW, QrMode.SHOW, "01")
    assert draft.total_minor == 3_080
    sale = SaleRecord(
        SaleIdentity(1, 1, "000001", "A1", 1),
        NOON,
        2_800,
        280,
        Method.PAYNOW,
        QrMode.SHOW,
        "01",
        SaleState.OPEN,
    )
    assert sale.total_minor == 3_080


@pytest.mark.parametrize(("amount_minor", "tip_minor"), [(0, 0), (-1, 0), (0, 100), (100, -1)])
def test_a_sale_of_nothing_or_less_is_refused(amount_minor: int, tip_minor: int) -> None:
    with pytest.raises(ValueError, match=r"nothing|negative"):
        SaleDraft(amount_minor, tip_minor, Method.PAYNOW, QrMode.SHOW, "01")


@pytest.mark.parametrize("voucher", ["", "1", "12345", "1234567", "12345a", " 12345", "١٢٣٤٥٦"])
def test_a_voucher_number_has_six_digits(voucher: str) -> None:
    with pytest.raises(ValueError, match="six digits"):
        SaleIdentity(1, 1, voucher, "A1", 1)


@pytest.mark.parametrize("order_no", ["", "A" * 26, "A-1", "A 1", "Ä1", "A1\n", "订单1"])
def test_an_order_number_fits_a_paynow_reference(order_no: str) -> None:
    with pytest.raises(ValueError, match="1 to 25 letters and digits"):
        SaleIdentity(1, 1, "000001", order_no, 1)
    assert SaleIdentity(1, 1, "000001", "A" * 25, 1).order_no == "A" * 25


def test_voucher_numbers_run_round() -> None:
    assert [next_voucher(n) for n in (0, 1, VOUCHER_MAX - 1)] == [1, 2, VOUCHER_MAX]
    assert next_voucher(VOUCHER_MAX) == 1
    assert next_voucher(VOUCHER_MAX + 5) == 1
    assert batches_of_slip(VOUCHER_MAX) == (VOUCHER_MAX, 1)
    assert format_voucher(1) == "000001"
    assert format_voucher(VOUCHER_MAX) == "999999"
    for wrong in (0, -1, VOUCHER_MAX + 1):
        with pytest.raises(ValueError, match="1 to 999999"):
            format_voucher(wrong)


def test_a_role_includes_the_ones_before_it() -> None:
    roles = [Role.CASHIER, Role.SUPERVISOR, Role.MANAGER]
    assert roles == list(Role)
    for rank, role in enumerate(roles):
        assert role.rank == rank
        assert [role.includes(other) for other in roles] == [n <= rank for n in range(3)]


def test_each_language_names_itself_and_leads_to_the_other() -> None:
    assert Language.EN.own_name == "English"
    assert Language.ZH.own_name == "简体中文"
    assert [each.other for each in Language] == [Language.ZH, Language.EN]


def test_a_message_carries_its_figures_as_texts() -> None:
    told = message("sale.total", total=3_080, method="@method.paynow")
    assert told == Message("sale.total", (("total", "3080"), ("method", "@method.paynow")))
    assert message("sale.plain") == Message("sale.plain")
