"""A request given with words while there was no network: they are on the other desk with it, until that one answers."""

from app.commands.conversation import AssignConversation
from app.commands.handover import handover_id
from app.commands.message import Reply, WriteNote
from app.domain.channel import Channel
from app.domain.notice import NoticeKind
from app.model.identifier import new_id
from tests.sync.conftest import is_live, wait_for


def test_what_was_written_offline_for_the_receiver_reaches_them_with_the_request(server, station) -> None:
    talk = server.write("Марина", "Где мой заказ?")
    giver, receiver = station("anna"), station("denis").open()
    anna = giver.open()
    wait_for(lambda: is_live(anna) and anna.queries.card(talk) and receiver.queries.card(talk), "both desks")
    server.stop()
    entry_id, denis = new_id(), server.users["denis"]
    anna.submit(WriteNote(talk, handover_id(entry_id), "@Denis\nЖдёт дату", [denis]), undo_ms=1)
    anna.submit(AssignConversation(talk, entry_id, denis, None), undo_ms=1)
    assert anna.queries.card(talk).handover is None
    server.start()
    anna.sync_now()
    wait_for(lambda: receiver.queries.card(talk).handover, "the handover")
    card = receiver.queries.card(talk)
    assert (card.handover.text, card.handover.to_me, card.row.assignee_id) == ("@Denis\nЖдёт дату", True, denis)
    assert [it.kind for it in receiver.queries.notices()] == [NoticeKind.ASSIGNED]
    receiver.submit(Reply(talk, new_id(), "Завтра до 18:00.", Channel.CHAT, card.seen_seq))
    wait_for(lambda: receiver.queries.card(talk).handover is None, "the first answer")
