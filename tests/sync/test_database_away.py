"""A desk whose server cannot answer is told so by the server: never left to think it met a captive portal."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from app.protocol.cursor import Cursor, seal
from app.protocol.versions import (
    EPOCH_HEADER,
    ERASED_PATH,
    LOGS_PATH,
    PROTO,
    PULL_PATH,
    PUSH_PATH,
    SCHEMA,
    STREAM_PATH,
    WAIT_PATH,
)
from tests.builders.conversation import make_conversation
from tests.builders.workspace import make_shop


@contextmanager
def away(cluster, database) -> Iterator[None]:
    """Nobody gets a connection, and those there were are cut."""
    name = database.engine.url.database
    cluster.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
    cluster.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
    database.close()
    try:
        yield
    finally:
        cluster.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


def asked(desk, path):
    """One request as a desk makes it."""
    if path in (STREAM_PATH, WAIT_PATH):
        return desk.call("GET", path)
    body = {"proto": PROTO, "schema": SCHEMA, "client": str(desk.tokens.client)}
    more = {
        PULL_PATH: {"cursor": desk.cursor},
        PUSH_PATH: {"commands": []},
        LOGS_PATH: {"wanted": {}},
        ERASED_PATH: {"subjects": []},
    }
    return desk.call("POST", path, json=body | more[path])


@pytest.mark.expects_log("deskhand.")
@pytest.mark.parametrize("path", [PULL_PATH, LOGS_PATH, ERASED_PATH, PUSH_PATH, STREAM_PATH, WAIT_PATH])
@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_while_the_database_is_away_every_answer_says_whose_it_is_and_when_to_ask_again(
    backend, database, postgres_cluster, path
):
    shop = make_shop(backend.parts.uow)
    desk = backend.desk(shop.ws, shop.anna)
    desk.pull_all()
    with away(postgres_cluster, database):
        answer = asked(desk, path)
        assert (answer.status_code, answer.json()["error"]) == (503, "unavailable")
        assert answer.headers[EPOCH_HEADER] == str(backend.parts.epoch)
        assert answer.headers["Retry-After"]
    make_conversation(backend.parts.uow, shop.ws, shop.mail)
    assert any(op[2] == "conversation" for op in desk.pull_all())


@pytest.mark.parametrize("read_at", [float("nan"), float("inf"), float("-inf"), 1e300, -1.0])
def test_a_cursor_may_name_any_moment(backend, read_at):
    shop = make_shop(backend.parts.uow)
    make_conversation(backend.parts.uow, shop.ws, shop.mail)
    desk = backend.desk(shop.ws, shop.anna)
    desk.cursor = seal(Cursor(epoch=backend.parts.epoch, read_at=read_at))
    assert any(op[2] == "conversation" for op in desk.pull_all())
