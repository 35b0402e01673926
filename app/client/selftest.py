"""Checks of an installation that need the engine: encryption, keyring, migrations, the trial server."""

import hashlib
import json
import os
import sys
import threading
import time
from pathlib import Path
from typing import Any

from app.client.credentials import KeyringVault
from app.client.port import Problem, Trouble
from app.client.server_child import Announced, ServerChild, server_command
from app.client.store.cipher import Damaged, connect
from app.resource import resource_folder

_PLAIN_HEADER = b"SQLite format 3"
_READY_WITHIN_S = 30.0
_ASK_EVERY_S = 0.05
_PAGES = ("/", "/docs", "/docs/swagger-ui.css", "/openapi.json", "/chat/assets/inter.ttf", "/chat/assets/mail.svg")
"""One page of every kind of file the server reads from the installation."""


def build_record() -> dict[str, Any] | None:
    """What the build wrote about itself; None in a source tree.

    Raises:
        RuntimeError: this is a bundle, and the record is missing.
    """
    path = resource_folder() / "build.json"
    if path.exists():
        return dict(json.loads(path.read_text("utf-8")))
    if getattr(sys, "frozen", False):
        raise RuntimeError("the record of the build is missing")
    return None


def check_cipher(folder: Path) -> str:
    """Write an encrypted file, look at its bytes, and try another key.

    Raises:
        RuntimeError: the file can be read without its key, or with a wrong one.
    """
    path, key = folder / "check.db", os.urandom(32)
    connection = connect(path, key)
    connection.execute("CREATE TABLE word (text TEXT)")
    (version,) = connection.execute("PRAGMA cipher_version").fetchone()
    connection.close()
    if path.read_bytes().startswith(_PLAIN_HEADER):
        raise RuntimeError("the database is not encrypted")
    try:
        connect(path, os.urandom(32)).close()
    except Damaged:
        connect(path, key).close()
        return f"SQLCipher {version}, a wrong key is refused"
    raise RuntimeError("the database opens with a wrong key")


def check_vault() -> str:
    """Ask the keyring for something that is not there; an absent or locked one is a fact, not a failure."""
    try:
        KeyringVault().get("selftest")
    except Trouble as trouble:
        if trouble.problem not in {Problem.KEYRING_ABSENT, Problem.KEYRING_LOCKED}:
            raise
        return f"{trouble.problem.value}: the passphrase way is used"
    return "answers"


def check_migrations() -> str:
    """Compare the migrations beside the program with those of the source tree it was built from.

    Raises:
        RuntimeError: one is missing, another one, or too many.
    """
    scripts = sorted((resource_folder().parent / "migrations" / "versions").glob("*.py"))
    if not scripts:
        raise RuntimeError("there are none")
    record = build_record()
    if record is None:
        return f"{len(scripts)}, of this source tree"
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in scripts}
    if found != record["migrations"]:
        wrong = {name for name, _ in set(found.items()) ^ set(record["migrations"].items())}
        raise RuntimeError(f"not those of the build: {', '.join(sorted(wrong))}")
    return f"{len(found)}, the last is {record['migration_head']}"


def check_server(folder: Path) -> str:
    """Start the trial's server in a folder of its own, use it as a desk does, and end it.

    Raises:
        Trouble: it did not get ready.
        RuntimeError: its database is at another revision, a page is missing, or it did not end by itself.
    """
    child = ServerChild(server_command(folder, "--port", "0", "--mail-port", "0"), os.urandom(32), lambda _: None)
    try:
        said = child.start()
        revision = _ready_revision(said)
        name = _signed_in(said)
        _fetch_pages(said)
    finally:
        child.stop()
    if child.exit_code != 0:
        raise RuntimeError(f"it ended with {child.exit_code}")
    record = build_record()
    if record is not None and revision != record["migration_head"]:
        raise RuntimeError(f"its database is at revision {revision}, the build's is {record['migration_head']}")
    return f"revision {revision}, signed in as {name}, stopped"


def _session() -> Any:
    import requests

    session = requests.Session()
    session.trust_env = False  # a company's proxy has no part in what happens on this computer
    return session


def _ready_revision(said: Announced) -> str:
    """Wait until the server can work; the revision of its database."""
    from app.protocol.versions import HEALTH_PATH

    until, pause = time.monotonic() + _READY_WITHIN_S, threading.Event()
    with _session() as session:
        while True:
            response = session.get(said.url + HEALTH_PATH + "/ready", timeout=_READY_WITHIN_S)
            if response.status_code == 200:
                return str(response.json()["revision"])
            if time.monotonic() > until:
                raise RuntimeError(f"it is not ready: {response.text}")
            pause.wait(_ASK_EVERY_S)


def _signed_in(said: Announced) -> str:
    """Sign in with the one-time secret and out again; the person's name."""
    from app.client.sync.transport import Transport
    from app.protocol.auth import SignIn

    transport = Transport(said.url)
    tokens = transport.sign_in(SignIn(secret=said.secret, device="selftest"))
    transport.sign_out()
    return tokens.user_name


def _fetch_pages(said: Announced) -> None:
    with _session() as session:
        for url in (*(said.url + page for page in _PAGES), said.chat_url):
            response = session.get(url, timeout=_READY_WITHIN_S)
            if response.status_code != 200 or not response.content:
                raise RuntimeError(f"{url}: {response.status_code}")
