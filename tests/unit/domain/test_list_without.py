"""Addresses are taken off lists as people read them: commas in names, no names, nothing left."""

import pytest

from app.domain.answering import list_without


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("", ""),
        ("a@x.ru", ""),
        ("A@X.ru, b@x.ru", "b@x.ru"),
        ("Иванов, Пётр <p@x.ru>, Анна <a@x.ru>; b@x.ru", "Иванов, Пётр <p@x.ru>, b@x.ru"),
        ("aa@x.ru, Анна <a@x.ru>", "aa@x.ru"),
    ],
)
def test_only_what_is_unwanted_goes(text: str, left: str) -> None:
    assert list_without(text, {"a@x.ru"}) == left
