"""A contact application at work: its states, its cryptograms, its own mind (Book 3 §6, §10).

::

    selected -> begun -> asked -> ended
       GPO      1st AC: ARQC   2nd AC        (an AAC or a TC ends at once)
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto
from typing import ClassVar

from kpay_desktop.simulation.cards import cryptogram as ac
from kpay_desktop.simulation.cards import elements as el
from kpay_desktop.simulation.cards import issuer
from kpay_desktop.simulation.cards.authority import sha1, sign_dynamic
from kpay_desktop.simulation.cards.command import Command, Reply, Status, done
from kpay_desktop.simulation.cards.dol import DolError, dol_length, told
from kpay_desktop.simulation.cards.image import Image
from kpay_desktop.simulation.cards.issuer_data import CardResults, wrap
from kpay_desktop.simulation.cards.malformed import spoil_cryptogram, spoil_options
from kpay_desktop.simulation.cards.memory import AppMemory
from kpay_desktop.simulation.cards.scripts import ScriptRunner
from kpay_desktop.simulation.cards.seeded import Seeded
from kpay_desktop.simulation.cards.spec import Fault, IssuerProof, Proof
from kpay_desktop.simulation.cards.tlv import TlvError, read_tlvs, tlv

READ_RECORD, GET_OPTIONS, GET_DATA, GENERATE_AC = 0xB2, 0xA8, 0xCA, 0xAE
INTERNAL_AUTHENTICATE, EXTERNAL_AUTHENTICATE = 0x88, 0x82
_KIND, _SIGNED, _RESERVED = 0xC0, 0x10, 0x2F
_CLASSES = {0x00, 0x80, 0x04, 0x84}
_LAST_COUNTER = 0xFFFF
_APPROVED = {b"00", b"08", b"10", b"11"}
_NOT_ONLINE = {b"Y3", b"Z3"}


class Phase(Enum):
    """How far a transaction is."""

    SELECTED = auto()
    BEGUN = auto()
    ASKED = auto()
    ENDED = auto()


class Application:
    """One application, from its selection on. ``refuses``: instructions that it never takes."""

    refuses: ClassVar[Mapping[int, Status]] = {}

    def __init__(self, image: Image, memory: AppMemory) -> None:
        self.image, self.memory = image, memory
        self.phase = Phase.SELECTED
        self.values: dict[int, bytes] = {}
        self._told = b""
        self._arqc = b""
        self._first = ac.AAC
        self._proved = self._proof_given = self._proof_failed = False
        self._approved_by_issuer: bool | None = None
        self._key = issuer.card_key(issuer.Use.CRYPTOGRAMS, image.pan, image.sequence)
        self._scripts = ScriptRunner(image, memory)

    # --- commands --------------------------------------------------------------------------

    def handle(self, command: Command) -> Reply:
        """Answer a command."""
        if command.cla not in _CLASSES:
            return Reply(Status.NO_CLASS)
        if command.ins in self.refuses:
            return Reply(self.refuses[command.ins])
        handlers = {
            (0x00, READ_RECORD): self.read_record,
            (0x80, GET_OPTIONS): self.begin,
            (0x80, GET_DATA): self.get_data,
            (0x00, INTERNAL_AUTHENTICATE): self.authenticate,
            (0x00, EXTERNAL_AUTHENTICATE): self.hear_issuer,
            (0x80, GENERATE_AC): self.generate,
        }
        handler = handlers.get((command.cla, command.ins))
        if handler is not None:
            return handler(command)
        if ScriptRunner.knows(command):
            return self._run_script(command)
        return Reply(Status.NO_INSTRUCTION)

    def read_record(self, command: Command) -> Reply:
        """READ RECORD (Book 3 §6.5.11)."""
        if self.phase is Phase.SELECTED:
            return Reply(Status.CONDITIONS)
        if command.p2 & 0x07 != 0x04:
            return Reply(Status.NOT_SUPPORTED)
        sfi, records = command.p2 >> 3, self.image.records
        if all(sfi != file for file, _ in records):
            return Reply(Status.NO_FILE)
        record = self.record(sfi, command.p1)
        return Reply(Status.NO_RECORD) if record is None else done(record)

    def record(self, sfi: int, number: int) -> bytes | None:
        """Return a record, or None."""
        return self.image.records.get((sfi, number))

    def begin(self, command: Command) -> Reply:
        """GET PROCESSING OPTIONS (Book 3 §6.5.8)."""
        refusal = self._refuse_to_begin(command)
        if refusal is not None:
            return Reply(refusal)
        try:
            self._told = _in_template(command.data)
            self.values |= told(self.image.pdol, self._told)
        except (TlvError, DolError):
            return Reply(Status.WRONG_DATA)
        self.memory.counter += 1
        self.values[el.AIP] = self.image.aip
        self.values[el.COUNTER] = self.memory.counter.to_bytes(2, "big")
        return self.answer_options()

    def _refuse_to_begin(self, command: Command) -> Status | None:
        if command.p1 or command.p2:
            return Status.WRONG_PARAMETERS
        is_worn_out = self.memory.counter >= _LAST_COUNTER
        if self.phase is not Phase.SELECTED or is_worn_out:
            return Status.CONDITIONS
        return Status.CONDITIONS if Fault.CONDITIONS in self.image.faults else None

    def answer_options(self) -> Reply:
        """Tell what the application can do and where its data is, in either format."""
        self.phase = Phase.BEGUN
        image = self.image
        answer = (
            tlv(el.FORMAT_1, image.aip, image.afl)
            if image.answers_plainly
            else tlv(el.FORMAT_2, tlv(el.AIP, image.aip), tlv(el.AFL, image.afl))
        )
        return done(spoil_options(answer, image.faults))

    def get_data(self, command: Command) -> Reply:
        """GET DATA (Book 3 §6.5.7)."""
        tag = command.p1 << 8 | command.p2
        own = {
            el.COUNTER: self.memory.counter.to_bytes(2, "big"),
            el.LAST_ONLINE: self.memory.last_online.to_bytes(2, "big"),
            el.PIN_TRIES: b"\x03",
        }
        changed = self.memory.changed.get(f"{tag:04X}")
        value = bytes.fromhex(changed) if changed is not None else own.get(tag)
        return Reply(Status.NO_DATA) if value is None else done(tlv(tag, value))

    def authenticate(self, command: Command) -> Reply:
        """INTERNAL AUTHENTICATE: sign what the terminal made up (Book 2 §6.5)."""
        key = self.image.icc_key
        if key is None:
            return Reply(Status.NO_INSTRUCTION)
        if self.phase is not Phase.BEGUN or self._proved:
            return Reply(Status.CONDITIONS)
        if len(command.data) != dol_length(self.image.ddol):
            return Reply(Status.WRONG_LENGTH)
        self._proved = True
        number = self.dynamic_number()
        signed = self.sign(bytes((len(number),)) + number, command.data)
        if self.image.answers_plainly:
            return done(tlv(el.FORMAT_1, signed))
        return done(tlv(el.FORMAT_2, tlv(el.SIGNED_DYNAMIC, signed)))

    def hear_issuer(self, command: Command) -> Reply:
        """EXTERNAL AUTHENTICATE: once, between the cryptograms (Book 3 §6.5.4)."""
        if self.image.issuer_proof is not IssuerProof.COMMAND:
            return Reply(Status.NO_INSTRUCTION)
        if self.phase is not Phase.ASKED or self._proof_given:
            return Reply(Status.CONDITIONS)
        if not 8 <= len(command.data) <= 16:
            return Reply(Status.WRONG_LENGTH)
        self._believe(command.data)
        return Reply(Status.PROOF_FAILED) if self._proof_failed else done()

    # --- cryptograms -----------------------------------------------------------------------

    def generate(self, command: Command) -> Reply:
        """GENERATE AC, the first and the second (Book 3 §6.5.5)."""
        asked, is_signed = command.p1 & _KIND, bool(command.p1 & _SIGNED)
        has_key = self.image.proof is Proof.CDA
        is_impossible = asked == _KIND or (is_signed and not has_key)
        if command.p2 or command.p1 & _RESERVED or is_impossible:
            return Reply(Status.WRONG_PARAMETERS)
        if self.phase not in {Phase.BEGUN, Phase.ASKED}:
            return Reply(Status.CONDITIONS)
        is_first = self.phase is Phase.BEGUN
        if not is_first and asked == ac.ARQC:
            return Reply(Status.CONDITIONS)
        try:
            values = told(self.image.cdol_1 if is_first else self.image.cdol_2, command.data)
        except DolError:
            return Reply(Status.WRONG_LENGTH)
        self.values |= values
        self._told += command.data
        given = self.decide_first(asked) if is_first else self.decide_second(asked)
        self.phase = Phase.ASKED if given == ac.ARQC else Phase.ENDED
        answer = self.answer(given, None if is_first else given, is_signed)
        return done(spoil_cryptogram(answer, self.image.faults))

    def decide_first(self, asked: int) -> int:
        """Card action analysis: this card never says yes without its issuer (§10.8)."""
        memory, faults = self.memory, self.image.faults
        if asked == ac.AAC or memory.is_blocked or Fault.AAC_FIRST in faults:
            self._first = ac.AAC
        else:
            self._first = ac.ARQC
        return self._first

    def decide_second(self, asked: int) -> int:
        """Approve only what is asked for, what the issuer proved and what it approved (§10.11)."""
        if self.image.issuer_proof is IssuerProof.CDOL:
            given = self.values.get(el.ISSUER_ANSWER, b"")
            if any(given):
                self._believe(given)
        memory, code = self.memory, self.values[el.ARC]
        is_online = code not in _NOT_ONLINE
        memory.was_not_completed = not is_online
        memory.issuer_failed = self._proof_failed
        is_proved = self._proof_given and not self._proof_failed
        if is_online and (is_proved or self.image.issuer_proof is IssuerProof.NONE):
            memory.last_online = memory.counter
            memory.scripts_done, memory.script_failed = 0, False
        wants = asked == ac.TC and is_online and not memory.is_blocked
        believes = is_proved or self.image.issuer_proof is IssuerProof.NONE
        contradicts = self._approved_by_issuer is False or Fault.AAC_SECOND in self.image.faults
        return ac.TC if wants and believes and not contradicts else ac.AAC

    def _believe(self, given: bytes) -> None:
        self._proof_given = True
        counter = self.values[el.COUNTER]
        is_right = ac.is_answer(self._key, counter, self._arqc, given)
        self._proof_failed = not is_right or Fault.ISSUER_REFUSED in self.image.faults
        if len(given) == ac.ANSWER_1:
            self._approved_by_issuer = given[-2:] in _APPROVED

    def answer(self, kind: int, second: int | None, is_signed: bool) -> bytes:
        """Return a cryptogram in the format that is left open, signed if that is wanted."""
        info = bytes((kind,))
        self.values[el.ISSUER_DATA] = wrap(self.image.scheme, self.results(second))
        made = self.cryptogram(kind)
        counter, own = self.values[el.COUNTER], self.values[el.ISSUER_DATA]
        if is_signed and kind != ac.AAC:
            return self._signed_answer(info, made)
        if self.image.answers_plainly and self.image.proof is not Proof.CDA:
            return tlv(el.FORMAT_1, info, counter, made, own)
        return tlv(
            el.FORMAT_2,
            tlv(el.CRYPTOGRAM_INFO, info),
            tlv(el.COUNTER, counter),
            tlv(el.CRYPTOGRAM, made),
            tlv(el.ISSUER_DATA, own),
        )

    def _signed_answer(self, info: bytes, made: bytes) -> bytes:
        """Combined authentication: the cryptogram is inside the signature (Book 2 §6.6.1)."""
        before = tlv(el.CRYPTOGRAM_INFO, info) + tlv(el.COUNTER, self.values[el.COUNTER])
        after = tlv(el.ISSUER_DATA, self.values[el.ISSUER_DATA]) + self.more_in_answer()
        number = self.dynamic_number()
        covered = sha1(self._told, before, after)
        inside = bytes((len(number),)) + number + info + made + covered
        signed = self.sign(inside, self.values[el.UNPREDICTABLE])
        return tlv(el.FORMAT_2, before, tlv(el.SIGNED_DYNAMIC, signed), after)

    def more_in_answer(self) -> bytes:
        """Return data objects that go with a signed cryptogram."""
        return b""

    def cryptogram(self, kind: int) -> bytes:
        """Work out a cryptogram; an ARQC is kept, for the issuer's answer belongs to it."""
        made = ac.cryptogram(self._key, self.values)
        if Fault.WRONG_CRYPTOGRAM in self.image.faults:
            made = bytes((made[0] ^ 0x01,)) + made[1:]
        if kind == ac.ARQC:
            self.memory.was_not_completed = True
        if kind == ac.ARQC or not self._arqc:
            self._arqc = made
        return made

    def results(self, second: int | None) -> CardResults:
        """Return what the card tells its issuer of itself."""
        memory = self.memory
        return CardResults(
            first=self._first,
            second=second,
            issuer_failed=self._proof_failed,
            not_online=self.values.get(el.ARC) in _NOT_ONLINE,
            last_not_completed=memory.was_not_completed and second is None,
            is_new=not memory.last_online,
            issuer_failed_before=memory.issuer_failed,
            scripts=memory.scripts_done,
            script_failed=memory.script_failed,
            proved_dynamically=self._proved,
        )

    def dynamic_number(self) -> bytes:
        """Return a number that changes with every transaction, tag 9F4C."""
        seeded = Seeded(f"{self.image.pan}|{self.memory.counter}")
        return seeded.draw("dynamic number", self.image.number_length)

    def sign(self, data: bytes, covered: bytes) -> bytes:
        """Sign with the card's own key."""
        key = self.image.icc_key
        if key is None:
            raise ValueError("this card has no key")
        signed = sign_dynamic(key, data, covered)
        is_wrong = Fault.DYNAMIC_SIGNATURE in self.image.faults
        return bytes((signed[0] ^ 0x01,)) + signed[1:] if is_wrong else signed

    # --- the issuer's commands -------------------------------------------------------------

    @property
    def wants_card_blocked(self) -> bool:
        """True once the issuer has had the whole card blocked."""
        return self._scripts.wants_card_blocked

    def _run_script(self, command: Command) -> Reply:
        if self.phase not in {Phase.ASKED, Phase.ENDED} or not self._arqc:
            return Reply(Status.CONDITIONS)
        return self._scripts.run(command, self._arqc, self.values[el.COUNTER])


def _in_template(data: bytes) -> bytes:
    """Return what stands in template 83.

    Raises:
        TlvError: the data is no such template.
    """
    found = list(read_tlvs(data))
    if len(found) != 1 or found[0][0] != el.COMMAND:
        raise TlvError("one template was expected")
    return found[0][1]
