"""Keys and signatures of the wallet gateway's client."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from kpay_desktop.hosts.wallets.config import ConfigFault, GatewayConfig, GatewayConfigError
from kpay_desktop.hosts.wallets.signing import Signer, Verifier, canonical
from tests.helpers.gateway import (
    is_signed_by_merchant,
    key_files,
    private_pem,
    public_pem,
    rsa_key,
    signed,
)

FIELDS = {"reqsn": "A1", "trxamt": "3080", "body": "好 咖啡", "notify_url": ""}


def test_the_signed_text_is_sorted_and_leaves_out_empties_and_the_signature() -> None:
    fields = {"b": "2", "a": "1", "empty": "", "sign": "x", "B": "3"}
    assert canonical(fields) == b"B=3&a=1&b=2"
    assert canonical({"body": "好"}) == "body=好".encode()


def test_the_gateway_can_verify_what_we_sign(tmp_path: Path) -> None:
    signer = Signer(key_files(tmp_path).merchant_private)
    assert is_signed_by_merchant({**FIELDS, "sign": signer.sign(FIELDS)})
    assert not is_signed_by_merchant({**FIELDS, "trxamt": "1", "sign": signer.sign(FIELDS)})


def test_what_the_gateway_signs_is_genuine(tmp_path: Path) -> None:
    verifier = Verifier(key_files(tmp_path).bank_public)
    genuine = signed(FIELDS)
    assert verifier.is_genuine(genuine)
    # Empty fields are not signed, and come and go on the way.
    assert verifier.is_genuine({**genuine, "extra": ""})
    assert not verifier.is_genuine({**genuine, "trxamt": "3081"})
    assert not verifier.is_genuine({**genuine, "extra": "1"})
    assert not verifier.is_genuine(signed(FIELDS, key="somebody else"))
    # One signature has one spelling.
    assert not verifier.is_genuine({**genuine, "sign": genuine["sign"] + "\n"})
    assert not verifier.is_genuine({**genuine, "sign": "*" + genuine["sign"]})


@pytest.mark.parametrize("signature", ["", "x", "!!!!", "AAAA", "QUJD\nREVG", "签名"])
def test_a_broken_signature_is_not_genuine(tmp_path: Path, signature: str) -> None:
    verifier = Verifier(key_files(tmp_path).bank_public)
    assert not verifier.is_genuine({**FIELDS, "sign": signature})
    assert not verifier.is_genuine(FIELDS)


def ec_private_pem() -> bytes:
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def encrypted_pem() -> bytes:
    return rsa_key("merchant").private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"secret"),
    )


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (None, ConfigFault.KEY_MISSING),
        (b"", ConfigFault.KEY_UNREADABLE),
        (b"not a key", ConfigFault.KEY_UNREADABLE),
        (encrypted_pem(), ConfigFault.KEY_UNREADABLE),
        (ec_private_pem(), ConfigFault.KEY_NOT_RSA),
        (private_pem(rsa_key("short", 1024)), ConfigFault.KEY_TOO_SHORT),
        (public_pem(rsa_key("merchant")), ConfigFault.KEY_UNREADABLE),
    ],
)
def test_a_bad_private_key_is_told_with_its_file(
    tmp_path: Path, data: bytes | None, fault: ConfigFault
) -> None:
    path = tmp_path / "merchant.pem"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(GatewayConfigError) as caught:
        Signer(path).sign(FIELDS)
    assert caught.value.fault is fault
    assert caught.value.message_id == fault.value
    assert caught.value.what == str(path)


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (None, ConfigFault.KEY_MISSING),
        (b"not a key", ConfigFault.KEY_UNREADABLE),
        (private_pem(rsa_key("merchant")), ConfigFault.KEY_UNREADABLE),
        (public_pem(rsa_key("short", 1024)), ConfigFault.KEY_TOO_SHORT),
    ],
)
def test_a_bad_public_key_is_told_with_its_file(
    tmp_path: Path, data: bytes | None, fault: ConfigFault
) -> None:
    path = tmp_path / "bank.pem"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(GatewayConfigError) as caught:
        Verifier(path).is_genuine(FIELDS)
    assert (caught.value.fault, caught.value.what) == (fault, str(path))


def test_a_folder_is_no_key_file(tmp_path: Path) -> None:
    with pytest.raises(GatewayConfigError) as caught:
        Signer(tmp_path).load()
    assert caught.value.fault is ConfigFault.KEY_UNREADABLE


def test_a_key_that_comes_later_is_used(tmp_path: Path) -> None:
    signer = Signer(tmp_path / "merchant.pem")
    with pytest.raises(GatewayConfigError):
        signer.load()
    key_files(tmp_path)
    assert signer.sign(FIELDS)


def config(base_url: str, **change: object) -> GatewayConfig:
    values: dict[str, object] = {"cusid": "990", "appid": "0001", **change}
    return GatewayConfig(
        base_url=base_url,
        cusid=str(values["cusid"]),
        appid=str(values["appid"]),
        private_key_path=Path("merchant.pem"),
        bank_public_key_path=Path("bank.pem"),
        notify_url=str(values.get("notify_url", "")),
        allow_plain_http=bool(values.get("allow_plain_http", False)),
    )


@pytest.mark.parametrize(
    "url",
    [
        "https://gateway.test",
        "https://gateway.test/",
        "https://gateway.test:8443/prefix",
        "http://127.0.0.1:8080",
        "http://localhost:8080",
        "http://[::1]:8080",
    ],
)
def test_a_url_of_a_gateway(url: str) -> None:
    assert not config(url).endpoint.path.endswith("/")


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("", ConfigFault.URL),
        ("gateway.test", ConfigFault.URL),
        ("ftp://gateway.test", ConfigFault.URL),
        ("https://", ConfigFault.URL),
        ("https://user:secret@gateway.test", ConfigFault.URL),
        ("https://gateway.test?x=1", ConfigFault.URL),
        ("https://gateway.test/#x", ConfigFault.URL),
        ("https://gateway.test:99999", ConfigFault.URL),
        ("https://gateway.test/a b", ConfigFault.URL),
        ("https://gateway.test/\r\nX: y", ConfigFault.URL),
        ("https://[::1", ConfigFault.URL),
        ("http://gateway.test", ConfigFault.URL_NOT_ENCRYPTED),
        ("http://192.168.1.5", ConfigFault.URL_NOT_ENCRYPTED),
        ("http://localhost.evil.test", ConfigFault.URL_NOT_ENCRYPTED),
    ],
)
def test_a_url_that_is_refused(url: str, fault: ConfigFault) -> None:
    with pytest.raises(GatewayConfigError) as caught:
        config(url)
    assert (caught.value.fault, caught.value.what) == (fault, "base_url")


def test_plain_http_elsewhere_needs_the_profile_s_word() -> None:
    assert config("http://192.168.1.5", allow_plain_http=True).endpoint.host == "192.168.1.5"


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("cusid", "", ConfigFault.NUMBERS),
        ("cusid", "9 0", ConfigFault.NUMBERS),
        ("appid", "a&b=c", ConfigFault.NUMBERS),
        ("notify_url", "till", ConfigFault.NOTIFY_URL),
    ],
)
def test_other_settings_are_checked_too(name: str, value: str, fault: ConfigFault) -> None:
    with pytest.raises(GatewayConfigError) as caught:
        config("https://gateway.test", **{name: value})
    assert (caught.value.fault, caught.value.what) == (fault, name)


def test_every_message_stands_in_the_manual() -> None:
    manual = (Path(__file__).parents[2] / "docs" / "gateway.md").read_text(encoding="utf-8")
    assert [fault.value for fault in ConfigFault if f"`{fault.value}`" not in manual] == []
