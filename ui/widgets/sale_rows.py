"""What stands in a list of sales: its columns, their texts, and the rows for the view.

The rows are a window on what there is. When it moves, rows come at one end and go at the other; the
view is told just that, so that what is seen stays where it is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from kpay_desktop.domain.language import Language
from kpay_desktop.domain.money import format_plain, format_sgd
from kpay_desktop.domain.records import SaleRecord
from kpay_desktop.domain.sale import Method
from ui.card_words import paid_with
from ui.state_tones import state_word
from ui.theme import Look
from ui.views_transactions import SaleRows
from ui.words import Words, words_of

#: Design pixels.
PADDING = 12

AnyIndex = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what stands in it, and its place in pixels."""

    name: str
    left: float
    width: float
    to_right: bool


# Name, least width in design pixels, and whether figures end at its right edge.
_COLUMNS = (
    ("voucher", 96, False),
    ("time", 100, False),
    ("type", 72, False),
    ("paid_with", 136, False),
    ("entry", 124, False),
    ("amount", 104, True),
    ("state", 118, True),
)
DATED_WIDTH, _SHORT_DATED_WIDTH = 152, 108
# What is left out first where the width is too small.
_SPARED = ("type", "entry")
_GROWING = "paid_with"


def columns(look: Look, width: float, *, with_date: bool) -> tuple[Column, ...]:
    """Return the columns that fit ``width`` pixels; times take more room with their date."""
    wanted = {name: look.px(least) for name, least, _ in _COLUMNS}
    if with_date:
        wanted["time"] = look.px(DATED_WIDTH)
    room = width - 2 * look.px(PADDING)
    for name in _SPARED:
        if sum(wanted.values()) > room:
            del wanted[name]
    if with_date and sum(wanted.values()) > room:
        wanted["time"] = look.px(_SHORT_DATED_WIDTH)
    spare = room - sum(wanted.values())
    wanted[_GROWING] += int(min(0, spare) + max(0, spare) * 0.5)
    spare = room - sum(wanted.values())
    if "entry" in wanted:
        wanted["entry"] += int(spare)
    else:
        wanted[_GROWING] += int(spare)
    made, left = [], float(look.px(PADDING))
    for name, _, to_right in _COLUMNS:
        if name in wanted:
            made.append(Column(name, left, wanted[name], to_right))
            left += wanted[name]
    return tuple(made)


def _entry_id(sale: SaleRecord) -> str:
    if sale.mode is not None:
        return f"transactions.entry_{sale.mode.value}"
    if sale.method is Method.CASH:
        return "transactions.entry_cash"
    if sale.card is None:
        return "transactions.entry_none"
    return f"entry.{sale.card.facts.entry.value}"


def cells(sale: SaleRecord, rows: SaleRows, words: Words) -> dict[str, str]:
    """Return what stands in each column of a sale's row."""
    local = sale.created_at.astimezone(rows.zone)
    clock = f"{local.hour:02d}:{local.minute:02d}"
    day = f"{local.month:02d}-{local.day:02d}"
    dated = f"{local.year}-{day} {clock}"
    return {
        "voucher": sale.identity.voucher,
        "time": dated if rows.with_date else f"{clock}:{local.second:02d}",
        "short_time": f"{day} {clock}",
        "type": words("transactions.sale"),
        "paid_with": words(paid_with(sale)),
        "entry": words(_entry_id(sale)),
        "amount": format_plain(sale.total_minor),
        "state": words(state_word(sale.method, sale.state)),
    }


class SaleModel(QAbstractListModel):
    """The rows, with one line of words each for screen readers."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.shown: SaleRows | None = None
        self.words = words_of(Language.EN)

    @property
    def sales(self) -> tuple[SaleRecord, ...]:
        """The rows."""
        return () if self.shown is None else self.shown.rows

    def show_rows(self, rows: SaleRows, words: Words) -> int | None:
        """Take ``rows``; return how many came above those that were there, less those that went.

        None: they are others than before.
        """
        if rows == self.shown and words is self.words:
            return 0
        self.words = words
        old = self.shown
        moved = None if old is None else moved_by(old.rows, rows.rows)
        if old is None or moved is None:
            self.beginResetModel()
            self.shown = rows
            self.endResetModel()
            return None
        self._move(rows, moved)
        self.shown = rows
        if rows.rows:
            self.dataChanged.emit(self.index(0), self.index(len(rows.rows) - 1))
        return moved

    def _move(self, rows: SaleRows, moved: int) -> None:
        """Take rows away and put rows in at both ends until only what they say can differ."""
        new = rows.rows
        self._remove(0, max(0, -moved))
        kept = min(len(self.sales), len(new) - max(0, moved))
        self._remove(kept, len(self.sales) - kept)
        self._insert(0, new[: max(0, moved)])
        self._insert(len(self.sales), new[len(self.sales) :])

    def _remove(self, at: int, count: int) -> None:
        if count > 0 and self.shown is not None:
            sales = self.sales
            self.beginRemoveRows(QModelIndex(), at, at + count - 1)
            self.shown = replace(self.shown, rows=(*sales[:at], *sales[at + count :]))
            self.endRemoveRows()

    def _insert(self, at: int, rows: tuple[SaleRecord, ...]) -> None:
        if rows and self.shown is not None:
            sales = self.sales
            self.beginInsertRows(QModelIndex(), at, at + len(rows) - 1)
            self.shown = replace(self.shown, rows=(*sales[:at], *rows, *sales[at:]))
            self.endInsertRows()

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        """How many sales there are."""
        return 0 if parent is not None and parent.isValid() else len(self.sales)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a sale in words."""
        spoken = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        if role not in spoken or self.shown is None or not index.isValid():
            return None
        sale = self.sales[index.row()]
        cell = cells(sale, self.shown, self.words)
        parts = (cell["voucher"], cell["time"], cell["paid_with"])
        return ", ".join((*parts, format_sgd(sale.total_minor), cell["state"]))


def moved_by(old: tuple[SaleRecord, ...], new: tuple[SaleRecord, ...]) -> int | None:
    """Return how many rows of ``new`` stand above the first of ``old``, negative if that has gone.

    None if the two have no stretch in common, or differ within it.
    """
    if not old or not new:
        return None
    before = [sale.identity.sale_id for sale in old]
    now = [sale.identity.sale_id for sale in new]
    if before[0] in now:
        moved = now.index(before[0])
    elif now[0] in before:
        moved = -before.index(now[0])
    else:
        return None
    here, there = before[max(0, -moved) :], now[max(0, moved) :]
    common = min(len(here), len(there))
    return moved if here[:common] == there[:common] else None
