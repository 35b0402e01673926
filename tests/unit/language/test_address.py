"""Forms of address."""

from pathlib import Path

import pytest

from app.folder import resource_folder
from app.language.address import called, dative
from app.language.lexicon import lexicon
from app.language.name import person_name
from app.language.person import NOBODY

MARINA = person_name("Соколова Марина Андреевна")


def test_a_customer_is_called_by_name_and_patronymic_in_russian_and_by_name_in_english() -> None:
    assert called(MARINA, "ru") == "Марина Андреевна"
    assert called(MARINA, "ru", "informal") == "Марина"
    assert called(MARINA, "en") == "Marina"


def test_nobody_known_is_called_nothing() -> None:
    assert called(NOBODY, "ru") == called(NOBODY, "en") == ""


@pytest.mark.parametrize(
    ("header", "whom"),
    [
        ("Соколова Марина Андреевна", "Марине Андреевне"),
        ("Пётр Ильич Чайковский", "Петру Ильичу"),
        ("Лев Николаевич Толстой", "Льву Николаевичу"),
        ("Мария Иванова", "Марии"),
        ("Любовь Орлова", "Любови"),
        ("Илья Муромцев", "Илье"),
        ("Анна-Мария Петрова", "Анне-Марии"),
        ("Юрий Гагарин", "Юрию"),
        ("John Smith", "John"),
    ],
)
def test_a_letter_goes_to_somebody_in_the_dative(header: str, whom: str) -> None:
    name = person_name(header)
    assert " ".join(dative(word, name.gender) for word in called(name, "ru").split()) == whom


@pytest.fixture(scope="module")
def everyday_names() -> list[tuple[str, str]]:
    """The first line of men and of women in the list: full Russian names."""
    rows = [row.partition(": ") for row in (resource_folder() / Path("names/ru.txt")).read_text("utf-8").splitlines()]
    men = next(words for group, _, words in rows if group == "m")
    women = next(words for group, _, words in rows if group == "f")
    return [(name, "m") for name in men.split()] + [(name, "f") for name in women.split()]


def test_our_datives_are_those_of_the_dictionary(everyday_names: list[tuple[str, str]]) -> None:
    import pymorphy3

    analyzer = pymorphy3.MorphAnalyzer(lang="ru")
    checked, differing = 0, []
    for name, gender in everyday_names:
        wanted = {"Name", "sing", "nomn", "masc" if gender == "m" else "femn"}
        parses = [parse for parse in analyzer.parse(name) if wanted <= parse.tag.grammemes]
        expected = {form.word for parse in parses if (form := parse.inflect({"datv"}))}
        if expected:
            checked += 1
            if dative(name, "m" if gender == "m" else "f").lower() not in expected:
                differing.append((name, dative(name, None), expected))
    assert checked >= 250
    assert not differing


def test_names_are_listed_once_in_a_script() -> None:
    assert len(lexicon().cyrillic) > 1_500
    assert len(lexicon().latin) > 1_500
