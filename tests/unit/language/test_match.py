"""What somebody meant is found although the layout, the alphabet or a letter is another one."""

import pytest

from app.language.match import Typed, spellings


@pytest.mark.parametrize(("typed", "line"), [("prom", "Track a promise"), ("обещ", "Взять обещание")])
def test_a_beginning_of_a_word_is_found_with_the_letters_it_is(typed, line):
    found = Typed(typed).match(line)
    assert found is not None
    ((start, end),) = found.spans
    assert line[start:end].lower() == typed


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("cjrjkjdf", "Марина Соколова"),
        ("ыщдму", "Solve"),
        ("sokolova", "Марина Соколова"),
        ("соколов", "Marina Sokolova"),
        ("семен", "Семён Петров"),
        ("promsie", "Track a promise"),
        ("настойки", "Настройки"),
    ],
)
def test_layout_alphabet_and_a_slip_of_the_finger_are_forgiven(typed, line):
    assert Typed(typed).match(line) is not None


@pytest.mark.parametrize(("typed", "line"), [("xyz", "Solve"), ("sol now", "Solve"), ("cat", "Cut")])
def test_what_does_not_fit_is_not_found(typed, line):
    assert Typed(typed).match(line) is None


def test_a_beginning_comes_before_the_middle_and_the_middle_before_a_guess():
    begins, inside, guess = (Typed("reply").match(line) for line in ("Reply", "Unreply", "Rexly"))
    assert begins.score > inside.score > guess.score


def test_nothing_typed_fits_everything():
    assert Typed("  ").match("Solve").spans == ()


def test_a_word_is_looked_for_in_both_layouts_and_alphabets():
    assert spellings("Sokolova")[::2] == ("sokolova", "соколова")
    assert spellings("cjrjkjdf")[1] == "соколова"
    assert spellings("Андрей")[2] == "andrey"


@pytest.mark.parametrize(
    ("typed", "line"),
    [("sol", "Solve"), ("olve", "Solve"), ("ыщдму", "Solve"), ("sokolova", "Марина Соколова"), ("solev", "Mark solved"),
     ("два слова", "слова и два"), ("№1", "№ 1 №12"), ("zzzz", "Solve"), ("e s", "Solve")],
)  # fmt: skip
def test_a_look_at_the_whole_line_passes_over_nothing_that_one_of_its_words_has(typed, line):
    word_by_word = all(any(Typed(word).match(part) for part in line.split(" ")) for word in typed.split())
    assert (Typed(typed).match(line) is not None) == word_by_word
