"""Which application of a card is used (Book 1 §12.2 to §12.4; Book 4 §11.3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kpay_desktop.emv import tags
from kpay_desktop.emv.apdu import ResponseApdu
from kpay_desktop.emv.config import Application
from kpay_desktop.emv.errors import EmvDataError
from kpay_desktop.emv.steps import ApplicationChoice, ChooseApplication, Chosen, Reason
from kpay_desktop.emv.talk import (
    SELECT_FIRST,
    SELECT_NEXT,
    EarlyEndError,
    Part,
    read_record,
    select,
)
from kpay_desktop.emv.tlv import Tlv, find, find_all, parse

PSE = b"1PAY.SYS.DDF01"
NOT_SUPPORTED, NOT_FOUND, BLOCKED, NO_RECORD = 0x6A81, 0x6A82, 0x6283, 0x6A83
_LAST_DIRECTORY_SFI, _MAX_RECORDS, _MAX_OF_ONE_NAME = 10, 30, 16
# More applications than anybody could choose from are not looked at.
_MAX_CANDIDATES = 32
# Errors of execution, and those that the chip itself cannot name (ISO/IEC 7816-4 §5.6).
_CHIP_FAILED = frozenset({0x64, 0x65, 0x6F})
_LATIN = 1
_CONFIRM, _PRIORITY = 0x80, 0x0F
_LAST = 16


@dataclass(frozen=True, slots=True)
class Candidate:
    """An application that card and terminal both have. ``place`` is where the card names it."""

    name: bytes
    application: Application
    label: str
    priority: int
    must_confirm: bool
    place: int


@dataclass(frozen=True, slots=True)
class Selected:
    """The application in use: what it is here, its name on the card, and its FCI's contents."""

    candidate: Candidate
    values: Mapping[int, bytes]


def applications_for(name: bytes, known: Iterable[Application]) -> Application | None:
    """Return the terminal's application for a name on the card: exact, else the longest part."""
    matching = [a for a in known if name == a.aid or (a.partial_match and name.startswith(a.aid))]
    return max(matching, key=lambda a: len(a.aid), default=None)


@dataclass(frozen=True, slots=True)
class Found:
    """What both have, the most wanted first; and whether the card told of one that is blocked.

    ``chip_failed``: to every selection the chip said no more than that it cannot.
    """

    candidates: list[Candidate]
    has_blocked: bool
    chip_failed: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """A card that does not want to after all; perhaps because its issuer blocked it."""

    is_blocked: bool


def find_candidates(known: Sequence[Application]) -> Part[Found]:
    """Return what both have; by the card's directory, else by its AIDs.

    Raises:
        EarlyEndError: the card is blocked.
        CardLostError: it left.
    """
    answer = yield from select(PSE)
    if answer.sw == NOT_SUPPORTED:
        raise EarlyEndError(Reason.CARD_BLOCKED)
    found, has_blocked, chip_failed = (yield from _from_directory(answer, known)), False, False
    if not found:
        found, statuses = yield from _from_list(known)
        has_blocked = BLOCKED in statuses
        chip_failed = {sw >> 8 for sw in (answer.sw, *statuses)} <= _CHIP_FAILED
    wanted = sorted(found, key=lambda c: (c.priority or _LAST, c.place))
    return Found(wanted, has_blocked, chip_failed)


def choose(candidates: Sequence[Candidate]) -> Part[Candidate]:
    """Return the candidate to use: the customer's choice if there is one to make.

    Raises:
        EarlyEndError: there is none, or the customer wants none.
    """
    if not candidates:
        raise EarlyEndError(Reason.NO_APPLICATION)
    if len(candidates) == 1 and not candidates[0].must_confirm:
        return candidates[0]
    choices = tuple(ApplicationChoice(c.name, c.label) for c in candidates)
    answer = yield ChooseApplication(choices)
    if not isinstance(answer, Chosen):
        raise TypeError("a choice was asked for")
    if answer.index is None or not 0 <= answer.index < len(candidates):
        raise EarlyEndError(Reason.NOT_CHOSEN)
    return candidates[answer.index]


def select_application(candidate: Candidate) -> Part[Selected | Refused]:
    """Select for good (Book 1 §12.4)."""
    answer = yield from select(candidate.name)
    values = fci_values(answer, candidate.name) if answer.is_ok else None
    return Refused(answer.sw == BLOCKED) if values is None else Selected(candidate, values)


def fci_values(answer: ResponseApdu, name: bytes) -> dict[int, bytes] | None:
    """Return what stands in an application's FCI, or None if it is not that application's."""
    try:
        nodes = parse(answer.data)
    except EmvDataError:
        return None
    if len(nodes) != 1 or nodes[0].tag != tags.FCI:
        return None
    inside = {node.tag: node.value for node in nodes[0].children}
    proprietary = find(nodes[0].children, tags.FCI_PROPRIETARY)
    if inside.get(tags.DF_NAME) != name or proprietary is None:
        return None
    own = (node for node in proprietary.children if tags.is_for_cards(node.tag))
    return {**{node.tag: node.value for node in own}, tags.DF_NAME: name}


# --- by the card's directory ----------------------------------------------------------------


def _from_directory(answer: ResponseApdu, known: Sequence[Application]) -> Part[list[Candidate]]:
    values = fci_values(answer, PSE) if answer.is_ok else None
    sfi = b"" if values is None else values.get(tags.SFI, b"")
    if len(sfi) != 1 or not 1 <= sfi[0] <= _LAST_DIRECTORY_SFI:
        return []
    found: list[Candidate] = []
    for number in range(1, _MAX_RECORDS + 1):
        record = yield from read_record(sfi[0], number)
        if record.sw == NO_RECORD:
            break
        entries = _entries(record)
        if entries is None:
            return []
        for entry in entries:
            candidate = _from_entry(entry, known, len(found), values or {})
            if candidate is not None:
                found.append(candidate)
            if len(found) == _MAX_CANDIDATES:
                return found
    return found


def _entries(record: ResponseApdu) -> list[Tlv] | None:
    if not record.is_ok:
        return None
    try:
        nodes = parse(record.data)
    except EmvDataError:
        return None
    if len(nodes) != 1 or nodes[0].tag != tags.RECORD:
        return None
    return list(find_all(nodes[0].children, tags.DIRECTORY_ENTRY))


def _from_entry(
    entry: Tlv, known: Sequence[Application], place: int, directory: Mapping[int, bytes]
) -> Candidate | None:
    values = {node.tag: node.value for node in entry.children}
    if tags.CODE_TABLE in directory:
        # How preferred names are written is said once, for the whole directory (Book 1 §12.2.3).
        values.setdefault(tags.CODE_TABLE, directory[tags.CODE_TABLE])
    name = values.get(tags.AID_CARD, b"")
    application = applications_for(name, known) if name else None
    return None if application is None else _candidate(name, application, values, place)


# --- by the terminal's list -----------------------------------------------------------------


def _from_list(known: Sequence[Application]) -> Part[tuple[list[Candidate], list[int]]]:
    """Return the applications that the card has, and every status word that it gave."""
    found: list[Candidate] = []
    statuses: list[int] = []
    for application in known:
        occurrence = SELECT_FIRST
        for _ in range(_MAX_OF_ONE_NAME):
            answer = yield from select(application.aid, occurrence)
            statuses.append(answer.sw)
            if answer.sw == NOT_SUPPORTED and occurrence == SELECT_FIRST:
                raise EarlyEndError(Reason.CARD_BLOCKED)
            if not answer.is_ok and answer.sw != BLOCKED:
                break
            name = _name_of(answer)
            if name is None or not name.startswith(application.aid):
                break
            is_exact = name == application.aid
            values = fci_values(answer, name)
            is_wanted = is_exact or application.partial_match
            if answer.is_ok and is_wanted and values is not None:
                is_new = all(name != c.name for c in found)
                if is_new:
                    found.append(_candidate(name, application, values, len(found)))
            if is_exact or not application.partial_match:
                break
            occurrence = SELECT_NEXT
    return found, statuses


def _name_of(answer: ResponseApdu) -> bytes | None:
    try:
        node = find(parse(answer.data), tags.DF_NAME)
    except EmvDataError:
        return None
    return None if node is None else node.value


def _candidate(
    name: bytes, application: Application, values: Mapping[int, bytes], place: int
) -> Candidate:
    priority = values.get(tags.PRIORITY, b"\x00")
    first = priority[0] if priority else 0
    return Candidate(
        name=name,
        application=application,
        label=label_of(values) or application.name,
        priority=first & _PRIORITY,
        must_confirm=bool(first & _CONFIRM),
        place=place,
    )


def label_of(values: Mapping[int, bytes]) -> str:
    """Return an application's name for people: the preferred one if it can be written here.

    Book 4 §11.3: the preferred name counts only with a code table that the terminal has (ISO/IEC
    8859-1 here).
    """
    preferred = values.get(tags.PREFERRED_NAME, b"")
    table = values.get(tags.CODE_TABLE, b"")
    written = preferred if preferred and table == bytes((_LATIN,)) else values.get(tags.LABEL, b"")
    text = written.decode("latin-1")
    return "".join(sign for sign in text if sign.isprintable()).strip()
