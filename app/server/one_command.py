"""The parts of a server for one short command of ``deskhand-server``."""

import sys
from typing import TYPE_CHECKING
from uuid import UUID

from app.server.config import Config
from app.server.errors import Trouble

if TYPE_CHECKING:
    from app.server.db import Database
    from app.server.key import MasterKey
    from app.server.parts import Parts


def open_with_key(config: Config) -> "tuple[Database, MasterKey]":
    """The database and the master key of the configuration. Raises ``Trouble``: there is no key."""
    from app.server.build import open_database
    from app.server.key import key_from_file, key_from_stream

    if config.trial:
        key = key_from_stream(sys.stdin)
    else:
        path = config.key_file or config.folder / "server.key"
        key = key_from_file(path, create=config.key_file is None)
    return open_database(config, key), key


class Opened:
    """The parts, while one command runs."""

    def __init__(self, config: Config) -> None:
        self._config = config

    def __enter__(self) -> "Parts":
        from app.server.build import build_parts

        database, key = open_with_key(self._config)
        try:
            self._parts = build_parts(self._config, key, database)
        except Trouble:
            database.close()
            raise
        return self._parts

    def __exit__(self, *_: object) -> None:
        from app.server.build import stop_parts

        stop_parts(self._parts)


def workspace_of(parts: "Parts", wanted: UUID | None) -> UUID:
    """The workspace that was named, or the only one. Raises ``Trouble``: there is none, or there are several."""
    from sqlalchemy import select

    from app.model.workspace import Workspace

    with parts.database.read() as session:
        known = list(session.scalars(select(Workspace.id)))
    if wanted is not None and wanted not in known:
        raise Trouble(f"There is no workspace {wanted}.")
    if wanted is None and len(known) != 1:
        raise Trouble(f"There are {len(known)} workspaces; name one by --workspace.")
    return wanted or known[0]


def typed_secret(prompt: str) -> str:
    """A line nobody sees: from the terminal, else the first of standard input; never from the arguments."""
    from getpass import getpass

    return getpass(prompt) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
