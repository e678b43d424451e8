"""The page that reads what the customer shows: the camera, what was read, and what comes of it."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Protocol

from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.sale import Method, QrMode
from kpay_desktop.domain.scanner import Broken, Scan
from kpay_desktop.flows.sale_view import AnySaleView, SaleView
from kpay_desktop.ports import BusyError
from kpay_desktop.ports_scan import CameraState, CameraTold, CodeSource, CodeTold, ScannerTold
from kpay_desktop.qr.payment_code import PaymentCode, WrongCode
from ui.controller_part import ControlPart, ModelPort, Presses
from ui.presenter import page_of
from ui.sale_state import SALE_PAGES, can_cancel, has_ended, is_not_charged
from ui.scan_model import MOST_TYPED, REST_AFTER_S, SAY_S, ScanModel
from ui.scan_state import SlipWatch, hears_scanner, is_testing, looks_for, may_take
from ui.till_model import Draft, TillModel, to_sale_draft
from ui.views import Action, Page

log = logging.getLogger(__name__)

YES, NO = "yes", "no"


class TakeAgain(Protocol):
    """Leads to the ways to pay, with the amount of a sale that is not charged."""

    def __call__(self, view: AnySaleView, *, no_card: bool) -> None:
        """Go there; ``no_card``: cards are left out."""


class ScanControl(ControlPart):
    """The controller's part for codes that customers show.

    The camera is open exactly while its page stands: :meth:`follow` sees every new model. Where it
    rests, because nobody came, codes are still taken from hand scanners and from the keyboard.
    Where slips are looked for, what is read is ``ui.controller_slip``'s.
    """

    def __init__(self, port: ModelPort, take_again: TakeAgain) -> None:
        super().__init__(port)
        self._take_again = take_again
        self._opened: Method | SlipWatch | None = None
        self._is_resting = False
        self._held: tuple[PaymentCode, ...] = ()
        self._was_charging = False
        self._to_forget: list[PaymentCode] = []
        self._touched_at = 0.0

    def _handlers(self) -> Presses:
        return {
            Action.SCAN_INSTEAD: self._scan_instead,
            Action.DO_NOT_SCAN: self._do_not_scan,
            Action.SHOW_INSTEAD: self._show_instead,
            Action.SCAN_AGAIN: self._scan_again,
            Action.OPEN_CAMERA: self._wake,
            Action.CHOOSE_CAMERA: self._choose_camera,
            Action.USE_CAMERA: self._use_camera,
            Action.TYPE_CODE: self._type_code,
            Action.USE_CODE: self._use_code,
            Action.OTHER_WALLET: self._other_wallet,
            Action.SCAN_NOTED: self._noted,
            Action.TEST_SCAN: self._test,
        }

    # --- coming and going -----------------------------------------------------------------

    def _noted(self, _: str) -> None:
        self._change(replace(self._model().scan, elsewhere_until=0.0))

    def begin(self, draft: Draft) -> None:
        """Open the page for a draft whose total was confirmed."""
        fresh = ScanModel(
            frames=self._backend.scan.frames,
            camera=CameraTold(CameraState.OPENING),
            scanner=self._model().scan.scanner,
        )
        again = replace(draft, request=os.urandom(16).hex(), mode=QrMode.SCAN, charging=False)
        self._touched_at = self._model().now
        self._put(replace(self._model(), draft=again, scan=fresh, page=Page.SCAN))

    def follow(self, model: TillModel) -> None:
        """Open and close the camera as the page comes and goes, however it does."""
        wanted = looks_for(model)
        if wanted is None or wanted is not self._opened:
            self._quietly(self._close)
        if wanted is not None and self._opened is None:
            self._touched_at = model.now
            self._quietly(lambda: self._open(wanted))
        opened = self._opened
        if isinstance(opened, Method) and self._is_resting is not model.scan.rests:
            self._quietly(self._rest if model.scan.rests else lambda: self._open(opened))
        self._let_go(model)
        while self._to_forget:
            if not self._quietly(partial(self._backend.scan.forget, self._to_forget[0])):
                return
            del self._to_forget[0]

    def _let_go(self, model: TillModel) -> None:
        """Let codes be shown again that are no longer kept, and were not sent."""
        codes = (model.scan.code, model.scan.asked)
        held, self._held = self._held, tuple(code for code in codes if code is not None)
        was_charging, self._was_charging = self._was_charging, model.draft.charging
        if not (was_charging and model.page in SALE_PAGES):
            self._to_forget += [code for code in held if code not in self._held]

    def tick(self) -> None:
        """Close the camera when nothing happens for long, and stop saying what is over."""
        model = self._model()
        scan, now = model.scan, model.now
        if scan.wrong is not None and now >= scan.wrong_until:
            scan = replace(scan, wrong=None)
        if scan.elsewhere_until and now >= scan.elsewhere_until:
            scan = replace(scan, elsewhere_until=0.0)
        if self._opened is not None and now - self._touched_at >= REST_AFTER_S:
            scan = replace(scan, rests=may_take(model), testing=False)
            if model.void.camera:
                self._put(replace(model, void=replace(model.void, camera=False)))
        self._change(scan)
        self.follow(self._model())

    def touched(self) -> None:
        """Somebody is there."""
        self._touched_at = self._model().now

    def _open(self, wanted: Method | SlipWatch) -> None:
        if isinstance(wanted, Method):
            self._backend.scan.open(wanted)
        else:
            self._backend.scan.open_for_slips(camera=wanted is SlipWatch.CAMERA)
        self._opened, self._is_resting = wanted, False

    def _rest(self) -> None:
        """Close the camera alone: hand scanners are listened to for as long as the page stands."""
        self._backend.scan.rest()
        self._is_resting = True

    def _close(self) -> None:
        if self._opened is not None:
            self._backend.scan.close()
            self._opened, self._is_resting = None, False

    def _quietly(self, ask: Callable[[], None]) -> bool:
        """Ask the world for something that is asked again at the next tick if it is busy."""
        try:
            ask()
        except BusyError:
            log.info("the till is busy: the camera waits")
            return False
        return True

    def _change(self, scan: ScanModel) -> None:
        if scan != self._model().scan:
            self._put(replace(self._model(), scan=scan))

    # --- news -----------------------------------------------------------------------------

    def news(self, news: CodeTold | CameraTold | ScannerTold) -> None:
        """Take in what camera and scanners say."""
        scan = self._model().scan
        match news:
            case CameraTold():
                self._change(replace(scan, camera=news, choosing=scan.choosing and _many(news)))
            case ScannerTold():
                self._change(replace(scan, scanner=news))
            case CodeTold(source, found):
                if may_take(self._model()):
                    self.touched()
                    self._read(found)
                elif is_testing(self._model()):
                    self._tried(source, found)
                elif isinstance(found, PaymentCode) and not self._has_sent():
                    # It came when the page had gone, and is sent by nobody: it may be shown again.
                    self._to_forget.append(found)

    def _has_sent(self) -> bool:
        """True if a code has gone into the sale that begins, or is on the page."""
        model, view = self._model(), self._model().sale
        if model.draft.charging:
            return model.draft.mode is QrMode.SCAN
        is_scan = isinstance(view, SaleView) and view.state.mode is QrMode.SCAN
        return page_of(model) in SALE_PAGES and is_scan

    def _read(self, found: PaymentCode | WrongCode) -> None:
        if isinstance(found, WrongCode):
            self._say(Message(found.message_id))
            return
        model = self._model()
        chosen = model.draft.method
        if chosen is not None and found.is_for(chosen):
            self._charge(found)
        elif found.method is Method.CARD:
            self._say(Message("scanpay.card_in_phone"))
        elif QrMode.SCAN not in model.settings.modes(found.method):
            self._say(message("scanpay.not_taken", method=f"@method.{found.method.value}"))
        else:
            self._change(replace(model.scan, asked=found, typing=False, choosing=False, wrong=None))

    def _tried(self, source: CodeSource, found: PaymentCode | WrongCode) -> None:
        """Say on the device page that something was read; of a code nothing is kept."""
        time = f"{self._model().clock:%H:%M:%S}"
        if isinstance(found, WrongCode):
            said = Message(found.message_id)
        else:
            said = message("more.camera_read", time=time, method=f"@method.{found.method.value}")
            self._to_forget.append(found)
        tested = {**dict(self._model().scan.tested), source: said}
        self._change(replace(self._model().scan, tested=tuple(tested.items())))

    def _say(self, what: Message) -> None:
        """Say for a while what was wrong."""
        model = self._model()
        self._change(replace(model.scan, wrong=what, wrong_until=model.now + SAY_S))

    def _charge(self, code: PaymentCode) -> None:
        """Begin the sale. Whoever says so, a code is sent once."""
        model = self._model()
        if model.operator is None:
            return
        draft = replace(model.draft, method=code.method, mode=QrMode.SCAN, charging=True)
        kept = replace(model.scan, code=code, asked=None, typing=False, choosing=False, wrong=None)
        try:
            self._backend.charge(to_sale_draft(draft, model.operator), draft.request, (), code.code)
        except BusyError:
            log.warning("the till is busy: no sale was begun")
            if code != model.scan.asked:
                self._to_forget.append(code)
            self._put(replace(model, busy_refused=True, page=Page.TROUBLE))
        else:
            self._put(replace(model, draft=draft, scan=kept))

    def sale_changed(self, view: AnySaleView) -> None:
        """Go on to the camera once the code that was shown is known not to be paid."""
        model = self._model()
        if not model.scan.switching or view.flow != model.scan.switching or not has_ended(view):
            return
        if isinstance(view, SaleView) and is_not_charged(view) and model.sale is view:
            self._again(view)
        else:
            self._change(replace(model.scan, switching=""))

    # --- presses --------------------------------------------------------------------------

    def _on_page(self) -> bool:
        return may_take(self._model())

    def _test(self, _: str) -> None:
        """Look through the camera on the device page, and listen to scanners, or stop that."""
        model = self._model()
        if page_of(model) is not Page.DEVICES or not model.settings.takes_scans:
            return
        self.touched()
        fresh = replace(
            model.scan,
            frames=self._backend.scan.frames,
            camera=CameraTold(CameraState.OPENING),
            testing=not model.scan.testing,
            tested=(),
        )
        self._change(fresh)

    def _scan_instead(self, _: str) -> None:
        """Take the code off that is shown; the camera's page follows when it is not paid."""
        model = self._model()
        view = model.sale
        if not isinstance(view, SaleView) or page_of(model) is not Page.SHOW_QR:
            return
        is_offered = QrMode.SCAN in model.settings.modes(view.sale.method)
        if view.state.mode is QrMode.SHOW and is_offered and can_cancel(view):
            self._backend.cancel(view.flow)
            self._change(replace(self._model().scan, switching=view.flow))

    def _do_not_scan(self, _: str) -> None:
        self._change(replace(self._model().scan, switching=""))

    def _scan_again(self, _: str) -> None:
        """Read another code for a sale that was not charged."""
        model = self._model()
        view = model.sale
        if not isinstance(view, SaleView) or page_of(model) is not Page.RESULT:
            return
        if is_not_charged(view) and QrMode.SCAN in model.settings.modes(view.sale.method):
            self._again(view)

    def _again(self, view: SaleView) -> None:
        self._take_again(view, no_card=False)
        self.begin(replace(self._model().draft, method=view.sale.method))

    def _show_instead(self, _: str) -> None:
        """Show the shop's code: nothing has been sent, so that it may begin at once."""
        model = self._model()
        method = model.draft.method
        if not self._on_page() or method is None or model.operator is None:
            return
        if QrMode.SHOW not in model.settings.modes(method):
            return
        request = os.urandom(16).hex()
        draft = replace(model.draft, mode=QrMode.SHOW, request=request, charging=True)
        self._backend.charge(to_sale_draft(draft, model.operator), request)
        scan = replace(self._model().scan, asked=None, typing=False, choosing=False, wrong=None)
        self._put(replace(self._model(), draft=draft, scan=scan))

    def _wake(self, _: str) -> None:
        if self._on_page():
            self.touched()
            self._change(replace(self._model().scan, rests=False))

    def _choose_camera(self, _: str) -> None:
        scan = self._model().scan
        if self._on_page() and (scan.choosing or _many(scan.camera)):
            self._change(replace(scan, choosing=not scan.choosing, typing=False))

    def _use_camera(self, path: str) -> None:
        scan = self._model().scan
        if self._on_page() and path in {each.path for each in scan.camera.choices}:
            self._backend.scan.use_camera(path)
            self._change(replace(self._model().scan, choosing=False, rests=False))

    def _type_code(self, _: str) -> None:
        scan = self._model().scan
        if self._on_page():
            self._change(replace(scan, typing=not scan.typing, choosing=False, wrong=None))

    def _use_code(self, text: str) -> None:
        if self._on_page() and self._model().scan.typing and text.strip():
            self._backend.scan.typed(text.strip()[:MOST_TYPED])

    def _other_wallet(self, answer: str) -> None:
        """Charge by the wallet whose code was read, or go on reading for the one chosen."""
        code = self._model().scan.asked
        if not self._on_page() or code is None:
            return
        if answer == YES:
            self._charge(code)
        elif answer == NO:
            self._change(replace(self._model().scan, asked=None))

    # --- hand scanners --------------------------------------------------------------------

    def scanned(self, found: Scan | Broken) -> None:
        """Take a scan, or what became of one. Where no code is awaited it is only noticed."""
        model = self._model()
        if model.lock is not None or model.operator is None:
            return
        if not (self._on_page() or is_testing(model)):
            if not hears_scanner(model):
                self._change(replace(model.scan, elsewhere_until=model.now + SAY_S))
            return
        self.touched()
        if isinstance(found, Broken) and is_testing(model):
            tested = ((CodeSource.SCANNER, Message(found.fault.value)),)
            self._change(replace(model.scan, tested=tested))
            return
        if isinstance(found, Broken):
            self._say(Message(found.fault.value))
            return
        try:
            self._backend.scan.scanned(found.text, found.meant)
        except BusyError:
            log.warning("the till is busy: a scan was not taken")
            self._say(Message("trouble.busy"))


def _many(camera: CameraTold) -> bool:
    return len(camera.choices) > 1
