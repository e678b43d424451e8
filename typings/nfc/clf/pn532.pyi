from nfc.clf import Device
from nfc.clf.transport import TTY

def init(transport: TTY) -> Device: ...
