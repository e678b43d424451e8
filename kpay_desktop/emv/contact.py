"""A contact transaction, from the card's power-up to its removal (Book 3 §8 and §10).

The kernel is a generator: see :mod:`kpay_desktop.emv.steps` for what it yields and is sent.
"""

from __future__ import annotations

import contextlib

from kpay_desktop.emv import analysis, tags
from kpay_desktop.emv.bits import AipBit, TsiBit, TvrBit, new_tsi, new_tvr
from kpay_desktop.emv.certificates import IccKey, sha1
from kpay_desktop.emv.config import Application, EmvConfig, Transaction
from kpay_desktop.emv.cryptogram import AAC, ARQC, TC, Cryptogram, ask_cryptogram
from kpay_desktop.emv.dol import fill, parse_dol, tell, wants
from kpay_desktop.emv.errors import EmvDataError
from kpay_desktop.emv.issuer import authenticate_issuer, read_scripts, run_scripts
from kpay_desktop.emv.offline import Method, authenticate
from kpay_desktop.emv.records import processing_options, read_afl, read_application
from kpay_desktop.emv.restrictions import check_restrictions
from kpay_desktop.emv.risk import manage_risk
from kpay_desktop.emv.selection import (
    Refused,
    Selected,
    choose,
    find_candidates,
    select_application,
)
from kpay_desktop.emv.steps import (
    Cvm,
    Decision,
    GoOnline,
    Kernel,
    OnlineResult,
    Outcome,
    Prompt,
    Reason,
    Say,
    Tags,
)
from kpay_desktop.emv.talk import CardLostError, EarlyEndError, Part, get_processing_options
from kpay_desktop.emv.terminal_data import options_data, terminal_values
from kpay_desktop.emv.tlv import build
from kpay_desktop.emv.verification import verify_cardholder

APPROVED_ARCS = frozenset({"00", "10", "11"})
ARC_DECLINED, ARC_NO_HOST = "Z1", "Z3"
_NOT_SATISFIED = 0x6985
_CHIP_ENTRY, _COMMAND_TEMPLATE = 0x05, 0x83


def contact_transaction(config: EmvConfig, transaction: Transaction) -> Kernel:
    """Return the kernel of one chip transaction; it has not begun yet."""
    return (yield from _Contact(config, transaction).run())


class _Contact:
    """One transaction's own data, and its parts in their order."""

    def __init__(self, config: EmvConfig, transaction: Transaction) -> None:
        self._config, self._transaction = config, transaction
        self._values: dict[int, bytes] = {}
        self._tvr, self._tsi = new_tvr(), new_tsi()
        self._cvm = Cvm.NOT_DONE
        self._was_asked = self._is_approved = self._has_options = False
        self._script_results = self._told = b""

    def run(self) -> Kernel:
        """Go through the transaction; whatever the card does, it ends with an outcome."""
        try:
            yield Say(Prompt.READING)
            return (yield from self._transact())
        except CardLostError:
            return self._lost()
        except EarlyEndError as end:
            is_technical = end.technical and not self._has_options
            return self._outcome(end.decision, end.reason, fallback=is_technical)
        except EmvDataError:
            return self._broken()

    # --- ends -----------------------------------------------------------------------------

    def _outcome(self, decision: Decision, reason: Reason, *, fallback: bool = False) -> Outcome:
        self._note_results()
        return Outcome(
            decision=decision,
            reason=reason,
            cvm=self._cvm,
            tvr=bytes(self._tvr),
            tsi=bytes(self._tsi),
            tags=Tags(self._values),
            was_online=self._was_asked,
            fallback=fallback,
            script_results=self._script_results,
        )

    def _lost(self) -> Outcome:
        if self._is_approved:
            return self._outcome(Decision.DECLINED, Reason.CARD_LOST_AFTER_APPROVAL)
        if self._was_asked:
            return self._outcome(Decision.DECLINED, Reason.CARD_LOST)
        return self._outcome(Decision.ENDED, Reason.CARD_LOST, fallback=not self._has_options)

    def _broken(self) -> Outcome:
        """The card says what cannot be understood."""
        if self._is_approved:
            return self._outcome(Decision.DECLINED, Reason.CARD_DECLINED_AFTER_APPROVAL)
        decision = Decision.DECLINED if self._was_asked else Decision.ENDED
        return self._outcome(decision, Reason.BAD_CARD, fallback=not self._has_options)

    def _note_results(self) -> None:
        self._values[tags.TVR] = bytes(self._tvr)
        self._values[tags.TSI] = bytes(self._tsi)

    # --- the transaction ------------------------------------------------------------------

    def _transact(self) -> Kernel:
        selected = yield from self._begin()
        application = selected.candidate.application
        signer = yield from self._read_and_prove(application)
        terminal, today = self._config.terminal, self._transaction.at.date()
        check_restrictions(terminal, application, self._values, today, self._tvr)
        verified = verify_cardholder(
            terminal, self._values, self._transaction.amount_minor, self._tvr, self._tsi
        )
        self._cvm = verified.cvm
        self._values[tags.CVM_RESULTS] = verified.results
        if AipBit.TERMINAL_RISK_MANAGEMENT.is_in(self._values[tags.AIP]):
            yield from manage_risk(
                application, self._transaction, self._values, self._tvr, self._tsi
            )
        is_denied = analysis.is_denied(application, self._values, bytes(self._tvr))
        if is_denied:
            self._values[tags.ARC] = ARC_DECLINED.encode()
        first = yield from self._cryptogram(
            AAC if is_denied else ARQC, tags.CDOL_1, application, signer
        )
        if first.kind != ARQC:
            self._values[tags.ARC] = ARC_DECLINED.encode()
            reason = Reason.TERMINAL_DECLINED if is_denied else Reason.CARD_DECLINED
            return self._outcome(Decision.DECLINED, reason)
        if first.signature_failed:
            return (yield from self._decline(ARC_DECLINED, Reason.TERMINAL_DECLINED, application))
        return (yield from self._ask_issuer(application, signer))

    def _begin(self) -> Part[Selected]:
        """Select an application and begin with it; one that will not is left out (§10.1)."""
        found = yield from find_candidates(self._config.applications)
        if found.chip_failed:
            # Not a word of what the card holds: the chip is broken, not foreign to this till.
            raise EarlyEndError(Reason.BAD_CARD, technical=True)
        left, has_blocked = found.candidates, found.has_blocked
        while left or not has_blocked:
            chosen = yield from choose(left)
            selected = yield from select_application(chosen)
            if isinstance(selected, Refused):
                has_blocked |= selected.is_blocked
            elif (yield from self._has_begun(selected)):
                self._has_options = True
                return selected
            left = [candidate for candidate in left if candidate != chosen]
        raise EarlyEndError(Reason.APPLICATION_BLOCKED)

    def _has_begun(self, selected: Selected) -> Part[bool]:
        """Send GET PROCESSING OPTIONS; False if the application wants to be left out."""
        own = terminal_values(
            self._config.terminal, selected.candidate.application, self._transaction, _CHIP_ENTRY
        )
        self._values = {**selected.values, **own}
        try:
            self._told = options_data(self._values)
            answer = yield from get_processing_options(build(_COMMAND_TEMPLATE, self._told))
            if answer.sw == _NOT_SATISFIED:
                return False
            found = processing_options(answer) if answer.is_ok else {}
        except EmvDataError:
            found = {}
        if tags.AIP not in found or tags.AFL not in found:
            raise EarlyEndError(Reason.BAD_CARD, technical=True)
        self._values.update(found)
        return True

    def _read_and_prove(self, application: Application) -> Part[IccKey | None]:
        """Read the card and prove it; return its key if it is to sign its cryptograms."""
        entries = read_afl(self._values[tags.AFL])
        records = yield from read_application(entries, self._values)
        proven = yield from authenticate(
            self._config,
            application,
            records,
            self._values,
            self._transaction.at.date(),
            self._tvr,
            self._tsi,
        )
        return proven.icc if proven.method is Method.CDA else None

    # --- cryptograms ----------------------------------------------------------------------

    def _cryptogram(
        self, kind: int, list_tag: int, application: Application, signer: IccKey | None
    ) -> Part[Cryptogram]:
        """Ask for a cryptogram over what the card's list names (Book 3 §10.8, §10.11)."""
        wishes = parse_dol(self._values[list_tag])
        if wants(wishes, tags.TC_HASH):
            self._hash_for_certificate(application)
        self._note_results()
        data = tell(wishes, self._values)
        given = yield from ask_cryptogram(
            kind,
            data,
            unpredictable=self._values[tags.UNPREDICTABLE],
            told_before=self._told,
            signer=signer,
        )
        self._told += data
        self._values.update(given.values)
        self._tsi.set(TsiBit.CARD_RISK_PERFORMED)
        if given.signature_failed:
            self._tvr.set(TvrBit.CDA_FAILED)
        return given

    def _hash_for_certificate(self, application: Application) -> None:
        """Work out tag 98 by the card's TDOL, or by the acquirer's (Book 3 §9.2.2)."""
        written = self._values.get(tags.TDOL)
        if written is None:
            self._tvr.set(TvrBit.DEFAULT_TDOL_USED)
            written = application.default_tdol
        self._note_results()
        self._values[tags.TC_HASH] = sha1(fill(parse_dol(written), self._values))

    def _ask_issuer(self, application: Application, signer: IccKey | None) -> Kernel:
        """Go online, then finish at the card (Book 3 §10.9 to §10.11)."""
        self._note_results()
        yield Say(Prompt.AUTHORISING)
        self._was_asked = True
        answer = yield GoOnline(Tags(self._values), self._cvm)
        if not isinstance(answer, OnlineResult):
            raise TypeError("the issuer's answer was expected")
        if answer.arc is None:
            return (yield from self._decline(ARC_NO_HOST, Reason.NO_HOST, application))
        self._is_approved = answer.arc in APPROVED_ARCS
        self._values[tags.ARC] = answer.arc.encode("ascii", "replace")
        if answer.issuer_data:
            self._values[tags.ISSUER_AUTH] = answer.issuer_data
        aip = self._values[tags.AIP]
        yield from authenticate_issuer(aip, answer.issuer_data, self._tvr, self._tsi)
        scripts = read_scripts(answer.scripts)
        self._script_results = yield from run_scripts(scripts, tags.SCRIPT_1, self._tvr, self._tsi)
        second = yield from self._cryptogram(
            TC if self._is_approved else AAC, tags.CDOL_2, application, signer
        )
        try:
            self._script_results += yield from run_scripts(
                scripts, tags.SCRIPT_2, self._tvr, self._tsi
            )
        except CardLostError:
            # The card has decided already: what it decided stands.
            self._tvr.set(TvrBit.SCRIPT_FAILED_AFTER_FINAL)
        if self._script_results:
            self._values[tags.SCRIPT_RESULTS] = self._script_results
        return self._end(second)

    def _end(self, second: Cryptogram) -> Outcome:
        if not self._is_approved:
            return self._outcome(Decision.DECLINED, Reason.ISSUER_DECLINED)
        if second.kind != TC or second.signature_failed:
            return self._outcome(Decision.DECLINED, Reason.CARD_DECLINED_AFTER_APPROVAL)
        return self._outcome(Decision.APPROVED, Reason.DONE)

    def _decline(self, arc: str, reason: Reason, application: Application) -> Kernel:
        """Tell the card that it ends here; whatever it says to that, it is declined."""
        self._values[tags.ARC] = arc.encode("ascii")
        with contextlib.suppress(CardLostError, EmvDataError):
            yield from self._cryptogram(AAC, tags.CDOL_2, application, None)
        return self._outcome(Decision.DECLINED, reason)
