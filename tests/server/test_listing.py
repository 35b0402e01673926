"""The list of a queue for other programs: what is granted, in pages, whatever the query says."""

import socket
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import urlencode
from uuid import UUID

import pytest
from sqlalchemy import update

from app.commands.base import SYSTEM
from app.domain.status import Status
from app.model.conversation import Conversation
from app.model.customer import Customer
from app.model.identifier import new_id
from app.model.sync import SyncClient
from app.model.workspace import TeamMember
from app.protocol.cursor import sealed
from app.protocol.listing import MOST, Place
from app.protocol.versions import CONVERSATIONS_PATH
from app.server.api.listing import wish_of
from app.server.auth.token import Bearer
from app.server.conversations.listing import Lister
from tests.builders.conversation import customer_writes, make_conversation
from tests.builders.workspace import Shop, make_shop
from tests.services.backend import Backend, Desk

pytestmark = pytest.mark.postgresql_by_night


def asked(desk: Desk, **query):
    return desk.call("GET", f"{CONVERSATIONS_PATH}?{urlencode(query, doseq=True)}")


def listed(desk: Desk, **query) -> list[UUID]:
    answer = asked(desk, **query)
    assert answer.status_code == 200, answer.text
    return [UUID(it["id"]) for it in answer.json()["conversations"]]


def bearer(backend: Backend, desk: Desk) -> Bearer:
    found = backend.parts.signer.read(desk.tokens.access, backend.clock.now())
    assert found is not None
    return found


def revoke(backend: Backend, desk: Desk) -> None:
    with backend.parts.database.write() as session:
        session.execute(update(SyncClient).where(SyncClient.client_id == desk.tokens.client).values(revoked=True))
        session.commit()


def hang_up_after_asking(desk: Desk, path: str) -> None:
    host, port = desk.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as line:
        line.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {desk.tokens.access}\r\n\r\n".encode())


def talks_of(backend: Backend, shop: Shop, count: int, *, apart: timedelta = timedelta(seconds=1)) -> list[UUID]:
    """Conversations of the queue of sales, the newest first."""
    made = []
    for at in range(count):
        backend.clock.advance(apart)
        made.append(make_conversation(backend.parts.uow, shop.ws, shop.mail, address=f"{at}@x.example"))
    return made[::-1]


def test_what_changed_last_comes_first_with_all_that_a_list_shows(backend, shop, anna):
    older, newer = talks_of(backend, shop, 2)[::-1]
    assert listed(anna, queue=shop.sales) == [newer, older]
    backend.clock.advance(timedelta(seconds=1))
    customer_writes(backend.parts.uow, shop.ws, older, "Вы ещё там?")
    page = asked(anna, queue=shop.sales).json()
    first = page["conversations"][0]
    assert first["id"] == str(older)
    assert {"subject": "Заказ 48-20917", "status": "new", "channel": "email", "preview": "Вы ещё там?"}.items() <= (
        first.items()
    )
    assert (first["customer_name"], first["preview_author"]) == ("Марина", "customer")
    put = {op[3]["id"]: op[3] for op in anna.pull_all() if op[2] == "conversation"}[str(older)]
    shared = first.keys() & put.keys()
    assert len(shared) > 12
    assert {name: first[name] for name in shared} == {name: put[name] for name in shared}
    assert "after" not in page


def test_a_queue_that_is_not_granted_is_answered_like_one_that_is_not_there(backend, shop, anna):
    make_conversation(backend.parts.uow, shop.ws, shop.support_mail)
    hidden, unknown = asked(anna, queue=shop.support), asked(anna, queue=new_id())
    assert (hidden.status_code, hidden.json()) == (404, {"error": "not_found"})
    assert (unknown.status_code, unknown.json()) == (hidden.status_code, hidden.json())
    other = make_shop(backend.parts.uow)
    make_conversation(backend.parts.uow, other.ws, other.mail)
    assert asked(anna, queue=other.sales).status_code == 404
    assert len(listed(backend.desk(shop.ws, shop.vera), queue=shop.support)) == 1


def test_a_grant_that_is_taken_and_a_device_that_is_revoked_count_at_once(backend, shop, anna):
    talks_of(backend, shop, 1)
    assert len(listed(anna, queue=shop.sales)) == 1

    def leave(tx):
        for row in tx.session.query(TeamMember).filter_by(ws=tx.ws, user_id=shop.anna):
            tx.remove(row)

    backend.parts.uow.run(shop.ws, SYSTEM, leave)
    assert asked(anna, queue=shop.sales).status_code == 404
    boris = backend.desk(shop.ws, shop.boris)
    assert listed(boris, queue=shop.support) == []
    revoke(backend, boris)
    assert asked(boris, queue=shop.support).status_code == 403


def test_without_a_good_token_nothing_is_said(backend, shop, anna):
    for token in ("", "nonsense", anna.tokens.access + "x"):
        answer = anna.call(
            "GET", f"{CONVERSATIONS_PATH}?queue={shop.sales}", headers={"Authorization": f"Bearer {token}"}
        )
        assert (answer.status_code, answer.json()) == (401, {"error": "unauthorised"})
    assert anna.call("POST", f"{CONVERSATIONS_PATH}?queue={shop.sales}").status_code == 405


@pytest.mark.parametrize("apart", [timedelta(seconds=1), timedelta()])
def test_pages_bring_every_conversation_once_also_those_that_changed_together(backend, shop, anna, apart):
    talks = talks_of(backend, shop, 7, apart=apart)
    backend.parts.uow.run(
        shop.ws, SYSTEM, lambda tx: setattr(tx.get(Conversation, talks[3]), "status", Status.RESOLVED)
    )
    seen: list[UUID] = []
    query = {"queue": shop.sales, "limit": 2}
    while True:
        page = asked(anna, **query).json()
        assert len(page["conversations"]) <= 2
        seen += [UUID(it["id"]) for it in page["conversations"]]
        if "after" not in page:
            break
        query["after"] = page["after"]
    assert len(seen) == 6
    assert set(seen) == set(talks) - {talks[3]}
    assert seen == listed(anna, queue=shop.sales)


def test_only_what_is_to_be_done_is_listed_and_of_that_the_statuses_asked_for(backend, shop, anna):
    new, held, done = talks_of(backend, shop, 3)

    def set_status(tx):
        tx.get(Conversation, held).status = Status.ON_HOLD
        tx.get(Conversation, done).status = Status.RESOLVED

    backend.parts.uow.run(shop.ws, SYSTEM, set_status)
    assert set(listed(anna, queue=shop.sales)) == {new, held}
    assert listed(anna, queue=shop.sales, status="on_hold") == [held]
    assert set(listed(anna, queue=shop.sales, status=["on_hold", "new", "new"])) == {new, held}


def test_a_limit_is_kept_within_its_bounds(backend, shop, anna):
    talks = talks_of(backend, shop, 3)
    assert listed(anna, queue=shop.sales, limit=0) == talks[:1]
    assert listed(anna, queue=shop.sales, limit=999_999_999) == talks
    assert MOST == 100


def test_what_a_query_cannot_say_is_told_with_its_field(backend, shop, anna):
    far = [sealed(Place(at=at, id=new_id())) for at in (2**62, -(2**62))]
    hostile = {
        "queue": ["' OR 1=1 --", "", "\x00"],
        "status": ["resolved", "new' --", ""],
        "limit": ["-1", "9" * 5_000, "٣", "ten", ""],
        "after": ["", "AAAA", "я", "%", *far],
    }
    for field, values in hostile.items():
        for value in values:
            answer = asked(anna, **({"queue": shop.sales} | {field: value}))
            assert (answer.status_code, answer.json()) == (400, {"error": "bad_query", "detail": {"field": field}}), (
                value
            )
    assert asked(anna).json()["detail"] == {"field": "queue"}


def test_fields_that_are_doubled_are_refused_and_unknown_ones_ignored(backend, shop, anna):
    twice = asked(anna, queue=[shop.sales, shop.support])
    assert (twice.status_code, twice.json()["detail"]) == (400, {"field": "queue"})
    assert asked(anna, queue=shop.sales, colour="red").status_code == 200
    many = anna.call("GET", f"{CONVERSATIONS_PATH}?queue={shop.sales}" + "&a=1" * 100)
    assert (many.status_code, many.json()["error"]) == (400, "bad_query")


def test_places_at_the_ends_of_time_are_no_crash(backend, shop, anna):
    talks = talks_of(backend, shop, 1)
    first, last = -62_135_596_800_000_000, 253_402_300_799_999_999
    assert listed(anna, queue=shop.sales, after=sealed(Place(at=last, id=new_id()))) == talks
    assert listed(anna, queue=shop.sales, after=sealed(Place(at=first, id=new_id()))) == []


def test_a_customer_who_is_gone_leaves_no_gap(backend, shop, anna):
    (talk,) = talks_of(backend, shop, 1)

    def go(tx):
        tx.session.delete(tx.get(Customer, tx.get(Conversation, talk).customer_id))

    backend.parts.uow.run(shop.ws, SYSTEM, go)
    page = asked(anna, queue=shop.sales).json()["conversations"]
    assert [(it["id"], it["customer_name"]) for it in page] == [(str(talk), "")]


def test_who_asks_at_once_is_authorised_by_themselves_and_reads_what_they_asked_for(backend, shop, anna):
    talks = talks_of(backend, shop, 3)
    boris, vera, other = (
        backend.desk(*it) for it in ((shop.ws, shop.boris), (shop.ws, shop.vera), _elsewhere(backend))
    )
    revoke(backend, vera)
    first, two = (wish_of(urlencode({"queue": shop.sales, "limit": limit})) for limit in (50, 2))
    whole, unseen, again, short, revoked, foreign = Lister(backend.parts.database).pages(
        [(bearer(backend, desk), wish) for desk, wish in
         ((anna, first), (boris, first), (anna, first), (anna, two), (vera, first), (other, first))]
    )  # fmt: skip
    assert [UUID(str(it.id)) for it in whole.conversations] == talks
    assert again is whole
    assert [UUID(str(it.id)) for it in short.conversations] == talks[:2]
    assert [(it.status, it.error) for it in (unseen, revoked, foreign)] == [
        (404, "not_found"), (403, "revoked"), (404, "not_found")
    ]  # fmt: skip


def test_a_team_that_asks_at_once_is_answered_whatever_happens_to_one_of_them(backend, shop, anna):
    talks = talks_of(backend, shop, 3)
    desks = [backend.desk(shop.ws, shop.anna) for _ in range(12)] + [backend.desk(shop.ws, shop.boris)]
    for it in desks[::3]:
        hang_up_after_asking(it, f"{CONVERSATIONS_PATH}?queue={shop.sales}")
    with ThreadPoolExecutor(len(desks)) as threads:
        *granted, not_granted = threads.map(lambda it: asked(it, queue=shop.sales), desks)
    assert not_granted.status_code == 404
    assert {it.status_code for it in granted} == {200}
    assert len({it.content for it in granted}) == 1
    assert [UUID(it["id"]) for it in granted[0].json()["conversations"]] == talks


def _elsewhere(backend: Backend) -> tuple[UUID, UUID]:
    other = make_shop(backend.parts.uow)
    return other.ws, other.anna
