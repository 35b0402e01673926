"""Other people's mail on real databases: all of it is taken in, and threads come out right."""

import pytest

from tests.mailcorpus import mails
from tests.server.email.house import MailHouse
from tests.server.email.score import thread_corpus

SHORT = 5
"""Of the corpus every fifth mail on SQLite: PostgreSQL is the stricter one about text and takes all of them."""


def take_all(house: MailHouse, step: int) -> int:
    """Take every ``step``-th mail of the corpus in; returns how many."""
    intake, inbox, count = house.intake(), house.inbox(), 0
    for folder in ("robust", "mime", "auto"):
        for _, raw in list(mails(folder))[::step]:
            intake.take(inbox, raw)
            count += 1
    return count


@pytest.mark.postgresql_by_night
def test_every_mail_of_the_corpus_is_taken_in(house: MailHouse) -> None:
    assert take_all(house, SHORT if house.database.is_sqlite else 1) > 100


@pytest.mark.nightly
def test_every_mail_of_the_corpus_is_taken_in_by_either_database(house: MailHouse) -> None:
    assert take_all(house, 1) > 500


@pytest.mark.postgresql_by_night
def test_generated_mail_is_threaded_right(house: MailHouse) -> None:
    _judge(thread_corpus(house, 1_000 if house.database.is_sqlite else 300))


@pytest.mark.nightly
def test_ten_thousand_generated_mails_are_threaded_right(house: MailHouse) -> None:
    _judge(thread_corpus(house, 10_000))


def _judge(found: dict[str, object]) -> None:
    print(found)
    assert isinstance(found["replies_right"], float)
    assert found["replies_right"] >= 0.999
    assert (found["merged_wrong"], found["doubled"], found["lost"]) == (0, 0, 0)
