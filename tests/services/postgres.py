"""A real PostgreSQL of our own: in a temporary folder, on a unix socket, every test a fresh database."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg
import pytest

from app.server import db
from tests.services.process import child, need, wait_until

INSTALLED = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
_PREFIX = "deskhand-pg-"
"""Of a cluster's folder; then comes the id of the process whose tests it is for."""

FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")


@dataclass(eq=False)
class PostgresCluster:
    """A running cluster; ``folder`` is also the folder of its socket."""

    folder: Path
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _templates: set[str] = field(default_factory=set)

    def url(self, database: str) -> str:
        """For SQLAlchemy with psycopg 3."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def execute(self, statement: str, database: str = "postgres") -> None:
        """Run one statement outside a transaction, as superuser."""
        with psycopg.connect(f"host={self.folder} user=postgres dbname={database}", autocommit=True) as connection:
            connection.execute(statement.encode())

    def template(self, name: str, fill: Callable[[str], None]) -> str:
        """Make the database ``name`` once, let ``fill`` create its tables by URL; a source of fresh ones."""
        if name not in self._templates:
            self.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
            fill(self.url(name))
            self._templates.add(name)
        return name

    @contextmanager
    def fresh_database(self, template: str = "template0") -> Iterator[str]:
        """The URL of a new database, a copy of ``template``; dropped at the end, whoever is still connected."""
        name = f"test_{next(self._numbers)}"
        self.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
        try:
            yield self.url(name)
        finally:
            self.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def running_cluster(*settings: str) -> Iterator[PostgresCluster]:
    """Start PostgreSQL and stop it again; as root it runs under the packaged unprivileged user.

    ``settings`` are ``name=value``; without any, durability is off, which is fast and right for tests only.
    """
    if INSTALLED:
        os.environ["PATH"] += os.pathsep + str(INSTALLED[-1])
    need("initdb", "postgres")
    user = "postgres" if os.geteuid() == 0 else ""
    clear_leftovers(Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))
    try:
        if user:
            shutil.chown(folder, user, user)
        _initialise(folder, user)
        options = [word for setting in settings or FAST for word in ("-c", setting)]
        where = ["-D", folder / "data", "-k", folder, "-c", "listen_addresses="]
        with (folder / "log").open("wb") as log:
            server = child(
                ["postgres", *where, *options], user=user, stop=signal.SIGINT, cwd=folder, stdout=log, stderr=log
            )
            with server as process:
                wait_until(lambda: _accepts(folder), process)
                yield PostgresCluster(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def clear_leftovers(place: Path) -> None:
    """Clusters of runs that were killed: nobody else deletes them, and each takes 64 MB, perhaps of memory."""
    for left in place.glob(f"{_PREFIX}*-*"):
        owner = left.name.removeprefix(_PREFIX).partition("-")[0]
        if owner.isdigit() and not Path("/proc", owner).exists():
            shutil.rmtree(left, ignore_errors=True)


def _initialise(folder: Path, user: str) -> None:
    quick = ["--no-sync", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8"]
    with child(["initdb", "-D", folder / "data", *quick], user=user, cwd=folder, stdout=subprocess.DEVNULL) as process:
        if process.wait(120):
            raise RuntimeError("initdb failed")


def _accepts(folder: Path) -> bool:
    try:
        psycopg.connect(f"host={folder} user=postgres dbname=postgres", connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[PostgresCluster]:
    """The cluster of this run (under pytest-xdist: of this worker)."""
    with running_cluster() as cluster, pytest.MonkeyPatch.context() as patient:
        patient.setattr(db, "_LIMITS", "-c idle_in_transaction_session_timeout=60000 -c lock_timeout=2000")
        yield cluster


@pytest.fixture
def postgres(postgres_cluster: PostgresCluster) -> Iterator[str]:
    """The URL of an empty database of this test's own."""
    with postgres_cluster.fresh_database() as url:
        yield url
