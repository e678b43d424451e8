"""Presses and news of the More pages, of the looks, and of the printer that cannot print."""

from __future__ import annotations

from dataclasses import replace

from kpay_desktop.domain.language import Language
from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.operator import Role
from kpay_desktop.ports import DeviceKind, DeviceStatus, Health, PrintOutcome, PrintReport
from ui.backend import ContactCodes, DrawerTested, SlipTested, SupportSaved
from ui.controller_part import ControlPart, Presses
from ui.customer_language import chosen_by_customer, chosen_by_shop
from ui.more_model import IDENTIFY_S, HelpTopic, MoreModel
from ui.views import Action, Page

MoreNews = SlipTested | DrawerTested | SupportSaved | ContactCodes


class MoreControl(ControlPart):
    """Part of the controller: it changes the model through ``put`` alone."""

    def _handlers(self) -> Presses:
        return {
            Action.PRINT_AGAIN: self._print_again,
            Action.PRINT_TEST: self._print_test,
            Action.OPEN_DRAWER: self._open_drawer,
            Action.IDENTIFY: self._identify,
            Action.ASK_HOST: self._ask_host,
            Action.HELP_TOPIC: self._topic,
            Action.SAVE_SUPPORT: self._save_support,
            Action.LANGUAGE: self._language,
            Action.CUSTOMER_LANGUAGE: self._customer_language,
            Action.SHOP_CUSTOMER_LANGUAGE: self._shop_customer_language,
            Action.THEME: self._theme,
        }

    def news(self, news: MoreNews) -> None:
        """Take in what a test or a file has come to."""
        more = self._model().more
        match news:
            case SlipTested(report):
                said = self._said(report)
                self._change(replace(more, slip_busy=False, slip_test=said))
            case DrawerTested():
                said = self._drawer_said(news)
                self._change(replace(more, drawer_busy=False, drawer_test=said))
            case SupportSaved(name):
                said = message("more.support_saved", name=name)
                if not name:
                    said = Message("more.support_failed")
                self._change(
                    replace(more, support_busy=False, support=said, support_failed=not name)
                )
            case ContactCodes(codes):
                self._change(replace(more, codes=codes))

    def lamp(self, status: DeviceStatus) -> None:
        """Note when the bank last answered."""
        if status.kind is not DeviceKind.HOST:
            return
        model = self._model()
        answered = status.health in {Health.OK, Health.WARN}
        at = model.clock if answered else model.more.host_answered_at
        self._change(replace(model.more, host_asked=False, host_answered_at=at))

    def opened(self, page: Page) -> None:
        """Begin a page afresh: what an earlier test came to is not said again."""
        more = self._model().more
        if page is Page.DEVICES:
            slip = more.slip_test if more.slip_busy else None
            drawer = more.drawer_test if more.drawer_busy else None
            self._change(replace(more, slip_test=slip, drawer_test=drawer))
        if page is Page.CONTACT and not more.support_busy:
            self._change(replace(more, support=None, support_failed=False))

    def _said(self, report: PrintReport | None) -> Message:
        if report is None:
            return Message("more.test_busy")
        if report.outcome is PrintOutcome.CONFIRMED:
            return message("more.test_printed", time=f"{self._model().clock:%H:%M:%S}")
        kind = "failed" if report.outcome is PrintOutcome.NOT_SENT else "unconfirmed"
        return message(f"more.test_{kind}", reason=f"@{report.status.message_id}")

    def _drawer_said(self, news: DrawerTested) -> Message:
        if not news.is_noted:
            return Message("more.drawer_unnoted")
        if news.report is None:
            return Message("more.test_busy")
        if news.report.outcome is PrintOutcome.CONFIRMED:
            return message("more.drawer_opened", time=f"{self._model().clock:%H:%M:%S}")
        kind = "failed" if news.report.outcome is PrintOutcome.NOT_SENT else "unconfirmed"
        return message(f"more.drawer_{kind}", reason=f"@{news.report.status.message_id}")

    def _change(self, more: MoreModel) -> None:
        self._put(replace(self._model(), more=more))

    def _print_again(self, _: str) -> None:
        self._backend.print_again()

    def _print_test(self, _: str) -> None:
        more = self._model().more
        if self._model().page is Page.DEVICES and not more.slip_busy:
            self._backend.print_test()
            sent = Message("more.test_sent")
            self._change(replace(more, slip_busy=True, slip_test=sent))

    def _open_drawer(self, _: str) -> None:
        model = self._model()
        more, operator = model.more, model.operator
        if model.page is not Page.DEVICES or operator is None or more.drawer_busy:
            return
        if operator.role.includes(Role.SUPERVISOR):
            self._backend.test_drawer(operator.operator_id)
            sent = Message("more.drawer_sent")
            self._change(replace(more, drawer_busy=True, drawer_test=sent))

    def _identify(self, _: str) -> None:
        model = self._model()
        if model.page is Page.DEVICES:
            self._change(replace(model.more, identify_until=model.now + IDENTIFY_S))

    def _ask_host(self, _: str) -> None:
        if self._model().page is Page.DEVICES:
            self._backend.ask_host()
            self._change(replace(self._model().more, host_asked=True))

    def _topic(self, value: str) -> None:
        if value in set(HelpTopic):
            self._change(replace(self._model().more, topic=HelpTopic(value)))

    def _save_support(self, _: str) -> None:
        more = self._model().more
        if not more.support_busy:
            self._backend.save_support()
            self._change(replace(more, support_busy=True, support=None, support_failed=False))

    def _language(self, value: str) -> None:
        language = Language(value) if value else self._model().language.other
        self._put(replace(self._model(), language=language))
        if self._model().lock is None:
            # At a locked screen nobody knows who chose it: it is for the moment.
            self._backend.save("language.clerk", language.value)

    def _customer_language(self, value: str) -> None:
        language = Language(value) if value else self._model().customer_language.other
        self._put(chosen_by_customer(self._model(), language))

    def _shop_customer_language(self, value: str) -> None:
        if value in set(Language):
            self._put(chosen_by_shop(self._model(), Language(value)))

    def _theme(self, value: str) -> None:
        self._put(replace(self._model(), theme=value))
        self._backend.save("appearance.theme", value)
