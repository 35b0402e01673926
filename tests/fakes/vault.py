"""Key vaults: one in memory that can be locked or absent, one in a file for processes that die."""

import json
from pathlib import Path

from app.client.port import Problem, Trouble


class MemoryVault:
    """``KeyVault`` in memory. ``problem``: every call raises it."""

    def __init__(self) -> None:
        self.secrets: dict[str, str] = {}
        self.problem: Problem | None = None

    def get(self, name: str) -> str | None:
        self._check()
        return self.secrets.get(name)

    def set(self, name: str, secret: str) -> None:
        self._check()
        self.secrets[name] = secret

    def forget(self, name: str) -> None:
        self._check()
        self.secrets.pop(name, None)

    def _check(self) -> None:
        if self.problem is not None:
            raise Trouble(self.problem)


class FileVault(MemoryVault):
    """The same in a file, whole or not at all: the keyring of a computer outlives the desk."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        if path.exists():
            self.secrets = json.loads(path.read_text())

    def set(self, name: str, secret: str) -> None:
        super().set(name, secret)
        self._write()

    def forget(self, name: str) -> None:
        super().forget(name)
        self._write()

    def _write(self) -> None:
        part = self._path.with_suffix(".part")
        part.write_text(json.dumps(self.secrets))
        part.replace(self._path)
