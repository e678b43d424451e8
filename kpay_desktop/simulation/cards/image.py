"""An application as it lies on a chip, ready to answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kpay_desktop.simulation.cards.dol import Dol
from kpay_desktop.simulation.cards.layout import Place
from kpay_desktop.simulation.cards.rsa import RsaKey
from kpay_desktop.simulation.cards.spec import Fault, IssuerProof, Proof, Scheme


@dataclass(frozen=True, slots=True)
class Image:
    """One application on one interface. Values are bytes as a terminal gets them.

    ``fci`` and ``entry`` (its place in the directory) are whole; ``records`` by file and number.
    ``answers_plainly``: its answers come without tags where EMV leaves the choice (format 1).
    ``changing``: the record that is written anew at each tap, if there is one.
    """

    scheme: Scheme
    aid: bytes
    pan: str = field(repr=False)
    sequence: str
    fci: bytes
    entry: bytes
    pdol: Dol
    cdol_1: Dol
    cdol_2: Dol
    ddol: Dol
    aip: bytes
    afl: bytes
    records: Mapping[Place, bytes] = field(repr=False)
    answers_plainly: bool
    proof: Proof
    issuer_proof: IssuerProof
    icc_key: RsaKey | None
    number_length: int
    track_2: bytes = field(repr=False)
    first_counter: int
    faults: frozenset[Fault]
    changing: Place | None = None
