"""What an operator gave up or wrote for nobody: seen at a real server."""

from collections.abc import Callable

from app.client.port import Link
from app.client.row import ChangeState
from app.commands.message import WriteNote
from app.model.identifier import new_id
from tests.sync.conftest import Station, wait_for
from tests.sync.real_server import RealServer
from tests.sync.test_desk_and_server import has_log, link_of, on_server, reply


def test_a_reply_given_up_offline_is_never_sent_and_comes_back_as_a_draft(
    server: RealServer, station: Callable[[str], Station]
) -> None:
    desk = station("anna").open()
    talk = server.write("Марина", "Где мой заказ?")
    wait_for(lambda: has_log(desk, talk), "the message")
    server.stop()
    wait_for(lambda: link_of(desk) is Link.OFFLINE, "offline")
    given_up = reply(desk, talk, "Не знаю.")
    desk.submit(WriteNote(talk, new_id(), "Спросить на складе."))
    assert [it.state for it in desk.queries.changes()] == [ChangeState.WAITING] * 2
    desk.discard(given_up)
    wait_for(lambda: not [it for it in desk.queries.timeline(talk) if it.payload.get("text") == "Не знаю."], "gone")
    server.start()
    desk.sync_now()
    wait_for(lambda: not desk.queries.changes(), "sent")
    assert [it.payload["text"] for it in on_server(server, talk)] == ["Где мой заказ?", "Спросить на складе."]
    assert [it.change_id for it in desk.queries.discarded()] == [given_up]
    desk.restore(given_up)
    desk.restore(given_up)
    assert desk.queries.draft(talk) == "Не знаю."


def test_a_warning_given_beside_a_draft_leaves_the_draft_alone(
    server: RealServer, station: Callable[[str], Station]
) -> None:
    desk = station("anna").open()
    talk = server.write("Марина", "Где мой заказ?")
    wait_for(lambda: has_log(desk, talk), "the message")
    file = desk.keep_file("счёт.txt", "text/plain", b"1")
    desk.save_draft(talk, "Заказ уже")
    desk.save_draft_files(talk, [file])
    reply(desk, talk, "Пишите, пожалуйста, вежливо.")
    assert (desk.queries.draft(talk), list(desk.queries.draft_files(talk))) == ("Заказ уже", [file])
    reply(desk, talk, "Заказ уже в пути.")
    assert desk.queries.draft(talk) == "Заказ уже"  # its file has not left
    desk.save_draft_files(talk, [])
    reply(desk, talk, "Заказ уже в пути.")
    assert desk.queries.draft(talk) == ""
