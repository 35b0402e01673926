"""Real processes for the tests of the whole: servers on both databases, desks with a keyring of their own."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest

from tests.e2e.desk_process import DeskProcess, running_desk
from tests.e2e.furnished import CopiedServer, Furnished
from tests.e2e.server_process import ServerProcess
from tests.services.postgres import PostgresCluster
from tests.services.secret_service import running_secret_service


@pytest.fixture(scope="session")
def furnished(
    tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Callable[[PostgresCluster | None], Furnished]:
    """Workspaces to copy, of either kind of database; those of SQLite are made once for all workers."""
    own = tmp_path_factory.getbasetemp()
    shared = own if worker_id == "master" else own.parent

    def make(cluster: PostgresCluster | None) -> Furnished:
        folder = (shared if cluster is None else own) / f"furnished-{'files' if cluster is None else 'cluster'}"
        folder.mkdir(exist_ok=True)
        return Furnished(folder, cluster)

    return cache(make)


@pytest.fixture(params=["sqlite", "postgresql"])
def server(
    request: pytest.FixtureRequest, tmp_path: Path, furnished: Callable[[PostgresCluster | None], Furnished]
) -> Iterator[ServerProcess]:
    """A server without a workspace, not started."""
    cluster = request.getfixturevalue("postgres_cluster") if request.param == "postgresql" else None
    with CopiedServer(tmp_path / "server", furnished(cluster)) as made:
        yield made


class Computer:
    """A person's computer: a home, a keyring; the program is started on it again and again."""

    def __init__(self, environment: dict[str, str], folder: Path, stack: ExitStack) -> None:
        self.environment = environment
        self.log = folder / "desk.log"
        self._stack = stack
        folder.mkdir(parents=True, exist_ok=True)

    def start(self, *arguments: str) -> DeskProcess:
        """Start the program."""
        desk = self._stack.enter_context(running_desk(self.environment, self.log, *arguments))
        desk.resize(1440, 900)
        return desk

    def start_again(self, *arguments: str) -> str:
        """Start the program once more while it is open; what the second one did before it ended."""
        with running_desk(self.environment, self.log, *arguments) as second:
            assert second.process.stdout is not None
            said = json.loads(second.process.stdout.readline())["result"]
            assert second.process.wait(60) == 0
        return str(said)

    def home(self, kind: str) -> Path:
        """A folder of the person: ``data`` or ``config``."""
        return Path(self.environment[f"XDG_{kind.upper()}_HOME"])


@pytest.fixture
def computer(tmp_path: Path) -> Iterator[Callable[..., Computer]]:
    """Call it for a new computer; the keyring is unlocked unless told otherwise."""
    with ExitStack() as stack:
        made: list[Computer] = []

        def make(keyring: str = "unlocked") -> Computer:
            environment = stack.enter_context(running_secret_service(keyring))  # type: ignore[arg-type]
            made.append(Computer(environment, tmp_path / f"computer{len(made)}", stack))
            return made[-1]

        yield make
