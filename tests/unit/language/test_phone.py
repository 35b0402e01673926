"""Numbers in any form, and links of switchboards; hostile ones do nothing."""

import pytest

from app.domain.call import Direction
from app.language.phone import CallLink, call_link, is_searchable, number_of, written


@pytest.mark.parametrize(
    "typed",
    ["+7 917 555-32-08", "8 (917) 555 32 08", "89175553208", "9175553208", "tel:+7-917-555-32-08", "т. 8-917-555-32-08",
     "sip:+79175553208@pbx.local;user=phone", "%2B79175553208", "\u200b+7\u00a0917\u00a0555\u201132\u201108"],
)  # fmt: skip
def test_a_number_is_read_in_any_form(typed: str) -> None:
    found = number_of(typed)
    assert (found.e164, found.written) == ("+79175553208", "+7 917 555-32-08")


@pytest.mark.parametrize("typed", ["", "101", "Анна", "<script>", "\u202e+7", "\x00" * 300, "tel:"])
def test_what_is_no_number_stays_text_of_one_line(typed: str) -> None:
    found = number_of(typed)
    assert found.e164 == ""
    assert "\n" not in found.written
    assert len(found.written) <= 40
    assert not is_searchable(found)


@pytest.mark.parametrize(
    ("typed", "shown", "given"),
    [
        (
            "<img src=x onerror=alert(1)>\x00\n\u202egnp",
            "img srcx onerroralert(1) gnp",
            "<img src=x onerror=alert(1)> gnp",
        ),
        ("A" * 300, "A" * 39 + "…", "A" * 120),
        ("\u2066анна.ким\u2069", "анна.ким", ""),
        ("sip:anna_k@pbx.local", "anna_k", ""),
        ("*100#", "*100#", ""),
        ("\x1b[31m101", "31m101", "[31m101"),
    ],
)
def test_of_a_hostile_number_only_what_numbers_have_is_shown_and_the_rest_is_kept(typed, shown, given) -> None:
    found = number_of(typed)
    assert (found.written, found.given) == (shown, given)


def test_the_last_digits_are_enough_to_look_for_somebody() -> None:
    assert is_searchable(number_of("555-32-08"))
    assert number_of("555-32-08").digits == "5553208"


def test_numbers_are_written_as_people_read_them() -> None:
    assert written("+12025550123") == "+1 202 555-0123".replace("555-0123", "555-01-23")
    assert written("+442079460123") == "+44 207 946 0123"
    assert written("+37312345678") == "+373 123 456 78"
    assert written("+4912345") == "+49 123 45"
    assert written("") == ""


@pytest.mark.parametrize(
    ("link", "number", "direction"),
    [
        ("deskhand://call?from=+79175553208&dir=in", "+79175553208", Direction.IN),
        ("deskhand://call/?from=%2B7%20917%20555-32-08", "+7 917 555-32-08", Direction.IN),
        ("deskhand:call?to=84951234567&dir=out", "84951234567", Direction.OUT),
        ("DESKHAND://CALL?dir=out&from=101&to=+79990000000", "+79990000000", Direction.OUT),
        ("deskhand://call?dir=in", "", Direction.IN),
        ("deskhand://call?from=<img src=x>%0a%0d&dir=evil", "<img src=x>", Direction.IN),
    ],
)
def test_a_link_tells_of_a_call(link: str, number: str, direction: Direction) -> None:
    assert call_link(link) == CallLink(number, direction)


@pytest.mark.parametrize(
    "link", ["", "http://call?from=1", "deskhand://open?x=1", "deskhand://[", "deskhand://call?" + "a" * 3_000, "call"]
)
def test_other_links_are_none_of_ours(link: str) -> None:
    assert call_link(link) is None
