"""The real till with its windows in the tests' own process, reading what customers show."""

from __future__ import annotations

from collections.abc import Callable

from kpay_desktop.domain.language import Language
from kpay_desktop.simulation.camera import Fault
from tests.helpers.open_till import CUSTOMER, OpenTill
from ui.demo.desk_port import DeskPort
from ui.main.scan import ScanPage
from ui.views import Action, Page


class ScanningTill(OpenTill):
    """An open till whose cashier scans."""

    def begin_scan(self, total_minor: int, wallet: str = "wechat") -> None:
        """Key an amount and confirm it for a code that the customer shows."""
        self.type(str(total_minor))
        self.touch(Action.CHARGE)
        self.touch(Action.PICK_METHOD, f"{wallet}:scan")
        self.touch(Action.CONFIRM)
        self.until("the page that reads", lambda: self.model.page is Page.SCAN)

    @property
    def page(self) -> ScanPage:
        """The page that reads the customer's code."""
        page = self._till.window.page
        assert isinstance(page, ScanPage), self.title()
        return page

    def stands(self) -> tuple[str, str, str]:
        """Return why there is no picture, what to do, and what the prompt says."""
        stage = self.page.stage
        state, body = (
            label.text().replace("\n", " ") if label.isVisible() else ""
            for label in (stage.state, stage.state_body)
        )
        return state, body, stage.band.prompt.text().replace("\n", " ")

    def says(self, word: Callable[[tuple[str, str, str]], bool]) -> tuple[str, str]:
        """Wait until the page says something; return the words in the middle, in both languages."""
        self.until("the words", lambda: word(self.stands()))
        english = self.stands()[0]
        self.speak(Language.ZH)
        chinese = self.stands()[0]
        self.speak(Language.EN)
        return english, chinese

    def hint(self) -> str:
        """Return what the page says was wrong; nothing where nothing was."""
        hint = self.page.stage.band.hint
        return hint.text().replace("\n", " ") if hint.isVisible() else ""

    def camera(self, fault: Fault) -> None:
        """Unplug the simulated camera, let another program hold it, or mend it."""
        port: DeskPort | None = self._till.world.desk()
        assert port is not None
        port.set_camera_fault(fault)

    def code(self, wallet: str = "wechat") -> str:
        """Return a fresh code of the customer's phone."""
        return self.desk.issue_code(CUSTOMER, wallet).code

    def types_code(self, text: str) -> None:
        """Open the field for typing, put a code in, and use it."""
        if not self.page.type.isVisible():
            self.touch(Action.TYPE_CODE)
        self.page.type.field.setText(text)
        self.page.type.use.click()

    def scans(self, text: str) -> None:
        """Have the hand scanner read something."""
        self._till.world.scan.scanned(text, text)

    def is_wrong(self) -> bool:
        """True while the page says what was wrong with what was read."""
        return self.model.scan.wrong is not None
