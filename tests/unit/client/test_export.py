"""A copy of a person's data is written whole, or no file is touched and the reason is told."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from app.client.inbox import Declined
from app.client.search import Saved
from app.client.sync.export import export_to
from app.client.sync.transport import Transport
from tests.fakes.http_server import Scripted, ScriptedServer

WHO = UUID(int=7)
PATH = f"/v1/customers/{WHO}/export?notes=false"


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    made = ScriptedServer()
    yield made
    made.stop()


def export(server: ScriptedServer, file: Path) -> Saved | Declined:
    return export_to(file, Transport(server.url, access="a"), WHO, notes=False)


def test_a_whole_copy_replaces_a_file_of_that_name(server: ScriptedServer, tmp_path: Path):
    file = tmp_path / "marina.zip"
    file.write_bytes(b"older")
    server.say(PATH, Scripted(200, b"PK" * 300_000))
    assert export(server, file) == Saved(600_000)
    assert (file.stat().st_size, list(tmp_path.iterdir())) == (600_000, [file])


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Scripted(403, b'{"error":"forbidden"}'), "forbidden"),
        (Scripted(404, b'{"error":"not_found"}'), "not_found"),
        (Scripted(418, b"{}"), "418"),
        (Scripted(503, b"down"), "offline"),
        (Scripted(426, b'{"error":"too_old","min":2}'), "too_old"),
        (Scripted(200, b"PK" * 300_000, missing=9), "offline"),
        (Scripted(200, b"<html>", epoch=False), "offline"),
    ],
)
def test_what_is_no_whole_copy_leaves_the_file_that_was_there(server: ScriptedServer, tmp_path: Path, answer, code):
    file = tmp_path / "marina.zip"
    file.write_bytes(b"older")
    server.say(PATH, answer)
    assert export(server, file) == Declined(code)
    assert (file.read_bytes(), list(tmp_path.iterdir())) == (b"older", [file])


def test_where_nothing_can_be_written_the_server_is_not_asked(server: ScriptedServer, tmp_path: Path):
    assert export(server, tmp_path / "gone" / "marina.zip") == Declined("disk")
    assert server.asked == []


def test_before_the_desk_has_started_it_is_offline(tmp_path: Path):
    assert export_to(tmp_path / "marina.zip", None, WHO, notes=True) == Declined("offline")
    assert list(tmp_path.iterdir()) == []
