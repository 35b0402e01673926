"""Words a person has added to their dictionary."""

from collections.abc import Callable

from app.language.spelled import folded


class OwnWords:
    """What a person has added to their dictionary: kept in the profile, forgiving ё and capitals."""

    def __init__(self, read: Callable[[], str | None], write: Callable[[str], None]) -> None:
        """``read`` and ``write``: the words, one a line."""
        self._read, self._write = read, write
        self._words: set[str] | None = None

    def __contains__(self, word: str) -> bool:
        """Is it one of them?"""
        return folded(word) in self._all()

    def add(self, word: str) -> None:
        """From now on it is right."""
        self._all().add(folded(word))
        self._write("\n".join(sorted(self._all())))

    def _all(self) -> set[str]:
        if self._words is None:
            self._words = set((self._read() or "").split("\n")) - {""}
        return self._words
