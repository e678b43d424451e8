"""Message ids that code puts together; everything else stands in it as written."""

from __future__ import annotations

from kpay_desktop.domain import host_codes
from kpay_desktop.domain.approval import Supervised
from kpay_desktop.domain.card import EntryMode, Scheme
from kpay_desktop.domain.language import Language
from kpay_desktop.domain.operator import Role
from kpay_desktop.domain.returns import ReturnKind, ReturnProblem
from kpay_desktop.domain.sale import WALLET_METHODS, Method, QrMode, SaleState
from kpay_desktop.domain.scanner import ScanFault
from kpay_desktop.domain.sound import Sound
from kpay_desktop.flows.card_sale.state import EndReason as CardEndReason
from kpay_desktop.flows.card_view import CardsShut
from kpay_desktop.flows.money_back.state import EndReason as BackEndReason
from kpay_desktop.flows.money_back.state import Way
from kpay_desktop.flows.settlement.state import Agreement, StopReason
from kpay_desktop.flows.settlement.state import Phase as SettlementPhase
from kpay_desktop.flows.wallet_sale.values import EndReason
from kpay_desktop.hosts.wallets.config import ConfigFault
from kpay_desktop.ports import DeviceKind, NoAnswerReason, StoreErrorKind
from kpay_desktop.ports_cards import ReadProblem
from kpay_desktop.ports_scan import CameraState, FrameHint
from kpay_desktop.qr.errors import CodeFault
from kpay_desktop.qr.payment_code import ScanProblem
from kpay_desktop.settings_shop import ScreenKeyboard
from ui.main.settlement_panels import TOTALS_HEADS
from ui.more_model import HelpTopic
from ui.present_authorise import OWN_BODY
from ui.present_devices import SHORT_STATES
from ui.present_more import HELP_STEPS
from ui.present_scan import HELPED
from ui.present_unfinished import UNDONE
from ui.present_wallet import REFUSALS
from ui.save_model import SavedSlip, SaveFault
from ui.views import Step
from ui.views_settlement import StepState
from ui.void_model import Filled, Paid
from ui.widgets.lamps import NAMED_STATES

PRINTER_STATES = (
    "ready", "paper_low", "paper_out", "cover_open", "offline", "no_answer", "unreachable",
    "unknown", "line_slow", "queue_stopped", "queue_busy", "file_fails", "no_drawer",
)  # fmt: skip

SCANNER_STATES = (
    "keyboard", "simulated", "ready", "absent", "busy", "forbidden", "wrong_path",
)  # fmt: skip
SALE_PARTS = ("badge", "title", "body")
SOUND_STATES = ("ready", "simulated", "none", "fails", "hangs", "file_fails")

COMPOSED = (
    [f"method.{method.value}" for method in Method]
    + [f"role.{role.value}" for role in Role]
    + [f"step.{step.value}" for step in Step]
    + [f"device.{kind.value}" for kind in DeviceKind]
    + [f"language.{language.value}" for language in Language]
    + [f"key.{key}" for key in ("back", "clear")]
    + [f"signin.good_{part}" for part in ("morning", "afternoon", "evening")]
    + [f"comfort.keyboard_{choice.value}" for choice in ScreenKeyboard]
    + [f"comfort.{name}_{value}" for name in ("full_screen", "start") for value in ("on", "off")]
    + [f"comfort.start_{reason}" for reason in ("denied", "full", "failed")]
    + [
        f"comfort.key_{name}"
        for name in ("done", "space", "shift", "back", "letters", "signs", "more")
    ]
    + [f"more.theme_{theme}" for theme in ("light", "dark", "contrast")]
    + [f"state.{state.replace('.', '_')}" for state in SHORT_STATES]
    + [f"lamp.{state.replace('.', '_')}" for state in NAMED_STATES]
    + [f"help.{topic.value}{part}" for topic in HelpTopic for part in ("", "_title")]
    + [f"help.{topic.value}_{n + 1}" for topic, count in HELP_STEPS.items() for n in range(count)]
    + [f"help.{topic.value}_note" for topic in HelpTopic if not topic.is_question]
    + [f"more.test_{kind}" for kind in ("failed", "unconfirmed")]
    + [f"more.{way}{part}" for way in ("call", "whatsapp", "email") for part in ("", "_hint")]
    + [f"more.host_{fact}" for fact in ("trip", "answer")]
    + [f"paper.safe_{what}" for what in ("paper", "printer")]
    + [f"paper.picture_{picture}" for picture in ("open", "roll", "close", "power")]
    + [f"trouble.{kind.value}" for kind in StoreErrorKind]
    + ["trouble.busy"]
    + [
        f"frame.notice_{word}"
        for word in (
            "checking", "paid_late", "paid_twice", "other_amount", "approved", "not_charged",
            "refunded", "reversing", "reversed", "by_hand",
        )
    ]
    + [
        f"card.{word}_{part}"
        for word in (
            "all", "tap_chip", "tap_swipe", "chip_swipe", "tap", "chip", "swipe", "no_reader",
            "seen", "seen_tap", "choose",
        )
        for part in ("title", "body")
    ]
    + [f"card.{word}_title" for word in ("confirm", "asking", "completing", "sign")]
    + [
        f"card.way_{way.value}_{state}"
        for way in (EntryMode.TAP, EntryMode.CHIP, EntryMode.SWIPE)
        for state in ("ready", "off", "starting")
    ]
    + [f"card.problem_{problem.value}" for problem in ReadProblem]
    + [f"card.end_{end.value}" for end in CardEndReason]
    + [f"card.was_{end.value}" for end in UNDONE]
    + [f"scheme.{scheme.value}" for scheme in Scheme]
    + [f"entry.{entry.value}" for entry in EntryMode]
    + list(host_codes.MESSAGE_IDS)
    + [f"customer.scan_{method.value}" for method in WALLET_METHODS]
    + [
        f"customer.not_charged_{state.value}" for state in (SaleState.CLOSED, SaleState.DECLINED)
    ]
    + [f"customer.{word}{part}" for word in ("paid_late", "refunded") for part in ("", "_body")]
    + [fault.value for fault in (*CodeFault, *ConfigFault)]
    + [f"reason.{reason.value}" for reason in NoAnswerReason]
    + [f"sale.end_{end.value}" for end in EndReason]
    + [f"{prefix}{state}" for prefix in ("printer.", "state.printer_") for state in PRINTER_STATES]
    + [f"sale.state_{state.value}" for state in SaleState]
    + [f"transactions.about_{s.value}" for s in SaleState if s is not SaleState.APPROVED]
    + [f"transactions.entry_{mode.value}" for mode in QrMode]
    + ["transactions.entry_none", "transactions.entry_cash"]
    + [f"transactions.month_{month}" for month in range(1, 13)]
    + [f"transactions.weekday_{day}" for day in range(1, 8)]
    + [
        f"transactions.column_{name}"
        for name in ("voucher", "time", "type", "paid_with", "entry", "amount", "state")
    ]
    + [f"transactions.{word}" for word in ("none_today", "none_day")]
    + [
        f"doubt.is_{state.value}" for state in SaleState if state is not SaleState.REVERSING
    ]
    + [f"doubt.{word}" for word in ("title_maybe", "title_paid", "title_again")]
    + [f"doubt.inbox_count_{number}" for number in ("one", "many")]
    + [f"doubt.why_{why}" for why in ("late", "twice", "other")]
    + [problem.value for problem in (*ScanProblem, *ScanFault)]
    + [f"camera.{state.value}" for state in CameraState]
    + [f"camera.{state.value}_body" for state in HELPED]
    + [f"scanpay.camera_{s.value}" for s in CameraState if s is not CameraState.OFF]
    + [f"hint.{hint.value}" for hint in FrameHint]
    + [f"scanner.{state}" for state in SCANNER_STATES]
    + [f"scanpay.{word}_{part}" for word in ("sent", "confirming") for part in SALE_PARTS]
    + [f"scanpay.end_{end.value}" for end in EndReason if end is not EndReason.REFUSED]
    + [f"scanpay.back_{end.value}" for end in EndReason]
    + [f"scanpay.refused_{kind}" for kind in {"other", *REFUSALS.values()}]
    + [f"by_hand.end_{end.value}" for end in EndReason]
    + [f"by_hand.batch_{number}" for number in ("one", "many")]
    + [f"more.camera_{word}" for word in ("see", "hide", "simulated", "auto")]
    + [f"save.{fault.value}" for fault in SaveFault]
    + [f"save.title_{slip.value}" for slip in SavedSlip]
    + [f"more.drawer_{kind}" for kind in ("failed", "unconfirmed")]
    + [f"sound.name_{sound.value}" for sound in Sound]
    + [f"sound.{state}" for state in SOUND_STATES]
    + [f"lock.notices_{number}" for number in ("one", "many")]
    + [f"lock.{word}" for word in ("goes_on", "signs_out")]
    + [f"authorise.body_refund_{when}" for when in ("late", "doubt")]
    + [problem.value for problem in ReturnProblem]
    + [f"void.end_{end.value}" for end in BackEndReason]
    + [f"settlement.phase_{phase.value}" for phase in SettlementPhase]
    + [f"settlement.{part}{one.value}" for part in ("", "state_") for one in Agreement]
    + [f"settlement.stop_{reason.value}" for reason in StopReason]
    + [f"settlement.step_is_{state.value}" for state in StepState]
    + [f"settlement.head_{name}" for name in TOTALS_HEADS]
    + [
        f"settlement.row_{name}"
        for name in ("sales", "sales_sgd", "refunds", "refunds_sgd", "net_sgd")
    ]
    + [f"authorise.{part}{kind.value}" for kind in Supervised for part in ("", "title_")]
    + [f"authorise.body_{kind.value}" for kind in OWN_BODY]
    + [f"void.kind_{paid.value}" for paid in Paid]
    + [f"void.{word}_{field.value}" for field in Filled for word in ("field", "keys")]
    + [f"void.keys_{field.value}_hint" for field in Filled]
    + [f"refund.{part}" for part in ("whole", "part")]
    + [
        f"{word}.{phase}_{part}"
        for word in ("void", "refund")
        for phase, part in (
            ("sending", "title"), ("sending", "body"), ("reversing", "title"),
            ("reversing", "body"), ("done", "title"), ("done", "slip"), ("done", "card"),
            ("done", "wallet"), ("refused", "title"), ("undone", "title"), ("undone", "body"),
        )
    ]
    + [f"frame.notice_back_{word}" for word in ("pending", "needs_person", "void", "refund", "not")]
    + [f"customer.back_to_{way.value}" for way in Way if way is not Way.BY_HAND]
    + [f"date.month_{month}" for month in range(1, 13)]
    + [f"settlement.lane_{word}" for word in ("later", "now")]
    + [f"settlement.{lane}" for lane in ("cards", "own", "cash", "wallets", "full", "nearly_full")]
    + [f"settlement.row_{kind.value}_not_known" for kind in ReturnKind]
    + [f"frame.notice_{word}" for word in ("settled", "not_settled")]
    + [shut.value for shut in CardsShut]
)  # fmt: skip
