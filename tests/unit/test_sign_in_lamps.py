"""The lamps of the sign-in page: a camera that rests is none of them, one that is away is."""

from __future__ import annotations

import pytest

from kpay_desktop.domain.devices import DeviceKind, DeviceStatus, Health
from tests.helpers.front import Front
from ui.views_front import SignInView


@pytest.mark.parametrize(
    ("health", "is_there"),
    [(Health.OK, False), (Health.UNKNOWN, False), (Health.WARN, True), (Health.BAD, True)],
)
def test_only_a_camera_in_need_is_told_of_before_somebody_signs_in(
    health: Health, is_there: bool
) -> None:
    front = Front()
    front.controller.news(DeviceStatus(DeviceKind.CAMERA, health, "camera.absent"))
    body = front.screens().clerk.body
    assert isinstance(body, SignInView)
    assert (DeviceKind.CAMERA in {lamp.kind for lamp in body.lamps}) is is_there
