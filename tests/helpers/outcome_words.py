"""What the pages of a sale say, word by word, in English and Chinese.

Written out by hand from ``docs/words.md`` and never made by the presenter: a word that changes on a
page must be changed here too, by somebody who has read it. ``{…}`` are the sale's own figures. The
form is that of ``OpenTill.said``: the sign and the title first, buttons in brackets (round ones
cannot be pressed), ``=`` for the column at the right, ``>`` for the customer's window.
"""

from __future__ import annotations

WALLETS = {"paynow": ("PayNow", "PayNow"), "wechat": ("WeChat Pay", "微信支付")}
APPS = {"paynow": ("your bank’s app", "银行应用"), "wechat": ("WeChat", "微信")}

_FACTS = (
    """= Voucher no.: {voucher}
= Total: {total}
= Method: {method}
= Time: 00:00:00
= Order no.: {order}""",
    """= 凭证号: {voucher}
= 合计: {total}
= 支付方式: {method}
= 时间: 00:00:00
= 订单号: {order}""",
)
_CONTACT = (
    """= If in doubt, contact us
= Phone +65 6214 9234
= WhatsApp +65 6214 9234""",
    """= 如有疑问，请联络我们
= 电话 +65 6214 9234
= WhatsApp +65 6214 9234""",
)


def _pages(english: str, chinese: str) -> tuple[str, str]:
    texts = []
    for text, facts, contact in zip((english, chinese), _FACTS, _CONTACT, strict=True):
        texts.append(text.replace("<facts>", facts).replace("<contact>", contact))
    return texts[0], texts[1]


def _approved(*more: tuple[str, str], refund: bool = False) -> tuple[str, str]:
    """An approval, with further lines, and with a way to send a second payment back."""
    buttons = ("[Refund {total}] ", "[退款 {total}] ") if refund else ("", "")
    # Where money is decided about, nothing else is offered beside it.
    receipt = ("", "") if refund else ("[Receipt as QR] ", "[收据二维码] ")
    english = "".join(f"{line}\n" for line, _ in more)
    chinese = "".join(f"{line}\n" for _, line in more)
    return _pages(
        f"""tick Approved · {{total}}
{{method}} · voucher no. {{voucher}}
Reference no. {{txn}}
{english}{buttons[0]}[Customer copy] {receipt[0]}[New sale]
= {{voucher}} MERCHANT COPY
> Paid · {{total}}
> Thank you. Please take your receipt.""",
        f"""tick 交易成功 · {{total}}
{{method}} · 凭证号 {{voucher}}
参考号 {{txn}}
{chinese}{buttons[1]}[顾客存根] {receipt[1]}[新的消费]
= {{voucher}} MERCHANT COPY
> 已付款 · {{total}}
> 谢谢惠顾，请取收据。""",
    )


def _not_charged(why: tuple[str, str], reason: tuple[str, str] = ("", "")) -> tuple[str, str]:
    """The sale is over and nobody paid: why, and what was wrong with the bank's answer."""
    english = f"\n{reason[0]}" if reason[0] else ""
    chinese = f"\n{reason[1]}" if reason[1] else ""
    return _pages(
        f"""cross Not charged
{why[0]}{english}
The customer has not been charged for this sale.
[Try again] [New sale]
= Not charged
<facts>
<contact>
> Not charged
> You have not paid anything.""",
        f"""cross 未扣款
{why[1]}{chinese}
顾客没有为这笔交易付款。
[再试一次] [新的消费]
= 未扣款
<facts>
<contact>
> 未扣款
> 您没有支付任何款项。""",
    )


def _declined(why: tuple[str, str], code: str) -> tuple[str, str]:
    return _pages(
        f"""cross Declined · Not charged
{why[0]}
The customer has not been charged for this sale.
[Try again] [New sale]
= Not charged
<facts>
= Bank’s code: {code}
<contact>
> Not charged
> The payment was declined. You have not paid anything.""",
        f"""cross 交易被拒 · 未扣款
{why[1]}
顾客没有为这笔交易付款。
[再试一次] [新的消费]
= 未扣款
<facts>
= 银行代码: {code}
<contact>
> 未扣款
> 交易被拒，您没有支付任何款项。""",
    )


def _checking(why: tuple[str, str]) -> tuple[str, str]:
    return _pages(
        f"""wait Checking · not known yet
{why[0]}
Do not charge the customer again and do not hand over goods yet.
…
[Next customer] [Check now]
= The last transaction is not finished
<facts>
<contact>
> Checking your payment
> Please do not pay again. One moment.""",
        f"""wait 核实中（结果未知）
{why[1]}
请勿再次收款，也请勿交付商品。
…
[下一位顾客] [立即查询]
= 上一笔交易未完成
<facts>
<contact>
> 正在核实您的付款
> 请勿重复付款，稍候片刻。""",
    )


def _paid_late(english: str, chinese: str) -> tuple[str, str]:
    return _pages(
        f"""alert Paid late · {{total}}
The customer’s money came after this sale was closed. \
Accept it if the goods were handed over, or refund it.
{english}
= Paid late
<facts>
<contact>
> Your payment came in late
> Please speak to our staff.""",
        f"""alert 逾时到账 · {{total}}
交易关闭后顾客的款项才到账。若已交付商品请接受，否则请退款。
{chinese}
= 逾时到账
<facts>
<contact>
> 您的付款逾时到账
> 请与店员联系。""",
    )


def _panel(what: str, becomes: tuple[str, str], asking: str = "Cashier 01") -> tuple[str, str]:
    """A supervisor's PIN is asked for, and the customer goes on reading what stood there."""
    title, question = {
        "refund": (("Refund this payment?", "Refund"), ("退还这笔款项？", "退款")),
        "accept": (("Accept this payment?", "Accept"), ("接受这笔款项？", "接受")),
    }[what]
    customers = _CUSTOMER_PAID if becomes is _STAYS_APPROVED else _CUSTOMER_WAITS
    return (
        f"""Supervisor PIN: Supervisor
{title[0]} {{total}}
{becomes[0]}
= Voucher no.: {{voucher}}
= Method: {{method}}
= Time: 00:00:00
= Order no.: {{order}}
= Requested by: {asking}
Both names are recorded. {asking} stays signed in.
[Cancel] ({title[1]} {{total}})
{customers[0]}""",
        f"""主管密码: Supervisor
{question[0]} {{total}}
{becomes[1]}
= 凭证号: {{voucher}}
= 支付方式: {{method}}
= 时间: 00:00:00
= 订单号: {{order}}
= 申请人: {asking}
两人的姓名都会记录，{asking} 保持登录。
[取消] ({question[1]} {{total}})
{customers[1]}""",
    )


_PRINTED = ("Both copies are printed.", "两联收据已打印。")
_TWICE = (
    "This code was paid twice. The second payment waits to be refunded.",
    "此二维码被重复支付，第二笔款项待退款。",
)
_SECOND_REFUNDED = ("The second payment has been refunded.", "第二笔款项已退款。")
_NO_ANSWER = (
    "No usable answer came from the bank. The code was never shown.",
    "没有收到银行的有效回应，二维码没有显示给顾客。",
)
_OTHER_CODE = (
    "The bank’s code was not the one that was asked for. It was never shown.",
    "银行返回的二维码与请求不符，没有显示给顾客。",
)

_CUSTOMER_PAID = (
    "> Paid · {total}\n> Thank you. Please take your receipt.",
    "> 已付款 · {total}\n> 谢谢惠顾，请取收据。",
)
_CUSTOMER_WAITS = (
    "> Your payment came in late\n> Please speak to our staff.",
    "> 您的付款逾时到账\n> 请与店员联系。",
)
_STAYS_CLOSED = (
    "The money goes back to the customer’s wallet, and the sale stays closed.",
    "款项将退回顾客的钱包，交易保持关闭。",
)
_STAYS_APPROVED = (
    "The second payment goes back to the customer’s wallet. The sale stays approved.",
    "第二笔款项将退回顾客的钱包，这笔交易仍为交易成功。",
)
_BECOMES_APPROVED = (
    "The sale becomes approved, and its receipts print.",
    "这笔交易将成为交易成功，并打印收据。",
)

PAGES: dict[str, tuple[str, str]] = {
    "making": (
        """no code Making the {method} code
Making the code
The sale completes by itself when the bank confirms. \
Do not hand over goods before the receipt prints.
(Check now) [Scan instead]
= Amount: {plain}
= Method: {method}
= Voucher no.: {voucher}
= [Cancel]
> Your code is being made
> One moment, please.""",
        """no code 正在生成{method}二维码
正在生成二维码
银行确认后交易自动完成。收据打印之前，请勿交付商品。
(立即查询) [改为扫码]
= 金额: {plain}
= 支付方式: {method}
= 凭证号: {voucher}
= [取消]
> 正在生成二维码
> 请稍候。""",
    ),
    "code": (
        """code {method} code is on the customer’s screen
Waiting for payment
The sale completes by itself when the bank confirms. \
Do not hand over goods before the receipt prints.
Code expires in 0:00 · last checked 0 s ago
[Check now] [Scan instead]
= Amount: {plain}
= Method: {method}
= Voucher no.: {voucher}
= [Cancel]
> {method}
> Scan with {app}.
> Expires in 0:00""",
        """code {method}二维码已显示在客显屏上
等待付款
银行确认后交易自动完成。收据打印之前，请勿交付商品。
二维码 0:00 后失效 · 0 秒前查询过
[立即查询] [改为扫码]
= 金额: {plain}
= 支付方式: {method}
= 凭证号: {voucher}
= [取消]
> {method}
> 请用{app}扫码付款。
> 0:00 后失效""",
    ),
    "approved": _approved(_PRINTED),
    # Opened again from the bar at the top: the till does not say what it has not seen.
    "approved_earlier": _approved(),
    "paid_twice": _approved(_PRINTED, _TWICE, refund=True),
    "paid_twice_earlier": _approved(_TWICE, refund=True),
    "second_refunded": _approved(_PRINTED, _SECOND_REFUNDED),
    "cancelled": _not_charged(("The sale was cancelled.", "交易已取消。")),
    "expired": _not_charged(
        ("The code’s time was over before anybody paid.", "二维码已失效，期间无人付款。")
    ),
    "no_answer_broken": _not_charged(
        _NO_ANSWER, ("The bank could not be reached.", "无法连接银行。")
    ),
    "no_answer_fault": _not_charged(
        _NO_ANSWER, ("The bank reported a fault of its own.", "银行系统报告故障。")
    ),
    "no_answer_unreadable": _not_charged(
        _NO_ANSWER, ("The bank’s answer could not be read.", "无法读取银行的回应。")
    ),
    "no_answer_false": _not_charged(
        _NO_ANSWER, ("The bank’s answer was not genuine.", "银行回应的签名不符。")
    ),
    "code_of_another_amount": _not_charged(
        _OTHER_CODE, ("The code asks for another amount.", "二维码金额与交易不符。")
    ),
    "code_of_another_order": _not_charged(
        _OTHER_CODE, ("The code belongs to another order.", "二维码属于另一订单。")
    ),
    "broken_code": _not_charged(
        _OTHER_CODE,
        ("The code is damaged: its checksum is wrong.", "二维码已损坏：校验码不符。"),
    ),
    "no_wechat_code": _not_charged(
        _OTHER_CODE, ("This is not a WeChat Pay code.", "这不是微信支付二维码。")
    ),
    "declined": _declined(("The bank refused this payment.", "银行拒绝了这笔付款。"), "3999"),
    "payer_refused": _declined(
        ("The customer’s app or bank refused the payment.", "顾客的付款应用或银行拒绝了付款。"),
        "3045",
    ),
    "checking": _checking(
        (
            """The bank has not said yet whether the customer paid. \
It is asked again and again by itself.""",
            "银行尚未告知顾客是否已付款，程序会自动继续查询。",
        )
    ),
    "doubt": _checking(
        (
            """The bank reports an amount that is not the one of this sale. \
It is asked again and again by itself.""",
            "银行报告的金额与这笔交易不符，程序会自动继续查询。",
        )
    ),
    "paid_late": _paid_late(
        """A supervisor decides: the till asks for their PIN.
[Decide later] [Refund {total}] [Accept {total}]""",
        """须由主管决定：将要求输入主管密码。
[稍后决定] [退款 {total}] [接受 {total}]""",
    ),
    "paid_late_supervisor": _paid_late(
        "[Decide later] [Refund {total}] [Accept {total}]",
        "[稍后决定] [退款 {total}] [接受 {total}]",
    ),
    "panel_refund": _panel("refund", _STAYS_CLOSED),
    "panel_refund_supervisor": _panel("refund", _STAYS_CLOSED, "Supervisor"),
    "panel_accept": _panel("accept", _BECOMES_APPROVED),
    "panel_refund_second": _panel("refund", _STAYS_APPROVED),
    "refunded": _pages(
        """tick Refunded · {total}
The money is on its way back to the customer’s wallet. The sale stays closed.
[New sale]
= Refunded
<facts>
<contact>
> Your payment was returned
> Please check your app.""",
        """tick 已退款 · {total}
款项正退回顾客的钱包，交易保持关闭。
[新的消费]
= 已退款
<facts>
<contact>
> 您的付款已退回
> 请在您的付款应用中查看。""",
    ),
}


def expected(page: str, method: str, figures: dict[str, str]) -> tuple[str, str]:
    """Return what a page must say in English and Chinese of a sale with those figures."""
    english, chinese = PAGES[page]
    names, apps = WALLETS[method], APPS[method]
    return (
        english.format(**figures, method=names[0], app=apps[0]),
        chinese.format(**figures, method=names[1], app=apps[1]),
    )
