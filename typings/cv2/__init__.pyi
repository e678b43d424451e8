# The part of opencv-python that hardware/camera, its tests and benchmarks use. The package has
# types of its own, but they name no class, pixel or None of what it returns; these do.
from collections.abc import Sequence
from typing import TypeAlias, final

import numpy as np
from numpy.typing import NDArray

_Pixels: TypeAlias = NDArray[np.uint8]

class error(Exception): ...

CAP_ANY: int
CAP_AVFOUNDATION: int
CAP_DSHOW: int
CAP_FFMPEG: int
CAP_MSMF: int
CAP_V4L2: int
CAP_PROP_BUFFERSIZE: int
CAP_PROP_FOURCC: int
CAP_PROP_FPS: int
CAP_PROP_FRAME_HEIGHT: int
CAP_PROP_FRAME_WIDTH: int
CAP_PROP_OPEN_TIMEOUT_MSEC: int
CAP_PROP_POS_FRAMES: int
CAP_PROP_READ_TIMEOUT_MSEC: int

COLOR_BGR2BGRA: int
COLOR_BGR2GRAY: int
COLOR_GRAY2BGR: int

IMREAD_COLOR: int

IMWRITE_JPEG_QUALITY: int

ADAPTIVE_THRESH_MEAN_C: int
ADAPTIVE_THRESH_GAUSSIAN_C: int
THRESH_BINARY: int
THRESH_OTSU: int

BORDER_CONSTANT: int
BORDER_REPLICATE: int

INTER_AREA: int
INTER_CUBIC: int
INTER_LINEAR: int
INTER_NEAREST: int

ROTATE_90_CLOCKWISE: int

CV_64F: int

@final  # a class of one's own from it damages memory (5.0)
class VideoCapture:
    def __init__(
        self, source: int | str = ..., api: int = ..., params: Sequence[int] = ...
    ) -> None: ...
    def isOpened(self) -> bool: ...
    def read(self) -> tuple[bool, _Pixels | None]: ...
    def get(self, property: int) -> float: ...
    def set(self, property: int, value: float) -> bool: ...
    def release(self) -> None: ...

class VideoWriter:
    def __init__(
        self, path: str, fourcc: int, fps: float, size: tuple[int, int], is_color: bool = ...
    ) -> None: ...
    @staticmethod
    def fourcc(c1: str, c2: str, c3: str, c4: str, /) -> int: ...
    def isOpened(self) -> bool: ...
    def write(self, image: _Pixels) -> None: ...
    def release(self) -> None: ...

class QRCodeDetector:
    def __init__(self) -> None: ...
    def detectAndDecode(self, image: _Pixels) -> tuple[str, NDArray[np.float32] | None, object]: ...

class CLAHE:
    def apply(self, image: _Pixels) -> _Pixels: ...

def createCLAHE(clipLimit: float = ..., tileGridSize: tuple[int, int] = ...) -> CLAHE: ...
def setNumThreads(count: int) -> None: ...
def cvtColor(image: _Pixels, code: int) -> _Pixels: ...
def imdecode(data: _Pixels, flags: int) -> _Pixels | None: ...
def imencode(kind: str, image: _Pixels, params: Sequence[int] = ...) -> tuple[bool, _Pixels]: ...
def resize(
    image: _Pixels,
    size: tuple[int, int] | None,
    *,
    fx: float = ...,
    fy: float = ...,
    interpolation: int = ...,
) -> _Pixels: ...
def rotate(image: _Pixels, code: int) -> _Pixels: ...
def adaptiveThreshold(
    image: _Pixels, maximum: float, method: int, kind: int, block: int, c: float
) -> _Pixels: ...
def threshold(image: _Pixels, at: float, maximum: float, kind: int) -> tuple[float, _Pixels]: ...
def absdiff(one: _Pixels, two: _Pixels) -> _Pixels: ...
def connectedComponentsWithStats(
    image: _Pixels,
) -> tuple[int, NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]: ...
def bitwise_not(image: _Pixels) -> _Pixels: ...
def blur(image: _Pixels, size: tuple[int, int]) -> _Pixels: ...
def GaussianBlur(image: _Pixels, size: tuple[int, int], sigma: float) -> _Pixels: ...
def addWeighted(one: _Pixels, alpha: float, two: _Pixels, beta: float, gamma: float) -> _Pixels: ...
def filter2D(image: _Pixels, depth: int, kernel: NDArray[np.float32]) -> _Pixels: ...
def Laplacian(image: _Pixels, depth: int) -> NDArray[np.float64]: ...
def getPerspectiveTransform(
    source: NDArray[np.float32], target: NDArray[np.float32]
) -> NDArray[np.float64]: ...
def warpPerspective(
    image: _Pixels,
    matrix: NDArray[np.float64],
    size: tuple[int, int],
    *,
    flags: int = ...,
    borderMode: int = ...,
    borderValue: Sequence[float] = ...,
) -> _Pixels: ...
