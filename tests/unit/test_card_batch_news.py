"""The open batch on the page follows sales by card as it follows those by code."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpay_desktop.bootstrap import host_lamp
from kpay_desktop.bootstrap import world as world_module
from kpay_desktop.bootstrap.hosts import Hosts
from kpay_desktop.domain.sale import SaleState
from kpay_desktop.flows.sale_view import ChargeBegun
from tests.helpers.card_world import CardWorld, card_world
from ui.backend import BatchNews


class NoHosts(Hosts):
    """Hosts that nobody starts."""

    def start(self) -> None:
        return


def newest(till: CardWorld) -> SaleState | None:
    """Return the state of the newest sale in the newest news of the batch."""
    told = [news for news in till.news if isinstance(news, BatchNews)]
    return told[-1].rows[0].state if told and told[-1].rows else None


def test_the_batch_is_told_when_a_sale_by_card_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(world_module, "Hosts", NoHosts)
    monkeypatch.setattr(host_lamp, "DEADLINE_S", 0.05)
    with card_world(tmp_path / "data") as till:
        till.charge(500)
        till.wait("the sale in the batch", lambda: newest(till) is SaleState.OPEN)
        begun = next(news for news in till.news if isinstance(news, ChargeBegun))
        till.world.cancel(begun.view.flow)
        till.wait("its end in the batch", lambda: newest(till) is SaleState.CLOSED)
