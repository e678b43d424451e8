"""Whether fuzzing would notice: mistakes made on purpose, each found by changing inputs alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest

from kpay_desktop.domain import scanner, wedge
from kpay_desktop.domain.wallet_words import WalletRefusal
from kpay_desktop.emv import kernel2, records, selection, tap
from kpay_desktop.emv.contact import _Contact
from kpay_desktop.emv.dol import fill
from kpay_desktop.emv.steps import Outcome, Tags
from kpay_desktop.hosts.iso8583 import frame
from kpay_desktop.hosts.wallets import scan_codec
from kpay_desktop.qr import payment_code
from kpay_desktop.qr.payment_code import ScanRules
from tests.fuzz import line, plain
from tests.fuzz.target import load

Patch = pytest.MonkeyPatch


def any_length_is_told(patch: Patch) -> None:
    patch.setattr(kernel2, "tell", fill)


def refusals_are_approvals(patch: Patch) -> None:
    patch.setattr(tap, "APPROVED_ARCS", frozenset({"00", "05"}))


def a_stripe_will_always_do(patch: Patch) -> None:
    outcome: Callable[..., Outcome] = _Contact._outcome
    patch.setattr(_Contact, "_outcome", lambda *a, **k: replace(outcome(*a, **k), fallback=True))


def values_are_shown(patch: Patch) -> None:
    patch.setattr(Tags, "__repr__", lambda me: str({t: v.hex() for t, v in me.items()}))


def records_have_no_end(patch: Patch) -> None:
    patch.setattr(records, "_MOST_RECORDS", 1 << 20)


def directories_have_no_end(patch: Patch) -> None:
    patch.setattr(selection, "_MAX_RECORDS", 1 << 20)
    patch.setattr(selection, "_MAX_CANDIDATES", 1 << 20)


def commands_come_again(patch: Patch) -> None:
    def exchange(send: Callable[[bytes], bytes], command: bytes, *, bytewise: bool) -> bytes:
        answer = send(command)
        return send(command) if answer[:1] == b"\x61" else answer + b"\x90\x00"

    patch.setattr(line, "exchange", exchange)


def any_word_refuses(patch: Patch) -> None:
    patch.setattr(scan_codec, "refusal_of", lambda _: WalletRefusal.CODE_INVALID)


def cards_go_to_wallets(patch: Patch) -> None:
    read: Callable[..., object] = payment_code._classify_card
    taking = ScanRules(takes_card_codes=True)
    patch.setattr(payment_code, "_classify_card", lambda code, _: read(code, taking))


def scans_run_over(patch: Patch) -> None:
    patch.setattr(scanner, "MOST", 1 << 20)


def bursts_run_over(patch: Patch) -> None:
    patch.setattr(wedge, "MOST", 1 << 20)


def frames_hold_nothing(patch: Patch) -> None:
    length = frame.FrameReader._length
    patch.setattr(frame.FrameReader, "_length", lambda me, raw: max(0, length(me, raw) - 30))


PLANTS = [
    ("kernel-2", any_length_is_told),
    ("entry-point", refusals_are_approvals),
    ("contact", a_stripe_will_always_do),
    ("kernel-3", values_are_shown),
    ("kernel-2", records_have_no_end),
    ("contact", directories_have_no_end),
    ("exchange", commands_come_again),
    ("wedge", bursts_run_over),
    ("hand-scanner", scans_run_over),
    ("payment-code", cards_go_to_wallets),
    ("gateway", any_word_refuses),
    ("iso-frame", frames_hold_nothing),
]


@pytest.mark.parametrize(
    ("name", "plant"), PLANTS, ids=[f"{name}-{plant.__name__}" for name, plant in PLANTS]
)
def test_a_planted_mistake_is_found(
    name: str, plant: Callable[[Patch], None], monkeypatch: Patch
) -> None:
    target = load(name)
    plant(monkeypatch)
    with pytest.raises(Exception, match=r".") as found:
        plain.run(target, Random(1), seconds=600.0, most=200_000)
    assert any(note.startswith("input: ") for note in found.value.__notes__)
