"""The language somebody writes in is told by a few words of their own."""

import pytest

from app.language.written import named_language, written_language


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
