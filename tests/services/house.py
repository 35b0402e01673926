"""A server's folder and database with its backups beside it, on either database, closed and opened again."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from app.server.backup.restoring import Restored, Restorer
from app.server.backup.saving import PURPOSE, Saved, Source, save
from app.server.config import Config
from app.server.db import Database
from app.server.erasure.connect import book_of
from app.server.key import MasterKey
from tests.services.backend import KEY, Backend, running_backend


class House:
    """A server's folder and database, with the backups beside it."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.backups = folder / "backups"
        url = "" if database.is_sqlite else database.engine.url.render_as_string(hide_password=False)
        self.config = Config(folder=folder, database=url)

    @contextmanager
    def open(self) -> Iterator[Backend]:
        with running_backend(self.database, self.config.folder) as backend:
            yield backend

    def save(self, backend: Backend) -> Saved:
        source = Source(self.database, self.config.folder, KEY.derive(PURPOSE), book_of(self.config))
        backend.clock.advance(timedelta(seconds=1))
        return save(source, self.backups, backend.clock.now())

    def restore(self, saved: Saved, backend: Backend, *, replace: bool = True, key: MasterKey = KEY) -> Restored:
        self.database.close()
        return Restorer(self.config, key, backend.clock).restore(saved.path, replace=replace)
