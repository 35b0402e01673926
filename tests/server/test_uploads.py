"""A large file comes in pieces, over cut connections and restarts; what waited for it then goes on at once."""

import hashlib
import os
import socket
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.commands.file import GiveUpFile
from app.commands.message import FileOfMessage, Reply
from app.domain.attachment import MAX_CHUNK_BYTES, MAX_FILE_BYTES
from app.domain.channel import Channel
from app.domain.delivery import AWAITING_UPLOAD, NEVER_CAME, DeliveryState
from app.model.conversation import Delivery
from app.model.identifier import new_id
from app.model.sync import Effect
from app.server.blobs.upload import KEPT_FOR, MAX_OPEN_BYTES, Upload, UploadStore
from app.server.delivery import FILES_WITHIN
from tests.builders.conversation import make_conversation
from tests.builders.workspace import Shop
from tests.services.backend import Backend, Desk

pytestmark = pytest.mark.postgresql_by_night

DATA = bytes(range(256)) * 20_000  # 5 MB: more than one piece may carry
SHA256 = hashlib.sha256(DATA).hexdigest()


def begin(desk: Desk, length: int = len(DATA), sha256: str = SHA256) -> Any:
    return desk.call("POST", f"/v1/uploads/{sha256}", headers={"Upload-Length": str(length)})


def piece(desk: Desk, at: int, data: bytes, sha256: str = SHA256) -> Any:
    return desk.call("PATCH", f"/v1/uploads/{sha256}", data=data, headers={"Upload-Offset": str(at)})


def waiting_reply(backend: Backend, shop: Shop, desk: Desk) -> Reply:
    talk = make_conversation(backend.parts.uow, shop.ws, shop.chat)
    file = FileOfMessage(new_id(), "план.pdf", "application/pdf", len(DATA), SHA256)
    command = Reply(talk, new_id(), "вот", Channel.CHAT, seen_seq=1, files=[file])
    assert desk.give(command)["status"] == "ok"
    return command


def delivery(backend: Backend, shop: Shop, entry_id: UUID) -> tuple[DeliveryState, str]:
    with backend.parts.database.read() as session:
        found = session.get_one(Delivery, (shop.ws, entry_id))
    return found.state, found.reason


def test_a_file_comes_in_pieces_and_is_read_back_byte_by_byte(backend: Backend, shop: Shop) -> None:
    anna = backend.desk(shop.ws, shop.anna)
    assert anna.call("HEAD", f"/v1/uploads/{SHA256}").status_code == 404
    begun = begin(anna)
    assert (begun.status_code, begun.headers["Upload-Offset"]) == (201, "0")
    first = piece(anna, 0, DATA[:MAX_CHUNK_BYTES])
    assert (first.status_code, first.headers["Upload-Offset"]) == (204, str(MAX_CHUNK_BYTES))
    assert begin(anna).headers["Upload-Offset"] == str(MAX_CHUNK_BYTES)
    assert piece(anna, MAX_CHUNK_BYTES, DATA[MAX_CHUNK_BYTES:]).headers["Upload-Offset"] == str(len(DATA))
    waiting_reply(backend, shop, anna)
    assert anna.call("GET", f"/v1/blobs/{SHA256}").content == DATA
    part = anna.call("GET", f"/v1/blobs/{SHA256}", headers={"Range": "bytes=1048570-2200000"})
    assert (part.status_code, part.content) == (206, DATA[1_048_570:2_200_001])
    assert part.headers["Content-Range"] == f"bytes 1048570-2200000/{len(DATA)}"
    end = anna.call("GET", f"/v1/blobs/{SHA256}", headers={"Range": "bytes=5119999-"})
    assert (end.status_code, end.content) == (206, DATA[-1:])
    assert anna.call("GET", f"/v1/blobs/{SHA256}", headers={"Range": "bytes=5120000-"}).status_code == 416


def test_what_arrived_before_the_connection_broke_is_kept(backend: Backend, shop: Shop) -> None:
    anna = backend.desk(shop.ws, shop.anna)
    begin(anna)
    host, port = backend.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as cut:
        head = (
            f"PATCH /v1/uploads/{SHA256} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {anna.tokens.access}\r\n"
            "Upload-Offset: 0\r\nContent-Length: 4000000\r\n\r\n"
        )
        cut.sendall(head.encode() + DATA[:300_000])

    def offset() -> int:
        return int(anna.call("HEAD", f"/v1/uploads/{SHA256}").headers["Upload-Offset"])

    for _ in range(200):
        if offset():
            break
    reached = offset()
    assert 0 < reached <= 300_000
    while reached < len(DATA):
        reached = int(piece(anna, reached, DATA[reached : reached + 2_000_000]).headers["Upload-Offset"])
    waiting_reply(backend, shop, anna)
    assert anna.call("GET", f"/v1/blobs/{SHA256}").content == DATA


def test_a_piece_that_does_not_fit_or_a_wrong_whole_keeps_nothing(backend: Backend, shop: Shop) -> None:
    anna, boris = backend.desk(shop.ws, shop.anna), backend.desk(shop.ws, shop.boris)
    begin(anna, 10)
    assert piece(anna, 5, b"abc").json()["error"] == "wrong_offset"
    assert piece(anna, 0, b"too long for it").json()["error"] == "wrong_offset"
    assert piece(boris, 0, b"abc").status_code == 404
    wrong = piece(anna, 0, b"0123456789")
    assert (wrong.status_code, wrong.json()["error"]) == (400, "other_content")
    assert anna.call("HEAD", f"/v1/uploads/{SHA256}").status_code == 404
    assert begin(anna, MAX_FILE_BYTES + 1).status_code == 413
    assert begin(anna, sha256="nonsense").status_code == 404
    assert anna.call("POST", f"/v1/uploads/{SHA256}").status_code == 400


def test_one_person_cannot_fill_the_disk_with_beginnings(backend: Backend, shop: Shop) -> None:
    anna = backend.desk(shop.ws, shop.anna)
    for number in range(MAX_OPEN_BYTES // MAX_FILE_BYTES):
        assert begin(anna, MAX_FILE_BYTES, f"{number:064x}").status_code == 201
    refused = begin(anna, MAX_FILE_BYTES)
    assert (refused.status_code, refused.json()["error"]) == (429, "too_much")
    assert anna.call("DELETE", f"/v1/uploads/{0:064x}").status_code == 204
    assert begin(anna, MAX_FILE_BYTES).status_code == 201


def test_what_nobody_goes_on_with_is_forgotten(backend: Backend, shop: Shop) -> None:
    uploads, upload = backend.parts.uploads, Upload(shop.ws, shop.anna, SHA256)
    uploads.begin(upload, 10)
    uploads.append(upload, 0, b"abc")
    now = backend.clock.now()
    home = backend.parts.config.folder / "uploads" / str(shop.ws) / str(shop.anna) / SHA256
    os.utime(home, (now.timestamp(), now.timestamp()))
    assert uploads.expire(now + KEPT_FOR - timedelta(hours=1)) == 0
    assert uploads.expire(now + KEPT_FOR + timedelta(hours=1)) == 1
    assert uploads.offset(upload) is None


def test_pieces_survive_a_restart_and_tell_nothing_on_the_disk(backend: Backend, shop: Shop) -> None:
    upload = Upload(shop.ws, shop.anna, SHA256)
    backend.parts.uploads.begin(upload, 10)
    backend.parts.uploads.append(upload, 0, b"passport")
    again = UploadStore(backend.parts.config.folder / "uploads", backend.parts.key.derive("upload"))
    assert again.offset(upload) == (8, 10)
    assert b"".join(again.read(upload)) == b"passport"
    files = [it for it in (backend.parts.config.folder / "uploads").rglob("*") if it.is_file()]
    assert not any(b"passport" in it.read_bytes() for it in files)


def test_a_reply_waits_for_its_file_however_often_it_is_tried_and_then_goes_at_once(
    backend: Backend, shop: Shop
) -> None:
    anna = backend.desk(shop.ws, shop.anna)
    command = waiting_reply(backend, shop, anna)
    for _ in range(40):
        backend.parts.effects.run_due()
        backend.clock.advance(timedelta(seconds=601))
    assert delivery(backend, shop, command.entry_id) == (DeliveryState.QUEUED, AWAITING_UPLOAD)
    anna = backend.desk(shop.ws, shop.anna)  # hours have passed
    begin(anna)
    piece(anna, 0, DATA[:MAX_CHUNK_BYTES])
    piece(anna, MAX_CHUNK_BYTES, DATA[MAX_CHUNK_BYTES:])
    with backend.parts.database.read() as session:
        effect = session.scalars(select(Effect).where(Effect.kind == "deliver")).one()
    assert (effect.not_before <= backend.clock.now(), effect.attempts) == (True, 0)
    backend.parts.effects.run_due()
    assert delivery(backend, shop, command.entry_id)[1] != AWAITING_UPLOAD  # it is on its way


def test_a_file_that_never_comes_fails_its_reply_in_the_end(backend: Backend, shop: Shop) -> None:
    command = waiting_reply(backend, shop, backend.desk(shop.ws, shop.anna))
    backend.parts.effects.run_due()
    backend.clock.advance(FILES_WITHIN + timedelta(seconds=1))
    backend.parts.effects.run_due()
    assert delivery(backend, shop, command.entry_id) == (DeliveryState.FAILED, NEVER_CAME)


@pytest.mark.on_both_databases
def test_a_desk_that_lost_a_file_says_so_and_its_reply_fails_without_waiting(backend: Backend, shop: Shop) -> None:
    anna, vera = backend.desk(shop.ws, shop.anna), backend.desk(shop.ws, shop.vera)
    command = waiting_reply(backend, shop, anna)
    backend.parts.effects.run_due()
    lost = GiveUpFile(command.conversation_id, command.entry_id, "file_lost")
    assert vera.give(lost)["code"] == "forbidden"
    assert anna.give(replace(lost, reason="boredom"))["code"] == "invalid"
    assert anna.give(lost)["status"] == "ok"
    assert delivery(backend, shop, command.entry_id) == (DeliveryState.FAILED, "file_lost")
    backend.clock.advance(timedelta(hours=1))
    while backend.parts.effects.run_due():
        pass
    assert delivery(backend, shop, command.entry_id) == (DeliveryState.FAILED, "file_lost")
    with backend.parts.database.read() as session:
        assert session.scalars(select(Effect.state).where(Effect.kind == "deliver")).one() == "failed"
