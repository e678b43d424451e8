from collections.abc import Iterable

from fontTools.ttLib import TTFont

class Options:
    desubroutinize: bool
    hinting: bool
    layout_features: list[str]
    name_IDs: list[int]
    name_languages: list[int]
    notdef_outline: bool
    recalc_timestamp: bool

class Subsetter:
    def __init__(self, options: Options | None = ...) -> None: ...
    def populate(self, *, unicodes: Iterable[int] = ...) -> None: ...
    def subset(self, font: TTFont) -> None: ...
