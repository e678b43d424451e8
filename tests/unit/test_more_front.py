"""The More pages without windows: what is shown, what is asked of the world, what is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kpay_desktop.domain.card import EntryMode
from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.records import PrintState, SlipCopy
from kpay_desktop.flows.wallet_sale.values import EndReason, Phase
from kpay_desktop.ports import DeviceKind, DeviceStatus, Health, PrintOutcome, PrintReport
from kpay_desktop.ports_cards import WaysTold
from kpay_desktop.settings import demo_settings
from tests.helpers.front import Front, sale_view
from tests.helpers.more_pages import (
    HOST,
    READY,
    WAITING_PRINTERS,
    front_at,
    printer,
    waiting,
)
from ui.backend import SlipNews, SlipTested, SupportSaved
from ui.more_model import IDENTIFY_S
from ui.views import Action, Page
from ui.views_customer import CustomerKind
from ui.views_more import ContactView, DevicesView, HelpView, MoreView, ReadersCard
from ui.views_sale import ResultView


def devices(front: Front) -> DevicesView:
    return front.body(DevicesView)


def contact(front: Front) -> ContactView:
    return front.body(ContactView)


def result(front: Front) -> ResultView:
    return front.body(ResultView)


def later(front: Front, seconds: float) -> None:
    front.controller.tick(front.model.now + seconds, front.model.clock)


# --- more -----------------------------------------------------------------------------------


def test_the_demo_desk_is_offered_where_there_is_one() -> None:
    body = front_at().body(MoreView)
    assert Action.DEMO_DESK in {entry.press.action for entry in body.entries}


@pytest.mark.parametrize(
    "page", ["devices", "help", "contact", "language", "appearance", "sounds", "about"]
)
def test_pages_behind_more_need_somebody_and_no_sale(page: str) -> None:
    assert Front().press(Action.OPEN_PAGE, page).model.page is Page.SIGN_IN
    paying = front_at(Page.AMOUNT).charge(sale_view(Phase.SHOWN))
    assert paying.press(Action.OPEN_PAGE, page).model.page is Page.SHOW_QR
    front = front_at(Page(page))
    assert front.model.page is Page(page)
    frame = front.screens().clerk.frame
    assert frame is not None
    assert frame.current is Page.MORE
    assert front.press(Action.OPEN_PAGE, "more").model.page is Page.MORE


# --- devices --------------------------------------------------------------------------------


def test_a_device_that_the_profile_lacks_is_not_shown() -> None:
    settings = demo_settings()
    without = replace(settings.devices, printer="", drawer="", customer_screen="none", sound="")
    no_camera = replace(settings.camera, source="none")
    no_scanner = replace(settings.scanner, source="none")
    no_cards = replace(settings.cards, enabled=False)
    bare = replace(settings, devices=without, camera=no_camera, scanner=no_scanner, cards=no_cards)
    front = Front(bare).sign_in()

    shown = devices(front.press(Action.OPEN_PAGE, "devices"))
    assert (shown.rows, shown.readers) == ((), None)


def test_the_card_readers_say_which_ways_to_read_work_and_that_a_card_is_in() -> None:
    front = front_at(Page.DEVICES)

    def row() -> ReadersCard:
        readers = devices(front).readers
        assert readers is not None
        return readers

    assert row().ways == Message("more.readers_none")
    front.controller.news(DeviceStatus(DeviceKind.CARD_READER, Health.OK, "reader.ready"))
    front.controller.news(WaysTold(((EntryMode.CHIP, Health.OK), (EntryMode.TAP, Health.BAD))))
    assert row().state == Message("state.reader_ready")
    assert row().ways == message(
        "more.readers_2", one="@card.way_tap_off", two="@card.way_chip_ready"
    )
    front.controller.news(
        WaysTold(tuple((way, Health.OK) for way in EntryMode if way is not EntryMode.FALLBACK))
    )
    assert row().ways.id == "more.readers_3"
    assert row().detail == Message("more.printer_simulated")

    front.controller.news(DeviceStatus(DeviceKind.CARD_READER, Health.OK, "reader.card_in"))
    assert row().state == Message("state.reader_card_in")

    settings = demo_settings()
    real = replace(settings.devices, card_readers=("pcsc:ACR39",))
    front = Front(replace(settings, devices=real)).sign_in().press(Action.OPEN_PAGE, "devices")
    assert row().detail == message("more.camera_path", path="pcsc:ACR39")


def test_a_real_printer_shows_its_path_and_paper() -> None:
    settings = demo_settings()
    real = replace(settings.devices, printer="tcp:192.168.1.50:9100", paper_mm=58)
    front = Front(replace(settings, devices=real)).sign_in().press(Action.OPEN_PAGE, "devices")

    row = devices(front).rows[0]
    assert row.detail == message("more.printer_detail", path="tcp:192.168.1.50:9100", paper=58)
    assert row.state == Message("state.unknown")


def test_a_printer_state_without_a_short_word_says_its_lamps_words() -> None:
    front = front_at(Page.DEVICES)
    front.controller.news(DeviceStatus(DeviceKind.PRINTER, Health.BAD, "printer.none"))

    assert devices(front).rows[0].state.id == "printer.none"


def test_a_test_slip_is_asked_for_once_and_told() -> None:
    front = front_at(Page.DEVICES).press(Action.PRINT_TEST).press(Action.PRINT_TEST)

    assert front.backend.calls.count(("print_test",)) == 1
    row = devices(front).rows[0]
    assert (row.said, row.test.enabled) == (Message("more.test_sent"), False)

    front.controller.news(SlipTested(PrintReport(PrintOutcome.CONFIRMED, READY)))

    row = devices(front).rows[0]
    assert row.said == message("more.test_printed", time="14:32:08")
    assert row.test.enabled
    # Another visit begins afresh.
    front.press(Action.OPEN_PAGE, "more").press(Action.OPEN_PAGE, "devices")
    assert devices(front).rows[0].said is None


@pytest.mark.parametrize(
    ("report", "said"),
    [
        (
            PrintReport(PrintOutcome.NOT_SENT, printer("paper_out")),
            message("more.test_failed", reason="@printer.paper_out"),
        ),
        (
            PrintReport(PrintOutcome.UNCONFIRMED, printer("no_answer")),
            message("more.test_unconfirmed", reason="@printer.no_answer"),
        ),
        (None, Message("more.test_busy")),
    ],
)
def test_a_test_slip_that_is_not_printed_says_why(
    report: PrintReport | None, said: Message
) -> None:
    front = front_at(Page.DEVICES).press(Action.PRINT_TEST)

    front.controller.news(SlipTested(report))

    assert devices(front).rows[0].said == said


def test_the_customers_screen_shows_its_name_for_a_while() -> None:
    front = front_at(Page.DEVICES).press(Action.IDENTIFY)
    assert front.screens().customer.kind is CustomerKind.NAMED
    assert front.screens().customer.body == message("more.about_value", value="HDMI-2")

    later(front, IDENTIFY_S - 0.5)
    assert front.screens().customer.kind is CustomerKind.NAMED
    later(front, 0.5)
    assert front.screens().customer.kind is CustomerKind.IDLE


def test_a_name_never_stands_on_a_sale() -> None:
    front = front_at(Page.DEVICES).press(Action.IDENTIFY).press(Action.OPEN_PAGE, "amount")
    front.keys("5", "00")

    assert front.screens().customer.kind is CustomerKind.TOTAL


def test_the_bank_is_asked_and_its_answer_noted() -> None:
    front = front_at(Page.DEVICES)
    front.press(Action.ASK_HOST)
    assert ("ask_host",) in front.backend.calls
    assert not devices(front).host.ask.enabled

    front.controller.news(HOST)

    host = devices(front).host
    assert host.ask.enabled
    assert [fact[1] for fact in host.facts] == [
        message("more.about_value", value="51 ms"),
        message("more.about_value", value="14:32:08"),
    ]


def test_a_bank_that_does_not_answer_keeps_its_last_answer() -> None:
    front = front_at(Page.DEVICES)

    front.controller.news(DeviceStatus(DeviceKind.HOST, Health.BAD, "host.offline"))

    host = devices(front).host
    assert host.state == Message("state.host_offline")
    assert [fact[1] for fact in host.facts] == [
        message("more.about_value", value="@more.host_none"),
        message("more.about_value", value="14:32:08"),
    ]


# --- help and contact -----------------------------------------------------------------------


def test_help_has_the_guides_pages_and_its_five_questions() -> None:
    body = front_at(Page.HELP).body(HelpView)
    assert [option.press.value for option in body.guide] == [
        "sale",
        "card",
        "paper",
        "find",
        "void",
        "settle",
        "doubt",
        "away",
    ]
    assert len(body.questions) == 5
    assert front_at(Page.HELP).press(Action.HELP_TOPIC, "unheard of").model.more.topic == "sale"


def test_the_support_file_is_asked_for_once_and_told() -> None:
    front = front_at(Page.CONTACT).press(Action.SAVE_SUPPORT).press(Action.SAVE_SUPPORT)
    assert front.backend.calls.count(("save_support",)) == 1
    assert not contact(front).save.enabled

    front.controller.news(SupportSaved("support-1.zip"))
    assert contact(front).said == message("more.support_saved", name="support-1.zip")

    front.press(Action.SAVE_SUPPORT)
    front.controller.news(SupportSaved(""))
    assert contact(front).said == Message("more.support_failed")
    assert contact(front).said_tone.name == "bad"


def test_a_contact_that_the_profile_lacks_is_not_shown() -> None:
    settings = demo_settings()
    silent = replace(settings.contact, whatsapp="")
    front = Front(replace(settings, contact=silent)).sign_in().press(Action.OPEN_PAGE, "contact")

    assert [way.title.id for way in contact(front).ways] == ["more.call", "more.email"]


@pytest.mark.parametrize(
    ("phase", "end"),
    [
        (Phase.DECLINED, EndReason.REFUSED),
        (Phase.CLOSED, EndReason.CANCELLED),
        (Phase.ASKING, None),
        (Phase.DOUBT, None),
        (Phase.PAID_LATE, EndReason.EXPIRED),
    ],
)
def test_pages_of_doubt_carry_the_voucher_and_the_contact(
    phase: Phase, end: EndReason | None
) -> None:
    front = front_at(Page.AMOUNT).charge(sale_view(Phase.SHOWN)).news(sale_view(phase, end=end))

    body = result(front)
    texts = {arg for m in body.contact for _, arg in m.args}
    settings = front.settings.contact
    assert {settings.phone, settings.whatsapp} <= texts
    assert (Message("sale.fact_voucher"), message("sale.fact", value="000138")) in body.facts


# --- the printer without paper --------------------------------------------------------------


def test_paper_out_shows_the_three_steps_and_prints_again() -> None:
    front = waiting()

    body = result(front)
    assert body.lines == (Message("paper.safe_paper"),)
    assert body.paper is not None
    assert [step.picture for step in body.paper.steps] == ["open", "roll", "close"]
    assert [button.press.action for button in body.buttons if button.primary] == [
        Action.PRINT_AGAIN
    ]
    front.press(Action.PRINT_AGAIN)
    assert ("print_again",) in front.backend.calls
    assert not [call for call in front.backend.calls if call[0] == "reprint"]


@pytest.mark.parametrize("word", [word for word in WAITING_PRINTERS if word != "paper_out"])
def test_another_fault_says_what_to_do(word: str) -> None:
    body = result(waiting(word))

    assert body.lines == (Message("paper.safe_printer"),)
    assert body.paper is not None
    assert [step.caption.id for step in body.paper.steps] == [f"sale.fix_{word}"]


def test_the_page_goes_back_by_itself_when_the_slips_are_printed() -> None:
    front = waiting()
    sale = front.model.sale
    assert sale is not None
    for copy in SlipCopy:
        front.controller.news(SlipNews(sale.sale.identity.sale_id, copy, PrintState.PRINTED))

    # The lamp may still be red: the slips are out.
    assert result(front).paper is None
    assert Message("sale.slips_printed") in result(front).lines


def test_a_second_payment_is_not_forgotten_for_want_of_paper() -> None:
    body = result(waiting(twice=True))

    assert Message("sale.paid_twice") in body.lines
    assert body.buttons[0].press.action is Action.REFUND_LATE
