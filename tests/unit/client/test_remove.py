"""What this person removed is gone at once, and back when it was refused or undone."""

from datetime import UTC, datetime
from uuid import UUID

from app.commands.identity import AddIdentity, RemoveIdentity
from app.commands.saved_view import RemoveView, SaveView
from app.domain.channel import Channel
from tests.builders.wire import apply, customer, put
from tests.unit.client.conftest import Store
from tests.unit.client.test_apply import PERSON, give

ADDRESS = UUID(int=901)
VIEW = UUID(int=902)


def addresses(store: Store) -> list[str]:
    return [row[0] for row in store.source.all('SELECT value FROM "identity" ORDER BY value')]


def refuse(store: Store) -> None:
    for change in store.outbox.changes():
        store.outbox.discard(change.change_id, datetime.now(UTC))
    store.cache.rebase()


def test_an_address_of_the_server_is_removed_and_comes_back(store: Store) -> None:
    row = {"id": str(ADDRESS), "customer_id": str(PERSON), "channel": "email", "value": "a@x.example", "display": ""}
    apply(store.cache, put("customer", customer(PERSON)), put("identity", row))
    give(store, RemoveIdentity(PERSON, ADDRESS))
    assert addresses(store) == []
    apply(store.cache, put("identity", row | {"display": "newer"}))
    assert addresses(store) == []
    give(store, AddIdentity(PERSON, UUID(int=903), Channel.EMAIL, "b@x.example"))
    assert addresses(store) == ["b@x.example"]
    refuse(store)
    assert addresses(store) == ["a@x.example"]


def test_a_search_that_was_kept_and_thrown_away_before_the_server_knew_leaves_nothing(store: Store) -> None:
    give(store, SaveView(VIEW, "VIP"))
    give(store, RemoveView(VIEW))
    assert store.source.all("SELECT * FROM saved_view") == []
    refuse(store)
    assert store.source.all("SELECT * FROM saved_view") == []
