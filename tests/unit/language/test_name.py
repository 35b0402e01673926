"""Names in From headers: the frozen labelled set, own examples, and any text at all."""

import json
import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.language.address import called
from app.language.name import person_name
from app.language.person import PersonName

LABELLED = Path(__file__).with_name("labelled_from_headers.jsonl")
WRONG_AT_MOST = 0.01
GREETED_AT_LEAST = 0.90


def outcome(line: dict[str, object]) -> str:
    name = person_name(str(line["header"]))
    form = called(name, name.lang)
    if not form:
        return "neutral"
    accepted = line["accept"]
    assert isinstance(accepted, list)
    return "right" if form in accepted else "wrong"


def test_customers_are_greeted_by_their_own_name_and_almost_never_by_a_wrong_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines = [json.loads(line) for line in LABELLED.read_text("utf-8").splitlines()]
    outcomes = [(line, outcome(line)) for line in lines]
    counts = Counter((line["label"], result) for line, result in outcomes)
    named = sum(line["label"] == "name" for line in lines)
    wrong = counts["name", "wrong"] + counts["none", "wrong"]
    right = counts["name", "right"]
    with capsys.disabled():
        print(f"\nwrong name {wrong}/{len(lines)} = {wrong / len(lines):.2%}")
        print(f"greeted by name {right}/{named} = {right / named:.1%}; missed:")
        for line, result in outcomes:
            if result == "wrong" or (result == "neutral" and line["label"] == "name"):
                print(f"  {result:7} {line['label']} {line['header']!r}")
    assert wrong <= WRONG_AT_MOST * len(lines)
    assert right >= GREETED_AT_LEAST * named


@pytest.mark.parametrize(
    ("header", "form"),
    [
        ("СОКОЛОВА МАРИНА АНДРЕЕВНА", "Марина Андреевна"),
        ("Иванова Мария", "Мария"),
        ("Мария Иванова <m@example.ru>", "Мария"),
        ("ИП Петров А. А.", ""),
        ("ИП Соколова Марина Андреевна", "Марина Андреевна"),
        ("maria.ivanova", "Мария"),
        ("info", ""),
        ("sales@example.com", ""),
        ("Сергей Александр", ""),
        ("Анна Герман", "Анна"),
        ("Роман Абрамович", "Роман"),
        ("Абрамович Роман", "Роман"),
        ("Мамедов Али Гасан оглы", "Али"),
        ("Петров А. <andrey.petrov@example.ru>", "Андрей"),
        ("Петров А. <igor.petrov@example.ru>", ""),
        ("Smith, John", "John"),
        ("SMITH John", "John"),
        ("O'BRIEN Patrick", "Patrick"),
        ("Anne-marie Dubois", "Anne-Marie"),
        ("James Taylor", "James"),
        ("Günther Weiß", "Günther"),
        ("Jürgen Schmidt", "Jürgen"),
        ("Иванна Королева", "Иванна"),  # a surname, though the word for a queen as well
        ("Королева красоты", ""),
        ("Wang Wei", ""),
        ("Mr. Brown", ""),
        ("Support (Anna)", ""),
        ("Anna & Paul", ""),
        ("Анна, Павел и дети", ""),
        ("Анна, служба доставки", "Анна"),
        ("'Анна Смирнова' via Support", "Анна"),
        ("ООО «Ромашка», Соколова Марина Андреевна", "Марина Андреевна"),
        ("Evgeniya Sergeevna Petrova", "Евгения Сергеевна"),
        ("olgapetrova@example.ru", "Ольга"),
        ("Весёлая Маша", ""),
        ("<b>Анна</b>", ""),
        ("{{ Анна }}", ""),
        ("Анна\u202eавонримС", ""),
        ("Аnna Smith", ""),  # the first letter is Cyrillic
        ("Robert'); DROP TABLE customer;--", ""),
        ("", ""),
    ],
)
def test_a_header_says_how_to_call_its_writer(header: str, form: str) -> None:
    name = person_name(header)
    assert called(name, name.lang) == form


def test_the_parts_are_told_apart_with_script_gender_and_language() -> None:
    name = person_name("Иванова Мария Петровна")
    assert (name.given, name.patronymic, name.surname) == ("Мария", "Петровна", "Иванова")
    assert (name.script, name.gender, name.lang, name.is_known) == ("cyrillic", "f", "ru", True)
    latin = person_name("Sergey Petrov")
    assert (latin.given, latin.given_ru, latin.script, latin.gender, latin.lang) == (
        "Sergey",
        "Сергей",
        "latin",
        "m",
        "ru",
    )


def test_the_address_beside_a_bare_name_of_a_role_is_not_asked() -> None:
    assert not person_name("Отдел продаж", "maria.ivanova@example.ru").is_known
    assert person_name("", "maria.ivanova@example.ru").given == "Maria"


def is_harmless(part: str) -> bool:
    return all(sign.isalpha() or sign in " -'’ʼ." or unicodedata.category(sign) == "Mn" for sign in part)


def parts(name: PersonName) -> tuple[str, ...]:
    return name.given, name.patronymic, name.surname, name.given_ru, name.patronymic_ru


PIECES = st.sampled_from(
    ["Анна", "Иванова", "Петровна", "John", "Smith", "А.", "ООО", "«", "»", '"', "'", ",", "-", "/", "&", " ", "  ",
     "\u202e", "\u200b", "\x00", "\n", "<b>", "{{", "<a@b>", "@", "anna.smith", "оглы", "via", "(", ")", "😀", "\ud800",
     "ß", "İ", "ǆ", "一"]
)  # fmt: skip


@given(
    st.one_of(st.text(alphabet=st.characters(), max_size=120), st.lists(PIECES, max_size=9).map("".join)),
    st.text(max_size=30),
)
@settings(max_examples=300, deadline=None)
@example("Анна\x00Иванова", "")
@example("-'-", "@")
@example("\ud800", "\ud800@")
def test_any_text_at_all_is_read_without_harm(header: str, address: str) -> None:
    name = person_name(header, address)
    assert all(is_harmless(part) for part in parts(name)), parts(name)
    assert 0 <= name.confidence <= 1
    assert not re.search(r"[<>{}\x00-\x1f\u202a-\u202e\u2066-\u2069]", called(name, "ru") + called(name, "en"))
