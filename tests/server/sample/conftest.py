"""Every test of the sample workspace runs on both databases."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.model.all import Base
from app.server.blobs.store import BlobStore
from app.server.clock import DrivenClock
from app.server.db import Database, open_postgres, open_sqlite
from app.server.sample.workspace import SampleWorkspace, build
from app.server.unit_of_work import UnitOfWork
from tests.services.migrated import KEY as MASTER_KEY
from tests.services.migrated import empty_database, empty_file
from tests.services.postgres import PostgresCluster

NOW = datetime(2026, 11, 12, 11, 32, tzinfo=UTC)
"""14:32 in Moscow: the moment of the mock-ups."""

KEY = bytes(range(32))


@dataclass
class SampleHouse:
    """A database with the sample workspace, made at the moment of the mock-ups."""

    database: Database
    folder: Path
    clock: DrivenClock = field(default_factory=DrivenClock)

    def __post_init__(self) -> None:
        self.clock.advance(NOW - self.clock.now())
        self.blobs = BlobStore(self.folder / "blobs", KEY)
        self.uow = UnitOfWork(self.database.write, self.clock, lambda _: None)
        self.sample: SampleWorkspace = build(self.uow, now=NOW, blobs=self.blobs)

    def all(self, model: type[Base]) -> list[Any]:
        """Every row of a table."""
        with self.database.read() as session:
            return list(session.scalars(select(model)))

    def digest(self) -> dict[str, list[str]]:
        """All rows as text, but for what tells the moment of writing and the password."""
        skipped = {"updated_at", "password_hash", "server_id", "gone_at"}
        return {
            name: sorted(
                str([(column, value) for column, value in row._mapping.items() if column not in skipped])
                for row in self._rows(name)
            )
            for name in Base.metadata.tables
        }

    def _rows(self, name: str) -> Sequence[Any]:
        with self.database.read() as session:
            return session.execute(select(Base.metadata.tables[name])).all()

    def later(self, **span: float) -> None:
        """Time passes."""
        self.clock.advance(timedelta(**span))


def _sqlite(path: Path) -> Database:
    path.write_bytes(empty_file())
    return open_sqlite(path, MASTER_KEY.derive("database"))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SampleHouse]:
    """The sample workspace, only read by tests."""
    folder = tmp_path_factory.mktemp("sample")
    if request.param == "sqlite":
        with closing(_sqlite(folder / "sample.db")) as database:
            yield SampleHouse(database, folder)
        return
    cluster: PostgresCluster = request.getfixturevalue("postgres_cluster")
    with empty_database(cluster) as url, closing(open_postgres(url)) as database:
        yield SampleHouse(database, folder)


@pytest.fixture
def second_house(house: SampleHouse, tmp_path: Path) -> Iterator[SampleHouse]:
    """Another sample, made apart, on SQLite."""
    with closing(_sqlite(tmp_path / "second.db")) as database:
        yield SampleHouse(database, tmp_path)
