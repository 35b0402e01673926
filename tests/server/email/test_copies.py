"""A letter without an id is filed once however often it is delivered, and never swallowed because of another one."""

from datetime import timedelta

import pytest

from app.server.channels.email.arrival import Envelope
from tests.server.email.house import SUPPORT, MailHouse, mail
from tests.server.email.test_intake import Killed

pytestmark = pytest.mark.postgresql_by_night

DAY = 86_400
MINUTES = 600
LETTER = "From: Maria Ivanova <maria@example.com>\r\nTo: {}\r\nSubject: {}\r\n\r\n{}\r\n"


def bare(subject: str = "My order", text: str = "Where is it?") -> bytes:
    """A letter with neither Date nor Message-ID."""
    return LETTER.format(SUPPORT, subject, text).encode()


def outcomes(house: MailHouse, *raws: bytes) -> list[str]:
    return [house.take(raw).outcome for raw in raws]


def test_the_same_bare_letter_at_once_is_one_and_a_day_later_another(house: MailHouse) -> None:
    assert outcomes(house, bare(), bare()) == ["opened", "copy"]
    house.later(MINUTES)
    assert outcomes(house, bare()) == ["copy"]
    house.later(DAY)
    assert outcomes(house, bare(), bare()) == ["opened", "copy"]
    house.later(30 * DAY)
    assert outcomes(house, bare()) == ["opened"]


def test_a_bare_letter_about_something_else_is_another(house: MailHouse) -> None:
    assert outcomes(house, bare(), bare("Second order 77, invoice wrong"), bare("My  order")) == [
        "opened", "opened", "copy",
    ]  # fmt: skip


def test_two_dated_letters_of_one_second_about_two_matters_are_two(house: MailHouse) -> None:
    first, second = mail("", subject="Call me about 1"), mail("", subject="Call me about 2")
    assert outcomes(house, first, second, first, second) == ["opened", "opened", "copy", "copy"]
    house.later(30 * DAY)
    assert outcomes(house, first) == ["copy"]


@pytest.mark.parametrize("step", ["understood", "kept", "written", "marked", "committed"])
def test_a_bare_letter_is_filed_once_when_the_process_died_on_the_way(house: MailHouse, step: str) -> None:
    def die(reached: str) -> None:
        if reached == step:
            raise Killed

    with pytest.raises(Killed):
        house.intake(die).take(house.inbox(), bare())
    house.later(MINUTES)
    house.take(bare())
    (talk,) = house.conversations()
    assert len(house.log(talk.id)) == 1


def test_bare_letters_of_one_batch_are_told_apart_like_those_of_two(house: MailHouse) -> None:
    mails = [(it, Envelope()) for it in (bare(), bare("Other"), bare(), bare("Other"))]
    assert [it.outcome for it in house.intake().take_all(house.inbox(), mails)] == ["opened", "opened", "copy", "copy"]


@pytest.mark.parametrize("past", [False, True])
def test_a_mailbox_read_anew_gives_each_bare_letter_once_and_those_of_two_days_twice(
    house: MailHouse, past: bool
) -> None:
    days = [house.clock.now() - timedelta(days=days) for days in (9, 8, 8, 1)]
    mails = [(bare(), Envelope(received_at=day)) for day in days]
    wanted = ["opened", "opened", "copy", "opened"]
    assert [it.outcome for it in house.intake().take_all(house.inbox(), mails, past=past)] == wanted
    house.later(100 * DAY)
    assert {it.outcome for it in house.intake().take_all(house.inbox(), mails, past=past)} == {"copy"}
    new = [(bare(), Envelope(received_at=house.clock.now()))]
    assert [it.outcome for it in house.intake().take_all(house.inbox(), new)] == ["opened"]


def test_a_bare_letter_that_was_filed_by_an_older_server_is_known_when_its_mailbox_is_read_anew(
    house: MailHouse,
) -> None:
    came = house.clock.now() - timedelta(days=3)  # the server was off
    taken = house.take(bare())  # and wrote down nothing of when it came
    assert "received_at" not in house.log(taken.conversation_id)[0].payload
    house.later(30 * DAY)
    (again,) = house.intake().take_all(house.inbox(), [(bare(), Envelope(received_at=came))])
    assert again.outcome == "copy"
