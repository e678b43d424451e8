"""Entry Point: which application of a tapped card goes to which kernel (EMVCo Book B §3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kpay_desktop.emv import tags
from kpay_desktop.emv.bits import BitField, TtqBit
from kpay_desktop.emv.config import RID_LENGTH, Application, ContactlessProfile, KernelId
from kpay_desktop.emv.errors import EmvDataError
from kpay_desktop.emv.selection import fci_values
from kpay_desktop.emv.talk import Part, select
from kpay_desktop.emv.tlv import Tlv, find, find_all, parse

PPSE = b"2PAY.SYS.DDF01"
_DEFAULT_KERNELS: Mapping[bytes, int] = {
    bytes.fromhex("A000000003"): 3,
    bytes.fromhex("A000000004"): 2,
    bytes.fromhex("A000000025"): 4,
    bytes.fromhex("A000000065"): 5,
    bytes.fromhex("A000000152"): 6,
    bytes.fromhex("A000000333"): 7,
}
_PRIORITY, _LAST = 0x0F, 0x0F
_DOMESTIC = 0x80
_QUALIFIER_BYTES = 4


@dataclass(frozen=True, slots=True)
class Combination:
    """An application and its kernel, as this transaction may use it (§3.1.1).

    ``qualifiers`` is tag 9F66 with the transaction's own bits set. ``needs_verification``: the
    amount is above what goes without.
    """

    application: Application
    profile: ContactlessProfile
    qualifiers: bytes
    needs_verification: bool
    over_floor: bool


@dataclass(frozen=True, slots=True)
class Tapped:
    """A candidate: the card's name of the application, and the combination that takes it."""

    name: bytes
    combination: Combination
    priority: int


def prepare(applications: Iterable[Application], amount_minor: int) -> tuple[Combination, ...]:
    """Return what may be tapped for this amount, in the terminal's own order (§3.1.1).

    Book B compares an amount with the transaction limit by "at least", with the floor by "above".
    The limit of verification is kept as the largest amount that needs none.
    """
    found = []
    for application in applications:
        profile = application.contactless
        if profile is None or not _is_allowed(profile, amount_minor):
            continue
        needs_verification = amount_minor > profile.cvm_limit_minor
        over_floor = amount_minor > profile.floor_limit_minor
        qualifiers = BitField.of(profile.ttq.ljust(_QUALIFIER_BYTES, b"\x00"))
        qualifiers.clear(TtqBit.ONLINE_CRYPTOGRAM_REQUIRED, TtqBit.CVM_REQUIRED)
        # Every transaction goes online here, whatever the floor limit says.
        qualifiers.set(TtqBit.ONLINE_CRYPTOGRAM_REQUIRED)
        if needs_verification:
            qualifiers.set(TtqBit.CVM_REQUIRED)
        found.append(
            Combination(application, profile, bytes(qualifiers), needs_verification, over_floor)
        )
    return tuple(found)


def _is_allowed(profile: ContactlessProfile, amount_minor: int) -> bool:
    if amount_minor == 0 and not profile.zero_amount_allowed:
        return False
    # Kernel 2 looks at its limits itself, once it knows whether a phone has verified its owner.
    return profile.kernel is KernelId.MASTERCARD or amount_minor < profile.transaction_limit_minor


def find_tapped(combinations: Sequence[Combination]) -> Part[list[Tapped]]:
    """Return the card's applications that a kernel here takes, the most wanted first (§3.3.2).

    Raises:
        CardLostError: the card left.
    """
    answer = yield from select(PPSE)
    if not answer.is_ok:
        return []
    try:
        nodes = parse(answer.data)
    except EmvDataError:
        return []
    directory = find(nodes, tags.FCI_DISCRETIONARY)
    entries = [] if directory is None else find_all(directory.children, tags.DIRECTORY_ENTRY)
    found = [tapped for entry in entries for tapped in _candidates(entry, combinations)]
    # Equal priorities keep the card's order: sorting is stable.
    return sorted(found, key=lambda tapped: tapped.priority)


def _candidates(entry: Tlv, combinations: Sequence[Combination]) -> list[Tapped]:
    values = {node.tag: node.value for node in entry.children}
    name = values.get(tags.AID_CARD, b"")
    kernel = kernel_of(name, values.get(tags.KERNEL_ID, b""))
    priority = values.get(tags.PRIORITY, b"\x00")
    place = (priority[0] & _PRIORITY if priority else 0) or _LAST
    return [
        Tapped(name, combination, place)
        for combination in combinations
        if combination.profile.kernel.value == kernel and _matches(combination.application, name)
    ][:1]


def _matches(application: Application, name: bytes) -> bool:
    if application.partial_match:
        return name.startswith(application.aid)
    return name == application.aid


def kernel_of(name: bytes, written: bytes) -> int | None:
    """Return the kernel that a directory entry asks for (§3.3.2.5), or None for none we know of.

    Without tag 9F2A, or with a zero in it, the scheme's own kernel is meant.
    """
    if not RID_LENGTH <= len(name) <= 16:
        return None
    asked = written[0] if written else 0
    if asked & _DOMESTIC:
        return None
    return asked or _DEFAULT_KERNELS.get(name[:RID_LENGTH])


def select_tapped(tapped: Tapped) -> Part[dict[int, bytes] | None]:
    """Select an application; None if the card does not want to after all (§3.3.3).

    Raises:
        CardLostError: the card left.
    """
    answer = yield from select(tapped.name)
    return fci_values(answer, tapped.name) if answer.is_ok else None
