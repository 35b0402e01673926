"""Files of messages between a real desk and a real server: away, cut off, restarted."""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.client.row import EntryRow, OutgoingFile
from app.client.start import sign_in
from app.commands.message import FileOfMessage, Reply
from app.domain.channel import Channel
from app.domain.delivery import DeliveryState
from app.model.identifier import new_id
from tests.services.proxy import Proxy, Road, running_proxy
from tests.sync.conftest import Station, is_live, wait_for
from tests.sync.real_server import PASSWORD, RealServer

LARGE = os.urandom(6_000_000)


@pytest.fixture
def road(server: RealServer) -> Iterator[Proxy]:
    with running_proxy(server.port) as proxy:
        yield proxy


@pytest.fixture
def anna(tmp_path: Path, server: RealServer, road: Proxy) -> Iterator[Station]:
    """Anna's computer, behind the proxy."""
    made = Station(tmp_path / "anna", server, "anna")
    made.profile = sign_in(road.url, "anna@domisvet.example", PASSWORD, around=made.around)
    yield made
    made.close()


def reply(desk, talk, *files: OutgoingFile) -> Reply:
    named = [FileOfMessage(it.id, it.name, it.content_type, it.size, it.blob) for it in files]
    command = Reply(talk, new_id(), "Смотрите файл", Channel.CHAT, 1, files=named)
    desk.submit(command)
    return command


def entry_of(desk, talk, entry_id) -> EntryRow | None:
    return next((it for it in desk.queries.timeline(talk) if it.entry_id == entry_id), None)


def is_sent(desk, talk, entry_id) -> Callable[[], bool]:
    def told() -> bool:
        entry = entry_of(desk, talk, entry_id)
        return entry is not None and entry.delivery in (DeliveryState.SENT, DeliveryState.DELIVERED)

    return told


def opened(station: Station, talk) -> object:
    desk = station.open()
    wait_for(lambda: desk.queries.card(talk) is not None, "the talk is here")
    wait_for(lambda: desk.queries.card(talk).seen_seq >= 1, "its log is here")
    return desk


def test_a_large_file_attached_offline_arrives_over_a_cutting_road_and_is_read_by_a_colleague(
    server: RealServer, road: Proxy, anna: Station, station
):
    talk = server.write("marina", "Пришлите план")
    desk = opened(anna, talk)
    road.set(Road.CLOSED)
    small, large = desk.keep_file("фото.png", "image/png", b"png"), desk.keep_file("план.pdf", "application/pdf", LARGE)
    desk.save_draft_files(talk, [small, large])
    anna.close()
    desk = anna.open()
    assert list(desk.queries.draft_files(talk)) == [small, large]
    command = reply(desk, talk, small, large)
    assert list(desk.queries.draft_files(talk)) == []
    server.stop()
    server.start()
    cuts = 0
    while not is_sent(desk, talk, command.entry_id)() and cuts < 3:  # the road breaks again and again
        road.set(Road.OPEN, server.port)
        desk.sync_now()
        wait_for(lambda: _moved(desk, talk, command.entry_id) or is_sent(desk, talk, command.entry_id)(), "progress")
        road.set(Road.STALLED if cuts == 1 else Road.CLOSED)
        cuts += 1
        time.sleep(0.2)
    road.set(Road.OPEN, server.port)
    desk.sync_now()
    wait_for(is_sent(desk, talk, command.entry_id), "the reply is out")
    other = station("denis").open()
    wait_for(lambda: entry_of(other, talk, command.entry_id) is not None, "the colleague sees it")
    files = entry_of(other, talk, command.entry_id).files
    assert [(it.name, it.local) for it in files] == [("план.pdf", False), ("фото.png", False)]
    for file, content in zip(files, (LARGE, b"png"), strict=True):
        other.want_blob(file.blob)
        wait_for(lambda file=file: other.queries.blob(file.blob) is not None, "it is fetched")
        assert other.queries.blob(file.blob) == content


def _moved(desk, talk, entry_id) -> bool:
    entry = entry_of(desk, talk, entry_id)
    return entry is not None and any(it.transfer is not None and it.transfer.done for it in entry.files)


def test_a_file_lost_on_the_disk_fails_its_message_and_lets_the_next_ones_out(server: RealServer, anna: Station):
    talk, second = server.write("marina", "Пришлите план"), server.write("oleg", "И мне")
    desk = opened(anna, talk)
    wait_for(lambda: is_live(desk), "connected")
    wait_for(lambda: desk.queries.card(second) is not None, "both are here")
    lost, good = desk.keep_file("план.pdf", "application/pdf", LARGE), desk.keep_file("x.txt", "text/plain", b"x")
    desk._parts.files.unsent.delete(lost.blob)
    bad = reply(desk, talk, lost)
    fine = reply(desk, second, good)
    wait_for(is_sent(desk, second, fine.entry_id), "the other reply is out")

    def failed() -> bool:
        entry = entry_of(desk, talk, bad.entry_id)
        return entry is not None and entry.delivery is DeliveryState.FAILED and not entry.pending

    wait_for(failed, "the reply with the lost file failed")
    assert entry_of(desk, talk, bad.entry_id).delivery_reason == "file_lost"
