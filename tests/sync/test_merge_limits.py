"""What merging and moving must not open: other people's requests, and what was erased."""

from uuid import UUID

import pytest
from sqlalchemy import event, select

from app.commands.conversation import AssignConversation
from app.commands.draft import SaveDraft
from app.commands.merge import MergeConversations, UnmergeConversation
from app.commands.move import MoveEntries, UnmoveEntries, copy_id
from app.domain.erasure import Target, subject_of
from app.model.conversation import Attachment, Conversation
from app.model.draft import Draft
from app.model.identifier import new_id
from app.model.notice import Notice
from app.model.sync import Erasure
from app.server.erasure.erasing import Eraser
from tests.builders.conversation import make_conversation
from tests.services.backend import Backend
from tests.sync.test_merge import Office


@pytest.fixture
def office(backend: Backend) -> Office:
    return Office(backend)


def erase(office: Office, target: Target, key: UUID) -> None:
    office.do(lambda tx: Eraser(tx).erase(target, key))


def change(office: Office, talk: UUID, **values: object) -> None:
    def work(tx) -> None:
        for name, value in values.items():
            setattr(tx.get(Conversation, talk), name, value)

    office.do(work)


def moved(office: Office, target: UUID) -> tuple[UUID, UUID]:
    """The first letter of the old request stands in the other; returns it and the line of the move."""
    letter, move_id = office.log(office.old)[0].entry_id, new_id()
    assert office.give(MoveEntries(office.old, move_id, target, [letter])) == "ok"
    return letter, move_id


def with_file(office: Office, letter: UUID) -> UUID:
    file = Attachment(id=new_id(), conversation_id=office.old, entry_id=letter, name="чек.pdf", blob="ab" * 32)
    file.content_type, file.size = "application/pdf", 3
    office.do(lambda tx: tx.put(file))
    with office.backend.parts.database.read() as session:
        return session.scalars(select(Attachment.id)).one()


def test_whoever_is_given_a_request_is_told_and_offered_what_was_begun(office: Office) -> None:
    vera = office.backend.desk(office.ws, office.shop.vera)
    assert vera.give(SaveDraft(office.old, "reply", "Проверяю", 0, new_id()))["status"] == "ok"
    assert vera.give(AssignConversation(office.old, new_id(), office.shop.anna, None))["status"] == "ok"
    with office.backend.parts.database.read() as session:
        assert session.scalars(select(Draft.offered_to)).all() == [office.shop.anna]
        assert session.scalars(select(Notice.user_id)).all() == [office.shop.anna]


def test_letters_of_a_foreign_queue_are_not_copied_under_the_line_of_another_move(office: Office) -> None:
    theirs = make_conversation(office.uow, office.ws, office.shop.support_mail, text="Тайна")
    secret, before = office.log(theirs)[0].entry_id, office.log(office.old)[0].entry_id
    _, move_id = moved(office, office.new)
    for line in (before, move_id):
        assert office.give(MoveEntries(office.old, line, office.new, [secret])) == "rejected/invalid"
    assert "Тайна" not in office.shown(office.new)


def test_requests_of_two_customers_are_not_merged_under_a_line_that_was_there(office: Office) -> None:
    other = make_conversation(office.uow, office.ws, office.shop.mail, address="petr@example.com")
    line = office.log(office.new)[0].entry_id
    command = MergeConversations(office.new, line, other, office.talk(office.new).status_rev)
    assert office.give(command) == "rejected/invalid"
    assert office.talk(office.new).merged_into_id is None


def test_a_merge_or_a_move_into_what_is_a_foreign_queue_by_now_is_not_taken_back(office: Office) -> None:
    _, move_id = moved(office, office.new)
    change(office, office.new, queue_id=office.shop.support)
    assert office.give(UnmoveEntries(office.old, new_id(), move_id)) == "rejected/forbidden"
    change(office, office.new, queue_id=office.shop.sales)
    merge_id = office.merge()
    change(office, office.old, queue_id=office.shop.support)
    assert office.give(UnmergeConversation(office.new, new_id(), merge_id)) == "rejected/forbidden"


def test_a_move_taken_back_twice_by_one_command_leaves_a_later_move_alone(office: Office) -> None:
    letter, move_id = moved(office, office.new)
    back = UnmoveEntries(office.old, new_id(), move_id)
    assert office.give(back) == "ok"
    moved(office, office.new)
    assert office.give(back) == "ok"
    assert str(letter) in office.talk(office.old).moved_ids


def test_an_erased_letter_goes_from_where_it_was_moved_and_put_back_from_too(office: Office) -> None:
    letter, move_id = moved(office, office.new)
    assert office.give(UnmoveEntries(office.old, new_id(), move_id)) == "ok"
    erase(office, Target.ENTRY, letter)
    assert all("Где заказ" not in str(it.payload) for it in office.log(office.new))


def test_an_older_backup_that_knows_the_letter_alone_is_told_that_it_was_erased(office: Office) -> None:
    letter, _ = moved(office, office.new)
    erase(office, Target.CONVERSATION, office.new)
    with office.backend.parts.database.read() as session:
        assert subject_of(Target.ENTRY, letter) in session.scalars(select(Erasure.subject)).all()


def test_a_file_erased_in_one_request_is_erased_where_it_was_moved(office: Office) -> None:
    file = with_file(office, office.log(office.old)[0].entry_id)
    moved(office, office.new)
    erase(office, Target.ATTACHMENT, file)
    with office.backend.parts.database.read() as session:
        assert session.scalars(select(Attachment.id)).all() == []


def test_what_must_be_kept_stays_when_its_copy_is_erased(office: Office) -> None:
    letter, move_id = moved(office, office.new)
    change(office, office.old, legal_hold=True)
    erase(office, Target.ENTRY, copy_id(move_id, letter))
    assert office.log(office.old)[0].payload["text"] == "Где заказ?"
    assert all("Где заказ" not in str(it.payload) for it in office.log(office.new))


def test_lists_show_nothing_of_an_erased_request_that_was_merged(office: Office) -> None:
    office.merge()
    assert office.talk(office.old).preview == "Вы тут?"
    change(office, office.new, order_number="A-1180")
    erase(office, Target.CONVERSATION, office.new)
    assert (office.talk(office.old).preview, office.talk(office.new).order_number) == ("", "")


def test_two_requests_are_locked_at_once_in_the_order_of_their_ids(office: Office) -> None:
    """Two people who merge the same two the other way round do not wait for each other."""
    engine, locked = office.backend.parts.database.engine, []

    def look(_c: object, _u: object, statement: str, given: dict[str, object], *_more: object) -> None:
        if "FOR UPDATE" in statement and "FROM conversation" in statement and "FROM customer" not in statement:
            locked.append(len(given) - 1)

    event.listen(engine, "before_cursor_execute", look)
    office.merge()
    event.remove(engine, "before_cursor_execute", look)
    assert locked[:1] == ([2] if engine.dialect.name == "postgresql" else [])
