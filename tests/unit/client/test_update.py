"""What has not gone out when the program is updated stands on what lay under it, whatever columns the update adds."""

import json
from collections.abc import Callable

import pytest

from app.client.store.apply import CacheWriter
from app.client.store.cipher import Connection, connect
from app.client.store.database import StoreFiles, open_cache, open_writer
from app.client.store.outbox import Outbox
from app.client.store.replica import from_image
from app.commands.base import Actor
from app.commands.conversation import SetStatus
from app.domain.entry import AuthorKind
from app.domain.status import Status
from app.model.conversation import Conversation
from app.model.identifier import new_id
from app.protocol.row import columns_of
from tests.builders.wire import ME, WS, apply, conversation, customer, put
from tests.unit.client.conftest import Store
from tests.unit.client.test_apply import PERSON, TALK, give

ADDED = "moved_ids"
"""The column that the earlier program did not know."""

COLUMNS = ("subject", "status", "status_rev", ADDED)


def with_names(text: str) -> str:
    """A note as the program before this one would have written it."""
    names, values = json.loads(text)
    at = names.index(ADDED)
    return json.dumps([[*names[:at], *names[at + 1 :]], [*values[:at], *values[at + 1 :]]])


def without_names(text: str) -> str:
    """A note as the first programs wrote it."""
    return json.dumps(json.loads(with_names(text))[1])


def make_older(files: StoreFiles, note: Callable[[str], str]) -> None:
    connection = connect(files.cache, files.cache_key)
    for n, before in connection.execute("SELECT n, before FROM undo WHERE kind = 'conversation'").fetchall():
        connection.execute("UPDATE undo SET before = ? WHERE n = ?", (note(before), n))
    connection.execute(f"ALTER TABLE conversation DROP COLUMN {ADDED}")
    connection.execute("PRAGMA user_version = 107")
    connection.close()


def shown(connection: Connection) -> object:
    return connection.execute(f"SELECT {', '.join(COLUMNS)} FROM conversation").fetchone()


def under(connection: Connection) -> object:
    """What the row goes back to when the change is refused."""
    ((text,),) = connection.execute("SELECT before FROM undo WHERE kind = 'conversation'").fetchall()
    values = dict(zip((it.name for it in columns_of(Conversation)), from_image("conversation", text), strict=True))
    return tuple(values[it] for it in COLUMNS)


@pytest.mark.parametrize("note", [with_names, without_names])
def test_a_pending_change_outlives_an_update_that_adds_a_column(
    store: Store, files: StoreFiles, outbox: Outbox, note: Callable[[str], str]
):
    row = put("conversation", conversation(TALK, PERSON, status_rev=3, rev=1, subject="Тема"))
    apply(store.cache, put("customer", customer(PERSON)), row)
    give(store, SetStatus(TALK, new_id(), Status.ON_HOLD, 3))
    store.cache.close()
    make_older(files, note)
    connection, rebuilt = open_cache(files)
    cache = CacheWriter(open_writer(files), WS, Actor(AuthorKind.USER, ME), outbox)
    cache.rebase()
    assert not rebuilt
    assert shown(connection) == ("Тема", "on_hold", 4, "[]")
    assert under(connection) == ("Тема", "open", 3, "[]")
    cache.close()
    connection.close()
