"""Pulls that are read in one snapshot bring every desk exactly what it would have been brought alone."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import update

from app.commands.base import SYSTEM
from app.commands.message import WriteNote
from app.model.conversation import Conversation
from app.model.identifier import new_id
from app.model.sync import SyncClient
from app.protocol.cursor import unseal
from app.protocol.pull import PullRequest
from app.protocol.versions import PROTO, PULL_PATH, SCHEMA
from app.protocol.wire import changed, decode, encode
from app.server.errors import Denied
from app.server.sync.pull import Puller
from tests.builders.conversation import make_conversation
from tests.services.backend import Backend, Desk


def together(backend: Backend, desks: Sequence[Desk], *, short: int | None = None, **more):
    """What a ``Puller`` answers these desks: messages as plain data, what it refuses, None."""
    parts = backend.parts
    asked = []
    for it in desks:
        who = parts.signer.read(it.tokens.access, parts.clock.now())
        asked.append((who, request_of(it, **more)))
    return [plain(it) for it in Puller(parts.database, parts.clock, parts.epoch).answers(asked, short=short)]


def request_of(desk: Desk, **more) -> PullRequest:
    fields = {"proto": PROTO, "schema": SCHEMA, "client": desk.tokens.client, "cursor": desk.cursor}
    return PullRequest(**(fields | {"ack_result": 0} | more))


def plain(answer):
    return answer if answer is None or isinstance(answer, Exception) else timeless(decode(encode(answer), dict))


def timeless(page):
    """Without what tells when it was asked."""
    cursor = changed(unseal(page["cursor"]), read_at=0.0)
    return {name: it for name, it in page.items() if name != "server_time"} | {"cursor": cursor}


def alone(desk: Desk, **more):
    answer = desk.call("POST", PULL_PATH, data=encode(request_of(desk, **more)))
    assert answer.status_code == 200, answer.text
    return timeless(answer.json())


def talk_by(backend: Backend, shop, inbox, name: str):
    return make_conversation(backend.parts.uow, shop.ws, inbox, address=f"{name}@x.example")


def sold(backend: Backend, shop, inbox, *names: str):
    return [talk_by(backend, shop, inbox, it) for it in names]


def test_desks_with_other_grants_cursors_and_commands_each_get_their_own(backend, shop, anna):
    first, second = sold(backend, shop, shop.mail, "first", "second")
    boris, vera, new = (backend.desk(shop.ws, it) for it in (shop.boris, shop.vera, shop.anna))
    behind = backend.desk(shop.ws, shop.anna)
    behind.pull_all()
    anna.give(WriteNote(first, new_id(), "early"))
    for it in (anna, boris, vera):
        it.pull_all()
    anna.give(WriteNote(second, new_id(), "late"))
    vera.give(WriteNote(first, new_id(), "of a manager"))
    sold(backend, shop, shop.support_mail, "third")
    move = lambda tx: setattr(tx.get(Conversation, first), "queue_id", shop.support)  # noqa: E731
    backend.parts.uow.run(shop.ws, SYSTEM, move)
    desks = [anna, boris, vera, new, behind]
    assert together(backend, desks) == [alone(it) for it in desks]
    assert together(backend, desks, max_rows=2) == [alone(it, max_rows=2) for it in desks]
    assert together(backend, [*desks, *desks]) == 2 * [alone(it) for it in desks]


def test_only_those_that_are_short_are_read_with_others(backend, shop, anna):
    sold(backend, shop, shop.mail, *"ab")
    new, behind = backend.desk(shop.ws, shop.anna), backend.desk(shop.ws, shop.anna)
    behind.pull_all()
    sold(backend, shop, shop.mail, *"cd")
    anna.pull_all()
    (talk,) = sold(backend, shop, shop.mail, "e")
    paging = backend.desk(shop.ws, shop.anna)
    paging.pull(max_rows=1)
    assert unseal(paging.cursor).pages
    found = together(backend, [anna, new, behind, paging], short=4)
    assert found[1:] == [None, None, None]
    assert found[0] == alone(anna)
    assert str(talk) in {op[3]["id"] for op in found[0]["ops"] if op[2] == "conversation"}


def test_who_is_refused_costs_the_others_nothing(backend, shop, anna):
    sold(backend, shop, shop.mail, "a")
    boris, vera = backend.desk(shop.ws, shop.boris), backend.desk(shop.ws, shop.vera)
    for it in (anna, boris, vera):
        it.pull_all()
    sold(backend, shop, shop.mail, "b")
    with backend.parts.database.write() as session:
        session.execute(update(SyncClient).where(SyncClient.client_id == boris.tokens.client).values(revoked=True))
        session.commit()
    vera.cursor = "nonsense"
    found = together(backend, [boris, anna, vera])
    assert found[1] == alone(anna)
    assert [(it.status, it.error) for it in found if isinstance(it, Denied)] == [(403, "revoked"), (400, "bad_cursor")]


def test_desks_that_a_poke_wakes_at_once_all_see_what_it_told_of(backend, shop, anna):
    (talk,) = sold(backend, shop, shop.mail, "a")
    desks = [backend.desk(shop.ws, shop.anna) for _ in range(12)]
    for it in desks:
        it.pull_all()
    with ThreadPoolExecutor(len(desks)) as threads:
        for turn in range(5):
            note = new_id()
            anna.give(WriteNote(talk, note, f"note {turn}"))
            for page in threads.map(lambda it: it.pull(), desks):
                assert [op[3]["id"] for op in page["ops"] if op[2] == "conversation"] == [str(talk)]
                assert page["logs"][str(talk)]["entries"][-1]["entry_id"] == str(note)
                assert not page["more"]
