"""Foreign text is made safe to show."""

from hypothesis import given
from hypothesis import strategies as st

from app.language.plain_text import BODY_CHARACTERS, full_body, one_line, shown_body


@given(st.text())
def test_a_line_has_no_control_or_override(text):
    line = one_line(text)
    assert len(line) <= 300
    assert not any(sign in line for sign in "\n\r\t\x00\u202e\u202d\u2066\u2069\x1b")
    assert line == line.strip()


def test_a_long_body_is_cut_and_says_so():
    shown, cut = shown_body("x" * 1_000_000)
    assert cut
    assert len(shown) == BODY_CHARACTERS
    assert shown_body("short") == ("short", False)
    assert shown_body("line\n" * 1_000)[1]


def test_the_whole_body_loses_nothing_but_overrides():
    assert full_body("a\u202eb\r\nc") == "ab\nc"
    assert full_body("x" * 2_500).replace("\n", "") == "x" * 2_500
