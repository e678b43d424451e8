"""Phones with payment codes as a counter's camera sees them, made from seeds.

Each kind of trouble is graded: ``severity`` runs from 0, which every decoder should stand, to 1,
which none does. Own rendering throughout; Code 128 from ISO/IEC 15417's table of widths.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kpay_desktop.qr.symbol import make_symbol
from tests.helpers.vision import cv2

Picture = NDArray[np.uint8]
_Shades = NDArray[np.float32]

SCREEN = (540, 1080)
"""A phone's screen, in pixels of its own, width and height."""


class Kind(StrEnum):
    """What the phone shows."""

    QR = "qr"
    CODE_128 = "code_128"


class Trouble(StrEnum):
    """What is wrong with how it is held, lit or seen."""

    LIGHT = "light"
    DARK_MODE = "dark mode"
    DIM = "dim"
    TILTED = "tilted"
    SMALL = "small"
    BLURRED = "blurred"
    MOVED = "moved"
    GLARE = "glare"
    MOIRE = "moire"
    NOISE = "noise"
    COMBINED = "combined"


#: How much more noise there is at the worst: bars stand less of it.
_NOISE = {Kind.QR: 0.8, Kind.CODE_128: 0.3}


@dataclass(frozen=True, slots=True)
class Scene:
    """A frame, blue, green, red, and the text of the code in it; empty if there is none."""

    picture: Picture
    text: str


# --- codes ------------------------------------------------------------------------------------

_TABLE = """
    212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232
    122132 122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122
    321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311
    211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131 213113
    213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422
    121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111
    241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121
    412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412
    211214 211232 2331112
"""
_WIDTHS = tuple(_TABLE.split())
_START_B, _START_C, _STOP = 104, 105, 106


def code_128_modules(text: str) -> list[bool]:
    """Return the bars of a text, dark as True: pairs of digits where it has nothing else."""
    if text.isdecimal() and len(text) % 2 == 0:
        values = [_START_C, *(int(text[at : at + 2]) for at in range(0, len(text), 2))]
    else:
        values = [_START_B, *(ord(one) - 32 for one in text)]
    check = (values[0] + sum(at * value for at, value in enumerate(values[1:], 1))) % 103
    modules: list[bool] = []
    for value in (*values, check, _STOP):
        for place, width in enumerate(_WIDTHS[value]):
            modules += [place % 2 == 0] * int(width)
    return modules


def payment_text(random: np.random.Generator, kind: Kind) -> str:
    """Return a text of a length that wallets use: mostly eighteen digits."""
    digits = "".join(str(one) for one in random.integers(0, 10, 16))
    choice = int(random.integers(0, 4))
    if kind is Kind.CODE_128 or choice < 2:
        return f"{random.integers(10, 16) if choice % 2 else random.integers(25, 31)}{digits}"
    letters = "".join("ABCDEFGHJKLMNPQRSTUVWXYZ23456789"[one % 32] for one in random.bytes(90))
    return f"PN{letters[:22]}" if choice == 2 else f"hQVDUFYwM{letters}"


# --- the phone --------------------------------------------------------------------------------


def _code_picture(kind: Kind, text: str, width: int) -> _Shades:
    """Return the code ``width`` pixels wide, 0 dark and 1 light, with its quiet zone."""
    if kind is Kind.QR:
        symbol = make_symbol(text)
        rows = np.array([[1 - one for one in row] for row in symbol.modules], np.float32)
        framed = np.pad(rows, 3, constant_values=1.0)
        # Whole pixels for each module, as wallets draw them.
        scale = max(1, width // framed.shape[0])
        return np.kron(framed, np.ones((scale, scale), np.float32))
    bars = np.array([0.0 if one else 1.0 for one in code_128_modules(text)], np.float32)
    framed_bars = np.pad(bars, 10, constant_values=1.0)
    scale = max(1, width // framed_bars.size)
    line = np.repeat(framed_bars, scale)
    return np.tile(line, (int(width * 0.26), 1))


def _screen(random: np.random.Generator, kind: Kind, text: str, dark_mode: bool) -> _Shades:
    """Return a wallet's page, one shade a pixel; without ``text`` a page of words."""
    width, height = SCREEN
    page = np.full((height, width), 0.93, np.float32)
    page[:150] = 0.35
    for _ in range(9):
        top = int(random.integers(40, height - 40))
        left = int(random.integers(30, 200))
        page[
            top : top + int(random.integers(6, 16)), left : left + int(random.integers(60, 280))
        ] = 0.5
    if text:
        code = _code_picture(kind, text, 480 if kind is Kind.QR else 520)
        top, left = 300, (width - code.shape[1]) // 2
        page[top - 30 : top + code.shape[0] + 30, 5 : width - 5] = 1.0
        page[top : top + code.shape[0], left : left + code.shape[1]] = code
    return 1.0 - page * 0.96 if dark_mode else page


def _counter(random: np.random.Generator, width: int, height: int) -> _Shades:
    """Return a counter with things on it, none of them a code."""
    scene = np.linspace(0.25, 0.45, width, dtype=np.float32)[None, :].repeat(height, axis=0)
    for _ in range(14):
        left, top = int(random.integers(0, width)), int(random.integers(0, height))
        across, down = int(random.integers(20, width // 4)), int(random.integers(10, height // 4))
        scene[top : top + down, left : left + across] = random.uniform(0.1, 0.8)
    return scene


@dataclass(frozen=True, slots=True)
class _Look:
    """How the phone is held: the screen's width in the frame, angles in degrees."""

    width: float
    roll: float
    yaw: float
    pitch: float


def _held(random: np.random.Generator, screen: _Shades, behind: _Shades, look: _Look) -> _Shades:
    """Return the scene with the phone in it, in perspective."""
    height, width = behind.shape
    phone = np.pad(screen, ((46, 46), (16, 16)), constant_values=0.05)
    tall, wide = phone.shape
    scale = look.width / SCREEN[0]
    corners = np.array([[-1, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0]], np.float64)
    corners *= np.array([wide, tall, 0]) * scale / 2
    # The code, not the phone, is what is held into the middle.
    corners[:, 1] += (tall / 2 - 500) * scale
    roll, yaw, pitch = np.radians([look.roll, look.yaw, look.pitch])
    turn = (
        np.array([[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]])
        @ np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
        @ np.array(
            [[1, 0, 0], [0, np.cos(pitch), -np.sin(pitch)], [0, np.sin(pitch), np.cos(pitch)]]
        )
    )
    placed = corners @ turn.T
    distance = 1.1 * width
    seen = placed[:, :2] * (distance / (distance + placed[:, 2:]))
    middle = np.array([width / 2, height / 2]) + random.uniform(-0.06, 0.06, 2) * height
    target = (seen + middle).astype(np.float32)
    source = np.array([[0, 0], [wide, 0], [wide, tall], [0, tall]], np.float32)
    matrix = cv2.getPerspectiveTransform(source, target)
    levels = (phone * 255).astype(np.uint8)
    if scale < 1:
        # What a lens does before the sensor: no module vanishes between two pixels.
        levels = cv2.GaussianBlur(levels, (0, 0), 0.45 / scale)
    seen_phone = cv2.warpPerspective(levels, matrix, (width, height), flags=cv2.INTER_LINEAR)
    mask = cv2.warpPerspective(
        np.full((tall, wide), 255, np.uint8), matrix, (width, height), flags=cv2.INTER_LINEAR
    )
    share = mask.astype(np.float32) / np.float32(255)
    return _shades(behind * (1 - share) + seen_phone.astype(np.float32) / 255)


# --- troubles ---------------------------------------------------------------------------------


def _shades(scene: NDArray[np.floating[Any]]) -> _Shades:
    return scene.astype(np.float32)


def _glared(random: np.random.Generator, scene: _Shades, severity: float) -> _Shades:
    height, width = scene.shape
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    glare = np.zeros_like(scene)
    for _ in range(2):
        x = width / 2 + random.uniform(-0.12, 0.12) * height
        y = height / 2 + random.uniform(-0.12, 0.12) * height
        size = (0.04 + 0.16 * severity) * height * random.uniform(0.8, 1.2)
        away = ((columns - x) / (1.6 * size)) ** 2 + ((rows - y) / size) ** 2
        glare += (0.5 + 1.1 * severity) * np.exp(-away)
    return _shades(scene + glare)


def _moire(random: np.random.Generator, scene: _Shades, severity: float) -> _Shades:
    """Beat the screen's grid against the sensor's: bands a few pixels wide, two ways."""
    height, width = scene.shape
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    bands = np.zeros_like(scene)
    for _ in range(2):
        angle, period = random.uniform(0, np.pi), random.uniform(5.0, 16.0)
        along = columns * np.cos(angle) + rows * np.sin(angle)
        bent = along + 6 * np.sin(rows / random.uniform(60, 140))
        bands += np.sin(2 * np.pi * bent / period).astype(np.float32)
    return _shades(scene * (1 + (0.1 + 0.75 * severity) * 0.5 * bands))


def _moved(random: np.random.Generator, scene: _Shades, pixels: float) -> _Shades:
    """Smear the scene along a line, as an exposure of a moving hand does."""
    size = max(3, int(pixels) | 1)
    kernel = np.zeros((size, size), np.float32)
    angle = random.uniform(0, np.pi)
    for step in np.linspace(-0.5, 0.5, 4 * size):
        x = round((size - 1) * (0.5 + step * np.cos(angle)))
        y = round((size - 1) * (0.5 + step * np.sin(angle)))
        kernel[y, x] = 1.0
    levels = (np.clip(scene, 0, 1) * 255).astype(np.uint8)
    return cv2.filter2D(levels, -1, kernel / kernel.sum()).astype(np.float32) / np.float32(255)


def _blurred(scene: _Shades, sigma: float) -> _Shades:
    levels = (np.clip(scene, 0, 1) * 255).astype(np.uint8)
    return cv2.GaussianBlur(levels, (0, 0), sigma).astype(np.float32) / np.float32(255)


def render(
    kind: Kind,
    trouble: Trouble,
    severity: float,
    seed: int,
    size: tuple[int, int] = (1280, 720),
    *,
    with_code: bool = True,
) -> Scene:
    """Return the frame of ``seed``: a phone with a code, or with a page of words only."""
    random = np.random.default_rng([seed, list(Kind).index(kind), list(Trouble).index(trouble)])
    width, height = size
    unit = height / 720
    text = payment_text(random, kind)
    dark = trouble is Trouble.DARK_MODE or (trouble is Trouble.COMBINED and seed % 2 == 0)
    look = _look(random, kind, trouble, severity, unit)
    screen = _screen(random, kind, text if with_code else "", dark)
    scene = _held(random, screen, _counter(random, width, height), look)
    module = look.width / SCREEN[0] * _module_pixels(kind, text)
    scene = _troubled(random, scene, trouble, severity, module)
    grain = {Trouble.NOISE: 0.03 + _NOISE[kind] * severity, Trouble.DIM: 0.012}.get(trouble, 0.012)
    if trouble is Trouble.COMBINED:
        grain = 0.02 + 0.06 * severity
    scene = scene + random.normal(0.0, grain, scene.shape).astype(np.float32)
    tint = np.array([0.97, 1.0, 0.95], np.float32) + random.uniform(-0.03, 0.03, 3)
    levels = np.clip(scene[:, :, None] * tint.astype(np.float32) * 255, 0, 255).astype(np.uint8)
    return Scene(_compressed(levels), text if with_code else "")


def _look(
    random: np.random.Generator, kind: Kind, trouble: Trouble, severity: float, unit: float
) -> _Look:
    roll, yaw, pitch = (float(one) for one in random.uniform(-6, 6, 3))
    wide = random.uniform(330, 420) * unit
    side = float(random.choice([-1.0, 1.0]))
    if trouble is Trouble.TILTED:
        roll = side * (5 + 40 * severity)
        yaw = float(random.choice([-1.0, 1.0])) * (15 + 50 * severity)
        pitch = side * (10 + 35 * severity)
    elif trouble is Trouble.SMALL:
        wide = (150 - 118 * severity) * unit if kind is Kind.QR else (300 - 160 * severity) * unit
    elif trouble is Trouble.COMBINED:
        roll, yaw = side * 14 * severity, side * (8 + 22 * severity)
        wide = (360 - 130 * severity) * unit
    return _Look(float(wide), roll, yaw, pitch)


def _module_pixels(kind: Kind, text: str) -> float:
    if kind is Kind.QR:
        return max(1, 480 // (make_symbol(text).size + 6))
    return max(1, 520 // (len(code_128_modules(text)) + 20))


def _troubled(
    random: np.random.Generator, scene: _Shades, trouble: Trouble, severity: float, module: float
) -> _Shades:
    match trouble:
        case Trouble.DIM:
            return (scene * (0.22 - 0.195 * severity)).astype(np.float32)
        case Trouble.BLURRED:
            return _blurred(scene, max(0.3, module * (0.3 + 0.75 * severity)))
        case Trouble.MOVED:
            return _moved(random, scene, module * (0.8 + 2.6 * severity))
        case Trouble.GLARE:
            return _glared(random, scene, severity)
        case Trouble.MOIRE:
            return _moire(random, scene, severity)
        case Trouble.COMBINED:
            scene = _blurred(scene, max(0.3, module * 0.45 * severity))
            scene = _moire(random, scene, 0.25 * severity)
            scene = _glared(random, scene, 0.25 * severity) if _heads(random) else scene
            return (scene * (0.8 - 0.5 * severity)).astype(np.float32)
        case Trouble.LIGHT | Trouble.DARK_MODE:
            # Nothing but an out-of-focus webcam.
            return _blurred(scene, max(0.3, module * (0.25 + 0.65 * severity)))
    return scene


def _heads(random: np.random.Generator) -> bool:
    """Toss a coin."""
    return bool(random.integers(0, 2))


def _compressed(levels: Picture) -> Picture:
    """Return the picture as a webcam's JPEG has it."""
    _, data = cv2.imencode(".jpg", levels, [cv2.IMWRITE_JPEG_QUALITY, 80])
    picture = cv2.imdecode(data, cv2.IMREAD_COLOR)
    assert picture is not None
    return picture
