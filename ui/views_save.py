"""View of the question where a file is to be saved."""

from __future__ import annotations

from dataclasses import dataclass

from kpay_desktop.domain.message import Message


@dataclass(frozen=True, slots=True)
class SaveView:
    """A PDF is to be saved under ``name``, or wherever somebody says."""

    title: Message
    name: str
    kind: Message
    save: Message
    cancel: Message
    folder_label: Message
    name_label: Message
    kind_label: Message
