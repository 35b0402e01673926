"""A mailbox of years is connected from today: the desk stays usable, and only what is new asks for an answer."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from statistics import median
from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.commands.base import SYSTEM
from app.domain.channel import Channel
from app.domain.status import ACTIVE
from app.model.conversation import Conversation
from app.model.mailbox import InboxState
from app.model.sync import Effect
from app.server.administration import add_inbox
from app.server.channels.email.connect import inbox_secrets
from tests.builders.workspace import make_shop
from tests.mailcorpus import generated, mails
from tests.server.email.house import mail
from tests.server.email.imap.room import until
from tests.services.backend import Backend, Desk
from tests.services.dovecot import Dovecot

ADDRESS = "support@desk.example.com"
PATIENCE_S = 3_600
SUSPECTED = "arf-23.eml"
"""Only its words say that it is a report: it is served like a person's letter (0088)."""

PULL_EVERY_S = 0.2
"""A busy desk's own rhythm is slower."""

SIGNED_IN_FOR = 500
"""Pulls with one access token, which is good for a quarter of an hour."""

USABLE_MS = 150.0
"""Median of a desk's pull while the import runs on the same two cores, in the same process."""

pytestmark = pytest.mark.expects_log("deskhand")


@contextmanager
def worker(backend: Backend) -> Iterator[None]:
    """The backend's mailboxes are watched."""
    jobs = [make(backend.parts) for make in backend.parts.jobs]
    for job in jobs:
        job.start()
    try:
        yield
    finally:
        for job in jobs:
            job.stop()


def connect(backend: Backend, ws: UUID, dovecot: Dovecot, user: str) -> UUID:
    settings = {"imap_host": "127.0.0.1", "imap_port": str(dovecot.port), "imap_user": user}
    inbox_id = add_inbox(
        backend.parts.uow, ws, channel=Channel.EMAIL, name="Mail", address=ADDRESS, settings=settings
    )  # fmt: skip
    secrets = inbox_secrets(backend.parts)
    backend.parts.uow.run(ws, SYSTEM, lambda tx: secrets.keep(tx, inbox_id, {"imap_password": "s3cret"}))
    return inbox_id


def state(backend: Backend, ws: UUID, inbox_id: UUID) -> InboxState:
    with backend.parts.database.read() as session:
        found = session.get(InboxState, (ws, inbox_id))
    return found or InboxState(id=inbox_id, import_state="", import_done=0, import_total=0)


def counted(backend: Backend, *conditions: object) -> int:
    with backend.parts.database.read() as session:
        query = select(func.count()).select_from(Conversation).where(*conditions)
        return int(session.scalar(query) or 0)


def old_letters(count: int) -> Iterator[tuple[bytes, datetime]]:
    """Customers' mail of the last year, in the order it came."""
    first = datetime.now(UTC) - timedelta(days=365)
    for at, (_, raw) in enumerate(generated(count, seed=11)):
        yield raw, first + timedelta(days=364 * at / count)


def new_mail() -> tuple[list[bytes], int]:
    """A hundred new mails, and how many are customers': the others are newsletters, loops, notices of robots."""
    people = [customer(at) for at in range(40)] + [form(at) for at in range(10)]
    machines = [newsletter(at) for at in range(20)] + [loop(at) for at in range(5)]
    robots = ("lhost-postfix", "rfc3834", "arf")
    robot = [raw for name, raw in mails("auto") if name.startswith(robots) and name != SUSPECTED]
    machines += robot[: 50 - len(machines)]
    assert len(people) + len(machines) == 100
    return [*people, *machines], len(people)


def customer(at: int) -> bytes:
    return mail(f"Question {at}", message_id=f"new{at}@example.com", sender=f"New {at} <new{at}@example.com>")


def form(at: int) -> bytes:
    """The shop's own site writes in a customer's name."""
    headers = f"Reply-To: Visitor {at} <visitor{at}@example.com>\r\nX-Mailer: PHPMailer 6.9.1"
    return mail(
        f"Name: Visitor {at}", message_id=f"form{at}@site.example", sender=f"Site <form{at}@site.example>",
        subject="A question from the site", headers=headers,
    )  # fmt: skip


def newsletter(at: int) -> bytes:
    headers = f"List-Id: <news{at}.example>\r\nList-Unsubscribe: <mailto:off@news{at}.example>\r\nPrecedence: bulk"
    return mail(f"Offer {at}", message_id=f"news{at}@example.com", sender=f"n{at}@news.example", headers=headers)


def loop(at: int) -> bytes:
    """What our own address has written comes back."""
    return mail(f"Echo {at}", message_id=f"loop{at}@example.com", sender=f"Support <{ADDRESS}>")


def connected_from_today(backend: Backend, dovecot: Dovecot, count: int) -> None:
    """Connect a mailbox with that many old letters, work beside the import, then take a hundred new mails."""
    shop = make_shop(backend.parts.uow)
    desk, user = backend.desk(shop.ws, shop.vera), dovecot.new_user()
    assert dovecot.fill(user, old_letters(count)) == count
    began, pulls, seen = time.monotonic(), list[float](), set[int]()
    inbox_id = connect(backend, shop.ws, dovecot, user)
    with worker(backend):
        while state(backend, shop.ws, inbox_id).import_state != "done":
            assert time.monotonic() - began < PATIENCE_S
            seen.add(state(backend, shop.ws, inbox_id).import_done)
            if len(pulls) % SIGNED_IN_FOR == 0:
                desk.tokens = backend.desk(shop.ws, shop.vera, desk.tokens.client).tokens
            pulls.append(_pulled(desk))
            time.sleep(PULL_EVERY_S)
        took = time.monotonic() - began
        assert counted(backend, Conversation.status.in_(ACTIVE)) == 0
        assert (state(backend, shop.ws, inbox_id).import_done, len(seen) > 1) == (count, True)
        raws, people = new_mail()
        dovecot.deliver(user, *raws)
        dovecot.deliver(user, mail("The last.", message_id="last@example.com", sender="last@example.com"))
        until(lambda: counted(backend, Conversation.preview == "The last.") == 1, 120)
    assert counted(backend, Conversation.status.in_(ACTIVE), Conversation.machine == "") == people + 1
    with backend.parts.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Effect)) == 0  # nothing was sent to anybody
    pulls.sort()
    print(f"{count} letters in {took:.0f} s, {count / took:.0f}/s; a pull beside it: median {median(pulls):.0f} ms, "
          f"99 % {pulls[int(len(pulls) * 0.99)]:.0f} ms of {len(pulls)}")  # fmt: skip
    assert median(pulls) < USABLE_MS


def _pulled(desk: Desk) -> float:
    """Milliseconds of a page of 50 rows."""
    began = time.monotonic()
    desk.pull(max_rows=50)
    return (time.monotonic() - began) * 1_000


@pytest.mark.postgresql_by_night
def test_a_mailbox_with_history_is_connected_and_nothing_floods(backend: Backend, dovecot: Dovecot) -> None:
    connected_from_today(backend, dovecot, 500)


@pytest.mark.nightly
def test_twenty_thousand_old_letters_flood_nothing(backend: Backend, dovecot: Dovecot) -> None:
    connected_from_today(backend, dovecot, 20_000)
