"""Views of a sale's pages with sample figures, as the presenter makes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.sale import WALLET_METHODS, Method, QrMode, SaleState
from kpay_desktop.receipts.document import Centered, Columns, Document, QrCode, Rule, Size
from tests.helpers.gui import sample_symbol
from ui.views import BAD, INFO, OK, PLAIN, WARN, Action, Button, Page, Press, Step
from ui.views_sale import (
    AmountView,
    BatchRow,
    BatchView,
    ConfirmView,
    MethodChoice,
    MethodView,
    ResultView,
    ShowQrView,
    TipChoice,
    TotalView,
)
from ui.views_screens import PageBody

BACK = Button(Press(Action.BACK), Message("sale.back"), shortcut="Esc")
NEW_SALE = Button(Press(Action.NEW_SALE), Message("sale.new_sale"), primary=True, shortcut="Return")
ROWS = (
    BatchRow("000137", "14:26", Method.WECHAT, 2350, SaleState.APPROVED),
    BatchRow("000136", "14:19", Method.PAYNOW, 880, SaleState.CLOSED),
    BatchRow("000135", "14:11", Method.WECHAT, 4100, SaleState.PAID_LATE),
    BatchRow("000134", "14:01", Method.PAYNOW, 123_456, SaleState.CHECKING),
    BatchRow("000133", "13:51", Method.PAYNOW, 123_456, SaleState.DECLINED),
    BatchRow("000132", "13:40", Method.PAYNOW, 3080, SaleState.BY_HAND),
)


def tips(chosen: str) -> tuple[TipChoice, ...]:
    """Return the tip's choices with one of them chosen."""
    return (
        TipChoice("none", Message("sale.tip_none"), chosen == "none"),
        *(
            TipChoice(str(p), message("sale.tip_percent", percent=p), chosen == str(p))
            for p in (5, 10, 15)
        ),
        TipChoice("other", Message("sale.tip_other"), chosen == "other"),
    )


def charge(total: str, *, enabled: bool = True) -> Button:
    """Return the Charge button."""
    return Button(
        Press(Action.CHARGE),
        message("sale.charge", total=total),
        primary=True,
        enabled=enabled,
        shortcut="Return",
    )


def amount_view() -> AmountView:
    """Return SGD 28.00 with a tip of 10 %."""
    return AmountView(
        prompt=Message("sale.enter_amount"),
        amount_minor=2800,
        tip_minor=280,
        total_minor=3080,
        tips=tips("10"),
        editing_tip=False,
        charge=charge("SGD 30.80"),
        back=BACK,
        hint=None,
        hint_tone=PLAIN,
        batch=BatchView(37, 128_460, ROWS, 2, 6_160),
    )


def empty_amount_view() -> AmountView:
    """Return nothing keyed in an empty batch."""
    return replace(
        amount_view(),
        amount_minor=0,
        tip_minor=0,
        total_minor=0,
        tips=tips("none"),
        charge=charge("SGD 0.00", enabled=False),
        back=replace(BACK, enabled=False),
        batch=BatchView(0, 0, ()),
    )


def tip_view() -> AmountView:
    """Return the keypad filling the tip."""
    return replace(
        amount_view(), prompt=Message("sale.enter_tip"), tips=tips("other"), editing_tip=True
    )


def huge_amount_view() -> AmountView:
    """Return more than any profile allows, with the hint that says so."""
    return replace(
        amount_view(),
        amount_minor=99_999_999,
        tip_minor=99_999_999,
        total_minor=199_999_998,
        charge=charge("SGD 1,999,999.98", enabled=False),
        hint=message("sale.hint_over_ceiling", ceiling="SGD 10,000.00"),
        hint_tone=WARN,
    )


def total_view(
    method: Method | None = None, voucher: str = "", way_out: Button | None = BACK
) -> TotalView:
    """Return the right-hand column."""
    return TotalView(3080, 2800, 280, 10, method, voucher, way_out)


def method_view(*wallets: Method) -> MethodView:
    """Return the method page with those ways to pay."""
    methods = tuple(
        MethodChoice(
            method,
            Message(f"method.{method.value}"),
            Message("sale.method_hint_show"),
            (
                Button(
                    Press(Action.PICK_METHOD, f"{method.value}:show"),
                    Message("sale.show_qr"),
                    primary=number == 0,
                    shortcut=f"F{number + 2}",
                ),
            ),
            (QrMode.SHOW,),
        )
        for number, method in enumerate(wallets)
    )
    change = Button(Press(Action.BACK), Message("sale.change_amount"), shortcut="Esc")
    return MethodView(methods, total_view(way_out=change))


def confirm_view() -> ConfirmView:
    """Return the confirm page for PayNow."""
    return ConfirmView(
        title=Message("sale.confirm_title"),
        body=message("sale.confirm_body", method="@method.paynow"),
        method=Method.PAYNOW,
        confirm=Button(
            Press(Action.CONFIRM),
            message("sale.confirm_total", total="SGD 30.80"),
            primary=True,
            shortcut="Return",
        ),
        total=total_view(Method.PAYNOW),
    )


def show_qr_view() -> ShowQrView:
    """Return a code that is shown, 74 of 180 s left."""
    return ShowQrView(
        badge=Message("sale.waiting_payment"),
        badge_tone=INFO,
        title=message("sale.qr_title", method="@method.wechat"),
        body=Message("sale.qr_body"),
        symbol=sample_symbol(),
        seconds_left=74,
        seconds_total=180,
        checked_ago_s=3,
        clock_line=message("sale.expires_checked", clock="1:14", seconds=3),
        buttons=(Button(Press(Action.CHECK_NOW), Message("sale.check_now"), shortcut="F5"),),
        total=total_view(
            Method.WECHAT,
            "000138",
            Button(Press(Action.CANCEL_SALE), Message("sale.cancel"), shortcut="Esc"),
        ),
    )


def making_view() -> ShowQrView:
    """Return a code that the gateway is still making."""
    shown = show_qr_view()
    return replace(
        shown,
        badge=Message("sale.making_code"),
        badge_tone=PLAIN,
        title=message("sale.qr_title_making", method="@method.wechat"),
        symbol=None,
        seconds_left=None,
        checked_ago_s=None,
        clock_line=None,
        buttons=(replace(shown.buttons[0], enabled=False),),
    )


def document() -> Document:
    """Return a short slip."""
    return Document(
        "Sale",
        (
            Centered("ORCHID TEA HOUSE", bold=True, size=Size.TALL),
            Columns("MID 888800015411", "TID 80010001"),
            Rule(),
            Columns("SALE", "MERCHANT COPY", bold=True),
            Columns("TOTAL 合计", "SGD 30.80", bold=True, size=Size.TALL, is_money=True),
            QrCode("KPAY:80010001:000138"),
        ),
    )


FACTS = tuple(
    (Message(f"sale.fact_{name}"), message("sale.fact", value=value))
    for name, value in (
        ("voucher", "000138"),
        ("total", "SGD 30.80"),
        ("paid_with", "@method.wechat"),
        ("time", "14:32:08"),
        ("order", "KP80010001261122000138A1X"),
        ("code", "3999"),
    )
)
CONTACT = (
    Message("contact.in_doubt"),
    message("contact.phone", phone="+65 6000 0000"),
    message("contact.whatsapp", whatsapp="+65 8000 0000"),
)


def approved_view() -> ResultView:
    """Return an approved sale whose second payment waits and whose printer has no paper."""
    return ResultView(
        mark="tick",
        tone=OK,
        title=message("sale.approved_title", total="SGD 30.80"),
        lines=(
            message(
                "sale.approved_line",
                method="@method.wechat",
                voucher="000138",
                txn="112094120001202611221432",
            ),
            Message("sale.slips_wait"),
            Message("sale.fix_paper_out"),
            Message("sale.paid_twice"),
        ),
        buttons=(
            Button(
                Press(Action.REFUND_LATE),
                message("sale.refund_late", total="SGD 30.80"),
                danger=True,
            ),
            Button(Press(Action.REPRINT, "customer"), Message("sale.customer_copy"), shortcut="F4"),
            NEW_SALE,
        ),
        slip=document(),
    )


def closed_view() -> ResultView:
    """Return a sale that ended without a charge."""
    return ResultView(
        mark="cross",
        tone=PLAIN,
        title=Message("sale.not_charged_title"),
        lines=(Message("sale.end_restarted"), Message("sale.not_charged_line")),
        buttons=(
            Button(Press(Action.RETRY_SALE), Message("sale.try_again"), shortcut="F6"),
            NEW_SALE,
        ),
        slip=None,
        facts_title=Message("sale.not_charged"),
        facts=FACTS[:5],
        contact=CONTACT,
    )


def declined_view() -> ResultView:
    """Return a sale that the bank refused."""
    return replace(
        closed_view(),
        tone=BAD,
        title=Message("sale.declined_title"),
        lines=(Message("sale.end_refused"), Message("sale.not_charged_line")),
        facts=FACTS,
    )


def checking_view() -> ResultView:
    """Return a sale whose end is not known."""
    return replace(
        closed_view(),
        mark="wait",
        tone=WARN,
        title=Message("sale.checking_title"),
        lines=(Message("sale.doubt_body"), Message("sale.checking_no_second")),
        buttons=(
            Button(Press(Action.NEW_SALE), Message("sale.next_customer"), shortcut="F6"),
            Button(Press(Action.CHECK_NOW), Message("sale.check_now"), primary=True, shortcut="F5"),
        ),
        facts_title=Message("sale.not_finished"),
        working=True,
    )


def late_view() -> ResultView:
    """Return money that came after the end."""
    return replace(
        closed_view(),
        mark="alert",
        tone=WARN,
        title=message("sale.paid_late_title", total="SGD 10,000.00"),
        lines=(
            Message("sale.paid_late_body"),
            Message("sale.supervisor_decides"),
            Message("sale.accept_refused"),
        ),
        buttons=(
            Button(Press(Action.NEW_SALE), Message("sale.decide_later"), shortcut="F6"),
            Button(
                Press(Action.REFUND_LATE),
                message("sale.refund_late", total="SGD 10,000.00"),
                danger=True,
            ),
            Button(
                Press(Action.ACCEPT_LATE),
                message("sale.accept_late", total="SGD 10,000.00"),
                primary=True,
            ),
        ),
        facts_title=Message("sale.paid_late"),
    )


VIEWS: dict[str, tuple[Page, Step, Callable[[], PageBody]]] = {
    "amount": (Page.AMOUNT, Step.AMOUNT, amount_view),
    "amount_empty": (Page.AMOUNT, Step.AMOUNT, empty_amount_view),
    "amount_tip": (Page.AMOUNT, Step.AMOUNT, tip_view),
    "amount_huge": (Page.AMOUNT, Step.AMOUNT, huge_amount_view),
    "method": (Page.METHOD, Step.METHOD, lambda: method_view(Method.WECHAT, Method.PAYNOW)),
    "method_three": (Page.METHOD, Step.METHOD, lambda: method_view(*WALLET_METHODS)),
    "method_one": (Page.METHOD, Step.METHOD, lambda: method_view(Method.PAYNOW)),
    "confirm": (Page.CONFIRM, Step.METHOD, confirm_view),
    "show_qr": (Page.SHOW_QR, Step.PAY, show_qr_view),
    "making": (Page.SHOW_QR, Step.PAY, making_view),
    "approved": (Page.RESULT, Step.RECEIPT, approved_view),
    "closed": (Page.RESULT, Step.PAY, closed_view),
    "declined": (Page.RESULT, Step.PAY, declined_view),
    "checking": (Page.RESULT, Step.PAY, checking_view),
    "late": (Page.RESULT, Step.PAY, late_view),
}
