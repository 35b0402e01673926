"""A desk and a real server: found here while one works, found there when it has left every desk, and offline."""

from collections.abc import Callable
from datetime import timedelta

from app.client.inbox import Declined
from app.client.search import FoundThere, PastThere, TalkThere
from app.commands.base import SYSTEM
from app.domain.status import Status
from app.model.conversation import Conversation
from tests.sync.conftest import Station, is_live, wait_for
from tests.sync.real_server import RealServer


def test_a_message_is_found_here_and_after_its_time_at_the_server_and_offline_that_is_said(
    server: RealServer, station: Callable[[], Station]
):
    desk = station().open()
    wait_for(lambda: is_live(desk), "live")
    talk = server.write("Марина Соколова", "Где мой плафон «Полярис»?")
    wait_for(lambda: [it.conversation_id for it in desk.finder.find("плафоны соколова").hits] == [talk], "found here")

    def there() -> FoundThere:
        answer = desk.lookup.find("плафоны")
        assert isinstance(answer, FoundThere)
        return answer

    wait_for(lambda: [it.conversation_id for it in there().hits] == [talk], "found there")
    assert [there().hits[0].text[it.start : it.end] for it in there().hits[0].text_spots] == ["плафон"]

    def long_ago(tx):  # type: ignore[no-untyped-def]
        row = tx.get(Conversation, talk)
        row.status, row.closed_at = Status.CLOSED, tx.now - timedelta(days=400)

    server.parts.uow.run(server.ws, SYSTEM, long_ago)
    wait_for(lambda: desk.queries.card(talk) is None, "left the desk")
    assert desk.finder.find("плафоны").hits == []
    hit = there().hits[0]
    read = desk.lookup.talk(talk)
    assert isinstance(read, TalkThere)
    assert [it.text for it in read.entries] == ["Где мой плафон «Полярис»?"]
    past = desk.lookup.past(hit.customer_id)
    assert isinstance(past, PastThere)
    assert [(it.conversation_id, it.queue_name, it.status) for it in past.lines] == [(talk, "Доставка", Status.CLOSED)]
    assert desk.queries.card(talk) is None  # shown, not kept

    server.stop()
    assert desk.lookup.find("плафоны") == Declined("offline")
    server.start()
