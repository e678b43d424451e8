from fontTools.misc.transform import Transform

class TransformPen:
    def __init__(self, outPen: object, transformation: Transform) -> None: ...
