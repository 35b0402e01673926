"""Of labelled letters none of a person is answered like a machine's, and none of a machine passes for a person's."""

import pytest

from tests.unit.server.channels.email.writers import MACHINES, PEOPLE, Writer


def _named(letter: Writer) -> str:
    return letter.subject


@pytest.mark.parametrize("letter", PEOPLE, ids=_named)
def test_a_person_is_never_taken_for_a_machine(letter: Writer) -> None:
    reason = letter.reason()
    assert reason is None or reason.is_guess, reason


def test_few_people_are_even_suspected() -> None:
    suspected = [it.subject for it in PEOPLE if it.reason() is not None]
    print(f"people: {len(suspected)} of {len(PEOPLE)} suspected: {suspected}")
    assert len(suspected) * 5 <= len(PEOPLE)


@pytest.mark.parametrize("letter", MACHINES, ids=_named)
def test_a_machine_is_known_and_only_suspected_where_nothing_but_words_tells(letter: Writer) -> None:
    reason = letter.reason()
    assert reason is not None
    assert reason.is_guess is not letter.sure, reason
