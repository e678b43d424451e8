"""The words that stand on slips, in both languages.

Slips speak the shop's languages (a setting), not the cashier's or the customer's of the moment, so
their words stand here and not in the windows' catalogues.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from kpay_desktop.domain.language import Language
from kpay_desktop.domain.records import SlipCopy
from kpay_desktop.domain.sale import QrMode, Wallet


class Word(Enum):
    """A word of slips: in English, in Chinese."""

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
    SCANNED = ("QR scanned", "扫描二维码")
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
    OTHER_AMOUNT = ("AMOUNT BY SUPERVISOR", "金额经主管确认")
    TEST_SLIP = ("TEST SLIP", "测试单")
    NOT_A_RECEIPT = ("NOT A RECEIPT", "非收据")
    PRINTER = ("Printer", "打印机")
    PAPER = ("Paper", "纸宽")
    NOT_AN_INVOICE = ("Not a tax invoice", "非税务发票")

    def text(self, languages: Sequence[Language]) -> str:
        """Return the word in ``languages``, in their order, once where both say the same."""
        english, chinese = self.value
        texts = [english if language is Language.EN else chinese for language in languages]
        return " ".join(dict.fromkeys(texts))


BOTH = (Language.EN, Language.ZH)

WALLETS = {Wallet.PAYNOW: Word.PAYNOW, Wallet.WECHAT: Word.WECHAT, Wallet.ALIPAY: Word.ALIPAY}
MODES = {QrMode.SHOW: Word.SHOWN, QrMode.SCAN: Word.SCANNED}
COPIES = {SlipCopy.MERCHANT: Word.MERCHANT_COPY, SlipCopy.CUSTOMER: Word.CUSTOMER_COPY}
