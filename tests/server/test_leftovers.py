"""Files that no row names go off the disk after a while, and no others."""

from datetime import timedelta

from sqlalchemy import insert

from app.commands.base import SYSTEM
from app.model.file import ChatFile
from app.model.identifier import new_id
from app.server.blobs.access import hold_blob, note_upload
from app.server.jobs.leftovers import YOUNG, Leftovers
from app.server.transaction import ServerTx
from tests.builders.workspace import Shop
from tests.services.backend import Backend
from tests.services.blob import grow_old


def age(backend: Backend, shop: Shop, sha256: str) -> None:
    """It was written longer ago than anything on its way can be."""
    then = (backend.clock.now() - YOUNG - timedelta(hours=1)).timestamp()
    grow_old(backend.parts.blobs, shop.ws, sha256, then)


def test_what_nothing_names_is_collected_and_what_may_be_on_its_way_is_not(backend: Backend, shop: Shop) -> None:
    blobs = backend.parts.blobs
    held, sent, waiting, orphan, young = (blobs.put(shop.ws, it) for it in (b"1", b"2", b"3", b"4", b"5"))

    def name(tx: ServerTx) -> None:
        hold_blob(tx, held, 1, new_id())
        note_upload(tx, sent, shop.anna)
        chat = {"ws": shop.ws, "id": new_id(), "visitor_id": new_id(), "name": "a", "content_type": "text/plain",
                "size": 1, "blob": waiting, "created_at": tx.now}  # fmt: skip
        tx.session.execute(insert(ChatFile).values(chat))

    backend.parts.uow.run(shop.ws, SYSTEM, name)
    for sha256 in (held, sent, waiting, orphan):
        age(backend, shop, sha256)
    assert Leftovers(backend.parts.database, blobs, backend.clock).run_once() == 1
    assert [blobs.has(shop.ws, it) for it in (held, sent, waiting, orphan, young)] == [True, True, True, False, True]


def test_the_collector_goes_round_once_a_day(backend: Backend, shop: Shop) -> None:
    orphan = backend.parts.blobs.put(shop.ws, b"4")
    age(backend, shop, orphan)
    job = Leftovers(backend.parts.database, backend.parts.blobs, backend.clock)
    job.go_round()
    assert backend.parts.blobs.has(shop.ws, orphan)  # a start is no reason to look at every file
    backend.clock.advance(timedelta(days=1, minutes=1))
    job.go_round()
    assert not backend.parts.blobs.has(shop.ws, orphan)
