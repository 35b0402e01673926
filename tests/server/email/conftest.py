"""Every test of mail runs on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.email.house import MailHouse, postgres_database, sqlite_database
from tests.services.migrated import empty_database
from tests.services.postgres import PostgresCluster


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MailHouse]:
    """A workspace that takes mail in, on one of the two databases."""
    if request.param == "sqlite":
        with sqlite_database(tmp_path) as database:
            yield MailHouse(database, tmp_path)
        return
    cluster: PostgresCluster = request.getfixturevalue("postgres_cluster")
    with empty_database(cluster) as url, postgres_database(url, create=False) as database:
        yield MailHouse(database, tmp_path)
