"""Words of a field that cannot be stored yet are here after a restart, and gone with what they are about."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from app.client.drafting import FACT
from app.client.kept_call import PLACE, KeptCall, kept_call
from app.client.store.database import StoreFiles
from app.client.store.erased import Erased
from app.client.store.outbox import Outbox
from app.client.store.unfinished import UnfinishedBook
from app.domain.call import CallResult, Direction
from tests.unit.client.test_outbox import TALK, reopened

CALL = KeptCall(
    "+79175553208", Direction.OUT, datetime(2026, 11, 12, 11, 32, tzinfo=UTC), 65, TALK, "Согласна",
    CallResult.CALL_BACK,
)  # fmt: skip


def test_a_call_outlives_the_program_until_it_is_in_the_log(outbox: Outbox, files: StoreFiles):
    UnfinishedBook(outbox).save(PLACE, CALL.as_text(), TALK)
    again = reopened(outbox, files)
    book = UnfinishedBook(again)
    assert kept_call(book.get(PLACE)) == CALL
    book.save(PLACE, "", None)
    assert kept_call(book.get(PLACE)) is None
    again.close()


@pytest.mark.parametrize("text", ["", "{}", "[]", "1", '{"number": 1, "direction": "up"}'])
def test_what_another_version_kept_is_no_call(text: str):
    assert kept_call(text) is None


def test_nothing_of_it_stays_when_a_conversation_was_erased_and_what_is_about_others_does(outbox: Outbox):
    book, fact = UnfinishedBook(outbox), f"{FACT}{UUID(int=1)}"
    book.save(PLACE, CALL.as_text(), TALK)
    book.save(fact, "8 917", None)
    book.save("other", "bleibt", UUID(int=2))
    outbox.erase(Erased(conversations={TALK}))
    assert [book.get(it) for it in (PLACE, fact, "other")] == ["", "8 917", "bleibt"]
