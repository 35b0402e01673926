"""A queue's first page by API: what a program waits that asks for it, alone and among others."""

import threading
import time
from urllib.parse import urlencode

from sqlalchemy import select, text

from app.domain.role import RoleCode
from app.model.workspace import Inbox
from app.protocol.listing import PAGE
from app.protocol.versions import CONVERSATIONS_PATH
from app.protocol.wire import decode
from app.server.administration import add_user
from tests.bench.crowd import Line, crowded, signed_in
from tests.bench.profile import MESSAGES_EACH
from tests.bench.row import Row, judged, percentile
from tests.services.postgres import running_cluster
from tests.sync.real_server import PASSWORD, ServerApart

TALKS, QUICK_TALKS = 10_000, 1_000
USERS = 20
TURNS, QUICK_TURNS = 200, 10


def rows(quick: bool = False) -> list[Row]:
    """``[server.first_page]``, ``[server.first_page.crowd]``: the median of what one request takes.

    A server process over PostgreSQL with 10,000 conversations to be done in its only queue; the first page of 50 over
    loopback, asked for again and again on a connection that is kept: by one user, and by 20 at once, each asking
    again as soon as they are answered, on the same cores.
    """
    turns = QUICK_TURNS if quick else TURNS
    messages = (QUICK_TALKS if quick else TALKS) * MESSAGES_EACH
    with running_cluster() as cluster, cluster.fresh_database() as url, crowded(messages, url) as server:
        _let_settle(server)
        wishes = _wishes(server)
        alone = _waited(server, wishes[:1], turns)
        together = _waited(server, wishes, turns)
    return [
        judged("server.first_page", percentile(alone, 50), "ms p50", "≤ 3.5"),
        judged("server.first_page.crowd", percentile(together, 50), "ms p50", "≤ 18 for 20 at once"),
    ]


def _let_settle(server: ServerApart) -> None:
    """Tell PostgreSQL how full its tables are, as the server does within five seconds (``app.server.jobs.statistics``).

    Here they were filled at once before it began.
    """
    with server.parts.database.engine.begin() as connection:
        connection.execute(text("ANALYZE"))


def _wishes(server: ServerApart) -> list[bytes]:
    """The request of every user."""
    with server.parts.database.read() as session:
        queue = session.scalars(select(Inbox.queue_id).where(Inbox.id == server.inbox)).one()
    return [
        _wish(server, f"user{number}", f"{CONVERSATIONS_PATH}?{urlencode({'queue': queue})}") for number in range(USERS)
    ]


def _wish(server: ServerApart, name: str, path: str) -> bytes:
    email = f"{name}@domisvet.example"
    add_user(server.parts.uow, server.ws, name=name, email=email, password=PASSWORD, roles=[RoleCode.OPERATOR])
    access = signed_in(server, name).tokens.access
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {access}\r\n\r\n".encode()


def _waited(server: ServerApart, wishes: list[bytes], turns: int) -> list[float]:
    """Milliseconds of every request, the first one of each line left out."""
    ready = threading.Barrier(len(wishes))
    waits: list[list[float]] = [[] for _ in wishes]

    def ask(at: int) -> None:
        line = Line(server.port)
        page = decode(line.ask(wishes[at]), dict)
        assert len(page["conversations"]) == PAGE
        ready.wait()
        for _ in range(turns):
            began = time.perf_counter()
            line.ask(wishes[at])
            waits[at].append((time.perf_counter() - began) * 1_000)
        line.close()

    threads = [threading.Thread(target=ask, args=(at,)) for at in range(len(wishes))]
    for it in threads:
        it.start()
    for it in threads:
        it.join()
    return [it for some in waits for it in some]
