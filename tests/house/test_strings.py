"""Every sentence a person can see exists in Russian, whole, with all its plural forms."""

import ast
import re
import string
from functools import cache

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from tests.house.catalogues import FOLDER
from tests.house.sizes import ROOT

KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "marked": None}


@cache
def used() -> Catalog:
    """The sentences of the code; looking for them takes as long as all tests about them together."""
    catalogue = Catalog()
    for package in ("app", "ui"):
        found = extract_from_dir(ROOT / package, [("**.py", "python")], keywords=KEYWORDS)
        for path, line, sentence, _comments, _context in found:
            catalogue.add(sentence, locations=[(f"{package}/{path}", line)])
    return catalogue


def russian() -> Catalog:
    with (FOLDER / "ru.po").open("rb") as text:
        return read_po(text, locale="ru", abort_invalid=True)


def forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def placeholders(text: str) -> set[str]:
    braces = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    return braces | set(re.findall(r"%\(\w+\)[sd]|%[sd]", text))


def place(message: Message) -> str:
    where = ", ".join(f"{path}:{line}" for path, line in message.locations)
    return f"{forms(message.id)[0]!r} ({where})"


def test_every_sentence_is_in_russian():
    there = russian()
    missing = [place(message) for message in used() if message.id and there.get(forms(message.id)[0]) is None]
    assert not missing, "not in resources/i18n/ru.po:\n" + "\n".join(missing)


def test_no_sentence_hides_inside_a_formatted_one():
    """The catalogue's maker reads the words of a formatted string as they stand: a call in it is not seen."""
    hidden = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for package in ("app", "ui")
        for path in (ROOT / package).rglob("*.py")
        for text in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in KEYWORDS
    ]
    assert not hidden, "take it out of the f-string:\n" + "\n".join(hidden)


def test_every_translation_is_whole():
    plurals = russian().num_plurals
    assert plurals == 3
    broken = []
    for message in russian():
        if not message.id:
            continue
        texts = forms(message.string)
        wanted = plurals if message.pluralizable else 1
        if message.fuzzy or len(texts) != wanted or not all(texts):
            broken.append(forms(message.id)[0])
    assert not broken


def test_a_plural_in_the_code_is_a_plural_in_russian():
    there = russian()
    wrong = []
    for message in used():
        known = there.get(forms(message.id)[0]) if message.id else None
        if known is not None and message.pluralizable and forms(known.id) != forms(message.id):
            wrong.append(place(message))
    assert not wrong


def test_a_translation_keeps_the_placeholders():
    """A plural form may leave the number out ("a minute"), but never invents a placeholder."""
    wrong = []
    for message in russian():
        if not message.id:
            continue
        wanted = set().union(*(placeholders(text) for text in forms(message.id)))
        for text in forms(message.string):
            kept = placeholders(text)
            if kept != wanted and not (message.pluralizable and kept < wanted):
                wrong.append(text)
    assert not wrong


def test_a_russian_plural_always_says_its_number():
    """The first form is said of 1, and of 21 and 101: "a minute" would be wrong there."""
    silent = []
    for message in russian():
        if message.id and message.pluralizable:
            wanted = placeholders(message.id[1])
            silent += [text for text in message.string if placeholders(text) != wanted]
    assert not silent


def test_no_sentence_stands_twice():
    text = (FOLDER / "ru.po").read_text("utf8")
    heads = re.findall(r'^msgid ((?:".*"\n?)+)', text, flags=re.MULTILINE)
    twice = {head for head in heads if heads.count(head) > 1}
    assert not twice
