"""What a shop sets for a channel goes into the inbox whole and comes back as it was written."""

import pytest

from app.domain.channel import Channel
from app.domain.form_rule import rules_in_words, rules_of
from app.domain.inbox_setting import (
    GROUPS,
    Acknowledgement,
    Chat,
    Folders,
    Forms,
    groups_of,
    laid,
    options,
    shown,
    stored,
)

RULES = "robot@site.example: reply-to\nforms.example | Заявка: строка E-mail\n@spam.example: никогда"


def declared(group, name):
    return next((option, default) for known, option, default in options(group) if known == name)


def saved(group, settings, **values):
    """The settings after a person has changed these fields."""
    places = {declared(group, name)[0].place: stored(declared(group, name)[0], it) for name, it in values.items()}
    return {key: it for key, it in {**settings, **laid(settings, places)}.items() if it is not None}


def seen(group, settings, name):
    return shown(*declared(group, name), settings)


def test_every_channel_has_its_groups_and_every_group_a_title():
    assert groups_of(Channel.EMAIL) == (Acknowledgement, Forms, Folders)
    assert groups_of(Channel.PHONE) == ()
    shown_groups = {group for channel in Channel for group in groups_of(channel)}
    assert shown_groups == set(GROUPS)


def test_what_was_set_is_shown_again_and_its_neighbours_stay():
    before = {"imap_host": "x", "acknowledgement": {"texts": {"en": {"open": "Hello"}}}}
    after = saved(Acknowledgement, before, on=True, open_ru="Здравствуйте", contacts_ru="")
    assert after == {
        "imap_host": "x",
        "acknowledgement": {
            "on": True, "contacts": {}, "texts": {"en": {"open": "Hello"}, "ru": {"open": "Здравствуйте"}},
        },
    }  # fmt: skip
    assert before["acknowledgement"] == {"texts": {"en": {"open": "Hello"}}}
    assert (seen(Acknowledgement, after, "on"), seen(Acknowledgement, after, "open_ru")) == (True, "Здравствуйте")
    assert seen(Acknowledgement, {"acknowledgement": "x"}, "on") is False
    assert saved(Acknowledgement, {"acknowledgement": "x"}, on=True) == {"acknowledgement": {"on": True}}


def test_lines_are_lists_and_an_emptied_field_takes_its_key_away():
    after = saved(Chat, {}, origins=" https://a.example \n\nhttps://b.example", policy_url="https://a.example/p")
    assert after == {"origins": ["https://a.example", "https://b.example"], "policy_url": "https://a.example/p"}
    assert seen(Chat, after, "origins") == "https://a.example\nhttps://b.example"
    assert saved(Chat, after, origins="", policy_url=" ") == {}
    assert seen(Chat, {"consent": "yes"}, "consent") is True


def test_rules_of_forms_are_written_one_a_line_in_either_language():
    rules = rules_of(RULES)
    assert rules == [
        {"from": "robot@site.example", "take": "reply_to"},
        {"from": "forms.example", "take": "line", "subject": "Заявка", "label": "E-mail"},
        {"from": "@spam.example", "take": "never"},
    ]
    assert rules_of(rules_in_words(rules)) == rules
    assert saved(Forms, {}, forms=RULES) == {"rules": {"forms": rules}}
    assert rules_in_words(["x", {"from": "a", "take": "line", "label": "E: mail"}]) == "a: line E: mail"


@pytest.mark.parametrize("line", ["robot@site.example", "robot@site.example: maybe", ": never", "a: line"])
def test_a_line_that_is_no_rule_is_told(line):
    with pytest.raises(ValueError, match="^" + line.replace(".", r"\.") + "$"):
        rules_of(f"a@b.example: never\n{line}")
