"""What every part of the controller has: the world, the model, and handlers of presses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from ui.backend import Backend
from ui.till_model import TillModel
from ui.views import Action

Presses: TypeAlias = dict[Action, Callable[[str], None]]
"""What carries out a press of each action; it is given the press's value."""


@dataclass(frozen=True, slots=True)
class ModelPort:
    """How a part reaches the world, reads the model, and changes it."""

    backend: Backend
    model: Callable[[], TillModel]
    put: Callable[[TillModel], None]


class ControlPart:
    """A part of the controller. It changes the model through the port alone."""

    def __init__(self, port: ModelPort) -> None:
        self._backend = port.backend
        self._model = port.model
        self._put = port.put
        self.presses = self._handlers()

    def _handlers(self) -> Presses:
        """Return what the part carries out. Called once, before anything else of it is there."""
        raise NotImplementedError
