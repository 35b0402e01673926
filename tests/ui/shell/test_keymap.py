"""Keys are the same as in the design, never clash and never sit where layouts are switched."""

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence

from ui.shell.keymap import KeyedAction, clashes, keyed_actions, make_action, retranslate, sequence
from ui.translation import set_language

ACTIONS = list(keyed_actions().values())
DESIGNED = 60
OURS = {
    "changes", "filter", "junk", "spelling", "emoji", "fields", "merge", "rethread", "why", "greet",
    "bold", "italic", "paste-picture",
}  # fmt: skip


def test_no_two_actions_share_a_key():
    assert clashes(ACTIONS) == []
    assert clashes(ACTIONS, mac=True) == []


def test_a_clash_is_found():
    one = KeyedAction("a", "app", "A", "А", "Ctrl+K", "Ctrl+K")
    two = KeyedAction("b", "req", "B", "Б", "Ctrl+K", "Ctrl+L")
    assert clashes([one, two]) == [("a", "b")]
    assert clashes([one, two], mac=True) == []


def test_nothing_sits_on_control_shift_on_windows_and_linux():
    guilty = [keyed.id for keyed in ACTIONS if {"Ctrl", "Shift"} <= set(keyed.win_linux.split("+"))]
    assert guilty == []


def test_no_action_turns_into_another_when_shift_is_lost_with_control():
    plain = {keyed.win_linux for keyed in ACTIONS}
    for keyed in ACTIONS:
        if "Ctrl" in keyed.win_linux and "Shift+" in keyed.win_linux:
            assert keyed.win_linux.replace("Shift+", "") not in plain


@pytest.mark.parametrize("keyed", ACTIONS, ids=lambda keyed: keyed.id)
def test_qt_understands_every_key(keyed):
    for key in (keyed.win_linux, keyed.mac):
        assert not QKeySequence(key, QKeySequence.SequenceFormat.PortableText).isEmpty()


@pytest.mark.parametrize("code", ["en", "ru"])
def test_no_name_in_a_menu_explains_itself_in_brackets(qapp, code):
    set_language(code)
    parent = QObject()
    try:
        assert not [it for it in keyed_actions() if "(" in make_action(it, parent).text()]
    finally:
        set_language("en")


def test_an_action_speaks_the_language_of_the_window(qapp):
    parent = QObject()
    try:
        set_language("en")
        solve = make_action("solve", parent)
        assert (solve.text(), solve.shortcut()) == ("Solve", sequence("solve"))
        set_language("ru")
        retranslate([solve])
        assert solve.text() == "Решено"
    finally:
        set_language("en")


def test_the_designs_keys_are_all_here_and_only_what_is_ours_comes_to_them():
    names = [keyed.id for keyed in ACTIONS]
    assert set(names) >= OURS
    assert len([name for name in names if name not in OURS]) == DESIGNED


def test_an_unknown_action_is_an_error():
    with pytest.raises(KeyError):
        sequence("no-such-action")
