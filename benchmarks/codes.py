"""What a code costs on its way to the screen, and what the bare library and a bare image cost.

Each function does the work once; whoever calls it takes the time. Painting needs a QApplication.
"""

from __future__ import annotations

from collections.abc import Callable

from kpay_desktop.domain.sale import Wallet
from kpay_desktop.qr.build import CodeDraft, build
from kpay_desktop.qr.check import check_order_code
from kpay_desktop.qr.singapore import PayNow, ProxyType, paynow_template
from kpay_desktop.qr.symbol import QUIET_ZONE, GreyReader, Symbol, make_symbol, prepare

AMOUNT_MINOR = 3080
ORDER_NO = "KD01000123A"
#: The side of the customer's code, in pixels.
SIDE = 600


def sample_code() -> str:
    """A PayNow code of a usual length."""
    return build(
        CodeDraft(
            merchant_name="KOPI HOUSE PTE LTD",
            accounts=(paynow_template(PayNow(ProxyType.UEN, "201912345K")),),
            amount_minor=AMOUNT_MINOR,
            bill_number=ORDER_NO,
        )
    )


def made(text: str) -> Symbol:
    """Our symbol of ``text``."""
    return make_symbol(text)


def made_floor(text: str) -> list[list[bool]]:
    """The bare library's matrix of ``text``, at the same level."""
    import qrcode.constants
    from qrcode.main import QRCode

    maker = QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0)
    maker.add_data(text)
    maker.make(fit=True)
    return maker.get_matrix()


def ready_to_show(text: str, reader: GreyReader) -> Symbol:
    """All that a worker does between the gateway's answer and the screen."""
    check_order_code(Wallet.PAYNOW, text, amount_minor=AMOUNT_MINOR, order_no=ORDER_NO)
    return prepare(text, reader)


def painter(symbol: Symbol) -> Callable[[], object]:
    """Return what shows ``symbol`` in the till's own widget, painted into an image."""
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QImage

    from ui.widgets.qr import QrWidget

    widget = QrWidget()
    widget.resize(SIDE, SIDE)
    image = QImage(SIDE, SIDE, QImage.Format.Format_RGB32)

    def paint() -> object:
        image.fill(Qt.GlobalColor.white)
        widget.set_symbol(None)
        widget.set_symbol(symbol)
        widget.render(image)
        return image

    return paint


def painter_floor(symbol: Symbol) -> Callable[[], object]:
    """Return the least that paints ``symbol``: a small image, enlarged by whole pixels."""
    from PySide6.QtCore import QRect, Qt
    from PySide6.QtGui import QImage, QPainter

    image = QImage(SIDE, SIDE, QImage.Format.Format_RGB32)
    shades = bytes.maketrans(b"\x00\x01", b"\xff\x00")
    scale = SIDE // (symbol.size + 2 * QUIET_ZONE)
    place = QRect(QUIET_ZONE * scale, QUIET_ZONE * scale, symbol.size * scale, symbol.size * scale)

    def paint() -> object:
        pixels = b"".join(row.translate(shades) for row in symbol.modules)
        small = QImage(
            pixels, symbol.size, symbol.size, symbol.size, QImage.Format.Format_Grayscale8
        )
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        painter.drawImage(place, small)
        painter.end()
        return image

    return paint
