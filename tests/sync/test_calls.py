"""A call taken without a network is on the desk at once, and at the server once."""

from app.client.view import View, ViewKind
from app.commands.call import LogCall, OpenByPhone
from app.domain.call import CallResult, Direction
from app.domain.entry import EntryKind
from app.language.phone import number_of
from app.model.identifier import new_id
from tests.sync.conftest import is_live, sent_when_back, wait_for

NUMBER = "+79175553208"


def test_a_call_taken_offline_is_shown_at_once_and_sent_later(server, station):
    desk = station("anna").open()
    wait_for(lambda: is_live(desk) and desk.queries.queues(), "the queues")
    server.stop()
    request_id = new_id()
    queue = desk.queries.queues()[0].id
    desk.submit(OpenByPhone(request_id, queue, new_id(), new_id(), NUMBER, "Марина", "Звонок: Марина"))
    desk.submit(
        LogCall(request_id, new_id(), Direction.IN, NUMBER, desk.now(), 61, 9, "Перезвонить в 15", CallResult.CALL_BACK)
    )
    wait_for(lambda: desk.queries.caller(number_of("8 917 555-32-08")).name == "Марина", "the caller")
    wait_for(lambda: request_id in desk.queries.conversation_ids(View(ViewKind.MINE)), "the request")
    wait_for(lambda: [it.kind for it in desk.queries.timeline(request_id)] == [EntryKind.CALL], "the call")
    talk = sent_when_back(server, desk, request_id)
    assert (talk.log_head, talk.preview) == (1, "Перезвонить в 15")
    entries = desk.queries.timeline(request_id)
    assert [(it.kind, it.payload["seconds"], it.seq) for it in entries] == [(EntryKind.CALL, 61, 1)]
