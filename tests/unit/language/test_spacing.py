"""A text that is put in sticks to no word."""

import pytest

from app.language.spacing import spaced


@pytest.mark.parametrize(
    ("before", "after", "got"),
    [
        ("", "", "Thanks."), ("Good day!", "", " Thanks."), ("Good day! ", "", "Thanks."),
        ("Good day!\t", "", "Thanks."),
        ("Здравствуйте!", "До свидания", " Thanks. "), ("", " and", "Thanks."), ("", ", and", "Thanks."),
        ("He said (", ")", "Thanks."), ("«", "»", "Thanks."), ("Он сказал „", "“", "Thanks."),
        ('He said "', '"', "Thanks."), ('He said "yes"', "", " Thanks."), ('"', "", "Thanks."), ("“", "”", "Thanks."),
        ("«да»", "", " Thanks."), ("„да“", "", " Thanks."), ('("', "", "Thanks."), ("😀", "", " Thanks."),
        ("", "7", "Thanks. "),
        ("It's", "", " Thanks."), ("yes\u2028", "", "Thanks."), ("[", "]", "Thanks."),
    ],
)  # fmt: skip
def test_words_are_a_space_apart_and_brackets_are_not(before: str, after: str, got: str) -> None:
    assert spaced("Thanks.", before, after) == got


@pytest.mark.parametrize(
    ("text", "got"),
    [("", ""), (", thanks", ", thanks"), (" thanks ", " thanks "), ("\nthanks\n", "\nthanks\n"), ("…", "… ")],
)
def test_a_text_that_brings_its_own_sign_or_space_gets_no_other(text: str, got: str) -> None:
    assert spaced(text, "yes", "no") == (got if text in ("", "…") or text.endswith((" ", "\n")) else got + " ")
