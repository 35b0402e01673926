"""The window speaks the language its person chose, from the next question on."""

import pytest

from ui import translation
from ui.wording import size_text


@pytest.fixture(autouse=True)
def _as_before():
    before = translation.language()
    yield
    translation.set_language(before)


def test_the_language_switches_at_once():
    for language in ("ru", "en"):
        translation.set_language(language)
        assert translation.language() == language


def test_a_language_we_do_not_speak_is_refused():
    with pytest.raises(ValueError, match="'de'"):
        translation.set_language("de")


def test_an_unknown_sentence_stays_english():
    translation.set_language("ru")
    assert translation._("not in any catalogue") == "not in any catalogue"
    assert translation.ngettext("one of none", "many of none", 5) == "many of none"


def test_bytes_are_counted_as_one_says_them():
    translation.set_language("ru")
    said = [size_text(size) for size in (1, 2, 5, 22, 1_002, 2_048)]
    assert [it.replace("\xa0", " ") for it in said] == [
        "1 байт", "2 байта", "5 байт", "22 байта", "1 002 байта", "2,0 кБ",
    ]  # fmt: skip
    translation.set_language("en")
    assert [size_text(size) for size in (1, 29)] == ["1 byte", "29 bytes"]
