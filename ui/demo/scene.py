"""What the simulated camera sees: the counter, and a phone that a hand holds over it.

Pictures only: the till reads them as those of a real camera. Nothing here belongs on the thread of
the windows, a set of pictures takes some tenths of a second.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRandomGenerator, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QImage,
    QLinearGradient,
    QPainter,
    QPainterPath,
    QPolygonF,
    QRadialGradient,
    QTransform,
)

from kpay_desktop.simulation.camera import Picture
from ui.demo.phone_face import Face, Trait, paint_face

WIDTH, HEIGHT = 1280, 720
#: How many pictures go round: a hand is never quite still.
SHAKES: Final = 6
#: The phone upright, in its own pixels; lying on its side for a Code 128.
_BODY: Final = QSize(700, 1380)
_EDGE, _CORNER = 34, 96
#: How far the eye of the camera is from the counter, in pixels of its picture.
_FOCUS = 1500.0
_NOISE_SIDE, _NOISE_MOST = 256, 5
_FORMAT = QImage.Format.Format_ARGB32_Premultiplied


@dataclass(frozen=True, slots=True)
class Pose:
    """How the phone is held: its middle, its size, and its angles in degrees."""

    x: float
    y: float
    scale: float
    roll: float = 0.0
    yaw: float = 0.0
    pitch: float = 0.0


def pose_of(traits: frozenset[Trait], *, lies: bool) -> Pose:
    """Return how a phone is held to the camera; one with bars on it lies on its side."""
    scale = 0.80 if lies else 0.50
    if Trait.SMALL in traits:
        scale *= 0.66 if lies else 0.42
    tilted = Trait.TILTED in traits
    if lies:
        roll, yaw, pitch = (9.0, 20.0, 14.0) if tilted else (-1.2, 2.0, 4.0)
    else:
        roll, yaw, pitch = (17.0, 30.0, -16.0) if tilted else (-3.0, 5.0, -4.0)
    return Pose(WIDTH * 0.50, HEIGHT * 0.52, scale, roll, yaw, pitch)


def counter_picture() -> Picture:
    """Return the counter with nothing on it."""
    scene = _counter().copy()
    painter = QPainter(scene)
    _paint_noise(painter, 0)
    painter.end()
    return to_picture(scene)


def phone_pictures(face: Face, traits: frozenset[Trait]) -> Iterator[Picture]:
    """Give the pictures of a phone with that screen, each with the hand a little further on."""
    lies = bool(face.bars)
    phone = _phone(face, lies=lies)
    held = pose_of(traits, lies=lies)
    # Scaled down in one go, smoothly: a transform alone would leave out pixels of small phones.
    near = min(1.0, held.scale * 1.15)
    small = phone.scaled(
        QSize(round(phone.width() * near), round(phone.height() * near)),
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    for number in range(SHAKES):
        turn = 2 * math.pi * number / SHAKES
        pose = Pose(
            held.x + 5 * math.sin(turn),
            held.y + 4 * math.sin(2 * turn + 0.6),
            held.scale / near,
            held.roll + 0.7 * math.sin(turn + 1.1),
            held.yaw + 0.8 * math.cos(turn),
            held.pitch,
        )
        scene = _counter().copy()
        painter = QPainter(scene)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        placed = _placed(QRectF(small.rect()), pose)
        _paint_hand(painter, placed, QRectF(small.rect()), lies=lies)
        painter.setTransform(placed)
        painter.drawImage(0, 0, small)
        painter.resetTransform()
        _paint_thumb(painter, placed, QRectF(small.rect()), lies=lies)
        _paint_noise(painter, number + 1)
        painter.end()
        yield to_picture(scene)


def to_picture(image: QImage) -> Picture:
    """Return an image as the camera gives it."""
    plain = image.convertToFormat(QImage.Format.Format_BGR888)
    width, height, stride = plain.width(), plain.height(), plain.bytesPerLine()
    pixels = bytes(plain.constBits())
    if stride != 3 * width:
        pixels = b"".join(pixels[y * stride : y * stride + 3 * width] for y in range(height))
    return Picture(width, height, pixels)


# --- the phone -----------------------------------------------------------------------------------


def _phone(face: Face, *, lies: bool) -> QImage:
    size = _BODY.transposed() if lies else _BODY
    made = QImage(size, _FORMAT)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    body = QRectF(made.rect())
    painter.setBrush(QColor("#1b1e25"))
    painter.drawRoundedRect(body, _CORNER, _CORNER)
    screen = body.adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
    path = QPainterPath()
    path.addRoundedRect(screen, _CORNER - _EDGE, _CORNER - _EDGE)
    painter.setClipPath(path)
    plain = Face("", "", dark=face.dark, dim=face.dim)
    paint_face(painter, screen, plain)
    high, wide = screen.height(), screen.width()
    inner = (
        screen.adjusted(12, high * 0.12, -12, -high * 0.12)
        if lies
        else screen.adjusted(wide * 0.05, high * 0.16, -wide * 0.05, -high * 0.24)
    )
    paint_face(painter, inner, face, scale=2.6)
    painter.end()
    return made


def _placed(area: QRectF, pose: Pose) -> QTransform:
    """Return the transform that puts ``area`` before the camera; the identity if none does."""
    roll, yaw, pitch = (math.radians(angle) for angle in (pose.roll, pose.yaw, pose.pitch))
    corners = []
    for x, y in (
        (-area.width() / 2, -area.height() / 2),
        (area.width() / 2, -area.height() / 2),
        (area.width() / 2, area.height() / 2),
        (-area.width() / 2, area.height() / 2),
    ):
        across, down = x * pose.scale, y * pose.scale
        across, down = (
            across * math.cos(roll) - down * math.sin(roll),
            across * math.sin(roll) + down * math.cos(roll),
        )
        across, deep = across * math.cos(yaw), across * math.sin(yaw)
        down, deep = down * math.cos(pitch), deep + down * math.sin(pitch)
        near = _FOCUS / (_FOCUS + deep)
        corners.append(QPointF(pose.x + across * near, pose.y + down * near))
    found = QTransform.quadToQuad(QPolygonF(area).first(4), QPolygonF(corners))
    return found if isinstance(found, QTransform) else QTransform()


# --- what is around it ---------------------------------------------------------------------------


@functools.lru_cache(maxsize=1)
def _counter() -> QImage:
    made = QImage(WIDTH, HEIGHT, _FORMAT)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    wall = QLinearGradient(0, 0, 0, HEIGHT * 0.45)
    wall.setColorAt(0.0, QColor("#8f9499"))
    wall.setColorAt(1.0, QColor("#a9aba9"))
    painter.fillRect(QRectF(0, 0, WIDTH, HEIGHT), wall)
    wood = QLinearGradient(0, HEIGHT * 0.45, 0, HEIGHT)
    wood.setColorAt(0.0, QColor("#8d7560"))
    wood.setColorAt(0.06, QColor("#a58a72"))
    wood.setColorAt(1.0, QColor("#7d654f"))
    painter.fillRect(QRectF(0, HEIGHT * 0.45, WIDTH, HEIGHT * 0.55), wood)
    painter.setPen(QColor(90, 70, 52, 60))
    grain = QRandomGenerator(11)
    for _ in range(60):
        y = HEIGHT * (0.46 + 0.53 * grain.generateDouble())
        left = WIDTH * grain.generateDouble()
        painter.drawLine(QPointF(left, y), QPointF(left + 80 + 260 * grain.generateDouble(), y + 2))
    light = QRadialGradient(WIDTH * 0.5, HEIGHT * 0.45, WIDTH * 0.72)
    light.setColorAt(0.0, QColor(255, 250, 238, 46))
    light.setColorAt(0.6, QColor(0, 0, 0, 0))
    light.setColorAt(1.0, QColor(0, 0, 0, 96))
    painter.fillRect(made.rect(), light)
    painter.end()
    return made


_SKIN, _SHADE = QColor("#c79a7b"), QColor("#a97d60")


def _paint_hand(painter: QPainter, placed: QTransform, phone: QRectF, *, lies: bool) -> None:
    """Paint sleeve, palm and the fingers behind the phone, and its shadow."""
    low = placed.map(QPointF(phone.width() * (0.9 if lies else 0.6), phone.height() * 0.9))
    painter.setPen(Qt.PenStyle.NoPen)
    # A phone that is small is far away, and so is the hand.
    broad = min(1.0, 0.35 + placed.mapRect(phone).height() / HEIGHT)
    arm = QPainterPath(low + QPointF(-90, -60) * broad)
    arm.lineTo(low + QPointF(110, -60) * broad)
    arm.lineTo(QPointF(low.x() + 330 * broad, HEIGHT + 40))
    arm.lineTo(QPointF(low.x() + 40, HEIGHT + 40))
    arm.closeSubpath()
    painter.setBrush(_SKIN)
    painter.drawPath(arm)
    painter.setBrush(QColor("#39455c"))
    cuff = QPolygonF(
        [
            QPointF(low.x() + 20, HEIGHT - 18),
            QPointF(low.x() + 330 * broad, HEIGHT - 46),
            QPointF(low.x() + 380 * broad, HEIGHT + 60),
            QPointF(low.x() + 20, HEIGHT + 60),
        ]
    )
    painter.drawPolygon(cuff)
    painter.setBrush(QColor(0, 0, 0, 70))
    painter.drawPolygon(placed.map(QPolygonF(phone)).translated(16, 20))
    painter.setBrush(_SHADE)
    side = phone.height() * (0.10 if lies else 0.055)
    for place in (0.40, 0.52, 0.64, 0.76):
        at = QPointF(phone.width() * place, 0) if lies else QPointF(0, phone.height() * place)
        painter.drawEllipse(placed.map(at), side, side * 0.62)


def _paint_thumb(painter: QPainter, placed: QTransform, phone: QRectF, *, lies: bool) -> None:
    """Paint the thumb over the edge of the phone, where it covers nothing of the code."""
    wide, high = phone.width(), phone.height()
    root = QPointF(wide * 0.93, high * 1.03) if lies else QPointF(wide * 1.04, high * 0.78)
    tip = QPointF(wide * 0.88, high * 0.97) if lies else QPointF(wide * 0.97, high * 0.70)
    start, end = placed.map(root), placed.map(tip)
    pen = painter.pen()
    pen.setStyle(Qt.PenStyle.SolidLine)
    pen.setColor(_SKIN)
    pen.setWidthF(max(16.0, placed.mapRect(phone).height() * 0.055))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.drawLine(start, end)
    painter.setPen(Qt.PenStyle.NoPen)


@functools.lru_cache(maxsize=1)
def _noise() -> QImage:
    """Return a tile of grain: black and white, each only just to be seen."""
    dice = QRandomGenerator(5)
    words = (dice.generate() for _ in range(_NOISE_SIDE * _NOISE_SIDE // 4))
    grain = b"".join(word.to_bytes(4, "little") for word in words)
    shades = []
    for value in range(256):
        strong = (value - 128) * _NOISE_MOST // 128
        # Premultiplied: white of that strength, or nothing but the strength itself.
        light = max(0, strong)
        shades.append(bytes((light, light, light, abs(strong))))
    pixels = b"".join(shades[value] for value in grain)
    made = QImage(pixels, _NOISE_SIDE, _NOISE_SIDE, 4 * _NOISE_SIDE, _FORMAT)
    return made.copy()


def _paint_noise(painter: QPainter, number: int) -> None:
    painter.resetTransform()
    painter.setClipping(False)
    offset = QPointF(-(number * 37) % _NOISE_SIDE, -(number * 91) % _NOISE_SIDE)
    brush_at = QRectF(0, 0, WIDTH, HEIGHT)
    painter.setBrushOrigin(offset)
    painter.fillRect(brush_at, _noise())
