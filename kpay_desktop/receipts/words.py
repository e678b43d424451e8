"""The words that stand on slips, in both languages.

Slips speak the shop's languages (a setting), not the cashier's or the customer's of the moment, so
their words stand here and not in the windows' catalogues.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from kpay_desktop.domain.card import EntryMode, Scheme
from kpay_desktop.domain.language import Language
from kpay_desktop.domain.records import SlipCopy
from kpay_desktop.domain.sale import QrMode, Wallet


class SlipWord(Enum):
    """A word in English and in Chinese."""

    def text(self, languages: Sequence[Language]) -> str:
        """Return the word in ``languages``, in their order, once where both say the same."""
        english, chinese = self.value
        texts = [english if language is Language.EN else chinese for language in languages]
        return " ".join(dict.fromkeys(texts))


class Word(SlipWord):
    """The words of sales' slips; those of other documents stand in their own enums."""

    SIMULATED = ("SIMULATED", "模拟")
    SALE = ("SALE", "消费")
    MERCHANT_COPY = ("MERCHANT COPY", "商户存根")
    CUSTOMER_COPY = ("CUSTOMER COPY", "顾客存根")
    DUPLICATE = ("DUPLICATE", "重印")
    MERCHANT_ID = ("MID", "商户号")
    TERMINAL_ID = ("TID", "终端号")
    GST_NUMBER = ("GST Reg. No.", "消费税登记号")
    PAYNOW = ("PayNow", "PayNow")
    WECHAT = ("WeChat Pay", "微信支付")
    ALIPAY = ("Alipay", "支付宝")
    SHOWN = ("QR shown", "显示二维码")
    SCANNED = ("Scanned code", "扫描客人二维码")
    OWN_CODE = ("Shop's own code", "商户自有收款码")
    VOUCHER = ("Voucher no.", "凭证号")
    BATCH = ("Batch", "批次号")
    ORDER = ("Order no.", "订单号")
    WALLET_TXN = ("Wallet txn no.", "钱包交易号")
    TIME = ("Date/time", "日期时间")
    CASHIER = ("Cashier", "收银员")
    AMOUNT = ("AMOUNT", "金额")
    TIP = ("TIP", "小费")
    TOTAL = ("TOTAL", "合计")
    GST_PART = ("Includes GST", "内含消费税")
    APPROVED = ("APPROVED", "交易成功")
    BY_HAND = ("CONFIRMED BY HAND", "人工确认")
    NO_BANK = ("Not confirmed by a bank", "未经银行确认")
    OTHER_AMOUNT = ("AMOUNT BY SUPERVISOR", "金额经主管确认")
    TEST_SLIP = ("TEST SLIP", "测试单")
    NOT_A_RECEIPT = ("NOT A RECEIPT", "非收据")
    PRINTER = ("Printer", "打印机")
    PAPER = ("Paper", "纸宽")
    NOT_AN_INVOICE = ("Not a tax invoice", "非税务发票")
    CARDHOLDER_COPY = ("CUSTOMER COPY", "持卡人存根")
    CARD = ("Card", "卡号")
    BANK_CARD = ("BANK CARD", "银行卡")
    STAN = ("STAN", "流水号")
    RRN = ("RRN", "参考号")
    APPROVAL_CODE = ("Approval code", "授权码")
    APPLICATION = ("App label", "应用标签")
    SIGNATURE = ("Customer signature", "持卡人签名")
    NO_SIGNATURE = ("NO SIGNATURE REQUIRED", "无需签名")
    BY_DEVICE = ("VERIFIED BY DEVICE", "已由设备验证")
    SIGNED_ON_SCREEN = ("SIGNED ON SCREEN", "已在屏幕签名")
    AGREEMENT = (
        "I agree to pay this total by my card agreement.",
        "本人同意按发卡协议支付此合计",
    )
    REVERSAL = ("Reversal", "冲正")
    NOT_CHARGED = ("NOT CHARGED", "未扣款")
    REASON = ("Reason", "原因")
    NO_ANSWER = ("No answer from bank", "银行未回应")
    UNCLEAR_ANSWER = ("Bank's answer unclear", "回应不明确")
    CARD_FAILED = ("Card did not finish", "卡片未完成")
    NOT_FINISHED = ("Did not finish", "付款未完成")
    BEING_SENT = ("Being sent", "发送中")
    CONFIRMED = ("Confirmed by the bank", "银行已确认")
    TAKE_AGAIN = ("Take payment again", "请重新收款")


BOTH = (Language.EN, Language.ZH)

WALLETS = {Wallet.PAYNOW: Word.PAYNOW, Wallet.WECHAT: Word.WECHAT, Wallet.ALIPAY: Word.ALIPAY}
MODES = {
    QrMode.SHOW: Word.SHOWN,
    QrMode.SCAN: Word.SCANNED,
    QrMode.OWN: Word.OWN_CODE,
}
COPIES = {SlipCopy.MERCHANT: Word.MERCHANT_COPY, SlipCopy.CUSTOMER: Word.CUSTOMER_COPY}
CARD_COPIES = {SlipCopy.MERCHANT: Word.MERCHANT_COPY, SlipCopy.CUSTOMER: Word.CARDHOLDER_COPY}

SCHEMES = {
    Scheme.VISA: "VISA",
    Scheme.MASTERCARD: "MASTERCARD",
    Scheme.UNIONPAY: "UNIONPAY",
    Scheme.JCB: "JCB",
    Scheme.AMEX: "AMERICAN EXPRESS",
}
"""Schemes by their own names, which are the same in both languages."""

ENTRIES = {EntryMode.CHIP: "C", EntryMode.TAP: "T", EntryMode.SWIPE: "S", EntryMode.FALLBACK: "F"}
"""How the card was read, as the letter behind its number."""
