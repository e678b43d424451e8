from collections.abc import Mapping

class T2CharString:
    private: PrivateDict
    globalSubrs: object

class PrivateDict:
    nominalWidthX: int

class T2CharStringPen:
    def __init__(self, width: float | None, glyphSet: Mapping[str, object] | None) -> None: ...
    def getCharString(
        self, private: PrivateDict | None = ..., globalSubrs: object = ...
    ) -> T2CharString: ...
