"""A gateway of the tests' own: keys, signed answers, a server that may misbehave, certificates.

Nothing of the till's client is used here, so that both cannot be wrong in the same way.
"""

from __future__ import annotations

import base64
import contextlib
import datetime
import functools
import ipaddress
import json
import socket
import ssl
import threading
import urllib.parse
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

CUSID = "9900001234567"
APPID = "00012345"
PATIENCE_S = 10.0
# What signtype=RSA means.
PROTOCOL_HASH = hashes.SHA1


@functools.cache
def rsa_key(name: str, bits: int = 2048) -> rsa.RSAPrivateKey:
    """One key a name for the whole run: making them takes a while."""
    assert name
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def private_pem(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def public_pem(key: rsa.RSAPrivateKey) -> bytes:
    return key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


@dataclass(frozen=True)
class KeyFiles:
    """The two files that a till is given."""

    merchant_private: Path
    bank_public: Path


def key_files(folder: Path) -> KeyFiles:
    files = KeyFiles(folder / "merchant.pem", folder / "bank.pem")
    files.merchant_private.write_bytes(private_pem(rsa_key("merchant")))
    files.bank_public.write_bytes(public_pem(rsa_key("bank")))
    return files


def signed_text(fields: Mapping[str, str]) -> bytes:
    kept = [(name, value) for name, value in fields.items() if name != "sign" and value]
    return "&".join(f"{name}={value}" for name, value in sorted(kept)).encode()


def signed(fields: Mapping[str, str], key: str = "bank") -> dict[str, str]:
    signature = rsa_key(key).sign(signed_text(fields), padding.PKCS1v15(), PROTOCOL_HASH())
    return {**fields, "sign": base64.b64encode(signature).decode()}


def is_signed_by_merchant(fields: Mapping[str, str]) -> bool:
    try:
        rsa_key("merchant").public_key().verify(
            base64.b64decode(fields["sign"]),
            signed_text(fields),
            padding.PKCS1v15(),
            PROTOCOL_HASH(),
        )
    except (InvalidSignature, KeyError, ValueError):
        return False
    return True


def answer_to(form: Mapping[str, str], **fields: str) -> dict[str, str]:
    """A signed answer that echoes what it must; ``fields`` come on top, empty ones leave it out."""
    whole = {
        "retcode": "SUCCESS",
        "cusid": form["cusid"],
        "appid": form["appid"],
        "randomstr": form["randomstr"],
        "reqsn": form.get("reqsn", ""),
        **fields,
    }
    return signed({name: value for name, value in whole.items() if value})


def as_json(fields: Mapping[str, object]) -> bytes:
    return json.dumps(fields).encode()


@dataclass(frozen=True)
class Request:
    """A request as the server read it."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        return dict(urllib.parse.parse_qsl(self.body.decode(), strict_parsing=True))


#: Answers a request on its connection; False closes the connection afterwards.
Behaviour = Callable[[Request, socket.socket], bool]


def http_answer(body: bytes, *, status: str = "200 OK", headers: str = "") -> bytes:
    return (
        f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n{headers}\r\n"
    ).encode() + body


def answering(make: Callable[[Request], bytes]) -> Behaviour:
    """A well-behaved server: a body for each request, connections kept."""

    def behave(request: Request, connection: socket.socket) -> bool:
        connection.sendall(http_answer(make(request)))
        return True

    return behave


def sending(raw: bytes, *, keep: bool = False) -> Behaviour:
    """A server that sends these bytes, whatever it is asked."""

    def behave(_: Request, connection: socket.socket) -> bool:
        connection.sendall(raw)
        return keep

    return behave


class WildServer:
    """A server on loopback that does what ``behave`` says, on a thread for each connection."""

    def __init__(self, behave: Behaviour, tls: ssl.SSLContext | None = None) -> None:
        self.behave = behave
        self.requests: list[Request] = []
        self.connections = 0
        self.stopping = threading.Event()
        self._tls = tls
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, name="wild-accept")]
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> WildServer:
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        with contextlib.suppress(OSError):
            # Wakes accept().
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        self._threads[0].join(PATIENCE_S)
        self._listening.close()
        self.drop_connections()
        for thread in self._threads[1:]:
            thread.join(PATIENCE_S)

    def drop_connections(self) -> None:
        """Close every connection from this side, as a restarted server does."""
        with self._lock:
            connections, self._open = self._open, []
        for connection in connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()

    def _accept(self) -> None:
        while True:
            connection, _ = self._listening.accept()
            if self.stopping.is_set():
                connection.close()
                return
            self.connections += 1
            thread = threading.Thread(target=self._serve, args=(connection,), name="wild")
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError):
            connection.settimeout(PATIENCE_S)
            if self._tls is not None:
                connection = self._tls.wrap_socket(connection, server_side=True)
            with self._lock:
                self._open.append(connection)
            while (request := _read_request(connection)) is not None:
                self.requests.append(request)
                if not self.behave(request, connection):
                    break
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
        connection.close()


def _read_request(connection: socket.socket) -> Request | None:
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65536)
        if not more:
            return None
        data += more
    head, body = data.split(b"\r\n\r\n", 1)
    first, *lines = head.decode().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (x.partition(":") for x in lines)}
    while len(body) < int(headers.get("content-length", "0")):
        more = connection.recv(65536)
        if not more:
            return None
        body += more
    method, path, _ = first.split(" ")
    return Request(method, path, headers, body)


# --- certificates ---------------------------------------------------------------------------


def certificate_files(folder: Path, host: str) -> tuple[Path, ssl.SSLContext]:
    """An authority's file for the client, and a server's context for ``host``."""
    authority = _certificate("Test authority", rsa_key("authority"), None, None)
    leaf = _certificate(host, rsa_key("server"), host, authority)
    ca_file, chain = folder / "authority.pem", folder / f"{host}.pem"
    ca_file.write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    chain.write_bytes(
        private_pem(rsa_key("server")) + leaf.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    return ca_file, context


def _certificate(
    name: str, key: rsa.RSAPrivateKey, host: str | None, issuer: x509.Certificate | None
) -> x509.Certificate:
    now = datetime.datetime.now(datetime.UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject if issuer is None else issuer.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
    )
    if host is not None:
        try:
            named: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(host))
        except ValueError:
            named = x509.DNSName(host)
        builder = builder.add_extension(x509.SubjectAlternativeName([named]), critical=False)
    signing_key = key if issuer is None else rsa_key("authority")
    return builder.sign(signing_key, hashes.SHA256())
