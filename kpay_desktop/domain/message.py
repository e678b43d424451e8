"""Messages for people: an id and its figures, put into words where they are shown."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """A text to be worded in the reader's language.

    ``id`` stands in the catalogues of ``resources/translations``; ``args`` fill its ``{name}``
    places. An argument that itself starts with ``@`` is the id of another message, whose own places
    are filled by the same ``args``.
    """

    id: str
    args: tuple[tuple[str, str], ...] = ()


def message(id_: str, **args: object) -> Message:
    """Return the message of ``id_`` with its figures as text."""
    return Message(id_, tuple((name, str(value)) for name, value in args.items()))
