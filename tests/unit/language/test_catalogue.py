"""Sentences come in the person's language, with the plural that Russian wants."""

from io import BytesIO

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from app.language.catalogue import Catalogue, marked


@pytest.fixture
def russian():
    source = Catalog(locale="ru")
    source.add("Resolve", "Решить")
    source.add(("{count} letter", "{count} letters"), ("{count} письмо", "{count} письма", "{count} писем"))
    compiled = BytesIO()
    write_mo(compiled, source)
    return Catalogue("ru", compiled.getvalue())


def test_english_is_the_text_of_the_code():
    english = Catalogue("en")
    assert english.gettext("Resolve") == "Resolve"
    assert [english.ngettext("{count} letter", "{count} letters", count) for count in (1, 2)] == [
        "{count} letter",
        "{count} letters",
    ]


def test_a_known_sentence_is_russian(russian):
    assert russian.gettext("Resolve") == "Решить"


def test_an_unknown_sentence_stays_english(russian):
    assert russian.gettext("Snooze") == "Snooze"


def test_nothing_stays_nothing(russian):
    assert russian.gettext("") == ""


@pytest.mark.parametrize(("count", "word"), [(1, "письмо"), (3, "письма"), (11, "писем"), (21, "письмо")])
def test_a_plural_fits_its_number(russian, count, word):
    text = russian.ngettext("{count} letter", "{count} letters", count)
    assert text.format(count=count) == f"{count} {word}"


def test_a_marked_sentence_is_itself():
    assert marked("Resolve") == "Resolve"
