"""Reads ESC/POS bytes back into what stands on the paper.

Written from the command descriptions alone and sharing nothing with the driver, so that one cannot
hide the other's mistakes. It is strict: a command that it does not know, text wider than the paper
and anything else that a printer would garble is written down in ``problems``.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace

from kpay_desktop.simulation.paper.items import (
    FONT_ACROSS,
    FONT_DOWN,
    LINE_PITCH,
    DrawerKick,
    Item,
    PaperFeed,
    PaperQr,
    PaperRaster,
    PaperSlip,
    PaperText,
    Span,
)

CODE_PAGES = {
    0: "cp437",
    2: "cp850",
    3: "cp860",
    4: "cp863",
    5: "cp865",
    16: "cp1252",
    17: "cp866",
    18: "cp852",
    19: "cp858",
}
_ALIGNS = {0: "left", 1: "center", 2: "right"}
_QR_LEVELS = {48: "L", 49: "M", 50: "Q", 51: "H"}
_MAX_SLIPS = 500
_MAX_PROBLEMS = 100


@dataclass(frozen=True, slots=True)
class PaperAsked:
    """``GS r 1`` was reached: the printer answers with the paper sensors."""


@dataclass(frozen=True, slots=True)
class ProcessAsked:
    """``GS ( H`` was reached: the printer answers with the number it was given."""

    number: bytes


Asked = PaperAsked | ProcessAsked


@dataclass(slots=True)
class _Style:
    is_bold: bool = False
    across: int = 1
    down: int = 1
    align: str = "left"
    code_page: str = "cp437"
    is_chinese: bool = False
    pitch: int = LINE_PITCH
    qr_module: int = 3
    qr_level: str = "L"
    qr_text: str = ""


class Interpreter:
    """A printer's reading of a stream of bytes, split anywhere.

    ``dots`` is the paper's width (576 for 80 mm, 384 for 58 mm). ``slips`` are the finished ones,
    the oldest dropped past a bound; ``kicks`` are the pins that the drawer was kicked on.
    """

    def __init__(self, dots: int = 576, *, chinese_at_start: bool = False) -> None:
        self.dots = dots
        self.slips: deque[PaperSlip] = deque(maxlen=_MAX_SLIPS)
        self.problems: list[str] = []
        self.kicks: deque[int] = deque(maxlen=_MAX_SLIPS)
        self._chinese_at_start = chinese_at_start
        self._style = _Style(is_chinese=chinese_at_start)
        self._items: list[Item] = []
        self._spans: list[Span] = []
        self._line_dots = 0
        self._pending = b""
        self._asked: list[Asked] = []

    @property
    def open_slip(self) -> PaperSlip:
        """What has been printed since the last cut."""
        return PaperSlip(tuple(self._items), is_cut=False)

    @property
    def unread(self) -> int:
        """How many bytes of an unfinished command wait for the rest of it."""
        return len(self._pending)

    def feed(self, data: bytes) -> tuple[bytes, list[Asked]]:
        """Read ``data``.

        Returns the bytes of the commands that are whole by now, and what the printer has been
        asked among them, in order.
        """
        data = self._pending + data
        self._asked = []
        at = 0
        while at < len(data):
            taken = self._one(data, at)
            if taken == 0:
                break
            at += taken
        self._pending = data[at:]
        return data[:at], self._asked

    def tear(self) -> None:
        """End the slip where it is, as when the power goes: what was not printed is gone."""
        self._pending = b""
        self._spans = []
        self._line_dots = 0
        self._end_slip(is_cut=False)
        self._style = _Style(is_chinese=self._chinese_at_start)

    def _one(self, data: bytes, at: int) -> int:
        """Carry out the command at ``at``; return its length, or 0 while it is not whole."""
        first = data[at]
        if first >= 0x20:
            return self._text(data, at)
        if first == 0x0A:
            self._end_line()
            return 1
        if first == 0x00:  # printers pass over it
            return 1
        lead = _LEADS.get(first)
        if lead is None:
            return self._problem(data, at, 1)
        if at + 1 >= len(data):
            return 0
        command = lead.get(data[at + 1])
        if command is None:
            return self._problem(data, at, 2)
        length, carry_out = command
        taken = length if isinstance(length, int) else length(data, at)
        if taken == 0 or at + taken > len(data):
            return 0
        carry_out(self, data[at : at + taken])
        return taken

    def _problem(self, data: bytes, at: int, length: int) -> int:
        self._note(f"unknown command {data[at : at + length].hex(' ')}")
        return length

    def _note(self, problem: str) -> None:
        if len(self.problems) < _MAX_PROBLEMS:
            self.problems.append(problem)

    # --- text -------------------------------------------------------------------------------

    def _text(self, data: bytes, at: int) -> int:
        end = at
        style = self._style
        if not style.is_chinese:
            while end < len(data) and data[end] >= 0x20:
                end += 1
            self._letters(data[at:end].decode(style.code_page, "replace"))
            return end - at
        while end < len(data) and 0x20 <= data[end] < 0x80:
            end += 1
        if end > at:
            self._letters(data[at:end].decode("ascii"))
            return end - at
        return self._chinese(data, at)

    def _chinese(self, data: bytes, at: int) -> int:
        if at + 2 > len(data):
            return 0
        length = 4 if 0x30 <= data[at + 1] <= 0x39 else 2
        if at + length > len(data):
            return 0
        try:
            self._letters(data[at : at + length].decode("gb18030"))
        except UnicodeDecodeError:
            self._note(f"not GB18030: {data[at : at + length].hex(' ')}")
        return length

    def _letters(self, text: str) -> None:
        style = self._style
        for letter in text:
            across = FONT_ACROSS * style.across
            # In Chinese mode all that is not ASCII comes from the double-byte font.
            if style.is_chinese and ord(letter) > 0x7F:
                across *= 2
            if self._line_dots + across > self.dots:
                self._note("text wider than the paper")
                self._end_line()
            self._line_dots += across
            self._letter(letter)

    def _letter(self, letter: str) -> None:
        style = self._style
        if self._spans:
            last = self._spans[-1]
            if (last.is_bold, last.across, last.down) == (style.is_bold, style.across, style.down):
                self._spans[-1] = replace(last, text=last.text + letter)
                return
        self._spans.append(Span(letter, style.is_bold, style.across, style.down))

    def _end_line(self) -> None:
        down = max((span.down for span in self._spans), default=1)
        height = max(self._style.pitch, FONT_DOWN * down)
        if self._spans:
            self._items.append(PaperText(tuple(self._spans), self._style.align, height))
        else:
            self._items.append(PaperFeed(self._style.pitch))
        self._spans = []
        self._line_dots = 0

    def _flush(self) -> None:
        if self._spans:
            self._end_line()

    def _end_slip(self, *, is_cut: bool) -> None:
        # The drawer's pulse alone leaves no mark on paper.
        if any(not isinstance(item, DrawerKick) for item in self._items):
            self.slips.append(PaperSlip(tuple(self._items), is_cut=is_cut))
        self._items = []

    # --- commands, by their names in the manuals ----------------------------------------------

    def _initialise(self, _: bytes) -> None:  # ESC @
        self._spans = []
        self._line_dots = 0
        self._style = _Style(is_chinese=self._chinese_at_start)
        # A new job on paper that was never cut: what went before broke off here.
        self._end_slip(is_cut=False)

    def _nothing(self, _: bytes) -> None:
        """Accept a command that changes nothing on paper."""

    def _default_pitch(self, _: bytes) -> None:  # ESC 2
        self._style.pitch = LINE_PITCH

    def _pitch(self, command: bytes) -> None:  # ESC 3 n
        self._style.pitch = command[2]

    def _bold(self, command: bytes) -> None:  # ESC E n
        self._style.is_bold = bool(command[2] & 1)

    def _align(self, command: bytes) -> None:  # ESC a n
        align = _ALIGNS.get(command[2] % 48)
        if align is None or self._spans:
            self._note(f"alignment {command[2]} in a place where it does nothing")
            return
        self._style.align = align

    def _code_page(self, command: bytes) -> None:  # ESC t n
        page = CODE_PAGES.get(command[2])
        if page is None:
            self._note(f"code page {command[2]}")
            return
        self._style.code_page = page

    def _feed_lines(self, command: bytes) -> None:  # ESC d n
        self._flush()
        self._items.append(PaperFeed(command[2] * self._style.pitch))

    def _feed_dots(self, command: bytes) -> None:  # ESC J n
        self._flush()
        self._items.append(PaperFeed(command[2]))

    def _kick(self, command: bytes) -> None:  # ESC p m t1 t2
        pin = 5 if command[2] % 48 else 2
        self.kicks.append(pin)
        self._items.append(DrawerKick(pin))

    def _size(self, command: bytes) -> None:  # GS ! n
        self._style.across = (command[2] >> 4) + 1
        self._style.down = (command[2] & 0x0F) + 1

    def _cut(self, command: bytes) -> None:  # GS V m [n]
        self._flush()
        if command[2] in {65, 66}:
            self._items.append(PaperFeed(command[3]))
        self._end_slip(is_cut=True)

    def _raster(self, command: bytes) -> None:  # GS v 0
        self._flush()
        width = int.from_bytes(command[4:6], "little") * 8
        height = int.from_bytes(command[6:8], "little")
        if command[3] not in {0, 48}:
            self._note(f"raster of mode {command[3]}")
        if width > self.dots:
            self._note("raster wider than the paper")
        self._items.append(PaperRaster(width, height, bytes(command[8:]), self._style.align))

    def _symbol(self, command: bytes) -> None:  # GS ( k
        kind, function, data = command[5], command[6], command[7:]
        if kind != 49:
            self._note(f"symbol of kind {kind}")
        elif function == 65:
            if data[:1] != b"2":
                self._note("QR code of a model that phones do not read")
        elif function == 67:
            self._style.qr_module = data[0]
        elif function == 69:
            self._style.qr_level = _QR_LEVELS.get(data[0], "L")
        elif function == 80:
            self._style.qr_text = data[1:].decode("utf-8", "replace")
        elif function == 81:
            self._flush()
            style = self._style
            self._items.append(PaperQr(style.qr_text, style.qr_module, style.qr_level, style.align))
        else:
            self._note(f"symbol function {function}")

    def _ask_paper(self, command: bytes) -> None:  # GS r n
        if command[2] in {1, 49}:
            self._asked.append(PaperAsked())

    def _ask_process(self, command: bytes) -> None:  # GS ( H
        if command[5:7] == b"00" and len(command) == 11:
            self._asked.append(ProcessAsked(bytes(command[7:11])))
        else:
            self._note("GS ( H of an unknown function")

    def _chinese_on(self, _: bytes) -> None:  # FS &
        self._style.is_chinese = True

    def _chinese_off(self, _: bytes) -> None:  # FS .
        self._style.is_chinese = False


def _raster_length(data: bytes, at: int) -> int:
    if at + 8 > len(data):
        return 0
    across = int.from_bytes(data[at + 4 : at + 6], "little")
    return 8 + across * int.from_bytes(data[at + 6 : at + 8], "little")


def _counted_length(data: bytes, at: int) -> int:
    if at + 5 > len(data):
        return 0
    return 5 + int.from_bytes(data[at + 3 : at + 5], "little")


def _cut_length(data: bytes, at: int) -> int:
    if at + 3 > len(data):
        return 0
    return 4 if data[at + 2] in {65, 66} else 3


def _bracket(reader: Interpreter, command: bytes) -> None:
    # GS ( with its letter: k is a symbol, H asks, L would be graphics.
    known = {0x6B: Interpreter._symbol, 0x48: Interpreter._ask_process}
    carry_out = known.get(command[2])
    if carry_out is None:
        reader._note(f"unknown command {command[:3].hex(' ')}")
        return
    carry_out(reader, command)


_Length = int | Callable[[bytes, int], int]
_CarryOut = Callable[[Interpreter, bytes], None]

_LEADS: dict[int, dict[int, tuple[_Length, _CarryOut]]] = {
    0x10: {  # DLE: already answered when it came in
        0x04: (3, Interpreter._nothing),
        0x05: (3, Interpreter._nothing),
    },
    0x1B: {  # ESC
        0x40: (2, Interpreter._initialise),
        0x32: (2, Interpreter._default_pitch),
        0x33: (3, Interpreter._pitch),
        0x45: (3, Interpreter._bold),
        0x61: (3, Interpreter._align),
        0x74: (3, Interpreter._code_page),
        0x64: (3, Interpreter._feed_lines),
        0x4A: (3, Interpreter._feed_dots),
        0x70: (5, Interpreter._kick),
    },
    0x1C: {  # FS
        0x26: (2, Interpreter._chinese_on),
        0x2E: (2, Interpreter._chinese_off),
    },
    0x1D: {  # GS
        0x21: (3, Interpreter._size),
        0x28: (_counted_length, _bracket),
        0x56: (_cut_length, Interpreter._cut),
        0x61: (3, Interpreter._nothing),
        0x72: (3, Interpreter._ask_paper),
        0x76: (_raster_length, Interpreter._raster),
    },
}
