"""The two languages of the program."""

from __future__ import annotations

from enum import StrEnum


class Language(StrEnum):
    """A language of windows and slips; the value is its locale name."""

    EN = "en"
    ZH = "zh_CN"

    @property
    def own_name(self) -> str:
        """The language's name in itself."""
        return "English" if self is Language.EN else "简体中文"

    @property
    def other(self) -> Language:
        """The one a language switch changes to."""
        return Language.ZH if self is Language.EN else Language.EN
