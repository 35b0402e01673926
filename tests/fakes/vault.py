"""A key vault in memory that can be locked or absent."""

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
