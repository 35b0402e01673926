"""Only words of prose are judged: no names, numbers, addresses or abbreviations."""

import pytest

from app.language.spelled import Names, words_in


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Добрый день, Marina!", ["Добрый", "день", "Marina"]),
        ("Заказ 48-20917 и A12-b на сайте https://shop.example/заказ", ["Заказ", "сайте"]),
        ("пишите на help@shop.example или shop.example", ["пишите", "или"]),
        ("ГОСТ, СДЭК и VIP", []),
        ("по-прежнему don’t", ["по-прежнему", "don’t"]),
        ("{{ customer.name }}, здравствуйте", ["здравствуйте"]),
        ("cлово", []),  # the first letter is Latin: neither alphabet's word
        ("#акция @anna и др", []),
    ],
)
def test_words_of_prose_are_found_in_both_languages(text: str, words: list[str]) -> None:
    assert [it.text for it in words_in(text)] == words


def test_a_text_without_a_space_holds_nobody_up() -> None:
    assert list(words_in("x" * 200_000 + " слово " + "1a." * 50_000)) == [(200_001, "слово", "ru")]


def test_places_count_as_the_editor_counts() -> None:
    (word,) = words_in("😀 слово")
    assert (word.start, word.language) == (3, "ru")


def test_a_customers_name_is_no_mistake_in_any_case() -> None:
    names = Names(["Марина Андреевна Соколова", "Иванов-Петров", "ООО «Вектор-Строй»"])
    for word in ("Марине", "Андреевной", "Соколовой", "Соколову", "Петрову", "Вектор-Строя", "соколова"):
        assert word in names
    assert "сок" not in names
    assert "плафон" not in names
