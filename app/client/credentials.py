"""Keys and tokens of profiles: in the system's keyring, or in a file only a passphrase opens; never plain."""

import base64
import json
import os
import secrets
import sys
from pathlib import Path
from typing import Any, Protocol

from app.client.port import Problem, Trouble

SERVICE = "deskhand"
KEY_BYTES = 32


class KeyVault(Protocol):
    """Keeps short secrets by name."""

    def get(self, name: str) -> str | None:
        """The secret, or None.

        Raises:
            Trouble: ``KEYRING_LOCKED``, ``KEYRING_ABSENT`` or ``WRONG_PASSPHRASE``.
        """

    def set(self, name: str, secret: str) -> None:
        """Keep a secret. Raises like ``get``."""

    def forget(self, name: str) -> None:
        """Delete a secret if it is there. Raises like ``get``."""


class KeyringVault:
    """The system's keyring; only kinds that encrypt are used."""

    def __init__(self, backend: Any = None) -> None:
        """``backend``: a keyring backend; None: the one of this system.

        Raises:
            Trouble: ``KEYRING_ABSENT``: this system has none.
        """
        self._backend = backend if backend is not None else _system_backend()

    def get(self, name: str) -> str | None:
        """The secret, or None."""
        found: str | None = self._call("get_password", name)
        return found

    def set(self, name: str, secret: str) -> None:
        """Keep a secret."""
        self._call("set_password", name, secret)

    def forget(self, name: str) -> None:
        """Delete a secret if it is there."""
        if self.get(name) is not None:
            self._call("delete_password", name)

    def _call(self, method: str, *values: str) -> Any:
        try:
            return getattr(self._backend, method)(SERVICE, *values)
        except Trouble:
            raise
        except Exception as error:
            from keyring.errors import KeyringError, KeyringLocked  # only now: start-up counts

            if isinstance(error, KeyringLocked):
                raise Trouble(Problem.KEYRING_LOCKED, str(error)) from error
            if isinstance(error, (KeyringError, OSError)):
                raise Trouble(Problem.KEYRING_ABSENT, str(error)) from error
            raise


def _system_backend() -> Any:
    """The keyring of this operating system, without a search through all installed packages (start-up counts)."""
    try:
        if sys.platform == "win32":
            from keyring.backends import Windows

            Windows.WinVaultKeyring.priority  # noqa: B018  raises when it cannot work
            return Windows.WinVaultKeyring()
        if sys.platform == "darwin":
            from keyring.backends import macOS

            return macOS.Keyring()
        from app.client.secret_service import SecretService

        return SecretService()
    except (RuntimeError, ImportError, OSError) as error:
        raise Trouble(Problem.KEYRING_ABSENT, str(error)) from error


class PassphraseVault:
    """A file sealed with AES-GCM under a key derived from a passphrase by Argon2id; always written whole."""

    _MEMORY_KIB, _PASSES, _LANES = 65_536, 3, 1

    def __init__(self, path: Path, passphrase: str) -> None:
        """Open the file, or prepare a new one.

        Raises:
            Trouble: ``WRONG_PASSPHRASE``.
        """
        self._path = path
        if path.exists():
            sealed = json.loads(path.read_text("ascii"))
            self._salt = base64.b64decode(sealed["salt"])
            self._key = self._derive(passphrase)
            self._load()
        else:
            self._salt = os.urandom(16)
            self._key = self._derive(passphrase)

    def get(self, name: str) -> str | None:
        """The secret, or None."""
        return self._load().get(name)

    def set(self, name: str, secret: str) -> None:
        """Keep a secret."""
        self._write(self._load() | {name: secret})

    def forget(self, name: str) -> None:
        """Delete a secret if it is there."""
        kept = self._load()
        if kept.pop(name, None) is not None:
            self._write(kept)

    def _derive(self, passphrase: str) -> bytes:
        from argon2.low_level import Type, hash_secret_raw

        return hash_secret_raw(
            passphrase.encode(), self._salt, self._PASSES, self._MEMORY_KIB, self._LANES, KEY_BYTES, Type.ID
        )

    def _open(self, sealed: bytes) -> dict[str, str]:
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        try:
            plain = AESGCM(self._key).decrypt(sealed[:12], sealed[12:], self._salt)
        except InvalidTag as error:
            raise Trouble(Problem.WRONG_PASSPHRASE) from error
        return dict(json.loads(plain))

    def _load(self) -> dict[str, str]:
        if not self._path.exists():
            return {}
        return self._open(base64.b64decode(json.loads(self._path.read_text("ascii"))["data"]))

    def _write(self, kept: dict[str, str]) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = os.urandom(12)
        sealed = nonce + AESGCM(self._key).encrypt(nonce, json.dumps(kept).encode(), self._salt)
        text = json.dumps({"salt": base64.b64encode(self._salt).decode(), "data": base64.b64encode(sealed).decode()})
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        aside = self._path.with_suffix(".part")
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
        aside.replace(self._path)


def raw_keys(vault: KeyVault, name: str, count: int, *, create: bool) -> list[bytes] | None:
    """``count`` raw keys kept under one name; made when they are not there and ``create``, else None."""
    kept = vault.get(name)
    if kept is None:
        if not create:
            return None
        kept = secrets.token_hex(KEY_BYTES * count)
        vault.set(name, kept)
    raw = bytes.fromhex(kept)
    return [raw[start : start + KEY_BYTES] for start in range(0, len(raw), KEY_BYTES)]


def choose_vault(folder: Path, passphrase: str | None) -> KeyVault:
    """The passphrase file when a passphrase is given or there already is one, else the system's keyring.

    Raises:
        Trouble: ``KEYRING_ABSENT``: ask for a passphrase; ``WRONG_PASSPHRASE``.
    """
    path = folder / "keys.json"
    if passphrase is not None:
        return PassphraseVault(path, passphrase)
    if path.exists():
        raise Trouble(Problem.KEYRING_ABSENT, "passphrase")
    return KeyringVault()


def outbox_name(key: str) -> str:
    """Name of the outbox's key in the vault."""
    return f"{key}:outbox"


def cache_name(key: str) -> str:
    """Name of the cache's key in the vault."""
    return f"{key}:cache"


def refresh_name(key: str) -> str:
    """Name of the refresh token in the vault."""
    return f"{key}:refresh"
