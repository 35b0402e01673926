"""From what was found everywhere to where it is: the keyboard goes there, and only words are looked for there."""

from tests.ui.talk import MARINA, talk_of


def test_who_chose_a_message_reads_it_by_keyboard_and_filters_are_no_words_of_it(window, desk, qtbot):
    talk, search = talk_of(desk, MARINA), window.desk_view.finder.search
    entry = talk.entries[-1].entry_id
    search._on_chosen(talk.id, entry, "from:соколова новости")
    pane = window.desk_view.screens.conversation
    assert window.focusWidget() is pane.timeline or pane.timeline.isAncestorOf(window.focusWidget())
    bar = pane.finding.bar
    assert bar.field.text() == "новости"
    bar.close_bar()
    search._on_chosen(talk.id, entry, "from:соколова before:сегодня")
    assert not bar.isVisible()
    assert pane._model.item(pane.timeline.currentIndex().row()).entry.entry_id == entry
