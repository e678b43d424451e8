"""What a profile says of scanning, and of a shop's own PayNow code."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kpay_desktop.domain.sale import Method, QrMode, Wallet
from kpay_desktop.domain.scanner import ScannerSetup, Suffix
from kpay_desktop.settings import Settings, demo_settings, parse_settings
from kpay_desktop.settings_reader import SettingsError
from kpay_desktop.settings_scan import OwnPayNowSettings, ScannerSettings
from kpay_desktop.settings_shop import ProfileKind, WalletSettings
from tests.helpers.profiles import BARE, SHOP, changed

OWN = f'{BARE}[own_paynow]\nuen = "201912345K"\n'


def refusal(text: str) -> SettingsError:
    with pytest.raises(SettingsError) as caught:
        parse_settings(text, "shop.toml")
    return caught.value


def with_wallets(*wallets: WalletSettings) -> Settings:
    return replace(demo_settings(), wallets=wallets)


# --- who may show a code ----------------------------------------------------------------------


def test_the_demo_offers_every_wallet_both_ways() -> None:
    demo = demo_settings()
    wallets = (Method.WECHAT, Method.PAYNOW, Method.ALIPAY)
    assert demo.methods == demo.known_methods == (Method.CARD, *wallets, Method.CASH)
    for wallet in Wallet:
        assert demo.modes(Method.of(wallet)) == (QrMode.SHOW, QrMode.SCAN)
    assert demo.modes(Method.CARD) == demo.modes(Method.CASH) == ()
    assert demo.takes_scans
    assert (demo.camera.source, demo.scanner.source) == ("sim:", "keyboard")


@pytest.mark.parametrize(
    ("wallet", "modes"),
    [
        (WalletSettings(Wallet.ALIPAY), (QrMode.SHOW,)),
        (WalletSettings(Wallet.ALIPAY, show=False, scan=True), (QrMode.SCAN,)),
        (WalletSettings(Wallet.ALIPAY, show=False), ()),
    ],
)
def test_a_contract_says_who_may_show_the_code(
    wallet: WalletSettings, modes: tuple[QrMode, ...]
) -> None:
    shop = with_wallets(wallet)
    assert shop.modes(Method.ALIPAY) == modes
    assert (Method.ALIPAY in shop.methods) == bool(modes)
    assert shop.takes_scans == (QrMode.SCAN in modes)
    assert Method.ALIPAY in shop.known_methods


# --- a shop without an acquirer ---------------------------------------------------------------


@pytest.mark.parametrize("account", ['uen = "201912345K"', 'mobile = "+6591234567"'])
def test_a_shop_without_an_acquirer_shows_its_own_code(account: str) -> None:
    shop = parse_settings(f"{BARE}[own_paynow]\n{account}\n", "shop.toml")
    assert shop.profile.kind is ProfileKind.LIVE
    assert shop.methods == shop.known_methods == (Method.PAYNOW,)
    assert shop.modes(Method.PAYNOW) == (QrMode.OWN,)
    assert not shop.takes_scans
    assert not shop.takes_cards
    assert not shop.is_simulated


def test_its_own_code_stands_beside_wallets_of_an_acquirer() -> None:
    text = f'{SHOP}[own_paynow]\nuen = "201912345K"\n'
    shop = parse_settings(text, "shop.toml")
    assert shop.methods == (Method.WECHAT, Method.PAYNOW)
    assert shop.modes(Method.WECHAT) == (QrMode.SHOW,)
    assert shop.modes(Method.PAYNOW) == (QrMode.OWN,)


def test_a_paynow_wallet_that_is_not_offered_leaves_room_for_the_own_code() -> None:
    row = '[[wallets]]\nwallet = "paynow"\nshow = false\n'
    shop = parse_settings(f'{SHOP}{row}[own_paynow]\nuen = "201912345K"\n', "shop.toml")
    assert shop.modes(Method.PAYNOW) == (QrMode.OWN,)


@pytest.mark.parametrize("offered", ["show = true", "show = false\nscan = true"])
def test_paynow_that_an_acquirer_confirms_leaves_no_room_for_it(offered: str) -> None:
    row = f'[[wallets]]\nwallet = "paynow"\n{offered}\n'
    error = refusal(f'{SHOP}{row}[own_paynow]\nuen = "201912345K"\n')
    assert (error.key, "no acquirer confirms" in error.problem) == ("own_paynow", True)


def test_a_shop_without_any_way_to_pay_is_refused() -> None:
    assert refusal(BARE).key == "wallets"


def test_wallets_need_a_gateway_beside_the_own_code() -> None:
    assert refusal(f'{OWN}[[wallets]]\nwallet = "wechat"\n').key == "gateway"


def test_an_account_is_one_or_none() -> None:
    assert not OwnPayNowSettings().is_there
    assert OwnPayNowSettings(uen="53312345A").is_there


# --- what is refused --------------------------------------------------------------------------

REFUSED = [
    ("own_paynow", 'uen = "2019"', "own_paynow.uen", "9 to 13"),
    ("own_paynow", 'uen = "201912345k"', "own_paynow.uen", "capital"),
    ("own_paynow", 'mobile = "91234567"', "own_paynow.mobile", "+65"),
    ("own_paynow", 'mobile = "+60123456789"', "own_paynow.mobile", "+65"),
    ("own_paynow", 'uen = "201912345K"\nmobile = "+6591234567"', "own_paynow.mobile", "without"),
    ("camera", 'source = "sim:"', "camera.source", "a live profile needs"),
    ("camera", 'source = "usb"', "camera.source", "usb:N"),
    ("camera", 'source = "usb:100"', "camera.source", "usb:N"),
    ("camera", 'source = "rtsp://cam"', "camera.source", "http://ADDRESS"),
    ("camera", 'source = "http://user@cam"', "camera.source", "http://ADDRESS"),
    ("camera", 'source = "file:"', "camera.source", "file:PATH"),
    ("camera", "width = 319", "camera.width", "320 to 3840"),
    ("camera", "height = 2161", "camera.height", "240 to 2160"),
    ("camera", "frames_per_s = 0", "camera.frames_per_s", "1 to 60"),
    ("camera", "frames_per_s = 29.97", "camera.frames_per_s", "a whole number"),
    ("camera", "mirror = 1", "camera.mirror", "true or false"),
    ("scanner", 'source = "sim:"', "camera.source", "a real scanner"),
    ("scanner", 'source = "tty:"', "scanner.source", "tty:PATH"),
    ("scanner", 'source = "usb:0"', "scanner.source", "keyboard"),
    ("scanner", 'prefix = "ABCDE"', "scanner.prefix", "at most 4"),
    ("scanner", 'prefix = "A B"', "scanner.prefix", "no spaces"),
    ("scanner", 'prefix = "码"', "scanner.prefix", "printable"),
    ("scanner", 'prefix = ";A"', "scanner.prefix", "as a stripe does"),
    ("scanner", 'suffix = "newline"', "scanner.suffix", "enter, tab or none"),
    ("scanner", "whole_ms = 99", "scanner.whole_ms", "100 to 10000"),
    ("scanner", "baud = 110", "scanner.baud", "300 to 921600"),
    ("scanner", 'member_prefixes = [""]', "scanner.member_prefixes", "1 to 32"),
    ("scanner", "member_prefixes = [77]", "scanner.member_prefixes[0]", "a text"),
    (
        "scanner",
        f"member_prefixes = {[str(number) for number in range(33)]}".replace("'", '"'),
        "scanner.member_prefixes",
        "at most 32",
    ),
    ("scan_clock", "first_query_s = 31", "scan_clock.first_query_s", "0.05 to 30"),
    ("scan_clock", "query_s = 0", "scan_clock.query_s", "0.05 to 30"),
    ("scan_clock", "wechat_limit_s = 0", "scan_clock.wechat_limit_s", "0.1 to 300"),
    ("scan_clock", "alipay_limit_s = 301", "scan_clock.alipay_limit_s", "0.1 to 300"),
    ("scan_clock", "paynow_limit_s = nan", "scan_clock.paynow_limit_s", "0.1 to 300"),
    ("scan_clock", "reverse_after_s = 121", "scan_clock.reverse_after_s", "0 to 120"),
    ("scan_clock", "reverse_last_s = 1", "scan_clock.reverse_last_s", "not below"),
    ("scan_clock", "reverse_last_s = inf", "scan_clock.reverse_last_s", "at most 3600"),
    ("scan_clock", "stuck_after_s = 0", "scan_clock.stuck_after_s", "0.05 to 3600"),
]


@pytest.mark.parametrize(
    ("table", "line", "key", "words"),
    REFUSED,
    ids=[f"{t} {line}"[:60] for t, line, _, _ in REFUSED],
)
def test_what_scanning_cannot_have_is_refused(table: str, line: str, key: str, words: str) -> None:
    error = refusal(changed(OWN if table == "own_paynow" else SHOP, table, line))
    assert error.key == key
    assert words in error.problem


@pytest.mark.parametrize(
    "line",
    [
        'source = "auto"',
        'source = "none"',
        'source = "usb:0"',
        'source = "file:/videos/phone one.avi"',
        'source = "folder:C:\\\\pictures"',
        'source = "http://192.168.1.20:8080/video"',
        'source = "https://camera.example/stream?id=1"',
    ],
)
def test_cameras_that_may_be_named(line: str) -> None:
    shop = parse_settings(changed(SHOP, "camera", line), "shop.toml")
    assert shop.camera.source in line.replace("\\\\", "\\")


@pytest.mark.parametrize("source", ["keyboard", "none", "tty:/dev/ttyACM0", "com:COM3"])
def test_scanners_that_may_be_named(source: str) -> None:
    assert ScannerSettings(source=source).source == source


@pytest.mark.parametrize("suffix", list(Suffix))
@pytest.mark.parametrize("prefix", ["", "~", "!!K~"])
def test_what_settings_take_the_key_filter_takes(prefix: str, suffix: Suffix) -> None:
    settings = ScannerSettings(prefix=prefix, suffix=suffix.value)
    setup = ScannerSetup(settings.prefix, Suffix(settings.suffix), settings.whole_ms)
    assert (setup.prefix, setup.suffix) == (prefix, suffix)


@pytest.mark.parametrize("wallet", list(Wallet))
def test_each_wallet_has_a_limit(wallet: Wallet) -> None:
    clock = demo_settings().scan_clock
    assert clock.limit_s(wallet) == (45.0 if wallet is Wallet.WECHAT else 60.0)
