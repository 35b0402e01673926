"""Of an address that people share, whoever signed the letter is meant."""

import pytest

from app.language.who_writes import who_writes

ANNA = "Анна Иванова"


@pytest.mark.parametrize(
    ("known", "sender", "meant"),
    [
        (ANNA, "Пётр Сидоров <office@firma.ru>", "Пётр Сидоров <office@firma.ru>"),
        (ANNA, "Иванова Анна <office@firma.ru>", ANNA),
        (ANNA, "Аня Иванова <office@firma.ru>", ANNA),
        (ANNA, "Anna Ivanova <office@firma.ru>", ANNA),
        (ANNA, "ООО Фирма <office@firma.ru>", ANNA),
        (ANNA, "office@firma.ru", ANNA),
        (ANNA, "", ANNA),
        ("ООО Фирма", "Пётр Сидоров <office@firma.ru>", "Пётр Сидоров <office@firma.ru>"),
        ("John Smith", "Mary Jones <desk@example.com>", "Mary Jones <desk@example.com>"),
    ],
)
def test_the_letter_says_who_writes_only_when_it_is_somebody_else(known: str, sender: str, meant: str) -> None:
    assert who_writes(known, sender) == meant
