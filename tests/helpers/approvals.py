"""A cashier who asks and a supervisor who authorises, without PINs or windows."""

from __future__ import annotations

from kpay_desktop.domain.approval import Supervised
from kpay_desktop.domain.operator import Operator, Role
from kpay_desktop.flows.authority import Authority
from kpay_desktop.flows.runner import Runner
from kpay_desktop.flows.wallet_sale import decision
from kpay_desktop.flows.wallet_sale.values import WalletSaleState

CASHIER = Operator("01", "Cashier 01", Role.CASHIER)
SUPERVISOR = Operator("90", "Supervisor", Role.SUPERVISOR)
ACCEPT, REFUND = Supervised.ACCEPT_LATE, Supervised.REFUND_LATE
BY_HAND = Supervised.CONFIRM_BY_HAND


def approve(authority: Authority, state: WalletSaleState, flow: str, kind: Supervised) -> str:
    """Let the cashier do what there is to do; return the approval's number, empty without one."""
    act = decision.act_of(state, flow, kind, CASHIER.operator_id)
    return "" if act is None else authority.grant(act, SUPERVISOR).number


def decide(
    runner: Runner, authority: Authority, state: WalletSaleState, flow: str, kind: Supervised
) -> None:
    """Ask, authorise, and do it."""
    number = approve(authority, state, flow, kind)
    runner.decide(flow, kind, number, CASHIER.operator_id)
