"""The language somebody writes in is told by a few words of their own."""

import pytest

from app.language.written import clear_language, named_language, written_language


@pytest.mark.parametrize(
    ("texts", "language"),
    [
        (["Where is it?", "My order"], "en"),
        (["Где он?", "My order"], "ru"),
        (["ok", "Мой заказ"], "ru"),
        (["ok", "Where is it?", "Заказ"], "en"),
        (["ok"], "en"),
        (["Да"], "ru"),
        (["Не приходит Samsung Galaxy"], "ru"),
        (["https://example.com/order", "Заказ"], "ru"),
        (["Где он?\n\n> Please wait until tomorrow, we will write to you"], "ru"),
        (["4417", ""], ""),
        ([], ""),
    ],
)
def test_the_surest_text_decides(texts, language):
    assert written_language(texts) == language


@pytest.mark.parametrize(
    ("texts", "language"),
    [
        (["Hi, do you ship to Kazakhstan?"], "en"),
        (["ok", "Hi, do you ship to Kazakhstan?"], "en"),
        (["Не приходит Samsung Galaxy уже неделю"], "ru"),
        (["Philips Hue White Ambiance E27"], ""),
        (["Есть Philips Hue White Ambiance starter kit plus bridge в наличии"], ""),
        (["ok thanks"], ""),
        (["Да"], ""),
        ([], ""),
    ],
)
def test_a_language_is_clear_only_by_a_sentence_in_one_alphabet(texts, language):
    assert clear_language(texts) == language


@pytest.mark.parametrize(
    ("value", "language"),
    [
        ("English", "en"),
        ("en-GB", "en"),
        ("по-английски", "en"),
        ("русский", "ru"),
        ("Русский", "ru"),
        ("татарский", ""),
    ],
)
def test_a_language_has_many_names(value, language):
    assert named_language(value) == language
