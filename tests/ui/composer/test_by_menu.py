"""What the buttons of the composer do can be asked for from menus and the palette; where it cannot be done, why."""

from tests.ui.talk import EMMA, MARINA
from ui.shell.shortcuts import MENUS

IN_MENUS = {action_id for _menu, ids in MENUS for action_id in ids}


def test_everything_that_helps_one_write_is_in_a_menu(composer):
    assert set(composer.slots) <= IN_MENUS


def test_a_file_is_chosen_and_earlier_texts_and_marks_are_offered_as_by_their_buttons(opened, monkeypatch):
    composer = opened(EMMA)
    pressed = []
    for button in (composer.face.attach, composer.face.shot, composer.face.marks):
        button.clicked.disconnect()
        button.clicked.connect(lambda _checked=False, button=button: pressed.append(button))
    for action_id in ("attach", "screenshot", "marks"):
        composer.slots[action_id]()
    assert pressed == [composer.face.attach, composer.face.shot, composer.face.marks]
    composer.slots["past"]()
    assert composer.face.hint.text == "No other text stood here before."


def test_copies_are_typed_from_the_menu_in_a_letter_only(opened):
    composer = opened(EMMA)
    composer.slots["copies"]()
    assert composer.face.recipients.field.isVisible()
    composer = opened(MARINA)
    composer.slots["copies"]()
    assert composer.face.hint.text == "Only a letter can have copies."


def test_nothing_of_an_answer_is_added_to_a_note_and_it_stays_a_note(opened):
    composer = opened(EMMA)
    composer.note()
    for action_id in ("attach", "paste-picture"):
        composer.face.hint.set_text("")
        composer.slots[action_id]()
        assert composer.face.hint.text == "Files and pictures go with an answer, not with a note."
    composer.slots["marks"]()
    assert composer.face.hint.text == "Only a letter has bold, italic, lists and links."
    assert composer.is_note
