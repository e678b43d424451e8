"""Messages put into words, from the catalogues of one language.

Every window has a :class:`Words` of its own, so that the cashier reads English while the customer
reads Chinese. Catalogues are Qt Linguist files, one per area and language
(``resources/translations/<area>_<language>.ts``); the part of an id before its first point is the
context that it stands in. Nothing is installed in the application.
"""

from __future__ import annotations

import logging
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QTranslator

import resources
from kpay_desktop.domain.language import Language
from kpay_desktop.domain.message import Message

if TYPE_CHECKING:
    from kpay_desktop.domain.sale import Method

log = logging.getLogger(__name__)

FOLDER = "translations"
_PLACE = re.compile(r"\{([a-z0-9_]+)\}")


class _Catalogue(QTranslator):
    """A catalogue in memory, which Qt reads from for as long as it lives.

    By its path Qt would map the file, and a till whose program is replaced under it would die.
    """

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self._data = data
        self.is_readable = self.load(self._data)


@lru_cache(maxsize=4)
def _catalogues(language: Language) -> tuple[QTranslator, ...]:
    found = []
    for name in resources.names(FOLDER, f"_{language.value}.qm"):
        catalogue = _Catalogue(resources.path(FOLDER, name).read_bytes())
        if catalogue.is_readable:
            found.append(catalogue)
        else:
            log.error("catalogue unreadable name=%s", name)
    return tuple(found)


class Words:
    """Texts of one language. Call it with a message or an id."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._texts: dict[str, str] = {}

    def __call__(self, message: Message | str) -> str:
        """Return the text of ``message`` with its places filled.

        An id that no catalogue knows comes back in brackets, and is logged.
        """
        if isinstance(message, str):
            return self._text(message)
        text = self._text(message.id)
        if not message.args:
            return text
        given = dict(message.args)

        def named(place: re.Match[str]) -> str:
            value = given.get(place[1])
            if value is None:
                log.warning("message place not filled id=%s place=%s", message.id, place[1])
                return place[0]
            return self._text(value[1:]) if value.startswith("@") else value

        def fill(place: re.Match[str]) -> str:
            text = named(place)
            # A text within the text may have places too, as a date has; within that one none.
            is_named = given.get(place[1], "").startswith("@")
            return _PLACE.sub(named, text) if is_named else text

        return _PLACE.sub(fill, text)

    def has(self, message_id: str) -> bool:
        """True if the catalogues hold that id."""
        return bool(self._look_up(message_id))

    def _text(self, message_id: str) -> str:
        text = self._texts.get(message_id)
        if text is None:
            text = self._look_up(message_id)
            if not text:
                log.warning("message missing id=%s language=%s", message_id, self.language.value)
                text = f"[{message_id}]"
            self._texts[message_id] = text
        return text

    def _look_up(self, message_id: str) -> str:
        context = message_id.partition(".")[0]
        for catalogue in _catalogues(self.language):
            text = catalogue.translate(context, message_id)
            if text:
                return str(text)
        return ""


@lru_cache(maxsize=4)
def words_of(language: Language) -> Words:
    """Return the shared texts of ``language``."""
    return Words(language)


def method_name(method: Method, words: Words) -> str:
    """Return the name of a way to pay as people read it."""
    return words(f"method.{method.value}")
