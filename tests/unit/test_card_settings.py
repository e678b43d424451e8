"""What a profile says of cards: which ways to pay it makes, and every refusal by its key."""

from __future__ import annotations

import pytest

from kpay_desktop.domain.sale import Method
from kpay_desktop.settings import Settings, parse_settings
from kpay_desktop.settings_cards import SignaturePlace
from kpay_desktop.settings_reader import SettingsError
from kpay_desktop.settings_works import KeyStore
from tests.helpers.profiles import SHOP, changed

APPROVED = 'reader_approval = "Example Bank, letter 17 of 2026-10-01"'
CARDS = ("enabled = true", 'host_profile = "/shop/host.toml"', 'ca_keys = "/shop/keys.toml"')


def shop(kind: str, *devices: str, cards: tuple[str, ...] = CARDS, more: str = "") -> Settings:
    """A shop's profile with these lines about devices and cards."""
    text = changed(SHOP, "profile", f'kind = "{kind}"')
    if kind in {"demo", "training"}:
        text = changed(text, "bank", "simulated = true")
    for table, lines in (("devices", devices), ("cards", cards)):
        for line in lines:
            text = changed(text, table, line)
    return parse_settings(text + more, "shop.toml")


def refused(kind: str, *devices: str, cards: tuple[str, ...] = CARDS, more: str = "") -> str:
    with pytest.raises(SettingsError) as caught:
        shop(kind, *devices, cards=cards, more=more)
    assert str(caught.value).startswith(f"shop.toml: {caught.value.key} ")
    return caught.value.key


def test_cards_come_first_where_they_are_taken() -> None:
    rows = '[[wallets]]\nwallet = "paynow"\n[[wallets]]\nwallet = "alipay"\nshow = false\n'
    with_cards = shop("lab", 'card_readers = ["pcsc:"]', more=rows)
    assert with_cards.takes_cards
    assert with_cards.methods == (Method.CARD, Method.WECHAT, Method.PAYNOW)
    assert with_cards.known_methods == (*with_cards.methods, Method.ALIPAY)
    assert with_cards.cards.signature is SignaturePlace.SCREEN
    without = shop("lab", 'card_readers = ["pcsc:"]', cards=(), more=rows)
    assert not without.takes_cards
    assert without.methods == (Method.WECHAT, Method.PAYNOW)
    assert without.known_methods == (*without.methods, Method.ALIPAY)


def test_a_stripe_reader_alone_takes_cards() -> None:
    cards = ("enabled = true", 'host_profile = "/shop/host.toml"')
    assert shop("lab", cards=cards).methods == (Method.CARD, Method.WECHAT)
    assert refused("lab", 'stripe = "none"', cards=cards) == "cards.enabled"


def test_the_demo_and_training_need_no_files() -> None:
    taken = shop("training", 'card_readers = ["sim:"]', cards=("enabled = true",))
    assert taken.methods == (Method.CARD, Method.WECHAT)


@pytest.mark.parametrize("missing", ["host_profile", "ca_keys"])
@pytest.mark.parametrize("kind", ["lab", "staging", "live"])
def test_what_the_acquirer_hands_over_must_be_named(kind: str, missing: str) -> None:
    cards = (*(line for line in CARDS if missing not in line), 'emv_profile = "/shop/emv.toml"')
    key = refused(kind, 'card_readers = ["pcsc:"]', APPROVED, cards=cards)
    assert key == f"cards.{missing}"


def test_a_live_profile_has_the_acquirers_emv_data() -> None:
    devices = ('card_readers = ["pcsc:"]', APPROVED)
    assert refused("live", *devices) == "cards.emv_profile"
    taken = shop("live", *devices, cards=(*CARDS, 'emv_profile = "/shop/emv.toml"'))
    assert taken.methods == (Method.CARD, Method.WECHAT)
    assert shop("staging", *devices).methods == (Method.CARD, Method.WECHAT)


@pytest.mark.parametrize(
    ("devices", "key"),
    [
        (('card_readers = ["pcsc:"]',), "devices.reader_approval"),
        (('card_readers = ["pcsc:"]', 'reader_approval = " "'), "devices.reader_approval"),
        (('stripe = "keyboard"',), "devices.reader_approval"),
        (('card_readers = ["pcsc:", "sim:"]', APPROVED), "devices.card_readers"),
        ((), "cards.enabled"),
    ],
)
def test_a_live_profile_takes_no_cards_by_itself(devices: tuple[str, ...], key: str) -> None:
    assert refused("live", *devices, cards=(*CARDS, 'emv_profile = "/shop/emv.toml"')) == key


def test_a_live_profile_keeps_no_key_in_a_file() -> None:
    assert refused("live", cards=(), more='[store]\nkey = "file"\n') == "store.key"
    kept = shop("staging", cards=(), more='[store]\nkey = "file"\n')
    assert kept.store.key is KeyStore.FILE


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("read_s = 0", "card_clock.read_s"),
        ("read_s = 601", "card_clock.read_s"),
        ("card_s = nan", "card_clock.card_s"),
        ("sign_s = inf", "card_clock.sign_s"),
        ("arrival_s = 3601", "card_clock.arrival_s"),
        ("retry_first_s = 0", "card_clock.retry_last_s"),
        ("retry_last_s = 4", "card_clock.retry_last_s"),
        ("retry_last_s = 3601", "card_clock.retry_last_s"),
    ],
)
def test_clocks_have_ranges(line: str, key: str) -> None:
    assert refused("lab", cards=(), more=f"[card_clock]\n{line}\n") == key


def test_where_customers_sign() -> None:
    assert refused("lab", cards=('signature = "tablet"',)) == "cards.signature"
    paper = shop("lab", cards=(*CARDS, 'signature = "paper"'))
    assert paper.cards.signature is SignaturePlace.PAPER
