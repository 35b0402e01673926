"""Questions of a message, so that nobody is asked twice."""

import pytest

from app.language.asked import questions


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Здравствуйте! Какой номер заказа? Пришлите фото.", ["Какой номер заказа?"]),
        ("Hello, Emma. What wattage is it? Is it a LED?", ["What wattage is it?", "Is it a LED?"]),
        ("- Какой цоколь?\n- Какая мощность?", ["Какой цоколь?", "Какая мощность?"]),
        ("Да?", []),
        ("Ждём.\n\n> Когда привезёте заказ?", []),
        ("Откройте https://shop.example/find?q=1 и выберите.", []),
        ("?" * 5_000, []),
    ],
)
def test_own_questions_are_found_and_quoted_ones_are_not(text, found):
    assert questions(text) == found
