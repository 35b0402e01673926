"""The language somebody writes in is told by a few words of their own."""

from time import process_time

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


def test_one_endless_word_is_read_as_fast_as_any_text():
    began = process_time()
    assert clear_language(["не" * 10_000]) == ""
    assert written_language(["не" * 10_000]) == "ru"
    assert process_time() - began < 0.5  # with a search that begins anew at each letter: five seconds


def test_an_address_within_signs_is_no_words():
    assert written_language(["Напишите на <support@example.com>, (help@example.com)"]) == "ru"
    assert written_language(["(anna.petrova@example.com)", "Да"]) == "ru"
