"""How the exchange has the writer thread do a job on the cache."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from app.client.store.apply import CacheWriter

T = TypeVar("T")


class Begin(Protocol):
    """Starts a job on the writer thread; what comes back waits for its result."""

    def __call__(self, job: Callable[[CacheWriter], T]) -> Callable[[], T]: ...


class Write(Protocol):
    """Does a job on the writer thread, and waits for its result."""

    def __call__(self, job: Callable[[CacheWriter], T]) -> T: ...
