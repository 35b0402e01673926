"""Every test of web chat runs on both databases."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.server.webchat.chat_house import Browser, ChatHouse
from tests.services.migrated import empty_database
from tests.services.postgres import PostgresCluster


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ChatHouse]:
    """A serving house."""
    if request.param == "sqlite":
        with ChatHouse(tmp_path / "server") as made:
            yield made
        return
    cluster: PostgresCluster = request.getfixturevalue("postgres_cluster")
    with empty_database(cluster) as url, ChatHouse(tmp_path / "server", url) as made:
        yield made


@pytest.fixture
def visit(house: ChatHouse) -> Iterator[Callable[..., Browser]]:
    """Opens visitors, and lets all of them leave."""
    there: list[Browser] = []

    def open_page(token: str = "", slug: str = "shop", **site: str) -> Browser:
        there.append(Browser(house, token, slug, **site))
        return there[-1]

    yield open_page
    for it in there:
        it.leave()


def eventually(condition: Callable[[], object], what: str) -> None:
    """Wait until a condition holds."""
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, f"waited in vain: {what}"
        time.sleep(0.02)
