"""Files are opened by the conversations that hold them, all of them, and by nothing else."""

import hashlib
from typing import Any
from uuid import UUID

from app.commands.message import FileOfMessage, Reply
from app.domain.channel import Channel
from app.domain.delivery import DeliveryState
from app.model.conversation import Delivery, LogEntry
from app.model.identifier import new_id
from app.server.blobs.service import missing_blobs
from app.server.channels.email.directory import InboxDirectory, MailInbox
from app.server.channels.email.intake import MailIntake
from app.server.channels.email.message_id import MessageTokens
from tests.builders.conversation import make_conversation
from tests.builders.workspace import Shop
from tests.services.backend import Backend, Desk

LETTER = (
    b"From: Marina <marina@example.com>\r\nTo: %s\r\nSubject: Photo\r\nMessage-ID: <%s@example.com>\r\n"
    b"Date: Sat, 21 Nov 2026 10:00:00 +0500\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
    b"--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Same page</p>\r\n"
    b'--b\r\nContent-Type: image/png; name="logo.png"\r\nContent-Disposition: attachment; filename="logo.png"\r\n\r\n'
    b"same picture\r\n--b--\r\n"
)
PAGE, PICTURE = b"<p>Same page</p>", b"same picture"


def take(backend: Backend, shop: Shop, inbox: UUID, address: str, name: str) -> dict[str, Any]:
    """A mail through an inbox; the payload of its entry."""
    parts = backend.parts
    tokens = MessageTokens(b"k" * 32)
    intake = MailIntake(parts.uow, parts.blobs, InboxDirectory(parts.database.read, parts.clock), tokens, {})
    taken = intake.take(MailInbox(shop.ws, inbox, address), LETTER % (address.encode(), name.encode()))
    with parts.database.read() as session:
        return session.get_one(LogEntry, (shop.ws, taken.entry_id)).payload


def status(desk: Desk, sha256: str) -> int:
    return desk.call("GET", f"/v1/blobs/{sha256}").status_code


def put(desk: Desk, data: bytes) -> str:
    sha256 = hashlib.sha256(data).hexdigest()
    assert desk.call("PUT", f"/v1/blobs/{sha256}", data=data).status_code == 204
    return sha256


def reply_with(talk: UUID, sha256: str) -> Reply:
    file = FileOfMessage(new_id(), "x.pdf", "application/pdf", 8, sha256)
    return Reply(talk, new_id(), "вот", Channel.EMAIL, seen_seq=1, files=[file])


def test_the_same_bytes_in_two_conversations_are_opened_by_either(backend: Backend, shop: Shop) -> None:
    anna, boris = backend.desk(shop.ws, shop.anna), backend.desk(shop.ws, shop.boris)
    first = take(backend, shop, shop.support_mail, "support@shop.example", "one")
    picture = hashlib.sha256(PICTURE).hexdigest()
    for blob in (first["html"], first["raw"], picture):
        assert (status(boris, blob), status(anna, blob)) == (200, 404)
    second = take(backend, shop, shop.mail, "sales@shop.example", "two")
    assert second["html"] == first["html"]
    assert PAGE in anna.call("GET", f"/v1/blobs/{second['html']}").content
    for blob in (second["html"], second["raw"], picture):
        assert status(anna, blob) == 200
    assert status(anna, first["raw"]) == 404
    assert (status(boris, first["html"]), status(boris, second["raw"])) == (200, 404)


def test_a_file_that_was_passed_on_is_opened_by_both_conversations(backend: Backend, shop: Shop) -> None:
    vera, anna, boris = (backend.desk(shop.ws, it) for it in (shop.vera, shop.anna, shop.boris))
    theirs = make_conversation(backend.parts.uow, shop.ws, shop.support_mail)
    mine = make_conversation(backend.parts.uow, shop.ws, shop.mail, address="b@x.example")
    sha256 = put(boris, b"passport")
    assert status(boris, sha256) == 404
    assert boris.give(reply_with(theirs, sha256))["status"] == "ok"
    assert (status(boris, sha256), status(anna, sha256)) == (200, 404)
    assert vera.give(reply_with(mine, sha256))["status"] == "ok"
    assert status(anna, sha256) == 200


def test_a_file_that_comes_after_its_message_is_held_from_then_on(backend: Backend, shop: Shop) -> None:
    anna = backend.desk(shop.ws, shop.anna)
    talk = make_conversation(backend.parts.uow, shop.ws, shop.mail)
    sha256 = hashlib.sha256(b"late").hexdigest()
    command = reply_with(talk, sha256)
    assert anna.give(command)["status"] == "ok"
    assert missing(backend, shop, command) == 1
    put(anna, b"late")
    assert missing(backend, shop, command) == 0
    assert status(anna, sha256) == 200


def test_naming_a_hash_before_its_bytes_come_from_others_opens_and_sends_nothing(backend: Backend, shop: Shop) -> None:
    anna, boris = backend.desk(shop.ws, shop.anna), backend.desk(shop.ws, shop.boris)
    mine = make_conversation(backend.parts.uow, shop.ws, shop.mail)
    guess = reply_with(mine, hashlib.sha256(PICTURE).hexdigest())
    assert anna.give(guess)["status"] == "ok"
    take(backend, shop, shop.support_mail, "support@shop.example", "one")
    put(boris, PICTURE)
    assert status(anna, guess.files[0].blob) == 404
    assert missing(backend, shop, guess) == 1
    backend.parts.effects.run_due()
    with backend.parts.database.read() as session:
        delivery = session.get_one(Delivery, (shop.ws, guess.entry_id))
    assert delivery.state is DeliveryState.QUEUED


def missing(backend: Backend, shop: Shop, command: Reply) -> int:
    return missing_blobs(backend.parts.database, backend.parts.blobs, shop.ws, command.entry_id)
