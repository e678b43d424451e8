"""A day in the real world without windows: sold by every way, given back, settled, agreed."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from kpay_desktop.domain.devices import DeviceKind
from kpay_desktop.domain.records import PrintState, SlipKind
from kpay_desktop.domain.returns import ReturnKind, ReturnProblem
from kpay_desktop.domain.sale import Method
from kpay_desktop.domain.totals import Totals
from kpay_desktop.flows.back_view import BackRefused, BackView
from kpay_desktop.flows.money_back.state import Phase as BackPhase
from kpay_desktop.flows.settlement.state import Agreement, Phase
from tests.helpers.day_world import DayWorld, day_world
from ui.backend_day import PaperNews


@pytest.fixture
def day(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Iterator[DayWorld]:
    # What is refused is noted in the log, as it should be.
    caplog.set_level(logging.DEBUG)
    with day_world(tmp_path / "data") as opened:
        opened.till.lit(DeviceKind.HOST, "host.online")
        yield opened


def printed(day: DayWorld, kind: SlipKind, count: int) -> None:
    """Wait until so many slips of a kind are on paper."""

    def are_out() -> bool:
        news = [n for n in day.till.news if isinstance(n, PaperNews) and n.kind is kind]
        return len({n.subject_id for n in news if n.state is PrintState.PRINTED}) == count

    day.till.wait(f"{count} slips {kind.value}", are_out)


def test_a_day_of_every_kind_settles_and_agrees(day: DayWorld) -> None:
    kept = day.sells_by_card(3_080)
    undone = day.sells_by_card(1_990)
    wallet = day.sells_by_wallet(2_500)
    paynow = day.sells_by_wallet(1_200, Method.PAYNOW)
    cash = day.sells_for_cash(1_003, 2_000)
    voided = day.gives_back(undone, ReturnKind.VOID)
    assert isinstance(voided, BackView)
    assert voided.state.phase is BackPhase.DONE
    part = day.gives_back(wallet, ReturnKind.REFUND, 700)
    assert isinstance(part, BackView)
    assert part.state.phase is BackPhase.DONE
    whole = day.gives_back(paynow, ReturnKind.VOID)
    assert isinstance(whole, BackView)
    assert whole.state.phase is BackPhase.DONE
    drawer = day.gives_back(cash, ReturnKind.REFUND, 500)
    assert isinstance(drawer, BackView)
    assert drawer.state.phase is BackPhase.DONE
    printed(day, SlipKind.RETURN, 4)
    again = day.gives_back(undone, ReturnKind.VOID)
    assert isinstance(again, BackRefused)
    assert again.problem is ReturnProblem.ALREADY_VOIDED
    ended = day.settles()
    totals = {acquirer: view.state.ours for acquirer, view in ended.items()}
    assert totals["cards"] == Totals(1, kept.total_minor)
    assert totals["wechat"] == Totals(1, 2_500, 1, 700)
    assert totals["cash"] == Totals(1, 1_003, 1, 500)
    agreements = {acquirer: view.state.agreement for acquirer, view in ended.items()}
    assert agreements["cards"] is agreements["wechat"] is Agreement.AGREE
    assert agreements["cash"] is Agreement.OURS_ALONE
    assert all(view.state.phase is Phase.SETTLED for view in ended.values())
    printed(day, SlipKind.SETTLEMENT, len(ended))
    printed(day, SlipKind.LIST, len(ended))
    settled = day.gives_back(kept, ReturnKind.VOID)
    assert isinstance(settled, BackRefused)
    assert settled.problem is ReturnProblem.SETTLED


def test_a_batch_that_the_host_sees_otherwise_names_the_voucher(day: DayWorld) -> None:
    day.sells_by_card(3_080)
    other = day.sells_by_card(1_990)
    assert day.desk.misbook(other.identity.voucher, 90) == 1_900
    (cards,) = day.settles().values()
    state = cards.state
    assert (state.phase, state.agreement) == (Phase.SETTLED, Agreement.UPLOADED)
    assert [(one.voucher, one.ours_minor) for one in state.differences] == [
        (other.identity.voucher, 1_990)
    ]
    printed(day, SlipKind.SETTLEMENT, 1)
