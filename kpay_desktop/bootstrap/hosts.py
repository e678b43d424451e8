"""Connects the gateway: the simulated bank's when the profile has one, else the profile's own."""

from __future__ import annotations

import logging
import threading
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path

from kpay_desktop.bootstrap.bank import BankReady, BankSupervisor, bank_command
from kpay_desktop.bootstrap.folders import Folders
from kpay_desktop.bootstrap.gateway import GatewaySocket
from kpay_desktop.hosts.wallets.callbacks import CallbackListener, CallbackPlace
from kpay_desktop.hosts.wallets.config import GatewayConfig, GatewayConfigError
from kpay_desktop.hosts.wallets.gateway import AllinpayGateway
from kpay_desktop.hosts.wallets.signing import Verifier
from kpay_desktop.ports import QueryAnswer
from kpay_desktop.settings import Settings

log = logging.getLogger(__name__)

PaidHandler = Callable[[str, QueryAnswer], bool]
ReadyHandler = Callable[[BankReady], None]


def has_gateway(settings: Settings) -> bool:
    """Return False for a shop without an acquirer for wallets: there is nobody to ask."""
    return settings.bank.simulated or bool(settings.gateway.base_url)


class Hosts:
    """The way to the gateway. ``on_paid`` takes callbacks; ``on_ready`` hears of the bank."""

    def __init__(
        self,
        settings: Settings,
        folders: Folders,
        socket: GatewaySocket,
        on_paid: PaidHandler,
        on_ready: ReadyHandler,
        bank: Sequence[str] | None = None,
    ) -> None:
        self._settings = settings
        self._folders = folders
        self._socket = socket
        self._on_paid = on_paid
        self._on_ready = on_ready
        self._command = bank
        self._client: AllinpayGateway | None = None
        self._listener: CallbackListener | None = None
        self._bank: BankSupervisor | None = None
        # Held while a bank that has come up is taken.
        self._door = threading.Lock()
        self._is_stopped = False

    @property
    def bank_pid(self) -> int | None:
        """The simulated bank's process number, while there is one."""
        return self._bank.pid if self._bank else None

    def start(self) -> None:
        """Begin to connect, without waiting."""
        if self._settings.bank.simulated:
            command = self._command or bank_command(
                self._folders.bank,
                self._settings.merchant.name,
                cents_table=self._settings.bank.cents_table,
            )
            log_file = self._folders.logs / "bank.log"
            self._bank = BankSupervisor(command, log_file, self._bank_ready)
            self._bank.start()
            return
        if not has_gateway(self._settings):
            log.info("no gateway in this profile")
            return
        gateway = self._settings.gateway
        self._connect(
            gateway.base_url,
            gateway.cusid,
            gateway.appid,
            Path(gateway.private_key),
            Path(gateway.bank_key),
        )

    def stop(self, deadline_s: float) -> None:
        """Close connections, stop listening, stop the bank. Nothing is begun after this."""
        with self._door:
            self._is_stopped = True
        if self._listener is not None:
            self._listener.stop(deadline_s)
        if self._client is not None:
            self._client.shut_down()
        if self._bank is not None:
            self._bank.stop(deadline_s)

    def _bank_ready(self, ready: BankReady) -> None:
        # A bank that is stopped as it comes up may still say that it is ready.
        with self._door:
            if self._is_stopped or not self._plug_bank(ready):
                return
        self._on_ready(ready)

    def _plug_bank(self, ready: BankReady) -> bool:
        try:
            text = (ready.credentials / "gateway.toml").read_text("utf-8")
            contract = tomllib.loads(text)
        except (OSError, ValueError) as error:
            log.error("the bank's credentials cannot be read: %s", type(error).__name__)
            return False
        self._connect(
            ready.base_url,
            str(contract["cusid"]),
            str(contract["appid"]),
            ready.credentials / str(contract["merchant_private_key"]),
            ready.credentials / str(contract["bank_public_key"]),
        )
        return True

    def _connect(
        self, base_url: str, cusid: str, appid: str, private_key: Path, bank_key: Path
    ) -> None:
        settings = self._settings.gateway
        # The simulated bank is on this machine, whatever else the profile names.
        own_authority = settings.ca_file and not self._settings.bank.simulated
        merchant = {"cusid": cusid, "appid": appid}
        try:
            notify_url = settings.callback_url or self._listen(merchant, bank_key)
            client = AllinpayGateway(
                GatewayConfig(
                    base_url=base_url,
                    cusid=cusid,
                    appid=appid,
                    private_key_path=private_key,
                    bank_public_key_path=bank_key,
                    notify_url=notify_url,
                    description=self._settings.merchant.name,
                    allow_plain_http=settings.allow_plain_http,
                    ca_file=Path(settings.ca_file) if own_authority else None,
                )
            )
            client.load_keys()
        except GatewayConfigError as error:
            log.error("the gateway cannot be used: %s %s", error.fault.value, error.what)
            return
        old, self._client = self._client, client
        self._socket.plug(client)
        if old is not None:
            old.shut_down()

    def _listen(self, merchant: dict[str, str], bank_key: Path) -> str:
        """Start the callbacks' listener once, if the profile wants one; return its URL."""
        place = self._settings.gateway.callback_listen
        if not place:
            return ""
        if self._listener is None:
            host, _, port = place.rpartition(":")
            verifier = Verifier(bank_key)
            verifier.load()
            listener = CallbackListener(
                CallbackPlace(host, int(port)), merchant, verifier.is_genuine, self._on_paid
            )
            try:
                listener.start()
            except OSError as error:
                # Polling carries every sale; the callbacks only come sooner.
                log.warning("callbacks are off: errno %s", error.errno)
                return ""
            self._listener = listener
        return self._listener.url
