"""Files of texts to reuse: read and sent on by whoever sees the text, by nobody else, and gone with it."""

import hashlib
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.commands.base import SYSTEM
from app.commands.message import FileOfMessage, Reply
from app.commands.template import GiveUpTextFile, PlainTemplate, RemoveTemplate, SaveTemplate
from app.domain.attachment import MAX_FILE_BYTES, MAX_FILES
from app.domain.channel import Channel
from app.domain.role import RoleCode
from app.model.conversation import Template
from app.model.identifier import new_id
from app.model.workspace import UserRole
from app.server.administration import role_id
from app.server.blobs.service import missing_blobs
from app.server.jobs.leftovers import YOUNG, Leftovers
from tests.builders.conversation import make_conversation
from tests.builders.workspace import Shop
from tests.services.backend import Backend, Desk
from tests.services.blob import grow_old

pytestmark = pytest.mark.postgresql_by_night

PRICES = b"%PDF-1.4 prices of this winter"
SHA256 = hashlib.sha256(PRICES).hexdigest()


def put(desk: Desk, data: bytes = PRICES) -> str:
    sha256 = hashlib.sha256(data).hexdigest()
    assert desk.call("PUT", f"/v1/blobs/{sha256}", data=data).status_code == 204
    return sha256


def named(sha256: str = SHA256, size: int = len(PRICES)) -> FileOfMessage:
    return FileOfMessage(new_id(), "Цены.pdf", "application/pdf", size, sha256)


def text(*files: FileOfMessage, template_id: UUID | None = None, **more: Any) -> SaveTemplate:
    return SaveTemplate(template_id or new_id(), "Цены", "Цены во вложении.", files=list(files), **more)


def status(desk: Desk, sha256: str = SHA256) -> int:
    return desk.call("GET", f"/v1/blobs/{sha256}").status_code


def begin(desk: Desk, sha256: str = SHA256, size: int = len(PRICES)) -> int:
    """How much of it the server has already."""
    answer = desk.call("POST", f"/v1/uploads/{sha256}", headers={"Upload-Length": str(size)})
    assert answer.status_code == 201
    return int(answer.headers["Upload-Offset"])


def files_at(backend: Backend, shop: Shop) -> list[dict[str, Any]]:
    with backend.parts.database.read() as session:
        return [file for row in session.scalars(select(Template).where(Template.ws == shop.ws)) for file in row.files]


def reply_with(talk: UUID, file: FileOfMessage) -> Reply:
    return Reply(talk, new_id(), "вот", Channel.EMAIL, seen_seq=1, files=[file])


def missing(backend: Backend, shop: Shop, command: Reply) -> int:
    return missing_blobs(backend.parts.database, backend.parts.blobs, shop.ws, command.entry_id)


def test_who_sees_a_text_reads_its_file_and_nobody_else(backend: Backend, shop: Shop) -> None:
    anna, boris, vera = (backend.desk(shop.ws, it) for it in (shop.anna, shop.boris, shop.vera))
    put(anna)
    mine = text(named())
    assert anna.give(mine)["status"] == "ok"
    assert [status(it) for it in (anna, boris, vera)] == [200, 404, 404]
    put(vera)
    shared = text(named(), shared=True)
    assert vera.give(shared)["status"] == "ok"
    assert [status(it) for it in (anna, boris, vera)] == [200, 200, 200]
    assert vera.give(RemoveTemplate(shared.template_id))["status"] == "ok"
    assert [status(it) for it in (anna, boris, vera)] == [200, 404, 404]


def test_a_teams_text_opens_its_file_to_the_team(backend: Backend, shop: Shop) -> None:
    anna, boris, vera = (backend.desk(shop.ws, it) for it in (shop.anna, shop.boris, shop.vera))
    give_a_role(backend, shop)
    put(anna)
    assert anna.give(text(named(), shared=True, team_id=shop.sales_team))["status"] == "ok"
    assert [status(it) for it in (anna, boris, vera)] == [200, 404, 404]


def give_a_role(backend: Backend, shop: Shop) -> None:
    """Anna leads: she may share texts."""

    def work(tx: Any) -> None:
        tx.put(UserRole(id=new_id(), user_id=shop.anna, role_id=role_id(shop.ws, RoleCode.LEAD)))

    backend.parts.uow.run(shop.ws, SYSTEM, work)


def test_a_file_may_come_after_its_text_and_all_are_told_when_it_is_there(backend: Backend, shop: Shop) -> None:
    vera, anna = backend.desk(shop.ws, shop.vera), backend.desk(shop.ws, shop.anna)
    assert vera.give(text(named(), shared=True))["status"] == "ok"
    told = [op[3]["files"] for op in anna.pull_all() if op[2] == "template"]
    assert [file["waits_for"] for file in told[0]] == [str(shop.vera)]
    assert status(anna) == 404
    assert begin(vera) == 0
    put(vera)
    told = [op[3]["files"] for op in anna.pull_all() if op[2] == "template"]
    assert "waits_for" not in told[0][0]
    assert status(anna) == 200


def test_who_merely_knows_a_hash_gets_nothing_by_a_text(backend: Backend, shop: Shop) -> None:
    anna, boris = backend.desk(shop.ws, shop.anna), backend.desk(shop.ws, shop.boris)
    put(boris)
    assert boris.give(text(named()))["status"] == "ok"
    assert anna.give(text(named()))["status"] == "ok"
    assert status(anna) == 404
    assert begin(anna) == 0
    talk = make_conversation(backend.parts.uow, shop.ws, shop.mail)
    command = reply_with(talk, named())
    assert anna.give(command)["status"] == "ok"
    assert missing(backend, shop, command) == 1
    for wild in ("%25", "_" * 64):
        assert anna.call("GET", f"/v1/blobs/{wild}").status_code == 404


def test_who_uses_a_text_sends_its_file_on_without_having_it(backend: Backend, shop: Shop) -> None:
    vera, anna = backend.desk(shop.ws, shop.vera), backend.desk(shop.ws, shop.anna)
    put(vera)
    shared = text(named(), shared=True)
    assert vera.give(shared)["status"] == "ok"
    talk = make_conversation(backend.parts.uow, shop.ws, shop.mail)
    command = reply_with(talk, named())
    assert anna.give(command)["status"] == "ok"
    assert missing(backend, shop, command) == 0
    assert begin(anna) == len(PRICES)  # nothing is sent twice
    assert begin(anna, size=3) == 0  # of another length it is another file
    vera.give(RemoveTemplate(shared.template_id))
    while backend.parts.effects.run_due():
        pass
    assert missing(backend, shop, command) == 0
    assert status(anna) == 200


@pytest.mark.on_both_databases
def test_a_text_that_is_changed_keeps_its_files_and_lets_go_of_others(backend: Backend, shop: Shop) -> None:
    anna = backend.desk(shop.ws, shop.anna)
    other = put(anna, b"form")
    put(anna)
    first = text(named(), named(other, 4), named())
    assert anna.give(first)["status"] == "ok"
    assert [(it["name"], it["blob"]) for it in files_at(backend, shop)] == [("Цены.pdf", SHA256), ("Цены.pdf", other)]
    assert anna.give(PlainTemplate(first.template_id, "Цены", "Из старой программы"))["status"] == "ok"
    assert len(files_at(backend, shop)) == 2
    assert anna.give(text(named(other, 4), template_id=first.template_id))["status"] == "ok"
    sweep(backend)
    blobs = backend.parts.blobs
    assert (blobs.has(shop.ws, SHA256), blobs.has(shop.ws, other)) == (False, True)
    assert anna.give(RemoveTemplate(first.template_id))["status"] == "ok"
    sweep(backend)
    assert not blobs.has(shop.ws, other)


def sweep(backend: Backend) -> None:
    while backend.parts.effects.run_due():
        pass


def test_a_file_that_two_texts_have_stays_with_the_second(backend: Backend, shop: Shop) -> None:
    anna = backend.desk(shop.ws, shop.anna)
    put(anna)
    first, second = text(named()), text(named())
    anna.give(first)
    anna.give(second)
    anna.give(RemoveTemplate(first.template_id))
    sweep(backend)
    assert status(anna) == 200


def test_the_collector_of_leftovers_leaves_files_of_texts(backend: Backend, shop: Shop) -> None:
    sha256 = backend.parts.blobs.put(shop.ws, PRICES)  # as from a backup: nobody is known to have sent it

    def work(tx: Any) -> None:
        file = {"id": str(new_id()), "name": "a", "content_type": "b/c", "size": 1, "blob": sha256}
        tx.put(Template(id=new_id(), title="a", body="b", files=[file]))

    backend.parts.uow.run(shop.ws, SYSTEM, work)
    then = (backend.clock.now() - YOUNG - timedelta(hours=1)).timestamp()
    grow_old(backend.parts.blobs, shop.ws, sha256, then)
    assert Leftovers(backend.parts.database, backend.parts.blobs, backend.clock).run_once() == 0
    assert backend.parts.blobs.has(shop.ws, sha256)


def test_more_or_larger_files_than_a_message_may_have_are_refused(backend: Backend, shop: Shop) -> None:
    anna = backend.desk(shop.ws, shop.anna)
    for files in (
        [named(f"{it:064x}", 1) for it in range(MAX_FILES + 1)],
        [named(size=MAX_FILE_BYTES + 1)],
        [named(size=-1)],
        [named("nonsense")],
        [named(f"{it:064x}", 20 * 1024 * 1024) for it in range(2)],
    ):
        result = anna.give(text(*files))
        assert (result["status"], result["code"]) == ("rejected", "invalid")
    assert files_at(backend, shop) == []


def test_a_file_that_is_given_up_is_marked_by_who_attached_it_alone(backend: Backend, shop: Shop) -> None:
    vera, anna = backend.desk(shop.ws, shop.vera), backend.desk(shop.ws, shop.anna)
    shared = text(named(), shared=True)
    vera.give(shared)
    lost = GiveUpTextFile(shared.template_id, SHA256, "file_lost")
    assert anna.give(lost)["status"] == "ok"
    assert "lost" not in files_at(backend, shop)[0]
    assert vera.give(GiveUpTextFile(shared.template_id, SHA256, "boredom"))["code"] == "invalid"
    assert vera.give(lost)["status"] == "ok"
    assert files_at(backend, shop)[0]["lost"] == "file_lost"
    put(vera)  # found again
    assert files_at(backend, shop)[0].keys() == {"id", "name", "content_type", "size", "blob"}
    assert vera.give(lost)["status"] == "ok"
    assert "lost" not in files_at(backend, shop)[0]
