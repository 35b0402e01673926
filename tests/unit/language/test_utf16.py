"""Places in a text as Qt counts them."""

import pytest

from app.language.utf16 import index, place


@pytest.mark.parametrize(("text", "at", "stands"), [("abc", 2, 2), ("Привет", 6, 6), ("a😀b", 2, 3), ("😀😀", 1, 2)])
def test_a_letter_is_found_by_its_place_and_the_other_way_round(text, at, stands):
    assert place(text, at) == stands
    assert index(text, stands) == at


def test_the_middle_of_a_smiley_is_its_beginning():
    assert index("a😀b", 2) == 1
