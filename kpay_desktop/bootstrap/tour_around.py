"""The tour around the sale: transactions, looks, the More pages, and a till that cannot sell."""

from __future__ import annotations

from collections.abc import Iterator

from kpay_desktop.bootstrap.tour_hand import TourHand
from kpay_desktop.domain.operator import Role
from kpay_desktop.domain.sale import SaleState
from kpay_desktop.domain.sound import Sound
from kpay_desktop.settings import Settings
from kpay_desktop.settings_shop import ScreenKeyboard, Theme
from ui.more_model import HelpTopic, MoreModel
from ui.sale_search import Panel
from ui.save_model import SavedSlip
from ui.views import Action, Page


class AroundPages:
    """The pages that are not a sale's."""

    def __init__(self, hand: TourHand) -> None:
        self._hand = hand

    def pages(self) -> Iterator[None]:
        """Go the way; each ``yield`` lets the windows work."""
        yield from self._transactions()
        yield from self._around()
        yield from self._second_start(self._hand.till.controller.model.settings)

    def _transactions(self) -> Iterator[None]:
        self._hand.press(Action.OPEN_PAGE, Page.TRANSACTIONS.value)
        yield from self._hand.wait("today's sales", self._found)
        rows = self._hand.till.controller.model.search.rows
        approved = next(row for row in rows if row.state is SaleState.APPROVED)
        self._hand.press(Action.PICK_SALE, str(approved.identity.sale_id))
        yield from self._hand.save("07-transactions")
        yield from self._save_receipt()
        self._hand.keys(*"000999")
        yield from self._hand.wait("the search", self._found)
        yield from self._hand.save("07d-transactions-search")
        yield from self._keys_on_the_screen()
        self._hand.press(Action.OPEN_PAGE, Page.AMOUNT.value)

    def _save_receipt(self) -> Iterator[None]:
        """Save the receipt that is open, where the tour keeps everything it makes."""
        till = self._hand.till

        def saved() -> bool:
            saving = till.controller.model.saving
            return saving is not None and saving.said is not None

        self._hand.press(Action.SAVE_SLIP, SavedSlip.CUSTOMER.value)
        view = till.controller.model.saving
        name = view.name if view is not None else ""
        self._hand.press(Action.SAVE_TO, str(till.world.folders.root / name))
        yield from self._hand.wait("the file", saved)
        yield from self._hand.save("07e-transactions-saved")

    def _keys_on_the_screen(self) -> Iterator[None]:
        """Type a voucher where the keyboard is drawn."""
        window = self._hand.till.window
        self._hand.press(Action.FIND_CLEAR)
        self._hand.press(Action.SCREEN_KEYBOARD, ScreenKeyboard.ON.value)
        self._hand.press(Action.FIND_PANEL, Panel.KEYPAD.value)
        yield from self._hand.wait(
            "the keys", lambda: window.keyboard is not None and window.keyboard.is_shown
        )
        self._hand.keys("0", "0", "1")
        yield from self._hand.save("07f-transactions-keys")
        self._hand.press(Action.FIND_DONE)
        self._hand.press(Action.SCREEN_KEYBOARD, ScreenKeyboard.OFF.value)

    def _found(self) -> bool:
        search = self._hand.till.controller.model.search
        return search.request > 0 and not search.loading

    def _around(self) -> Iterator[None]:
        self._hand.press(Action.OPEN_PAGE, Page.MORE.value)
        yield from self._hand.save("16-more")
        yield from self._behind_more()
        self._hand.press(Action.OPEN_PAGE, Page.AMOUNT.value)
        self._hand.keys("2", "8", "00")
        self._hand.press(Action.TIP, "10")
        for theme in Theme.DARK, Theme.CONTRAST:
            self._hand.press(Action.THEME, theme.value)
            yield from self._hand.save(f"15-sale-{theme.value}")
        self._hand.press(Action.THEME, Theme.LIGHT.value)
        yield from self._lock()

    def _lock(self) -> Iterator[None]:
        """Lock the screen, let a cashier take it over, and a supervisor unlock it for the cashier.

        Everybody is at this counter in the demo; the one at the till is a supervisor.
        """
        till = self._hand.till.controller
        people = {each.role: each for each in reversed(till.model.settings.operators)}
        cashier, supervisor = people[Role.CASHIER], people[Role.SUPERVISOR]
        for chosen, name in (cashier, "33-lock-other"), (supervisor, "33-lock-supervisor"):
            self._hand.press(Action.LOCK)
            self._hand.keys("1", "2")
            yield from self._hand.save("33-lock")
            self._hand.press(Action.PICK_OPERATOR, chosen.operator_id)
            yield from self._hand.save(name)
            self._hand.keys(*chosen.pin)
            yield from self._hand.wait("the screen", lambda: till.model.lock is None)

    def _behind_more(self) -> Iterator[None]:
        def more() -> MoreModel:
            return self._hand.till.controller.model.more

        self._hand.press(Action.OPEN_PAGE, Page.DEVICES.value)
        self._hand.press(Action.PRINT_TEST)
        yield from self._hand.wait("the test slip", lambda: not more().slip_busy)
        self._hand.press(Action.OPEN_DRAWER)
        yield from self._hand.wait("the drawer", lambda: not more().drawer_busy)
        self._hand.press(Action.IDENTIFY)
        yield from self._hand.save("14-devices", customer="14b-customer-named")
        self._hand.press(Action.OPEN_PAGE, Page.HELP.value)
        yield from self._hand.save("18-help")
        for topic in HelpTopic.PAPER, HelpTopic.AWAY, HelpTopic.FAQ1:
            self._hand.press(Action.HELP_TOPIC, topic.value)
            yield from self._hand.save(f"18-help-{topic.value}")
        self._hand.press(Action.OPEN_PAGE, Page.CONTACT.value)
        self._hand.press(Action.SAVE_SUPPORT)
        yield from self._hand.wait("the support file", lambda: not more().support_busy)
        yield from self._hand.wait("the codes", lambda: bool(more().codes))
        yield from self._hand.save("19-contact")
        self._hand.press(Action.OPEN_PAGE, Page.SOUNDS.value)
        self._hand.press(Action.TRY_SOUND, Sound.APPROVED.value)
        sound = self._hand.till.controller
        yield from self._hand.wait("the sound", lambda: not sound.model.sound.busy)
        yield from self._hand.save("16-more-sounds")
        for page in Page.LANGUAGE, Page.APPEARANCE, Page.ABOUT:
            self._hand.press(Action.OPEN_PAGE, page.value)
            yield from self._hand.save(f"16-more-{page.value}")

    def _second_start(self, settings: Settings) -> Iterator[None]:
        """Open the same data a second time: refused, in words."""
        from kpay_desktop.bootstrap.till import Till

        second = Till(settings, self._hand.till.world.folders)
        second.open(self._hand.size)
        yield from self._hand.wait(
            "the refusal", lambda: second.controller.model.page is Page.TROUBLE
        )
        yield from self._hand.settle()
        self._hand.grab(second.window, "17-trouble")
        second.close_windows()
        second.stop()
