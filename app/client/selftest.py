"""Checks of an installation that need the engine: encryption, keyring, the trial server."""

import os
from pathlib import Path

from app.client.credentials import KeyringVault
from app.client.port import Trouble
from app.client.server_child import ServerChild, server_command
from app.client.store.cipher import connect

_PLAIN_HEADER = b"SQLite format 3"


def check_cipher(folder: Path) -> str:
    """Write an encrypted file and look at its bytes.

    Raises:
        RuntimeError: the file can be read without its key.
    """
    path = folder / "check.db"
    connection = connect(path, os.urandom(32))
    connection.execute("CREATE TABLE word (text TEXT)")
    (version,) = connection.execute("PRAGMA cipher_version").fetchone()
    connection.close()
    if path.read_bytes().startswith(_PLAIN_HEADER):
        raise RuntimeError("the database is not encrypted")
    return f"SQLCipher {version}"


def check_vault() -> str:
    """Ask the keyring for something that is not there; an absent or locked one is a fact, not a failure."""
    try:
        KeyringVault().get("selftest")
    except Trouble as trouble:
        return f"{trouble.problem.value}: the passphrase way is used"
    return "answers"


def check_server(folder: Path) -> str:
    """Start the trial's server in a folder of its own and end it.

    Raises:
        Trouble: it did not get ready.
    """
    child = ServerChild(server_command(folder), os.urandom(32), lambda _announced: None)
    try:
        return child.start().url
    finally:
        child.stop()
