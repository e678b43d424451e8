"""Tokens, fonts and scales."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from PySide6.QtGui import QFontDatabase, QFontInfo, QFontMetricsF, QPalette
from PySide6.QtWidgets import QApplication, QWidget

import ui
from tests.helpers.contrast import contrast
from ui.theme import (
    BOLD,
    CHINESE_FAMILY,
    LATIN_FAMILY,
    MEDIUM,
    REGULAR,
    SEMIBOLD,
    SLIP_FAMILY,
    Look,
    colour,
    font,
    load_fonts,
    load_slip_fonts,
    look_of,
    palette,
    prepare_application,
    scale_for,
    set_look,
    slip_font,
    token_names,
    tokens_of,
)
from ui.tokens import CONTRAST, DARK, LIGHT, THEMES, Tokens
from ui.views import BAD, INFO, OK, PLAIN, WARN

UI = Path(ui.__file__).parent

# Pictures of things, the same in every theme: the demo's phone and what its camera sees.
DRAWN_THINGS = {UI / "demo" / name for name in ("phone_face.py", "scene.py")}
# Text and the grounds it stands on.
PAIRS = (
    ("ink", "bg"), ("ink", "card"), ("ink", "soft"), ("ink", "top"),
    ("ink2", "bg"), ("ink2", "card"), ("ink2", "soft"),
    ("ink3", "bg"), ("ink3", "card"), ("ink3", "top"),
    ("rail_ink", "rail"), ("rail_ink", "rail2"), ("rail_ink2", "rail"), ("rail_ink2", "rail2"),
    ("rail_pick_ink", "rail_pick"), ("brand", "rail"),
    ("on_accent", "accent"), ("on_accent", "accent_hover"), ("accent_ink", "accent_soft"),
    ("ok", "ok_soft"), ("warn", "warn_soft"), ("bad", "bad_soft"), ("info", "info_soft"),
    ("bad", "card"), ("info", "card"), ("on_bad", "bad"),
    ("on_wallet", "paynow"), ("on_wallet", "wechat"), ("on_wallet", "alipay"),
    ("on_wallet", "navy"), ("paper_ink", "paper"),
    ("on_plastic", "plastic_visa"), ("on_plastic", "plastic_mastercard"),
    ("on_plastic", "plastic_unionpay"), ("on_plastic", "plastic_jcb"),
    ("on_plastic", "plastic_amex"), ("on_plastic", "plastic_refused"),
    ("on_plastic", "plastic_faulty"),
)  # fmt: skip
TOKEN_PAIRS = [(tokens, *pair) for tokens in THEMES.values() for pair in PAIRS]


@pytest.mark.parametrize(
    ("tokens", "ink", "ground"),
    TOKEN_PAIRS,
    ids=[f"{t.name}-{ink}-on-{ground}" for t, ink, ground in TOKEN_PAIRS],
)
def test_text_can_be_read_on_its_ground(tokens: Tokens, ink: str, ground: str) -> None:
    least = 7.0 if tokens is CONTRAST else 4.5

    assert contrast(getattr(tokens, ink), getattr(tokens, ground)) >= least


@pytest.mark.parametrize("tokens", THEMES.values(), ids=list(THEMES))
def test_wallets_stand_out_from_a_card(tokens: Tokens) -> None:
    for name in ("paynow", "wechat", "alipay"):
        assert contrast(getattr(tokens, f"{name}_ink"), tokens.card) >= 4.5, name


@pytest.mark.parametrize("tokens", THEMES.values(), ids=list(THEMES))
def test_tokens_are_colours(tokens: Tokens) -> None:
    for name in token_names():
        assert colour(getattr(tokens, name)).isValid(), name


@pytest.mark.parametrize("tokens", THEMES.values(), ids=list(THEMES))
def test_codes_stay_black_on_white(tokens: Tokens) -> None:
    assert (tokens.qr_dark, tokens.qr_light) == ("#000000", "#ffffff")


def test_no_colour_stands_outside_the_tokens() -> None:
    found = []
    for path in sorted(UI.rglob("*.py")):
        if path in {UI / "tokens.py", *DRAWN_THINGS}:
            continue
        source = path.read_text(encoding="utf-8")
        found += [
            f"{path.name}:{node.lineno} {node.value}"
            for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and re.fullmatch(r"#[0-9a-fA-F]{3,8}", node.value)
        ]
        found += [f"{path.name}: {hit}" for hit in re.findall(r"GlobalColor\.\w+", source)]
    assert found == []


def test_bundled_fonts_are_used(qapp: QApplication) -> None:
    assert set(load_fonts()) >= {LATIN_FAMILY, CHINESE_FAMILY}
    for weight in (REGULAR, MEDIUM, SEMIBOLD, BOLD):
        info = QFontInfo(font(16, weight))
        assert (info.family(), info.weight()) == (LATIN_FAMILY, weight)
    assert QFontDatabase.weight(CHINESE_FAMILY, "Bold") == BOLD


def test_slip_fonts_have_columns(qapp: QApplication) -> None:
    assert set(load_slip_fonts()) == {SLIP_FAMILY}
    metrics = QFontMetricsF(slip_font(20, bold=False))
    for text, columns in (("i", 1), ("W", 1), ("收", 2)):
        assert metrics.horizontalAdvance(text) == pytest.approx(10 * columns, abs=0.05)


@pytest.mark.parametrize("weight", [REGULAR, MEDIUM, SEMIBOLD, BOLD])
def test_tabular_figures_have_one_width(qapp: QApplication, weight: int) -> None:
    load_fonts()
    metrics = QFontMetricsF(font(68, weight, tabular=True))

    assert len({metrics.horizontalAdvance(figure) for figure in "0123456789"}) == 1


def test_figures_are_proportional_where_nobody_compares_them(qapp: QApplication) -> None:
    load_fonts()
    metrics = QFontMetricsF(font(68, REGULAR))

    assert metrics.horizontalAdvance("1") < metrics.horizontalAdvance("8")


@pytest.mark.parametrize(
    ("size", "least", "most"),
    [((1366, 768), 1.0, 1.0), ((1024, 768), 0.9, 0.95), ((1920, 1080), 1.15, 1.4)],
)
def test_type_grows_mildly(size: tuple[int, int], least: float, most: float) -> None:
    assert least <= scale_for(*size) <= most


@pytest.mark.parametrize("size", [(1, 1), (320, 200), (7680, 4320)])
def test_scale_stays_sane(size: tuple[int, int]) -> None:
    assert 0.9 <= scale_for(*size) <= 1.6


def test_a_length_is_never_nothing() -> None:
    assert Look(LIGHT, 0.42).px(1) == 1


def test_tones_have_ink_ground_and_mark() -> None:
    look = Look(DARK)
    for tone in (OK, WARN, BAD, INFO, PLAIN):
        assert look.tone_ink(tone) != look.tone_soft(tone)
        assert look.tone_dot(tone).isValid()


def test_an_unknown_theme_is_the_light_one() -> None:
    assert tokens_of("sepia") is LIGHT


def test_a_widget_finds_the_look_of_its_window(qapp: QApplication) -> None:
    window = QWidget()
    child = QWidget(window)
    assert look_of(child) == Look(LIGHT)

    set_look(window, Look(DARK, 1.2))

    assert look_of(child) == Look(DARK, 1.2)


def test_application_gets_style_font_and_palette(qapp: QApplication) -> None:
    prepare_application(qapp)

    assert qapp.style().objectName().lower() == "fusion"
    assert qapp.font().family() == LATIN_FAMILY
    assert qapp.palette().color(QPalette.ColorRole.Window) == colour(LIGHT.bg)


def test_palettes_differ_by_theme(qapp: QApplication) -> None:
    role = QPalette.ColorRole.Window

    assert palette(DARK).color(role) == colour(DARK.bg)
    assert palette(LIGHT).color(role) != palette(DARK).color(role)
