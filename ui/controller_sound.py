"""Sounds: what is heard when, and the presses of their page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.sound import Sound
from kpay_desktop.flows.card_view import CardBlocked, CardSaleView
from kpay_desktop.flows.cash_view import CashSold, DrawerStayedShut
from kpay_desktop.flows.sale_view import (
    AnySaleView,
    ChargeBegun,
    ChargeDoubted,
    ChargeRefused,
    SaleView,
)
from kpay_desktop.ports import DeviceKind, DeviceStatus, Health
from kpay_desktop.ports_scan import CodeTold, SlipTold
from kpay_desktop.qr.payment_code import PaymentCode, WrongCode
from kpay_desktop.receipts.slip_code import SlipCode
from kpay_desktop.settings_shop import SoundSettings
from ui.backend import News, QueueNews, SoundTried, Started
from ui.controller_part import ControlPart, ModelPort, Presses
from ui.sale_state import SALE_PAGES
from ui.scan_state import slip_watch
from ui.sound_model import OFF, ON, VOLUMES, SoundModel
from ui.sounds import CardReminder, Ear
from ui.views import Action, Page, Press


class SoundControl(ControlPart):
    """The controller's part for what is heard. It hears news after the model has taken them in."""

    def __init__(self, port: ModelPort) -> None:
        super().__init__(port)
        self._ear = Ear()
        self._reminder = CardReminder()
        self._is_running = False

    def _handlers(self) -> Presses:
        return {
            Action.SOUND: self._switch,
            Action.SOUND_VOLUME: self._volume,
            Action.SOUND_KEYS: self._keys,
            Action.TRY_SOUND: self._try,
        }

    @property
    def _choice(self) -> SoundSettings:
        model = self._model()
        return model.sound.over(model.settings.sound)

    # --- what is heard --------------------------------------------------------------------

    def pressed(self, press: Press) -> None:
        """Let a key of the keypad click, where that is wanted."""
        if press.action is Action.KEY and self._choice.keys:
            self._play(Sound.KEY)

    def news(self, news: News) -> None:
        """Let be heard what the world says."""
        sound: Sound | None = None
        match news:
            case SaleView() | CardSaleView():
                sound = self._sale(news)
                self._reminder.sale(news, self._model().now)
            case ChargeBegun(view=view):
                sound = self._sale(view)
            case (
                ChargeRefused(request=request)
                | ChargeDoubted(request=request)
                | CardBlocked(request=request)
            ):
                if request == self._model().draft.request:
                    refused = isinstance(news, ChargeRefused)
                    sound = Sound.FAILED if refused else Sound.ATTENTION
            case CashSold():
                sound = Sound.APPROVED
            case DrawerStayedShut():
                sound = Sound.ATTENTION
            case CodeTold(found=found):
                sound = self._code(found)
            case SlipTold(found=slip) if slip_watch(self._model()) is not None:
                sound = Sound.CODE_READ if isinstance(slip, SlipCode) else Sound.ATTENTION
            case DeviceStatus(kind=DeviceKind.PRINTER) | QueueNews():
                sound = self._ear.printer(self._model())
            case Started():
                self._is_running = True
        if sound is not None:
            self._play(sound)

    def tick(self) -> None:
        """Let be heard again that a card is still in the reader."""
        if self._reminder.is_due(self._model().now):
            self._play(Sound.REMOVE_CARD)

    def _code(self, found: PaymentCode | WrongCode) -> Sound | None:
        """A code that is sent or asked about sounds like one; what is wrong asks for a look."""
        model = self._model()
        if model.page is not Page.SCAN or model.lock is not None:
            return None
        if isinstance(found, PaymentCode) and found in {model.scan.code, model.scan.asked}:
            return Sound.CODE_READ
        return Sound.ATTENTION if model.scan.wrong is not None else None

    def _sale(self, view: AnySaleView) -> Sound | None:
        model = self._model()
        on_page = (
            model.sale is not None
            and model.sale.flow == view.flow
            and model.page in SALE_PAGES
            and model.lock is None
        )
        return self._ear.sale(view, on_page=on_page, is_running=self._is_running)

    def _play(self, sound: Sound) -> None:
        choice = self._choice
        if choice.on:
            self._backend.play(sound, choice.volume_percent)

    # --- the page -------------------------------------------------------------------------

    def restore(self, saved: Mapping[str, str]) -> None:
        """Take up what was chosen in an earlier run."""
        on, keys = saved.get("sound.on", ""), saved.get("sound.keys", "")
        volume = saved.get("sound.volume", "")
        self._change(
            SoundModel(
                on=on == ON if on in {ON, OFF} else None,
                keys=keys == ON if keys in {ON, OFF} else None,
                volume_percent=int(volume) if volume in {str(each) for each in VOLUMES} else None,
            )
        )

    def opened(self, page: Page) -> None:
        """Begin a page afresh: what an earlier try came to is not said again."""
        sound = self._model().sound
        if page in {Page.SOUNDS, Page.DEVICES} and not sound.busy:
            self._change(replace(sound, said=None))

    def tried(self, news: SoundTried) -> None:
        """Say what a try has come to."""
        status = news.status
        time = f"{self._model().clock:%H:%M:%S}"
        if status is None:
            said = None
        elif status.message_id == "sound.simulated":
            said = message("sound.noted", time=time)
        elif status.health is Health.OK:
            said = message("sound.played", time=time)
        else:
            said = message("sound.not_played", reason=f"@{status.message_id}")
        self._change(replace(self._model().sound, said=said, busy=False))

    def _change(self, sound: SoundModel) -> None:
        if sound != self._model().sound:
            self._put(replace(self._model(), sound=sound))

    def _switch(self, value: str) -> None:
        if value in {ON, OFF}:
            self._change(replace(self._model().sound, on=value == ON))
            self._backend.save("sound.on", value)

    def _keys(self, value: str) -> None:
        if value in {ON, OFF}:
            self._change(replace(self._model().sound, keys=value == ON))
            self._backend.save("sound.keys", value)

    def _volume(self, value: str) -> None:
        if value not in {str(each) for each in VOLUMES}:
            return
        self._change(replace(self._model().sound, volume_percent=int(value)))
        # Whoever changes the volume wants to hear it.
        self._play(Sound.APPROVED)
        self._backend.save("sound.volume", value)

    def _try(self, value: str) -> None:
        """Play a sound because somebody asked for it, also while sounds are off."""
        if value in set(Sound):
            self._backend.try_sound(Sound(value), self._choice.volume_percent)
            playing = replace(self._model().sound, busy=True, said=Message("sound.playing"))
            self._change(playing)
