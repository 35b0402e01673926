"""A first letter written without a network is on the desk at once, and at the server once."""

from app.client.view import View, ViewKind
from app.commands.letter import OpenByMail
from app.commands.message import Reply
from app.domain.channel import Channel
from app.domain.entry import EntryKind
from app.model.identifier import new_id
from app.server.administration import add_inbox
from tests.sync.conftest import is_live, sent_when_back, wait_for

ADDRESS = "emma@x.example"


def test_a_first_letter_written_offline_is_shown_at_once_and_sent_later(server, station):
    add_inbox(server.parts.uow, server.ws, channel=Channel.EMAIL, name="Help", address="help@domisvet.example")
    desk = station("anna").open()
    wait_for(lambda: is_live(desk) and len(desk.queries.inboxes()) == 2, "the mailboxes")
    inbox = next(it for it in desk.queries.inboxes() if it.channel is Channel.EMAIL and it.mine)
    server.stop()
    request_id = new_id()
    desk.submit(OpenByMail(request_id, new_id(), inbox.id, new_id(), new_id(), ADDRESS, "Emma", "Your order"))
    desk.submit(Reply(request_id, new_id(), "Good day, Emma", Channel.EMAIL, 0, to=ADDRESS))
    wait_for(lambda: desk.queries.addressee(ADDRESS).name == "Emma", "whose address it is")
    wait_for(lambda: request_id in desk.queries.conversation_ids(View(ViewKind.MINE)), "the request")
    kinds = [EntryKind.CUSTOMER, EntryKind.MESSAGE_OUT]
    wait_for(lambda: [it.kind for it in desk.queries.timeline(request_id)] == kinds, "the letter")
    assert [it.id for it in desk.queries.addressee(ADDRESS).requests] == [request_id]
    talk = sent_when_back(server, desk, request_id)
    assert (talk.log_head, talk.preview, talk.inbox_id) == (2, "Good day, Emma", inbox.id)
    assert [(it.kind, it.seq) for it in desk.queries.timeline(request_id)] == list(zip(kinds, (1, 2), strict=True))
