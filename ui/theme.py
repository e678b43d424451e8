"""Tokens of the look, turned into fonts, palettes and a small style sheet.

A window holds one :class:`Look`: a theme's tokens and the scale of its size. Widgets take every
colour and every length from it, so a theme or a size changes while the program runs. No colour
stands anywhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget

import resources
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

_LOOK_PROPERTY = "kpay_look"


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of a theme by their use. ``ink`` is text, ``*_soft`` a state's background."""

    name: str
    ink: str
    ink2: str
    ink3: str
    line: str
    line2: str
    bg: str
    card: str
    soft: str
    top: str
    rail: str
    rail2: str
    rail_ink: str
    rail_ink2: str
    rail_pick: str
    rail_pick_ink: str
    brand: str
    accent: str
    accent_hover: str
    accent_soft: str
    accent_ink: str
    on_accent: str
    ok: str
    ok_soft: str
    ok_dot: str
    warn: str
    warn_soft: str
    warn_dot: str
    bad: str
    bad_soft: str
    bad_dot: str
    on_bad: str
    info: str
    info_soft: str
    info_dot: str
    focus: str
    shadow: str
    paper: str
    paper_ink: str
    paynow: str
    wechat: str
    alipay: str
    paynow_ink: str
    wechat_ink: str
    alipay_ink: str
    on_wallet: str
    navy: str
    qr_dark: str = "#000000"
    qr_light: str = "#ffffff"
    line_px: float = 1.0


LIGHT = Tokens(
    name="light",
    ink="#0e1726",
    ink2="#44516a",
    ink3="#667085",
    line="#e3e8f0",
    line2="#cdd4e0",
    bg="#f4f6fa",
    card="#ffffff",
    soft="#eef1f6",
    top="#ffffff",
    rail="#0f1b2d",
    rail2="#1b2a42",
    rail_ink="#ffffff",
    rail_ink2="#b9c4d6",
    rail_pick="#ffffff",
    rail_pick_ink="#0e1726",
    brand="#4fd1b8",
    accent="#0b6e5f",
    accent_hover="#095e51",
    accent_soft="#e3f3f0",
    accent_ink="#075247",
    on_accent="#ffffff",
    ok="#0f6b3d",
    ok_soft="#e4f5eb",
    ok_dot="#1fa35c",
    warn="#8f4e00",
    warn_soft="#fff2df",
    warn_dot="#e28a00",
    bad="#b3261e",
    bad_soft="#fce8e6",
    bad_dot="#d93025",
    on_bad="#ffffff",
    info="#1d4ed8",
    info_soft="#e8eefd",
    info_dot="#3b6cf0",
    focus="#1d4ed8",
    shadow="#1a0e1726",
    paper="#ffffff",
    paper_ink="#0e1726",
    paynow="#7a1c6d",
    wechat="#127d12",
    alipay="#0d5fd0",
    paynow_ink="#7a1c6d",
    wechat_ink="#0f7010",
    alipay_ink="#0d5fd0",
    on_wallet="#ffffff",
    navy="#1f3a68",
)

DARK = Tokens(
    name="dark",
    ink="#eef2f9",
    ink2="#c3cde0",
    ink3="#8f9db5",
    line="#223049",
    line2="#33445f",
    bg="#0a111e",
    card="#121d2f",
    soft="#1a273d",
    top="#121d2f",
    rail="#070d18",
    rail2="#121d2f",
    rail_ink="#ffffff",
    rail_ink2="#b9c4d6",
    rail_pick="#1f2d47",
    rail_pick_ink="#ffffff",
    brand="#4fd1b8",
    accent="#14a38b",
    accent_hover="#18b59b",
    accent_soft="#0f3a35",
    accent_ink="#7fe3d0",
    on_accent="#06110f",
    ok="#5fd694",
    ok_soft="#0f2f1f",
    ok_dot="#1fa35c",
    warn="#f5b455",
    warn_soft="#3a2810",
    warn_dot="#e28a00",
    bad="#ff9a90",
    bad_soft="#43191a",
    bad_dot="#f0554a",
    on_bad="#1b0504",
    info="#9ab8ff",
    info_soft="#182a55",
    info_dot="#5b8bff",
    focus="#9ab8ff",
    shadow="#80000000",
    paper="#f7f8fa",
    paper_ink="#0e1726",
    paynow="#8f2f81",
    wechat="#127d12",
    alipay="#1d63c9",
    paynow_ink="#e493d8",
    wechat_ink="#63d463",
    alipay_ink="#8ab4ff",
    on_wallet="#ffffff",
    navy="#2b4d85",
)

CONTRAST = Tokens(
    name="contrast",
    ink="#000000",
    ink2="#000000",
    ink3="#1f1f1f",
    line="#000000",
    line2="#000000",
    bg="#ffffff",
    card="#ffffff",
    soft="#ededed",
    top="#ffffff",
    rail="#000000",
    rail2="#000000",
    rail_ink="#ffffff",
    rail_ink2="#ffffff",
    rail_pick="#ffffff",
    rail_pick_ink="#000000",
    brand="#7fffe4",
    accent="#003d33",
    accent_hover="#002b24",
    accent_soft="#cdf2ea",
    accent_ink="#00261f",
    on_accent="#ffffff",
    ok="#003d1d",
    ok_soft="#d6f5e2",
    ok_dot="#006b34",
    warn="#4a2800",
    warn_soft="#ffe6bf",
    warn_dot="#8f4e00",
    bad="#7a0000",
    bad_soft="#ffdad6",
    bad_dot="#b00000",
    on_bad="#ffffff",
    info="#00226b",
    info_soft="#dbe5ff",
    info_dot="#0033a0",
    focus="#0033cc",
    shadow="#00000000",
    paper="#ffffff",
    paper_ink="#000000",
    paynow="#5c0050",
    wechat="#005c00",
    alipay="#003f9e",
    paynow_ink="#5c0050",
    wechat_ink="#004d00",
    alipay_ink="#003f9e",
    on_wallet="#ffffff",
    navy="#00226b",
    line_px=2.0,
)

THEMES: dict[str, Tokens] = {tokens.name: tokens for tokens in (LIGHT, DARK, CONTRAST)}
DEFAULT_THEME = LIGHT.name

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
    return min(SCALE_MAX, max(SCALE_MIN, float(ratio**SCALE_EXPONENT)))


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


def prepare_application(app: QApplication) -> None:
    """Give the application its style and fonts, before the first window."""
    load_fonts()
    style = QStyleFactory.create("Fusion")
    if style is not None:
        app.setStyle(style)
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
