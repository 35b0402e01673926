"""A first letter written without a network is on the desk at once, and at the server once; begun, it is at none."""

from sqlalchemy import select

from app.client.row import ChangeState
from app.client.view import View, ViewKind
from app.commands.customer import EditCustomer
from app.commands.letter import OpenByMail
from app.commands.message import Reply
from app.commands.template import SaveTemplate
from app.domain.channel import Channel
from app.domain.entry import EntryKind
from app.model.conversation import Conversation
from app.model.customer import Customer, Identity
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


def at_server(server, request_id):  # type: ignore[no-untyped-def]
    """The request and its customer as the server has them."""
    with server.parts.database.read() as session:
        talk = session.get(Conversation, (server.ws, request_id))
        people = session.scalars(select(Identity).where(Identity.value == ADDRESS)).all()
        return talk, people


def begun(server, station):  # type: ignore[no-untyped-def]
    """A desk that is live and has begun a letter."""
    add_inbox(server.parts.uow, server.ws, channel=Channel.EMAIL, name="Help", address="help@domisvet.example")
    here = station("anna")
    desk = here.open()
    wait_for(lambda: is_live(desk) and len(desk.queries.inboxes()) == 2, "the mailboxes")
    inbox = next(it for it in desk.queries.inboxes() if it.channel is Channel.EMAIL and it.mine)
    request_id, person_id = new_id(), new_id()
    desk.submit(OpenByMail(request_id, new_id(), inbox.id, person_id, new_id(), ADDRESS, "Emma", "Your order"))
    wait_for(lambda: desk.queries.card(request_id), "the request")
    return here, desk, request_id, person_id


def exchanged(server, desk):  # type: ignore[no-untyped-def]
    """What this desk gave the server has come back: whatever it was to get before, it has got."""
    known = desk.queries.templates()
    desk.submit(SaveTemplate(new_id(), f"Text {len(known)}", "Good day", "en", "", shared=False))
    wait_for(lambda: len(desk.queries.templates()) > len(known) and not unsent(desk), "an exchange")


def unsent(desk):  # type: ignore[no-untyped-def]
    return [it for it in desk.queries.changes() if it.state is not ChangeState.BEGUN]


def test_a_letter_that_was_begun_and_discarded_leaves_nothing_at_the_server(server, station):
    _here, desk, request_id, person_id = begun(server, station)
    desk.save_draft(request_id, "Good day, Emma, it is about")
    desk.submit(EditCustomer(person_id, name="Emma Clarke"))
    desk.drafts.share()
    exchanged(server, desk)
    assert at_server(server, request_id) == (None, [])
    (row,) = desk.queries.conversation_rows([request_id])
    assert (row.unsent, row.customer_name, row.draft) == (True, "Emma Clarke", "Good day, Emma, it is about")
    desk.discard(desk.queries.card(request_id).begun)
    wait_for(lambda: desk.queries.card(request_id) is None, "it is gone")
    assert desk.queries.customer(person_id) is None
    desk.drafts.share()
    exchanged(server, desk)
    assert at_server(server, request_id) == (None, [])
    assert not unsent(desk)


def test_a_begun_letter_is_there_after_a_restart_and_had_back_after_it_was_discarded(server, station):
    here, desk, request_id, _person_id = begun(server, station)
    desk.save_draft(request_id, "Good day, Emma")
    here.close()
    desk = here.open()
    wait_for(lambda: is_live(desk) and desk.queries.card(request_id), "the request")
    assert desk.queries.draft(request_id) == "Good day, Emma"
    desk.discard(desk.queries.card(request_id).begun)
    wait_for(lambda: desk.queries.card(request_id) is None, "it is gone")
    (given_up,) = desk.queries.discarded()
    desk.restore(given_up.change_id)
    wait_for(lambda: desk.queries.card(request_id), "it is back")
    assert (desk.queries.draft(request_id), given_up.subject) == ("Good day, Emma", "Your order")
    assert at_server(server, request_id) == (None, [])
    desk.submit(Reply(request_id, new_id(), "Good day, Emma", Channel.EMAIL, 0, to=ADDRESS))
    wait_for(lambda: desk.queries.card(request_id).row.number is not None, "the number")
    talk, people = at_server(server, request_id)
    assert (talk.log_head, talk.customer_id) == (2, people[0].customer_id)
    assert desk.queries.card(request_id).begun is None
    assert not desk.queries.changes()


def test_facts_about_a_customer_of_old_do_not_wait_for_a_letter_to_them(server, station):
    _here, desk, request_id, person_id = begun(server, station)
    desk.submit(Reply(request_id, new_id(), "Good day, Emma", Channel.EMAIL, 0, to=ADDRESS))
    wait_for(lambda: desk.queries.card(request_id).row.number is not None, "the number")
    inbox = next(it for it in desk.queries.inboxes() if it.channel is Channel.EMAIL and it.mine)
    another = new_id()
    desk.submit(OpenByMail(another, new_id(), inbox.id, person_id, new_id(), ADDRESS, "", "Another matter"))
    desk.submit(EditCustomer(person_id, name="Emma Clarke"))
    wait_for(lambda: not unsent(desk), "sent")
    with server.parts.database.read() as session:
        assert session.get_one(Customer, (server.ws, person_id)).name == "Emma Clarke"
    assert at_server(server, another)[0] is None
