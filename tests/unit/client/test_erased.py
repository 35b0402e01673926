"""What was written about a customer goes with them; what is written about others stays."""

from uuid import UUID

import pytest

from app.client.drafting import FACT
from app.client.store.erased import Erased
from app.client.store.outbox import Outbox
from app.client.store.unfinished import UnfinishedBook
from tests.unit.client.test_outbox import give

GONE, OTHER, TALK = UUID(int=5), UUID(int=6), UUID(int=7)


def about(outbox: Outbox, customer: UUID, name: str = "edit_customer@1", **more: object) -> UUID:
    args = {"customer_id": str(customer)} | more
    return give(outbox, name=name, args=args, conversation_id=None).change_id


def test_nothing_that_was_written_about_an_erased_customer_stays(outbox: Outbox):
    given_up = about(outbox, GONE, name="add_identity@1", channel="phone", value="+79175553208")
    outbox.discard(given_up, give(outbox).at)
    about(outbox, GONE, more="Марина Соколова")
    about(outbox, OTHER, more="Анна Петрова")
    about(outbox, GONE, name="redact@1", target="customer", target_id=str(GONE))
    book = UnfinishedBook(outbox)
    book.save(f"{FACT}{GONE}", "8 917", None)
    book.save(f"{FACT}{OTHER}", "8 918", None)
    for _twice in range(2):
        outbox.erase(Erased(customers={GONE}))
        kept = repr(outbox.connection.execute("SELECT args FROM command").fetchall())
        assert [it in kept for it in ("Соколова", "3208", "Петрова", '"target":"customer"')] == [
            False,
            False,
            True,
            True,
        ]
        assert (book.get(f"{FACT}{GONE}"), book.get(f"{FACT}{OTHER}")) == ("", "8 918")


@pytest.mark.parametrize("erased", [Erased(customers={GONE}), Erased(conversations={TALK})])
def test_nothing_stays_of_a_request_that_was_opened_by_telephone(outbox: Outbox, erased: Erased):
    words = {"number": "+79175553208", "name": "Марина", "subject": "Плафон"}
    for request, person in ((TALK, GONE), (OTHER, OTHER)):
        args = {"request_id": str(request), "person_id": str(person)} | words
        give(outbox, name="open_by_phone@1", args=args, conversation_id=None)
    outbox.erase(erased)
    assert [it.args["name"] for it in outbox.changes()] == ["Марина"]
    kept = repr(outbox.connection.execute("SELECT args FROM command").fetchall())
    assert [kept.count(it) for it in ("Марина", "3208", "Плафон")] == [1, 1, 1]
