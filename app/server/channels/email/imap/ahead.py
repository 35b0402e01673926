"""The next of several things, made while one works on the one before."""

from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_T = TypeVar("_T")


def one_ahead(items: Iterator[_T]) -> Generator[_T, None, None]:
    """The same items; each is made on another thread, never two at a time, while the caller works on the one before.

    Close it: what is being made then is waited for, and let go. What making one raises is raised in its turn.
    """
    end = object()
    with ThreadPoolExecutor(1, thread_name_prefix="one ahead") as thread:
        coming = thread.submit(next, items, end)
        while (item := coming.result()) is not end:
            coming = thread.submit(next, items, end)
            yield item  # type: ignore[misc]
