"""The library ``nfc`` behind two small values: a field that cards are looked for in, and a card.

It is loaded when it is first needed. Its log of every frame would hold card data, so it is silent.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final, Protocol

from hardware.card_reader.pcsc_library import NoLibraryError
from hardware.card_reader.reader import CardLostError

if TYPE_CHECKING:
    from nfc.clf import ContactlessFrontend
    from nfc.tag.tt4 import Type4Tag

_SERIAL: Final = "tty:/dev/"


class FieldLostError(Exception):
    """The reader is not there, or answers no more."""


class UnfitCardError(Exception):
    """Something is in the field that is no payment card, or answers what the library cannot read.

    The library stumbles over a card whose answer to select lacks TB(1), which the standard allows.
    """


class TappedCard(Protocol):
    """A card in the field, selected by ISO/IEC 14443-4."""

    def transmit(self, command: bytes) -> bytes:
        """Send a command APDU whole and return the answer.

        Raises:
            CardLostError: it does not answer.
        """

    def is_present(self) -> bool:
        """True if it still answers."""


class Field(Protocol):
    """A reader's field. Calls raise :class:`FieldLostError` when the reader is gone."""

    def has_card(self) -> bool:
        """Look once, at most a few seconds; True if anything is there."""

    def select(self) -> TappedCard:
        """Select what was found.

        Raises:
            UnfitCardError: it is no card to pay with.
            CardLostError: it was not there long enough.
        """

    def close(self) -> None:
        """Let go of the reader."""


class NfcCard:
    """Implements :class:`TappedCard`."""

    def __init__(self, tag: Type4Tag) -> None:
        self._tag = tag

    def transmit(self, command: bytes) -> bytes:
        """See :class:`TappedCard`."""
        from nfc.clf import CommunicationError
        from nfc.tag.tt4 import Type4TagCommandError

        try:
            return bytes(self._tag.transceive(command))
        except (CommunicationError, Type4TagCommandError, OSError, IndexError):
            raise CardLostError from None

    def is_present(self) -> bool:
        """See :class:`TappedCard`."""
        try:
            return self._tag.is_present
        except (OSError, IndexError):
            return False


class NfcField:
    """Implements :class:`Field` by the path of a reader, as the library writes paths.

    ``tty:/dev/NAME:pn532`` names a serial line by its whole path, which the library alone cannot.

    Raises:
        NoLibraryError: the library is not installed.
        FieldLostError: the reader cannot be opened.
    """

    def __init__(self, path: str) -> None:
        logging.getLogger("nfc").setLevel(logging.CRITICAL + 1)
        try:
            import nfc.clf
        except ImportError as error:
            raise NoLibraryError from error
        self._nfc = nfc.clf
        self._target: nfc.clf.RemoteTarget | None = None
        try:
            self._frontend = self._open(path)
        except OSError as error:
            raise FieldLostError from error

    def _open(self, path: str) -> ContactlessFrontend:
        if not path.startswith(_SERIAL):
            return self._nfc.ContactlessFrontend(path)
        from nfc.clf import pn532
        from nfc.clf.transport import TTY

        line = TTY(path.removeprefix("tty:").rpartition(":")[0])
        frontend = self._nfc.ContactlessFrontend()
        try:
            frontend.device = pn532.init(line)
        except BaseException:
            line.close()
            raise
        return frontend

    def has_card(self) -> bool:
        """See :class:`Field`."""
        kinds = (self._nfc.RemoteTarget("106A"), self._nfc.RemoteTarget("106B"))
        try:
            self._target = self._frontend.sense(*kinds, iterations=1)
        except self._nfc.CommunicationError:
            self._target = None
        except (OSError, self._nfc.Error) as error:
            raise FieldLostError from error
        return self._target is not None

    def select(self) -> TappedCard:
        """See :class:`Field`."""
        import nfc.tag
        from nfc.tag.tt4 import Type4Tag

        if self._target is None:
            raise CardLostError
        try:
            tag = nfc.tag.activate(self._frontend, self._target)
        except IndexError:
            raise UnfitCardError from None
        except OSError as error:
            raise FieldLostError from error
        if tag is None:
            raise CardLostError
        if not isinstance(tag, Type4Tag):
            raise UnfitCardError
        return NfcCard(tag)

    def close(self) -> None:
        """See :class:`Field`."""
        try:
            self._frontend.close()
        except OSError as error:
            raise FieldLostError from error
