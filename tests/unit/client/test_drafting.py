"""Texts that were begun elsewhere, as this computer knows of them."""

from uuid import UUID

from app.client.profile_drafts import ProfileDrafts
from app.client.row import DraftKind
from tests.builders import wire
from tests.builders.wire import START
from tests.unit.client.conftest import Store

HERE, GONE, PERSON = UUID(int=10), UUID(int=11), UUID(int=20)


def test_a_text_outlives_the_merge_of_its_request(store: Store) -> None:
    wire.apply(store.cache, wire.put("customer", wire.customer(PERSON)))
    wire.apply(store.cache, wire.put("conversation", wire.conversation(HERE, PERSON)))
    gone = wire.conversation(GONE, PERSON, merged_into_id=HERE, number=7)
    wire.apply(store.cache, wire.put("conversation", gone))
    store.outbox.save_draft(GONE, "Ответ", START)
    store.outbox.save_draft(GONE, "Заметка", START, DraftKind.NOTE)
    drafts = ProfileDrafts(store.source, store.outbox, lambda: START, lambda command: UUID(int=1))
    told = [(it.text, it.kind, it.merged_id, it.number) for it in drafts.offers(HERE)]
    assert told == [("Ответ", DraftKind.REPLY, GONE, 7), ("Заметка", DraftKind.NOTE, GONE, 7)]
    store.outbox.save_draft(GONE, "", START)
    assert [it.text for it in drafts.offers(HERE)] == ["Заметка"]
    assert drafts.offers(GONE) == []
