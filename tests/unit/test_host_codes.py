"""Response codes: what each settles, and what the cashier reads."""

from __future__ import annotations

import pytest

from kpay_desktop.domain.host_codes import MESSAGE_IDS, words_for
from kpay_desktop.domain.language import Language
from kpay_desktop.hosts.iso8583.codes import Meaning, asks_for_sign_on, meaning, reversal_status
from kpay_desktop.ports_cards import ReversalStatus
from tests.helpers.card_host import profile_for
from ui.words import words_of

# Written by hand from the table that cashiers are trained with.
TABLE = {
    "00": ("Approved", "交易成功"),
    "01": ("Call the card issuer", "请联系发卡行"),
    "02": ("Call the card issuer", "请联系发卡行"),
    "03": ("Merchant or terminal not set up", "商户或终端无效，请联系客服"),
    "97": ("Merchant or terminal not set up", "商户或终端无效，请联系客服"),
    "04": ("Card not accepted, customer to contact the issuer", "卡片异常，请联系发卡行"),
    "07": ("Card not accepted, customer to contact the issuer", "卡片异常，请联系发卡行"),
    "41": ("Card not accepted, customer to contact the issuer", "卡片异常，请联系发卡行"),
    "43": ("Card not accepted, customer to contact the issuer", "卡片异常，请联系发卡行"),
    "05": ("Declined", "交易被拒，请联系发卡行"),
    "12": ("Invalid transaction", "无效交易"),
    "13": ("Invalid amount", "无效金额"),
    "14": ("Invalid card", "无效卡号"),
    "25": ("Original not found", "未找到原交易"),
    "30": ("Format error, contact service", "格式错误，请联系客服"),
    "45": ("Stripe refused, insert the chip", "请插卡交易"),
    "51": ("Insufficient funds", "余额不足"),
    "54": ("Card expired", "过期卡"),
    "55": ("PIN required, use another card", "需要密码，请换卡"),
    "57": ("Not permitted", "不允许的交易"),
    "58": ("Not permitted", "不允许的交易"),
    "61": ("Limit exceeded", "超出限额或次数"),
    "65": ("Limit exceeded", "超出限额或次数"),
    "68": ("No answer in time, being reversed", "交易超时，正在冲正"),
    "98": ("No answer in time, being reversed", "交易超时，正在冲正"),
    "77": ("Batch number differs, sign on again", "批次号不一致，请重新签到"),
    "80": ("Batch number differs, sign on again", "批次号不一致，请重新签到"),
    "91": ("Issuer or system unavailable", "系统繁忙，请稍后重试"),
    "96": ("Issuer or system unavailable", "系统繁忙，请稍后重试"),
    "94": ("Duplicate", "重复交易"),
    "95": ("Totals differ, sending the batch", "对账不平，正在批上送"),
    "A0": ("MAC error, sign on again", "校验错误，请重新签到"),
    "Z1": ("Declined by the card", "卡片拒绝"),
    "Z3": ("Cannot go online", "无法联机"),
    "10": ("Not known yet, being reversed (10)", "结果未知，正在冲正（10）"),
    "88": ("Not known yet, being reversed (88)", "结果未知，正在冲正（88）"),
}


@pytest.mark.parametrize("code", TABLE)
def test_each_code_has_its_words(code: str) -> None:
    said = tuple(words_of(language)(words_for(code)) for language in Language)
    assert said == TABLE[code]


def test_every_message_is_there() -> None:
    for language in Language:
        words = words_of(language)
        assert all(words.has(message_id) for message_id in MESSAGE_IDS)
    assert {words_for(code).id for code in TABLE} == set(MESSAGE_IDS)


def test_no_more_than_listed_is_definite() -> None:
    profile = profile_for(1)
    codes = [a + b for a in "0123456789ABCZ" for b in "0123456789ABCZ"]
    told = {code: meaning(profile, code) for code in codes}
    assert [code for code in codes if told[code] is Meaning.APPROVED] == ["00"]
    assert {code for code in codes if told[code] is Meaning.DECLINED} == {
        "01", "02", "03", "04", "05", "07", "12", "13", "14", "30", "41", "43", "45", "51", "54",
        "55", "57", "58", "61", "65", "77", "80", "97", "A0",
    }  # fmt: skip


def test_only_some_codes_ask_for_a_sign_on() -> None:
    profile = profile_for(1, more='[codes]\nbatch_mismatch = ["77"]')
    assert [c for c in ("00", "05", "77", "80", "96", "A0") if asks_for_sign_on(profile, c)] == [
        "77",
        "A0",
    ]
    assert meaning(profile, "80") is Meaning.DOUBTFUL


def test_what_answers_a_reversal() -> None:
    profile = profile_for(1, more='[codes]\nnot_found = "21"')
    assert reversal_status(profile, "00") is ReversalStatus.DONE
    assert reversal_status(profile, "21") is ReversalStatus.NOT_FOUND
    assert reversal_status(profile, "25") is ReversalStatus.REFUSED
