"""Commands that the issuer has a card obey, protected by a MAC (Book 2 §9, Book 3 §6.5)."""

from __future__ import annotations

from kpay_desktop.simulation.cards import cryptogram as ac
from kpay_desktop.simulation.cards import issuer
from kpay_desktop.simulation.cards.command import Command, Reply, Status, done
from kpay_desktop.simulation.cards.image import Image
from kpay_desktop.simulation.cards.memory import AppMemory

_SECURE = {0x04, 0x84}
_APPLICATION_BLOCK, _APPLICATION_UNBLOCK, _CARD_BLOCK = 0x1E, 0x18, 0x16
_PIN_CHANGE, _PUT_DATA = 0x24, 0xDA
_ORDERS = {_APPLICATION_BLOCK, _APPLICATION_UNBLOCK, _CARD_BLOCK, _PIN_CHANGE, _PUT_DATA}
# What an issuer may change: limits and counters (tags of two bytes).
_CHANGEABLE = {0x9F14, 0x9F23, 0x9F58, 0x9F59, 0x9F17}


class ScriptRunner:
    """Obeys an issuer's commands, once each of them is proved to be the issuer's.

    A command whose MAC is wrong ends it: nothing more is obeyed until the next transaction.
    """

    def __init__(self, image: Image, memory: AppMemory) -> None:
        self._memory = memory
        self._key = issuer.card_key(issuer.Use.SCRIPTS, image.pan, image.sequence)
        self._is_closed = False
        self.wants_card_blocked = False

    @staticmethod
    def knows(command: Command) -> bool:
        """True for an instruction that comes in scripts."""
        return command.ins in _ORDERS

    def run(self, command: Command, arqc: bytes, counter: bytes) -> Reply:
        """Obey a command, or say why not."""
        status = self._check(command, arqc, counter)
        if status is None:
            status = self._obey(command)
        if status == Status.OK:
            self._memory.scripts_done = min(self._memory.scripts_done + 1, 15)
            return done()
        self._memory.script_failed = True
        return Reply(status)

    def _check(self, command: Command, arqc: bytes, counter: bytes) -> Status | None:
        if command.cla not in _SECURE:
            return Status.NOT_PROTECTED
        if self._is_closed or len(command.data) < ac.SCRIPT_MAC:
            return Status.WRONG_PROTECTION
        plain, given = command.data[: -ac.SCRIPT_MAC], command.data[-ac.SCRIPT_MAC :]
        start = command.header + bytes((len(command.data),)) + plain
        if ac.script_mac(self._key, arqc, counter, start) != given:
            self._is_closed = True
            return Status.WRONG_PROTECTION
        return None

    def _obey(self, command: Command) -> Status:
        if command.ins in {_APPLICATION_BLOCK, _APPLICATION_UNBLOCK}:
            self._memory.is_blocked = command.ins == _APPLICATION_BLOCK
        elif command.ins == _CARD_BLOCK:
            self.wants_card_blocked = True
        elif command.ins == _PUT_DATA:
            tag = command.p1 << 8 | command.p2
            if tag not in _CHANGEABLE:
                return Status.NO_DATA
            self._memory.changed[f"{tag:04X}"] = command.data[: -ac.SCRIPT_MAC].hex()
        return Status.OK
