"""The card host's certificates: its own authority, its server's, a till's, and wrong ones."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from kpay_desktop.simulation.bank import clock, sockets
from kpay_desktop.simulation.bank.cardhost.port import CardLine
from kpay_desktop.simulation.bank.folder import Folder, read_small, write_atomically

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.x509 import Certificate, GeneralName, KeyUsage, Name

CA_FILE, CLIENT_FILE, CLIENT_KEY_FILE = "card_ca.pem", "card_client.pem", "card_client_key.pem"
SERVER_NAME = "localhost"
SERVERS = {
    CardLine.UP: "card_server.pem",
    CardLine.TLS_OTHER_NAME: "card_server_other_name.pem",
    CardLine.TLS_OTHER_CA: "card_server_other_ca.pem",
    CardLine.TLS_EXPIRED: "card_server_expired.pem",
}
"""For each state of the line the file in ``keys`` with the server's key and certificate."""

_CA_KEY = "card_ca.pem"
_UNTIL = "card_until"
_DAY = timedelta(days=1)
_LIFE = 3650 * _DAY
_LEAST_LIFE = 30 * _DAY


@dataclass(frozen=True, slots=True)
class _Issued:
    key: EllipticCurvePrivateKey = field(repr=False)
    certificate: Certificate


def make_certificates(folder: Folder) -> None:
    """Make what is missing or about to expire; a new authority renews everything.

    Raises:
        FolderError: if a file cannot be read or written.
        TypeError: if one holds another kind of key.
        ValueError: if one holds something else.
    """
    at = clock.now()
    if _are_good(folder, at):
        return
    own = _load(folder.keys / _CA_KEY)
    is_new = own is None or _expires(own.certificate) < at + _LEAST_LIFE
    if own is None or is_new:
        own = _authority("KPay simulated bank, cards", at)
        _keep(folder.keys / _CA_KEY, own)
    _write(folder.credentials / CA_FILE, _pem(own.certificate))
    for line, name in SERVERS.items():
        path = folder.keys / name
        held = None if is_new else _load(path)
        lapses = line is not CardLine.TLS_EXPIRED
        if held is None or (lapses and _expires(held.certificate) < at + _LEAST_LIFE):
            _keep(path, _server(line, own, at))
    _make_client(folder, own, at, is_new=is_new)
    until = min(
        _expires(issued.certificate)
        for line, name in SERVERS.items()
        if line is not CardLine.TLS_EXPIRED and (issued := _load(folder.keys / name)) is not None
    )
    _write(folder.keys / _UNTIL, clock.stamp(until - _LEAST_LIFE).encode("ascii"))


def _are_good(folder: Folder, at: datetime) -> bool:
    """True if every file is there and none expires soon: then nobody need read them all."""
    files = [folder.keys / name for name in (_CA_KEY, CLIENT_FILE, *SERVERS.values())]
    files += [folder.credentials / name for name in (CA_FILE, CLIENT_FILE, CLIENT_KEY_FILE)]
    try:
        until = clock.from_stamp((read_small(folder.keys / _UNTIL) or b"").decode("ascii"))
    except ValueError:
        return False
    return at < until and all(file.is_file() for file in files)


def _make_client(folder: Folder, own: _Issued, at: datetime, *, is_new: bool) -> None:
    path = folder.keys / CLIENT_FILE
    held = None if is_new else _load(path)
    if held is None or _expires(held.certificate) < at + _LEAST_LIFE:
        held = _issue("KPay Desktop", own, at - _DAY, at + _LIFE, names=())
        _keep(path, held)
    _write(folder.credentials / CLIENT_FILE, _pem(held.certificate))
    _write(folder.credentials / CLIENT_KEY_FILE, _key_pem(held.key))


def _server(line: CardLine, own: _Issued, at: datetime) -> _Issued:
    from cryptography import x509

    names: tuple[GeneralName, ...] = (
        x509.DNSName(SERVER_NAME),
        x509.IPAddress(ipaddress.ip_address(sockets.LOOPBACK)),
    )
    begin, end = at - _DAY, at + _LIFE
    if line is CardLine.TLS_OTHER_NAME:
        names = (x509.DNSName("cards.another-bank.example"),)
    if line is CardLine.TLS_EXPIRED:
        begin, end = at - 10 * _DAY, at - _DAY
    if line is CardLine.TLS_OTHER_CA:
        own = _authority("Another authority", at)
    return _issue("Simulated card host", own, begin, end, names=names)


def _authority(name: str, at: datetime) -> _Issued:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    subject = _name(name)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - _DAY)
        .not_valid_after(at + _LIFE + _LEAST_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(_usage(is_authority=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    return _Issued(key, certificate)


def _issue(
    name: str,
    authority: _Issued,
    begin: datetime,
    end: datetime,
    *,
    names: tuple[GeneralName, ...],
) -> _Issued:
    """Return a server's certificate with its ``names``, or a client's without any."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID

    key = ec.generate_private_key(ec.SECP256R1())
    purpose = ExtendedKeyUsageOID.SERVER_AUTH if names else ExtendedKeyUsageOID.CLIENT_AUTH
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(authority.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()),
            critical=False,
        )
        .add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
        .add_extension(_usage(is_authority=False), critical=True)
    )
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return _Issued(key, builder.sign(authority.key, hashes.SHA256()))


def _name(text: str) -> Name:
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _usage(*, is_authority: bool) -> KeyUsage:
    from cryptography import x509

    return x509.KeyUsage(
        digital_signature=not is_authority,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


# --- files ---


def _expires(certificate: Certificate) -> datetime:
    return certificate.not_valid_after_utc


def _load(path: Path) -> _Issued | None:
    """Return a key and its certificate; None if there is no such file."""
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    pem = read_small(path)
    if pem is None:
        return None
    key = serialization.load_pem_private_key(pem, password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("a key of another kind")
    return _Issued(key, x509.load_pem_x509_certificate(pem))


def _keep(path: Path, issued: _Issued) -> None:
    write_atomically(path, _key_pem(issued.key) + _pem(issued.certificate))


def _write(path: Path, data: bytes) -> None:
    if read_small(path) != data:
        write_atomically(path, data)


def _pem(certificate: Certificate) -> bytes:
    from cryptography.hazmat.primitives import serialization

    return certificate.public_bytes(serialization.Encoding.PEM)


def _key_pem(key: EllipticCurvePrivateKey) -> bytes:
    from cryptography.hazmat.primitives import serialization

    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
