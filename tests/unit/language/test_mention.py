"""Colleagues are named in a text by @ and their name, whatever layout the hand was in."""

from uuid import UUID

import pytest

from app.language.mention import fitting, handles, mentioned, typed_before

ANNA, OLEG, OLEG2, BORIS = (UUID(int=number) for number in range(1, 5))
KNOWN = handles(
    [(OLEG2, "Олег Панин"), (ANNA, "Анна Ким"), (OLEG, "Олег Панин"), (BORIS, "Boris Li"), (UUID(int=9), "")]
)


def offered(text: str) -> list[str]:
    typed = typed_before(text, KNOWN)
    return [] if typed is None else list(fitting(typed, KNOWN))


def test_two_colleagues_of_one_name_are_told_apart_by_a_number() -> None:
    assert dict(KNOWN) == {"Анна Ким": ANNA, "Олег Панин": OLEG, "Олег Панин (2)": OLEG2, "Boris Li": BORIS}
    assert mentioned("@Олег Панин (2), глянь", KNOWN) == [OLEG2]
    assert mentioned("@Олег Панин, глянь", KNOWN) == [OLEG]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("@Анна Ким и @Boris Li: @Анна Ким", [ANNA, BORIS]),
        ("спроси у (@Анна Ким)", [ANNA]),
        ("@Анна", []),
        ("@Анна Кимова", []),
        ("anna@Анна Ким", []),
        ("Анна Ким", []),
        ("", []),
    ],
)
def test_who_is_mentioned(text: str, who: list[UUID]) -> None:
    assert mentioned(text, KNOWN) == who
    assert mentioned(text, {}) == []


@pytest.mark.parametrize("typed", ["анн", "Ким", "fyy", "anna", "анна к", "rbv"])
def test_a_name_is_found_in_any_layout_and_alphabet(typed: str) -> None:
    assert offered(f"Смотри, @{typed}")[0] == "Анна Ким"


def test_the_sign_alone_offers_everybody_and_names_that_begin_so_come_first() -> None:
    assert offered("@") == ["Boris Li", "Анна Ким", "Олег Панин", "Олег Панин (2)"]
    assert offered("@ли")[:1] == ["Boris Li"]
    assert offered("@и")[0] in KNOWN


def test_who_is_called_so_comes_before_whose_family_is() -> None:
    typed = typed_before("@Па", [])
    assert typed is not None
    assert list(fitting(typed, ["Степан Панов", "Павел Носов"])) == ["Павел Носов", "Степан Панов"]


@pytest.mark.parametrize("text", ["", "привет", "a@b", "@ ", "@Анна Ким глянь", "@" + "а" * 61, "@ан\nна", "кв@анна"])
def test_nobody_is_offered_where_nobody_is_being_named(text: str) -> None:
    assert offered(text) == []


def test_the_key_of_the_sign_in_the_russian_layout_offers_too_but_leaves_quotations_alone() -> None:
    assert offered('Смотри, "анн') == ["Анна Ким"]
    assert offered('"а') == []
    assert offered('"им') == []
    typed = typed_before('"анн', KNOWN)
    assert typed is not None
    assert typed.unsure
