"""Keys: the bank's own, and the merchant's, which it hands to the till as a folder of files.

Made at the first start, owner-only. The bank keeps of the merchant's pair the public half alone.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kpay_desktop.simulation.bank.folder import Folder, FolderError, read_small, write_atomically
from kpay_desktop.simulation.bank.merchant import Merchant
from kpay_desktop.simulation.bank.signing import Signer, Verifier

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

log = logging.getLogger(__name__)

KEY_BITS = 2048


@dataclass(frozen=True, slots=True)
class Keys:
    """What the bank signs and checks with."""

    signer: Signer
    verifier: Verifier


def load_or_make(folder: Folder) -> Keys:
    """Return the bank's keys; whatever is missing of the files is made.

    Raises:
        FolderError: if a key file is damaged or cannot be read or written.
    """
    bank = _private_key(folder.keys / "bank_private.pem")
    merchant = _private_key(folder.credentials / "merchant_private.pem")
    _keep(folder.credentials / "bank_public.pem", _public_pem(bank))
    _keep(folder.keys / "merchant_public.pem", _public_pem(merchant))
    return Keys(Signer(bank), Verifier(merchant.public_key()))


def write_profile(folder: Folder, merchant: Merchant, base_url: str, desk_url: str) -> None:
    """Write what a till must know beside the keys, as ``credentials/gateway.toml``.

    Raises:
        FolderError: if it cannot be written.
    """
    lines = (
        "# Written by the simulated bank at every start.",
        f"cusid = {_toml(merchant.cusid)}",
        f"appid = {_toml(merchant.appid)}",
        f"base_url = {_toml(base_url)}",
        f"desk_url = {_toml(desk_url)}",
        f"merchant_name = {_toml(merchant.name)}",
        f"uen = {_toml(merchant.uen)}",
        'merchant_private_key = "merchant_private.pem"',
        'bank_public_key = "bank_public.pem"',
        'desk_token = "desk_token"',
    )
    _keep(folder.credentials / "gateway.toml", ("\n".join(lines) + "\n").encode())


def _toml(text: str) -> str:
    escaped = "".join(
        f"\\{character}"
        if character in '"\\'
        else character
        if character.isprintable()
        else f"\\u{ord(character):04X}"
        for character in text
    )
    return f'"{escaped}"'


def _keep(path: Path, data: bytes) -> None:
    """Write the file unless it already says just that."""
    if read_small(path) != data:
        write_atomically(path, data)


def _private_key(path: Path) -> RSAPrivateKey:
    from cryptography.exceptions import InternalError, InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    pem = read_small(path)
    if pem is None:
        key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
        write_atomically(
            path,
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            ),
        )
        return key
    try:
        # The bank made it itself, and whether its primes are prime takes longer than all else
        # at a start: a key that signs as it should is the one that was written.
        loaded = serialization.load_pem_private_key(
            pem, password=None, unsafe_skip_rsa_key_validation=True
        )
        if isinstance(loaded, rsa.RSAPrivateKey):
            _try(loaded)
    except (ValueError, TypeError, UnsupportedAlgorithm, InternalError, InvalidSignature) as error:
        raise FolderError(f"The key file is damaged: {path}") from error
    if not isinstance(loaded, rsa.RSAPrivateKey):
        raise FolderError(f"The key file holds no RSA key: {path}")
    return loaded


def _try(key: RSAPrivateKey) -> None:
    """Sign with the key and check what it signed.

    Raises:
        InvalidSignature, ValueError, InternalError: its figures do not belong together.
    """
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA256

    text = b"one key"
    key.public_key().verify(key.sign(text, PKCS1v15(), SHA256()), text, PKCS1v15(), SHA256())


def _public_pem(key: RSAPrivateKey) -> bytes:
    from cryptography.hazmat.primitives import serialization

    return key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
