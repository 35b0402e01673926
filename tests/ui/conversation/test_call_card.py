"""A call in the timeline says with whom it was and what came of it."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from app.domain.entry import EntryKind
from tests.ui.talk import MARINA, talk_of
from ui.conversation.item import Shape
from ui.translation import set_language


def call_of(pane):
    model = pane.timeline.model()
    row = next(row for row in range(model.rowCount()) if model.item(row).shape is Shape.CALL)
    return pane._words.headline(model.item(row).entry), model.index(row).data(Qt.ItemDataRole.AccessibleTextRole)


def say_of_the_call(desk, **more):
    talk = talk_of(desk, MARINA)
    talk.entries = [
        replace(it, payload={**it.payload, **more}) if it.kind is EntryKind.CALL else it for it in talk.entries
    ]


@pytest.mark.parametrize(
    ("language", "head", "rest"),
    [
        ("en", "Outgoing call", "4:12 · +7 917 555-32-08 · To call back"),
        ("ru", "Исходящий звонок", "4:12 · +7 917 555-32-08 · Перезвонить"),
    ],
)
def test_a_call_says_its_number_and_what_came_of_it(opened, desk, language, head, rest):
    set_language(language)
    say_of_the_call(desk, number="+79175553208", disposition="call_back")
    shown, sentence = call_of(opened(MARINA))
    assert shown == (head, rest)
    assert sentence.startswith(f"{head}, {rest}, ")


def test_of_what_is_no_number_only_its_signs_are_shown_and_a_result_of_a_newer_server_on_one_line(opened, desk):
    say_of_the_call(desk, number="reception\n<b>5</b>", disposition="transferred\nto x")
    assert call_of(opened(MARINA))[0] == ("Outgoing call", "4:12 · reception b5/b · transferred to x")
