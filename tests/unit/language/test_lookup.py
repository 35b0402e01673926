"""A colleague is found whichever way a few letters of the name were typed."""

import pytest

from app.language.lookup import is_found, other_layout


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("соко", "Марина Соколова"),
        ("СОКО мар", "Марина Соколова"),
        ("cjrjkjdf", "Марина Соколова"),  # the layout was left in English
        ("sokolova", "Марина Соколова"),
        ("Ыщлщ", "Anna Soko"),  # the layout was left in Russian
        ("джейн", "Dzheyn Miller"),
        ("кумов", "Kumov Ivan"),
        ("зуев петр", "Пётр Зуев"),
        ("пётр", "Петр Зуев"),
        ("gtnh", "Пётр Зуев"),
        ("dinara saf", "Динара Сафина"),
        ("yuliya", "Юлия Жук"),
        ("julia", "Юлия Жук"),
        ("schukin", "Олег Щукин"),
        (":er", "Юлия Жук"),  # Ж is typed with Shift on the key of the semicolon
        ("lina", "Malina"),
        ("", "Марина Соколова"),
    ],
)
def test_it_is_found(typed: str, name: str):
    assert is_found(typed, name)


@pytest.mark.parametrize(
    ("typed", "name"),
    [("марк", "Марина Соколова"), ("соколова олег", "Марина Соколова"), ("зуза", "Зуев"), ("jane", "Денис Орлов")],
)
def test_it_is_not(typed: str, name: str):
    assert not is_found(typed, name)


@pytest.mark.parametrize("typed", ["соколов", "cjrjkjd", "ёж", "qwerty", "йцукен[]"])
def test_the_other_layout_twice_is_the_same(typed: str):
    assert other_layout(other_layout(typed)) == typed
