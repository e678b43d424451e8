"""The one key filter: key events and input-method text turned into presses.

It stands on the key delivery of the window itself, before widgets, shortcuts and default buttons.
That is also the place where bursts from a stripe reader or a hand scanner can be taken out: an
interceptor sees every key event first and may swallow it.

* Digits and points fill the keypad's entry, from the main row, the numeric pad, or as full-width
  forms from an input method. Backspace deletes one figure, Delete all of them.
* Enter is the page's primary button, Esc its way out, and buttons have shortcuts of their own.
* Tab moves the focus and Space presses what it is on; both are left to the widgets.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Iterator

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication

from ui.text_fields import edits_text
from ui.views import Action, Button, Press
from ui.views_screens import PageBody
from ui.widgets.buttons import OnPress
from ui.widgets.keypad import BACK, CLEAR

#: Sees a key event before anything else; True takes it away.
Interceptor = Callable[[QKeyEvent], bool]

ENTER = "enter"

_FULL_WIDTH_ZERO = 0xFF10
# Plain and full-width forms, and nothing that merely looks like a figure: "½" is not "12".
_KEYS = (
    {str(figure): str(figure) for figure in range(10)}
    | {chr(_FULL_WIDTH_ZERO + figure): str(figure) for figure in range(10)}
    | dict.fromkeys(".,。、．，", ".")
)
_WAYS_OUT = (Action.BACK, Action.CANCEL_SALE)
_IGNORED_MODIFIERS = Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.GroupSwitchModifier
_COMMAND_MODIFIERS = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)
_COMMAND_BITS = _COMMAND_MODIFIERS.value


@dataclasses.dataclass(frozen=True, slots=True)
class KeyMap:
    """What keys mean on the page that is shown. ``enter`` and ``escape`` may mean nothing.

    ``text``: letters and signs count beside figures, as a scanner types them.
    """

    keypad: bool = False
    text: bool = False
    enter: Press | None = None
    escape: Press | None = None
    shortcuts: tuple[tuple[str, Press], ...] = ()


def buttons_in(view: object) -> Iterator[Button]:
    """Yield every button that stands anywhere in a view, in its order."""
    if isinstance(view, Button):
        yield view
    elif isinstance(view, tuple):
        for each in view:
            yield from buttons_in(each)
    else:
        for name in _field_names(type(view)):
            yield from buttons_in(getattr(view, name))


_FIELDS: dict[type, tuple[str, ...]] = {}


def _field_names(kind: type) -> tuple[str, ...]:
    """Return the fields of a view in which a button may stand: they are looked through."""
    names = _FIELDS.get(kind)
    if names is None:
        names = ()
        is_view = kind.__module__.startswith("ui.views") and getattr(kind, "holds_buttons", True)
        if is_view and dataclasses.is_dataclass(kind):
            names = tuple(each.name for each in dataclasses.fields(kind))
        _FIELDS[kind] = names
    return names


def key_map(
    body: PageBody,
    *,
    keypad: bool,
    text: bool = False,
    more: tuple[tuple[str, Press], ...] = (),
) -> KeyMap:
    """Return what keys mean on a page with that view; ``more`` adds shortcuts."""
    buttons = list(buttons_in(body))
    usable = [button for button in buttons if button.enabled]
    enter = next((b.press for b in usable if b.primary), None)
    escape = next((b.press for b in usable if b.press.action in _WAYS_OUT), None)
    shortcuts = tuple((b.shortcut, b.press) for b in usable if b.shortcut) + more
    return KeyMap(keypad, text, enter, escape, shortcuts)


def keypad_keys(text: str) -> list[str]:
    """Return the keypad's keys that a text means; other characters mean nothing.

    Full-width forms of an input method count as what they stand for.
    """
    return [_KEYS[character] for character in text if character in _KEYS]


class KeyFilter(QObject):
    """Turns what is typed into presses, by the :class:`KeyMap` of the page that is shown."""

    def __init__(self, on_press: OnPress, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._on_press = on_press
        self._known = KeyMap()
        self._make: Callable[[], KeyMap] | None = None
        self._takes_figures = False
        self._combinations: dict[str, Press] = {}
        self._interceptors: list[Interceptor] = []

    def set_map(self, new: KeyMap) -> None:
        """Use another meaning of keys from now on."""
        self.set_map_later(lambda: new, takes_figures=new.keypad and not new.text)

    def set_map_later(self, make: Callable[[], KeyMap], *, takes_figures: bool) -> None:
        """Use what ``make`` returns from now on; it is asked when a key needs it.

        ``takes_figures``: figures fill the keypad's entry whatever it says. Amounts are typed with
        hardly another key, and what those would mean need not be found out for each figure.
        """
        self._make, self._takes_figures = make, takes_figures

    @property
    def _map(self) -> KeyMap:
        """What keys mean now."""
        if self._make is not None:
            make, self._make = self._make, None
            self._take(make())
        return self._known

    def _take(self, new: KeyMap) -> None:
        if new == self._known:
            return
        self._known = new
        self._combinations = {}
        for sequence, press in new.shortcuts:
            # The first one stands: a page's own button comes before the window's.
            self._combinations.setdefault(_name(QKeySequence(sequence)), press)

    def add_interceptor(self, interceptor: Interceptor) -> None:
        """Let ``interceptor`` see every key event first."""
        self._interceptors.append(interceptor)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys that mean something; leave the rest to the widgets."""
        # By its class, because the window's other events come by here too, and often.
        if not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if any(interceptor(event) for interceptor in self._interceptors):
            event.accept()
            return True
        if event.type() != QEvent.Type.KeyPress:
            return False
        return not edits_text(event, QApplication.focusWidget()) and self.handle(event)

    def handle(self, event: QKeyEvent) -> bool:
        """Report what a pressed key means; return False if it means nothing here."""
        if self._takes_figures and self._figure(event):
            return True
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Backspace and self._map.keypad:
            self._on_press(Press(Action.KEY, BACK))
            return True
        found = self._command(event, key)
        if found is None:
            return self._typed(event)
        # A key that is held down must not press the next page's button as well.
        if not event.isAutoRepeat():
            self._on_press(found)
        return True

    def commit(self, event: QInputMethodEvent) -> bool:
        """Report the text that an input method finished."""
        return self._keypad_text(event.commitString())

    def _figure(self, event: QKeyEvent) -> bool:
        """Report a plain figure; return False for any other key, and for one that is held down."""
        key = _KEYS.get(event.text())
        if key is None or event.modifiers().value & _COMMAND_BITS or event.isAutoRepeat():
            return False
        self._on_press(Press(Action.KEY, key))
        return True

    def _command(self, event: QKeyEvent, key: Qt.Key) -> Press | None:
        modifiers = event.modifiers() & ~_IGNORED_MODIFIERS
        plain = modifiers == Qt.KeyboardModifier.NoModifier
        meaning = self._map
        found = self._combinations.get(_key_name(QKeyCombination(modifiers, key).toCombined()))
        if found is not None or not plain:
            return found
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return meaning.enter
        if key == Qt.Key.Key_Escape:
            if meaning.escape is None and meaning.keypad:
                return Press(Action.KEY, CLEAR)
            return meaning.escape
        if key == Qt.Key.Key_Delete and meaning.keypad:
            return Press(Action.KEY, CLEAR)
        return None

    def _typed(self, event: QKeyEvent) -> bool:
        if event.modifiers() & _COMMAND_MODIFIERS:
            return False
        if event.isAutoRepeat():
            # A key that got stuck must not fill in an amount.
            return bool(self._map.keypad and keypad_keys(event.text()))
        return self._keypad_text(event.text())

    def _keypad_text(self, text: str) -> bool:
        if self._map.text and text.isprintable() and text.strip():
            self._on_press(Press(Action.TYPE, text))
            return True
        if not self._map.keypad:
            return False
        keys = keypad_keys(text)
        for key in keys:
            self._on_press(Press(Action.KEY, key))
        return bool(keys)


@functools.lru_cache(maxsize=512)
def _key_name(combined: int) -> str:
    return _name(QKeySequence(combined))


def _name(keys: QKeySequence) -> str:
    """Return the name of a key sequence, with both Enter keys alike."""
    name = keys.toString(QKeySequence.SequenceFormat.PortableText)
    return name[: -len("Enter")] + "Return" if name.endswith("Enter") else name
