"""Where a card keeps its data: files, records, and the file locator (Book 3 §10.2, §10.3)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from kpay_desktop.simulation.cards import elements as el
from kpay_desktop.simulation.cards.seeded import Seeded
from kpay_desktop.simulation.cards.tlv import tlv

Elements = Sequence[tuple[int, bytes]]
Place = tuple[int, int]

_LAST_EMV_FILE = 10

# Ways to spread groups over files. Groups that a card does not have are left out.
_SPREADS: tuple[tuple[tuple[str, ...], ...], ...] = (
    (("track",), ("keys", "issuer", "icc", "rest"), ("core", "use", "lists")),
    (("core", "use", "lists", "track"), ("keys", "issuer"), ("icc", "rest")),
    (("core",), ("track", "lists"), ("use", "keys", "issuer", "icc", "rest")),
    (("core", "use", "lists", "track", "keys", "issuer", "icc", "rest"),),
    (("track", "keys"), ("issuer",), ("core", "lists", "use"), ("icc", "rest")),
)


@dataclass(frozen=True, slots=True)
class File:
    """One entry of the file locator: groups in their records, the signed ones first."""

    sfi: int
    first: int
    groups: tuple[str, ...]
    signed: int

    def places(self) -> list[tuple[str, Place]]:
        """Return each group with where its record lies: file and number."""
        return [(name, (self.sfi, self.first + at)) for at, name in enumerate(self.groups)]


@dataclass(frozen=True, slots=True)
class Layout:
    """All files of an application, in the order of its file locator."""

    files: tuple[File, ...]

    @property
    def locator(self) -> bytes:
        """Tag 94."""
        return b"".join(
            bytes((file.sfi << 3, file.first, file.first + len(file.groups) - 1, file.signed))
            for file in self.files
        )

    def places(self) -> dict[str, Place]:
        """Return where each group lies."""
        return {name: place for file in self.files for name, place in file.places()}

    def signed_groups(self) -> list[tuple[str, int]]:
        """Return the signed groups in the order in which a terminal reads them, with their file."""
        return [(name, file.sfi) for file in self.files for name in file.groups[: file.signed]]


def lay_out(seeded: Seeded, groups: Collection[str], signed: Collection[str]) -> Layout:
    """Spread groups over files as the seed wants it."""
    spread = seeded.pick("spread", _SPREADS)
    wanted = [[name for name in names if name in groups] for names in spread]
    files = seeded.shuffled("order of files", [names for names in wanted if names])
    numbers = seeded.shuffled("files", range(1, _LAST_EMV_FILE + 1))
    laid = [
        _file(seeded, number, names, signed) for number, names in zip(numbers, files, strict=False)
    ]
    if "own" in groups:
        laid.append(_file(seeded, 11 + seeded.below("own file", 20), ["own"], signed))
    return Layout(tuple(laid))


def encode(seeded: Seeded, name: str, elements: Elements) -> bytes:
    """Return a record, now and then with zeros between its data objects (Book 3 Annex B1)."""
    objects = [tlv(tag, value) for tag, value in elements]
    if len(objects) > 1 and seeded.chance(f"zeros in {name}", 15):
        objects.insert(1, bytes(2))
    return tlv(el.RECORD, *objects)


def static_data(layout: Layout, records: Mapping[Place, bytes], appended: bytes) -> bytes:
    """Return what the issuer signs (Book 3 §10.3): within files 1 to 10 without the template."""
    places = layout.places()
    parts = []
    for name, sfi in layout.signed_groups():
        record = records[places[name]]
        parts.append(inside(record) if sfi <= _LAST_EMV_FILE else record)
    return b"".join(parts) + appended


def inside(record: bytes) -> bytes:
    """Return what stands in a record's template."""
    return record[3:] if record[1] == 0x81 else record[2:]


def _file(seeded: Seeded, number: int, names: list[str], signed: Collection[str]) -> File:
    ordered = sorted(names, key=lambda name: name not in signed)
    first = 1 + (seeded.below(f"first of {names[0]}", 3) if seeded.chance(names[0], 30) else 0)
    return File(number, first, tuple(ordered), sum(name in signed for name in names))
