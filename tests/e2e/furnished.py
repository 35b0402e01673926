"""Workspaces that the program's own commands make once; every test gets a copy of its own."""

import json
import shutil
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from tests.e2e.server_process import ServerProcess
from tests.services.postgres import PostgresCluster

Fill = Callable[[ServerProcess], tuple[str, str]]


@dataclass
class Furnished:
    """``cluster`` is where the databases are; without one they are SQLite and lie in the servers' own folders.

    Processes that were given the same ``folder`` share what one of them made; a cluster's own folder is not for others.
    """

    folder: Path
    cluster: PostgresCluster | None = None

    def copy(self, kind: str, fill: Fill, folder: Path, stack: ExitStack) -> tuple[str, tuple[str, str]]:
        """A server's folder with the workspace ``kind`` in it, which ``fill`` makes the first time.

        Returns:
            The database's URL, empty for SQLite, and how its operator signs in.
        """
        source, url = self.folder / kind, ""
        if self.cluster is None:
            with FileLock(self.folder / f"{kind}.lock"):
                self._make(kind, fill, "")
        else:
            template = self.cluster.template(f"furnished_{kind}", lambda made: self._make(kind, fill, made))
            url = stack.enter_context(self.cluster.fresh_database(template))
        shutil.copytree(source, folder, dirs_exist_ok=True)
        email, password = json.loads(self._who(kind).read_text())
        return url, (email, password)

    def _make(self, kind: str, fill: Fill, url: str) -> None:
        if not self._who(kind).exists():
            with ServerProcess(self.folder / kind, url) as made:
                made.run("migrate")
                who = fill(made)
            self._who(kind).write_text(json.dumps(who))

    def _who(self, kind: str) -> Path:
        """Written when everything is made: how its operator signs in."""
        return self.folder / f"{kind}.json"


class CopiedServer(ServerProcess):
    """A server that has no database before a workspace is made; then it is a copy."""

    def __init__(self, folder: Path, furnished: Furnished) -> None:
        super().__init__(folder)
        self._furnished = furnished

    def make_sample(self) -> tuple[str, str]:
        """The sample workspace; how its operator signs in."""
        return self._copy("sample", ServerProcess.make_sample)

    def make_empty(self) -> tuple[str, str]:
        """A workspace without anything in it; how its only operator signs in."""
        return self._copy("empty", ServerProcess.make_empty)

    def _copy(self, kind: str, fill: Fill) -> tuple[str, str]:
        url, who = self._furnished.copy(kind, fill, self.folder, self._stack)
        self._database = ["--database", url] if url else []
        return who
