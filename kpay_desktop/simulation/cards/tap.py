"""Applications as they answer by radio: Visa's in one command, Mastercard's in several.

Visa (Book C-3, qVSDC): the cryptogram comes with GET PROCESSING OPTIONS. Mastercard (Book C-2, EMV
mode): records, then one GENERATE AC. A tap has no second cryptogram and hears no issuer.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from kpay_desktop.simulation.cards import cryptogram as ac
from kpay_desktop.simulation.cards import elements as el
from kpay_desktop.simulation.cards.application import (
    EXTERNAL_AUTHENTICATE,
    GENERATE_AC,
    GET_OPTIONS,
    INTERNAL_AUTHENTICATE,
    Application,
    Phase,
)
from kpay_desktop.simulation.cards.command import Command, Reply, Status, done
from kpay_desktop.simulation.cards.image import Image
from kpay_desktop.simulation.cards.issuer_data import wrap
from kpay_desktop.simulation.cards.malformed import spoil_options
from kpay_desktop.simulation.cards.memory import AppMemory
from kpay_desktop.simulation.cards.seeded import Seeded
from kpay_desktop.simulation.cards.spec import Proof, Scheme
from kpay_desktop.simulation.cards.tlv import tlv

# Terminal transaction qualifiers, tag 9F66: byte and bit (Book C-3 Annex A).
_QVSDC, _CHIP_TOO, _SIGNATURE = (0, 0x20), (0, 0x10), (0, 0x02)
_PROOF_ONLINE, _ONLINE_WANTED, _HOLDER_WANTED = (0, 0x01), (1, 0x80), (1, 0x40)
_ON_DEVICE = (2, 0x40)
# Card transaction qualifiers, tag 9F6C.
_ASK_SIGNATURE, _OWNER_KNOWN = bytes.fromhex("4000"), bytes.fromhex("0080")
_NOTHING_ASKED = bytes(2)
_CARD_FORM, _PHONE_FORM = bytes.fromhex("20700000"), bytes.fromhex("238C0000")
# Point-of-sale cardholder interaction, tag DF4B (Book C-2): the owner is known, or wanted.
_METHOD, _VERIFIED_BY_CARD = 0x3F, 0x01
_KNOWN, _WANTED = bytes.fromhex("001000"), bytes.fromhex("000100")


class Tapped(Application):
    """What all taps have in common. ``is_phone`` and ``is_owner_known`` are the device's."""

    refuses: ClassVar[Mapping[int, Status]] = {
        EXTERNAL_AUTHENTICATE: Status.NO_INSTRUCTION,
        INTERNAL_AUTHENTICATE: Status.NO_INSTRUCTION,
    }

    def __init__(
        self, image: Image, memory: AppMemory, *, is_phone: bool, is_owner_known: bool
    ) -> None:
        super().__init__(image, memory)
        self.is_phone, self.is_owner_known = is_phone, is_owner_known

    def generate(self, command: Command) -> Reply:
        if self.phase is not Phase.BEGUN:
            return Reply(Status.CONDITIONS)
        return super().generate(command)


class TappedMastercard(Tapped):
    """Kernel 2's counterpart in EMV mode."""

    def decide_first(self, asked: int) -> int:
        """A locked phone says no to what needs its owner, and asks for them by DF4B."""
        return ac.AAC if self._wants_owner() else super().decide_first(asked)

    def _wants_owner(self) -> bool:
        """True if the till counts on the phone's own verification, which has not happened."""
        if not self.is_phone or self.is_owner_known:
            return False
        return self.values[el.RULE_RESULTS][0] & _METHOD == _VERIFIED_BY_CARD

    def more_in_answer(self) -> bytes:
        return tlv(el.HOLDER_INTERACTION, _KNOWN) if self.is_owner_known else b""

    def answer(self, kind: int, second: int | None, is_signed: bool) -> bytes:
        made = super().answer(kind, second, is_signed)
        if not self._wants_owner():
            return made
        inside = made[3:] if made[1] == 0x81 else made[2:]
        return tlv(el.FORMAT_2, inside, tlv(el.HOLDER_INTERACTION, _WANTED))


class TappedVisa(Tapped):
    """Kernel 3's counterpart."""

    refuses: ClassVar[Mapping[int, Status]] = {**Tapped.refuses, GENERATE_AC: Status.CONDITIONS}

    def __init__(
        self, image: Image, memory: AppMemory, *, is_phone: bool, is_owner_known: bool
    ) -> None:
        super().__init__(image, memory, is_phone=is_phone, is_owner_known=is_owner_known)
        self._authentication = b""

    def record(self, sfi: int, number: int) -> bytes | None:
        if (sfi, number) == self.image.changing:
            return tlv(el.RECORD, tlv(el.AUTHENTICATION_DATA, self._authentication))
        return super().record(sfi, number)

    def answer_options(self) -> Reply:
        """Verify the holder if the till wants it, then give the cryptogram or send elsewhere."""
        if not self._terminal_can(_QVSDC):
            return Reply(Status.CONDITIONS)
        qualifiers = self._holder()
        if isinstance(qualifiers, Status):
            return Reply(qualifiers)
        self.phase = Phase.ENDED
        own = Seeded(f"{self.image.pan}|{self.memory.counter}").draw("card's number", 4)
        self._authentication = b"\x01" + own + qualifiers
        kind = self.decide_first(ac.ARQC)
        self.values[el.ISSUER_DATA] = wrap(self.image.scheme, self.results(None))
        made = self.cryptogram(kind)
        parts = [
            tlv(el.AIP, self.image.aip),
            tlv(el.TRACK_2, self.image.track_2),
            tlv(el.SEQUENCE, bytes.fromhex(self.image.sequence)),
            tlv(el.ISSUER_DATA, self.values[el.ISSUER_DATA]),
            tlv(el.CRYPTOGRAM, made),
            tlv(el.CRYPTOGRAM_INFO, bytes((kind,))),
            tlv(el.COUNTER, self.values[el.COUNTER]),
            tlv(el.CARD_QUALIFIERS, qualifiers),
            tlv(el.FORM_FACTOR, _PHONE_FORM if self.is_phone else _CARD_FORM),
        ]
        if self._proves_itself(kind):
            parts += [tlv(el.AFL, self.image.afl), self._signature()]
        elif self._has_records():
            parts.append(tlv(el.AFL, self.image.afl))
        ordered = Seeded(self.image.pan).shuffled("options", parts)
        return done(spoil_options(tlv(el.FORMAT_2, *ordered), self.image.faults))

    def _holder(self) -> bytes | Status:
        """Return the card's qualifiers, or why there is no tap."""
        if self.is_phone:
            if self.is_owner_known and self._terminal_can(_ON_DEVICE):
                return _OWNER_KNOWN
            if self._terminal_can(_HOLDER_WANTED):
                return Status.ASK_OWNER
            return _NOTHING_ASKED
        if not self._terminal_can(_HOLDER_WANTED):
            return _NOTHING_ASKED
        if self._terminal_can(_SIGNATURE):
            return _ASK_SIGNATURE
        return Status.OTHER_INTERFACE if self._terminal_can(_CHIP_TOO) else Status.CONDITIONS

    def _proves_itself(self, kind: int) -> bool:
        return (
            self.image.proof is not Proof.NONE
            and kind == ac.ARQC
            and self._terminal_can(_PROOF_ONLINE)
        )

    def _has_records(self) -> bool:
        return Seeded(self.image.pan).chance("records without proof", 50)

    def _signature(self) -> bytes:
        """Fast dynamic data authentication (Book C-3 Annex C): number, amount and currency."""
        number = self.dynamic_number()
        covered = b"".join(self.values[tag] for tag in (el.UNPREDICTABLE, el.AMOUNT, el.CURRENCY))
        inside = bytes((len(number),)) + number
        return tlv(el.SIGNED_DYNAMIC, self.sign(inside, covered + self._authentication))

    def _terminal_can(self, ability: tuple[int, int]) -> bool:
        at, bit = ability
        return bool(self.values[el.TERMINAL_QUALIFIERS][at] & bit)


class TappedElsewhere(Tapped):
    """Schemes whose kernels no till here has: they are in the directory, and begin nothing."""

    refuses: ClassVar[Mapping[int, Status]] = {**Tapped.refuses, GET_OPTIONS: Status.CONDITIONS}


def tapped(image: Image, memory: AppMemory, *, is_phone: bool, is_owner_known: bool) -> Tapped:
    """Return an application as its scheme's cards answer by radio."""
    kinds = {Scheme.VISA: TappedVisa, Scheme.MASTERCARD: TappedMastercard}
    kind = kinds.get(image.scheme, TappedElsewhere)
    return kind(image, memory, is_phone=is_phone, is_owner_known=is_owner_known)
