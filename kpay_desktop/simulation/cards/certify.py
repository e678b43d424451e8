"""An application's keys and certificates, right or with a fault."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kpay_desktop.simulation.cards import elements as el
from kpay_desktop.simulation.cards.authority import (
    CA_EXPIRES,
    authority,
    icc_certificate,
    indices,
    issuer_certificate,
    sign_static,
)
from kpay_desktop.simulation.cards.layout import Elements
from kpay_desktop.simulation.cards.rsa import RsaKey, make_key
from kpay_desktop.simulation.cards.seeded import Seeded
from kpay_desktop.simulation.cards.spec import Fault, Proof, Scheme

_LONG_AGO = date(2021, 6, 30)
_ISSUER_BITS, _ICC_BITS = (1152, 1408), (1024, 1152)
# No two cards here meet: a few keys do for all of them. Their numbers choose their exponents.
_ISSUER_EXPONENTS, _ICC_EXPONENTS = (3, 65_537), (3, 3, 3, 65_537)
_UNKNOWN_INDEX = 0xEE
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Credentials:
    """What an application proves itself with. ``code``: tag 9F45, in signed static data."""

    scheme: Scheme
    pan: str
    proof: Proof
    ca_index: int
    issuer: RsaKey
    icc: RsaKey
    issuer_serial: bytes
    icc_serial: bytes
    code: bytes

    @property
    def icc_key(self) -> RsaKey | None:
        """The chip's own key, if it has one."""
        return self.icc if self.proof in {Proof.DDA, Proof.CDA} else None

    def groups(self, faults: frozenset[Fault]) -> dict[str, list[tuple[int, bytes]]]:
        """Return the groups that :meth:`fill` fills, empty."""
        if self.proof is Proof.NONE:
            return {}
        names = ["keys"]
        if Fault.CERTIFICATE_MISSING not in faults:
            names.append("issuer")
        if self.proof is not Proof.SDA:
            names += ["icc", "rest"]
        return {name: [] for name in names}

    def fill(self, static: bytes, faults: frozenset[Fault]) -> dict[str, Elements]:
        """Return the groups with what they hold, over the static data of the card."""
        index = _UNKNOWN_INDEX if Fault.CA_KEY_UNKNOWN in faults else self.ca_index
        issuer = issuer_certificate(
            authority(self.scheme, self.ca_index),
            self.issuer,
            "99" + self.pan[2:_DIGITS] if Fault.ISSUER_OTHER in faults else self.pan[:_DIGITS],
            _LONG_AGO if Fault.ISSUER_EXPIRED in faults else CA_EXPIRES,
            self.issuer_serial,
        )
        keys = [(el.CA_INDEX, bytes((index,))), (el.ISSUER_EXPONENT, issuer.exponent)]
        if issuer.remainder:
            keys.append((el.ISSUER_REMAINDER, issuer.remainder))
        if self.proof is Proof.SDA:
            signed = sign_static(self.issuer, self.code, static)
            is_wrong = Fault.STATIC_SIGNATURE in faults
            keys.append((el.SIGNED_STATIC, _flipped(signed) if is_wrong else signed))
        certificate = issuer.certificate
        if Fault.ISSUER_CERTIFICATE in faults:
            certificate = _flipped(certificate)
        icc, rest = self._icc_groups(static, faults)
        return {
            "keys": keys,
            "issuer": [(el.ISSUER_CERTIFICATE, certificate)],
            "icc": icc,
            "rest": rest,
        }

    def _icc_groups(
        self, static: bytes, faults: frozenset[Fault]
    ) -> tuple[Elements, list[tuple[int, bytes]]]:
        icc = icc_certificate(
            self.issuer,
            self.icc,
            self.pan[:-2] + "00" if Fault.ICC_OTHER in faults else self.pan,
            _LONG_AGO if Fault.ICC_EXPIRED in faults else CA_EXPIRES,
            self.icc_serial,
            static,
        )
        certificate = icc.certificate
        if Fault.ICC_CERTIFICATE in faults:
            certificate = _flipped(certificate)
        rest = [(el.ICC_EXPONENT, icc.exponent)]
        if icc.remainder:
            rest.append((el.ICC_REMAINDER, icc.remainder))
        return [(el.ICC_CERTIFICATE, certificate)], rest


def credentials(seeded: Seeded, scheme: Scheme, pan: str, proof: Proof) -> Credentials:
    """Return what an application of this number proves itself with."""
    issuer = seeded.below("issuer key", len(_ISSUER_EXPONENTS))
    icc = seeded.below("card key", len(_ICC_EXPONENTS))
    issuer_bits = seeded.pick("issuer key size", _ISSUER_BITS)
    icc_bits = seeded.pick("card key size", _ICC_BITS)
    return Credentials(
        scheme=scheme,
        pan=pan,
        proof=proof,
        ca_index=seeded.pick("authority", indices()),
        issuer=make_key(f"issuer {issuer}", issuer_bits, _ISSUER_EXPONENTS[issuer]),
        icc=make_key(f"card {icc}", icc_bits, _ICC_EXPONENTS[icc]),
        issuer_serial=seeded.draw("issuer serial", 3),
        icc_serial=seeded.draw("card serial", 3),
        code=seeded.draw("authentication code", 2),
    )


def key_names() -> Iterator[tuple[str, int, int]]:
    """Go through all keys that issuers and cards have: name, bits, exponent."""
    for kind, sizes, exponents in (
        ("issuer", _ISSUER_BITS, _ISSUER_EXPONENTS),
        ("card", _ICC_BITS, _ICC_EXPONENTS),
    ):
        for number, exponent in enumerate(exponents):
            for bits in sizes:
                yield f"{kind} {number}", bits, exponent


def _flipped(signed: bytes) -> bytes:
    return signed[:40] + bytes((signed[40] ^ 0x10,)) + signed[41:]
