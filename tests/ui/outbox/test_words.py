"""What stands against a refused change, in words."""

from dataclasses import replace
from uuid import UUID

import pytest

from app.client.row import ChangeRow, ChangeState
from app.commands.all import REGISTRY
from tests.builders.wire import START
from ui.outbox.words import change_name, their_words

HELD = ChangeRow(UUID(int=1), "reply", {"body": "Едет."}, UUID(int=7), "Плафон", START, ChangeState.HELD)


@pytest.mark.parametrize(
    ("detail", "words"),
    [
        ({}, ""),
        ({"seqs": [2], "messages": []}, ""),
        (
            {"messages": [{"author": "Денис", "text": "Отправили"}, {"author": "", "text": "Ау"}]},
            "Денис: Отправили\n\nАу",
        ),
        ({"assignee_id": str(UUID(int=9)), "assignee_name": "Денис"}, "Денис"),
        ({"assignee_id": str(UUID(int=9)), "assignee_name": ""}, ""),
        ({"assignee_id": None}, "Unassigned"),
    ],
)
def test_what_the_server_has_instead_is_told_with_its_author(detail, words):
    assert their_words(replace(HELD, detail=detail)) == words


def test_every_command_has_words_of_its_own():
    for name in {wire.partition("@")[0] for wire in REGISTRY}:
        assert change_name(replace(HELD, name=name)) != "Another change", f"ui/outbox/words.py does not know {name!r}"
