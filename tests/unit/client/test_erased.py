"""What was written about a customer goes with them; what is written about others stays."""

from uuid import UUID

import pytest

from app.client.drafting import FACT, Addressing
from app.client.row import ChangeState, DraftKind, OutgoingFile
from app.client.store.addressing import AddressingBook
from app.client.store.erased import CODE, Erased
from app.client.store.erased_subject import erased_of
from app.client.store.outbox import Outbox, Outcome
from app.client.store.unfinished import UnfinishedBook
from app.model.identifier import new_id
from tests.builders.wire import START
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


ENTRY, FILE, SHA = UUID(int=8), UUID(int=9), "f" * 64


def with_file(outbox: Outbox, **more: object) -> UUID:
    file = {"id": str(FILE), "name": "паспорт.pdf", "content_type": "application/pdf", "size": 3, "blob": SHA}
    args = {"conversation_id": str(TALK), "entry_id": str(ENTRY), "body": "Вот.", "files": [file]}
    return give(outbox, name="reply@2", args=args, conversation_id=TALK, **more).change_id


def test_of_an_erased_file_neither_its_name_nor_its_bytes_stay_with_the_message_it_left_with(outbox: Outbox):
    with_file(outbox)
    other = about(outbox, OTHER)
    assert outbox.needs_file(SHA)
    assert outbox.erase(Erased(files={FILE})) == [SHA]
    assert not outbox.needs_file(SHA)
    assert "паспорт" not in repr(outbox.connection.execute("SELECT args FROM command").fetchall())
    assert [it.change_id for it in outbox.changes()] == [other]


def test_who_gave_what_was_refused_as_erased_is_still_told_so(outbox: Outbox):
    refused = give(outbox, conversation_id=TALK)
    outbox.settle([Outcome(1, "rejected", CODE)], START)
    outbox.erase(Erased(conversations={TALK}))
    change = outbox.change(refused.change_id)
    assert change is not None
    assert (change.state, change.code, change.args["body"]) == (ChangeState.REJECTED, CODE, "")


def test_the_outbox_names_all_that_it_holds_words_about(outbox: Outbox):
    """What it is told of it leaves nothing; what is gone it does not ask about again."""
    secret, at = "SECRET4711", START
    for number, fill in enumerate(
        (
            lambda talk: give(outbox, secret, conversation_id=talk),
            lambda talk: give(outbox, name="promise@1", args={"promise": secret}, conversation_id=talk, send_at=at),
            lambda talk: about(outbox, talk, name="state_preference@1", value=secret),
            lambda talk: give(outbox, name="open_by_phone@1", args=opening(talk, secret), conversation_id=None),
            lambda talk: give(outbox, name="open_by_mail@1", args=opening(talk, secret), conversation_id=talk, begun=1),
            lambda talk: outbox.discard(give(outbox, secret, conversation_id=talk).change_id, at),
            lambda talk: outbox.save_draft(talk, secret, at),
            lambda talk: outbox.save_draft(talk, secret, at, DraftKind.NOTE),
            lambda talk: [outbox.save_draft(talk, text, at) for text in (f"{secret} и ещё десять слов", "")],
            lambda talk: outbox.save_draft_files(talk, [OutgoingFile(new_id(), secret, "text/plain", 1, SHA)]),
            lambda talk: AddressingBook(outbox).save(talk, Addressing("email", secret)),
            lambda talk: UnfinishedBook(outbox).save(f"promise:{talk}", secret, talk),
            lambda talk: UnfinishedBook(outbox).save(f"{FACT}{talk}", secret, None),
        ),
        100,
    ):
        fill(UUID(int=number))
    with_file(outbox)
    outbox.settle([Outcome(1, "ok"), Outcome(2, "held")], START)
    assert everything(outbox).count(secret) >= 13
    subjects = outbox.subjects()
    assert {f"conversation:{TALK}", f"entry:{ENTRY}", f"attachment:{FILE}", f"customer:{UUID(int=102)}"} <= subjects
    outbox.erase(erased_of(subjects))
    assert secret not in everything(outbox)
    assert outbox.subjects() == set()


def opening(talk: UUID, text: str) -> dict[str, object]:
    return {"request_id": str(talk), "person_id": str(OTHER), "subject": text}


def everything(outbox: Outbox) -> str:
    tables = outbox.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return repr([outbox.connection.execute(f'SELECT * FROM "{it}"').fetchall() for (it,) in tables])
