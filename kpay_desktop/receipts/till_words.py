"""The words of what a till prints beside sales: money back, cash, batches, lists and shifts."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from kpay_desktop.domain.card import Scheme
from kpay_desktop.domain.language import Language
from kpay_desktop.domain.returns import ReturnKind, ReturnState
from kpay_desktop.domain.sale import SaleState, Wallet
from kpay_desktop.receipts.words import SCHEMES, WALLETS, SlipWord, Word


class TillWord(SlipWord):
    """A word of these documents."""

    VOID = ("VOID", "撤销")
    REFUND = ("REFUND", "退款")
    CASH = ("Cash", "现金")
    # --- money back
    ORIGINAL_VOUCHER = ("Original voucher", "原凭证号")
    ORIGINAL_TIME = ("Original time", "原交易时间")
    ORIGINAL_APPROVAL = ("Original approval", "原授权码")
    ORIGINAL_REFERENCE = ("Original wallet no.", "原钱包交易号")
    ORIGINAL_TOTAL = ("Original total", "原交易合计")
    RETURN_ORDER = ("Return no.", "退款单号")
    SUPERVISOR = ("Supervisor", "主管")
    VOIDED = ("VOIDED", "撤销成功")
    REFUNDED = ("REFUNDED", "退款成功")
    ROUNDING = ("Rounding", "舍入")
    CASH_BACK = ("CASH BACK", "退现金")
    # --- cash
    CASH_DUE = ("CASH DUE", "应收")
    HANDED_OVER = ("Cash received", "实收现金")
    CHANGE = ("CHANGE", "找零")
    PAID_IN_CASH = ("PAID IN CASH", "现金付讫")
    PAID_IN = ("PAID IN", "存入现金")
    PAID_OUT = ("PAID OUT", "支出现金")
    NO_SALE = ("NO SALE", "非销售开箱")
    DRAWER_NO = ("Drawer entry", "钱箱记录号")
    DRAWER_OPENED = ("Drawer opened, no money moved", "开启钱箱，无现金收付")
    RECEIVED_BY = ("Received by", "收款人签名")
    # --- batches
    SETTLEMENT = ("SETTLEMENT", "结算单")
    HOST = ("Host", "主机")
    VOUCHERS = ("Vouchers", "凭证号范围")
    FROM = ("From", "起始")
    UNTIL = ("To", "截止")
    IN_SGD = ("Amounts in SGD", "金额单位：新元")
    CASH_IN_SGD = ("Cash alone, in SGD", "仅现金，单位：新元")
    SALES = ("Sales", "消费")
    REFUNDS = ("Refunds", "退款")
    VOIDS = ("Voids", "撤销")
    TIPS = ("Tips", "小费")
    NET = ("Net", "净额")
    ALL_METHODS = ("ALL METHODS", "全部方式")
    TIPS_INCLUDED = ("Sales: with tips, without voids", "消费含小费，不含已撤销")
    OURS = ("Till", "本机")
    HOST_TOTALS = ("HOST'S TOTALS", "主机核对")
    HOST_NOT_TOLD = ("Host named no totals", "主机未提供总额")
    AGREE = ("TOTALS AGREE", "总额一致")
    UPLOADED = ("ROWS SENT, BATCH CLOSED", "已上送明细，批次已结")
    DIFFER = ("TOTALS DIFFER", "总额不符")
    OURS_ALONE = ("NO HOST TO COMPARE", "无主机可核对")
    DIFFERENCES = ("What differs", "不符明细")
    NOT_THERE = ("Not told", "未提供")
    MORE_DIFFER = ("More that differ", "其余不符笔数")
    CARRIED = ("NOT KNOWN, CARRIED OVER", "结果未知，转入下批")
    APART = ("NOT IN THE TOTALS ABOVE", "不计入以上总额")
    NOTHING_SOLD = ("No transactions", "无交易")
    RESPONSE = ("Response", "回应码")
    BUSINESS_DAY = ("Business day", "营业日")
    AUTOMATIC = ("automatic", "自动")
    NOT_COMPARED = ("No answer to compare with", "无应答，未核对")
    ROW_NOT_SENT = ("Not sent", "未上送")
    NOT_FOUND = ("Not found", "查无此笔")
    CLOSED_THERE = ("Closed there", "对方已关闭")
    # --- lists
    TRANSACTION_LIST = ("TRANSACTION LIST", "交易明细")
    PART = ("Part", "部分")
    SALE_ROW = ("SALE", "消费")
    SUBTOTALS = ("SUBTOTALS", "分类小计")
    NOT_COUNTED = ("Not counted", "不计入")
    ROWS = ("Rows", "笔数")
    GOES_ON = ("Continued on the next slip", "续下一张")
    OPEN = ("Open", "进行中")
    CHECKING = ("Checking", "核实中")
    DECLINED = ("Declined", "交易被拒")
    REVERSING = ("Reversing", "冲正中")
    PAID_LATE = ("Paid late", "逾时到账")
    REFUNDING = ("Refunding", "退款中")
    LATE_REFUNDED = ("Refunded", "已退款")
    SALE_VOIDED = ("Voided", "已撤销")
    PENDING = ("Pending", "处理中")
    DONE = ("Done", "已完成")
    REFUSED = ("Refused", "被拒绝")
    UNDONE = ("Taken back", "已冲正")
    NOT_SENT = ("Not sent", "未发送")
    APPROVED = ("Approved", "交易成功")
    PAID = ("Paid", "已付款")
    BY_HAND = ("By hand", "人工确认")
    NOT_CHARGED = ("Not charged", "未扣款")
    # --- shifts
    SHIFT_REPORT = ("SHIFT REPORT", "交班报表")
    SHIFT = ("Shift", "班次")
    OPENING = ("Opening count", "开班现金")
    CASH_RETURNS = ("Returned", "退还")
    IN_ROW = ("Paid in", "存入")
    OUT_ROW = ("Paid out", "支出")
    EXPECTED = ("EXPECTED", "应有现金")
    COUNTED = ("COUNTED", "实点现金")
    DIFFERENCE = ("DIFFERENCE", "差额")
    DRAWER_AGREES = ("DRAWER AGREES", "现金相符")
    DRAWER_SHORT = ("DRAWER SHORT", "现金短缺")
    DRAWER_OVER = ("DRAWER OVER", "现金长余")
    NO_SALES = ("Opened without sale", "非销售开箱")
    PIECES = ("Coins and notes", "硬币与纸币")
    CASHIER_SIGNATURE = ("Cashier's signature", "收银员签名")
    SUPERVISOR_SIGNATURE = ("Supervisor's signature", "主管签名")


class Cash(Enum):
    """What is paid with where it is neither a card nor a wallet."""

    CASH = "cash"


PaidWith = Scheme | Wallet | Cash


def paid_name(paid: PaidWith, languages: Sequence[Language]) -> str:
    """Return the name of what was paid with."""
    match paid:
        case Cash():
            return TillWord.CASH.text(languages)
        case Scheme():
            return SCHEMES.get(paid) or Word.BANK_CARD.text(languages)
        case Wallet():
            return WALLETS[paid].text(languages)


RETURNS = {ReturnKind.VOID: TillWord.VOID, ReturnKind.REFUND: TillWord.REFUND}

SALE_STATES = {
    SaleState.OPEN: TillWord.OPEN,
    SaleState.CHECKING: TillWord.CHECKING,
    SaleState.APPROVED: TillWord.APPROVED,
    SaleState.CLOSED: TillWord.NOT_CHARGED,
    SaleState.DECLINED: TillWord.DECLINED,
    SaleState.REVERSING: TillWord.REVERSING,
    SaleState.PAID_LATE: TillWord.PAID_LATE,
    SaleState.REFUNDING: TillWord.REFUNDING,
    SaleState.REFUNDED: TillWord.LATE_REFUNDED,
    SaleState.BY_HAND: TillWord.BY_HAND,
    SaleState.VOIDED: TillWord.SALE_VOIDED,
}
RETURN_STATES = {
    ReturnState.OPEN: TillWord.OPEN,
    ReturnState.PENDING: TillWord.PENDING,
    ReturnState.DONE: TillWord.DONE,
    ReturnState.REFUSED: TillWord.REFUSED,
    ReturnState.UNDONE: TillWord.UNDONE,
    ReturnState.CLOSED: TillWord.NOT_SENT,
}
