"""What is typed into a search, and where it is in a text."""

from datetime import date

import pytest

from app.domain.channel import Channel
from app.domain.status import Status
from app.language.search.filter import day_named
from app.language.search.query import WORDS, read
from app.language.search.spot import Spot, literal_spots, snippet, spots
from app.language.search.wanted import Search, Term
from app.language.search.word import words_of

TODAY = date(2026, 11, 28)


def marked(text: str, typed: str) -> list[str]:
    return [text[it.start : it.end] for it in spots(text, read(typed, TODAY))]


def test_words_are_kept_by_their_stems_and_numbers_as_they_are():
    kept = words_of("Плафоны №1204, заказ 48-20917; o'Brien, Ёлка, 日本")
    assert {"плафон", "1204", "4820917", "20917", "obrien", "елк", "日本"} <= kept
    assert all(it.isalnum() for it in words_of("a_b. c@d.ef «г»—(д) ﬁx ²"))


def test_a_phone_is_kept_from_its_end_in_whatever_form_it_is_written():
    written = ["+7 917 555-32-08", "8(917)555-32-08", "89175553208", "8 917 555 32 08"]
    assert all("☎8023555719" in words_of(it) for it in written)
    assert not any(it.startswith("☎") for it in words_of("в 2026 году 12 000 рублей"))


@pytest.mark.parametrize(
    ("typed", "is_end"), [("3208", True), ("32-08", True), ("5-32-08", True), ("32.08", False), ("2-08", False)]
)
def test_the_end_of_a_phone_is_typed_with_dashes_too(typed: str, is_end: bool):
    (word,) = read(typed, TODAY).words
    assert any(it.token.startswith("☎8023") for it in word.terms) is is_end


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-11-05", date(2026, 11, 5)), ("05.11.2026", date(2026, 11, 5)), ("5.11.26", date(2026, 11, 5)),
        ("5.11", date(2026, 11, 5)), ("5.12", date(2025, 12, 5)), ("сегодня", TODAY), ("yesterday", date(2026, 11, 27)),
        ("7d", date(2026, 11, 21)), ("7д", date(2026, 11, 21)), ("31.02.2026", None), ("soon", None), ("29.2", None),
    ],
)  # fmt: skip
def test_days_are_understood_as_people_write_them(typed: str, day: date | None):
    assert day_named(typed, TODAY) == day


def test_filters_stand_anywhere_in_either_language_and_the_rest_are_words():
    search = read('плафон Статус:решено канал:чат queue:"Счета и" курьер до:1.11 до:5.11 tag:«Брак»', TODAY)
    assert [it.typed for it in search.words] == ["плафон", "курьер"]
    filters = search.filters
    assert filters.statuses == {Status.RESOLVED}
    assert filters.channels == {Channel.CHAT}
    assert (filters.queues, filters.tags, filters.before) == (("счета и",), ("брак",), date(2026, 11, 1))


def test_what_only_looks_like_a_filter_is_told():
    search = read("status:странный after:никогда https://shop.example/x", TODAY)
    assert search.filters.unknown == ("status:странный", "after:никогда")
    assert search.words


def test_nothing_typed_is_nothing_looked_for():
    assert not read("  … ", TODAY)
    assert not read("status:foo", TODAY)
    assert read("канал:почта", TODAY)
    assert len(read(" ".join(f"слово{it}" for it in range(50)), TODAY).words) == WORDS


def test_only_the_last_word_may_still_be_unfinished():
    first, last = read("курьер плаф", TODAY).words
    assert not any(it.begins for it in first.terms)
    assert Term("плаф", begins=True) in last.terms
    assert not any(it.begins for it in read("плаф ", TODAY).words[0].terms)


def test_the_words_are_marked_in_whatever_form_they_stand():
    assert marked("Новые плафоны: звоните 8-917-555-32-08!", "плафон 3208") == ["плафоны", "8-917-555-32-08"]
    assert marked("Заказ 48-20917", "48-20917") == ["48-20917"]
    assert marked("Пишите marina@example.com", "marina@example.com") == ["marina@example.com"]
    assert marked("Ёлка", "елка") == ["Ёлка"]
    assert marked("плафон", "канал:чат") == []


def test_what_is_typed_is_found_letter_by_letter_within_a_conversation():
    assert literal_spots("Ещё раз: ЕЩЕ", "еще") == [Spot(0, 3), Spot(9, 12)]
    assert literal_spots("abc", " ") == []


def test_a_line_of_a_long_message_shows_its_first_word():
    text = "слово " * 60 + "плафон " + "слово " * 60
    line, found = snippet(text, spots(text, read("плафон", TODAY)), 80)
    assert line.startswith("…слово")
    assert line.endswith("…")
    assert [line[it.start : it.end] for it in found] == ["плафон"]
    assert snippet("одна\nстрока", [], 80) == ("одна строка", [])


def test_a_text_fits_when_it_has_every_word():
    assert read("плафоны курь", TODAY).fits(words_of("Курьер привёз плафон"))
    assert not read("плафоны мастер", TODAY).fits(words_of("Курьер привёз плафон"))
    assert Search().fits(())
