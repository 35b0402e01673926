"""A page of a queue: what is to be done there, what changed last first, read in one snapshot.

Every status is a walk of its own along the index of the queue, as far as the page goes: however many wait behind it,
they are not sorted. By deadline, as desks do it, would take an index on what is due first, which every write would pay.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, func, literal_column, or_, select, union_all

from app.domain.feed import queue_feed
from app.domain.status import Status
from app.model.conversation import Conversation
from app.model.customer import Customer
from app.protocol.listing import MOST, PAGE, ListedTalk, Place, QueuePage, place_text
from app.server.auth.token import Bearer
from app.server.db import Database
from app.server.errors import Denied
from app.server.ready import Ask, Ready, Row
from app.server.snapshot import snapshot
from app.server.sync.client import Standing, standings_of
from app.server.sync.wire_value import on_the_wire

_NAMES = ListedTalk.__struct_fields__


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for: a queue, at least one status, how many, and behind which place."""

    queue: UUID
    statuses: tuple[Status, ...]
    limit: int
    after: Place | None = None


class Lister:
    """Answers programs that ask for the list of a queue."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def pages(self, asked: Sequence[tuple[Bearer, Wish]]) -> list[QueuePage | Denied]:
        """One page for everybody who asks, all of one moment; whoever asks for the same gets the same object.

        ``Denied``: 404 ``not_found``: no such queue, or it is not granted; 403 ``revoked``; 401 ``unauthorised``.
        """
        with snapshot(self._database) as view:
            standings = standings_of(view, [(who, who.client) for who, _ in asked])
            refused = [_refused(it, wish) for it, (_, wish) in zip(standings, asked, strict=True)]
            wanted = {
                (who.ws, wish): _ask(who.ws, wish) for (who, wish), no in zip(asked, refused, strict=True) if not no
            }
            found = dict(zip(wanted, view.ask(list(wanted.values()), last=True), strict=True))
        pages = {(ws, wish): _page(wish, rows) for (ws, wish), rows in found.items()}
        return [no or pages[who.ws, wish] for (who, wish), no in zip(asked, refused, strict=True)]


def _refused(standing: Standing | Denied, wish: Wish) -> Denied | None:
    if isinstance(standing, Denied):
        return standing
    return None if queue_feed(wish.queue) in standing.feeds else Denied(404, "not_found")


def _ask(ws: UUID, wish: Wish) -> Ask:
    most = PAGE if wish.limit <= PAGE else MOST
    return Ask(_listed(len(wish.statuses), most + 1, behind=wish.after is not None), _values(ws, wish))


def _page(wish: Wish, found: Sequence[Row]) -> QueuePage:
    page = [_talk(row) for row in found[: wish.limit]]
    return QueuePage(conversations=page, after=_place(page[-1]) if len(found) > wish.limit else None)


def _place(talk: ListedTalk) -> str:
    """Behind that one; its values are those of the wire, on SQLite texts."""
    return place_text(datetime.fromisoformat(str(talk.updated_at)), UUID(str(talk.id)))


def _talk(row: Row) -> ListedTalk:
    return ListedTalk(**dict(zip(_NAMES, row, strict=True)))


def _values(ws: UUID, wish: Wish) -> Mapping[str, Any]:
    values: dict[str, Any] = {"ws": ws, "queue": wish.queue}
    values |= {f"status_{at}": it for at, it in enumerate(wish.statuses)}
    if wish.after is not None:
        values |= {"at": wish.after.changed_at, "id": wish.after.id}
    return values


@cache
def _listed(statuses: int, most: int, *, behind: bool) -> Ready:
    """Conversations of so many statuses, what changed last first; ``behind``: a place.

    ``most`` is written into the statement: for a number it does not know PostgreSQL plans anew each time, which takes
    as long as reading the page.
    """
    walks = (_walk(f"status_{at}", most, behind=behind).subquery() for at in range(statuses))
    near = union_all(*(select(it) for it in walks)).subquery()
    customer = select(Customer.name).where(Customer.ws == bindparam("ws"), Customer.id == near.c.customer_id)
    # looked up one by one: joined, PostgreSQL read all customers
    named: dict[str, Any] = {"customer_name": func.coalesce(customer.scalar_subquery(), "")}
    query = (
        select(*(named[it] if it in named else near.c[it] for it in _NAMES))
        .order_by(near.c.updated_at.desc(), near.c.id.desc())
        .limit(literal_column(str(most)))
    )
    return Ready(query, reads=on_the_wire)


def _walk(status: str, most: int, *, behind: bool) -> Select[Any]:
    """The first of one status along the index of the queue; ``status``: the parameter that says which."""
    query = select(*(getattr(Conversation, it) for it in _NAMES if it != "customer_name")).where(
        Conversation.ws == bindparam("ws"),
        Conversation.queue_id == bindparam("queue"),
        Conversation.status == bindparam(status),
    )
    if behind:
        at: Any = bindparam("at")
        key: Any = bindparam("id")
        query = query.where(Conversation.updated_at <= at, or_(Conversation.updated_at < at, Conversation.id < key))
    return query.order_by(Conversation.updated_at.desc(), Conversation.id.desc()).limit(literal_column(str(most)))
