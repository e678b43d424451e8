"""Certificates for a test: an authority, hosts and tills, valid, expired or of somebody else."""

from __future__ import annotations

import datetime
import ipaddress
import ssl
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class Authority:
    """A certificate authority with its files in ``folder``."""

    folder: Path
    name: str = "authority"

    def __post_init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._certificate = self._make(self.name, self._key, is_ca=True)
        self.ca_file = self.folder / f"{self.name}.pem"
        self.ca_file.write_bytes(self._certificate.public_bytes(serialization.Encoding.PEM))

    def issue(self, name: str, *, is_expired: bool = False) -> Path:
        """Return a file with key and certificate for a host's or a till's name."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._make(name, key, is_expired=is_expired)
        file = self.folder / f"{self.name} {name} {is_expired}.pem"
        file.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        return file

    def server(self, name: str = "127.0.0.1", *, is_expired: bool = False) -> ssl.SSLContext:
        """Return the context of a host with that name."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.issue(name, is_expired=is_expired))
        return context

    def _make(
        self,
        name: str,
        key: ec.EllipticCurvePrivateKey,
        *,
        is_ca: bool = False,
        is_expired: bool = False,
    ) -> x509.Certificate:
        end = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=-1 if is_expired else 1)
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        try:
            named: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(name))
        except ValueError:
            named = x509.DNSName(name)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject if is_ca else self._certificate.subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(end - datetime.timedelta(days=9))
            .not_valid_after(end)
            .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName([named]), critical=False)
            .sign(self._key, hashes.SHA256())
        )
