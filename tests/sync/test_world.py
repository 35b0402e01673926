"""What the world does to an open desk: revoked, outdated, restored behind its back, swallowed by the network."""

import shutil
import socket
from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.client.port import Link, Problem
from app.commands.message import WriteNote
from app.model.identifier import new_id
from app.model.sync import ServerMeta, SyncClient
from app.server.build import open_database
from tests.sync.conftest import Station, wait_for
from tests.sync.real_server import RealServer
from tests.sync.test_desk_and_server import has_log, link_of, on_server

Stations = Callable[[str], Station]


def texts(server: RealServer, talk: object) -> list[str]:
    return [it.payload["text"] for it in on_server(server, talk)]


def test_a_revoked_device_loses_the_copy_and_its_files_but_not_what_is_unsent(server: RealServer, station: Stations):
    talk = server.write("Марина", "Где мой заказ?")
    place = station("anna")
    desk = place.open()
    wait_for(lambda: has_log(desk, talk) and link_of(desk) is Link.LIVE, "live")
    with server.parts.database.write() as session:
        for device in session.scalars(select(SyncClient)):
            device.revoked = True
        session.commit()
    desk.submit(WriteNote(talk, new_id(), "не потеряйте"))
    wait_for(lambda: Problem.REVOKED in desk.problems(), "told")
    assert [it.name for it in desk.queries.changes()] == ["note"]
    place.close()
    assert not (place.profile.folder / "cache.db").exists()
    assert (place.profile.folder / "outbox.db").exists()
    assert texts(server, talk) == ["Где мой заказ?"]


def test_a_desk_that_is_too_old_still_sends_and_says_so(
    server: RealServer, station: Stations, monkeypatch: pytest.MonkeyPatch
):
    talk = server.write("Марина", "Где мой заказ?")
    place = station("anna")
    desk = place.open()
    wait_for(lambda: has_log(desk, talk), "the message")
    monkeypatch.setattr("app.client.sync.engine.PROTO", 0)
    desk.submit(WriteNote(talk, new_id(), "всё равно"))
    wait_for(lambda: link_of(desk) is Link.UPGRADE, "told")
    wait_for(lambda: len(on_server(server, talk)) == 2, "sent")


def test_a_server_restored_from_an_older_copy_gets_back_what_this_desk_still_holds(
    server: RealServer, station: Stations
):
    talk = server.write("Марина", "Где мой заказ?")
    place = station("anna")
    desk = place.open()
    wait_for(lambda: has_log(desk, talk), "the message")
    file = server._config.sqlite_file
    server.stop()
    shutil.copy(file, file.with_suffix(".copy"))
    server.start()
    desk.submit(WriteNote(talk, new_id(), "после копии"))
    desk.sync_now()
    wait_for(lambda: has_log(desk, talk, 2) and not desk.queries.changes(), "acknowledged")
    server.stop()
    for old in file.parent.glob(file.name + "-*"):
        old.unlink()
    shutil.copy(file.with_suffix(".copy"), file)
    database = open_database(server._config, server._key)
    with database.write() as session:
        session.scalars(select(ServerMeta)).one().epoch = new_id()
        session.commit()
    database.close()
    server.start()
    assert texts(server, talk) == ["Где мой заказ?"]
    desk.sync_now()
    wait_for(lambda: len(on_server(server, talk)) == 2 and has_log(desk, talk, 2), "given again")
    assert texts(server, talk) == ["Где мой заказ?", "после копии"]


def test_a_connection_that_swallows_everything_is_offline_and_ends_when_the_server_answers(
    server: RealServer, station: Stations, monkeypatch: pytest.MonkeyPatch
):
    talk = server.write("Марина", "Где мой заказ?")
    place = station("anna")  # signing in may take longer than what comes now
    monkeypatch.setattr("app.client.sync.transport.READ_S", 0.2)
    monkeypatch.setattr("app.client.sync.transport.STREAM_READ_S", 0.2)
    with socket.socket() as hole:
        hole.bind(("127.0.0.1", 0))
        hole.listen(64)  # the system takes connections, nobody ever answers
        desk = place.open()
        desk.move_to(f"http://127.0.0.1:{hole.getsockname()[1]}")
        desk.submit(WriteNote(talk, new_id(), "в пустоту"))
        desk.sync_now()
        wait_for(lambda: link_of(desk) is Link.OFFLINE, "offline")
        assert desk.queries.changes()
        monkeypatch.undo()
        desk.move_to(server.url)
        desk.sync_now()
        wait_for(lambda: len(on_server(server, talk)) == 2, "sent")
        wait_for(lambda: not desk.queries.changes(), "acknowledged")
    assert texts(server, talk) == ["Где мой заказ?", "в пустоту"]
