"""Tokens of the look, turned into fonts, palettes and a small style sheet.

A window holds one :class:`Look`: a theme's tokens and the scale of its size. Widgets take every
colour and every length from it, so a theme or a size changes while the program runs.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget

import resources
from ui.tokens import LIGHT, THEMES, Tokens
from ui.views import Tone

LATIN_FAMILY = "Inter KPay"
CHINESE_FAMILY = "Noto Sans SC KPay"
FONT_FILES = (
    "Inter-Regular.otf",
    "Inter-Medium.otf",
    "Inter-SemiBold.otf",
    "Inter-Bold.otf",
    "NotoSansSC-subset-Regular.otf",
    "NotoSansSC-subset-Bold.otf",
)

REGULAR, MEDIUM, SEMIBOLD, BOLD = 400, 500, 600, 700

#: The window size that lengths are given for.
DESIGN_WIDTH, DESIGN_HEIGHT = 1366, 768
SCALE_MIN, SCALE_MAX = 0.9, 1.6
# Larger windows get larger type, but less than in proportion: they show more air as well.
SCALE_EXPONENT = 0.75
_SCALE_STEPS = 50

_LOOK_PROPERTY = "kpay_look"
_STYLED = "kpay_styled"


DEFAULT_THEME = LIGHT.name
STYLE = "Fusion"

_TONE_INK = {"ok": "ok", "warn": "warn", "bad": "bad", "info": "info", "plain": "ink2"}
_TONE_SOFT = {
    "ok": "ok_soft",
    "warn": "warn_soft",
    "bad": "bad_soft",
    "info": "info_soft",
    "plain": "soft",
}
_TONE_DOT = {
    "ok": "ok_dot",
    "warn": "warn_dot",
    "bad": "bad_dot",
    "info": "info_dot",
    "plain": "ink3",
}


@dataclass(frozen=True, slots=True)
class Look:
    """A theme at a scale: what a window's widgets take their colours, fonts and lengths from."""

    tokens: Tokens
    scale: float = 1.0

    def px(self, length: float) -> int:
        """Return a length of the design as whole pixels of this window, at least 1."""
        return max(1, round(length * self.scale))

    def colour(self, name: str) -> QColor:
        """Return a token's colour, for example ``ink2``."""
        return colour(getattr(self.tokens, name))

    def tone_ink(self, tone: Tone) -> QColor:
        """Return the text colour of a state."""
        return self.colour(_TONE_INK[tone.name])

    def tone_soft(self, tone: Tone) -> QColor:
        """Return the background of a state."""
        return self.colour(_TONE_SOFT[tone.name])

    def tone_dot(self, tone: Tone) -> QColor:
        """Return the bright mark of a state; not for text."""
        return self.colour(_TONE_DOT[tone.name])

    def font(self, size: float, weight: int = REGULAR, *, tabular: bool = False) -> QFont:
        """Return a font of ``size`` design pixels; ``tabular`` figures all have one width."""
        return font(max(8.0, size * self.scale), weight, tabular)


@lru_cache(maxsize=256)
def _parsed(text: str) -> QColor:
    return QColor(text)


def colour(text: str) -> QColor:
    """Return the colour of ``#rrggbb`` or ``#aarrggbb`` (a copy that may be changed)."""
    return QColor(_parsed(text))


@lru_cache(maxsize=512)
def _made_font(size_tenths: int, weight: int, tabular: bool) -> QFont:
    made = QFont()
    made.setFamilies([LATIN_FAMILY, CHINESE_FAMILY])
    made.setPixelSize(max(1, round(size_tenths / 10)))
    made.setWeight(QFont.Weight(weight))
    # Even spacing at every size and on every system matters more than crisper stems.
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    made.setFeature(QFont.Tag("cv11"), 1)
    if tabular:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


def font(size_px: float, weight: int = REGULAR, tabular: bool = False) -> QFont:
    """Return a font of ``size_px`` pixels, with Chinese from its own family."""
    return QFont(_made_font(round(size_px * 10), weight, tabular))


SLIP_FAMILY = "Slip Mono SC"
SLIP_FONT_FILES = ("slip-regular.otf", "slip-bold.otf")


@lru_cache(maxsize=1)
def load_slip_fonts() -> tuple[str, ...]:
    """Register the fonts of slips once, when the first paper is drawn; return their families."""
    return _load(SLIP_FONT_FILES)


def slip_font(size_px: float, *, bold: bool) -> QFont:
    """Return the font of slips: half an em a column, Chinese two columns."""
    load_slip_fonts()
    made = QFont(SLIP_FAMILY)
    made.setPixelSize(max(1, round(size_px)))
    made.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


@lru_cache(maxsize=1)
def load_fonts() -> tuple[str, ...]:
    """Register the bundled fonts once; return their families.

    Raises:
        FileNotFoundError: if the build lacks one.
        RuntimeError: if Qt refuses one.
    """
    return _load(FONT_FILES)


def _load(names: tuple[str, ...]) -> tuple[str, ...]:
    families: list[str] = []
    for name in names:
        # From the file, not from its bytes: Qt then maps it and reads the few glyphs it needs.
        number = QFontDatabase.addApplicationFont(str(resources.path("fonts", name)))
        if number < 0:
            raise RuntimeError(f"the bundled font {name} cannot be used")
        families += QFontDatabase.applicationFontFamilies(number)
    return tuple(dict.fromkeys(families))


def scale_for(width: int, height: int) -> float:
    """Return the scale of type and lengths for a window of that size in pixels."""
    ratio = min(width / DESIGN_WIDTH, height / DESIGN_HEIGHT)
    return stepped(min(SCALE_MAX, max(SCALE_MIN, float(ratio**SCALE_EXPONENT))))


def stepped(scale: float) -> float:
    """Round a scale, so that dragging a window's edge does not restyle it at every pixel."""
    return round(scale * _SCALE_STEPS) / _SCALE_STEPS


def palette(tokens: Tokens) -> QPalette:
    """Return the palette of a theme for everything that Fusion paints by itself."""
    made = QPalette()
    roles = QPalette.ColorRole
    for role, name in (
        (roles.Window, "bg"),
        (roles.WindowText, "ink"),
        (roles.Base, "card"),
        (roles.AlternateBase, "soft"),
        (roles.Text, "ink"),
        (roles.PlaceholderText, "ink3"),
        (roles.Button, "card"),
        (roles.ButtonText, "ink"),
        (roles.Light, "card"),
        (roles.Midlight, "soft"),
        (roles.Mid, "line"),
        (roles.Dark, "line2"),
        (roles.Highlight, "accent"),
        (roles.HighlightedText, "on_accent"),
        (roles.Accent, "accent"),
        (roles.Link, "accent"),
        (roles.ToolTipBase, "card"),
        (roles.ToolTipText, "ink"),
        (roles.BrightText, "bad"),
    ):
        made.setColor(role, colour(getattr(tokens, name)))
    disabled = QPalette.ColorGroup.Disabled
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        made.setColor(disabled, role, colour(tokens.ink3))
    return made


def scroll_style(tokens: Tokens) -> str:
    """Return the style sheet of a scrolling area: a plain bar that a finger can take hold of.

    It stands on such areas alone: on a window it would slow every widget in it down.
    """
    return f"""
QScrollArea, QScrollArea > QWidget {{ background: transparent; border: none; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
QScrollBar::handle:vertical {{
    background: {tokens.line2}; border-radius: 4px; min-height: 44px; margin: 2px;
}}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""


def prepare_application(app: QApplication, *, has_style: bool = False) -> None:
    """Give the application its style and fonts, before the first window.

    ``has_style``: it got :data:`STYLE` with its arguments. That is quicker by far: a style that
    Python has touched once brings hundreds of names with it.
    """
    load_fonts()
    style = None if has_style or app.property(_STYLED) else QStyleFactory.create(STYLE)
    if style is not None:
        app.setStyle(style)
        # A style that is set again goes through every widget there is.
        app.setProperty(_STYLED, True)
    app.setFont(font(14))
    app.setPalette(palette(LIGHT))


def tokens_of(name: str) -> Tokens:
    """Return the theme of that name, or the light one for a name that is not known."""
    return THEMES.get(name, LIGHT)


def set_look(window: QWidget, look: Look) -> None:
    """Make ``look`` the look of a window; ``ui.widgets.styled`` hands it to the widgets."""
    window.setProperty(_LOOK_PROPERTY, look)


def look_of(widget: QWidget) -> Look:
    """Return the look of the window that ``widget`` is in."""
    look = widget.window().property(_LOOK_PROPERTY)
    return look if isinstance(look, Look) else Look(LIGHT)


def token_names() -> tuple[str, ...]:
    """Return the names of all colours."""
    return tuple(f.name for f in fields(Tokens) if f.name not in {"name", "line_px"})
