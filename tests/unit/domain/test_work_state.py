"""Of several desks of a person the one speaks at which they acted last; who is not heard says nothing."""

import pytest

from app.domain.work_state import FORGOTTEN_S, WorkState, is_word, state_among, with_word

NOON = 1_794_484_800.0
MINUTE = 60.0


class Desks:
    """The desks of one person, and what colleagues see of them."""

    def __init__(self):
        self.words, self.now = {}, NOON

    def say(self, desk, state, acts):
        self.words = with_word(self.words, desk, state, acts, self.now)

    def after(self, passed):
        self.now += passed
        return self

    @property
    def seen(self):
        return state_among(self.words.values(), self.now - MINUTE)


@pytest.fixture
def desks():
    return Desks()


def test_one_desk_speaks_for_its_person(desks):
    desks.say("office", "lunch", 1)
    assert desks.seen == WorkState.LUNCH
    desks.after(MINUTE / 3).say("office", "available", 2)
    assert desks.seen == WorkState.AVAILABLE


def test_a_desk_that_merely_stands_there_does_not_say_that_its_person_is_back(desks):
    desks.say("home", "available", 1)
    desks.after(MINUTE).say("office", "lunch", 1)
    for _ in range(9):
        desks.after(MINUTE / 3).say("office", "lunch", 1)
        desks.say("home", "available", 1)
        assert desks.seen == "lunch"


def test_who_opens_a_request_at_another_desk_or_says_so_there_is_back(desks):
    desks.say("home", "available", 1)
    desks.after(MINUTE).say("office", "lunch", 1)
    desks.say("home", "available", 1)
    assert desks.seen == "lunch"
    desks.after(MINUTE / 3).say("home", "available", 2)
    desks.say("office", "lunch", 1)
    assert desks.seen == "available"


def test_a_desk_that_is_not_heard_any_more_says_nothing_and_one_that_comes_back_says_nothing_new(desks):
    desks.say("home", "available", 1)
    desks.after(MINUTE).say("office", "lunch", 1)
    desks.after(MINUTE).say("home", "available", 1)
    assert desks.seen == "available"  # the office was shut down: away wins
    desks.say("office", "lunch", 1)
    assert desks.seen == "lunch"
    desks.after(10 * MINUTE).say("office", "lunch", 1)
    desks.say("home", "available", 1)  # its network was gone; nobody did anything there
    assert desks.seen == "lunch"


def test_of_desks_that_say_nothing_nothing_but_work_is_known_and_old_words_are_forgotten(desks):
    assert desks.seen == "available"
    desks.say("office", "lunch", 1)
    desks.after(FORGOTTEN_S).say("home", "available", 1)
    assert set(desks.words) == {"home"}


@pytest.mark.parametrize(
    ("state", "known"), [("lunch", True), ("on_the_phone", True), ("", False), ("At lunch", False), ("x" * 25, False)]
)
def test_the_word_of_a_later_version_is_one_and_a_sentence_is_none(state, known):
    assert is_word(state) is known
