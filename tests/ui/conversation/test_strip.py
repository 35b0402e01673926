"""The line about the customer: where there is no room for all, what is vital is read whole."""

from ui.conversation.strip import Fact, worded

FACTS = (
    Fact("user-round", "Marina, formal"),
    Fact("message-circle", "chat or letter, no calls"),
    Fact("handshake", "Give a date of replacement, by 15:00", short="by 15:00"),
)


def said(room):
    return worded(FACTS, room, len)


def test_with_room_everything_is_said():
    assert said(74) == [fact.text for fact in FACTS]


def test_without_it_a_promise_is_told_by_its_hour():
    assert said(73) == [FACTS[0].text, FACTS[1].text, "by 15:00"]


def test_what_has_no_shorter_words_keeps_its_own():
    assert said(10) == [FACTS[0].text, FACTS[1].text, "by 15:00"]
