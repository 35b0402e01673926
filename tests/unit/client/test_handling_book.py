"""One's own time on requests is added up on this computer, and forgotten when it was told."""

from uuid import uuid4

import pytest

from app.client.store.handling_book import OutboxHandling
from tests.fakes.handling import MemoryHandling


@pytest.mark.parametrize("kind", ["memory", "file"])
def test_every_book_adds_up_and_forgets(kind: str, outbox) -> None:  # type: ignore[no-untyped-def]
    book = MemoryHandling() if kind == "memory" else OutboxHandling(outbox)
    one, two = uuid4(), uuid4()
    book.add({})
    book.add({one: 10.5, two: 3.0})
    book.add({one: 1.5})
    assert book.spent() == {one: 12.0, two: 3.0}
    book.forget(one)
    assert book.spent() == {two: 3.0}
