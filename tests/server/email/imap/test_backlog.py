"""A mailbox that has waited: the next letters are fetched while those before them are filed; nothing else changes."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from threading import Event

import pytest

from app.server.channels.email.imap.ahead import one_ahead
from app.server.channels.email.imap.connection import Fetched, Mailbox
from app.server.channels.email.imap.reader import BESIDE
from app.server.channels.email.imap.trouble import AWAY, MailboxTrouble
from tests.server.email.house import mail
from tests.server.email.imap.room import Mailroom, until

LETTERS = [f"Letter {at}" for at in range(60)]

pytestmark = [pytest.mark.expects_log("deskhand.mailbox"), pytest.mark.postgresql_by_night]


class Killed(BaseException):
    """As a power cut."""


def fill(room: Mailroom) -> None:
    room.connect()
    room.deliver(*(mail(text, message_id=f"{at}@example.com") for at, text in enumerate(LETTERS)))


def step(room: Mailroom, fault: Callable[[str], None]) -> None:
    """One look of a worker at its mailbox."""
    watch = room.watch(fault)
    (assignment,) = watch._assignments().values()
    session = watch._sessions(assignment)
    try:
        session.step()
    finally:
        session.close()
        watch.stop()


def heard(room: Mailroom) -> list[str]:
    """Another worker comes, and files what is left and a last one."""
    with room.working():
        room.deliver(mail("After.", message_id="after@example.com"))
        until(lambda: "After." in room.texts())
    return room.texts()


@pytest.mark.on_both_databases
@pytest.mark.parametrize("at_step", ["fetched", "written", "taken"])
def test_a_worker_that_dies_in_the_middle_of_a_backlog_loses_and_doubles_nothing(room: Mailroom, at_step: str) -> None:
    met: list[str] = []

    def die(name: str) -> None:
        met.append(name)
        if name == at_step and met.count("taken") >= 1 and met.count("fetched") == 2:
            raise Killed

    fill(room)
    with pytest.raises(Killed):
        step(room, die)
    assert room.texts() == LETTERS[: 50 if at_step == "taken" else 25]
    assert heard(room) == [*LETTERS, "After."]


def test_a_connection_that_is_cut_ahead_costs_nothing_of_what_is_being_filed(
    room: Mailroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch, asked = Mailbox.fetch, []

    def is_cut(mailbox: Mailbox, uids: Sequence[int], limit: int) -> dict[int, Fetched]:
        asked.append(uids)
        if len(asked) == 2:
            raise MailboxTrouble(AWAY, "cut")
        return fetch(mailbox, uids, limit)

    fill(room)
    with monkeypatch.context() as cut:
        cut.setattr(Mailbox, "fetch", is_cut)
        step(room, lambda _: None)
    assert room.texts() == LETTERS[:25]
    assert heard(room) == [*LETTERS, "After."]


@pytest.mark.expects_log("deskhand.mail")
def test_a_letter_that_meets_a_bug_while_it_is_read_ahead_is_read_again_alone(room: Mailroom) -> None:
    met: list[str] = []

    def fail(name: str) -> None:
        met.append(name)
        if name == "understood" and met.count("understood") == 30:
            raise ZeroDivisionError

    fill(room)
    step(room, fail)
    assert room.texts() == LETTERS


def test_a_disk_that_is_full_for_what_is_read_ahead_costs_nothing_of_what_is_being_filed(room: Mailroom) -> None:
    met: list[str] = []

    def full(name: str) -> None:
        met.append(name)
        if name == "kept" and met.count("kept") == 2:
            raise OSError(28, "no space left")

    fill(room)
    step(room, full)
    assert room.texts() == LETTERS[:25]
    assert heard(room) == [*LETTERS, "After."]


def test_a_large_letter_in_a_backlog_is_filed_in_its_turn(room: Mailroom) -> None:
    large = "x" * 70 + "\n"
    texts = [large * (BESIDE // 70) if it == "Letter 30" else it for it in LETTERS]
    room.connect()
    room.deliver(*(mail(text, message_id=f"{at}@example.com") for at, text in enumerate(texts)))
    with room.working():
        until(lambda: room.entries() == 60)
    assert [it[:9] for it in room.texts()] == [it[:9].strip() for it in texts]


def test_the_next_is_made_while_one_works_on_the_one_before() -> None:
    asked = [Event() for _ in range(4)]

    def made() -> Iterator[int]:
        for number, it in enumerate(asked):
            it.set()
            yield number

    with closing(one_ahead(made())) as items:
        for number in range(3):
            assert next(items) == number
            assert asked[number + 1].wait(10.0)
    assert list(one_ahead(iter([1, 2]))) == [1, 2]


def test_what_goes_wrong_ahead_is_told_in_its_turn() -> None:
    def made() -> Iterator[int]:
        yield 1
        raise MailboxTrouble(AWAY, "cut")

    items = one_ahead(made())
    assert next(items) == 1
    with pytest.raises(MailboxTrouble):
        next(items)
