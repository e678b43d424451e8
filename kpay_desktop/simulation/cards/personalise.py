"""Puts an application on a chip: its data elements, its files, its signatures.

What the specification of a card leaves open follows from its seed, so that many cards are many
cards: with and without a directory, with all layouts, lists and proofs that the books allow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from kpay_desktop.simulation.cards import elements as el
from kpay_desktop.simulation.cards.certify import Credentials, credentials
from kpay_desktop.simulation.cards.dol import Dol, dol_bytes
from kpay_desktop.simulation.cards.image import Image
from kpay_desktop.simulation.cards.layout import (
    Elements,
    Layout,
    Place,
    encode,
    lay_out,
    static_data,
)
from kpay_desktop.simulation.cards.malformed import (
    spoil_fci,
    spoil_groups,
    spoil_locator,
    spoil_records,
)
from kpay_desktop.simulation.cards.schemes import (
    COMMON_RULES,
    PROFILES,
    SINGAPORE,
    TOLD,
    rules,
)
from kpay_desktop.simulation.cards.seeded import Seeded
from kpay_desktop.simulation.cards.spec import (
    AppSpec,
    CardSpec,
    Fault,
    IssuerProof,
    Proof,
    Scheme,
    Verification,
    Wallet,
)
from kpay_desktop.simulation.cards.tlv import tlv

Groups = dict[str, list[tuple[int, bytes]]]

_ELSEWHERE = bytes.fromhex("0840")
_USE_ALL, _USE_CASH = bytes.fromhex("FF80"), bytes.fromhex("C300")
_DAC, _IDN = (el.AUTHENTICATION_CODE, 2), (el.DYNAMIC_NUMBER, 8)
_ANSWER = (el.ISSUER_ANSWER, 10)
_ARC = (el.ARC, 2)
_OPTIONS: tuple[Dol, ...] = (
    (),
    (),
    ((el.COUNTRY, 2), (el.CAPABILITIES, 3)),
    ((el.AMOUNT, 6), (el.CURRENCY, 2), (el.COUNTRY, 2)),
    ((0xDF25, 3), (el.TERMINAL_TYPE, 1)),
)
_ASKED: tuple[Dol, ...] = (
    ((el.UNPREDICTABLE, 4),),
    ((el.UNPREDICTABLE, 4), (el.AMOUNT, 6), (el.CURRENCY, 2)),
)
_TAP_OPTIONS: Dol = ((el.TERMINAL_QUALIFIERS, 4), *TOLD)
_TAP_VALUES: Dol = ((el.RISK_DATA, 8),)
_MORE_TOLD: Dol = ((el.TERMINAL_TYPE, 1), _DAC, _IDN, (el.RULE_RESULTS, 3))
_EMV_MODE, _ON_DEVICE = 0x80, 0x02
_PROOFS = {Proof.NONE: 0x00, Proof.SDA: 0x40, Proof.DDA: 0x20, Proof.CDA: 0x21}
_RULES, _RISK, _ISSUER_PROOF = 0x10, 0x08, 0x04


def chip_image(spec: CardSpec, app: AppSpec) -> Image:
    """Return an application as it answers to contacts."""
    return _Chip(spec, app).image()


def tap_image(spec: CardSpec, app: AppSpec) -> Image:
    """Return an application as it answers by radio."""
    kind = _TappedVisa if app.scheme is Scheme.VISA else _TappedOther
    return kind(spec, app).image()


class _Chip:
    """One application on its way onto a chip. The interfaces differ in what they override."""

    interface = "chip"
    signed_groups: Sequence[str] = ("core", "use")
    perhaps_signed: Sequence[str] = ("lists", "own")
    changing_group = ""

    def __init__(self, spec: CardSpec, app: AppSpec) -> None:
        self.spec, self.app, self.profile = spec, app, PROFILES[app.scheme]
        # Faults of the data are what they are whatever the layout is: they do not change it.
        self.seeded = Seeded(f"{spec.key}|{spec.seed}|{app.pan}|{self.interface}")
        self.aid = app.aid or self.profile.aid
        self.proof = self.proof_for()
        self.issuer_proof = self.issuer_proof_for()
        self.verification = spec.verification or self.seeded.pick("rules", COMMON_RULES)
        self.credentials: Credentials = credentials(self.seeded, app.scheme, app.pan, self.proof)

    # --- choices ---------------------------------------------------------------------------

    def proof_for(self) -> Proof:
        return self.spec.proof or self.seeded.pick("proof", tuple(Proof)[1:])

    def issuer_proof_for(self) -> IssuerProof:
        return self.spec.issuer_proof or self.seeded.pick("issuer proof", tuple(IssuerProof))

    def pdol(self) -> Dol:
        return self.seeded.pick("options", _OPTIONS)

    def cdol_1(self) -> Dol:
        asks_more = self.app.scheme is Scheme.MASTERCARD or self.seeded.chance("more told", 40)
        return (*TOLD, *_MORE_TOLD) if asks_more else TOLD

    def cdol_2(self) -> Dol:
        told_again = (
            ((el.TVR, 5), (el.UNPREDICTABLE, 4)) if self.seeded.chance("short", 40) else TOLD
        )
        proof = (_ANSWER,) if self.issuer_proof is IssuerProof.CDOL else ()
        return (_ARC, *proof, *told_again)

    def ddol(self) -> Dol:
        return self.seeded.pick("asked", _ASKED)

    def aip(self) -> bytes:
        first = _PROOFS[self.proof] | _RISK
        if self.verification is not Verification.NOT_SUPPORTED:
            first |= _RULES
        if self.issuer_proof is IssuerProof.COMMAND:
            first |= _ISSUER_PROOF
        return bytes((first, 0x00))

    # --- data elements ---------------------------------------------------------------------

    def groups(self) -> Groups:
        """Return what goes into records, without what is signed over it."""
        found = {
            "track": [(el.TRACK_2, track_2_bytes(self.spec, self.app)), *self._rest_of_track_1()],
            "core": self.core(),
            "use": self.use(),
            "lists": self.lists(),
        }
        if self.seeded.chance("own data", 12):
            found["own"] = [(0xDF30, self.seeded.draw("own data", 12))]
        return found

    def _rest_of_track_1(self) -> Elements:
        digits = f"{self.seeded.below('track 1', 10**10):010d}"
        return [(el.TRACK_1_REST, digits.encode())] if self.seeded.chance("track 1", 50) else []

    def core(self) -> list[tuple[int, bytes]]:
        app, spec = self.app, self.spec
        return [
            (el.PAN, bytes.fromhex(app.pan + "F" * (len(app.pan) % 2))),
            (el.EXPIRY, day(spec.expires)),
            (el.EFFECTIVE, day(spec.effective)),
            (el.SEQUENCE, bytes.fromhex(app.sequence)),
            (el.HOLDER, spec.holder.encode("latin-1")),
        ]

    def use(self) -> list[tuple[int, bytes]]:
        spec, seeded, faults = self.spec, self.seeded, self.spec.faults
        is_abroad = spec.verification is None and seeded.chance("abroad", 15)
        country = _ELSEWHERE if is_abroad else SINGAPORE
        found = [
            (el.USAGE, self.usage()),
            (el.ISSUER_COUNTRY, country),
            (el.CARD_CURRENCY, country),
            (el.CARD_EXPONENT, b"\x02"),
        ]
        written = rules(self.verification)
        if written is not None:
            found.append((el.RULES, written))
        if not seeded.chance("no action codes", 15):
            found += [
                (el.IAC_DEFAULT, self.profile.iac_default),
                (el.IAC_DENIAL, self.profile.iac_denial),
                (el.IAC_ONLINE, self.profile.iac_online),
            ]
        has_list = Fault.STATIC_LIST in faults or seeded.chance("options signed", 75)
        if self.proof is not Proof.NONE and has_list:
            found.append((el.STATIC_LIST, bytes((el.AIP,))))
        return found

    def usage(self) -> bytes:
        return _USE_CASH if Fault.NOT_FOR_GOODS in self.spec.faults else _USE_ALL

    def lists(self) -> list[tuple[int, bytes]]:
        version = b"\x00\x7f" if Fault.OTHER_VERSION in self.spec.faults else self.profile.version
        found = [
            (el.CDOL_1, dol_bytes(self.cdol_1())),
            (el.CDOL_2, dol_bytes(self.cdol_2())),
            (el.VERSION, version),
            (el.SERVICE_CODE, bytes.fromhex("0" + self.spec.service_code)),
        ]
        if self.proof in {Proof.DDA, Proof.CDA}:
            found.append((el.DDOL, dol_bytes(self.ddol())))
        if self.seeded.chance("limits", 30):
            found += [(el.LOWER_LIMIT, b"\x05"), (el.UPPER_LIMIT, b"\x0a")]
        return found

    # --- files -----------------------------------------------------------------------------

    def image(self) -> Image:
        """Return the application."""
        faults = self.spec.faults
        groups = self.groups()
        spoil_groups(groups, faults)
        groups.update(self.credentials.groups(faults))
        layout = lay_out(self.seeded, groups, self._signed_groups(groups))
        records = self._records(layout, groups)
        return Image(
            scheme=self.app.scheme,
            aid=self.aid,
            pan=self.app.pan,
            sequence=self.app.sequence,
            fci=spoil_fci(self.fci(), faults),
            entry=self.entry(),
            pdol=self.pdol(),
            cdol_1=self.cdol_1(),
            cdol_2=self.cdol_2(),
            ddol=self.ddol(),
            aip=self.aip(),
            afl=spoil_locator(layout.locator, faults),
            records=records,
            answers_plainly=self.seeded.chance("plain answers", 50),
            proof=self.proof,
            issuer_proof=self.issuer_proof,
            icc_key=self.credentials.icc_key,
            number_length=8 if self.proof is Proof.CDA else 2 + self.seeded.below("number", 7),
            track_2=track_2_bytes(self.spec, self.app),
            first_counter=1 + self.seeded.below("first counter", 2000),
            faults=faults,
            changing=layout.places().get(self.changing_group),
        )

    def _signed_groups(self, groups: Groups) -> Sequence[str]:
        if self.proof is Proof.NONE:
            return ()
        perhaps = (n for n in self.perhaps_signed if self.seeded.chance(f"{n} signed", 50))
        return [name for name in (*self.signed_groups, *perhaps) if name in groups]

    def _records(self, layout: Layout, groups: Groups) -> dict[Place, bytes]:
        faults, places = self.spec.faults, layout.places()
        written: Mapping[str, Elements] = groups
        records = {place: self._record(name, written[name]) for name, place in places.items()}
        if self.proof is not Proof.NONE:
            is_listed = any(tag == el.STATIC_LIST for tag, _ in groups.get("use", []))
            static = static_data(layout, records, self.aip() if is_listed else b"")
            for name, elements in self.credentials.fill(static, faults).items():
                if name in places:
                    records[places[name]] = self._record(name, elements)
        spoil_records(records, places, faults)
        return records

    def _record(self, name: str, elements: Elements) -> bytes:
        return encode(self.seeded, name, elements)

    # --- selection -------------------------------------------------------------------------

    def fci(self) -> bytes:
        """Return what SELECT answers (Book 1 §11.3.4)."""
        inside = [(el.LABEL, self.app.label.encode("latin-1")), (el.PRIORITY, self._priority())]
        if self.pdol():
            inside.append((el.PDOL, dol_bytes(self.pdol())))
        inside += self._names()
        if self.seeded.chance("log", 40):
            inside.append((el.DISCRETIONARY, tlv(el.LOG, b"\x0b\x0a")))
        proprietary = tlv(el.PROPRIETARY, *(tlv(tag, value) for tag, value in inside))
        return tlv(el.FCI, tlv(el.NAME, self.aid), proprietary)

    def entry(self) -> bytes:
        """Return what stands in the directory (Book 1 §12.2.3)."""
        parts = [
            (el.AID_DIRECTORY, self.aid),
            (el.LABEL, self.app.label.encode("latin-1")),
            (el.PRIORITY, self._priority()),
        ]
        if self.app.preferred_name:
            parts.append((el.PREFERRED_NAME, self.app.preferred_name.encode("latin-1")))
        return tlv(el.ENTRY, *(tlv(tag, value) for tag, value in parts))

    def _priority(self) -> bytes:
        return bytes((self.app.priority | (0x80 if self.app.confirm else 0),))

    def _names(self) -> Elements:
        found = [(el.LANGUAGES, b"enzh")] if self.seeded.chance("languages", 60) else []
        if self.app.preferred_name:
            found += [
                (el.CODE_TABLE, b"\x01"),
                (el.PREFERRED_NAME, self.app.preferred_name.encode("latin-1")),
            ]
        return found


class _TappedOther(_Chip):
    """Mastercard's taps, and those of schemes that no till here knows (Book C-2)."""

    interface = "tap"

    def proof_for(self) -> Proof:
        return self.spec.proof if self.spec.proof is Proof.NONE else Proof.CDA

    def issuer_proof_for(self) -> IssuerProof:
        return IssuerProof.NONE

    def pdol(self) -> Dol:
        return _TAP_VALUES if self.seeded.chance("options", 40) else ()

    def cdol_1(self) -> Dol:
        return (*TOLD, *_MORE_TOLD)

    def cdol_2(self) -> Dol:
        return (_ARC, *TOLD)

    def aip(self) -> bytes:
        first, second = super().aip()
        on_device = _ON_DEVICE if self.spec.wallet is not Wallet.NO else 0
        # Data authentication by SDA or DDA is not for taps: CDA alone.
        return bytes((first & ~0x60 | on_device, second | _EMV_MODE))

    def entry(self) -> bytes:
        parts = [
            (el.AID_DIRECTORY, self.aid),
            (el.LABEL, self.app.label.encode("latin-1")),
            (el.PRIORITY, self._priority()),
        ]
        if self.app.scheme is not Scheme.MASTERCARD or self.seeded.chance("kernel", 50):
            parts.append((el.KERNEL, bytes((self.profile.kernel,))))
        return tlv(el.ENTRY, *(tlv(tag, value) for tag, value in parts))


class _TappedVisa(_TappedOther):
    """Visa's taps: nearly all of it comes with GET PROCESSING OPTIONS (Book C-3)."""

    perhaps_signed = ()
    changing_group = "lists"

    def proof_for(self) -> Proof:
        return self.spec.proof if self.spec.proof is Proof.NONE else Proof.DDA

    def pdol(self) -> Dol:
        return _TAP_OPTIONS

    def aip(self) -> bytes:
        return bytes((_PROOFS[self.proof], 0x00))

    def groups(self) -> Groups:
        core = [
            (el.EXPIRY, day(self.spec.expires)),
            (el.HOLDER, self.spec.holder.encode("latin-1")),
        ]
        use = [(el.USAGE, self.usage()), (el.ISSUER_COUNTRY, SINGAPORE)]
        if self.proof is Proof.NONE:
            return {"core": core, "use": use}
        use.append((el.STATIC_LIST, bytes((el.AIP,))))
        return {"core": core, "use": use, "lists": [(el.AUTHENTICATION_DATA, bytes(7))]}


def track_2_bytes(spec: CardSpec, app: AppSpec) -> bytes:
    """Return tag 57: number, expiry, service code and what the issuer put behind them."""
    discretionary = Seeded(f"{spec.key}|{app.pan}").draw("track 2", 4).hex()
    digits = "".join(str(int(sign, 16) % 10) for sign in discretionary)
    room = 38 - len(app.pan) - 8
    written = f"{app.pan}D{spec.expires:%y%m}{spec.service_code}{digits[:room]}"
    return bytes.fromhex(written + "F" * (len(written) % 2))


def day(when: date) -> bytes:
    """Return a date as YYMMDD."""
    return bytes.fromhex(f"{when:%y%m%d}")
